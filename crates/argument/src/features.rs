//! What the learned models of this stage look at: named features of predicates that may take a stand, of those who may hold it, and of events
//! that may be history. Decides nothing.

use std::collections::BTreeSet;
use std::fmt::{Display, Write};
use std::hash::BuildHasher;
use std::ops::Range;

use demarche_coding::Coding;
use demarche_language::Upos;
use demarche_record::PositionKind;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::cues::{Cues, has, matching};
use crate::issues::Issues;
use crate::positions;
use crate::sentence::{Reading, Sentence};
use crate::tree::{self, Mood};
use crate::view::{Holder, View};

/// What the rules say of a token: kind and row.
pub(crate) struct Vote {
    pub sentence: usize,
    pub predicate: usize,
    pub content: Option<usize>,
    pub evidence: Range<usize>,
    pub kind: PositionKind,
    pub rule: String,
    pub holder: Holder,
}

impl Vote {
    /// Whether it is about that token: its predicate or what it is of.
    pub(crate) fn is_at(&self, sentence: usize, token: usize) -> bool {
        self.sentence == sentence && (self.predicate == token || self.content == Some(token))
    }
}

/// Somebody who may hold the stand, with every way that leads to him.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub holder: Holder,
    pub ways: Vec<&'static str>,
}

/// Whether a token may take a stand: a verb, or a noun or adjective that is a predicate or that a cue knows.
pub(crate) fn candidate(s: &Sentence<'_>, cues: &Cues, token: usize) -> bool {
    let t = &s.tokens[token];
    match t.upos {
        Upos::Verb => true,
        Upos::Noun | Upos::Adj => {
            tree::heads_clause(s, token)
                || !matching(&cues.stances.noun, s, token).is_empty()
                || !matching(&cues.stances.adjective, s, token).is_empty()
                || nominalised(cues, tree::lemma(s, token))
        }
        _ => false,
    }
}

/// Nouns of saying, refusing, asking and binding, by a list of short ones and the endings of others.
fn nominalised(cues: &Cues, lemma: &str) -> bool {
    let words = &cues.features;
    words.nominal.contains(lemma)
        || words.nominal_endings.iter().any(|end| lemma.len() > 6 && lemma.ends_with(end.as_str()))
}

/// Named features of one thing, in the order in which they were found, each once. One buffer holds them all: a name is made for every
/// predicate of an article and seldom kept.
#[derive(Default)]
pub(crate) struct Names {
    text: String,
    ends: Vec<usize>,
    seen: FxHashMap<u64, Vec<usize>>,
}

impl Names {
    fn add(&mut self, name: impl Display) {
        let start = self.text.len();
        // Writing to a string cannot fail.
        let _ = write!(self.text, "{name}");
        let same = self.seen.entry(FxBuildHasher.hash_one(&self.text[start..])).or_default();
        let known = same.iter().any(|&index| of(&self.text, &self.ends, index) == &self.text[start..]);
        if known {
            self.text.truncate(start);
        } else {
            same.push(self.ends.len());
            self.ends.push(self.text.len());
        }
    }

    fn when(&mut self, holds: bool, name: impl Display) {
        if holds {
            self.add(name);
        }
    }

    /// The names.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|index| of(&self.text, &self.ends, index))
    }
}

/// The name of that index among names that end there in the text.
fn of<'t>(text: &'t str, ends: &[usize], index: usize) -> &'t str {
    let start = index.checked_sub(1).map_or(0, |before| ends[before]);
    &text[start..ends[index]]
}

fn mood_features(names: &mut Names, prefix: &str, m: &Mood) {
    for (holds, name) in [
        (m.negated, "negated"),
        (m.never, "never"),
        (m.no_longer, "no longer"),
        (m.hedged, "hedged"),
        (m.obliged, "obliged"),
        (m.future, "future"),
        (m.conditional, "conditional"),
        (m.able, "able"),
    ] {
        if holds {
            names.add(format_args!("{prefix}:{name}"));
        }
    }
}

