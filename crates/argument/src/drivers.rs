//! Drivers: what the text says pushes or holds back a shift or an event, from causal connectives, verbs and nouns of force, and
//! lists of reasons, with the kind of force by a vote of its words. Timing alone never makes a driver here.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use demarche_coding::Coding;
use demarche_language::Upos;
use demarche_record::{ActorKind, Confidence, Direction, Driver, Factor, FoundBy, PloverType, Status};

use crate::bearing::{self, Clause, Weighed};
use crate::causality;
use crate::confidence::{self, Feature};
use crate::cues::{Cues, Row, Weight, lists};
use crate::forces;
use crate::sentence::{Place, Reading, Sentence};
use crate::shifts::Placed;
use crate::tree;
use crate::view::View;

const LIMIT: usize = 45;
/// Causal probability above which a weak cue counts.
const AGREES: f32 = 0.5;
/// Causal probability from which a relation found by its spans alone counts.
const SURE: f32 = 0.7;

struct Draft {
    sentence: usize,
    cause: Range<usize>,
    head: usize,
    evidence: Range<usize>,
    effect: Option<usize>,
    direction: Direction,
    rank: Option<u32>,
    rule: String,
    enumerated: bool,
    /// Whether the target must be found at the effect itself.
    local: bool,
    /// Whether the cue stands by itself.
    strong: bool,
    /// The kind that the frame speaks for, beside the words.
    kind: Option<Factor>,
    /// Tokens outside of the cause whose words count as much as its own ("under pressure from").
    signal: Range<usize>,
    /// Its probability, and the kind that its classes of words speak for, where the weights of clauses found it.
    weighed: Option<(f64, Option<Factor>)>,
}

/// The drivers of an article, in the order of the text.
pub fn find(reading: &Reading<'_>, coding: &Coding, cues: &Cues, shifts: &[Placed]) -> Vec<Driver> {
    let sides = parties(reading);
    let mut drafts = told(reading, coding, cues, shifts, &sides);
    weighed(reading, coding, cues, shifts, &sides, &mut drafts);
    record(reading, coding, cues, shifts, &sides, drafts)
}

/// The clauses of an article that may name a force, for the weights to learn from.
pub fn clauses(reading: &Reading<'_>, coding: &Coding, cues: &Cues, shifts: &[Placed]) -> Vec<Clause> {
    bearing::clauses(reading, coding, cues, shifts, &parties(reading))
}

/// Adds the clauses that the weights take for forces where no rule found one.
fn weighed(
    reading: &Reading<'_>,
    coding: &Coding,
    cues: &Cues,
    shifts: &[Placed],
    sides: &[String],
    drafts: &mut Vec<Draft>,
) {
    let all: Vec<(Weighed, Clause)> = bearing::clauses(reading, coding, cues, shifts, sides)
        .into_iter()
        .map(|clause| (bearing::weigh(&clause.features), clause))
        .collect();
    // What a rule found falls where the weights are nearly sure that nothing is there.
    let least = bearing::number("bound of rules");
    drafts.retain(|d| {
        let over = |c: &&(Weighed, Clause)| {
            c.1.sentence == d.sentence && d.evidence.start < c.1.evidence.end && c.1.evidence.start < d.evidence.end
        };
        let likeliest = all.iter().filter(over).map(|(weighed, _)| weighed.force).reduce(f64::max);
        d.enumerated || likeliest.is_none_or(|p| p >= least)
    });
    let bound = bearing::number("bound");
    let mut found: Vec<(Weighed, Clause)> = all.into_iter().filter(|(weighed, _)| weighed.force >= bound).collect();
    found.sort_by(|(a, x), (b, y)| {
        b.force.total_cmp(&a.force).then_with(|| (x.sentence, x.head).cmp(&(y.sentence, y.head)))
    });
    for (weighed, clause) in found {
        let clash = |d: &Draft| {
            d.sentence == clause.sentence
                && d.evidence.start.min(d.cause.start) < clause.evidence.end
                && clause.evidence.start < d.evidence.end.max(d.cause.end)
        };
        if drafts.iter().any(clash) {
            continue;
        }
        drafts.push(Draft {
            sentence: clause.sentence,
            weighed: Some((weighed.force, bearing::kind(&clause.features))),
            cause: clause.evidence.clone(),
            head: clause.head,
            evidence: clause.evidence,
            effect: None,
            direction: if weighed.restrains >= 0.5 { Direction::Restrain } else { Direction::Push },
            rank: None,
            rule: "bearing.tsv".to_owned(),
            enumerated: false,
            local: false,
            strong: false,
            kind: None,
            signal: 0..0,
        });
    }
}

/// What cues and frames take for forces.
fn told(reading: &Reading<'_>, coding: &Coding, cues: &Cues, shifts: &[Placed], sides: &[String]) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let lists = enumerations(reading, cues, sides, &mut drafts);
    for view in View::all(reading) {
        if lists.contains(&view.index) {
            continue;
        }
        let start = drafts.len();
        by_cues(&view, cues, &mut drafts);
        // One sentence, one force for each stretch of words: the strong cue wins, then the earlier.
        let mut kept: Vec<Draft> = Vec::new();
        for draft in drafts.drain(start..) {
            let clash = kept.iter().position(|k| k.cause.start < draft.cause.end && draft.cause.start < k.cause.end);
            match clash {
                Some(i) if draft.strong && !kept[i].strong => kept[i] = draft,
                Some(_) => {}
                None => kept.push(draft),
            }
        }
        // Forces told without a word of cause, where no cue spoke.
        for force in forces::find(&view, sides) {
            let clash = kept.iter().any(|k| {
                let taken = k.cause.start.min(k.evidence.start)..k.cause.end.max(k.evidence.end);
                taken.start < force.evidence.end && force.evidence.start < taken.end
            });
            if !clash && bears(&view, coding, shifts, &force) {
                kept.push(Draft {
                    sentence: view.index,
                    cause: force.evidence.clone(),
                    head: force.head,
                    evidence: force.evidence,
                    effect: None,
                    direction: force.direction,
                    rank: None,
                    rule: format!("forces.toml:{}", force.frame),
                    enumerated: false,
                    local: false,
                    strong: false,
                    kind: force.kind,
                    signal: 0..0,
                    weighed: None,
                });
            }
        }
        if kept.is_empty() {
            kept.extend(relation(&view, coding, shifts));
        }
        drafts.extend(kept);
    }
    drafts
}

/// Whether a force told without a cue bears on what is negotiated now: not in a sentence of history, and where it must stand
/// beside what a side did, with a shift or an event of the negotiation at hand.
fn bears(view: &View<'_>, coding: &Coding, shifts: &[Placed], force: &forces::Force) -> bool {
    let at = |token: usize| {
        coding
            .sites
            .iter()
            .zip(&coding.events)
            .filter(move |(site, _)| site.sentence == view.index && site.token == token)
    };
    let here = || coding.sites.iter().zip(&coding.events).filter(|(site, _)| site.sentence == view.index);
    let told_here = shifts.iter().any(|p| p.sentence == view.index);
    if at(force.head).any(|(_, e)| e.background)
        || !told_here && here().next().is_some() && here().all(|(_, e)| e.background)
    {
        return false;
    }
    if !force.beside {
        return true;
    }
    let block = view.s.block;
    let sentences = &view.reading.sentences;
    let shift = shifts.iter().any(|p| {
        p.sentence.abs_diff(view.index) <= 4
            && (p.sentence <= view.index || p.sentence == view.index + 1)
            && sentences.get(p.sentence).is_some_and(|s| s.block == block)
    });
    let event = here().any(|(site, e)| !e.background && negotiable(e.kind) && !force.evidence.contains(&site.token));
    // What the sides have just agreed, given up or refused, told in the same paragraph.
    let deed = coding.sites.iter().zip(&coding.events).any(|(site, e)| {
        site.sentence < view.index
            && view.index - site.sentence <= 2
            && sentences.get(site.sentence).is_some_and(|s| s.block == block)
            && !e.background
            && matches!(e.kind, PloverType::Agree | PloverType::Concede | PloverType::Retreat | PloverType::Reject)
            && matches!(e.status, Status::Occurred)
    });
    shift || event || deed
}

