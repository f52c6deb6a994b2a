//! Walks over one dependency tree: who is the subject through control, coordination and relative clauses, what is the object
//! of a passive, which clause a word stands in. Knows words and relations, not actors.

use std::collections::BTreeSet;

use demarche_language::{Sentence, Token, Upos};

use crate::knowledge::Knowledge;

/// A sentence with its children listed, so that walks are linear.
pub(crate) struct Tree<'a> {
    pub sentence: &'a Sentence,
    /// Heads and relations after repair.
    heads: Vec<Option<usize>>,
    relations: Vec<&'a str>,
    children: Vec<Vec<usize>>,
    lemmas: Vec<String>,
    classes: Vec<Upos>,
}

/// The arguments of a verb as they are meant, not as they are written: a passive is turned round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Roles {
    /// Who acts.
    pub subjects: Vec<usize>,
    /// What is acted on.
    pub objects: Vec<usize>,
    pub passive: bool,
}

/// Heads and relations with the parser's commonest slips put right: a negation that belongs to the infinitive after it, a
/// relative pronoun beside another subject.
fn repaired(sentence: &Sentence) -> (Vec<Option<usize>>, Vec<&str>) {
    let tokens = &sentence.tokens;
    let n = tokens.len();
    let mut heads: Vec<Option<usize>> =
        tokens.iter().enumerate().map(|(i, t)| t.head.filter(|&head| head < n && head != i)).collect();
    let mut relations: Vec<&str> = tokens.iter().map(|t| t.deprel.as_str()).collect();
    for index in 0..n {
        let form = tokens[index].form.to_lowercase();
        // "promised not to resume": what is promised is not to resume.
        if matches!(form.as_str(), "not" | "never")
            && tokens.get(index + 1).is_some_and(|next| next.form.eq_ignore_ascii_case("to"))
            && let Some(infinitive) = heads[index + 1].filter(|&head| head > index + 1)
        {
            heads[index] = Some(infinitive);
            relations[index] = "advmod";
        }
        // "The leader on Friday rejected": the subject hung on the day, or on another phrase before the verb.
        if matches!(relations[index], "nsubj" | "nsubj:pass")
            && let Some(phrase) = heads[index].filter(|&phrase| phrase > index)
            && matches!(tokens[phrase].upos, Upos::Noun | Upos::Propn | Upos::Num)
            && let Some(verb) = heads[phrase].filter(|&verb| verb > phrase)
            && tokens[verb].upos == Upos::Verb
            && !(0..n).any(|t| heads[t] == Some(phrase) && matches!(relations[t], "cop" | "aux"))
            && !(0..n).any(|t| heads[t] == Some(verb) && relations[t].starts_with("nsubj"))
        {
            heads[index] = Some(verb);
        }
        // "which it vetoed": of two subjects of a relative clause the pronoun in front is the object.
        if relations[index] == "nsubj"
            && matches!(form.as_str(), "which" | "that" | "whom")
            && let Some(verb) = heads[index]
            && relations[verb].starts_with("acl")
            && (index + 1..verb).any(|t| heads[t] == Some(verb) && relations[t] == "nsubj")
            && !(0..n).any(|t| heads[t] == Some(verb) && relations[t] == "obj")
        {
            relations[index] = "obj";
        }
    }
    (heads, relations)
}

