//! Issues: the noun phrases that an article negotiates about, its many ways of putting one thing brought together, and the issue
//! of any stretch of text. Says nothing about who stands where.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use demarche_coding::{Coding, Reading};
use demarche_language::{MentionKind, Upos};
use demarche_record::Issue;

use crate::cues::{Cues, Row};
use crate::tree;
use crate::view::View;

/// One naming of an issue.
#[derive(Clone, Debug)]
struct Naming {
    sentence: usize,
    tokens: Range<usize>,
    head: usize,
    /// Words of the name, as they are told.
    name: String,
    /// Content lemmas.
    lemmas: Vec<String>,
    topic: Option<String>,
    proper: bool,
    /// How strongly the place where it stands says that it is negotiated about.
    weight: f64,
}

/// The issues of an article.
#[derive(Debug, Default)]
pub struct Issues {
    issues: Vec<Issue>,
    /// Where each is named: sentence, head token, index of the issue.
    places: Vec<(usize, Range<usize>, usize)>,
    weights: Vec<f64>,
}

impl Issues {
    /// For the record.
    pub fn into_record(self) -> Vec<Issue> {
        self.issues
    }

    /// The issue of a stretch of a sentence: the weightiest that is named in it.
    pub fn within(&self, sentence: usize, tokens: &Range<usize>) -> Option<String> {
        self.places
            .iter()
            .filter(|(s, range, _)| *s == sentence && tokens.start <= range.start && range.end <= tokens.end)
            .max_by(|a, b| self.weights[a.2].total_cmp(&self.weights[b.2]).then(b.1.start.cmp(&a.1.start)))
            .map(|(_, _, issue)| self.issues[*issue].name.clone())
    }

    /// The issue of a stretch, else of its sentence, else of the nearest sentence before it in the same or the previous block.
    pub fn near(&self, reading: &Reading<'_>, sentence: usize, tokens: &Range<usize>) -> Option<String> {
        if let Some(found) = self.within(sentence, tokens) {
            return Some(found);
        }
        let block = reading.annotation.sentences.get(sentence)?.block;
        (0..=sentence)
            .rev()
            .take_while(|&i| reading.annotation.sentences[i].block == block)
            .find_map(|i| self.within(i, &(0..reading.annotation.sentences[i].tokens.len())))
    }

    /// Sets the issue of each event that names one in its clause.
    pub fn name_events(&self, reading: &Reading<'_>, coding: &mut Coding) {
        for (event, site) in coding.events.iter_mut().zip(&coding.sites) {
            let Some(s) = reading.annotation.sentences.get(site.sentence) else { continue };
            if site.token >= s.tokens.len() {
                continue;
            }
            let range = tree::clause(s, site.token, 60);
            event.issue = self.within(site.sentence, &range);
        }
    }
}

/// Words that say which one, not what.
fn content(upos: Upos) -> bool {
    matches!(upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::Verb)
}

fn listed<'c>(rows: &'c [Row], word: &str) -> Option<&'c Row> {
    rows.iter().find(|row| row.words.iter().any(|w| w == word))
}

/// The issues of the article.
pub fn find(reading: &Reading<'_>, cues: &Cues) -> Issues {
    let mut namings = Vec::new();
    for view in View::all(reading) {
        propose(&view, cues, &mut namings);
    }
    cluster(reading, namings)
}

