//! What part of life words are about (sport, courts, business, diplomacy, war), as shares of words of `knowledge/coding/domains.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::Deserialize;

const DOMAINS: &str = include_str!("../../../knowledge/coding/domains.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    domain: Vec<Domain>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Domain {
    id: String,
    words: BTreeSet<String>,
    /// Words in a hundred from which on an article deals with nothing that is coded.
    aside: Option<f64>,
    must: Vec<String>,
    must_not: Vec<String>,
}

fn domains() -> &'static [Domain] {
    static PARSED: OnceLock<Vec<Domain>> = OnceLock::new();
    PARSED.get_or_init(|| {
        let file: File = toml::from_str(DOMAINS).expect("domains.toml is checked by the tests");
        file.domain
    })
}

/// How many of the lemmas (lower case) belong to each domain, with the number of all of them under the empty name.
pub(crate) fn counts<'a>(lemmas: impl Iterator<Item = &'a str>) -> BTreeMap<&'static str, usize> {
    let mut found: BTreeMap<&'static str, usize> = domains().iter().map(|d| (d.id.as_str(), 0)).collect();
    for lemma in lemmas {
        *found.entry("").or_default() += 1;
        for domain in domains().iter().filter(|d| d.words.contains(lemma)) {
            *found.entry(&domain.id).or_default() += 1;
        }
    }
    found
}

/// The domain by which an article with these counts deals with nothing that is coded.
pub(crate) fn aside(counts: &BTreeMap<&'static str, usize>) -> Option<&'static str> {
    let count = |id: &str| counts.get(id).copied().unwrap_or(0);
    let share = |id: &str| count(id) as f64 * 100.0 / count("").max(1) as f64;
    let closed = |domain: &&Domain| {
        domain.aside.is_some_and(|least| share(&domain.id) >= least && count(&domain.id) > count("diplomacy"))
    };
    domains().iter().find(closed).map(|domain| domain.id.as_str())
}

/// The sentences that the domains carry: id, sentence, and whether two words of the domain must stand in it.
pub(crate) fn examples() -> Vec<(String, &'static str, bool)> {
    let mut all = Vec::new();
    for domain in domains() {
        for (sentences, must) in [(&domain.must, true), (&domain.must_not, false)] {
            all.extend(sentences.iter().map(|sentence| (domain.id.clone(), sentence.as_str(), must)));
        }
    }
    all
}
