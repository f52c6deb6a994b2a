//! Whether two reports tell of one event and two articles are copies of each other, behind the interface that the store uses:
//! keys under which things are compared at all, then a probability for a pair. Both are pure functions of the two.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{ActorId, Event, Interval, PloverType};
use jiff::civil::Date;

use crate::events::same_event;

/// A report of an event, with what is known of its article.
pub(super) struct Report {
    /// Key of the article.
    pub article: String,
    /// The event; of its evidence only the first span.
    pub event: Event,
    /// When the article was published.
    pub published: Option<Interval>,
    /// States of the actors, as the article has them.
    pub states: BTreeMap<ActorId, String>,
}

impl Report {
    fn day(&self) -> Option<Date> {
        let when = self.event.when.as_ref().and_then(|interval| interval.latest.or(interval.earliest));
        when.or_else(|| self.published.as_ref()?.latest)
    }
}

/// Quarters that a dated event may span before it counts as too vague to be found by its days.
const MOST_QUARTERS: i64 = 12;

/// Days between articles beyond which their undated events are kept apart.
const SEASON: i64 = 90;

/// Two reports that share no key are never compared. A key is the type, the states of all sides, and a quarter of a year.
pub(super) fn blocks(report: &Report) -> BTreeSet<String> {
    let event = &report.event;
    let kind = if event.kind == PloverType::Retreat { PloverType::Concede } else { event.kind };
    let sides: BTreeSet<&String> =
        event.sources.iter().chain(&event.targets).map(|id| report.states.get(id).unwrap_or(id)).collect();
    let sides = sides.into_iter().map(String::as_str).collect::<Vec<_>>().join("+");
    let quarter = |date: Date| i64::from(date.year()) * 4 + i64::from((date.month() - 1) / 3);
    let near = |date: Date| {
        [-SEASON, 0, SEASON]
            .into_iter()
            .filter_map(move |days| date.checked_add(jiff::Span::new().days(days)).ok().map(quarter))
    };
    let mut quarters: BTreeSet<i64> = BTreeSet::new();
    match event.when.as_ref().map(|when| (when.earliest, when.latest)) {
        Some((Some(earliest), Some(latest))) if quarter(latest) - quarter(earliest) < MOST_QUARTERS => {
            quarters.extend(quarter(earliest)..=quarter(latest));
        }
        Some((earliest, latest)) => quarters.extend(earliest.into_iter().chain(latest).map(quarter)),
        None => quarters.extend(report.day().into_iter().flat_map(near)),
    }
    quarters.into_iter().map(|quarter| format!("{} {sides} {quarter}", kind.name())).collect()
}

/// The probability that two reports tell of one event; 0 for two of one article, which the coder has already told apart.
pub(super) fn same(a: &Report, b: &Report) -> f64 {
    if a.article == b.article {
        return 0.0;
    }
    if a.event.when.is_none() || b.event.when.is_none() {
        let near = match (a.day(), b.day()) {
            (Some(x), Some(y)) => x.since(y).is_ok_and(|span| i64::from(span.get_days()).abs() <= SEASON),
            _ => false,
        };
        if !near {
            return 0.0;
        }
    }
    let mut states = a.states.clone();
    for (actor, state) in &b.states {
        let known = states.entry(actor.clone()).or_insert_with(|| state.clone());
        if state < known {
            known.clone_from(state);
        }
    }
    same_event(&a.event, &b.event, &states).map_or(0.0, |judged| 1.0 / (1.0 + (-judged.log_odds).exp()))
}

/// Permutations of a signature, and rows of a band: two texts with a Jaccard of .8 share a band in all but one case of 10,000.
const BANDS: usize = 16;
const ROWS: usize = 4;

/// Words of a shingle.
const SHINGLE: usize = 5;

/// Two texts are copies of each other from this share of common shingles on.
pub(super) const COPY: f64 = 0.7;

/// Hashes of the shingles of a text: runs of five words in lower case.
pub(super) fn shingles(text: &str) -> BTreeSet<u64> {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.windows(SHINGLE.min(words.len()).max(1)).map(|run| first_bytes(run.join(" ").as_bytes())).collect()
}

/// The bands of the MinHash signature (Broder 1997) of a set of shingles.
pub(super) fn bands(shingles: &BTreeSet<u64>) -> BTreeSet<i64> {
    if shingles.is_empty() {
        return BTreeSet::new();
    }
    let lowest = |permutation: u64| shingles.iter().map(|&shingle| mixed(shingle, permutation)).min().unwrap_or(0);
    (0..BANDS)
        .map(|band| {
            let rows = (0..ROWS).flat_map(|row| lowest((band * ROWS + row) as u64 + 1).to_le_bytes());
            let bytes: Vec<u8> = (band as u64).to_le_bytes().into_iter().chain(rows).collect();
            first_bytes(&bytes).cast_signed()
        })
        .collect()
}

/// Share of the shingles of both that are in both (Jaccard).
pub(super) fn likeness(a: &BTreeSet<u64>, b: &BTreeSet<u64>) -> f64 {
    let both = a.intersection(b).count();
    let all = a.len() + b.len() - both;
    if all == 0 { 0.0 } else { both as f64 / all as f64 }
}

fn first_bytes(bytes: &[u8]) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&blake3::hash(bytes).as_bytes()[..8]);
    u64::from_le_bytes(first)
}

/// A permutation of 64-bit numbers (the finaliser of SplitMix64).
fn mixed(value: u64, permutation: u64) -> u64 {
    let mut z = value.wrapping_add(permutation.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_with_another_ending_shares_a_band() {
        let story = "The two delegations met on the lake for a third round of talks about fishing rights and agreed to \
                     meet again in the spring, when the ice has gone and the boats are back on the water of both sides.";
        let copy = format!("{story} More follows.");
        let other = "Ministers of five states signed a charter on rivers that none of them had wanted to sign a year ago, \
                     and two of them left before the photographs were taken in the hall of the old customs house.";
        let (a, b, c) = (shingles(story), shingles(&copy), shingles(other));
        assert!(likeness(&a, &b) > COPY && likeness(&a, &c) < 0.1);
        assert!(!bands(&a).is_disjoint(&bands(&b)));
        assert!(bands(&a).is_disjoint(&bands(&c)));
        assert!(bands(&shingles("")).is_empty());
    }
}
