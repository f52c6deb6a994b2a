//! The cues of page furniture, read from `knowledge/article/furniture.toml`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use demarche_record::BlockKind;
use regex::{RegexSet, RegexSetBuilder};
use serde::Deserialize;

use crate::piece::words;

const DATA: &str = include_str!("../../../knowledge/article/furniture.toml");

/// The cues, compiled once.
pub(crate) static CUES: LazyLock<Cues> =
    LazyLock::new(|| Cues::parse(DATA).expect("knowledge/article/furniture.toml is checked by the tests"));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    buttons: Buttons,
    publishers: Publishers,
    sections: Words,
    roles: Words,
    cue: Vec<Row>,
    region: Vec<Region>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Buttons {
    strong: BTreeSet<String>,
    weak: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Publishers {
    words: BTreeSet<String>,
    home: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    words: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    reason: String,
    #[serde(default)]
    kind: Kind,
    pattern: String,
    #[serde(default = "twenty")]
    max_words: usize,
    #[serde(default)]
    run: bool,
    #[serde(default)]
    prose_run: bool,
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests run them"))]
    must: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests run them"))]
    must_not: Vec<String>,
}

/// A region of an HTML page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Region {
    pub id: String,
    pub reason: String,
    tags: BTreeSet<String>,
    words: BTreeSet<String>,
}

fn twenty() -> usize {
    20
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    #[default]
    Furniture,
    Caption,
}

/// One cue.
pub(crate) struct Cue {
    pub id: String,
    pub reason: String,
    pub kind: BlockKind,
    pub run: bool,
    pub prose_run: bool,
    max_words: usize,
    #[cfg(test)]
    must: Vec<String>,
    #[cfg(test)]
    must_not: Vec<String>,
}

/// All cues.
pub(crate) struct Cues {
    buttons: Buttons,
    publishers: Publishers,
    sections: BTreeSet<String>,
    roles: BTreeSet<String>,
    cues: Vec<Cue>,
    /// The patterns of all cues, in their order.
    patterns: RegexSet,
    regions: Vec<Region>,
    /// Words of the longest block that some cue may match.
    longest: usize,
}

impl Cues {
    fn parse(data: &str) -> Result<Self, String> {
        let file: File = toml::from_str(data).map_err(|error| error.to_string())?;
        let mut seen = BTreeSet::new();
        let (mut cues, mut patterns) = (Vec::new(), Vec::new());
        for row in file.cue {
            if !seen.insert(row.id.clone()) {
                return Err(format!("two cues are called {}", row.id));
            }
            patterns.push(row.pattern);
            cues.push(Cue {
                id: row.id,
                reason: row.reason,
                kind: match row.kind {
                    Kind::Furniture => BlockKind::Furniture,
                    Kind::Caption => BlockKind::Caption,
                },
                run: row.run,
                prose_run: row.prose_run,
                max_words: row.max_words,
                #[cfg(test)]
                must: row.must,
                #[cfg(test)]
                must_not: row.must_not,
            });
        }
        let patterns = RegexSetBuilder::new(&patterns)
            .case_insensitive(true)
            .dot_matches_new_line(true)
            .size_limit(64 << 20)
            .dfa_size_limit(32 << 20)
            .build()
            .map_err(|error| error.to_string())?;
        let longest = cues.iter().map(|cue: &Cue| cue.max_words).max().unwrap_or(0);
        Ok(Self {
            longest,
            buttons: file.buttons,
            publishers: file.publishers,
            sections: file.sections.words,
            roles: file.roles.words,
            cues,
            patterns,
            regions: file.region,
        })
    }

    /// The first cue that a block of text meets.
    pub fn find(&self, text: &str) -> Option<&Cue> {
        // No cue allows this many bytes; long paragraphs are not worth a pattern's time.
        if text.len() > 1200 {
            return None;
        }
        let count = words(text);
        if count > self.longest {
            return None;
        }
        self.patterns.matches(text).iter().map(|index| &self.cues[index]).find(|cue| count <= cue.max_words)
    }

