//! One event told twice in an article becomes one event with two pieces of evidence.

use std::collections::BTreeSet;

use demarche_record::{Event, PloverType, Status};

use crate::{Coding, EventSite};

/// Merges events of one type, one set of parties, days that agree and a status that may be the same event's.
pub(crate) fn merge(coding: Coding, side: impl Fn(&str) -> String) -> Coding {
    let mut merged = Coding { lost: coding.lost, ..Coding::default() };
    for ((event, site), sides) in coding.events.into_iter().zip(coding.sites).zip(coding.sides) {
        let mut before = merged.events.iter_mut().zip(&merged.sites).zip(&mut merged.sides);
        match before.find(|((other, other_site), _)| same(other, **other_site, &event, site, &side)) {
            Some(((first, _), words)) => {
                words.principal |= sides.principal;
                absorb(first, event);
            }
            None => {
                merged.events.push(event);
                merged.sites.push(site);
                merged.sides.push(sides);
            }
        }
    }
    for (index, event) in merged.events.iter_mut().enumerate() {
        event.id = format!("e{}", index + 1);
    }
    merged
}

fn same(a: &Event, a_site: EventSite, b: &Event, b_site: EventSite, side: &impl Fn(&str) -> String) -> bool {
    if a.kind != b.kind || a.background != b.background || a.predicate.is_empty() {
        return false;
    }
    if parties(a) != parties(b) && !by_side(a, b, side) {
        return false;
    }
    let days = match (&a.when, &b.when) {
        (Some(x), Some(y)) => x.overlaps(y),
        _ => true,
    };
    let real = |s: Status| matches!(s, Status::Occurred | Status::Ongoing);
    if !days || !(a.status == b.status || (real(a.status) && real(b.status))) {
        return false;
    }
    let occasions = match (&a.occasion, &b.occasion) {
        (Some(x), Some(y)) => x == y,
        _ => true,
    };
    if !occasions {
        return false;
    }
    match a.kind {
        // One meeting, one war, one set of sanctions has many words.
        PloverType::Consult | PloverType::Assault | PloverType::Sanction | PloverType::Cooperate => {
            let undated = a.when.is_none() || b.when.is_none();
            !undated || a_site.sentence.abs_diff(b_site.sentence) <= 12
        }
        PloverType::Agree if a.mutual && a.predicate == b.predicate && same_days(a, b) && a.status == b.status => {
            a_site.sentence.abs_diff(b_site.sentence) <= 3
        }
        // What is said twice is one event only where the words agree.
        _ => alike(&a.content, &b.content) || (a_site.sentence == b_site.sentence && a.content == b.content),
    }
}

/// Sources and targets; all in one set where the sides may be exchanged.
fn parties(event: &Event) -> (BTreeSet<&str>, BTreeSet<&str>) {
    let sources: BTreeSet<&str> = event.sources.iter().map(String::as_str).collect();
    let targets: BTreeSet<&str> = event.targets.iter().map(String::as_str).collect();
    if event.mutual { (sources.union(&targets).copied().collect(), BTreeSet::new()) } else { (sources, targets) }
}

fn by_side(a: &Event, b: &Event, side: &impl Fn(&str) -> String) -> bool {
    if !(a.mutual && b.mutual && matches!(a.kind, PloverType::Assault | PloverType::Cooperate)) {
        return false;
    }
    let set = |event: &Event| event.sources.iter().chain(&event.targets).map(|id| side(id)).collect::<BTreeSet<_>>();
    set(a) == set(b)
}

/// Whether at least half of the content words of the shorter are in the longer.
fn alike(a: &str, b: &str) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 3).map(str::to_lowercase).collect()
    };
    let (x, y) = (words(a), words(b));
    let shorter = x.len().min(y.len());
    shorter > 0 && 2 * x.intersection(&y).count() > shorter
}

fn absorb(first: &mut Event, second: Event) {
    if first.when.is_none()
        || second.when.as_ref().is_some_and(|w| first.when.as_ref().is_some_and(|f| f.contains(w) && f != w))
    {
        first.when = second.when;
    }
    first.place = first.place.take().or(second.place);
    first.occasion = first.occasion.take().or(second.occasion);
    first.mode = first.mode.take().or(second.mode);
    for context in second.contexts {
        if !first.contexts.contains(&context) {
            first.contexts.push(context);
        }
    }
    first.reported_by = first.reported_by.take().or(second.reported_by);
    if second.confidence > first.confidence {
        first.confidence = second.confidence;
    }
    for evidence in second.evidence {
        if !first.evidence.contains(&evidence) {
            first.evidence.push(evidence);
        }
    }
    for found in second.found_by {
        if !first.found_by.contains(&found) {
            first.found_by.push(found);
        }
    }
}

fn same_days(a: &Event, b: &Event) -> bool {
    let ends = |event: &Event| event.when.as_ref().map(|when| (when.earliest, when.latest));
    ends(a) == ends(b)
}
