//! The word classes of the calendar, read from `knowledge/calendar/words.toml`, and the classes of numbers, which code knows.

use std::collections::BTreeMap;

/// Index of a word class.
pub(crate) type ClassId = usize;

/// The classes and the words in them.
#[derive(Debug)]
pub(crate) struct Words {
    names: Vec<String>,
    /// Word in lower case -> (class, whether a capital is needed, value).
    entries: BTreeMap<String, Vec<(ClassId, bool, String)>>,
}

/// Classes that are decided by the shape of the word.
const SHAPES: [&str; 9] = ["num", "int", "year", "dom", "decade", "iso", "slashed", "clock", "proper"];

impl Words {
    /// The classes of a TOML table of tables.
    ///
    /// # Errors
    /// In plain words, when the text is not such a table.
    pub(crate) fn from_toml(text: &str) -> Result<Self, String> {
        let table: BTreeMap<String, BTreeMap<String, toml::Value>> =
            toml::from_str(text).map_err(|error| format!("words.toml: {error}"))?;
        let mut names: Vec<String> = SHAPES.iter().map(|&name| name.to_owned()).collect();
        let mut entries: BTreeMap<String, Vec<(ClassId, bool, String)>> = BTreeMap::new();
        for (class, words) in table {
            if names.contains(&class) {
                return Err(format!("words.toml: the class {class} is decided by shape; name yours otherwise"));
            }
            let id = names.len();
            names.push(class);
            for (word, value) in words {
                let value = match value {
                    toml::Value::Integer(number) => number.to_string(),
                    toml::Value::String(string) => string,
                    other => return Err(format!("words.toml: {word} = {other} is neither a number nor a string")),
                };
                let capital = word.chars().next().is_some_and(char::is_uppercase);
                entries.entry(word.to_lowercase()).or_default().push((id, capital, value));
            }
        }
        Ok(Self { names, entries })
    }

    /// The class of that name.
    pub(crate) fn class(&self, name: &str) -> Option<ClassId> {
        self.names.iter().position(|known| known == name)
    }

    /// Classes and values of a word.
    pub(crate) fn look_up(&self, low: &str, capital: bool) -> Vec<(ClassId, String)> {
        self.entries
            .get(low)
            .map(|list| {
                list.iter()
                    .filter(|(_, needs, _)| capital || !needs)
                    .map(|(class, _, value)| (*class, value.clone()))
                    .collect()
            })
            .unwrap_or_default()
    }

    /// The classes of units: their names hold "unit".
    pub(crate) fn units(&self) -> Vec<ClassId> {
        (0..self.names.len()).filter(|&class| self.names[class].contains("unit")).collect()
    }

    /// Number of a class that [`SHAPES`] decides.
    pub(crate) fn shape(name: &str) -> ClassId {
        SHAPES.iter().position(|&known| known == name).unwrap_or(0)
    }
}
