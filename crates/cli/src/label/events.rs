//! `demarche label events`: PLOVER events of sentences or articles, as JSON lines.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use demarche_article::{Limits, list_inputs};
use demarche_coding::role_sides;
use demarche_engine::{Engine, Stages};
use demarche_record::{Article, Diagnostic, Interval, Severity, Span};
use serde::Serialize;

use super::Output;
use crate::message;

/// `demarche label events`
///
/// A text file holds one sentence a line, each read by itself and without a date; JSON lines and HTML hold articles. One JSON object
/// a sentence or article comes out: source, id, and the events with sources and targets, type (PLOVER root), quad (1 to 4), mutual,
/// status, when, where, occasion, mode, contexts, confidence, start and end of the evidence in characters of the text, and its words.
///
/// In sentences a side need not be an actor that the gazetteer knows: "protesters" or "the rebels" will do (their id begins with
/// phrase:). Each side has id, name and state (ISO 3166-1 alpha-3), and where the sentence names it the words of its whole phrase with start
/// and end. One event of a sentence may be marked as principal: what the sentence is above all about. `roles` gives the words that the
/// model takes for source and target, also where they make no event.
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
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<Roles<'a>>,
    events: Vec<EventRecord<'a>>,
}

/// What the head for roles says of a sentence.
#[derive(Serialize)]
struct Roles<'a> {
    source: Option<Words<'a>>,
    target: Option<Words<'a>>,
}

/// Words of the text with their ends in characters.
#[derive(Serialize)]
struct Words<'a> {
    text: &'a str,
    start: usize,
    end: usize,
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
    occasion: &'a Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    contexts: &'a [String],
    principal: bool,
    confidence: f64,
    start: usize,
    end: usize,
    text: &'a str,
}

#[derive(Serialize)]
struct Party<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'a str>,
    #[serde(flatten)]
    words: Option<Words<'a>>,
}

pub fn run(command: &Events) -> Result<ExitCode> {
    let engine = Engine::embedded(0)?;
    let mut incomplete = false;
    let (text, code) = super::each(&command.files, |path, text| {
        let (articles, sentences) = articles(path, text, command.articles, &mut incomplete);
        let mut out = String::new();
        for article in &articles {
            let read = || if sentences { engine.open_stages(article) } else { engine.stages(article) };
            let Ok(stages) = catch_unwind(AssertUnwindSafe(read)) else {
                incomplete = true;
                let fault = "the text could not be read to its end: a fault in the program";
                let hint = "the other texts are not affected; please report this one";
                message::diagnostic(&Diagnostic::error(format!("{}:{}", article.source, article.id), fault).hint(hint));
                continue;
            };
            out.push_str(&serde_json::to_string(&record(&stages, sentences))?);
            out.push('\n');
        }
        Ok(out)
    });
    command.output.write(&text)?;
    Ok(if incomplete { ExitCode::from(1) } else { code })
}

/// The articles of a file, or its sentences as articles of one line; and which of the two they are.
fn articles(path: &Path, text: &str, whole: bool, incomplete: &mut bool) -> (Vec<Article>, bool) {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    let pages = matches!(extension.as_str(), "jsonl" | "ndjson" | "json" | "html" | "htm" | "xhtml");
    if !pages && !whole {
        let source = path.display().to_string();
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let articles = lines.map(|(number, line)| Article::plain((number + 1).to_string(), &source, line.trim()));
        return (articles.collect(), true);
    }
    let (inputs, mut diagnostics) = list_inputs(&[path.to_path_buf()]);
    let mut articles = Vec::new();
    for input in &inputs {
        let outcome = crate::input::reader(Limits::default()).read_input(input);
        articles.extend(outcome.articles);
        diagnostics.extend(outcome.diagnostics);
    }
    for one in &diagnostics {
        *incomplete |= one.severity == Severity::Error;
        message::diagnostic(one);
    }
    (articles, false)
}

