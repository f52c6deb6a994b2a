//! Causes, effects and their signals as spans of one sentence: where they begin and end by the tree and the words around, weighed
//! with the causal heads of the model. The weights are `knowledge/argument/causal-spans.tsv`; `training/causal_spans.py` makes them.
//! What a cause means for a negotiation lives in `drivers`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use demarche_language::{Sentence, Upos};
use rustc_hash::{FxHashMap, FxHashSet};

/// One cause, one effect and, where words say so, the signal between them. Ranges of tokens; cause and effect do not overlap,
/// the signal may lie inside one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CausalRelation {
    /// What brings about.
    pub cause: Range<usize>,
    /// What is brought about.
    pub effect: Range<usize>,
    /// The words that say so ("because of", "to").
    pub signal: Option<Range<usize>>,
}

/// Share of the causal head's evidence; chosen on the sentences that no weight was trained on.
const HEAD: f64 = 0.2;
/// Places looked at for each end of a span.
const PLACES: usize = 12;
/// Spans kept for each side, and pairs of them.
const SPANS: usize = 60;
const PAIRS: usize = 40;
/// Least score of a signal.
const SIGNAL: f64 = -4.0;

type Features = Vec<(String, f64)>;

/// The weights of one part.
#[derive(Debug, Default)]
struct Part {
    constant: f64,
    weights: FxHashMap<&'static str, f64>,
}

impl Part {
    fn score(&self, features: &Features) -> f64 {
        self.constant
            + features
                .iter()
                .map(|(name, value)| self.weights.get(name.as_str()).map_or(0.0, |w| w * value))
                .sum::<f64>()
    }
}

#[derive(Debug, Default)]
struct Weights {
    parts: BTreeMap<&'static str, Part>,
    vocabulary: FxHashSet<&'static str>,
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    let mut weights = Weights::default();
    for line in include_str!("../../../knowledge/argument/causal-spans.tsv").lines().filter(|l| !l.starts_with("# ")) {
        let mut columns = line.split('\t');
        let (Some(part), Some(feature)) = (columns.next(), columns.next()) else { continue };
        if part == "vocabulary" {
            weights.vocabulary.insert(feature);
            continue;
        }
        let weight = columns.next().and_then(|w| w.parse().ok()).unwrap_or(0.0);
        let part = weights.parts.entry(part).or_default();
        if feature.is_empty() {
            part.constant = weight;
        } else {
            part.weights.insert(feature, weight);
        }
    }
    weights
});

/// The causal relations of a sentence, the likeliest first, at most `limit`; later ones differ from earlier ones in both spans.
/// A sentence is taken to be causal: whether it is says `Encoding::causal`. Empty without the model or with fewer than two words.
#[must_use]
pub fn causal_relations(s: &Sentence, limit: usize) -> Vec<CausalRelation> {
    let n = s.tokens.len();
    if n < 2 || s.encoding.cause_spans.len() != n {
        return Vec::new();
    }
    let view = Shape::of(s);
    let places = Places::of(&view);
    let mut pairs = pairs(&view, &places);
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| order(&a.1, &a.2).cmp(&order(&b.1, &b.2))));
    let mut relations: Vec<CausalRelation> = Vec::new();
    for (_, cause, effect) in pairs {
        if relations.len() >= limit {
            break;
        }
        if relations.iter().all(|r| r.cause != cause && r.effect != effect) {
            let signal = signal(&view, &places, &cause, &effect);
            relations.push(CausalRelation { cause, effect, signal });
        }
    }
    relations
}

fn order(cause: &Range<usize>, effect: &Range<usize>) -> [usize; 4] {
    [cause.start, cause.end, effect.start, effect.end]
}

/// What the features need of a sentence.
struct Shape<'s> {
    s: &'s Sentence,
    /// Forms of frequent words, word classes of the others.
    words: Vec<String>,
    /// The highest constituent that begins (ends) at a token, punctuation at its edge left out.
    begins: Vec<Option<usize>>,
    ends: Vec<Option<usize>>,
    depth: Vec<usize>,
    /// The prepositions and conjunctions of a token.
    marks: Vec<String>,
}

