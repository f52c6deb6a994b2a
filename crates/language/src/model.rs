//! The encoder and its heads as files of `models/`: loading, running one batch, the small heads that run after decoding.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rten::{ModelOptions, NodeId, RunOptions, ThreadPool, Value};
use rten_tensor::{NdTensor, NdTensorView};
use serde::Deserialize;

use crate::Error;
use crate::decode::gelu;
use crate::lemma::Lemmas;
use crate::phrases::{PhraseHead, PhraseLabels};

const GRAPH: &[u8] = include_bytes!("../../../models/model.onnx");
const LABELS: &str = include_str!("../../../models/labels.json");
const HEADS: &[u8] = include_bytes!("../../../models/heads.bin");
const LEMMAS: &str = include_str!("../../../models/lemmas.tsv");
pub(crate) const VOCABULARY: &str = include_str!("../../../models/vocab.txt");

/// Outputs in the order in which they are asked for.
const OUTPUTS: [&str; 12] = [
    "upos",
    "feats",
    "lemma",
    "arc",
    "rel_dep",
    "rel_head",
    "ner",
    "cause",
    "cause_span",
    "role",
    "pair_source",
    "pair_target",
];
const CONTEXT: &str = "pair_context";

/// `models/labels.json`; see `models/FORMAT.md`.
#[derive(Debug, Deserialize)]
pub(crate) struct Labels {
    pub(crate) upos: Vec<String>,
    pub(crate) feats: Vec<String>,
    pub(crate) lemma: Vec<String>,
    pub(crate) deprel: Vec<String>,
    pub(crate) ner: Vec<String>,
    pub(crate) relation: Vec<String>,
    pub(crate) cause_span: Vec<String>,
    pub(crate) role: Vec<String>,
    phrase: PhraseLabels,
    heads: BTreeMap<String, Array>,
    pub(crate) max_tokens: usize,
    pub(crate) max_pieces_per_word: usize,
    #[serde(default)]
    calibration: BTreeMap<String, f32>,
}

impl Labels {
    /// The number by which logits of a head are divided before they become probabilities.
    pub(crate) fn temperature(&self, head: &str) -> f32 {
        self.calibration.get(head).copied().filter(|t| *t > 0.0).unwrap_or(1.0)
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Array {
    offset: usize,
    shape: Vec<usize>,
}

/// A linear layer: `weights` is rows × columns, row by row.
#[derive(Debug)]
pub(crate) struct Linear {
    weights: Vec<f32>,
    bias: Vec<f32>,
}

impl Linear {
    /// weights · input + bias, one number for each row.
    pub(crate) fn apply(&self, input: &[f32]) -> Vec<f32> {
        let dot = |row: &[f32]| {
            // Eight partial sums in a fixed order: the compiler may use vectors, and the result is the same on every machine.
            let mut sums = [0.0_f32; 8];
            for (a, b) in row.chunks_exact(8).zip(input.chunks_exact(8)) {
                for k in 0..8 {
                    sums[k] += a[k] * b[k];
                }
            }
            let rest = row.len() - row.len() % 8;
            let tail: f32 = row[rest..].iter().zip(&input[rest..]).map(|(a, b)| a * b).sum();
            ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7])) + tail
        };
        self.weights.chunks_exact(input.len()).zip(&self.bias).map(|(row, bias)| dot(row) + bias).collect()
    }
}

/// The model, ready to run from any thread.
pub(crate) struct Model {
    graph: rten::Model,
    inputs: [NodeId; 3],
    outputs: Vec<NodeId>,
    pub(crate) labels: Labels,
    pub(crate) lemmas: Lemmas,
    relation_labels: Linear,
    pair_labels: Linear,
    pub(crate) phrases: PhraseHead,
    idle: Mutex<Vec<Arc<ThreadPool>>>,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").finish_non_exhaustive()
    }
}

/// What the graph computed for one batch. Every array is [sentences, words + 1, width] but `cause` and `context`.
pub(crate) struct Outputs {
    pub(crate) upos: NdTensor<f32, 3>,
    pub(crate) feats: NdTensor<f32, 3>,
    pub(crate) lemma: NdTensor<f32, 3>,
    pub(crate) arc: NdTensor<f32, 3>,
    pub(crate) rel_dep: NdTensor<f32, 3>,
    pub(crate) rel_head: NdTensor<f32, 3>,
    pub(crate) ner: NdTensor<f32, 3>,
    pub(crate) cause: NdTensor<f32, 2>,
    pub(crate) cause_span: NdTensor<f32, 3>,
    pub(crate) role: NdTensor<f32, 3>,
    pub(crate) pair_source: NdTensor<f32, 3>,
    pub(crate) pair_target: NdTensor<f32, 3>,
    pub(crate) context: NdTensor<f32, 2>,
    /// States of the words: [sentences * (words + 1), width].
    pub(crate) states: NdTensor<f32, 2>,
}

