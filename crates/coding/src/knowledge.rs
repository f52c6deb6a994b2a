//! The data of `knowledge/coding`, parsed and indexed: predicates, light verbs, cues of status. How they are applied does not
//! live here.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use demarche_record::{PloverType, Status};
use serde::Deserialize;

const PREDICATES: &str = include_str!("../../../knowledge/coding/predicates.toml");
const STATUS: &str = include_str!("../../../knowledge/coding/status.toml");
const IRREGULAR: &str = include_str!("../../../knowledge/coding/irregular.toml");
const PARTIES: &str = include_str!("../../../knowledge/coding/parties.toml");
const WORDS: &str = include_str!("../../../knowledge/coding/words.toml");
const LIGHT: &str = include_str!("../../../knowledge/coding/light.toml");

/// The word class of a predicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    Verb,
    Noun,
    Adjective,
}

impl Class {
    /// Its name in the chain of what found an event.
    pub fn name(self) -> &'static str {
        match self {
            Self::Verb => "verb",
            Self::Noun => "noun",
            Self::Adjective => "adjective",
        }
    }
}

/// One row of `predicates.toml`.
#[derive(Clone, Debug)]
pub(crate) struct Predicate {
    pub id: String,
    pub class: Class,
    pub kind: PloverType,
    pub mutual: bool,
    pub objects: Vec<String>,
    pub clause: Option<bool>,
    pub modifiers: Vec<String>,
    pub slots: Vec<Slot>,
    pub topic: bool,
    pub light: Vec<String>,
    pub bare: bool,
    pub people: bool,
    pub speaker: bool,
    pub forces: bool,
    /// The surface subject of the passive acts ("is expected in Paris").
    pub passive: bool,
    /// The verb must have an object of which something is wanted.
    pub raises: bool,
    /// The verb is what somebody comes or goes for ("went to see him").
    pub errand: bool,
    /// The clause below says what the subject itself will do.
    pub own_future: bool,
    /// What is said is to be done by another ("insisted that they leave").
    pub bidding: bool,
    /// The row holds only under a negation ("will not hear of it").
    pub negated: bool,
    /// What status the row gives where the words around it say no more than "occurred".
    pub status: Option<Status>,
    pub must: Vec<String>,
    pub must_not: Vec<String>,
}

impl Predicate {
    /// The frame of a verb that no row knows.
    fn of_any_verb() -> Self {
        Self {
            id: "unknown verb".into(),
            class: Class::Verb,
            kind: PloverType::Consult,
            mutual: false,
            objects: Vec::new(),
            clause: None,
            modifiers: Vec::new(),
            slots: "obj iobj with against to on at from into over obj/in".split(' ').map(Slot::parse).collect(),
            topic: false,
            light: Vec::new(),
            bare: false,
            people: false,
            speaker: false,
            forces: false,
            passive: false,
            raises: false,
            errand: false,
            own_future: false,
            bidding: false,
            negated: false,
            status: None,
            must: Vec::new(),
            must_not: Vec::new(),
        }
    }
}

/// Where the other side is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    Object,
    IndirectObject,
    InObject,
    ComplementSubject,
    InComplement,
    Place,
    Oblique(String),
    InOblique(String),
}

impl Slot {
    fn parse(word: &str) -> Self {
        match word {
            "obj" => Self::Object,
            "iobj" => Self::IndirectObject,
            "obj/in" => Self::InObject,
            "comp/subj" => Self::ComplementSubject,
            "comp/in" => Self::InComplement,
            "place" => Self::Place,
            other => match other.split_once('/') {
                Some((preposition, _)) => Self::InOblique(preposition.to_owned()),
                None => Self::Oblique(other.to_owned()),
            },
        }
    }

    pub fn name(&self) -> String {
        match self {
            Self::Object => "obj".into(),
            Self::IndirectObject => "iobj".into(),
            Self::InObject => "obj/in".into(),
            Self::ComplementSubject => "comp/subj".into(),
            Self::InComplement => "comp/in".into(),
            Self::Place => "place".into(),
            Self::Oblique(p) => p.clone(),
            Self::InOblique(p) => format!("{p}/in"),
        }
    }

    /// Whether the slot holds the party itself, rather than a phrase that mentions it somewhere.
    pub fn direct(&self) -> bool {
        !matches!(self, Self::InObject | Self::InComplement | Self::InOblique(_))
    }
}

/// What a cue does to the status of the event under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Is(Status),
    Same,
    Report,
    Drop,
}

/// One cue with its id.
#[derive(Clone, Debug)]
pub(crate) struct Cue {
    pub id: String,
    pub effect: Effect,
    pub nominal: Option<Effect>,
}

