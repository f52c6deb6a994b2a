//! Corrections: what people say of the facts, applied over any reading of the article, so that they survive a new model.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{Evidence, Findings, Issue, Span};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Value as Json, json};

use super::fact::{Fact, Standing, Verdict};
use super::journal::{self, Details, Entry, Target, refused};
use super::keys::Anchor;
use super::query::{Named, find, find_article, find_fact};
use super::view::{Filter, view};
use super::{Dossier, Result, Work, add, group};
use crate::course::{keep_issues_apart, merge_issues};

/// Who does something, when and why.
#[derive(Clone, Debug)]
pub struct Signature {
    /// Who.
    pub author: String,
    /// When; the time of record.
    pub time: Timestamp,
    /// Why.
    pub reason: String,
}

/// What a person says of a fact.
#[derive(Clone, Debug, PartialEq)]
pub enum Correction {
    /// It is right.
    Accept,
    /// It is wrong.
    Reject,
    /// It is right with these fields, named as in `demarche read --format json`.
    Edit(BTreeMap<String, Json>),
}

/// A fact that a person adds to an article.
#[derive(Clone, Debug, PartialEq)]
pub struct Addition {
    /// Key of the article, or enough of it.
    pub article: String,
    /// The layer.
    pub layer: String,
    /// The words of the article that support it.
    pub quote: String,
    /// Fields, named as in `demarche read --format json`; what is left out is empty.
    pub fields: BTreeMap<String, Json>,
}

/// The facts of an article as they stand: the machine's reading, then what the entries say, in order.
pub(super) fn apply(article: &str, machine: Findings, entries: &[Entry]) -> Vec<Standing> {
    let mut turns: BTreeMap<String, usize> = BTreeMap::new();
    let mut anchors = Vec::new();
    let mut standing: Vec<Standing> = Vec::new();
    for fact in Fact::all(machine) {
        let anchor = Anchor::of(article, &fact);
        let turn = turns.entry(anchor.key(0)).and_modify(|turn| *turn += 1).or_insert(0);
        standing.push(Standing { key: anchor.key(*turn), verdict: Verdict::Open, fact });
        anchors.push(anchor);
    }
    // Each entry names its facts by where they stand; a fact that was named once keeps the key that it had then.
    let mut claimed: BTreeMap<String, usize> = BTreeMap::new();
    for entry in entries {
        for target in entry.targets.iter().chain(&entry.others).filter(|target| target.anchor.article == article) {
            let found = claimed.get(&target.key).copied().or_else(|| {
                let taken: BTreeSet<usize> = claimed.values().copied().collect();
                let exact = standing.iter().position(|one| one.key == target.key);
                exact.filter(|index| !taken.contains(index)).or_else(|| {
                    let fits = anchors.iter().enumerate().filter(|(index, _)| !taken.contains(index));
                    let fits = fits.filter_map(|(index, anchor)| Some((target.anchor.fit(anchor)?, index)));
                    fits.reduce(|best, one| if one.0 > best.0 { one } else { best }).map(|(_, index)| index)
                })
            });
            if let Some(index) = found {
                claimed.insert(target.key.clone(), index);
                standing[index].key.clone_from(&target.key);
            }
            let index = match (entry.operation.as_str(), found) {
                ("accept" | "edit" | "add", None) => {
                    let Some(fact) = revived(target, entry, &standing, &anchors) else { continue };
                    standing.push(Standing { key: target.key.clone(), verdict: Verdict::Open, fact });
                    anchors.push(target.anchor.clone());
                    claimed.insert(target.key.clone(), standing.len() - 1);
                    standing.len() - 1
                }
                (_, Some(index)) => index,
                (_, None) => continue,
            };
            let one = &mut standing[index];
            match entry.operation.as_str() {
                "accept" if matches!(one.verdict, Verdict::Edited | Verdict::Added) => {}
                "accept" => one.verdict = Verdict::Accepted,
                "reject" => one.verdict = Verdict::Rejected,
                "edit" => {
                    if let Ok(fact) = one.fact.with(&entry.fields) {
                        one.fact = fact;
                        one.verdict = Verdict::Edited;
                    }
                }
                "add" => {
                    let local = one.fact.local().to_owned();
                    if let Ok(mut fact) = Fact::from_json(&target.anchor.layer, target.fact.clone()) {
                        fact.set_local(local);
                        one.fact = fact;
                        one.verdict = Verdict::Added;
                    }
                }
                _ => {}
            }
        }
    }
    reject_what_rests_on_rejected(&mut standing);
    standing
}

