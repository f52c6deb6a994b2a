//! Shifts: who changed where he stands, asserted or only possible, from verbs and nouns of change over nouns of stance. What moved
//! them lives in `drivers`.

use std::ops::Range;

use demarche_coding::Coding;
use demarche_language::Upos;
use demarche_record::{ActorKind, FoundBy, PositionKind, Shift, ShiftBasis};

use crate::confidence::{self, Feature};
use crate::cues::{Cues, Row, has, lists, longest, matching};
use crate::issues::Issues;
use crate::sentence::{Place, Reading, Sentence};
use crate::tree;
use crate::view::{Holder, View};

const LIMIT: usize = 45;

/// A shift and where it stands, for the drivers.
pub struct Placed {
    /// The fact.
    pub shift: Shift,
    /// Index of its first sentence.
    pub sentence: usize,
    /// Its tokens there.
    pub tokens: Range<usize>,
    /// Index of the actor who shifted.
    pub actor: usize,
}

struct Draft {
    sentence: usize,
    holder: Holder,
    predicate: usize,
    stance: Option<usize>,
    evidence: Range<usize>,
    hedged: bool,
    noun: bool,
    rule: String,
    from: Option<String>,
    to: Option<String>,
}

/// The shifts of an article, in the order of the text.
pub fn find(reading: &Reading<'_>, coding: &Coding, cues: &Cues, issues: &Issues) -> Vec<Placed> {
    let mut drafts: Vec<Draft> = Vec::new();
    for view in View::all(reading) {
        let n = view.s.tokens.len();
        for token in 0..n {
            let found = match view.s.tokens[token].upos {
                Upos::Verb => verb(&view, cues, token)
                    .or_else(|| no_longer(&view, cues, token))
                    .or_else(|| until(&view, token))
                    .or_else(|| reversal(&view, cues, token)),
                Upos::Noun => noun(&view, cues, token).or_else(|| novel(&view, cues, token)),
                Upos::Adj => reversal(&view, cues, token),
                _ => None,
            };
            if let Some(draft) = found {
                let overlaps = drafts.iter().any(|d| {
                    d.sentence == draft.sentence
                        && d.evidence.start < draft.evidence.end
                        && draft.evidence.start < d.evidence.end
                        && d.holder.actors == draft.holder.actors
                });
                if !overlaps {
                    drafts.push(draft);
                }
            }
        }
    }
    record(reading, coding, issues, drafts)
}

fn stance_noun(cues: &Cues, row: &Row, lemma: &str, inside: bool) -> bool {
    let lists = if inside { &row.inside } else { &row.of };
    lists.iter().any(|id| cues.shift_nouns(id).iter().any(|w| w == lemma))
}

/// What the clauses above say of it: not made at all, only possible, or made.
fn standing(view: &View<'_>, cues: &Cues, predicate: usize) -> Option<bool> {
    let s = view.s;
    // "Why did the president yield?": that he did is taken for granted.
    let granted = s.root() == Some(predicate) && (0..s.tokens.len().min(3)).any(|i| tree::form(s, i) == "why");
    if tree::unreal(s, predicate) && !granted {
        return None;
    }
    let m = tree::mood(s, predicate);
    if m.negated && !m.no_longer || m.obliged {
        return None;
    }
    let mut hedged = m.hedged;
    let possible = hedged;
    if m.future && !possible {
        return None;
    }
    let mut at = predicate;
    for _ in 0..s.tokens.len() {
        let Some(head) = s.tokens[at].head else { break };
        let relation = s.tokens[at].relation();
        let lemma = tree::lemma(s, head);
        // "denied that it had abandoned", "urged Iran to change": not made.
        if matches!(relation, "xcomp" | "ccomp" | "acl" | "advcl" | "obj" | "csubj" | "obl" | "nmod") {
            let unmade = cues.shifts.unmade.iter().any(|r| lists(&r.words, lemma));
            if unmade && matches!(relation, "xcomp" | "ccomp" | "obj" | "acl") {
                return None;
            }
            if relation == "obj" && tree::mood(s, head).negated {
                return None;
            }
            if matches!(relation, "xcomp" | "ccomp" | "obj") {
                hedged |= cues.shifts.hedge.iter().any(|r| lists(&r.words, lemma));
                let above = tree::mood(s, head);
                hedged |= above.hedged;
                if above.negated {
                    return None;
                }
            }
        }
        if matches!(relation, "conj" | "parataxis" | "advcl") {
            break;
        }
        at = head;
    }
    // "a possible change", "this potentially significant change".
    hedged |= s
        .subtree(predicate)
        .into_iter()
        .take(12)
        .any(|t| matches!(s.tokens[t].relation(), "amod" | "advmod") && has(&cues.shifts.hedge, tree::lemma(s, t)));
    Some(hedged)
}

