//! One sentence of a reading with what the stages before know of it: actors at tokens, times in clauses, evidence from tokens.
//! Holds no cues.

use std::ops::Range;

use demarche_coding::Coding;
use demarche_gazetteer::ActorMention;
use demarche_language::Upos;
use demarche_record::{Actor, ActorKind, Evidence, Interval, Span};

use crate::sentence::{Reading, Sentence};
use crate::tree;

/// A sentence and its reading.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The article.
    pub reading: &'a Reading<'a>,
    /// Index of the sentence.
    pub index: usize,
    /// The sentence.
    pub s: &'a Sentence<'a>,
}

/// Who holds something: indices into the actors, with how they were known and how surely.
#[derive(Clone, Debug, PartialEq)]
pub struct Holder {
    /// Indices into the actors of the resolution.
    pub actors: Vec<usize>,
    /// `name`, `pronoun` ...
    pub how: String,
    /// 0 to 1.
    pub certainty: f64,
}

impl Holder {
    fn of(mention: &ActorMention) -> Self {
        Self { actors: mention.actors.clone(), how: mention.how.clone(), certainty: mention.certainty }
    }
}

impl<'a> View<'a> {
    /// Every sentence of the reading.
    pub fn all(reading: &'a Reading<'a>) -> impl Iterator<Item = Self> {
        reading.sentences.iter().enumerate().map(move |(index, s)| Self { reading, index, s })
    }

    /// The sentence of that index.
    pub fn at(reading: &'a Reading<'a>, index: usize) -> Self {
        Self { reading, index, s: &reading.sentences[index] }
    }