/// A causal relation by the spans of the sentence, where the model is sure and what is brought about is a shift or an event of
/// the negotiation.
fn relation(view: &View<'_>, coding: &Coding, shifts: &[Placed]) -> Option<Draft> {
    let s = view.s;
    if causal(s) < SURE || s.tokens.len() < 6 {
        return None;
    }
    let mut events = coding
        .sites
        .iter()
        .zip(&coding.events)
        .filter(|(site, e)| site.sentence == view.index && !e.background && negotiable(e.kind))
        .peekable();
    let mut moves = shifts.iter().filter(|p| p.sentence == view.index).peekable();
    if events.peek().is_none() && moves.peek().is_none() {
        return None;
    }
    let found = causality::causal_relations(s, 1).into_iter().next()?;
    let signal = found.signal.clone()?;
    let touches = events.any(|(site, _)| found.effect.contains(&site.token))
        || moves.any(|p| p.tokens.start < found.effect.end && found.effect.start < p.tokens.end);
    // What somebody does in order to bring something about is an aim, not a force.
    let slight = |i: usize| {
        matches!(
            tree::form(s, i),
            "to" | "so" | "for" | "by" | "over" | "in" | "on" | "of" | "with" | "at" | "and" | "," | "that"
        )
    };
    let aim = signal.clone().all(slight) || found.cause.len() < 3;
    let head = view.head_of(found.cause.clone())?;
    let aim = aim
        || s.tokens[head].relation() != "root"
            && s.children_by(head, "xcomp")
                .any(|x| s.children(x).any(|m| s.tokens[m].relation() == "mark" && tree::form(s, m) == "to"));
    if !touches || aim || tree::unreal(s, head) {
        return None;
    }
    Some(Draft {
        sentence: view.index,
        cause: found.cause.clone(),
        head,
        evidence: found.cause.start.min(signal.start.max(found.cause.start.saturating_sub(4)))..found.cause.end,
        effect: view.head_of(found.effect),
        direction: Direction::Push,
        rank: None,
        rule: "causal-spans".to_owned(),
        enumerated: false,
        local: false,
        strong: false,
        kind: None,
        signal,
        weighed: None,
    })
}

fn causal(s: &Sentence<'_>) -> f32 {
    s.encoding.causal
}

/// Whether the causal head says nothing (no model) or agrees.
fn agrees(s: &Sentence<'_>, row: &Row) -> bool {
    row.weight == Weight::Strong || s.encoding.cause_spans.is_empty() || causal(s) >= AGREES
}

/// Rows by the first words of their cues, in the order of the file, each once.
type ByWord = BTreeMap<&'static str, Vec<usize>>;

fn by_word(rows: &'static [Row]) -> ByWord {
    let mut index = ByWord::new();
    for (number, row) in rows.iter().enumerate() {
        for first in row.words.iter().filter_map(|cue| cue.split(' ').next()) {
            let numbers = index.entry(first).or_default();
            if numbers.last() != Some(&number) {
                numbers.push(number);
            }
        }
    }
    index
}

/// The rows that a token may match by its lemma or form: every cue is not tried at every token.
fn rows_at<'c>(index: &ByWord, rows: &'c [Row], s: &Sentence<'_>, token: usize) -> Vec<&'c Row> {
    let of = |word: &str| index.get(word).map(Vec::as_slice).unwrap_or_default();
    let mut numbers = of(tree::lemma(s, token)).to_vec();
    numbers.extend(of(tree::form(s, token)));
    numbers.sort_unstable();
    numbers.dedup();
    numbers.into_iter().filter_map(|number| rows.get(number)).collect()
}

static VERBS: LazyLock<ByWord> = LazyLock::new(|| by_word(&Cues::embedded().causes.verb));
static OPINIONS: LazyLock<ByWord> = LazyLock::new(|| by_word(&Cues::embedded().causes.opinion));

/// What the cues find in a sentence, token by token.
fn by_cues(view: &View<'_>, cues: &Cues, drafts: &mut Vec<Draft>) {
    let phrases: Vec<Vec<Range<usize>>> = cues
        .causes
        .preposition
        .iter()
        .map(|row| row.phrases.iter().filter_map(|phrase| tree::find_sequence(view.s, phrase)).collect())
        .collect();
    for token in 0..view.s.tokens.len() {
        connective(view, cues, &phrases, token, drafts);
        predicate(view, cues, token, drafts);
        opinion(view, cues, token, drafts);
    }
}

