//! Look-up without an article: people by name and date, states by any word, holders of an office, and where the sources
//! disagree.

use demarche_record::Interval;
use jiff::civil::Date;

use crate::Gazetteer;
use crate::lexicon::Sense;
use crate::people::same_office;
use crate::tables::{Held, Person};
use crate::words::{name_key, name_words};

/// A person as the roster has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterPerson {
    /// Readable key ("shinzo-abe").
    pub id: String,
    /// Usual English name.
    pub name: String,
    /// Other spellings.
    pub aliases: Vec<String>,
    /// Key of the state served first: ISO 3166-1 alpha-3, or a key of `states.csv` for states that are gone.
    pub state: String,
    /// What was held: office, key of the state, from, to, source; in the order of `tenures.csv`.
    pub held: Vec<RosterTenure>,
}

/// One row of `tenures.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterTenure {
    /// Office in lower case; empty for an official of unknown office.
    pub office: String,
    /// Key of the state, or `org:` and the id of an organisation.
    pub state: String,
    /// First day, where known.
    pub from: Option<Date>,
    /// Last day; `None` is unknown or still running.
    pub to: Option<Date>,
    /// The source ("hand", "every-politician", "reign" ...).
    pub source: String,
}

/// Two rows that cannot both be right, or that differ by more than two months on one tenure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Key of the state.
    pub state: String,
    /// Office.
    pub office: String,
    /// What one source says.
    pub first: String,
    /// What the other says.
    pub second: String,
}

impl std::fmt::Display for Conflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {} | {}", self.state, self.office, self.first, self.second)
    }
}

fn public(person: Person, held: Vec<Held>) -> RosterPerson {
    RosterPerson {
        id: person.id().to_owned(),
        name: person.name().to_owned(),
        aliases: person.aliases().map(str::to_owned).collect(),
        state: person.state().to_owned(),
        held: held
            .into_iter()
            .map(|held| RosterTenure {
                office: held.office.to_owned(),
                state: held.state.to_owned(),
                from: held.from,
                to: held.to,
                source: held.source.to_owned(),
            })
            .collect(),
    }
}

impl Gazetteer {
    /// People whom a name may mean, the most prominent first: full name, surname, other spelling or family name first. With
    /// a day, those in an office on that day come before the others.
    #[must_use]
    pub fn people(&self, name: &str, on: Option<Date>) -> Vec<RosterPerson> {
        let wanted = name_words(name);
        let mut found: Vec<Person> = Vec::new();
        for word in &wanted {
            for person in self.tables.people_named(&name_key(word)) {
                let fits = std::iter::once(person.name()).chain(person.aliases()).any(|form| {
                    let form: Vec<String> = name_words(form).iter().map(|word| name_key(word)).collect();
                    wanted.iter().all(|word| form.contains(&name_key(word)))
                });
                if fits && !found.contains(&person) {
                    found.push(person);
                }
            }
        }
        let day = on.map(Interval::day);
        let mut out: Vec<(bool, u8, RosterPerson)> = found
            .into_iter()
            .map(|person| {
                let held = self.tables.held_by(person.id());
                let serving = day.as_ref().is_some_and(|day| held.iter().any(|held| held.distance(day) == 0));
                (!serving, u8::MAX - person.rank(), public(person, held))
            })
            .collect();
        out.sort_by(|a, b| (a.0, a.1, &a.2.id).cmp(&(b.0, b.1, &b.2.id)));
        out.into_iter().map(|(.., person)| person).collect()
    }

    /// Who held an office of a state on a day; ministers of one kind answer to each other's titles ("foreign minister" finds a
    /// secretary of state). The better sources come first.
    #[must_use]
    pub fn holders(&self, state: &str, office: &str, on: Date) -> Vec<RosterPerson> {
        let Some(key) = self.state_key(state) else { return Vec::new() };
        let mut offices: Vec<&str> = self
            .tables
            .titles
            .iter()
            .map(|title| title.office)
            .filter(|other| same_office(&self.tables, other, office))
            .collect();
        offices.push(office);
        offices.sort_unstable();
        offices.dedup();
        let day = Interval::day(on);
        let mut held: Vec<Held> = offices.iter().flat_map(|office| self.tables.holders(key, office, &day)).collect();
        held.sort_by_key(|held| (held.office != office, std::cmp::Reverse(held.authority())));
        let mut out: Vec<RosterPerson> = Vec::new();
        for row in held {
            if let Some(person) =
                self.tables.person(row.person).filter(|person| out.iter().all(|known| known.id != person.id()))
            {
                out.push(public(person, self.tables.held_by(person.id())));
            }
        }
        out
    }

    /// Key of the state that a word means: its name, code, adjective, capital or seat of government.
    #[must_use]
    pub fn state_key(&self, word: &str) -> Option<&str> {
        if let Some(state) = self.tables.state(word) {
            return Some(state.key);
        }
        self.lexicon.senses(word).into_iter().find_map(|sense| match sense {
            Sense::State(index, _) => Some(self.tables.states[index].key),
            _ => None,
        })
    }

    /// Where two sources disagree about who held an office when: for one person, ends that differ by more than 62 days; for
    /// two people, the same headship for more than 62 days.
    #[must_use]
    pub fn conflicts(&self) -> Vec<Conflict> {
        const SLACK: i64 = 62;
        let mut rows: Vec<Held> =
            self.tables.all_offices().filter(|held| !matches!(held.source, "cia-2019" | "phoenix")).collect();
        rows.sort_by(|a, b| {
            (a.state, a.office, a.from, a.person, a.source).cmp(&(b.state, b.office, b.from, b.person, b.source))
        });
        let mut out = Vec::new();
        for (index, a) in rows.iter().enumerate() {
            for b in rows[index + 1..].iter().take_while(|b| b.state == a.state && b.office == a.office).take(40) {
                let same_person = a.person == b.person;
                if a.source == b.source {
                    continue;
                }
                let days = |x: Option<Date>, y: Option<Date>| match (x, y) {
                    (Some(x), Some(y)) => x.since(y).map_or(0, |span| i64::from(span.get_days())).abs(),
                    _ => 0,
                };
                let (ia, ib) = (a.interval(), b.interval());
                let clash = if same_person {
                    let coarse = |source: &str| source == "wikidata-heads";
                    ia.overlaps(&ib)
                        && !coarse(a.source)
                        && !coarse(b.source)
                        && (days(a.from, b.from) > SLACK && days(a.to, b.to) > SLACK)
                } else {
                    matches!(a.office, "president" | "prime minister" | "chancellor" | "foreign minister" | "king")
                        && a.to.is_some()
                        && b.to.is_some()
                        && ia.meet(&ib).and_then(|both| both.days()).is_some_and(|days| days > SLACK)
                };
                if clash {
                    let words = |held: &Held| {
                        let end = held.to.map_or_else(|| "today or unknown".to_owned(), |day| day.to_string());
                        let start = held.from.map_or_else(|| "unknown".to_owned(), |day| day.to_string());
                        format!(
                            "{} {start} to {end} ({})",
                            self.tables.person(held.person).map_or(held.person, Person::name),
                            held.source
                        )
                    };
                    out.push(Conflict {
                        state: a.state.to_owned(),
                        office: a.office.to_owned(),
                        first: words(a),
                        second: words(b),
                    });
                }
            }
        }
        out
    }
}
