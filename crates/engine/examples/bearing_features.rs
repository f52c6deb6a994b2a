//! What `training/bearing.py` learns from: one line of JSON for each article among the files and folders on the command line, with its text and every
//! clause that may name a force.

use std::io::Write;
use std::path::PathBuf;

use demarche_article::{Limits, list_inputs, read_input};
use demarche_engine::Engine;
use serde_json::json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let engine = Engine::embedded(0)?;
    let mut out = std::io::stdout().lock();
    for input in &list_inputs(&paths).0 {
        for article in &read_input(input, &Limits::default()).articles {
            let stages = engine.stages(article);
            let reading = stages.reading();
            let clauses = demarche_argument::training::clauses(&reading, &stages.coding);
            let line = json!({ "id": stages.article.id, "file": input.source(), "text": stages.article.text, "clauses": clauses });
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}