/// `phrases`: where the phrases of each row of prepositions stand, those that the sentence holds.
fn connective(view: &View<'_>, cues: &Cues, phrases: &[Vec<Range<usize>>], token: usize, drafts: &mut Vec<Draft>) {
    let s = view.s;
    let c = &cues.causes;
    let t = &s.tokens[token];
    // Prepositions: the phrase is the cause.
    if matches!(t.relation(), "obl" | "nmod" | "advcl" | "acl" | "ccomp") {
        let preposition = tree::preposition(s, token);
        // "Without the prospect of X, he could never have ...": what it would not have come about without.
        for row in &c.counterfactual {
            let opens = row.words.contains(&preposition) && matches!(t.relation(), "obl" | "advcl");
            if let (true, Some(head)) = (opens, t.head)
                && missed(s, head)
            {
                push(view, token, Some(head), row, drafts);
                if let Some(draft) = drafts.last_mut() {
                    draft.evidence = tree::shrink(s, s.subtree_range(head), head, LIMIT);
                    draft.evidence.start = draft.evidence.start.min(draft.cause.start);
                }
                return;
            }
        }
        for (row, found) in c.preposition.iter().zip(phrases) {
            let hit = !preposition.is_empty() && row.phrases.contains(&preposition)
                || found.iter().any(|r| {
                    r.len() > 1
                        && r.end <= token
                        && token - r.end <= 6
                        && governs(s, r, token)
                        && s.subtree(token).iter().any(|&x| x + 1 >= r.start && x < r.end + 6)
                });
            // "due to vote" is a plan.
            let plan = preposition.ends_with("to")
                && t.upos == Upos::Verb
                && s.children(token).any(|m| tree::form(s, m) == "to" && s.tokens[m].upos == Upos::Part);
            if hit && !plan && agrees(s, row) {
                let effect = t.head.map(|h| tree::governor(s, h));
                push(view, token, effect, row, drafts);
                // The words of the cue tell the kind too, and belong to what a reader is shown.
                let cue =
                    found.iter().filter(|r| r.start <= token && token - r.start <= 8).max_by_key(|r| r.len()).cloned();
                if let (Some(cue), Some(draft)) = (cue, drafts.last_mut()) {
                    draft.evidence = draft.evidence.start.min(cue.start)..draft.evidence.end;
                    draft.signal = cue;
                }
                return;
            }
        }
    }
    // Conjunctions: the clause is the cause.
    if t.relation() == "advcl" {
        for row in &c.conjunction {
            let mark = s
                .children(token)
                .filter(|&m| s.tokens[m].relation() == "mark")
                .map(|m| tree::form(s, m))
                .find(|m| lists(&row.words, m));
            let only = row.with.is_empty()
                || s.subtree_range(token)
                    .start
                    .checked_sub(1)
                    .into_iter()
                    .chain(s.subtree(token).into_iter().take(1))
                    .any(|i| lists(&row.with, tree::form(s, i)));
            if mark.is_some() && only && agrees(s, row) && !s.children(token).any(|m| tree::form(s, m) == "if") {
                push(view, token, t.head, row, drafts);
                return;
            }
        }
    }
    // Verbs: the subject is the cause.
    if t.upos == Upos::Verb {
        let rows = rows_at(&VERBS, &c.verb, s, token);
        let place = Place::new(s, token);
        for row in rows {
            if !row.words.iter().any(|w| place.matches(w)) {
                continue;
            }
            // A phrase that can mean nothing else needs no second opinion.
            let sure = row.phrases.iter().any(|w| place.matches(w))
                && (row.direction == Some(Direction::Restrain) || moved(view, token));
            if row.object.is_empty() && !sure && !agrees(s, row) {
                continue;
            }
            // "Whether it lasts will depend on opinion at home."
            let hinges = |o: &usize| {
                let clause = s.children(token).any(|c| {
                    matches!(s.tokens[c].relation(), "csubj" | "advcl")
                        && s.children(c).any(|m| tree::form(s, m) == "whether" && s.tokens[m].relation() == "mark")
                });
                *o != token && (clause || tree::subject(s, token).is_some_and(|x| lists(&row.nouns, tree::lemma(s, x))))
            };
            let leant_on = || {
                let cue = row.words.iter().find(|w| place.matches(w))?;
                let preposition = cue.split(' ').nth(1);
                tree::object(s, token).filter(|_| preposition.is_none()).or_else(|| {
                    s.children_by(token, "obl").find(|&c| preposition == Some(tree::preposition(s, c).as_str()))
                })
            };
            if tree::unreal(s, token) || tree::mood(s, token).negated && row.mood != "object" {
                return;
            }
            // "to force them to ...": an aim, not a force that worked.
            if t.feature("VerbForm") == Some("Inf")
                && s.children(token).any(|m| s.tokens[m].relation() == "mark" && tree::form(s, m) == "to")
            {
                return;
            }
            if row.mood == "hinges" {
                let preposition = row.words.iter().find(|w| place.matches(w)).and_then(|w| w.split(' ').nth(1));
                let on = s
                    .children(token)
                    .find(|&c| {
                        matches!(s.tokens[c].relation(), "obl" | "obj")
                            && preposition == Some(tree::preposition(s, c).as_str())
                    })
                    .filter(hinges);
                let Some(on) = on else { continue };
                push_plain(view, on, row, drafts, tree::clause(s, token, LIMIT));
                return;
            }
            if row.mood == "object" {
                let m = tree::mood(s, token);
                let (true, Some(object)) = (m.negated && (m.able || m.hedged), leant_on()) else { continue };
                push_plain(view, object, row, drafts, tree::clause(s, token, LIMIT));
                return;
            }
            if !row.with.is_empty() {
                if t.feature("VerbForm") != Some("Fin") && s.children_by(token, "nsubj").next().is_none() {
                    continue;
                }
                // "makes it harder", "may make the peace a cold one".
                let worse = s.children(token).any(|x| {
                    matches!(s.tokens[x].relation(), "xcomp" | "advcl" | "ccomp" | "advmod")
                        && (lists(&row.with, tree::lemma(s, x))
                            || s.children(x).any(|y| lists(&row.with, tree::lemma(s, y))))
                });
                if !worse {
                    continue;
                }
            }
            if !row.object.is_empty() && row.alone {
                // "gave him another reason": the subject is the force.
                if !tree::object(s, token).is_some_and(|o| lists(&row.object, tree::lemma(s, o))) {
                    continue;
                }
            } else if !row.object.is_empty() {
                // "faces resistance from X": the object is the force.
                let object = tree::object(s, token).or_else(|| s.children_by(token, "obl").next());
                let Some(object) = object.filter(|&o| lists(&row.object, tree::lemma(s, o))) else { continue };
                push_plain(view, object, row, drafts, tree::clause(s, token, LIMIT));
                return;
            }
            // "cannot count on a patient public", "gave him another reason": the row says where the force stands.
            let between = || {
                s.children_by(token, "obl")
                    .filter(|&o| o > token && tree::passive(s, token))
                    .find_map(|o| s.children_by(o, "nmod").find(|&c| tree::preposition(s, c) == "by"))
            };
            let cause = if row.mood == "object" { leant_on() } else { tree::actor_of(s, token).or_else(between) };
            // "What holds him back is his own movement": the force is what the clause is said to be.
            let cause = cause.map(|c| if interrogative(s, c) { revealed(s, token).unwrap_or(c) } else { c });
            let Some(cause) = cause else { continue };
            // Somebody who acts is no force, unless his act is to press.
            let presses = matches!(
                tree::lemma(s, token),
                "press"
                    | "pressure"
                    | "push"
                    | "persuade"
                    | "force"
                    | "compel"
                    | "convince"
                    | "induce"
                    | "nudge"
                    | "hold"
                    | "deter"
                    | "dissuade"
                    | "encourage"
                    | "advise"
                    | "need"
            );
            let agent = (view.holder(cause).is_some() || matches!(s.tokens[cause].upos, Upos::Pron))
                && revealed(s, token) != Some(cause);
            if agent && !presses {
                return;
            }
            if row.alone {
                push_plain(view, cause, row, drafts, tree::clause(s, token, LIMIT));
                return;
            }
            // Somebody who presses somebody else is a force only where the words around tell of pressure or of a clause below.
            let effect = s
                .children(token)
                .find(|&x| matches!(s.tokens[x].relation(), "xcomp" | "ccomp" | "advcl"))
                .or_else(|| tree::object(s, token))
                .or_else(|| s.children_by(token, "obl").next());
            let Some(effect) = effect else { continue };
            if s.tokens[cause].upos == Upos::Pron
                && row.direction != Some(Direction::Restrain)
                && view.holder(cause).is_none()
            {
                continue;
            }
            push_verb(view, token, cause, effect, row, drafts);
            if let (true, Some(draft)) = (revealed(s, token) == Some(cause), drafts.last_mut()) {
                draft.evidence = tree::clause(s, cause, LIMIT);
            }
            return;
        }
    }
}

/// Whether a sequence of words introduces the phrase of a token: its last word is a case or mark of the token, or the token hangs on it.
fn governs(s: &Sentence<'_>, sequence: &Range<usize>, token: usize) -> bool {
    let last = sequence.end - 1;
    s.tokens[last].head == Some(token) || sequence.contains(&s.tokens[token].head.unwrap_or(usize::MAX))
}

fn push(view: &View<'_>, cause: usize, effect: Option<usize>, row: &Row, drafts: &mut Vec<Draft>) {
    let s = view.s;
    let range = tree::clause(s, cause, LIMIT);
    drafts.push(Draft {
        sentence: view.index,
        cause: range.clone(),
        head: cause,
        evidence: range,
        effect,
        direction: row.direction.unwrap_or(Direction::Push),
        rank: None,
        rule: format!("causes.toml:{}", row.id),
        enumerated: false,
        local: true,
        strong: row.weight == Weight::Strong,
        kind: None,
        signal: 0..0,
        weighed: None,
    });
}