/// All of it.
pub(crate) struct Knowledge {
    pub predicates: Vec<Predicate>,
    verbs: BTreeMap<String, Vec<(Option<String>, usize)>>,
    nouns: BTreeMap<String, Vec<usize>>,
    adjectives: BTreeMap<String, Vec<usize>>,
    governors: BTreeMap<String, Vec<(Option<String>, Cue)>>,
    auxiliaries: BTreeMap<String, Cue>,
    pub negations: Vec<String>,
    conjunctions: BTreeMap<String, Cue>,
    prepositions: BTreeMap<String, Cue>,
    modifiers: BTreeMap<String, Cue>,
    pub light: Vec<String>,
    pub agents: Vec<String>,
    verb_forms: BTreeMap<String, String>,
    noun_forms: BTreeMap<String, String>,
    any_verb: Predicate,
    pub parties: Parties,
    pub words: Words,
}

/// `words.toml`: classes of words that the rules speak of.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// Subjects of rows for crowds and peoples ("thousands marched").
    pub crowds: Vec<String>,
    /// Verbs of going and staying that talks can be the errand of ("flew to Seoul for talks").
    pub errands: Vec<String>,
    /// Verbs that judge as speech does ("called the decision unjust").
    pub judgements: Vec<String>,
    /// Days and months: "called him on Friday" is not "call on". Forms.
    pub calendar: Vec<String>,
    /// Parts and measures that stand for what they are a part of ("most of Sinai"). Forms.
    pub partitives: Vec<String>,
    /// Texts that say what a clause after them says ("a statement urging").
    pub texts: Vec<String>,
    /// Nouns for a deed of any type ("welcomed the decision").
    pub matters: Vec<String>,
    /// Texts that speak for whoever wrote them ("a letter that called on").
    pub authored: Vec<String>,
    /// What newsmakers withhold from newsmen ("declined to comment").
    pub withheld: Vec<String>,
    /// The same as objects ("refused to give details").
    pub withheld_things: Vec<String>,
    /// Errands of a traveller that are nobody else's.
    pub private_errands: Vec<String>,
    /// Money: the state before it is no side.
    pub currencies: Vec<String>,
    /// Those of a country who do not act for it: its rebels, its opposition, its firms, its private citizens.
    pub apart_from_state: Vec<String>,
    /// Who only looks on ("signed as a witness").
    pub onlookers: Vec<String>,
    /// What a state before a hyphen has done for a thing that is others' ("the US-brokered truce"). Forms.
    pub brokered: Vec<String>,
    /// Deeds that one commits without committing oneself.
    pub committed: Vec<String>,
}

/// `parties.toml`: nouns that name people and bodies.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parties {
    persons: Vec<String>,
    pub groups: Vec<String>,
    pub armed: Vec<String>,
    endings: Vec<String>,
    things: Vec<String>,
    /// Nouns of time and measure, which are no side of anything.
    pub measures: Vec<String>,
}

