//! How sure a fact is, and what found it.

use serde::{Deserialize, Serialize};

/// A probability between 0 and 1, rounded to three decimals so that outputs are the same on every machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Confidence(f64);

impl Confidence {
    /// Clamps to 0 to 1 and rounds; NaN counts as 0.
    #[must_use]
    pub fn new(probability: f64) -> Self {
        let probability = if probability.is_nan() { 0.0 } else { probability.clamp(0.0, 1.0) };
        Self((probability * 1000.0).round() / 1000.0)
    }

    /// The probability.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

/// One link of the chain that produced a fact: a rule, a head of the model or a row of `knowledge/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FoundBy {
    /// Identifier, unique over rules, heads and rows ("coding/meet", "head/pair", "predicates.csv:meet").
    pub id: String,
    /// What it contributed, in a few words; may be empty.
    pub detail: String,
}

impl FoundBy {
    /// A link with its contribution.
    #[must_use]
    pub fn new(id: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { id: id.into(), detail: detail.into() }
    }
}