fn push_verb(view: &View<'_>, verb: usize, cause: usize, effect: usize, row: &Row, drafts: &mut Vec<Draft>) {
    let s = view.s;
    let range = tree::clause(s, verb, LIMIT);
    let moved = moved(view, verb);
    drafts.push(Draft {
        sentence: view.index,
        cause: tree::clause(s, cause, LIMIT),
        head: cause,
        evidence: range,
        effect: Some(effect),
        direction: row.direction.unwrap_or(Direction::Push),
        rank: None,
        rule: format!("causes.toml:{}", row.id),
        enumerated: false,
        // What moves somebody who negotiates needs no event beside it: the article's main event is what he was moved to.
        local: row.direction != Some(Direction::Restrain) && !moved,
        strong: row.weight == Weight::Strong,
        kind: None,
        signal: 0..0,
        weighed: None,
    });
}

/// Whether the (logical) object of a verb is somebody who can act, or some of them ("persuaded many of them").
fn moved(view: &View<'_>, verb: usize) -> bool {
    let s = view.s;
    tree::object(s, verb).is_some_and(|o| {
        view.holder(o).is_some()
            || s.children_by(o, "nmod").any(|c| s.tokens[c].upos == Upos::Pron && view.holder(c).is_some())
    })
}

/// Whether a clause tells what would not have come about.
fn missed(s: &Sentence<'_>, head: usize) -> bool {
    let m = tree::mood(s, head);
    let perfect = s.children(head).any(|c| tree::form(s, c) == "have" && s.tokens[c].relation() == "aux");
    m.negated && (m.hedged || m.future) && perfect && s.tokens[head].upos == Upos::Verb
}

fn interrogative(s: &Sentence<'_>, token: usize) -> bool {
    matches!(tree::form(s, token), "what" | "which" | "that") && s.tokens[token].upos == Upos::Pron
}

/// What a clause with "what" is said to be: "What holds him back is X", "X is what holds him back".
fn revealed(s: &Sentence<'_>, verb: usize) -> Option<usize> {
    let head = s.tokens[verb].head?;
    let nominal =
        |t: usize| matches!(s.tokens[t].upos, Upos::Noun | Upos::Propn) && s.children_by(t, "cop").next().is_some();
    // The clause is the subject, or a relative of a "what" that is.
    let own = s.children_by(verb, "nsubj").any(|c| tree::form(s, c) == "what");
    if s.tokens[verb].relation() == "csubj" && own {
        return Some(head).filter(|&h| nominal(h));
    }
    let relative = s.tokens[verb].relation() == "acl" && tree::form(s, head) == "what";
    s.tokens[head].head.filter(|&h| relative && s.tokens[head].relation() == "nsubj" && nominal(h))
}

/// What somebody within a side, or its public, thinks of what is negotiated: "voters reject any name with ...", "his
/// predecessor denounces the talks".
fn opinion(view: &View<'_>, cues: &Cues, token: usize, drafts: &mut Vec<Draft>) {
    let s = view.s;
    if s.tokens[token].upos != Upos::Verb {
        return;
    }
    let rows = rows_at(&OPINIONS, &cues.causes.opinion, s, token);
    let place = Place::new(s, token);
    for row in rows {
        if !row.words.iter().any(|w| place.matches(w)) {
            continue;
        }
        if tree::unreal(s, token) || tree::mood(s, token).negated {
            return;
        }
        let Some(subject) = tree::actor_of(s, token).filter(|&t| t < s.tokens.len()) else { return };
        let phrase = tree::phrase(s, subject);
        let voice = |t: usize| lists(&row.nouns, tree::lemma(s, t));
        let inside = voice(subject)
            || s.children(subject).any(|c| {
                matches!(s.tokens[c].relation(), "appos" | "nmod" | "amod" | "compound" | "flat")
                    && (voice(c)
                        || s.children(c).any(|d| matches!(s.tokens[d].relation(), "nmod" | "amod") && voice(d)))
            })
            || s.tokens[subject].relation() == "appos" && s.tokens[subject].head.is_some_and(voice);
        let object = s
            .children_by(token, "obj")
            .chain(s.children_by(token, "obl"))
            .find(|&c| c > token && (lists(&row.object, tree::lemma(s, c)) || tree::form(s, c) == "it"));
        let (true, Some(_)) = (inside, object) else { continue };
        let _ = phrase;
        push_plain(view, subject, row, drafts, tree::clause(s, token, LIMIT));
        return;
    }
}

/// "Fishing was a further reason", "Washington has been a brake", "came at an awkward time when ...".
fn predicate(view: &View<'_>, cues: &Cues, token: usize, drafts: &mut Vec<Draft>) {
    let s = view.s;
    let t = &s.tokens[token];
    if t.upos != Upos::Noun || tree::unreal(s, token) {
        return;
    }
    let lemma = tree::lemma(s, token);
    for row in &cues.causes.predicate {
        if !lists(&row.words, lemma) {
            continue;
        }
        if !row.with.is_empty() {
            // A moment: what happens at it is the force.
            let fits = s.children(token).any(|c| lists(&row.with, tree::lemma(s, c)));
            let clause = s
                .children(token)
                .find(|&c| s.tokens[c].deprel.starts_with("acl") || s.tokens[c].deprel == "advcl")
                .or_else(|| {
                    let head = t.head?;
                    s.children_by(head, "advcl").find(|&c| {
                        c > token && s.children(c).any(|m| matches!(tree::form(s, m), "when" | "as" | "while"))
                    })
                });
            let (true, Some(clause)) = (fits, clause) else { continue };
            push_plain(view, clause, row, drafts, tree::clause(s, clause, LIMIT));
            return;
        }
        // "His greater difficulty lies on Capitol Hill": what follows names the force.
        let lies = t.relation() == "nsubj"
            && row.direction == Some(Direction::Restrain)
            && t.head.is_some_and(|h| matches!(tree::lemma(s, h), "lie" | "come" | "remain" | "stem"))
            && lemma != "threat";
        if let (true, Some(head)) = (lies, t.head) {
            push_plain(view, head, row, drafts, tree::clause(s, head, LIMIT));
            return;
        }
        // "For the president the prize may be a second term", "the obstacle is the army": the noun is the subject.
        if let Some(head) = t.head.filter(|&h| {
            t.relation() == "nsubj"
                && h > token
                && matches!(s.tokens[h].upos, Upos::Noun | Upos::Propn | Upos::Adj)
                && s.children(h).any(|c| s.tokens[c].relation() == "cop")
        }) {
            push_plain(view, head, row, drafts, tree::clause(s, head, LIMIT));
            return;
        }
        let copular = s.children(token).any(|c| s.tokens[c].relation() == "cop");
        if !copular || tree::mood(s, token).negated {
            continue;
        }
        let Some(subject) = tree::subject(s, token) else { continue };
        if matches!(s.tokens[subject].upos, Upos::Pron) && view.holder(subject).is_none() {
            // "That is one reason": the force lies in the sentence before.
            continue;
        }
        push_plain(view, subject, row, drafts, tree::clause(s, token, LIMIT));
        return;
    }
}

fn push_plain(view: &View<'_>, cause: usize, row: &Row, drafts: &mut Vec<Draft>, evidence: Range<usize>) {
    drafts.push(Draft {
        sentence: view.index,
        cause: tree::clause(view.s, cause, LIMIT),
        head: cause,
        evidence,
        effect: None,
        direction: row.direction.unwrap_or(Direction::Push),
        rank: None,
        rule: format!("causes.toml:{}", row.id),
        enumerated: false,
        local: false,
        strong: true,
        kind: None,
        signal: 0..0,
        weighed: None,
    });
}

