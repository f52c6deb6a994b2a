//! The log: every operation of a person, in order, each chained to the one before it. It is only added to; undoing is one
//! more entry.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::checksum::{maybe, text};
use super::correct::Signature;
use super::keys::Anchor;
use super::schema::{CONCERN, LOG};
use super::{Dossier, Fault, Result, stamp};

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// Its number.
    pub number: i64,
    /// When it was recorded (UTC).
    pub recorded: String,
    /// Who did it.
    pub author: String,
    /// `accept`, `reject`, `edit`, `add`, `merge`, `split`, `merge-issues`, `split-issue`, `undo`, `forget`.
    pub operation: String,
    /// Why.
    pub reason: String,
    /// On what.
    pub targets: Vec<Target>,
    /// For a split: the reports that the targets are kept apart from.
    pub others: Vec<Target>,
    /// For an edit: the fields that were set.
    pub fields: BTreeMap<String, Json>,
    /// For `forget`: the sources that went.
    pub sources: Vec<String>,
    /// For issues that are merged or split: their names.
    pub issues: Vec<String>,
    /// For an undo: the entry that it undoes.
    pub undoes: Option<i64>,
    /// Whether it holds: no entry that holds undoes it.
    pub holds: bool,
}

/// A fact that an entry is about, as it was when the entry was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// Its key then.
    pub key: String,
    /// Where it stands.
    pub anchor: Anchor,
    /// The fact itself.
    pub fact: Json,
    /// The fact of the same article that it rests on, for drivers and agenda items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Anchor>,
}

/// What an entry holds beside its columns.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Details {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Target>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Target>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Json>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issues: Vec<String>,
}

/// Adds an entry and returns its number. `concerns` names the articles that must be made anew for it.
pub(super) fn add(
    connection: &Connection,
    signature: &Signature,
    operation: &str,
    details: &Details,
    undoes: Option<i64>,
    concerns: &[String],
) -> rusqlite::Result<i64> {
    let id = LOG.next_id(connection)?;
    let previous: i64 = connection
        .query_row("SELECT checksum FROM log WHERE id = ?1", [id - 1], |row| row.get(0))
        .optional()?
        .unwrap_or(0);
    let details = serde_json::to_string(details).unwrap_or_default();
    LOG.insert(
        connection,
        &[
            Value::Integer(id),
            text(stamp(signature.time)),
            text(&signature.author),
            text(operation),
            text(&signature.reason),
            text(details),
            maybe(undoes),
            Value::Integer(previous),
        ],
    )?;
    for article in concerns {
        CONCERN.insert_new(connection, &[text(article), Value::Integer(id)])?;
    }
    Ok(id)
}

const COLUMNS: &str = "id, recorded, author, operation, reason, details, undoes";

fn entry(connection: &Connection, row: &Row<'_>) -> rusqlite::Result<Entry> {
    let number = row.get(0)?;
    let details: Details = serde_json::from_str(&row.get::<_, String>(5)?)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(5, rusqlite::types::Type::Text, Box::new(error)))?;
    Ok(Entry {
        number,
        recorded: row.get(1)?,
        author: row.get(2)?,
        operation: row.get(3)?,
        reason: row.get(4)?,
        targets: details.targets,
        others: details.others,
        fields: details.fields,
        sources: details.sources,
        issues: details.issues,
        undoes: row.get(6)?,
        holds: holds(connection, number)?,
    })
}