impl<'s> Shape<'s> {
    fn of(s: &'s Sentence) -> Self {
        let n = s.tokens.len();
        let punct = |i: usize| s.tokens[i].upos == Upos::Punct;
        let forms: Vec<String> = s.tokens.iter().map(|t| t.form.to_lowercase()).collect();
        let words = (0..n)
            .map(|i| {
                let lemma = s.tokens[i].lemma.to_lowercase();
                if WEIGHTS.vocabulary.contains(lemma.as_str()) {
                    forms[i].clone()
                } else {
                    format!("{:?}", s.tokens[i].upos)
                }
            })
            .collect();
        let (mut first, mut last): (Vec<usize>, Vec<usize>) = ((0..n).collect(), (0..n).collect());
        let depth: Vec<usize> = (0..n)
            .map(|i| {
                let (mut at, mut steps) = (i, 0);
                while let Some(head) = s.tokens[at].head.filter(|_| steps < n) {
                    at = head;
                    steps += 1;
                    first[at] = first[at].min(i);
                    last[at] = last[at].max(i);
                }
                steps
            })
            .collect();
        let (mut begins, mut ends): (Vec<Option<usize>>, Vec<Option<usize>>) = (vec![None; n], vec![None; n]);
        for (i, (from, to)) in first.iter_mut().zip(last.iter_mut()).enumerate() {
            while *from < i && punct(*from) {
                *from += 1;
            }
            while *to > i && punct(*to) {
                *to -= 1;
            }
            for (list, place) in [(&mut begins, *from), (&mut ends, *to)] {
                if list[place].is_none_or(|other| depth[i] < depth[other]) {
                    list[place] = Some(i);
                }
            }
        }
        let marks = (0..n)
            .map(|i| {
                let own: Vec<&str> = s
                    .children(i)
                    .filter(|&c| matches!(s.tokens[c].relation(), "case" | "mark"))
                    .take(2)
                    .map(|c| forms[c].as_str())
                    .collect();
                own.join(" ")
            })
            .collect();
        Self { s, words, begins, ends, depth, marks }
    }

    fn word(&self, i: isize) -> &str {
        match usize::try_from(i) {
            Err(_) => "^",
            Ok(i) => self.words.get(i).map_or("$", String::as_str),
        }
    }

    fn class(&self, i: usize) -> String {
        format!("{:?}", self.s.tokens[i].upos)
    }

    fn frequent(&self, i: usize) -> Option<String> {
        let lemma = self.s.tokens[i].lemma.to_lowercase();
        WEIGHTS.vocabulary.contains(lemma.as_str()).then_some(lemma)
    }

    fn constituent(&self, prefix: &str, head: Option<usize>, features: &mut Features) {
        let mut add = |name: String| features.push((format!("{prefix}{name}"), 1.0));
        let Some(i) = head else { return add("none".to_owned()) };
        let t = &self.s.tokens[i];
        let mark = &self.marks[i];
        add(format!("rel={}", t.deprel));
        add(format!("up={:?}", t.upos));
        add(format!("mk={mark}"));
        add(format!("rm={}|{mark}", t.relation()));
        if let Some(h) = t.head {
            add(format!("hu={:?}", self.s.tokens[h].upos));
            add(format!("hrel={}", self.s.tokens[h].deprel));
            if let Some(lemma) = self.frequent(h) {
                add(format!("hl={lemma}"));
            }
        }
        if let Some(lemma) = self.frequent(i) {
            add(format!("l={lemma}"));
            add(format!("lr={lemma}{}", t.relation()));
        }
        add(format!("dep{}", self.depth[i].min(5)));
    }