fn verb(view: &View<'_>, cues: &Cues, token: usize) -> Option<Draft> {
    let s = view.s;
    let place = Place::new(s, token);
    for row in &cues.shifts.verb {
        let Some(cue) = row.words.iter().filter(|w| place.matches(w)).max_by_key(|w| w.split(' ').count()) else {
            continue;
        };
        let object = tree::object(s, token).or_else(|| {
            // "allowed his red lines to be blurred": the object of the verb above is what is acted on.
            let head = s.tokens[token].head.filter(|_| {
                tree::passive(s, token) && matches!(s.tokens[token].relation(), "xcomp" | "advcl" | "ccomp")
            })?;
            s.children_by(head, "obj").find(|&o| o < token)
        });
        let coloured = |o: usize| row.with.is_empty() || s.children(o).any(|c| lists(&row.with, tree::lemma(s, c)));
        let mut stance = object.filter(|&o| stance_noun(cues, row, tree::lemma(s, o), false) && coloured(o));
        if row.mood == "perfect" && !moved(s, token) && !cleft(s, token) {
            continue;
        }
        if !row.alone && stance.is_none() {
            // "Turkey's policy has changed": the stance is the subject of an intransitive verb.
            let subject = tree::subject(s, token).filter(|&t| {
                stance_noun(cues, row, tree::lemma(s, t), false) && object.is_none() && !tree::passive(s, token)
            });
            match subject {
                Some(subject)
                    if matches!(
                        tree::lemma(s, token),
                        "change" | "shift" | "soften" | "harden" | "stiffen" | "evolve"
                    ) =>
                {
                    stance = Some(subject)
                }
                _ => continue,
            }
        }
        let subject_is_stance = stance.is_some() && stance == tree::subject(s, token) && !tree::passive(s, token);
        if row.alone && cue.split(' ').count() == 1 && matches!(tree::lemma(s, token), "retreat" | "soften") {
            // Troops retreat and leather softens: only with a noun of stance.
            let below = s.children_by(token, "obl").any(|c| lists(cues.shift_nouns("stance"), tree::lemma(s, c)));
            if !below {
                continue;
            }
        }
        if row.alone && cue.contains("from") && s.children_by(token, "obl").any(|c| s.tokens[c].upos == Upos::Propn) {
            // "moved away from the town".
            continue;
        }
        let hedged = standing(view, cues, token)?;
        let holder = if subject_is_stance {
            stance.and_then(|n| view.possessor(n))
        } else {
            view.doer(token).or_else(|| stance.and_then(|n| view.possessor(n))).or_else(|| rulers(view, token))
        }?;
        let mut evidence = tree::clause(s, token, LIMIT);
        if let (Some(object), Some(head)) = (object, s.tokens[token].head)
            && object < evidence.start
            && s.tokens[object].head == Some(head)
        {
            evidence = tree::clause(s, head, LIMIT);
        }
        let stance = stance.or_else(|| s.children_by(token, "obl").find(|&c| tree::preposition(s, c) == "from"));
        let from = stance.map(|n| view.text(tree::clause(s, n, 30)));
        return Some(Draft {
            sentence: view.index,
            holder,
            predicate: token,
            stance,
            evidence: widen(view, cues, token, evidence),
            hedged,
            noun: false,
            rule: format!("shifts.toml:{}", row.id),
            from,
            to: None,
        });
    }
    None
}