/// The mood in a few letters.
fn mood_code(m: &Mood) -> String {
    [(m.future, 'f'), (m.obliged, 'o'), (m.able, 'a'), (m.hedged, 'h'), (m.negated, 'n'), (m.conditional, 'c')]
        .into_iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, letter)| letter)
        .collect()
}

/// The verb of speech above or beside a token, with the number of clauses between.
pub(crate) fn speech_above(s: &Sentence<'_>, cues: &Cues, predicate: usize) -> Option<(usize, usize)> {
    let mut at = predicate;
    for steps in 0..s.tokens.len() {
        if let Some(c) = s.children_by(at, "parataxis").find(|&c| cues.speech(tree::lemma(s, c))) {
            return Some((c, steps));
        }
        let head = s.tokens[at].head?;
        if matches!(s.tokens[at].relation(), "ccomp" | "parataxis" | "xcomp" | "advcl")
            && cues.speech(tree::lemma(s, head))
        {
            return Some((head, steps));
        }
        at = head;
    }
    None
}

/// Whether an odd number of quotation marks stands before a token: it is quoted words.
fn quoted(s: &Sentence<'_>, token: usize) -> bool {
    s.tokens[..token].iter().filter(|t| matches!(t.form.as_str(), "\"" | "``" | "''" | "“" | "”")).count() % 2 == 1
}

/// The kind that the first cue at a token gives, its denial counted.
fn outcome(s: &Sentence<'_>, cues: &Cues, token: usize, mood: &Mood) -> Option<PositionKind> {
    let rows = match s.tokens[token].upos {
        Upos::Verb => &cues.stances.verb,
        Upos::Noun => &cues.stances.noun,
        Upos::Adj => &cues.stances.adjective,
        _ => return None,
    };
    let row = matching(rows, s, token).into_iter().next()?;
    if mood.negated { row.negated } else { Some(row.kind) }
}

/// Whether a word by itself is in favour of what it governs, or against it.
fn polarity(s: &Sentence<'_>, cues: &Cues, token: usize) -> Option<bool> {
    let lemma = tree::lemma(s, token);
    let listed = |list: &BTreeSet<String>| list.contains(lemma);
    if listed(&cues.features.favour) || crate::cues::longest(&cues.stances.assent, |r| &r.words, s, token).is_some() {
        Some(true)
    } else if listed(&cues.features.against)
        || crate::cues::longest(&cues.stances.against, |r| &r.words, s, token).is_some()
    {
        Some(false)
    } else {
        None
    }
}

fn first_person(s: &Sentence<'_>, token: usize) -> bool {
    tree::subject(s, token).is_some_and(|t| matches!(tree::form(s, t), "we" | "i"))
        || tree::subject(s, token).is_some_and(|t| s.children(t).any(|c| matches!(tree::form(s, c), "our" | "my")))
}

fn same_side(view: &View<'_>, a: &Holder, b: &Holder) -> bool {
    a.actors.iter().any(|&a| b.actors.iter().any(|&b| view.same_side(a, b)))
}

