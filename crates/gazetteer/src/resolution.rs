//! What resolving an article returns: actors, and the mentions of actors, places and occasions by sentence and token.

use std::ops::Range;

use demarche_record::{Actor, Interval, Place, Span, Tenure};
use serde::{Deserialize, Serialize};

/// Who and what an article names, and where.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Resolution {
    /// Every actor named, in the order of the first mention.
    pub actors: Vec<Actor>,
    /// Mentions of actors in the order of the text. One mention may lie inside another ("Russian" in "Russian forces").
    pub mentions: Vec<ActorMention>,
    /// Place names in the order of the text, those that also stand for an actor included.
    pub places: Vec<PlaceMention>,
    /// Summits, assemblies and conferences in the order of the text.
    pub occasions: Vec<OccasionMention>,
    /// The offices of the people named: from the roster, or read from the text.
    pub tenures: Vec<Tenure>,
}

impl Resolution {
    /// The mentions of a sentence, in order.
    pub fn mentions_in(&self, sentence: usize) -> impl Iterator<Item = &ActorMention> {
        self.mentions.iter().filter(move |mention| mention.sentence == sentence)
    }

    /// The shortest mention whose tokens hold `token` of `sentence`; of two of one length the surer one.
    #[must_use]
    pub fn mention_at(&self, sentence: usize, token: usize) -> Option<&ActorMention> {
        self.mentions_in(sentence)
            .filter(|mention| mention.tokens.contains(&token))
            .min_by(|a, b| a.tokens.len().cmp(&b.tokens.len()).then(b.certainty.total_cmp(&a.certainty)))
    }

    /// The mention headed by `token` of `sentence`: the longest one where several are.
    #[must_use]
    pub fn mention_headed(&self, sentence: usize, token: usize) -> Option<&ActorMention> {
        self.mentions_in(sentence).filter(|mention| mention.head == token).max_by_key(|mention| mention.tokens.len())
    }
}

/// Words that stand for one actor, or for several ("the two leaders").
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActorMention {
    /// Index of the sentence.
    pub sentence: usize,
    /// Tokens of the sentence.
    pub tokens: Range<usize>,
    /// The syntactic head among them.
    pub head: usize,
    /// Where the words stand in the canonical text.
    pub span: Span,
    /// Indices into [`Resolution::actors`]; never empty, several for a group.
    pub actors: Vec<usize>,
    /// How the actor was known: `name`, `title`, `pronoun`, `possessive`, `counterpart`, `group`, `metonym`, `demonym`,
    /// `officials`, `people`, `nominal`, `chain`, `place`.
    pub how: String,
    /// 0 to 1: how sure the resolver is, by the rule that it used.
    pub certainty: f64,
}

/// Words that name a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlaceMention {
    /// Index of the sentence.
    pub sentence: usize,
    /// Tokens of the sentence.
    pub tokens: Range<usize>,
    /// The syntactic head among them.
    pub head: usize,
    /// Where the words stand in the canonical text.
    pub span: Span,
    /// The place.
    pub place: Place,
    /// Whether the words locate something ("in Argentina"), rather than act or modify ("Argentina said").
    pub locative: bool,
}

/// Words that name a summit, assembly or conference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OccasionMention {
    /// Index of the sentence.
    pub sentence: usize,
    /// Tokens of the sentence.
    pub tokens: Range<usize>,
    /// The syntactic head among them.
    pub head: usize,
    /// Where the words stand in the canonical text.
    pub span: Span,
    /// Its canonical name ("G20 summit").
    pub name: String,
    /// When it was held, where that is known for the date of the article.
    pub when: Option<Interval>,
    /// Where it was held.
    pub place: Option<String>,
}