fn propose(view: &View<'_>, cues: &Cues, namings: &mut Vec<Naming>) {
    let s = view.s;
    let c = &cues.issues;
    let mut seen: BTreeMap<usize, Naming> = BTreeMap::new();
    let mut add = |naming: Option<Naming>| {
        if let Some(n) = naming {
            let keep = seen.get(&n.head).is_none_or(|old| old.weight < n.weight);
            if keep {
                seen.insert(n.head, n);
            }
        }
    };
    for (i, t) in s.tokens.iter().enumerate() {
        if !matches!(t.upos, Upos::Noun | Upos::Propn | Upos::Verb) {
            continue;
        }
        let lemma = tree::lemma(s, i);
        if t.upos != Upos::Verb {
            if let Some(row) = c.about.iter().find(|r| r.id != "verbs" && r.words.contains(&lemma)) {
                for below in
                    s.children(i).filter(|&b| matches!(s.tokens[b].relation(), "nmod" | "acl" | "advcl" | "obl"))
                {
                    if row.prepositions.contains(&tree::preposition(s, below)) {
                        // "talks on concluding a peace treaty": the object of the gerund.
                        let target =
                            if s.tokens[below].upos == Upos::Verb { tree::object(s, below) } else { Some(below) };
                        add(target.and_then(|t| naming(view, cues, t, 1.0)));
                    }
                }
            }
            if listed(&c.case, &lemma).is_some() {
                add(modifier_name(view, cues, i));
            }
            if listed(&c.deal, &lemma).is_some()
                && s.children(i).any(|m| matches!(s.tokens[m].relation(), "compound") && s.tokens[m].upos != Upos::Num)
            {
                add(naming(view, cues, i, 1.2));
            }
            let topic = listed(&c.topic, &lemma).filter(|row| !row.plural || t.feature("Number") == Some("Plur"));
            if topic.is_some() && t.relation() != "compound" {
                add(naming(view, cues, i, 0.5));
            }
        } else if let Some(row) = c.about.iter().find(|r| r.id == "verbs" && r.words.contains(&lemma)) {
            let object = tree::object(s, i);
            add(object.and_then(|o| naming(view, cues, o, 0.7)));
            for below in s.children_by(i, "obl") {
                if row.prepositions.contains(&tree::preposition(s, below)) {
                    add(naming(view, cues, below, 0.8));
                }
            }
        }
    }
    namings.extend(seen.into_values());
}

/// "the Northern Territories issue", "peace treaty negotiations": the name is what stands before the noun.
fn modifier_name(view: &View<'_>, cues: &Cues, noun: usize) -> Option<Naming> {
    let s = view.s;
    let first = s
        .children(noun)
        .filter(|&m| m < noun && matches!(s.tokens[m].relation(), "compound" | "amod"))
        .filter(|&m| content(s.tokens[m].upos))
        .map(|m| s.subtree_range(m).start.min(m))
        .min()?;
    let compound = s.children(noun).filter(|&m| m < noun && s.tokens[m].relation() == "compound").max();
    let head = compound.or_else(|| s.children(noun).filter(|&m| m < noun && s.tokens[m].relation() == "amod").max())?;
    let lemma = tree::lemma(s, head);
    let adjective = s.tokens[head].upos == Upos::Adj;
    let topic = cues.issues.topic.iter().find(|r| r.words.contains(&lemma) || r.adjectives.contains(&lemma));
    if adjective && topic.is_none() {
        return None;
    }
    if compound.is_some() && person_or_state(view, head) {
        return None;
    }
    let tokens = if adjective { head..noun + 1 } else { first..head + 1 };
    let mut n = build(view, cues, tokens, head, 1.0)?;
    if adjective {
        n.name = view.text(head..noun + 1).to_lowercase();
    }
    Some(n)
}

fn person_or_state(view: &View<'_>, token: usize) -> bool {
    view.reading.resolution.mention_at(view.index, token).is_some_and(|m| m.tokens.len() <= 3)
        || view.reading.times.iter().any(|t| t.sentence == view.index && t.tokens.contains(&token))
        || view.reading.resolution.occasions.iter().any(|o| o.sentence == view.index && o.tokens.contains(&token))
}

fn naming(view: &View<'_>, cues: &Cues, head: usize, weight: f64) -> Option<Naming> {
    let s = view.s;
    let t = s.tokens.get(head)?;
    if !matches!(t.upos, Upos::Noun | Upos::Propn) || person_or_state(view, head) {
        return None;
    }
    let lemma = tree::lemma(s, head);
    if let Some(n) = listed(&cues.issues.case, &lemma).and_then(|_| modifier_name(view, cues, head)) {
        return Some(n);
    }
    let start = s
        .children(head)
        .filter(|&m| m < head && matches!(s.tokens[m].relation(), "compound" | "amod" | "flat"))
        .filter(|&m| !person_or_state(view, m) && content(s.tokens[m].upos) && s.tokens[m].upos != Upos::Verb)
        .filter(|&m| s.tokens[m].relation() != "amod" || defining(&tree::lemma(s, m)))
        .min()
        .unwrap_or(head);
    // Only words next to each other make a name.
    let start = (start..=head)
        .rev()
        .take_while(|&i| i == head || content(s.tokens[i].upos) || s.tokens[i].form == "-")
        .last()
        .unwrap_or(head);
    let bare = start == head;
    if bare && listed(&cues.issues.empty, &lemma).is_some() {
        // "the return of the islands", "lifting of sanctions": the issue is what the empty word is about.
        let below = s
            .children_by(head, "nmod")
            .find(|&b| matches!(tree::preposition(s, b).as_str(), "of" | "on" | "over" | "for"))?;
        return naming_below(view, cues, below, weight);
    }
    build(view, cues, start..head + 1, head, weight)
}