/// What an entry says of the issues of the whole record: two names are one issue, or they are two. Names that the record does not have, or
/// that are as they should be already, are passed over.
pub(super) fn apply_to_issues(whole: &mut Findings, entry: &Entry) {
    let [one, other] = &entry.issues[..] else { return };
    match entry.operation.as_str() {
        "merge-issues" => merge_issues(whole, one, other),
        _ => keep_issues_apart(whole, one, other),
    };
}

/// A fact that people confirmed and the machine no longer finds, from the log. `None` where what it rests on is gone too.
fn revived(target: &Target, entry: &Entry, standing: &[Standing], anchors: &[Anchor]) -> Option<Fact> {
    let mut fact = Fact::from_json(&target.anchor.layer, target.fact.clone()).ok()?;
    fact.set_local(format!("h{}", entry.number));
    let base = target.base.as_ref().and_then(|base| {
        let fits = anchors.iter().enumerate().filter_map(|(index, anchor)| Some((base.fit(anchor)?, index)));
        let best = fits.reduce(|best, one| if one.0 > best.0 { one } else { best })?;
        Some(standing[best.1].fact.local().to_owned())
    });
    match &mut fact {
        Fact::Driver(driver) => driver.of = base?,
        Fact::Agenda(item) => item.event = base,
        _ => {}
    }
    Some(fact)
}

/// A driver of a rejected shift or event falls with it, and so does an agenda item, unless somebody spoke for it.
fn reject_what_rests_on_rejected(standing: &mut [Standing]) {
    let rejected: BTreeSet<String> =
        standing.iter().filter(|one| one.verdict == Verdict::Rejected).map(|one| one.fact.local().to_owned()).collect();
    for one in standing.iter_mut().filter(|one| one.verdict == Verdict::Open) {
        if one.fact.rests_on().is_some_and(|local| rejected.contains(local)) {
            one.verdict = Verdict::Rejected;
        }
    }
}

