//! Tab-separated collections: how rows are written and read, what becomes of a row that was imported. The columns are each format's own.

use std::collections::BTreeMap;

use demarche_record::{Diagnostic, Event};

use crate::external::Imported;
use crate::view::View;

/// A tab-separated format.
pub(crate) struct Scheme {
    /// Its name, which is the scheme of the ids of its rows.
    pub name: &'static str,
    /// Its columns in order.
    pub columns: &'static [&'static str],
    /// Other names of columns, as some files have them: the other, then ours.
    pub aliases: &'static [(&'static str, &'static str)],
    /// Whether its files name the columns in their first line.
    pub header: bool,
    /// What stands in a cell without a value.
    pub missing: &'static str,
    /// The rows of an event, with empty cells for what the record does not hold.
    pub rows: fn(&View<'_>, &Event) -> Vec<Vec<String>>,
    /// The event of a row, or why there is none.
    pub read: fn(&Cells, &str) -> Result<Imported, &'static str>,
}

/// The cells of a row by column; those without a value are left out.
#[derive(Debug, Default)]
pub(crate) struct Cells(BTreeMap<&'static str, String>);

impl Cells {
    pub fn get(&self, column: &str) -> Option<&str> {
        self.0.get(column).map(String::as_str)
    }

    /// The value, or nothing at all.
    pub fn text(&self, column: &str) -> &str {
        self.get(column).unwrap_or_default()
    }

    /// The row as lines, in the order of the columns: "Event Date: 2014-03-01".
    pub fn lines(&self, scheme: &Scheme) -> String {
        let lines: Vec<String> =
            scheme.columns.iter().filter_map(|column| Some(format!("{column}: {}", self.get(column)?))).collect();
        lines.join("\n")
    }

    fn of_lines(scheme: &Scheme, text: &str) -> Self {
        let cell = |line: &str| {
            let (name, value) = line.split_once(": ")?;
            Some((*scheme.columns.iter().find(|column| **column == name)?, value.to_owned()))
        };
        Self(text.split('\n').filter_map(cell).collect())
    }
}

/// A cell: tabs, line ends and other control characters, for which the format has no escape, become spaces.
pub(crate) fn cell(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect()
}

/// The events as a file of the format.
pub(crate) fn write(scheme: &Scheme, view: &View<'_>, events: &[&Event]) -> Vec<u8> {
    let mut out = String::new();
    let mut line = |cells: &[String]| {
        out.push_str(&cells.join("\t"));
        out.push('\n');
    };
    if scheme.header {
        line(&scheme.columns.iter().map(|column| (*column).to_owned()).collect::<Vec<_>>());
    }
    for event in events {
        for row in rows(scheme, view, event) {
            let filled = |value: &String| if value.is_empty() { scheme.missing.to_owned() } else { cell(value) };
            line(&row.iter().map(filled).collect::<Vec<_>>());
        }
    }
    out.into_bytes()
}

/// The rows of an event. One that was imported from this very format keeps every cell of its row that still says what it said, so that
/// what the record has no place for (tone, religion, district) is not lost; a cell of which the record now holds something else is
/// written anew.
fn rows(scheme: &Scheme, view: &View<'_>, event: &Event) -> Vec<Vec<String>> {
    let mut rows = (scheme.rows)(view, event);
    let own = |id: &str| id.strip_prefix(scheme.name).is_some_and(|rest| rest.starts_with(':'));
    let article = event.evidence.iter().find(|one| own(&one.article)).and_then(|one| view.article(&one.article));
    if let (Some(article), [row]) = (article, &mut rows[..]) {
        let original = Cells::of_lines(scheme, &article.text);
        if let Ok(mut fresh) = (scheme.read)(&original, "") {
            fresh.event.id.clone_from(&event.id);
            fresh.event.evidence.clone_from(&event.evidence);
            if let [before] = &(scheme.rows)(view, &fresh.event)[..] {
                for (place, column) in scheme.columns.iter().enumerate() {
                    if row[place] == before[place] {
                        row[place] = original.text(column).to_owned();
                    }
                }
            }
        }
    }
    rows
}

/// The events of a file of the format, and what had to be left out. A file that is not UTF-8 is read as Latin-1, as older ones are.
pub(crate) fn read(scheme: &Scheme, bytes: &[u8], source: &str) -> (Vec<Imported>, Vec<Diagnostic>) {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    };
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let mut order: Vec<Option<&'static str>> = scheme.columns.iter().map(|column| Some(*column)).collect();
    let mut diagnostics = Vec::new();
    if scheme.header {
        let ours = |name: &str| {
            let name = name.trim().trim_matches('"');
            let name = scheme.aliases.iter().find(|(other, _)| *other == name).map_or(name, |(_, own)| own);
            scheme.columns.iter().find(|column| **column == name).copied()
        };
        order = lines.next().map_or(Vec::new(), |(_, line)| line.split('\t').map(ours).collect());
        if order.iter().flatten().count() < scheme.columns.len() / 2 {
            let message = format!("the first line does not name the columns of {}", scheme.name);
            let hint = format!("its first column is \"{}\", and tabs stand between them", scheme.columns[0]);
            return (Vec::new(), vec![Diagnostic::error(source, message).hint(hint)]);
        }
    }
    let mut imported = Vec::new();
    let mut left: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (index, line) in lines {
        let values: Vec<&str> = line.split('\t').collect();
        let short = values.len() < order.len();
        let long = values.len() > order.len() && values[order.len()..].iter().any(|value| !value.trim().is_empty());
        let row = if short || long {
            Err(format!("rows have another number of cells than the {} of the format", order.len()))
        } else {
            // A cell of control characters alone is as empty as one of blanks.
            let present =
                |value: &str| !value.trim().is_empty() && (scheme.missing.is_empty() || value != scheme.missing);
            let cells = order.iter().zip(&values).filter_map(|(column, value)| Some(((*column)?, cell(value))));
            let cells = cells.filter(|(_, value)| present(value));
            (scheme.read)(&Cells(cells.collect()), &format!("{source}#{}", index + 1)).map_err(str::to_owned)
        };
        match row {
            Ok(row) => imported.push(row),
            Err(reason) => left.entry(reason).or_insert((0, index + 1)).0 += 1,
        }
    }
    diagnostics.extend(left.into_iter().map(|(reason, (count, first))| {
        Diagnostic::warning(source, format!("{count} rows were left out: {reason} (first in line {first})"))
    }));
    (imported, diagnostics)
}
