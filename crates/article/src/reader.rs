//! Reading one input: bytes in, articles and diagnostics out. Nothing here panics, whatever the bytes are.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use demarche_record::{Article, Diagnostic};

use crate::assemble::{self, Origin};
use crate::decode;
use crate::format::{self, Format};
use crate::html;
use crate::input::Input;
use crate::jsonl;
use crate::limits::{Limits, human};
use crate::page::{self, Facts};
use crate::text;

/// What reading an input gave. Articles that could be read are there even when others could not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The articles, in the order of the input.
    pub articles: Vec<Article>,
    /// What went wrong or was left aside.
    pub diagnostics: Vec<Diagnostic>,
}

impl Outcome {
    pub(crate) fn error(diagnostic: Diagnostic) -> Self {
        Self { articles: Vec::new(), diagnostics: vec![diagnostic] }
    }
}

/// Reads an input whole. A JSONL file gives an article a line; every other input gives one article at most.
#[must_use]
pub fn read_input(input: &Input, limits: &Limits) -> Outcome {
    let mut articles = Vec::new();
    let diagnostics = read_each(input, limits, &mut |article| articles.push(article));
    Outcome { articles, diagnostics }
}

/// Reads an input and hands on each article as it is read, so that a long JSONL stream takes the memory of one record.
#[must_use = "the diagnostics say what could not be read"]
pub fn read_each(input: &Input, limits: &Limits, take: &mut dyn FnMut(Article)) -> Vec<Diagnostic> {
    let source = input.source();
    match input {
        Input::Stdin => stream(&mut std::io::stdin().lock(), &source, limits, take),
        Input::File(path) => match File::open(path) {
            Ok(file) => stream(&mut BufReader::with_capacity(1 << 16, file), &source, limits, take),
            Err(error) => vec![unreadable(&source, &error)],
        },
    }
}

/// What to say about a file that cannot be opened or read.
pub(crate) fn unreadable(source: &str, error: &std::io::Error) -> Diagnostic {
    use std::io::ErrorKind;
    let (message, hint) = match error.kind() {
        ErrorKind::NotFound => ("the path does not exist".to_owned(), "check the spelling"),
        ErrorKind::PermissionDenied => {
            ("the path may not be read: permission denied".to_owned(), "change its permissions or run as its owner")
        }
        ErrorKind::IsADirectory => {
            ("the path is a folder".to_owned(), "pass it on the command line to read all it holds")
        }
        _ => (format!("the path cannot be read: {error}"), "check the disk and the path"),
    };
    Diagnostic::error(source, message).hint(hint)
}

fn stream(reader: &mut dyn BufRead, source: &str, limits: &Limits, take: &mut dyn FnMut(Article)) -> Vec<Diagnostic> {
    let head = match reader.fill_buf() {
        Ok(head) => head,
        Err(error) => return vec![unreadable(source, &error)],
    };
    let named = Format::of_name(source);
    let lines = named == Some(Format::JsonLines) || (named.is_none() && Format::sniff_bytes(head) == Format::JsonLines);
    if lines && format::refusal(head).is_none() && !head.starts_with(b"\xff\xfe") && !head.starts_with(b"\xfe\xff") {
        return records(reader, source, limits, take);
    }
    let mut bytes = Vec::new();
    if let Err(error) = reader.take(limits.max_bytes as u64 + 1).read_to_end(&mut bytes) {
        return vec![unreadable(source, &error)];
    }
    let outcome = read_bytes(source, &bytes, named, limits);
    outcome.articles.into_iter().for_each(take);
    outcome.diagnostics
}

/// Reads lines of records one after the other. No more than one record is held at a time.
fn records(reader: &mut dyn BufRead, source: &str, limits: &Limits, take: &mut dyn FnMut(Article)) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut line = Vec::new();
    let (mut number, mut read) = (0_usize, 0_usize);
    loop {
        line.clear();
        number += 1;
        let taken = match (&mut *reader).take(limits.max_bytes as u64 + 1).read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(taken) => taken,
            Err(error) => {
                diagnostics.push(unreadable(source, &error));
                break;
            }
        };
        let name = format!("{source}#{number}");
        if taken > limits.max_bytes {
            let message = format!("the line is over the limit of {}", human(limits.max_bytes));
            diagnostics.push(Diagnostic::error(name, message).hint("raise max_bytes, or split the record"));
            if let Err(error) = skip_line(reader) {
                diagnostics.push(unreadable(source, &error));
                break;
            }
            continue;
        }
        let decoded = decode::decode(line.trim_ascii(), Some("utf-8"));
        let text = decoded.text.trim();
        if text.is_empty() {
            continue;
        }
        if let Some(warning) = decoded.warning {
            diagnostics.push(
                Diagnostic::warning(&name, format!("the line is not clean UTF-8: {warning}"))
                    .hint("write the file as UTF-8"),
            );
        }
        let outcome = jsonl::read(text, &name, limits);
        read += outcome.articles.len();
        outcome.articles.into_iter().for_each(&mut *take);
        diagnostics.extend(outcome.diagnostics);
    }
    if read == 0 && diagnostics.is_empty() {
        diagnostics.push(empty(source));
    }
    diagnostics
}

/// Leaves the rest of a line behind.
fn skip_line(reader: &mut dyn BufRead) -> std::io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(buffer.len(), |end| end + 1);
        reader.consume(used);
        if end.is_some() {
            return Ok(());
        }
    }
}

