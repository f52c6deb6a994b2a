//! The tables of `knowledge/gazetteer`, compiled in and read where they lie: lines are cut, never copied. Look-up by key is
//! a binary search. Knows nothing of text.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, OnceLock};

use demarche_record::{Granularity, Interval};
use jiff::civil::Date;

const PEOPLE: &str = include_str!("../../../knowledge/gazetteer/people.csv");
const TENURES: &str = include_str!("../../../knowledge/gazetteer/tenures.csv");
const NAMES: &str = include_str!("../../../knowledge/gazetteer/names.csv");
const STATES: &str = include_str!("../../../knowledge/gazetteer/states.csv");
const ORGANISATIONS: &str = include_str!("../../../knowledge/gazetteer/organisations.csv");
const BLOCS: &str = include_str!("../../../knowledge/gazetteer/blocs.csv");
const PLACES: &str = include_str!("../../../knowledge/gazetteer/places.csv");
const OCCASIONS: &str = include_str!("../../../knowledge/gazetteer/occasions.csv");
const OCCASION_NAMES: &str = include_str!("../../../knowledge/gazetteer/occasion-names.csv");
const TITLES: &str = include_str!("../../../knowledge/gazetteer/titles.csv");
const GROUP_NOUNS: &str = include_str!("../../../knowledge/gazetteer/group-nouns.csv");
const CHAMBERS: &str = include_str!("../../../knowledge/gazetteer/chambers.csv");
const FEMALE_NAMES: &str = include_str!("../../../knowledge/gazetteer/female-names.csv");
const MALE_NAMES: &str = include_str!("../../../knowledge/gazetteer/male-names.csv");

/// Whether a word, in lower case, is of a class of `group-nouns.csv`.
pub(crate) fn is_noun_of(class: &str, word: &str) -> bool {
    static NOUNS: LazyLock<BTreeSet<(&str, &str)>> =
        LazyLock::new(|| rows(GROUP_NOUNS).into_iter().map(|row| (field(row, 0), field(row, 1))).collect());
    NOUNS.contains(&(word, class))
}

/// Whether the state with this key calls its parliament or a chamber of it by that word, in lower case.
pub(crate) fn has_chamber(word: &str, state: &str) -> bool {
    static STATES: LazyLock<BTreeSet<(&str, &str)>> = LazyLock::new(|| {
        let keys = |row| items(field(row, 1)).map(move |key| (field(row, 0), key));
        rows(CHAMBERS).into_iter().flat_map(keys).collect()
    });
    STATES.contains(&(word, state))
}

/// The rows of a table below its head.
fn rows(table: &'static str) -> Vec<&'static str> {
    table.lines().skip(1).filter(|line| !line.is_empty()).collect()
}

/// The N-th field of a row; empty where it is missing.
fn field(row: &'static str, index: usize) -> &'static str {
    row.split(',').nth(index).unwrap_or("")
}

/// The items of a field.
fn items(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split(';').filter(|item| !item.is_empty())
}

/// First and last day of "1956", "1956-10" or "1956-10-19".
pub(crate) fn days(text: &str) -> Option<(Date, Date)> {
    let mut parts = text.split('-');
    let year: i16 = parts.next()?.parse().ok()?;
    let Some(month) = parts.next() else {
        let first = Date::new(year, 1, 1).ok()?;
        return Some((first, first.last_of_year()));
    };
    let first = Date::new(year, month.parse().ok()?, 1).ok()?;
    match parts.next() {
        None => Some((first, first.last_of_month())),
        Some(day) => {
            let day = Date::new(year, first.month(), day.parse().ok()?).ok()?;
            Some((day, day))
        }
    }
}

/// A person of the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    row: &'static str,
}

impl Person {
    pub(crate) fn id(self) -> &'static str {
        field(self.row, 0)
    }
    pub(crate) fn name(self) -> &'static str {
        field(self.row, 1)
    }
    pub(crate) fn aliases(self) -> impl Iterator<Item = &'static str> {
        items(field(self.row, 2))
    }
    /// Key of the state that the person served first.
    pub(crate) fn state(self) -> &'static str {
        field(self.row, 3)
    }
    /// 3 for heads, 2 for foreign ministers and the like, 1 for others, 0 for officials without a known office.
    pub(crate) fn rank(self) -> u8 {
        field(self.row, 5).parse().unwrap_or(0)
    }
    /// "m", "f" or empty.
    pub(crate) fn gender(self) -> &'static str {
        field(self.row, 6)
    }
}