fn naming_below(view: &View<'_>, cues: &Cues, head: usize, weight: f64) -> Option<Naming> {
    let lemma = tree::lemma(view.s, head);
    if listed(&cues.issues.empty, &lemma).is_some()
        && !view.s.children(head).any(|m| view.s.tokens[m].relation() == "compound")
    {
        return None;
    }
    naming(view, cues, head, weight * 0.8)
}

/// Adjectives that tell which issue it is, not how it is.
fn defining(lemma: &str) -> bool {
    const PLAIN: &[&str] = &[
        "new",
        "old",
        "final",
        "possible",
        "further",
        "other",
        "same",
        "many",
        "several",
        "more",
        "few",
        "full",
        "complete",
        "recent",
        "long",
        "early",
        "late",
        "good",
        "bad",
        "great",
        "large",
        "big",
        "small",
        "major",
        "key",
        "important",
        "comprehensive",
        "lasting",
        "immediate",
        "quick",
        "serious",
        "historic",
        "current",
        "future",
        "such",
        "next",
        "last",
        "first",
        "second",
        "disputed",
        "bilateral",
        "direct",
        "own",
        "entire",
        "whole",
        "certain",
        "particular",
        "so-called",
        "long-awaited",
        "eventual",
        "formal",
        "unilateral",
        "early",
        "partial",
        "total",
        "tough",
        "harsh",
        "heavy",
        "own",
        "draft",
        "remaining",
        "specific",
        "concrete",
        "permanent",
        "similar",
        "different",
        "previous",
        "former",
        "real",
        "broad",
        "wide",
        "international",
        "national",
        "foreign",
        "regional",
        "local",
        "top",
        "high",
        "low",
        "main",
        "significant",
    ];
    !PLAIN.contains(&lemma)
}

fn build(view: &View<'_>, cues: &Cues, tokens: Range<usize>, head: usize, weight: f64) -> Option<Naming> {
    let s = view.s;
    let lemma = tree::lemma(s, head);
    let proper = s.tokens[head].upos == Upos::Propn;
    let name = if proper {
        view.text(tokens.clone())
    } else {
        tokens
            .clone()
            .map(|i| {
                let t = &s.tokens[i];
                let gap = if i + 1 < tokens.end && s.tokens[i + 1].span.start == t.span.end { "" } else { " " };
                let word = if t.upos == Upos::Propn { t.form.clone() } else { t.form.to_lowercase() };
                word + gap
            })
            .collect::<String>()
            .trim()
            .to_owned()
    };
    if name.chars().filter(|c| c.is_alphabetic()).count() < 3 {
        return None;
    }
    let lemmas: Vec<String> =
        tokens.clone().filter(|&i| content(s.tokens[i].upos)).map(|i| tree::lemma(s, i)).collect();
    let topic = cues
        .issues
        .topic
        .iter()
        .find(|r| {
            r.words.contains(&lemma)
                || (tokens.len() == 1 && r.adjectives.contains(&lemma))
                || r.adjectives.contains(&lemma)
        })
        .map(|r| r.id.clone());
    if listed(&cues.issues.empty, &lemma).is_some() && lemmas.len() < 2 {
        return None;
    }
    if s.tokens[head].upos == Upos::Noun && lemmas.len() < 2 && topic.is_none() && weight < 0.75 {
        return None;
    }
    Some(Naming { sentence: view.index, tokens, head, name, lemmas, topic, proper, weight })
}