/// "The government yielded", "ministers had abandoned the claim": those who rule, without a name, are the state told of last.
fn rulers(view: &View<'_>, token: usize) -> Option<Holder> {
    let s = view.s;
    let subject = tree::actor_of(s, token)?;
    if !matches!(tree::lemma(s, subject), "government" | "minister" | "cabinet" | "leadership" | "authority" | "regime")
        || view.possessor(subject).is_some()
    {
        return None;
    }
    let sentences = &view.reading.annotation.sentences;
    let state = |a: &usize| {
        view.actor(*a).is_some_and(|x| {
            x.state.is_some()
                && matches!(
                    x.kind,
                    ActorKind::State | ActorKind::Government | ActorKind::Person | ActorKind::Organisation
                )
        })
    };
    let before = view.actors_in(&(0..subject)).into_iter().rev().find(|a| state(a));
    let told = before.or_else(|| {
        (0..view.index).rev().take(6).find_map(|i| {
            let earlier = View::at(view.reading, i);
            let whole = 0..sentences[i].tokens.len();
            earlier.actors_in(&whole).into_iter().rev().find(|a| state(a))
        })
    })?;
    Some(Holder { actors: vec![told], how: "state told of last".to_owned(), certainty: 0.5 })
}

/// "It was China that moved": who moved is what the sentence is about.
fn cleft(s: &Sentence<'_>, token: usize) -> bool {
    let relative = matches!(s.tokens[token].relation(), "acl" | "ccomp" | "advcl" | "csubj");
    let bare = s.children(token).all(|c| !matches!(s.tokens[c].relation(), "obj" | "obl" | "xcomp" | "ccomp"));
    relative
        && bare
        && s.tokens[token].head.is_some_and(|h| {
            s.children(h).any(|c| s.tokens[c].relation() == "cop")
                && s.children(h).any(|c| tree::form(s, c) == "it" && c < h)
        })
}

/// "Until July it would not discuss them": what was refused up to a day is refused no more.
fn until(view: &View<'_>, token: usize) -> Option<Draft> {
    let s = view.s;
    let m = tree::mood(s, token);
    let past = s
        .children(token)
        .any(|c| s.tokens[c].relation() == "aux" && matches!(tree::form(s, c), "would" | "did" | "could" | "had"));
    if !m.negated || !past || m.conditional || tree::unreal(s, token) {
        return None;
    }
    let mut top = token;
    while let Some(head) = s.tokens[top].head.filter(|_| s.tokens[top].relation() == "xcomp") {
        top = head;
    }
    let fronted = [token, top].into_iter().any(|t| {
        s.children(t).any(|c| {
            c < t
                && matches!(s.tokens[c].relation(), "obl" | "advmod")
                && tree::preposition(s, c).ends_with("until")
                && (tree::form(s, c) == "recently"
                    || tree::form(s, c) == "now"
                    || view.reading.times.iter().any(|x| x.sentence == view.index && x.tokens.contains(&c)))
        })
    });
    if !fronted {
        return None;
    }
    let evidence = tree::clause(s, token, LIMIT);
    Some(Draft {
        sentence: view.index,
        holder: view.doer(token).or_else(|| rulers(view, token))?,
        predicate: token,
        stance: None,
        from: Some(view.text(evidence.clone())),
        evidence,
        hedged: m.hedged && !past,
        noun: false,
        rule: "shifts.toml:until".to_owned(),
        to: None,
    })
}

/// "has moved as well", "have moved closer": an intransitive perfect without a place.
fn moved(s: &Sentence<'_>, token: usize) -> bool {
    let perfect = s
        .children(token)
        .any(|c| s.tokens[c].relation() == "aux" && matches!(tree::form(s, c), "has" | "have" | "had" | "'s" | "'ve"));
    perfect
        && s.children(token).all(|c| {
            let going = s.tokens[c].relation() == "advmod"
                && matches!(
                    tree::form(s, c),
                    "in" | "out"
                        | "on"
                        | "up"
                        | "here"
                        | "there"
                        | "ahead"
                        | "down"
                        | "forward"
                        | "back"
                        | "quickly"
                        | "swiftly"
                        | "fast"
                );
            let contrast = s.tokens[c].relation() == "advcl"
                && s.children(c).any(|m| matches!(tree::form(s, m), "though" | "although" | "while"));
            !going
                && (contrast
                    || !matches!(s.tokens[c].relation(), "obj" | "obl" | "xcomp" | "ccomp" | "advcl" | "compound"))
        })
}

