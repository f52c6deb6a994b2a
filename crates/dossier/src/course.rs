//! The course of a negotiation over merged findings: what was known on a day, position histories, shifts found by comparison,
//! candidates by timing, the state of play. Pure functions of the findings; nothing is read from or written to files here.

mod as_of;
mod changes;
mod cues;
mod days;
mod histories;
mod parties;
mod phase;
mod split;
mod state;
#[cfg(test)]
mod tests;
mod timing;

pub use as_of::known_by;
pub use split::{keep_issues_apart, merge_issues, split_issue};

use demarche_record::{Course, Findings, Position};
use jiff::civil::Date;

/// Fills `findings.course`, adds the shifts that a comparison shows, and ends the positions that others took the place of.
/// `as_of` is the day asked for; without it the record speaks of the day of the last article. Findings that were compared
/// before are compared afresh: shifts by comparison of an earlier run are dropped first.
pub fn compare(findings: &mut Findings, as_of: Option<Date>) {
    findings.shifts.retain(|shift| shift.basis == demarche_record::ShiftBasis::Asserted);
    let days = days::Days::of(findings);
    let day = as_of.or(days.last);
    let horizon = as_of.or(days.horizon);
    if let Some(day) = as_of {
        as_of::speak_as_of(findings, day);
    }
    let sides = parties::sides(findings);
    let parties = parties::principals(findings, &sides);
    let mut histories = histories::histories(findings, &sides, &days, day);
    changes::find(findings, &mut histories, &days);
    let timing = timing::candidates(findings, &sides, &days);
    let state_of_play = state::state_of_play(findings, &sides, &parties, &histories, &days, (day, horizon));
    findings.course =
        Some(Course { as_of: day, asked: as_of.is_some(), sides, parties, histories, timing, state_of_play });
}

/// Whether two positions set days that cannot be one: "by June" and "by October" are two stands however alike their words.
pub(crate) fn other_deadlines(a: &Position, b: &Position) -> bool {
    let by = |position: &Position| days::deadline(&position.content, None);
    matches!((by(a), by(b)), (Some(a), Some(b)) if !a.overlaps(&b))
}
