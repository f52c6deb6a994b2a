//! What the pipeline returns: plain data with spans into the canonical text, and the walks over the tree that rules need.

use std::ops::Range;

use demarche_record::Span;
use serde::{Deserialize, Serialize};

/// The annotation of one text. Sentences are in the order of the text and never overlap.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Annotation {
    /// The sentences.
    pub sentences: Vec<Sentence>,
    /// Every mention of a person, thing or place that coreference looked at, in the order of the text.
    pub mentions: Vec<Mention>,
    /// Mentions of one and the same: indices into `mentions`; singletons are left out.
    pub chains: Vec<Chain>,
}

/// A token of an annotation: sentence index and index within the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TokenId {
    /// Index of the sentence.
    pub sentence: usize,
    /// Index of the token in it.
    pub token: usize,
}

/// One sentence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sentence {
    /// Where it stands.
    pub span: Span,
    /// Index of the block of text that it was cut from, as passed to the annotator.
    pub block: usize,
    /// Its syntactic words in UD style ("did" "n't"; "Japan" "'s").
    pub tokens: Vec<Token>,
    /// Names, in order, never overlapping.
    pub names: Vec<Name>,
    /// Phrases that name somebody or something, whole and nested ones too, in the order of their heads.
    #[serde(default)]
    pub phrases: Vec<Phrase>,
    /// What the model's other heads computed.
    pub encoding: Encoding,
}

/// One syntactic word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// Its form as in the text.
    pub form: String,
    /// Its lemma, lower case but for names.
    pub lemma: String,
    /// Word class.
    pub upos: Upos,
    /// UD features in the CoNLL-U form, sorted ("Mood=Ind|Tense=Past|VerbForm=Fin"); empty for none.
    pub feats: String,
    /// Index of its head in the sentence; `None` for the root.
    pub head: Option<usize>,
    /// UD relation to the head with its subtype ("nsubj:pass", "root").
    pub deprel: String,
}

impl Token {
    /// The value of a UD feature ("Tense" gives "Past").
    #[must_use]
    pub fn feature(&self, name: &str) -> Option<&str> {
        self.feats.split('|').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name).map(|(_, v)| v))
    }

    /// The relation without its subtype ("nsubj" for "nsubj:pass").
    #[must_use]
    pub fn relation(&self) -> &str {
        self.deprel.split(':').next().unwrap_or("")
    }
}

/// A name: a proper-name core without titles ("Taro Kono", "East Asian Summit", "Russian").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// Indices of its tokens in the sentence.
    pub tokens: Range<usize>,
    /// What it names.
    pub kind: NameKind,
}

/// A whole noun phrase headed by a proper noun, in the sense of the mentions of GUM (Zeldes 2017): with its determiner, title and
/// modifiers ("the foreign minister of Japan", "Mr. Kono"). It may lie inside another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// Indices of its tokens in the sentence.
    pub tokens: Range<usize>,
    /// Its head.
    pub head: usize,
    /// What it names; peoples are persons.
    pub kind: NameKind,
}

/// Classes of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NameKind {
    /// A human being.
    Person,
    /// An organisation.
    Organisation,
    /// A place, states included.
    Place,
    /// A nationality or a religious or political group ("Russian", "Democrats").
    Nationality,
    /// An event, treaty, work or other named thing.
    Other,
}

/// Vectors and scores of the heads that later stages read; empty when a sentence was annotated without the model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Encoding {
    /// Probability that the sentence states a cause, 0 to 1.
    pub causal: f32,
    /// For every token the probabilities of being in a cause, an effect or a causal signal, in this order.
    pub cause_spans: Vec<[f32; 3]>,
    /// For every token the probabilities of being in the source and in the target of an event.
    pub roles: Vec<[f32; 2]>,
    /// Input of the head that classifies pairs of spans.
    #[serde(skip)]
    pub pairs: PairVectors,
}

/// Projections of every token as source and as target of an event, and of the sentence as its context, for
/// `Pipeline::relation`. Kept as bytes with one scale a vector: a long article has hundreds of thousands of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PairVectors {
    width: usize,
    source: ByteRows,
    target: ByteRows,
    context: Vec<f32>,
}

