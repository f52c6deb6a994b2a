//! Measures the time expressions on TimeML documents (raw text and creation time alone): strict, relaxed and value F1 as in
//! TempEval-3. `cargo run -p demarche-calendar --example timeml -- [DIR] [--misses] [--rules]`; without DIR the shared collection.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use demarche_calendar::{TimeExpression, find, resolve};
use demarche_record::{Article, Basis, Block, BlockKind, Interval, Published, Span};

struct Gold {
    span: Span,
    value: String,
    kind: String,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let misses = arguments.iter().any(|a| a == "--misses");
    let directory = arguments
        .iter()
        .find(|a| !a.starts_with("--"))
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/time"), PathBuf::from);
    let mut files = Vec::new();
    collect(&directory, &mut files);
    if files.is_empty() {
        eprintln!("no TimeML documents (*.tml) under {}: name the folder that holds them", directory.display());
        std::process::exit(2);
    }
    let reader = support::Reader::new();
    // Found, of these overlapping a gold expression, of these with its value.
    let mut rules: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let (mut gold_count, mut found_count, mut strict, mut relaxed, mut value, mut alike) = (0, 0, 0, 0, 0, 0);
    for file in &files {
        let Ok(raw) = std::fs::read_to_string(file) else {
            eprintln!("{}: cannot be read as UTF-8; skipped", file.display());
            continue;
        };
        let (article, gold) = document(file, &raw);
        let annotation = reader.annotate(&article);
        let mut times = find(&article, &annotation);
        resolve(&mut times, &annotation, &article.published);
        gold_count += gold.len();
        found_count += times.len();
        for time in &times {
            rules.entry(time.rule.clone()).or_default()[0] += 1;
        }
        let mut used = vec![false; times.len()];
        for gold in &gold {
            let exact = times.iter().position(|t| t.timex3_span(&article.text) == gold.span);
            let overlap = exact.or_else(|| (0..times.len()).find(|&i| !used[i] && times[i].span.overlaps(gold.span)));
            let words = gold.span.of(&article.text).replace('\n', " ");
            match overlap {
                Some(index) => {
                    used[index] = true;
                    relaxed += 1;
                    let time = &times[index];
                    strict += usize::from(exact.is_some());
                    let same = time.timex3_value() == gold.value;
                    value += usize::from(same);
                    let row = rules.entry(time.rule.clone()).or_default();
                    row[1] += 1;
                    row[2] += usize::from(same);
                    alike += usize::from(spelled(&time.timex3_value()) == spelled(&gold.value));
                    if misses && exact.is_none() {
                        println!("EXTENT\t[{words}]\t[{}]\t{}", text(time, &article), context(&article, gold.span));
                    }
                    if misses && !same {
                        println!(
                            "VALUE\t[{words}]\t{} {}\tgot {} {} ({})\t{}",
                            gold.kind,
                            gold.value,
                            time.timex3_kind().name(),
                            time.timex3_value(),
                            time.rule,
                            context(&article, gold.span)
                        );
                    }
                }
                None if misses => {
                    println!("MISSED\t[{words}]\t{} {}\t{}", gold.kind, gold.value, context(&article, gold.span))
                }
                None => {}
            }
        }
        for (index, time) in times.iter().enumerate() {
            if misses && !used[index] {
                println!(
                    "EXTRA\t[{}]\t{} {} ({})\t{}",
                    text(time, &article),
                    time.kind.name(),
                    time.value,
                    time.rule,
                    context(&article, time.span)
                );
            }
        }
    }
    if arguments.iter().any(|a| a == "--rules") {
        for (rule, [found, overlapping, right]) in &rules {
            println!("{rule:24} found {found:4}  overlapping {overlapping:4}  value right {right:4}");
        }
    }
    let f1 = |hits: usize| {
        #[allow(clippy::cast_precision_loss, reason = "counts of a few thousand")]
        let (p, r) = (hits as f64 / found_count.max(1) as f64, hits as f64 / gold_count.max(1) as f64);
        format!("F1 {:5.2}  precision {:5.2}  recall {:5.2}", 200.0 * p * r / (p + r).max(1e-9), 100.0 * p, 100.0 * r)
    };
    println!("{} documents, {gold_count} expressions, {found_count} found, read by {}", files.len(), reader.name());
    println!("strict   {}\nrelaxed  {}\nvalue    {}", f1(strict), f1(relaxed), f1(value));
    println!("value, spelling made alike (2000-W7 is 2000-W07, 1949-XX is 1949, 198X is 198)  {}", f1(alike));
}

