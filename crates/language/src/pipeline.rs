//! The pipeline: segmentation, batches by length, the model, decoding, chains.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use demarche_record::Span;
use rten::ThreadPool;
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use crate::Error;
use crate::annotation::{Annotation, Encoding, Name, NameKind, PairVectors, Phrase, Sentence, Token, Upos};
use crate::coreference::{self, Lexicon};
use crate::decode::{argmax, sigmoid, softmax, spans, tree};
use crate::model::{Model, Outputs, VOCABULARY};
use crate::phrases::Known;
use crate::pieces::{END, Pieces, START, capitalisation};
use crate::segmentation::Segmenter;

/// Pieces in one run of the model; more at a time leave the caches and are slower.
const BATCH: usize = 512;

/// Reads English text: sentences, words, lemmas, word classes, features, trees, names and chains of mentions.
///
/// One value serves any number of threads; each call works on one thread and gives the same result for the same text.
#[derive(Debug)]
pub struct Pipeline {
    segmenter: Segmenter,
    lexicon: Lexicon,
    pieces: Pieces,
    model: Model,
    upos: Vec<Upos>,
    names: Vec<Option<NameKind>>,
    root: usize,
}

/// A word to be annotated: its form and where it stands.
struct Input<'a> {
    form: &'a str,
    span: Span,
}

/// A sentence or, where it is too long for the model, a part of one.
struct Part {
    sentence: usize,
    words: Range<usize>,
    ids: Vec<i32>,
    shape: Vec<i32>,
    first: Vec<i32>,
}

impl Pipeline {
    /// The pipeline with the weights that are part of the program.
    ///
    /// # Errors
    /// When the embedded weights do not fit this code, which the tests rule out.
    pub fn embedded() -> Result<Self, Error> {
        let model = Model::embedded()?;
        let pieces = Pieces::new(VOCABULARY, model.labels.max_pieces_per_word.max(1))?;
        let upos = model.labels.upos.iter().map(|name| Upos::from_name(name)).collect::<Option<Vec<_>>>();
        let upos = upos.ok_or_else(|| Error::new("models/labels.json names a word class that UD does not have"))?;
        let kind = |label: &String| match label.get(2..) {
            Some("PER") => Some(NameKind::Person),
            Some("ORG") => Some(NameKind::Organisation),
            Some("LOC") => Some(NameKind::Place),
            Some("NORP") => Some(NameKind::Nationality),
            Some(_) => Some(NameKind::Other),
            None => None,
        };
        let names = model.labels.ner.iter().map(kind).collect();
        let root = model.labels.deprel.iter().position(|label| label == "root");
        let root = root.ok_or_else(|| Error::new("models/labels.json has no relation `root`"))?;
        Ok(Self { segmenter: Segmenter::embedded(), lexicon: Lexicon::embedded(), pieces, model, upos, names, root })
    }

    /// Annotates the given blocks of a text; what lies outside them is not read. Blocks that do not fit the text are cut to fit it.
    /// Time and memory grow linearly with the text.
    ///
    /// ```
    /// let pipeline = demarche_language::Pipeline::embedded()?;
    /// let text = "Both ministers met in Geneva. They signed nothing.";
    /// let annotation = pipeline.annotate(text, &[demarche_record::Span::new(0, text.len())]);
    /// assert_eq!(annotation.sentences.len(), 2);
    /// let met = annotation.sentences[0].root().unwrap();
    /// assert_eq!(annotation.sentences[0].tokens[met].lemma, "meet");
    /// # Ok::<(), demarche_language::Error>(())
    /// ```
    #[must_use]
    pub fn annotate(&self, text: &str, blocks: &[Span]) -> Annotation {
        let mut inputs: Vec<Vec<Input<'_>>> = Vec::new();
        let mut places = Vec::new();
        for (index, &block) in blocks.iter().enumerate() {
            for sentence in self.segmenter.segment(text, block) {
                let words: Vec<Input<'_>> =
                    sentence.words.iter().map(|w| Input { form: w.span.of(text), span: w.span }).collect();
                places.push(index);
                inputs.push(words);
            }
        }
        let mut sentences = self.sentences(&inputs);
        for (sentence, block) in sentences.iter_mut().zip(places) {
            sentence.block = block;
        }
        let mut annotation = Annotation { sentences, ..Annotation::default() };
        coreference::resolve(&self.lexicon, &mut annotation);
        annotation
    }

