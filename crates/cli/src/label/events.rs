//! `demarche label events`: PLOVER events of sentences or articles, as JSON lines.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use demarche_article::{Limits, list_inputs, read_input};
use demarche_engine::Engine;
use demarche_record::{Article, Event, Findings, Interval, Severity};
use serde::Serialize;

use super::Output;
use crate::message;

/// `demarche label events`
///
/// A text file holds one sentence a line, each read by itself and without a date; JSON lines and HTML hold articles. One JSON object
/// a sentence or article comes out: source, id, and the events with sources and targets (id, name), type (PLOVER root),
/// quad (1 to 4), mutual, status, when, where, confidence, start and end of the evidence in characters of the text, and its words.
#[derive(Args, Debug)]
pub struct Events {
    /// Text files with one sentence a line, JSON lines or HTML, or - for sentences on standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Read text files as articles, whose date and furniture count, and not as sentences.
    #[arg(long)]
    pub articles: bool,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Serialize)]
struct Record<'a> {
    source: &'a str,
    id: &'a str,
    events: Vec<EventRecord<'a>>,
}

#[derive(Serialize)]
struct EventRecord<'a> {
    sources: Vec<Party<'a>>,
    targets: Vec<Party<'a>>,
    #[serde(rename = "type")]
    kind: &'static str,
    quad: u8,
    mutual: bool,
    status: demarche_record::Status,
    when: &'a Option<Interval>,
    #[serde(rename = "where")]
    place: &'a Option<String>,
    confidence: f64,
    start: usize,
    end: usize,
    text: &'a str,
}

#[derive(Serialize)]
struct Party<'a> {
    id: &'a str,
    name: &'a str,
}

pub fn run(command: &Events) -> Result<ExitCode> {
    let engine = Engine::embedded(0)?;
    let mut incomplete = false;
    let (text, code) = super::each(&command.files, |path, text| {
        let articles = articles(path, text, command.articles, &mut incomplete);
        let mut out = String::new();
        for article in &articles {
            let findings = engine.read(article);
            out.push_str(&serde_json::to_string(&record(&findings, article))?);
            out.push('\n');
        }
        Ok(out)
    });
    command.output.write(&text)?;
    Ok(if incomplete { ExitCode::from(1) } else { code })
}

/// The articles of a file, or its sentences as articles of one line.
fn articles(path: &Path, text: &str, whole: bool, incomplete: &mut bool) -> Vec<Article> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    let pages = matches!(extension.as_str(), "jsonl" | "ndjson" | "json" | "html" | "htm" | "xhtml");
    if !pages && !whole {
        let source = path.display().to_string();
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        return lines.map(|(number, line)| Article::plain((number + 1).to_string(), &source, line.trim())).collect();
    }
    let (inputs, mut diagnostics) = list_inputs(&[path.to_path_buf()]);
    let mut articles = Vec::new();
    for input in &inputs {
        let outcome = read_input(input, &Limits::default());
        articles.extend(outcome.articles);
        diagnostics.extend(outcome.diagnostics);
    }
    for one in &diagnostics {
        *incomplete |= one.severity == Severity::Error;
        message::diagnostic(one);
    }
    articles
}

fn record<'a>(findings: &'a Findings, article: &'a Article) -> Record<'a> {
    let party = |id: &'a String| {
        let name = findings.actors.iter().find(|actor| &actor.id == id).map_or(id.as_str(), |actor| &actor.name);
        Party { id, name }
    };
    let events = findings.events.iter().filter_map(|event: &Event| {
        let evidence = event.evidence.first()?;
        let before = article.text.get(..evidence.span.start)?.chars().count();
        Some(EventRecord {
            sources: event.sources.iter().map(party).collect(),
            targets: event.targets.iter().map(party).collect(),
            kind: event.kind.name(),
            quad: event.kind.quad() as u8 + 1,
            mutual: event.mutual,
            status: event.status,
            when: &event.when,
            place: &event.place,
            confidence: event.confidence.get(),
            start: before,
            end: before + evidence.text.chars().count(),
            text: &evidence.text,
        })
    });
    Record { source: &article.source, id: &article.id, events: events.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_gives_its_event_with_ends_in_characters() {
        let engine = Engine::embedded(1).unwrap();
        let text = "É: Japan accused Russia of espionage.";
        let article = Article::plain("1", "-", text);
        let findings = engine.read(&article);
        let record = record(&findings, &article);
        let event = &record.events[0];
        assert_eq!((event.kind, event.quad), ("ACCUSE", 3));
        assert_eq!((event.sources[0].id, event.targets[0].id), ("state:JPN", "state:RUS"));
        let words: String = text.chars().skip(event.start).take(event.end - event.start).collect();
        assert_eq!(words, event.text);
    }
}
