//! Issues: the noun phrases that an article negotiates about, its many ways of putting one thing brought together, and the issue
//! of any stretch of text. Says nothing about who stands where.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use demarche_coding::Coding;
use demarche_language::{MentionKind, Upos};
use demarche_record::{Evidence, Issue, JoinReason, NameJoin, slug};

use crate::cues::{Cues, Row, lists};
use crate::sentence::Reading;
use crate::tree;
use crate::view::View;

/// Weight of what somebody takes a stand on: enough to be an issue by itself.
const STAND: f64 = 0.75;

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
    /// Name of the place, where the words name one.
    place: Option<String>,
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
        let block = reading.sentences.get(sentence)?.block;
        (0..=sentence)
            .rev()
            .take_while(|&i| reading.sentences[i].block == block)
            .find_map(|i| self.within(i, &(0..reading.sentences[i].tokens.len())))
    }

    /// The issue that the article is about most.
    pub fn main(&self) -> Option<String> {
        let best =
            (0..self.issues.len()).max_by(|&a, &b| self.weights[a].total_cmp(&self.weights[b]).then(b.cmp(&a)))?;
        Some(self.issues[best].name.clone())
    }

    /// The issue named in a sentence beside another, whatever its paragraph.
    pub fn beside(&self, reading: &Reading<'_>, sentence: usize) -> Option<String> {
        [sentence.checked_sub(1), Some(sentence), sentence.checked_add(1)]
            .into_iter()
            .flatten()
            .find_map(|i| self.within(i, &(0..reading.sentences.get(i)?.tokens.len())))
    }

    /// Sets the issue of each event that names one in its clause.
    pub fn name_events(&self, reading: &Reading<'_>, coding: &mut Coding) {
        for (event, site) in coding.events.iter_mut().zip(&coding.sites) {
            let Some(s) = reading.sentences.get(site.sentence) else { continue };
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

/// What the cues say is negotiated about, before it is brought together.
#[derive(Clone)]
pub struct Named(Vec<Naming>);

/// What the cues say is negotiated about.
pub fn named(reading: &Reading<'_>, cues: &Cues) -> Named {
    let mut namings = Vec::new();
    for view in View::all(reading) {
        propose(&view, cues, &mut namings);
    }
    Named(namings)
}

impl Named {
    /// The issues of the article, what somebody takes a stand on among them: `stands` are sentences with the head of what is wanted or
    /// refused.
    pub fn issues(self, reading: &Reading<'_>, cues: &Cues, stands: &[(usize, usize)]) -> Issues {
        let Self(mut namings) = self;
        for &(sentence, head) in stands {
            let view = View::at(reading, sentence);
            let Some(naming) = object_of_stand(&view, cues, head) else { continue };
            let known = |n: &Naming| n.sentence == sentence && n.tokens.contains(&naming.head);
            if !namings.iter().any(known) {
                namings.push(naming);
            }
        }
        namings.sort_by_key(|n| (n.sentence, n.head));
        name_places(reading, &mut namings);
        cluster(reading, namings)
    }
}

/// A place that is an issue somewhere in the article is one wherever it is named: "talks on the Outer Skerries ... a visit to the
/// Skerries". Its other names are known to the gazetteer.
fn name_places(reading: &Reading<'_>, namings: &mut Vec<Naming>) {
    let at_issue: BTreeMap<String, Option<String>> =
        namings.iter().filter_map(|n| Some((n.place.clone()?, n.topic.clone()))).collect();
    for mention in &reading.resolution.places {
        let Some(topic) = at_issue.get(&mention.place.name) else { continue };
        let named = |n: &Naming| n.sentence == mention.sentence && n.tokens.contains(&mention.head);
        if namings.iter().any(named) {
            continue;
        }
        let view = View::at(reading, mention.sentence);
        if mention.tokens.end > view.s.tokens.len() || person_or_state(&view, mention.head) {
            continue;
        }
        let lemmas = mention.tokens.clone().filter(|&i| content(view.s.tokens[i].upos));
        namings.push(Naming {
            sentence: mention.sentence,
            tokens: mention.tokens.clone(),
            head: mention.head,
            name: view.text(mention.tokens.clone()),
            lemmas: lemmas.map(|i| tree::lemma(view.s, i).to_owned()).collect(),
            topic: topic.clone(),
            proper: true,
            place: Some(mention.place.name.clone()),
            weight: 0.3,
        });
    }
    namings.sort_by_key(|n| (n.sentence, n.head));
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
            if let Some(row) = c.about.iter().find(|r| r.id != "verbs" && lists(&r.words, lemma)) {
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
            if listed(&c.case, lemma).is_some() {
                add(modifier_name(view, cues, i));
            }
            if listed(&c.deal, lemma).is_some()
                && s.children(i).any(|m| matches!(s.tokens[m].relation(), "compound") && s.tokens[m].upos != Upos::Num)
            {
                add(naming(view, cues, i, 1.2));
            }
            // "the nuclear programme", "territorial claims": the adjective says which topic, the noun that it is one.
            let by_adjective = c.topic.iter().any(|row| {
                lists(&row.nouns, lemma)
                    && s.children(i)
                        .any(|m| s.tokens[m].relation() == "amod" && lists(&row.adjectives, tree::lemma(s, m)))
            });
            if by_adjective {
                add(naming(view, cues, i, 0.8));
            }
            let topic = listed(&c.topic, lemma).filter(|row| !row.plural || t.feature("Number") == Some("Plur"));
            if topic.is_some() && t.relation() != "compound" {
                add(naming(view, cues, i, 0.5));
            }
        } else if let Some(row) = c.about.iter().find(|r| r.id == "verbs" && lists(&r.words, lemma)) {
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
    let topic = cues.issues.topic.iter().find(|r| lists(&r.words, lemma) || lists(&r.adjectives, lemma));
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

/// What a stand is about: the noun phrase at its head, or the object, complement or subject of the clause at its head, the first that can
/// name an issue.
fn object_of_stand(view: &View<'_>, cues: &Cues, head: usize) -> Option<Naming> {
    let s = view.s;
    let mut at = head;
    for _ in 0..4 {
        if let Some(found) = naming(view, cues, at, STAND) {
            return Some(found);
        }
        let below = |relations: &[&str]| s.children(at).find(|&c| relations.contains(&s.tokens[c].relation()));
        let object = tree::object(s, at).filter(|&o| s.tokens[at].upos == Upos::Verb && s.dominates(at, o));
        for candidate in object.into_iter().chain(below(&["obl"])).chain(below(&["nmod"])) {
            if let Some(found) = naming(view, cues, candidate, STAND) {
                return Some(found);
            }
        }
        at = below(&["ccomp", "xcomp"]).or(object).or_else(|| below(&["nmod", "obl", "acl", "advcl"]))?;
    }
    None
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
    if let Some(n) = listed(&cues.issues.case, lemma).and_then(|_| modifier_name(view, cues, head)) {
        return Some(n);
    }
    let start = s
        .children(head)
        .filter(|&m| m < head && matches!(s.tokens[m].relation(), "compound" | "amod" | "flat"))
        .filter(|&m| !person_or_state(view, m) && content(s.tokens[m].upos) && s.tokens[m].upos != Upos::Verb)
        .filter(|&m| s.tokens[m].relation() != "amod" || defining(tree::lemma(s, m)))
        .min()
        .unwrap_or(head);
    // Only words next to each other make a name.
    let start = (start..=head)
        .rev()
        .take_while(|&i| i == head || content(s.tokens[i].upos) || s.tokens[i].form == "-")
        .last()
        .unwrap_or(head);
    let bare = start == head;
    if bare && listed(&cues.issues.empty, lemma).is_some() {
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
    if listed(&cues.issues.empty, lemma).is_some()
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
        tokens.clone().filter(|&i| content(s.tokens[i].upos)).map(|i| tree::lemma(s, i).to_owned()).collect();
    let topic = cues
        .issues
        .topic
        .iter()
        .find(|r| {
            lists(&r.words, lemma)
                || lists(&r.adjectives, lemma)
                || (lists(&r.nouns, lemma) && r.adjectives.iter().any(|adjective| lemmas.contains(adjective)))
        })
        .map(|r| r.id.clone());
    if listed(&cues.issues.empty, lemma).is_some() && lemmas.len() < 2 {
        return None;
    }
    if s.tokens[head].upos == Upos::Noun && lemmas.len() < 2 && topic.is_none() && weight < 0.75 {
        return None;
    }
    let place = view.reading.resolution.places.iter().find(|p| p.sentence == view.index && p.head == head);
    let place = place.map(|mention| mention.place.name.clone());
    Some(Naming { sentence: view.index, tokens, head, name, lemmas, topic, proper, place, weight })
}

/// Groups that grow together, each join with its reason.
struct Groups {
    parent: Vec<usize>,
    joins: Vec<(usize, usize, JoinReason)>,
}

impl Groups {
    fn new(count: usize) -> Self {
        Self { parent: (0..count).collect(), joins: Vec::new() }
    }

    fn root(&self, mut i: usize) -> usize {
        while self.parent[i] != i {
            i = self.parent[i];
        }
        i
    }

    fn join(&mut self, a: usize, b: usize, because: JoinReason) {
        let (first, second) = (self.root(a), self.root(b));
        if first != second {
            self.joins.push((a, b, because));
            self.parent[first.max(second)] = first.min(second);
        }
    }
}

/// Brings the namings of one thing together: by the same words, as one place, side by side, by a coreference chain, or by topic
/// where no proper name tells them apart. Every join is kept with its reason.
fn cluster(reading: &Reading<'_>, namings: Vec<Naming>) -> Issues {
    let n = namings.len();
    let mut groups = Groups::new(n);
    // The same content words; the same place under another name.
    let mut by_words: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let mut by_place: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, naming) in namings.iter().enumerate() {
        let mut key = naming.lemmas.clone();
        key.sort();
        let first = *by_words.entry(key).or_insert(i);
        groups.join(first, i, JoinReason::SameWords);
        if let Some(place) = &naming.place {
            let first = *by_place.entry(place).or_insert(i);
            groups.join(first, i, JoinReason::SamePlace);
        }
    }
    join_appositions(reading, &namings, &mut groups);
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
            let first = *by_chain.entry(chain).or_insert(i);
            groups.join(first, i, JoinReason::Coreference);
        }
    }
    // Common-noun namings of a topic are one; they mean a proper name where only one of the topic is named, and before them.
    let mut by_topic: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, naming) in namings.iter().enumerate() {
        if let Some(topic) = &naming.topic {
            by_topic.entry(topic).or_default().push(i);
        }
    }
    for members in by_topic.values() {
        let common: Vec<usize> = members.iter().copied().filter(|&i| !namings[i].proper).collect();
        for pair in common.windows(2) {
            groups.join(pair[0], pair[1], JoinReason::Topic);
        }
        let proper: Vec<usize> = members.iter().copied().filter(|&i| namings[i].proper).collect();
        let names: BTreeSet<usize> = proper.iter().map(|&i| groups.root(i)).collect();
        if let (1, Some(&common), Some(&name)) = (names.len(), common.first(), proper.first())
            && name < common
        {
            groups.join(name, common, JoinReason::Topic);
        }
    }
    // The head noun alone repeats a longer name ("the treaty" for "peace treaty").
    for i in 0..n {
        if namings[i].lemmas.len() == 1 && namings[i].topic.is_none() {
            let longer: BTreeMap<usize, usize> = (0..n)
                .rev()
                .filter(|&j| namings[j].lemmas.len() > 1 && namings[j].lemmas.last() == namings[i].lemmas.last())
                .map(|j| (groups.root(j), j))
                .collect();
            if let (1, Some((_, &only))) = (longer.len(), longer.first_key_value()) {
                groups.join(i, only, JoinReason::Head);
            }
        }
    }
    let root = |i: usize| groups.root(i);
    let mut clusters: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in 0..n {
        clusters.entry(root(i)).or_default().push(i);
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
        let name = topic_name(&namings, members).unwrap_or(name);
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
            evidence.push(evidence_of(reading, naming));
            if naming.name != name && !aliases.contains(&naming.name) {
                aliases.push(naming.name.clone());
            }
        }
        let joined = groups
            .joins
            .iter()
            .filter(|(a, _, _)| members.contains(a))
            .filter(|(a, b, _)| !namings[*a].name.eq_ignore_ascii_case(&namings[*b].name))
            .map(|&(a, b, because)| NameJoin {
                names: [namings[a].name.clone(), namings[b].name.clone()],
                because,
                evidence: vec![evidence_of(reading, &namings[a]), evidence_of(reading, &namings[b])],
            })
            .collect();
        issues.issues.push(Issue { id, name, aliases, joined, evidence });
        issues.weights.push(weight);
    }
    issues
}

