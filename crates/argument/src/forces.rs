//! Forces told without a word of cause: who speaks or acts against what is negotiated or for it, what a side wants or fears beside
//! what it did, time that runs out, contests and consents that lie ahead. Voice, deed and subject matter are weighed together; the
//! words are `knowledge/argument/forces.toml`. `drivers` says what a force acts on and of which kind it is.

use std::ops::Range;
use std::sync::LazyLock;

use demarche_language::Upos;
use demarche_record::{ActorKind, Direction, Factor};
use serde::Deserialize;

use crate::cues::lists;
use crate::sentence::{Place, Sentence};
use crate::tree;
use crate::view::View;

const LIMIT: usize = 45;
/// Least weight of voice, deed and subject matter together.
const THRESHOLD: f64 = 2.0;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    topics: Vec<String>,
    voices: Voices,
    hostile: Hostile,
    exhorting: Exhorting,
    motive: Motive,
    clock: Clock,
    nominal: Nominal,
    contest: Contest,
    consent: Consent,
    hardship: Pair,
    balance: Pair,
    prize: Pair,
    verdict: Pair,
    #[serde(default)]
    #[cfg_attr(not(test), allow(dead_code))]
    example: Vec<Example>,
}

/// Verbs, and the nouns that they take.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    verbs: Vec<String>,
    nouns: Vec<String>,
}

