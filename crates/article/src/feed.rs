//! Feeds: each entry of an RSS, Atom or JSON feed is an article, from its content, else from its summary.

use std::panic::AssertUnwindSafe;

use chrono::{DateTime, NaiveDate, Utc};
use demarche_record::Diagnostic;
use feed_rs::model::{Entry, Feed, Text};
use serde_json::{Map, Value, json};

use crate::dates;
use crate::jsonl;
use crate::limits::Limits;
use crate::reader::{Outcome, visible};
use crate::xml;

/// Stack of the thread that parses a feed.
const STACK: usize = 64 << 20;

/// Reads a feed. `source#N` is its N-th entry.
pub(crate) fn read(bytes: &[u8], source: &str, limits: &Limits) -> Outcome {
    let text = xml::decoded(bytes);
    if !text.starts_with('{') {
        let depth = xml::depth(&text);
        if depth > limits.max_depth {
            let message = format!("elements nest {depth} deep, over the limit of {}", limits.max_depth);
            return Outcome::error(
                Diagnostic::error(source, message).hint("no feed needs that; check where it comes from"),
            );
        }
    }
    // Foreign code: on a stack of its own, and a panic there ends there.
    let parsed = std::thread::scope(|scope| {
        let parse = || std::panic::catch_unwind(AssertUnwindSafe(|| parse(&text)));
        std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, parse).map(|thread| thread.join())
    });
    let feed = match parsed {
        Ok(Ok(Ok(Ok(feed)))) => feed,
        Ok(Ok(Ok(Err(reason)))) => {
            let message = format!("the feed cannot be read: {}", visible(&reason));
            return Outcome::error(Diagnostic::error(source, message).hint("check it with a validator of feeds"));
        }
        _ => {
            return Outcome::error(
                Diagnostic::error(source, "the feed could not be parsed").hint("please report the file"),
            );
        }
    };
    let mut outcome = Outcome::default();
    let mut bare = 0;
    for (index, entry) in feed.entries.iter().enumerate() {
        let Some(record) = record(entry, &feed) else {
            bare += 1;
            continue;
        };
        let read = jsonl::article(&record, &format!("{source}#{}", index + 1), limits);
        outcome.articles.extend(read.articles);
        outcome.diagnostics.extend(read.diagnostics);
    }
    if feed.entries.is_empty() {
        let said = Diagnostic::error(source, "the feed has no entries").hint("download it again later");
        outcome.diagnostics.push(said);
    }
    if bare > 0 {
        let entries = if bare == 1 { "1 entry has".to_owned() } else { format!("{bare} entries have") };
        let said = Diagnostic::note(source, format!("{entries} a title and no text"))
            .hint("download the pages that they link to and read those");
        outcome.diagnostics.push(said);
    }
    outcome
}

fn parse(text: &str) -> Result<Feed, String> {
    let parser = feed_rs::parser::Builder::new()
        .timestamp_parser(day)
        // Identifiers come from the article; without this one they would be random.
        .id_generator(|_, _, _| String::new())
        .build();
    parser.parse(text.as_bytes()).map_err(|error| error.to_string())
}

/// The day of a date in the zone in which it is written: a paper that appears late on the 12th in New York appears on the
/// 12th. Midnight of that day stands for it.
fn day(text: &str) -> Option<DateTime<Utc>> {
    let written = dates::metadata_date(text)
        .and_then(|interval| interval.earliest.filter(|_| interval.earliest == interval.latest));
    let day = match written {
        Some(day) => NaiveDate::from_ymd_opt(
            day.year().into(),
            u32::try_from(day.month()).ok()?,
            u32::try_from(day.day()).ok()?,
        )?,
        None => DateTime::parse_from_rfc2822(text).or_else(|_| DateTime::parse_from_rfc3339(text)).ok()?.date_naive(),
    };
    Some(day.and_hms_opt(0, 0, 0)?.and_utc())
}

/// The fields of an entry as a record; `None` where it has no text.
fn record(entry: &Entry, feed: &Feed) -> Option<Map<String, Value>> {
    let filled = |text: &&str| !text.trim().is_empty();
    let content = entry.content.as_ref().and_then(|content| content.body.as_deref()).filter(filled);
    let body = content.or_else(|| entry.summary.as_ref().map(|text| text.content.as_str()).filter(filled))?;
    let mut record = Map::new();
    let mut set = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            record.insert(key.to_owned(), value);
        }
    };
    // Whatever the type says, most descriptions are HTML; plain text comes through a page unchanged.
    let page = body.contains('<') || body.contains('&');
    set(if page { "html" } else { "text" }, Some(json!(body)));
    set("title", entry.title.as_ref().map(|title| json!(plain(title))));
    let published = entry.published.or(entry.updated).map(|moment| json!(moment.format("%Y-%m-%d").to_string()));
    set("published", published);
    let authors: Vec<&str> = entry.authors.iter().filter_map(|person| person.name.as_deref()).collect();
    set("byline", (!authors.is_empty()).then(|| json!(authors)));
    let link = entry.links.iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    set("url", link.filter(|link| link.href.starts_with("http")).map(|link| json!(link.href)));
    set("publisher", feed.title.as_ref().map(|title| json!(plain(title))));
    set("language", entry.language.clone().or_else(|| feed.language.clone()).map(Value::String));
    Some(record)
}

/// A title without markup.
fn plain(text: &Text) -> String {
    let mut out = String::with_capacity(text.content.len());
    let mut rest = text.content.as_str();
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let tag = &rest[at..];
        let opens = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        match tag.find('>').filter(|_| opens) {
            Some(end) => rest = &tag[end + 1..],
            None => {
                out.push('<');
                rest = &tag[1..];
            }
        }
    }
    out.push_str(rest);
    xml::unescaped(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_stay_in_their_zone() {
        for text in ["Mon, 12 Mar 2018 23:30:00 -0500", "2018-03-12T23:30:00-05:00", "2018-03-12"] {
            assert_eq!(
                day(text).map(|moment| moment.format("%Y-%m-%d").to_string()).as_deref(),
                Some("2018-03-12"),
                "{text}"
            );
        }
        assert!(day("soon").is_none());
    }
}
