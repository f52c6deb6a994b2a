//! Fuzzes the reading of any text by the language pipeline: `cargo +nightly fuzz run language_annotate`. The first byte says how the
//! text is divided into blocks; bytes that are no UTF-8 become U+FFFD, as the readers of pages make them.
#![no_main]

use std::sync::LazyLock;

use demarche_language::conllu::{self, Labeller, Marks};
use demarche_language::Pipeline;
use demarche_record::Span;
use libfuzzer_sys::fuzz_target;

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| Pipeline::embedded().expect("the embedded model loads"));

fuzz_target!(|bytes: &[u8]| {
    let Some((&cut, rest)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(rest).into_owned();
    let middle = rest.len() * usize::from(cut) / 255;
    // One block, two that meet, two that overlap or leave something out and may stand on no character boundary or outside the text.
    let blocks = match cut % 4 {
        0 => vec![Span { start: 0, end: text.len() }],
        1 => vec![Span { start: 0, end: middle }, Span { start: middle, end: text.len() }],
        2 => vec![Span { start: middle, end: text.len() + 7 }],
        _ => vec![Span { start: middle / 2, end: middle }, Span { start: middle + 1, end: usize::MAX }],
    };
    let annotation = PIPELINE.annotate(&text, &blocks);
    for sentence in &annotation.sentences {
        let root = sentence.root().expect("a sentence has a root");
        assert_eq!(sentence.tokens.iter().filter(|token| token.head.is_none()).count(), 1);
        assert_eq!(sentence.subtree(root).len(), sentence.tokens.len());
        for token in &sentence.tokens {
            assert_eq!(text.get(token.span.start..token.span.end), Some(token.form.as_str()));
        }
        for name in &sentence.names {
            assert!(!name.tokens.is_empty() && name.tokens.end <= sentence.tokens.len());
        }
    }
    for mention in &annotation.mentions {
        assert!(mention.tokens.contains(&mention.head));
        assert!(mention.tokens.end <= annotation.sentences[mention.sentence].tokens.len());
    }
    assert!(annotation.chains.iter().all(|chain| chain.mentions.iter().all(|&m| m < annotation.mentions.len())));
    // What is written reads back with as many words.
    let words: usize = annotation.sentences.iter().map(|sentence| sentence.tokens.len()).sum();
    for marks in [Marks::Names, Marks::Chains] {
        let out = Labeller::new(marks).raw(&text, &annotation, "fuzz");
        assert_eq!(conllu::fault(&out), None);
        let again: usize = conllu::read(&out).iter().flat_map(|d| &d.sentences).map(|s| s.tokens.len()).sum();
        assert_eq!(again, words);
    }
    let _ = conllu::bio(&annotation);
});