fn empty(source: &str) -> Diagnostic {
    Diagnostic::error(source, "the input is empty").hint("check that it was saved completely")
}

/// Reads bytes that the caller holds. `source` names them in diagnostics and gives the identifier; without a format the
/// content decides, then the extension of `source`.
///
/// ```
/// use demarche_article::{Format, Limits, read_bytes};
/// let outcome = read_bytes("empty.txt", b"", Some(Format::Text), &Limits::default());
/// assert!(outcome.articles.is_empty());
/// assert_eq!(outcome.diagnostics[0].message, "the input is empty");
/// ```
#[must_use]
pub fn read_bytes(source: &str, bytes: &[u8], format: Option<Format>, limits: &Limits) -> Outcome {
    if bytes.trim_ascii().is_empty() {
        return Outcome::error(empty(source));
    }
    if let Some((message, hint)) = format::refusal(bytes) {
        return Outcome::error(Diagnostic::error(source, message).hint(hint));
    }
    let format = choose(source, bytes, format);
    if format == Format::JsonLines && !bytes.starts_with(b"\xff\xfe") && !bytes.starts_with(b"\xfe\xff") {
        let mut articles = Vec::new();
        let diagnostics = records(&mut &bytes[..], source, limits, &mut |article| articles.push(article));
        return Outcome { articles, diagnostics };
    }
    if bytes.len() > limits.max_bytes {
        let message = format!("the input is over the limit of {}", human(limits.max_bytes));
        return Outcome::error(Diagnostic::error(source, message).hint("raise max_bytes, or split the input"));
    }
    let declared = if format == Format::Html { decode::declared(bytes) } else { None };
    let decoded = decode::decode(bytes, declared.as_deref());
    let mut diagnostics = Vec::new();
    if let Some(warning) = decoded.warning {
        diagnostics.push(
            Diagnostic::warning(source, format!("the encoding is doubtful: {warning}"))
                .hint("check names with accents; save the file as UTF-8 to be sure"),
        );
    }
    let (pieces, facts) = match format {
        Format::Html => match html::read(&decoded.text, source, limits) {
            Ok((pieces, facts, more)) => {
                diagnostics.extend(more);
                (pieces, facts)
            }
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                return Outcome { articles: Vec::new(), diagnostics };
            }
        },
        Format::JsonLines => {
            let mut outcome = Outcome { articles: Vec::new(), diagnostics };
            for (index, line) in decoded.text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                let read = jsonl::read(line.trim(), &format!("{source}#{}", index + 1), limits);
                outcome.articles.extend(read.articles);
                outcome.diagnostics.extend(read.diagnostics);
            }
            return outcome;
        }
        Format::Text => {
            let text = decode::canonical(&decoded.text);
            let longest = text.lines().map(str::len).max().unwrap_or(0);
            if longest > limits.max_paragraph_bytes {
                let message = format!(
                    "a line of {} is no paragraph; it was cut at sentences into parts of at most {}",
                    human(longest),
                    human(limits.max_paragraph_bytes)
                );
                diagnostics.push(Diagnostic::warning(source, message).hint("put line breaks between the paragraphs"));
            }
            let mut pieces = text::pieces(&text, limits);
            let mut facts = Facts::default();
            page::classify(&mut pieces, &mut facts, false);
            (pieces, facts)
        }
    };
    let article = assemble::article(pieces, facts, &Origin { source, id: None }, &mut diagnostics);
    if article.text.is_empty() {
        let hint =
            "check that it was saved completely; pages that load their text by script must be saved from a browser";
        diagnostics.retain(|diagnostic| !diagnostic.message.starts_with("no article"));
        diagnostics.push(Diagnostic::error(source, "the input holds no text").hint(hint));
        return Outcome { articles: Vec::new(), diagnostics };
    }
    Outcome { articles: vec![article], diagnostics }
}

/// A page that is called `.txt` is a page all the same; for the rest the caller and the name decide.
fn choose(source: &str, bytes: &[u8], asked: Option<Format>) -> Format {
    let seen = Format::sniff_bytes(bytes);
    let named = asked.or_else(|| Format::of_name(source));
    match (named, seen) {
        (Some(Format::Text) | None, seen) if asked != Some(Format::Text) => seen,
        (Some(Format::Html), Format::JsonLines) if asked.is_none() => Format::JsonLines,
        (Some(named), _) => named,
        (None, seen) => seen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_by_the_system() {
        let said = unreadable("a.txt", &std::io::Error::from(std::io::ErrorKind::PermissionDenied));
        assert!(said.message.contains("permission denied") && said.hint.is_some());
    }

    #[test]
    fn long_lines_of_a_stream_are_left_behind() {
        let limits = Limits { max_bytes: 60, ..Limits::default() };
        let lines = format!(
            "{{\"text\":\"The envoys met.\"}}\n{{\"text\":\"{}\"}}\n{{\"text\":\"They left.\"}}\n",
            "x".repeat(500)
        );
        let mut articles = Vec::new();
        let said = records(&mut lines.as_bytes(), "a.jsonl", &limits, &mut |article| articles.push(article));
        assert_eq!(articles.len(), 2);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].source == "a.jsonl#2" && said[0].message.contains("limit of 60 bytes"), "{said:?}");
    }
}
