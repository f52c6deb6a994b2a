//! `demarche why`: how one event of the findings came about, from its sentence to the alternatives that lost.

use std::fmt::Write;
use std::ops::Range;

use anyhow::{Context, Result};
use demarche_coding::describe_row;
use demarche_engine::{Engine, Stages};
use demarche_language::Sentence;
use demarche_record::{Event, Evidence, Findings};
use serde::Serialize;

use crate::layers::days;

/// How an event came about.
#[derive(Serialize)]
struct Account {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    sources: Vec<String>,
    targets: Vec<String>,
    status: demarche_record::Status,
    when: Option<String>,
    #[serde(rename = "where")]
    place: Option<String>,
    occasion: Option<String>,
    mode: Option<String>,
    contexts: Vec<String>,
    confidence: f64,
    /// One for every sentence that supports it.
    reports: Vec<Report>,
}

/// One sentence that supports the event, and how it was read.
#[derive(Serialize)]
struct Report {
    article: String,
    source: String,
    sentence: String,
    /// From the head of the source over the predicate to the head of the target; `None` where a side stands in another sentence.
    path: Option<String>,
    /// What found it, in order.
    found_by: Vec<String>,
    /// The rows of the knowledge that it names.
    rows: Vec<String>,
    /// Probabilities of the pair head for the two sides, highest first; empty where it could not be asked.
    head: Vec<(String, f32)>,
    /// What else the sentence might have meant, and what became of it.
    alternatives: Vec<String>,
}

/// The account of one event as text or JSON.
///
/// # Errors
/// When the findings have no event of that id.
pub fn account(engine: &Engine, findings: &Findings, id: &str, json: bool) -> Result<String> {
    let event = findings.events.iter().find(|event| event.id == id).with_context(|| missing(findings, id))?;
    let name = |id: &String| {
        findings.actors.iter().find(|actor| &actor.id == id).map_or_else(|| id.clone(), |actor| actor.name.clone())
    };
    let mut stages: Vec<Stages> = Vec::new();
    let mut reports = Vec::new();
    for evidence in &event.evidence {
        let at = match stages.iter().position(|one| one.article.id == evidence.article) {
            Some(at) => at,
            None => {
                let article = findings.articles.iter().find(|article| article.id == evidence.article);
                let Some(article) = article else { continue };
                stages.push(engine.stages(article));
                stages.len() - 1
            }
        };
        reports.push(report(engine, &stages[at], event, evidence));
    }
    let account = Account {
        id: event.id.clone(),
        kind: event.kind.name(),
        sources: event.sources.iter().map(name).collect(),
        targets: event.targets.iter().map(name).collect(),
        status: event.status,
        when: event.when.as_ref().map(days),
        place: event.place.clone(),
        occasion: event.occasion.clone(),
        mode: event.mode.clone(),
        contexts: event.contexts.clone(),
        confidence: event.confidence.get(),
        reports,
    };
    if json { Ok(serde_json::to_string_pretty(&account)? + "\n") } else { Ok(text(&account, event.mutual)) }
}

fn missing(findings: &Findings, id: &str) -> String {
    match (findings.events.first(), findings.events.last()) {
        (Some(first), Some(last)) => format!(
            "no event is called {id}: the events of these inputs are {} to {}; `demarche read` with the same paths lists them",
            first.id, last.id
        ),
        _ => {
            format!("no event is called {id}: these inputs have no events; `demarche inspect --layer events` shows why")
        }
    }
}

fn report(engine: &Engine, stages: &Stages, event: &Event, evidence: &Evidence) -> Report {
    let coding = &stages.coding;
    let here = coding
        .events
        .iter()
        .position(|one| one.kind == event.kind && one.evidence.iter().any(|own| own.span == evidence.span));
    let sentence = stages.annotation.sentences.iter().position(|sentence| sentence.span == evidence.sentence);
    let parsed = sentence.map(|at| &stages.annotation.sentences[at]);
    let side = |sources: bool| {
        let sides = &coding.sides[here?];
        let site = coding.sites[here?];
        let words = if sources { &sides.sources } else { &sides.targets };
        words.iter().flatten().next().cloned().filter(|_| Some(site.sentence) == sentence)
    };
    let (source, target) = (side(true), side(false));
    let predicate = here.map(|at| coding.sites[at]).filter(|site| Some(site.sentence) == sentence).map(|s| s.token);
    let found_by: Vec<&demarche_record::FoundBy> =
        here.map_or(&event.found_by, |at| &coding.events[at].found_by).iter().collect();
    let mut head = Vec::new();
    if let (Some(parsed), Some(source), Some(target)) = (parsed, &source, &target) {
        let scores = engine.pipeline().relation(parsed, source.clone(), target.clone());
        head = engine.pipeline().pair_labels().iter().cloned().zip(scores).collect();
        head.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        head.truncate(5);
    }
    let path = parsed.and_then(|parsed| Some(path(parsed, source.as_ref()?, predicate, target.as_ref()?)));
    Report {
        article: evidence.article.clone(),
        source: stages.article.source.clone(),
        sentence: one_line(evidence.sentence.of(&stages.article.text)),
        path,
        rows: found_by.iter().filter_map(|link| describe_row(link.id.strip_prefix("predicates.toml:")?)).collect(),
        found_by: found_by
            .iter()
            .map(|link| if link.detail.is_empty() { link.id.clone() } else { format!("{}: {}", link.id, link.detail) })
            .collect(),
        head,
        alternatives: alternatives(stages, sentence, here),
    }
}

