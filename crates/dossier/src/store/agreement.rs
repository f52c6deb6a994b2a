//! Agreement between annotators, from the log: Krippendorff's alpha for nominal data.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::journal;
use super::{Dossier, Result};

/// How far people agree on the facts that more than one of them judged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Agreement {
    /// Who judged.
    pub annotators: Vec<String>,
    /// Facts that two or more of them judged.
    pub facts: usize,
    /// Alpha over right, wrong, and right when changed. `None` where nothing can be said: too few facts, or one value only.
    pub verdicts: Option<f64>,
    /// Alpha over the types of events: the type that stands after each judgement, or "none" for a rejected one.
    pub types: Option<f64>,
}

/// Krippendorff's alpha for nominal data (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"). Each unit holds the
/// values that it was given; units with fewer than two say nothing. `None` where fewer than two values can be paired or only one
/// value occurs.
///
/// ```
/// use demarche_dossier::store::krippendorff_alpha;
/// let alpha = krippendorff_alpha(&[vec!["a", "a"], vec!["b", "b"], vec!["a", "b"]]).unwrap();
/// assert!((alpha - 4.0 / 9.0).abs() < 1e-9);
/// ```
#[must_use]
pub fn krippendorff_alpha<T: Ord>(units: &[Vec<T>]) -> Option<f64> {
    let mut totals: BTreeMap<&T, f64> = BTreeMap::new();
    let mut observed = 0.0;
    for unit in units.iter().filter(|unit| unit.len() > 1) {
        let mut counts: BTreeMap<&T, f64> = BTreeMap::new();
        for value in unit {
            *counts.entry(value).or_default() += 1.0;
            *totals.entry(value).or_default() += 1.0;
        }
        let all = unit.len() as f64;
        let equal: f64 = counts.values().map(|count| count * (count - 1.0)).sum();
        observed += (all * (all - 1.0) - equal) / (all - 1.0);
    }
    let all: f64 = totals.values().sum();
    let equal: f64 = totals.values().map(|count| count * (count - 1.0)).sum();
    let expected = all * (all - 1.0) - equal;
    (expected > 0.0).then(|| 1.0 - (all - 1.0) * observed / expected)
}

impl Dossier {
    /// Agreement between the people whose judgements the log holds. Of one person's judgements of a fact the last counts.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn agreement(&self) -> Result<Agreement> {
        let entries = self.read(|connection| Ok(journal::all(connection)?))?;
        let mut verdicts: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        let mut types: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
        for entry in entries.iter().filter(|entry| entry.holds) {
            if !["accept", "reject", "edit"].contains(&entry.operation.as_str()) {
                continue;
            }
            for target in &entry.targets {
                verdicts.entry(&target.key).or_default().insert(&entry.author, &entry.operation);
                if target.anchor.layer == "event" {
                    let stated = entry.fields.get("type").and_then(|value| value.as_str());
                    // What the machine said, however others changed it since, is in the anchor of the first judgement.
                    let kind = match entry.operation.as_str() {
                        "reject" => "none",
                        _ => stated.unwrap_or(&target.anchor.kind),
                    };
                    types.entry(&target.key).or_default().insert(&entry.author, kind.to_owned());
                }
            }
        }
        let judged_by_two = verdicts.values().filter(|by| by.len() > 1);
        let annotators: BTreeSet<&str> = verdicts.values().flat_map(|by| by.keys().copied()).collect();
        let facts = judged_by_two.count();
        let units: Vec<Vec<&str>> = verdicts.values().map(|by| by.values().copied().collect()).collect();
        let kinds: Vec<Vec<&String>> = types.values().map(|by| by.values().collect()).collect();
        Ok(Agreement {
            annotators: annotators.into_iter().map(str::to_owned).collect(),
            facts,
            verdicts: krippendorff_alpha(&units),
            types: krippendorff_alpha(&kinds),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of Krippendorff (2011), section C: four observers, twelve units, with gaps; alpha is .743.
    #[test]
    fn the_worked_example_of_the_paper() {
        let observers = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."];
        let units: Vec<Vec<char>> = (0..12)
            .map(|unit| {
                let values = observers.iter().filter_map(|observer| observer.chars().nth(unit));
                values.filter(|value| *value != '.').collect()
            })
            .collect();
        let alpha = krippendorff_alpha(&units).unwrap();
        assert!((alpha - 0.743).abs() < 0.0005, "{alpha}");
    }

    #[test]
    fn nothing_is_said_where_nothing_can_be() {
        assert_eq!(krippendorff_alpha::<u8>(&[]), None);
        assert_eq!(krippendorff_alpha(&[vec![1], vec![2]]), None, "nobody judged the same");
        assert_eq!(krippendorff_alpha(&[vec![1, 1], vec![1, 1]]), None, "one value only");
        assert_eq!(krippendorff_alpha(&[vec![1, 1], vec![2, 2]]), Some(1.0));
    }
}
