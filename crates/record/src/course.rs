//! The course of a negotiation: what follows from comparing findings over time. Plain data; the comparing is done elsewhere.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{ActorId, Evidence, Interval};

/// What follows from the findings of many days as of one day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// The day of which everything speaks: the one asked for, or that of the last article; `None` where no article is dated.
    pub as_of: Option<Date>,
    /// Whether that day was asked for.
    pub asked: bool,
    /// The side of each actor: a state's code, or an actor's id where it stands for itself.
    pub sides: BTreeMap<ActorId, String>,
    /// The sides that negotiate with each other, the one most often in events first.
    pub parties: Vec<String>,
    /// Where each side stood on each issue, in the order of time.
    pub histories: Vec<PositionHistory>,
    /// What came shortly before a shift or a turn and was unusual. Timing alone: no candidate is ever among the drivers.
    pub timing: Vec<TimingCandidate>,
    /// The negotiation on one page.
    pub state_of_play: StateOfPlay,
}

/// The stands of one side on one issue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PositionHistory {
    /// The side.
    pub side: String,
    /// Name of the issue.
    pub issue: Option<String>,
    /// Its stands, first held first.
    pub stands: Vec<Stand>,
    /// Pairs of stands that cannot both be held and that no day puts in an order: both are kept.
    pub contradictions: Vec<Contradiction>,
}

/// One position with the first and the last day on which it was reported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stand {
    /// Id of the position.
    pub position: String,
    /// Whether the position only begins after the day of which the record speaks.
    pub planned: bool,
    /// Day of the first article that reports it.
    pub first_reported: Option<Date>,
    /// Day of the last one.
    pub last_reported: Option<Date>,
    /// The words of the first report.
    pub first_evidence: Option<Evidence>,
    /// The words of the last report.
    pub last_evidence: Option<Evidence>,
    /// From when on something else was held.
    pub until: Option<Interval>,
    /// Id of the position that took its place.
    pub superseded_by: Option<String>,
}

/// Two stands of one side that exclude each other at one time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contradiction {
    /// Ids of the positions.
    pub positions: [String; 2],
    /// The words of both reports.
    pub evidence: Vec<Evidence>,
}

/// An event or a measure that came before a shift or a turn. That it came before is all that is said: nobody states that it
/// moved anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimingCandidate {
    /// Id of the shift or event that came after.
    pub of: String,
    /// Id of the event or measure that came before.
    pub candidate: String,
    /// Days between the two, from the last day of the one to the first day of the other; at least 1.
    pub days_before: i64,
    /// How unusual it was against the series before: the log-likelihood ratio of the change of rate or level; above 0.
    pub unusual: f64,
    /// What the series is and how it changed, in words.
    pub series: String,
    /// Always false: no text says that it is a cause.
    pub stated: StatedNever,
    /// The words that report it.
    pub evidence: Vec<Evidence>,
}

/// A value that is written as `false` and can be nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatedNever;

impl Serialize for StatedNever {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(false)
    }
}

impl<'de> Deserialize<'de> for StatedNever {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if bool::deserialize(deserializer)? {
            return Err(serde::de::Error::custom("a candidate by timing is never stated; a stated cause is a driver"));
        }
        Ok(Self)
    }
}

/// The negotiation on one page, as of one day. `None` and empty lists mean: not in the coverage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StateOfPlay {
    /// Where the negotiation stands.
    pub phase: Option<PhaseReading>,
    /// The last time that the parties dealt with each other.
    pub last_contact: Option<Contact>,
    /// What is open, the weightiest first.
    pub issues: Vec<OpenIssue>,
    /// What was promised and is not reported as done.
    pub commitments: Vec<CommitmentDue>,
    /// What is to come, soonest first.
    pub next: Vec<NextDate>,
}

/// A phase with what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhaseReading {
    /// The phase.
    pub phase: Phase,
    /// The rule that read it ("state/broken-off").
    pub rule: String,
    /// Ids of the events and agenda items that it rests on.
    pub of: Vec<String>,
    /// Since when, as far as the coverage tells.
    pub since: Option<Interval>,
    /// What supports it.
    pub evidence: Vec<Evidence>,
}

/// Phases of a negotiation (Zartman and Berman, The Practical Negotiator, 1982: diagnosis, formula, details), with what comes
/// before, after and instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Feelers, mediators, conditions for talks: the parties do not yet negotiate on the matter.
    PreNegotiation,
    /// They talk, and have agreed on no common principles.
    Formula,
    /// Principles or a framework are agreed, the details are not.
    Detail,
    /// A text is signed or agreed, and waits for consent at home.
    Ratification,
    /// What was agreed is being carried out.
    Implementation,
    /// Nothing moves: no contact for long, or the coverage says that talks are deadlocked.
    Stalled,
    /// A party has ended or suspended the talks.
    BrokenOff,
}

/// Dealings between parties.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// Id of the event.
    pub event: String,
    /// At which level.
    pub level: ContactLevel,
    /// When.
    pub when: Option<Interval>,
    /// What supports it.
    pub evidence: Vec<Evidence>,
}

/// At which level parties deal with each other; of two sides the lower one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContactLevel {
    /// The coverage names no person.
    Unnamed,
    /// Envoys, ambassadors, negotiators, officials.
    Officials,
    /// Ministers.
    Ministers,
    /// Heads of state, of government or of a movement.
    Leaders,
}

/// An issue with the last word of each party on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenIssue {
    /// Name of the issue.
    pub issue: String,
    /// How far the parties are apart.
    pub gap: Gap,
    /// The last stand of each party: its side, and the id of the position; `None` where the coverage has none.
    pub stands: Vec<(String, Option<String>)>,
    /// What supports it.
    pub evidence: Vec<Evidence>,
}

/// How far parties are apart on an issue: an order, not a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gap {
    /// The coverage gives the stand of fewer than two parties.
    Unknown,
    /// The last stands accept, offer or promise.
    Narrow,
    /// Terms are asked for on one side at least, and none is refused.
    Open,
    /// One side at least refuses, sets a condition or draws a line.
    Wide,
}

/// A promise that is not reported as kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommitmentDue {
    /// Id of the position.
    pub position: String,
    /// By when, where the words tell.
    pub due: Option<Interval>,
    /// Whether that day has passed.
    pub overdue: bool,
    /// What supports it.
    pub evidence: Vec<Evidence>,
}

/// Something to come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NextDate {
    /// Id of the agenda item.
    pub item: String,
    /// When, where the coverage tells.
    pub when: Option<Interval>,
    /// What supports it.
    pub evidence: Vec<Evidence>,
}
