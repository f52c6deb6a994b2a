//! Who did what to whom, when, where, and whether it happened: events in the sense of PLOVER from annotated sentences. What
//! an event means for a negotiation (issues, positions, causes) does not live here.

mod attach;
mod candidates;
mod coder;
mod confidence;
mod enumeration;
mod evidence;
mod knowledge;
mod merge;
mod narrative;
mod participants;
mod predicate;
mod status;
#[cfg(test)]
mod tests;
mod tree;

use std::ops::Range;

use demarche_calendar::TimeExpression;
use demarche_gazetteer::Resolution;
use demarche_language::{Annotation, Sentence};
use demarche_record::{Article, Event, PloverType, Published};
use serde::{Deserialize, Serialize};

pub use predicate::{predicate_status, predicate_time};

/// One article with everything that the stages before this one found in it.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The article.
    pub article: &'a Article,
    /// Its sentences, trees, names and chains.
    pub annotation: &'a Annotation,
    /// When it was published.
    pub published: &'a Published,
    /// Its time expressions, anchored.
    pub times: &'a [TimeExpression],
    /// Its actors and their mentions, places and occasions.
    pub resolution: &'a Resolution,
}

/// The events of one article, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Coding {
    /// The events.
    pub events: Vec<Event>,
    /// Where each event's predicate stands; as long as `events`.
    pub sites: Vec<EventSite>,
    /// What might have been an event, and why it is none.
    pub lost: Vec<Lost>,
}

/// A predicate that the data knows and that gave no event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// Where it stands.
    pub site: EventSite,
    /// The row that proposed it ("verb/meet").
    pub row: String,
    /// The type that it would have had.
    pub kind: PloverType,
    /// Why it was set aside, in a few words.
    pub reason: String,
}

/// The token that an event hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EventSite {
    /// Index of the sentence.
    pub sentence: usize,
    /// Index of the predicate in it.
    pub token: usize,
}

/// The head that gives the relation of two spans of a sentence.
pub trait PairScorer {
    /// Names of the relations: PLOVER roots and `NONE`.
    fn labels(&self) -> &[String];

    /// Probability of each relation, in the order of [`labels`](Self::labels); empty where there is no model.
    fn score(&self, sentence: &Sentence, source: Range<usize>, target: Range<usize>) -> Vec<f32>;
}

/// A scorer that knows nothing: types then come from the predicates alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoScorer;

impl PairScorer for NoScorer {
    fn labels(&self) -> &[String] {
        &[]
    }

    fn score(&self, _sentence: &Sentence, _source: Range<usize>, _target: Range<usize>) -> Vec<f32> {
        Vec::new()
    }
}

/// The events of an article. An article without actors gives none; nothing panics on a malformed tree.
#[must_use]
pub fn code(reading: &Reading<'_>, scorer: &dyn PairScorer) -> Coding {
    coder::code(reading, scorer)
}

/// A sentence of `knowledge/coding/predicates.toml` that a row must, or must not, find an event in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The row as it stands in the chain of what found an event ("verb/meet").
    pub row: String,
    /// The sentence.
    pub sentence: String,
    /// Whether the row must find an event in it.
    pub must: bool,
}

/// The sentences that the rows of the predicates carry, in the order of the file; for the tests that run them.
#[must_use]
pub fn examples() -> Vec<Example> {
    let mut all = Vec::new();
    for predicate in &knowledge::Knowledge::get().predicates {
        let row = format!("{}/{}", predicate.class.name(), predicate.id);
        for (sentences, must) in [(&predicate.must, true), (&predicate.must_not, false)] {
            all.extend(sentences.iter().map(|sentence| Example { row: row.clone(), sentence: sentence.clone(), must }));
        }
    }
    all
}