/// Vectors of equal width as signed bytes, each with its scale.
#[derive(Clone, Debug, Default, PartialEq)]
struct ByteRows {
    bytes: Vec<i8>,
    scales: Vec<f32>,
}

impl ByteRows {
    fn push(&mut self, row: &[f32]) {
        let highest = row.iter().fold(0.0_f32, |highest, x| highest.max(x.abs()));
        let scale = highest / 127.0;
        self.scales.push(scale);
        self.bytes.extend(row.iter().map(|x| if scale > 0.0 { (x / scale).round_ties_even() as i8 } else { 0 }));
    }

    /// Adds the mean of some rows to `sum`.
    fn add_mean(&self, rows: Range<usize>, sum: &mut [f32]) {
        let count = rows.len() as f32;
        for row in rows {
            let scale = self.scales[row] / count;
            let bytes = &self.bytes[row * sum.len()..(row + 1) * sum.len()];
            for (sum, &byte) in sum.iter_mut().zip(bytes) {
                *sum += f32::from(byte) * scale;
            }
        }
    }
}

impl PairVectors {
    /// From one vector as source and one as target for every token, and one for the sentence, all of one width.
    pub(crate) fn new<'a>(
        sources: impl Iterator<Item = &'a [f32]>,
        targets: impl Iterator<Item = &'a [f32]>,
        context: &[f32],
    ) -> Self {
        let mut pairs = Self { width: context.len(), context: context.to_vec(), ..Self::default() };
        sources.for_each(|row| pairs.source.push(row));
        targets.for_each(|row| pairs.target.push(row));
        pairs
    }

    /// Mean of the sources, mean of the targets and context, added up; `None` where a range is empty or outside.
    pub(crate) fn sum(&self, source: Range<usize>, target: Range<usize>) -> Option<Vec<f32>> {
        let fits = |range: &Range<usize>| range.start < range.end && range.end <= self.source.scales.len();
        if !fits(&source) || !fits(&target) || self.width == 0 {
            return None;
        }
        let mut sum = self.context.clone();
        self.source.add_mean(source, &mut sum);
        self.target.add_mean(target, &mut sum);
        Some(sum)
    }

    /// Appends the tokens of a later part of the same sentence; the context stays that of the first.
    pub(crate) fn append(&mut self, part: Self) {
        for (all, more) in [(&mut self.source, part.source), (&mut self.target, part.target)] {
            all.bytes.extend(more.bytes);
            all.scales.extend(more.scales);
        }
    }
}

/// A mention in the sense of coreference: a noun phrase or pronoun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// Index of its sentence.
    pub sentence: usize,
    /// Its tokens, contiguous.
    pub tokens: Range<usize>,
    /// Its head token.
    pub head: usize,
    /// What it is.
    pub kind: MentionKind,
}

/// Kinds of mentions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MentionKind {
    /// Headed by a proper noun.
    Name,
    /// Headed by a common noun.
    Nominal,
    /// A pronoun or possessive determiner.
    Pronoun,
}

/// Mentions of one and the same thing, in the order of the text: indices into `Annotation::mentions`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// The mentions.
    pub mentions: Vec<usize>,
}

/// UD word classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "the names are the standard's own")]
pub enum Upos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    X,
}

impl Upos {
    /// Every class, in the order of the alphabet.
    pub const ALL: [Self; 17] = [
        Self::Adj,
        Self::Adp,
        Self::Adv,
        Self::Aux,
        Self::Cconj,
        Self::Det,
        Self::Intj,
        Self::Noun,
        Self::Num,
        Self::Part,
        Self::Pron,
        Self::Propn,
        Self::Punct,
        Self::Sconj,
        Self::Sym,
        Self::Verb,
        Self::X,
    ];

    /// The UD tag.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Adj => "ADJ",
            Self::Adp => "ADP",
            Self::Adv => "ADV",
            Self::Aux => "AUX",
            Self::Cconj => "CCONJ",
            Self::Det => "DET",
            Self::Intj => "INTJ",
            Self::Noun => "NOUN",
            Self::Num => "NUM",
            Self::Part => "PART",
            Self::Pron => "PRON",
            Self::Propn => "PROPN",
            Self::Punct => "PUNCT",
            Self::Sconj => "SCONJ",
            Self::Sym => "SYM",
            Self::Verb => "VERB",
            Self::X => "X",
        }
    }

    /// The class of a UD tag.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|upos| upos.name() == name)
    }
}

