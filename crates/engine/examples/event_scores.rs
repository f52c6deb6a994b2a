//! Scores relations, triples and spans against collections of sentences with their sides marked, on the rows that no weight was
//! trained on (`eval/events-held-out.tsv`) and on all. For `cargo xtask accuracy`.
//!
//! `event_scores relations ../shared/data/events/plv-train.tsv [--svg docs/relations.svg]`
//! `event_scores triples ../shared/data/events/plv-train.tsv`
//! `event_scores spans ../shared/data/events/cameo-source-target-train.txt ../shared/data/events/cameo-quad-train.tsv`

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Range;

use demarche_coding::{Coding, NoScorer, Reading, code_open, role_sides};
use demarche_engine::{Engine, Stages};
use demarche_language::{Annotation, Pipeline};
use demarche_record::{Article, PloverType, Published, Span};

const HELD_OUT: &str = "eval/events-held-out.tsv";

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["relations", table] => relations(table, None),
        ["relations", table, "--svg", picture] => relations(table, Some(picture)),
        ["triples", table] => triples(table),
        ["spans", tagged, raw] => spans(tagged, raw),
        _ => Err("usage: event_scores relations TABLE [--svg FILE] | triples TABLE | spans TAGGED RAW".into()),
    }
}

/// Numbers of the rows of a file that no weight was trained on, from 1.
fn held_out(path: &str) -> std::io::Result<BTreeSet<usize>> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let list = std::fs::read_to_string(HELD_OUT)?;
    let rows = list.lines().filter_map(|line| line.split_once('\t'));
    Ok(rows.filter(|(file, _)| *file == name).filter_map(|(_, row)| row.parse().ok()).collect())
}

/// One row of the table of marked pairs.
struct Row {
    text: String,
    source: Span,
    target: Span,
    root: String,
    held_out: bool,
}

/// The rows whose two sides are both marked, each by one stretch of words.
fn rows(path: &str) -> std::io::Result<Vec<Row>> {
    let held_out = held_out(path)?;
    let table = std::fs::read_to_string(path)?;
    let lines = table.lines().skip(1).filter(|line| !line.is_empty()).enumerate();
    let row = |(number, line): (usize, &str)| {
        let columns: Vec<&str> = line.split('\t').collect();
        let (text, source, target) = unmark(columns.first()?)?;
        let root = (*columns.get(3)?).to_owned();
        Some(Row { text, source, target, root, held_out: held_out.contains(&(number + 1)) })
    };
    Ok(lines.filter_map(row).collect())
}

