//! No tree, however odd, makes the stage fail.

use demarche_coding::{Coding, EventSite, Reading};
use demarche_gazetteer::Resolution;
use demarche_language::{Annotation, Sentence, Token, Upos};
use demarche_record::{Article, Published, Span};
use proptest::prelude::*;

use crate::argue;

const WORDS: &[&str] = &[
    "demand", "not", "until", "island", "say", "that", "change", "position", "of", "because", "60", "percent", "$",
    "5", "billion", "first", ",", "is", "meeting", "to", "what", "changed", "?", "several", "factors", "drive", "on",
    "treaty", "“", "”",
];
const RELATIONS: &[&str] = &[
    "nsubj",
    "obj",
    "obl",
    "ccomp",
    "xcomp",
    "advcl",
    "acl:relcl",
    "nmod",
    "case",
    "mark",
    "conj",
    "parataxis",
    "punct",
    "aux",
    "cop",
    "compound",
    "nmod:poss",
];

prop_compose! {
    fn token()(word in 0..WORDS.len(), upos in 0..17usize, head in 0..12usize, relation in 0..RELATIONS.len()) -> (usize, usize, usize, usize) {
        (word, upos, head, relation)
    }
}

proptest! {
    #[test]
    fn argue_never_panics(rows in prop::collection::vec(prop::collection::vec(token(), 0..12), 0..4)) {
        let mut text = String::new();
        let mut sentences = Vec::new();
        for (block, row) in rows.iter().enumerate() {
            let start = text.len();
            let mut tokens = Vec::new();
            for &(word, upos, head, relation) in row {
                let from = text.len();
                text.push_str(WORDS[word]);
                tokens.push(Token {
                    span: Span::new(from, text.len()),
                    form: WORDS[word].to_owned(),
                    lemma: WORDS[word].to_owned(),
                    upos: Upos::ALL[upos],
                    feats: String::new(),
                    head: (head < row.len()).then_some(head),
                    deprel: RELATIONS[relation].to_owned(),
                });
                text.push(' ');
            }
            sentences.push(Sentence { span: Span::new(start, text.len()), block, tokens, ..Sentence::default() });
        }
        let article = Article {
            id: "a".into(), source: "a".into(), title: None, byline: vec![], dateline: None, section: vec![], language: None,
            published: Published::unknown(), publisher: None, url: None, text, blocks: vec![],
        };
        let annotation = Annotation { sentences, ..Annotation::default() };
        let published = Published::unknown();
        let resolution = Resolution::default();
        let reading = Reading { article: &article, annotation: &annotation, published: &published, times: &[], resolution: &resolution };
        let mut coding = Coding { events: vec![], sites: vec![EventSite { sentence: 9, token: 9 }], ..Coding::default() };
        let argument = argue(&reading, &mut coding);
        for p in &argument.positions {
            prop_assert!(!p.evidence.is_empty());
        }
    }
}