/// "For the prime minister it is a striking departure", "What is new is the American demand".
fn novel(view: &View<'_>, cues: &Cues, token: usize) -> Option<Draft> {
    let s = view.s;
    let lemma = tree::lemma(s, token);
    for row in &cues.shifts.novel {
        let copula = s.children(token).any(|c| s.tokens[c].relation() == "cop");
        // "represents the surrender of its aim", "amounts to a reversal": a verb that says what it is.
        let above = s.tokens[token].head.filter(|&h| {
            matches!(s.tokens[token].relation(), "obj" | "obl" | "xcomp")
                && longest(std::slice::from_ref(row), |r| &r.verbs, s, h).is_some()
        });
        let clause_head = above.unwrap_or(token);
        let holder = if lists(&row.words, lemma) {
            // Told of "it" or "this" or a text, with who made it behind "for" or "by".
            let subject = tree::subject(s, clause_head).filter(|&c| {
                matches!(tree::form(s, c), "it" | "this" | "that" | "which" | "these")
                    || lists(&row.nouns, tree::lemma(s, c))
            });
            // "For India to agree to X is a considerable concession."
            let clause = s.children_by(clause_head, "csubj").next();
            // "..., a retreat that his allies defend": set beside the clause that tells it.
            let beside = (!copula
                && above.is_none()
                && matches!(s.tokens[token].relation(), "appos" | "parataxis" | "conj" | "advcl" | "obl")
                && s.subtree_range(token)
                    .start
                    .checked_sub(1)
                    .is_some_and(|i| matches!(s.tokens[i].form.as_str(), "," | "—" | "–"))
                && s.children(token).any(|c| matches!(tree::form(s, c), "a" | "an")))
            .then(|| s.tokens[token].head.map(|h| tree::governor(s, h)))
            .flatten();
            let told = (copula || above.is_some()) && (subject.is_some() || clause.is_some());
            if !told && beside.is_none() {
                continue;
            }
            let named = s
                .subtree(clause_head)
                .into_iter()
                .filter(|&c| matches!(s.tokens[c].relation(), "obl" | "nmod"))
                .filter(|&c| {
                    matches!(tree::preposition(s, c).as_str(), "for" | "by")
                        || tree::preposition(s, c) == "on" && matches!(tree::lemma(s, c), "side" | "part")
                })
                .find_map(|c| view.holder(c).or_else(|| view.possessor(c)));
            // Else who did what was told just before.
            let before = || {
                let earlier = view.index.checked_sub(1).map(|i| View::at(view.reading, i))?;
                let root = earlier.s.root().filter(|_| earlier.s.block == s.block)?;
                earlier.doer(root)
            };
            let own = || view.possessor(token).filter(|_| above.is_some());
            match beside {
                Some(governor) => view.doer(governor),
                None => named.or_else(own).or_else(|| clause.and_then(|c| view.doer(c))).or_else(before),
            }
        } else {
            let said = row.phrases.iter().any(|p| {
                tree::find_sequence(s, p).is_some_and(|r| r.end <= token && s.subtree_range(token).contains(&r.start))
            });
            if !said || !stance_noun(cues, row, lemma, false) {
                continue;
            }
            view.possessor(token)
        };
        let m = tree::mood(s, clause_head);
        if m.negated || m.conditional || tree::unreal(s, clause_head) {
            return None;
        }
        let holder = holder?;
        return Some(Draft {
            sentence: view.index,
            holder,
            predicate: token,
            stance: None,
            evidence: tree::clause(s, clause_head, LIMIT),
            hedged: m.hedged,
            noun: false,
            rule: format!("shifts.toml:{}", row.id),
            from: former(view, cues),
            to: None,
        });
    }
    None
}