/// Other events of the sentence, and predicates that gave none, with the reason.
fn alternatives(stages: &Stages, sentence: Option<usize>, here: Option<usize>) -> Vec<String> {
    let coding = &stages.coding;
    let mut all = Vec::new();
    for (at, (event, site)) in coding.events.iter().zip(&coding.sites).enumerate() {
        if Some(site.sentence) == sentence && Some(at) != here {
            all.push(format!("{} by \"{}\" is an event of its own", event.kind.name(), event.predicate));
        }
    }
    for lost in coding.lost.iter().filter(|lost| Some(lost.site.sentence) == sentence) {
        let token = &stages.annotation.sentences[lost.site.sentence].tokens[lost.site.token];
        all.push(format!("{} by \"{}\" ({}) was set aside: {}", lost.kind.name(), token.form, lost.row, lost.reason));
    }
    all
}

/// The way through the tree from the head of the source over the predicate to the head of the target: words with the relations
/// between them, "<" towards the governor and ">" away from it.
fn path(sentence: &Sentence, source: &Range<usize>, predicate: Option<usize>, target: &Range<usize>) -> String {
    let tokens = &sentence.tokens;
    let head = |range: &Range<usize>| {
        let outside = |&t: &usize| tokens[t].head.is_none_or(|head| !range.contains(&head));
        range.clone().find(outside).unwrap_or(range.start)
    };
    let up = |from: usize| {
        let mut way = vec![from];
        while let Some(head) = tokens[way[way.len() - 1]].head.filter(|_| way.len() <= tokens.len()) {
            way.push(head);
        }
        way
    };
    let between = |from: usize, to: usize, out: &mut String| {
        let (left, right) = (up(from), up(to));
        let Some(joint) = left.iter().copied().find(|token| right.contains(token)) else { return };
        for &token in left.iter().take_while(|&&token| token != joint) {
            let parent = tokens[token].head.map_or("", |head| tokens[head].form.as_str());
            let _ = write!(out, " <{} {parent}", tokens[token].deprel);
        }
        for &token in right.iter().take_while(|&&token| token != joint).collect::<Vec<_>>().into_iter().rev() {
            let _ = write!(out, " {}> {}", tokens[token].deprel, tokens[token].form);
        }
    };
    let (from, to) = (head(source), head(target));
    let mut out = tokens[from].form.clone();
    match predicate.filter(|&p| p < tokens.len() && p != from && p != to) {
        Some(predicate) => {
            between(from, predicate, &mut out);
            between(predicate, to, &mut out);
        }
        None => between(from, to, &mut out),
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text(account: &Account, mutual: bool) -> String {
    let mut out = format!(
        "{} {} {} {} {}, {}, confidence {:.2}\n",
        account.id,
        account.kind,
        account.sources.join(", "),
        if mutual { "<->" } else { "->" },
        account.targets.join(", "),
        serde_json::json!(account.status).as_str().unwrap_or_default(),
        account.confidence
    );
    let facts = [
        ("when", account.when.clone()),
        ("where", account.place.clone()),
        ("occasion", account.occasion.clone()),
        ("mode", account.mode.clone()),
        ("context", (!account.contexts.is_empty()).then(|| account.contexts.join(", "))),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            let _ = writeln!(out, "  {name:<12} {value}");
        }
    }
    for report in &account.reports {
        let _ = writeln!(out, "\n  sentence     {} ({})", report.sentence, report.source);
        let _ =
            writeln!(out, "  tree path    {}", report.path.as_deref().unwrap_or("a side stands in another sentence"));
        let mut list = |name: &str, items: &[String], none: &str| {
            if items.is_empty() {
                let _ = writeln!(out, "  {name:<12} {none}");
            }
            for (at, item) in items.iter().enumerate() {
                let _ = writeln!(out, "  {:<12} {item}", if at == 0 { name } else { "" });
            }
        };
        list("found by", &report.found_by, "-");
        list("rows", &report.rows, "no row: a head or a rule proposed it");
        let head: Vec<String> = report.head.iter().map(|(label, score)| format!("{label} {score:.2}")).collect();
        let head = if head.is_empty() { Vec::new() } else { vec![head.join(", ")] };
        list("pair head", &head, "not asked: a side stands in another sentence");
        list("alternatives", &report.alternatives, "none");
    }
    crate::message::plain(&out)
}

#[cfg(test)]
mod tests {
    use demarche_record::Article;

    use super::*;

    #[test]
    fn an_event_is_accounted_for_from_sentence_to_alternatives() {
        let engine = Engine::embedded(1).unwrap();
        let text = "Japan accused Russia of espionage on Monday, and Poland expelled two Russian diplomats.";
        let findings = engine.read_all(&[Article::plain("a", "-", text)], &|| ());
        let event = findings.events.iter().find(|event| event.kind.name() == "ACCUSE").unwrap();
        let told = account(&engine, &findings, &event.id, false).unwrap();
        for wanted in [
            "Japan accused Russia",
            "Japan <nsubj accused obj> Russia",
            "predicates.toml:verb/accuse",
            "pair head    ACCUSE 0.",
        ] {
            assert!(told.contains(wanted), "{wanted:?} is not in\n{told}");
        }
        let json: serde_json::Value =
            serde_json::from_str(&account(&engine, &findings, &event.id, true).unwrap()).unwrap();
        assert_eq!(json["type"], "ACCUSE");
        assert!(json["reports"][0]["alternatives"].as_array().is_some_and(|all| !all.is_empty()), "{json:#}");
    }

    #[test]
    fn an_id_that_no_event_has_says_which_there_are() {
        let engine = Engine::embedded(1).unwrap();
        let findings = engine.read_all(&[Article::plain("a", "-", "Japan accused Russia of espionage.")], &|| ());
        let error = account(&engine, &findings, "e77", false).unwrap_err().to_string();
        assert!(error.contains("e77") && error.contains("e1"), "{error}");
    }
}
