//! The word lists that segmentation reads, from `knowledge/language/segmentation.toml`.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use serde::Deserialize;

const SOURCE: &str = include_str!("../../../../knowledge/language/segmentation.toml");

/// How the dot after a word is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// A name follows: the dot never ends a sentence.
    Title,
    /// The dot belongs to the word only before a number.
    BeforeNumber,
    /// The dot belongs to the word, which may end a sentence.
    Plain,
    /// As `Plain`, and before a number the sentence always goes on.
    PlainBeforeNumber,
}

/// Cuts text into sentences and words; see [`Segmenter::segment`]. Building one parses the embedded word lists.
#[derive(Clone, Debug)]
pub struct Segmenter {
    pub(super) abbreviations: FxHashMap<Box<str>, Abbreviation>,
    /// Abbreviations with a dot inside, which the scan of a word would cut.
    pub(super) dotted: Vec<Box<str>>,
    pub(super) starters: BTreeSet<Box<str>>,
    pub(super) prefixes: BTreeSet<Box<str>>,
    pub(super) split_words: BTreeMap<Box<str>, Vec<usize>>,
    pub(super) units: BTreeSet<Box<str>>,
    pub(super) domains: BTreeSet<Box<str>>,
}

#[derive(Deserialize)]
struct Lists {
    titles: Vec<Box<str>>,
    before_number: Vec<Box<str>>,
    plain: Vec<Box<str>>,
    starters: BTreeSet<Box<str>>,
    joined_prefixes: BTreeSet<Box<str>>,
    split_words: BTreeMap<Box<str>, Vec<usize>>,
    units: BTreeSet<Box<str>>,
    domains: BTreeSet<Box<str>>,
    #[cfg_attr(not(test), allow(dead_code, reason = "the cases are for the tests"))]
    case: Vec<Case>,
}

/// A case of the data file: a text and its sentences, divided by `‖`, words by blanks.
#[derive(Deserialize)]
#[cfg_attr(not(test), allow(dead_code, reason = "the cases are for the tests"))]
pub(super) struct Case {
    pub(super) text: String,
    pub(super) is: String,
}

fn lists() -> Lists {
    toml::from_str(SOURCE).expect("knowledge/language/segmentation.toml is checked by the tests")
}

impl Segmenter {
    /// The segmenter with the word lists that are part of the program.
    #[must_use]
    pub fn embedded() -> Self {
        let lists = lists();
        let mut abbreviations = FxHashMap::default();
        for word in lists.before_number {
            abbreviations.insert(word, Abbreviation::BeforeNumber);
        }
        for word in lists.plain {
            let both = abbreviations.contains_key(&word);
            abbreviations.insert(word, if both { Abbreviation::PlainBeforeNumber } else { Abbreviation::Plain });
        }
        for word in lists.titles {
            abbreviations.insert(word, Abbreviation::Title);
        }
        let mut dotted: Vec<Box<str>> =
            abbreviations.keys().filter(|word| word[..word.len() - 1].contains('.')).cloned().collect();
        dotted.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        Self {
            abbreviations,
            dotted,
            starters: lists.starters,
            prefixes: lists.joined_prefixes,
            split_words: lists.split_words,
            units: lists.units,
            domains: lists.domains,
        }
    }

    #[cfg(test)]
    pub(super) fn cases() -> Vec<Case> {
        lists().case
    }
}
