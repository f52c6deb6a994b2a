//! Counts the articles of inputs of any size without holding them: `cargo run --example count -- crawl.warc.gz`. PDF is left out.

use std::path::PathBuf;

use demarche_article::{Limits, list_inputs, read_each};

fn main() {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let (inputs, mut diagnostics) = list_inputs(&paths);
    let (mut articles, mut bytes) = (0_usize, 0_usize);
    for input in &inputs {
        let said = read_each(input, &Limits::default(), &mut |article| {
            articles += 1;
            bytes += article.text.len();
        });
        diagnostics.extend(said);
    }
    for one in diagnostics.iter().take(20) {
        eprintln!("{:?}: {:?}: {}", one.severity, one.source, one.message);
    }
    println!("{articles} articles with {bytes} bytes of text, {} diagnostics", diagnostics.len());
}
