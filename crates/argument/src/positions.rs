//! Positions: who demands, proposes, conditions, refuses, accepts or promises what, from predicates and nouns of stance and from
//! the mood of reported clauses.

use std::ops::Range;

use demarche_coding::Coding;
use demarche_language::Upos;
use demarche_record::{ActorKind, FoundBy, Position, PositionKind, Strength};

use crate::confidence::{self, Feature};
use crate::cues::{Content, Cues, Stance, has, lists, longest, matching};
use crate::features::{self, Vote};
use crate::issues::{Issues, Named};
use crate::learned::Learned;
use crate::sentence::{Place, Reading, Sentence};
use crate::tree::{self, Mood};
use crate::view::{Holder, View};

/// Longest evidence in tokens.
const LIMIT: usize = 55;
/// Longest content in tokens.
const CONTENT_LIMIT: usize = 40;

/// A stand before it is told as a fact.
struct Draft {
    sentence: usize,
    holder: Holder,
    kind: PositionKind,
    strength: Strength,
    predicate: usize,
    content: Range<usize>,
    evidence: Range<usize>,
    rule: String,
    details: Vec<FoundBy>,
    features: Vec<Feature>,
    reporter: Option<usize>,
    /// What the learned model makes of it, where it was asked.
    confidence: Option<f64>,
}

/// The positions of an article, in the order of the text: what the rules find, weighed by the learned model, which adds its own. Without a
/// model the rules stand alone. With them the issues: what is `named`, and what the stands are about.
pub fn find(
    reading: &Reading<'_>,
    coding: &Coding,
    cues: &Cues,
    named: Named,
    learned: Option<&Learned>,
) -> (Vec<Position>, Issues) {
    let drafts = drafts(reading, cues);
    let drafts = match learned {
        Some(learned) => {
            let issues = named.clone().issues(reading, cues, &[]);
            weighed(reading, coding, cues, &issues, learned, drafts)
        }
        None => drafts,
    };
    let heads: Vec<(usize, usize)> = drafts
        .iter()
        .filter_map(|draft| Some((draft.sentence, View::at(reading, draft.sentence).head_of(draft.content.clone())?)))
        .collect();
    let issues = named.issues(reading, cues, &heads);
    (record(reading, coding, &issues, drafts), issues)
}

/// A predicate that the model takes for a stand.
struct Weighed {
    sentence: usize,
    token: usize,
    score: f64,
    kind: PositionKind,
    holder: Holder,
    way: &'static str,
}

/// The drafts of the rules that the model does not speak against, and the stands that it finds by itself. Of two predicates of one sentence of which one governs the other, the likelier one speaks for both.
fn weighed(
    reading: &Reading<'_>,
    coding: &Coding,
    cues: &Cues,
    issues: &Issues,
    learned: &Learned,
    drafts: Vec<Draft>,
) -> Vec<Draft> {
    let votes: Vec<Vote> = drafts.iter().map(|draft| Vote::of(reading, draft)).collect();
    let (alone, beside) = (learned.number("stand alone"), learned.number("beside a rule"));
    let mut all = Vec::new();
    // How likely the draft's own words are a stand.
    let mut support = vec![0.0_f64; drafts.len()];
    for view in View::all(reading) {
        for token in 0..view.s.tokens.len() {
            if !features::candidate(view.s, cues, token) {
                continue;
            }
            let names = features::predicate(&view, coding, cues, issues, &votes, token);
            let judged = learned.stance(names.iter());
            let mut ruled = false;
            for (_, support) in votes.iter().zip(&mut support).filter(|(vote, _)| vote.is_at(view.index, token)) {
                *support = support.max(judged.stand);
                ruled = true;
            }
            // "agreed to speed up the talks": a step of any round, whatever the verb above it says.
            let step = view
                .s
                .children(token)
                .any(|c| matches!(view.s.tokens[c].relation(), "xcomp" | "ccomp") && process(view.s, cues, c));
            if judged.stand < alone || ruled || step {
                continue;
            }
            let Some(first) = features::holders(&view, coding, cues, &votes, token).into_iter().next() else {
                continue;
            };
            let way = first.ways.first().copied().unwrap_or_default();
            let score = judged.stand * learned.way(way);
            if score >= alone {
                all.push(Weighed { sentence: view.index, token, score, kind: judged.kind, holder: first.holder, way });
            }
        }
    }
    all.sort_by(|a, b| b.score.total_cmp(&a.score).then((a.sentence, a.token).cmp(&(b.sentence, b.token))));
    let mut out = Vec::new();
    let mut ruled: Vec<(usize, usize)> = Vec::new();
    for ((draft, vote), support) in drafts.into_iter().zip(&votes).zip(support) {
        // What an agreement rests on hangs on the verb of who says so, of which the model judges something else.
        let terms = cues.stances.terms.iter().chain(&cues.stances.definition);
        let hung = terms.into_iter().any(|row| vote.rule.ends_with(&row.id));
        // The model has seen too few conditions and red lines to speak against the cues for them.
        let rare = matches!(draft.kind, PositionKind::Precondition | PositionKind::RedLine);
        let support = if hung || rare { support.max(beside) } else { support };
        if support < beside {
            continue;
        }
        let score = support * learned.way("rule");
        let mut details = draft.details;
        details.push(found("learned", format!("{score:.2}")));
        ruled.extend([Some(vote.predicate), vote.content].into_iter().flatten().map(|token| (vote.sentence, token)));
        out.push(Draft { details, confidence: Some(learned.calibrated(score)), ..draft });
    }
    let mut kept: Vec<Weighed> = Vec::new();
    for one in all {
        let s = &reading.sentences[one.sentence];
        let mut others = kept.iter().map(|other| (other.sentence, other.token)).chain(ruled.iter().copied());
        let governed = others.any(|(sentence, token)| {
            sentence == one.sentence && (s.dominates(token, one.token) || s.dominates(one.token, token))
        });
        if !governed {
            kept.push(one);
        }
    }
    for one in &kept {
        let view = View::at(reading, one.sentence);
        let chain = found("learned", format!("{} {:.2}", one.kind.name(), one.score));
        let others: Vec<usize> = kept
            .iter()
            .filter(|other| other.sentence == one.sentence && other.token != one.token)
            .map(|other| other.token)
            .collect();
        out.push(by_model(&view, cues, one, &others, chain, Some(learned.calibrated(one.score))));
    }
    out
}

