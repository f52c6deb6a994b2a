//! The state of play as of a day: phase, last contact and its level, open issues with the gap on each, commitments, next dates.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{
    ActorKind, CommitmentDue, Contact, ContactLevel, Event, Evidence, Findings, Gap, Interval, NextDate, OpenIssue,
    PloverType, Position, PositionHistory, PositionKind, StateOfPlay, Status,
};
use jiff::civil::Date;

use super::cues::CUES;
use super::days::{Days, between, deadline};
use super::parties::{Sides, of_event, side};
use super::phase;

/// A stand last reported longer ago is no part of today's state.
const CURRENT: i64 = 730;
/// An undated plan is still ahead if an article of the last days names it.
const FRESH: i64 = 45;
const MOST_ISSUES: usize = 5;
const MOST_COMMITMENTS: usize = 8;

/// Everything on the one page, as of a day; `horizon` is the last day that what is told as done may have. Where no article is dated there is no day to speak of and only what needs none is told.
pub(crate) fn state_of_play(
    findings: &Findings,
    sides: &Sides,
    parties: &[String],
    histories: &[PositionHistory],
    days: &Days,
    (as_of, horizon): (Option<Date>, Option<Date>),
) -> StateOfPlay {
    StateOfPlay {
        phase: phase::read(findings, sides, parties, days, (as_of, horizon)),
        last_contact: last_contact(findings, sides, parties, horizon),
        issues: issues(findings, parties, histories, as_of),
        commitments: commitments(findings, parties, histories, days, as_of),
        next: next(findings, days, as_of),
    }
}

/// The latest dealings between two parties that took place, by the word of the coverage.
fn last_contact(findings: &Findings, sides: &Sides, parties: &[String], as_of: Option<Date>) -> Option<Contact> {
    let is_party = |one: &&str| parties.iter().any(|party| party == *one);
    let day = |event: &Event| event.when.as_ref().and_then(|when| when.earliest.or(when.latest));
    let level = |event: &Event| level(findings, sides, parties, event);
    let found = findings.events.iter().enumerate().filter(|(_, event)| {
        !event.background
            && matches!(event.status, Status::Occurred | Status::Ongoing)
            && (event.kind == PloverType::Consult || (event.kind == PloverType::Agree && event.mutual))
            && of_event(sides, event).iter().filter(|one| is_party(one)).count() >= 2
            && day(event).is_some_and(|day| as_of.is_none_or(|today| day <= today))
            && event.confidence.get() >= 0.3
    });
    let (_, event) = found.max_by(|a, b| {
        let key = |(index, event): &(usize, &Event)| {
            let met = event.kind == PloverType::Consult;
            (day(event), met, event.mutual, level(event), std::cmp::Reverse(*index))
        };
        key(a).cmp(&key(b))
    })?;
    Some(Contact {
        event: event.id.clone(),
        level: level(event),
        when: event.when.clone(),
        evidence: event.evidence.iter().take(3).cloned().collect(),
    })
}

/// The level of an event between parties: of each party the highest person named, of the parties the lowest.
fn level(findings: &Findings, sides: &Sides, parties: &[String], event: &Event) -> ContactLevel {
    let mut highest: BTreeMap<&str, ContactLevel> = BTreeMap::new();
    for id in event.sources.iter().chain(&event.targets) {
        let side = side(sides, id);
        if !parties.iter().any(|party| party == side) {
            continue;
        }
        let actor = findings.actors.iter().find(|actor| actor.id == *id);
        let level = match actor {
            Some(actor) if actor.kind == ActorKind::Person => {
                actor.office.as_deref().map_or(ContactLevel::Officials, |office| CUES.level(office))
            }
            _ => ContactLevel::Unnamed,
        };
        let entry = highest.entry(side).or_insert(level);
        *entry = (*entry).max(level);
    }
    highest.into_values().min().unwrap_or(ContactLevel::Unnamed)
}

/// The issues on which a party has a current stand.
fn issues(
    findings: &Findings,
    parties: &[String],
    histories: &[PositionHistory],
    as_of: Option<Date>,
) -> Vec<OpenIssue> {
    let position = |id: &str| findings.positions.iter().find(|position| position.id == id);
    let mut by_issue: BTreeMap<&str, BTreeMap<&str, (&Position, Option<Date>)>> = BTreeMap::new();
    let mut weights: BTreeMap<&str, f64> = BTreeMap::new();
    for history in histories.iter().filter(|history| parties.contains(&history.side)) {
        let Some(issue) = history.issue.as_deref() else { continue };
        let current = history.stands.iter().filter(|stand| {
            stand.superseded_by.is_none()
                && stand.until.is_none()
                && !stand.planned
                && is_current(stand.last_reported, as_of)
        });
        for stand in current {
            let Some(held) = position(&stand.position) else { continue };
            // An answer or an offer is given on a day; terms are held on.
            let given = !matches!(held.kind, PositionKind::Demand | PositionKind::Precondition | PositionKind::RedLine);
            let day = held.since.as_ref().and_then(|since| since.latest.or(since.earliest));
            if given && day.is_some() && !is_current(day, as_of) {
                continue;
            }
            *weights.entry(issue).or_default() +=
                held.confidence.get() * (1.0 + 0.25 * held.evidence.len().min(4) as f64);
            let last =
                by_issue.entry(issue).or_default().entry(history.side.as_str()).or_insert((held, stand.last_reported));
            // Of the stands of one day the surest says most.
            let surer = held.confidence.get() > last.0.confidence.get();
            if stand.last_reported > last.1 || (stand.last_reported == last.1 && surer) {
                *last = (held, stand.last_reported);
            }
        }
    }
    let mut open: Vec<(f64, OpenIssue)> = by_issue
        .into_iter()
        .map(|(issue, held)| {
            let named = findings.issues.iter().find(|one| one.name == issue).map_or(0, |one| one.evidence.len());
            let weight = weights.get(issue).copied().unwrap_or(0.0) + 0.1 * named.min(10) as f64 + held.len() as f64;
            let gap = gap(&held.values().map(|(position, _)| *position).collect::<Vec<_>>());
            let stands = parties
                .iter()
                .map(|party| (party.clone(), held.get(party.as_str()).map(|(position, _)| position.id.clone())))
                .collect();
            let evidence = held.values().filter_map(|(position, _)| position.evidence.last().cloned()).collect();
            (weight, OpenIssue { issue: issue.to_owned(), gap, stands, evidence })
        })
        .collect();
    open.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.issue.cmp(&b.1.issue)));
    open.truncate(MOST_ISSUES);
    open.into_iter().map(|(_, issue)| issue).collect()
}

