//! The people of an article: spans of names are gathered into persons, and each is looked up in the roster with the help of
//! titles, states and the date. Knows no pronouns.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::Interval;

use crate::lexicon::StateWord;
use crate::scan::{NameSpan, Of, RoleWord, Scan};
use crate::tables::{Held, Person, Tables, same_state};
use crate::words::{name_key, name_words};

/// A title that the text gives a person.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TextTitle {
    /// The office in the words of the news.
    pub(crate) office: String,
    pub(crate) class: &'static str,
    pub(crate) of: Option<Of>,
    pub(crate) past: bool,
    /// Sentence and index of the role.
    pub(crate) at: (usize, usize),
}

/// A person of the article.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cast {
    /// Every form of the name, as folded words.
    pub(crate) forms: BTreeSet<Vec<String>>,
    /// The longest form as printed.
    pub(crate) display: String,
    /// All forms as printed.
    pub(crate) printed: BTreeSet<String>,
    pub(crate) roster: Option<Person>,
    pub(crate) held: Vec<Held>,
    pub(crate) titles: Vec<TextTitle>,
    pub(crate) gender: &'static str,
    /// Key of the state, or of an organisation with `org:`.
    pub(crate) state: Option<String>,
    /// Sentence and index of each name span.
    pub(crate) spans: Vec<(usize, usize)>,
    /// Only ever named in brackets.
    pub(crate) bracketed: bool,
    /// How sure the look-up is.
    pub(crate) certainty: f64,
}

impl Cast {
    fn longest(&self) -> &[String] {
        self.forms.iter().max_by_key(|form| form.len()).map_or(&[], |form| form.as_slice())
    }

    /// The office on the day: of the roster, or as the text has it.
    pub(crate) fn office(&self, tables: &Tables, date: Option<&Interval>) -> Option<String> {
        let now = self.titles.iter().find(|title| !title.past && !title.office.is_empty());
        if let Some(date) = date {
            let mut held: Vec<&Held> =
                self.held.iter().filter(|held| held.distance(date) == 0 && !held.office.is_empty()).collect();
            held.sort_by_key(|held| {
                let named = now.is_some_and(|title| title.office == held.office);
                (!named, office_rank(held.office))
            });
            if let Some(best) = held.first() {
                return Some(best.office.to_owned());
            }
        }
        let _ = tables;
        now.map(|title| title.office.clone())
    }
}

/// Smaller is higher.
pub(crate) fn office_rank(office: &str) -> u8 {
    match office {
        "president" | "prime minister" | "chancellor" | "king" | "supreme leader" | "emperor" | "emir" | "shah"
        | "sultan" => 0,
        "general secretary"
        | "leader"
        | "secretary general"
        | "commission president"
        | "chairman"
        | "high representative" => 1,
        "foreign minister" | "foreign secretary" | "secretary of state" => 2,
        "" => 9,
        office if office.starts_with("ambassador") => 6,
        _ => 4,
    }
}

/// Whether two offices answer to one title: equal, or of one class of ministers.
pub(crate) fn same_office(tables: &Tables, a: &str, b: &str) -> bool {
    let (a, b) = (plain_ambassador(a), plain_ambassador(b));
    if a == b {
        return true;
    }
    let (x, y) = (tables.class_of(a), tables.class_of(b));
    match (x, y) {
        ("foreign", "foreign")
        | ("defense", "defense")
        | ("finance", "finance")
        | ("trade", "trade")
        | ("energy", "energy")
        | ("interior", "interior") => true,
        ("leader", "leader") => is_generic(a) || is_generic(b),
        ("vice", "vice") => a.contains("deputy") && b.contains("deputy"),
        ("envoy", "envoy") => true,
        ("orghead" | "chair", "orghead" | "chair") => true,
        ("party" | "chair", "party" | "chair") => true,
        ("party", "leader") => b == "leader",
        ("leader", "party") => a == "leader",
        (
            "minister",
            "minister" | "foreign" | "defense" | "finance" | "trade" | "energy" | "interior" | "justice"
            | "agriculture",
        ) => a == "minister",
        (
            "foreign" | "defense" | "finance" | "trade" | "energy" | "interior" | "justice" | "agriculture",
            "minister",
        ) => b == "minister",
        _ => false,
    }
}

/// "ambassador to Japan" answers to "ambassador".
fn plain_ambassador(office: &str) -> &str {
    if office.starts_with("ambassador to ") && office != "ambassador to the united nations" {
        "ambassador"
    } else {
        office
    }
}