/// A stand that no rule finds. `others` are the other predicates of its sentence that take a stand.
fn by_model(
    view: &View<'_>,
    cues: &Cues,
    one: &Weighed,
    others: &[usize],
    chain: FoundBy,
    confidence: Option<f64>,
) -> Draft {
    let s = view.s;
    let token = one.token;
    let clausal = s.tokens[token].upos == Upos::Verb || tree::heads_clause(s, token);
    let evidence = if clausal {
        with_subject(s, token, tree::clause_without(s, token, LIMIT, others))
    } else {
        tree::shrink(s, s.subtree_range(token), token, LIMIT)
    };
    let below = |relations: &[&str]| s.children(token).find(|&c| relations.contains(&s.tokens[c].relation()));
    let content = below(&["ccomp", "xcomp", "acl"])
        .or_else(|| tree::object(s, token).filter(|&o| o < s.tokens.len()))
        .or_else(|| below(&["obl", "nmod"]));
    let m = tree::mood(s, token);
    let firm = one.kind == PositionKind::RedLine
        || m.never
        || matching(&cues.stances.verb, s, token).iter().any(|row| row.strength == Strength::Firm);
    let strength = match (firm, m.hedged) {
        (true, _) => Strength::Firm,
        (false, true) => Strength::Weak,
        (false, false) => Strength::Stated,
    };
    Draft {
        sentence: one.sentence,
        holder: Holder { how: format!("{}, {}", one.way, one.holder.how), ..one.holder.clone() },
        kind: one.kind,
        strength,
        predicate: token,
        content: content.map_or_else(|| evidence.clone(), |c| content_range(s, c)),
        evidence,
        rule: "argument/stance".to_owned(),
        details: vec![chain],
        features: Vec::new(),
        reporter: reporter(view, cues, token),
        confidence,
    }
}

impl Vote {
    fn of(reading: &Reading<'_>, draft: &Draft) -> Self {
        let view = View::at(reading, draft.sentence);
        Self {
            sentence: draft.sentence,
            predicate: draft.predicate,
            content: view.head_of(draft.content.clone()),
            evidence: draft.evidence.clone(),
            kind: draft.kind,
            rule: draft.rule.clone(),
            holder: draft.holder.clone(),
        }
    }
}

/// What the rules alone say, for the features of the learned model.
pub(crate) fn votes(reading: &Reading<'_>, cues: &Cues) -> Vec<Vote> {
    drafts(reading, cues).iter().map(|draft| Vote::of(reading, draft)).collect()
}

/// What the rules find.
fn drafts(reading: &Reading<'_>, cues: &Cues) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for view in View::all(reading) {
        if view.s.tokens.len() < 2 {
            continue;
        }
        let start = drafts.len();
        for token in 0..view.s.tokens.len() {
            match view.s.tokens[token].upos {
                Upos::Verb => {
                    // "is opposed to": a participle that serves as an adjective.
                    let before = drafts.len();
                    adjective(&view, cues, token, &mut drafts);
                    if drafts.len() == before {
                        verb(&view, cues, token, &mut drafts);
                    }
                    terms(&view, cues, token, &mut drafts);
                }
                Upos::Noun => nominal(&view, cues, token, &mut drafts),
                Upos::Adj => adjective(&view, cues, token, &mut drafts),
                _ => {}
            }
        }
        for token in 0..view.s.tokens.len() {
            definition(&view, cues, token, &mut drafts, start);
        }
    }
    drafts
}

fn found(id: &str, detail: impl Into<String>) -> FoundBy {
    FoundBy::new(format!("argument/{id}"), detail)
}

/// What follows a predicate of stance: the head of its clause or object.
fn content_of(s: &Sentence<'_>, token: usize, cue: &str, row: &Stance) -> Option<usize> {
    let clause = s
        .children(token)
        .find(|&c| {
            matches!(s.tokens[c].deprel.as_str(), "ccomp" | "xcomp")
                || (s.tokens[c].relation() == "advcl"
                    && s.children(c).any(|m| {
                        tree::form(s, m) == "to"
                            && s.tokens[m].relation() == "mark"
                            && s.tokens[token].upos == Upos::Adj
                    }))
        })
        .or_else(|| s.children(token).find(|&c| s.tokens[c].deprel == "acl" && s.tokens[token].upos != Upos::Verb))
        // "called for X to do": the clause of a preposition.
        .or_else(|| {
            s.children_by(token, "advcl").find(|&c| {
                s.children(c)
                    .any(|m| s.tokens[m].relation() == "mark" && cue.split(' ').skip(1).any(|w| w == tree::form(s, m)))
            })
        });
    // "ruled out going": a gerund that stands where the object would.
    let clause = clause.or_else(|| {
        s.children_by(token, "advcl").find(|&c| {
            c > token
                && s.tokens[c].feature("VerbForm") == Some("Ger")
                && (token + 1..c).all(|i| s.tokens[i].head == Some(token) && s.tokens[i].relation() == "compound")
        })
    });
    // What is quoted or follows a colon.
    let quoted = || s.children_by(token, "parataxis").find(|&c| tree::heads_clause(s, c) && c > token);
    let object = || tree::object(s, token);
    let prepositional = || {
        s.children(token).find(|&c| {
            matches!(s.tokens[c].relation(), "obl" | "nmod")
                && cue.split(' ').skip(1).any(|w| tree::preposition(s, c).split(' ').any(|p| p == w))
        })
    };
    match row.content {
        Content::Clause => clause.or_else(quoted),
        Content::Obj => object(),
        Content::Any => clause.or_else(object).or_else(prepositional),
        Content::None => None,
    }
}

/// Whether a clause is a step of any round of talks, which takes no stand.
pub(crate) fn process(s: &Sentence<'_>, cues: &Cues, token: usize) -> bool {
    longest(&cues.stances.process, |row| &row.words, s, token).is_some()
}

