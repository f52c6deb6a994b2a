//! The words of `knowledge/course`: signals of phases, offices by level, words that drop a condition.

use std::sync::LazyLock;

use demarche_record::{ContactLevel, PloverType};
use serde::Deserialize;

/// The cues that the program carries.
pub(crate) static CUES: LazyLock<Cues> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../knowledge/course/phases.toml")).expect("the tests read the file")
});

#[derive(Debug, Deserialize)]
pub(crate) struct Cues {
    pub(crate) signal: Vec<Signal>,
    pub(crate) level: Vec<Words>,
    pub(crate) change: Vec<Words>,
    plain: Vec<Words>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Signal {
    pub(crate) id: String,
    acts: Vec<String>,
    #[serde(default)]
    objects: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default)]
    loose: bool,
    #[serde(default)]
    finite: bool,
    #[serde(default)]
    pub(crate) kinds: Vec<PloverType>,
    #[serde(default)]
    pub(crate) mutual: bool,
    #[cfg_attr(not(test), allow(dead_code, reason = "the tests run them"))]
    #[serde(default)]
    pub(crate) must: Vec<String>,
    #[cfg_attr(not(test), allow(dead_code, reason = "the tests run them"))]
    #[serde(default)]
    pub(crate) must_not: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Words {
    pub(crate) id: String,
    words: Vec<String>,
    #[cfg_attr(not(test), allow(dead_code, reason = "the tests run them"))]
    #[serde(default)]
    pub(crate) must: Vec<String>,
    #[cfg_attr(not(test), allow(dead_code, reason = "the tests run them"))]
    #[serde(default)]
    pub(crate) must_not: Vec<String>,
}

/// Words between an act and its object.
const NEAR: usize = 8;

impl Signal {
    /// Whether the words give the signal.
    pub(crate) fn in_words(&self, text: &str) -> bool {
        let tokens = without_days(tokens(text));
        if self.unless.iter().any(|words| places(words, &tokens).next().is_some()) {
            return false;
        }
        let is_object = |token: &String| self.objects.iter().any(|object| fits(object, token));
        let any = |words: &[String], list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        self.acts.iter().any(|act| {
            let length = act.split(' ').count();
            places(act, &tokens).any(|at| {
                let end = at + length;
                let (from, to) = (at.saturating_sub(NEAR), tokens.len().min(end + NEAR));
                let after = (end..to)
                    .any(|place| is_object(&tokens[place]) && (self.loose || !any(&tokens[end..place], &BETWEEN)));
                let before = (from..at).any(|place| {
                    let beside = place + 1 == at || any(&tokens[place + 1..at], &RELATIVE);
                    is_object(&tokens[place]) && (self.loose || beside)
                });
                if self.finite && at.checked_sub(1).is_some_and(|place| tokens[place] == "to") {
                    return false;
                }
                self.objects.is_empty() || after || before
            })
        })
    }
}

/// Words that begin a phrase of its own between an act and what is no object of it.
const BETWEEN: [&str; 12] =
    ["on", "to", "toward", "towards", "about", "for", "of", "over", "into", "at", "and", "with"];
/// Words by which an object stands before its act.
const RELATIVE: [&str; 8] = ["that", "which", "was", "were", "be", "been", "is", "are"];

impl Words {
    pub(crate) fn in_words(&self, text: &str) -> bool {
        let tokens = tokens(text);
        self.words.iter().any(|words| places(words, &tokens).next().is_some())
    }
}

impl Cues {
    /// Whether the words say that a condition is dropped.
    pub(crate) fn drops_condition(&self, text: &str) -> bool {
        self.change.iter().any(|row| row.in_words(text))
    }

    /// Whether a lower-case word may stand in any position.
    pub(crate) fn is_plain(&self, word: &str) -> bool {
        self.plain.iter().any(|row| row.words.iter().any(|one| one == word))
    }

    /// The level of an office: that of the longest title in it. Deputies of ministers are officials, those of leaders ministers;
    /// an office of no known title is an official's.
    pub(crate) fn level(&self, office: &str) -> ContactLevel {
        let tokens = tokens(office);
        let deputy =
            tokens.first().is_some_and(|first| matches!(first.as_str(), "deputy" | "vice" | "assistant" | "under"));
        let titles = self.level.iter().flat_map(|row| row.words.iter().map(move |words| (words, row.id.as_str())));
        let longest = titles
            .filter(|(words, _)| places(words, &tokens).next().is_some())
            .max_by_key(|(words, id)| (words.split(' ').count(), std::cmp::Reverse(*id)));
        match longest {
            Some((words, "leaders")) if !deputy || words.starts_with("vice") => ContactLevel::Leaders,
            Some((_, "leaders")) => ContactLevel::Ministers,
            Some((words, "ministers")) if !deputy || words.starts_with("deputy") || words.starts_with("vice") => {
                ContactLevel::Ministers
            }
            _ => ContactLevel::Officials,
        }
    }
}

fn tokens(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|token| !token.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// "agreed on Thursday on the outline" is "agreed on the outline": a day of the week parts no act from its object.
fn without_days(tokens: Vec<String>) -> Vec<String> {
    let day = |at: usize| {
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        tokens.get(at).is_some_and(|token| days.contains(&token.as_str()))
    };
    let dropped =
        |at: usize| day(at) || (matches!(tokens[at].as_str(), "on" | "last" | "late" | "early") && day(at + 1));
    (0..tokens.len()).filter(|&at| !dropped(at)).map(|at| tokens[at].clone()).collect()
}

fn fits(pattern: &str, token: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(stem) => token.starts_with(stem),
        None => pattern == token,
    }
}

/// Where a phrase begins.
fn places<'a>(phrase: &'a str, tokens: &'a [String]) -> impl Iterator<Item = usize> + 'a {
    let length = phrase.split(' ').count();
    (0..(tokens.len() + 1).saturating_sub(length))
        .filter(move |&at| phrase.split(' ').zip(&tokens[at..]).all(|(pattern, token)| fits(pattern, token)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_fits_its_sentences() {
        for row in &CUES.signal {
            assert!(!row.must.is_empty(), "{} has no sentence", row.id);
            row.must.iter().for_each(|text| assert!(row.in_words(text), "{}: {text}", row.id));
            row.must_not.iter().for_each(|text| assert!(!row.in_words(text), "{}: {text}", row.id));
        }
        for row in &CUES.change {
            row.must.iter().for_each(|text| assert!(row.in_words(text), "{}: {text}", row.id));
            row.must_not.iter().for_each(|text| assert!(!row.in_words(text), "{}: {text}", row.id));
        }
    }

    #[test]
    fn offices_have_levels() {
        for (office, level) in [
            ("prime minister", ContactLevel::Leaders),
            ("president", ContactLevel::Leaders),
            ("foreign minister", ContactLevel::Ministers),
            ("secretary of state", ContactLevel::Ministers),
            ("deputy foreign minister", ContactLevel::Officials),
            ("vice president", ContactLevel::Ministers),
            ("chief negotiator", ContactLevel::Officials),
            ("ambassador", ContactLevel::Officials),
            ("something else", ContactLevel::Officials),
        ] {
            assert_eq!(CUES.level(office), level, "{office}");
        }
    }
}
