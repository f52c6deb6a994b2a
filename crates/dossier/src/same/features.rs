//! The decision whether two reports tell of one event: a logistic sum whose parts can be read one by one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use demarche_record::{Interval, PloverType, Status};
use jiff::civil::Date;
use serde::Deserialize;

use super::blocks::SEASON;
use super::report::{Report, ReportActor, name_stems, shared};

/// How a pair of reports was judged: the sum, and the part each feature had in it.
#[derive(Clone, Debug, PartialEq)]
pub struct SameEvent {
    /// Natural log-odds that the two tell of one event; above zero they are one.
    pub log_odds: f64,
    /// Feature, its value and its share of the sum, in the order of the table below.
    pub parts: Vec<(&'static str, f64, f64)>,
}

impl SameEvent {
    /// Probability, 0 to 1.
    #[must_use]
    pub fn probability(&self) -> f64 {
        1.0 / (1.0 + (-self.log_odds).exp())
    }
}

#[derive(Deserialize)]
struct Knowledge {
    journeys: BTreeSet<String>,
    meetings: BTreeSet<String>,
    weights: BTreeMap<String, f64>,
}

fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    KNOWLEDGE.get_or_init(|| {
        toml::from_str(include_str!("../../../../knowledge/dossier/same-event.toml")).expect("tested with the crate")
    })
}

/// Days in which the meetings of two parties are mostly one round.
const ROUND: i32 = 21;
/// Share of the words of a sentence that makes it a copy, and how many words that must be.
const COPY: (f64, usize) = (0.7, 4);
/// Share of the words that two sentences must have in common where the sides agree in one state at most.
const LIKE: f64 = 0.45;