fn evidence_of(reading: &Reading<'_>, naming: &Naming) -> Evidence {
    View::at(reading, naming.sentence).evidence(naming.tokens.clone())
}

/// Two namings that one sentence puts side by side: the second is an apposition to the first, or what somebody calls it.
fn join_appositions(reading: &Reading<'_>, namings: &[Naming], groups: &mut Groups) {
    for (i, first) in namings.iter().enumerate() {
        let s = &reading.sentences[first.sentence];
        for (j, second) in namings.iter().enumerate().filter(|(j, other)| *j != i && other.sentence == first.sentence) {
            let relation = s.tokens[second.head].relation();
            let above = s.tokens[second.head].head;
            let called = above.is_some_and(|verb| {
                matches!(tree::lemma(s, verb), "know" | "call" | "name" | "term" | "dub")
                    && matches!(s.tokens[verb].relation(), "acl" | "appos")
                    && s.tokens[verb].head == Some(first.head)
                    && (relation == "xcomp" || relation == "obj" || tree::preposition(s, second.head) == "as")
            });
            if called || (relation == "appos" && above == Some(first.head)) {
                groups.join(i, j, JoinReason::Apposition);
            }
        }
    }
}

/// The topic names an issue that is told under several heads, none of which has half of the namings ("nuclear programme" for
/// uranium, reactors and centrifuges).
fn topic_name(namings: &[Naming], members: &[usize]) -> Option<String> {
    let topic = namings[*members.first()?].topic.clone()?;
    let mut heads: BTreeMap<Option<&String>, usize> = BTreeMap::new();
    for &i in members {
        if namings[i].proper || namings[i].topic.as_ref() != Some(&topic) {
            return None;
        }
        *heads.entry(namings[i].lemmas.last()).or_default() += 1;
    }
    let most = heads.values().copied().max().unwrap_or(0);
    (heads.len() > 1 && 2 * most <= members.len()).then_some(topic)
}
