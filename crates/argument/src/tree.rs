//! Walks over one dependency tree that every frame needs: subjects, complements, polarity, modality, and the clause that makes
//! evidence. Knows no actors and no cues.

use std::ops::Range;

use demarche_language::Upos;

use crate::sentence::Sentence;

/// Verbs and adjectives that only colour the clause below them ("would have to", "is able to", "seems to").
const COLOURING: &[&str] = &[
    "able",
    "unable",
    "have",
    "need",
    "go",
    "seem",
    "appear",
    "likely",
    "unlikely",
    "prepared",
    "ready",
    "willing",
    "unwilling",
    "set",
    "due",
    "bound",
    "prepare",
    "begin",
    "start",
    "continue",
    "come",
    "want",
    "wish",
    "intend",
    "plan",
    "seek",
    "try",
    "expect",
    "expected",
];

/// Verbs whose object, not their subject, does what the infinitive below says.
const OBJECT_CONTROL: &[&str] = &[
    "ask",
    "urge",
    "want",
    "force",
    "persuade",
    "press",
    "push",
    "tell",
    "order",
    "invite",
    "call",
    "allow",
    "let",
    "make",
    "help",
    "compel",
    "drive",
    "lead",
    "lead",
    "request",
    "require",
    "oblige",
    "enable",
    "encourage",
    "warn",
    "advise",
    "beg",
    "prompt",
    "convince",
    "expect",
    "forbid",
    "permit",
    "prevent",
    "instruct",
    "pressure",
    "appeal",
];

/// Polarity and modality of a clause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mood {
    /// "not", "never", "no longer", "unable", "neither".
    pub negated: bool,
    /// "never".
    pub never: bool,
    /// "no longer", "not any more".
    pub no_longer: bool,
    /// "may", "could", "seems", "perhaps".
    pub hedged: bool,
    /// "must", "should", "have to", "need to".
    pub obliged: bool,
    /// "will", "would", "shall", "is to", "is due to".
    pub future: bool,
    /// Inside an "if" or "unless" clause.
    pub conditional: bool,
    /// "can", "cannot", "able".
    pub able: bool,
}

/// Whether a token heads a clause: a verb, or a noun or adjective with a copula.
pub fn heads_clause(s: &Sentence<'_>, token: usize) -> bool {
    s.tokens[token].upos == Upos::Verb
        || s.children(token).any(|c| matches!(s.tokens[c].deprel.as_str(), "cop" | "nsubj" | "nsubj:pass" | "csubj"))
}

/// The lower-case lemma.
pub fn lemma<'s>(s: &'s Sentence<'_>, token: usize) -> &'s str {
    s.lemma(token)
}

/// The lower-case form with straight apostrophes.
pub fn form<'s>(s: &'s Sentence<'_>, token: usize) -> &'s str {
    s.form(token)
}

/// Whether the clause is passive.
pub fn passive(s: &Sentence<'_>, verb: usize) -> bool {
    let t = &s.tokens[verb];
    if s.children(verb).any(|c| s.tokens[c].deprel == "aux:pass") {
        return true;
    }
    if s.children(verb).any(|c| matches!(s.tokens[c].deprel.as_str(), "nsubj:pass" | "csubj:pass")) {
        // A finite verb without an auxiliary is active, whatever its subject was called.
        let finite = t.feature("VerbForm") == Some("Fin") && s.children(verb).all(|c| s.tokens[c].relation() != "aux");
        return !finite;
    }
    // "talks hampered by distrust": a past participle that modifies a noun.
    t.upos == Upos::Verb
        && t.feature("VerbForm") == Some("Part")
        && t.feature("Tense") == Some("Past")
        && t.deprel == "acl"
}

/// The word that introduces an oblique or nominal: its prepositions joined by blanks ("prior to"), lower case.
pub fn preposition(s: &Sentence<'_>, token: usize) -> String {
    let mut words: Vec<(usize, &str)> = Vec::new();
    for c in s.children(token).filter(|&c| matches!(s.tokens[c].relation(), "case" | "mark")) {
        words.push((c, form(s, c)));
        words.extend(s.children(c).filter(|&f| s.tokens[f].relation() == "fixed").map(|f| (f, form(s, f))));
    }
    words.sort();
    words.into_iter().map(|(_, w)| w).collect::<Vec<_>>().join(" ")
}