/// What a predicate is seen by. `votes` are those of its article.
pub(crate) fn predicate(
    view: &View<'_>,
    coding: &Coding,
    cues: &Cues,
    issues: &Issues,
    votes: &[Vote],
    token: usize,
) -> Names {
    let s = view.s;
    let t = &s.tokens[token];
    let lemma = tree::lemma(s, token);
    let mut names = Names::default();
    names.add("bias");
    names.add(format_args!("lemma={lemma}"));
    names.add(format_args!("upos={}", t.upos.name()));
    names.add(format_args!("rel={}", t.deprel));
    for feature in ["VerbForm", "Tense", "Mood", "Number"] {
        if let Some(value) = t.feature(feature) {
            names.add(format_args!("{feature}={value}"));
        }
    }
    let m = tree::mood(s, token);
    mood_features(&mut names, "mood", &m);
    names.when(tree::passive(s, token), "passive");
    let unreal = tree::unreal(s, token);
    names.when(unreal, "unreal");
    names.when(quoted(s, token), "quoted");
    let we = first_person(s, token);
    names.when(we, "first person");
    for c in s.children(token) {
        let below = &s.tokens[c];
        let word = tree::lemma(s, c);
        match below.relation() {
            "aux" => names.add(format_args!("aux={word}")),
            "advmod" => names.add(format_args!("adverb={word}")),
            "obj" => {
                names.add("has object");
                names.add(format_args!("object={word}"));
            }
            "obl" | "nmod" => {
                let preposition = tree::preposition(s, c);
                names.add(format_args!("prep={preposition}"));
                names.add(format_args!("prep={preposition}+{word}"));
            }
            "xcomp" | "acl" => {
                names.add(format_args!("has {}", below.relation()));
                names.add(format_args!("below={word}"));
                mood_features(&mut names, "below", &tree::mood(s, c));
            }
            "ccomp" => {
                names.add("has ccomp");
                names.add(format_args!("said={word}"));
                mood_features(&mut names, "said", &tree::mood(s, c));
            }
            "advcl" => {
                let mark = tree::preposition(s, c);
                names.add(format_args!("clause={mark}"));
            }
            "nsubj" | "csubj" => names.add(format_args!("subject={word}")),
            "det" => names.add(format_args!("det={word}")),
            "compound" if below.deprel == "compound:prt" => names.add(format_args!("particle={word}")),
            "conj" if below.upos == Upos::Verb => names.add(format_args!("and={word}")),
            _ => {}
        }
    }
    if let Some(head) = t.head {
        names.add(format_args!("head={}", tree::lemma(s, head)));
        names.add(format_args!("{}<{}", t.relation(), tree::lemma(s, head)));
        mood_features(&mut names, "head", &tree::mood(s, head));
        names.when(tree::unreal(s, head), "head unreal");
    }
    // Who acts, who speaks.
    let doer = view.doer(token).filter(|h| may_hold(view, h));
    let speech = speech_above(s, cues, token);
    let speaker = speech.and_then(|(verb, _)| view.doer(verb)).filter(|h| may_hold(view, h));
    if let Some((verb, steps)) = speech {
        names.add(format_args!("said by={}", tree::lemma(s, verb)));
        names.add(if steps == 0 { "said" } else { "said above" });
    }
    let who = match (&doer, &speaker) {
        (Some(d), Some(p)) if same_side(view, d, p) => "self",
        (Some(_), Some(_)) => "other",
        (Some(_), None) => "doer",
        (None, Some(_)) => "speaker",
        (None, None) => "nobody",
    };
    names.add(format_args!("who={who}"));
    if let Some(holder) = doer.as_ref().or(speaker.as_ref()) {
        names.add(format_args!("how={}", holder.how));
        if let Some(actor) = holder.actors.first().and_then(|&a| view.actor(a)) {
            names.add(format_args!("party={}", actor.kind.name()));
        }
    }
    if doer.is_none() && tree::subject(s, token).is_some() {
        names.add("subject is no party");
    }
    let code = mood_code(&m);
    let direct = speech.is_some_and(|(_, steps)| steps == 0);
    names.add(format_args!("{who}+{code}"));
    names.add(format_args!("{}{}+{who}+{code}", if direct { "said" } else { "" }, if we { "+we" } else { "" }));
    names.add(format_args!("{lemma}+{code}"));
    // The cues, with and without what they ask for.
    for (table, rows) in
        [("verb", &cues.stances.verb), ("noun", &cues.stances.noun), ("adjective", &cues.stances.adjective)]
    {
        let fits = match t.upos {
            Upos::Verb => table != "noun",
            Upos::Noun => table == "noun",
            _ => table == "adjective",
        };
        if !fits {
            continue;
        }
        for row in matching(rows, s, token) {
            names.add(format_args!("cue={}", row.id));
            names.add(format_args!("cue kind={}", row.kind.name()));
            if m.negated {
                names.add(format_args!("cue={} negated", row.id));
                names.add(format_args!("cue kind={} negated", row.kind.name()));
            }
        }
    }
    // What the cues make of it with its denial, and of the clauses below and above it.
    if let Some(kind) = outcome(s, cues, token, &m) {
        names.add(format_args!("outcome={}", kind.name()));
        names.add(format_args!("outcome={} {who}", kind.name()));
    }
    let mut sign = polarity(s, cues, token);
    for c in s.children(token).filter(|&c| matches!(s.tokens[c].relation(), "xcomp" | "ccomp" | "acl")) {
        let inner = tree::mood(s, c);
        if let Some(kind) = outcome(s, cues, c, &inner) {
            names.add(format_args!("inner outcome={}", kind.name()));
        }
        let relation = match (view.doer(c), doer.as_ref()) {
            (Some(a), Some(b)) if same_side(view, &a, b) => "self",
            (Some(_), Some(_)) => "other",
            (Some(_), None) => "somebody",
            (None, _) => "nobody",
        };
        let inner_code = mood_code(&inner);
        names.add(format_args!("inner={} {relation}+{inner_code}", s.tokens[c].relation()));
        let speaks = if cues.speech(lemma) { "speech" } else { "" };
        names.add(format_args!("{speaks} inner={relation}+{inner_code}"));
        sign = sign.or_else(|| polarity(s, cues, c).map(|sign| sign != inner.negated));
    }
    if let Some(sign) = sign {
        let sign = if sign == m.negated { "against" } else { "in favour" };
        names.add(format_args!("polarity={sign}"));
        names.add(format_args!("polarity={sign} {who}"));
    }
    let outer = t.head.filter(|_| matches!(t.relation(), "xcomp" | "ccomp" | "conj" | "advcl" | "obj" | "obl"));
    if let Some(kind) = outer.and_then(|head| outcome(s, cues, head, &tree::mood(s, head))) {
        names.add(format_args!("outer outcome={} {}", kind.name(), t.relation()));
    }
    names.when(has(&cues.stances.refusal, lemma), "refusal");
    names.when(positions::process(s, cues, token), "process");
    names.when(crate::cues::longest(&cues.stances.against, |r| &r.words, s, token).is_some(), "against");
    names.when(crate::cues::longest(&cues.stances.assent, |r| &r.words, s, token).is_some(), "assent");
    names.when(has(&cues.stances.personal, lemma), "personal");
    names.when(cues.speech(lemma), "speech");
    names.when(positions::red_line(s, cues, token).is_some(), "red line");
    if let Some(words) = positions::condition(s, cues, view, token) {
        names.add("condition");
        names.add(format_args!("condition={words}"));
        names.add(format_args!("condition+{code}"));
    }
    // The rules.
    for vote in votes.iter().filter(|vote| vote.sentence == view.index) {
        let kind = vote.kind.name();
        if vote.predicate == token {
            names.add(format_args!("rule={kind}"));
            names.add(format_args!("row={}", vote.rule));
        } else if vote.content == Some(token) {
            names.add(format_args!("rule on content={kind}"));
            names.add(format_args!("row on content={}", vote.rule));
        } else {
            names.add("rule elsewhere");
            if t.head == Some(vote.predicate) || t.head.is_some() && t.head == vote.content {
                names.add(format_args!("rule above={kind}"));
            }
            if s.tokens[vote.predicate].head == Some(token) {
                names.add(format_args!("rule below={kind}"));
            }
        }
    }
    // The event coder.
    for (event, site) in coding.events.iter().zip(&coding.sites).filter(|(_, site)| site.sentence == view.index) {
        let kind = event.kind.name();
        if site.token == token {
            names.add(format_args!("event={kind}"));
            names.add(format_args!("event={kind} {:?}", event.status));
            names.add(format_args!("event={kind} {who}"));
            names.when(m.negated, format_args!("event={kind} negated"));
            names.when(event.background, "event is history");
        } else if t.head == Some(site.token) {
            names.add(format_args!("event above={kind}"));
        } else if s.tokens.get(site.token).is_some_and(|other| other.head == Some(token)) {
            names.add(format_args!("event below={kind}"));
        }
    }
    for lost in coding.lost.iter().filter(|lost| lost.site.sentence == view.index && lost.site.token == token) {
        names.add(format_args!("lost={}", lost.kind.name()));
        names.add(format_args!("lost because={}", lost.reason));
    }
    // The place.
    let clause = tree::clause(s, token, 60);
    names.when(issues.within(view.index, &clause).is_some(), "issue");
    names.when(view.index == 0, "first sentence");
    names.when(s.tokens.last().is_some_and(|last| last.form == "?"), "question");
    names
}

