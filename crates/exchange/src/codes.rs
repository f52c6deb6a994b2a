//! Codes of other schemes: CAMEO and its scale, sectors, states. The tables and their sources are in `knowledge/exchange`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use demarche_record::{Event, PloverType};

const CAMEO: &str = include_str!("../../../knowledge/exchange/cameo.csv");
const PREDICATES: &str = include_str!("../../../knowledge/exchange/cameo-predicates.csv");
const SECTORS: &str = include_str!("../../../knowledge/exchange/sectors.csv");
const STATES: &str = include_str!("../../../knowledge/exchange/states.csv");

/// One code of CAMEO.
#[derive(Debug)]
pub(crate) struct Cameo {
    /// Two to four digits, with the zero in front.
    pub code: String,
    /// The type that holds it; `None` for statements, which PLOVER does not code.
    pub kind: Option<PloverType>,
    /// Goldstein score, -10 to 10.
    pub goldstein: f64,
    /// Name as ICEWS prints it.
    pub name: String,
}

impl Cameo {
    /// The two digits of the root.
    pub fn root(&self) -> &str {
        &self.code[..2]
    }

    /// The three digits of the base code; a root stands for itself.
    pub fn base(&self) -> &str {
        &self.code[..self.code.len().min(3)]
    }

    /// Quad class of the code in GDELT: verbal cooperation 1 (01 to 05), material cooperation 2 (06 to 08), verbal conflict 3 (09 to
    /// 13), material conflict 4 (14 to 20).
    pub fn quad(&self) -> u8 {
        match self.root() {
            "01" | "02" | "03" | "04" | "05" => 1,
            "06" | "07" | "08" => 2,
            "09" | "10" | "11" | "12" | "13" => 3,
            _ => 4,
        }
    }
}

/// One state in every scheme.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// ISO 3166-1 alpha-3, or the key that the gazetteer gives to a state that is gone (SUN).
    pub iso3: String,
    /// The state that it counts as: itself, or its successor.
    pub counts_as: String,
    /// ISO 3166-1 alpha-2.
    pub iso2: String,
    /// FIPS 10-4.
    pub fips: String,
    /// Correlates of War number; empty for what is no member of the system.
    pub cow: String,
    /// CAMEO country code.
    pub cameo: String,
    /// Name in ICEWS.
    pub icews: String,
    /// Name.
    pub name: String,
}

/// One PLOVER sector in every scheme.
#[derive(Debug)]
pub(crate) struct Sector {
    /// PLOVER.
    pub plover: String,
    /// ICEWS, in words.
    pub icews: String,
    /// CAMEO role; empty where there is none.
    pub cameo: String,
}

fn rows(text: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(text.as_bytes()).into_records().map(|row| row.expect("a table of ours is CSV")).collect()
}

static CODES: LazyLock<BTreeMap<String, Cameo>> = LazyLock::new(|| {
    let code = |row: &csv::StringRecord| Cameo {
        code: row[0].to_owned(),
        kind: PloverType::from_name(&row[1]),
        goldstein: row[2].parse().expect("a score is a number"),
        name: row[3].to_owned(),
    };
    rows(CAMEO).iter().map(|row| (row[0].to_owned(), code(row))).collect()
});

static BY_PREDICATE: LazyLock<BTreeMap<(String, String), String>> = LazyLock::new(|| {
    rows(PREDICATES).iter().map(|row| ((row[0].to_owned(), row[1].to_owned()), row[2].to_owned())).collect()
});

static ALL_SECTORS: LazyLock<Vec<Sector>> = LazyLock::new(|| {
    let sector = |row: &csv::StringRecord| Sector {
        plover: row[0].to_owned(),
        icews: row[1].to_owned(),
        cameo: row[2].to_owned(),
    };
    rows(SECTORS).iter().map(sector).collect()
});

static ALL_STATES: LazyLock<Vec<State>> = LazyLock::new(|| {
    let state = |row: &csv::StringRecord| State {
        iso3: row[0].to_owned(),
        counts_as: row[1].to_owned(),
        iso2: row[2].to_owned(),
        fips: row[3].to_owned(),
        cow: row[4].to_owned(),
        cameo: row[5].to_owned(),
        icews: row[6].to_owned(),
        name: row[7].to_owned(),
    };
    rows(STATES).iter().map(state).collect()
});

