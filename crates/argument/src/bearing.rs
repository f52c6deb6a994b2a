//! Whether a clause names a force, weighed by classes of words at its head, its subject and what it acts on, by its syntax and by what
//! is told around it. The classes are `knowledge/argument/bearing.toml`, the weights `knowledge/argument/bearing.tsv`; how the weights are
//! made lives in `training/bearing.py`, what becomes of a clause in `drivers`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use demarche_coding::Coding;
use demarche_language::Upos;
use demarche_record::{ActorKind, Factor};
use serde::Deserialize;

use crate::cues::Cues;
use crate::sentence::{Reading, Sentence};
use crate::shifts::Placed;
use crate::tree;
use crate::view::View;

const LIMIT: usize = 45;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    class: Vec<Class>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Class {
    name: String,
    words: Vec<String>,
    /// A sentence with a word of the class.
    #[cfg_attr(not(test), allow(dead_code, reason = "the tests run it"))]
    must: String,
    /// A sentence without one.
    #[cfg_attr(not(test), allow(dead_code, reason = "the tests run it"))]
    must_not: String,
}

/// Classes by the first word of what they list: the other words, and the class.
struct Classes {
    names: Vec<String>,
    by_word: BTreeMap<String, Vec<(Vec<String>, usize)>>,
}

static CLASSES: LazyLock<Classes> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../knowledge/argument/bearing.toml"))
        .unwrap_or_else(|error| panic!("knowledge/argument/bearing.toml: {error}"));
    let mut by_word: BTreeMap<String, Vec<(Vec<String>, usize)>> = BTreeMap::new();
    for (number, class) in file.class.iter().enumerate() {
        for words in &class.words {
            let mut words = words.split(' ').map(str::to_owned);
            let Some(first) = words.next() else { continue };
            let rest: Vec<String> = words.collect();
            let forms = if rest.is_empty() { inflections(&first) } else { vec![first] };
            for form in forms {
                by_word.entry(form).or_default().push((rest.clone(), number));
            }
        }
    }
    Classes { names: file.class.into_iter().map(|class| class.name).collect(), by_word }
});

/// The regular forms of a word, itself first.
fn inflections(word: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    if word.chars().count() < 3 || !word.is_ascii() {
        return forms;
    }
    for suffix in ["s", "es", "ed", "ing", "d"] {
        forms.push(format!("{word}{suffix}"));
    }
    let stem = &word[..word.len() - 1];
    match word.as_bytes()[word.len() - 1] {
        b'e' => forms.push(format!("{stem}ing")),
        b'y' => forms.extend([format!("{stem}ies"), format!("{stem}ied")]),
        b'f' => forms.push(format!("{stem}ves")),
        last if last.is_ascii_lowercase() && !matches!(last, b'a' | b'i' | b'o' | b'u' | b'w' | b'x') => {
            let last = char::from(last);
            forms.extend([format!("{word}{last}ed"), format!("{word}{last}ing")]);
        }
        _ => {}
    }
    forms
}

/// The classes of the words and phrases that begin at each token of a sentence.
fn classes_of(s: &Sentence<'_>) -> Vec<BTreeSet<usize>> {
    let n = s.tokens.len();
    let forms: Vec<&str> = (0..n).map(|i| tree::form(s, i)).collect();
    (0..n)
        .map(|i| {
            let lemma = tree::lemma(s, i);
            let mut found = BTreeSet::new();
            for key in [forms[i], lemma] {
                for (rest, class) in CLASSES.by_word.get(key).into_iter().flatten() {
                    if rest.iter().enumerate().all(|(k, word)| forms.get(i + 1 + k) == Some(&word.as_str())) {
                        found.insert(*class);
                    }
                }
            }
            found
        })
        .collect()
}

/// A clause that may name a force.
#[derive(Clone, Debug)]
pub struct Clause {
    /// Index of the sentence.
    pub sentence: usize,
    /// Its predicate.
    pub head: usize,
    /// Its words.
    pub evidence: Range<usize>,
    /// Names of its features.
    pub features: Vec<String>,
}

/// What the weights say of a clause.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighed {
    /// Probability that it names a force.
    pub force: f64,
    /// Probability that the force restrains.
    pub restrains: f64,
}

#[derive(Debug, Default)]
struct Weights {
    rows: BTreeMap<String, [f64; 2]>,
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    parse(include_str!("../../../knowledge/argument/bearing.tsv"))
        .unwrap_or_else(|line| panic!("knowledge/argument/bearing.tsv: line {line} is none of its rows"))
});

