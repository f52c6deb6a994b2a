//! `demarche label`: one layer of the reading in the format that the field exchanges it in, one file for each kind.

mod causes;
mod coreference;
mod events;
mod markup;
mod names;
mod places;
mod relations;
mod syntax;
mod times;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use demarche_language::{Pipeline, Sentence};
use demarche_record::{Diagnostic, Span};

use crate::message;

/// `demarche label`
#[derive(Args, Debug)]
pub struct Label {
    /// What to label.
    #[command(subcommand)]
    pub kind: Kind,
}

/// The kinds of labels.
#[derive(Debug, Subcommand)]
pub enum Kind {
    /// PLOVER roots of sentences with marked source and target; tab-separated values in, the same rows with root, quad and confidence out.
    Relations(relations::Relations),
    /// Causal sentences with cause, effect and signal marked; comma-separated values in (index, text) and out.
    Causes(causes::Causes),
    /// Events (PLOVER) of sentences or articles; one JSON object a sentence or article out.
    Events(events::Events),
    /// Toponyms with the points that they mean, of plain text, articles or an LGL collection; one JSON object a text out.
    Places(places::Places),
    /// Time expressions (TIMEX3) of TimeML documents, from their text and creation time alone.
    Times(times::Times),
    /// Words with lemmas, tags and trees, as CoNLL-U.
    Syntax(syntax::Syntax),
    /// Names, as BIO or as entities in CoNLL-U.
    Names(names::Names),
    /// Chains of mentions of one and the same, as entities in CoNLL-U.
    Coreference(coreference::Coreference),
}

/// Where the labels go.
#[derive(Args, Debug)]
pub struct Output {
    /// Write to this file instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

impl Output {
    /// Writes the labels of all files.
    fn write(&self, text: &str) -> Result<()> {
        match &self.output {
            Some(path) => std::fs::write(path, text).with_context(|| format!("{} cannot be written", path.display())),
            None => Ok(std::io::stdout().lock().write_all(text.as_bytes())?),
        }
    }
}

/// Runs the command; the exit code says whether every input was read.
pub fn run(command: &Label) -> Result<ExitCode> {
    match &command.kind {
        Kind::Causes(kind) => causes::run(kind),
        Kind::Events(kind) => events::run(kind),
        Kind::Places(kind) => places::run(kind),
        Kind::Relations(kind) => relations::run(kind),
        Kind::Times(kind) => times::run(kind),
        Kind::Syntax(kind) => syntax::run(kind),
        Kind::Names(kind) => names::run(kind),
        Kind::Coreference(kind) => coreference::run(kind),
    }
}

/// A row read as one sentence, whatever the segmentation says, and where its words stand in the text; `None` without words.
fn one_sentence(pipeline: &Pipeline, text: &str) -> Option<(Sentence, Vec<Span>)> {
    let mut sentences = pipeline.annotate(text, &[Span::new(0, text.len())]).sentences;
    let spans: Vec<Span> = sentences.iter().flat_map(|s| s.tokens.iter().map(|token| token.span)).collect();
    let sentence = if sentences.len() == 1 {
        sentences.pop()?
    } else {
        let words = spans.iter().map(|span| span.of(text).to_owned()).collect();
        pipeline.parse(&[words]).pop()?
    };
    Some((sentence, spans))
}

/// The paragraphs of a text, which empty lines part.
fn paragraphs(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for paragraph in text.split_inclusive("\n\n") {
        let bare = paragraph.trim();
        if !bare.is_empty() {
            let at = start + paragraph.find(bare).unwrap_or(0);
            spans.push(Span::new(at, at + bare.len()));
        }
        start += paragraph.len();
    }
    spans
}

/// The text of a file, "-" being standard input; bytes that are no UTF-8 become U+FFFD, a byte order mark is left out.
fn text(path: &Path) -> Result<String> {
    let bytes = if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes)?;
        bytes
    } else {
        std::fs::read(path)?
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Labels every file with `label` and joins what comes out; a file that fails is named and costs itself alone.
fn each(paths: &[PathBuf], mut label: impl FnMut(&Path, &str) -> Result<String>) -> (String, ExitCode) {
    let mut whole = String::new();
    let mut lost = false;
    for path in paths {
        match text(path).and_then(|text| label(path, &text)) {
            Ok(labels) => whole.push_str(&labels),
            Err(error) => {
                lost = true;
                message::diagnostic(&Diagnostic::error(path.display().to_string(), format!("{error:#}")));
            }
        }
    }
    (whole, ExitCode::from(u8::from(lost)))
}
