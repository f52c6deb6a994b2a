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
    for (article, (events, actors)) in articles.iter().zip(found) {
        for (event, grounds) in events {
            let Some(evidence) = event.evidence.first() else { continue };
            let sides: Vec<_> = event.sources.iter().chain(&event.targets).collect();
            let of_event: Vec<_> = actors
                .iter()
                .filter(|actor| sides.contains(&&actor.id))
                .map(|a| json!({"id": a.id, "name": a.name, "aliases": a.aliases, "state": a.state}))
                .collect();
            let mut line = serde_json::to_value(&event)?;
            line["source_file"] = json!(article.source);
            line["article"] = json!(evidence.article);
            line["sentence_start"] = json!(evidence.sentence.start);
            line["sentence_end"] = json!(evidence.sentence.end);
            line["start"] = json!(evidence.span.start);
            line["end"] = json!(evidence.span.end);
            line["root"] = json!(event.kind.name());
            line["actors"] = json!(of_event);
            line["grounds"] = json!(grounds.0);
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}