impl Model {
    pub(crate) fn embedded() -> Result<Self, Error> {
        let labels: Labels = serde_json::from_str(LABELS)
            .map_err(|error| Error::new(format!("models/labels.json does not parse: {error}; restore the file")))?;
        let mut options = ModelOptions::with_all_ops();
        options.prepack_weights(true);
        let graph = options
            .load_static_slice(GRAPH)
            .map_err(|error| Error::new(format!("models/model.onnx does not load: {error}; restore the file")))?;
        let node = |name: &str| {
            graph.find_node(name).ok_or_else(|| {
                Error::new(format!("models/model.onnx has no `{name}`; it does not fit models/FORMAT.md"))
            })
        };
        let inputs = [node("ids")?, node("shape")?, node("first")?];
        let names = OUTPUTS.iter().copied().chain([CONTEXT, labels.phrase.states.as_str()]);
        let outputs = names.map(node).collect::<Result<Vec<_>, _>>()?;
        let lemmas = Lemmas::new(&labels.lemma, LEMMAS)?;
        let arrays = Arrays(&labels.heads);
        let relation_labels = arrays.linear("rel_w", Some("rel_b"))?.of(labels.deprel.len(), "rel_w")?;
        let pair_labels = arrays.linear("pair_w", Some("pair_b"))?.of(labels.relation.len(), "pair_w")?;
        let phrases = PhraseHead::new(&labels.phrase, labels.deprel.len(), labels.upos.len(), &arrays)?;
        let idle = Mutex::new(Vec::new());
        Ok(Self { graph, inputs, outputs, labels, lemmas, relation_labels, pair_labels, phrases, idle })
    }

    /// Runs `work` on one thread that the matrix products also use. The calling thread only waits: were it a worker of the caller's
    /// own pool, waiting inside the pool would start other work on its stack.
    pub(crate) fn on_one_thread<R: Send>(&self, work: impl FnOnce(&Arc<ThreadPool>) -> R + Send) -> R {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let pool = idle.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)));
        let result = std::thread::scope(|scope| scope.spawn(|| pool.run(|| work(&pool))).join());
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(pool);
        match result {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }

    /// Runs the graph. `ids` and `shape` are [sentences, pieces], `first` is [sentences, words + 1].
    pub(crate) fn run(
        &self,
        pool: &Arc<ThreadPool>,
        ids: NdTensorView<'_, i32, 2>,
        shape: NdTensorView<'_, i32, 2>,
        first: NdTensorView<'_, i32, 2>,
    ) -> Result<Outputs, Error> {
        let [a, b, c] = self.inputs;
        let inputs = vec![(a, ids.into()), (b, shape.into()), (c, first.into())];
        let options = RunOptions::default().with_thread_pool(Some(pool.clone()));
        let values = self
            .graph
            .run(inputs, &self.outputs, Some(options))
            .map_err(|error| Error::new(format!("the model failed to run: {error}")))?;
        let mut values = values.into_iter();
        let mut next = || values.next().ok_or_else(|| Error::new("the model gave too few outputs"));
        Ok(Outputs {
            upos: array(next()?)?,
            feats: array(next()?)?,
            lemma: array(next()?)?,
            arc: array(next()?)?,
            rel_dep: array(next()?)?,
            rel_head: array(next()?)?,
            ner: array(next()?)?,
            cause: array(next()?)?,
            cause_span: array(next()?)?,
            role: array(next()?)?,
            pair_source: array(next()?)?,
            pair_target: array(next()?)?,
            context: array(next()?)?,
            states: array(next()?)?,
        })
    }

    /// Scores of the UD relations between a dependent and its head.
    pub(crate) fn dependency(&self, dependent: &[f32], head: &[f32]) -> Vec<f32> {
        let hidden: Vec<f32> = dependent.iter().zip(head).map(|(a, b)| gelu(a + b)).collect();
        self.relation_labels.apply(&hidden)
    }

    /// Scores of `labels.relation` from the summed projections of source, target and context.
    pub(crate) fn pair(&self, sum: &[f32]) -> Vec<f32> {
        let hidden: Vec<f32> = sum.iter().map(|&x| gelu(x)).collect();
        self.pair_labels.apply(&hidden)
    }
}

fn array<const N: usize>(value: Value) -> Result<NdTensor<f32, N>, Error> {
    value.try_into().map_err(|error| Error::new(format!("an output of the model has the wrong shape: {error}")))
}

/// The arrays of `heads.bin` by their names in `labels.json`.
pub(crate) struct Arrays<'a>(&'a BTreeMap<String, Array>);

impl Arrays<'_> {
    /// An array and its shape.
    pub(crate) fn get(&self, name: &str) -> Result<(Vec<f32>, &[usize]), Error> {
        let read = || {
            let array = self.0.get(name)?;
            let length = array.shape.iter().product::<usize>().checked_mul(4)?;
            let bytes = HEADS.get(array.offset..array.offset.checked_add(length)?)?;
            let numbers = bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
            Some((numbers, array.shape.as_slice()))
        };
        read().ok_or_else(|| missing(name))
    }

    /// A layer: weights of [rows, columns], and a bias of [rows] or none.
    pub(crate) fn linear(&self, weights: &str, bias: Option<&str>) -> Result<Linear, Error> {
        let (numbers, shape) = self.get(weights)?;
        let rows = shape.first().copied().unwrap_or(0);
        let bias = bias.map_or_else(|| Ok(vec![0.0; rows]), |bias| Ok(self.get(bias)?.0))?;
        if rows == 0 || numbers.is_empty() || bias.len() != rows {
            return Err(missing(weights));
        }
        Ok(Linear { weights: numbers, bias })
    }
}

impl Linear {
    /// The layer if it has so many rows.
    fn of(self, rows: usize, name: &str) -> Result<Self, Error> {
        if self.bias.len() == rows { Ok(self) } else { Err(missing(name)) }
    }
}

fn missing(name: &str) -> Error {
    Error::new(format!("models/heads.bin does not hold `{name}` as models/labels.json says; restore both files"))
}
