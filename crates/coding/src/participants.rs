//! From phrases to actors: whom a noun phrase means, with its conjuncts, appositions and the state that stands before
//! "officials" or "troops". Which phrase plays which part is decided elsewhere.

use demarche_gazetteer::{ActorMention, PlaceMention, Resolution};
use demarche_language::Upos;
use demarche_record::ActorKind;

use crate::knowledge::Knowledge;
use crate::tree::Tree;

/// Actors that a phrase means.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Party {
    /// Indices into `Resolution::actors`, in the order of the text, each once.
    pub actors: Vec<usize>,
    /// The token that it was read from.
    pub token: usize,
    /// The tokens of the mention, for the head that scores pairs.
    pub tokens: std::ops::Range<usize>,
    /// How sure the resolver is.
    pub certainty: f64,
    /// How the gazetteer knew it.
    pub how: String,
}

/// How a mention of something that is no party is marked: it is a side only where no party is.
pub(crate) const THING: &str = "thing";

/// "2.5 billion US dollars": the state before the money.
fn of_money(tree: &Tree<'_>, mention: &ActorMention) -> bool {
    let next = mention.tokens.end;
    next < tree.len() && Knowledge::get().words.currencies.iter().any(|c| *c == tree.form(next).to_lowercase())
}

/// "The US-brokered truce": the state before the hyphen is no side of it.
fn brokers(tree: &Tree<'_>, mention: &ActorMention) -> bool {
    let listed = |word: &str| Knowledge::get().words.brokered.iter().any(|w| w == word);
    let form = |t: usize| if t < tree.len() { tree.form(t).to_lowercase() } else { String::new() };
    let last = mention.tokens.end.saturating_sub(1);
    let (own, next, after) = (form(last), form(last + 1), form(last + 2));
    match own.rsplit_once('-') {
        Some((_, word)) => listed(word) || word.is_empty() && listed(&next),
        None => next == "-" && listed(&after) || next.strip_prefix('-').is_some_and(listed),
    }
}

/// Looks up the actors of one sentence.
pub(crate) struct Cast<'a> {
    pub tree: &'a Tree<'a>,
    pub resolution: &'a Resolution,
    pub mentions: Vec<&'a ActorMention>,
    pub places: Vec<&'a PlaceMention>,
    /// Whether the rebels, firms and private citizens of a state are left out as its side: not where they become parties of their own.
    pub apart: bool,
}

impl<'a> Cast<'a> {
    pub fn new(tree: &'a Tree<'a>, resolution: &'a Resolution, sentence: usize) -> Self {
        Self {
            tree,
            resolution,
            mentions: resolution
                .mentions
                .iter()
                .filter(|m| {
                    m.sentence == sentence
                        && !m.actors.is_empty()
                        && m.how != THING
                        && !of_money(tree, m)
                        && !brokers(tree, m)
                })
                .collect(),
            places: resolution.places.iter().filter(|p| p.sentence == sentence).collect(),
            apart: false,
        }
    }

    /// The same with things as parties.
    pub fn with_things(&self, sentence: usize) -> Self {
        let all = self.resolution.mentions.iter().filter(|m| m.sentence == sentence && !m.actors.is_empty());
        Self {
            tree: self.tree,
            resolution: self.resolution,
            mentions: all.collect(),
            places: self.places.clone(),
            apart: self.apart,
        }
    }

    fn party(&self, mention: &ActorMention, token: usize) -> Party {
        Party {
            actors: mention.actors.clone(),
            token,
            tokens: mention.tokens.clone(),
            certainty: mention.certainty,
            how: mention.how.clone(),
        }
    }