fn relative_pronoun(s: &Sentence<'_>, token: usize) -> bool {
    matches!(form(s, token), "who" | "which" | "that" | "whom") && s.tokens[token].upos == Upos::Pron
}

/// The grammatical subject of a clause, followed through relative clauses, coordination, control and participles; `None` where
/// the sentence has none. For a passive clause this is the one acted on.
pub fn subject(s: &Sentence<'_>, verb: usize) -> Option<usize> {
    subject_within(s, verb, 8)
}

fn subject_within(s: &Sentence<'_>, verb: usize, depth: usize) -> Option<usize> {
    if depth == 0 {
        return None;
    }
    let own = s.children(verb).find(|&c| matches!(s.tokens[c].deprel.as_str(), "nsubj" | "nsubj:pass" | "nsubj:outer"));
    if let Some(own) = own {
        if relative_pronoun(s, own) && s.tokens[verb].deprel.starts_with("acl") {
            return s.tokens[verb].head.map(|h| antecedent(s, h));
        }
        // "who" of a conjunct: the relative clause is headed by the first one.
        if relative_pronoun(s, own) && s.tokens[verb].deprel == "conj" {
            let head = s.tokens[verb].head?;
            if s.tokens[head].deprel.starts_with("acl") {
                return s.tokens[head].head.map(|h| antecedent(s, h));
            }
        }
        return Some(own);
    }
    if let Some(bare) = bare_subject(s, verb) {
        return Some(bare);
    }
    let head = s.tokens[verb].head?;
    match s.tokens[verb].deprel.as_str() {
        "conj" | "parataxis" | "cop" | "aux" => subject_within(s, head, depth - 1),
        "xcomp" => {
            let object = s.children_by(head, "obj").next();
            if let (Some(object), true) = (object, OBJECT_CONTROL.contains(&lemma(s, head))) {
                return Some(object);
            }
            subject_within(s, head, depth - 1)
        }
        "acl:relcl" => {
            // "the line Moscow took": the antecedent is the object, the subject would be its own.
            Some(antecedent(s, head))
        }
        "acl" => {
            if s.tokens[head].upos == Upos::Verb {
                subject_within(s, head, depth - 1)
            } else {
                Some(head)
            }
        }
        "advcl" | "ccomp" | "csubj" => subject_within(s, head, depth - 1),
        _ => None,
    }
}

/// A name before the finite verb of a marked clause that no preposition introduces: its subject, though the tree calls it an
/// oblique ("after X, the foreign minister, objected").
fn bare_subject(s: &Sentence<'_>, verb: usize) -> Option<usize> {
    let t = &s.tokens[verb];
    if t.upos != Upos::Verb
        || t.feature("VerbForm") != Some("Fin")
        || !s.children(verb).any(|c| s.tokens[c].relation() == "mark")
    {
        return None;
    }
    s.children(verb).find(|&c| {
        c < verb
            && s.tokens[c].relation() == "obl"
            && s.tokens[c].upos == Upos::Propn
            && s.children(c).all(|d| s.tokens[d].relation() != "case")
    })
}

/// For an apposition or a name within a phrase: the token that a relative clause refers to.
fn antecedent(_s: &Sentence<'_>, head: usize) -> usize {
    head
}

/// Who acts in a passive clause ("by X").
pub fn agent(s: &Sentence<'_>, verb: usize) -> Option<usize> {
    s.children_by(verb, "obl").find(|&c| preposition(s, c) == "by")
}

/// The logical subject: the subject of an active clause, the agent of a passive one.
pub fn actor_of(s: &Sentence<'_>, verb: usize) -> Option<usize> {
    if passive(s, verb) { agent(s, verb) } else { subject(s, verb) }
}

/// The logical object.
pub fn object(s: &Sentence<'_>, verb: usize) -> Option<usize> {
    if passive(s, verb) {
        return s
            .children(verb)
            .find(|&c| s.tokens[c].deprel == "nsubj:pass")
            .or_else(|| s.tokens[verb].deprel.starts_with("acl").then(|| s.tokens[verb].head).flatten());
    }
    s.children_by(verb, "obj").next().or_else(|| {
        // Objects shared by coordinated verbs: "accepted and then repudiated a plan".
        let later = s
            .children_by(verb, "conj")
            .find(|&c| s.tokens[c].upos == Upos::Verb && s.children_by(c, "nsubj").next().is_none());
        later
            .and_then(|c| s.children_by(c, "obj").next())
            .filter(|_| s.children(verb).all(|c| !matches!(s.tokens[c].relation(), "ccomp" | "xcomp" | "obl")))
    })
}