/// One row about who held what when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) person: &'static str,
    pub(crate) office: &'static str,
    /// Key of a state, or `org:` and the id of an organisation.
    pub(crate) state: &'static str,
    pub(crate) from: Option<Date>,
    pub(crate) to: Option<Date>,
    pub(crate) source: &'static str,
}

impl Held {
    fn new(row: &'static str) -> Self {
        let mut fields = row.split(',');
        let mut next = || fields.next().unwrap_or("");
        let (person, office, state, from, to, source) = (next(), next(), next(), next(), next(), next());
        Self {
            person,
            office,
            state,
            from: days(from).map(|(first, _)| first),
            to: days(to).map(|(_, last)| last),
            source,
        }
    }

    /// How far the source is to be trusted; a higher one wins.
    pub(crate) fn authority(&self) -> u8 {
        match self.source {
            "hand" => 6,
            "every-politician" => 5,
            "wikidata-fm" | "wikidata-heads" => 4,
            "cia-2019" => 3,
            "reign" => 2,
            _ => 1,
        }
    }

    /// The days of the tenure. An end left open by a source that was taken on a known day is open.
    pub(crate) fn interval(&self) -> Interval {
        Interval { earliest: self.from, latest: self.to, granularity: Granularity::Day, modifier: None }
    }

    /// Days between the tenure and the stretch given; 0 where they touch.
    pub(crate) fn distance(&self, when: &Interval) -> i64 {
        let gap = |later: Option<Date>, earlier: Option<Date>| match (later, earlier) {
            (Some(l), Some(e)) if e < l => l.since(e).map_or(0, |span| i64::from(span.get_days())),
            _ => 0,
        };
        gap(self.from, when.latest).max(gap(when.earliest, self.to))
    }
}

/// A state, or the name of one for a time.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) key: &'static str,
    pub(crate) name: &'static str,
    /// ISO 3166-1 alpha-3 of the state or of its successor.
    pub(crate) code: &'static str,
    pub(crate) from: Option<Date>,
    pub(crate) to: Option<Date>,
    pub(crate) adjectives: Vec<&'static str>,
    pub(crate) nouns: Vec<&'static str>,
    pub(crate) prefixes: Vec<&'static str>,
    pub(crate) aliases: Vec<&'static str>,
    /// Words for its government; those with "@" only while the state existed.
    pub(crate) seats: Vec<&'static str>,
}

/// An organisation, armed group, organ of a state, people or bloc.
#[derive(Clone, Debug)]
pub(crate) struct Organisation {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) aliases: Vec<&'static str>,
    pub(crate) state: &'static str,
    pub(crate) sector: &'static str,
}

/// A place.
#[derive(Clone, Debug)]
pub(crate) struct Toponym {
    pub(crate) name: &'static str,
    pub(crate) state: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) latitude: Option<f64>,
    pub(crate) longitude: Option<f64>,
    pub(crate) thousands: u32,
    pub(crate) aliases: Vec<&'static str>,
}

/// One meeting of a series.
#[derive(Clone, Debug)]
pub(crate) struct Meeting {
    pub(crate) series: &'static str,
    pub(crate) from: Date,
    pub(crate) to: Date,
    pub(crate) place: &'static str,
    pub(crate) state: &'static str,
}

