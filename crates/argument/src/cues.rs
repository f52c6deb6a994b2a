//! The cue data of `knowledge/argument`, parsed once. How cues are matched lives with the frames that use them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use demarche_record::{Comparator, Direction, Factor, PositionKind, Strength};
use serde::Deserialize;

use crate::sentence::{Place, Sentence};

/// Every cue.
#[derive(Debug)]
pub struct Cues {
    /// `stances.toml`
    pub stances: Stances,
    /// `shifts.toml`
    pub shifts: ShiftCues,
    /// `causes.toml`
    pub causes: Causes,
    /// `factors.toml`
    pub factors: Factors,
    /// `measures.toml`
    pub measures: MeasureCues,
    /// `agenda.toml`
    pub agenda: AgendaCues,
    /// `issues.toml`
    pub issues: IssueCues,
    /// `features.toml`
    pub features: FeatureWords,
}

/// A row with words and sentences that show what it is for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Unique within its file.
    pub id: String,
    #[serde(default)]
    pub words: Vec<String>,
    #[serde(default)]
    pub phrases: Vec<String>,
    #[serde(default)]
    pub marks: Vec<String>,
    #[serde(default)]
    pub on: Vec<String>,
    #[serde(default)]
    pub nouns: Vec<String>,
    #[serde(default)]
    pub verbs: Vec<String>,
    #[serde(default)]
    pub questions: Vec<String>,
    #[serde(default)]
    pub prepositions: Vec<String>,
    #[serde(default)]
    pub adjectives: Vec<String>,
    #[serde(default)]
    pub object: Vec<String>,
    #[serde(default)]
    pub with: Vec<String>,
    #[serde(default)]
    pub of: Vec<String>,
    #[serde(default, rename = "in")]
    pub inside: Vec<String>,
    #[serde(default)]
    pub alone: bool,
    #[serde(default)]
    pub plural: bool,
    #[serde(default)]
    pub mood: String,
    #[serde(default)]
    pub rank: u32,
    pub direction: Option<Direction>,
    #[serde(default)]
    pub weight: Weight,
    #[serde(default)]
    #[cfg_attr(not(test), allow(dead_code, reason = "the test suite runs them"))]
    pub must: Vec<String>,
    #[serde(default)]
    #[cfg_attr(not(test), allow(dead_code, reason = "the test suite runs them"))]
    pub must_not: Vec<String>,
}

/// How much a causal cue says by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// Stands by itself.
    Strong,
    /// Counts where the model's causal head agrees.
    #[default]
    Weak,
}

/// A predicate of stance.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stance {
    pub id: String,
    pub words: Vec<String>,
    pub kind: PositionKind,
    #[serde(default = "stated")]
    pub strength: Strength,
    pub negated: Option<PositionKind>,
    #[serde(default)]
    pub object: Vec<String>,
    #[serde(default)]
    pub content: Content,
    #[serde(default)]
    #[cfg_attr(not(test), allow(dead_code, reason = "the test suite runs them"))]
    pub must: Vec<String>,
    #[serde(default)]
    #[cfg_attr(not(test), allow(dead_code, reason = "the test suite runs them"))]
    pub must_not: Vec<String>,
}

fn stated() -> Strength {
    Strength::Stated
}

/// What a predicate of stance must come with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Content {
    /// A clause or an infinitive.
    Clause,
    /// An object.
    Obj,
    /// Either.
    #[default]
    Any,
    /// Nothing.
    None,
}

/// `stances.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stances {
    pub verb: Vec<Stance>,
    pub noun: Vec<Stance>,
    pub adjective: Vec<Stance>,
    pub speech: Vec<Row>,
    pub condition: Vec<Row>,
    pub redline: Vec<Row>,
    pub refusal: Vec<Row>,
    pub terms: Vec<Row>,
    pub definition: Vec<Row>,
    pub process: Vec<Row>,
    pub against: Vec<Row>,
    pub charge: Vec<Row>,
    pub personal: Vec<Row>,
    pub proviso: Vec<Row>,
    pub lasting: Vec<Row>,
    pub assent: Vec<Row>,
    pub document: Vec<Row>,
    pub aim: Vec<Row>,
    pub consent: Vec<Row>,
}

