//! The rules and their words as the knowledge files tell them, compiled once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::civil::{Feast, Feasts};
use crate::expression::TimexType;
use crate::pattern::{Kept, Pattern};
use crate::words::{ClassId, Words};

/// The embedded knowledge of the calendar.
pub(crate) static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    Knowledge::from_toml(
        include_str!("../../../knowledge/calendar/words.toml"),
        include_str!("../../../knowledge/calendar/rules.toml"),
        include_str!("../../../knowledge/calendar/feasts.toml"),
    )
    .unwrap_or_else(|error| panic!("knowledge/calendar: {error}; the tests of this crate check these files"))
});

/// Words, rules and feasts.
#[derive(Debug)]
pub(crate) struct Knowledge {
    pub words: Words,
    pub rules: Vec<Rule>,
    pub feasts: Feasts,
    /// Rules by the literal or the class that they may start with.
    by_literal: BTreeMap<String, Vec<usize>>,
    by_class: BTreeMap<ClassId, Vec<usize>>,
}

/// A compiled rule.
#[derive(Debug)]
pub(crate) struct Rule {
    pub id: String,
    pub kind: TimexType,
    pub means: String,
    pub pattern: Pattern,
    pub set: Kept,
    pub unless_before: Option<Pattern>,
    pub unless_after: Option<Pattern>,
    pub only_before: Option<Pattern>,
    pub only_after: Option<Pattern>,
    #[cfg_attr(not(test), allow(dead_code, reason = "read by the tests of the rules"))]
    pub matches: Vec<String>,
    #[cfg_attr(not(test), allow(dead_code, reason = "read by the tests of the rules"))]
    pub never: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    parts: BTreeMap<String, String>,
    rule: Vec<RuleText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleText {
    id: String,
    kind: TimexType,
    means: String,
    pattern: String,
    #[serde(default)]
    set: BTreeMap<String, String>,
    unless_before: Option<String>,
    unless_after: Option<String>,
    only_before: Option<String>,
    only_after: Option<String>,
    #[serde(rename = "match")]
    matches: Vec<String>,
    #[serde(default)]
    never: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FeastFile {
    feast: Vec<Feast>,
}

impl Knowledge {
    /// Compiles the three files.
    ///
    /// # Errors
    /// In plain words, with the id of the rule.
    pub(crate) fn from_toml(words: &str, rules: &str, feasts: &str) -> Result<Self, String> {
        let words = Words::from_toml(words)?;
        let feast_file: FeastFile = toml::from_str(feasts).map_err(|error| format!("feasts.toml: {error}"))?;
        let file: RuleFile = toml::from_str(rules).map_err(|error| format!("rules.toml: {error}"))?;
        let mut parts = file.parts;
        let names: Vec<String> = feast_file
            .feast
            .iter()
            .flat_map(|feast| feast.names.iter().map(|name| format!("( {name} )=feast:{}", feast.id)))
            .collect();
        parts.insert("feast".to_owned(), names.join(" | "));
        let mut compiled: Vec<Rule> = Vec::new();
        let (mut by_literal, mut by_class): (BTreeMap<String, Vec<usize>>, BTreeMap<ClassId, Vec<usize>>) =
            Default::default();
        for rule in file.rule {
            if compiled.iter().any(|known| known.id == rule.id) {
                return Err(format!("two rules are called {}", rule.id));
            }
            let compile = |text: &str| {
                Pattern::compile(text, &words, &parts).map_err(|error| format!("rule {}: {error}", rule.id))
            };
            let optional = |text: &Option<String>| text.as_deref().map(compile).transpose();
            let pattern = compile(&rule.pattern)?;
            let index = compiled.len();
            let firsts = pattern.firsts();
            for literal in firsts.literals {
                by_literal.entry(literal).or_default().push(index);
            }
            for class in firsts.classes {
                by_class.entry(class).or_default().push(index);
            }
            compiled.push(Rule {
                kind: rule.kind,
                means: rule.means.clone(),
                pattern,
                set: rule.set.clone().into_iter().collect(),
                unless_before: optional(&rule.unless_before)?,
                unless_after: optional(&rule.unless_after)?,
                only_before: optional(&rule.only_before)?,
                only_after: optional(&rule.only_after)?,
                matches: rule.matches.clone(),
                never: rule.never.clone(),
                id: rule.id,
            });
        }
        let feasts = feast_file.feast.into_iter().map(|feast| (feast.id.clone(), feast)).collect();
        Ok(Self { words, rules: compiled, feasts, by_literal, by_class })
    }

    /// Indices of the rules that may start at an atom, in the order of the file.
    pub(crate) fn candidates(&self, atom: &crate::atoms::Atom) -> Vec<usize> {
        let mut found: Vec<usize> = self.by_literal.get(&atom.low).cloned().unwrap_or_default();
        for (class, _) in &atom.classes {
            if let Some(list) = self.by_class.get(class) {
                found.extend(list);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