/// "For decades X had demanded ...; now it seems ready to ...": a stand told as past against one told as present, both of one side.
fn reversal(view: &View<'_>, cues: &Cues, token: usize) -> Option<Draft> {
    let s = view.s;
    let row = cues.shifts.reversal.first()?;
    // The new stand: accepting, offering, ready for.
    let stance =
        |t: usize| matching(&cues.stances.verb, s, t).into_iter().chain(matching(&cues.stances.adjective, s, t));
    let yields = |t: usize| {
        stance(t).any(|r| {
            matches!(r.kind, PositionKind::Acceptance | PositionKind::Commitment | PositionKind::Proposal)
                && !tree::mood(s, t).negated
        }) || longest(std::slice::from_ref(row), |r| &r.verbs, s, t).is_some()
    };
    // "For years he ruled out X. He now sits with them.": against what was refused for long, any deed tells a change.
    let against = || {
        s.tokens[token].upos == Upos::Verb
            && s.root() == Some(token)
            && view.index.checked_sub(1).map(|i| View::at(view.reading, i)).is_some_and(|before| {
                before.s.block == s.block
                    && (0..before.s.tokens.len()).any(|t| {
                        lasted(before.s, t)
                            && matching(&cues.stances.verb, before.s, t)
                                .iter()
                                .any(|r| matches!(r.kind, PositionKind::Rejection | PositionKind::RedLine))
                    })
            })
    };
    if !yields(token) && !against() {
        return None;
    }
    // "now" stands with it or with what colours it.
    let mut top = token;
    while let Some(head) = s.tokens[top].head.filter(|_| s.tokens[top].relation() == "xcomp") {
        top = head;
    }
    let marked = [top, token].iter().any(|&t| {
        s.children(t).any(|c| s.tokens[c].relation() == "advmod" && lists(&row.words, tree::form(s, c)) && c <= t + 2)
    });
    let marked = marked || resisted(view, cues, token).is_some();
    if !marked || tree::unreal(s, token) {
        return None;
    }
    let m = tree::mood(s, token);
    if m.negated || m.obliged {
        return None;
    }
    let holder = view.doer(token).or_else(|| view.doer(top)).or_else(|| {
        // "Japan had demanded ...; now it seems ready": a pronoun that only the clause before explains.
        let subject = tree::subject(s, top)?;
        let head = s.tokens[top].head.filter(|_| matches!(s.tokens[top].relation(), "conj" | "parataxis"))?;
        (s.tokens[subject].upos == Upos::Pron).then(|| view.doer(head)).flatten()
    })?;
    let same = |other: &Holder| other.actors.iter().any(|&a| holder.actors.iter().any(|&b| view.same_side(a, b)));
    // The old stand: told with "had", "long", "always", in this sentence or the one before.
    let old = |v: &View<'_>, skip: &[usize]| {
        (0..v.s.tokens.len()).find(|&t| {
            v.s.tokens[t].upos == Upos::Verb
                && !skip.contains(&t)
                && matching(&cues.stances.verb, v.s, t).iter().any(|r| {
                    matches!(
                        r.kind,
                        PositionKind::Demand
                            | PositionKind::Rejection
                            | PositionKind::RedLine
                            | PositionKind::Precondition
                    )
                })
                && (v.s.children(t).any(|c| {
                    tree::form(v.s, c) == "had" && v.s.tokens[c].relation() == "aux"
                        || lists(&row.nouns, tree::form(v.s, c))
                }) || lasted(v.s, t))
                && v.doer(t).is_some_and(|h| same(&h))
        })
    };
    let here = old(view, &s.subtree(top)).or_else(|| resisted(view, cues, token));
    let from = match here {
        Some(t) => view.text(tree::clause(s, t, 30)),
        None => {
            let before = view.index.checked_sub(1).map(|i| View::at(view.reading, i))?;
            if before.s.block != s.block {
                return None;
            }
            let t = old(&before, &[])?;
            before.text(tree::clause(before.s, t, 30))
        }
    };
    let evidence = tree::clause(s, top, LIMIT);
    let to = view.text(tree::clause(s, token, 30));
    Some(Draft {
        sentence: view.index,
        holder,
        predicate: token,
        stance: None,
        evidence,
        hedged: m.hedged,
        noun: false,
        rule: format!("shifts.toml:{}", row.id),
        from: Some(from),
        to: Some(to),
    })
}

/// "For years he ruled it out", "used to insist": what went on for long, told as past.
fn lasted(s: &Sentence<'_>, token: usize) -> bool {
    s.children(token).any(|c| {
        s.tokens[c].relation() == "obl"
            && tree::preposition(s, c) == "for"
            && matches!(tree::form(s, c), "years" | "decades" | "months" | "weeks" | "generations")
    }) && s.tokens[token].feature("Tense") != Some("Pres")
        || s.tokens[token].relation() == "xcomp" && s.tokens[token].head.is_some_and(|h| tree::form(s, h) == "used")
}