/// The sentence without its marks, and where the two sides stand; `None` where one is marked in pieces or not at all.
fn unmark(marked: &str) -> Option<(String, Span, Span)> {
    let mut text = String::new();
    let mut at: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut rest = marked;
    while let Some(first) = rest.chars().next() {
        match ["<s>", "</s>", "<t>", "</t>"].into_iter().find(|tag| rest.starts_with(tag)) {
            Some(tag) => {
                at.entry(tag).or_default().push(text.len());
                rest = &rest[tag.len()..];
            }
            None => {
                text.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    let span = |open: &str, close: &str| match (at.get(open)?.as_slice(), at.get(close)?.as_slice()) {
        ([start], [end]) if start < end => Some(Span::new(*start, *end)),
        _ => None,
    };
    Some((text.clone(), span("<s>", "</s>")?, span("<t>", "</t>")?))
}

/// CONCEDE and RETREAT were one, YIELD, in data before 2018.
fn root(kind: PloverType) -> &'static str {
    if matches!(kind, PloverType::Concede | PloverType::Retreat) { "YIELD" } else { kind.name() }
}

/// Quad class of a root as PLOVER's own table has it; YIELD counts as a deed.
fn quad(root: &str) -> usize {
    let kind = PloverType::ALL.into_iter().find(|kind| kind.name() == root).unwrap_or(PloverType::Retreat);
    kind.quad() as usize
}

// ---- Relations ------------------------------------------------------------------------------------------------------------------

/// The likeliest root of a row, as `demarche label relations` chooses it.
fn related(pipeline: &Pipeline, row: &Row) -> Option<String> {
    let mut sentences = pipeline.annotate(&row.text, &[Span::new(0, row.text.len())]).sentences;
    let spans: Vec<Span> = sentences.iter().flat_map(|s| s.tokens.iter().map(|token| token.span)).collect();
    let sentence = if sentences.len() == 1 {
        sentences.pop()?
    } else {
        let words = spans.iter().map(|span| span.of(&row.text).to_owned()).collect();
        pipeline.parse(&[words]).pop()?
    };
    let tokens = |span: Span| {
        let inside: Vec<usize> = (0..spans.len()).filter(|&i| spans[i].overlaps(span)).collect();
        Some(*inside.first()?..inside.last()? + 1)
    };
    let scores = pipeline.relation(&sentence, tokens(row.source)?, tokens(row.target)?);
    let labels = pipeline.pair_labels().iter().zip(scores).filter(|(label, _)| *label != "NONE");
    labels.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(label, _)| label.clone())
}

fn relations(path: &str, picture: Option<&str>) -> Outcome {
    let pipeline = Pipeline::embedded()?;
    let held: Vec<Row> = rows(path)?.into_iter().filter(|row| row.held_out).collect();
    let pairs: Vec<(String, String)> =
        held.iter().map(|row| (row.root.clone(), related(&pipeline, row).unwrap_or_default())).collect();
    let right = pairs.iter().filter(|(gold, found)| gold == found).count();
    let quads: Vec<(String, String)> =
        pairs.iter().map(|(gold, found)| ((quad(gold) + 1).to_string(), (quad(found) + 1).to_string())).collect();
    let same = quads.iter().filter(|(gold, found)| gold == found).count();
    println!("{} held-out pairs with a root", pairs.len());
    println!("root   accuracy {:.1}  macro F1 {:.1}", share(right, pairs.len()), macro_f1(&pairs));
    println!("quad   accuracy {:.1}  macro F1 {:.1}", share(same, quads.len()), macro_f1(&quads));
    println!("\nroot        of  precision  recall     F1");
    let labels: BTreeSet<&str> = pairs.iter().map(|(gold, _)| gold.as_str()).collect();
    for label in labels {
        let [precision, recall, f1] = scores(&pairs, label);
        let of = pairs.iter().filter(|(gold, _)| gold == label).count();
        println!("{label:<10} {of:>3} {precision:>10.1} {recall:>7.1} {f1:>6.1}");
    }
    if let Some(picture) = picture {
        std::fs::write(picture, confusion(&pairs))?;
    }
    Ok(())
}

fn share(part: usize, of: usize) -> f64 {
    100.0 * part as f64 / of.max(1) as f64
}

/// Precision, recall and F1 of one label, in percent.
fn scores(pairs: &[(String, String)], label: &str) -> [f64; 3] {
    let both = pairs.iter().filter(|(gold, found)| gold == label && found == label).count();
    let gold = pairs.iter().filter(|(gold, _)| gold == label).count();
    let found = pairs.iter().filter(|(_, found)| found == label).count();
    [share(both, found), share(both, gold), share(2 * both, gold + found)]
}

/// Mean F1 of the labels that the gold has.
fn macro_f1(pairs: &[(String, String)]) -> f64 {
    let labels: BTreeSet<&str> = pairs.iter().map(|(gold, _)| gold.as_str()).collect();
    labels.iter().map(|label| scores(pairs, label)[2]).sum::<f64>() / labels.len().max(1) as f64
}

/// The confusion matrix as a picture: a row for each gold root, a column for each root found.
fn confusion(pairs: &[(String, String)]) -> String {
    const CELL: usize = 34;
    const LEFT: usize = 110;
    const TOP: usize = 120;
    let labels: BTreeSet<&str> = pairs.iter().flat_map(|(gold, found)| [gold.as_str(), found.as_str()]).collect();
    let labels: Vec<&str> = labels.into_iter().filter(|label| !label.is_empty()).collect();
    let side = labels.len() * CELL;
    let (width, height) = (LEFT + side + 20, TOP + side + 40);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>PLOVER roots on held-out pairs: gold in rows, found in columns</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    for (row, gold) in labels.iter().enumerate() {
        let y = TOP + row * CELL;
        let of = pairs.iter().filter(|(g, _)| g == gold).count();
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{gold}</text>\n<text transform=\"translate({},{}) rotate(-60)\">{gold}</text>",
            LEFT - 8,
            y + CELL / 2 + 4,
            LEFT + row * CELL + CELL / 2,
            TOP - 8
        );
        for (column, found) in labels.iter().enumerate() {
            let count = pairs.iter().filter(|(g, f)| g == gold && f == found).count();
            let depth = if of == 0 { 0.0 } else { count as f64 / of as f64 };
            let x = LEFT + column * CELL;
            let colour = if row == column { "#1b6e53" } else { "#b3402a" };
            let _ = writeln!(
                out,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{CELL}\" height=\"{CELL}\" fill=\"{colour}\" fill-opacity=\"{depth:.2}\" stroke=\"#ccc\"/>"
            );
            if count > 0 {
                let ink = if depth > 0.55 { "#fff" } else { "#000" };
                let _ = writeln!(
                    out,
                    "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"{ink}\">{count}</text>",
                    x + CELL / 2,
                    y + CELL / 2 + 4
                );
            }
        }
    }
    let _ = writeln!(
        out,
        "<text x=\"{LEFT}\" y=\"{}\">Rows: gold. Columns: found. {} pairs that no weight was trained on.</text>\n</svg>",
        TOP + side + 24,
        pairs.len()
    );
    out
}

