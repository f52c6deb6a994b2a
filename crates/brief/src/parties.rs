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
    /// As the record has them; findings that were not compared over time have none.
    pub(crate) fn of(findings: &Findings) -> Self {
        let course = findings.course.as_ref();
        Self {
            side: course.map(|course| course.sides.clone()).unwrap_or_default(),
            principals: course.map(|course| course.parties.clone()).unwrap_or_default(),
        }
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