/// Judges two reports; the same for (a, b) and (b, a). `None` where they cannot be one event: no state in common, or
/// neither two states nor the words of the sentence; or publications of other seasons without a day that both tell.
#[must_use]
pub fn same_event(a: &Report, b: &Report) -> Option<SameEvent> {
    // What is cheap to see first: most reports of one season are of different events.
    let (states_a, states_b) = (a.states(), b.states());
    let common = states_a.intersection(&states_b).count();
    if common == 0 {
        return None;
    }
    let predicate_same = prefix(&a.predicate).eq(prefix(&b.predicate));
    let type_same = as_one(a.kind) == as_one(b.kind);
    let comparable = common >= 2 && (type_same || predicate_same);
    if !comparable && a.sentence.intersection(&b.sentence).take(COPY.1).count() < COPY.1 {
        return None;
    }
    let days = Days::of(a, b);
    let apart = publications_apart(a, b);
    if apart > SEASON && !days.told_same {
        return None;
    }
    let names = name_stems(a.actors().chain(b.actors()));
    let (sentence, words) = shared(&a.sentence, &b.sentence, &names);
    if !(comparable || (words >= COPY.1 && sentence >= LIKE)) {
        return None;
    }
    let (content, _) = shared(&a.content, &b.content, &names);
    let copied = sentence >= COPY.0 && words >= COPY.1;
    let people = People::of(a, b);
    let (form_a, form_b) = (form(a), form(b));
    let turned =
        !(a.mutual || b.mutual || a.sources.iter().any(|one| b.sources.iter().any(|other| other.state == one.state)));
    let round = form_a == Form::Meeting
        && form_b == Form::Meeting
        && states_a == states_b
        && apart <= ROUND
        && days.told_apart == 0.0
        && !people.differ;
    let denied = (a.status == Status::Denied) != (b.status == Status::Denied);
    let yes = |fact: bool| if fact { 1.0 } else { 0.0 };
    let values: [(&'static str, f64); 20] = [
        ("constant", 1.0),
        // The PLOVER roots differ; CONCEDE and RETREAT count as one.
        ("type_differs", yes(!type_same)),
        // The first five letters of the lemmas agree.
        ("predicate_same", yes(predicate_same)),
        (
            "journey_against_meeting",
            yes(matches!((form_a, form_b), (Form::Journey, Form::Meeting) | (Form::Meeting, Form::Journey))),
        ),
        // Both name two persons alike, or one where the sides are the same two states.
        (
            "people_same",
            yes(people.same >= 2 || (people.same == 1 && states_a == states_b && states_a.len() == 2 && !people.differ)),
        ),
        // Each names a person whom the other does not.
        ("people_differ", yes(people.differ)),
        // Who acts in the one does not act in the other, and neither is mutual.
        ("direction_turned", yes(turned)),
        // Days that overlap, both told or one inferred: 1 within three days, a half within a month.
        ("day_told_same", if a.day_is_told && b.day_is_told { days.same } else { 0.0 }),
        ("day_inferred_same", if a.day_is_told && b.day_is_told { 0.0 } else { days.same }),
        // Half the square root of the days between them, thirty at most.
        ("day_told_apart", days.told_apart),
        ("day_inferred_apart", days.inferred_apart),
        ("day_unknown", yes(days.unknown)),
        // Both look back more than twenty days at days that overlap.
        ("day_long_past_same", yes(days.long_past)),
        // Shares of the words of the clause and of the sentence, without the names of the sides.
        ("content", content),
        ("sentence", sentence),
        ("sentence_copied", yes(copied && predicate_same)),
        // Weeks between the publications beyond the first, two at most.
        ("published_apart", (f64::from(apart - 7).max(0.0) / 7.0).min(2.0)),
        ("denied_in_one", yes(denied)),
        ("background_in_one", yes(a.background != b.background)),
        // Two meetings of the same parties within three weeks of coverage.
        ("one_round", yes(round)),
    ];
    let weights = &knowledge().weights;
    let parts: Vec<(&'static str, f64, f64)> = values
        .into_iter()
        .map(|(name, value)| (name, value, value * weights.get(name).copied().unwrap_or(0.0)))
        .collect();
    Some(SameEvent { log_odds: parts.iter().map(|(_, _, share)| share).sum(), parts })
}

/// CONCEDE and RETREAT were one, YIELD, before 2018.
pub(super) fn as_one(kind: PloverType) -> PloverType {
    if kind == PloverType::Retreat { PloverType::Concede } else { kind }
}

/// The letters of a lemma by which it is compared.
fn prefix(lemma: &str) -> impl Iterator<Item = char> {
    lemma.chars().take(5)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Journey,
    Meeting,
    Other,
}

fn form(report: &Report) -> Form {
    if knowledge().journeys.contains(&report.predicate) {
        Form::Journey
    } else if knowledge().meetings.contains(&report.predicate) {
        Form::Meeting
    } else {
        Form::Other
    }
}

fn publications_apart(a: &Report, b: &Report) -> i32 {
    match (a.published, b.published) {
        (Some(x), Some(y)) => between(x, y),
        _ => 0,
    }
}

pub(super) fn between(a: Date, b: Date) -> i32 {
    a.since(b).map_or(i32::MAX, |span| span.get_days().abs())
}

/// First and last day, where both are known.
pub(super) fn bounds(interval: Option<&Interval>) -> Option<(Date, Date)> {
    let interval = interval?;
    Some((interval.earliest?, interval.latest?))
}

/// What the days of two reports say.
struct Days {
    same: f64,
    told_same: bool,
    told_apart: f64,
    inferred_apart: f64,
    unknown: bool,
    long_past: bool,
}

impl Days {
    fn of(a: &Report, b: &Report) -> Self {
        let mut days = Self {
            same: 0.0,
            told_same: false,
            told_apart: 0.0,
            inferred_apart: 0.0,
            unknown: false,
            long_past: false,
        };
        let (Some(x), Some(y)) = (bounds(a.when.as_ref()), bounds(b.when.as_ref())) else {
            days.unknown = true;
            return days;
        };
        let both_told = a.day_is_told && b.day_is_told;
        let width = between(x.0, x.1).max(between(y.0, y.1)).saturating_add(1);
        if x.1 < y.0 || y.1 < x.0 {
            let gap = if x.1 < y.0 { between(y.0, x.1) } else { between(x.0, y.1) };
            let share = f64::from(gap.min(30)).sqrt() / 2.0;
            if both_told {
                days.told_apart = share
            } else {
                days.inferred_apart = share
            }
            return days;
        }
        days.same = match width {
            ..=3 => 1.0,
            4..=31 => 0.5,
            _ => 0.0,
        };
        days.told_same = both_told && width <= 31;
        let past = |report: &Report, last: Date| {
            report.published.is_some_and(|published| last < published && between(published, last) > 20)
        };
        days.long_past = width <= 366 && past(a, x.1) && past(b, y.1);
        days
    }
}

/// The persons of two reports.
struct People {
    same: usize,
    differ: bool,
}

impl People {
    fn of(a: &Report, b: &Report) -> Self {
        let persons = |report| Report::actors(report).filter(|actor| actor.is_person());
        let known = |one: &ReportActor, others| persons(others).any(|other| one.may_be(other));
        let same = persons(a).filter(|one| known(one, b)).count();
        let differ = persons(a).any(|one| !known(one, b)) && persons(b).any(|one| !known(one, a));
        Self { same, differ }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_a_weight_and_every_weight_a_feature() {
        let report =
            super::super::clusters::tests::meeting("a", "person:x", "person:y", "1995-11-21", Status::Occurred);
        let same = same_event(&report, &report).unwrap();
        let features: BTreeSet<&str> = same.parts.iter().map(|(name, _, _)| *name).collect();
        let weights: BTreeSet<&str> = knowledge().weights.keys().map(String::as_str).collect();
        assert_eq!(features, weights);
        assert!(knowledge().journeys.is_disjoint(&knowledge().meetings));
    }
}