impl<'a> Tree<'a> {
    pub fn new(sentence: &'a Sentence) -> Self {
        let n = sentence.tokens.len();
        let (heads, relations) = repaired(sentence);
        let mut children = vec![Vec::new(); n];
        for (index, head) in heads.iter().enumerate() {
            if let Some(head) = *head {
                children[head].push(index);
            }
        }
        let knowledge = Knowledge::get();
        // A known verb where a clause needs one, a known noun where a phrase needs one, whatever the tagger said.
        let class = |token: &Token| {
            let form = token.form.to_lowercase();
            let clausal =
                matches!(token.relation(), "root" | "conj" | "ccomp" | "xcomp" | "advcl" | "acl" | "parataxis");
            let nominal = matches!(token.relation(), "nsubj" | "obj" | "obl" | "nmod" | "iobj");
            match token.upos {
                Upos::Part | Upos::X | Upos::Intj | Upos::Adv | Upos::Adj
                    if clausal
                        && (form.ends_with("ed") || token.upos == Upos::Part)
                        && knowledge.verb_lemma(&form).is_some() =>
                {
                    Upos::Verb
                }
                Upos::Verb | Upos::Aux if nominal && knowledge.noun_lemma(&form).is_some() => Upos::Noun,
                other => other,
            }
        };
        let classes: Vec<Upos> = sentence.tokens.iter().map(class).collect();
        let lemma = |(token, class): (&Token, &Upos)| {
            let form = token.form.to_lowercase();
            let known = match class {
                Upos::Verb | Upos::Aux => knowledge.verb_lemma(&form),
                Upos::Noun => knowledge.noun_lemma(&form),
                _ => None,
            };
            known.map_or_else(
                || if token.upos == Upos::Propn { token.lemma.clone() } else { token.lemma.to_lowercase() },
                str::to_owned,
            )
        };
        let lemmas = sentence.tokens.iter().zip(&classes).map(lemma).collect();
        Self { sentence, heads, relations, children, lemmas, classes }
    }

    pub fn len(&self) -> usize {
        self.sentence.tokens.len()
    }

