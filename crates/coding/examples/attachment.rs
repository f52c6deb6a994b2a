//! Measures the time of events on TimeML documents: whether each gold EVENT that a gold TLINK ties to a time expression of its
//! sentence gets that expression. The time expressions are the program's own, matched to the gold ones by overlap; which links
//! count is written down in `eval/factuality.md`.
//!
//! `cargo run -p demarche-coding --example attachment -- [DIR] [--misses]`; without DIR the shared collection.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use demarche_calendar::{TimeExpression, find_in, resolve};
use demarche_coding::predicate_time;
use demarche_language::{Pipeline, Upos};
use demarche_record::Span;

#[path = "support/mod.rs"]
mod support;

use support::{annotate, documents, place, scores};

/// Relations, as seen from the event, that say when it was rather than what it came before or after.
const HOLDS: [&str; 9] =
    ["IS_INCLUDED", "INCLUDES", "DURING", "SIMULTANEOUS", "IDENTITY", "BEGINS", "BEGUN_BY", "ENDS", "ENDED_BY"];

/// Counts of one part of the collection.
#[derive(Default)]
struct Counts {
    /// Events with such a link in their sentence.
    gold: usize,
    /// Events with any link to a time of their sentence that were given a time.
    found: usize,
    /// Events without any link in their sentence that were given a time there.
    unjudged: usize,
    right: usize,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let misses = arguments.iter().any(|a| a == "--misses");
    let folder = arguments
        .iter()
        .find(|a| !a.starts_with("--"))
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/time"), PathBuf::from);
    let all = documents(&folder);
    if all.is_empty() {
        eprintln!("no TimeML documents (*.tml) under {}: name the folder that holds them", folder.display());
        std::process::exit(2);
    }
    let pipeline = Pipeline::embedded().expect("the model loads");
    let mut table: BTreeMap<String, Counts> = BTreeMap::new();
    for (part, document) in &all {
        let annotation = annotate(&pipeline, &document.text);
        let mut times = find_in(&annotation);
        resolve(&mut times, &annotation, &document.published);
        // Gold time -> the sentence where it stands.
        let spans: BTreeMap<&str, Span> = document.times.iter().map(|(id, span)| (id.as_str(), *span)).collect();
        let sentence_of = |span: Span| annotation.sentences.iter().position(|s| s.span.overlaps(span));
        let sites: Vec<Option<(usize, usize)>> =
            document.events.iter().map(|event| place(&annotation, event.span)).collect();
        for (event, site) in document.events.iter().zip(&sites) {
            let Some((index, token)) = *site else { continue };
            let sentence = &annotation.sentences[index];
            let here: Vec<(&str, &str, Span)> = document
                .dated
                .iter()
                .filter(|(id, ..)| *id == event.id)
                .filter_map(|(_, time, relation)| {
                    let (id, span) = spans.get_key_value(time.as_str())?;
                    (sentence_of(*span) == Some(index)).then_some((*id, relation.as_str(), *span))
                })
                .collect();
            let own: Vec<&TimeExpression> = times.iter().filter(|time| time.sentence == index).collect();
            let verbs: BTreeSet<usize> =
                (0..sentence.tokens.len()).filter(|&t| sentence.tokens[t].upos == Upos::Verb).collect();
            let chosen = predicate_time(sentence, &own, token, &verbs, &document.published).map(|i| own[i]);
            let held: Vec<Span> =
                here.iter().filter(|(_, relation, _)| HOLDS.contains(relation)).map(|(.., span)| *span).collect();
            let right = chosen.is_some_and(|time| held.iter().any(|span| span.overlaps(time.span)));
            for key in [part.clone(), "all".to_owned()] {
                let counts = table.entry(key).or_default();
                counts.gold += usize::from(!held.is_empty());
                counts.found += usize::from(chosen.is_some() && !here.is_empty());
                counts.unjudged += usize::from(chosen.is_some() && here.is_empty());
                counts.right += usize::from(right);
            }
            if misses && !right && !here.is_empty() && (chosen.is_some() || !held.is_empty()) {
                let words = |span: Span| span.of(&document.text).replace('\n', " ");
                let gold: Vec<String> =
                    here.iter().map(|(_, relation, span)| format!("{relation} {}", words(*span))).collect();
                println!(
                    "{}\t[{}]\tgold {gold:?}\tfound {:?}\t{}",
                    document.name,
                    words(event.span),
                    chosen.map(|time| words(time.span)),
                    words(sentence.span)
                );
            }
        }
    }
    for (part, counts) in &table {
        let (f1, precision, recall) = scores(counts.right, counts.found, counts.gold);
        println!(
            "{part}: F1 {f1:.1}  precision {precision:.1}  recall {recall:.1}  ({} right of {} with such a link; {} given a time, and {} more without any link to a time of their sentence)",
            counts.right, counts.gold, counts.found, counts.unjudged
        );
    }
}
