//! Runs the program over hostile files and says what is wrong with what it did.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::files::{GOOD, HostileFile};

/// How one run of the program ended.
pub struct Run {
    pub status: ExitStatus,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    pub seconds: f64,
    /// Largest resident memory of the process itself, where the system tells.
    pub peak_kib: u64,
}

/// Runs the program in a folder.
pub fn run(binary: &Path, folder: &Path, arguments: &[OsString]) -> Run {
    let started = Instant::now();
    let mut child = Command::new(binary)
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut pipes = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
    let readers = (
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = pipes.0.read_to_end(&mut bytes);
            bytes
        }),
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = pipes.1.read_to_end(&mut bytes);
            bytes
        }),
    );
    let mut peak_kib = 0;
    let status = loop {
        peak_kib = peak_kib.max(peak(child.id()));
        match child.try_wait().expect("the program can be waited for") {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let seconds = started.elapsed().as_secs_f64();
    let (stdout, stderr) = (readers.0.join().expect("read"), readers.1.join().expect("read"));
    Run { status, stdout, stderr, seconds, peak_kib }
}

fn peak(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// What an output is written in, which says what would be live in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    Plain,
    Markdown,
    Html,
}

/// What is wrong with an output: control characters, characters that turn lines around, live markup.
pub fn faults_of_output(what: &str, bytes: &[u8], markup: Markup) -> Vec<String> {
    let mut faults = Vec::new();
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => return vec![format!("{what} is not UTF-8")],
    };
    let steers = |c: char| {
        c.is_control() && c != '\n' && c != '\t'
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if let Some(at) = text.find(steers) {
        faults.push(format!("{what} holds {:?}", text[at..].chars().take(12).collect::<String>()));
    }
    let live: &[&str] = match markup {
        Markup::Plain => &[],
        Markup::Markdown => &["<script>alert", "<img src=x", "<svg onload", "](javascript:"],
        Markup::Html => &["<script>alert", "<img src=x", "<svg onload", "href=\"javascript:"],
    };
    for mark in live {
        // A backslash before it makes it plain text in Markdown.
        if text.match_indices(mark).any(|(at, _)| markup == Markup::Html || !text[..at].ends_with('\\')) {
            faults.push(format!("{what} holds live markup: {mark}"));
        }
    }
    faults
}

/// What is wrong with how a run ended.
pub fn faults_of_run(run: &Run) -> Vec<String> {
    let mut faults = Vec::new();
    if !matches!(run.status.code(), Some(0 | 1)) {
        faults.push(format!("it ended with {}", run.status));
    }
    if String::from_utf8_lossy(&run.stderr).contains("panicked") {
        faults.push("it panicked".to_owned());
    }
    faults.extend(faults_of_output("standard error", &run.stderr, Markup::Plain));
    faults
}

/// What a JSON output says of each file: articles and diagnostics by the file they came from.
pub struct Told {
    pub articles: BTreeMap<String, usize>,
    pub diagnostics: BTreeMap<String, Vec<String>>,
}

/// Reads `read --format json`. `None` where it is no JSON.
pub fn told(stdout: &[u8], names: &[String]) -> Option<Told> {
    let findings: Value = serde_json::from_slice(stdout).ok()?;
    let owner = |source: &str| {
        // A name may hold the mark that parts members from files.
        names
            .iter()
            .filter(|name| source == name.as_str() || source.starts_with(&format!("{name}#")))
            .max_by_key(|name| name.len())
    };
    let mut told = Told { articles: BTreeMap::new(), diagnostics: BTreeMap::new() };
    for article in findings["articles"].as_array()? {
        if let Some(name) = owner(article["source"].as_str()?) {
            *told.articles.entry(name.clone()).or_default() += 1;
        }
    }
    for diagnostic in findings["diagnostics"].as_array()? {
        if let Some(name) = owner(diagnostic["source"].as_str()?) {
            let message = diagnostic["message"].as_str()?.to_owned();
            told.diagnostics.entry(name.clone()).or_default().push(message);
        }
    }
    Some(told)
}

/// A file as an argument that no option can be mistaken for, and the name that the program gives it.
pub fn argument(name: &OsStr) -> (OsString, String) {
    let path = PathBuf::from(".").join(name);
    (path.clone().into_os_string(), path.display().to_string())
}

/// The result of one file.
pub struct Verdict {
    pub kind: &'static str,
    pub name: String,
    pub seconds: f64,
    pub peak_kib: u64,
    /// Articles that were read from it.
    pub articles: usize,
    /// The first thing that was said about it.
    pub said: String,
    /// What went wrong; nothing may.
    pub faults: Vec<String>,
}

/// Reads one hostile file beside the good one, in a process of its own.
pub fn one(binary: &Path, folder: &Path, file: &HostileFile, most_seconds: f64) -> Verdict {
    let (path, name) = argument(&file.name);
    let good = argument(OsStr::new(GOOD));
    let run = run(binary, folder, &["read".into(), "--format".into(), "json".into(), path, good.0]);
    let mut faults = faults_of_run(&run);
    faults.extend(faults_of_output("standard output", &run.stdout, Markup::Plain));
    if run.seconds > most_seconds {
        faults.push(format!("it took {:.0} seconds", run.seconds));
    }
    let names = [name.clone(), good.1.clone()];
    let (mut articles, mut said) = (0, String::new());
    match told(&run.stdout, &names) {
        None => faults.push("its output is no JSON".to_owned()),
        Some(told) => {
            articles = told.articles.get(&name).copied().unwrap_or(0);
            said = told.diagnostics.get(&name).and_then(|all| all.first()).cloned().unwrap_or_default();
            if !told.articles.contains_key(&good.1) {
                faults.push("the good file beside it was not read".to_owned());
            }
            if articles == 0 && said.is_empty() {
                faults.push("neither an article nor a diagnostic names it".to_owned());
            }
        }
    }
    Verdict { kind: file.kind, name, seconds: run.seconds, peak_kib: run.peak_kib, articles, said, faults }
}

/// Everything below a folder, with sizes, to see whether something was written.
pub fn listing(folder: &Path) -> Vec<(PathBuf, u64)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there").flatten() {
        let metadata = entry.metadata().expect("it is there");
        if metadata.is_dir() {
            found.extend(listing(&entry.path()));
        }
        found.push((entry.path(), if metadata.is_dir() { 0 } else { metadata.len() }));
    }
    found.sort();
    found
}