// ---- Triples --------------------------------------------------------------------------------------------------------------------

/// An event as words of the text: spans of its sides, root, whether the sides may be exchanged, whether it is the principal one.
struct Found {
    sources: Vec<Span>,
    targets: Vec<Span>,
    root: &'static str,
    mutual: bool,
    principal: bool,
}

fn found(coding: &Coding, annotation: &Annotation) -> Vec<Found> {
    let each = coding.events.iter().zip(&coding.sites).zip(&coding.sides);
    each.map(|((event, site), sides)| {
        let sentence = &annotation.sentences[site.sentence];
        let spans = |side: &[Option<Range<usize>>]| {
            side.iter().flatten().map(|tokens| sentence.span_of(tokens.clone())).collect::<Vec<_>>()
        };
        Found {
            sources: spans(&sides.sources),
            targets: spans(&sides.targets),
            root: root(event.kind),
            mutual: event.mutual,
            principal: sides.principal,
        }
    })
    .collect()
}

impl Found {
    /// Whether each side overlaps its gold side; where the sides may be exchanged, also crosswise.
    fn has_sides(&self, row: &Row) -> bool {
        let meets = |side: &[Span], gold: Span| side.iter().any(|span| span.overlaps(gold));
        meets(&self.sources, row.source) && meets(&self.targets, row.target)
            || self.mutual && meets(&self.sources, row.target) && meets(&self.targets, row.source)
    }
}

/// The events that the rules find without any score of a head.
fn by_rules(stages: &Stages) -> Coding {
    let published = Published::unknown();
    let reading = Reading { published: &published, ..stages.reading() };
    code_open(&reading, &NoScorer).0
}

fn triples(path: &str) -> Outcome {
    let engine = Engine::embedded(0)?;
    // [held out, trained on][rows; principal event: given, sides, whole; any: events, sides, whole; rules: events, sides, whole]
    let mut counts = [[0_usize; 10]; 2];
    for (number, row) in rows(path)?.iter().enumerate() {
        let stages = engine.open_stages(&Article::plain(number.to_string(), "-", &row.text));
        let all = found(&stages.coding, &stages.annotation);
        let rules = found(&by_rules(&stages), &stages.annotation);
        let sides = |of: &[Found], principal: bool| of.iter().any(|f| (!principal || f.principal) && f.has_sides(row));
        let whole = |of: &[Found], principal: bool| {
            of.iter().any(|f| (!principal || f.principal) && f.root == row.root && f.has_sides(row))
        };
        let cells = [
            1,
            usize::from(all.iter().any(|f| f.principal)),
            usize::from(sides(&all, true)),
            usize::from(whole(&all, true)),
            all.len(),
            usize::from(sides(&all, false)),
            usize::from(whole(&all, false)),
            rules.len(),
            usize::from(sides(&rules, false)),
            usize::from(whole(&rules, false)),
        ];
        counts[usize::from(!row.held_out)].iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell);
    }
    for (name, c) in ["held out", "trained on"].into_iter().zip(counts) {
        let of = |part: usize| share(part, c[0]);
        println!("{name}: {} rows", c[0]);
        println!(
            "  principal event: given {:.1}, both sides {:.1}, side-side-root {:.1}, F1 {:.1}",
            of(c[1]),
            of(c[2]),
            of(c[3]),
            share(2 * c[3], c[0] + c[1])
        );
        println!(
            "  any event:       {:.2} a row, both sides {:.1}, side-side-root {:.1}",
            of(c[4]) / 100.0,
            of(c[5]),
            of(c[6])
        );
        println!(
            "  rules alone:     {:.2} a row, both sides {:.1}, side-side-root {:.1}",
            of(c[7]) / 100.0,
            of(c[8]),
            of(c[9])
        );
    }
    Ok(())
}

// ---- Spans ----------------------------------------------------------------------------------------------------------------------