/// "would accept the ruling, which it had resisted for years": the verb of the relative clause below what is accepted.
fn resisted(view: &View<'_>, cues: &Cues, token: usize) -> Option<usize> {
    let s = view.s;
    let object = tree::object(s, token)?;
    let below = std::iter::once(object).chain(s.children_by(object, "conj"));
    below.flat_map(|o| s.children_by(o, "acl").collect::<Vec<_>>()).find(|&c| {
        s.tokens[c].upos == Upos::Verb
            && s.children(c).any(|a| tree::form(s, a) == "had" && s.tokens[a].relation() == "aux")
            && matching(&cues.stances.verb, s, c).iter().any(|r| r.kind == PositionKind::Rejection)
            && !tree::mood(s, c).negated
    })
}

fn no_longer(view: &View<'_>, cues: &Cues, token: usize) -> Option<Draft> {
    let s = view.s;
    let lemma = tree::lemma(s, token);
    let m = tree::mood(s, token);
    let first = || {
        tree::find_sequence(s, "for the first time")
            .is_some_and(|range| s.subtree(token).contains(&range.start) && tree::governor(s, range.end - 1) == token)
    };
    let row = cues.shifts.phrase.iter().find(|r| {
        lists(&r.verbs, lemma)
            && match r.mood.as_str() {
                "no longer" => m.no_longer,
                _ => !m.negated && tree::object(s, token).is_some() && first(),
            }
    })?;
    if m.future || m.obliged || tree::unreal(s, token) {
        return None;
    }
    let holder = view.doer(token)?;
    Some(Draft {
        sentence: view.index,
        holder,
        predicate: token,
        stance: tree::object(s, token),
        evidence: tree::clause(s, token, LIMIT),
        hedged: m.hedged,
        noun: false,
        rule: format!("shifts.toml:{}", row.id),
        from: None,
        to: None,
    })
}

/// A hedge above ("could mean that Japan is moving away ...") belongs to the evidence.
fn widen(view: &View<'_>, cues: &Cues, token: usize, range: Range<usize>) -> Range<usize> {
    let s = view.s;
    let Some(head) = s.tokens[token].head else { return range };
    let hedge = has(&cues.shifts.hedge, tree::lemma(s, head)) || tree::mood(s, head).hedged;
    if matches!(s.tokens[token].relation(), "ccomp" | "xcomp") && hedge {
        return tree::clause(s, head, LIMIT);
    }
    range
}

fn noun(view: &View<'_>, cues: &Cues, token: usize) -> Option<Draft> {
    let s = view.s;
    let (row, _) = longest(&cues.shifts.noun, |r| &r.words, s, token)?;
    let mut stance = None;
    if !row.alone {
        stance = s.children(token).find(|&c| {
            let relation = s.tokens[c].relation();
            (relation == "nmod" && matches!(tree::preposition(s, c).as_str(), "of" | "in" | "from" | "to")
                || relation == "compound")
                && stance_noun(cues, row, tree::lemma(s, c), true)
        });
        stance?;
    }
    let hedged = standing(view, cues, token)?;
    let mut governor = tree::governor(s, token);
    // "to suggest this change in position" under "could have driven": the mood of what lies above.
    let mut hedged = hedged;
    let top = governor;
    for _ in 0..4 {
        if governor != token {
            let m = tree::mood(s, governor);
            if m.negated {
                return None;
            }
            hedged |= m.hedged || has(&cues.shifts.hedge, tree::lemma(s, governor));
        }
        match s.tokens[governor].head {
            Some(head) if matches!(s.tokens[governor].relation(), "xcomp" | "ccomp") => {
                governor = tree::governor(s, head)
            }
            _ => break,
        }
    }
    let holder = view.possessor(token).or_else(|| stance.and_then(|n| view.possessor(n))).or_else(|| {
        // "a change of position on the part of Abe": the phrase may hang on the verb.
        let part = s.subtree(top).into_iter().find(|&c| {
            tree::lemma(s, c) == "part"
                && matches!(s.tokens[c].relation(), "obl" | "nmod")
                && tree::preposition(s, c).ends_with("on")
        })?;
        s.children_by(part, "nmod").next().and_then(|c| view.holder(c))
    })?;
    view.actor(*holder.actors.first()?)?;
    let evidence = tree::clause(s, top, LIMIT);
    Some(Draft {
        sentence: view.index,
        holder,
        predicate: top,
        stance,
        evidence,
        hedged,
        noun: true,
        rule: format!("shifts.toml:{}", row.id),
        from: former(view, cues),
        to: None,
    })
}

