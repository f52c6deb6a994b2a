//! How sure a fact of this stage is: logistic models over a few features of what was found, fitted on checked facts. The table of
//! weights, and how it was fitted, lives in `knowledge/argument/confidence.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use demarche_record::Confidence;
use serde::Deserialize;

/// A feature with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    name: &'static str,
    value: f64,
}

impl Feature {
    /// A feature that holds.
    pub fn yes(name: &'static str) -> Self {
        Self { name, value: 1.0 }
    }

    /// A feature with a value.
    pub fn new(name: &'static str, value: f64) -> Self {
        Self { name, value }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Model {
    bias: f64,
    weights: BTreeMap<String, f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Models {
    position: Model,
    shift: Model,
    driver: Model,
}

static MODELS: LazyLock<Models> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../knowledge/argument/confidence.toml"))
        .unwrap_or_else(|error| panic!("knowledge/argument/confidence.toml: {error}"))
});

fn probability(model: &Model, features: &[Feature]) -> Confidence {
    let sum: f64 = features.iter().map(|f| model.weights.get(f.name).copied().unwrap_or(0.0) * f.value).sum();
    Confidence::new(1.0 / (1.0 + (-(model.bias + sum)).exp()))
}

/// That a position is held as told.
pub fn position(features: &[Feature]) -> Confidence {
    probability(&MODELS.position, features)
}

/// That a shift is told by the text.
pub fn shift(features: &[Feature]) -> Confidence {
    probability(&MODELS.shift, features)
}

/// That the text states the force.
pub fn driver(features: &[Feature]) -> Confidence {
    probability(&MODELS.driver, features)
}
