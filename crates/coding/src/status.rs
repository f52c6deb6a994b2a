//! Whether an event happened, read from the words above and around its predicate: tense, auxiliaries, negation, conditions,
//! governing verbs and reported speech (the factuality of Sauri and Pustejovsky 2009). The cues are data.

use demarche_language::Upos;
use demarche_record::Status;

use crate::knowledge::{Effect, Knowledge};
use crate::tree::Tree;

/// What the words say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Factuality {
    pub status: Status,
    /// Ids of the cues that decided, innermost first.
    pub cues: Vec<String>,
    /// "will not", "cannot", "would not be able to": not a report that it did not happen but a refusal.
    pub refusal: bool,
    /// The reporting verb, nearest first.
    pub report: Option<usize>,
    /// No event: a purpose, a wish of nobody.
    pub drop: bool,
    /// Present tense without auxiliary: planned when the day lies ahead.
    pub present: bool,
    /// Past perfect: told as what lay before.
    pub perfect: bool,
}

/// What one clause says of itself.
#[derive(Clone, Debug, Default)]
struct Local {
    status: Option<Status>,
    cues: Vec<String>,
    negated: bool,
    modal: bool,
    refusal: bool,
    present: bool,
    perfect: bool,
    finite: bool,
}

/// The status of the event whose predicate is `predicate` and whose clause is headed by `clause` (the light verb, or the
/// predicate itself).
pub(crate) fn factuality(tree: &Tree<'_>, predicate: usize, clause: usize, headline: bool) -> Factuality {
    let knowledge = Knowledge::get();
    let verbal = tree.is_clause(clause);
    let own = if verbal { local(tree, clause, headline) } else { Local::default() };
    let mut result = Factuality {
        status: own.status.unwrap_or(Status::Occurred),
        refusal: own.refusal,
        present: own.present,
        perfect: own.perfect,
        cues: own.cues,
        report: None,
        drop: false,
    };
    let mut settled = own.status.is_some_and(|s| !matches!(s, Status::Occurred | Status::Ongoing));
    if clause != predicate || !verbal || tree.upos(predicate) == Upos::Noun {
        nominal_words(tree, predicate, &mut result, &mut settled);
    }
    if own.negated && result.status == Status::Occurred {
        result.status = Status::Denied;
    }
    let mut at = clause;
    let mut finite = own.finite;
    for _ in 0..12 {
        let Some(head) = tree.head(at) else { break };
        let rel = tree.deprel(at);
        let speech = tree
            .children(at)
            .iter()
            .copied()
            .find(|&c| tree.rel(c) == "parataxis" && knowledge.is_report(tree.lemma(c)));
        if result.report.is_none() && speech.is_some() {
            result.report = speech;
        }
        match tree.rel(at) {
            "conj"
                // What the first clause says by an auxiliary holds for the second, unless that has its own.
                if !finite && tree.is_clause(head) && !settled => {
                    let shared = local(tree, head, headline);
                    if let Some(status) = shared.status.filter(|_| shared.modal || !shared.finite || tree.feature(at, "VerbForm") == tree.feature(head, "VerbForm")) {
                        result.status = status;
                        settled = !matches!(status, Status::Occurred | Status::Ongoing);
                        result.refusal |= shared.refusal && shared.modal;
                        result.cues.extend(shared.cues);
                    }
                    finite |= shared.finite;
                }
            "xcomp" | "ccomp" | "csubj" | "acl" | "advcl" | "parataxis" if rel != "acl:relcl" => {
                let stop = govern(tree, at, head, finite, &mut result, &mut settled);
                if stop {
                    break;
                }
                finite |= tree.is_clause(head) && local(tree, head, headline).finite;
            }
            // "According to" is no clause of its own.
            "acl" | "case" | "mark" => break,
            "obj" | "nsubj" | "obl" | "nmod" | "appos" | "compound" | "iobj" => {
                if tree.is_clause(at) && at != clause {
                    break;
                }
                if nominal_governor(tree, at, head, headline, &mut result, &mut settled) {
                    break;
                }
            }
            _ => {}
        }
        at = head;
    }
    if result.report.is_none() {
        // "..., he said" hangs on the main clause of the quotation.
        let mut top = clause;
        for _ in 0..12 {
            if let Some(speech) = tree.children(top).iter().copied().find(|&c| {
                matches!(tree.rel(c), "parataxis") && knowledge.is_report(tree.lemma(c)) && tree.has(c, "nsubj")
            }) {
                result.report = Some(speech);
                break;
            }
            match tree.head(top) {
                Some(head) => top = head,
                None => break,
            }
        }
    }
    result
}

