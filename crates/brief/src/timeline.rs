//! The timeline: lanes, marks and ticks as numbers between 0 and 1. How they are drawn is the renderer's business.

use std::collections::BTreeSet;

use demarche_record::{Event, QuadClass};
use jiff::civil::Date;

use crate::dates;
use crate::desk::Desk;
use crate::document::{Mark, MarkKind, Tick, Timeline};
use crate::sections::happened::{is_done, weight};
use crate::{names, phrases};

const MOST_MARKS: usize = 40;
const MOST_LANES: usize = 5;

/// The timeline of the events that the brief tells. The axis is compressed: a gap counts by the logarithm of its days.
pub(crate) fn draw(desk: &Desk<'_>) -> Timeline {
    let day = |event: &Event| event.when.as_ref().and_then(middle);
    let mut events: Vec<(&Event, Date)> = desk
        .findings
        .events
        .iter()
        .filter(|event| desk.told.contains_key(event.id.as_str()))
        .filter_map(|event| Some((event, day(event)?)))
        .collect();
    events.sort_by(|a, b| weight(desk, b.0).total_cmp(&weight(desk, a.0)).then_with(|| a.0.id.cmp(&b.0.id)));
    events.truncate(MOST_MARKS);
    events.sort_by(|a, b| (a.1, &a.0.id).cmp(&(b.1, &b.0.id)));
    if events.len() < 2 {
        return Timeline::default();
    }
    let days: Vec<Date> = events.iter().map(|(_, day)| *day).collect::<BTreeSet<_>>().into_iter().collect();
    let at = places(&days);
    let lanes = lanes(desk, &events);
    let lane_of = |side: &str| lanes.iter().position(|one| one == side);
    let mut names = names::Names::new(desk.findings);
    let others = lanes.len();
    let mut any_other = false;
    let mut marks = Vec::new();
    for (event, day) in &events {
        let mut touched: BTreeSet<usize> = desk.parties.of_event(event).into_iter().filter_map(lane_of).collect();
        if touched.is_empty() {
            touched.insert(others);
            any_other = true;
        }
        names.start_section();
        marks.push(Mark {
            at: at[days.iter().position(|one| one == day).unwrap_or(0)],
            lanes: touched.into_iter().collect(),
            kind: match event.kind.quad() {
                QuadClass::VerbalCooperation => MarkKind::VerbalCooperation,
                QuadClass::MaterialCooperation => MarkKind::MaterialCooperation,
                QuadClass::VerbalConflict => MarkKind::VerbalConflict,
                QuadClass::MaterialConflict => MarkKind::MaterialConflict,
            },
            background: event.background,
            open: !is_done(event),
            label: phrases::event(&mut names, event).to_string(),
            line: desk.told.get(event.id.as_str()).cloned().unwrap_or_default(),
        });
    }
    let mut lane_names: Vec<String> = lanes.iter().map(|side| names::capital(&desk.side_name(side))).collect();
    if any_other {
        lane_names.push("Others".into());
    }
    let ticks = days
        .iter()
        .zip(&at)
        .filter_map(|(day, at)| {
            let event = events.iter().find(|(_, one)| one == day)?.0;
            Some(Tick { at: *at, label: event.when.as_ref().and_then(dates::short)? })
        })
        .collect();
    Timeline { lanes: lane_names, marks, ticks: spaced(ticks) }
}

/// The middle day of an interval.
fn middle(when: &demarche_record::Interval) -> Option<Date> {
    match (when.earliest, when.latest) {
        (Some(first), Some(last)) => {
            let half = last.since(first).ok()?.get_days() / 2;
            first.checked_add(jiff::Span::new().try_days(half).ok()?).ok()
        }
        (first, last) => first.or(last),
    }
}

/// The principals, then the sides that take part most, at most five in all.
fn lanes(desk: &Desk<'_>, events: &[(&Event, Date)]) -> Vec<String> {
    let mut lanes: Vec<String> = desk.parties.principals.clone();
    let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for (event, _) in events {
        for side in desk.parties.of_event(event) {
            *counts.entry(side).or_default() += 1;
        }
    }
    let mut others: Vec<(&str, usize)> =
        counts.into_iter().filter(|(side, count)| *count > 1 && !desk.parties.is_principal(side)).collect();
    others.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    lanes.extend(others.into_iter().map(|(side, _)| side.to_owned()));
    lanes.truncate(MOST_LANES);
    lanes
}

/// Where each of some ascending days stands, 0 to 1.
fn places(days: &[Date]) -> Vec<f64> {
    let mut at = vec![0.0_f64];
    for pair in days.windows(2) {
        let gap = pair[1].since(pair[0]).map_or(1, |span| span.get_days().max(1));
        at.push(at.last().unwrap_or(&0.0) + 1.0 + (1.0 + f64::from(gap)).ln());
    }
    let last = at.last().copied().unwrap_or(0.0).max(1.0);
    at.into_iter().map(|x| (x / last * 10_000.0).round() / 10_000.0).collect()
}

/// Ticks that stand too near to the one before are left out; the last always stays.
fn spaced(ticks: Vec<Tick>) -> Vec<Tick> {
    const NEAR: f64 = 0.105;
    let last = ticks.last().cloned();
    let mut kept: Vec<Tick> = Vec::new();
    for tick in ticks {
        if kept.last().is_none_or(|one| tick.at - one.at >= NEAR && tick.label != one.label) {
            kept.push(tick);
        }
    }
    match (last, kept.last_mut()) {
        (Some(last), Some(end)) if end.at < last.at && last.at - end.at < 1.5 * NEAR => *end = last,
        (Some(last), Some(end)) if end.at < last.at => kept.push(last),
        _ => {}
    }
    kept
}