fn record(stages: &Stages, sentences: bool) -> Record<'_> {
    let text = &stages.article.text;
    let ends = Ends::new(text);
    let words = |span: Span| Words { text: span.of(text), start: ends.of(span.start), end: ends.of(span.end) };
    let of_tokens = |sentence: usize, tokens: &Range<usize>| {
        stages.annotation.sentences.get(sentence).map(|s| words(s.span_of(tokens.clone())))
    };
    let party = |id: &'_ String, sentence: usize, tokens: Option<&Option<Range<usize>>>| {
        let actor = stages.resolution.actors.iter().find(|actor| &actor.id == id);
        Party {
            id: actor.map_or("", |actor| actor.id.as_str()),
            name: actor.map_or("", |actor| actor.name.as_str()),
            state: actor.and_then(|actor| actor.state.as_deref()),
            words: tokens.and_then(Option::as_ref).and_then(|tokens| of_tokens(sentence, tokens)),
        }
    };
    let coding = &stages.coding;
    let events = coding.events.iter().zip(&coding.sites).zip(&coding.sides).filter_map(|((event, site), sides)| {
        let evidence = event.evidence.first()?;
        let side = |ids: &[String], places: &[Option<Range<usize>>]| {
            ids.iter().enumerate().map(|(at, id)| party(id, site.sentence, places.get(at))).collect()
        };
        Some(EventRecord {
            sources: side(&event.sources, &sides.sources),
            targets: side(&event.targets, &sides.targets),
            kind: event.kind.name(),
            quad: event.kind.quad() as u8 + 1,
            mutual: event.mutual,
            status: event.status,
            when: &event.when,
            place: &event.place,
            occasion: &event.occasion,
            mode: event.mode.as_deref(),
            contexts: &event.contexts,
            principal: sides.principal,
            confidence: event.confidence.get(),
            start: ends.of(evidence.span.start),
            end: ends.of(evidence.span.end),
            text: &evidence.text,
        })
    });
    let roles = sentences.then(|| {
        let mut sides: [Option<(Words<'_>, f32)>; 2] = [None, None];
        for (number, sentence) in stages.annotation.sentences.iter().enumerate() {
            for (best, found) in sides.iter_mut().zip(role_sides(sentence)) {
                if let Some((tokens, mean)) = found
                    && best.as_ref().is_none_or(|(_, highest)| mean > *highest)
                    && let Some(words) = of_tokens(number, &tokens)
                {
                    *best = Some((words, mean));
                }
            }
        }
        let [source, target] = sides.map(|side| side.map(|(words, _)| words));
        Roles { source, target }
    });
    Record { source: &stages.article.source, id: &stages.article.id, roles, events: events.collect() }
}

/// Where each character of a text begins, to turn bytes into characters without counting anew.
struct Ends(Vec<usize>);

impl Ends {
    fn new(text: &str) -> Self {
        Self(text.char_indices().map(|(at, _)| at).collect())
    }

    /// Number of characters before a byte.
    fn of(&self, byte: usize) -> usize {
        self.0.partition_point(|&at| at < byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_gives_its_event_with_ends_in_characters() {
        let engine = Engine::embedded(1).unwrap();
        let text = "É: Japan accused Russia of espionage.";
        let article = Article::plain("1", "-", text);
        let stages = engine.open_stages(&article);
        let record = record(&stages, true);
        let event = &record.events[0];
        assert_eq!((event.kind, event.quad), ("ACCUSE", 3));
        assert_eq!((event.sources[0].id, event.targets[0].id), ("state:JPN", "state:RUS"));
        let words: String = text.chars().skip(event.start).take(event.end - event.start).collect();
        assert_eq!(words, event.text);
    }

    #[test]
    fn sides_that_no_gazetteer_knows_are_named_with_their_words() {
        let engine = Engine::embedded(1).unwrap();
        let article = Article::plain("1", "-", "Ruvanian police arrested dozens of protesters in the capital.");
        let stages = engine.open_stages(&article);
        let record = record(&stages, true);
        let event = record.events.iter().find(|event| event.principal).unwrap();
        assert_eq!(event.kind, "COERCE");
        let words = |side: &[Party<'_>]| side[0].words.as_ref().map(|w| (w.text.to_owned(), w.start, w.end));
        assert_eq!(words(&event.sources), Some(("Ruvanian police".into(), 0, 15)));
        assert!(words(&event.targets).unwrap().0.contains("protesters"));
        assert!(event.targets[0].id.starts_with("phrase:"));
        assert_eq!(record.roles.unwrap().source.unwrap().text, "Ruvanian police");
    }
}
