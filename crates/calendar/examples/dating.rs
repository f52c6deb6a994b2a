//! Measures the dating of undated articles: reads dated articles (JSONL with `published` and `text`) with the date removed.
//! `cargo run -p demarche-calendar --example dating -- [DIR] [--misses]`; without DIR the shared newswire.

use std::path::{Path, PathBuf};

use demarche_calendar::{date_article, find};
use demarche_record::{Article, Block, BlockKind, Interval, Published, Span};
use jiff::civil::Date;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let misses = arguments.iter().any(|a| a == "--misses");
    let directory = arguments
        .iter()
        .find(|a| !a.starts_with("--"))
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/newswire"), PathBuf::from);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&directory)
        .map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())).collect())
        .unwrap_or_default();
    files.retain(|file| file.extension().is_some_and(|e| e == "jsonl"));
    files.sort();
    if files.is_empty() {
        eprintln!("no articles (*.jsonl) under {}: name the folder that holds them", directory.display());
        std::process::exit(2);
    }
    let reader = support::Reader::new();
    let (mut articles, mut answered, mut closed, mut holds) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut widths: Vec<i64> = Vec::new();
    for file in &files {
        let Ok(raw) = std::fs::read_to_string(file) else { continue };
        for line in raw.lines() {
            let Ok(item) = serde_json::from_str::<serde_json::Value>(line) else { continue };
            let field = |name: &str| item.get(name).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
            let Ok(truth) = field("published").parse::<Date>() else { continue };
            let article = support::article(&field("id"), field("text"), Published::unknown());
            let annotation = reader.annotate(&article);
            let times = find(&article, &annotation);
            let published = date_article(&article, &annotation, &times, &[]);
            articles += 1;
            let Some(interval) = published.interval else { continue };
            answered += 1;
            if let Some(days) = interval.days() {
                closed += 1;
                widths.push(days);
            }
            if interval.contains(&Interval::day(truth)) {
                holds += 1;
            } else if misses {
                println!("{} {truth} not in {interval:?}", article.id);
                for clue in &published.clues {
                    println!("    [{}] {}", clue.text, clue.says);
                    if let Some(span) = clue.span {
                        let sentence = annotation.sentences.iter().find(|s| s.span.overlaps(span));
                        println!("        {}", sentence.map(|s| s.span.of(&article.text)).unwrap_or_default());
                    }
                }
            }
        }
    }
    widths.sort_unstable();
    #[allow(clippy::cast_precision_loss, reason = "counts of a few thousand")]
    let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    println!("{articles} articles, date removed, read by {}", reader.name());
    println!(
        "answered {answered} ({:.1}%), of these with both ends {closed} ({:.1}%)",
        share(answered, articles),
        share(closed, articles)
    );
    println!("holds the true day {holds} ({:.2}% of those answered)", share(holds, answered));
    println!("median width of those with both ends: {} days", widths.get(widths.len() / 2).copied().unwrap_or(0));
}

#[path = "support/mod.rs"]
mod support;