/// Applies the clause that governs another; says whether the walk ends there.
fn govern(tree: &Tree<'_>, at: usize, head: usize, finite: bool, result: &mut Factuality, settled: &mut bool) -> bool {
    let knowledge = Knowledge::get();
    let marks: Vec<String> = tree.by(at, "mark").map(|m| tree.form(m)).collect();
    // "was quick to congratulate": the infinitive completes the adjective, whatever the parser calls it.
    let completes = tree.upos(head) == Upos::Adj && tree.has(head, "cop") && marks.iter().any(|m| m == "to");
    let adverbial = tree.rel(at) == "advcl" && !completes;
    if marks.iter().any(|m| matches!(m.as_str(), "including" | "like")) {
        return true;
    }
    for mark in &marks {
        if let Some(cue) = knowledge.conjunction(mark) {
            // "once they had sat together": after it.
            let done = mark == "once" && tree.by(at, "aux").any(|a| tree.form(a) == "had");
            let whether_of_speech = mark == "until" || mark == "till" || mark == "once";
            if (adverbial || !whether_of_speech)
                && !done
                && let Effect::Is(status) = cue.effect
            {
                set(result, settled, status, &format!("conjunction/{}", cue.id));
            }
        }
    }
    if adverbial && inverted_condition(tree, at) {
        set(result, settled, Status::Hypothetical, "conjunction/inversion");
    }
    // "has yet to approve".
    if tree.rel(at) == "xcomp"
        && matches!(tree.lemma(head), "have" | "be")
        && tree.by(head, "advmod").any(|a| tree.form(a) == "yet")
    {
        set_denied(result, settled, "negation/yet to");
        return false;
    }
    let infinitive = tree.bare_infinitive(at) || marks.iter().any(|m| m == "to");
    // "The offer advertised in the paper": a participle tells of its noun, the noun does not govern it.
    if tree.rel(at) == "acl" && !infinitive && marks.is_empty() && tree.feature(at, "Tense") == Some("Past") {
        return true;
    }
    let governor = knowledge
        .governor(tree.lemma(head), |p| tree.has_particle(head, p))
        // "Called the move a setback" names, and asks for nothing.
        .filter(|_| infinitive || !names(tree, head) || tree.rel(at) != "xcomp");
    if saw_or_is_said(tree, at, head, &marks) {
        result.report.get_or_insert(head);
        result.cues.push(format!("report/{}", tree.lemma(head)));
        return false;
    }
    if adverbial {
        if infinitive && !finite {
            let governed = governor.filter(|cue| {
                // "Declined to comment", whatever the parser calls the infinitive.
                let refused = matches!(cue.id.as_str(), "refuse" | "fail");
                matches!(cue.effect, Effect::Is(_))
                    && tree.head(at) == Some(head)
                    && (refused || has_person_object(tree, head))
            });
            match governed {
                Some(cue) => apply(cue, result, settled),
                None if matches!(
                    tree.lemma(head),
                    "telephone"
                        | "phone"
                        | "call"
                        | "write"
                        | "cable"
                        | "ring"
                        | "summon"
                        | "meet"
                        | "speak"
                        | "issue"
                        | "appear"
                ) && !*settled =>
                {
                    // Who telephones to propose proposes.
                    result.cues.push("purpose of speech".into());
                    inherit(tree, head, result, settled);
                }
                None => {
                    // A purpose: not an event, unless it is what they came for.
                    result.cues.push("purpose".into());
                    if matches!(result.status, Status::Occurred | Status::Ongoing) {
                        result.status = Status::Planned;
                        *settled = true;
                        result.drop = true;
                    }
                }
            }
        } else if let (false, Some(cue), true) = (
            finite,
            governor.filter(|cue| matches!(cue.effect, Effect::Is(_))),
            marks.iter().any(|m| matches!(m.as_str(), "of" | "from" | "against" | "for" | "on" | "into")),
        ) {
            // "accused of attacking", "barred from meeting".
            apply(cue, result, settled);
            result.drop |= cue.id == "possible";
        } else if !finite
            && marks.iter().any(|m| matches!(m.as_str(), "on" | "about" | "for" | "of" | "toward" | "towards" | "at"))
        {
            // What is talked about or worked at ("talks on concluding a treaty").
            result.cues.push("theme".into());
            result.drop = true;
        }
        return finite && !matches!(marks.first().map(String::as_str), Some("that"));
    }
    match governor {
        Some(cue) if cue.effect == Effect::Report => {
            let done = tree.by(at, "aux").any(|a| tree.lemma(a) == "have");
            if done && infinitive && !finite {
                result.status = Status::Occurred;
            }
            if !infinitive || finite || done {
                // "Said that it would": what was "will" when it was said.
                let shifted = finite
                    && past(tree, head)
                    && result.status == Status::Hypothetical
                    && !done
                    && tree.by(at, "aux").any(|a| matches!(tree.form(a).as_str(), "would" | "'d"))
                    && !tree.has(at, "advcl");
                if shifted {
                    result.status = Status::Planned;
                    result.cues.push("tense/future of the past".into());
                }
                result.report.get_or_insert(head);
                result.cues.push(format!("report/{}", tree.lemma(head)));
            } else {
                apply_status(result, settled, Status::Planned, "report/infinitive");
            }
        }
        Some(cue) => {
            // "agreed that they had met": a finite clause under a plain verb of agreeing is what is agreed; "suggests that he
            // has amassed": what has been cannot be asked for.
            let is_told = finite
                && (past(tree, at) && matches!(cue.id.as_str(), "agree-to" | "possible")
                    || told(tree, at) && cue.id == "ask-for");
            if cue.effect == Effect::Same {
                inherit(tree, head, result, settled);
            } else if !is_told {
                apply(cue, result, settled);
                let above = local(tree, head, false);
                if matches!(above.status, Some(Status::Denied | Status::Hypothetical))
                    && result.status == Status::Planned
                {
                    result.status = Status::Hypothetical;
                    result.cues.extend(above.cues);
                } else if above.status == Some(Status::Denied) && result.status == Status::Denied && cue.id == "fail" {
                    result.status = Status::Occurred;
                }
            }
        }
        None if tree.rel(at) == "acl"
            && !infinitive
            && marks
                .iter()
                .any(|m| matches!(m.as_str(), "on" | "about" | "for" | "of" | "toward" | "towards" | "at")) =>
        {
            result.cues.push("theme".into());
            result.drop = true;
        }
        None if tree.rel(at) == "xcomp" || completes || (tree.rel(at) == "acl" && !finite && infinitive) => {
            if tree.rel(at) == "acl" {
                apply_status(result, settled, Status::Planned, "infinitive of a noun");
            } else {
                inherit(tree, head, result, settled);
            }
        }
        None => {}
    }
    // A participle beside its noun shares nothing with what stands above.
    tree.rel(at) == "acl" && !infinitive
}

