//! Finds the time expressions of a sentence: rules over atoms, longest match first. Sets no anchored values.

use demarche_language::{Annotation, NameKind, Sentence, Upos};
use demarche_record::Article;

use crate::atoms::{Atom, atoms};
use crate::expression::{TimeExpression, TimexModifier, TimexType};
use crate::meaning::{Core, Signal, build};
use crate::pattern::Kept;
use crate::rules::{KNOWLEDGE, Knowledge, Rule};

/// The time expressions of an article in the order of the text, unanchored: the values say what the words alone say
/// ("XXXX-11-14"), the intervals are `None`.
///
/// Longest match wins; of equally long ones the rule that stands first in `knowledge/calendar/rules.toml`.
#[must_use]
pub fn find(article: &Article, annotation: &Annotation) -> Vec<TimeExpression> {
    let _ = article;
    find_in(annotation)
}

const APPROXIMATE: [&str; 4] = ["about", "around", "roughly", "approximately"];

/// The same for a text that is no article.
#[must_use]
pub fn find_in(annotation: &Annotation) -> Vec<TimeExpression> {
    let knowledge = &*KNOWLEDGE;
    annotation
        .sentences
        .iter()
        .enumerate()
        .flat_map(|(index, sentence)| find_in_sentence(knowledge, index, sentence))
        .collect()
}

fn find_in_sentence(knowledge: &Knowledge, index: usize, sentence: &Sentence) -> Vec<TimeExpression> {
    let mut pieces = atoms(&knowledge.words, sentence);
    drop_other_readings(knowledge, sentence, &mut pieces);
    let mut found: Vec<(TimeExpression, usize, usize)> = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let Some((end, built, rule)) = longest(knowledge, sentence, &pieces, at) else {
            at += 1;
            continue;
        };
        let span = pieces[at].span.cover(pieces[end - 1].span);
        let tokens = pieces[at].token..pieces[end - 1].last_token + 1;
        let mut meaning = built.meaning;
        // "About five hours" is annotated as "five hours", approximately.
        let round = built.kind == TimexType::Duration
            && built.modifier.is_none()
            && at.checked_sub(1).is_some_and(|before| APPROXIMATE.contains(&pieces[before].low.as_str()));
        meaning.signal = signal(&pieces, at);
        found.push((
            TimeExpression {
                sentence: index,
                tokens,
                span,
                kind: built.kind,
                value: built.value,
                modifier: if round { Some(TimexModifier::Approx) } else { built.modifier },
                interval: None,
                rule: rule.id.clone(),
                meaning,
            },
            at,
            end,
        ));
        at = end;
    }
    link_ranges(&pieces, &mut found);
    found.into_iter().map(|(expression, ..)| expression).collect()
}

fn longest<'k>(
    knowledge: &'k Knowledge,
    sentence: &Sentence,
    pieces: &[Atom],
    at: usize,
) -> Option<(usize, crate::meaning::Built, &'k Rule)> {
    let mut best: Option<(usize, crate::meaning::Built, &Rule)> = None;
    for candidate in knowledge.candidates(&pieces[at]) {
        let rule = &knowledge.rules[candidate];
        for (end, mut kept) in rule.pattern.matches(pieces, at) {
            if end <= at || best.as_ref().is_some_and(|(best, ..)| *best >= end) {
                continue;
            }
            let blocked = inside_title(sentence, pieces, rule, at, end)
                || rule.unless_before.as_ref().is_some_and(|p| p.ends_at(pieces, at))
                || rule.unless_after.as_ref().is_some_and(|p| p.starts_at(pieces, end))
                || rule.only_before.as_ref().is_some_and(|p| !p.ends_at(pieces, at))
                || rule.only_after.as_ref().is_some_and(|p| !p.starts_at(pieces, end));
            if blocked
                || is_paper(sentence, pieces, rule, at)
                || inside_person(sentence, pieces, at, end)
                || counts_things(sentence, pieces, rule, at, end)
            {
                continue;
            }
            extend(&mut kept, &rule.set);
            if let Some(built) = build(&rule.means, rule.kind, &kept) {
                best = Some((end, built, rule));
            }
        }
    }
    best
}

fn extend(kept: &mut Kept, set: &Kept) {
    // What the rule sets is the default: what the words say comes later in the list and wins.
    kept.splice(0..0, set.iter().cloned());
}

/// "May" the verb is no month, whatever its capital.
fn drop_other_readings(knowledge: &Knowledge, sentence: &Sentence, pieces: &mut [Atom]) {
    let Some(month) = knowledge.words.class("month") else { return };
    let units = knowledge.words.units();
    for (index, piece) in pieces.iter_mut().enumerate() {
        // "60 Minutes", "This Week": a title.
        if index > 0
            && piece.capital
            && !sentence.tokens[piece.token].form.chars().nth(1).is_some_and(char::is_uppercase)
        {
            piece.classes.retain(|(class, _)| !units.contains(class));
        }
        if matches!(piece.low.as_str(), "may" | "march")
            && matches!(sentence.tokens[piece.token].upos, Upos::Aux | Upos::Verb)
        {
            piece.classes.retain(|(class, _)| *class != month);
        }
    }
}

