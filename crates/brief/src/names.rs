//! Names of actors in running English: full at first, short after; "the" where English needs it; the side an actor belongs to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use demarche_record::{Actor, ActorKind, Findings};
use serde::Deserialize;

use crate::clean;

/// The rules of `knowledge/brief/names.toml`.
#[derive(Debug, Deserialize)]
pub(crate) struct Rules {
    article_states: Vec<String>,
    article_endings: Vec<String>,
    article_acronyms: Vec<String>,
    article_place_endings: Vec<String>,
    article_places: Vec<String>,
    at_places: Vec<String>,
    at_place_endings: Vec<String>,
    on_place_endings: Vec<String>,
    family_first: Vec<String>,
    leaders: Vec<String>,
    /// Words in the names of bodies of level II.
    pub(crate) level_two: Vec<String>,
}

/// The rules, parsed once.
pub(crate) static RULES: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../knowledge/brief/names.toml")).expect("a test parses the embedded rules")
});

/// Name and adjective of each state by key.
static STATES: LazyLock<BTreeMap<String, State>> = LazyLock::new(|| {
    let table = include_str!("../../../knowledge/gazetteer/states.csv");
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(table.as_bytes());
    let heads = reader.headers().cloned().unwrap_or_default();
    let column = |name: &str| heads.iter().position(|head| head == name);
    let (key, name, adjectives) = (column("key"), column("name"), column("adjectives"));
    let rows = reader.records().flatten().filter_map(|row| {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or("").trim().to_owned();
        let adjective = cell(adjectives).split(';').next().unwrap_or("").to_owned();
        Some((cell(key), State { name: cell(name), adjective })).filter(|(key, _)| !key.is_empty())
    });
    rows.collect()
});

#[derive(Debug)]
struct State {
    name: String,
    adjective: String,
}

/// Names the actors of one set of findings. Keeps account of who has been introduced.
#[derive(Debug)]
pub(crate) struct Names<'a> {
    actors: BTreeMap<&'a str, &'a Actor>,
    /// The short form of each person that has one nobody else shares.
    short: BTreeMap<&'a str, String>,
    introduced: BTreeSet<String>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(findings: &'a Findings) -> Self {
        let actors: BTreeMap<&str, &Actor> = findings.actors.iter().map(|actor| (actor.id.as_str(), actor)).collect();
        let people = actors.values().filter(|actor| actor.kind == ActorKind::Person);
        let forms: BTreeMap<&str, String> = people.map(|actor| (actor.id.as_str(), short_form(actor))).collect();
        let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
        for form in forms.values() {
            *uses.entry(form).or_default() += 1;
        }
        let short =
            forms.iter().filter(|(_, form)| uses[form.as_str()] == 1).map(|(id, form)| (*id, form.clone())).collect();
        Self { actors, short, introduced: BTreeSet::new() }
    }

    /// Forgets who was introduced: a new section names people in full again.
    pub(crate) fn start_section(&mut self) {
        self.introduced.clear();
    }

    pub(crate) fn actor(&self, id: &str) -> Option<&'a Actor> {
        self.actors.get(id).copied()
    }

    pub(crate) fn kind(&self, id: &str) -> Option<ActorKind> {
        self.actor(id).map(|actor| actor.kind)
    }

    /// The name within a sentence; people in full at first and short afterwards.
    pub(crate) fn name(&mut self, id: &str) -> String {
        let full = self.full(id);
        if self.kind(id) != Some(ActorKind::Person) {
            return full;
        }
        if self.introduced.insert(id.to_owned()) {
            return full;
        }
        self.short.get(id).cloned().unwrap_or(full)
    }

    /// The full name, with its article.
    pub(crate) fn full(&self, id: &str) -> String {
        match self.actor(id) {
            Some(actor) => with_article(actor),
            None => readable(id),
        }
    }

    /// Short form of a person, or the full name.
    pub(crate) fn short(&self, id: &str) -> String {
        self.short.get(id).cloned().unwrap_or_else(|| self.full(id))
    }

    /// "A", "A and B", "A, B and C"; from the sixth on "and N others".
    pub(crate) fn list(&mut self, ids: &[&str]) -> String {
        let names: Vec<String> = self.distinct(ids).iter().map(|id| self.name(id)).collect();
        join(&names, 5)
    }

    /// Ids without repetition; a state goes where one of its own people stands beside it.
    pub(crate) fn distinct<'b>(&self, ids: &[&'b str]) -> Vec<&'b str> {
        let mut seen = BTreeSet::new();
        let mut kept: Vec<&str> = ids.iter().copied().filter(|id| seen.insert(self.full(id))).collect();
        let people: BTreeSet<&str> = kept
            .iter()
            .filter_map(|id| self.actor(id))
            .filter(|actor| actor.kind == ActorKind::Person)
            .filter_map(|actor| actor.state.as_deref())
            .collect();
        kept.retain(|id| {
            let actor = self.actor(id);
            !actor.is_some_and(|a| a.kind == ActorKind::State && a.state.as_deref().is_some_and(|s| people.contains(s)))
        });
        kept
    }

    /// Whether a verb with these subjects stands in the plural.
    pub(crate) fn plural(&self, ids: &[&str]) -> bool {
        let distinct = self.distinct(ids);
        distinct.len() != 1 || distinct.iter().any(|id| plural_name(&self.full(id)))
    }

    /// The words by which a text may refer to the actor, in lower case.
    pub(crate) fn words(&self, id: &str) -> Vec<String> {
        let Some(actor) = self.actor(id) else { return vec![readable(id).to_lowercase()] };
        let mut words: Vec<String> = vec![actor.name.to_lowercase(), self.short(id).to_lowercase()];
        if actor.kind == ActorKind::Person {
            words.extend(actor.office.iter().map(|office| office.to_lowercase()));
        } else {
            words.extend(actor.aliases.iter().map(|alias| alias.to_lowercase()));
            words.extend(actor.mentions.iter().filter(|m| m.how == "metonym").map(|m| m.text.to_lowercase()));
        }
        if let Some(state) = actor.state.as_deref().and_then(|code| STATES.get(code)) {
            words.push(state.name.to_lowercase());
            words.push(state.adjective.to_lowercase());
        }
        words.retain(|word| word.chars().count() > 2);
        words
    }
}

