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
        static WEIGHED: OnceLock<Weights> = OnceLock::new();
        let weights = WEIGHED.get_or_init(|| toml::from_str(WEIGHTS).expect("confidence.toml is checked by the tests"));
        let sum: f64 = self.0.iter().filter_map(|(name, value)| weights.weights.get(*name).map(|w| w * value)).sum();
        Confidence::new(1.0 / (1.0 + (-(weights.bias + sum)).exp()))
    }
}