fn text<'a>(time: &TimeExpression, article: &'a Article) -> &'a str {
    time.span.of(&article.text)
}

fn context(article: &Article, span: Span) -> String {
    let clip = |at: usize, back: bool| {
        let mut at = if back { at.saturating_sub(60) } else { (at + 40).min(article.text.len()) };
        while !article.text.is_char_boundary(at) {
            at += 1;
        }
        at
    };
    article.text[clip(span.start, true)..clip(span.end, false)].replace('\n', " ") + "  @" + &day(article)
}

fn day(article: &Article) -> String {
    article.published.interval.as_ref().and_then(|i| i.earliest).map(|d| d.to_string()).unwrap_or_default()
}

/// A value in one spelling: the annotators wrote the same week, year or decade in several.
fn spelled(value: &str) -> String {
    let mut value = value.to_owned();
    while let Some(bare) = value.strip_suffix("-XX") {
        value = bare.to_owned();
    }
    if let Some((year, week)) = value.split_once("-W")
        && week.len() == 1
    {
        value = format!("{year}-W0{week}");
    }
    if value.len() == 4 && !value.starts_with('P') {
        value = value.trim_end_matches('X').to_owned();
    }
    value
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "tml") {
            files.push(path);
        }
    }
}

/// The text of the TEXT element with its gold expressions.
fn document(file: &Path, raw: &str) -> (Article, Vec<Gold>) {
    let date = raw
        .find("functionInDocument=\"CREATION_TIME\"")
        .map(|at| &raw[raw[..at].rfind('<').unwrap_or(0)..])
        .and_then(|tag| attribute(tag, "value"))
        .and_then(|value| value.get(..10)?.parse().ok());
    let inside = raw.find("<TEXT>").and_then(|a| raw.find("</TEXT>").map(|b| &raw[a + 6..b])).unwrap_or("");
    let (mut text, mut gold, mut open) = (String::new(), Vec::new(), Vec::new());
    let mut rest = inside;
    while let Some(c) = rest.chars().next() {
        if c == '<' {
            let end = rest.find('>').map_or(rest.len(), |end| end + 1);
            let tag = &rest[..end];
            if tag.starts_with("<TIMEX3") {
                open.push((
                    text.len(),
                    attribute(tag, "value").unwrap_or_default(),
                    attribute(tag, "type").unwrap_or_default(),
                ));
            } else if tag == "</TIMEX3>"
                && let Some((start, value, kind)) = open.pop()
            {
                gold.push(Gold { span: Span::new(start, text.len()), value, kind });
            }
            rest = &rest[end..];
        } else if let Some((name, plain)) =
            [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&apos;", '\'')]
                .into_iter()
                .find(|(name, _)| rest.starts_with(name))
        {
            text.push(plain);
            rest = &rest[name.len()..];
        } else {
            text.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    let published = date.map_or_else(Published::unknown, |date| Published {
        interval: Some(Interval::day(date)),
        basis: Basis::Metadata,
        clues: Vec::new(),
    });
    (support::article(&file.to_string_lossy(), text, published), gold)
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = &tag[..tag.find('>').unwrap_or(tag.len())];
    let at = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[at..].split('"').next().map(str::to_owned)
}

#[path = "support/mod.rs"]
mod support;
