//! A sentence as the cues read it: the lemmas and forms that cues are compared with and the dependents of every token, made once for an
//! article. Knows no cue.

use std::cell::OnceCell;
use std::ops::{Deref, Range};

use demarche_language::Upos;

/// An article with its sentences made ready; everything else as the stages before left it.
#[derive(Debug)]
pub struct Reading<'a> {
    whole: &'a demarche_coding::Reading<'a>,
    /// As many as the annotation has, in the same order.
    pub sentences: Vec<Sentence<'a>>,
}

impl<'a> Reading<'a> {
    /// Makes every sentence ready.
    pub fn new(whole: &'a demarche_coding::Reading<'a>) -> Self {
        Self { whole, sentences: whole.annotation.sentences.iter().map(Sentence::new).collect() }
    }
}

impl<'a> Deref for Reading<'a> {
    type Target = demarche_coding::Reading<'a>;

    fn deref(&self) -> &Self::Target {
        self.whole
    }
}

/// What a token is compared with cues by.
#[derive(Debug)]
struct Word {
    lemma: String,
    form: String,
}

/// A sentence, its words and its tree. Where the annotation's own sentence has a walk of the same name, this one gives the same.
#[derive(Debug)]
pub struct Sentence<'a> {
    annotated: &'a demarche_language::Sentence,
    words: Vec<Word>,
    /// The dependents of all tokens one after the other, and where those of each begin; one entry more than tokens.
    dependents: Vec<usize>,
    starts: Vec<usize>,
}

impl Deref for Sentence<'_> {
    type Target = demarche_language::Sentence;

    fn deref(&self) -> &Self::Target {
        self.annotated
    }
}

impl<'a> Sentence<'a> {
    /// Makes a sentence ready.
    pub fn new(annotated: &'a demarche_language::Sentence) -> Self {
        let tokens = &annotated.tokens;
        let words = tokens.iter().map(|token| Word { lemma: crate::lemma::of(token), form: form(&token.form) });
        let mut starts = vec![0; tokens.len() + 1];
        for head in tokens.iter().filter_map(|token| token.head).filter(|&head| head < tokens.len()) {
            starts[head + 1] += 1;
        }
        for i in 0..tokens.len() {
            starts[i + 1] += starts[i];
        }
        let mut free = starts.clone();
        let mut dependents = vec![0; starts[tokens.len()]];
        for (index, token) in tokens.iter().enumerate() {
            if let Some(head) = token.head.filter(|&head| head < tokens.len()) {
                dependents[free[head]] = index;
                free[head] += 1;
            }
        }
        Self { annotated, words: words.collect(), dependents, starts }
    }

    /// The lower-case lemma of a token.
    pub fn lemma(&self, token: usize) -> &str {
        &self.words[token].lemma
    }

    /// The lower-case form of a token with straight apostrophes.
    pub fn form(&self, token: usize) -> &str {
        &self.words[token].form
    }

    fn dependents(&self, token: usize) -> &[usize] {
        match (self.starts.get(token), self.starts.get(token + 1)) {
            (Some(&start), Some(&end)) => &self.dependents[start..end],
            _ => &[],
        }
    }

    /// Dependents of a token, in order.
    pub fn children(&self, token: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.dependents(token).iter().copied()
    }

    /// Dependents of a token under a relation; "nsubj" also finds "nsubj:pass".
    pub fn children_by<'s>(&'s self, token: usize, relation: &'s str) -> impl Iterator<Item = usize> + 's {
        self.children(token).filter(move |&child| {
            let deprel = &self.tokens[child].deprel;
            deprel == relation || self.tokens[child].relation() == relation
        })
    }

    fn below(&self, token: usize) -> Vec<bool> {
        let mut inside = vec![false; self.tokens.len()];
        let mut stack = vec![token];
        while let Some(index) = stack.pop() {
            if !std::mem::replace(&mut inside[index], true) {
                stack.extend(self.children(index));
            }
        }
        inside
    }

    /// The token and all below it, in order of the text.
    pub fn subtree(&self, token: usize) -> Vec<usize> {
        self.below(token).into_iter().enumerate().filter(|(_, inside)| *inside).map(|(index, _)| index).collect()
    }

    /// First to one past last token of the subtree, without punctuation at the ends.
    pub fn subtree_range(&self, token: usize) -> Range<usize> {
        let inside = self.below(token);
        let solid = |index: &usize| inside[*index] && (self.tokens[*index].upos != Upos::Punct || *index == token);
        let first = (0..inside.len()).find(solid).unwrap_or(token);
        let last = (0..inside.len()).rfind(solid).unwrap_or(token);
        first..last + 1
    }
}

/// The lower-case form with straight apostrophes.
fn form(form: &str) -> String {
    let lower = if form.is_ascii() { form.to_ascii_lowercase() } else { form.to_lowercase() };
    if lower.contains('’') { lower.replace('’', "'") } else { lower }
}