/// A sentence with the spans of its sources and of its targets.
struct Tagged {
    text: String,
    sides: [Vec<Span>; 2],
    held_out: bool,
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Sentences of words with tags in columns; their running text is taken from the raw file where its characters are the same.
fn tagged(path: &str, raw: &str) -> Result<Vec<Tagged>, Box<dyn std::error::Error>> {
    let held_out = held_out(path)?;
    let raw = std::fs::read_to_string(raw)?;
    let by_letters: BTreeMap<String, &str> =
        raw.lines().filter_map(|line| line.rsplit_once('\t')).map(|(text, _)| (letters(text), text)).collect();
    let solid = |text: &str| text.split_whitespace().collect::<String>();
    let mut all = Vec::new();
    let file = std::fs::read_to_string(path)?;
    for (number, block) in file.trim().split("\n\n").enumerate() {
        let rows: Vec<(&str, &str)> = block
            .lines()
            .filter_map(|line| {
                let mut words = line.split_whitespace();
                Some((words.next()?, words.next()?)).filter(|_| words.next().is_none())
            })
            .collect();
        let joined = rows.iter().map(|row| row.0).collect::<Vec<_>>().join(" ");
        let text = by_letters.get(&letters(&joined)).copied().filter(|text| solid(text) == solid(&joined));
        let text = text.map_or(joined, str::to_owned);
        // Characters that are no blanks, with where they end.
        let solid: Vec<(usize, usize)> =
            text.char_indices().filter(|(_, c)| !c.is_whitespace()).map(|(at, c)| (at, at + c.len_utf8())).collect();
        let mut sides: [Vec<Span>; 2] = [Vec::new(), Vec::new()];
        let mut at = 0;
        for (word, tag) in rows {
            let length = word.chars().count();
            let (Some(first), Some(last)) = (solid.get(at), solid.get(at + length - 1)) else { break };
            at += length;
            let Some(side) = ["S", "T"].iter().position(|side| tag.ends_with(&format!("-{side}"))) else { continue };
            match sides[side].last_mut() {
                Some(open) if tag.starts_with("I-") => open.end = last.1,
                _ => sides[side].push(Span::new(first.0, last.1)),
            }
        }
        all.push(Tagged { text, sides, held_out: held_out.contains(&(number + 1)) });
    }
    Ok(all)
}

fn spans(path: &str, raw: &str) -> Outcome {
    let engine = Engine::embedded(0)?;
    let sentences = tagged(path, raw)?;
    // [heads held out, rules held out, rules all][side][found, found right, gold, gold found]
    let mut counts = [[[0_usize; 4]; 2]; 3];
    for (number, gold) in sentences.iter().enumerate() {
        let stages = engine.open_stages(&Article::plain(number.to_string(), "-", &gold.text));
        let mut best: [Option<(Span, f32)>; 2] = [None, None];
        for sentence in &stages.annotation.sentences {
            for (best, side) in best.iter_mut().zip(role_sides(sentence)) {
                if let Some((tokens, mean)) = side
                    && best.as_ref().is_none_or(|(_, highest)| mean > *highest)
                {
                    *best = Some((sentence.span_of(tokens), mean));
                }
            }
        }
        let heads = best.map(|side| side.map(|(span, _)| span).into_iter().collect::<Vec<_>>());
        let mut rules: [Vec<Span>; 2] = [Vec::new(), Vec::new()];
        for event in found(&by_rules(&stages), &stages.annotation) {
            for (all, side) in rules.iter_mut().zip([event.sources, event.targets]) {
                all.extend(side.into_iter().filter(|span| !all.contains(span)).collect::<Vec<_>>());
            }
        }
        let mut add = |group: usize, given: &[Vec<Span>; 2]| {
            for side in 0..2 {
                let (given, gold) = (&given[side], &gold.sides[side]);
                let hit = |span: &Span, others: &[Span]| others.iter().any(|other| other.overlaps(*span));
                let cells = [
                    given.len(),
                    given.iter().filter(|span| hit(span, gold)).count(),
                    gold.len(),
                    gold.iter().filter(|span| hit(span, given)).count(),
                ];
                counts[group][side].iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell);
            }
        };
        if gold.held_out {
            add(0, &heads);
            add(1, &rules);
        }
        add(2, &rules);
    }
    println!("{} sentences, {} held out", sentences.len(), sentences.iter().filter(|s| s.held_out).count());
    for (name, sides) in ["roles, held out", "rules alone, held out", "rules alone, all"].into_iter().zip(counts) {
        let both = std::array::from_fn(|cell| sides[0][cell] + sides[1][cell]);
        for (side, c) in ["source", "target", "both"].into_iter().zip([sides[0], sides[1], both]) {
            let (precision, recall): (f64, f64) = (share(c[1], c[0]), share(c[3], c[2]));
            let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
            println!("{name:<22} {side}: precision {precision:.1}, recall {recall:.1}, F1 {f1:.1} of {}", c[2]);
        }
    }
    Ok(())
}