fn past(tree: &Tree<'_>, clause: usize) -> bool {
    tree.feature(clause, "Tense") == Some("Past") || tree.by(clause, "aux").any(|a| tree.lemma(a) == "have")
}

/// Whether a finite clause tells of what has been: a past or a perfect, not the subjunctive of a demand ("asked that he be moved").
fn told(tree: &Tree<'_>, clause: usize) -> bool {
    tree.feature(clause, "VerbForm") == Some("Fin") && tree.feature(clause, "Tense") == Some("Past")
        || tree.by(clause, "aux").any(|a| matches!(tree.form(a).as_str(), "has" | "had" | "did" | "was" | "were"))
}

/// "Called the move a setback": the verb gives its object a name.
fn names(tree: &Tree<'_>, verb: usize) -> bool {
    tree.lemma(verb) == "call"
        && tree.has(verb, "obj")
        && tree.by(verb, "xcomp").any(|c| !tree.bare_infinitive(c) && !tree.by(c, "mark").any(|m| tree.form(m) == "to"))
}

/// "Heard him say so", "are believed to live abroad": an infinitive that tells what is, not what is to be.
fn saw_or_is_said(tree: &Tree<'_>, at: usize, head: usize, marks: &[String]) -> bool {
    let to = marks.iter().any(|m| m == "to");
    let perceived = !to
        && tree.bare_infinitive(at)
        && matches!(tree.rel(at), "xcomp" | "ccomp")
        && matches!(tree.lemma(head), "hear" | "see" | "watch" | "notice" | "observe");
    let said = to
        && tree.rel(at) == "xcomp"
        && tree.is_passive(head)
        && matches!(
            tree.lemma(head),
            "believe" | "think" | "know" | "say" | "report" | "allege" | "claim" | "consider"
        );
    perceived || said
}