/// A token that cues of one or more words ("call", "call for", "back away from") are held against.
pub struct Place<'s> {
    s: &'s Sentence<'s>,
    token: usize,
    companions: OnceCell<Vec<&'s str>>,
}

impl<'s> Place<'s> {
    /// The token of that index.
    pub fn new(s: &'s Sentence<'_>, token: usize) -> Self {
        Self { s, token, companions: OnceCell::new() }
    }

    /// Whether a cue matches by its first word, the lemma or form of the token, and by companions for the others.
    pub fn matches(&self, cue: &str) -> bool {
        let s = self.s;
        let Some(rest) = after(cue, s.lemma(self.token)).or_else(|| after(cue, s.form(self.token))) else {
            return false;
        };
        let others = || rest.split(' ').filter(|word| !word.is_empty());
        if !others().all(|word| self.companions().contains(&word)) {
            return false;
        }
        // "pull out", "call off": another particle makes another verb.
        s.tokens[self.token].upos != Upos::Verb
            || s.children(self.token)
                .filter(|&c| s.tokens[c].deprel == "compound:prt")
                .all(|c| others().any(|word| word == s.form(c) || word == s.lemma(c)))
    }

    /// The words that may complete a phrasal cue: particles, adverbs, objects, and the prepositions of obliques and clauses.
    fn companions(&self) -> &[&'s str] {
        self.companions.get_or_init(|| {
            let s = self.s;
            let mut words = Vec::new();
            for c in s.children(self.token) {
                match s.tokens[c].relation() {
                    "compound" | "advmod" | "obj" | "case" | "xcomp" | "advcl" | "obl" | "nmod" | "acl" | "ccomp"
                    | "amod" | "nsubj" | "mark" => {
                        words.push(s.lemma(c));
                        words.extend(
                            s.children(c)
                                .filter(|&m| {
                                    matches!(s.tokens[m].relation(), "case" | "mark" | "fixed" | "det" | "advmod")
                                })
                                .map(|m| s.form(m)),
                        );
                        // "go back on", "back away from": a particle that carries the preposition.
                        if matches!(s.tokens[c].relation(), "advmod" | "compound") {
                            for below in s.children(c) {
                                words.extend(
                                    s.children(below).filter(|&m| s.tokens[m].relation() == "case").map(|m| s.form(m)),
                                );
                            }
                        }
                    }
                    _ => {}
                }
            }
            words
        })
    }
}

/// What follows a first word of a cue; empty where the word is all of it.
fn after<'c>(cue: &'c str, word: &str) -> Option<&'c str> {
    let rest = cue.strip_prefix(word)?;
    let rest = if rest.is_empty() { rest } else { rest.strip_prefix(' ')? };
    (!word.contains(' ')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use demarche_language::Sentence as Annotated;

    use super::*;

    #[test]
    fn walks_are_those_of_the_annotation_on_whole_and_on_broken_trees() {
        let lines = [
            "The DET _ 2 det the\nenvoys NOUN _ 3 nsubj envoy\nbacked VERB _ 0 root back\naway ADV _ 3 advmod away\n\
             from ADP _ 6 case from\ntalks NOUN _ 3 obl:arg talk\n. PUNCT _ 3 punct .",
            // A circle, a token that is its own head, a head that does not exist.
            "a DET _ 2 det a\nb NOUN _ 1 nmod b\nc NOUN _ 3 nmod c\n, PUNCT _ 9 punct ,",
        ];
        for lines in lines {
            let (_, annotated) = Annotated::from_lines(lines);
            let s = Sentence::new(&annotated);
            for token in 0..annotated.tokens.len() {
                assert!(s.children(token).eq(annotated.children(token)), "{lines}: {token}");
                assert!(s.children_by(token, "obl").eq(annotated.children_by(token, "obl")), "{lines}: {token}");
                assert_eq!(s.subtree(token), annotated.subtree(token), "{lines}: {token}");
                assert_eq!(s.subtree_range(token), annotated.subtree_range(token), "{lines}: {token}");
            }
            assert_eq!(s.children(annotated.tokens.len()).count(), 0);
        }
    }

    #[test]
    fn a_cue_of_several_words_needs_its_companions() {
        let (_, annotated) = Annotated::from_lines(
            "They PRON _ 2 nsubj they\nBacked VERB _ 0 root back\naway ADV _ 2 advmod away\nfrom ADP _ 5 case from\n\
             talks NOUN _ 3 obl talk",
        );
        let s = Sentence::new(&annotated);
        assert_eq!((s.form(1), s.lemma(1)), ("backed", "back"));
        let place = Place::new(&s, 1);
        for (cue, matches) in [
            ("back", true),
            ("backed", true),
            ("back away", true),
            ("back away from", true),
            ("bac", false),
            ("backs", false),
            ("back down", false),
        ] {
            assert_eq!(place.matches(cue), matches, "{cue}");
        }
    }
}