impl Sentence {
    /// Index of the root.
    #[must_use]
    pub fn root(&self) -> Option<usize> {
        self.tokens.iter().position(|token| token.head.is_none())
    }

    /// Dependents of a token, in order.
    pub fn children(&self, token: usize) -> impl Iterator<Item = usize> + '_ {
        self.tokens.iter().enumerate().filter(move |(_, t)| t.head == Some(token)).map(|(index, _)| index)
    }

    /// Dependents of a token under a relation; "nsubj" also finds "nsubj:pass".
    pub fn children_by<'a>(&'a self, token: usize, relation: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.children(token).filter(move |&child| {
            let deprel = &self.tokens[child].deprel;
            deprel == relation || deprel.split(':').next() == Some(relation)
        })
    }

    /// Whether `ancestor` is `token` or stands above it. Safe on trees with cycles.
    #[must_use]
    pub fn dominates(&self, ancestor: usize, token: usize) -> bool {
        let mut at = Some(token);
        for _ in 0..=self.tokens.len() {
            match at {
                Some(index) if index == ancestor => return true,
                Some(index) => at = self.tokens[index].head,
                None => return false,
            }
        }
        false
    }

    /// The token and all below it, in order of the text.
    #[must_use]
    pub fn subtree(&self, token: usize) -> Vec<usize> {
        let mut inside = vec![false; self.tokens.len()];
        let mut stack = vec![token];
        while let Some(index) = stack.pop() {
            if !std::mem::replace(&mut inside[index], true) {
                stack.extend(self.children(index));
            }
        }
        (0..self.tokens.len()).filter(|&index| inside[index]).collect()
    }

    /// First to one past last token of the subtree, without punctuation at the ends.
    #[must_use]
    pub fn subtree_range(&self, token: usize) -> Range<usize> {
        let below = self.subtree(token);
        let solid = |index: &&usize| self.tokens[**index].upos != Upos::Punct || **index == token;
        let first = below.iter().find(solid).copied().unwrap_or(token);
        let last = below.iter().rfind(solid).copied().unwrap_or(token);
        first..last + 1
    }

    /// The span of a range of tokens; empty at the start of the sentence for an empty range.
    #[must_use]
    pub fn span_of(&self, tokens: Range<usize>) -> Span {
        match (self.tokens.get(tokens.start), self.tokens.get(tokens.end.wrapping_sub(1))) {
            (Some(first), Some(last)) if tokens.start < tokens.end => first.span.cover(last.span),
            _ => Span { start: self.span.start, end: self.span.start },
        }
    }

    /// The name that holds a token.
    #[must_use]
    pub fn name_at(&self, token: usize) -> Option<&Name> {
        self.names.iter().find(|name| name.tokens.contains(&token))
    }

    /// A sentence from CoNLL-U lines with the ten columns (or the short form `FORM UPOS FEATS HEAD DEPREL LEMMA`, split at
    /// white space), for tests with hand-given trees. The words are joined by single blanks to make the text.
    ///
    /// # Panics
    /// On a line of the wrong shape: it is for tests.
    #[must_use]
    pub fn from_lines(lines: &str) -> (String, Self) {
        let mut text = String::new();
        let mut tokens = Vec::new();
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let c: Vec<&str> = line.split_whitespace().collect();
            let (form, lemma, upos, feats, head, deprel) = match c.len() {
                10 => (c[1], c[2], c[3], c[5], c[6], c[7]),
                6 => (c[0], c[5], c[1], c[2], c[3], c[4]),
                n => panic!("a line has 10 or 6 columns, not {n}: {line}"),
            };
            if !text.is_empty() {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(form);
            let head: usize = head.parse().expect("a head is a number");
            tokens.push(Token {
                span: Span::new(start, text.len()),
                form: form.to_owned(),
                lemma: lemma.to_owned(),
                upos: Upos::from_name(upos).expect("a UD tag"),
                feats: if feats == "_" { String::new() } else { feats.to_owned() },
                head: head.checked_sub(1),
                deprel: deprel.to_owned(),
            });
        }
        let span = Span::new(0, text.len());
        (text, Self { span, tokens, ..Self::default() })
    }
}