fn is_current(last: Option<Date>, as_of: Option<Date>) -> bool {
    match (last, as_of) {
        (Some(last), Some(today)) => between(last, today) <= CURRENT,
        _ => true,
    }
}

fn gap(stands: &[&Position]) -> Gap {
    use PositionKind::{Acceptance, Commitment, Precondition, Proposal, RedLine, Rejection};
    if stands.len() < 2 {
        return Gap::Unknown;
    }
    let any = |kinds: &[PositionKind]| stands.iter().any(|position| kinds.contains(&position.kind));
    let all = |kinds: &[PositionKind]| stands.iter().all(|position| kinds.contains(&position.kind));
    if any(&[Rejection, Precondition, RedLine]) {
        Gap::Wide
    } else if all(&[Acceptance, Commitment, Proposal]) {
        Gap::Narrow
    } else {
        Gap::Open
    }
}

/// The current promises of parties: those with a day first, by day; then the latest.
fn commitments(
    findings: &Findings,
    parties: &[String],
    histories: &[PositionHistory],
    days: &Days,
    as_of: Option<Date>,
) -> Vec<CommitmentDue> {
    let mut due: Vec<(Option<Interval>, Option<Date>, CommitmentDue)> = Vec::new();
    let mut told: BTreeSet<(&str, usize)> = BTreeSet::new();
    for history in histories.iter().filter(|history| parties.contains(&history.side)) {
        for stand in history.stands.iter().filter(|stand| stand.superseded_by.is_none() && stand.until.is_none()) {
            let Some(position) = findings.positions.iter().find(|position| position.id == stand.position) else {
                continue;
            };
            if position.kind != PositionKind::Commitment || position.confidence.get() < 0.5 {
                continue;
            }
            let limit = deadline(&position.content, stand.last_reported)
                .or_else(|| position.evidence.first().and_then(|one| deadline(&one.text, days.reported(one))));
            let ahead =
                matches!((limit.as_ref().and_then(|l| l.latest), as_of), (Some(last), Some(today)) if last >= today);
            // One sentence that binds both sides is one promise.
            let place = position.evidence.first().map(|one| (one.article.as_str(), one.sentence.start));
            if !(ahead || is_current(stand.last_reported, as_of)) || !place.is_none_or(|place| told.insert(place)) {
                continue;
            }
            let overdue =
                matches!((limit.as_ref().and_then(|l| l.latest), as_of), (Some(last), Some(today)) if last < today);
            let evidence = stand.last_evidence.iter().cloned().collect();
            let one = CommitmentDue { position: position.id.clone(), due: limit.clone(), overdue, evidence };
            due.push((limit, stand.last_reported, one));
        }
    }
    due.sort_by(|a, b| {
        let key = |entry: &(Option<Interval>, Option<Date>, CommitmentDue)| {
            let day = entry.0.as_ref().and_then(|limit| limit.latest.or(limit.earliest));
            (day.is_none(), day, std::cmp::Reverse(entry.1), entry.2.position.clone())
        };
        key(a).cmp(&key(b))
    });
    due.truncate(MOST_COMMITMENTS);
    due.into_iter().map(|(_, _, one)| one).collect()
}

/// The plans that lie ahead, soonest first.
fn next(findings: &Findings, days: &Days, as_of: Option<Date>) -> Vec<NextDate> {
    let fresh = |evidence: &[Evidence]| {
        evidence.iter().any(|one| match (days.reported(one), as_of) {
            (Some(day), Some(today)) => between(day, today) <= FRESH,
            _ => true,
        })
    };
    let mut items: Vec<(usize, NextDate)> = findings
        .agenda
        .iter()
        .enumerate()
        .filter(|(_, item)| match (item.when.as_ref().and_then(|when| when.latest.or(when.earliest)), as_of) {
            (Some(day), Some(today)) => day >= today,
            (Some(_), None) => true,
            (None, _) => fresh(&item.evidence),
        })
        .filter(|(_, item)| item.status != Status::Denied)
        .map(|(index, item)| {
            (
                index,
                NextDate {
                    item: item.id.clone(),
                    when: item.when.clone(),
                    evidence: item.evidence.iter().take(2).cloned().collect(),
                },
            )
        })
        .collect();
    items.sort_by_key(|(index, item)| {
        let day = item.when.as_ref().and_then(|when| when.earliest.or(when.latest));
        (day.is_none(), day, *index)
    });
    items.into_iter().map(|(_, item)| item).collect()
}