/// Name of a state by its code or of a side by the id of its actor, with the article that it needs.
pub(crate) fn side_name(names: &Names<'_>, side: &str) -> String {
    match STATES.get(side) {
        Some(state) => article_for_state(&state.name),
        None => names.full(side),
    }
}

/// "Japanese" for JPN.
pub(crate) fn adjective(state: &str) -> Option<&'static str> {
    STATES.get(state).map(|state| state.adjective.as_str()).filter(|adjective| !adjective.is_empty())
}

fn with_article(actor: &Actor) -> String {
    let name = clean::trimmed(&actor.name);
    if name.is_empty() {
        return readable(&actor.id);
    }
    match actor.kind {
        ActorKind::Person => name,
        ActorKind::State => article_for_state(&name),
        _ => article_for_body(&name),
    }
}

fn article_for_state(name: &str) -> String {
    let takes = RULES.article_states.iter().any(|state| state == name)
        || ends_as(name, &["Republic", "Federation", "Islands", "Union", "Congo", "Emirates", "Kingdom"]);
    let starts = name.to_lowercase().starts_with("republic of")
        || name.starts_with("Democratic Republic")
        || name.starts_with("Federal Republic");
    if (takes || starts) && !starts_with_article(name) { format!("the {name}") } else { name.to_owned() }
}

fn article_for_body(name: &str) -> String {
    if starts_with_article(name) {
        return lower_article(name);
    }
    let endings: Vec<&str> = RULES.article_endings.iter().map(String::as_str).collect();
    let of = name.contains(" of ") && name.starts_with(char::is_uppercase);
    let lower_noun =
        name.contains(' ') && name.rsplit(' ').next().is_some_and(|last| last.starts_with(char::is_lowercase));
    let possessed = name.split(' ').any(|word| word.ends_with("'s") || word.ends_with("’s"));
    let takes = ends_as(name, &endings) || of || lower_noun || RULES.article_acronyms.iter().any(|one| one == name);
    if takes && !possessed { format!("the {name}") } else { name.to_owned() }
}

