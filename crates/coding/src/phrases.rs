//! Parties that no gazetteer knows: noun phrases of a sentence that can act or be acted on ("protesters", "the rebels", "Ruvanian
//! police"), as actors of their own beside those of the resolution. Which of them plays which part is decided elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use demarche_gazetteer::{ActorMention, Resolution};
use demarche_language::{Annotation, NameKind, Upos};
use demarche_record::{Actor, ActorKind, Article, Mention};

use crate::knowledge::Knowledge;
use crate::participants::{Cast, THING};
use crate::tree::Tree;

/// How a mention of a party by its phrase alone is known.
const PHRASE: &str = "phrase";

/// What a noun phrase can be in an event.
enum Sort {
    /// Somebody: a person, a body, a group.
    Party(ActorKind),
    /// Something that is acted on where nobody is ("condemned the decision").
    Thing,
}

/// The resolution with an actor for every noun phrase that it leaves open. What it resolves stays, but for people and bodies of
/// a state whose sentence names that state once more: there they are a side of their own ("Turkish police detained Turkish
/// journalists").
pub(crate) fn extended(article: &Article, annotation: &Annotation, resolution: &Resolution) -> Resolution {
    let mut chains: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (number, chain) in annotation.chains.iter().enumerate() {
        for mention in chain.mentions.iter().filter_map(|&m| annotation.mentions.get(m)) {
            chains.insert((mention.sentence, mention.head), number);
        }
    }
    let mut open =
        Open { article, chains, of_chain: BTreeMap::new(), of_words: BTreeMap::new(), all: resolution.clone() };
    for (index, sentence) in annotation.sentences.iter().enumerate() {
        let tree = Tree::new(sentence);
        let cast = Cast::new(&tree, resolution, index);
        let domestic = domestic(&cast);
        open.all.mentions.retain(|m| m.sentence != index || !domestic.contains(&m.head) || m.how != "officials");
        for token in 0..tree.len() {
            if !is_phrase(&tree, token) || cast.of_word(token, 0).is_some() && !domestic.contains(&token) {
                continue;
            }
            let Some(sort) = sort(&tree, token) else { continue };
            open.add(&cast, index, token, &sort);
        }
    }
    open.all
}

struct Open<'a> {
    article: &'a Article,
    /// Chain of coreference of a mention's sentence and head.
    chains: BTreeMap<(usize, usize), usize>,
    of_chain: BTreeMap<usize, usize>,
    of_words: BTreeMap<String, usize>,
    all: Resolution,
}

impl Open<'_> {
    fn add(&mut self, cast: &Cast<'_>, sentence: usize, token: usize, sort: &Sort) {
        let tree = cast.tree;
        let tokens = range(tree, token);
        let span = tree.sentence.span_of(tokens.clone());
        let text = span.of(&self.article.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let words: Vec<String> = tokens
            .clone()
            .filter(|&t| !matches!(tree.upos(t), Upos::Det | Upos::Punct) && tree.deprel(t) != "nmod:poss")
            .map(|t| tree.form(t))
            .collect();
        let pronoun = tree.upos(token) == Upos::Pron;
        let chain = self.chains.get(&(sentence, token)).copied();
        let key = words.join("-");
        let known = chain
            .and_then(|c| self.of_chain.get(&c).copied())
            .or_else(|| self.of_words.get(&key).copied().filter(|_| !pronoun));
        let actor = known.unwrap_or_else(|| {
            let taken =
                self.all.actors.iter().filter(|a| a.id.strip_prefix("phrase:").is_some_and(|w| w == key)).count();
            let id = if taken == 0 { format!("phrase:{key}") } else { format!("phrase:{key}-s{sentence}w{token}") };
            let owner = tree.children(token).iter().find_map(|&c| {
                let owns = matches!(tree.rel(c), "amod" | "compound") || tree.deprel(c) == "nmod:poss";
                cast.of_word(c, 0).filter(|_| owns).and_then(|party| cast.state(party.actors[0]))
            });
            self.all.actors.push(Actor {
                id,
                name: text.clone(),
                aliases: Vec::new(),
                kind: match sort {
                    Sort::Party(kind) => *kind,
                    Sort::Thing => ActorKind::Organisation,
                },
                state: owner.map(str::to_owned),
                office: None,
                sector: None,
                mentions: Vec::new(),
            });
            self.all.actors.len() - 1
        });
        if let Some(chain) = chain {
            self.of_chain.entry(chain).or_insert(actor);
        }
        if !pronoun {
            self.of_words.entry(key).or_insert(actor);
        }
        let how = if matches!(sort, Sort::Thing) { THING } else { PHRASE };
        self.all.actors[actor].mentions.push(Mention { article: self.article.id.clone(), span, text, how: how.into() });
        self.all.mentions.push(ActorMention {
            sentence,
            tokens,
            head: token,
            span,
            actors: vec![actor],
            how: how.into(),
            certainty: if matches!(sort, Sort::Thing) { 0.4 } else { 0.7 },
        });
    }
}

/// Heads of phrases that stand for their state, in a sentence that names the state in another place as well.
fn domestic(cast: &Cast<'_>) -> BTreeSet<usize> {
    let tree = cast.tree;
    let mut by_state: BTreeMap<&str, Vec<(usize, bool)>> = BTreeMap::new();
    for token in (0..tree.len()).filter(|&t| is_phrase(tree, t)) {
        let Some(party) = cast.of_word(token, 0) else { continue };
        let [actor] = party.actors[..] else { continue };
        let Some(state) = cast.state(actor) else { continue };
        let named = cast.mentions.iter().any(|m| m.head == token && m.how != "officials");
        by_state.entry(state).or_default().push((token, !named && matches!(sort(tree, token), Some(Sort::Party(_)))));
    }
    let apart = |a: usize, b: usize| a != b && !tree.dominates(a, b) && !tree.dominates(b, a);
    let mut found = BTreeSet::new();
    for phrases in by_state.values() {
        for &(token, open) in phrases {
            if open && phrases.iter().any(|&(other, _)| apart(token, other)) {
                found.insert(token);
            }
        }
    }
    found
}