impl Parties {
    /// Whether a noun's lemma names a human being: by list, or by its ending.
    pub fn is_person(&self, lemma: &str) -> bool {
        self.persons.iter().any(|w| w == lemma)
            || self.endings.iter().any(|e| lemma.len() > e.len() + 2 && lemma.ends_with(e.as_str()))
                && !self.things.iter().any(|w| w == lemma)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IrregularFile {
    verbs: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PredicateFile {
    verb: Vec<PredicateRow>,
    noun: Vec<PredicateRow>,
    adjective: Vec<PredicateRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PredicateRow {
    id: String,
    words: Vec<String>,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    mutual: bool,
    #[serde(default)]
    object: Vec<String>,
    complement: Option<String>,
    #[serde(default)]
    with_modifier: Vec<String>,
    target: Option<String>,
    alone: Option<String>,
    #[serde(default)]
    light: Vec<String>,
    bare: Option<String>,
    source_kind: Option<String>,
    voice: Option<String>,
    needs: Option<String>,
    status: Option<String>,
    #[serde(default)]
    must: Vec<String>,
    #[serde(default)]
    must_not: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusFile {
    governor: Vec<CueRow>,
    auxiliary: Vec<CueRow>,
    negation: Vec<CueRow>,
    conjunction: Vec<CueRow>,
    preposition: Vec<CueRow>,
    modifier: Vec<CueRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CueRow {
    id: String,
    words: Vec<String>,
    effect: Option<String>,
    nominal: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LightFile {
    general: Vec<String>,
    agents: Vec<String>,
}

const VERB_SLOTS: &str = "obj iobj with against to on at from comp/subj obj/in comp/in";
const NOUN_SLOTS: &str = "with against on to toward towards of for over";

impl Knowledge {
    /// The knowledge that is compiled in. It is checked by the tests of this crate, which is why a fault panics here.
    pub fn get() -> &'static Self {
        static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
        KNOWLEDGE
            .get_or_init(|| Self::parse(PREDICATES, STATUS, LIGHT).expect("knowledge/coding is checked by the tests"))
    }

    fn parse(predicates: &str, status: &str, light: &str) -> Result<Self, String> {
        let file: PredicateFile = toml::from_str(predicates).map_err(|e| e.to_string())?;
        let cues: StatusFile = toml::from_str(status).map_err(|e| e.to_string())?;
        let light: LightFile = toml::from_str(light).map_err(|e| e.to_string())?;
        let irregular: IrregularFile = toml::from_str(IRREGULAR).map_err(|e| e.to_string())?;
        let mut knowledge = Self {
            predicates: Vec::new(),
            verbs: BTreeMap::new(),
            nouns: BTreeMap::new(),
            adjectives: BTreeMap::new(),
            governors: BTreeMap::new(),
            auxiliaries: single(cues.auxiliary)?,
            negations: cues.negation.into_iter().flat_map(|row| row.words).collect(),
            conjunctions: single(cues.conjunction)?,
            prepositions: single(cues.preposition)?,
            modifiers: single(cues.modifier)?,
            light: light.general,
            agents: light.agents,
            verb_forms: BTreeMap::new(),
            noun_forms: BTreeMap::new(),
            any_verb: Predicate::of_any_verb(),
            parties: toml::from_str(PARTIES).map_err(|e| e.to_string())?,
            words: toml::from_str(WORDS).map_err(|e| e.to_string())?,
        };
        for (class, rows) in [(Class::Verb, file.verb), (Class::Noun, file.noun), (Class::Adjective, file.adjective)] {
            for row in rows {
                knowledge.add(class, row)?;
            }
        }
        for row in cues.governor {
            for word in &row.words {
                let (lemma, particle) = split(word);
                let cue = row.cue()?;
                let entry = knowledge.governors.entry(lemma).or_default();
                if !entry.iter().any(|(p, _)| *p == particle) {
                    entry.push((particle, cue));
                }
            }
        }
        knowledge.inflect(&irregular.verbs);
        Ok(knowledge)
    }

    /// Lists the forms of every word of the data, so that a wrong lemma of the model hides no predicate.
    fn inflect(&mut self, irregular: &BTreeMap<String, Vec<String>>) {
        for (lemma, forms) in irregular {
            for form in forms {
                self.verb_forms.insert(form.clone(), lemma.clone());
            }
        }
        let mut verbs: Vec<String> =
            self.verbs.keys().chain(self.governors.keys()).chain(irregular.keys()).cloned().collect();
        verbs.extend(self.light.iter().map(|w| split(w).0));
        for lemma in verbs {
            for form in regular_forms(&lemma) {
                self.verb_forms.entry(form).or_insert_with(|| lemma.clone());
            }
        }
        let objects = self.predicates.iter().flat_map(|p| p.objects.iter().cloned());
        let nouns: Vec<String> = self.nouns.keys().cloned().chain(objects).chain(self.agents.iter().cloned()).collect();
        for lemma in nouns {
            for form in [plural(&lemma), lemma.clone()] {
                self.noun_forms.entry(form).or_insert_with(|| lemma.clone());
            }
        }
    }

    /// The lemma of a verb's form, if the data knows the verb.
    pub fn verb_lemma(&self, form: &str) -> Option<&str> {
        self.verb_forms.get(form).map(String::as_str)
    }

    /// The lemma of a noun's form, if the data knows the noun.
    pub fn noun_lemma(&self, form: &str) -> Option<&str> {
        self.noun_forms.get(form).map(String::as_str)
    }

    fn add(&mut self, class: Class, row: PredicateRow) -> Result<(), String> {
        let index = self.predicates.len();
        if self.predicates.iter().any(|p| p.id == row.id && p.class == class) {
            return Err(format!("two rows of predicates.toml are called {}", row.id));
        }
        for word in &row.words {
            let (lemma, particle) = split(word);
            match class {
                Class::Verb => self.verbs.entry(lemma).or_default().push((particle, index)),
                Class::Noun => self.nouns.entry(word.clone()).or_default().push(index),
                Class::Adjective => self.adjectives.entry(word.clone()).or_default().push(index),
            }
        }
        let slots = row.target.as_deref().unwrap_or(if class == Class::Verb { VERB_SLOTS } else { NOUN_SLOTS });
        self.predicates.push(Predicate {
            kind: PloverType::from_name(&row.kind)
                .ok_or_else(|| format!("{}: {} is no PLOVER root", row.id, row.kind))?,
            class,
            mutual: row.mutual,
            objects: row.object,
            clause: row.complement.map(|word| word == "clause"),
            modifiers: row.with_modifier,
            slots: slots.split_whitespace().map(Slot::parse).collect(),
            topic: row.alone.as_deref() == Some("topic"),
            light: row.light,
            bare: row.bare.as_deref() != Some("no"),
            people: row.source_kind.as_deref() == Some("people"),
            forces: row.source_kind.as_deref() == Some("forces"),
            speaker: row.source_kind.as_deref() == Some("speaker"),
            passive: row.voice.as_deref() == Some("passive"),
            raises: row.needs.as_deref() == Some("raised object"),
            errand: row.needs.as_deref() == Some("errand"),
            own_future: row.needs.as_deref() == Some("own future"),
            bidding: row.needs.as_deref() == Some("bidding"),
            negated: row.needs.as_deref() == Some("negation"),
            status: match row.status.as_deref().map(effect).transpose()? {
                Some(Effect::Is(status)) => Some(status),
                _ => None,
            },
            must: row.must,
            must_not: row.must_not,
            id: row.id,
        });
        Ok(())
    }

    /// Rows for a verb's lemma with the particle or preposition that each needs.
    pub fn verb(&self, lemma: &str) -> &[(Option<String>, usize)] {
        self.verbs.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// The words of a row, with their particles.
    pub fn words_of(&self, row: &Predicate) -> Vec<String> {
        let index = self.predicates.iter().position(|p| p.id == row.id && p.class == row.class);
        let is = |at: &usize| Some(*at) == index;
        match row.class {
            Class::Verb => {
                let words = self.verbs.iter().flat_map(|(lemma, rows)| rows.iter().map(move |(p, at)| (lemma, p, at)));
                let word = |(lemma, particle, _): (&String, &Option<String>, &usize)| match particle {
                    Some(particle) => format!("{lemma} {particle}"),
                    None => lemma.clone(),
                };
                words.filter(|(_, _, at)| is(at)).map(word).collect()
            }
            Class::Noun | Class::Adjective => {
                let table = if row.class == Class::Noun { &self.nouns } else { &self.adjectives };
                table.iter().filter(|(_, rows)| rows.iter().any(is)).map(|(lemma, _)| lemma.clone()).collect()
            }
        }
    }

    /// The row of that class and name ("verb/meet").
    pub fn row(&self, name: &str) -> Option<&Predicate> {
        let (class, id) = name.split_once('/')?;
        self.predicates.iter().find(|p| p.id == id && p.class.name() == class)
    }

    /// The frame of a verb that no row knows.
    pub fn any_verb(&self) -> &Predicate {
        &self.any_verb
    }

    /// Rows for a noun's lemma.
    pub fn noun(&self, lemma: &str) -> &[usize] {
        self.nouns.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// Rows for an adjective's lemma.
    pub fn adjective(&self, lemma: &str) -> &[usize] {
        self.adjectives.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// The cue of a governing word, its particle tried first.
    pub fn governor(&self, lemma: &str, has: impl Fn(&str) -> bool) -> Option<&Cue> {
        let rows = self.governors.get(lemma)?;
        rows.iter()
            .find(|(particle, _)| particle.as_deref().is_some_and(&has))
            .or_else(|| rows.iter().find(|(particle, _)| particle.is_none()))
            .map(|(_, cue)| cue)
    }

    pub fn auxiliary(&self, word: &str) -> Option<&Cue> {
        self.auxiliaries.get(word)
    }

    pub fn conjunction(&self, word: &str) -> Option<&Cue> {
        self.conjunctions.get(word)
    }

    pub fn preposition(&self, word: &str) -> Option<&Cue> {
        self.prepositions.get(word)
    }

    pub fn modifier(&self, word: &str) -> Option<&Cue> {
        self.modifiers.get(word)
    }

    pub fn negation(&self, word: &str) -> bool {
        self.negations.iter().any(|n| n == word)
    }

    pub fn is_report(&self, lemma: &str) -> bool {
        self.governor(lemma, |_| false).is_some_and(|cue| cue.effect == Effect::Report)
    }
}

impl CueRow {
    fn cue(&self) -> Result<Cue, String> {
        Ok(Cue {
            id: self.id.clone(),
            effect: effect(self.effect.as_deref().unwrap_or("same"))?,
            nominal: self.nominal.as_deref().map(effect).transpose()?,
        })
    }
}

/// The regular forms of an English verb, the lemma first.
fn regular_forms(lemma: &str) -> Vec<String> {
    let mut forms = vec![lemma.to_owned()];
    let vowel = |c: char| "aeiou".contains(c);
    let letters: Vec<char> = lemma.chars().collect();
    let before = letters.len().checked_sub(2).map(|i| letters[i]);
    if let Some(stem) = lemma.strip_suffix("ie") {
        forms.extend([format!("{lemma}s"), format!("{lemma}d"), format!("{stem}ying")]);
    } else if let Some(stem) = lemma.strip_suffix('e') {
        forms.extend([format!("{lemma}s"), format!("{lemma}d"), format!("{stem}ing"), format!("{lemma}ing")]);
    } else if let (Some(stem), false) = (lemma.strip_suffix('y'), before.is_some_and(vowel)) {
        forms.extend([format!("{stem}ies"), format!("{stem}ied"), format!("{lemma}ing")]);
    } else {
        let sibilant = ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| lemma.ends_with(end));
        forms.extend([
            format!("{lemma}{}", if sibilant { "es" } else { "s" }),
            format!("{lemma}ed"),
            format!("{lemma}ing"),
        ]);
        if let (Some(&last), Some(before)) = (letters.last(), before)
            && !vowel(last)
            && vowel(before)
            && !"wxy".contains(last)
        {
            forms.extend([format!("{lemma}{last}ed"), format!("{lemma}{last}ing")]);
        }
    }
    forms
}

fn plural(lemma: &str) -> String {
    let vowel_before_y = lemma.chars().rev().nth(1).is_some_and(|c| "aeiou".contains(c));
    match lemma.strip_suffix('y') {
        Some(stem) if !vowel_before_y => format!("{stem}ies"),
        _ if lemma.ends_with("man") => format!("{}men", &lemma[..lemma.len() - 3]),
        _ if ["s", "x", "z", "ch", "sh"].iter().any(|end| lemma.ends_with(end)) => format!("{lemma}es"),
        _ => format!("{lemma}s"),
    }
}

fn single(rows: Vec<CueRow>) -> Result<BTreeMap<String, Cue>, String> {
    let mut map = BTreeMap::new();
    for row in rows {
        for word in &row.words {
            map.insert(word.clone(), row.cue()?);
        }
    }
    Ok(map)
}

fn split(word: &str) -> (String, Option<String>) {
    match word.split_once(' ') {
        Some((lemma, rest)) => (lemma.to_owned(), Some(rest.to_owned())),
        None => (word.to_owned(), None),
    }
}

fn effect(word: &str) -> Result<Effect, String> {
    Ok(match word {
        "occurred" => Effect::Is(Status::Occurred),
        "ongoing" => Effect::Is(Status::Ongoing),
        "planned" => Effect::Is(Status::Planned),
        "proposed" => Effect::Is(Status::Proposed),
        "hypothetical" => Effect::Is(Status::Hypothetical),
        "denied" => Effect::Is(Status::Denied),
        "same" => Effect::Same,
        "report" => Effect::Report,
        "drop" => Effect::Drop,
        other => return Err(format!("{other} is no effect")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_parse_and_cover() {
        let knowledge = Knowledge::parse(PREDICATES, STATUS, LIGHT).expect("knowledge/coding parses");
        let lemmas = knowledge.verbs.len() + knowledge.nouns.len() + knowledge.adjectives.len();
        assert!(lemmas > 400, "only {lemmas} lemmas");
        for kind in PloverType::ALL {
            assert!(knowledge.predicates.iter().any(|p| p.kind == kind), "no predicate for {}", kind.name());
        }
    }

    #[test]
    fn forms_lead_to_lemmas() {
        let knowledge = Knowledge::get();
        for (form, lemma) in [
            ("refused", "refuse"),
            ("met", "meet"),
            ("signing", "sign"),
            ("denied", "deny"),
            ("freed", "free"),
            ("begging", "beg"),
            ("threw", "throw"),
            ("calls", "call"),
            ("pushes", "push"),
            ("fought", "fight"),
        ] {
            assert_eq!(knowledge.verb_lemma(form), Some(lemma), "{form}");
        }
        assert_eq!(knowledge.noun_lemma("authorities"), Some("authority"));
        assert_eq!(knowledge.noun_lemma("talks"), Some("talk"));
    }

    #[test]
    fn a_wrong_type_is_an_error() {
        let bad = "verb = [{id = \"x\", words = [\"x\"], type = \"NOTHING\"}]\nnoun = []\nadjective = []";
        assert!(Knowledge::parse(bad, STATUS, LIGHT).is_err());
    }
}