fn starts_with_article(name: &str) -> bool {
    let first = name.split(' ').next().unwrap_or("").to_lowercase();
    matches!(
        first.as_str(),
        "the" | "a" | "an" | "his" | "her" | "its" | "their" | "some" | "many" | "several" | "all" | "both"
    )
}

/// "The West" within a sentence is "the West".
fn lower_article(name: &str) -> String {
    match name.split_once(' ') {
        Some(("The", rest)) => format!("the {rest}"),
        _ => name.to_owned(),
    }
}

fn ends_as(name: &str, endings: &[&str]) -> bool {
    let last = name.rsplit(' ').next().unwrap_or("");
    endings.iter().any(|ending| last.eq_ignore_ascii_case(ending))
}

/// The short form of a person: the one that the coverage itself uses most, or the family name.
fn short_form(actor: &Actor) -> String {
    let name = clean::trimmed(&actor.name);
    let tokens: Vec<&str> = name.split(' ').collect();
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for mention in &actor.mentions {
        let text = clean::trimmed(&mention.text);
        let text = text.trim_end_matches("’s").trim_end_matches("'s");
        let words: Vec<&str> = text.split(' ').collect();
        if words.len() < tokens.len() && words.len() <= 2 && tokens.windows(words.len()).any(|window| window == words) {
            *uses.entry(text.to_owned()).or_default() += 1;
        }
    }
    let most = uses.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
    if let Some((form, _)) = most {
        return form.clone();
    }
    let family_first = actor.state.as_ref().is_some_and(|state| RULES.family_first.contains(state));
    let at = if family_first { 0 } else { tokens.len().saturating_sub(1) };
    let particle = |word: &str| {
        matches!(word, "de" | "van" | "von" | "der" | "da" | "del" | "bin" | "al" | "el" | "ben" | "di" | "la" | "le")
    };
    let mut start = at;
    while !family_first && start > 1 && particle(tokens[start - 1]) {
        start -= 1;
    }
    tokens.get(start..=at).map(|words| words.join(" ")).filter(|form| !form.is_empty()).unwrap_or(name.clone())
}

/// An id that no actor explains, made readable: "person:shinzo-abe" gives "Shinzo Abe".
pub(crate) fn readable(id: &str) -> String {
    let (kind, tail) = id.split_once(':').unwrap_or(("", id));
    if let Some(state) = STATES.get(tail) {
        return if kind == "people" {
            format!("the {} public", state.adjective)
        } else {
            article_for_state(&state.name)
        };
    }
    let words: Vec<String> = clean::trimmed(tail)
        .split(['-', '_', ' '])
        .filter(|word| !word.is_empty())
        .map(|word| match kind {
            "person" | "org" | "place" => capital(word),
            _ => word.to_owned(),
        })
        .collect();
    if words.is_empty() { "somebody".to_owned() } else { words.join(" ") }
}

/// With a capital at the start.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn plural_name(name: &str) -> bool {
    let last = name.rsplit(' ').next().unwrap_or("").to_lowercase();
    matches!(
        last.as_str(),
        "people"
            | "voters"
            | "leaders"
            | "officials"
            | "forces"
            | "rebels"
            | "analysts"
            | "ministers"
            | "sides"
            | "countries"
            | "guerrillas"
    ) || (name.starts_with("the ") && last.ends_with("ans"))
}

/// "A", "A and B", "A, B and C", "A, B and 3 others" beyond `most`.
pub(crate) fn join(names: &[String], most: usize) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        _ if names.len() > most => format!("{} and {} others", names[..most].join(", "), names.len() - most),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Whether an office is that of a head of state or government.
pub(crate) fn leads(office: &str) -> bool {
    let office = office.to_lowercase();
    RULES.leaders.contains(&office)
}

