//! `demarche show`, `search` and `why`: lines for people, JSON for programs. Text of the coverage is cleaned before it is printed.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::ExitCode;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use anyhow::Result;
use clap::ValueEnum;
use demarche_brief::clean_line;
use demarche_dossier::store::{
    Access, ArticleLine, Dossier, EventDetail, FactDetail, FactLine, Found, Hit, Selection, short,
};
use serde_json::json;

use super::arguments::{List, Search, Show};
use crate::arguments::ReadFormat;
use crate::commands;

const DIM: Style = Style::new().dimmed();
const HEAD: Style = Style::new().bold();
const MARK: Style = AnsiColor::Green.on_default();

fn open(path: &std::path::Path) -> Result<Dossier> {
    Ok(Dossier::open(path, Access::Read, Duration::from_secs(5))?)
}

pub fn show(command: &Show) -> Result<ExitCode> {
    let dossier = open(&command.dossier)?;
    let limit = if command.limit == 0 { i64::MAX as usize } else { command.limit };
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    let selection = Selection {
        actors: command.actor.clone(),
        kind: command.kind.clone(),
        status: command.status.clone(),
        since: day(command.since),
        until: day(command.until),
        rejected: command.rejected,
        limit,
    };
    let list = command.what.as_deref().map(|what| (what, List::from_str(what, true)));
    let (text, json) = match list {
        None => {
            let overview = dossier.overview()?;
            let events = dossier.events(&Selection { limit: limit.min(10), ..selection })?;
            let mut out = String::new();
            let title = if overview.title.is_empty() { "Dossier" } else { &overview.title };
            let _ = writeln!(out, "{HEAD}{}{HEAD:#}  {DIM}made {}{DIM:#}", clean_line(title), overview.created);
            if let (Some(first), Some(last)) = (&overview.first, &overview.last) {
                let _ = writeln!(out, "coverage from {first} to {last}");
            }
            for (name, count) in &overview.counts {
                let name = if ["event", "position", "shift", "driver", "measure"].contains(&name.as_str()) {
                    format!("{name}s, as reported")
                } else {
                    name.clone()
                };
                let _ = writeln!(out, "{count:>8}  {name}");
            }
            let _ = writeln!(out, "{:>8}  entries of the log", overview.entries);
            if !events.is_empty() {
                let _ = writeln!(out, "\n{HEAD}Latest events{HEAD:#}");
                events.iter().for_each(|event| line(&mut out, event));
            }
            (out, json!({"overview": overview, "events": events}))
        }
        Some((_, Ok(List::Actors))) => {
            let actors = dossier.actors(limit)?;
            let mut out = String::new();
            for actor in &actors {
                let name = if actor.name.is_empty() { &actor.key } else { &actor.name };
                let state = actor.state.as_deref().map(|state| format!(", {}", clean_line(state))).unwrap_or_default();
                let _ = writeln!(
                    out,
                    "{:>6}  {}{state}  {DIM}{}{DIM:#}",
                    actor.articles,
                    clean_line(name),
                    clean_line(&actor.key)
                );
            }
            (out, json!(actors))
        }
        Some((_, Ok(List::Articles))) => {
            let articles = dossier.articles(&selection)?;
            let mut out = String::new();
            articles.iter().for_each(|article| article_line(&mut out, article));
            (out, json!(articles))
        }
        Some((_, Ok(List::Events))) => {
            let events = dossier.events(&selection)?;
            let mut out = String::new();
            events.iter().for_each(|event| line(&mut out, event));
            (out, json!(events))
        }
        Some((_, Ok(list))) => {
            let layer = match list {
                List::Positions => "position",
                List::Shifts => "shift",
                List::Drivers => "driver",
                List::Measures => "measure",
                _ => "agenda",
            };
            let facts = dossier.facts(layer, &selection)?;
            let mut out = String::new();
            facts.iter().for_each(|fact| line(&mut out, fact));
            (out, json!(facts))
        }
        Some((key, Err(_))) => {
            let found = dossier.find(key)?;
            (told(&found), json!(found))
        }
    };
    print(command.format, &text, &json)
}

pub fn search(command: &Search) -> Result<ExitCode> {
    let dossier = open(&command.dossier)?;
    let hits = dossier.search(&command.words.join(" "), command.limit)?;
    let mut out = String::new();
    for hit in &hits {
        hit_lines(&mut out, hit);
    }
    if hits.is_empty() && command.format == ReadFormat::Text {
        anstream::eprintln!("nothing found: try fewer words, or the beginning of one with a * at its end");
    }
    print(command.format, &out, &json!(hits))?;
    Ok(ExitCode::from(u8::from(hits.is_empty())))
}

pub fn why(dossier: &std::path::Path, key: &str, format: ReadFormat) -> Result<ExitCode> {
    let found = open(dossier)?.find(key)?;
    print(format, &told(&found), &json!(found))
}

