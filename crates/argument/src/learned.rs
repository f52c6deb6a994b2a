//! The learned models of this stage: named features, a table of weights (`knowledge/argument/learned.tsv`), probabilities. What is looked at lives in
//! `features`, how the weights are made in `training/argument.py`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use demarche_record::PositionKind;
use rustc_hash::FxHashMap;

/// Logistic models that share their features: a row of weights for every feature, one weight for each model.
#[derive(Debug, Default)]
struct Model {
    columns: usize,
    rows: FxHashMap<String, Vec<f64>>,
}

impl Model {
    /// The sum of every column. It goes over the features in their order, so equal features give equal bits.
    fn sums<'n>(&self, features: impl IntoIterator<Item = &'n str>) -> Vec<f64> {
        let mut sums = vec![0.0; self.columns];
        for row in features.into_iter().filter_map(|name| self.rows.get(name)) {
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += weight;
            }
        }
        sums
    }
}

fn logistic(sum: f64) -> f64 {
    1.0 / (1.0 + (-sum).exp())
}

/// Everything that was learned.
#[derive(Debug)]
pub(crate) struct Learned {
    stances: Model,
    background: Model,
    /// How often the holder is right whom a way leads to; bounds; terms of the calibration.
    numbers: BTreeMap<String, f64>,
}

/// The kinds in the order of the weights, after that of taking a stand at all.
const KINDS: [PositionKind; 7] = [
    PositionKind::RedLine,
    PositionKind::Precondition,
    PositionKind::Rejection,
    PositionKind::Acceptance,
    PositionKind::Commitment,
    PositionKind::Proposal,
    PositionKind::Demand,
];

/// What the model says of a predicate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Judgement {
    /// Probability that it takes a stand.
    pub stand: f64,
    /// The likeliest kind, if it does.
    pub kind: PositionKind,
}

impl Learned {
    /// What is compiled into the program.
    pub(crate) fn embedded() -> &'static Self {
        static LEARNED: LazyLock<Learned> = LazyLock::new(|| {
            Learned::parse(include_str!("../../../knowledge/argument/learned.tsv"))
                .unwrap_or_else(|line| panic!("knowledge/argument/learned.tsv: line {line} is none of its rows"))
        });
        &LEARNED
    }

    /// Lines of model, feature and hundredths of weights, separated by tabs; the number of the first line that is none of these.
    fn parse(text: &str) -> Result<Self, usize> {
        let mut learned = Self { stances: Model::default(), background: Model::default(), numbers: BTreeMap::new() };
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let number = index + 1;
            let cells: Vec<&str> = line.split('\t').collect();
            let [table, name, weights @ ..] = cells.as_slice() else { return Err(number) };
            let weights: Vec<f64> = weights
                .iter()
                .map(|w| w.parse::<f64>().map(|w| w / 100.0))
                .collect::<Result<_, _>>()
                .map_err(|_| number)?;
            let model = match *table {
                "stance" => &mut learned.stances,
                "background" => &mut learned.background,
                "number" if weights.len() == 1 => {
                    learned.numbers.insert((*name).to_owned(), weights[0]);
                    continue;
                }
                _ => return Err(number),
            };
            if model.columns == 0 {
                model.columns = weights.len();
            }
            if weights.len() != model.columns {
                return Err(number);
            }
            model.rows.insert((*name).to_owned(), weights);
        }
        let whole = learned.stances.columns == KINDS.len() + 1 && learned.background.columns == 1;
        if whole { Ok(learned) } else { Err(text.lines().count()) }
    }

    /// A number by name; 0 for one that is not there.
    pub(crate) fn number(&self, name: &str) -> f64 {
        self.numbers.get(name).copied().unwrap_or(0.0)
    }

    /// Whether a predicate with these features takes a stand, and of which kind.
    pub(crate) fn stance<'n>(&self, features: impl IntoIterator<Item = &'n str>) -> Judgement {
        let sums = self.stances.sums(features);
        let mut best = 0;
        for kind in 1..KINDS.len() {
            if sums[kind + 1] > sums[best + 1] {
                best = kind;
            }
        }
        Judgement { stand: logistic(sums[0]), kind: KINDS[best] }
    }

    /// How often the holder is right to whom a way leads.
    pub(crate) fn way(&self, way: &str) -> f64 {
        self.numbers.get(&format!("way={way}")).copied().unwrap_or(0.5)
    }

    /// Probability that a position found with that score is right in kind and holder.
    pub(crate) fn calibrated(&self, score: f64) -> f64 {
        let score = score.clamp(1e-6, 1.0 - 1e-6);
        let logit = (score / (1.0 - score)).ln();
        let sum = self.number("calibration slope") * logit + self.number("calibration bias");
        logistic(sum)
    }

    /// Probability that an event with these features is history.
    pub(crate) fn background<'n>(&self, features: impl IntoIterator<Item = &'n str>) -> f64 {
        logistic(self.background.sums(features)[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_says_that_a_demand_is_one() {
        let learned = Learned::embedded();
        let asked = learned.stance([
            "bias",
            "rule=demand",
            "lemma=demand",
            "upos=VERB",
            "who=doer",
            "cue=demand",
            "cue kind=demand",
        ]);
        let other = learned.stance(["bias", "lemma=arrive", "upos=VERB", "who=doer"]);
        assert_eq!(asked.kind, PositionKind::Demand);
        assert!(asked.stand > other.stand, "{asked:?} {other:?}");
        assert!(learned.calibrated(0.9) > learned.calibrated(0.4));
        assert!(learned.number("stand alone") > learned.number("beside a rule"));
    }

    #[test]
    fn lines_of_another_shape_are_told_by_number() {
        assert_eq!(Learned::parse("stance\tbias\t1\t2").map(|_| ()), Err(1));
        assert_eq!(Learned::parse("stance\tbias\tx").map(|_| ()), Err(1));
        assert_eq!(Learned::parse("# nothing\nmoods\tbias\t1").map(|_| ()), Err(2));
    }
}
