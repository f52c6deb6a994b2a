//! Mode and contexts of an event, after PLOVER: how it was done ("by telephone") and which spheres it belongs to (economic, legal),
//! read from the words of its own clause. The words are data (`knowledge/coding/settings.toml`).

use std::ops::Range;
use std::sync::OnceLock;

use demarche_record::PloverType;
use serde::Deserialize;

use crate::tree::Tree;

const SETTINGS: &str = include_str!("../../../knowledge/coding/settings.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    mode: Vec<Row>,
    context: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    #[serde(default)]
    types: Vec<String>,
    words: Vec<String>,
    #[serde(default)]
    must: Vec<String>,
    #[serde(default)]
    must_not: Vec<String>,
}

impl Row {
    fn holds(&self, tree: &Tree<'_>, tokens: &Range<usize>) -> bool {
        let is = |token: usize, word: &str| tree.lemma(token).eq_ignore_ascii_case(word) || tree.form(token) == word;
        self.words.iter().any(|words| {
            let words: Vec<&str> = words.split(' ').collect();
            tokens.clone().any(|at| {
                at + words.len() <= tokens.end && words.iter().enumerate().all(|(next, word)| is(at + next, word))
            })
        })
    }
}

fn settings() -> &'static File {
    static ROWS: OnceLock<File> = OnceLock::new();
    ROWS.get_or_init(|| toml::from_str(SETTINGS).expect("settings.toml is checked by the tests"))
}

/// The mode, if its words stand in the clause, and the contexts.
pub(crate) fn of(tree: &Tree<'_>, tokens: &Range<usize>, kind: PloverType) -> (Option<String>, Vec<String>) {
    let tokens = tokens.start.min(tree.len())..tokens.end.min(tree.len());
    let file = settings();
    let mode = file.mode.iter().find(|row| row.types.iter().any(|t| t == kind.name()) && row.holds(tree, &tokens));
    let contexts = file.context.iter().filter(|row| row.holds(tree, &tokens)).map(|row| row.id.clone());
    (mode.map(|row| row.id.clone()), contexts.collect())
}

/// The sentences that the rows carry: class and id of the row ("mode/phone"), sentence, whether it must have it.
pub(crate) fn examples() -> Vec<(String, &'static str, bool)> {
    let file = settings();
    let mut all = Vec::new();
    for (class, rows) in [("mode", &file.mode), ("context", &file.context)] {
        for row in rows {
            for (sentences, must) in [(&row.must, true), (&row.must_not, false)] {
                all.extend(sentences.iter().map(|sentence| (format!("{class}/{}", row.id), sentence.as_str(), must)));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_name_types_that_exist() {
        for row in &settings().mode {
            assert!(!row.types.is_empty(), "{} has no types", row.id);
            assert!(
                row.types.iter().all(|t| PloverType::from_name(t).is_some_and(|kind| kind.name() == t)),
                "{}",
                row.id
            );
        }
    }
}