/// A stated condition below a token: "until X", "unless X", "only if X", "X first".
pub(crate) fn condition(s: &Sentence<'_>, cues: &Cues, view: &View<'_>, top: usize) -> Option<String> {
    let below = s.subtree(top);
    for row in &cues.stances.condition {
        for &t in &below {
            let mark = tree::preposition(s, t);
            if mark.is_empty() || matches!(s.tokens[t].relation(), "root") {
                continue;
            }
            let hit = row
                .marks
                .iter()
                .find(|m| mark == **m || mark.starts_with(&format!("{m} ")) || mark.ends_with(&format!(" {m}")));
            if let Some(hit) = hit {
                // "until Friday", "before the end of the year" are times, not conditions.
                let time = view.reading.times.iter().any(|x| x.sentence == view.index && x.tokens.contains(&t));
                let timely = matches!(
                    tree::lemma(s, t),
                    "end"
                        | "beginning"
                        | "year"
                        | "month"
                        | "week"
                        | "day"
                        | "now"
                        | "then"
                        | "recently"
                        | "time"
                        | "anything"
                        | "start"
                        | "close"
                        | "late"
                );
                let clausal = tree::heads_clause(s, t) || s.tokens[t].upos == Upos::Verb;
                let eventive = matches!(hit.as_str(), "prior to" | "before" | "ahead of" | "in advance of" | "until")
                    && s.tokens[t].upos == Upos::Noun;
                if !time
                    && (!timely || tree::lemma(s, t) == "anything")
                    && (clausal || eventive || !matches!(hit.as_str(), "until" | "before" | "till"))
                {
                    return Some(hit.clone());
                }
            }
        }
        for mark in &row.marks {
            if mark.contains(' ')
                && let Some(range) = tree::find_sequence(s, mark)
                && below.contains(&range.start)
                && !matches!(mark.as_str(), "ahead of" | "in advance of" | "prior to")
            {
                return Some(mark.clone());
            }
        }
        for &t in &below {
            // "must first recognize": an adverb of the clause, with a duty.
            if lists(&row.words, tree::form(s, t))
                && s.tokens[t].relation() == "advmod"
                && let Some(head) = s.tokens[t].head
                && s.tokens[head].upos == Upos::Verb
                && !s.children(t).any(|c| tree::form(s, c) == "for")
                && tree::find_sequence(s, "for the first time").is_none()
            {
                return Some(tree::form(s, t).to_owned());
            }
        }
    }
    None
}

/// A phrase below a token that leaves nothing to bargain about.
pub(crate) fn red_line(s: &Sentence<'_>, cues: &Cues, top: usize) -> Option<String> {
    let below = s.subtree(top);
    for row in &cues.stances.redline {
        for phrase in &row.phrases {
            if let Some(range) = tree::find_sequence(s, phrase)
                && below.contains(&range.start)
            {
                return Some(phrase.clone());
            }
        }
    }
    below
        .iter()
        .copied()
        .find(|&t| {
            tree::form(s, t) == "never"
                && s.tokens[t].head.is_some_and(|h| {
                    let m = tree::mood(s, h);
                    m.future && !m.conditional
                })
        })
        .map(|_| "never".to_owned())
}

/// The kind that a clause of content gives to a stand of a base kind.
fn kind_by_content(
    view: &View<'_>,
    cues: &Cues,
    base: PositionKind,
    top: usize,
    content: Option<usize>,
    details: &mut Vec<FoundBy>,
) -> PositionKind {
    let s = view.s;
    let mut kind = base;
    if let Some(content) = content {
        let m = tree::mood(s, content);
        if base == PositionKind::Commitment
            && !m.negated
            && longest(&cues.stances.against, |r| &r.words, s, content).is_some()
        {
            kind = PositionKind::Rejection;
            details.push(found("against", tree::lemma(s, content)));
        }
    }
    if let Some(words) = red_line(s, cues, top) {
        details.push(found("red-line", words));
        return PositionKind::RedLine;
    }
    if matches!(kind, PositionKind::Demand | PositionKind::Rejection | PositionKind::Proposal)
        && let Some(words) = condition(s, cues, view, top)
    {
        let proposal = kind == PositionKind::Proposal && words != "only if" && words != "unless" && words != "until";
        if !proposal {
            details.push(found("condition", words));
            return PositionKind::Precondition;
        }
    }
    kind
}

/// Whether an actor of that kind can hold a position in a negotiation.
fn may_hold(view: &View<'_>, holder: &Holder) -> bool {
    holder.actors.iter().any(|&a| view.actor(a).is_some())
}

fn verb(view: &View<'_>, cues: &Cues, token: usize, drafts: &mut Vec<Draft>) {
    let s = view.s;
    let rows = matching(&cues.stances.verb, s, token);
    for row in rows {
        if stance_verb(view, cues, token, row, drafts) {
            return;
        }
    }
    speech(view, cues, token, drafts);
}

/// What the words around a predicate are made of, for its confidence.
fn features(view: &View<'_>, holder: &Holder, m: &Mood, kind: PositionKind) -> Vec<Feature> {
    let mut list = vec![Feature::new("certainty", holder.certainty)];
    if m.hedged {
        list.push(Feature::yes("hedged"));
    }
    if holder.how == "pronoun" {
        list.push(Feature::yes("pronoun"));
    }
    if view.s.tokens.len() > 45 {
        list.push(Feature::yes("long sentence"));
    }
    list.push(Feature::yes(kind.name()));
    list
}

/// Who speaks through a document: "a paper that called on him", "the note demands".
pub(crate) fn author(view: &View<'_>, cues: &Cues, token: usize) -> Option<Holder> {
    let s = view.s;
    let subject = tree::actor_of(s, token)?;
    if !has(&cues.stances.document, tree::lemma(s, subject)) {
        return None;
    }
    view.possessor(subject).or_else(|| {
        let head = s.tokens[subject].head.filter(|_| matches!(s.tokens[subject].relation(), "obj" | "obl"))?;
        view.doer(head)
    })
}

