//! Measures extraction on the pages of the article extraction benchmark: word-shingle F1, precision and recall, and with
//! `--pages` the score of each page, worst first. The folder of pages may be given as an argument.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use demarche_article::shingles::{Agreement, score};
use demarche_article::{Format, Limits, read_bytes};
use demarche_record::BlockKind;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments.iter().find(|argument| !argument.starts_with("--")).map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/pages"),
        PathBuf::from,
    );
    match measure(&folder) {
        Ok(pages) => {
            if arguments.iter().any(|argument| argument == "--pages") {
                let mut worst: Vec<_> = pages.iter().collect();
                worst.sort_by(|a, b| a.1.f1().total_cmp(&b.1.f1()));
                for (name, page) in worst {
                    println!("{:.3}  {:5} {:5} {:5}  {}", page.f1(), page.both, page.extra, page.missing, &name[..12.min(name.len())]);
                }
            }
            let agreements: Vec<Agreement> = pages.values().copied().collect();
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
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn measure(folder: &Path) -> Result<BTreeMap<String, Agreement>, String> {
    let truth = folder.join("ground-truth.json");
    let text = fs::read_to_string(&truth).map_err(|error| format!("{}: {error}", truth.display()))?;
    let truth: BTreeMap<String, serde_json::Value> =
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", truth.display()))?;
    let mut pages = BTreeMap::new();
    for (name, entry) in truth {
        let path = folder.join(format!("{name}.html.gz"));
        let mut bytes = Vec::new();
        fs::File::open(&path)
            .and_then(|file| flate2::read::GzDecoder::new(file).read_to_end(&mut bytes))
            .map_err(|error| format!("{}: {error}", path.display()))?;
        let outcome = read_bytes(&format!("{name}.html"), &bytes, Some(Format::Html), &Limits::default());
        let mut body = String::new();
        for article in &outcome.articles {
            // The reference counts the dateline to the body; here it is a block of its own.
            for block in article.blocks.iter().filter(|block| block.kind.is_body() || block.kind == BlockKind::Dateline) {
                body.push_str(block.span.of(&article.text));
                body.push('\n');
            }
        }
        if let Ok(folder) = std::env::var("PAGES_DUMP") {
            let mut dump = String::new();
            for article in &outcome.articles {
                dump.push_str(&format!("{:?}\n", (&article.title, &article.byline, &article.section, &article.published, &article.publisher, &article.language, &article.dateline)));
                for block in &article.blocks {
                    dump.push_str(&format!("{:?} [{}] {}\n", block.kind, block.reason.as_deref().unwrap_or(""), block.span.of(&article.text)));
                }
            }
            fs::write(Path::new(&folder).join(format!("{}.txt", &name[..10])), dump).map_err(|error| error.to_string())?;
        }
        let reference = entry.get("articleBody").and_then(serde_json::Value::as_str).unwrap_or_default();
        pages.insert(name, Agreement::of(reference, &body));
    }
    Ok(pages)
}
