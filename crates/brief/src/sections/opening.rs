//! The opening: title, what was read, and the whole in one paragraph.

use std::collections::BTreeMap;

use demarche_record::{Event, PloverType};

use crate::dates;
use crate::desk::{Desk, status_label};
use crate::document::{Line, Text};
use crate::names;
use crate::phrases;
use crate::sections::happened::weight;
use crate::sections::movement;
use crate::sections::positions::issue_name;

/// "Japan and Russia: peace treaty and Northern Territories".
pub(crate) fn title(desk: &Desk<'_>) -> String {
    if let Some(title) = desk.options.title.as_deref().map(crate::clean::trimmed).filter(|title| !title.is_empty()) {
        return title;
    }
    let sides: Vec<String> =
        desk.parties.principals.iter().map(|side| names::capital(&bare(&desk.side_name(side)))).collect();
    let issues: Vec<String> = issues(desk).into_iter().take(2).map(|issue| crate::clean::trimmed(&issue)).collect();
    let parties = names::join(&sides, 5);
    match (sides.len(), issues.is_empty()) {
        (0, true) => match &desk.findings.articles[..] {
            [] => "Nothing to brief on".into(),
            [one] => crate::citations::title(one),
            many => format!("{} articles", many.len()),
        },
        (0, false) => names::capital(&names::join(&issues, 2)),
        (_, true) => parties,
        (_, false) => format!("{parties}: {}", names::join(&issues, 2)),
    }
}

fn bare(name: &str) -> String {
    name.strip_prefix("the ").unwrap_or(name).to_owned()
}

/// Names of the issues, the weightiest first: by the positions, events and sentences that concern them.
pub(crate) fn issues(desk: &Desk<'_>) -> Vec<String> {
    let mut weights: BTreeMap<&str, f64> = BTreeMap::new();
    for event in desk.findings.events.iter().filter(|event| desk.parties.is_main(event)) {
        if let Some(issue) = &event.issue {
            *weights.entry(issue).or_default() += if event.background { 0.5 } else { 1.0 };
        }
    }
    for issue in desk.findings.positions.iter().filter_map(|position| position.issue.as_deref()) {
        *weights.entry(issue).or_default() += 1.5;
    }
    for issue in desk.findings.shifts.iter().filter_map(|shift| shift.issue.as_deref()) {
        *weights.entry(issue).or_default() += 2.0;
    }
    for issue in &desk.findings.issues {
        *weights.entry(&issue.name).or_default() += 0.5 * issue.evidence.len() as f64;
    }
    let mut ranked: Vec<(&str, f64)> = weights.into_iter().filter(|(name, _)| !name.trim().is_empty()).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    ranked.into_iter().map(|(name, _)| name.to_owned()).collect()
}

/// "Read: 12 articles, from 12 September 2018 to 24 January 2019."
pub(crate) fn read(desk: &Desk<'_>) -> String {
    let articles = &desk.findings.articles;
    let intervals: Vec<_> = articles.iter().filter_map(|article| article.published.interval.as_ref()).collect();
    let first = intervals.iter().filter_map(|i| i.earliest.or(i.latest)).min();
    let last = intervals.iter().filter_map(|i| i.latest.or(i.earliest)).max();
    let undated = articles.len() - intervals.len();
    let mut text = match &articles[..] {
        [] => return "No article was read.".into(),
        [one] => {
            let by = crate::citations::by(one).map(|by| format!(" ({by})")).unwrap_or_default();
            let place = one.dateline.as_deref().map(crate::clean::trimmed).filter(|p| !p.is_empty());
            let place = place.map(|place| format!(", {}", titled(&place))).unwrap_or_default();
            format!("One article: “{}”{by}{place}", crate::clean::quotation(&crate::citations::title(one)))
        }
        many => format!("{} articles", many.len()),
    };
    if articles.len() == 1 {
        text.push_str(&format!(", {}", crate::citations::date(&articles[0])));
    } else {
        match (first, last) {
            (Some(first), Some(last)) if first == last => text.push_str(&format!(", of {}", dates::day(first))),
            (Some(first), Some(last)) => {
                text.push_str(&format!(", from {} to {}", dates::day(first), dates::day(last)))
            }
            _ => {}
        }
        if undated > 0 {
            text.push_str(&format!("; {undated} without a date"));
        }
    }
    let asked = desk.findings.course.as_ref().filter(|course| course.asked).and_then(|course| course.as_of);
    match asked {
        Some(day) => format!("As it was known on {}. {text}.", dates::day(day)),
        None => format!("{text}."),
    }
}

/// "WASHINGTON" as "Washington".
fn titled(place: &str) -> String {
    if place.chars().any(char::is_lowercase) {
        return place.to_owned();
    }
    place.split(' ').map(|word| names::capital(&word.to_lowercase())).collect::<Vec<_>>().join(" ")
}