fn stance_verb(view: &View<'_>, cues: &Cues, token: usize, row: &Stance, drafts: &mut Vec<Draft>) -> bool {
    let s = view.s;
    let place = Place::new(s, token);
    let Some(cue) = row.words.iter().filter(|c| place.matches(c)).max_by_key(|c| c.split(' ').count()) else {
        return false;
    };
    let object = tree::object(s, token);
    if !row.object.is_empty() {
        let named = |t: usize| {
            let lemma = tree::lemma(s, t);
            lists(&row.object, lemma) || s.children_by(t, "conj").any(|c| lists(&row.object, tree::lemma(s, c)))
        };
        let prepositional =
            s.children_by(token, "obl").find(|&c| cue.contains(' ') && cue.ends_with(&tree::preposition(s, c)));
        if !object.is_some_and(named) && !prepositional.is_some_and(named) {
            return false;
        }
    }
    let content = content_of(s, token, cue, row);
    if row.content == Content::None {
        // "Abe declined." stands alone; "declined sharply", "prices declined" do not.
        let bare = s.children(token).all(|c| !matches!(s.tokens[c].relation(), "obj" | "ccomp" | "xcomp" | "obl"))
            || s.children(token)
                .any(|c| s.tokens[c].relation() == "advcl" && s.tokens[c].feature("VerbForm") == Some("Ger"));
        let finite =
            s.tokens[token].feature("VerbForm") == Some("Fin") || s.tokens[token].feature("Tense") == Some("Past");
        if !bare || !finite || tree::passive(s, token) {
            return false;
        }
    } else if content.is_none() {
        return false;
    }
    let mut m = tree::mood(s, token);
    if tree::unreal(s, token) || (m.conditional) {
        return false;
    }
    let holder = view.doer(token).or_else(|| author(view, cues, token));
    let Some(holder) = holder.filter(|h| may_hold(view, h)) else { return false };
    // Inanimate sources of advice ("the report suggests") have no holder; a person stands for himself.
    let mut details = Vec::new();
    let mut strength = row.strength;
    let mut kind = row.kind;
    let verb_lemma = tree::lemma(s, token);
    // "refused to rule out": two denials take no stand.
    if let Some(content) = content {
        let denies = |t: usize| matching(&cues.stances.verb, s, t).iter().any(|r| r.kind == PositionKind::Rejection);
        if kind == PositionKind::Rejection
            && s.tokens[content].deprel == "xcomp"
            && (denies(content) || process_of_talk(s, content))
        {
            return true;
        }
        let clausal = matches!(s.tokens[content].deprel.as_str(), "ccomp" | "xcomp");
        // "agreed to hold talks" is a step of any round; "promised to hold a referendum" binds.
        if row.id == "agree-to-do" && clausal && process(s, cues, content) {
            return true;
        }
        // "suggests a change of position" is the affair of shifts.
        if s.tokens[content].upos == Upos::Noun && has(&cues.shifts.noun, tree::lemma(s, content)) {
            return true;
        }
        // "as he had undertaken to do": what is undertaken is told elsewhere.
        if tree::lemma(s, content) == "do" && s.tokens[content].upos == Upos::Verb && tree::object(s, content).is_none()
        {
            return true;
        }
        if row.id == "threaten" && longest(&cues.stances.against, |r| &r.words, s, content).is_none() {
            return true;
        }
        // "which he refused": a pronoun for a whole clause.
        if s.tokens[content].upos == Upos::Pron
            && matches!(tree::form(s, content), "which" | "that")
            && s.tokens[token].head.is_some_and(|h| s.tokens[h].upos == Upos::Verb)
        {
            return true;
        }
        // "has offered no sign".
        if s.children(content).any(|c| tree::form(s, c) == "no" && s.tokens[c].relation() == "det")
            && kind != PositionKind::Demand
        {
            return true;
        }
        let said = tree::mood(s, content);
        match row.id.as_str() {
            // "agree that it is so" commits to nothing; "asked not to be named" asks nothing of the other side.
            "agree-to-do" if s.tokens[content].deprel != "xcomp" && !said.future => return false,
            "urge" | "call-for" if process_of_talk(s, content) => return true,
            // "called on the king": a visit.
            "call-for"
                if matches!(cue.as_str(), "call on" | "call upon" | "appeal to")
                    && !clausal
                    && !s
                        .subtree(token)
                        .into_iter()
                        .any(|x| x > content && tree::form(s, x) == "to" && s.tokens[x].relation() == "mark") =>
            {
                return true;
            }
            // "denies it", "a charge that X denied": about what was done, not about what is to be.
            "deny-claim" if !clausal && has(&cues.stances.charge, tree::lemma(s, content)) => return true,
            "propose" | "pledge" if clausal && has(&cues.stances.personal, tree::lemma(s, content)) => return true,
            // What somebody maintains is a stand only where it tells what is to be.
            // "repeated that his goal remained X".
            "maintain"
                if tree::subject(s, content).is_some_and(|t| has(&cues.stances.aim, tree::lemma(s, t)))
                    && !said.hedged => {}
            "maintain" if !(said.obliged || said.future || said.never) => return false,
            "maintain" if said.future && !said.obliged && !said.negated => kind = PositionKind::Proposal,
            "warn-not-to"
                if !(said.negated
                    && s.children(content).any(|c| tree::form(s, c) == "to" && s.tokens[c].relation() == "mark")) =>
            {
                return false;
            }
            _ => {}
        }
    }
    // Under a verb that already takes a stand ("agreed to demand"), only the outer one counts.
    if let Some(head) = s.tokens[token].head {
        let asked = s.tokens[token].deprel == "ccomp"
            && (m.obliged
                || matching(&cues.stances.verb, s, head)
                    .iter()
                    .any(|r| matches!(r.kind, PositionKind::Demand | PositionKind::Proposal) && r.id != "maintain"));
        if asked {
            return true;
        }
        let outer = matches!(s.tokens[token].deprel.as_str(), "xcomp")
            && matching(&cues.stances.verb, s, head).iter().any(|r| r.content != Content::None && r.id != row.id);
        if outer && !matches!(tree::lemma(s, head), "want" | "seek") {
            return true;
        }
        // "is prepared to accept": the adjective speaks.
        if s.tokens[token].deprel == "xcomp"
            && longest_stance(&cues.stances.adjective, s, head).is_some()
            && (s.tokens[head].upos == Upos::Adj
                || tree::passive(s, head)
                || s.children(head).any(|c| s.tokens[c].relation() == "cop"))
        {
            return true;
        }
    }
    if m.negated {
        match row.negated {
            Some(negated) => {
                details.push(found("negated", "the clause is denied"));
                kind = negated;
            }
            None => return true,
        }
    }
    // "able to accept", "want to propose" keep the stand; "may demand" weakens it.
    if m.hedged {
        strength = Strength::Weak;
    }
    if matches!(verb_lemma, "want" | "seek")
        && content.is_some_and(|c| {
            s.tokens[c].upos == Upos::Verb
                && s.children_by(token, "obj").next().is_none()
                && s.tokens[c].deprel == "xcomp"
        })
    {
        // "wants to complete the work" is a wish, not a demand on anybody.
        return true;
    }
    let kind =
        kind_by_content(view, cues, kind, token, content.filter(|&c| s.tokens[c].upos == Upos::Verb), &mut details);
    m.negated = false;
    let evidence = tree::clause(s, token, LIMIT);
    let evidence = with_subject(s, token, evidence);
    let content_range = content.map_or(evidence.clone(), |c| content_range(s, c));
    let features = features(view, &holder, &m, kind);
    drafts.push(Draft {
        sentence: view.index,
        holder,
        kind,
        strength,
        predicate: token,
        content: content_range,
        evidence,
        rule: format!("stances.toml:{}", row.id),
        details,
        features,
        reporter: reporter(view, cues, token),
        confidence: None,
    });
    true
}

