//! Measures extraction on the pages of the article extraction benchmark: word-shingle F1, precision and recall, and with
//! `--pages` the score of each page, worst first. The folder of pages may be given as an argument.

#[path = "../tests/support/pages.rs"]
mod pages;

use std::path::PathBuf;
use std::process::ExitCode;

use demarche_article::shingles::{Agreement, score};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder =
        arguments.iter().find(|argument| !argument.starts_with("--")).map_or_else(pages::folder, PathBuf::from);
    let measured = match pages::measure(&folder) {
        Ok(measured) => measured,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::FAILURE;
        }
    };
    if arguments.iter().any(|argument| argument == "--pages") {
        let mut worst: Vec<_> = measured.iter().collect();
        worst.sort_by(|a, b| a.1.f1().total_cmp(&b.1.f1()));
        for (name, page) in worst {
            println!(
                "{:.3}  both {:5}  extra {:5}  missing {:5}  {name}",
                page.f1(),
                page.both,
                page.extra,
                page.missing
            );
        }
    }
    let agreements: Vec<Agreement> = measured.values().copied().collect();
    let total = score(&agreements);
    println!(
        "pages {}  F1 {:.4}  precision {:.4}  recall {:.4}",
        agreements.len(),
        total.f1,
        total.precision,
        total.recall
    );
    ExitCode::SUCCESS
}
