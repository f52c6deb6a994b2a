//! Lists of people each with his own time under one event noun ("such efforts have included ones by A in the 1950s; B in the
//! late 1970s"): one event of the past for each. Reads the order of the words, so that a list too long for the parser is
//! still understood.

use demarche_calendar::TimeExpression;
use demarche_record::{ActorKind, Interval, PloverType};

use crate::participants::{Cast, Party};

/// Nouns that such a list hangs on, with the type of its events.
const NOUNS: [(&str, PloverType); 22] = [
    ("effort", PloverType::Consult),
    ("attempt", PloverType::Consult),
    ("talk", PloverType::Consult),
    ("negotiation", PloverType::Consult),
    ("visit", PloverType::Consult),
    ("trip", PloverType::Consult),
    ("meeting", PloverType::Consult),
    ("summit", PloverType::Consult),
    ("mission", PloverType::Consult),
    ("overture", PloverType::Request),
    ("initiative", PloverType::Request),
    ("proposal", PloverType::Request),
    ("offer", PloverType::Request),
    ("appeal", PloverType::Request),
    ("demand", PloverType::Request),
    ("plan", PloverType::Request),
    ("agreement", PloverType::Agree),
    ("treaty", PloverType::Agree),
    ("deal", PloverType::Agree),
    ("war", PloverType::Assault),
    ("promise", PloverType::Agree),
    ("concession", PloverType::Concede),
];

/// One item of a list.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub noun: usize,
    pub kind: PloverType,
    pub person: Party,
    pub interval: Interval,
    pub rule: String,
    /// From the person's first token to the end of the time expression.
    pub tokens: std::ops::Range<usize>,
}

/// The items of the list that a sentence holds; empty where it holds none. At least two people, each followed by his own
/// time before the next one stands, and the noun before the first.
pub(crate) fn items(cast: &Cast<'_>, times: &[&TimeExpression]) -> Vec<Item> {
    let tree = cast.tree;
    let mut people: Vec<Party> = Vec::new();
    for mention in &cast.mentions {
        let [actor] = mention.actors[..] else { continue };
        let person = cast.resolution.actors.get(actor).is_some_and(|a| a.kind == ActorKind::Person);
        if !person || !matches!(mention.how.as_str(), "name" | "title" | "chain") {
            continue;
        }
        // A name inside the parentheses or the apposition of another ("grandfather of Prime Minister Y") heads no item.
        let depth = (0..mention.tokens.start).fold(0_i32, |depth, t| match tree.token(t).form.as_str() {
            "(" | "-LRB-" => depth + 1,
            ")" | "-RRB-" => depth - 1,
            _ => depth,
        });
        if depth > 0 || people.last().is_some_and(|p| p.tokens.end > mention.tokens.start) {
            continue;
        }
        people.push(Party {
            actors: vec![actor],
            token: mention.head,
            tokens: mention.tokens.clone(),
            certainty: mention.certainty,
            how: mention.how.clone(),
        });
    }
    let Some(first) = people.first() else { return Vec::new() };
    let noun = (0..first.tokens.start).rev().find_map(|t| {
        let lemma = tree.lemma(t).to_lowercase();
        NOUNS.iter().find(|(word, _)| *word == lemma).map(|(_, kind)| (t, *kind))
    });
    let Some((noun, kind)) = noun else { return Vec::new() };
    let mut found = Vec::new();
    for (index, person) in people.iter().enumerate() {
        let end = people.get(index + 1).map_or(tree.len(), |next| next.tokens.start);
        let close = |from: usize, to: usize| to.saturating_sub(from) <= 14;
        let time = times.iter().find(|t| {
            t.tokens.start >= person.tokens.end
                && t.tokens.end <= end
                && t.interval.is_some()
                && close(person.tokens.end, t.tokens.start)
        });
        let Some(time) = time else { continue };
        if let Some(interval) = time.interval.clone() {
            found.push(Item {
                noun,
                kind,
                person: person.clone(),
                interval,
                rule: time.rule.clone(),
                tokens: person.tokens.start..time.tokens.end,
            });
        }
    }
    // A list: three at least, or two and nothing else, parted by semicolons or commas.
    let parted = found.windows(2).all(|pair| {
        (pair[0].tokens.end..pair[1].tokens.start)
            .any(|t| matches!(tree.token(t).form.as_str(), ";" | "," | "and" | "or"))
    });
    if found.len() >= 2 && parted && found.len() * 3 >= people.len() * 2 { found } else { Vec::new() }
}