/// Sentences that a frame must and must not match.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), allow(dead_code))]
pub struct Example {
    /// The frame.
    pub frame: String,
    /// Sentences that it matches.
    pub must: Vec<String>,
    /// Sentences that it does not.
    pub must_not: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Voices {
    domestic: Vec<String>,
    official: Vec<String>,
    public: Vec<String>,
    critic: Vec<String>,
    angry: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hostile {
    strong: Vec<String>,
    weak: Vec<String>,
    charges: Vec<String>,
    /// What an outsider does to press; his blame alone is a judgement.
    threats: Vec<String>,
    complaints: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exhorting {
    strong: Vec<String>,
    weak: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Motive {
    beside: Vec<String>,
    told: Vec<String>,
    minded: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Clock {
    verbs: Vec<String>,
    phrases: Vec<String>,
    nouns: Vec<String>,
    nearing: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nominal {
    push: Vec<String>,
    restrain: Vec<String>,
    verbs: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contest {
    nouns: Vec<String>,
    adjectives: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Consent {
    verbs: Vec<String>,
    needs: Vec<String>,
    votes: Vec<String>,
    bodies: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../knowledge/argument/forces.toml"))
        .unwrap_or_else(|error| panic!("knowledge/argument/forces.toml: {error}"))
});

/// The sentences that the frames are held to.
#[cfg(test)]
pub fn examples() -> &'static [Example] {
    &WORDS.example
}

/// A force that a sentence tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Force {
    /// The token that it hangs on.
    pub head: usize,
    /// The words that tell it.
    pub evidence: Range<usize>,
    /// Which way it acts.
    pub direction: Direction,
    /// The kind that the voice speaks for.
    pub kind: Option<Factor>,
    /// The frame.
    pub frame: &'static str,
    /// Whether it counts only beside a shift or an event of the negotiation.
    pub beside: bool,
}

/// The forces of a sentence, the first of each stretch of words. `parties` are the sides of the negotiation.
pub fn find(view: &View<'_>, parties: &[String]) -> Vec<Force> {
    let s = view.s;
    let mut forces: Vec<Force> = Vec::new();
    for token in 0..s.tokens.len() {
        let found = opposition(view, parties, token)
            .or_else(|| exhortation(view, parties, token))
            .or_else(|| motive(view, parties, token))
            .or_else(|| absolute(view, parties, token))
            .or_else(|| circumstance(view, parties, token))
            .or_else(|| clock(view, token))
            .or_else(|| nominal(view, token))
            .or_else(|| contest(view, token))
            .or_else(|| consent(view, token));
        if let Some(force) = found
            && forces.iter().all(|f| f.evidence.end <= force.evidence.start || force.evidence.end <= f.evidence.start)
        {
            forces.push(force);
        }
    }
    forces
}

fn has(list: &[String], s: &Sentence<'_>, token: usize) -> bool {
    lists(list, tree::lemma(s, token)) || lists(list, tree::form(s, token))
}

/// The words of a noun phrase that say whose voice it is: the head, what modifies it, and what modifies that.
fn describes(s: &Sentence<'_>, head: usize) -> Vec<usize> {
    let mut words = vec![head];
    for c in s.children(head) {
        if matches!(s.tokens[c].relation(), "appos" | "nmod" | "amod" | "compound" | "flat" | "nummod" | "conj") {
            words.push(c);
            words.extend(
                s.children(c)
                    .filter(|&d| matches!(s.tokens[d].relation(), "nmod" | "amod" | "compound" | "flat" | "appos")),
            );
        }
    }
    words
}

/// Whose voice a subject is, with a weight.
fn voice(view: &View<'_>, parties: &[String], subject: usize) -> Option<(f64, Factor)> {
    let s = view.s;
    let v = &WORDS.voices;
    let words = describes(s, subject);
    let holder = view.holder(subject).or_else(|| view.possessor(subject));
    let actor = holder.as_ref().and_then(|h| h.actors.first().copied());
    let outside = actor.is_some_and(|a| {
        let side = view.side(a);
        let kind = view.actor(a).map(|x| x.kind);
        !parties.contains(&side)
            && (matches!(kind, Some(ActorKind::State | ActorKind::Bloc | ActorKind::Government))
                || view.actor(a).is_some_and(|x| x.state.is_some()))
    });
    if outside {
        return Some((0.8, Factor::ThirdPartyPressure));
    }
    if words.iter().any(|&w| has(&v.domestic, s, w)) {
        return Some((1.0, Factor::DomesticPolitics));
    }
    if words.iter().any(|&w| has(&v.critic, s, w)) {
        return Some((1.0, Factor::DomesticPolitics));
    }
    if words.iter().any(|&w| has(&v.public, s, w)) || words.iter().any(|&w| has(&v.angry, s, w)) {
        return Some((1.0, Factor::PublicOpinion));
    }
    let kind = actor.and_then(|a| view.actor(a)).map(|x| x.kind);
    match kind {
        Some(ActorKind::People) => Some((1.0, Factor::PublicOpinion)),
        Some(ActorKind::Organisation | ActorKind::ArmedGroup) => Some((0.7, Factor::DomesticPolitics)),
        _ if words.iter().any(|&w| has(&v.official, s, w)) && actor.is_none() => Some((0.7, Factor::DomesticPolitics)),
        _ => None,
    }
}

/// The logical subject, also where the words with "by" hang on a phrase between.
fn subject(s: &Sentence<'_>, token: usize) -> Option<usize> {
    tree::actor_of(s, token).or_else(|| {
        let between = s
            .children_by(token, "obl")
            .find_map(|o| s.children_by(o, "nmod").find(|&c| o > token && tree::preposition(s, c) == "by"));
        between.filter(|_| tree::passive(s, token))
    })
}

/// What a clause is about: 0.7 with a word of what is negotiated, 0.5 with somebody who negotiates or "it".
fn about(view: &View<'_>, parties: &[String], token: usize, subject: usize) -> f64 {
    let s = view.s;
    let range = tree::clause(s, token, LIMIT);
    let outside_subject = |i: &usize| *i != subject && !s.dominates(subject, *i) && *i != token;
    if range
        .clone()
        .filter(outside_subject)
        .any(|i| matches!(s.tokens[i].upos, Upos::Noun | Upos::Propn) && has(&WORDS.topics, s, i))
    {
        return 0.7;
    }
    let object = tree::object(s, token);
    let party = object.is_some_and(|o| {
        tree::form(s, o) == "it"
            || view.holder(o).is_some_and(|h| h.actors.iter().any(|&a| parties.contains(&view.side(a))))
    });
    if party { 0.5 } else { 0.0 }
}

fn infinitive(s: &Sentence<'_>, token: usize) -> bool {
    s.children(token).any(|m| s.tokens[m].relation() == "mark" && tree::form(s, m) == "to")
}

fn real(s: &Sentence<'_>, token: usize) -> bool {
    !tree::unreal(s, token) && !tree::mood(s, token).negated
}

/// Somebody at home, the public or an outsider who speaks or acts against it.
fn opposition(view: &View<'_>, parties: &[String], token: usize) -> Option<Force> {
    let s = view.s;
    let clause_head = s.tokens[token].upos == Upos::Verb || s.children(token).any(|c| s.tokens[c].relation() == "cop");
    if !clause_head || s.tokens[token].relation() == "xcomp" || !real(s, token) || infinitive(s, token) {
        return None;
    }
    // "the plan that his people rejected": told of the plan.
    let relative = s.tokens[token].deprel == "acl:relcl";
    if relative && s.children_by(token, "nsubj").any(|c| s.tokens[c].upos != Upos::Pron) {
        return None;
    }
    let subject = subject(s, token)?;
    let (weight, kind) = voice(view, parties, subject)?;
    // "There are officials who fear ...": that they exist is what is told.
    let exist = relative
        && s.tokens[subject].head.is_some_and(|h| {
            s.children(h)
                .chain(s.children(subject))
                .any(|c| s.tokens[c].relation() == "expl" || tree::form(s, c) == "there")
        });
    let h = &WORDS.hostile;
    let deed = |t: usize| {
        if has(&h.strong, s, t) {
            1.0
        } else if has(&h.weak, s, t) {
            0.6
        } else {
            0.0
        }
    };
    let below = s.children_by(token, "xcomp").map(deed).fold(0.0, f64::max);
    let mut hostility: f64 = deed(token).max(0.0) + if below > 0.0 { below.max(0.7) } else { 0.0 };
    let mut range = tree::clause(s, token, LIMIT);
    // What is said or feared belongs to it to its end.
    for c in s.children(token).filter(|&c| c > token && matches!(s.tokens[c].relation(), "ccomp" | "xcomp")) {
        let end = s.subtree_range(c).end;
        if end > range.end && end - range.start <= LIMIT {
            range = tree::trim(s, range.start..end, token);
        }
    }
    let charged = range
        .clone()
        .any(|i| i != token && !s.dominates(subject, i) && (has(&h.charges, s, i) || tree::form(s, i) == "against"));
    if charged {
        hostility += 0.4;
    }
    let topic = about(view, parties, token, subject);
    if topic > 0.0 && describes(s, subject).iter().any(|&w| has(&WORDS.voices.angry, s, w)) {
        hostility += 1.0;
    }
    if has(&WORDS.voices.critic, s, subject) {
        hostility += 0.7;
    }
    if kind == Factor::ThirdPartyPressure {
        let presses = has(&h.threats, s, token) || has(&h.complaints, s, token) && topic > 0.5;
        // What else he does in the same breath belongs to it.
        let whole = s.subtree_range(token);
        let evidence = if whole.len() <= LIMIT { tree::trim(s, whole, token) } else { range };
        return presses.then_some(Force {
            head: token,
            evidence,
            direction: Direction::Restrain,
            kind: Some(kind),
            frame: "threat",
            beside: false,
        });
    }
    if exist {
        hostility += 0.8;
    }
    if hostility < 0.6 {
        return None;
    }
    // A voice that is known to be angry or against needs no word of what it is against.
    let sum = weight + hostility.min(1.4) + topic;
    (sum >= THRESHOLD).then_some(Force {
        head: token,
        evidence: range,
        direction: Direction::Restrain,
        kind: Some(kind),
        frame: "opposition",
        beside: false,
    })
}

/// An outsider who wants the sides to come together.
fn exhortation(view: &View<'_>, parties: &[String], token: usize) -> Option<Force> {
    let s = view.s;
    if s.tokens[token].upos != Upos::Verb || !real(s, token) || infinitive(s, token) {
        return None;
    }
    let e = &WORDS.exhorting;
    let deed = if has(&e.strong, s, token) {
        1.0
    } else if e.weak.iter().any(|w| Place::new(s, token).matches(w)) {
        0.7
    } else {
        return None;
    };
    let subject = subject(s, token)?;
    let actor = view.holder(subject)?.actors.first().copied()?;
    if parties.contains(&view.side(actor)) {
        return None;
    }
    let topic = about(view, parties, token, subject);
    (topic >= 0.7 && 0.8 + deed + topic >= THRESHOLD).then(|| Force {
        head: token,
        evidence: tree::clause(s, token, LIMIT),
        direction: Direction::Push,
        kind: Some(Factor::ThirdPartyPressure),
        frame: "exhortation",
        beside: false,
    })
}

/// Whether a noun phrase is one of the sides, or somebody of theirs.
fn party(view: &View<'_>, parties: &[String], noun: usize) -> bool {
    view.holder(noun)
        .or_else(|| view.possessor(noun))
        .is_some_and(|h| h.actors.iter().any(|&a| parties.contains(&view.side(a))))
}

/// What goes with the deed of a side: "With no more elections to fight, the president ...".
fn absolute(view: &View<'_>, parties: &[String], token: usize) -> Option<Force> {
    let s = view.s;
    let t = &s.tokens[token];
    let opens = s.subtree_range(token);
    let first = opens.start;
    if first > 1 || tree::form(s, first) != "with" || !matches!(t.relation(), "advcl" | "obl") || opens.len() < 5 {
        return None;
    }
    // The words tell a state of things ("with X doing", "with two years left"), not a companion or a tool.
    let state =
        t.upos == Upos::Verb || s.children(token).any(|c| matches!(s.tokens[c].relation(), "acl" | "advcl" | "nsubj"));
    let head = t.head?;
    if !state
        || s.tokens.get(opens.end).is_none_or(|t| t.form != ",")
            && s.tokens.get(opens.end.saturating_sub(1)).is_none_or(|t| t.form != ",")
    {
        return None;
    }
    if !tree::actor_of(s, head).is_some_and(|x| party(view, parties, x)) || tree::unreal(s, head) {
        return None;
    }
    let unlikely = matches!(tree::lemma(s, head), "unlikely" | "reluctant" | "unable" | "unwilling" | "hesitate");
    let direction = if unlikely || tree::mood(s, head).negated { Direction::Restrain } else { Direction::Push };
    Some(Force {
        head: token,
        evidence: tree::trim(s, tree::shrink(s, opens, token, LIMIT), token),
        direction,
        kind: None,
        frame: "absolute",
        beside: true,
    })
}

/// What has become of the one who acts: hardship, a new balance, no choice left, a prize in view, a vote ahead.
fn circumstance(view: &View<'_>, parties: &[String], token: usize) -> Option<Force> {
    let s = view.s;
    if s.tokens[token].upos != Upos::Verb
        || infinitive(s, token)
        || tree::unreal(s, token)
        || s.tokens[token].deprel == "acl:relcl"
    {
        return None;
    }
    let mood = tree::mood(s, token);
    let object = tree::object(s, token).or_else(|| s.children_by(token, "obl").next());
    let subject = tree::subject(s, token);
    let told = |pair: &Pair, noun: Option<usize>| {
        has(&pair.verbs, s, token) && noun.is_some_and(|n| describes(s, n).iter().any(|&w| has(&pair.nouns, s, w)))
    };
    let own = || tree::actor_of(s, token).is_some_and(|x| party(view, parties, x));
    let w = &*WORDS;
    let (kind, frame) = if !mood.negated && (told(&w.hardship, subject) || told(&w.hardship, tree::actor_of(s, token)))
    {
        (Some(Factor::Economy), "hardship")
    } else if !mood.negated && told(&w.balance, tree::object(s, token)) && !own() {
        (None, "balance")
    } else if !mood.negated && told(&w.prize, object) && own() {
        (None, "prize")
    } else if !mood.negated && told(&w.verdict, object) && own() {
        (Some(Factor::DomesticPolitics), "verdict")
    } else if mood.negated && tree::lemma(s, token) == "afford" && own() {
        (None, "afford")
    } else {
        return None;
    };
    Some(Force {
        head: token,
        evidence: tree::clause(s, token, LIMIT),
        direction: Direction::Push,
        kind,
        frame,
        beside: true,
    })
}

/// What a side wants, fears or suffers, beside what it did.
fn motive(view: &View<'_>, parties: &[String], token: usize) -> Option<Force> {
    let s = view.s;
    let t = &s.tokens[token];
    let m = &WORDS.motive;
    if !matches!(t.upos, Upos::Verb | Upos::Adj) || !real(s, token) {
        return None;
    }
    let finite = t.feature("VerbForm") == Some("Fin")
        || s.children(token).any(|c| matches!(s.tokens[c].relation(), "cop" | "aux" | "nsubj"));
    let complement =
        s.children(token).any(|c| matches!(s.tokens[c].relation(), "obl" | "obj" | "ccomp" | "xcomp" | "advcl"));
    let set_off =
        s.subtree_range(token).start.checked_sub(1).is_none_or(|i| s.tokens[i].form == ",") || t.relation() == "conj";
    // "hoping to quiet them" is an aim, "hoping that they ..." a reason.
    let aim = t.upos == Upos::Verb && s.children_by(token, "xcomp").any(|x| infinitive(s, x));
    let beside = !finite
        && complement
        && set_off
        && !aim
        && matches!(t.relation(), "advcl" | "acl" | "amod" | "xcomp")
        && has(&m.beside, s, token);
    let told = finite && complement && !aim && t.deprel != "acl:relcl" && has(&m.told, s, token) && {
        let holder = tree::actor_of(s, token).and_then(|x| view.holder(x).or_else(|| view.possessor(x)));
        let official = tree::actor_of(s, token).is_some_and(|x| has(&WORDS.voices.official, s, x));
        official || holder.is_some_and(|h| h.actors.iter().any(|&a| parties.contains(&view.side(a))))
    };
    // "is keen to end the war", "cannot afford another winter".
    let minded = s.children(token).any(|c| s.tokens[c].relation() == "cop") && complement && has(&m.minded, s, token);
    let owner = || tree::actor_of(s, token).is_some_and(|x| party(view, parties, x));
    let minded = minded && owner();
    (beside || told || minded).then(|| Force {
        head: token,
        evidence: tree::clause(s, token, LIMIT),
        direction: Direction::Push,
        kind: None,
        frame: "motive",
        beside: true,
    })
}

/// Time that runs out.
fn clock(view: &View<'_>, token: usize) -> Option<Force> {
    let s = view.s;
    let c = &WORDS.clock;
    if s.tokens[token].upos != Upos::Verb || !real(s, token) {
        return None;
    }
    let what = tree::subject(s, token).is_some_and(|x| describes(s, x).iter().any(|&w| has(&c.nouns, s, w)));
    if !what {
        return None;
    }
    let place = Place::new(s, token);
    let ends = has(&c.verbs, s, token) || c.phrases.iter().any(|p| place.matches(p));
    let nearing = has(&c.nearing, s, token);
    let mut top = token;
    for _ in 0..4 {
        match s.tokens[top].head {
            Some(h)
                if matches!(s.tokens[top].relation(), "xcomp" | "ccomp" | "acl")
                    && !s.tokens[top].deprel.ends_with("relcl") =>
            {
                top = h
            }
            _ => break,
        }
    }
    // "was about to run out"
    if let Some(head) = s.tokens[top].head.filter(|_| infinitive(s, top)) {
        top = head;
    }
    (ends || nearing).then(|| Force {
        head: token,
        evidence: tree::clause(s, top, LIMIT),
        direction: Direction::Push,
        kind: Some(Factor::Deadline),
        frame: "clock",
        beside: true,
    })
}

/// "The pressure from abroad had grown", "opposition remains strong".
fn nominal(view: &View<'_>, token: usize) -> Option<Force> {
    let s = view.s;
    let n = &WORDS.nominal;
    if s.tokens[token].upos != Upos::Noun || s.tokens[token].relation() != "nsubj" {
        return None;
    }
    let head = s.tokens[token].head?;
    let head = if has(&n.verbs, s, head) {
        head
    } else {
        s.tokens[head].head.filter(|&h| h > token && has(&n.verbs, s, h))?
    };
    if !real(s, head) {
        return None;
    }
    let direction = if has(&n.push, s, token) {
        Direction::Push
    } else if has(&n.restrain, s, token) {
        Direction::Restrain
    } else {
        return None;
    };
    let kind = match tree::lemma(s, token) {
        "pressure" => Some(Factor::ThirdPartyPressure),
        "unpopularity" => Some(Factor::DomesticPolitics),
        _ => None,
    };
    Some(Force {
        head: token,
        evidence: tree::clause(s, head, LIMIT),
        direction,
        kind,
        frame: "nominal",
        beside: false,
    })
}

/// A fight at home that lies ahead: "a bitter debate in the Senate".
fn contest(view: &View<'_>, token: usize) -> Option<Force> {
    let s = view.s;
    if s.tokens[token].upos != Upos::Noun || !has(&WORDS.contest.nouns, s, token) {
        return None;
    }
    let hard = s.children(token).any(|c| has(&WORDS.contest.adjectives, s, c));
    let at_home = describes(s, token)
        .iter()
        .any(|&w| has(&WORDS.consent.bodies, s, w) || has(&WORDS.voices.domestic, s, w) && w != token)
        || (token + 1..(token + 5).min(s.tokens.len())).any(|i| has(&WORDS.consent.bodies, s, i));
    if !hard || !at_home {
        return None;
    }
    let mut head = token;
    for _ in 0..6 {
        match s.tokens[head].head {
            Some(h)
                if !(matches!(s.tokens[head].relation(), "advcl" | "conj" | "acl")
                    && s.tokens[head].upos == Upos::Verb) =>
            {
                head = h
            }
            _ => break,
        }
    }
    real(s, head).then(|| Force {
        head: token,
        evidence: tree::clause(s, head, LIMIT),
        direction: Direction::Restrain,
        kind: Some(Factor::DomesticPolitics),
        frame: "contest",
        beside: false,
    })
}

/// Consent that is still missing: "must be ratified by parliament", "needs the votes of two thirds".
fn consent(view: &View<'_>, token: usize) -> Option<Force> {
    let s = view.s;
    let c = &WORDS.consent;
    if s.tokens[token].upos != Upos::Verb || !real(s, token) {
        return None;
    }
    let mood = tree::mood(s, token);
    let present = s.tokens[token].feature("Tense") != Some("Past") || mood.obliged;
    let range = tree::clause(s, token, LIMIT);
    let body = range.clone().any(|i| has(&c.bodies, s, i));
    let vote = tree::object(s, token).is_some_and(|o| has(&c.votes, s, o));
    let must = s.children(token).any(|x| {
        matches!(tree::form(s, x), "must" | "needs" | "has" | "have")
            && s.tokens[x].upos == Upos::Aux
            && tree::form(s, x) == "must"
    }) || mood.obliged && !mood.hedged;
    let missing = has(&c.verbs, s, token) && must && body
        || has(&c.needs, s, token) && vote && present && body
        || tree::lemma(s, token) == "hold" && must && vote;
    missing.then_some(Force {
        head: token,
        evidence: range,
        direction: Direction::Restrain,
        kind: Some(Factor::DomesticPolitics),
        frame: "consent",
        beside: false,
    })
}
