//! The decision whether two reports tell of one event, as a sum of log-odds that can be read and undone.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{ActorId, Event, Interval, Modifier, PloverType, Status};

/// How a pair of reports was judged: the sum, and the part each feature had in it.
#[derive(Clone, Debug, PartialEq)]
pub struct SameEvent {
    /// Natural log-odds that the two tell of one event; above zero they are merged.
    pub log_odds: f64,
    /// Feature and its share, in the order in which they were weighed.
    pub parts: Vec<(&'static str, f64)>,
}

/// Prior log-odds: of the pairs that pass the type and actor gates most tell of different events.
const PRIOR: f64 = -1.5;

/// Judges two reports. `state_of` gives the state of an actor, so that a leader may stand for his state in one report.
/// Returns `None` where the types or the sides rule it out.
///
/// Types must be equal (CONCEDE and RETREAT count as one). The sides must agree actor by actor, or state by state at a
/// cost. Then days, place, occasion, predicate and status path move the odds.
#[must_use]
pub fn same_event(a: &Event, b: &Event, state_of: &BTreeMap<ActorId, String>) -> Option<SameEvent> {
    if yield_as_one(a.kind) != yield_as_one(b.kind) {
        return None;
    }
    let mut parts = vec![("prior", PRIOR)];
    parts.push(("actors", actors(a, b, state_of)?));
    parts.push(("day", days(a, b)?));
    parts.push(("place", agreement(a.place.as_deref(), b.place.as_deref(), 1.0, -1.5)));
    parts.push(("occasion", agreement(a.occasion.as_deref(), b.occasion.as_deref(), 1.0, -0.5)));
    parts.push(("predicate", if a.predicate == b.predicate { 0.5 } else { -0.3 }));
    parts.push(("content", words_shared(&a.content, &b.content) * 2.0 - 0.4));
    parts.push(("status", status_path(a.status, b.status)));
    let log_odds = parts.iter().map(|(_, share)| share).sum();
    Some(SameEvent { log_odds, parts })
}

fn yield_as_one(kind: PloverType) -> PloverType {
    if kind == PloverType::Retreat { PloverType::Concede } else { kind }
}

/// Equal sides give the most; the same states under other names less; anything else rules the pair out.
fn actors(a: &Event, b: &Event, state_of: &BTreeMap<ActorId, String>) -> Option<f64> {
    let sides = |event: &Event, lift: bool| -> [BTreeSet<String>; 2] {
        let name = |id: &ActorId| if lift { state_of.get(id).unwrap_or(id).clone() } else { id.clone() };
        [event.sources.iter().map(name).collect(), event.targets.iter().map(name).collect()]
    };
    let equal = |lift: bool| -> bool {
        let ([s, t], [u, v]) = (sides(a, lift), sides(b, lift));
        if s == u && t == v {
            return true;
        }
        let either = a.mutual && b.mutual;
        either && s.union(&t).collect::<BTreeSet<_>>() == u.union(&v).collect::<BTreeSet<_>>()
    };
    if equal(false) {
        Some(1.2)
    } else if equal(true) {
        Some(0.0)
    } else {
        None
    }
}

/// Days that cannot both be right rule the pair out. How much a shared day says depends on the vaguer of the two reports: a day
/// within a report of "that decade" is no evidence. Days that the coder inherited from the story count as a step vaguer.
fn days(a: &Event, b: &Event) -> Option<f64> {
    let (Some(first), Some(second)) = (&a.when, &b.when) else {
        return Some(-0.8);
    };
    first.meet(second)?;
    let vague = |interval: &Interval| {
        let days = interval.days().unwrap_or(i64::MAX);
        if interval.modifier == Some(Modifier::Approximate) { days.saturating_add(7) } else { days }
    };
    Some(match vague(first).max(vague(second)) {
        ..=3 => 2.2,
        4..=10 => 1.2,
        11..=31 => 0.4,
        32..=100 => -1.0,
        _ => -2.4,
    })
}

fn agreement(a: Option<&str>, b: Option<&str>, same: f64, different: f64) -> f64 {
    match (a, b) {
        (Some(a), Some(b)) if a.eq_ignore_ascii_case(b) => same,
        (Some(a), Some(b)) if a.contains(b) || b.contains(a) => same * 0.5,
        (Some(_), Some(_)) => different,
        _ => 0.0,
    }
}

/// Share of the words of the shorter text that the longer one has too, 0 to 1; words under four letters do not count.
pub(crate) fn words_shared(a: &str, b: &str) -> f64 {
    let words = |text: &str| -> BTreeSet<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 3).map(str::to_lowercase).collect()
    };
    let (a, b) = (words(a), words(b));
    let least = a.len().min(b.len());
    if least == 0 { 0.0 } else { a.intersection(&b).count() as f64 / least as f64 }
}