/// A title or an office by its words.
#[derive(Clone, Debug)]
pub(crate) struct Title {
    pub(crate) words: &'static str,
    /// The office in the words of the news; empty for "Mr." and its like.
    pub(crate) office: &'static str,
    pub(crate) class: &'static str,
    pub(crate) gender: &'static str,
}

/// All tables.
#[derive(Debug)]
pub(crate) struct Tables {
    people: Vec<&'static str>,
    tenures: Vec<&'static str>,
    names: Vec<&'static str>,
    pub(crate) states: Vec<State>,
    pub(crate) organisations: Vec<Organisation>,
    pub(crate) places: Vec<Toponym>,
    pub(crate) meetings: Vec<Meeting>,
    /// Series and alias.
    pub(crate) series: Vec<(&'static str, &'static str)>,
    pub(crate) titles: Vec<Title>,
    female: Vec<&'static str>,
    male: Vec<&'static str>,
    classes: BTreeMap<&'static str, &'static str>,
    by_office: OnceLock<Vec<(&'static str, &'static str, u32)>>,
}

impl Tables {
    pub(crate) fn embedded() -> Self {
        let states = rows(STATES)
            .into_iter()
            .map(|row| {
                let f: Vec<&str> = row.split(',').collect();
                let get = |i: usize| -> &'static str { f.get(i).copied().unwrap_or("") };
                State {
                    key: get(0),
                    name: get(1),
                    code: get(2),
                    from: days(get(3)).map(|(first, _)| first),
                    to: days(get(4)).map(|(_, last)| last),
                    adjectives: items(get(5)).collect(),
                    nouns: items(get(6)).collect(),
                    prefixes: items(get(7)).collect(),
                    aliases: items(get(8)).collect(),
                    seats: items(get(10)).collect(),
                }
            })
            .collect();
        let organisations = rows(ORGANISATIONS)
            .into_iter()
            .chain(rows(BLOCS))
            .map(|row| Organisation {
                id: field(row, 0),
                name: field(row, 1),
                kind: field(row, 2),
                aliases: items(field(row, 3)).collect(),
                state: if field(row, 6).is_empty() { "" } else { field(row, 4) },
                sector: if field(row, 6).is_empty() { "" } else { field(row, 5) },
            })
            .collect();
        let places = rows(PLACES)
            .into_iter()
            .map(|row| {
                let f: Vec<&str> = row.split(',').collect();
                let get = |i: usize| -> &'static str { f.get(i).copied().unwrap_or("") };
                Toponym {
                    name: get(0),
                    state: get(1),
                    kind: get(2),
                    latitude: get(3).parse().ok(),
                    longitude: get(4).parse().ok(),
                    thousands: get(5).parse().unwrap_or(0),
                    aliases: items(get(6)).collect(),
                }
            })
            .collect();
        let meetings = rows(OCCASIONS)
            .into_iter()
            .filter_map(|row| {
                Some(Meeting {
                    series: field(row, 0),
                    from: days(field(row, 1))?.0,
                    to: days(field(row, 2))?.1,
                    place: field(row, 3),
                    state: field(row, 4),
                })
            })
            .collect();
        let series = rows(OCCASION_NAMES)
            .into_iter()
            .flat_map(|row| {
                let name = field(row, 0);
                std::iter::once((name, name)).chain(items(field(row, 1)).map(move |alias| (name, alias)))
            })
            .collect();
        let titles: Vec<Title> = rows(TITLES)
            .into_iter()
            .map(|row| Title {
                words: field(row, 0),
                office: field(row, 1),
                class: field(row, 2),
                gender: field(row, 3),
            })
            .collect();
        // Of two titles for one office the first tells its class.
        let classes = titles.iter().rev().map(|title| (title.office, title.class)).collect();
        Self {
            classes,
            people: rows(PEOPLE),
            tenures: rows(TENURES),
            names: rows(NAMES),
            states,
            organisations,
            places,
            meetings,
            series,
            titles,
            female: rows(FEMALE_NAMES).into_iter().map(|row| field(row, 0)).collect(),
            male: rows(MALE_NAMES).into_iter().map(|row| field(row, 0)).collect(),
            by_office: OnceLock::new(),
        }
    }

