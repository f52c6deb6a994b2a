//! Who did what to whom, when, where, and whether it happened: events in the sense of PLOVER from annotated sentences. What
//! an event means for a negotiation (issues, positions, causes) does not live here.
//!
//! The encoder runs once for a sentence, whatever it names: a pair is scored by adding vectors that are there already, and the pair
//! head is asked at most once for every verb that no row knows, once for every event found and once for the pair that the sentence is
//! about, so never more than once a word. A test counts it on a sentence of sixty names.

mod acceptance;
mod attach;
mod candidates;
mod coder;
mod confidence;
mod domains;
mod enumeration;
mod evidence;
mod knowledge;
mod merge;
mod narrative;
mod participants;
mod phrases;
mod predicate;
mod principal;
mod setting;
mod status;
#[cfg(test)]
mod tests;
mod tree;

use std::ops::Range;

pub use acceptance::Grounds;
pub use principal::role_sides;

use demarche_calendar::TimeExpression;
use demarche_gazetteer::Resolution;
use demarche_language::{Annotation, Pipeline, Sentence};
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
    /// The words of each event's parties; as long as `events`.
    pub sides: Vec<Sides>,
    /// What might have been an event, and why it is none.
    pub lost: Vec<Lost>,
}

/// Where the parties of an event stand in its sentence, in the order of `Event::sources` and `Event::targets`: tokens of the whole
/// noun phrase; `None` for a party that another sentence names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sides {
    /// Of those who act.
    pub sources: Vec<Option<Range<usize>>>,
    /// Of those towards whom.
    pub targets: Vec<Option<Range<usize>>>,
    /// Whether the sentence is above all about this event, as the heads for roles and pairs see it; only from [`code_open`].
    pub principal: bool,
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

impl PairScorer for Pipeline {
    fn labels(&self) -> &[String] {
        self.pair_labels()
    }

    fn score(&self, sentence: &Sentence, source: Range<usize>, target: Range<usize>) -> Vec<f32> {
        self.relation(sentence, source, target)
    }
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
    coder::code(reading, scorer, false, false)
}

/// The events of an article with those that are too likely to be wrong: for measuring a later stage by itself.
#[must_use]
pub fn code_all(reading: &Reading<'_>, scorer: &dyn PairScorer) -> Coding {
    coder::code(reading, scorer, false, true)
}

/// Every event of an article before any is set aside or merged with another, with what is known of it: for learning what is accepted.
/// Empty without a model.
#[must_use]
pub fn weighed(reading: &Reading<'_>, scorer: &dyn PairScorer) -> Vec<(Event, Grounds)> {
    coder::weighed(reading, scorer)
}

/// The sentences that the domains of `knowledge/coding/domains.toml` carry: id of the domain, the sentence, and whether two of its words
/// must stand in it; for the tests that run them.
#[must_use]
pub fn domain_examples() -> Vec<(String, &'static str, bool)> {
    domains::examples()
}

/// The events of sentences whose parties need not be known: noun phrases that the resolution leaves open ("protesters", "the
/// rebels") become actors of their own, with identifiers that begin with `phrase:`. The resolution that comes back has them.
#[must_use]
pub fn code_open(reading: &Reading<'_>, scorer: &dyn PairScorer) -> (Coding, Resolution) {
    let resolution = phrases::extended(reading.article, reading.annotation, reading.resolution);
    let coding = coder::code(&Reading { resolution: &resolution, ..*reading }, scorer, true, false);
    (coding, resolution)
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

/// The sentences that the rows of `knowledge/coding/settings.toml` carry: class and id of the row ("mode/phone"), the sentence, and
/// whether its event must have that mode or context; for the tests that run them.
#[must_use]
pub fn setting_examples() -> Vec<(String, &'static str, bool)> {
    setting::examples()
}

/// A row of `predicates.toml` in words, by the name under which it stands in the chain of what found an event ("verb/meet"): its words,
/// its type, and where it looks for the other side. `None` where there is no such row.
#[must_use]
pub fn describe_row(name: &str) -> Option<String> {
    let knowledge = knowledge::Knowledge::get();
    let row = knowledge.row(name)?;
    let slots: Vec<String> = row.slots.iter().map(knowledge::Slot::name).collect();
    let words = knowledge.words_of(row);
    let shown = words.iter().take(8).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = if words.len() > 8 { format!(" and {} more", words.len() - 8) } else { String::new() };
    let mut text = format!("{name} ({shown}{more}): {}", row.kind.name());
    if row.mutual {
        text.push_str(", mutual");
    }
    if !row.objects.is_empty() {
        text.push_str(&format!("; object {}", row.objects.join(", ")));
    }
    text.push_str(&format!("; other side in {}", slots.join(", ")));
    Some(text)
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