fn has_person_object(tree: &Tree<'_>, verb: usize) -> bool {
    tree.has(verb, "obj") || tree.has(verb, "iobj") || tree.is_passive(verb) || tree.has(verb, "obl")
}

/// The governing verb passes its own status on.
fn inherit(tree: &Tree<'_>, head: usize, result: &mut Factuality, settled: &mut bool) {
    if tree.is_clause(head) && !*settled {
        let above = local(tree, head, false);
        if let Some(status) = above.status {
            result.status = status;
            result.refusal |= above.refusal;
            result.cues.extend(above.cues);
            *settled = !matches!(status, Status::Occurred | Status::Ongoing);
        }
        if above.negated && result.status == Status::Occurred {
            result.status = Status::Denied;
            *settled = true;
        }
    }
}

fn apply(cue: &crate::knowledge::Cue, result: &mut Factuality, settled: &mut bool) {
    if let Effect::Is(status) = cue.effect {
        apply_status(result, settled, status, &format!("governor/{}", cue.id));
    } else if cue.effect == Effect::Drop {
        result.drop = true;
    }
}

fn apply_status(result: &mut Factuality, settled: &mut bool, status: Status, id: &str) {
    result.cues.push(id.to_owned());
    let weaker = matches!(result.status, Status::Occurred | Status::Ongoing)
        || (result.status == Status::Planned && status != Status::Planned);
    if weaker || !*settled {
        result.status = status;
        *settled = true;
    }
}

fn set(result: &mut Factuality, settled: &mut bool, status: Status, id: &str) {
    result.cues.push(id.to_owned());
    if result.status != Status::Denied {
        result.status = status;
        *settled = true;
    }
}

/// "Should the chamber refuse", "had he yielded": the auxiliary stands before the subject.
fn inverted_condition(tree: &Tree<'_>, clause: usize) -> bool {
    let subject = tree.by(clause, "nsubj").next();
    let auxiliary =
        tree.by(clause, "aux").next().filter(|&a| matches!(tree.form(a).as_str(), "should" | "had" | "were"));
    matches!((auxiliary, subject), (Some(a), Some(s)) if a < s) && !tree.has(clause, "mark")
}