/// `shifts.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftCues {
    pub nouns: Vec<Row>,
    pub verb: Vec<Row>,
    pub noun: Vec<Row>,
    pub phrase: Vec<Row>,
    pub novel: Vec<Row>,
    pub reversal: Vec<Row>,
    pub from: Vec<Row>,
    pub hedge: Vec<Row>,
    pub unmade: Vec<Row>,
}

/// `causes.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Causes {
    pub preposition: Vec<Row>,
    pub conjunction: Vec<Row>,
    pub verb: Vec<Row>,
    pub predicate: Vec<Row>,
    pub enumeration: Vec<Row>,
    pub restraints: Vec<Row>,
    pub ordinal: Vec<Row>,
    pub contrast: Vec<Row>,
    pub counterfactual: Vec<Row>,
    pub opinion: Vec<Row>,
    pub failure: Vec<Row>,
}

/// `factors.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factors {
    pub factor: Vec<FactorRow>,
}

/// Words that vote for a factor.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactorRow {
    pub name: Factor,
    pub strong: Vec<String>,
    #[serde(default)]
    pub phrases: Vec<String>,
    pub weak: Vec<String>,
}

/// `measures.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureCues {
    pub ballot: Vec<Row>,
    pub unit: Vec<Unit>,
    pub comparator: Vec<ComparatorRow>,
    pub scale: Vec<Scale>,
    pub fraction: Vec<Fraction>,
    pub what: Vec<What>,
}

/// A unit.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    pub id: String,
    pub unit: String,
    #[serde(default)]
    pub words: Vec<String>,
    #[serde(default)]
    pub two_words: Vec<String>,
    #[serde(default)]
    pub before: Vec<String>,
    /// Whether the unit is told by the counted word itself.
    #[serde(default)]
    pub keep: bool,
    #[serde(default)]
    #[cfg_attr(not(test), allow(dead_code, reason = "the test suite runs them"))]
    pub must: Vec<String>,
    #[serde(default)]
    #[cfg_attr(not(test), allow(dead_code, reason = "the test suite runs them"))]
    pub must_not: Vec<String>,
}

/// Words before a number that bound it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComparatorRow {
    pub is: Comparator,
    pub phrases: Vec<String>,
}

/// A word that multiplies.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    pub words: Vec<String>,
    /// Factor; for the large ones the name says it, and the unit keeps it.
    #[serde(default)]
    pub by: f64,
    pub name: Option<String>,
}

/// A fraction in words, as percent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fraction {
    pub phrase: String,
    pub value: f64,
}

/// Nouns that name a poll, vote, count or sum.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct What {
    pub words: Vec<String>,
}

/// `agenda.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgendaCues {
    pub present: Vec<Row>,
    pub forecast: Vec<Row>,
    pub held: Vec<Row>,
    pub expected: Vec<Row>,
    pub noun: Vec<Row>,
    pub ahead: Vec<Row>,
    pub verb: Vec<Row>,
    /// What is done once and by consent.
    #[serde(default)]
    pub pending: Vec<Row>,
    /// Time that somebody is given: sentences for the tests.
    #[serde(default)]
    #[cfg_attr(not(test), allow(dead_code, reason = "the test suite runs them"))]
    pub given: Vec<Row>,
}

/// `issues.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssueCues {
    pub about: Vec<Row>,
    pub case: Vec<Row>,
    pub deal: Vec<Row>,
    pub topic: Vec<Row>,
    pub empty: Vec<Row>,
}

/// `features.toml`: what the features of the learned models ask for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureWords {
    pub nominal: BTreeSet<String>,
    pub nominal_endings: Vec<String>,
    pub favour: BTreeSet<String>,
    pub against: BTreeSet<String>,
    pub time: BTreeSet<String>,
}

fn parse<T: for<'a> Deserialize<'a>>(name: &str, source: &str) -> T {
    toml::from_str(source).unwrap_or_else(|error| panic!("knowledge/argument/{name}: {error}"))
}