/// Adverbs and determiners of a token that deny it.
fn own_negation(s: &Sentence<'_>, token: usize, mood: &mut Mood) {
    for c in s.children(token) {
        let word = form(s, c);
        let relation = s.tokens[c].relation();
        match word {
            // "has undertaken not to block": the denial belongs to the infinitive.
            "not" | "never" if c > token && form_at(s, c + 1) == Some("to") && infinitive(s, token, c) => {}
            "not" | "n't" | "nor" | "neither" | "hardly" | "cannot"
                if matches!(relation, "advmod" | "cc" | "aux" | "det") =>
            {
                mood.negated = true
            }
            "never" => {
                mood.negated = true;
                mood.never = true;
            }
            "longer" if s.children(c).any(|n| form(s, n) == "no") => {
                mood.negated = true;
                mood.no_longer = true;
            }
            "no" if relation == "advmod" => mood.negated = true,
            "without" if relation == "mark" => mood.negated = true,
            "perhaps" | "possibly" | "potentially" | "apparently" | "maybe" | "reportedly" | "seemingly"
            | "conceivably" => mood.hedged = true,
            "if" | "unless" | "should" if relation == "mark" => mood.conditional = true,
            "none" | "nobody" | "nothing" if matches!(s.tokens[c].deprel.as_str(), "nsubj" | "nsubj:pass" | "obj") => {
                mood.negated = true
            }
            _ => {}
        }
        if matches!(s.tokens[c].deprel.as_str(), "nsubj" | "nsubj:pass")
            && s.children(c).any(|d| matches!(form(s, d), "no" | "neither" | "none"))
        {
            mood.negated = true;
        }
        if relation == "aux" {
            match lemma(s, c) {
                "may" | "might" | "could" => mood.hedged = true,
                "will" | "shall" | "would" | "'ll" | "wo" => mood.future = true,
                "must" | "should" | "ought" => mood.obliged = true,
                "can" | "ca" => mood.able = true,
                _ => {}
            }
        }
    }
    if s.children(token).any(|c| s.tokens[c].relation() == "cop")
        && s.tokens[token].deprel != "root"
        && s.tokens[token].upos == Upos::Verb
    {
        mood.future = true;
    }
}

/// Whether "to" at that place marks the infinitive.
fn infinitive_at(s: &Sentence<'_>, verb: usize, to: usize) -> bool {
    form_at(s, to) == Some("to") && s.tokens[to].head == Some(verb)
}

/// Whether an infinitive below the token begins right after the word at `before`.
fn infinitive(s: &Sentence<'_>, token: usize, before: usize) -> bool {
    s.children_by(token, "xcomp").any(|x| s.children(x).any(|m| m == before + 1 && s.tokens[m].relation() == "mark"))
}

/// Polarity and modality of the clause of a predicate, colouring verbs above it included.
pub fn mood(s: &Sentence<'_>, predicate: usize) -> Mood {
    let mut mood = Mood::default();
    let mut at = predicate;
    for _ in 0..6 {
        own_negation(s, at, &mut mood);
        // "not" before the infinitive, hung on the verb above.
        if s.tokens[at].relation() == "xcomp"
            && let Some(head) = s.tokens[at].head
            && s.children(head)
                .any(|c| c > head && c < at && matches!(form(s, c), "not" | "never") && infinitive_at(s, at, c + 1))
        {
            mood.negated = true;
        }
        // "stopped short of renouncing", "refrained from asking".
        if let Some(head) = s.tokens[at].head
            && at == predicate
            && matches!(s.tokens[at].relation(), "advcl" | "xcomp" | "ccomp" | "obl")
            && (lemma(s, head) == "stop" && (head..at).any(|i| form(s, i) == "short")
                || matches!(lemma(s, head), "refrain" | "avoid" | "short"))
        {
            mood.negated = true;
        }
        let word = lemma(s, at);
        if at != predicate || word == "fail" {
            match word {
                "have" | "need" | "oblige" | "require" => mood.obliged = true,
                "seem" | "appear" | "likely" | "unlikely" => mood.hedged = true,
                "unable" | "unwilling" => mood.negated = true,
                "able" | "willing" | "ready" | "prepared" => mood.able = true,
                "go" | "set" | "due" | "plan" | "intend" | "expect" | "expected" | "want" | "wish" => {
                    mood.future = true
                }
                _ => {}
            }
        }
        let Some(head) = s.tokens[at].head else { break };
        match s.tokens[at].relation() {
            "xcomp" | "ccomp" | "csubj" if COLOURING.contains(&lemma(s, head)) => at = head,
            "conj" => {
                // Coordinated clauses share auxiliaries ("will not lift or ease") when the second has none of its own.
                let bare = s.children(at).all(|c| !matches!(s.tokens[c].relation(), "aux" | "nsubj" | "cop"));
                if !bare {
                    break;
                }
                at = head;
            }
            _ => break,
        }
    }
    // "is to open", "are to meet": be + to-infinitive.
    if s.children(predicate).any(|c| lemma(s, c) == "be" && s.tokens[c].feature("VerbForm") != Some("Inf"))
        && s.children(predicate).any(|c| s.tokens[c].relation() == "mark" && form(s, c) == "to")
    {
        mood.future = true;
    }
    mood
}

