//! How sure, and what the coverage does not say: doubtful facts, dates that were inferred, sides not heard, plans without an
//! outcome, and sources that could not be read.

use std::collections::BTreeSet;

use demarche_record::{Basis, Severity, Status};

use crate::certainty::DOUBTFUL;
use crate::dates;
use crate::desk::{Desk, without_repeats};
use crate::document::{Group, Line, Section, Text};
use crate::names;
use crate::sections::next;

/// The section on doubt.
pub(crate) fn write(desk: &mut Desk<'_>) -> Section {
    desk.names.start_section();
    let mut groups = Vec::new();
    for (heading, lines) in [
        ("Facts in doubt", doubtful(desk)),
        ("Dates that had to be inferred", inferred_dates(desk)),
        ("One-sided reports", one_sided(desk)),
        ("Announced, without an outcome in this coverage", without_outcome(desk)),
        ("What could not be read", unread(desk)),
    ] {
        let most = desk.options.most_lines;
        let (lines, more) = desk.cap(&format!("More under “{heading}”"), without_repeats(lines), most);
        if !lines.is_empty() {
            groups.push(Group { heading: Some(heading.into()), note: None, lines, more });
        }
    }
    let note = "A probability says how likely it is that the coverage says what the line says, at the day and status given; it does not say that the coverage is right.";
    Section {
        id: "gaps".into(),
        heading: "How sure, and what the coverage does not say".into(),
        note: Some(note.into()),
        groups,
    }
}

fn plain_line(desk: &mut Desk<'_>, text: Text) -> Line {
    Line { id: desk.key("gaps"), text: text.stop(), ..Line::default() }
}

/// One line on the events and positions that are not even likely, with where they stand.
fn doubtful(desk: &mut Desk<'_>) -> Vec<Line> {
    let findings = desk.findings;
    let mut lines = Vec::new();
    let events: Vec<_> = findings
        .events
        .iter()
        .filter(|event| event.confidence.get() < DOUBTFUL && desk.told.contains_key(event.id.as_str()))
        .collect();
    let positions: Vec<_> = findings.positions.iter().filter(|position| position.confidence.get() < DOUBTFUL).collect();
    for (count, all, one, many, evidence) in [
        (
            events.len(),
            findings.events.len(),
            "event",
            "events",
            events.iter().map(|e| &e.evidence[..]).collect::<Vec<_>>(),
        ),
        (
            positions.len(),
            findings.positions.len(),
            "position",
            "positions",
            positions.iter().map(|p| &p.evidence[..]).collect(),
        ),
    ] {
        if count == 0 {
            continue;
        }
        let id = desk.key("gaps");
        let mut cites = BTreeSet::new();
        for evidence in evidence.into_iter().take(12) {
            cites.extend(desk.citations.cite(&id, evidence, 1));
        }
        let be = if count == 1 { "is" } else { "are" };
        let noun = if all == 1 { one } else { many };
        let which = if count > 12 { " (the first twelve are cited)" } else { "" };
        let text = Text::of(format!(
            "{count} of the {all} {noun} {be} less than likely and should be checked against the sentences{which}"
        ));
        lines.push(Line { id, text: text.stop(), label: None, certainty: None, cites: cites.into_iter().collect() });
    }
    lines
}

/// Articles whose date is not printed, with the clues.
fn inferred_dates(desk: &mut Desk<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for article in &desk.findings.articles {
        let title = crate::citations::title(article);
        let published = &article.published;
        let text = match (published.basis, published.interval.as_ref().and_then(dates::noun)) {
            (Basis::Inferred, Some(days)) => {
                let mut text = Text::default().quote(&title).plain(format!(
                    " prints no full date; the text puts it {}{days}",
                    if days.starts_with("after ") || days.starts_with("before ") { "" } else { "at " }
                ));
                let clues: Vec<_> =
                    published.clues.iter().filter(|clue| !clue.says.trim().is_empty()).take(5).collect();
                for (index, clue) in clues.iter().enumerate() {
                    text = text.plain(if index == 0 { ": " } else { "; " });
                    if clue.text.trim().is_empty() {
                        text = text.plain(crate::clean::quotation(&clue.says));
                    } else {
                        text = text.quote(&clue.text).plain(" – ").plain(crate::clean::quotation(&clue.says));
                    }
                }
                text
            }
            (Basis::Unknown, _) | (_, None) => Text::default()
                .quote(&title)
                .plain(" has no date, and the text gives no clue to one; its events have no sure place in time"),
            (Basis::File, Some(days)) => {
                Text::default().quote(&title).plain(format!(" prints no date; the name of its file says {days}"))
            }
            _ => continue,
        };
        lines.push(plain_line(desk, text));
    }
    lines
}

