//! The engine as a library: reads the files or folders named on the command line and prints the findings as JSON.

use demarche_article::{Limits, list_inputs, read_input};
use demarche_engine::Engine;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<std::path::PathBuf> = std::env::args_os().skip(1).map(Into::into).collect();
    let (inputs, mut diagnostics) = list_inputs(&paths);
    let mut articles = Vec::new();
    for input in &inputs {
        let outcome = read_input(input, &Limits::default());
        articles.extend(outcome.articles);
        diagnostics.extend(outcome.diagnostics);
    }
    let engine = Engine::embedded(0)?;
    let mut findings = engine.read_all(&articles, &|| ());
    findings.diagnostics.splice(0..0, diagnostics);
    serde_json::to_writer_pretty(std::io::stdout().lock(), &findings)?;
    println!();
    Ok(())
}
