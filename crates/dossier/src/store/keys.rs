//! Keys that outlive a run: of an article by what it says, of a fact by where it stands. Row numbers are never shown.

use demarche_record::{Article, Basis, Findings, Span};
use serde::{Deserialize, Serialize};

use super::fact::Fact;

/// Hex digits of an article's key, and of the part of a fact's key after the dash.
const ARTICLE_DIGITS: usize = 16;
const FACT_DIGITS: usize = 8;

fn hash(parts: &[&str], digits: usize) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    hasher.finalize().to_hex()[..digits].to_owned()
}

/// The key of an article: equal for the same text under the same title in the same paper on the same printed day, wherever the
/// file lies and whatever it is called.
#[must_use]
pub fn article_key(article: &Article) -> String {
    let printed = matches!(article.published.basis, Basis::Printed | Basis::Metadata);
    let day = printed.then_some(article.published.interval.as_ref()).flatten();
    let day = day.map(|interval| serde_json::to_string(interval).unwrap_or_default()).unwrap_or_default();
    let part = |value: &Option<String>| value.clone().unwrap_or_default();
    hash(&[&article.text, &part(&article.title), &part(&article.publisher), &part(&article.url), &day], ARTICLE_DIGITS)
}

/// The key of bytes: of an input file, of an import.
#[must_use]
pub fn content_hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// [`content_hash`] of bytes that come piece by piece.
#[derive(Clone, Debug, Default)]
pub struct ContentHasher(blake3::Hasher);

impl ContentHasher {
    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all bytes taken.
    #[must_use]
    pub fn finish(&self) -> String {
        self.0.finalize().to_hex().to_string()
    }
}

/// A key for a set of imported events.
pub(super) fn import_key(json: &str) -> String {
    hash(&["import", json], ARTICLE_DIGITS)
}

/// Where a fact stands and what it is, so that it can be found again in another reading of the same article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Anchor {
    /// Key of the article.
    pub article: String,
    /// `event`, `position`, `shift`, `driver`, `measure` or `agenda`.
    pub layer: String,
    /// Type of the event, kind of the position, factor of the driver.
    pub kind: String,
    /// Predicate of the event, holder of the position, what was measured.
    pub word: String,
    /// First evidence.
    pub span: Span,
    /// Its sentence.
    pub sentence: Span,
}

impl Anchor {
    /// The anchor of a fact of an article.
    pub(super) fn of(article: &str, fact: &Fact) -> Self {
        let evidence = fact.evidence().first();
        let (kind, word) = fact.kind_and_word();
        Self {
            article: article.to_owned(),
            layer: fact.layer().to_owned(),
            kind,
            word,
            span: evidence.map_or_else(Span::default, |one| one.span),
            sentence: evidence.map_or_else(Span::default, |one| one.sentence),
        }
    }

    /// The key of the `turn`-th fact with this anchor. It starts with the key of the article, so that the facts of an
    /// article lie together in every index.
    pub(super) fn key(&self, turn: usize) -> String {
        let place = format!("{}-{} {turn}", self.span.start, self.span.end);
        format!("{}-{}", self.article, hash(&[&self.layer, &self.kind, &self.word, &place], FACT_DIGITS))
    }

    /// How well another fact of the same article fits, best highest; `None` where it is another fact.
    pub(super) fn fit(&self, other: &Self) -> Option<u8> {
        if self.article != other.article || self.layer != other.layer || !overlap(self.sentence, other.sentence) {
            return None;
        }
        let (kind, word, span) = (self.kind == other.kind, self.word == other.word, self.span == other.span);
        match (kind, word, span, overlap(self.span, other.span)) {
            (true, true, true, _) => Some(6),
            (true, true, false, true) => Some(5),
            (false, true, _, true) => Some(4),
            (true, true, _, false) => Some(3),
            (true, false, _, true) => Some(2),
            _ => None,
        }
    }
}

/// Empty spans (imports without a text) count as overlapping when they are equal.
fn overlap(a: Span, b: Span) -> bool {
    a == b || a.overlaps(b)
}

/// A key as it is shown: enough digits to be typed, and to be found again.
#[must_use]
pub fn short(key: &str) -> String {
    match key.split_once('-') {
        Some((article, fact)) => {
            format!("{}-{}", article.get(..8).unwrap_or(article), fact.get(..6).unwrap_or(fact))
        }
        None => key.get(..10).unwrap_or(key).to_owned(),
    }
}

/// Puts one identifier of the article in the place of the other, in all that refers to it.
pub(super) fn rename_article(findings: &mut Findings, new: &str) {
    findings.articles.iter_mut().for_each(|article| new.clone_into(&mut article.id));
    findings.actors.iter_mut().flat_map(|actor| &mut actor.mentions).for_each(|one| new.clone_into(&mut one.article));
    let evidence = (findings.issues.iter_mut().flat_map(|one| &mut one.evidence))
        .chain(findings.events.iter_mut().flat_map(|one| &mut one.evidence))
        .chain(findings.positions.iter_mut().flat_map(|one| &mut one.evidence))
        .chain(findings.shifts.iter_mut().flat_map(|one| &mut one.evidence))
        .chain(findings.drivers.iter_mut().flat_map(|one| &mut one.evidence))
        .chain(findings.measures.iter_mut().flat_map(|one| &mut one.evidence))
        .chain(findings.agenda.iter_mut().flat_map(|one| &mut one.evidence));
    evidence.for_each(|one| new.clone_into(&mut one.article));
}