/// The paragraph.
pub(crate) fn summary(desk: &mut Desk<'_>) -> Vec<Line> {
    desk.names.start_section();
    if desk.findings.articles.is_empty() {
        return Vec::new();
    }
    let mut lines: Vec<Line> = Vec::new();
    lines.extend(who_and_what(desk));
    // The last contact and what comes next stand in the state of play.
    let course = desk.findings.course.as_ref();
    let contact = course.and_then(|course| course.state_of_play.last_contact.as_ref());
    let contact = contact.and_then(|contact| desk.event(&contact.event));
    let agreed = strongest(desk, |event| event.kind == PloverType::Agree && event.mutual, contact)
        .or_else(|| strongest(desk, |event| matches!(event.kind, PloverType::Agree | PloverType::Concede), contact));
    if let Some(event) = agreed {
        lines.push(telling(desk, event, ""));
    } else if let Some(event) = strongest(
        desk,
        |event| matches!(event.kind, PloverType::Reject | PloverType::Threaten | PloverType::Sanction),
        contact,
    ) {
        lines.push(telling(desk, event, ""));
    }
    let findings = desk.findings;
    let asserted = |shift: &&demarche_record::Shift| shift.basis == demarche_record::ShiftBasis::Asserted;
    let shift = findings.shifts.iter().filter(asserted).enumerate().max_by(|a, b| {
        let key =
            |(index, shift): &(usize, &demarche_record::Shift)| (shift_day(desk, shift), std::cmp::Reverse(*index));
        key(a).cmp(&key(b))
    });
    if let Some((_, shift)) = shift {
        let mut plain = shift.clone();
        plain.from = None;
        plain.to = None;
        let text = movement::shift_text(desk, &plain);
        let text = Text::of(text.to_string());
        lines.push(desk.line("summary", text, &shift.evidence, None));
    }
    if lines.is_empty() {
        let id = desk.key("summary");
        let text = Text::of("The coverage holds no event, position or plan that this brief could tell.");
        lines.push(Line { id, text, ..Line::default() });
    }
    lines
}

/// When a side shifted, or else when that was written.
fn shift_day(desk: &Desk<'_>, shift: &demarche_record::Shift) -> Option<jiff::civil::Date> {
    let told =
        shift.evidence.first().and_then(|one| desk.findings.articles.iter().find(|article| article.id == one.article));
    let written = told.and_then(|article| article.published.interval.as_ref());
    shift.when.as_ref().or(written).and_then(|when| when.latest.or(when.earliest))
}

/// "Japan and Russia are negotiating about the peace treaty and the Northern Territories."
fn who_and_what(desk: &mut Desk<'_>) -> Option<Line> {
    let findings = desk.findings;
    let sides: Vec<String> = desk.parties.principals.iter().map(|side| desk.side_name(side)).collect();
    let issues: Vec<String> = issues(desk).into_iter().take(3).collect();
    let about: Vec<String> = issues.iter().map(|issue| issue_name(issue)).collect();
    let text = match (sides.len(), about.is_empty()) {
        (0, true) => return None,
        (0, false) => format!("The coverage is about {}.", names::join(&about, 3)),
        (1, true) => format!("The coverage is about {}.", sides[0]),
        (1, false) => format!("The coverage is about {} and {}.", sides[0], names::join(&about, 3)),
        (_, true) => format!("The coverage follows the dealings between {}.", names::join(&sides, 5)),
        (_, false) => format!(
            "The coverage follows the dealings between {}; at issue: {}.",
            names::join(&sides, 5),
            names::join(&about, 3)
        ),
    };
    let evidence = issues
        .first()
        .and_then(|name| findings.issues.iter().find(|issue| issue.name == *name))
        .map(|issue| &issue.evidence[..]);
    let main = findings.events.iter().find(|event| desk.parties.is_main(event)).map(|event| &event.evidence[..]);
    let mut line = desk.line("summary", Text::of(names::capital(&text)), evidence.or(main).unwrap_or(&[]), None);
    line.cites.truncate(2);
    Some(line)
}

/// The weightiest current event between parties that fits; of the latest days where several weigh about the same.
fn strongest<'a>(desk: &Desk<'a>, fits: impl Fn(&Event) -> bool, but: Option<&Event>) -> Option<&'a Event> {
    let candidates: Vec<&Event> = desk
        .findings
        .events
        .iter()
        .filter(|event| {
            !event.background
                && event.status == demarche_record::Status::Occurred
                && fits(event)
                && desk.parties.is_main(event)
                && but.is_none_or(|one| one.id != event.id)
        })
        .collect();
    let best = candidates.iter().map(|event| weight(desk, event)).fold(0.0, f64::max);
    candidates.into_iter().filter(|event| weight(desk, event) >= 0.9 * best).max_by(|a, b| {
        let day = |event: &Event| event.when.as_ref().and_then(|w| w.earliest.or(w.latest));
        day(a).cmp(&day(b)).then_with(|| weight(desk, a).total_cmp(&weight(desk, b))).then_with(|| b.id.cmp(&a.id))
    })
}

fn telling<'a>(desk: &mut Desk<'a>, event: &'a Event, lead: &str) -> Line {
    let text = phrases::event(&mut desk.names, event);
    let mut line = desk.line("summary", Text::of(lead).then(text), &event.evidence, None);
    line.cites.truncate(3);
    line.label = status_label(event.status).filter(|label| *label != "ongoing").map(str::to_owned);
    line
}