/// Titles that any head answers to.
pub(crate) fn is_generic(office: &str) -> bool {
    matches!(
        office,
        "leader"
            | "head of state"
            | "head of government"
            | "monarch"
            | "general secretary"
            | "first secretary"
            | "supreme leader"
            | "chairman"
    )
}

/// Whether two names, as words without particles, may be of one person. One word must be the other's last (or first, where
/// `any` is set).
fn may_be_same(a: &[String], b: &[String]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < 2 {
        return false;
    }
    let mut left: Vec<&String> = long.iter().collect();
    let (mut whole, mut spelt) = (0, 0);
    for (index, word) in short.iter().enumerate() {
        let key = name_key(word);
        // An initial stands for a given name, never for the last word of a name.
        let given = index + 1 < short.len();
        let at = left.iter().position(|other| name_key(other) == key).inspect(|_| whole += 1).or_else(|| {
            left.iter().position(|other| {
                given
                    && (word.len() == 1 && other.starts_with(word.as_str())
                        || other.len() == 1 && word.starts_with(other.as_str()))
            })
        });
        match at {
            Some(at) => spelt += usize::from(left.remove(at) == word),
            None => return false,
        }
    }
    // Where no word is spelt alike, the keys are too weak: "Li Bin" is no "Lee Joung-binn".
    whole >= 1 && spelt >= 1
}

/// The people of an article, in the order of their first full name.
pub(crate) fn cast(tables: &Tables, scans: &[Scan], date: Option<&Interval>) -> Vec<Cast> {
    let mut people: Vec<Cast> = Vec::new();
    // People by the key of every word of their names: only they can be meant.
    let mut by_key: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let all = || {
        scans.iter().enumerate().flat_map(|(s, scan)| scan.names.iter().enumerate().map(move |(n, name)| (s, n, name)))
    };
    for (sentence, index, name) in all().filter(|(.., name)| name.words.len() > 1) {
        let keys: Vec<String> = name.words.iter().map(|word| name_key(word)).collect();
        let candidates: BTreeSet<usize> = keys.iter().filter_map(|key| by_key.get(key)).flatten().copied().collect();
        let known =
            candidates.into_iter().find(|&at| people[at].forms.iter().any(|form| may_be_same(form, &name.words)));
        let at = known.unwrap_or_else(|| {
            people.push(Cast { bracketed: true, ..Cast::default() });
            people.len() - 1
        });
        add(&mut people[at], tables, scans, sentence, index, name);
        for key in keys {
            by_key.entry(key).or_default().insert(at);
        }
    }
    for (sentence, index, name) in all().filter(|(.., name)| name.words.len() == 1) {
        let key = name_key(&name.words[0]);
        let titles: Vec<TextTitle> = titles_of(tables, scans, sentence, name);
        let score = |person: &Cast| {
            let longest = person.longest();
            let last = longest.last().is_some_and(|word| name_key(word) == key);
            let any = longest.iter().any(|word| name_key(word) == key);
            if !any {
                return None;
            }
            let title = titles
                .iter()
                .any(|title| person.titles.iter().any(|other| same_office(tables, &title.office, &other.office)));
            // "former President Bush" is not the President Bush of the day.
            let head = |title: &TextTitle| title.class == "leader" && !is_generic(&title.office);
            let past = person.titles.iter().any(|title| head(title) && title.past)
                && !person.titles.iter().any(|title| head(title) && !title.past);
            if past && titles.iter().any(|title| head(title) && !title.past) {
                return None;
            }
            let gender = !(name.gender.is_empty() || person.gender.is_empty()) && name.gender != person.gender;
            let before = person.spans.iter().filter(|(s, _)| *s <= sentence).count().min(5);
            Some(
                (i64::from(last) * 8 + i64::from(title) * 6 - i64::from(person.bracketed) * 20 - i64::from(gender) * 12
                    + i64::try_from(before).unwrap_or(0)) as i32,
            )
        };
        let best = by_key
            .get(&key)
            .into_iter()
            .flatten()
            .map(|&at| (at, &people[at]))
            .filter_map(|(at, person)| score(person).map(|score| (score, std::cmp::Reverse(at))))
            .max()
            .filter(|(score, _)| *score > -8);
        match best {
            Some((_, std::cmp::Reverse(at))) => add(&mut people[at], tables, scans, sentence, index, name),
            None => {
                let mut person = Cast { bracketed: true, ..Cast::default() };
                add(&mut person, tables, scans, sentence, index, name);
                by_key.entry(key).or_default().insert(people.len());
                people.push(person);
            }
        }
    }
    let spoken = states_named(tables, scans);
    for person in &mut people {
        look_up(tables, person, &spoken, date);
    }
    // Two forms that the roster knows as one person ("Saddam", "President Hussein of Iraq").
    let mut kept: Vec<Cast> = Vec::new();
    for person in people {
        match kept.iter_mut().find(|other| other.roster.is_some() && other.roster == person.roster) {
            Some(other) => {
                other.forms.extend(person.forms);
                other.printed.extend(person.printed);
                other.titles.extend(person.titles);
                other.spans.extend(person.spans);
                other.bracketed &= person.bracketed;
            }
            None => kept.push(person),
        }
    }
    // A lone word that neither roster, tagger nor title takes for a person is none.
    kept.retain(|person| person.roster.is_some() || person.spans.iter().any(|&(s, n)| scans[s].names[n].sure));
    kept.sort_by_key(|person| person.spans.iter().min().copied());
    kept
}