/// "April Glaspie", "August Bebel": a month within the name of a person.
fn inside_person(sentence: &Sentence, pieces: &[Atom], at: usize, end: usize) -> bool {
    let tokens = pieces[at].token..pieces[end - 1].last_token + 1;
    tokens.len() < 3
        && tokens.clone().all(|token| {
            sentence
                .name_at(token)
                .is_some_and(|name| name.kind == NameKind::Person && name.tokens.len() > tokens.len())
        })
}

/// "March for Life", "April Theses": a bare month or a feast within a longer name.
fn inside_title(sentence: &Sentence, pieces: &[Atom], rule: &Rule, at: usize, end: usize) -> bool {
    if rule.id != "month" {
        return false;
    }
    let tokens = pieces[at].token..pieces[end - 1].last_token + 1;
    tokens.clone().all(|token| {
        sentence.name_at(token).is_some_and(|name| {
            name.tokens.len() > tokens.len()
                && name.tokens.clone().all(|t| !sentence.tokens[t].form.starts_with(|c: char| c.is_ascii_digit()))
        })
    })
}

/// "The party daily", "two weeklies": a newspaper.
fn is_paper(sentence: &Sentence, pieces: &[Atom], rule: &Rule, at: usize) -> bool {
    rule.id == "set-adverb" && matches!(sentence.tokens[pieces[at].token].upos, Upos::Noun | Upos::Propn)
}

/// A bare number of four digits that counts things ("2000 troops", "$ 1,956", "some 1800 tons") is no year.
fn counts_things(sentence: &Sentence, pieces: &[Atom], rule: &Rule, at: usize, end: usize) -> bool {
    if rule.id != "year" {
        return false;
    }
    let before = at.checked_sub(1).map(|before| pieces[before].low.as_str());
    let money = [
        "$", "£", "€", "¥", "no", "number", "flight", "room", "article", "about", "some", "than", "least", "nearly",
        "over", "almost", "up", "+", "%", "/",
    ];
    if before.is_some_and(|word| money.contains(&word)) {
        return true;
    }
    if let Some(next) = pieces.get(end) {
        let units = [
            "percent", "per", "%", "million", "billion", "km", "people", "men", "women", "troops", "dollars", "gmt",
            "hours", "hrs", "points", "local",
        ];
        if units.contains(&next.low.as_str())
            || next.low == ","
                && pieces.get(end + 1).is_some_and(|a| a.low.len() == 3 && a.low.bytes().all(|b| b.is_ascii_digit()))
        {
            return true;
        }
        let known = before.is_some_and(|word| {
            [
                "the", "in", "since", "its", "his", "her", "their", "this", "that", "a", "an", "of", "'s", "’s",
                "until", "by", "during", "from", "late", "early", "between", "and",
            ]
            .contains(&word)
        });
        let plural = next.low.len() > 3
            && next.low.ends_with('s')
            && !next.capital
            && next.low.chars().all(char::is_alphabetic)
            && sentence.tokens[next.token].upos != Upos::Verb
            && !["was", "as", "has", "this", "its", "his", "is", "versus", "plus", "towards", "across", "besides"]
                .contains(&next.low.as_str());
        if plural && !known {
            return true;
        }
    }
    false
}

/// The preposition before an expression that makes it a bound.
fn signal(pieces: &[Atom], at: usize) -> Option<Signal> {
    let word = |back: usize| at.checked_sub(back).map(|index| pieces[index].low.as_str());
    let (mut nearest, mut before) = (word(1), word(2));
    if matches!(nearest, Some("the" | "at" | "in" | "on" | "about" | "around")) {
        (nearest, before) = (before, word(3));
    }
    match (before, nearest) {
        (_, Some("since")) => Some(Signal::Since),
        (_, Some("after")) => Some(Signal::After),
        (_, Some("before")) | (Some("prior" | "ahead"), Some("to" | "of")) => Some(Signal::Before),
        (_, Some("until" | "till" | "through")) => Some(Signal::Until),
        (_, Some("by")) => Some(Signal::By),
        _ => None,
    }
}

/// Joins the two ends of "from A to B", "between A and B" and "A - B".
fn link_ranges(pieces: &[Atom], found: &mut [(TimeExpression, usize, usize)]) {
    for first in 0..found.len().saturating_sub(1) {
        let (start, end, next) = (found[first].1, found[first].2, found[first + 1].1);
        let dates = [TimexType::Date, TimexType::Time];
        if next != end + 1 || !dates.contains(&found[first].0.kind) || !dates.contains(&found[first + 1].0.kind) {
            continue;
        }
        let fields = |index: usize| matches!(&found[index].0.meaning.core, Core::Fields(_));
        if !fields(first) || !fields(first + 1) {
            continue;
        }
        let before = start.checked_sub(1).map(|index| pieces[index].low.as_str());
        let linked = match pieces[end].low.as_str() {
            "to" | "until" | "till" | "through" => true,
            "-" | "–" | "—" => true,
            "and" => before == Some("between"),
            _ => false,
        };
        if linked {
            found[first].0.meaning.range = Some(1);
            found[first].0.meaning.signal = None;
            found[first + 1].0.meaning.range = Some(-1);
            found[first + 1].0.meaning.signal = None;
        }
    }
}