/// Brings the namings of one thing together: by the same words, by a coreference chain, or by topic where only one name claims it.
fn cluster(reading: &Reading<'_>, namings: Vec<Naming>) -> Issues {
    let n = namings.len();
    let mut group: Vec<usize> = (0..n).collect();
    fn root(group: &mut [usize], mut i: usize) -> usize {
        while group[i] != i {
            group[i] = group[group[i]];
            i = group[i];
        }
        i
    }
    let join = |group: &mut [usize], a: usize, b: usize| {
        let (a, b) = (root(group, a), root(group, b));
        let (low, high) = (a.min(b), a.max(b));
        group[high] = low;
    };
    // The same content words.
    let mut by_words: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for (i, naming) in namings.iter().enumerate() {
        let mut key = naming.lemmas.clone();
        key.sort();
        match by_words.get(&key) {
            Some(&first) => join(&mut group, first, i),
            None => {
                by_words.insert(key, i);
            }
        }
    }
    // One chain of coreference.
    let mut by_chain: BTreeMap<usize, usize> = BTreeMap::new();
    for (i, naming) in namings.iter().enumerate() {
        let chain = reading.annotation.chains.iter().position(|chain| {
            chain
                .mentions
                .iter()
                .filter_map(|&m| reading.annotation.mentions.get(m))
                .any(|m| m.sentence == naming.sentence && m.head == naming.head && m.kind != MentionKind::Pronoun)
        });
        if let Some(chain) = chain {
            match by_chain.get(&chain) {
                Some(&first) => join(&mut group, first, i),
                None => {
                    by_chain.insert(chain, i);
                }
            }
        }
    }
    // A bare or common-noun naming of a topic goes to the topic's cluster.
    let mut by_topic: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, naming) in namings.iter().enumerate() {
        if let Some(topic) = &naming.topic {
            by_topic.entry(topic).or_default().push(i);
        }
    }
    for members in by_topic.values() {
        let common: Vec<usize> = members.iter().copied().filter(|&i| !namings[i].proper).collect();
        for pair in common.windows(2) {
            join(&mut group, pair[0], pair[1]);
        }
        let names: BTreeSet<usize> =
            members.iter().copied().filter(|&i| namings[i].proper).map(|i| root(&mut group, i)).collect();
        if let (1, Some(&first), Some(&name)) = (names.len(), common.first(), names.first()) {
            join(&mut group, first, name);
        }
    }
    // The head noun alone repeats a longer name ("the treaty" for "peace treaty").
    for i in 0..n {
        if namings[i].lemmas.len() == 1 && namings[i].topic.is_none() {
            let longer: BTreeSet<usize> = (0..n)
                .filter(|&j| namings[j].lemmas.len() > 1 && namings[j].lemmas.last() == namings[i].lemmas.last())
                .map(|j| root(&mut group, j))
                .collect();
            if let (1, Some(&only)) = (longer.len(), longer.first()) {
                join(&mut group, i, only);
            }
        }
    }
    let mut clusters: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in 0..n {
        let r = root(&mut group, i);
        clusters.entry(r).or_default().push(i);
    }
    let mut issues = Issues::default();
    let mut ids: BTreeSet<String> = BTreeSet::new();
    for members in clusters.values() {
        let weight: f64 = members.iter().map(|&i| namings[i].weight).sum();
        if weight < 0.7 {
            continue;
        }
        let mut names: BTreeMap<&str, (f64, usize)> = BTreeMap::new();
        for &i in members {
            let e = names.entry(namings[i].name.as_str()).or_insert((0.0, i));
            // A proper name says best what is meant, then a name of two words.
            e.0 += namings[i].weight
                * if namings[i].proper { 2.0 } else { 1.0 }
                * if namings[i].lemmas.len() > 1 { 1.5 } else { 1.0 };
        }
        let Some(name) = names
            .iter()
            .max_by(|a, b| a.1.0.total_cmp(&b.1.0).then(b.1.1.cmp(&a.1.1)))
            .map(|(name, _)| (*name).to_owned())
        else {
            continue;
        };
        let id = format!("issue:{}", slug(&name));
        if !ids.insert(id.clone()) {
            continue;
        }
        let index = issues.issues.len();
        let mut aliases: Vec<String> = Vec::new();
        let mut evidence = Vec::new();
        for &i in members {
            let naming = &namings[i];
            issues.places.push((naming.sentence, naming.tokens.clone(), index));
            evidence.push(View::at(reading, naming.sentence).evidence(naming.tokens.clone()));
            if naming.name != name && !aliases.contains(&naming.name) {
                aliases.push(naming.name.clone());
            }
        }
        issues.issues.push(Issue { id, name, aliases, evidence });
        issues.weights.push(weight);
    }
    issues
}

/// Lower-case words joined by hyphens.
fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.to_lowercase().chars() {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}