/// Lines of a feature and hundredths of two weights, separated by tabs; the number of the first line that is none.
fn parse(text: &str) -> Result<Weights, usize> {
    let mut weights = Weights::default();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, force, restrains] = cells.as_slice() else { return Err(index + 1) };
        let number = |cell: &str| cell.parse::<f64>().map(|w| w / 100.0).map_err(|_| index + 1);
        weights.rows.insert((*name).to_owned(), [number(force)?, number(restrains)?]);
    }
    Ok(weights)
}

/// The classes that tell the kind of a force.
const KINDS: [(&str, Factor); 10] = [
    ("economy", Factor::Economy),
    ("strategy", Factor::StrategicEnvironment),
    ("domestic", Factor::DomesticPolitics),
    ("consent", Factor::DomesticPolitics),
    ("public", Factor::PublicOpinion),
    ("law", Factor::LawAndPrecedent),
    ("shock", Factor::Shock),
    ("leader", Factor::LeaderMotive),
    ("outside", Factor::ThirdPartyPressure),
    ("mediator", Factor::Mediation),
];

/// The kind of force that most classes at the places of a clause speak for; `None` where none does.
pub fn kind(features: &[String]) -> Option<Factor> {
    let weight = |name: &str| {
        let places = [("subject", 2.0), ("head", 1.5), ("object", 1.5), ("in", 1.0)];
        let told = |place: &str| {
            features.iter().any(|f| f.strip_prefix(place).and_then(|f| f.strip_prefix(": ")) == Some(name))
        };
        places.iter().filter(|(place, _)| told(place)).map(|(_, weight)| weight).sum::<f64>()
    };
    let mut best: Option<(f64, Factor)> = None;
    for (name, factor) in KINDS {
        let weight = weight(name);
        if weight > best.map_or(0.0, |(most, _)| most) {
            best = Some((weight, factor));
        }
    }
    best.map(|(_, factor)| factor)
}

/// A number of the table by name ("bound: beside nothing"); 0 for one that is not there.
pub fn number(name: &str) -> f64 {
    WEIGHTS.rows.get(name).map_or(0.0, |row| row[0])
}

/// What the weights say of features.
pub fn weigh(features: &[String]) -> Weighed {
    let mut sums = [0.0; 2];
    for row in features.iter().filter_map(|name| WEIGHTS.rows.get(name)) {
        for (sum, weight) in sums.iter_mut().zip(row) {
            *sum += weight;
        }
    }
    let [force, restrains] = sums.map(|sum| 1.0 / (1.0 + (-sum).exp()));
    Weighed { force, restrains }
}

/// The heads of clauses of a sentence that may name a force on their own.
fn heads(s: &Sentence<'_>) -> Vec<usize> {
    let clause = |i: &usize| {
        let t = &s.tokens[*i];
        tree::heads_clause(s, *i)
            && match t.relation() {
                "root" | "parataxis" => true,
                "conj" | "advcl" | "ccomp" => true,
                _ => t.deprel == "acl:relcl",
            }
            || t.relation() == "root"
    };
    (0..s.tokens.len()).filter(clause).collect()
}

/// Every clause of an article that may name a force, with its features. `sides` are the states or ids of the sides of the negotiation.
pub fn clauses(
    reading: &Reading<'_>,
    coding: &Coding,
    cues: &Cues,
    shifts: &[Placed],
    sides: &[String],
) -> Vec<Clause> {
    let sentences = &reading.sentences;
    let classes: Vec<Vec<BTreeSet<usize>>> = sentences.iter().map(classes_of).collect();
    let blocks = sentences.iter().map(|s| s.block).collect::<BTreeSet<_>>().len().max(1);
    let mut block_number = 0;
    let mut clauses = Vec::new();
    let article = article(reading, cues);
    for view in View::all(reading) {
        let s = view.s;
        if view.index > 0 && sentences[view.index - 1].block != s.block {
            block_number += 1;
        }
        if s.tokens.len() < 4 {
            continue;
        }
        let around = Around::of(&view, shifts, &classes, block_number * 4 / blocks);
        for head in heads(s) {
            let evidence = tree::clause(s, head, LIMIT);
            if evidence.len() < 3 {
                continue;
            }
            let mut features = around.features.clone();
            features.extend(article.iter().cloned());
            own(&view, coding, cues, sides, &classes[view.index], head, &evidence, &mut features);
            features.sort_unstable();
            features.dedup();
            clauses.push(Clause { sentence: view.index, head, evidence, features });
        }
    }
    clauses
}

