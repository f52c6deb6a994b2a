//! How sure an event is: a logistic function of what found it. The weights are data (`knowledge/coding/confidence.toml`).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use demarche_record::Confidence;
use serde::Deserialize;

const WEIGHTS: &str = include_str!("../../../knowledge/coding/confidence.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Weights {
    bias: f64,
    weights: BTreeMap<String, f64>,
    principal: Principal,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Principal {
    bias: f64,
    roles: f64,
    pair: f64,
    linked: f64,
}

fn weights() -> &'static Weights {
    static WEIGHED: OnceLock<Weights> = OnceLock::new();
    WEIGHED.get_or_init(|| toml::from_str(WEIGHTS).expect("confidence.toml is checked by the tests"))
}

/// The probability that the principal pair of a sentence is right with its type: from the sum of the logarithms of its mean role
/// probabilities, the probability of its type, and whether a rule links the pair.
pub(crate) fn of_principal(roles: f64, pair: f64, linked: bool) -> Confidence {
    let weights = &weights().principal;
    let linked = if linked { weights.linked } else { 0.0 };
    let sum = weights.bias + weights.roles * roles + weights.pair * pair + linked;
    Confidence::new(1.0 / (1.0 + (-sum).exp()))
}

/// What is known of an event when its confidence is taken. Names are the keys of `confidence.toml`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Features(pub BTreeMap<&'static str, f64>);

impl Features {
    pub fn set(&mut self, name: &'static str, value: f64) {
        self.0.insert(name, value);
    }

    pub fn flag(&mut self, name: &'static str, holds: bool) {
        self.set(name, f64::from(u8::from(holds)));
    }

    /// The calibrated probability.
    pub fn confidence(&self) -> Confidence {
        let weights = weights();
        let sum: f64 = self.0.iter().filter_map(|(name, value)| weights.weights.get(*name).map(|w| w * value)).sum();
        Confidence::new(1.0 / (1.0 + (-(weights.bias + sum)).exp()))
    }
}
