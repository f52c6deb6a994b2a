//! Where each side stands, what moved and what moved it.

use serde::{Deserialize, Serialize};

use crate::{ActorId, Confidence, Evidence, FoundBy, Interval, Status};

/// What is negotiated about: one name for all the ways in which the coverage puts it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Issue {
    /// Identifier ("issue:peace-treaty").
    pub id: String,
    /// Name as the coverage most often puts it ("peace treaty").
    pub name: String,
    /// The other ways.
    pub aliases: Vec<String>,
    /// Why the names were taken for one thing, so that a person can check it and undo it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joined: Vec<NameJoin>,
    /// Where it is named.
    pub evidence: Vec<Evidence>,
}

/// Why two names were taken for one issue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NameJoin {
    /// The two names.
    pub names: [String; 2],
    /// What speaks for it.
    pub because: JoinReason,
    /// Where each of the two stands, one place each.
    pub evidence: Vec<Evidence>,
}

/// What speaks for two names being one issue, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JoinReason {
    /// The same content words.
    SameWords,
    /// Names of one place, as the gazetteer knows them.
    SamePlace,
    /// One text puts them side by side: "the islands, known as the Outer Skerries".
    Apposition,
    /// One chain of coreference.
    Coreference,
    /// The shorter name is the head of the longer one, and of no other in the coverage.
    Head,
    /// They name one topic, and no proper names tell them apart.
    Topic,
    /// A person said so.
    ByHand,
}

/// Where somebody stands on an issue (positions and interests: Fisher and Ury 1981).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Identifier within the findings ("p1").
    pub id: String,
    /// Who holds it: a person or a side.
    pub holder: ActorId,
    /// Name of the issue.
    pub issue: Option<String>,
    /// What kind of stand it is.
    pub kind: PositionKind,
    /// The stand in the words of the text.
    pub content: String,
    /// How firm.
    pub strength: Strength,
    /// From when.
    pub since: Option<Interval>,
    /// Until when, where it was given up.
    pub until: Option<Interval>,
    /// Who reports it, other than the author.
    pub reported_by: Option<ActorId>,
    /// How sure.
    pub confidence: Confidence,
    /// What found it.
    pub found_by: Vec<FoundBy>,
    /// What supports it.
    pub evidence: Vec<Evidence>,
}

/// Kinds of positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PositionKind {
    /// The other side is to do or give something.
    Demand,
    /// An offer of terms.
    Proposal,
    /// Something must come first.
    Precondition,
    /// Something must never come.
    #[serde(rename = "red line")]
    RedLine,
    /// The other's terms are taken.
    Acceptance,
    /// The other's terms are refused.
    Rejection,
    /// A promise of one's own conduct.
    Commitment,
}

impl PositionKind {
    /// The word for it in the record's own JSON, in features and weights ("red line").
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Demand => "demand",
            Self::Proposal => "proposal",
            Self::Precondition => "precondition",
            Self::RedLine => "red line",
            Self::Acceptance => "acceptance",
            Self::Rejection => "rejection",
            Self::Commitment => "commitment",
        }
    }
}

/// How firmly a position is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// Hedged, hinted at.
    Weak,
    /// Stated.
    Stated,
    /// Repeated, insisted on, declared beyond bargaining.
    Firm,
}

/// A change of somebody's position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// Identifier within the findings ("s1").
    pub id: String,
    /// Who shifted.
    pub holder: ActorId,
    /// Name of the issue.
    pub issue: Option<String>,
    /// The stand before, in words.
    pub from: Option<String>,
    /// The stand after, in words.
    pub to: Option<String>,
    /// When.
    pub when: Option<Interval>,
    /// Whether a text says so, or a comparison of reports shows it.
    #[serde(default)]
    pub basis: ShiftBasis,
    /// Whether the text only says that it may be so.
    pub hedged: bool,
    /// Who says so, other than the author.
    pub asserted_by: Option<ActorId>,
    /// How sure.
    pub confidence: Confidence,
    /// What found it.
    pub found_by: Vec<FoundBy>,
    /// What supports it.
    pub evidence: Vec<Evidence>,
}

/// How a shift is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ShiftBasis {
    /// A text says that somebody changed position.
    #[default]
    Asserted,
    /// Two positions of one side, held at different times, show it; no text need say so.
    Comparison(ShiftChange),
}

/// What a comparison of two positions shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShiftChange {
    /// The later stand on the same matter is less hard: a demand became an offer.
    Softened,
    /// The later stand is harder.
    Hardened,
    /// A condition was dropped.
    PreconditionDropped,
    /// A condition was added.
    PreconditionAdded,
    /// A day by which something is to happen was moved.
    DeadlineMoved,
}

/// What pushes or restrains a shift or an event: a hypothesis of whoever states it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Driver {
    /// Identifier within the findings ("d1").
    pub id: String,
    /// The shift or event it acts on.
    pub of: String,
    /// What kind of force.
    pub factor: Factor,
    /// Which way.
    pub direction: Direction,
    /// Place in the author's own ranking, from 1.
    pub rank: Option<u32>,
    /// The force in the words of the text.
    pub content: String,
    /// True where the text says so; false where only the timing suggests it.
    pub stated: bool,
    /// How sure.
    pub confidence: Confidence,
    /// What found it.
    pub found_by: Vec<FoundBy>,
    /// What supports it.
    pub evidence: Vec<Evidence>,
}

/// Kinds of forces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Factor {
    #[serde(rename = "leader motive")]
    LeaderMotive,
    #[serde(rename = "public opinion")]
    PublicOpinion,
    #[serde(rename = "domestic politics")]
    DomesticPolitics,
    Economy,
    #[serde(rename = "strategic environment")]
    StrategicEnvironment,
    #[serde(rename = "third-party pressure")]
    ThirdPartyPressure,
    Mediation,
    #[serde(rename = "law and precedent")]
    LawAndPrecedent,
    Shock,
    Deadline,
}

/// Whether a driver furthers or hinders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Furthers it.
    Push,
    /// Hinders it.
    Restrain,
}

/// A poll, vote, count or sum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// Identifier within the findings ("m1").
    pub id: String,
    /// What was measured ("public opinion poll").
    pub what: String,
    /// The number.
    pub value: f64,
    /// Its unit ("percent", "seats", "US dollars").
    pub unit: Option<String>,
    /// How the number is bounded.
    pub comparator: Option<Comparator>,
    /// Among whom ("the respondents").
    pub population: Option<String>,
    /// When.
    pub when: Option<Interval>,
    /// Who reports it.
    pub reported_by: Option<ActorId>,
    /// What supports it.
    pub evidence: Vec<Evidence>,
}

/// "over", "under" and their like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Comparator {
    /// More than.
    Over,
    /// Less than.
    Under,
    /// About.
    About,
    /// At least.
    #[serde(rename = "at least")]
    AtLeast,
    /// At most.
    #[serde(rename = "at most")]
    AtMost,
}

/// What is to happen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgendaItem {
    /// Identifier within the findings ("a1").
    pub id: String,
    /// Who takes part.
    pub who: Vec<ActorId>,
    /// What ("meeting").
    pub what: String,
    /// When.
    pub when: Option<Interval>,
    /// Where.
    #[serde(rename = "where")]
    pub place: Option<String>,
    /// On what occasion.
    pub occasion: Option<String>,
    /// How firm: planned, proposed or hypothetical.
    pub status: Status,
    /// The event it was made from, if any.
    pub event: Option<String>,
    /// What supports it.
    pub evidence: Vec<Evidence>,
}