/// Whether an actor that exists holds it.
fn may_hold(view: &View<'_>, holder: &Holder) -> bool {
    holder.actors.iter().any(|&a| view.actor(a).is_some())
}

/// Everybody who may hold the stand of a predicate, nearest first: each once, with every way that leads to him.
pub(crate) fn holders(view: &View<'_>, coding: &Coding, cues: &Cues, votes: &[Vote], token: usize) -> Vec<Candidate> {
    let s = view.s;
    let mut options: Vec<Candidate> = Vec::new();
    let mut add = |way: &'static str, holder: Option<Holder>| {
        let Some(holder) = holder.filter(|h| may_hold(view, h)) else { return };
        match options.iter_mut().find(|o| o.holder.actors == holder.actors) {
            Some(known) => {
                if !known.ways.contains(&way) {
                    known.ways.push(way);
                }
            }
            None => options.push(Candidate { holder, ways: vec![way] }),
        }
    };
    for vote in votes.iter().filter(|vote| vote.is_at(view.index, token)) {
        add("rule", Some(vote.holder.clone()));
    }
    let passive = tree::passive(s, token);
    add(if passive { "agent" } else { "doer" }, view.doer(token));
    if passive {
        add("passive subject", tree::subject(s, token).and_then(|t| view.holder(t)));
    }
    if let Some((verb, steps)) = speech_above(s, cues, token) {
        add(if steps == 0 { "speaker" } else { "speaker above" }, view.doer(verb));
        add("author", positions::author(view, cues, verb));
    }
    add("author", positions::author(view, cues, token));
    if s.tokens[token].upos != Upos::Verb {
        add("possessor", view.possessor(token));
    }
    if let Some(subject) = tree::subject(s, token) {
        add("subject's possessor", view.possessor(subject));
    }
    // The clauses above, in turn.
    let mut at = token;
    for step in 0..s.tokens.len() {
        let Some(head) = s.tokens[at].head else { break };
        at = head;
        if tree::heads_clause(s, at) {
            add(if step == 0 { "doer above" } else { "doer far above" }, view.doer(at));
        }
    }
    for (event, _) in
        coding.events.iter().zip(&coding.sites).filter(|(_, site)| site.sentence == view.index && site.token == token)
    {
        for source in &event.sources {
            let actor = view.reading.resolution.actors.iter().position(|a| a.id == *source);
            add("source", actor.map(|actor| Holder { actors: vec![actor], how: "source".to_owned(), certainty: 0.6 }));
        }
        for target in &event.targets {
            let actor = view.reading.resolution.actors.iter().position(|a| a.id == *target);
            add("target", actor.map(|actor| Holder { actors: vec![actor], how: "target".to_owned(), certainty: 0.6 }));
        }
    }
    // Whom the sentence before lets speak or act: for quotations that go on without their speaker.
    let block = s.block;
    for back in 1..=3 {
        let Some(index) = view.index.checked_sub(back) else { break };
        let before = View::at(view.reading, index);
        let Some(root) = before.s.root() else { continue };
        let spoken =
            (0..before.s.tokens.len()).find(|&v| cues.speech(tree::lemma(before.s, v)) && before.doer(v).is_some());
        let way = if before.s.block == block { "spoke before" } else { "spoke in the paragraph before" };
        add(way, spoken.and_then(|v| before.doer(v)));
        if back == 1 {
            add("acted before", before.doer(root));
        }
    }
    // Any other party of the sentence.
    for actor in view.actors_in(&(0..s.tokens.len())).into_iter().take(6) {
        add("in the sentence", Some(Holder { actors: vec![actor], how: "named".to_owned(), certainty: 0.5 }));
    }
    options
}

