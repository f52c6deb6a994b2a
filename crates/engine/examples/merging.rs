//! Scores the merging of reports on eval/merging/pairs.csv: pairwise precision, recall and F1 of "the two tell of one event", by the part
//! of 1997 (learned from) and that of 2005 (the test). `--features` prints one row a pair for training/same_event.py instead;
//! `--misses` prints the wrong pairs of the part of 1997. The ends of the pairs are events that the coder proposes, whether it accepts them or not,
//! so that the measure is of the merging alone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use demarche_article::{Limits, list_inputs, read_input};
use demarche_dossier::{Report, same_event};
use demarche_engine::Engine;
use demarche_record::{Article, Event, Findings};
use rayon::prelude::*;

const NEWSWIRE: &str = "../shared/data/newswire";
const PAIRS: &str = "eval/merging/pairs.csv";

/// One end of a gold pair: article, bytes of the evidence, PLOVER root.
struct End {
    article: String,
    start: usize,
    end: usize,
    kind: String,
}

struct Pair {
    a: End,
    b: End,
    same: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mode = std::env::args().nth(1).unwrap_or_default();
    if !Path::new(NEWSWIRE).exists() {
        return Err(format!("{NEWSWIRE} is not there; the pairs point into it").into());
    }
    let pairs = read_pairs()?;
    let (inputs, _) = list_inputs(&[PathBuf::from(NEWSWIRE)]);
    let wanted: std::collections::BTreeSet<&str> =
        pairs.iter().flat_map(|pair| [pair.a.article.as_str(), pair.b.article.as_str()]).collect();
    let articles: Vec<Article> = inputs
        .iter()
        .flat_map(|input| read_input(input, &Limits::default()).articles)
        .filter(|article| wanted.contains(article.id.as_str()))
        .collect();
    let engine = Engine::embedded(0)?;
    let parts: Vec<Findings> = articles.par_iter().map(|article| engine.proposed(article)).collect();
    if mode == "--features" {
        features(&pairs, &parts);
    } else {
        let merged = demarche_dossier::merge(parts);
        score(&pairs, &merged, mode == "--misses");
    }
    Ok(())
}

fn read_pairs() -> Result<Vec<Pair>, Box<dyn std::error::Error>> {
    let text = std::fs::read_to_string(PAIRS)?;
    let end = |cells: &[&str]| -> Result<End, Box<dyn std::error::Error>> {
        Ok(End { article: cells[0].into(), start: cells[1].parse()?, end: cells[2].parse()?, kind: cells[3].into() })
    };
    text.lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            if cells.len() != 9 {
                return Err(format!("{PAIRS}: nine columns are wanted: {line}").into());
            }
            Ok(Pair { a: end(&cells[..4])?, b: end(&cells[4..8])?, same: cells[8] == "1" })
        })
        .collect()
}

/// The event whose evidence overlaps the end most, those of its root first.
fn find<'a>(end: &End, events: impl Iterator<Item = &'a Event>) -> Option<&'a Event> {
    let mut best: Option<((bool, f64), &Event)> = None;
    for event in events {
        for one in event.evidence.iter().filter(|one| one.article == end.article) {
            let (start, stop) = (one.span.start, one.span.end);
            let both = stop.min(end.end).saturating_sub(start.max(end.start));
            if both == 0 {
                continue;
            }
            let share = both as f64 / (stop.max(end.end) - start.min(end.start)) as f64;
            let rank = (event.kind.name() == end.kind, share);
            if best.is_none_or(|(other, _)| rank > other) {
                best = Some((rank, event));
            }
        }
    }
    best.map(|(_, event)| event)
}

fn features(pairs: &[Pair], parts: &[Findings]) {
    let by_article: BTreeMap<&str, &Findings> = parts.iter().map(|part| (part.articles[0].id.as_str(), part)).collect();
    let report = |end: &End| -> Option<Report> {
        let part = by_article.get(end.article.as_str())?;
        let actors = part.actors.iter().map(|actor| (actor.id.clone(), actor)).collect();
        Report::of(find(end, part.events.iter())?, &part.articles[0], &actors)
    };
    let mut head = false;
    for pair in pairs {
        let (Some(a), Some(b)) = (report(&pair.a), report(&pair.b)) else { continue };
        let Some(judged) = same_event(&a, &b) else { continue };
        if !head {
            println!("part,same,{}", judged.parts.iter().map(|(name, _, _)| *name).collect::<Vec<_>>().join(","));
            head = true;
        }
        let values: Vec<String> = judged.parts.iter().map(|(_, value, _)| format!("{value:.4}")).collect();
        println!("{},{},{}", part_of(pair), u8::from(pair.same), values.join(","));
    }
}

fn part_of(pair: &Pair) -> &'static str {
    if pair.a.article.starts_with("AFP") { "1997" } else { "2005" }
}

fn score(pairs: &[Pair], merged: &Findings, misses: bool) {
    let mut absent = 0;
    let mut counts: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    for pair in pairs {
        let (a, b) = (find(&pair.a, merged.events.iter()), find(&pair.b, merged.events.iter()));
        absent += usize::from(a.is_none() || b.is_none());
        let found = a.zip(b).is_some_and(|(a, b)| a.id == b.id);
        let cell = match (pair.same, found) {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => 2,
            (false, false) => 3,
        };
        for part in [part_of(pair), "both"] {
            counts.entry(part).or_default()[cell] += 1;
        }
        if misses && part_of(pair) == "1997" && (cell == 1 || cell == 2) {
            let name =
                |event: Option<&Event>| event.map_or("none".to_owned(), |e| format!("{} {:?}", e.predicate, e.content));
            println!("{} | {} | {}", if cell == 1 { "missed" } else { "wrong " }, name(a), name(b));
        }
    }
    println!(
        "{} pairs, {} of one event; an end was not coded in {absent}, which counts as not joined",
        pairs.len(),
        pairs.iter().filter(|p| p.same).count()
    );
    for (part, [right, missed, wrong, apart]) in counts {
        let (right, missed, wrong) = (right as f64, missed as f64, wrong as f64);
        let (precision, recall) = (right / (right + wrong).max(1.0), right / (right + missed).max(1.0));
        println!(
            "{part}: F1 {:.3}  precision {precision:.3}  recall {recall:.3}  ({right} right, {missed} missed, {wrong} wrong, {apart} rightly apart)",
            2.0 * right / (2.0 * right + missed + wrong).max(1.0)
        );
    }
}
