//! Prints how an input is read: the fields of each article and every block with its kind and reason. For development.

use std::path::PathBuf;

use demarche_article::{Limits, list_inputs, read_input};

fn main() {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let (inputs, mut diagnostics) = list_inputs(&paths);
    for input in inputs {
        let outcome = read_input(&input, &Limits::default());
        for article in &outcome.articles {
            println!("== {} ({})", article.id, article.source);
            println!(
                "title {:?}\nbyline {:?}\ndateline {:?}\nsection {:?}",
                article.title, article.byline, article.dateline, article.section
            );
            println!("language {:?} publisher {:?} url {:?}", article.language, article.publisher, article.url);
            let days = article.published.interval.as_ref().map(|i| (i.earliest, i.latest));
            println!("published {:?} {:?} {:?}", article.published.basis, days, article.published.clues);
            for block in &article.blocks {
                let text: String = block.span.of(&article.text).chars().take(110).collect();
                println!("  {:?} [{}] {text}", block.kind, block.reason.as_deref().unwrap_or(""));
            }
        }
        diagnostics.extend(outcome.diagnostics);
    }
    for diagnostic in diagnostics {
        println!(
            "{:?} {}: {} ({})",
            diagnostic.severity,
            diagnostic.source,
            diagnostic.message,
            diagnostic.hint.unwrap_or_default()
        );
    }
}