/// Whether a sentence announces a list of forces, and which way they act.
fn announces(view: &View<'_>, cues: &Cues) -> Option<Direction> {
    let s = view.s;
    let n = s.tokens.len();
    for row in &cues.causes.enumeration {
        let question = s.tokens.last().is_some_and(|t| t.form == "?");
        if question && n <= 20 {
            let text: Vec<&str> = (0..n).map(|i| tree::form(s, i)).collect();
            let text = text.join(" ");
            if row.questions.iter().any(|q| text.starts_with(q.as_str()) || text.contains(&format!(" {q}"))) {
                return Some(if failed(s, cues) { Direction::Restrain } else { Direction::Push });
            }
        }
        for i in 0..n {
            let plural =
                s.tokens[i].feature("Number") == Some("Plur") || s.tokens[i].form.to_lowercase().ends_with('s');
            if s.tokens[i].upos != Upos::Noun || !plural || !lists(&row.nouns, tree::lemma(s, i)) {
                continue;
            }
            let counted = s.children(i).any(|c| {
                s.tokens[c].relation() == "nummod"
                    || matches!(
                        tree::lemma(s, c),
                        "several" | "many" | "various" | "number" | "some" | "other" | "main"
                    )
            }) || s.children(i).any(|c| s.tokens[c].deprel == "nmod:poss");
            let governor = tree::governor(s, i);
            let verb = tree::lemma(s, governor);
            // "The president's reasons are more urgent": said to be something that names no force itself.
            let said = s.children(i).any(|c| s.tokens[c].deprel == "nmod:poss")
                && s.children(governor).any(|c| s.tokens[c].relation() == "cop")
                && cues.factors.factor.iter().all(|f| !lists(&f.strong, verb) && !lists(&f.weak, verb));
            let acts = said
                || lists(&row.verbs, verb)
                || s.children_by(governor, "xcomp").any(|x| lists(&row.verbs, tree::lemma(s, x)));
            if counted && acts && matches!(s.tokens[i].relation(), "nsubj" | "obj" | "root") {
                return Some(if failed(s, cues) { Direction::Restrain } else { Direction::Push });
            }
        }
    }
    for row in &cues.causes.restraints {
        let across: Vec<Range<usize>> = row.phrases.iter().filter_map(|p| tree::find_sequence(s, p)).collect();
        for i in (0..n).filter(|&i| s.tokens[i].upos == Upos::Noun) {
            let counted = s
                .children(i)
                .any(|c| s.tokens[c].relation() == "nummod" || matches!(tree::lemma(s, c), "several" | "many"));
            // "The forces on the other side are stronger."
            let across = || {
                across.iter().any(|r| r.start > i)
                    && cues.causes.enumeration.iter().any(|e| lists(&e.nouns, tree::lemma(s, i)))
            };
            // "Still, there are limits to how far he can go."
            let exist = s.tokens[i].head.is_some_and(|h| s.children(h).any(|c| s.tokens[c].relation() == "expl"))
                && s.tokens[i].form.to_lowercase().ends_with('s');
            // "Serious obstacles remain", "the president has troubles of his own".
            let plural = s.tokens[i].form.to_lowercase().ends_with('s');
            let remains =
                plural && s.tokens[i].head.is_some_and(|h| matches!(tree::lemma(s, h), "remain" | "lie" | "persist"));
            let owned = plural
                && n <= 14
                && s.tokens[i].relation() == "obj"
                && s.tokens[i]
                    .head
                    .is_some_and(|h| matches!(tree::lemma(s, h), "have" | "face") && s.root() == Some(h));
            if owned && lists(&row.nouns, tree::lemma(s, i)) {
                return Some(Direction::Restrain);
            }
            if s.tokens[i].relation() == "nsubj"
                && ((remains || counted || exist) && lists(&row.nouns, tree::lemma(s, i)) || across())
            {
                return Some(Direction::Restrain);
            }
        }
    }
    None
}

/// Whether what the list explains went wrong: its items held back, whatever they are.
fn failed(s: &Sentence<'_>, cues: &Cues) -> bool {
    let word = |i: usize| cues.causes.failure.iter().any(|row| lists(&row.words, tree::lemma(s, i)));
    let phrase = cues.causes.failure.iter().any(|row| row.phrases.iter().any(|p| tree::find_sequence(s, p).is_some()));
    phrase || (0..s.tokens.len()).any(word)
}

/// Which place in a list a sentence opens: (rank from 1, or 0 for "the next"), with the number of tokens of the words.
fn ordinal(s: &Sentence<'_>, cues: &Cues) -> Option<(u32, usize, String)> {
    let skip = s
        .tokens
        .iter()
        .take_while(|t| t.upos == Upos::Punct || matches!(t.form.as_str(), "And" | "But" | "Yet"))
        .count();
    // "A: Money, to begin with": an answer in an interview.
    let answer =
        s.tokens.len() > 2 && matches!(s.tokens[0].form.as_str(), "A" | "A." | "A:") && s.tokens[1].form == ":";
    let skip = if answer { 2 } else { skip };
    let mut best: Option<(u32, usize, String)> = None;
    for row in &cues.causes.ordinal {
        for phrase in &row.phrases {
            let words: Vec<&str> = phrase.split(' ').collect();
            // The words may close a short sentence instead: "Money, to begin with."
            let last = s.tokens.iter().rposition(|t| t.upos != Upos::Punct).map_or(0, |i| i + 1);
            let closes = words.len() > 1
                && row.rank > 0
                && last > skip + words.len()
                && last <= skip + words.len() + 12
                && words.iter().enumerate().all(|(k, w)| tree::form(s, last - words.len() + k) == *w);
            // "Resentment came first": a verb of order with the number behind it.
            let came = words.len() == 1
                && (1..s.tokens.len().min(8)).any(|i| {
                    tree::form(s, i) == *phrase
                        && matches!(tree::form(s, i - 1), "came" | "comes" | "come")
                        && s.tokens.get(i + 1).is_none_or(|t| t.upos == Upos::Punct)
                });
            if (closes || came) && best.is_none() {
                best = Some((row.rank, skip, row.id.clone()));
                continue;
            }
            let fits = skip + words.len() < s.tokens.len()
                && words.iter().enumerate().all(|(k, w)| tree::form(s, skip + k) == *w);
            if !fits || best.as_ref().is_some_and(|(_, length, _)| *length >= skip + words.len()) {
                continue;
            }
            let next = tree::form(s, skip + words.len());
            let open = matches!(
                next,
                "," | "is"
                    | "was"
                    | "came"
                    | "comes"
                    | "has"
                    | "reason"
                    | "factor"
                    | "motive"
                    | "pressure"
                    | "consideration"
                    | "the"
                    | ":"
                    | "there"
                    | "a"
                    | "and"
            ) || row.rank == 0
                || phrase.contains(' ');
            if open {
                best = Some((row.rank, skip + words.len(), row.id.clone()));
            }
        }
    }
    best
}