/// Infinitives after which a refusal is no stand ("declined to comment").
fn process_of_talk(s: &Sentence<'_>, token: usize) -> bool {
    matches!(
        tree::lemma(s, token),
        "comment"
            | "say"
            | "answer"
            | "elaborate"
            | "give"
            | "name"
            | "identify"
            | "disclose"
            | "speculate"
            | "specify"
            | "discuss"
            | "confirm"
            | "reveal"
            | "provide"
            | "speak"
    ) && !matches!(tree::lemma(s, token), "discuss")
}

fn longest_stance<'c>(rows: &'c [Stance], s: &Sentence<'_>, token: usize) -> Option<&'c Stance> {
    matching(rows, s, token).into_iter().next()
}

/// The range of evidence widened to the subject when it stands close before it (shared by coordinated verbs).
pub(crate) fn with_subject(s: &Sentence<'_>, predicate: usize, range: Range<usize>) -> Range<usize> {
    let Some(subject) = tree::subject(s, predicate) else { return range };
    if subject < range.start && range.start - subject <= 4 && range.end - subject <= LIMIT {
        let start = tree::phrase(s, subject).start;
        return start.max(range.start.saturating_sub(8))..range.end;
    }
    range
}

/// Tokens of the content: the subtree, cut to size.
fn content_range(s: &Sentence<'_>, head: usize) -> Range<usize> {
    let range = content_words(s, head);
    // "promised not to resume": the negation may hang on the verb above; without it the stand is turned around.
    let not = range.start > 0 && tree::form(s, range.start) == "to" && tree::form(s, range.start - 1) == "not";
    if not { range.start - 1..range.end } else { range }
}

fn content_words(s: &Sentence<'_>, head: usize) -> Range<usize> {
    let range = tree::clause(s, head, CONTENT_LIMIT);
    // The conjunction that opens it ("that") is no part of it.
    let mut start = range.start;
    while start < head
        && matches!(s.tokens[start].relation(), "mark" | "case" | "punct")
        && tree::form(s, start) != "to"
    {
        start += 1;
    }
    start..range.end
}

fn reporter(view: &View<'_>, cues: &Cues, token: usize) -> Option<usize> {
    view.speaker(token, &|lemma| cues.speech(lemma)).and_then(|h| h.actors.first().copied())
}

/// "X said that ...": the clause that is said takes a stand by its mood.
fn speech(view: &View<'_>, cues: &Cues, token: usize, drafts: &mut Vec<Draft>) {
    let s = view.s;
    let lemma = tree::lemma(s, token);
    if !cues.speech(lemma) || tree::unreal(s, token) || tree::mood(s, token).negated {
        return;
    }
    // The clause said is a complement, or the verb of speech is set beside it ("..., he said").
    let said = s.children_by(token, "ccomp").next().or_else(|| {
        let head = s.tokens[token].head?;
        (s.tokens[token].deprel == "parataxis"
            && head != token
            && tree::heads_clause(s, head)
            && s.children_by(token, "ccomp").next().is_none())
        .then_some(head)
    });
    let Some(said) = said else { return };
    let Some(speaker) = view.doer(token).filter(|h| may_hold(view, h)) else { return };
    let mut clauses = vec![said];
    clauses.extend(s.children_by(said, "conj").filter(|&c| tree::heads_clause(s, c)));
    for clause in clauses {
        said_clause(view, cues, token, clause, &speaker, drafts);
    }
}

fn said_clause(view: &View<'_>, cues: &Cues, token: usize, said: usize, speaker: &Holder, drafts: &mut Vec<Draft>) {
    let s = view.s;
    // A stance verb inside speaks for itself.
    if matching(&cues.stances.verb, s, said).iter().any(|r| {
        r.content != Content::None
            && r.object.is_empty()
            && content_of(s, said, r.words.first().map_or("", String::as_str), r).is_some()
    }) && !tree::mood(s, said).negated
    {
        return;
    }
    let m = tree::mood(s, said);
    if m.conditional {
        return;
    }
    // "would never have found": what did not come about, told afterwards.
    if m.future && s.children(said).any(|c| tree::form(s, c) == "have" && s.tokens[c].relation() == "aux") {
        return;
    }
    let inner = tree::subject(s, said);
    let inner_holder = inner.and_then(|t| view.holder(t));
    let own = inner_holder
        .as_ref()
        .is_some_and(|h| h.actors.iter().any(|&a| speaker.actors.iter().any(|&b| view.same_side(a, b))));
    let mut details = vec![];
    let lemma_said = tree::lemma(s, said);
    let (kind, rule, strength) = if red_line(s, cues, said).is_some()
        && (m.future || m.never || has(&cues.stances.refusal, lemma_said) || own || inner_holder.is_none())
    {
        (PositionKind::RedLine, "speech-red-line", Strength::Firm)
    } else if let Some(words) = condition(s, cues, view, said)
        .filter(|_| m.future && m.negated || m.obliged || m.future && no_subject(s, said))
        .or_else(|| open_condition(s, cues, view, said, &m))
    {
        details.push(found("condition", words));
        (PositionKind::Precondition, "speech-condition", Strength::Stated)
    } else if has(&cues.stances.refusal, lemma_said)
        && (m.negated == matches!(lemma_said, "acceptable" | "bind" | "bound"))
    {
        (PositionKind::Rejection, "speech-refusal", Strength::Firm)
    } else if m.obliged && !own {
        (PositionKind::Demand, "speech-duty", Strength::Stated)
    } else if m.future && m.negated && own && !m.hedged && !process_of_talk(s, said) {
        (PositionKind::Rejection, "speech-will-not", Strength::Stated)
    } else if (m.able || m.hedged) && m.negated && own && longest(&cues.stances.assent, |r| &r.words, s, said).is_some()
    {
        (PositionKind::Rejection, "speech-cannot", Strength::Stated)
    } else if m.future && own && !m.hedged && !process(s, cues, said) && s.tokens[said].upos == Upos::Verb {
        let against = longest(&cues.stances.against, |r| &r.words, s, said).is_some();
        (if against { PositionKind::Rejection } else { PositionKind::Commitment }, "speech-will", Strength::Stated)
    } else {
        return;
    };
    let evidence = if s.dominates(token, said) { tree::clause(s, token, LIMIT) } else { tree::clause(s, said, LIMIT) };
    let features = features(view, speaker, &m, kind);
    details.push(found("speech", tree::lemma(s, token)));
    let mut features = features;
    features.push(Feature::yes("speech"));
    // What a person says of his own side's conduct is his side's stand as much as his; the speaker is told as the reporter.
    drafts.push(Draft {
        sentence: view.index,
        holder: speaker.clone(),
        kind,
        strength,
        predicate: token,
        content: content_range(s, said),
        evidence,
        rule: rule.to_owned(),
        details,
        features,
        reporter: None,
        confidence: None,
    });
}