/// Parties whose voice is missing, and coverage that rests on one source.
fn one_sided(desk: &mut Desk<'_>) -> Vec<Line> {
    let findings = desk.findings;
    let mut texts = Vec::new();
    if let [article] = &findings.articles[..] {
        let who = if article.byline.is_empty() {
            "one article".to_owned()
        } else {
            format!("one article, by {}", crate::citations::by(article).unwrap_or_default())
        };
        texts.push(format!("Everything here rests on {who}; nothing confirms it from elsewhere."));
    } else {
        let publishers: BTreeSet<&str> =
            findings.articles.iter().filter_map(|article| article.publisher.as_deref()).collect();
        if publishers.len() == 1 && findings.articles.iter().all(|article| article.publisher.is_some()) {
            texts.push(format!(
                "All articles come from one publisher, {}.",
                crate::clean::trimmed(publishers.first().unwrap_or(&""))
            ));
        }
    }
    if desk.parties.principals.len() > 1 {
        let side_of = |id: &String| desk.parties.side(id).to_owned();
        let with_position: BTreeSet<String> =
            findings.positions.iter().map(|position| side_of(&position.holder)).collect();
        let reporting = findings.events.iter().filter_map(|event| event.reported_by.as_ref());
        let reporting: BTreeSet<String> =
            reporting.chain(findings.positions.iter().filter_map(|p| p.reported_by.as_ref())).map(side_of).collect();
        for side in &desk.parties.principals {
            let name = names::capital(&desk.side_name(side));
            match (with_position.contains(side), reporting.contains(side)) {
                (false, false) => {
                    texts.push(format!("{name} has no stated position here and is nowhere named as a source."))
                }
                (false, true) => texts.push(format!("{name} has no stated position in this coverage.")),
                _ => {}
            }
        }
        let heard: Vec<&String> = desk.parties.principals.iter().filter(|side| reporting.contains(*side)).collect();
        if let ([one], true) = (&heard[..], desk.parties.principals.len() == 2) {
            texts.push(format!(
                "Among the parties, only {} is named as a source of what happened.",
                desk.side_name(one)
            ));
        }
    }
    texts.into_iter().map(|text| plain_line(desk, Text::of(text))).collect()
}

/// Plans whose day has passed by the time of the last article.
fn without_outcome(desk: &mut Desk<'_>) -> Vec<Line> {
    let findings = desk.findings;
    let last = next::last_published(desk);
    let mut lines = Vec::new();
    for item in &findings.agenda {
        let dated = item.when.as_ref().is_some_and(|when| when.latest.is_some());
        let done = item
            .event
            .as_deref()
            .and_then(|id| desk.event(id))
            .is_some_and(|event| matches!(event.status, Status::Occurred | Status::Ongoing | Status::Denied));
        if done
            || item.status == Status::Occurred
            || item.status == Status::Denied
            || !dated
            || next::is_ahead(desk, item)
            || last.is_none()
        {
            continue;
        }
        let mut line = next::line(desk, item);
        line.label = Some("no outcome reported".into());
        lines.push(line);
    }
    lines
}

/// Inputs that failed or were damaged.
fn unread(desk: &mut Desk<'_>) -> Vec<Line> {
    let findings = desk.findings;
    let mut lines = Vec::new();
    for diagnostic in findings.diagnostics.iter().filter(|one| one.severity != Severity::Note) {
        let mut text =
            Text::default().strong(&diagnostic.source).plain(": ").plain(diagnostic.message.trim_end_matches('.'));
        if let Some(hint) = diagnostic.hint.as_deref().filter(|hint| !hint.trim().is_empty()) {
            text = text.plain(". ").plain(names::capital(hint.trim()));
        }
        lines.push(plain_line(desk, text));
    }
    lines
}
