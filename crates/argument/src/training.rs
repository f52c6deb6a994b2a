//! What the learned models of this stage are trained on, as plain data: every predicate that may take a stand, whoever may hold it, every event
//! that may be history. `training/argument.py` reads it; reading an article never does.

use demarche_coding::{Coding, Reading};
use demarche_record::Span;
use serde::Serialize;

use crate::cues::Cues;
use crate::view::View;
use crate::{drivers, features, issues, positions, sentence, shifts};

/// The examples of one article.
#[derive(Clone, Debug, Serialize)]
pub struct Examples {
    /// Predicates that may take a stand, in the order of the text.
    pub predicates: Vec<Predicate>,
    /// What the rules say alone.
    pub votes: Vec<Vote>,
    /// Events in the order of the coding.
    pub events: Vec<Event>,
}

/// A clause that may name a force.
#[derive(Clone, Debug, Serialize)]
pub struct Clause {
    /// Index of the sentence.
    pub sentence: usize,
    /// Its words.
    pub evidence: Span,
    /// Names of its features.
    pub features: Vec<String>,
}

/// The clauses that may name a force, of an article that was read and coded.
#[must_use]
pub fn clauses(reading: &Reading<'_>, coding: &Coding) -> Vec<Clause> {
    let cues = Cues::embedded();
    let reading = &sentence::Reading::new(reading);
    let issues = issues::named(reading, cues).issues(reading, cues, &[]);
    let shifts = shifts::find(reading, coding, cues, &issues);
    let found = drivers::clauses(reading, coding, cues, &shifts);
    let clause = |c: crate::bearing::Clause| Clause {
        sentence: c.sentence,
        evidence: View::at(reading, c.sentence).evidence(c.evidence).span,
        features: c.features,
    };
    found.into_iter().map(clause).collect()
}

/// A predicate that may take a stand.
#[derive(Clone, Debug, Serialize)]
pub struct Predicate {
    /// Index of the sentence.
    pub sentence: usize,
    /// Index of the token in it.
    pub token: usize,
    /// Its words.
    pub span: Span,
    /// The words that would be its evidence.
    pub evidence: Span,
    /// Names of its features.
    pub features: Vec<String>,
    /// Who may hold the stand, nearest first.
    pub holders: Vec<Holder>,
}

/// Somebody who may hold a stand.
#[derive(Clone, Debug, Serialize)]
pub struct Holder {
    /// Indices into the actors of the resolution.
    pub actors: Vec<usize>,
    /// Names of its features.
    pub features: Vec<String>,
}

/// A position that the rules find.
#[derive(Clone, Debug, Serialize)]
pub struct Vote {
    /// Index of the sentence.
    pub sentence: usize,
    /// Index of its predicate.
    pub predicate: usize,
    /// Index of the head of its content.
    pub content: Option<usize>,
    /// Its words.
    pub evidence: Span,
    /// Its kind.
    pub kind: &'static str,
    /// Its row.
    pub rule: String,
    /// Indices of its holders.
    pub actors: Vec<usize>,
}

/// An event that may be history.
#[derive(Clone, Debug, Serialize)]
pub struct Event {
    /// Index of the sentence.
    pub sentence: usize,
    /// Index of its predicate.
    pub token: usize,
    /// Its words.
    pub evidence: Span,
    /// What the coder says.
    pub background: bool,
    /// Names of its features.
    pub features: Vec<String>,
}

/// The examples of an article that was read and coded.
#[must_use]
pub fn examples(reading: &Reading<'_>, coding: &Coding) -> Examples {
    let cues = Cues::embedded();
    let reading = &sentence::Reading::new(reading);
    let issues = issues::named(reading, cues).issues(reading, cues, &[]);
    let votes = positions::votes(reading, cues);
    let mut predicates = Vec::new();
    for view in View::all(reading) {
        for token in 0..view.s.tokens.len() {
            if !features::candidate(view.s, cues, token) {
                continue;
            }
            let names = features::predicate(&view, coding, cues, &issues, &votes, token);
            let who = names.iter().find(|name| name.starts_with("who=")).unwrap_or_default();
            let holders = features::holders(&view, coding, cues, &votes, token);
            let holders = holders.iter().enumerate().map(|(rank, candidate)| Holder {
                actors: candidate.holder.actors.clone(),
                features: features::holder(&view, candidate, rank, who).iter().map(str::to_owned).collect(),
            });
            predicates.push(Predicate {
                sentence: view.index,
                token,
                span: view.s.tokens[token].span,
                evidence: view.evidence(features::evidence(&view, token, 55)).span,
                features: names.iter().map(str::to_owned).collect(),
                holders: holders.collect(),
            });
        }
    }
    let votes = votes.into_iter().map(|vote| Vote {
        sentence: vote.sentence,
        predicate: vote.predicate,
        content: vote.content,
        evidence: View::at(reading, vote.sentence).evidence(vote.evidence).span,
        kind: vote.kind.name(),
        rule: vote.rule,
        actors: vote.holder.actors,
    });
    // What the coder said before the model did.
    let mut coder = coding.clone();
    for event in &mut coder.events {
        if event.found_by.iter().any(|found| found.id == crate::background::LINK) {
            event.background = !event.background;
            event.found_by.retain(|found| found.id != crate::background::LINK);
        }
    }
    let events = coder.events.iter().zip(&coder.sites).enumerate().map(|(index, (event, site))| Event {
        sentence: site.sentence,
        token: site.token,
        evidence: event.evidence.first().map(|e| e.span).unwrap_or_default(),
        background: event.background,
        features: features::event(reading, &coder, index).iter().map(str::to_owned).collect(),
    });
    Examples { predicates, votes: votes.collect(), events: events.collect() }
}
