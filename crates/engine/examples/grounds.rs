//! Prints every event that the coder finds, accepted or not, with the grounds on which it is accepted: one JSON object a line, for
//! `training/acceptance.py`.
//!
//! `grounds FILE_OR_FOLDER...`

use std::io::Write;
use std::path::PathBuf;

use demarche_article::{Limits, list_inputs, read_input};
use demarche_engine::Engine;
use demarche_record::Article;
use rayon::prelude::*;
use serde_json::json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if paths.is_empty() {
        return Err("usage: grounds FILE_OR_FOLDER...".into());
    }
    let (inputs, _) = list_inputs(&paths);
    let articles: Vec<Article> =
        inputs.iter().flat_map(|input| read_input(input, &Limits::default()).articles).collect();
    let engine = Engine::embedded(0)?;
    let found: Vec<_> = articles.par_iter().map(|article| engine.weighed(article)).collect();
    let mut out = std::io::stdout().lock();
    for (event, grounds) in found.into_iter().flatten() {
        let Some(evidence) = event.evidence.first() else { continue };
        let line = json!({
            "article": evidence.article,
            "sentence_start": evidence.sentence.start,
            "sentence_end": evidence.sentence.end,
            "start": evidence.span.start,
            "end": evidence.span.end,
            "root": event.kind.name(),
            "sources": event.sources,
            "targets": event.targets,
            "status": event.status,
            "predicate": event.predicate,
            "content": event.content,
            "confidence": event.confidence,
            "found_by": event.found_by,
            "grounds": grounds.0,
        });
        writeln!(out, "{line}")?;
    }
    Ok(())
}