    /// Annotates sentences whose words are given, such as those of a treebank: the spans of the result are those of the words joined
    /// by single blanks. Empty sentences give empty sentences.
    #[must_use]
    pub fn parse(&self, sentences: &[Vec<String>]) -> Vec<Sentence> {
        let inputs: Vec<Vec<Input<'_>>> = sentences
            .iter()
            .map(|words| {
                let mut at = 0;
                words
                    .iter()
                    .map(|form| {
                        let span = Span::new(at, at + form.len());
                        at = span.end + 1;
                        Input { form, span }
                    })
                    .collect()
            })
            .collect();
        self.sentences(&inputs)
    }

    /// Mentions and chains of sentences that are annotated already, such as those of a treebank.
    #[must_use]
    pub fn resolve(&self, sentences: Vec<Sentence>) -> Annotation {
        let mut annotation = Annotation { sentences, ..Annotation::default() };
        coreference::resolve(&self.lexicon, &mut annotation);
        annotation
    }

    /// Annotates sentences whose words and places in a text are given, such as those of a treebank: words, spans and blocks stay, all
    /// else is found anew.
    #[must_use]
    pub fn annotate_words(&self, given: &[Sentence]) -> Annotation {
        let inputs: Vec<Vec<Input<'_>>> =
            given.iter().map(|s| s.tokens.iter().map(|t| Input { form: &t.form, span: t.span }).collect()).collect();
        let mut sentences = self.sentences(&inputs);
        for (sentence, given) in sentences.iter_mut().zip(given) {
            (sentence.span, sentence.block) = (given.span, given.block);
        }
        self.resolve(sentences)
    }

    /// Labels of [`Pipeline::relation`], in its order: the PLOVER roots and `NONE`.
    #[must_use]
    pub fn pair_labels(&self) -> &[String] {
        &self.model.labels.relation
    }

    /// Probabilities that the words of `source` do to the words of `target` what the labels of [`Pipeline::pair_labels`] name, in
    /// that order; empty where a range is empty or outside the sentence, or the sentence was annotated without the model.
    #[must_use]
    pub fn relation(&self, sentence: &Sentence, source: Range<usize>, target: Range<usize>) -> Vec<f32> {
        let Some(sum) = sentence.encoding.pairs.sum(source, target) else { return Vec::new() };
        let mut scores = self.model.pair(&sum);
        softmax(&mut scores, self.model.labels.temperature("relation"));
        scores
    }