/// What kind of article it is: how long, how much of it is speech, how much states causes.
fn article(reading: &Reading<'_>, cues: &Cues) -> Vec<String> {
    let sentences = &reading.sentences;
    let share = |count: usize| count * 10 / sentences.len().max(1);
    let says = |s: &&Sentence<'_>| s.root().is_some_and(|root| cues.speech(tree::lemma(s, root)));
    let quotes = |s: &&Sentence<'_>| s.tokens.iter().any(|t| matches!(t.form.as_str(), "“" | "”" | "\"" | "``" | "''"));
    let causal = |s: &&Sentence<'_>| s.encoding.causal >= 0.3;
    vec![
        format!("article of {}", (sentences.len() / 10).min(4)),
        format!("article says {}", share(sentences.iter().filter(says).count()).min(5)),
        format!("article quotes {}", share(sentences.iter().filter(quotes).count()).min(4)),
        format!("article causal {}", share(sentences.iter().filter(causal).count()).min(5)),
    ]
}

/// What is told around a sentence.
struct Around {
    features: Vec<String>,
}

impl Around {
    fn of(view: &View<'_>, shifts: &[Placed], classes: &[Vec<BTreeSet<usize>>], quarter: usize) -> Self {
        let sentences = &view.reading.sentences;
        let s = view.s;
        let mut features = vec!["bias".to_owned(), format!("quarter {}", quarter.min(3))];
        let index = view.index;
        let same_block = |i: usize| sentences[i].block == s.block;
        let before: Vec<usize> = (0..index).rev().take_while(|&i| same_block(i)).collect();
        let after: Vec<usize> = (index + 1..sentences.len()).take_while(|&i| same_block(i)).collect();
        features.push(format!("place {}", before.len().min(3)));
        if after.is_empty() {
            features.push("last of paragraph".to_owned());
        }
        let in_paragraph = |i: usize| i == index || before.contains(&i) || after.contains(&i);
        if shifts.is_empty() {
            features.push("no shift".to_owned());
        }
        if shifts.iter().any(|p| p.sentence == index) {
            features.push("shift here".to_owned());
        }
        if shifts.iter().any(|p| p.sentence != index && in_paragraph(p.sentence)) {
            features.push("shift in paragraph".to_owned());
        }
        if shifts
            .iter()
            .any(|p| sentences.get(p.sentence).is_some_and(|x| x.block + 1 == s.block || x.block + 2 == s.block))
        {
            features.push("shift in paragraph before".to_owned());
        }
        let question = |i: usize| sentences[i].tokens.iter().rev().take(2).any(|t| t.form == "?");
        if before.iter().any(|&i| question(i)) || before.is_empty() && index > 0 && question(index - 1) {
            features.push("after a question".to_owned());
        }
        if question(index) {
            features.push("question".to_owned());
        }
        // What the first sentence of the paragraph, and the one before, are about.
        let topic = before.last().copied();
        for (name, at) in [("opening", topic), ("before", before.first().copied()), ("next", after.first().copied())] {
            let Some(at) = at else { continue };
            let mut found: BTreeSet<usize> = BTreeSet::new();
            for here in &classes[at] {
                found.extend(here);
            }
            for class in found {
                let class = &CLASSES.names[class];
                if matches!(
                    class.as_str(),
                    "explains"
                        | "reason noun"
                        | "moves"
                        | "adds"
                        | "decides"
                        | "restrain noun"
                        | "push noun"
                        | "contrasts"
                ) {
                    features.push(format!("{name}: {class}"));
                }
            }
        }
        let opening = |n: usize| {
            let mut found: BTreeSet<usize> = BTreeSet::new();
            for here in classes[index].iter().take(n) {
                found.extend(here);
            }
            found
        };
        for class in opening(5) {
            if matches!(CLASSES.names[class].as_str(), "adds" | "contrasts" | "follows" | "explains") {
                features.push(format!("opens: {}", CLASSES.names[class]));
            }
        }
        if s.tokens.iter().rev().take(4).any(|t| matches!(t.form.as_str(), "too" | "well" | "also")) {
            features.push("too".to_owned());
        }
        features.push(format!("words {}", (s.tokens.len() / 8).min(5)));
        let causal = s.encoding.causal;
        for bound in [0.1, 0.3, 0.5, 0.7, 0.9] {
            if causal >= bound {
                features.push(format!("causal {bound}"));
            }
        }
        let names = s.tokens.iter().filter(|t| t.form.contains(['“', '”', '"'])).count();
        if names > 0 {
            features.push("quotes".to_owned());
        }
        Self { features }
    }
}

