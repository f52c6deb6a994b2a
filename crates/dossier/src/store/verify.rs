//! Checking a dossier: SQLite's own checks, a checksum on every row, the chain of the log, the counts, and that the rows which
//! lists answer from follow from the readings.

use std::collections::BTreeSet;

use rusqlite::Connection;
use serde::Serialize;

use super::schema::TABLES;
use super::{Dossier, Result, Work, add, journal};

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Rows that were checked, in all tables.
    pub rows: i64,
    /// What is wrong, one line each; empty where all is well.
    pub faults: Vec<String>,
}

impl Verification {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// SQLite stops after so many faults of its own.
const MOST_FAULTS: usize = 20;

impl Dossier {
    /// Checks everything. With `thorough` each article's facts are also made anew from its reading and compared.
    ///
    /// # Errors
    /// Only when the file cannot be read at all; faults in it are part of the answer.
    pub fn verify(&self, thorough: bool) -> Result<Verification> {
        let mut verification = Verification::default();
        let mut note = |what: &str, outcome: Work<Vec<String>>| match outcome {
            Ok(faults) => verification.faults.extend(faults.into_iter().map(|fault| format!("{what}: {fault}"))),
            Err(super::Fault::Sqlite(error)) => verification.faults.push(format!("{what}: {error}")),
            Err(super::Fault::Store(error)) => verification.faults.push(format!("{what}: {error}")),
        };
        let connection = &self.connection;
        note("schema", schema(connection));
        note("structure", lines(connection, &format!("PRAGMA integrity_check({MOST_FAULTS})"), "ok"));
        note("references", references(connection));
        for table in TABLES {
            note(table.name, rows(connection, table));
        }
        note("search index", search_index(connection));
        note("log", chain(connection));
        note("counts", counts(connection));
        note("events", events(connection));
        note("inputs and pages", pages(connection));
        if thorough {
            note("facts", facts(connection));
        }
        for table in TABLES {
            let count =
                connection.query_row(&format!("SELECT count(*) FROM {}", table.name), [], |row| row.get::<_, i64>(0));
            verification.rows += count.unwrap_or(0);
        }
        Ok(verification)
    }
}

fn lines(connection: &Connection, sql: &str, well: &str) -> Work<Vec<String>> {
    let mut statement = connection.prepare(sql)?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(lines.into_iter().filter(|line| line != well).collect())
}

/// The schema is the one that this program would make.
fn schema(connection: &Connection) -> Work<Vec<String>> {
    let listed = |connection: &Connection| -> rusqlite::Result<BTreeSet<(String, String, String)>> {
        let mut statement = connection
            .prepare("SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'")?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
    };
    let mut fresh = Connection::open_in_memory()?;
    super::checksum::register(&fresh)?;
    let transaction = fresh.transaction()?;
    super::schema::migrate(&transaction, 0, super::schema::VERSION)?;
    transaction.commit()?;
    let (expected, found) = (listed(&fresh)?, listed(connection)?);
    let differing: BTreeSet<&String> = expected.symmetric_difference(&found).map(|(_, name, _)| name).collect();
    Ok(differing.into_iter().map(|name| format!("{name:?} is not as it was made")).collect())
}

fn references(connection: &Connection) -> Work<Vec<String>> {
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let found = statement.query_map([], |row| {
        Ok(format!(
            "a row of {} refers to a row of {} that is gone",
            row.get::<_, String>(0)?,
            row.get::<_, String>(2)?
        ))
    })?;
    Ok(found.take(MOST_FAULTS).collect::<rusqlite::Result<_>>()?)
}

fn rows(connection: &Connection, table: &super::checksum::Table) -> Work<Vec<String>> {
    let broken = table.broken_rows(connection)?;
    Ok((broken > 0).then(|| format!("{broken} rows do not fit their checksum")).into_iter().collect())
}

/// The index against the texts, in a copy of the connection's own transaction: nothing is changed.
fn search_index(connection: &Connection) -> Work<Vec<String>> {
    // The check is written as an insertion; a connection that only reads counts the documents instead.
    match connection.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)", []) {
        Ok(_) => Ok(Vec::new()),
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ReadOnly) => Ok(Vec::new()),
        Err(error) => Ok(vec![format!("it does not fit the texts ({error})")]),
    }
}

