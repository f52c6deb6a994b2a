//! One report of an event: what the comparison of reports needs of it, cut loose from its article.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{Actor, ActorId, Article, Event, Interval, PloverType, Status};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A side of a report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReportActor {
    /// Identifier of the actor.
    pub id: ActorId,
    /// The state it belongs to (ISO 3166-1 alpha-3), else its identifier: a leader may stand for his state.
    pub state: String,
    /// Name in lower case.
    pub name: String,
}

impl ReportActor {
    pub(super) fn is_person(&self) -> bool {
        self.id.starts_with("person:")
    }

    /// Whether both may be one: the same identifier, or all words of the one name in the other ("Sato", "Eisaku Sato").
    pub(super) fn may_be(&self, other: &Self) -> bool {
        let within = |a: &str, b: &str| a.split(' ').all(|word| b.split(' ').any(|other| other == word));
        self.id == other.id || within(&self.name, &other.name) || within(&other.name, &self.name)
    }
}

/// What one article says of one event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The article.
    pub article: String,
    /// PLOVER root.
    pub kind: PloverType,
    /// Lemma of the word that the event hangs on.
    pub predicate: String,
    /// Whether the sides may be exchanged.
    pub mutual: bool,
    /// Who acts.
    pub sources: Vec<ReportActor>,
    /// Towards whom.
    pub targets: Vec<ReportActor>,
    /// When it happens, as far as the article tells.
    pub when: Option<Interval>,
    /// Whether the words of the sentence say when; otherwise the day follows from the story.
    pub day_is_told: bool,
    /// Last possible day of publication.
    pub published: Option<Date>,
    /// Whether it happened.
    pub status: Status,
    /// Told as history.
    pub background: bool,
    /// The first six letters of the longer words of the clause, in lower case.
    pub content: BTreeSet<String>,
    /// The same of the whole sentence.
    pub sentence: BTreeSet<String>,
}

impl Report {
    /// The report of an event by the article of its first evidence; `None` where it has no evidence in that article.
    #[must_use]
    pub fn of(event: &Event, article: &Article, actors: &BTreeMap<ActorId, &Actor>) -> Option<Self> {
        let evidence = event.evidence.iter().find(|one| one.article == article.id)?;
        let sentence = article.text.get(evidence.sentence.start..evidence.sentence.end).unwrap_or(&evidence.text);
        let side = |ids: &[ActorId]| -> Vec<ReportActor> {
            ids.iter()
                .map(|id| {
                    let actor = actors.get(id);
                    ReportActor {
                        id: id.clone(),
                        state: actor.and_then(|a| a.state.clone()).unwrap_or_else(|| id.clone()),
                        name: actor.map_or_else(|| id.clone(), |a| a.name.to_lowercase()),
                    }
                })
                .collect()
        };
        let told = ["time/own clause", "time/near clause", "time/sentence", "time/list item", "time/occasion"];
        Some(Self {
            article: article.id.clone(),
            kind: event.kind,
            predicate: event.predicate.clone(),
            mutual: event.mutual,
            sources: side(&event.sources),
            targets: side(&event.targets),
            when: event.when.clone(),
            day_is_told: event.found_by.iter().any(|by| told.iter().any(|rule| by.id.starts_with(rule))),
            published: article.published.interval.as_ref().and_then(|interval| interval.latest.or(interval.earliest)),
            status: event.status,
            background: event.background,
            content: stems(&event.content),
            sentence: stems(sentence),
        })
    }

    pub(super) fn actors(&self) -> impl Iterator<Item = &ReportActor> {
        self.sources.iter().chain(&self.targets)
    }

    /// The states of both sides.
    pub(super) fn states(&self) -> BTreeSet<&str> {
        self.actors().map(|actor| actor.state.as_str()).collect()
    }
}

/// Words of four letters and more by their first six.
fn stems(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 3)
        .map(|word| word.to_lowercase().chars().take(6).collect())
        .collect()
}

/// The words of names in the form of [`stems`].
pub(super) fn name_stems<'a>(actors: impl Iterator<Item = &'a ReportActor>) -> BTreeSet<String> {
    actors.flat_map(|actor| stems(&actor.name)).collect()
}

/// Share of the smaller set that lies in the other, leaving out `names`; 0 where one is empty.
pub(super) fn shared(a: &BTreeSet<String>, b: &BTreeSet<String>, names: &BTreeSet<String>) -> (f64, usize) {
    // Names are few: their own words are looked up in the sets, not the words of the sets among the names.
    let size = |set: &BTreeSet<String>| set.len() - names.iter().filter(|word| set.contains(*word)).count();
    let named = names.iter().filter(|word| a.contains(*word) && b.contains(*word)).count();
    let both = a.intersection(b).count() - named;
    let least = size(a).min(size(b));
    (if least == 0 { 0.0 } else { both as f64 / least as f64 }, both)
}