impl Cues {
    /// The cues compiled into the program.
    ///
    /// # Panics
    /// When a file of `knowledge/argument` is broken, which the test suite rules out.
    pub fn embedded() -> &'static Self {
        static CUES: LazyLock<Cues> = LazyLock::new(|| Cues {
            stances: parse("stances.toml", include_str!("../../../knowledge/argument/stances.toml")),
            shifts: parse("shifts.toml", include_str!("../../../knowledge/argument/shifts.toml")),
            causes: parse("causes.toml", include_str!("../../../knowledge/argument/causes.toml")),
            factors: parse("factors.toml", include_str!("../../../knowledge/argument/factors.toml")),
            measures: parse("measures.toml", include_str!("../../../knowledge/argument/measures.toml")),
            agenda: parse("agenda.toml", include_str!("../../../knowledge/argument/agenda.toml")),
            issues: parse("issues.toml", include_str!("../../../knowledge/argument/issues.toml")),
            features: parse("features.toml", include_str!("../../../knowledge/argument/features.toml")),
        });
        &CUES
    }

    /// Every single word of the cues, lower case.
    pub fn vocabulary(&self) -> BTreeSet<String> {
        let mut words = BTreeSet::new();
        let mut add = |list: &[String]| words.extend(list.iter().flat_map(|w| w.split(' ')).map(str::to_lowercase));
        let s = &self.stances;
        for stance in s.verb.iter().chain(&s.noun).chain(&s.adjective) {
            add(&stance.words);
            add(&stance.object);
        }
        let (h, c, i) = (&self.shifts, &self.causes, &self.issues);
        let groups = [
            &s.speech,
            &s.refusal,
            &s.terms,
            &s.definition,
            &s.process,
            &s.against,
            &s.lasting,
            &s.assent,
            &s.document,
            &h.nouns,
            &h.verb,
            &h.noun,
            &h.phrase,
            &h.hedge,
            &h.unmade,
            &c.verb,
            &c.predicate,
            &c.enumeration,
            &c.restraints,
            &c.opinion,
            &c.failure,
            &self.agenda.noun,
            &self.agenda.ahead,
            &self.agenda.verb,
            &self.agenda.pending,
            &i.about,
            &i.case,
            &i.deal,
            &i.topic,
            &i.empty,
        ];
        for row in groups.into_iter().flatten() {
            for list in [&row.words, &row.on, &row.nouns, &row.verbs, &row.object, &row.with] {
                add(list);
            }
        }
        for factor in &self.factors.factor {
            add(&factor.strong);
            add(&factor.weak);
        }
        for unit in &self.measures.unit {
            add(&unit.words);
        }
        for what in &self.measures.what {
            add(&what.words);
        }
        words
    }

    /// Whether a lemma is a verb of speech.
    pub fn speech(&self, lemma: &str) -> bool {
        has(&self.stances.speech, lemma)
    }

    /// The words of the list of nouns of shift that a row refers to.
    pub fn shift_nouns(&self, id: &str) -> &[String] {
        self.shifts.nouns.iter().find(|row| row.id == id).map_or(&[], |row| row.words.as_slice())
    }
}

/// Whether a word is among some.
pub fn lists(words: &[String], word: &str) -> bool {
    words.iter().any(|w| w == word)
}

/// Whether some row lists the word.
pub fn has(rows: &[Row], word: &str) -> bool {
    rows.iter().any(|row| lists(&row.words, word))
}

/// The row whose longest phrase matches at a token, with that phrase.
pub fn longest<'c, R>(
    rows: &'c [R],
    words: impl Fn(&'c R) -> &'c [String],
    s: &Sentence<'_>,
    token: usize,
) -> Option<(&'c R, &'c str)> {
    let place = Place::new(s, token);
    let mut best: Option<(&R, &str)> = None;
    for row in rows {
        for cue in words(row) {
            let longer = best.is_none_or(|(_, b)| cue.split(' ').count() > b.split(' ').count());
            if longer && place.matches(cue) {
                best = Some((row, cue));
            }
        }
    }
    best
}

/// Every row whose words match at a token, the longest phrase first, then in the order of the file.
pub fn matching<'c>(rows: &'c [Stance], s: &Sentence<'_>, token: usize) -> Vec<&'c Stance> {
    let place = Place::new(s, token);
    let mut found: BTreeMap<(usize, usize), &Stance> = BTreeMap::new();
    for (order, row) in rows.iter().enumerate() {
        let length = row.words.iter().filter(|cue| place.matches(cue)).map(|cue| cue.split(' ').count()).max();
        if let Some(length) = length {
            found.insert((usize::MAX - length, order), row);
        }
    }
    found.into_values().collect()
}