fn titles_of(tables: &Tables, scans: &[Scan], sentence: usize, name: &NameSpan) -> Vec<TextTitle> {
    name.roles
        .iter()
        .filter_map(|&role| {
            let at = (sentence, role);
            let role = &scans[sentence].roles[role];
            let RoleWord::Title(title) = role.word else {
                // "his Russian counterpart Sergey Lavrov": the state at least.
                return role.of.map(|of| TextTitle {
                    office: String::new(),
                    class: "counterpart",
                    of: Some(of),
                    past: false,
                    at,
                });
            };
            let title = &tables.titles[title];
            Some(TextTitle { office: title.office.to_owned(), class: title.class, of: role.of, past: role.past, at })
        })
        .collect()
}

fn add(person: &mut Cast, tables: &Tables, scans: &[Scan], sentence: usize, index: usize, name: &NameSpan) {
    person.forms.insert(name.words.clone());
    person.printed.insert(name.text.clone());
    if name.words.len() > name_words(&person.display).len() || person.display.is_empty() {
        person.display.clone_from(&name.text);
    }
    person.titles.extend(titles_of(tables, scans, sentence, name));
    if !name.gender.is_empty() {
        person.gender = name.gender;
    }
    person.bracketed &= name.bracketed;
    person.spans.push((sentence, index));
}

/// Whether no other head of a state that the article names has that surname.
fn sole_head(tables: &Tables, word: &str, candidate: Person, spoken: &BTreeMap<&'static str, usize>) -> bool {
    tables
        .people_named(&name_key(word))
        .filter(|other| other.rank() == 3 && spoken.contains_key(tables.code_of(other.state())))
        .all(|other| other == candidate)
}

/// ISO codes of the states that the article names, with how often.
pub(crate) fn states_named(tables: &Tables, scans: &[Scan]) -> BTreeMap<&'static str, usize> {
    let mut named = BTreeMap::new();
    for found in scans.iter().flat_map(|scan| &scan.matches) {
        if let Some((index, word)) = found.state()
            && word != StateWord::Prefix
        {
            *named.entry(tables.states[index].code).or_insert(0) += 1;
        }
    }
    named
}