    /// What speaks for a span that begins at a token.
    fn start(&self, i: usize) -> Features {
        let at = i as isize;
        let w = |k: isize| self.word(at + k);
        let mut features: Features = [
            format!("f={}", w(0)),
            format!("f-1={}", w(-1)),
            format!("f-2={}", w(-2)),
            format!("f+1={}", w(1)),
            format!("bg={}_{}", w(-1), w(0)),
            format!("bg2={}_{}", w(0), w(1)),
            format!("bg3={}_{}", w(-2), w(-1)),
            format!("u={}", self.class(i)),
            format!("u-1={}", if i == 0 { "^".to_owned() } else { self.class(i - 1) }),
        ]
        .into_iter()
        .map(|name| (name, 1.0))
        .collect();
        features.push(("first".to_owned(), f64::from(u8::from(i == 0))));
        self.constituent("c:", self.begins[i], &mut features);
        if i > 0 {
            self.constituent("p:", self.ends[i - 1], &mut features);
        }
        features
    }

    /// What speaks for a span whose last token this is.
    fn end(&self, i: usize) -> Features {
        let n = self.s.tokens.len();
        let at = i as isize;
        let w = |k: isize| self.word(at + k);
        let mut features: Features = [
            format!("f={}", w(0)),
            format!("f+1={}", w(1)),
            format!("f+2={}", w(2)),
            format!("bg={}_{}", w(1), w(2)),
            format!("bg2={}_{}", w(0), w(1)),
            format!("u={}", self.class(i)),
            format!("u+1={}", if i + 1 < n { self.class(i + 1) } else { "$".to_owned() }),
        ]
        .into_iter()
        .map(|name| (name, 1.0))
        .collect();
        features.push(("last".to_owned(), f64::from(u8::from(i + 2 >= n))));
        self.constituent("c:", self.ends[i], &mut features);
        if i + 1 < n {
            self.constituent("n:", self.begins[i + 1], &mut features);
        }
        if i + 2 < n && self.s.tokens[i + 1].upos == Upos::Punct {
            self.constituent("nn:", self.begins[i + 2], &mut features);
        }
        features
    }
}

/// Scores of every token as the first and last of a cause, an effect, a signal, and what the heads say, as sums from the left.
struct Places {
    starts: [Vec<f64>; 3],
    ends: [Vec<f64>; 3],
    heads: [Vec<f64>; 2],
    signals: Vec<f64>,
}

impl Places {
    fn of(view: &Shape<'_>) -> Self {
        let n = view.s.tokens.len();
        let starts: Vec<Features> = (0..n).map(|i| view.start(i)).collect();
        let ends: Vec<Features> = (0..n).map(|i| view.end(i)).collect();
        let scores = |part: &str, features: &[Features]| -> Vec<f64> {
            features.iter().map(|f| WEIGHTS.parts.get(part).map_or(0.0, |p| p.score(f))).collect()
        };
        // How much likelier a token is inside a cause (an effect) than outside of everything; a signal may lie inside.
        let clip = |p: f64| p.clamp(1e-3, 1.0);
        let sums = |class: usize| {
            let mut sum = vec![0.0];
            for p in &view.s.encoding.cause_spans {
                let p = p.map(f64::from);
                let outside = clip(1.0 - p.iter().sum::<f64>()).ln();
                let gain = (clip(p[class]).ln() - outside).max(clip(p[2]).ln() - outside - 0.5);
                sum.push(sum[sum.len() - 1] + gain);
            }
            sum
        };
        let signals = view
            .s
            .encoding
            .cause_spans
            .iter()
            .map(|p| clip(f64::from(p[2])).ln() - clip(1.0 - clip(f64::from(p[2]))).ln())
            .collect();
        Self {
            starts: ["sC", "sE", "sS"].map(|part| scores(part, &starts)),
            ends: ["eC", "eE", "eS"].map(|part| scores(part, &ends)),
            heads: [sums(0), sums(1)],
            signals,
        }
    }

    /// What the head gives to a span of a class.
    fn head(&self, class: usize, span: &Range<usize>) -> f64 {
        self.heads[class][span.end] - self.heads[class][span.start]
    }

