//! The sides of actors, and the sides that negotiate with each other. Kept once, here; the brief reads it from the record.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{Actor, ActorId, ActorKind, Event, Findings};

/// The side of each actor: a state's code, or an actor's id where it stands for itself.
pub(crate) type Sides = BTreeMap<ActorId, String>;

/// The sides of all actors.
pub(crate) fn sides(findings: &Findings) -> Sides {
    let rebels: BTreeMap<&str, BTreeSet<&str>> = findings
        .actors
        .iter()
        .filter(|a| a.kind == ActorKind::ArmedGroup)
        .fold(BTreeMap::new(), |mut groups, actor| {
            groups.entry(actor.state.as_deref().unwrap_or("")).or_default().insert(actor.id.as_str());
            groups
        });
    findings.actors.iter().map(|actor| (actor.id.clone(), side_of(actor, &rebels))).collect()
}

/// The side of an actor; an unknown actor is its own side.
pub(crate) fn side<'a>(sides: &'a Sides, id: &'a str) -> &'a str {
    sides.get(id).map_or(id, String::as_str)
}

/// The sides that take part in an event, each once, in order.
pub(crate) fn of_event<'a>(sides: &'a Sides, event: &'a Event) -> Vec<&'a str> {
    each_once(sides, event.sources.iter().chain(&event.targets))
}

fn each_once<'a>(sides: &'a Sides, ids: impl IntoIterator<Item = &'a String>) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    ids.into_iter().map(|id| side(sides, id)).filter(|side| seen.insert(*side)).collect()
}

/// The two sides that deal with each other most, and whoever deals with them nearly as much; the most active first.
pub(crate) fn principals(findings: &Findings, sides: &Sides) -> Vec<String> {
    let current: Vec<&Event> = findings.events.iter().filter(|event| !event.background).collect();
    let events = if current.is_empty() { findings.events.iter().collect() } else { current };
    let mut pairs: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    let mut alone: BTreeMap<&str, f64> = BTreeMap::new();
    for event in events {
        let weight = event.confidence.get() * (0.5 + 0.5 * event.evidence.len().clamp(1, 4) as f64);
        let (sources, targets) = (each_once(sides, &event.sources), each_once(sides, &event.targets));
        let all = of_event(sides, event);
        for side in &all {
            *alone.entry(side).or_default() += weight;
        }
        let crossing = sources.iter().flat_map(|a| targets.iter().map(move |b| (*a, *b)));
        let within = all.iter().enumerate().flat_map(|(i, a)| all[i + 1..].iter().map(move |b| (*a, *b)));
        let found: BTreeSet<(&str, &str)> = if event.mutual || targets.is_empty() {
            within.map(|(a, b)| (a.min(b), a.max(b))).collect()
        } else {
            crossing.map(|(a, b)| (a.min(b), a.max(b))).collect()
        };
        for (a, b) in found.into_iter().filter(|(a, b)| a != b) {
            *pairs.entry((a, b)).or_default() += if event.mutual { 1.5 * weight } else { weight };
        }
    }
    let best = pairs.iter().max_by(|a, b| a.1.total_cmp(b.1).then_with(|| b.0.cmp(a.0)));
    let Some((&(first, second), &best)) = best else {
        let mut sides: Vec<(&str, f64)> = alone.into_iter().collect();
        sides.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        return sides.into_iter().take(1).map(|(side, _)| side.to_owned()).collect();
    };
    let mut chosen = vec![first, second];
    let mut others: Vec<(&str, f64)> = alone
        .keys()
        .filter(|side| ![first, second].contains(*side))
        .map(|&side| {
            let with = pairs
                .iter()
                .filter(|((a, b), _)| (*a == side && chosen.contains(b)) || (*b == side && chosen.contains(a)));
            (side, with.map(|(_, weight)| weight).sum::<f64>())
        })
        .filter(|(_, weight)| *weight >= 0.45 * best && *weight > 2.0)
        .collect();
    others.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    chosen.extend(others.into_iter().take(4).map(|(side, _)| side));
    let weight = |side: &str| alone.get(side).copied().unwrap_or(0.0);
    chosen.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then_with(|| a.cmp(b)));
    chosen.into_iter().map(str::to_owned).collect()
}

/// People and organs stand for their state, members of a lone armed group for the group, all others for themselves.
fn side_of(actor: &Actor, rebels: &BTreeMap<&str, BTreeSet<&str>>) -> String {
    let state = actor.state.clone().filter(|state| !state.is_empty());
    match actor.kind {
        ActorKind::Person if matches!(actor.sector.as_deref(), Some("REB" | "INS" | "SEP")) => {
            let groups = rebels.get(actor.state.as_deref().unwrap_or(""));
            match groups.map(|groups| groups.iter().copied().collect::<Vec<_>>()).as_deref() {
                Some([one]) => (*one).to_owned(),
                _ => state.unwrap_or_else(|| actor.id.clone()),
            }
        }
        ActorKind::Person | ActorKind::State | ActorKind::Government | ActorKind::People => {
            state.unwrap_or_else(|| actor.id.clone())
        }
        ActorKind::Organisation | ActorKind::ArmedGroup | ActorKind::Bloc => actor.id.clone(),
    }
}
