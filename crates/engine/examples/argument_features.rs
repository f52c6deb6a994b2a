//! What `training/argument.py` learns from: one line of JSON for each newswire article whose id is on the command line, with its tokens, its
//! actors and the examples of the argument stage.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use demarche_article::{Limits, list_inputs, read_input};
use demarche_engine::Engine;
use demarche_record::Article;
use serde_json::json;

const NEWSWIRE: &str = "../shared/data/newswire";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let wanted: BTreeSet<String> = std::env::args().skip(1).collect();
    let (inputs, _) = list_inputs(&[PathBuf::from(NEWSWIRE)]);
    let articles: Vec<Article> = inputs
        .iter()
        .flat_map(|input| read_input(input, &Limits::default()).articles)
        .filter(|article| wanted.contains(article.id.as_str()))
        .collect();
    let engine = Engine::embedded(0)?;
    let mut out = std::io::stdout().lock();
    for article in &articles {
        let stages = engine.stages(article);
        let reading = stages.reading();
        let sentences: Vec<_> = stages
            .annotation
            .sentences
            .iter()
            .map(|sentence| {
                let tokens: Vec<_> = sentence
                    .tokens
                    .iter()
                    .map(|t| json!([t.span.start, t.span.end, t.form, t.lemma, t.upos.name(), t.head, t.deprel]))
                    .collect();
                json!({ "block": sentence.block, "tokens": tokens })
            })
            .collect();
        let line = json!({
            "id": stages.article.id,
            "text": stages.article.text,
            "sentences": sentences,
            "actors": stages.resolution.actors,
            "examples": demarche_argument::training::examples(&reading, &stages.coding),
        });
        writeln!(out, "{line}")?;
    }
    Ok(())
}
