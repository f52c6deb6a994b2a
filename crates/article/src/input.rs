//! Which inputs the user's paths name: files, folders with all they hold, standard input.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use demarche_record::Diagnostic;

use crate::format::Format;
use crate::reader::unreadable;

/// One thing to read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// Standard input, written `-`.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl Input {
    /// How it is named in articles and diagnostics: the path as the user gave it, or `-`.
    #[must_use]
    pub fn source(&self) -> String {
        match self {
            Self::Stdin => "-".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }
}

/// How deep folders may nest; links that run in circles end there.
const DEEPEST: usize = 64;

/// The inputs that the paths name, each once, in the order of the paths; what a folder holds is sorted by the bytes of its
/// names. Hidden files and files of unknown types inside a folder are skipped with a note; a path that cannot be read gives an
/// error and the others are kept.
#[must_use]
pub fn list_inputs(paths: &[PathBuf]) -> (Vec<Input>, Vec<Diagnostic>) {
    let mut lister = Lister::default();
    for path in paths {
        if path.as_os_str() == "-" {
            lister.add(Input::Stdin);
            continue;
        }
        let source = path.display().to_string();
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                let before = (lister.inputs.len(), lister.diagnostics.len());
                lister.folder(path, 0);
                if lister.inputs.len() == before.0 && lister.diagnostics.len() == before.1 {
                    lister.diagnostics.push(
                        Diagnostic::warning(source, "the folder holds no file that can be read")
                            .hint(format!("put files of these types into it: {}", Format::EXTENSIONS)),
                    );
                }
            }
            Ok(metadata) if metadata.is_file() => lister.add(Input::File(path.clone())),
            Ok(_) => lister.add(Input::File(path.clone())),
            Err(error) => lister.diagnostics.push(unreadable(&source, &error)),
        }
    }
    (lister.inputs, lister.diagnostics)
}

#[derive(Default)]
struct Lister {
    inputs: Vec<Input>,
    diagnostics: Vec<Diagnostic>,
    seen: BTreeSet<Input>,
}

impl Lister {
    fn add(&mut self, input: Input) {
        if self.seen.insert(input.clone()) {
            self.inputs.push(input);
        }
    }

    fn folder(&mut self, path: &Path, depth: usize) {
        let source = path.display().to_string();
        if depth > DEEPEST {
            let message = format!("folders nest more than {DEEPEST} deep");
            self.diagnostics.push(Diagnostic::warning(source, message).hint("look for links that run in circles"));
            return;
        }
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => {
                self.diagnostics.push(unreadable(&source, &error));
                return;
            }
        };
        let mut paths = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => paths.push(entry.path()),
                Err(error) => self.diagnostics.push(unreadable(&source, &error)),
            }
        }
        paths.sort_by(|a, b| a.as_os_str().as_encoded_bytes().cmp(b.as_os_str().as_encoded_bytes()));
        let mut skipped = 0;
        for path in paths {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            match fs::metadata(&path) {
                Err(error) => self.diagnostics.push(unreadable(&path.display().to_string(), &error)),
                Ok(_) if name.starts_with('.') => skipped += 1,
                Ok(metadata) if metadata.is_dir() => self.folder(&path, depth + 1),
                Ok(metadata) if metadata.is_file() && Format::of_name(&name).is_some() => self.add(Input::File(path)),
                Ok(_) => skipped += 1,
            }
        }
        if skipped > 0 {
            let files = if skipped == 1 { "1 file was".to_owned() } else { format!("{skipped} files were") };
            let message = format!("{files} skipped: hidden, or of a type that is not read");
            let hint = format!("types read: {}; name a file itself to have it read anyway", Format::EXTENSIONS);
            self.diagnostics.push(Diagnostic::note(source, message).hint(hint));
        }
    }
}