    /// The likeliest spans of a class.
    fn spans(&self, class: usize, head: f64) -> Vec<(f64, Range<usize>)> {
        let mut spans = Vec::new();
        for &start in &best(&self.starts[class], PLACES) {
            for &end in best(&self.ends[class], PLACES).iter().filter(|&&end| end >= start) {
                let span = start..end + 1;
                let score = head * self.head(class, &span) + self.starts[class][start] + self.ends[class][end];
                spans.push((score, span));
            }
        }
        spans.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1.start, a.1.end).cmp(&(b.1.start, b.1.end))));
        spans.truncate(SPANS);
        spans
    }

    /// The likeliest pairs of a cause and an effect that do not overlap.
    fn candidates(&self, head: f64) -> Vec<(f64, Range<usize>, Range<usize>)> {
        let effects = self.spans(1, head);
        let mut pairs = Vec::new();
        for (score, cause) in self.spans(0, head) {
            for (other, effect) in effects.iter().filter(|(_, e)| cause.end <= e.start || e.end <= cause.start) {
                pairs.push((score + other - 0.1 * distance(&cause, effect), cause.clone(), effect.clone()));
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| order(&a.1, &a.2).cmp(&order(&b.1, &b.2))));
        pairs.truncate(PAIRS);
        pairs
    }
}

fn distance(a: &Range<usize>, b: &Range<usize>) -> f64 {
    a.end.abs_diff(b.start).min(b.end.abs_diff(a.start)) as f64
}

/// Indices of the highest numbers, the highest first.
fn best(numbers: &[f64], count: usize) -> Vec<usize> {
    let mut indices: Vec<usize> = (0..numbers.len()).collect();
    indices.sort_by(|&a, &b| numbers[b].total_cmp(&numbers[a]).then(a.cmp(&b)));
    indices.truncate(count);
    indices
}

/// Candidate pairs with their scores.
fn pairs(view: &Shape<'_>, places: &Places) -> Vec<(f64, Range<usize>, Range<usize>)> {
    let by_tree = places.candidates(0.0);
    let top = by_tree.first().cloned();
    let mut seen = BTreeSet::new();
    let mut scored = Vec::new();
    let with_head = places.candidates(HEAD);
    for (_, cause, effect) in by_tree.into_iter().chain(with_head) {
        if !seen.insert(order(&cause, &effect)) {
            continue;
        }
        let base = places.starts[0][cause.start]
            + places.ends[0][cause.end - 1]
            + places.starts[1][effect.start]
            + places.ends[1][effect.end - 1]
            - 0.1 * distance(&cause, &effect);
        let first = top.as_ref().is_some_and(|(_, c, e)| *c == cause && *e == effect);
        let behind = top.as_ref().map_or(0.0, |(score, _, _)| base - score);
        let features = pair_features(view, &cause, &effect, behind, first);
        let score = WEIGHTS.parts.get("pair").map_or(0.0, |p| p.score(&features))
            + HEAD * (places.head(0, &cause) + places.head(1, &effect));
        scored.push((score, cause, effect));
    }
    scored
}

