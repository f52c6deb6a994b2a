//! Forgetting a source, and packing a dossier into one file.

use std::path::Path;
use std::time::Duration;

use rusqlite::OptionalExtension;

use super::add::{drop_unnamed, remove_actors, remove_facts, tally};
use super::correct::Signature;
use super::error::shown;
use super::journal::{self, Details, refused};
use super::{Access, Dossier, Result, StoreError, Work, group};

/// What went with a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Sources that were taken away.
    pub sources: Vec<String>,
    /// Articles that rested on them alone.
    pub articles: usize,
    /// Facts that went with those.
    pub facts: usize,
}

impl Dossier {
    /// Removes a source: a path as it was given to `add`, with all items of that file; or a folder with all below it. An
    /// article that has no other source goes, and every fact that rested on it alone; so do events that no other article
    /// reports. The log keeps that it was done, and what people said of those facts.
    ///
    /// # Errors
    /// When there is no such source, or the file cannot be written.
    pub fn forget(&mut self, source: &str, signature: &Signature) -> Result<Forgotten> {
        let forgotten = self.write(|transaction| {
            let sql = "SELECT article, name FROM source
                       WHERE name = ?1 OR substr(name, 1, length(?1) + 1) IN (?1 || '#', ?1 || '/', ?1 || '!')
                       ORDER BY article, name";
            let mut statement = transaction.prepare(sql)?;
            let source = source.strip_suffix('/').unwrap_or(source);
            let sources = statement
                .query_map([source], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            if sources.is_empty() {
                return Err(refused(format!(
                    "no source goes by {source:?}: `demarche show DOSSIER articles` lists them"
                )));
            }
            let mut forgotten = Forgotten::default();
            for (article, name) in &sources {
                transaction
                    .prepare_cached("DELETE FROM source WHERE article = ?1 AND name = ?2")?
                    .execute(rusqlite::params![article, name])?;
                tally(transaction, "sources", -1)?;
                forgotten.sources.push(name.clone());
                let left: i64 = transaction
                    .prepare_cached("SELECT count(*) FROM source WHERE article = ?1")?
                    .query_row([article], |row| row.get(0))?;
                if left == 0 {
                    forgotten.facts += remove_article(transaction, *article)?;
                    forgotten.articles += 1;
                }
            }
            drop_unnamed(transaction)?;
            let inputs =
                "DELETE FROM input WHERE name = ?1 OR substr(name, 1, length(?1) + 1) IN (?1 || '/', ?1 || '!')";
            transaction.execute(inputs, [source])?;
            forgotten.sources.sort();
            let details = Details { sources: forgotten.sources.clone(), ..Details::default() };
            journal::add(transaction, signature, "forget", &details, None, &[])?;
            Ok(forgotten)
        })?;
        // What was deleted must not linger in pages that are free.
        self.connection
            .execute_batch("PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE);")
            .map_err(|error| self.blame.sqlite(error))?;
        Ok(forgotten)
    }

    /// Packs the dossier: no free pages, no write-ahead log, one file. With `copy` the packed dossier is written there and the
    /// original stays as it is.
    ///
    /// # Errors
    /// When another program has it open, the copy exists, or no space is left.
    pub fn pack(path: &Path, copy: Option<&Path>, wait: Duration) -> Result<()> {
        if let Some(copy) = copy {
            if copy.exists() {
                return Err(StoreError::Exists(shown(copy)));
            }
            let dossier = Self::open(path, Access::Read, wait)?;
            let written = dossier.connection.execute("VACUUM INTO ?1", [shown(copy)]);
            return written.map(drop).map_err(|error| {
                let _ = std::fs::remove_file(copy);
                super::error::Blame(copy.to_owned()).sqlite(error)
            });
        }
        let dossier = Self::open(path, Access::Write, wait)?;
        dossier
            .connection
            .execute_batch(
                "INSERT INTO words (words) VALUES ('optimize'); PRAGMA wal_checkpoint(TRUNCATE); VACUUM;
                 PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;",
            )
            .map_err(|error| dossier.blame.sqlite(error))
    }
}

/// Takes an article away with all that rested on it alone; returns the number of its facts.
fn remove_article(connection: &rusqlite::Connection, article: i64) -> Work<usize> {
    let facts: i64 = connection
        .prepare_cached("SELECT count(*) FROM fact WHERE article = ?1")?
        .query_row([article], |row| row.get(0))?;
    let left = group::leave(connection, article)?;
    remove_facts(connection, article)?;
    remove_actors(connection, article)?;
    group::settle(connection, left)?;
    let copies = group::leave_story(connection, article)?;
    let row: Option<(String, Option<String>, String)> = connection
        .prepare_cached("SELECT form, title, text FROM article WHERE id = ?1")?
        .query_row([article], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    if let Some((form, title, text)) = row {
        connection
            .prepare_cached("INSERT INTO words (words, rowid, title, text) VALUES ('delete', ?1, ?2, ?3)")?
            .execute(rusqlite::params![article, title, text])?;
        tally(connection, if form == "article" { "articles" } else { "imports" }, -1)?;
    }
    connection.prepare_cached("DELETE FROM article WHERE id = ?1")?.execute([article])?;
    group::tell_stories(connection, &copies)?;
    Ok(usize::try_from(facts).unwrap_or(0))
}