/// Makes the facts of the articles anew from their readings and the log, and the events with them.
pub(super) fn make_anew(connection: &Connection, articles: &[String]) -> rusqlite::Result<()> {
    group::decide(connection)?;
    for key in articles {
        let id = connection
            .prepare_cached("SELECT id FROM article WHERE key = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?;
        if let Some(id) = id {
            add::make_facts_anew(connection, id, key)?;
        }
    }
    Ok(())
}

/// The target of an entry from the fact that stands in an article.
fn target(connection: &Connection, named: &Named) -> Work<Target> {
    let facts = add::standing(connection, named.article, &named.article_key)?;
    let anchor_of = |one: &Standing| Anchor::of(&named.article_key, &one.fact);
    let one = facts.iter().find(|one| one.key == named.key);
    let one = one.ok_or_else(|| refused(format!("the fact {} is no longer read in its article", named.key)))?;
    let base = one.fact.rests_on().and_then(|local| facts.iter().find(|other| other.fact.local() == local));
    Ok(Target {
        key: one.key.clone(),
        anchor: anchor_of(one),
        fact: serde_json::to_value(&one.fact).unwrap_or_default(),
        base: base.map(anchor_of),
    })
}

impl Dossier {
    /// Records what a person says of a fact. An event is corrected in all its reports, or in the one that the key names.
    ///
    /// # Errors
    /// When nothing goes by the key, or a field does not fit.
    pub fn correct(
        &mut self,
        key: &str,
        one_report: bool,
        correction: &Correction,
        signature: &Signature,
    ) -> Result<Entry> {
        self.write(|transaction| {
            let named = if one_report { vec![find_fact(transaction, key)?] } else { find(transaction, key)? };
            let mut details = Details::default();
            for one in &named {
                let target = target(transaction, one)?;
                if let Correction::Edit(fields) = correction {
                    let fact = Fact::from_json(&target.anchor.layer, target.fact.clone()).map_err(refused)?;
                    fact.with(fields).map_err(refused)?;
                }
                details.targets.push(target);
            }
            let operation = match correction {
                Correction::Accept => "accept",
                Correction::Reject => "reject",
                Correction::Edit(fields) => {
                    details.fields.clone_from(fields);
                    "edit"
                }
            };
            record(transaction, signature, operation, &details)
        })
    }

    /// Adds a fact by hand. Its evidence is the first place of the article that has the quoted words.
    ///
    /// # Errors
    /// When the article is unknown, does not have the words, or a field does not fit.
    pub fn add_fact(&mut self, addition: &Addition, signature: &Signature) -> Result<Entry> {
        self.write(|transaction| {
            let (id, key) = find_article(transaction, &addition.article)?;
            let text: String =
                transaction.query_row("SELECT text FROM article WHERE id = ?1", [id], |row| row.get(0))?;
            let quote = addition.quote.trim();
            let start = if quote.is_empty() { None } else { text.find(quote) };
            let start = start.ok_or_else(|| {
                refused(format!("the article does not have the words {quote:?}: copy them as they stand"))
            })?;
            let span = Span::new(start, start + quote.len());
            let evidence =
                Evidence { article: key.clone(), span, text: quote.to_owned(), sentence: sentence_around(&text, span) };
            let mut json = blank(&addition.layer).map_err(refused)?;
            if let Some(object) = json.as_object_mut() {
                object.insert("evidence".into(), json!([evidence]));
                if object.contains_key("content") {
                    object.insert("content".into(), json!(quote));
                }
                for (name, value) in &addition.fields {
                    if !object.contains_key(name) || ["id", "evidence"].contains(&name.as_str()) {
                        return Err(refused(format!(
                            "a fact of the layer {} has no field {name:?} to set",
                            addition.layer
                        )));
                    }
                    object.insert(name.clone(), value.clone());
                }
            }
            let fact = Fact::from_json(&addition.layer, json).map_err(|error| {
                refused(format!("{error}: set the field as `demarche read --format json` shows it"))
            })?;
            let anchor = Anchor::of(&key, &fact);
            let base = fact.rests_on().map(str::to_owned);
            let facts = add::standing(transaction, id, &key)?;
            let base = base.and_then(|local| facts.iter().find(|one| one.fact.local() == local));
            if matches!(fact, Fact::Driver(_)) && base.is_none() {
                return Err(refused(
                    "a driver needs the shift or event that it acts on: set of=ID of a fact of the article",
                ));
            }
            let taken = facts.iter().filter(|one| one.key == anchor.key(0)).count();
            let target = Target {
                key: anchor.key(taken),
                fact: serde_json::to_value(&fact).unwrap_or_default(),
                base: base.map(|one| Anchor::of(&key, &one.fact)),
                anchor,
            };
            record(transaction, signature, "add", &Details { targets: vec![target], ..Details::default() })
        })
    }

    /// Says that two or more events, or reports, are one.
    ///
    /// # Errors
    /// When a key is unknown or names no event, or they are one already.
    pub fn merge(&mut self, keys: &[String], signature: &Signature) -> Result<Entry> {
        self.write(|transaction| {
            let mut targets: Vec<Target> = Vec::new();
            for key in keys {
                let reports = reports(transaction, key)?;
                targets.push(target(transaction, &reports[0])?);
            }
            let events = group::events_of(transaction, targets.iter().map(|one| one.key.as_str()))?;
            if events.len() < 2 {
                return Err(refused("they are one event already: give the keys of two events"));
            }
            record(transaction, signature, "merge", &Details { targets, ..Details::default() })
        })
    }

    /// Says that some reports of an event tell of another one.
    ///
    /// # Errors
    /// When a key is unknown, a report is not of the event, or no report would be left.
    pub fn split(&mut self, event: &str, reports_apart: &[String], signature: &Signature) -> Result<Entry> {
        self.write(|transaction| {
            let named = find(transaction, event)?;
            let event = group::events_of(transaction, named.iter().take(1).map(|one| one.key.as_str()))?;
            let members: Vec<Named> = group::reports_of(transaction, &event)?;
            if members.len() < 2 {
                return Err(refused("the event has one report only: there is nothing to split"));
            }
            let mut apart = BTreeSet::new();
            for key in reports_apart {
                let one = find_fact(transaction, key)?;
                if !members.iter().any(|member| member.key == one.key) {
                    return Err(refused(format!(
                        "{key} is not a report of the event: `demarche why` lists its reports"
                    )));
                }
                apart.insert(one.key);
            }
            let (targets, others): (Vec<&Named>, Vec<&Named>) =
                members.iter().partition(|member| apart.contains(&member.key));
            if others.is_empty() {
                return Err(refused("all its reports were named: leave out those that stay together"));
            }
            let details = Details {
                targets: targets.into_iter().map(|one| target(transaction, one)).collect::<Work<_>>()?,
                others: others.into_iter().map(|one| target(transaction, one)).collect::<Work<_>>()?,
                ..Details::default()
            };
            record(transaction, signature, "split", &details)
        })
    }
}

impl Dossier {
    /// Says that two issues are one, whatever the coverage calls them; each is known by any of its names.
    ///
    /// # Errors
    /// When no issue goes by one of the names, or both name one issue.
    pub fn merge_issues(&mut self, one: &str, other: &str, signature: &Signature) -> Result<Entry> {
        self.say_of_issues("merge-issues", one, other, signature)
    }

    /// Says that a name (`alias`) that was joined to an issue is an issue of its own; its namings and the facts that rest on them alone go
    /// with it.
    ///
    /// # Errors
    /// When there is no such issue, or it does not go by that name.
    pub fn split_issue(&mut self, issue: &str, alias: &str, signature: &Signature) -> Result<Entry> {
        self.say_of_issues("split-issue", issue, alias, signature)
    }

    fn say_of_issues(&mut self, operation: &str, one: &str, other: &str, signature: &Signature) -> Result<Entry> {
        self.write(|transaction| {
            let whole = view(transaction, &Filter::default())?;
            let names = |issue: &Issue| -> Vec<String> {
                std::iter::once(&issue.name).chain(&issue.aliases).map(|name| format!("{name:?}")).collect()
            };
            let known = |name: &str| {
                let name = name.to_lowercase();
                let found = whole.issues.iter().find(|issue| {
                    issue.name.to_lowercase() == name || issue.aliases.iter().any(|one| one.to_lowercase() == name)
                });
                found.ok_or_else(|| {
                    let all: Vec<String> = whole.issues.iter().map(|issue| format!("{:?}", issue.name)).collect();
                    refused(format!("no issue goes by {name:?}; the issues are {}", all.join(", ")))
                })
            };
            let (first, second) = (known(one)?, known(other)?);
            let is_one = first.id == second.id;
            if is_one && (operation == "merge-issues" || one.to_lowercase() == other.to_lowercase()) {
                return Err(refused(format!("they are one issue already, with the names {}", names(first).join(", "))));
            }
            if !is_one && operation == "split-issue" {
                let its = names(first).join(", ");
                return Err(refused(format!(
                    "{other:?} is an issue of its own already; the names of {one:?} are {its}"
                )));
            }
            let details = Details { issues: vec![one.to_owned(), other.to_owned()], ..Details::default() };
            let number = journal::add(transaction, signature, operation, &details, None, &[])?;
            let entry = journal::get(transaction, number)?.ok_or_else(|| refused("the entry was not recorded"))?;
            Ok(entry)
        })
    }
}

/// The reports of the event that a key names.
fn reports(connection: &Connection, key: &str) -> Work<Vec<Named>> {
    let named = find(connection, key)?;
    if named.iter().any(|one| one.layer != "event") {
        return Err(refused(format!("{key} is no event: only events are merged and split")));
    }
    Ok(named)
}

fn record(connection: &Connection, signature: &Signature, operation: &str, details: &Details) -> Work<Entry> {
    let concerned: BTreeSet<String> =
        details.targets.iter().chain(&details.others).map(|target| target.anchor.article.clone()).collect();
    let concerned: Vec<String> = concerned.into_iter().collect();
    let number = journal::add(connection, signature, operation, details, None, &concerned)?;
    make_anew(connection, &concerned)?;
    journal::get(connection, number)?.ok_or_else(|| refused("the entry was not recorded"))
}

/// An empty fact of a layer: what a person need not set.
fn blank(layer: &str) -> std::result::Result<Json, String> {
    let found_by = json!([{"id": "person", "detail": ""}]);
    Ok(match layer {
        "event" => json!({
            "id": "", "sources": [], "targets": [], "mutual": false, "type": null, "predicate": "", "content": "", "when": null,
            "where": null, "occasion": null, "status": "occurred", "reported_by": null, "issue": null, "background": false,
            "confidence": 1.0, "found_by": found_by, "evidence": [],
        }),
        "position" => json!({
            "id": "", "holder": null, "issue": null, "kind": null, "content": "", "strength": "stated", "since": null,
            "until": null, "reported_by": null, "confidence": 1.0, "found_by": found_by, "evidence": [],
        }),
        "shift" => json!({
            "id": "", "holder": null, "issue": null, "from": null, "to": null, "when": null, "hedged": false,
            "asserted_by": null, "confidence": 1.0, "found_by": found_by, "evidence": [],
        }),
        "driver" => json!({
            "id": "", "of": null, "factor": null, "direction": null, "rank": null, "content": "", "stated": true,
            "confidence": 1.0, "found_by": found_by, "evidence": [],
        }),
        "measure" => json!({
            "id": "", "what": null, "value": null, "unit": null, "comparator": null, "population": null, "when": null,
            "reported_by": null, "evidence": [],
        }),
        "agenda" => json!({
            "id": "", "who": [], "what": null, "when": null, "where": null, "occasion": null, "status": "planned",
            "event": null, "evidence": [],
        }),
        other => return Err(format!("there is no layer {other:?}; the layers are {}", super::LAYERS.join(", "))),
    })
}

/// The sentence around a span, by its closing marks; the span itself where it is longer.
fn sentence_around(text: &str, span: Span) -> Span {
    let closes = |c: char| matches!(c, '.' | '!' | '?' | '\n');
    let before = text.get(..span.start).unwrap_or("");
    let start = before.char_indices().rev().find(|(_, c)| closes(*c)).map_or(0, |(at, c)| at + c.len_utf8());
    let blank = before.get(start..).map_or(0, |rest| rest.len() - rest.trim_start().len());
    let after = text.get(span.end..).unwrap_or("");
    let end = if text.get(..span.end).is_some_and(|all| all.ends_with(closes)) {
        span.end
    } else {
        after
            .char_indices()
            .find(|(_, c)| closes(*c))
            .map_or(text.len(), |(at, c)| span.end + at + if c == '\n' { 0 } else { c.len_utf8() })
    };
    Span::new((start + blank).min(span.start), end.max(span.end))
}