    /// The person of an id.
    pub(crate) fn person(&self, id: &str) -> Option<Person> {
        let at = self.people.binary_search_by(|row| field(row, 0).cmp(id)).ok()?;
        Some(Person { row: self.people[at] })
    }

    /// The people that a name key may mean, those in the highest offices first.
    pub(crate) fn people_named(&self, key: &str) -> impl Iterator<Item = Person> + '_ {
        let row = self.names.binary_search_by(|row| field(row, 0).cmp(key)).ok().map(|at| self.names[at]);
        row.map(|row| field(row, 1)).unwrap_or("").split(' ').filter_map(|id| self.person(id))
    }

    /// Every row about a person's offices, as the sources have them.
    pub(crate) fn rows_of(&self, id: &str) -> Vec<Held> {
        let first = self.tenures.partition_point(|row| field(row, 0) < id);
        self.tenures[first..].iter().take_while(|row| field(row, 0) == id).map(|row| Held::new(row)).collect()
    }

    /// What a person held: rows of one office that touch are one, and a lesser source yields to a better one.
    pub(crate) fn held_by(&self, id: &str) -> Vec<Held> {
        let rows = self.rows_of(id);
        let mut kept: Vec<Held> = Vec::new();
        for row in &rows {
            let rival = rows.iter().any(|other| {
                other.authority() > row.authority()
                    && (other.office == row.office || row.office.is_empty())
                    && (other.distance(&row.interval()) < 400)
            });
            if rival {
                continue;
            }
            match kept.iter_mut().rev().find(|last| {
                last.office == row.office && last.state == row.state && last.distance(&row.interval()) <= 40
            }) {
                Some(last) => {
                    last.from = last.from.min(row.from);
                    last.to = match (last.to, row.to) {
                        (Some(a), Some(b)) => Some(a.max(b)),
                        _ => None,
                    };
                }
                None => kept.push(row.clone()),
            }
        }
        kept
    }

    /// Rows of an office of a state or its relatives: `(code of the state, office, row)`.
    fn office_index(&self) -> &[(&'static str, &'static str, u32)] {
        self.by_office.get_or_init(|| {
            let mut index: Vec<_> = self
                .tenures
                .iter()
                .enumerate()
                .filter_map(|(at, row)| {
                    let held_state = field(row, 2);
                    let office = field(row, 1);
                    (!office.is_empty() && !office.starts_with("ambassador"))
                        .then(|| (self.code_of(held_state), office, u32::try_from(at).unwrap_or(0)))
                })
                .collect();
            index.sort_unstable();
            index
        })
    }

    /// Who held an office of a state at some time within `when`, by the better sources first.
    pub(crate) fn holders(&self, state: &str, office: &str, when: &Interval) -> Vec<Held> {
        let code = self.code_of(state);
        let index = self.office_index();
        let first = index.partition_point(|(s, o, _)| (*s, *o) < (code, office));
        let mut found: Vec<Held> = index[first..]
            .iter()
            .take_while(|(s, o, _)| *s == code && *o == office)
            .map(|(_, _, at)| Held::new(self.tenures[*at as usize]))
            .filter(|held| held.distance(when) == 0 && same_state(self, held.state, state))
            .collect();
        found.sort_by(|a, b| {
            (b.authority(), b.from.unwrap_or(Date::MIN), a.person).cmp(&(
                a.authority(),
                a.from.unwrap_or(Date::MIN),
                b.person,
            ))
        });
        found
    }

    /// Every row with an office of a head or a minister, by state and office.
    pub(crate) fn all_offices(&self) -> impl Iterator<Item = Held> + '_ {
        self.office_index().iter().map(|(_, _, at)| Held::new(self.tenures[*at as usize]))
    }

    /// The state of a key.
    pub(crate) fn state(&self, key: &str) -> Option<&State> {
        let at = self.states.binary_search_by(|state| state.key.cmp(key)).ok()?;
        Some(&self.states[at])
    }

    /// ISO code for a key ("SUN" gives "RUS"); the key itself where no state has it.
    pub(crate) fn code_of<'a>(&self, key: &'a str) -> &'a str {
        self.state(key).map_or(key, |state| state.code)
    }

    /// The class of an office ("foreign" for a foreign secretary); empty for one that no title names.
    pub(crate) fn class_of(&self, office: &str) -> &'static str {
        self.classes.get(office).copied().unwrap_or("")
    }

    /// "f" for a given name of women, "m" for one of men, empty for one that the lists do not know.
    pub(crate) fn gender_of_name(&self, word: &str) -> &'static str {
        if self.female.binary_search(&word).is_ok() {
            "f"
        } else if self.male.binary_search(&word).is_ok() {
            "m"
        } else {
            ""
        }
    }
}

