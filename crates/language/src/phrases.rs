//! The phrase head: which words head a phrase that names a person, an organisation or a place, and from where to where the phrase
//! goes. A small network over the states of the words after the tree is known; `training/phrases.py` makes it, `models/FORMAT.md`
//! describes it. A word bounds a phrase only where the tree or a name has an edge, so the cost of a phrase does not grow with the sentence.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;

use crate::Error;
use crate::annotation::{Name, NameKind, Phrase, Upos};
use crate::decode::{argmax, gelu};
use crate::model::{Arrays, Linear};
use crate::tree::Tree;

/// What `models/labels.json` says of the head.
#[derive(Debug, Deserialize)]
pub(crate) struct PhraseLabels {
    /// The value of the graph that holds the states of the words, [sentences * (words + 1), 384].
    pub(crate) states: String,
    /// "none" and the classes of GUM, in the order of the scores.
    kinds: Vec<String>,
    /// Generations below the head whose edges may bound a phrase.
    depth: usize,
    /// Words from the head.
    reach: usize,
    /// Lower ends of the classes of distance.
    distances: Vec<usize>,
}

/// Vectors of equal width, one for each value of a feature.
#[derive(Debug)]
struct Table {
    width: usize,
    rows: Vec<f32>,
}

impl Table {
    fn add(&self, row: usize, sum: &mut [f32]) {
        if let Some(row) = self.rows.get(row * self.width..(row + 1) * self.width) {
            sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        }
    }
}

/// Scores of one end of a phrase.
#[derive(Debug)]
struct Side {
    head: Linear,
    word: Linear,
    /// Relation, generation, distance, tag, tag of the word outside, edge of the name, class of the name.
    tables: [Table; 7],
    score: Linear,
}

/// The head.
#[derive(Debug)]
pub(crate) struct PhraseHead {
    depth: usize,
    reach: usize,
    distances: Vec<usize>,
    kinds: Vec<Option<NameKind>>,
    /// Number of relations and of tags: the rows that stand for none.
    relations: usize,
    tags: usize,
    kind_word: Linear,
    kind_first: Linear,
    /// Class of the name, place in it, relation, tag.
    kind_tables: [Table; 4],
    kind_out: Linear,
    sides: [Side; 2],
}

/// What is known of a sentence before the head runs; all lists have an entry for each word.
pub(crate) struct Known<'a> {
    /// Word classes, and their indices among the labels.
    pub(crate) upos: &'a [Upos],
    pub(crate) tags: &'a [usize],
    /// `None` for the root.
    pub(crate) heads: &'a [Option<usize>],
    /// Indices of the relations among the labels.
    pub(crate) relations: &'a [usize],
    pub(crate) names: &'a [Name],
}

/// A word at which a phrase may begin or end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Edge {
    word: usize,
    relation: usize,
    generation: usize,
}

impl PhraseHead {
    pub(crate) fn new(
        labels: &PhraseLabels,
        relations: usize,
        tags: usize,
        arrays: &Arrays<'_>,
    ) -> Result<Self, Error> {
        let table = |name: String| -> Result<Table, Error> {
            let (rows, shape) = arrays.get(&name)?;
            Ok(Table { width: shape.last().copied().unwrap_or(1).max(1), rows })
        };
        let side = |side: &str| -> Result<Side, Error> {
            let of = |feature: &str| table(format!("phrase.{side}_{feature}.weight"));
            Ok(Side {
                head: arrays
                    .linear(&format!("phrase.{side}_head.weight"), Some(&format!("phrase.{side}_head.bias")))?,
                word: arrays.linear(&format!("phrase.{side}_word.weight"), None)?,
                tables: [of("rel")?, of("depth")?, of("far")?, of("tag")?, of("out")?, of("edge")?, of("class")?],
                score: arrays.linear(&format!("phrase.{side}_score.weight"), None)?,
            })
        };
        let kind = |name: &String| match name.as_str() {
            "person" => Some(NameKind::Person),
            "organization" => Some(NameKind::Organisation),
            "place" => Some(NameKind::Place),
            "none" => None,
            _ => Some(NameKind::Other),
        };
        let of = |feature: &str| table(format!("phrase.kind_{feature}.weight"));
        Ok(Self {
            depth: labels.depth,
            reach: labels.reach,
            distances: labels.distances.clone(),
            kinds: labels.kinds.iter().map(kind).collect(),
            relations,
            tags,
            kind_word: arrays.linear("phrase.kind_word.weight", Some("phrase.kind_word.bias"))?,
            kind_first: arrays.linear("phrase.kind_first.weight", None)?,
            kind_tables: [of("name")?, of("place")?, of("rel")?, of("tag")?],
            kind_out: arrays.linear("phrase.kind_out.weight", Some("phrase.kind_out.bias"))?,
            sides: [side("start")?, side("end")?],
        })
    }

