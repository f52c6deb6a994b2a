//! Hand-made sentences and articles for the tests of this crate.

use demarche_language::{Annotation, Sentence};
use demarche_record::{Article, Block, BlockKind, Published, Span};

/// A sentence of words split at blanks, without a tree: nouns all.
pub(crate) fn plain(text: &str) -> (String, Sentence) {
    let lines: Vec<String> = text
        .split_whitespace()
        .enumerate()
        .map(|(index, word)| {
            let upos = if word.chars().all(|c| c.is_ascii_punctuation()) { "PUNCT" } else { "X" };
            format!("{word} {upos} _ {} dep {word}", usize::from(index > 0))
        })
        .collect();
    Sentence::from_lines(&lines.join("\n"))
}

/// An article of sentences given as short CoNLL-U lines, one block a sentence.
pub(crate) fn article(sentences: &[&str]) -> (Article, Annotation) {
    let mut text = String::new();
    let mut annotation = Annotation::default();
    let mut blocks = Vec::new();
    for (index, lines) in sentences.iter().enumerate() {
        let (words, mut sentence) = Sentence::from_lines(lines);
        if !text.is_empty() {
            text.push('\n');
        }
        let shift = text.len();
        text.push_str(&words);
        sentence.span = Span::new(sentence.span.start + shift, sentence.span.end + shift);
        for token in &mut sentence.tokens {
            token.span = Span::new(token.span.start + shift, token.span.end + shift);
        }
        sentence.block = index;
        blocks.push(Block { span: sentence.span, kind: BlockKind::Paragraph, reason: None });
        annotation.sentences.push(sentence);
    }
    let article = Article {
        id: "test".to_owned(),
        source: "test".to_owned(),
        title: None,
        byline: Vec::new(),
        dateline: None,
        section: Vec::new(),
        language: Some("en".to_owned()),
        published: Published::unknown(),
        publisher: None,
        url: None,
        text,
        blocks,
    };
    (article, annotation)
}