    pub fn token(&self, index: usize) -> &'a Token {
        &self.sentence.tokens[index]
    }

    /// The lemma: by form for the words of the data, the model's for others.
    pub fn lemma(&self, index: usize) -> &str {
        &self.lemmas[index]
    }

    pub fn upos(&self, index: usize) -> Upos {
        self.classes[index]
    }

    /// The relation to the head without subtype.
    pub fn rel(&self, index: usize) -> &'a str {
        self.relations[index].split(':').next().unwrap_or_default()
    }

    pub fn deprel(&self, index: usize) -> &'a str {
        self.relations[index]
    }

    pub fn head(&self, index: usize) -> Option<usize> {
        self.heads[index]
    }

    pub fn form(&self, index: usize) -> String {
        self.sentence.tokens[index].form.to_lowercase()
    }

    pub fn feature(&self, index: usize, name: &str) -> Option<&'a str> {
        self.sentence.tokens[index].feature(name)
    }

    pub fn children(&self, index: usize) -> &[usize] {
        &self.children[index]
    }

    pub fn by<'b>(&'b self, index: usize, relation: &'b str) -> impl Iterator<Item = usize> + 'b {
        self.children[index]
            .iter()
            .copied()
            .filter(move |&child| self.deprel(child) == relation || self.rel(child) == relation)
    }

    pub fn has(&self, index: usize, relation: &str) -> bool {
        self.by(index, relation).next().is_some()
    }

    /// Tokens of the subtree without those below a child for which `stop` holds.
    pub fn subtree_until(&self, top: usize, stop: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut seen = BTreeSet::new();
        let mut stack = vec![top];
        while let Some(index) = stack.pop() {
            if seen.insert(index) {
                stack.extend(self.children[index].iter().copied().filter(|&child| !stop(child)));
            }
        }
        seen.into_iter().collect()
    }

    pub fn dominates(&self, ancestor: usize, index: usize) -> bool {
        let (mut at, mut steps) = (index, 0);
        loop {
            if at == ancestor {
                return true;
            }
            match self.head(at) {
                Some(head) if steps <= self.len() => at = head,
                _ => return false,
            }
            steps += 1;
        }
    }

    /// Whether the token heads a clause: a verb that is no auxiliary, or a predicate with a copula or a subject.
    pub fn is_clause(&self, index: usize) -> bool {
        self.is_verb(index) || self.has(index, "cop") || self.has(index, "nsubj")
    }

    /// The prepositions of a phrase in lower case: "with", and for fixed ones all words ("ahead of").
    pub fn prepositions(&self, index: usize) -> Vec<String> {
        let mut found = Vec::new();
        for case in self.by(index, "case") {
            let mut words = vec![self.form(case)];
            words.extend(self.by(case, "fixed").map(|i| self.form(i)));
            if words.len() > 1 {
                found.push(words.join(" "));
            }
            found.push(words.swap_remove(0));
        }
        if found.is_empty() && matches!(self.rel(index), "obl" | "nmod") && !self.deprel(index).ends_with(":poss") {
            // The parser hung the preposition elsewhere: the one that stands right before the phrase.
            let first = self.leftmost(index);
            if let Some(before) = first.checked_sub(1).filter(|&b| self.upos(b) == Upos::Adp) {
                found.push(self.form(before));
            }
        }
        found
    }

    /// The first token of a phrase, its modifiers before the head included.
    fn leftmost(&self, index: usize) -> usize {
        let mut first = index;
        for _ in 0..self.len() {
            match self.children[first].iter().copied().find(|&c| c < first && !matches!(self.rel(c), "punct" | "case"))
            {
                Some(child) => first = child,
                None => break,
            }
        }
        first
    }

    /// Whether the token is a verb of its own, also where the tagger took it for an auxiliary.
    pub fn is_verb(&self, index: usize) -> bool {
        match self.upos(index) {
            Upos::Verb => !matches!(self.rel(index), "amod" | "compound" | "case" | "mark"),
            Upos::Aux => matches!(self.rel(index), "root" | "conj" | "ccomp" | "xcomp" | "advcl" | "acl" | "parataxis"),
            _ => false,
        }
    }

    /// Obliques and modifiers under a preposition.
    pub fn obliques<'b>(&'b self, index: usize, preposition: &'b str) -> impl Iterator<Item = usize> + 'b {
        self.children[index].iter().copied().filter(move |&child| {
            matches!(self.rel(child), "obl" | "nmod" | "obj")
                && self.prepositions(child).iter().any(|p| p == preposition)
        })
    }

    /// Whether a verb stands with a particle, an adverb or a phrase under a preposition of that form. Several words must
    /// follow each other ("lash out at").
    pub fn has_particle(&self, verb: usize, words: &str) -> bool {
        words.split(' ').all(|word| {
            self.children[verb].iter().filter(|&&child| !self.is_calendar_word(child)).any(|&child| {
                (matches!(self.rel(child), "compound" | "advmod" | "case" | "mark") && self.form(child) == word)
                    || (matches!(self.rel(child), "obl" | "nmod" | "obj" | "advmod" | "xcomp" | "advcl" | "ccomp")
                        && (self.prepositions(child).iter().any(|p| p == word)
                            || self.by(child, "mark").any(|m| self.form(m) == word)
                            || (self.rel(child) == "xcomp" && self.form(child) == word)))
            })
        })
    }

    /// "called him on Friday" is not "call on".
    pub fn is_calendar_word(&self, index: usize) -> bool {
        Knowledge::get().words.calendar.contains(&self.form(index))
    }

    /// An infinitive by its features; a form in "-ing" never is one.
    pub fn bare_infinitive(&self, index: usize) -> bool {
        self.feature(index, "VerbForm") == Some("Inf") && !self.form(index).ends_with("ing")
    }

    /// Whether the form can only be a past tense or participle ("agreed", "met").
    pub fn past_form(&self, index: usize) -> bool {
        let form = self.form(index);
        form != self.lemma(index) && !form.ends_with("ing") && (form.ends_with("ed") || !form.ends_with('s'))
    }

    pub fn is_passive(&self, verb: usize) -> bool {
        if self.children[verb].iter().any(|&c| self.deprel(c) == "aux:pass") {
            return true;
        }
        let participle = self.feature(verb, "VerbForm") == Some("Part") && self.feature(verb, "Tense") != Some("Pres");
        let voiced = self.feature(verb, "Voice") == Some("Pass");
        let bare = !self.has(verb, "aux") && !self.has(verb, "obj") && !self.has(verb, "nsubj");
        if (participle || voiced) && bare && matches!(self.rel(verb), "acl" | "advcl" | "amod" | "xcomp") {
            return true;
        }
        // "Killed by the army a year ago": a participle with its agent.
        let agent = self.children[verb]
            .iter()
            .any(|&c| c > verb && self.rel(c) == "obl" && self.prepositions(c).iter().any(|p| p == "by"));
        if (participle || voiced) && bare && agent && self.rel(verb) == "root" {
            return true;
        }
        // "were sentenced and expelled": the auxiliary stands once.
        (participle || voiced)
            && bare
            && self.rel(verb) == "conj"
            && self.head(verb).is_some_and(|head| {
                self.children[head].iter().any(|&c| matches!(self.deprel(c), "nsubj:pass" | "aux:pass"))
            })
    }

    /// The arguments of a verb.
    pub fn roles(&self, verb: usize) -> Roles {
        let passive = self.is_passive(verb);
        let surface = self.surface_subjects(verb, 0);
        if passive {
            let agents = self.children[verb].iter().copied().filter(|&child| {
                self.deprel(child) == "obl:agent"
                    || (self.rel(child) == "obl" && self.prepositions(child).iter().any(|p| p == "by"))
            });
            let agents = agents.collect();
            return Roles { subjects: agents, objects: surface, passive };
        }
        let mut objects: Vec<usize> = Vec::new();
        for child in self.by(verb, "obj") {
            let object = self.antecedent(child);
            objects.push(self.whole(object));
        }
        if objects.is_empty() {
            objects.extend(self.stray_object(verb));
        }
        let relative = self.deprel(verb) == "acl:relcl";
        if relative && objects.is_empty() {
            // "sanctions Tokyo imposed", "whom he visited": the noun that the clause modifies is the object.
            let gap_filled = self.children[verb]
                .iter()
                .any(|&c| self.is_relative_pronoun(c) && matches!(self.rel(c), "nsubj" | "obl"));
            if let (false, true, Some(noun)) = (gap_filled, self.has(verb, "nsubj"), self.head(verb)) {
                objects.push(noun);
            }
        }
        // Verbs under one object: "repudiated, a plan", "signed and ratified the treaty"; not "flew to Rome and signed the treaty".
        if objects.is_empty() && !["ccomp", "xcomp", "obl", "advcl"].iter().any(|rel| self.has(verb, rel)) {
            for conj in self.by(verb, "conj") {
                if self.is_verb(conj)
                    && conj > verb
                    && self.children[conj].iter().all(|&c| matches!(self.rel(c), "cc" | "obj" | "advmod" | "punct"))
                {
                    objects.extend(self.by(conj, "obj"));
                }
            }
        }
        Roles { subjects: surface, objects, passive }
    }

    /// "most of Sinai", "any of the sanctions": what the part is a part of.
    fn whole(&self, part: usize) -> usize {
        let partitive = Knowledge::get().words.partitives.contains(&self.form(part));
        if partitive { self.obliques(part, "of").next().unwrap_or(part) } else { part }
    }

    /// The object where the parser gave none: a phrase without preposition after the verb, a noun taken for a complement, the
    /// subject of an infinitive.
    fn stray_object(&self, verb: usize) -> Option<usize> {
        let nominal = |t: usize| matches!(self.upos(t), Upos::Noun | Upos::Propn | Upos::Pron);
        for &child in self.children[verb].iter().filter(|&&c| c > verb) {
            if self.deprel(child) == "nsubj:pass" {
                return Some(child);
            }
            let near = (verb + 1..self.leftmost(child)).all(|t| {
                matches!(self.upos(t), Upos::Adv | Upos::Adj | Upos::Det | Upos::Part)
                    || self.deprel(t) == "compound:prt"
            });
            match self.deprel(child) {
                "obl" | "nmod" | "obl:unmarked" if nominal(child) && near && self.prepositions(child).is_empty() => {
                    let whole = self.whole(child);
                    if self.deprel(child) != "obl:unmarked" || whole != child {
                        return Some(whole);
                    }
                }
                "xcomp" if nominal(child) && near && !self.has(child, "cop") && !self.has(child, "mark") => {
                    return Some(child);
                }
                "advcl" | "xcomp" | "ccomp" if self.by(child, "mark").any(|m| self.form(m) == "to") => {
                    let subject = self.by(child, "nsubj").find(|&s| s > verb && s < child);
                    if subject.is_some() {
                        return subject;
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// The subject of a finite verb where the parser hung it on a later one.
    fn stray_subject(&self, verb: usize) -> Option<usize> {
        if self.has(verb, "mark") && self.by(verb, "mark").any(|m| self.form(m) == "to") {
            return None;
        }
        let own = |t: usize| {
            (self.rel(t) == "nsubj"
                || self.deprel(t) == "nmod:poss" && self.upos(t) == Upos::Pron && self.feature(t, "Poss").is_none())
                && self.head(t).is_some_and(|h| h > verb)
        };
        (0..verb)
            .rev()
            .take_while(|&t| !(self.is_verb(t) && !self.has(t, "mark") && self.rel(t) != "acl"))
            .find(|&t| own(t))
            .or_else(|| self.subject_before_comma(verb))
    }

    /// "Their leader, a former general, praised": the subject that ends with the comma before the verb, where the parser hung it
    /// on its own apposition.
    fn subject_before_comma(&self, verb: usize) -> Option<usize> {
        let before = (0..verb).rev().find(|&t| !matches!(self.upos(t), Upos::Adv | Upos::Aux))?;
        if self.form(before) != "," {
            return None;
        }
        let nominal = |t: usize| matches!(self.upos(t), Upos::Noun | Upos::Propn);
        (0..before).rev().take_while(|&t| !(self.is_verb(t) && self.has(t, "aux"))).find(|&t| {
            nominal(t)
                && self.rel(t) == "nsubj"
                && self.head(t).is_some_and(|head| head < verb && (nominal(head) || self.rel(head) == "acl"))
        })
    }

    fn is_relative_pronoun(&self, index: usize) -> bool {
        self.feature(index, "PronType") == Some("Rel")
            || (self.upos(index) == Upos::Pron
                && matches!(self.form(index).as_str(), "who" | "whom" | "which" | "that" | "whose"))
    }

    /// The noun that a relative pronoun stands for; other tokens stand for themselves.
    pub fn antecedent(&self, index: usize) -> usize {
        if !self.is_relative_pronoun(index) {
            return index;
        }
        let (mut at, mut steps) = (index, 0);
        while let Some(head) = self.head(at) {
            if self.deprel(at).starts_with("acl") {
                return head;
            }
            at = head;
            steps += 1;
            if steps > self.len() {
                break;
            }
        }
        index
    }

    fn surface_subjects(&self, verb: usize, guard: usize) -> Vec<usize> {
        if guard > 8 {
            return Vec::new();
        }
        let misplaced = |s: usize| self.deprel(s) == "nsubj:pass" && s > verb && !self.is_passive(verb);
        let own: Vec<usize> =
            self.by(verb, "nsubj").filter(|&s| !misplaced(s)).map(|subject| self.antecedent(subject)).collect();
        if !own.is_empty() {
            return own;
        }
        // "It also demanded": a pronoun that the parser takes for an empty one.
        if let Some(it) = self.by(verb, "expl").find(|&it| it < verb && !self.is_passive(verb)) {
            return vec![it];
        }
        let finite = self.feature(verb, "VerbForm") == Some("Fin") || self.has(verb, "aux") || self.rel(verb) == "root";
        if let Some(stray) = self.stray_subject(verb).filter(|_| finite && guard == 0) {
            return vec![stray];
        }
        let Some(head) = self.head(verb) else { return Vec::new() };
        match self.rel(verb) {
            "conj" if self.is_clause(head) => self.surface_subjects(head, guard + 1),
            "conj" => {
                // "flew to the capital, the first visit in years, and held talks": hung on a noun of the clause that it goes on.
                let (mut at, mut steps) = (head, 0);
                while !self.is_clause(at) && steps < 8 {
                    match self.head(at) {
                        Some(next) if next < verb => at = next,
                        _ => return Vec::new(),
                    }
                    steps += 1;
                }
                if self.is_verb(at) { self.surface_subjects(at, guard + 1) } else { Vec::new() }
            }
            "xcomp" => {
                // Object control ("asked him to come"), unless the governor is one of promise.
                let objects: Vec<usize> =
                    self.by(head, "obj").chain(self.by(head, "iobj")).map(|o| self.antecedent(o)).collect();
                let of_subject = matches!(
                    self.lemma(head),
                    "promise" | "vow" | "pledge" | "threaten" | "use" | "owe" | "take" | "have" | "need"
                );
                if !objects.is_empty() && !of_subject && !self.is_passive(head) {
                    return objects;
                }
                let called: Vec<usize> = ["on", "upon", "to", "for", "with"]
                    .into_iter()
                    .filter(|_| matches!(self.lemma(head), "call" | "appeal" | "plead" | "prevail" | "wait"))
                    .flat_map(|p| self.obliques(head, p))
                    .collect();
                if called.is_empty() { self.surface_subjects(head, guard + 1) } else { called }
            }
            "advcl" | "ccomp" | "parataxis" | "csubj" => self.surface_subjects(head, guard + 1),
            // "the lawmaker who had walked out": the pronoun may be lost, the noun is not.
            "acl" if self.deprel(verb) == "acl:relcl" => {
                let relative = self.children[verb].iter().any(|&c| {
                    c < verb && self.is_relative_pronoun(c) && matches!(self.rel(c), "nsubj" | "mark" | "advmod")
                });
                if relative { vec![head] } else { Vec::new() }
            }
            "acl" => {
                // "the man leading the talks"; "their effort to reach a deal" belongs to whoever makes the effort.
                let infinitive = self.bare_infinitive(verb)
                    || self.by(verb, "mark").any(|m| matches!(self.form(m).as_str(), "to" | "of" | "for" | "in"));
                let issued = self.upos(verb) == Upos::Verb
                    && self.feature(verb, "Tense") != Some("Past")
                    && self.rel(head) == "obj"
                    && Knowledge::get().words.texts.iter().any(|w| w == self.lemma(head));
                let listed = self.children[verb]
                    .iter()
                    .any(|&c| self.rel(c) == "mark" && matches!(self.form(c).as_str(), "including" | "like"));
                // "the first leader to visit Japan" visits it himself.
                let foremost = infinitive
                    && self.children[head].iter().any(|&c| {
                        matches!(self.form(c).as_str(), "first" | "second" | "third" | "last" | "only" | "latest")
                    });
                if foremost || (!infinitive && !issued && !listed) {
                    return vec![head];
                }
                let owner: Vec<usize> = self.by(head, "nmod:poss").collect();
                if !owner.is_empty() {
                    return owner;
                }
                let makers: Vec<usize> = self.obliques(head, "by").collect();
                if !makers.is_empty() {
                    return makers;
                }
                match self.head(head) {
                    Some(governor) if self.is_clause(governor) && matches!(self.rel(head), "obj" | "obl" | "xcomp") => {
                        self.surface_subjects(governor, guard + 1)
                    }
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        }
    }

    /// Clauses that complete a verb: `ccomp` and `xcomp`, and the infinitive that a parser hangs on as `advcl`.
    pub fn complements(&self, verb: usize) -> Vec<usize> {
        self.children[verb]
            .iter()
            .copied()
            .filter(|&child| {
                matches!(self.rel(child), "ccomp" | "xcomp")
                    || (self.rel(child) == "advcl"
                        && child > verb
                        && self.by(child, "mark").any(|m| matches!(self.form(m).as_str(), "of" | "for" | "to")))
            })
            .collect()
    }

    /// A token with those coordinated to it.
    pub fn conjuncts(&self, index: usize) -> Vec<usize> {
        let mut all = vec![index];
        let mut at = 0;
        while at < all.len() && all.len() <= self.len() {
            let next: Vec<usize> = self.by(all[at], "conj").filter(|c| !all.contains(c)).collect();
            all.extend(next);
            at += 1;
        }
        all.sort_unstable();
        all
    }
}
