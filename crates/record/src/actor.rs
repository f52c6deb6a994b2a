//! Actors, the offices they hold and the places they meet in.

use serde::{Deserialize, Serialize};

use crate::{ArticleId, Interval, Span};

/// Identifies an actor within one set of findings: a readable key such as `state:JPN` or `person:shinzo-abe`.
pub type ActorId = String;

/// Somebody or something that acts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Actor {
    /// Identifier; equal for the same actor in every article.
    pub id: ActorId,
    /// Canonical name.
    pub name: String,
    /// Other names by which the roster or the text knows it.
    pub aliases: Vec<String>,
    /// What it is.
    pub kind: ActorKind,
    /// The state it belongs to, ISO 3166-1 alpha-3 (states that are gone by their successor: SUN counts as RUS).
    pub state: Option<String>,
    /// The office held when the article was written, in lower case ("foreign minister").
    pub office: Option<String>,
    /// PLOVER sector code (GOV, MIL, LEG, IGO ...).
    pub sector: Option<String>,
    /// Where the article names it.
    pub mentions: Vec<Mention>,
}

/// Kinds of actors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// One human being.
    Person,
    /// A state, also when its capital or its people's name stands for it.
    State,
    /// A ministry, cabinet, parliament or other organ of one state.
    Government,
    /// An organisation of any other kind, international ones included.
    Organisation,
    /// A force or group under arms.
    ArmedGroup,
    /// A people, public or population.
    People,
    /// A group of states ("the West", the European Union when it acts as one).
    Bloc,
}

impl ActorKind {
    /// The word for it in names of features and in text ("armed group").
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::State => "state",
            Self::Government => "government",
            Self::Organisation => "organisation",
            Self::ArmedGroup => "armed group",
            Self::People => "people",
            Self::Bloc => "bloc",
        }
    }
}

/// One mention of an actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The article.
    pub article: ArticleId,
    /// Where.
    #[serde(flatten)]
    pub span: Span,
    /// The words.
    pub text: String,
    /// How the actor was known: `name`, `title`, `pronoun`, `counterpart`, `group`, `metonym`, `possessive` ...
    pub how: String,
}

/// A kind of office.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Office {
    /// Title in lower case ("prime minister").
    pub title: String,
    /// State or organisation it belongs to: an ISO 3166-1 alpha-3 code or an organisation's name.
    pub of: String,
}

/// Who held an office, from when until when, and who says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tenure {
    /// Who.
    pub person: ActorId,
    /// What.
    pub office: Office,
    /// From when until when; an open end is unknown or still running.
    pub held: Interval,
    /// Source file and row, or the sentence of the article.
    pub source: String,
}

/// A place on the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Name.
    pub name: String,
    /// State, ISO 3166-1 alpha-3.
    pub state: Option<String>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
}