    /// An actor of the resolution.
    pub fn actor(&self, index: usize) -> Option<&'a Actor> {
        self.reading.resolution.actors.get(index)
    }

    /// Its id; empty for an index that does not exist.
    pub fn actor_id(&self, index: usize) -> String {
        self.actor(index).map(|a| a.id.clone()).unwrap_or_default()
    }

    /// Who the noun phrase headed by `token` stands for. `None` for anything that is no actor.
    pub fn holder(&self, token: usize) -> Option<Holder> {
        self.holder_within(token, 6)
    }

    /// [`Self::holder`], with the number of possessors that may be followed: a broken tree can lead back to the noun.
    fn holder_within(&self, token: usize, depth: usize) -> Option<Holder> {
        let resolution = self.reading.resolution;
        if let Some(mention) = resolution.mention_headed(self.index, token) {
            return Some(Holder::of(mention));
        }
        let t = self.s.tokens.get(token)?;
        // A name or title in which the token is not what the resolver took for the head.
        if matches!(t.upos, Upos::Propn | Upos::Pron) || t.relation() == "nsubj" {
            let inside = resolution
                .mentions_in(self.index)
                .filter(|m| m.tokens.contains(&token) && self.s.dominates(token, m.head))
                .filter(|m| !matches!(m.how.as_str(), "demonym" | "possessive"))
                .max_by_key(|m| m.tokens.len());
            if let Some(mention) = inside {
                return Some(Holder::of(mention));
            }
        }
        // "whose prime minister, X,": the name set beside the office.
        if t.upos == Upos::Noun
            && let Some(name) =
                self.s.children_by(token, "appos").find_map(|c| resolution.mention_headed(self.index, c))
        {
            return Some(Holder::of(name));
        }
        // "Japanese diplomats", "the Egyptian cabinet", "Moscow's negotiators": those who act for a side.
        if t.upos == Upos::Noun && self.acts_for(token) {
            return self.possessor_within(token, depth).map(|mut holder| {
                holder.certainty *= 0.8;
                holder
            });
        }
        None
    }

    /// Whether a noun names people or organs that speak for their side.
    fn acts_for(&self, token: usize) -> bool {
        const SPEAKERS: &[&str] = &[
            "official",
            "diplomat",
            "negotiator",
            "government",
            "cabinet",
            "ministry",
            "delegation",
            "side",
            "leader",
            "leadership",
            "minister",
            "president",
            "parliament",
            "assembly",
            "lawmaker",
            "senator",
            "authority",
            "administration",
            "team",
            "envoy",
            "spokesman",
            "spokeswoman",
            "spokesperson",
            "regime",
            "army",
            "military",
            "rebel",
            "guerrilla",
            "party",
            "opposition",
            "premier",
            "congress",
            "ambassador",
            "general",
            "commander",
            "politician",
            "public",
            "people",
            "voter",
            "coalition",
            "representative",
            "chief",
            "aide",
        ];
        SPEAKERS.contains(&tree::lemma(self.s, token))
    }

    /// Who a noun belongs to: its possessor, an adjective of nationality, an actor before it, or "of X".
    pub fn possessor(&self, noun: usize) -> Option<Holder> {
        self.possessor_within(noun, 6)
    }

    fn possessor_within(&self, noun: usize, depth: usize) -> Option<Holder> {
        let depth = depth.checked_sub(1)?;
        let s = self.s;
        let resolution = self.reading.resolution;
        let found = |token: usize| {
            resolution
                .mention_headed(self.index, token)
                .map(Holder::of)
                .or_else(|| resolution.mentions_in(self.index).find(|m| m.tokens == (token..token + 1)).map(Holder::of))
        };
        for c in s.children(noun).filter(|&c| s.tokens[c].deprel == "nmod:poss") {
            if let Some(holder) =
                found(c).or_else(|| self.holder_within(c, depth)).or_else(|| self.possessor_within(c, depth))
            {
                return Some(holder);
            }
        }
        for c in s.children(noun).filter(|&c| matches!(s.tokens[c].relation(), "amod" | "compound")) {
            if let Some(holder) = found(c) {
                return Some(holder);
            }
        }
        for c in s.children_by(noun, "nmod").filter(|&c| {
            let preposition = tree::preposition(s, c);
            matches!(preposition.as_str(), "of" | "by" | "from" | "in" | "on")
                || preposition == "for" && tree::lemma(s, noun).starts_with("spokes")
        }) {
            // "a spokesman for the foreign ministry in Beijing": the seat of an organ names its state.
            if tree::lemma(s, noun).starts_with("spokes")
                && let Some(holder) = self.possessor_within(c, depth)
            {
                return Some(holder);
            }
            // "a change of position on the part of X": the actor sits below "part".
            let below = if tree::lemma(s, c) == "part" { s.children_by(c, "nmod").next().unwrap_or(c) } else { c };
            // "the foreign ministry in X": the seat of an organ is its state.
            let seat = matches!(
                tree::lemma(s, noun),
                "ministry" | "government" | "cabinet" | "parliament" | "leadership" | "authority" | "regime" | "palace"
            );
            if let Some(holder) = found(below).filter(|h| seat || h.how != "place") {
                return Some(holder);
            }
        }
        None
    }

    /// Who stands behind a clause: its logical subject.
    pub fn doer(&self, predicate: usize) -> Option<Holder> {
        let subject = tree::actor_of(self.s, predicate)?;
        self.holder(subject).or_else(|| {
            // "both of them", "neither of the two sides", "members of the delegation".
            let s = self.s;
            let of = s.children_by(subject, "nmod").find(|&c| tree::preposition(s, c) == "of")?;
            let light = matches!(
                tree::lemma(s, subject),
                "both" | "neither" | "all" | "each" | "member" | "some" | "none" | "majority"
            );
            if light { self.holder(of) } else { None }
        })
    }

    /// Whether two actors are the same, or one belongs to the state that the other is.
    pub fn same_side(&self, a: usize, b: usize) -> bool {
        if a == b {
            return true;
        }
        match (self.actor(a), self.actor(b)) {
            (Some(a), Some(b)) => {
                a.state.is_some() && a.state == b.state && (a.kind != ActorKind::Person || b.kind != ActorKind::Person)
            }
            _ => false,
        }
    }

    /// The state of an actor, or its id where it has none.
    pub fn side(&self, actor: usize) -> String {
        self.actor(actor).map(|a| a.state.clone().unwrap_or_else(|| a.id.clone())).unwrap_or_default()
    }

    /// Evidence from a range of tokens of this sentence.
    pub fn evidence(&self, tokens: Range<usize>) -> Evidence {
        let text = &self.reading.article.text;
        let mut span = self.s.span_of(tokens);
        // A quotation mark or bracket that opens just before the range belongs to it when it closes inside.
        let inside = span.of(text).to_owned();
        if inside.contains('”') && !inside.contains('“') {
            let before = &text[..span.start.min(text.len())];
            if let Some(last) = before.chars().next_back().filter(|c| *c == '“') {
                span.start -= last.len_utf8();
            }
        }
        if inside.contains('“') && !inside.contains('”') {
            let after = text.get(span.end..).unwrap_or("");
            let lead: usize = after.chars().take_while(|c| matches!(c, '.' | ',' | '”')).map(char::len_utf8).sum();
            if lead > 0 && after[..lead].contains('”') {
                span.end += lead;
            }
        }
        let sentence = Span { start: self.s.span.start.min(span.start), end: self.s.span.end.max(span.end) };
        Evidence { article: self.reading.article.id.clone(), span, text: span.of(text).to_owned(), sentence }
    }

    /// The words of a range on one line.
    pub fn text(&self, tokens: Range<usize>) -> String {
        if tokens.is_empty() {
            return String::new();
        }
        let text = self.s.span_of(tokens).of(&self.reading.article.text);
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .trim_matches(|c| matches!(c, '“' | '”' | '"' | ','))
            .to_owned()
    }

    /// When a clause holds: the event coded at its predicate, else the time expression that hangs on it.
    pub fn when(&self, predicate: usize, coding: &Coding) -> Option<Interval> {
        let event = coding.sites.iter().position(|site| site.sentence == self.index && site.token == predicate);
        if let Some(when) = event.and_then(|e| coding.events.get(e)).and_then(|e| e.when.clone()) {
            return Some(when);
        }
        let attached = |t: &&demarche_calendar::TimeExpression| {
            t.sentence == self.index
                && t.interval.is_some()
                && t.tokens.clone().all(|i| i < self.s.tokens.len())
                && self.head_of(t.tokens.clone()).is_some_and(|head| {
                    head == predicate
                        || self.s.tokens[head].head.is_some_and(|h| tree::governor(self.s, h) == predicate)
                })
        };
        self.reading.times.iter().find(attached).and_then(|t| t.interval.clone())
    }

    /// The syntactic head of a range: the token whose own head lies outside.
    pub fn head_of(&self, tokens: Range<usize>) -> Option<usize> {
        tokens.clone().find(|&t| self.s.tokens.get(t).is_some_and(|t| t.head.is_none_or(|h| !tokens.contains(&h))))
    }

    /// The actors mentioned in a range of tokens, in order, each once.
    pub fn actors_in(&self, tokens: &Range<usize>) -> Vec<usize> {
        let mut actors = Vec::new();
        for mention in self.reading.resolution.mentions_in(self.index).filter(|m| tokens.contains(&m.head)) {
            for &actor in &mention.actors {
                if !actors.contains(&actor) {
                    actors.push(actor);
                }
            }
        }
        actors
    }

    /// Who is said to say the clause: the subject of a verb of speech above it or beside it.
    pub fn speaker(&self, predicate: usize, speech: &dyn Fn(&str) -> bool) -> Option<Holder> {
        let s = self.s;
        let mut at = predicate;
        for _ in 0..s.tokens.len() {
            for c in s.children_by(at, "parataxis") {
                if speech(tree::lemma(s, c)) {
                    return self.doer(c);
                }
            }
            let head = s.tokens[at].head?;
            if matches!(s.tokens[at].relation(), "ccomp" | "parataxis" | "xcomp") && speech(tree::lemma(s, head)) {
                return self.doer(head);
            }
            at = head;
        }
        None
    }
}