/// What a noun's own words say: "no talks", "planned talks", "talks ahead of ...".
fn nominal_words(tree: &Tree<'_>, noun: usize, result: &mut Factuality, settled: &mut bool) {
    let knowledge = Knowledge::get();
    for &child in tree.children(noun) {
        let word = tree.form(child);
        let lemma = tree.lemma(child);
        if tree.rel(child) == "det" && word == "no" {
            set_denied(result, settled, "negation/no");
        } else if matches!(tree.rel(child), "amod" | "det")
            && let Some(cue) = knowledge.modifier(&word).or_else(|| knowledge.modifier(lemma))
            && let Effect::Is(status) = cue.effect
        {
            apply_status(result, settled, status, &format!("modifier/{}", cue.id));
        }
    }
}

fn set_denied(result: &mut Factuality, settled: &mut bool, id: &str) {
    result.cues.push(id.to_owned());
    result.status = Status::Denied;
    *settled = true;
}

/// A noun under a verb or another noun: "called for talks", "ahead of talks", "a proposal for talks".
fn nominal_governor(
    tree: &Tree<'_>,
    at: usize,
    head: usize,
    headline: bool,
    result: &mut Factuality,
    settled: &mut bool,
) -> bool {
    let knowledge = Knowledge::get();
    let prepositions = tree.prepositions(at);
    let cue =
        knowledge.governor(tree.lemma(head), |p| tree.has_particle(head, p) || prepositions.iter().any(|q| q == p));
    let governs = match tree.rel(at) {
        "obj" => !names(tree, head),
        "nsubj" => tree.deprel(at) == "nsubj:pass",
        "nmod" | "obl" => prepositions
            .iter()
            .any(|p| matches!(p.as_str(), "for" | "of" | "on" | "to" | "about" | "against" | "in" | "from")),
        _ => false,
    };
    let clause = tree.is_clause(head);
    for preposition in prepositions.iter().rev() {
        if let Some(cue) = knowledge.preposition(preposition)
            && let Effect::Is(status) = cue.effect
        {
            let firm = preposition != "for" && preposition != "in" && preposition != "at";
            if firm && status != Status::Occurred {
                apply_status(result, settled, status, &format!("preposition/{}", cue.id));
            } else if preposition == "for" && cue.effect == Effect::Is(Status::Planned) {
                apply_status(result, settled, Status::Planned, "preposition/for");
            } else if firm {
                *settled = true;
                result.cues.push(format!("preposition/{}", cue.id));
                return true;
            }
        }
    }
    if let (true, Some(cue)) = (governs, cue)
        && let Some(Effect::Is(status)) = cue.nominal
    {
        apply_status(result, settled, status, &format!("governor/{}", cue.id));
    }
    if clause && !*settled {
        let above = local(tree, head, headline);
        if let Some(status) = above.status
            && (matches!(tree.rel(at), "obj" | "nsubj")
                || !matches!(status, Status::Occurred | Status::Ongoing | Status::Denied))
        {
            result.status = status;
            result.cues.extend(above.cues);
            *settled = !matches!(status, Status::Occurred | Status::Ongoing);
        }
    }
    false
}