/// A condition on what else is open or goes on: "everything could be negotiated so long as ...", "sanctions will stay until ...",
/// "should the chamber refuse, there would be no treaty".
fn open_condition(s: &Sentence<'_>, cues: &Cues, view: &View<'_>, said: usize, m: &Mood) -> Option<String> {
    let words = condition(s, cues, view, said);
    if let Some(words) = &words {
        let only_if = has(&cues.stances.proviso, words) && (m.able || m.hedged);
        let lasts = words == "until" && m.future && longest(&cues.stances.lasting, |r| &r.words, s, said).is_some();
        if only_if || lasts {
            return Some(words.clone());
        }
    }
    // "could not be sent home without the consent of X".
    let consent = s
        .children_by(said, "obl")
        .find(|&c| tree::preposition(s, c) == "without" && has(&cues.stances.consent, tree::lemma(s, c)));
    if m.negated && (m.able || m.hedged || m.future) && consent.is_some() {
        return Some("without".to_owned());
    }
    // "there would be no treaty if ...".
    let nothing = m.future
        && tree::lemma(s, said) == "be"
        && s.children(said).any(|c| s.children(c).any(|d| tree::form(s, d) == "no" && s.tokens[d].relation() == "det"))
        || m.future && no_subject(s, said);
    let clause = s.children_by(said, "advcl").find(|&c| {
        s.children(c).any(|x| {
            matches!(tree::form(s, x), "if" | "unless") && s.tokens[x].relation() == "mark"
                || tree::form(s, x) == "should" && s.children_by(c, "nsubj").any(|n| x < n)
        })
    });
    clause.filter(|_| nothing).map(|_| "if".to_owned())
}

fn no_subject(s: &Sentence<'_>, said: usize) -> bool {
    s.children(said).any(|c| {
        matches!(s.tokens[c].deprel.as_str(), "nsubj" | "nsubj:pass") && s.children(c).any(|d| tree::form(s, d) == "no")
    })
}

fn nominal(view: &View<'_>, cues: &Cues, token: usize, drafts: &mut Vec<Draft>) {
    let s = view.s;
    let Some(row) = longest_stance(&cues.stances.noun, s, token) else { return };
    if tree::unreal(s, token) {
        return;
    }
    let clause = s
        .children(token)
        .find(|&c| {
            matches!(s.tokens[c].deprel.as_str(), "acl" | "ccomp" | "advcl") && tree::heads_clause(s, c)
                || s.tokens[c].deprel == "acl" && s.tokens[c].upos == Upos::Verb
        })
        .or_else(|| {
            // "Tokyo's position is that ...": the noun is the subject of a clause.
            let head = s.tokens[token].head.filter(|_| s.tokens[token].deprel.starts_with("nsubj"))?;
            s.children(head)
                .any(|c| s.tokens[c].relation() == "cop" && c < head)
                .then_some(head)
                .filter(|&h| s.tokens[h].upos == Upos::Verb || s.children(h).any(|c| tree::form(s, c) == "that"))
        })
        // An appositive clause set off by a dash: "the position of X — that ...".
        .or_else(|| {
            s.children_by(token, "parataxis")
                .chain(s.children_by(token, "appos"))
                .find(|&c| s.children(c).any(|m| s.tokens[m].relation() == "mark" && tree::form(s, m) == "that"))
        })
        // A gerund: "its policy of settling ...".
        .or_else(|| s.children_by(token, "nmod").find(|&c| s.tokens[c].upos == Upos::Verb))
        .or_else(|| after_dash(s, token));
    let phrase = s.children_by(token, "nmod").find(|&c| {
        let p = tree::preposition(s, c);
        let time = view.reading.times.iter().any(|x| x.sentence == view.index && x.tokens.contains(&c));
        matches!(p.as_str(), "on" | "for" | "to" | "upon" | "against" | "over")
            && s.tokens[c].deprel != "nmod:poss"
            && !time
    });
    let relative = clause.is_some_and(|c| s.tokens[c].deprel == "acl:relcl");
    let content = match row.content {
        Content::Clause => clause.filter(|_| !relative),
        _ => clause.filter(|_| !relative).or(phrase),
    };
    let Some(content) = content else { return };
    let possessor = view.possessor(token).or_else(|| {
        // "the position of his predecessors".
        let of = s.children_by(token, "nmod").find(|&c| tree::preposition(s, c) == "of")?;
        view.possessor(of).filter(|h| h.how == "possessive")
    });
    // "made its proposal": without a possessor the subject of the governing verb holds it ("maintaining the position that ...").
    let by_verb = || {
        let head = s.tokens[token].head?;
        (matches!(s.tokens[token].relation(), "obj")
            && matches!(
                tree::lemma(s, head),
                "maintain"
                    | "hold"
                    | "take"
                    | "keep"
                    | "make"
                    | "repeat"
                    | "reiterate"
                    | "have"
                    | "uphold"
                    | "adopt"
                    | "put"
                    | "defend"
                    | "express"
                    | "voice"
                    | "state"
            ))
        .then(|| view.doer(head))
        .flatten()
    };
    let Some(holder) = possessor.or_else(by_verb).filter(|h| may_hold(view, h)) else { return };
    // A person's predecessors, party or people stand for his side.
    let mut details = Vec::new();
    let m = tree::mood(s, content);
    let base = row.kind;
    let mut kind = kind_by_content(
        view,
        cues,
        base,
        content,
        Some(content).filter(|&c| s.tokens[c].upos == Upos::Verb),
        &mut details,
    );
    if kind == PositionKind::Demand && m.negated && m.future {
        kind = PositionKind::Rejection;
    }
    // The denied noun: "no demand for", "dropped" is the affair of shifts; the stand was held all the same.
    if s.children(token).any(|c| tree::form(s, c) == "no") {
        return;
    }
    let covered = s.subtree_range(content);
    let own = s.subtree_range(token);
    let start = tree::phrase(s, token).start.min(token).max(own.start);
    let end = covered.end.max(token + 1);
    let range = start.min(covered.start)..end;
    let range = tree::shrink(s, range, token.max(start), LIMIT);
    let mut features = features(view, &holder, &m, kind);
    features.push(Feature::yes("nominal"));
    drafts.push(Draft {
        sentence: view.index,
        holder: to_side(view, token, holder),
        kind,
        strength: row.strength,
        predicate: token,
        content: content_range(s, content),
        evidence: range,
        rule: format!("stances.toml:{}", row.id),
        details,
        features,
        reporter: None,
        confidence: None,
    });
}