/// The stand before, where the sentence tells it ("who had been steadfast in maintaining ...").
fn former(view: &View<'_>, cues: &Cues) -> Option<String> {
    let s = view.s;
    for row in &cues.shifts.from {
        for phrase in &row.phrases {
            if let Some(range) = tree::find_sequence(s, phrase) {
                let last = range.end - 1;
                let clause = tree::clause(s, tree::governor(s, last), 40);
                let start = clause.start.max(range.start);
                return Some(view.text(start..clause.end.max(start + 1)));
            }
        }
    }
    None
}

fn record(reading: &Reading<'_>, coding: &Coding, issues: &Issues, drafts: Vec<Draft>) -> Vec<Placed> {
    let mut placed: Vec<Placed> = Vec::new();
    for draft in drafts {
        let view = View::at(reading, draft.sentence);
        let Some(&actor) = draft.holder.actors.first() else { continue };
        let evidence = view.evidence(draft.evidence.clone());
        if evidence.text.is_empty() || evidence.text.split_whitespace().count() > 60 {
            continue;
        }
        let whole = 0..view.s.tokens.len();
        let issue = issues
            .within(draft.sentence, &draft.evidence)
            .or_else(|| issues.within(draft.sentence, &whole))
            .or_else(|| issues.near(reading, draft.sentence, &draft.evidence));
        let when = view.when(draft.predicate, coding);
        let actors: Vec<usize> =
            if draft.noun { vec![actor] } else { draft.holder.actors.iter().copied().take(3).collect() };
        for actor in actors {
            let holder = view.actor_id(actor);
            if holder.is_empty() {
                continue;
            }
            // A noun of change that comes back to a shift already told ("this change in Japan's position").
            let near = draft.rule.ends_with("departure") || draft.rule.ends_with("now-against-before");
            let same = placed.iter_mut().find(|p| {
                if near && p.actor == actor && draft.sentence - p.sentence <= 2 {
                    return true;
                }
                view.same_side(p.actor, actor)
                    && (draft.noun || p.shift.from == draft.from && draft.from.is_some())
                    && (p.shift.issue == issue || draft.noun)
            });
            if let Some(same) = same {
                if same.shift.evidence.len() < 5 {
                    same.shift.evidence.push(evidence.clone());
                }
                if same.shift.from.is_none() {
                    same.shift.from.clone_from(&draft.from);
                }
                continue;
            }
            let mut features = vec![
                Feature::new("certainty", draft.holder.certainty),
                Feature::yes(if draft.noun { "noun" } else { "verb" }),
            ];
            if draft.hedged {
                features.push(Feature::yes("hedged"));
            }
            if draft.stance.is_some() {
                features.push(Feature::yes("stance"));
            }
            if draft.holder.how == "pronoun" {
                features.push(Feature::yes("pronoun"));
            }
            let asserted_by = view
                .speaker(draft.predicate, &|l| Cues::embedded().speech(l))
                .and_then(|h| h.actors.first().copied())
                .map(|a| view.actor_id(a))
                .filter(|a| *a != holder);
            placed.push(Placed {
                shift: Shift {
                    id: format!("s{}", placed.len() + 1),
                    holder,
                    issue: issue.clone(),
                    from: draft.from.clone(),
                    to: draft.to.clone(),
                    when: when.clone(),
                    basis: ShiftBasis::Asserted,
                    hedged: draft.hedged,
                    asserted_by,
                    confidence: confidence::shift(&features),
                    found_by: vec![
                        FoundBy::new(draft.rule.clone(), view.s.tokens[draft.predicate].form.clone()),
                        FoundBy::new("argument/holder", draft.holder.how.clone()),
                    ],
                    evidence: vec![evidence.clone()],
                },
                sentence: draft.sentence,
                tokens: draft.evidence.clone(),
                actor,
            });
        }
    }
    placed
}
