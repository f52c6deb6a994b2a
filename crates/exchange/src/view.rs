//! Findings as the formats ask for them: actors and articles by id, days, sides, offsets in characters. Nothing is decided here of
//! what goes into which format.

use std::collections::BTreeMap;

use demarche_record::{Actor, ActorKind, Article, Event, Evidence, Findings, Interval, Mention, Modifier, Status};
use jiff::civil::Date;

use crate::codes;

/// Findings with indices over them.
pub(crate) struct View<'a> {
    pub findings: &'a Findings,
    actors: BTreeMap<&'a str, &'a Actor>,
    articles: BTreeMap<&'a str, &'a Article>,
    /// Mentions by article, those of one actor together, in the order of the actors.
    mentions: BTreeMap<&'a str, Vec<(&'a Actor, &'a Mention)>>,
    /// Places of events by article, each once.
    places: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> View<'a> {
    pub fn new(findings: &'a Findings) -> Self {
        let mut mentions: BTreeMap<&str, Vec<(&Actor, &Mention)>> = BTreeMap::new();
        for actor in &findings.actors {
            for mention in &actor.mentions {
                mentions.entry(&mention.article).or_default().push((actor, mention));
            }
        }
        let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for event in &findings.events {
            let Some(place) = event.place.as_deref() else { continue };
            for one in &event.evidence {
                let known = places.entry(&one.article).or_default();
                if !known.contains(&place) {
                    known.push(place);
                }
            }
        }
        Self {
            mentions,
            places,
            findings,
            actors: findings.actors.iter().map(|actor| (&*actor.id, actor)).collect(),
            articles: findings.articles.iter().map(|article| (&*article.id, article)).collect(),
        }
    }

    pub fn actor(&self, id: &str) -> Option<&'a Actor> {
        self.actors.get(id).copied()
    }

    pub fn article(&self, id: &str) -> Option<&'a Article> {
        self.articles.get(id).copied()
    }

    /// Canonical name; the id where the actor is not in the findings.
    pub fn name(&self, id: &'a str) -> &'a str {
        self.actor(id).map_or(id, |actor| &actor.name)
    }

    /// ISO 3166-1 alpha-3 code of the state to which the actor belongs.
    pub fn state(&self, id: &str) -> Option<&'a str> {
        self.actor(id)?.state.as_deref()
    }

    /// The side for which an actor acts: its state where it has one, else itself.
    pub fn side(&self, id: &'a str) -> &'a str {
        self.state(id).unwrap_or(id)
    }

    /// Evidence with its articles, the earliest publication first, unknown ones last.
    pub fn reports<'b>(&self, evidence: &'b [Evidence]) -> Vec<(&'b Evidence, Option<&'a Article>)> {
        let mut reports: Vec<_> = evidence.iter().map(|one| (one, self.article(&one.article))).collect();
        let day = |article: &Option<&Article>| {
            article.and_then(|article| article.published.interval.as_ref()?.earliest).unwrap_or(Date::MAX)
        };
        reports.sort_by(|(a, x), (b, y)| (day(x), &a.article, a.span).cmp(&(day(y), &b.article, b.span)));
        reports
    }

    /// Mentions of one article, those of one actor together.
    pub fn mentions(&self, article: &str) -> &[(&'a Actor, &'a Mention)] {
        self.mentions.get(article).map_or(&[], Vec::as_slice)
    }

    /// Where the events of the article take place.
    pub fn places(&self, article: &str) -> &[&'a str] {
        self.places.get(article).map_or(&[], Vec::as_slice)
    }

    /// The words under which the sentence of the evidence names the actor.
    pub fn raw_name(&self, id: &str, evidence: &Evidence) -> Option<&'a str> {
        let mut mentions = self.mentions(&evidence.article).iter();
        let named = mentions
            .find(|(actor, one)| actor.id == id && evidence.sentence.contains(one.span) && one.how != "pronoun");
        named.map(|(_, one)| &*one.text)
    }
}

/// The day of an interval that is one day wide and neither before nor after it.
pub(crate) fn day(when: Option<&Interval>) -> Option<Date> {
    let when = when?;
    let sided = matches!(when.modifier, Some(Modifier::Before | Modifier::After));
    when.earliest.filter(|first| Some(*first) == when.latest && !sided)
}

/// Whether it happened or goes on, which is all that a format without a word for anything else may hold.
pub(crate) fn happened(status: Status) -> bool {
    matches!(status, Status::Occurred | Status::Ongoing)
}