    /// The mention that a token heads, or the name that it lies in.
    fn mention(&self, token: usize) -> Option<&'a ActorMention> {
        let headed = self.mentions.iter().copied().filter(|m| m.head == token).max_by_key(|m| m.tokens.len());
        headed.or_else(|| {
            let inside = self.mentions.iter().copied().filter(|m| m.tokens.contains(&token));
            // The last word of a phrase without "of" is its head, whatever the parser says.
            let ends =
                |m: &ActorMention| m.tokens.end == token + 1 && m.tokens.clone().all(|t| self.tree.form(t) != "of");
            inside.filter(|m| self.same_name(token, m.head) || ends(m)).min_by_key(|m| m.tokens.len())
        })
    }

    fn same_name(&self, a: usize, b: usize) -> bool {
        let joined = |child: usize, head: usize| {
            self.tree.head(child) == Some(head)
                && matches!(self.tree.rel(child), "flat" | "compound" | "appos" | "goeswith")
        };
        joined(a, b) || joined(b, a)
    }

    /// The actors of the noun phrase headed by a token, conjuncts included.
    pub fn of_phrase(&self, head: usize) -> Option<Party> {
        let mut all: Option<Party> = None;
        for token in self.tree.conjuncts(head) {
            // "met Putin and signed": a verb is no conjunct of a name.
            // "by Brazil and Turkey in Tehran": nor is a phrase under a preposition of its own.
            let apart = token != head
                && self.tree.prepositions(token) != self.tree.prepositions(head)
                && self.tree.has(token, "case");
            if (token != head && self.tree.upos(token) == Upos::Verb) || apart {
                continue;
            }
            if let Some(party) = self.of_word(token, 0) {
                match &mut all {
                    None => all = Some(party),
                    Some(sum) => {
                        for actor in party.actors {
                            if !sum.actors.contains(&actor) {
                                sum.actors.push(actor);
                            }
                        }
                        sum.certainty = sum.certainty.min(party.certainty);
                    }
                }
            }
        }
        all
    }

    /// The actors of one word, without conjuncts.
    pub fn of_word(&self, token: usize, guard: usize) -> Option<Party> {
        if guard > 4 {
            return None;
        }
        if let Some(mention) = self.mention(token) {
            let mut party = self.party(mention, token);
            if mention.how == "officials" {
                // "American and Iranian officials" are of both.
                for owner in self.tree.children(token).iter().copied().filter(|&c| {
                    matches!(self.tree.rel(c), "amod" | "compound")
                        || self.tree.rel(c) == "nmod"
                            && self.tree.prepositions(c).iter().any(|p| matches!(p.as_str(), "of" | "from"))
                }) {
                    for part in self.tree.conjuncts(owner) {
                        let more = self.mention(part).map(|m| m.actors.clone()).unwrap_or_default();
                        party.actors.extend(more.into_iter().filter(|a| !party.actors.contains(a)).collect::<Vec<_>>());
                    }
                }
            }
            return Some(party);
        }
        for apposition in self.tree.by(token, "appos") {
            if let Some(party) = self.of_word(apposition, guard + 1) {
                return Some(party);
            }
        }
        let knowledge = Knowledge::get();
        let agent = knowledge.agents.iter().any(|a| a == self.tree.lemma(token));
        // The rebels, firms and private citizens of a state are not its side.
        let apart = self.apart && knowledge.words.apart_from_state.iter().any(|w| w == self.tree.lemma(token));
        if agent || self.tree.upos(token) == Upos::Num {
            let owners = self.tree.children(token).iter().copied().filter(|&child| {
                matches!(self.tree.rel(child), "amod" | "compound" | "nmod")
                    && (self.tree.rel(child) != "nmod"
                        || self.tree.deprel(child) == "nmod:poss"
                        || self.tree.prepositions(child).iter().any(|p| matches!(p.as_str(), "of" | "from" | "for")))
            });
            for owner in owners {
                if let Some(mut party) = self.of_phrase_guarded(owner, guard + 1) {
                    let states = |&a: &usize| self.resolution.actors[a].kind == ActorKind::State;
                    if apart && party.actors.iter().all(states) {
                        continue;
                    }
                    party.certainty *= 0.9;
                    party.token = token;
                    party.tokens = token.min(party.tokens.start)..(token + 1).max(party.tokens.end);
                    return Some(party);
                }
            }
        }
        // "one of the negotiators", "both of them", "76 percent of the voters".
        let quantity = matches!(
            self.tree.lemma(token),
            "percent"
                | "majority"
                | "minority"
                | "thousand"
                | "hundred"
                | "dozen"
                | "most"
                | "number"
                | "rest"
                | "half"
        ) || matches!(&*self.tree.form(token), "tens" | "thousands" | "hundreds" | "dozens" | "scores");
        if quantity || matches!(self.tree.upos(token), Upos::Num | Upos::Det | Upos::Pron) {
            for part in self.tree.obliques(token, "of") {
                if let Some(party) = self.of_word(part, guard + 1) {
                    return Some(party);
                }
            }
        }
        None
    }

    fn of_phrase_guarded(&self, token: usize, guard: usize) -> Option<Party> {
        let mut first = self.of_word(token, guard)?;
        for other in self.tree.by(token, "conj") {
            if let Some(party) = self.of_word(other, guard) {
                first.actors.extend(party.actors.into_iter().filter(|a| !first.actors.contains(a)).collect::<Vec<_>>());
            }
        }
        Some(first)
    }

    /// Actors anywhere among the tokens, in the order of the text, surest first mention of each; `skip` are left out.
    pub fn among(&self, tokens: &[usize], skip: &[usize]) -> Vec<Party> {
        let mut found: Vec<Party> = Vec::new();
        for &token in tokens {
            if let Some(mention) = self
                .mentions
                .iter()
                .copied()
                .filter(|m| m.head == token && m.how != "place")
                .max_by_key(|m| m.tokens.len())
            {
                if mention.actors.iter().all(|a| skip.contains(a)) {
                    continue;
                }
                if !found.iter().any(|p| p.actors == mention.actors) {
                    found.push(self.party(mention, token));
                }
            }
        }
        found
    }

    /// The state of a place that the phrase names, as an actor of this article.
    pub fn of_place(&self, head: usize) -> Option<Party> {
        let mut all = self.of_one_place(head)?;
        for other in self.tree.conjuncts(head).into_iter().filter(|&c| c != head) {
            if let Some(party) = self.of_one_place(other) {
                all.actors.extend(party.actors.into_iter().filter(|a| !all.actors.contains(a)).collect::<Vec<_>>());
            }
        }
        Some(all)
    }

    fn of_one_place(&self, head: usize) -> Option<Party> {
        let place = self.places.iter().find(|p| p.head == head || p.tokens.contains(&head));
        let code = match place {
            Some(place) => place.place.state.clone(),
            None => None,
        };
        if let Some(code) = code {
            let actor = self
                .resolution
                .actors
                .iter()
                .position(|a| a.kind == ActorKind::State && a.state.as_deref() == Some(code.as_str()))?;
            let place = place?;
            return Some(Party {
                actors: vec![actor],
                token: head,
                tokens: place.tokens.clone(),
                certainty: 0.9,
                how: "place".into(),
            });
        }
        let party = self.of_phrase(head)?;
        let state = party.actors.iter().all(|&a| self.resolution.actors[a].id.starts_with("state:"));
        state.then_some(party)
    }

    /// The state of an actor, ISO 3166 alpha-3.
    pub fn state(&self, actor: usize) -> Option<&'a str> {
        self.resolution.actors.get(actor).and_then(|a| a.state.as_deref())
    }
}