/// Lists of reasons: each announcement with the sentences or paragraphs that follow it. Returns the sentences that belong to one.
fn enumerations(reading: &Reading<'_>, cues: &Cues, sides: &[String], drafts: &mut Vec<Draft>) -> Vec<usize> {
    let sentences = &reading.sentences;
    let mut taken = Vec::new();
    let mut i = 0;
    while i < sentences.len() {
        let view = View::at(reading, i);
        let Some(direction) = announces(&view, cues) else {
            i += 1;
            continue;
        };
        let start = drafts.len();
        let block = sentences[i].block;
        let mut rank = 0;
        let mut last_item = i;
        let mut items = Vec::new();
        let mut way = direction;
        let ordered = (i + 1..sentences.len())
            .take(30)
            .take_while(|&j| sentences[j].block <= block + 2)
            .any(|j| ordinal(&sentences[j], cues).is_some_and(|(r, _, id)| r >= 1 && id != "main-reason"));
        for j in i + 1..sentences.len() {
            let s = &sentences[j];
            let opens = ordinal(s, cues);
            let contrast = contrast(s, cues);
            // The list ends when two blocks go by without an item, or with the block where items stand side by side.
            if s.block > sentences[last_item].block + 2 {
                break;
            }
            match opens {
                Some((given, length, ref id))
                    if given > 0 || rank > 0 && (id == "last" || s.block == sentences[last_item].block) =>
                {
                    if given > rank || given == 0 {
                        rank = if given > 0 { given } else { rank + 1 };
                        items.push((j, length, Some(rank), direction, id.clone()));
                        last_item = j;
                        way = direction;
                    }
                    let finished = id == "last";
                    if finished {
                        break;
                    }
                }
                _ if !ordered && s.block == block => {
                    // Without ordinals the sentences of the same paragraph that state a cause are the items.
                    if contrast {
                        way = flip(direction);
                    }
                    let length =
                        s.tokens.iter().take_while(|t| t.upos == Upos::Punct || matches!(t.upos, Upos::Cconj)).count();
                    items.push((j, length, None, way, "sentence".to_owned()));
                    last_item = j;
                }
                // Inside the paragraph of the list a later sentence may say "moreover" or "and" instead of a number.
                _ if ordered && s.block == block && last_item > i && !contrast && carries_on(s) => {
                    rank += 1;
                    items.push((
                        j,
                        usize::from(s.tokens.first().is_some_and(|t| t.upos == Upos::Cconj)),
                        Some(rank),
                        way,
                        "next".to_owned(),
                    ));
                    last_item = j;
                }
                _ if ordered
                    && (s.block == block || s.block == sentences[last_item].block)
                    && last_item > i
                    && contrast =>
                {
                    way = flip(way);
                    items.push((j, 1, None, way, "contrast".to_owned()));
                    last_item = j;
                }
                _ => {}
            }
        }
        for (j, length, rank, direction, id) in &items {
            let here = View::at(reading, *j);
            taken.push(*j);
            // What the one who has the troubles does himself is none of them.
            if rank.is_none() && *direction == Direction::Restrain && same_doer(&view, &here) {
                continue;
            }
            item(&here, *length, *rank, *direction, id, sides, drafts);
        }
        if !items.is_empty() {
            taken.push(i);
        }
        if drafts.len() == start {
            i += 1;
        } else {
            i = last_item + 1;
        }
    }
    taken
}

/// Whether the main clauses of two sentences have the same (active) doer.
fn same_doer(announcement: &View<'_>, item: &View<'_>) -> bool {
    let doer = |view: &View<'_>| {
        let root = view.s.root()?;
        if tree::passive(view.s, root) { None } else { view.doer(root) }
    };
    match (doer(announcement), doer(item)) {
        (Some(a), Some(b)) => a.actors.iter().any(|x| b.actors.contains(x)),
        _ => false,
    }
}

/// Whether a sentence goes on with a list: "And ...", "..., moreover, ...", "too".
fn carries_on(s: &Sentence<'_>) -> bool {
    s.tokens.first().is_some_and(|t| t.form == "And")
        || s.tokens.iter().take(9).any(|t| {
            matches!(t.form.to_lowercase().as_str(), "moreover" | "also" | "furthermore" | "besides" | "another")
        })
        || s.tokens.iter().rev().take(2).any(|t| t.form == "too")
}

fn flip(direction: Direction) -> Direction {
    match direction {
        Direction::Push => Direction::Restrain,
        Direction::Restrain => Direction::Push,
    }
}

fn contrast(s: &Sentence<'_>, cues: &Cues) -> bool {
    (0..s.tokens.len().min(3)).any(|i| cues.causes.contrast.iter().any(|row| lists(&row.words, tree::form(s, i))))
        || cues
            .causes
            .contrast
            .iter()
            .any(|row| row.phrases.iter().any(|p| tree::find_sequence(s, p).is_some_and(|range| range.start < 3)))
        || (0..s.tokens.len()).filter(|&t| s.tokens[t].upos == Upos::Verb).any(|t| {
            let rows = rows_at(&VERBS, &cues.causes.verb, s, t);
            let place = Place::new(s, t);
            rows.into_iter().any(|row| {
                row.direction == Some(Direction::Restrain)
                    && row.object.is_empty()
                    && row.words.iter().any(|w| w.contains(' ') && place.matches(w))
            })
        })
}

/// One item of a list: the clause after its ordinal.
fn item(
    view: &View<'_>,
    length: usize,
    rank: Option<u32>,
    direction: Direction,
    id: &str,
    sides: &[String],
    drafts: &mut Vec<Draft>,
) {
    let s = view.s;
    let Some(root) = s.root() else { return };
    let n = s.tokens.len();
    let mut start = length.min(n.saturating_sub(1));
    while start + 1 < n && (s.tokens[start].upos == Upos::Punct || matches!(s.tokens[start].lemma.as_str(), "be")) {
        start += 1;
    }
    // A colon opens what the item really says ("The first is China: officials fear that ...").
    let end = (start..n).rev().find(|&i| s.tokens[i].upos != Upos::Punct).map_or(n, |i| i + 1);
    if end <= start + 1 && end <= start {
        return;
    }
    let keep = if (start..end).contains(&root) { root } else { start };
    let mut range = start..end;
    if range.len() > LIMIT {
        range = start..(start + LIMIT).min(end).max(keep.min(start + LIMIT) + 1);
        // End at the last comma or clause boundary inside.
        if let Some(cut) = (start + 12..range.end).rev().find(|&i| {
            s.tokens[i].form == "," || s.tokens[i].form == ";" || s.tokens[i].form == "—" || s.tokens[i].form == "–"
        }) {
            range.end = cut;
        }
    }
    // A sentence of a list without numbers may tell two forces, each in a clause of its own.
    let second = s
        .children_by(root, "conj")
        .find(|&c| {
            rank.is_none()
                && c > root + 3
                && s.tokens[c].upos == Upos::Verb
                && s.children_by(c, "nsubj").any(|x| x > root)
        })
        .map(|c| (c, tree::trim(s, s.subtree_range(c).start.max(root + 1)..end.max(c + 1), c)))
        .filter(|(c, r)| r.len() >= 6 && r.len() <= LIMIT && r.contains(c) && r.start > range.start + 3);
    let mut parts = vec![(keep, range)];
    if let Some((c, r)) = second {
        parts[0].1.end = parts[0].1.end.min(r.start);
        parts.push((c, r));
    }
    let forces = forces::find(view, sides);
    for (keep, range) in parts {
        let range = tree::trim(s, range.clone(), range.start);
        // The words that rank a short item belong to what a reader is shown ("The second is China").
        let shown = if range.len() <= 25 && range.start <= length + 2 {
            tree::trim(s, 0..range.end, range.start)
        } else {
            range.clone()
        };
        let kind = forces.iter().find(|f| range.contains(&f.head) && f.direction == direction).and_then(|f| f.kind);
        drafts.push(Draft {
            sentence: view.index,
            cause: range.clone(),
            head: keep.min(range.end - 1).max(range.start),
            evidence: shown,
            effect: None,
            direction,
            rank,
            rule: format!("causes.toml:several-factors/{id}"),
            enumerated: true,
            local: false,
            strong: true,
            kind,
            signal: 0..0,
            weighed: None,
        });
    }
}