    /// Runs the model over sentences of given words.
    fn sentences(&self, inputs: &[Vec<Input<'_>>]) -> Vec<Sentence> {
        let mut parts: BTreeMap<usize, Vec<Part>> = BTreeMap::new();
        for (index, words) in inputs.iter().enumerate() {
            for part in self.parts(index, words) {
                parts.entry(part.ids.len()).or_default().push(part);
            }
        }
        let mut done: BTreeMap<(usize, usize), Sentence> = BTreeMap::new();
        if !parts.is_empty() {
            self.model.on_one_thread(|pool| {
                for (length, parts) in &parts {
                    for batch in parts.chunks((BATCH / length).max(1)) {
                        for (part, sentence) in batch.iter().zip(self.batch(pool, batch, inputs)) {
                            done.insert((part.sentence, part.words.start), sentence);
                        }
                    }
                }
            });
        }
        let mut sentences: Vec<Sentence> = vec![Sentence::default(); inputs.len()];
        for ((index, _), part) in done {
            let whole = &mut sentences[index];
            if whole.tokens.is_empty() { *whole = part } else { join(whole, part) }
        }
        sentences
    }

    /// Pieces of a sentence, cut at punctuation into parts that the model can hold.
    fn parts(&self, sentence: usize, words: &[Input<'_>]) -> Vec<Part> {
        let limit = self.model.labels.max_tokens.clamp(16, 250);
        let mut out = Vec::new();
        let mut ids = Vec::new();
        let mut ends = Vec::with_capacity(words.len());
        for word in words {
            self.pieces.word(word.form, &mut ids);
            ends.push(ids.len());
        }
        let mut start = 0;
        while start < words.len() {
            let before = if start == 0 { 0 } else { ends[start - 1] };
            let mut end = start + ends[start..].partition_point(|&e| e - before <= limit - 2);
            end = end.max(start + 1);
            if end < words.len() {
                let stop = |form: &str| {
                    matches!(form, ";" | "." | ":" | "—" | "–" | "--" | "?" | "!" | "," | ")" | "”" | "\"")
                };
                let at = (start + 1..end).rev().take((end - start) * 2 / 3).find(|&w| stop(words[w].form));
                end = at.map_or(end, |at| at + 1);
            }
            let mut part = Part { sentence, words: start..end, ids: vec![START], shape: vec![0], first: vec![0] };
            for word in start..end {
                let from = if word == 0 { 0 } else { ends[word - 1] };
                let class = capitalisation(words[word].form);
                part.first.push(i32::try_from(part.ids.len()).unwrap_or(i32::MAX));
                part.ids.extend_from_slice(&ids[from..ends[word]]);
                part.shape.resize(part.ids.len(), class);
            }
            part.ids.push(END);
            part.shape.push(0);
            out.push(part);
            start = end;
        }
        out
    }

    /// Runs the model over parts of equal length and decodes what it says. Without a result the words stay bare.
    fn batch(&self, pool: &Arc<ThreadPool>, batch: &[Part], inputs: &[Vec<Input<'_>>]) -> Vec<Sentence> {
        let pieces = batch[0].ids.len();
        let words = batch.iter().map(|part| part.first.len()).max().unwrap_or(1);
        let ids = NdTensor::from_fn([batch.len(), pieces], |[b, t]| batch[b].ids[t]);
        let shape = NdTensor::from_fn([batch.len(), pieces], |[b, t]| batch[b].shape[t]);
        let first = NdTensor::from_fn([batch.len(), words], |[b, w]| batch[b].first.get(w).copied().unwrap_or(0));
        let outputs = self.model.run(pool, ids.view(), shape.view(), first.view());
        batch
            .iter()
            .enumerate()
            .map(|(index, part)| {
                let words = &inputs[part.sentence][part.words.clone()];
                match &outputs {
                    Ok(outputs) => self.decode(outputs, index, words),
                    Err(_) => bare(words),
                }
            })
            .collect()
    }

    /// One sentence of a batch.
    fn decode(&self, outputs: &Outputs, index: usize, words: &[Input<'_>]) -> Sentence {
        let size = words.len() + 1;
        let labels = &self.model.labels;
        let arc = outputs.arc.slice(index);
        let arc: Vec<f32> = (0..size).flat_map(|i| (0..size).map(move |j| arc[[i, j]])).collect();
        let heads = tree(&arc, size);
        let [upos, feats, lemma, dependents, governors] =
            [&outputs.upos, &outputs.feats, &outputs.lemma, &outputs.rel_dep, &outputs.rel_head]
                .map(|output| rows(output, index));
        let mut tokens = Vec::with_capacity(words.len());
        let (mut tags, mut relations) = (Vec::with_capacity(words.len()), Vec::with_capacity(words.len()));
        for (word, input) in words.iter().enumerate() {
            let row = word + 1;
            let head = heads[row];
            let deprel = if head == 0 {
                self.root
            } else {
                let mut scores = self.model.dependency(dependents(row), governors(head));
                scores[self.root] = f32::NEG_INFINITY;
                argmax(&scores)
            };
            let feats = &labels.feats[argmax(feats(row))];
            let tag = argmax(upos(row));
            let upos = self.upos[tag];
            tags.push(tag);
            relations.push(deprel);
            tokens.push(Token {
                span: input.span,
                form: input.form.to_owned(),
                lemma: self.model.lemmas.lemma(input.form, upos, lemma(row)),
                upos,
                feats: if feats == "_" { String::new() } else { feats.clone() },
                head: head.checked_sub(1),
                deprel: labels.deprel[deprel].clone(),
            });
        }
        let ner = rows(&outputs.ner, index);
        let logits: Vec<f32> = (1..size).flat_map(|row| ner(row).iter().copied()).collect();
        let names: Vec<Name> = spans(&logits, &labels.ner)
            .into_iter()
            .filter_map(|(tokens, label)| Some(Name { tokens, kind: self.names[label]? }))
            .collect();
        let known = Known {
            upos: &tokens.iter().map(|token: &Token| token.upos).collect::<Vec<_>>(),
            tags: &tags,
            heads: &tokens.iter().map(|token| token.head).collect::<Vec<_>>(),
            relations: &relations,
            names: &names,
        };
        let (states, [_, width]) = (outputs.states.data().unwrap_or(&[]), outputs.states.shape());
        let before = index * outputs.upos.size(1) + 1;
        let phrases =
            self.model.phrases.phrases(&known, |word| &states[(before + word) * width..(before + word + 1) * width]);
        let encoding = self.encoding(outputs, index, size);
        let span = bounds(words);
        Sentence { span, block: 0, tokens, names, phrases, encoding }
    }

    fn encoding(&self, outputs: &Outputs, index: usize, size: usize) -> Encoding {
        let labels = &self.model.labels;
        let cause = outputs.cause[[index, 0]] / labels.temperature("cause");
        let classes = |labels: &[String], class: &str| -> Vec<usize> {
            labels.iter().enumerate().filter(|(_, label)| label.get(2..) == Some(class)).map(|(at, _)| at).collect()
        };
        let cause_classes = ["C", "E", "S"].map(|class| classes(&labels.cause_span, class));
        let role_classes = ["S", "T"].map(|class| classes(&labels.role, class));
        let (cause_rows, role_rows) = (rows(&outputs.cause_span, index), rows(&outputs.role, index));
        let probabilities = |row: &[f32], temperature: f32| {
            let mut row = row.to_vec();
            softmax(&mut row, temperature);
            row
        };
        let (cause_temperature, role_temperature) = (labels.temperature("cause_span"), labels.temperature("role"));
        let mut cause_spans = Vec::with_capacity(size - 1);
        let mut roles = Vec::with_capacity(size - 1);
        for row in 1..size {
            let p = probabilities(cause_rows(row), cause_temperature);
            cause_spans.push(cause_classes.each_ref().map(|class| class.iter().map(|&at| p[at]).sum()));
            let p = probabilities(role_rows(row), role_temperature);
            roles.push(role_classes.each_ref().map(|class| class.iter().map(|&at| p[at]).sum()));
        }
        let (source, target) = (rows(&outputs.pair_source, index), rows(&outputs.pair_target, index));
        let context = outputs.context.slice(index);
        let context: Vec<f32> = context.iter().copied().collect();
        let pairs = PairVectors::new((1..size).map(&source), (1..size).map(&target), &context);
        Encoding { causal: sigmoid(cause), cause_spans, roles, pairs }
    }
}

/// The rows of one sentence of an output, which is contiguous.
fn rows<'a>(output: &'a NdTensor<f32, 3>, sentence: usize) -> impl Fn(usize) -> &'a [f32] + 'a {
    let [_, words, width] = output.shape();
    let data = output.data().unwrap_or(&[]);
    move |row| {
        let at = (sentence * words + row) * width;
        &data[at..at + width]
    }
}

/// A sentence of words that nothing is known of: each hangs on the first.
fn bare(words: &[Input<'_>]) -> Sentence {
    let token = |(index, word): (usize, &Input<'_>)| Token {
        span: word.span,
        form: word.form.to_owned(),
        lemma: word.form.to_lowercase(),
        upos: Upos::X,
        feats: String::new(),
        head: (index > 0).then_some(0),
        deprel: if index > 0 { "dep" } else { "root" }.to_owned(),
    };
    Sentence { span: bounds(words), tokens: words.iter().enumerate().map(token).collect(), ..Sentence::default() }
}

fn bounds(words: &[Input<'_>]) -> Span {
    match (words.first(), words.last()) {
        (Some(first), Some(last)) => first.span.cover(last.span),
        _ => Span::default(),
    }
}

/// Joins a later part of a sentence to the parts before it: its root hangs on theirs.
fn join(whole: &mut Sentence, part: Sentence) {
    let shift = whole.tokens.len();
    let root = whole.root().unwrap_or(0);
    for mut token in part.tokens {
        match token.head {
            Some(head) => token.head = Some(head + shift),
            None => {
                token.head = Some(root);
                "parataxis".clone_into(&mut token.deprel);
            }
        }
        whole.tokens.push(token);
    }
    whole.span = whole.span.cover(part.span);
    whole.names.extend(
        part.names.into_iter().map(|name| Name { tokens: name.tokens.start + shift..name.tokens.end + shift, ..name }),
    );
    whole.phrases.extend(part.phrases.into_iter().map(|phrase| Phrase {
        tokens: phrase.tokens.start + shift..phrase.tokens.end + shift,
        head: phrase.head + shift,
        ..phrase
    }));
    whole.encoding.causal = whole.encoding.causal.max(part.encoding.causal);
    whole.encoding.cause_spans.extend(part.encoding.cause_spans);
    whole.encoding.roles.extend(part.encoding.roles);
    whole.encoding.pairs.append(part.encoding.pairs);
}
