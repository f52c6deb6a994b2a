//! Measures whether events happened on TimeML documents: the status that the coder gives the word of each gold EVENT, against
//! what its attributes and links say. The mapping is written down in `eval/factuality.md`.
//!
//! `cargo run -p demarche-coding --example factuality -- [DIR] [--misses | --all]`; without DIR the shared collection.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use demarche_coding::predicate_status;
use demarche_language::Pipeline;
use demarche_record::Status;

#[path = "support/mod.rs"]
mod support;

use support::{Document, Event, annotate, documents, place, scores};

const CLASSES: [&str; 3] = ["occurred", "not occurred", "uncertain"];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let misses = arguments.iter().any(|a| a == "--misses");
    // Every event, right or wrong, of both halves: for counting, not for reading.
    let everything = arguments.iter().any(|a| a == "--all");
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
    // Part of the collection -> gold class -> found class.
    let mut table: BTreeMap<String, [[usize; 3]; 3]> = BTreeMap::new();
    let mut inverted = 0;
    for (part, document) in &all {
        let flipped = polarity_is_inverted(document);
        inverted += usize::from(flipped);
        if flipped {
            continue;
        }
        let annotation = annotate(&pipeline, &document.text);
        let gold = classes(document);
        for (event, (gold, stated)) in document.events.iter().zip(gold) {
            let Some((sentence, token)) = place(&annotation, event.span) else { continue };
            let sentence = &annotation.sentences[sentence];
            let (status, cues) = predicate_status(sentence, token, false);
            let found = match status {
                Status::Occurred | Status::Ongoing => 0,
                Status::Denied => 1,
                Status::Planned | Status::Proposed | Status::Hypothetical => 2,
            };
            let half = if reading(&document.name) { "read" } else { "not read" };
            for key in [part.clone(), format!("{part}, {half}"), half.to_owned(), "all".to_owned()] {
                let scopes = [Some("every event"), stated.then_some("stated")];
                for scope in scopes.into_iter().flatten() {
                    table.entry(format!("{scope}, {key}")).or_default()[gold][found] += 1;
                }
            }
            if everything || misses && stated && gold != found && reading(&document.name) {
                let around = demarche_record::Span::new(sentence.span.start, sentence.span.end);
                let text = around.of(&document.text);
                let (a, b) = (event.span.start - around.start, event.span.end - around.start);
                println!(
                    "{}\t{}\t{stated}\tfound {} ({status:?} by {cues:?})\t{} {} {} {} {} {:?} {}\t{}[{}]{}",
                    document.name,
                    CLASSES[gold],
                    CLASSES[found],
                    event.attribute("class"),
                    event.attribute("tense"),
                    event.attribute("modality"),
                    event.attribute("polarity"),
                    links(document, &event.id),
                    sentence.tokens[token].upos,
                    sentence.tokens[token].deprel,
                    text.get(..a).unwrap_or_default().replace('\n', " "),
                    text.get(a..b).unwrap_or_default(),
                    text.get(b..).unwrap_or_default().replace('\n', " ")
                );
            }
        }
    }
    println!(
        "{} documents; {inverted} more have the polarity inverted and say nothing of modality: left out",
        all.len() - inverted
    );
    for (part, cells) in &table {
        let mut sum = 0.0;
        let mut line = String::new();
        for class in 0..3 {
            let gold = cells[class].iter().sum();
            let found = cells.iter().map(|row| row[class]).sum();
            let (f1, precision, recall) = scores(cells[class][class], found, gold);
            sum += f1 / 3.0;
            line.push_str(&format!(
                "\n  {:13} F1 {f1:5.1}  precision {precision:5.1}  recall {recall:5.1}  of {gold}, found as {:?}",
                CLASSES[class], cells[class]
            ));
        }
        println!("{part}: macro F1 {sum:.1}{line}");
    }
}

/// A half of the documents, by their names: the misses of this half were read while the rules were made.
fn reading(name: &str) -> bool {
    name.bytes().fold(7u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte))) / 8 % 2 == 0
}

/// In some documents of the collection NEG stands for nearly every event, where nothing is denied, and modality is missing.
fn polarity_is_inverted(document: &Document) -> bool {
    let negative = document.events.iter().filter(|e| e.attribute("polarity") == "NEG").count();
    document.events.len() >= 4 && 2 * negative > document.events.len()
}

/// The gold class of each event, and whether the annotation says anything of it (a tense, a polarity, a modality or a link): see
/// `eval/factuality.md`.
fn classes(document: &Document) -> Vec<(usize, bool)> {
    let mut under: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (relation, _, event) in &document.subordinations {
        under.entry(event).or_default().insert(relation);
    }
    document
        .events
        .iter()
        .map(|event| {
            let links = under.get(event.id.as_str());
            let phase = document.phases.contains(&event.id);
            let stated = !matches!(event.attribute("tense"), "" | "NONE")
                || event.attribute("polarity") == "NEG"
                || !event.attribute("modality").is_empty()
                || links.is_some()
                || phase;
            (class(event, links, phase), stated)
        })
        .collect()
}

fn class(event: &Event, under: Option<&BTreeSet<&str>>, phase: bool) -> usize {
    let below = |relation: &str| under.is_some_and(|set| set.contains(relation));
    let negative = event.attribute("polarity") == "NEG";
    let counter = below("COUNTER_FACTIVE") || below("NEG_EVIDENTIAL");
    if negative != counter {
        return 1;
    }
    if negative {
        return 0;
    }
    let modality = event.attribute("modality").to_lowercase();
    let modal = modality.ends_with("have to") || modality.split(' ').any(|word| MODALS.contains(&word));
    let open = event.attribute("tense") == "INFINITIVE" && !below("FACTIVE") && !below("EVIDENTIAL") && !phase;
    if modal || event.attribute("tense") == "FUTURE" || below("MODAL") || below("CONDITIONAL") || open { 2 } else { 0 }
}

/// Words of the attribute that open what they stand with; the attribute holds others by mistake ("delete", "none").
const MODALS: [&str; 11] =
    ["would", "'d", "may", "might", "can", "could", "should", "must", "ought", "possible", "unlikely"];

fn links(document: &Document, event: &str) -> String {
    let of_event = document.subordinations.iter().filter(|(.., e)| e == event);
    of_event.map(|(relation, ..)| relation.as_str()).collect::<Vec<_>>().join(",")
}
