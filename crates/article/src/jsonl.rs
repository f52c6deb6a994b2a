//! Records in JSON lines: one article a line.

use demarche_record::{Basis, BlockKind, Clue, Diagnostic, Published};
use serde_json::{Map, Value};

use crate::assemble::{self, Origin};
use crate::byline;
use crate::dates;
use crate::decode::{canonical, squeeze};
use crate::format;
use crate::html;
use crate::limits::Limits;
use crate::page::{self, Facts, letters};
use crate::piece::Piece;
use crate::reader::Outcome;
use crate::text;

/// Reads one line. `source` already names the line.
pub(crate) fn read(line: &str, source: &str, limits: &Limits) -> Outcome {
    let record = match serde_json::from_str::<Value>(line) {
        Ok(Value::Object(record)) => record,
        Ok(_) => return Outcome::error(broken(source, "the line is JSON but not an object")),
        Err(error) => return Outcome::error(broken(source, &format!("the line is not JSON: {error}"))),
    };
    article(&record, source, limits)
}

/// The article of a record: `html` or `text`, and what its other fields state.
pub(crate) fn article(record: &Map<String, Value>, source: &str, limits: &Limits) -> Outcome {
    let field = |names: &[&str]| names.iter().find_map(|name| string(record, name));
    let page = field(&["html"]);
    let body = field(&["text", "body", "content", "articleBody"]);
    if page.is_none() && body.is_none() {
        return Outcome::error(
            Diagnostic::error(source, "the record has neither `text` nor `html`")
                .hint("give each record at least a `text` field; `id`, `title`, `published` and `byline` help"),
        );
    }
    let mut diagnostics = Vec::new();
    let text = body.unwrap_or_default();
    let read = match page.or_else(|| format::is_html(text.trim_start()).then(|| text.clone())) {
        Some(page) => html::read(&page, source, limits),
        None => {
            let text = canonical(&text);
            Ok((text::pieces(&text, limits), Facts::default(), Vec::new()))
        }
    };
    let (mut pieces, mut facts, more) = match read {
        Ok(read) => read,
        Err(diagnostic) => return Outcome::error(diagnostic),
    };
    diagnostics.extend(more);
    let title =
        field(&["title", "headline"]).map(|title| squeeze(&canonical(&title))).filter(|title| !title.is_empty());
    state(record, &mut facts);
    let designed = pieces.iter().any(|piece| !piece.is_open());
    if let Some(title) = title {
        let head = pieces.iter().take(6).any(|piece| letters(&piece.text) == letters(&title));
        if !head {
            pieces.insert(0, Piece::of(title.clone(), BlockKind::Title));
        }
        facts.title = Some(title);
    }
    if !designed {
        page::classify(&mut pieces, &mut facts, false);
    }
    let id = string(record, "id").map(|id| squeeze(&canonical(&id))).filter(|id| !id.is_empty());
    let origin = Origin { source, id: id.as_deref() };
    let article = assemble::article(pieces, facts, &origin, &mut diagnostics);
    if article.text.is_empty() {
        return Outcome::error(Diagnostic::error(source, "the record holds no text").hint("fill its `text` field"));
    }
    Outcome { articles: vec![article], diagnostics }
}

fn broken(source: &str, message: &str) -> Diagnostic {
    Diagnostic::error(source, message).hint("repair or delete that line; the other lines were read")
}

/// What the fields of the record state goes before what the text shows.
fn state(record: &Map<String, Value>, facts: &mut Facts) {
    let list = |names: &[&str]| -> Vec<String> {
        names
            .iter()
            .find_map(|name| record.get(*name))
            .map(|value| match value {
                Value::Array(items) => items.iter().filter_map(text_of).collect(),
                other => text_of(other).into_iter().collect(),
            })
            .unwrap_or_default()
    };
    let bylines: Vec<String> = list(&["byline", "author", "authors"])
        .iter()
        .flat_map(|line| {
            let line = squeeze(&canonical(line));
            let names = byline::parse(&line).map_or_else(|| byline::names(&line), |found| found.names);
            if names.is_empty() && !line.is_empty() && !line.to_lowercase().starts_with("by ") {
                vec![line]
            } else {
                names
            }
        })
        .collect();
    if !bylines.is_empty() {
        facts.byline = bylines;
    }
    let mut section: Vec<String> = list(&["section", "sections"])
        .iter()
        .map(|step| squeeze(&canonical(step)))
        .filter(|step| !step.is_empty())
        .collect();
    if let [only] = section.as_slice()
        && let Some(steps) = page::breadcrumb(only)
    {
        section = steps;
    }
    if !section.is_empty() {
        facts.section = section;
    }
    let one = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| string(record, name))
            .map(|text| squeeze(&canonical(&text)))
            .filter(|text| !text.is_empty())
    };
    facts.dateline = one(&["dateline"]).or(facts.dateline.take());
    facts.publisher = one(&["publisher", "source", "site"]).or(facts.publisher.take());
    facts.url = one(&["url", "link"]).or(facts.url.take());
    facts.language = one(&["language", "lang"]).or(facts.language.take());
    for name in ["published", "date", "datePublished", "published_at", "pubDate"] {
        let Some(value) = string(record, name) else { continue };
        if let Some(interval) = dates::metadata_date(&value) {
            let text = format!("{name}: {}", value.chars().take(60).collect::<String>());
            let clue = Clue { span: None, text, says: "date in the record".to_owned() };
            facts.published = Some(Published { interval: Some(interval), basis: Basis::Metadata, clues: vec![clue] });
            break;
        }
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => object.get("name").and_then(Value::as_str).map(str::to_owned),
        _ => None,
    }
}

/// A field that is a string or a number.
fn string(record: &Map<String, Value>, name: &str) -> Option<String> {
    record.get(name).and_then(|value| match value {
        Value::String(_) | Value::Number(_) => text_of(value),
        _ => None,
    })
}
