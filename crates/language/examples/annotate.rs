//! Prints CoNLL-U: `annotate TEXT_FILE` reads a plain text (paragraphs divided by blank lines; `-` for standard input),
//! `annotate --gold FILE.conllu` keeps the words of a treebank and annotates them anew, `--raw FILE.conllu` segments its text anew,
//! `--score FILE.conllu [--without GENRE]` prints UPOS, features, lemmas, UAS and LAS on gold words.

use std::io::Read as _;

use demarche_language::{Pipeline, conllu};
use demarche_record::Span;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(path) = arguments.iter().rev().find(|a| !a.starts_with("--")) else {
        eprintln!("usage: annotate [--gold | --raw | --score] FILE");
        std::process::exit(2);
    };
    let file =
        arguments.iter().position(|a| a.starts_with("--") && a != "--without").map_or(path, |at| &arguments[at + 1]);
    let pipeline = Pipeline::embedded().expect("the embedded model loads");
    if arguments.iter().any(|a| a == "--score") {
        let without = arguments.iter().position(|a| a == "--without").map_or("\0", |at| &arguments[at + 1]);
        score(&pipeline, &source(file), without);
    } else if arguments.iter().any(|a| a == "--gold") {
        for document in conllu::read(&source(file)) {
            let annotation = pipeline.annotate_words(&document.sentences);
            print!("# newdoc id = {}\n{}", document.id, conllu::write(&document.text, &annotation));
        }
    } else if arguments.iter().any(|a| a == "--raw") {
        for document in conllu::read(&source(file)) {
            print!("{}", conllu::write(&document.text, &pipeline.annotate(&document.text, &document.blocks)));
        }
    } else {
        let text = source(file);
        let blocks = paragraphs(&text);
        print!("{}", conllu::write(&text, &pipeline.annotate(&text, &blocks)));
    }
}

fn source(path: &str) -> String {
    if path == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).expect("standard input is UTF-8");
        return text;
    }
    std::fs::read_to_string(path).expect("a file in UTF-8 that can be read")
}

/// Paragraphs of a plain text.
fn paragraphs(text: &str) -> Vec<Span> {
    let mut at = 0;
    let mut out = Vec::new();
    for piece in text.split("\n\n") {
        out.push(Span::new(at, at + piece.len()));
        at += piece.len() + 2;
    }
    out
}

fn score(pipeline: &Pipeline, source: &str, without: &str) {
    let mut right = [0_u32; 5];
    let mut all = 0_u32;
    for document in conllu::read(source).iter().filter(|d| !d.id.contains(without)) {
        for (found, gold) in pipeline.annotate_words(&document.sentences).sentences.iter().zip(&document.sentences) {
            for (found, gold) in found.tokens.iter().zip(&gold.tokens) {
                all += 1;
                let head = found.head == gold.head;
                let checks = [
                    found.upos == gold.upos,
                    found.feats == gold.feats,
                    found.lemma == gold.lemma,
                    head,
                    head && found.deprel == gold.deprel,
                ];
                for (count, check) in right.iter_mut().zip(checks) {
                    *count += u32::from(check);
                }
            }
        }
    }
    for (name, count) in ["UPOS", "FEATS", "lemma", "UAS", "LAS (with subtypes)"].iter().zip(right) {
        println!("{name}: {:.2}", 100.0 * f64::from(count) / f64::from(all.max(1)));
    }
    println!("words: {all}");
}