/// What somebody who may hold a stand is seen by.
pub(crate) fn holder(view: &View<'_>, option: &Candidate, rank: usize, who: &str) -> Names {
    let mut names = Names::default();
    names.add("bias");
    for way in &option.ways {
        names.add(format_args!("way={way}"));
        names.add(format_args!("way={way} {who}"));
    }
    names.add(format_args!("first way={}", option.ways.first().copied().unwrap_or_default()));
    names.add(format_args!("how={}", option.holder.how));
    if let Some(actor) = option.holder.actors.first().and_then(|&a| view.actor(a)) {
        names.add(format_args!("party={}", actor.kind.name()));
        names.when(actor.state.is_none(), "no state");
    }
    names.when(option.holder.actors.len() > 1, "several");
    names.add(format_args!("rank={}", rank.min(4)));
    names
}

/// The words that stand for a candidate.
pub(crate) fn evidence(view: &View<'_>, token: usize, limit: usize) -> Range<usize> {
    let s = view.s;
    if s.tokens[token].upos == Upos::Verb || tree::heads_clause(s, token) {
        let range = tree::clause(s, token, limit);
        return positions::with_subject(s, token, range);
    }
    let own = s.subtree_range(token);
    tree::shrink(s, own, token, limit)
}

/// How the clause of a predicate stands in time.
fn told(s: &Sentence<'_>, predicate: usize) -> &'static str {
    let clause = tree::governor(s, predicate);
    let auxiliaries: Vec<&str> = s
        .children(clause)
        .filter(|&c| matches!(s.tokens[c].relation(), "aux" | "cop"))
        .map(|c| tree::form(s, c))
        .collect();
    let any = |words: &[&str]| auxiliaries.iter().any(|a| words.contains(a));
    if any(&["had", "'d"]) {
        "past perfect"
    } else if any(&["will", "would", "shall", "'ll"]) {
        "future"
    } else if any(&["has", "have", "'ve"]) {
        "present perfect"
    } else if any(&["was", "were", "did"]) {
        "past"
    } else if any(&["is", "are", "am", "does", "do"]) {
        "present"
    } else if s.tokens[clause].feature("VerbForm") == Some("Fin") {
        if s.tokens[clause].feature("Tense") == Some("Past") { "past" } else { "present" }
    } else {
        "not finite"
    }
}

/// Days as a class: how long before publication something ends.
fn age(reading: &Reading<'_>, interval: &demarche_record::Interval) -> &'static str {
    let published = reading.published.interval.as_ref().and_then(|p| p.earliest);
    let (Some(published), Some(last)) = (published, interval.latest) else { return "open" };
    if interval
        .earliest
        .is_some_and(|first| reading.published.interval.as_ref().and_then(|p| p.latest).is_some_and(|p| first > p))
    {
        return "ahead";
    }
    match last.until(published).map_or(0, |span| span.get_days()) {
        ..=1 => "1 day",
        2..=4 => "4 days",
        5..=10 => "10 days",
        11..=40 => "40 days",
        41..=120 => "120 days",
        121..=365 => "a year",
        366..=1100 => "three years",
        _ => "older",
    }
}

/// What an event is seen by when history is told from news.
pub(crate) fn event(reading: &Reading<'_>, coding: &Coding, index: usize) -> Names {
    let mut names = Names::default();
    let (Some(event), Some(site)) = (coding.events.get(index), coding.sites.get(index)) else {
        return names;
    };
    let Some(s) = reading.sentences.get(site.sentence) else { return names };
    let token = site.token.min(s.tokens.len().saturating_sub(1));
    names.add("bias");
    names.when(event.background, "coder");
    let tense = told(s, token);
    names.add(format_args!("told={tense}"));
    let root = s.root().unwrap_or(token);
    let main = told(s, root);
    names.add(format_args!("main told={main}"));
    names.add(format_args!("told={tense} in {main}"));
    names.add(format_args!("rel={}", s.tokens[token].deprel));
    let clause = tree::governor(s, token);
    names.add(format_args!("clause={}", s.tokens[clause].deprel));
    names.when(clause == root, "main clause");
    names.when(s.tokens[token].upos != Upos::Verb, "noun");
    let mark = tree::preposition(s, clause);
    if !mark.is_empty() {
        names.add(format_args!("mark={mark}"));
    }
    let case = tree::preposition(s, token);
    if !case.is_empty() {
        names.add(format_args!("case={case}"));
    }
    if let Some(head) = s.tokens[clause].head {
        names.add(format_args!("head={}", tree::lemma(s, head)));
    }
    // Its own day and the days of its clause, its sentence and the sentence before.
    let when = event.when.as_ref().map_or("no day", |days| age(reading, days));
    names.add(format_args!("day={when}"));
    names.add(format_args!("day={when} {tense}"));
    if let Some(days) = &event.when {
        names.add(format_args!("granularity={:?}", days.granularity));
    }
    let own = tree::clause(s, clause, 60);
    let mut dated = false;
    for time in reading.times.iter().filter(|t| t.sentence == site.sentence) {
        let Some(days) = &time.interval else {
            names.add(format_args!("timex {:?}", time.kind));
            continue;
        };
        let place = if own.contains(&time.tokens.start) { "own clause" } else { "sentence" };
        names.add(format_args!("{place}={}", age(reading, days)));
        names.add(format_args!("{place}={} {:?}", age(reading, days), days.granularity));
        dated = true;
    }
    names.when(!dated, "no time in the sentence");
    if let Some(before) = site.sentence.checked_sub(1) {
        for time in reading.times.iter().filter(|t| t.sentence == before) {
            if let Some(days) = &time.interval {
                names.add(format_args!("before={}", age(reading, days)));
            }
        }
        if let Some(root) = reading.sentences.get(before).and_then(|s| s.root()) {
            names.add(format_args!("told before={}", told(&reading.sentences[before], root)));
        }
    }
    let time = &Cues::embedded().features.time;
    for (i, _) in s.tokens.iter().enumerate() {
        let word = tree::form(s, i);
        if time.contains(word) {
            names.add(format_args!("word={word}"));
            if i.abs_diff(token) <= 8 {
                names.add(format_args!("near={word}"));
            }
        }
    }
    names.add(format_args!("lemma={}", tree::lemma(s, token)));
    names.add(format_args!("type={}", event.kind.name()));
    names.add(format_args!("status={:?}", event.status));
    names.when(event.reported_by.is_some(), "reported");
    for found in &event.found_by {
        names.add(format_args!("by={}", found.id));
    }
    let all = reading.sentences.len().max(1);
    let place = site.sentence;
    names.add(match place {
        0 => "sentence 1",
        1 => "sentence 2",
        2 | 3 => "sentence 3",
        4..=6 => "sentence 5",
        7..=10 => "sentence 8",
        _ => "sentence 12",
    });
    names.add(format_args!("third={}", (place * 4 / all).min(3)));
    names.when(place + 1 == all, "last sentence");
    names.when(place + 2 >= all && all > 4, "near the end");
    if let Some(before) = index.checked_sub(1).and_then(|i| coding.events.get(i)) {
        names.when(before.background, "history before");
    }
    if let Some(after) = coding.events.get(index + 1) {
        names.when(after.background, "history after");
    }
    names
}