/// The quad class in words.
pub(crate) fn quad_name(quad: demarche_record::QuadClass) -> &'static str {
    use demarche_record::QuadClass::{MaterialConflict, MaterialCooperation, VerbalConflict, VerbalCooperation};
    match quad {
        VerbalCooperation => "verbal cooperation",
        MaterialCooperation => "material cooperation",
        VerbalConflict => "verbal conflict",
        MaterialConflict => "material conflict",
    }
}

/// Number of the quad class, 1 to 4.
pub(crate) fn quad_number(quad: demarche_record::QuadClass) -> u8 {
    use demarche_record::QuadClass::{MaterialConflict, MaterialCooperation, VerbalConflict, VerbalCooperation};
    match quad {
        VerbalCooperation => 1,
        MaterialCooperation => 2,
        VerbalConflict => 3,
        MaterialConflict => 4,
    }
}

/// The kind of an actor in one word, as the record's own JSON has it.
pub(crate) fn kind_name(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Person => "person",
        ActorKind::State => "state",
        ActorKind::Government => "government",
        ActorKind::Organisation => "organisation",
        ActorKind::ArmedGroup => "armed_group",
        ActorKind::People => "people",
        ActorKind::Bloc => "bloc",
    }
}

/// Who did it to whom, one pair for each row of a dyadic format: every source with every target; a mutual event also the other way
/// round; the parties of an event without a target, where it is mutual, each with each. A missing side is `None`.
pub(crate) fn dyads(event: &Event) -> Vec<(Option<&str>, Option<&str>)> {
    let mut pairs = Vec::new();
    let mut add = |source, target| {
        if !pairs.contains(&(source, target)) {
            pairs.push((source, target));
        }
    };
    let all: Vec<&str> = event.sources.iter().chain(&event.targets).map(String::as_str).collect();
    if event.mutual && (event.sources.is_empty() || event.targets.is_empty()) && all.len() > 1 {
        for source in &all {
            for target in all.iter().filter(|target| target != &source) {
                add(Some(*source), Some(*target));
            }
        }
    } else if event.sources.is_empty() || event.targets.is_empty() {
        event.sources.iter().for_each(|source| add(Some(source), None));
        event.targets.iter().for_each(|target| add(None, Some(target)));
        if all.is_empty() {
            add(None, None);
        }
    } else {
        let both = || event.sources.iter().flat_map(|source| event.targets.iter().map(move |target| (source, target)));
        both().for_each(|(source, target)| add(Some(source), Some(target)));
        if event.mutual {
            both().for_each(|(source, target)| add(Some(target), Some(source)));
        }
    }
    pairs
}

/// Unordered pairs of different sides that the event joins, each once and in the order of their names.
pub(crate) fn side_pairs<'a>(view: &View<'a>, event: &'a Event) -> Vec<(&'a str, &'a str)> {
    let mut pairs = Vec::new();
    for (source, target) in dyads(event) {
        let (Some(source), Some(target)) = (source, target) else { continue };
        let (a, b) = (view.side(source), view.side(target));
        let pair = (a.min(b), a.max(b));
        if a != b && !pairs.contains(&pair) {
            pairs.push(pair);
        }
    }
    pairs
}

/// Offset in characters of an offset in bytes; the whole length where it lies outside.
pub(crate) fn characters(text: &str, bytes: usize) -> usize {
    text.char_indices().take_while(|(at, _)| *at < bytes).count()
}

/// A number below 2^53 made from the words given: the same words, the same number (FNV-1a, 64 bits, folded).
pub(crate) fn number(words: &[&str]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for word in words {
        for byte in word.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    (hash ^ (hash >> 53)) & ((1 << 53) - 1)
}

/// The number of an event in formats that number their events: its own, where it was imported with one; else made from its evidence,
/// type and sides, so that the same event of the same article keeps its number in a longer record.
pub(crate) fn event_number(event: &Event) -> u64 {
    // A row whose number came before has `#2` behind it.
    let own = event.id.split_once(':').map(|(_, id)| id.split_once('#').map_or(id, |(id, _)| id));
    let own = own.and_then(|number| number.parse().ok());
    own.unwrap_or_else(|| {
        let mut words = vec![event.kind.name(), &*event.predicate];
        words.extend(event.sources.iter().chain(&event.targets).map(String::as_str));
        let place = event.evidence.first().map(|one| format!("{} {} {}", one.article, one.span.start, one.span.end));
        words.extend(place.as_deref());
        number(&words)
    })
}

/// Name of the state, for people.
pub(crate) fn state_name(iso3: &str) -> &str {
    codes::state(iso3).map_or(iso3, |state| &*state.name)
}