/// Whether no entry that holds undoes this one. Entries undo earlier ones only, so that this ends.
fn holds(connection: &Connection, number: i64) -> rusqlite::Result<bool> {
    let mut statement = connection.prepare_cached("SELECT id FROM log WHERE undoes = ?1 AND id > ?1")?;
    let undone = statement.query_map([number], |row| row.get::<_, i64>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    for by in undone {
        if holds(connection, by)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The entries that concern an article and hold, in order.
pub(super) fn of_article(connection: &Connection, article: &str) -> rusqlite::Result<Vec<Entry>> {
    let sql =
        format!("SELECT {COLUMNS} FROM log WHERE id IN (SELECT entry FROM concern WHERE article = ?1) ORDER BY id");
    let mut statement = connection.prepare_cached(&sql)?;
    let entries = statement.query_map([article], |row| entry(connection, row))?;
    entries.filter(|one| one.as_ref().map_or(true, |entry| entry.holds)).collect()
}

/// The entries about issues that hold, in order.
pub(super) fn of_issues(connection: &Connection) -> rusqlite::Result<Vec<Entry>> {
    let sql = format!("SELECT {COLUMNS} FROM log WHERE operation IN ('merge-issues', 'split-issue') ORDER BY id");
    let mut statement = connection.prepare_cached(&sql)?;
    let entries = statement.query_map([], |row| entry(connection, row))?;
    entries.filter(|one| one.as_ref().map_or(true, |entry| entry.holds)).collect()
}

/// One entry.
pub(super) fn get(connection: &Connection, number: i64) -> rusqlite::Result<Option<Entry>> {
    let sql = format!("SELECT {COLUMNS} FROM log WHERE id = ?1");
    connection.prepare_cached(&sql)?.query_row([number], |row| entry(connection, row)).optional()
}

/// Every entry, in order.
pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<Entry>> {
    let sql = format!("SELECT {COLUMNS} FROM log ORDER BY id");
    let mut statement = connection.prepare_cached(&sql)?;
    let entries = statement.query_map([], |row| entry(connection, row))?;
    entries.collect()
}

/// The articles that an entry concerns.
pub(super) fn concerns(connection: &Connection, number: i64) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached("SELECT article FROM concern WHERE entry = ?1 ORDER BY article")?;
    statement.query_map([number], |row| row.get(0))?.collect()
}

/// The first entry whose chain to the one before it is broken.
pub(super) fn broken_chain(connection: &Connection) -> rusqlite::Result<Option<i64>> {
    let mut statement = connection.prepare("SELECT id, previous, checksum FROM log ORDER BY id")?;
    let mut rows = statement.query([])?;
    let (mut expected, mut last) = (1, 0);
    while let Some(row) = rows.next()? {
        let (id, previous, checksum): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if id != expected || previous != last {
            return Ok(Some(id));
        }
        (expected, last) = (id + 1, checksum);
    }
    Ok(None)
}

impl Dossier {
    /// The log, oldest entry first; `from` and `until` bound the time of record.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn log(&self, from: Option<Timestamp>, until: Option<Timestamp>) -> Result<Vec<Entry>> {
        let (from, until) = (from.map(stamp), until.map(stamp));
        let mut entries = self.read(|connection| Ok(all(connection)?))?;
        entries.retain(|entry| {
            from.as_ref().is_none_or(|from| entry.recorded >= *from)
                && until.as_ref().is_none_or(|until| entry.recorded <= *until)
        });
        Ok(entries)
    }

    /// Undoes an entry, by one more entry; an undo can be undone in its turn. Without a number the last entry that holds and
    /// is no undo goes.
    ///
    /// # Errors
    /// When there is no such entry, it is undone already, or it removed a source.
    pub fn undo(&mut self, number: Option<i64>, signature: &Signature) -> Result<Entry> {
        self.write(|transaction| {
            let entry = match number {
                Some(number) => get(transaction, number)?,
                None => all(transaction)?.into_iter().rev().find(|entry| entry.holds && entry.undoes.is_none()),
            };
            let Some(entry) = entry else {
                return Err(refused("there is nothing to undo: `demarche log` lists the entries"));
            };
            if !entry.holds {
                return Err(refused(format!("entry {} is undone already", entry.number)));
            }
            if entry.operation == "forget" {
                return Err(refused("what was forgotten is gone: add the source again"));
            }
            let concerned = concerns(transaction, entry.number)?;
            let number = add(transaction, signature, "undo", &Details::default(), Some(entry.number), &concerned)?;
            super::correct::make_anew(transaction, &concerned)?;
            get(transaction, number)?.ok_or_else(|| refused("the entry was not recorded"))
        })
    }
}

pub(super) fn refused(message: impl Into<String>) -> Fault {
    Fault::Store(super::StoreError::Refused(message.into()))
}