static NAMES: LazyLock<BTreeMap<String, usize>> = LazyLock::new(|| {
    let mut names = BTreeMap::new();
    for (index, state) in ALL_STATES.iter().enumerate() {
        for name in [&state.icews, &state.name] {
            names.entry(name.to_lowercase()).or_insert(index);
        }
    }
    names
});

/// The entry of that code; a longer code than the table knows gets the entry above it.
pub(crate) fn cameo(code: &str) -> Option<&'static Cameo> {
    let code = code.trim();
    (2..=code.len().min(4)).rev().find_map(|length| CODES.get(code.get(..length)?))
}

/// The CAMEO code of an event: the code that it was imported with, while that still agrees with its type; else the code of its type and
/// of the word that it hangs on.
pub(crate) fn cameo_of(event: &Event) -> &'static Cameo {
    let imported = event.found_by.iter().find_map(|link| cameo(link.id.strip_prefix("cameo.csv:")?));
    if let Some(code) = imported.filter(|code| code.kind == Some(event.kind)) {
        return code;
    }
    let word = event.predicate.split(' ').next().unwrap_or_default().to_lowercase();
    let look = |word: &str| BY_PREDICATE.get(&(event.kind.name().to_owned(), word.to_owned()));
    let code = look(&word).or_else(|| look("")).expect("every type has a row without a word");
    &CODES[code]
}

/// The sector of that PLOVER code.
pub(crate) fn sector(plover: &str) -> Option<&'static Sector> {
    ALL_SECTORS.iter().find(|sector| sector.plover == plover)
}

/// The PLOVER code of an ICEWS sector name.
pub(crate) fn sector_of_icews(name: &str) -> Option<&'static str> {
    ALL_SECTORS.iter().find(|sector| sector.icews.eq_ignore_ascii_case(name.trim())).map(|sector| &*sector.plover)
}

/// The PLOVER code of a CAMEO role.
pub(crate) fn sector_of_cameo(role: &str) -> Option<&'static str> {
    ALL_SECTORS.iter().find(|sector| !sector.cameo.is_empty() && sector.cameo == role).map(|sector| &*sector.plover)
}

/// The state of an ISO 3166-1 alpha-3 code.
pub(crate) fn state(iso3: &str) -> Option<&'static State> {
    ALL_STATES.iter().find(|state| state.iso3 == iso3)
}

/// The state of a CAMEO country code.
pub(crate) fn state_of_cameo(code: &str) -> Option<&'static State> {
    state(code).filter(|state| state.cameo == code).or_else(|| ALL_STATES.iter().find(|state| state.cameo == code))
}

/// The state of that name, in any case of letters.
pub(crate) fn state_of_name(name: &str) -> Option<&'static State> {
    NAMES.get(&name.trim().to_lowercase()).map(|index| &ALL_STATES[*index])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_a_code_that_leads_back_to_it() {
        for kind in PloverType::ALL {
            let code = &BY_PREDICATE[&(kind.name().to_owned(), String::new())];
            assert_eq!(CODES[code].kind, Some(kind), "{kind:?}");
        }
        for ((kind, word), code) in BY_PREDICATE.iter() {
            assert_eq!(CODES[code].kind, PloverType::from_name(kind), "{kind} {word}");
        }
    }

    #[test]
    fn codes_are_unique_and_scores_lie_on_the_scale() {
        assert_eq!(CODES.len(), rows(CAMEO).len());
        assert_eq!(BY_PREDICATE.len(), rows(PREDICATES).len());
        assert!(CODES.values().all(|code| (-10.0..=10.0).contains(&code.goldstein)));
        assert!(CODES.values().all(|code| code.kind.is_none() == code.code.starts_with("01")));
    }

    #[test]
    fn a_code_that_is_not_listed_has_the_entry_above_it() {
        assert_eq!(cameo("0429").map(|code| &*code.code), Some("042"));
        assert_eq!(cameo("99").map(|code| &*code.code), None);
        assert_eq!(cameo("é").map(|code| &*code.code), None);
    }

    #[test]
    fn states_are_found_by_every_scheme() {
        assert_eq!(state_of_name("russian federation").map(|state| &*state.iso3), Some("RUS"));
        assert_eq!(state_of_cameo("ROM").map(|state| &*state.iso3), Some("ROU"));
        assert_eq!(state_of_cameo("DEU").map(|state| &*state.iso3), Some("DEU"));
        assert_eq!(state("SUN").map(|state| (&*state.counts_as, &*state.cow)), Some(("RUS", "365")));
        assert_eq!(state("JPN").map(|state| (&*state.cow, &*state.fips)), Some(("740", "JA")));
    }
}