/// What the clause itself tells.
#[expect(clippy::too_many_arguments, reason = "one clause seen from every side")]
fn own(
    view: &View<'_>,
    coding: &Coding,
    cues: &Cues,
    sides: &[String],
    classes: &[BTreeSet<usize>],
    head: usize,
    evidence: &Range<usize>,
    features: &mut Vec<String>,
) {
    let s = view.s;
    let t = &s.tokens[head];
    let mut add = |name: String| features.push(name);
    let of = |range: &mut dyn Iterator<Item = usize>| -> BTreeSet<usize> {
        let mut found: BTreeSet<usize> = BTreeSet::new();
        range.for_each(|i| found.extend(&classes[i]));
        found
    };
    let inside = of(&mut evidence.clone());
    inside.iter().for_each(|&c| add(format!("in: {}", CLASSES.names[c])));
    let kinds = inside.iter().filter(|&&c| KINDS.iter().any(|(name, _)| *name == CLASSES.names[c])).count();
    add(format!("kinds {}", kinds.min(4)));
    add(format!("length {}", (evidence.len() / 6).min(6)));
    let subject = tree::subject(s, head);
    let subject_range: Range<usize> = subject.map_or(0..0, |x| tree::phrase(s, x));
    let by_subject = of(&mut subject_range.clone());
    by_subject.iter().for_each(|&c| add(format!("subject: {}", CLASSES.names[c])));
    // The head with its particles, adverbs and open complements; then what it acts on.
    let mut at_head: Vec<usize> = vec![head];
    at_head.extend(s.children(head).filter(|&c| {
        matches!(s.tokens[c].relation(), "compound" | "advmod" | "xcomp" | "aux" | "amod" | "cop" | "fixed")
    }));
    let by_head = of(&mut at_head.into_iter());
    by_head.iter().for_each(|&c| add(format!("head: {}", CLASSES.names[c])));
    let objects: Vec<usize> =
        s.children(head).filter(|&c| matches!(s.tokens[c].relation(), "obj" | "obl" | "iobj" | "nmod")).collect();
    let by_object = of(&mut objects.iter().copied());
    by_object.iter().for_each(|&c| add(format!("object: {}", CLASSES.names[c])));
    // Whom it is told of.
    let who = match subject {
        None => "none",
        Some(x) => {
            let holder = view.holder(x);
            let actor = holder.as_ref().and_then(|h| h.actors.first().copied());
            match actor {
                Some(a) if view.actor(a).is_some_and(|x| x.kind == ActorKind::Person) => "person",
                Some(a) if sides.contains(&view.side(a)) => "side",
                Some(_) => "outsider",
                None if matches!(tree::form(s, x), "it" | "this" | "that" | "these" | "those" | "all") => "it",
                None if s.tokens[x].upos == Upos::Pron => "pronoun",
                None if s.tokens[x].upos == Upos::Propn => "name",
                None if s.tokens[x].upos == Upos::Verb => "clause",
                None => {
                    if view.possessor(x).is_some() {
                        "noun of an actor"
                    } else {
                        "noun"
                    }
                }
            }
        }
    };
    add(format!("who={who}"));
    if s.children(head).any(|c| s.tokens[c].relation() == "expl") {
        add("there".to_owned());
    }
    add(format!("relation={}", t.deprel));
    if matches!(t.relation(), "advcl" | "ccomp") {
        let mark = s.children(head).filter(|&c| s.tokens[c].relation() == "mark").map(|c| tree::form(s, c)).next();
        add(format!("mark={}", mark.unwrap_or_default()));
    }
    if t.relation() == "ccomp"
        && let Some(above) = t.head
        && cues.speech(tree::lemma(s, above))
    {
        add("said".to_owned());
    }
    if cues.speech(tree::lemma(s, head)) {
        add("says".to_owned());
    }
    let mood = tree::mood(s, head);
    for (holds, name) in [
        (mood.negated, "denied"),
        (mood.hedged, "hedged"),
        (mood.future, "future"),
        (mood.obliged, "obliged"),
        (mood.able, "able"),
        (tree::passive(s, head), "passive"),
        (s.children(head).any(|c| s.tokens[c].relation() == "cop"), "copula"),
        (t.feature("Tense") == Some("Pres"), "present"),
        (s.children(head).any(|c| s.tokens[c].relation() == "aux" && tree::form(s, c) == "had"), "had"),
        (
            s.children(head).any(|c| s.tokens[c].relation() == "aux" && matches!(tree::form(s, c), "has" | "have")),
            "has",
        ),
        (mood.negated && mood.able, "cannot"),
        (tree::unreal(s, head), "unreal"),
        (tree::object(s, head).is_some(), "has object"),
        (s.children_by(head, "xcomp").next().is_some(), "has xcomp"),
        (s.children_by(head, "ccomp").next().is_some(), "has ccomp"),
        (t.upos == Upos::Verb, "verb"),
        (t.upos == Upos::Noun, "noun"),
        (t.upos == Upos::Adj, "adjective"),
    ] {
        if holds {
            add(name.to_owned());
        }
    }
    let object = tree::object(s, head).and_then(|o| view.holder(o)).is_some();
    if object {
        add("object is an actor".to_owned());
    }
    let parties = view.actors_in(evidence).into_iter().filter(|&a| sides.contains(&view.side(a))).count();
    add(format!("sides {}", parties.min(2)));
    let others = view.actors_in(evidence).into_iter().filter(|&a| !sides.contains(&view.side(a))).count();
    if others > 0 {
        add("others".to_owned());
    }
    if evidence.clone().any(|i| s.tokens[i].upos == Upos::Num) {
        add("number".to_owned());
    }
    let time = view.reading.times.iter().any(|t| t.sentence == view.index && evidence.contains(&t.tokens.start));
    if time {
        add("time".to_owned());
    }
    for (site, event) in coding.sites.iter().zip(&coding.events) {
        if site.sentence == view.index && evidence.contains(&site.token) {
            let at = if site.token == head { "event at head" } else { "event inside" };
            add(format!("{at}={:?}", event.kind));
            if event.background {
                add("history".to_owned());
            }
        }
    }
    let spans = &s.encoding.cause_spans;
    if spans.len() >= evidence.end && !evidence.is_empty() {
        for (class, name) in [(0, "cause"), (1, "effect")] {
            let mean = evidence.clone().map(|i| spans[i][class]).sum::<f32>() / evidence.len() as f32;
            for bound in [0.2, 0.4, 0.6] {
                if mean >= bound {
                    add(format!("{name} {bound}"));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_their_inflections() {
        let (_, s) = demarche_language::Sentence::from_lines(
            "Distrust NOUN _ 2 nsubj distrust\nhampered VERB _ 0 root hamper\nevery DET _ 4 det every\nround NOUN _ 2 obj round",
        );
        let classes = classes_of(&Sentence::new(&s));
        let named = |token: usize, name: &str| classes[token].iter().any(|&c| CLASSES.names[c] == name);
        assert!(named(0, "restrain noun") && named(1, "hinders") && !named(3, "hinders"));
        assert!(
            inflections("stop").contains(&"stopped".to_owned()) && inflections("rely").contains(&"relied".to_owned())
        );
    }

    #[test]
    fn classes_hold_to_their_sentences() {
        let file: File = toml::from_str(include_str!("../../../knowledge/argument/bearing.toml")).unwrap();
        for class in &file.class {
            let told = |sentence: &str| {
                let rows: Vec<String> = sentence
                    .split(' ')
                    .enumerate()
                    .map(|(i, word)| {
                        format!("{word} X _ {} {} {}", i, if i == 0 { "root" } else { "dep" }, word.to_lowercase())
                    })
                    .collect();
                let (_, s) = demarche_language::Sentence::from_lines(&rows.join("\n"));
                classes_of(&Sentence::new(&s)).iter().flatten().any(|&c| CLASSES.names[c] == class.name)
            };
            assert!(told(&class.must), "{}: {}", class.name, class.must);
            assert!(!told(&class.must_not), "{}: {}", class.name, class.must_not);
        }
    }

    #[test]
    fn a_cause_weighs_more_than_a_bare_clause() {
        let names = |list: &[&str]| -> Vec<String> { list.iter().map(|name| (*name).to_owned()).collect() };
        let bare = weigh(&names(&["bias", "relation=root", "verb"]));
        let cause = weigh(&names(&[
            "bias",
            "relation=root",
            "verb",
            "causal 0.1",
            "causal 0.3",
            "in: economy",
            "head: enables",
        ]));
        assert!(cause.force > bare.force, "{cause:?} {bare:?}");
        assert!(number("bound") > number("bound of rules"));
        assert_eq!(kind(&names(&["in: law", "subject: economy", "in: economy"])), Some(Factor::Economy));
    }

    #[test]
    fn lines_of_another_shape_are_told_by_number() {
        assert_eq!(parse("bias\t-100\t20").map(|w| w.rows["bias"]), Ok([-1.0, 0.2]));
        assert_eq!(parse("# nothing\nbias\t1").map(|_| ()), Err(2));
        assert_eq!(parse("bias\tx\t1").map(|_| ()), Err(1));
    }
}