/// Whether a token heads a noun phrase that may be an argument.
fn is_phrase(tree: &Tree<'_>, token: usize) -> bool {
    // A single letter is a label or a slip.
    let worded = tree.upos(token) == Upos::Pron || tree.form(token).chars().filter(|c| c.is_alphanumeric()).count() > 1;
    let nominal = match tree.upos(token) {
        Upos::Noun | Upos::Propn => true,
        Upos::Pron => {
            matches!(
                tree.form(token).as_str(),
                "he" | "she" | "they" | "him" | "her" | "them" | "it" | "we" | "us" | "i" | "me" | "you"
            ) && !tree.deprel(token).ends_with(":poss")
        }
        Upos::Num | Upos::Det | Upos::Adj => matches!(tree.rel(token), "nsubj" | "obj"),
        _ => false,
    };
    let placed = matches!(
        tree.rel(token),
        "nsubj"
            | "obj"
            | "iobj"
            | "obl"
            | "nmod"
            | "conj"
            | "appos"
            | "root"
            | "parataxis"
            | "ccomp"
            | "xcomp"
            | "dep"
            | "list"
            | "csubj"
    );
    nominal && worded && placed && !tree.deprel(token).ends_with(":unmarked") && !tree.is_calendar_word(token)
}

/// What the phrase of a token can be; `None` for measures of time.
fn sort(tree: &Tree<'_>, token: usize) -> Option<Sort> {
    let knowledge = Knowledge::get();
    let lemma = tree.lemma(token).to_lowercase();
    if knowledge.parties.measures.contains(&lemma) {
        return None;
    }
    if tree.upos(token) == Upos::Pron {
        let kind = if matches!(tree.form(token).as_str(), "they" | "them" | "it") {
            ActorKind::Organisation
        } else {
            ActorKind::Person
        };
        return Some(Sort::Party(kind));
    }
    if let Some(name) = tree.sentence.name_at(token) {
        return Some(match name.kind {
            NameKind::Person => Sort::Party(ActorKind::Person),
            NameKind::Organisation | NameKind::Nationality | NameKind::Place => Sort::Party(ActorKind::Organisation),
            NameKind::Other => Sort::Thing,
        });
    }
    if tree.upos(token) == Upos::Propn {
        return Some(Sort::Party(ActorKind::Organisation));
    }
    let plural = tree.feature(token, "Number") == Some("Plur");
    if knowledge.parties.armed.contains(&lemma) {
        return Some(Sort::Party(ActorKind::ArmedGroup));
    }
    if knowledge.parties.is_person(&lemma) {
        return Some(Sort::Party(if plural { ActorKind::People } else { ActorKind::Person }));
    }
    if knowledge.parties.groups.contains(&lemma) {
        return Some(Sort::Party(ActorKind::Organisation));
    }
    Some(Sort::Thing)
}

/// The tokens of a noun phrase: what belongs to its head without a gap, but no preposition before it, no clause after it and
/// nothing coordinated to it.
pub(crate) fn range(tree: &Tree<'_>, head: usize) -> Range<usize> {
    let aside = |child: usize| {
        matches!(
            tree.rel(child),
            "case"
                | "cc"
                | "conj"
                | "punct"
                | "parataxis"
                | "advcl"
                | "mark"
                | "cop"
                | "nsubj"
                | "aux"
                | "appos"
                | "ccomp"
                | "discourse"
                | "dep"
        ) || tree.deprel(child) == "acl:relcl"
            || tree.rel(child) == "acl"
            || (tree.rel(child) == "obl" && tree.head(child) == Some(head))
    };
    // What follows the head by a preposition of its own belongs to the phrase, with that preposition.
    let keep: BTreeSet<usize> = {
        let mut all: BTreeSet<usize> =
            tree.subtree_until(head, |c| aside(c) && tree.head(c) == Some(head)).into_iter().collect();
        all.retain(|&t| {
            let (mut at, mut steps) = (t, 0);
            while at != head && steps <= tree.len() {
                if matches!(tree.deprel(at), "acl:relcl" | "parataxis" | "advcl" | "advcl:relcl") {
                    return false;
                }
                match tree.head(at) {
                    Some(up) => at = up,
                    None => break,
                }
                steps += 1;
            }
            true
        });
        all
    };
    let (mut start, mut end) = (head, head + 1);
    while start > 0 && keep.contains(&(start - 1)) {
        start -= 1;
    }
    while end < tree.len() && keep.contains(&end) {
        end += 1;
    }
    while end > head + 1 && matches!(tree.rel(end - 1), "punct" | "cc" | "case") {
        end -= 1;
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_that_can_act_are_known_by_list_or_ending() {
        let parties = &Knowledge::get().parties;
        for word in ["protester", "journalist", "lawmaker", "politician", "fisherman", "refugee", "minister"] {
            assert!(parties.is_person(word), "{word}");
        }
        for word in ["border", "offer", "agreement", "decision", "committee", "letter", "september"] {
            assert!(!parties.is_person(word), "{word}");
        }
    }
}