/// What is planned may later have occurred or been called off; what is denied did not occur.
fn status_path(a: Status, b: Status) -> f64 {
    use Status::{Denied, Occurred, Ongoing, Planned, Proposed};
    let (low, high) = (a.min(b), a.max(b));
    match (low, high) {
        _ if low == high => 0.4,
        (Occurred, Ongoing) | (Occurred, Planned) | (Ongoing, Planned) | (Planned, Proposed) => 0.1,
        (Planned, Denied) => 0.0,
        (Occurred, Denied) => -2.0,
        _ => -0.8,
    }
}

#[cfg(test)]
mod tests {
    use demarche_record::{Confidence, Granularity};

    use super::*;

    fn meeting(sources: &[&str], targets: &[&str], day: &str, status: Status) -> Event {
        Event {
            id: "e1".into(),
            sources: sources.iter().map(|&s| s.to_owned()).collect(),
            targets: targets.iter().map(|&s| s.to_owned()).collect(),
            mutual: true,
            kind: PloverType::Consult,
            predicate: "meet".into(),
            content: "met for talks".into(),
            when: Some(Interval::day(day.parse().unwrap())),
            place: None,
            occasion: None,
            mode: None,
            contexts: Vec::new(),
            status,
            reported_by: None,
            issue: None,
            background: false,
            confidence: Confidence::new(0.9),
            found_by: vec![],
            evidence: vec![],
        }
    }

    fn judged(a: &Event, b: &Event) -> bool {
        let states =
            BTreeMap::from([("person:a".to_owned(), "AAA".to_owned()), ("state:AAA".to_owned(), "AAA".to_owned())]);
        same_event(a, b, &states).is_some_and(|same| same.log_odds > 0.0)
    }

    #[test]
    fn one_meeting_told_twice_is_one_event() {
        let a = meeting(&["person:a"], &["person:b"], "1995-11-21", Status::Occurred);
        assert!(judged(&a, &a.clone()));
        let turned = meeting(&["person:b"], &["person:a"], "1995-11-21", Status::Occurred);
        assert!(judged(&a, &turned), "the sides of a mutual event may be exchanged");
        let planned = meeting(&["person:a"], &["person:b"], "1995-11-21", Status::Planned);
        assert!(judged(&a, &planned), "what was planned has occurred");
        let by_state = meeting(&["state:AAA"], &["person:b"], "1995-11-21", Status::Occurred);
        assert!(judged(&a, &by_state), "a leader may stand for his state");
    }

    #[test]
    fn other_days_people_or_types_are_other_events() {
        let a = meeting(&["person:a"], &["person:b"], "1995-11-21", Status::Occurred);
        assert!(!judged(&a, &meeting(&["person:a"], &["person:b"], "1995-11-28", Status::Occurred)));
        assert!(!judged(&a, &meeting(&["person:a"], &["person:c"], "1995-11-21", Status::Occurred)));
        let mut agreed = a.clone();
        agreed.kind = PloverType::Agree;
        assert!(!judged(&a, &agreed));
        let mut undated = a.clone();
        undated.when = None;
        undated.content = "will see him again".into();
        assert!(!judged(&a, &undated), "a report without a day is kept apart unless more speaks for it");
        let mut vague = a.clone();
        vague.when =
            Some(Interval::between("1990-01-01".parse().unwrap(), "1999-12-31".parse().unwrap(), Granularity::Decade));
        assert!(!judged(&a, &vague), "a decade that holds the day is no evidence for it");
    }
}