/// The clause that a dash and "that" set after a noun, whatever the tree hangs it on.
fn after_dash(s: &Sentence<'_>, token: usize) -> Option<usize> {
    let dash = |i: usize| matches!(s.tokens[i].form.as_str(), "—" | "–" | "--" | "-" | ":");
    let that = (token + 1..s.tokens.len().min(token + 8)).find(|&i| tree::form(s, i) == "that" && dash(i - 1))?;
    s.tokens[that].head.filter(|&h| h > that && s.tokens[h].upos == Upos::Verb)
}

/// "the position of his predecessors": held by the office, so by the state.
fn to_side(view: &View<'_>, noun: usize, holder: Holder) -> Holder {
    let s = view.s;
    let office = s.children(noun).any(|c| {
        s.tokens[c].relation() == "nmod"
            && matches!(
                tree::lemma(s, c),
                "predecessor" | "government" | "country" | "cabinet" | "ministry" | "party" | "administration"
            )
    });
    if !office {
        return holder;
    }
    let Some(state) = holder.actors.first().and_then(|&a| view.actor(a)).and_then(|a| a.state.clone()) else {
        return holder;
    };
    let index = view
        .reading
        .resolution
        .actors
        .iter()
        .position(|a| a.kind == ActorKind::State && a.state.as_deref() == Some(&state));
    match index {
        Some(index) => Holder { actors: vec![index], ..holder },
        None => holder,
    }
}

fn adjective(view: &View<'_>, cues: &Cues, token: usize, drafts: &mut Vec<Draft>) {
    let s = view.s;
    let Some(row) = longest_stance(&cues.stances.adjective, s, token) else { return };
    let participle = s.tokens[token].upos == Upos::Verb;
    let copula = s.children(token).any(|c| s.tokens[c].relation() == "cop");
    if participle
        && (!tree::passive(s, token) && !copula
            || tree::agent(s, token).is_some_and(|_| row.id != "committed")
            || !lists(&row.words, tree::form(s, token)))
    {
        return;
    }
    let predicative = participle
        || s.children(token).any(|c| s.tokens[c].relation() == "cop")
        || s.tokens[token].deprel == "xcomp"
        || s.tokens[token].deprel == "conj";
    if !predicative || tree::unreal(s, token) {
        return;
    }
    let content = s
        .children(token)
        .find(|&c| matches!(s.tokens[c].relation(), "xcomp" | "advcl" | "ccomp") && s.tokens[c].upos == Upos::Verb)
        .or_else(|| {
            if row.content == Content::Clause {
                None
            } else {
                s.children_by(token, "obl").find(|&c| matches!(tree::preposition(s, c).as_str(), "to" | "by"))
            }
        });
    let Some(content) = content else { return };
    if matches!(row.kind, PositionKind::Acceptance | PositionKind::Commitment) && process(s, cues, content) {
        return;
    }
    let Some(holder) = tree::subject(s, token).and_then(|t| view.holder(t)).filter(|h| may_hold(view, h)) else {
        return;
    };
    let m = tree::mood(s, token);
    let mut details = Vec::new();
    let mut kind = row.kind;
    if m.negated {
        match row.negated {
            Some(negated) => kind = negated,
            None => return,
        }
    }
    let kind = kind_by_content(view, cues, kind, token, Some(content), &mut details);
    let evidence = tree::clause(s, token, LIMIT);
    let features = features(view, &holder, &m, kind);
    drafts.push(Draft {
        sentence: view.index,
        holder,
        kind,
        strength: if m.hedged { Strength::Weak } else { row.strength },
        predicate: token,
        content: content_range(s, content),
        evidence,
        rule: format!("stances.toml:{}", row.id),
        details,
        features,
        reporter: reporter(view, cues, token),
        confidence: None,
    });
}

/// The terms on which an agreement or a proposal rests ("a peace treaty that would be based on the declaration").
fn terms(view: &View<'_>, cues: &Cues, token: usize, drafts: &mut Vec<Draft>) {
    let s = view.s;
    for row in &cues.stances.terms {
        let based = tree::lemma(s, token) == "base" || tree::lemma(s, token) == "ground";
        let below: Vec<usize> = if based {
            s.children_by(token, "obl")
                .filter(|&c| matches!(tree::preposition(s, c).as_str(), "on" | "upon" | "in"))
                .collect()
        } else {
            s.children_by(token, "obl")
                .filter(|&c| {
                    row.phrases.iter().any(|p| p.split(' ').count() > 2 && tree::preposition(s, c) == *p)
                        || (tree::lemma(s, c) == "basis" && tree::preposition(s, c) == "on")
                })
                .collect()
        };
        let Some(&base) = below.first() else { continue };
        // What is to rest on it: a noun of settlement above or below.
        let topic = if based {
            tree::subject(s, token).into_iter().chain(s.tokens[token].head).find(|&t| lists(&row.on, tree::lemma(s, t)))
        } else {
            s.subtree(token).into_iter().find(|&t| t < base && lists(&row.on, tree::lemma(s, t)))
        };
        let Some(topic) = topic else { continue };
        // Who is bound: the one who announces or agrees.
        let mut at = topic;
        let mut holder = None;
        for _ in 0..s.tokens.len() {
            let lemma = tree::lemma(s, at);
            let stance = !matching(&cues.stances.verb, s, at).is_empty() || cues.speech(lemma);
            if s.tokens[at].upos == Upos::Verb
                && stance
                && let Some(h) = view.doer(at).filter(|h| may_hold(view, h))
            {
                // The outermost sayer speaks for it.
                holder = Some((h, at));
            }
            match s.tokens[at].head {
                Some(head) => at = head,
                None => break,
            }
        }
        let Some((holder, predicate)) = holder else { continue };
        let start = tree::phrase(s, topic).start.min(topic);
        let end = s.subtree_range(base).end;
        if end <= start {
            continue;
        }
        let range = tree::shrink(s, start..end, topic, LIMIT);
        let m = Mood::default();
        let mut features = features(view, &holder, &m, PositionKind::Proposal);
        features.push(Feature::yes("nominal"));
        drafts.push(Draft {
            sentence: view.index,
            holder,
            kind: PositionKind::Proposal,
            strength: Strength::Stated,
            predicate,
            content: range.clone(),
            evidence: range,
            rule: format!("stances.toml:{}", row.id),
            details: Vec::new(),
            features,
            reporter: None,
            confidence: None,
        });
        return;
    }
}