/// What a clause says of itself.
fn local(tree: &Tree<'_>, clause: usize, headline: bool) -> Local {
    let knowledge = Knowledge::get();
    let mut local = Local::default();
    let mut have = false;
    let mut be = None;
    for &child in tree.children(clause) {
        let word = tree.form(child);
        match tree.rel(child) {
            "aux" => {
                match tree.lemma(child) {
                    "have" => have = true,
                    "be" => be = Some(child),
                    _ => {}
                }
                if let Some(cue) = knowledge.auxiliary(&word).or_else(|| knowledge.auxiliary(tree.lemma(child)))
                    && let Effect::Is(status) = cue.effect
                {
                    local.status = Some(status);
                    local.modal = true;
                    local.finite = true;
                    local.cues.push(format!("auxiliary/{}", cue.id));
                }
                if tree.feature(child, "VerbForm") == Some("Fin") {
                    local.finite = true;
                }
            }
            "cop" => {
                be = Some(child);
                local.finite |= tree.feature(child, "VerbForm") == Some("Fin");
            }
            "advmod" | "det" | "cc"
                if knowledge.negation(&word) && word != "no"
                // "not only" denies nothing.
                && !(word == "not" && tree.children(clause).iter().any(|&c| c > child && tree.form(c) == "only")) =>
            {
                local.negated = true;
            }
            "nsubj" | "obj" => {
                let none = tree.by(child, "det").any(|d| matches!(tree.form(d).as_str(), "no" | "neither"))
                    || matches!(word.as_str(), "none" | "nobody" | "nothing" | "neither");
                local.negated |= none;
            }
            _ => {}
        }
    }
    let finite = tree.feature(clause, "VerbForm") == Some("Fin");
    local.finite |= finite;
    // "is to visit": an infinitive under a form of "be".
    let infinitive = tree.bare_infinitive(clause) || tree.by(clause, "mark").any(|m| tree.form(m) == "to");
    // "was to have travelled": he did not.
    let missed = infinitive
        && have
        && tree
            .children(clause)
            .iter()
            .any(|&c| tree.rel(c) == "aux" && matches!(tree.form(c).as_str(), "was" | "were"));
    if missed {
        local.status = Some(Status::Denied);
        local.finite = true;
        local.cues.push("auxiliary/was to have".into());
        return local;
    }
    if let (Some(_), true, None) = (be, infinitive, local.status)
        && tree.upos(clause) == Upos::Verb
        && tree.children(clause).iter().any(|&c| matches!(tree.rel(c), "aux" | "cop") && tree.lemma(c) == "be")
        && !have
        && !tree.is_passive(clause)
    {
        local.status = Some(Status::Planned);
        local.finite = true;
        local.cues.push("auxiliary/be-to".into());
    }
    if local.negated {
        local.cues.push("negation/not".into());
        if local.modal && have {
            local.cues.push("counterfactual".into());
        }
        local.refusal = local.modal && local.status != Some(Status::Proposed) && !have;
        local.status = Some(Status::Denied);
        return local;
    }
    if local.status == Some(Status::Hypothetical) && have && local.modal {
        return local;
    }
    if local.status.is_some() {
        return local;
    }
    let present_participle = tree.feature(clause, "VerbForm") == Some("Part")
        && tree.feature(clause, "Tense") == Some("Pres")
        || tree.feature(clause, "VerbForm") == Some("Ger");
    let present_auxiliary = be.is_some_and(|b| tree.feature(b, "Tense") == Some("Pres"));
    if have {
        let past = tree
            .children(clause)
            .iter()
            .any(|&c| tree.rel(c) == "aux" && tree.lemma(c) == "have" && tree.form(c) == "had");
        local.perfect = past;
        local.status = Some(Status::Occurred);
        if present_participle {
            local.status = Some(if past { Status::Occurred } else { Status::Ongoing });
        }
        local.cues.push(if past { "tense/past-perfect" } else { "tense/perfect" }.into());
    } else if present_participle && be.is_some() {
        local.status = Some(if present_auxiliary && !headline { Status::Ongoing } else { Status::Occurred });
        local.present = present_auxiliary;
        local.cues.push("aspect/progressive".into());
    } else if (finite && tree.feature(clause, "Tense") == Some("Pres") && !tree.past_form(clause))
        || (present_auxiliary && !tree.is_passive(clause) && be.is_some_and(|b| tree.rel(b) == "cop"))
    {
        local.present = true;
        local.status = Some(if headline { Status::Occurred } else { Status::Ongoing });
        local.cues.push("tense/present".into());
    } else if be.is_some() && present_auxiliary {
        local.present = true;
        local.status = Some(Status::Ongoing);
        local.cues.push("tense/present-passive".into());
    } else if finite || be.is_some() {
        local.status = Some(Status::Occurred);
        local.cues.push("tense/past".into());
    }
    local
}