/// Whether the clause, or one that it depends on, is denied, a question, or under an "if".
pub fn unreal(s: &Sentence<'_>, predicate: usize) -> bool {
    let mut at = Some(predicate);
    for _ in 0..s.tokens.len() {
        let Some(token) = at else { break };
        let t = &s.tokens[token];
        let marks = s.children(token).any(|c| {
            s.tokens[c].relation() == "mark"
                && matches!(form(s, c), "if" | "unless" | "whether" | "lest" | "until" | "once" | "should")
        });
        // "Had he yielded": a condition by the order of words.
        let inverted = t.relation() == "advcl"
            && s.children(token).any(|a| {
                matches!(form(s, a), "had" | "were" | "should")
                    && s.tokens[a].relation() == "aux"
                    && s.children_by(token, "nsubj").any(|n| a < n)
            });
        if inverted {
            return true;
        }
        if marks && matches!(t.relation(), "advcl" | "ccomp" | "xcomp" | "conj" | "acl") {
            return true;
        }
        at = t.head;
    }

    s.tokens.last().is_some_and(|t| t.form == "?") || s.tokens.iter().rev().nth(1).is_some_and(|t| t.form == "?")
}

/// Whether a token heads a finite or coordinated clause of its own that evidence of the clause above should leave out.
fn separate(s: &Sentence<'_>, token: usize) -> bool {
    let t = &s.tokens[token];
    match t.relation() {
        "parataxis" => true,
        "conj" => {
            heads_clause(s, token) && s.children(token).any(|c| matches!(s.tokens[c].relation(), "nsubj" | "csubj"))
        }
        _ => false,
    }
}

/// The tokens of the clause of a predicate: its subtree without coordinated and paratactic clauses that have their own subject,
/// without brackets at the ends, at most `limit` tokens around the predicate.
pub fn clause(s: &Sentence<'_>, predicate: usize, limit: usize) -> Range<usize> {
    clause_without(s, predicate, limit, &[])
}

/// [`clause`], leaving out the subtrees of some tokens.
pub fn clause_without(s: &Sentence<'_>, predicate: usize, limit: usize, without: &[usize]) -> Range<usize> {
    let n = s.tokens.len();
    let mut inside = vec![false; n];
    let mut stack = vec![predicate];
    while let Some(token) = stack.pop() {
        if !std::mem::replace(&mut inside[token], true) {
            stack.extend(s.children(token).filter(|&c| !separate(s, c) && !without.contains(&c)));
        }
    }
    let mut start = predicate;
    let mut end = predicate + 1;
    for (i, _) in inside.iter().enumerate().filter(|(_, i)| **i) {
        start = start.min(i);
        end = end.max(i + 1);
    }
    // What lies between but belongs elsewhere (a separate clause in the middle) cuts the range on the far side.
    let foreign = |i: usize| !inside[i] && s.tokens[i].upos != Upos::Punct;
    if let Some(cut) = (start..predicate).rev().find(|&i| foreign(i) && gap(&inside, i, predicate) > 3) {
        start = cut + 1;
    }
    if let Some(cut) = (predicate..end).find(|&i| foreign(i) && gap(&inside, i, end) > 3) {
        end = cut;
    }
    shrink(s, start..end, predicate, limit)
}