/// The factor by the vote of the words of the cause, with the share of votes that it won.
fn factor(
    view: &View<'_>,
    cues: &Cues,
    draft: &Draft,
    shift: Option<&Placed>,
    sides: &[String],
) -> Option<(Factor, f64)> {
    let s = view.s;
    let mut votes: Vec<f64> = vec![0.0; cues.factors.factor.len()];
    let near = s.tokens[draft.head.min(s.tokens.len() - 1)].head;
    let mut cast = |i: usize, scale: f64| {
        let lemma = tree::lemma(s, i);
        let at_head = i == draft.head || s.tokens[i].head == Some(draft.head);
        for (row, vote) in cues.factors.factor.iter().zip(votes.iter_mut()) {
            let weight = if lists(&row.strong, lemma) {
                2.0
            } else if lists(&row.weak, lemma) {
                0.7
            } else {
                0.0
            };
            *vote += weight * scale * if at_head { 2.0 } else { 1.0 };
        }
    };
    for i in draft.cause.clone() {
        // What stands in the first words weighs more than what trails.
        let late = i >= draft.cause.start + 18;
        cast(i, if late { 0.5 } else { 1.0 });
    }
    for i in draft.evidence.clone().filter(|i| !draft.cause.contains(i)) {
        // In a long stretch the words around say less.
        cast(i, if draft.evidence.len() <= draft.cause.len() + 12 { 0.4 } else { 0.15 });
    }
    let _ = near;
    for i in draft.signal.clone().filter(|i| !draft.cause.contains(i) && *i < s.tokens.len()) {
        cast(i, 1.5);
    }
    if let Some(i) = draft.kind.and_then(|kind| cues.factors.factor.iter().position(|r| r.name == kind)) {
        votes[i] += 6.0;
    }
    // Words that only together tell the kind ("second term").
    for (row, vote) in cues.factors.factor.iter().zip(votes.iter_mut()) {
        for phrase in &row.phrases {
            if tree::find_sequence(s, phrase).is_some_and(|r| draft.cause.start <= r.start && r.end <= draft.cause.end)
            {
                *vote += 4.0;
            }
        }
    }
    // Who is named: states that neither shifted nor is shifted to are third parties; a state against a state is strategy.
    let actors = view.actors_in(&draft.cause);
    let row = |factor: Factor| cues.factors.factor.iter().position(|r| r.name == factor);
    let mut parties = sides.to_vec();
    parties.extend(shift.map(|shift| view.side(shift.actor)).filter(|side| !sides.contains(side)));
    let outsiders = actors
        .iter()
        .filter(|&&a| {
            view.actor(a).is_some_and(|x| {
                matches!(x.kind, ActorKind::State | ActorKind::Bloc | ActorKind::Organisation | ActorKind::Government)
            })
        })
        .filter(|&&a| !parties.contains(&view.side(a)))
        .count();
    if outsiders > 0 {
        let head_outside =
            view.holder(draft.head).is_some_and(|h| h.actors.iter().any(|&a| !parties.contains(&view.side(a))));
        if let Some(i) = row(Factor::ThirdPartyPressure) {
            if draft.direction == Direction::Restrain {
                votes[i] += 1.5;
            }
            if head_outside {
                votes[i] += 1.5;
            }
        }
        if let Some(i) = row(Factor::StrategicEnvironment)
            && draft.direction == Direction::Push
        {
            // A state that is a force by being there ("the second is China") is the environment itself.
            let alone = head_outside && draft.cause.clone().all(|t| s.tokens[t].upos != Upos::Verb);
            votes[i] += if alone { 3.0 } else { 1.5 };
        }
    }
    // An outsider who travels and talks is a mediator.
    if let Some(i) = row(Factor::Mediation) {
        let subject = tree::subject(s, draft.head).and_then(|t| view.holder(t));
        let moves = matches!(
            tree::lemma(s, draft.head),
            "fly" | "travel" | "shuttle" | "mediate" | "visit" | "intervene" | "step" | "broker" | "telephone"
        );
        if moves && subject.is_some_and(|h| h.actors.iter().any(|&a| !parties.contains(&view.side(a)))) {
            votes[i] += 3.0;
        }
    }
    if let Some(i) = row(Factor::LeaderMotive) {
        let own = view
            .holder(draft.head)
            .is_some_and(|h| h.actors.iter().any(|&a| view.actor(a).is_some_and(|x| x.kind == ActorKind::Person)));
        if own {
            votes[i] += 0.6;
        }
    }
    // "The second is that X has changed.": where a short item says little, the sentences that explain it vote.
    if draft.enumerated && draft.cause.len() <= 14 && votes.iter().all(|v| *v < 2.5) {
        let sentences = &view.reading.sentences;
        for next in sentences.iter().skip(draft.sentence + 1).take(3).take_while(|n| n.block == s.block) {
            if ordinal(next, cues).is_some_and(|(r, _, _)| r >= 1) {
                break;
            }
            for i in 0..next.tokens.len() {
                let lemma = tree::lemma(next, i);
                for (row, vote) in cues.factors.factor.iter().zip(votes.iter_mut()) {
                    if lists(&row.strong, lemma) {
                        *vote += 0.6;
                    } else if lists(&row.weak, lemma) {
                        *vote += 0.2;
                    }
                }
            }
        }
    }
    let total: f64 = votes.iter().sum();
    let mut best: Option<(usize, f64)> = None;
    for (i, vote) in votes.iter().enumerate() {
        if *vote > 0.0 && best.is_none_or(|(_, b)| *vote > b + 1e-9) {
            best = Some((i, *vote));
        }
    }
    let (i, vote) = best?;
    Some((cues.factors.factor[i].name, vote / total))
}

/// An actor for each side of the negotiation: the one that is met most often.
pub fn sides(reading: &Reading<'_>) -> Vec<usize> {
    let Some(view) = View::all(reading).next() else { return Vec::new() };
    let of = |side: &String| {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for actor in reading.resolution.mentions.iter().flat_map(|m| &m.actors).filter(|a| view.side(**a) == *side) {
            *counts.entry(*actor).or_default() += 1;
        }
        counts.into_iter().max_by_key(|&(actor, count)| (count, usize::MAX - actor)).map(|(actor, _)| actor)
    };
    parties(reading).iter().filter_map(of).collect()
}

/// The sides of the negotiation: the two that are met most often, by state.
fn parties(reading: &Reading<'_>) -> Vec<String> {
    let Some(view) = View::all(reading).next() else { return Vec::new() };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for mention in &reading.resolution.mentions {
        for &actor in &mention.actors {
            *counts.entry(view.side(actor)).or_default() += 1;
        }
    }
    let mut sides: Vec<(usize, String)> = counts.into_iter().map(|(side, count)| (count, side)).collect();
    sides.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    sides.into_iter().take(2).map(|(_, side)| side).collect()
}

