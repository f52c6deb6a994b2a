//! What an article says of a negotiation beyond its events: what is negotiated about, where each side stands, what moved, what
//! moved it, what was counted, and what comes next. All cues are data in `knowledge/argument`; nothing is stored here.

mod agenda;
mod background;
mod bearing;
mod causality;
mod confidence;
mod cues;
mod drivers;
mod features;
mod forces;
mod issues;
mod learned;
mod lemma;
mod measures;
mod positions;
mod sentence;
mod shifts;
#[cfg(test)]
mod tests;
pub mod training;
mod tree;
mod view;

pub use causality::{CausalRelation, causal_relations};

use demarche_coding::{Coding, Reading};
use demarche_record::{AgendaItem, Driver, Issue, Measure, Position, Shift};
use serde::{Deserialize, Serialize};

/// What the stage finds in one article. Lists are in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Argument {
    /// What is negotiated about.
    pub issues: Vec<Issue>,
    /// Where each side stands.
    pub positions: Vec<Position>,
    /// What moved.
    pub shifts: Vec<Shift>,
    /// What moved it, or holds it back.
    pub drivers: Vec<Driver>,
    /// Polls, votes, counts and sums.
    pub measures: Vec<Measure>,
    /// What comes next.
    pub agenda: Vec<AgendaItem>,
}

/// Reads the argument of an article; names the issue of each event in `coding`. The same reading gives the same answer; an
/// article without sentences gives an empty one.
#[must_use]
pub fn argue(reading: &Reading<'_>, coding: &mut Coding) -> Argument {
    argue_with(reading, coding, Some(learned::Learned::embedded()))
}

/// [`argue`] with a learned model, or by the cues alone.
fn argue_with(reading: &Reading<'_>, coding: &mut Coding, learned: Option<&learned::Learned>) -> Argument {
    let cues = cues::Cues::embedded();
    let reading = &sentence::Reading::new(reading);
    if let Some(learned) = learned {
        background::tell(reading, coding, learned);
    }
    let named = issues::named(reading, cues);
    let (positions, issues) = positions::find(reading, coding, cues, named, learned);
    issues.name_events(reading, coding);
    let shifts = shifts::find(reading, coding, cues, &issues);
    let drivers = drivers::find(reading, coding, cues, &shifts);
    let measures = measures::find(reading, cues);
    let agenda = agenda::find(reading, coding, cues);
    Argument {
        issues: issues.into_record(),
        positions,
        shifts: shifts.into_iter().map(|s| s.shift).collect(),
        drivers,
        measures,
        agenda,
    }
}