fn chain(connection: &Connection) -> Work<Vec<String>> {
    let broken = journal::broken_chain(connection)?;
    Ok(broken.map(|entry| format!("the chain is broken at entry {entry}")).into_iter().collect())
}

fn counts(connection: &Connection) -> Work<Vec<String>> {
    let sql = "SELECT t.name, t.count, n.count FROM tally t LEFT JOIN (
                 SELECT form || 's' AS name, count(*) AS count FROM article GROUP BY 1
                 UNION ALL SELECT 'sources', count(*) FROM source
                 UNION ALL SELECT 'events', count(*) FROM event
                 UNION ALL SELECT 'stories', count(DISTINCT story) FROM story
                 UNION ALL SELECT CASE verdict WHEN 'rejected' THEN 'rejected' ELSE layer END, count(*) FROM fact GROUP BY 1
               ) n ON n.name = CASE t.name WHEN 'event' THEN 'event' ELSE t.name END
               WHERE t.count <> coalesce(n.count, 0)";
    let mut statement = connection.prepare(sql)?;
    let found = statement.query_map([], |row| {
        let (name, kept, counted): (String, i64, Option<i64>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(format!("{kept} {name} are kept count of, {} are there", counted.unwrap_or(0)))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Every report has an event, and every event the reports that it counts.
fn events(connection: &Connection) -> Work<Vec<String>> {
    let mut faults = Vec::new();
    let mut check = |sql: &str, what: &str| -> Work<()> {
        let count: i64 = connection.query_row(sql, [], |row| row.get(0))?;
        if count > 0 {
            faults.push(format!("{count} {what}"));
        }
        Ok(())
    };
    check(
        "SELECT count(*) FROM fact WHERE layer = 'event' AND verdict <> 'rejected' AND id NOT IN (SELECT fact FROM report)",
        "reports belong to no event",
    )?;
    check(
        "SELECT count(*) FROM event WHERE reports <> (SELECT count(*) FROM report WHERE report.event = event.id)",
        "events do not have the reports that they count",
    )?;
    check(
        "SELECT count(*) FROM event WHERE id NOT IN (SELECT event FROM involvement)
         AND first IN (SELECT fact FROM party WHERE role IN ('source', 'target'))",
        "events have lost their parties",
    )?;
    check(
        "SELECT count(*) FROM article WHERE id NOT IN (SELECT article FROM reading)",
        "articles have lost their reading",
    )?;
    check(
        "SELECT count(*) FROM article WHERE id NOT IN (SELECT article FROM source)",
        "articles have lost their source",
    )?;
    Ok(faults)
}

/// Texts and JSON that were written whole can be read whole.
fn pages(connection: &Connection) -> Work<Vec<String>> {
    let broken: i64 =
        connection.query_row("SELECT count(*) FROM article WHERE NOT json_valid(page)", [], |row| row.get(0))?;
    Ok((broken > 0).then(|| format!("{broken} pages are no JSON")).into_iter().collect())
}

/// The rows of the facts follow from the readings and the log.
fn facts(connection: &Connection) -> Work<Vec<String>> {
    let mut faults = Vec::new();
    let mut articles = connection.prepare("SELECT id, key FROM article ORDER BY id")?;
    let mut rows = articles.query([])?;
    while let Some(row) = rows.next()? {
        let (id, key): (i64, String) = (row.get(0)?, row.get(1)?);
        let made: BTreeSet<(String, String, String)> = add::standing(connection, id, &key)?
            .into_iter()
            .map(|one| (one.key.clone(), one.verdict.name().to_owned(), one.fact.content()))
            .collect();
        let mut statement = connection.prepare_cached("SELECT key, verdict, content FROM fact WHERE article = ?1")?;
        let stored = statement
            .query_map([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<BTreeSet<(String, String, String)>>>()?;
        if made != stored {
            faults.push(format!("the facts of article {key} do not follow from its reading"));
            if faults.len() == MOST_FAULTS {
                break;
            }
        }
    }
    Ok(faults)
}