/// Finds the person in the roster, and sets state and gender.
fn look_up(tables: &Tables, person: &mut Cast, spoken: &BTreeMap<&'static str, usize>, date: Option<&Interval>) {
    let longest = person.longest().to_vec();
    let single = longest.len() == 1;
    let mut candidates: Vec<Person> = Vec::new();
    for word in &longest {
        for candidate in tables.people_named(&name_key(word)) {
            if !candidates.contains(&candidate) {
                candidates.push(candidate);
            }
        }
    }
    let mut best: Option<(i64, Person)> = None;
    let (mut rivals, mut titled) = (0, false);
    for candidate in candidates {
        let mut in_office = false;
        let forms: Vec<Vec<String>> =
            std::iter::once(candidate.name()).chain(candidate.aliases()).map(name_words).collect();
        let exact = forms.contains(&longest);
        if !single && !exact && !forms.iter().any(|form| may_be_same(form, &longest)) {
            continue;
        }
        let held = tables.held_by(candidate.id());
        let mut score = i64::from(candidate.rank()) * 100 + i64::from(exact) * if single { 150 } else { 100 };
        if !single {
            score += 400;
        }
        let mut backed = false;
        for title in &person.titles {
            if title.office.is_empty() && title.class != "counterpart"
                || matches!(title.class, "honorific" | "private" | "military" | "cleric")
            {
                continue;
            }
            let same: Vec<&Held> = held.iter().filter(|held| same_office(tables, &title.office, held.office)).collect();
            if !same.is_empty() {
                score += 200;
                backed = true;
                in_office = true;
                if let Some(date) = date
                    && !title.past
                    && same.iter().any(|held| held.distance(date) < 60)
                {
                    score += 300;
                }
                // Who is in office is not called former, and who is called so has been in it.
                if let Some(date) = date
                    && title.past
                {
                    score += if same.iter().any(|held| held.distance(date) == 0) { -400 } else { 200 };
                }
            } else if single && title.class != "counterpart" && !held.iter().all(|held| held.office.is_empty()) {
                score -= 250;
            }
            match title.of {
                Some(Of::State(index)) => {
                    let wanted = tables.states[index].key;
                    if held.iter().any(|held| same_state(tables, held.state, wanted))
                        || same_state(tables, candidate.state(), wanted)
                    {
                        score += 300;
                        backed = true;
                    } else {
                        score -= 500;
                    }
                }
                Some(Of::Organisation(index)) => {
                    let organisation = &tables.organisations[index];
                    if held.iter().any(|held| held.state.strip_prefix("org:") == Some(organisation.id))
                        || (!organisation.state.is_empty() && held.iter().any(|held| held.state == organisation.state))
                    {
                        score += 300;
                        backed = true;
                    }
                }
                None => {}
            }
        }
        if let Some(date) = date {
            let gap = held
                .iter()
                .filter(|held| !held.office.is_empty() || held.source == "phoenix")
                .map(|held| held.distance(date))
                .min()
                .unwrap_or(40_000);
            score += if gap < 60 { 250 } else { -(gap / 365).min(25) * if single { 20 } else { 8 } };
            backed |= gap < 1500 && candidate.rank() == 3 && !single;
            // A name alone is taken for a head or a foreign minister of the day whose state the article names.
            let close = gap < 1200;
            backed |= single && close && candidate.rank() >= 2;
        }
        let named = spoken.contains_key(tables.code_of(candidate.state()));
        backed |= single
            && date.is_none()
            && named
            && candidate.rank() == 3
            && sole_head(tables, &longest[0], candidate, spoken);
        if named {
            score += 150;
        }
        if !person.gender.is_empty() && !candidate.gender().is_empty() && person.gender != candidate.gender() {
            score -= 300;
        }
        if single && !(backed && (named || candidate.state().starts_with("org:") || score > 700)) {
            continue;
        }
        if score < 250 {
            continue;
        }
        rivals += 1;
        titled = in_office && named;
        if best.is_none_or(|(known, other)| score > known || (score == known && candidate.id() < other.id())) {
            best = Some((score, candidate));
        }
    }
    if let Some((score, found)) = best {
        person.held = tables.held_by(found.id());
        person.roster = Some(found);
        person.certainty = if score > 900 {
            0.97
        } else if single && rivals == 1 && titled {
            // "President Carter": the roster knows one who ever held the office under that name.
            0.85
        } else if single {
            0.75
        } else {
            0.9
        };
        let by_date = date.and_then(|date| {
            person
                .held
                .iter()
                .filter(|held| held.distance(date) == 0 && !held.state.starts_with("org:"))
                .map(|held| held.state)
                .next()
        });
        person.state = Some(by_date.unwrap_or(found.state()).to_owned());
        if person.gender.is_empty() {
            person.gender = found.gender();
        }
    } else {
        person.certainty = if single { 0.6 } else { 0.85 };
        person.state = person.titles.iter().find_map(|title| match title.of {
            Some(Of::State(index)) => Some(tables.states[index].key.to_owned()),
            Some(Of::Organisation(index)) => {
                let organisation = &tables.organisations[index];
                Some(if organisation.state.is_empty() {
                    format!("org:{}", organisation.id)
                } else {
                    organisation.state.to_owned()
                })
            }
            None => None,
        });
    }
    if person.gender.is_empty() && longest.len() > 1 {
        person.gender = tables.gender_of_name(&longest[0]);
    }
}