/// Length of the run of foreign tokens around `i`.
fn gap(inside: &[bool], i: usize, limit: usize) -> usize {
    inside[i..limit.max(i)].iter().take_while(|inside| !**inside).count()
}

/// A range cut to `limit` tokens around a token that it must keep, without punctuation and conjunctions at the ends.
pub fn shrink(s: &Sentence<'_>, range: Range<usize>, keep: usize, limit: usize) -> Range<usize> {
    let Range { mut start, mut end } = range;
    if end - start > limit {
        let before = (keep - start).min(limit / 3);
        start = keep - before;
        end = end.min(start + limit);
        end = end.max(keep + 1);
    }
    trim(s, start..end, keep)
}

/// A range without punctuation and coordinating conjunctions at its ends; `keep` stays inside.
pub fn trim(s: &Sentence<'_>, range: Range<usize>, keep: usize) -> Range<usize> {
    let Range { mut start, mut end } = range;
    while start < keep && (s.tokens[start].upos == Upos::Punct || s.tokens[start].upos == Upos::Cconj) {
        start += 1;
    }
    while end > keep + 1 && matches!(s.tokens[end - 1].upos, Upos::Punct | Upos::Cconj) {
        end -= 1;
    }
    start..end
}

/// The noun phrase of a head without relative clauses, appositions after a comma, and coordinated phrases.
pub fn phrase(s: &Sentence<'_>, head: usize) -> Range<usize> {
    let n = s.tokens.len();
    let mut inside = vec![false; n];
    let mut stack = vec![head];
    while let Some(token) = stack.pop() {
        if std::mem::replace(&mut inside[token], true) {
            continue;
        }
        stack.extend(s.children(token).filter(|&c| {
            let keep = matches!(
                s.tokens[c].relation(),
                "det"
                    | "amod"
                    | "compound"
                    | "flat"
                    | "nummod"
                    | "nmod"
                    | "case"
                    | "fixed"
                    | "advmod"
                    | "goeswith"
                    | "punct"
                    | "cc"
                    | "conj"
            );
            let outer = token == head && matches!(s.tokens[c].relation(), "case" | "mark" | "cc" | "conj" | "punct");
            let hyphen = token == head
                && s.tokens[c].relation() == "punct"
                && c < head
                && !matches!(s.tokens[c].form.as_str(), "," | ";" | ":" | "(");
            keep && (!outer || hyphen)
        }));
    }
    let mut start = head;
    while start > 0 && inside[start - 1] {
        start -= 1;
    }
    let mut end = head + 1;
    while end < n && inside[end] {
        end += 1;
    }
    trim(s, start..end, head)
}

/// Position of a sequence of lower-case forms or lemmas in the sentence, words joined by blanks; a word "a|b" allows either.
pub fn find_sequence(s: &Sentence<'_>, sequence: &str) -> Option<Range<usize>> {
    let (first, rest) = sequence.split_once(' ').unwrap_or((sequence, ""));
    let count = if rest.is_empty() { 1 } else { 1 + rest.split(' ').count() };
    let is = |token: usize, word: &str| s.form(token) == word || s.lemma(token) == word;
    let either = |token: usize, words: &str| words.split('|').any(|word| is(token, word));
    let opens = |token: usize| if first.contains('|') { either(token, first) } else { is(token, first) };
    let goes_on = |token: usize| rest.split(' ').enumerate().all(|(k, words)| either(token + 1 + k, words));
    (0..(s.tokens.len() + 1).saturating_sub(count))
        .find(|&token| opens(token) && (count == 1 || goes_on(token)))
        .map(|token| token..token + count)
}

/// The nearest token above (or the token itself) that heads a clause.
pub fn governor(s: &Sentence<'_>, token: usize) -> usize {
    let mut at = token;
    for _ in 0..s.tokens.len() {
        if heads_clause(s, at) {
            return at;
        }
        match s.tokens[at].head {
            Some(head) => at = head,
            None => return at,
        }
    }
    at
}

/// The lower-case form of a token, where there is one.
pub fn form_at<'s>(s: &'s Sentence<'_>, token: usize) -> Option<&'s str> {
    (token < s.tokens.len()).then(|| s.form(token))
}
