//! Words and sentences F1 against a treebank, from its raw text: `segmentation_score FILE.conllu [--without GENRE] [--errors N]`.

use std::collections::BTreeSet;

use demarche_language::{Segmenter, conllu};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| arguments.iter().position(|a| a == name).and_then(|i| arguments.get(i + 1)).cloned();
    let without = option("--without").unwrap_or_else(|| "\0".to_owned());
    let mut show: usize = option("--errors").and_then(|n| n.parse().ok()).unwrap_or(0);
    let source = std::fs::read_to_string(&arguments[0]).expect("a treebank in CoNLL-U that can be read");
    let segmenter = Segmenter::embedded();
    let mut words = [0; 3];
    let mut sentences = [0; 3];
    for document in conllu::read(&source).iter().filter(|d| !d.id.contains(&without)) {
        let text = &document.text;
        let gold_words: BTreeSet<_> =
            document.sentences.iter().flat_map(|s| &s.tokens).map(|t| (t.span.start, t.span.end)).collect();
        let gold: BTreeSet<_> = document
            .sentences
            .iter()
            .map(|s| (s.tokens[0].span.start, s.tokens[s.tokens.len() - 1].span.end))
            .collect();
        let raw: Vec<_> = document.blocks.iter().flat_map(|&block| segmenter.segment(text, block)).collect();
        let found_words: BTreeSet<_> = raw.iter().flat_map(|s| &s.words).map(|w| (w.span.start, w.span.end)).collect();
        let found: BTreeSet<_> =
            raw.iter().map(|s| (s.words[0].span.start, s.words[s.words.len() - 1].span.end)).collect();
        for (counts, gold, found) in [(&mut words, &gold_words, &found_words), (&mut sentences, &gold, &found)] {
            counts[0] += gold.intersection(found).count();
            counts[1] += gold.len();
            counts[2] += found.len();
        }
        for (layer, gold, found) in [("word", &gold_words, &found_words), ("sentence", &gold, &found)] {
            for &(start, end) in found.difference(gold) {
                if show > 0 {
                    show -= 1;
                    let from = text.floor_char_boundary(start.saturating_sub(30));
                    let to = text.ceil_char_boundary((end + 30).min(text.len()));
                    println!("{layer}: {:?} in {:?}", &text[start..end], &text[from..to]);
                }
            }
        }
    }
    for (name, [right, gold, found]) in [("words", words), ("sentences", sentences)] {
        println!(
            "{name}: F1 {:.2} ({right} right, {gold} gold, {found} found)",
            200.0 * f64::from(right as u32) / f64::from((gold + found) as u32)
        );
    }
}
