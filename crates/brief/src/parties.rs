//! Who negotiates with whom: the sides of actors, the principal parties, and the level at which an actor takes part.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{Actor, ActorKind, Event, Findings, Level};

use crate::names::RULES;

/// The sides of a negotiation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parties {
    /// Side of each actor: a state's code, or an actor's id where it stands for itself.
    side: BTreeMap<String, String>,
    /// The principal parties, the one most often in events first.
    pub(crate) principals: Vec<String>,
}

impl Parties {
    pub(crate) fn of(findings: &Findings) -> Self {
        let rebels: BTreeMap<&str, BTreeSet<&str>> = findings
            .actors
            .iter()
            .filter(|a| a.kind == ActorKind::ArmedGroup)
            .fold(BTreeMap::new(), |mut groups, actor| {
                groups.entry(actor.state.as_deref().unwrap_or("")).or_default().insert(actor.id.as_str());
                groups
            });
        let side = findings.actors.iter().map(|actor| (actor.id.clone(), side_of(actor, &rebels))).collect();
        let mut parties = Self { side, principals: Vec::new() };
        parties.principals = parties.find_principals(findings);
        parties
    }

    /// The side of an actor; an unknown actor is its own side.
    pub(crate) fn side<'a>(&'a self, id: &'a str) -> &'a str {
        self.side.get(id).map_or(id, String::as_str)
    }

    /// The sides of some actors, in order, each once.
    pub(crate) fn sides<'a>(&'a self, ids: impl IntoIterator<Item = &'a String>) -> Vec<&'a str> {
        let mut seen = BTreeSet::new();
        ids.into_iter().map(|id| self.side(id)).filter(|side| seen.insert(*side)).collect()
    }

    /// The sides that take part in an event.
    pub(crate) fn of_event<'a>(&'a self, event: &'a Event) -> Vec<&'a str> {
        self.sides(event.sources.iter().chain(&event.targets))
    }

    pub(crate) fn is_principal(&self, side: &str) -> bool {
        self.principals.iter().any(|one| one == side)
    }

    /// Whether an event is between the parties, or one party's own; the others are "around the table".
    pub(crate) fn is_main(&self, event: &Event) -> bool {
        let sides = self.of_event(event);
        let inside = sides.iter().filter(|side| self.is_principal(side)).count();
        inside >= 2 || (inside == sides.len() && inside > 0)
    }

    /// The two sides that deal with each other most, and whoever deals with them nearly as much.
    fn find_principals(&self, findings: &Findings) -> Vec<String> {
        let current: Vec<&Event> = findings.events.iter().filter(|event| !event.background).collect();
        let events = if current.is_empty() { findings.events.iter().collect() } else { current };
        let mut pairs: BTreeMap<(&str, &str), f64> = BTreeMap::new();
        let mut alone: BTreeMap<&str, f64> = BTreeMap::new();
        for event in events {
            let weight = event.confidence.get() * (0.5 + 0.5 * event.evidence.len().clamp(1, 4) as f64);
            let (sources, targets) = (self.sides(&event.sources), self.sides(&event.targets));
            let all = self.of_event(event);
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
        let by_weight = |a: &f64, b: &f64| a.total_cmp(b);
        let Some((&(first, second), &best)) =
            pairs.iter().max_by(|a, b| by_weight(a.1, b.1).then_with(|| b.0.cmp(a.0)))
        else {
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
        chosen.sort_by(|a, b| alone[b].total_cmp(&alone[a]).then_with(|| a.cmp(b)));
        chosen.into_iter().map(str::to_owned).collect()
    }

    /// The level at which an actor takes part.
    pub(crate) fn level(&self, actor: &Actor) -> Level {
        let state_is_party = actor.state.as_deref().is_some_and(|state| self.is_principal(state));
        if is_domestic(actor) && (state_is_party || self.is_principal(self.side(&actor.id))) {
            return Level::Two;
        }
        if self.is_principal(self.side(&actor.id)) {
            return Level::One;
        }
        match actor.kind {
            ActorKind::Organisation | ActorKind::People | ActorKind::Government if state_is_party => Level::Two,
            _ => Level::ThirdParty,
        }
    }
}

/// Publics, parties, legislatures and the like.
fn is_domestic(actor: &Actor) -> bool {
    if matches!(actor.kind, ActorKind::Person | ActorKind::State | ActorKind::Bloc | ActorKind::ArmedGroup) {
        return false;
    }
    let name = actor.name.to_lowercase();
    actor.kind == ActorKind::People
        || actor.sector.as_deref().is_some_and(|sector| {
            matches!(
                sector,
                "LEG" | "PTY" | "OPP" | "CVL" | "MED" | "BUS" | "JUD" | "LAB" | "SOC" | "REL" | "EDU" | "ELI"
            )
        })
        || (actor.state.is_some() && RULES.level_two.iter().any(|word| name.contains(word.as_str())))
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
