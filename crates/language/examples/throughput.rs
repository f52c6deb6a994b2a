//! Annotates a text on several threads that share one pipeline, and writes how many words it did: `throughput TEXT_FILE THREADS`. Texts
//! are runs of paragraphs, handed out as the threads become free; `bench/speed.py` takes the times.

use std::sync::atomic::{AtomicUsize, Ordering};

use demarche_language::Pipeline;
use demarche_record::Span;

/// Paragraphs in one text.
const PARAGRAPHS: usize = 20;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, threads] = &arguments[..] else {
        eprintln!("usage: throughput TEXT_FILE THREADS");
        std::process::exit(2);
    };
    let text = std::fs::read_to_string(path).expect("a file in UTF-8 that can be read");
    let threads: usize = threads.parse().expect("a number of threads");
    let paragraphs: Vec<&str> = text.split("\n\n").filter(|p| !p.trim().is_empty()).collect();
    let texts: Vec<String> = paragraphs.chunks(PARAGRAPHS).map(|some| some.join("\n\n")).collect();
    let pipeline = Pipeline::embedded().expect("the embedded model loads");
    let (next, words) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                while let Some(text) = texts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut at = 0;
                    let mut blocks = Vec::new();
                    for paragraph in text.split("\n\n") {
                        blocks.push(Span::new(at, at + paragraph.len()));
                        at += paragraph.len() + 2;
                    }
                    let annotation = pipeline.annotate(text, &blocks);
                    words.fetch_add(annotation.sentences.iter().map(|s| s.tokens.len()).sum(), Ordering::Relaxed);
                }
            });
        }
    });
    println!("{}", words.into_inner());
}