fn print(format: ReadFormat, text: &str, json: &serde_json::Value) -> Result<ExitCode> {
    match format {
        ReadFormat::Text => commands::print(text)?,
        ReadFormat::Json => commands::print(&commands::json(json)?)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// First to last day, as short as it can be said.
fn days(earliest: Option<&str>, latest: Option<&str>) -> String {
    match (earliest, latest) {
        (Some(first), Some(last)) if first == last => first.to_owned(),
        (Some(first), Some(last)) => format!("{first}..{last}"),
        (Some(first), None) => format!("{first}.."),
        (None, Some(last)) => format!("..{last}"),
        (None, None) => "no day".to_owned(),
    }
}

fn side(keys: &[String], names: &BTreeMap<String, String>) -> String {
    let named = keys.iter().map(|key| clean_line(names.get(key).unwrap_or(key)));
    named.collect::<Vec<_>>().join(", ")
}

/// A fact or an event of a list, on two lines.
fn line(out: &mut String, fact: &FactLine) {
    let mut parties = side(&fact.sources, &fact.names);
    if !fact.targets.is_empty() {
        let arrow = if fact.mutual { "<->" } else { "->" };
        let _ = write!(parties, " {arrow} {}", side(&fact.targets, &fact.names));
    }
    let mut notes = Vec::new();
    notes.extend(fact.status.clone());
    notes.extend(fact.place.as_deref().map(clean_line));
    if fact.reports > 1 {
        notes.push(format!("{} reports, {} stories", fact.reports, fact.stories));
    }
    if fact.verdict != "open" {
        notes.push(fact.verdict.clone());
    }
    notes.extend(fact.confidence.map(|confidence| format!("{confidence:.2}")));
    let when = days(fact.earliest.as_deref(), fact.latest.as_deref());
    let _ = writeln!(
        out,
        "{:<15}  {:<10}  {parties}  {when}  {DIM}{}{DIM:#}\n                 {DIM}{}{DIM:#}",
        short(&fact.key),
        clean_line(&fact.kind),
        notes.join(", "),
        clean_line(&fact.content),
    );
}

fn article_line(out: &mut String, article: &ArticleLine) {
    let when = days(article.earliest.as_deref(), article.latest.as_deref());
    let title = article.title.as_deref().map_or_else(|| "without a title".to_owned(), clean_line);
    let paper = article.publisher.as_deref().map(|paper| format!(", {}", clean_line(paper))).unwrap_or_default();
    let _ = writeln!(out, "{}  {when}  {title}{paper}", short(&article.key));
    for source in &article.sources {
        let _ = writeln!(out, "            {DIM}{}{DIM:#}", clean_line(source));
    }
    if !article.copies.is_empty() {
        let copies: Vec<String> = article.copies.iter().map(|key| short(key)).collect();
        let _ = writeln!(out, "            {DIM}copies: {}{DIM:#}", copies.join(", "));
    }
}

fn hit_lines(out: &mut String, hit: &Hit) {
    article_line(out, &hit.article);
    let mut snippet = String::new();
    for (index, piece) in hit.snippet.split('\u{1}').enumerate() {
        match (index, piece.split_once('\u{2}')) {
            (0, _) | (_, None) => snippet.push_str(&clean_line(piece)),
            (_, Some((word, rest))) => {
                let _ = write!(snippet, "{MARK}{}{MARK:#}{}", clean_line(word), clean_line(rest));
            }
        }
    }
    let _ = writeln!(out, "            {snippet}  {DIM}{} events{DIM:#}", hit.events);
}

/// All that is known of what a key names.
fn told(found: &Found) -> String {
    let mut out = String::new();
    match found {
        Found::Event(event) => event_lines(&mut out, event),
        Found::Fact(fact) => {
            let _ = writeln!(out, "{HEAD}{}{HEAD:#}  {}, {}", short(&fact.key), fact.fact.layer(), fact.verdict);
            fact_lines(&mut out, fact);
        }
        Found::Article(article, facts) => {
            article_line(&mut out, article);
            let _ = writeln!(out, "            {DIM}recorded {}{DIM:#}\n", article.recorded);
            facts.iter().for_each(|fact| line(&mut out, fact));
        }
    }
    out
}

fn event_lines(out: &mut String, event: &EventDetail) {
    line(out, &event.event);
    for one in &event.reports {
        let _ = writeln!(out, "\n{HEAD}report {}{HEAD:#}  {}", short(&one.report.key), one.report.verdict);
        fact_lines(out, &one.report);
        for (other, probability) in &one.pairs {
            let _ = writeln!(out, "  {DIM}one event with{DIM:#} {} {DIM}at {probability:.2}{DIM:#}", short(other));
        }
    }
}

fn fact_lines(out: &mut String, detail: &FactDetail) {
    let article = &detail.article;
    let title = article.title.as_deref().map_or_else(|| "without a title".to_owned(), clean_line);
    let sentence = match detail.marked {
        Some((start, end)) => {
            let part = |range: std::ops::Range<usize>| clean_line(detail.sentence.get(range).unwrap_or(""));
            format!("{}{MARK}{}{MARK:#}{}", part(0..start), part(start..end), part(end..detail.sentence.len()))
        }
        None => clean_line(&detail.sentence),
    };
    let when = days(article.earliest.as_deref(), article.latest.as_deref());
    let _ = writeln!(out, "  {sentence}");
    let _ = writeln!(
        out,
        "  {DIM}in{DIM:#} {title} {DIM}({}), published {when}, recorded {}{DIM:#}",
        short(&article.key),
        article.recorded
    );
    for source in &article.sources {
        let _ = writeln!(out, "  {DIM}from{DIM:#} {}", clean_line(source));
    }
    for link in &detail.found_by {
        let what = if link.detail.is_empty() { String::new() } else { format!(": {}", clean_line(&link.detail)) };
        let _ = writeln!(out, "  {DIM}found by{DIM:#} {}{what}", clean_line(&link.id));
    }
    let _ = writeln!(out, "  {DIM}read by {} at {}{DIM:#}", clean_line(&detail.read_by), detail.read_at);
    for entry in &detail.entries {
        let undone = if entry.holds { "" } else { ", undone" };
        let reason = if entry.reason.is_empty() { String::new() } else { format!(": {}", clean_line(&entry.reason)) };
        let _ = writeln!(
            out,
            "  {DIM}entry {}{DIM:#} {} by {}, {}{undone}{reason}",
            entry.number,
            entry.operation,
            clean_line(&entry.author),
            entry.recorded
        );
    }
}