/// "a term that was defined as the return of the islands": what a condition in the same sentence really demands.
fn definition(view: &View<'_>, cues: &Cues, token: usize, drafts: &mut Vec<Draft>, start: usize) {
    let s = view.s;
    if s.tokens[token].upos != Upos::Verb || drafts.len() == start {
        return;
    }
    let Some((row, _)) = longest(&cues.stances.definition, |r| &r.words, s, token) else { return };
    let Some(meaning) = s
        .children(token)
        .find(|&c| matches!(s.tokens[c].relation(), "obl" | "advcl" | "obj") && tree::preposition(s, c).contains("as"))
    else {
        return;
    };
    let holder = drafts[start..]
        .iter()
        .rev()
        .find(|d| d.sentence == view.index && matches!(d.kind, PositionKind::Precondition | PositionKind::Demand))
        .map(|d| d.holder.clone());
    let Some(holder) = holder else { return };
    let range = tree::clause(s, meaning, LIMIT);
    let m = Mood::default();
    let features = features(view, &holder, &m, PositionKind::Demand);
    drafts.push(Draft {
        sentence: view.index,
        holder,
        kind: PositionKind::Demand,
        strength: Strength::Firm,
        predicate: token,
        content: content_range(s, meaning),
        evidence: range,
        rule: format!("stances.toml:{}", row.id),
        details: Vec::new(),
        features,
        reporter: None,
        confidence: None,
    });
}

/// Drafts become facts: one for each holder, repetitions of one stand brought together.
fn record(reading: &Reading<'_>, coding: &Coding, issues: &Issues, mut drafts: Vec<Draft>) -> Vec<Position> {
    drafts.sort_by_key(|d| (d.sentence, d.evidence.start, d.evidence.end));
    let mut positions: Vec<Position> = Vec::new();
    for draft in drafts {
        let view = View::at(reading, draft.sentence);
        let issue = issues
            .within(draft.sentence, &draft.content)
            .or_else(|| issues.within(draft.sentence, &draft.evidence))
            .or_else(|| issues.near(reading, draft.sentence, &draft.evidence))
            .or_else(|| issues.beside(reading, draft.sentence))
            .or_else(|| issues.main());
        let evidence = view.evidence(draft.evidence.clone());
        if evidence.text.split_whitespace().count() > 60 || evidence.text.is_empty() {
            continue;
        }
        // What was promised in an earlier round, told as background, is history and no stand of today; an old demand may stand.
        let history =
            coding.sites.iter().zip(&coding.events).any(|(site, event)| {
                site.sentence == draft.sentence && site.token == draft.predicate && event.background
            });
        if history && matches!(draft.kind, PositionKind::Commitment | PositionKind::Acceptance) {
            continue;
        }
        let since = view.when(draft.predicate, coding);
        for &actor in draft.holder.actors.iter().take(3) {
            let holder = view.actor_id(actor);
            if holder.is_empty() {
                continue;
            }
            // The same words under two cues, or one stand told twice in the same words.
            let twin = positions.iter_mut().find(|p| {
                p.holder == holder
                    && (p.evidence.iter().any(|e| e.span == evidence.span)
                        || (p.kind == draft.kind
                            && !draft.rule.ends_with("defined-as")
                            && p.evidence
                                .iter()
                                .any(|e| e.span.contains(evidence.span) || evidence.span.contains(e.span)))
                        || (p.kind == draft.kind && same_words(&p.content, &view.text(draft.content.clone()))))
            });
            if let Some(twin) = twin {
                if !twin.evidence.contains(&evidence) && twin.evidence.iter().all(|e| !e.span.overlaps(evidence.span)) {
                    twin.evidence.push(evidence.clone());
                }
                continue;
            }
            let mut found_by = vec![FoundBy::new(draft.rule.clone(), view.s.tokens[draft.predicate].form.clone())];
            found_by.extend(draft.details.iter().cloned());
            found_by.push(FoundBy::new("argument/holder", draft.holder.how.clone()));
            positions.push(Position {
                id: String::new(),
                holder,
                issue: issue.clone(),
                kind: draft.kind,
                content: view.text(draft.content.clone()),
                strength: draft.strength,
                since: since.clone(),
                until: None,
                reported_by: draft
                    .reporter
                    .map(|r| view.actor_id(r))
                    .filter(|r| !r.is_empty() && *r != view.actor_id(actor)),
                confidence: draft
                    .confidence
                    .map_or_else(|| confidence::position(&draft.features), demarche_record::Confidence::new),
                found_by,
                evidence: vec![evidence.clone()],
            });
        }
    }
    for (i, position) in positions.iter_mut().enumerate() {
        position.id = format!("p{}", i + 1);
    }
    positions
}

/// Whether two contents say nearly the same: most words of the shorter one are in the longer one.
fn same_words(a: &str, b: &str) -> bool {
    let words = |t: &str| -> Vec<String> {
        let mut w: Vec<String> =
            t.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 3).map(str::to_owned).collect();
        w.sort();
        w.dedup();
        w
    };
    let (a, b) = (words(a), words(b));
    let shorter = a.len().min(b.len());
    if shorter < 3 {
        return !a.is_empty() && a == b;
    }
    let shared = a.iter().filter(|w| b.contains(w)).count();
    shared * 10 >= shorter * 8
}