/// A place with its preposition: "in Singapore", "at the White House", "on the Golan Heights".
pub(crate) fn at_place(place: &str) -> String {
    let name = clean::trimmed(place);
    let bare = name.strip_prefix("the ").or(name.strip_prefix("The ")).unwrap_or(&name).to_owned();
    let ending = |endings: &[String]| {
        let last = bare.rsplit(' ').next().unwrap_or("");
        endings.iter().any(|one| one.eq_ignore_ascii_case(last))
    };
    let preposition = if RULES.at_places.contains(&bare) || ending(&RULES.at_place_endings) {
        "at"
    } else if ending(&RULES.on_place_endings) {
        "on"
    } else {
        "in"
    };
    let start = bare.to_lowercase();
    let takes = bare.len() < name.len()
        || ending(&RULES.article_place_endings)
        || RULES.article_states.contains(&bare)
        || RULES.article_places.contains(&bare)
        || ["sea of", "gulf of", "strait of", "straits of", "bay of", "city of", "port of", "island of"]
            .iter()
            .any(|s| start.starts_with(s));
    if takes { format!("{preposition} the {bare}") } else { format!("{preposition} {bare}") }
}

/// An occasion with its article: "the East Asian Summit".
pub(crate) fn the_occasion(occasion: &str) -> String {
    let name = clean::trimmed(occasion);
    let possessed = name.split(' ').next().is_some_and(|word| word.ends_with("'s") || word.ends_with("’s"));
    if starts_with_article(&name) || possessed { lower_article(&name) } else { format!("the {name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(name: &str, kind: ActorKind) -> Actor {
        Actor {
            id: "x:y".into(),
            name: name.into(),
            aliases: Vec::new(),
            kind,
            state: None,
            office: None,
            sector: None,
            mentions: Vec::new(),
        }
    }

    #[test]
    fn states_and_bodies_take_their_article() {
        let check = |name: &str, kind, words: &str| assert_eq!(with_article(&body(name, kind)), words);
        check("Japan", ActorKind::State, "Japan");
        check("United States", ActorKind::State, "the United States");
        check("Soviet Union", ActorKind::State, "the Soviet Union");
        check("Czech Republic", ActorKind::State, "the Czech Republic");
        check("European Union", ActorKind::Organisation, "the European Union");
        check("The West", ActorKind::Bloc, "the West");
        check("Europe", ActorKind::Bloc, "Europe");
        check("Congress", ActorKind::Government, "Congress");
        check("Senate", ActorKind::Government, "the Senate");
        check("NATO", ActorKind::Organisation, "NATO");
        check("IAEA", ActorKind::Organisation, "the IAEA");
        check("Ministry of Foreign Affairs", ActorKind::Government, "the Ministry of Foreign Affairs");
        check("Japanese public", ActorKind::People, "the Japanese public");
        check("Hamas", ActorKind::ArmedGroup, "Hamas");
    }

    #[test]
    fn people_are_shortened_as_the_coverage_does() {
        let check = |name: &str, state: Option<&str>, mentions: &[&str], short: &str| {
            let mut actor = body(name, ActorKind::Person);
            actor.state = state.map(str::to_owned);
            actor.mentions = mentions
                .iter()
                .map(|text| demarche_record::Mention {
                    article: "a".into(),
                    span: demarche_record::Span::new(0, 0),
                    text: (*text).into(),
                    how: "name".into(),
                })
                .collect();
            assert_eq!(short_form(&actor), short);
        };
        check("Shinzo Abe", Some("JPN"), &[], "Abe");
        check("Xi Jinping", Some("CHN"), &[], "Xi");
        check("Kim Jong Un", Some("PRK"), &["Kim", "Mr Kim", "Kim Jong Un"], "Kim");
        check("Charles de Gaulle", Some("FRA"), &[], "de Gaulle");
        check("Luiz Inácio Lula da Silva", Some("BRA"), &["Lula", "Lula", "da Silva"], "Lula");
        check("Sukarno", Some("IDN"), &[], "Sukarno");
        check("", None, &[], "");
    }

    #[test]
    fn places_take_their_preposition() {
        let check = |place: &str, words: &str| assert_eq!(at_place(place), words);
        check("Singapore", "in Singapore");
        check("White House", "at the White House");
        check("Camp David", "at Camp David");
        check("Azov Sea", "in the Azov Sea");
        check("the Hague", "in the Hague");
        check("Golan Heights", "on the Golan Heights");
        check("United States", "in the United States");
    }

    #[test]
    fn unknown_ids_become_readable() {
        assert_eq!(readable("person:shinzo-abe"), "Shinzo Abe");
        assert_eq!(readable("state:JPN"), "Japan");
        assert_eq!(readable("people:JPN"), "the Japanese public");
        assert_eq!(readable(""), "somebody");
    }
}