/// What a driver acts on: the shift or event at its effect, else the nearest shift, else the main event of the article.
fn target(view: &View<'_>, coding: &Coding, shifts: &[Placed], draft: &Draft) -> Option<(String, usize)> {
    let s = view.s;
    let at_effect = |sentence: usize, token: usize| {
        sentence == draft.sentence
            && draft.effect.is_some_and(|e| {
                e == token || s.dominates(e, token) || s.dominates(token, e) && s.tokens[token].upos == Upos::Verb
            })
    };
    if let Some((i, shift)) = shifts
        .iter()
        .enumerate()
        .find(|(_, p)| p.sentence == draft.sentence && draft.effect.is_some_and(|e| p.tokens.contains(&e)))
    {
        return Some((shift.shift.id.clone(), i));
    }
    let event = coding
        .sites
        .iter()
        .zip(&coding.events)
        .find(|(site, event)| {
            at_effect(site.sentence, site.token) && !draft.cause.contains(&site.token) && negotiable(event.kind)
        })
        .map(|(_, event)| event.id.clone());
    if let Some(id) = event {
        return Some((id, usize::MAX));
    }
    let near = |p: &Placed| {
        let distance = p.sentence.abs_diff(draft.sentence);
        if p.sentence <= draft.sentence { distance } else { distance * 2 + 1 }
    };
    let limit = if draft.enumerated {
        40
    } else if draft.local {
        3
    } else {
        12
    };
    if let Some((i, shift)) =
        shifts.iter().enumerate().filter(|(_, p)| near(p) <= limit).min_by_key(|(i, p)| (near(p), *i))
    {
        return Some((shift.shift.id.clone(), i));
    }
    // A strong connective over the deed or word of somebody who negotiates: it acts on what the article is about.
    let somebody = || {
        draft.strong
            && draft.effect.is_some_and(|e| {
                let governor = tree::governor(s, e);
                view.doer(governor).is_some() || view.speaker(governor, &|l| Cues::embedded().speech(l)).is_some()
            })
    };
    if draft.local && !somebody() {
        return None;
    }
    // The main event: the first that commits its sides, told as done or planned, not as history.
    let main = coding
        .events
        .iter()
        .filter(|e| !e.background && !matches!(e.status, Status::Denied | Status::Hypothetical))
        .filter(|e| {
            matches!(
                e.kind,
                PloverType::Agree
                    | PloverType::Concede
                    | PloverType::Retreat
                    | PloverType::Consult
                    | PloverType::Reject
                    | PloverType::Cooperate
            )
        })
        .min_by_key(|e| match e.kind {
            PloverType::Agree => 0,
            PloverType::Concede | PloverType::Retreat => 1,
            PloverType::Consult => 2,
            _ => 3,
        })?;
    Some((main.id.clone(), usize::MAX))
}

/// What a clause without a word of cause acts on: a shift told beside it, else an event of the negotiation in its own sentence.
fn near_clause(view: &View<'_>, coding: &Coding, shifts: &[Placed]) -> Option<(String, usize)> {
    let near = |p: &Placed| p.sentence.abs_diff(view.index);
    let shift = shifts.iter().enumerate().filter(|(_, p)| near(p) <= 3).min_by_key(|(i, p)| (near(p), *i));
    if let Some((i, shift)) = shift {
        return Some((shift.shift.id.clone(), i));
    }
    let here = coding
        .sites
        .iter()
        .zip(&coding.events)
        .find(|(site, event)| site.sentence == view.index && !event.background && negotiable(event.kind));
    here.map(|(_, event)| (event.id.clone(), usize::MAX))
}

/// The current event that is told nearest to a sentence.
fn nearest(view: &View<'_>, coding: &Coding) -> Option<(String, usize)> {
    let current = coding.sites.iter().zip(&coding.events).filter(|(_, event)| !event.background);
    let (_, event) = current.min_by_key(|(site, _)| (site.sentence.abs_diff(view.index), site.sentence, site.token))?;
    Some((event.id.clone(), usize::MAX))
}

/// Events of a negotiation, as against those of a war.
fn negotiable(kind: PloverType) -> bool {
    !matches!(
        kind,
        PloverType::Assault | PloverType::Mobilize | PloverType::Protest | PloverType::Coerce | PloverType::Aid
    )
}

fn record(
    reading: &Reading<'_>,
    coding: &Coding,
    cues: &Cues,
    shifts: &[Placed],
    sides: &[String],
    drafts: Vec<Draft>,
) -> Vec<Driver> {
    let mut drivers: Vec<Driver> = Vec::new();
    let mut drafts = drafts;
    drafts.sort_by_key(|d| (d.sentence, d.cause.start));
    for draft in drafts {
        let view = View::at(reading, draft.sentence);
        if draft.cause.is_empty() || draft.cause.end > view.s.tokens.len() {
            continue;
        }
        let target = match draft.weighed {
            None => target(&view, coding, shifts, &draft),
            Some(_) => near_clause(&view, coding, shifts)
                .or_else(|| target(&view, coding, shifts, &draft))
                .or_else(|| nearest(&view, coding)),
        };
        let Some((of, shift)) = target else { continue };
        // A side that wants or fears something that no word tells the kind of: a leader for himself, a state for its safety.
        let unnamed = || {
            let own = (draft.rule.starts_with("forces.toml:") || draft.weighed.is_some())
                .then(|| tree::actor_of(view.s, draft.head))
                .flatten()?;
            let actor = view.holder(own)?.actors.first().copied().and_then(|a| view.actor(a))?;
            let person = actor.kind == ActorKind::Person;
            Some((if person { Factor::LeaderMotive } else { Factor::StrategicEnvironment }, 0.3))
        };
        let by_class = || {
            let (_, kind) = draft.weighed?;
            Some((kind.unwrap_or(Factor::StrategicEnvironment), 0.2))
        };
        let kind = factor(&view, cues, &draft, shifts.get(shift), sides).or_else(unnamed).or_else(by_class);
        let Some((factor, share)) = kind else { continue };
        // A sentence of a list without numbers that leans to no kind and to no cause is colour.
        if draft.enumerated && draft.rank.is_none() && share < 0.5 && causal(view.s) < 0.15 {
            continue;
        }
        // A cause that is the shift itself drives nothing.
        if shifts.get(shift).is_some_and(|p| p.sentence == draft.sentence && p.tokens == draft.cause) {
            continue;
        }
        let evidence = view.evidence(draft.evidence.clone());
        if evidence.text.split_whitespace().count() > 60 || evidence.text.is_empty() {
            continue;
        }
        let s = view.s;
        let mut features = vec![Feature::new("causal", f64::from(causal(s))), Feature::new("share", share)];
        for (holds, name) in [
            (draft.enumerated, "enumerated"),
            (draft.strong, "strong"),
            (draft.local, "local"),
            (shift != usize::MAX, "of shift"),
            (draft.direction == Direction::Restrain, "restrain"),
        ] {
            if holds {
                features.push(Feature::yes(name));
            }
        }
        let mut found_by = vec![FoundBy::new(draft.rule.clone(), s.tokens[draft.head].form.clone())];
        if !s.encoding.cause_spans.is_empty() {
            found_by.push(FoundBy::new("head/cause", format!("{:.2}", causal(s))));
        }
        found_by.push(FoundBy::new("factors.toml", format!("{share:.2} of the votes")));
        drivers.push(Driver {
            id: format!("d{}", drivers.len() + 1),
            of,
            factor,
            direction: draft.direction,
            rank: draft.rank,
            content: view.text(draft.cause.clone()),
            stated: true,
            confidence: draft.weighed.map_or_else(|| confidence::driver(&features), |(p, _)| Confidence::new(p)),
            found_by,
            evidence: vec![evidence],
        });
    }
    drivers
}

/// The rules that match somewhere in an article, whatever they act on.
#[cfg(test)]
pub fn rules(reading: &Reading<'_>, cues: &Cues) -> Vec<String> {
    let mut drafts = Vec::new();
    let sides = parties(reading);
    for view in View::all(reading) {
        by_cues(&view, cues, &mut drafts);
    }
    let mut rules: Vec<String> = drafts.into_iter().map(|d| d.rule).collect();
    for view in View::all(reading) {
        rules.extend(forces::find(&view, &sides).into_iter().map(|f| format!("forces.toml:{}", f.frame)));
    }
    rules
}