    /// The phrases of a sentence in the order of their heads. `state` gives the state of a word.
    pub(crate) fn phrases<'a>(&self, known: &Known<'_>, state: impl Fn(usize) -> &'a [f32]) -> Vec<Phrase> {
        let count = known.upos.len();
        let mut tree: Option<Tree> = None;
        let mut out = Vec::new();
        for head in 0..count {
            let name = known.names.iter().find(|name| name.tokens.contains(&head));
            if known.upos[head] != Upos::Propn && name.is_none() {
                continue;
            }
            let Some(kind) = self.kind(known, head, name, &state) else { continue };
            let tree = tree.get_or_insert_with(|| Tree::new(known.heads));
            let [starts, ends] = self.edges(known, tree, head, name);
            let first = self.best(&self.sides[0], false, known, head, name, &starts, &state);
            let last = self.best(&self.sides[1], true, known, head, name, &ends, &state);
            out.push(Phrase { tokens: first..last + 1, head, kind });
        }
        out
    }

    fn kind<'a>(
        &self,
        known: &Known<'_>,
        head: usize,
        name: Option<&Name>,
        state: &impl Fn(usize) -> &'a [f32],
    ) -> Option<NameKind> {
        let mut sum = self.kind_word.apply(state(head));
        let first = self.kind_first.apply(state(name.map_or(head, |name| name.tokens.start)));
        sum.iter_mut().zip(first).for_each(|(sum, x)| *sum += x);
        let place = name
            .map_or(0, |name| usize::from(head == name.tokens.start) + 2 * usize::from(head + 1 == name.tokens.end));
        let rows = [class(name), place, known.relations[head], known.tags[head]];
        self.kind_tables.iter().zip(rows).for_each(|(table, row)| table.add(row, &mut sum));
        sum.iter_mut().for_each(|x| *x = gelu(*x));
        self.kinds.get(argmax(&self.kind_out.apply(&sum))).copied().flatten()
    }

    /// Words at which the phrase of a head may begin, and end, in order.
    fn edges(&self, known: &Known<'_>, tree: &Tree, head: usize, name: Option<&Name>) -> [Vec<Edge>; 2] {
        let own = Edge { word: head, relation: self.relations, generation: 0 };
        let mut sides = [BTreeMap::from([(head, own)]), BTreeMap::from([(head, own)])];
        let mut put = |side: usize, word: usize, relation: usize, generation: usize| {
            if word.abs_diff(head) <= self.reach {
                sides[side].entry(word).or_insert(Edge { word, relation, generation });
            }
        };
        let mut level: Vec<(usize, usize)> =
            tree.children[head].iter().map(|&child| (child, known.relations[child])).collect();
        for generation in 1..=self.depth {
            for &(node, relation) in &level {
                let Range { start, end } = tree.spans[node].clone();
                if start <= head {
                    put(0, start, relation, generation);
                }
                if end <= head {
                    put(0, end, relation, generation);
                }
                if end > head {
                    put(1, end - 1, relation, generation);
                }
                if start > head {
                    put(1, start - 1, relation, generation);
                }
            }
            level = level
                .iter()
                .flat_map(|&(node, relation)| tree.children[node].iter().map(move |&child| (child, relation)))
                .collect();
        }
        if let Some(name) = name {
            put(0, name.tokens.start, self.relations, self.depth + 1);
            put(1, name.tokens.end - 1, self.relations, self.depth + 1);
        }
        let [starts, ends] = sides.map(|side| side.into_values().collect::<Vec<_>>());
        [
            starts.into_iter().filter(|edge| edge.word <= head).collect(),
            ends.into_iter().filter(|edge| edge.word >= head).collect(),
        ]
    }

    /// The best of some edges.
    #[allow(clippy::too_many_arguments, reason = "what is known of one decision, read once")]
    fn best<'a>(
        &self,
        side: &Side,
        right: bool,
        known: &Known<'_>,
        head: usize,
        name: Option<&Name>,
        edges: &[Edge],
        state: &impl Fn(usize) -> &'a [f32],
    ) -> usize {
        if let [only] = edges {
            return only.word;
        }
        let base = side.head.apply(state(head));
        let score = |edge: &Edge| {
            let mut sum = side.word.apply(state(edge.word));
            sum.iter_mut().zip(&base).for_each(|(sum, x)| *sum += x);
            let outside = if right { Some(edge.word + 1) } else { edge.word.checked_sub(1) };
            let edge_of_name = name.map_or(0, |name| {
                1 + usize::from(edge.word == if right { name.tokens.end - 1 } else { name.tokens.start })
            });
            let distance = edge.word.abs_diff(head);
            let rows = [
                edge.relation,
                edge.generation,
                self.distances.partition_point(|&from| from <= distance).saturating_sub(1),
                known.tags[edge.word],
                outside.and_then(|word| known.tags.get(word)).copied().unwrap_or(self.tags),
                edge_of_name,
                class(name),
            ];
            side.tables.iter().zip(rows).for_each(|(table, row)| table.add(row, &mut sum));
            sum.iter_mut().for_each(|x| *x = gelu(*x));
            side.score.apply(&sum)[0]
        };
        let scores: Vec<f32> = edges.iter().map(score).collect();
        edges[argmax(&scores)].word
    }
}

/// Row of the class of a name, 0 for no name.
fn class(name: Option<&Name>) -> usize {
    name.map_or(0, |name| match name.kind {
        NameKind::Person => 1,
        NameKind::Organisation => 2,
        NameKind::Place => 3,
        NameKind::Nationality => 4,
        NameKind::Other => 5,
    })
}
