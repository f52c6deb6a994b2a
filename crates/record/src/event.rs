//! Events: who did what to whom, and whether it happened.

use serde::{Deserialize, Serialize};

use crate::{ActorId, Confidence, Evidence, FoundBy, Interval};

/// One event. A mutual one (a meeting, a treaty) has its parties in `sources` and `targets` in the order of the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Identifier within the findings ("e1").
    pub id: String,
    /// Who acts.
    pub sources: Vec<ActorId>,
    /// Towards whom.
    pub targets: Vec<ActorId>,
    /// Whether the sides may be exchanged.
    pub mutual: bool,
    /// PLOVER root.
    #[serde(rename = "type")]
    pub kind: PloverType,
    /// The word that the event hangs on, as lemma ("meet").
    pub predicate: String,
    /// A short clause that says it, cut from the text ("agreed to accelerate talks on concluding a peace treaty").
    pub content: String,
    /// When, as far as the text tells.
    pub when: Option<Interval>,
    /// Where it happens (never the dateline).
    #[serde(rename = "where")]
    pub place: Option<String>,
    /// The summit, forum or the like on whose occasion it happens.
    pub occasion: Option<String>,
    /// How it was done, as far as its own clause says: a mode of PLOVER in words ("phone", "in person"); the rows are data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// The spheres that it belongs to: contexts of PLOVER in words ("economic", "legal").
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contexts: Vec<String>,
    /// Whether it happened.
    pub status: Status,
    /// Who reports it, other than the author.
    pub reported_by: Option<ActorId>,
    /// What it is about: the name of an issue.
    pub issue: Option<String>,
    /// Told as history, not as part of the current round.
    pub background: bool,
    /// How sure.
    pub confidence: Confidence,
    /// What found it.
    pub found_by: Vec<FoundBy>,
    /// What supports it; more than one where reports were merged.
    pub evidence: Vec<Evidence>,
}

/// The PLOVER roots (Open Event Data Alliance; POLECAT codebook). CONCEDE and RETREAT were one, YIELD, before 2018.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "the names are the standard's own")]
pub enum PloverType {
    Agree,
    Consult,
    Support,
    Concede,
    Cooperate,
    Aid,
    Retreat,
    Request,
    Accuse,
    Reject,
    Threaten,
    Protest,
    Sanction,
    Mobilize,
    Coerce,
    Assault,
}

impl PloverType {
    /// Every type, in the order of the standard.
    pub const ALL: [Self; 16] = [
        Self::Agree,
        Self::Consult,
        Self::Support,
        Self::Concede,
        Self::Cooperate,
        Self::Aid,
        Self::Retreat,
        Self::Request,
        Self::Accuse,
        Self::Reject,
        Self::Threaten,
        Self::Protest,
        Self::Sanction,
        Self::Mobilize,
        Self::Coerce,
        Self::Assault,
    ];

    /// The name of the standard, in capitals.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Agree => "AGREE",
            Self::Consult => "CONSULT",
            Self::Support => "SUPPORT",
            Self::Concede => "CONCEDE",
            Self::Cooperate => "COOPERATE",
            Self::Aid => "AID",
            Self::Retreat => "RETREAT",
            Self::Request => "REQUEST",
            Self::Accuse => "ACCUSE",
            Self::Reject => "REJECT",
            Self::Threaten => "THREATEN",
            Self::Protest => "PROTEST",
            Self::Sanction => "SANCTION",
            Self::Mobilize => "MOBILIZE",
            Self::Coerce => "COERCE",
            Self::Assault => "ASSAULT",
        }
    }

    /// The type of that name; YIELD gives CONCEDE.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("yield") {
            return Some(Self::Concede);
        }
        Self::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    /// Quad class of the type in PLOVER.
    #[must_use]
    pub fn quad(self) -> QuadClass {
        match self {
            Self::Agree | Self::Consult | Self::Support | Self::Concede => QuadClass::VerbalCooperation,
            Self::Cooperate | Self::Aid | Self::Retreat => QuadClass::MaterialCooperation,
            Self::Request | Self::Accuse | Self::Reject | Self::Threaten => QuadClass::VerbalConflict,
            Self::Protest | Self::Sanction | Self::Mobilize | Self::Coerce | Self::Assault => {
                QuadClass::MaterialConflict
            }
        }
    }
}

/// Quad classes 1 to 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuadClass {
    /// 1
    VerbalCooperation,
    /// 2
    MaterialCooperation,
    /// 3
    VerbalConflict,
    /// 4
    MaterialConflict,
}

/// Whether an event happened (factuality: Sauri and Pustejovsky 2009, and whether its day lies after publication).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It happened.
    Occurred,
    /// It goes on at the time of the article.
    Ongoing,
    /// It is arranged or intended by those who would do it.
    Planned,
    /// Somebody asks for it or suggests it.
    Proposed,
    /// It is spoken of as possible.
    Hypothetical,
    /// It is said not to have happened, or not to happen.
    Denied,
}

impl Status {
    /// The status in one word, as the record's own JSON has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Occurred => "occurred",
            Self::Ongoing => "ongoing",
            Self::Planned => "planned",
            Self::Proposed => "proposed",
            Self::Hypothetical => "hypothetical",
            Self::Denied => "denied",
        }
    }
}

/// Levels of a negotiation (Putnam 1988).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Those at the table and their ministers.
    One,
    /// The publics, parties, legislatures and agencies whose consent each side needs.
    Two,
    /// Around it.
    ThirdParty,
}