/// Whether two keys are one state or one the successor of the other; two parts of a divided state are not.
pub(crate) fn same_state(tables: &Tables, a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (Some(x), Some(y)) = (tables.state(a), tables.state(b)) else { return false };
    x.code == y.code && (x.key == x.code || y.key == y.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_their_references_hold() {
        let tables = Tables::embedded();
        assert!(tables.people.is_sorted_by_key(|row| field(row, 0)), "people.csv is sorted by id");
        assert!(tables.names.is_sorted_by_key(|row| field(row, 0)), "names.csv is sorted by key");
        assert!(tables.tenures.is_sorted_by_key(|row| field(row, 0)), "tenures.csv is sorted by person");
        assert!(tables.states.is_sorted_by_key(|state| state.key), "states.csv is sorted by key");
        assert!(tables.female.is_sorted(), "female-names.csv is sorted");
        assert!(tables.male.is_sorted(), "male-names.csv is sorted");
        assert!(
            tables.male.iter().all(|name| tables.female.binary_search(name).is_err()),
            "a name in both lists tells nothing"
        );
        for row in &tables.tenures {
            assert!(tables.person(field(row, 0)).is_some(), "no person for {row}");
            let state = field(row, 2);
            assert!(
                tables.state(state).is_some()
                    || state.strip_prefix("org:").is_some_and(|id| tables.organisations.iter().any(|o| o.id == id)),
                "no state for {row}"
            );
        }
        for row in &tables.names {
            assert!(field(row, 1).split(' ').all(|id| tables.person(id).is_some()), "an unknown id in {row}");
        }
    }

    #[test]
    fn keys_of_names_agree_with_the_script() {
        let tables = Tables::embedded();
        let mut missed = Vec::new();
        for row in &tables.people {
            let person = Person { row };
            let last = crate::words::name_words(person.name()).last().cloned().unwrap_or_default();
            if !tables.people_named(&crate::words::name_key(&last)).any(|found| found == person) {
                missed.push(person.name());
            }
        }
        assert!(
            missed.len() * 200 < tables.people.len(),
            "{} names have no key: {:?}",
            missed.len(),
            &missed[..missed.len().min(20)]
        );
    }

    #[test]
    fn days_of_partial_dates() {
        let check = |text: &str, first: &str, last: &str| {
            let (a, b) = days(text).expect(text);
            assert_eq!((a.to_string(), b.to_string()), (first.to_owned(), last.to_owned()));
        };
        check("1956", "1956-01-01", "1956-12-31");
        check("1956-02", "1956-02-01", "1956-02-29");
        check("1956-10-19", "1956-10-19", "1956-10-19");
        assert!(days("").is_none() && days("x-1").is_none());
    }
}