    /// The region that an element opens, by its tag and the words of its class, id, role and label.
    pub fn region(&self, tag: &str, words: &[String]) -> Option<&Region> {
        self.regions
            .iter()
            .find(|region| region.tags.contains(tag) || words.iter().any(|word| region.words.contains(word.as_str())))
    }

    /// Whether the block is a row of buttons ("Print | E-mail this page | Text size A A A").
    pub fn is_button_row(&self, text: &str) -> bool {
        if text.len() > 160 {
            return false;
        }
        let mut strong = 0;
        for word in text.split(|c: char| c.is_whitespace() || "|·•/,:()[]>›»".contains(c)) {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '+' && c != '-').to_lowercase();
            if word.is_empty() || word == "-" {
                continue;
            }
            if self.buttons.strong.contains(&word) {
                strong += 1;
            } else if !self.buttons.weak.contains(&word) && !word.bytes().all(|byte| byte.is_ascii_digit()) {
                return false;
            }
        }
        strong > 0 && !crate::piece::ends_sentence(text)
    }

    /// Whether a step of a breadcrumb leads to every page of the site: its home or its name.
    pub fn is_home(&self, step: &str) -> bool {
        let lower = step.trim().to_lowercase();
        if self.publishers.home.contains(&lower) {
            return true;
        }
        let words: Vec<&str> = lower.split_whitespace().collect();
        words.len() >= 2 && words.iter().any(|word| self.publishers.words.contains(*word))
    }

    /// Whether the words are the name of a section of a paper.
    pub fn is_section(&self, text: &str) -> bool {
        self.sections.contains(&text.trim().trim_matches(|c: char| !c.is_alphanumeric() && c != '.').to_lowercase())
    }

    /// Whether the words say what a writer is ("staff writer", "diplomatic correspondent", "Reuters").
    pub fn is_role(&self, text: &str) -> bool {
        let lower = text.trim().trim_matches(|c: char| "()[].,".contains(c)).to_lowercase();
        self.roles.contains(&lower)
            || self.roles.iter().any(|role| {
                role.contains(' ') && lower.starts_with(role.as_str())
                    || lower.split_whitespace().count() <= 5
                        && (lower.starts_with(&format!("{role} ")) || lower.ends_with(&format!(" {role}")))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cue_matches_its_sentences_and_no_counter_example() {
        let cues = Cues::parse(DATA).unwrap();
        let mut wrong = Vec::new();
        for cue in &cues.cues {
            assert!(!cue.must.is_empty() && !cue.must_not.is_empty(), "{} has no sentences", cue.id);
            for text in &cue.must {
                if cues.find(text).is_none_or(|found| found.id != cue.id) {
                    let found = cues.find(text).map(|found| found.id.as_str());
                    wrong.push(format!("{} must match {text:?}, not {found:?}", cue.id));
                }
            }
            for text in &cue.must_not {
                if let Some(found) = cues.find(text) {
                    wrong.push(format!("{} must not match {text:?}, but {} does", cue.id, found.id));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn button_rows() {
        for row in [
            "print PRINT",
            "Print | E-mail this page | Text size A A A",
            "Order a reprint",
            "[ print ] [ e-mail ] [ 14 comments ]",
        ] {
            assert!(CUES.is_button_row(row), "{row}");
        }
        for text in
            ["Print media in crisis", "World > Asia", "Share of trade", "A page of history", "Text of the treaty"]
        {
            assert!(!CUES.is_button_row(text), "{text}");
        }
    }

    #[test]
    fn homes_sections_and_roles() {
        assert!(CUES.is_home("Home") && CUES.is_home("The Courier of World Affairs") && !CUES.is_home("Analysis"));
        assert!(CUES.is_section("Middle East") && !CUES.is_section("Camp David"));
        assert!(CUES.is_role("staff writer") && CUES.is_role("Reuters") && CUES.is_role("Tokyo correspondent"));
        assert!(!CUES.is_role("Ada Berg"));
    }
}