/// What speaks for a cause and an effect together.
fn pair_features(view: &Shape<'_>, cause: &Range<usize>, effect: &Range<usize>, behind: f64, first: bool) -> Features {
    let s = view.s;
    let flag = |holds: bool| f64::from(u8::from(holds));
    let mut features: Features = vec![("sc".to_owned(), behind.max(-12.0)), ("rank0".to_owned(), flag(first))];
    let cause_first = cause.start < effect.start;
    features.push(("C<E".to_owned(), flag(cause_first)));
    let (o, a, b) = if cause_first { ("CE", cause, effect) } else { ("EC", effect, cause) };
    let gap = a.end..b.start;
    features.push((format!("{o}gap={}", gap.len().min(4)), 1.0));
    features.push((format!("{o}gl"), gap.len().min(15) as f64 / 5.0));
    if gap.len() <= 2 {
        let between: Vec<&str> = gap.clone().map(|i| view.words[i].as_str()).collect();
        features.push((format!("{o}g={}", between.join("_")), 1.0));
    }
    features.push((format!("{o}b0={}", view.words[b.start]), 1.0));
    features.push((format!("{o}a0={}", view.words[a.start]), 1.0));
    // The tokens of a span whose heads lie outside of it.
    let tops = |span: &Range<usize>| -> Vec<usize> {
        let all: Vec<usize> = span.clone().filter(|&i| s.tokens[i].head.is_none_or(|h| !span.contains(&h))).collect();
        let content: Vec<usize> = all
            .iter()
            .copied()
            .filter(|&i| s.tokens[i].upos != Upos::Punct && !matches!(s.tokens[i].relation(), "case" | "mark" | "cc"))
            .collect();
        if content.is_empty() { all } else { content }
    };
    let (of_cause, of_effect) = (tops(cause), tops(effect));
    features.push((format!("nc{}", of_cause.len().min(3)), 1.0));
    features.push((format!("ne{}", of_effect.len().min(3)), 1.0));
    let hangs = |from: &[usize], on: &Range<usize>| {
        from.iter().copied().find_map(|i| s.tokens[i].head.filter(|h| on.contains(h)).map(|h| (i, h)))
    };
    let mut relation = "none".to_owned();
    for (from, on, tops_on, arrow, name) in
        [(&of_cause, effect, &of_effect, "C>E:", "hd:"), (&of_effect, cause, &of_cause, "E>C:", "hd2:")]
    {
        if let Some((i, head)) = hangs(from, on) {
            relation = format!("{arrow}{}", s.tokens[i].relation());
            features.push((format!("r:{relation}:{}", view.marks[i]), 1.0));
            features.push((format!("{name}{}", if tops_on.contains(&head) { "top" } else { "in" }), 1.0));
            break;
        }
    }
    features.push((format!("rel:{relation}"), 1.0));
    for (name, span, tops) in [("c", cause, &of_cause), ("e", effect, &of_effect)] {
        if let Some(&i) = tops.first() {
            features.push((format!("{name}u={:?}", s.tokens[i].upos), 1.0));
            features.push((format!("{name}r={}", s.tokens[i].relation()), 1.0));
            features.push((format!("{name}m={}", view.marks[i]), 1.0));
            features.push((format!("{name}l={}", view.words[i]), 1.0));
        }
        features.push((format!("{name}len{}", (span.len() / 3).min(8)), 1.0));
        features.push((format!("{name}verb"), flag(span.clone().any(|i| s.tokens[i].upos == Upos::Verb))));
        // Words outside that hang on words inside: the span cuts a constituent.
        let cut = (0..s.tokens.len())
            .filter(|i| !span.contains(i) && s.tokens[*i].upos != Upos::Punct)
            .filter(|&i| s.tokens[i].head.is_some_and(|h| span.contains(&h)))
            .count();
        features.push((format!("{name}cut"), cut as f64));
    }
    features
}

/// The signal of a relation: near the beginning of a side, or between the two.
fn signal(view: &Shape<'_>, places: &Places, cause: &Range<usize>, effect: &Range<usize>) -> Option<Range<usize>> {
    let n = view.s.tokens.len();
    let mut found: Option<(f64, Range<usize>)> = None;
    for &start in &best(&places.starts[2], 8) {
        let near = start + 4 >= cause.start && start <= cause.start + 1
            || start + 3 >= effect.start && start <= effect.start + 1
            || cause.end <= start && start <= effect.start
            || effect.end <= start && start <= cause.start;
        for end in start + 1..=n.min(start + 5) {
            let mean = places.signals[start..end].iter().sum::<f64>() / (end - start) as f64;
            let score = mean + places.starts[2][start] + places.ends[2][end - 1] - if near { 0.0 } else { 3.0 };
            if found.as_ref().is_none_or(|(best, _)| score > *best) {
                found = Some((score, start..end));
            }
        }
    }
    found.filter(|(score, _)| *score > SIGNAL).map(|(_, span)| span)
}
