//! Measures the predicates alone: sentences with their two sides marked, as a table with columns `marked_sentence`,
//! `source`, `target`, `gold_root`, are parsed and coded; prints what was found, missed and mistaken, by root. For tuning.
//!
//! `cargo run -p demarche-coding --example roots -- FILE.tsv [--misses ROOT]`

use std::collections::BTreeMap;

use demarche_coding::{NoScorer, Reading, code};
use demarche_gazetteer::{ActorMention, Resolution};
use demarche_language::Pipeline;
use demarche_record::{Actor, ActorKind, Article, Published, Span};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(path) = arguments.first() else {
        eprintln!("usage: roots FILE.tsv [--misses ROOT]");
        return;
    };
    let listed = arguments.iter().position(|a| a == "--misses").and_then(|i| arguments.get(i + 1));
    let pipeline = Pipeline::embedded().expect("the model loads");
    let table = std::fs::read_to_string(path).expect("the table can be read");
    // gold -> (rows, right, wrong, nothing)
    let mut counts: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    for row in table.lines().skip(1) {
        let columns: Vec<&str> = row.split('\t').collect();
        let [marked, _, _, gold, ..] = columns[..] else { continue };
        let Some((text, source, target)) = unmark(marked) else { continue };
        let annotation = pipeline.annotate(&text, &[Span::new(0, text.len())]);
        let mut resolution = Resolution::default();
        for (index, span) in [source, target].into_iter().enumerate() {
            let id = ["state:AAA", "state:BBB"][index];
            resolution.actors.push(Actor {
                id: id.into(),
                name: id.into(),
                aliases: Vec::new(),
                kind: ActorKind::State,
                state: Some(id[6..].into()),
                office: None,
                sector: None,
                mentions: Vec::new(),
            });
            for (number, sentence) in annotation.sentences.iter().enumerate() {
                let inside: Vec<usize> =
                    (0..sentence.tokens.len()).filter(|&t| sentence.tokens[t].span.overlaps(span)).collect();
                let (Some(&first), Some(&last)) = (inside.first(), inside.last()) else { continue };
                let tokens = first..last + 1;
                let head = tokens
                    .clone()
                    .find(|&t| sentence.tokens[t].head.is_none_or(|h| !tokens.contains(&h)))
                    .unwrap_or(first);
                resolution.mentions.push(ActorMention {
                    sentence: number,
                    tokens,
                    head,
                    span,
                    actors: vec![index],
                    how: "name".into(),
                    certainty: 1.0,
                });
            }
        }
        let article = Article::plain("a1", "-", &text);
        let published = Published::unknown();
        let reading = Reading {
            article: &article,
            annotation: &annotation,
            published: &published,
            times: &[],
            resolution: &resolution,
        };
        let coding = code(&reading, &NoScorer);
        let roots: Vec<String> = coding
            .events
            .iter()
            .filter(|e| e.mutual || e.sources.iter().any(|s| s == "state:AAA"))
            .map(|e| match e.kind.name() {
                "CONCEDE" | "RETREAT" => "YIELD".to_owned(),
                name => name.to_owned(),
            })
            .collect();
        let cell = counts.entry(gold.to_owned()).or_default();
        cell[0] += 1;
        let outcome = if roots.iter().any(|r| r == gold) {
            1
        } else if roots.is_empty() {
            3
        } else {
            2
        };
        cell[outcome] += 1;
        if outcome != 1 && listed.is_some_and(|l| l == gold || l == "ALL") {
            let found: Vec<String> = coding
                .events
                .iter()
                .map(|e| format!("{} {} {:?} {:?}", e.kind.name(), e.predicate, e.status, e.sources))
                .collect();
            if arguments.iter().any(|a| a == "--trees") {
                for sentence in &annotation.sentences {
                    for (i, t) in sentence.tokens.iter().enumerate() {
                        println!(
                            "  {}\t{}\t{}\t{}\t{}\t{}\t{}",
                            i + 1,
                            t.form,
                            t.lemma,
                            t.upos.name(),
                            t.feats,
                            t.head.map_or(0, |h| h + 1),
                            t.deprel
                        );
                    }
                }
            }
            let lost: Vec<String> = coding.lost.iter().map(|l| format!("{}: {}", l.row, l.reason)).collect();
            println!("{gold}\t{}\t{marked}\t{found:?}\t{lost:?}", ["", "", "wrong", "nothing"][outcome]);
        }
    }
    println!("root        rows right wrong nothing");
    let mut sum = [0; 4];
    for (root, cell) in counts {
        println!("{root:10} {:5} {:5} {:5} {:5}", cell[0], cell[1], cell[2], cell[3]);
        for (s, c) in sum.iter_mut().zip(cell) {
            *s += c;
        }
    }
    println!("{:10} {:5} {:5} {:5} {:5}", "all", sum[0], sum[1], sum[2], sum[3]);
}

/// The sentence without its marks, and where the two sides stand.
fn unmark(marked: &str) -> Option<(String, Span, Span)> {
    let mut text = String::new();
    let mut at: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rest = marked;
    while !rest.is_empty() {
        let tag = ["<s>", "</s>", "<t>", "</t>"].into_iter().find(|tag| rest.starts_with(tag));
        match tag {
            Some(tag) => {
                at.insert(tag, text.len());
                rest = &rest[tag.len()..];
            }
            None => {
                let first = rest.chars().next()?;
                text.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    let span = |open: &str, close: &str| Some(Span::new(*at.get(open)?, *at.get(close)?));
    Some((text.clone(), span("<s>", "</s>")?, span("<t>", "</t>")?))
}
