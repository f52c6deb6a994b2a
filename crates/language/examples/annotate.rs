//! Prints CoNLL-U with chains, or with `--names` the phrases that names head: `annotate TEXT_FILE` reads a plain text (paragraphs divided by blank lines; `-` for standard input),
//! `annotate --gold FILE.conllu` keeps the words of a treebank and annotates them anew, `--raw FILE.conllu` segments its text anew.

use std::io::Read as _;

use demarche_language::conllu::{Labeller, Marks};
use demarche_language::{Pipeline, conllu};
use demarche_record::Span;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(path) = arguments.iter().rev().find(|a| !a.starts_with("--")) else {
        eprintln!("usage: annotate [--gold | --raw] [--names] FILE");
        std::process::exit(2);
    };
    let has = |option: &str| arguments.iter().any(|a| a == option);
    let pipeline = Pipeline::embedded().expect("the embedded model loads");
    let mut labeller = Labeller::new(if has("--names") { Marks::Names } else { Marks::Chains });
    let text = source(path);
    if has("--gold") {
        for document in conllu::read(&text) {
            print!("{}", labeller.gold(&document, &pipeline.annotate_words(&document.sentences)));
        }
    } else if has("--raw") {
        for document in conllu::read(&text) {
            let annotation = pipeline.annotate(&document.text, &document.blocks);
            print!("{}", labeller.raw(&document.text, &annotation, &document.id));
        }
    } else {
        let blocks = paragraphs(&text);
        print!("{}", labeller.raw(&text, &pipeline.annotate(&text, &blocks), ""));
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
