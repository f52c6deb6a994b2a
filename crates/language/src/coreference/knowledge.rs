//! The word lists and weights of coreference, from `knowledge/language/coreference.toml`.

use std::collections::BTreeSet;

use serde::Deserialize;

const SOURCE: &str = include_str!("../../../../knowledge/language/coreference.toml");
// Given names are one table for both crates that ask whether "he" fits.
const FEMALE_NAMES: &str = include_str!("../../../../knowledge/gazetteer/female-names.csv");
const MALE_NAMES: &str = include_str!("../../../../knowledge/gazetteer/male-names.csv");

/// Word lists, lower case, and weights.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Lexicon {
    pub(super) persons: BTreeSet<Box<str>>,
    pub(super) feminine: BTreeSet<Box<str>>,
    pub(super) masculine: BTreeSet<Box<str>>,
    pub(super) groups: BTreeSet<Box<str>>,
    pub(super) speech: BTreeSet<Box<str>>,
    pub(super) light: BTreeSet<Box<str>>,
    pub(super) apart: BTreeSet<Box<str>>,
    pub(super) idle: BTreeSet<Box<str>>,
    pub(super) becoming: BTreeSet<Box<str>>,
    pub(super) vague: BTreeSet<Box<str>>,
    #[serde(skip)]
    pub(super) feminine_names: BTreeSet<Box<str>>,
    #[serde(skip)]
    pub(super) masculine_names: BTreeSet<Box<str>>,
    pub(super) weights: Weights,
}

/// How much speaks for an antecedent of a pronoun.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Weights {
    pub(super) sentence: f32,
    pub(super) subject: f32,
    pub(super) object: f32,
    pub(super) possessor: f32,
    pub(super) name: f32,
    pub(super) parallel: f32,
    pub(super) joined: f32,
    pub(super) cluster: f32,
    pub(super) embedded: f32,
    pub(super) indefinite: f32,
    pub(super) distance: f32,
    pub(super) pronoun: f32,
    pub(super) group: f32,
    pub(super) people: f32,
}

impl Lexicon {
    /// The lists that are part of the program.
    pub(crate) fn embedded() -> Self {
        let mut lexicon: Self =
            toml::from_str(SOURCE).expect("knowledge/language/coreference.toml is checked by the tests");
        let names = |table: &str| table.lines().skip(1).map(Box::from).collect();
        lexicon.feminine_names = names(FEMALE_NAMES);
        lexicon.masculine_names = names(MALE_NAMES);
        lexicon
    }
}
