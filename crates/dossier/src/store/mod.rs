//! The dossier: one SQLite file with the articles, what the machine read in them, what people corrected, and the events that
//! many reports tell of. Nothing is read from the coverage here and nothing is rendered; no clock is looked at, every call
//! that records something is given the time.
//!
//! The rows that lists and searches need are kept beside the readings and are brought up to date in the same transaction, so
//! that an answer never needs the whole record. They follow from the readings and the log alone: the order in which articles
//! arrive changes no answer.

mod add;
mod agreement;
mod checksum;
mod correct;
mod error;
mod fact;
mod forget;
mod group;
mod journal;
mod keys;
mod picture;
mod query;
mod schema;
#[cfg(test)]
mod tests;
mod verify;
mod view;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

pub use add::{Added, Reading};
pub use agreement::{Agreement, krippendorff_alpha};
pub use correct::{Addition, Correction, Signature};
pub use error::{Result, StoreError};
pub use fact::{Fact, LAYERS, Verdict};
pub use forget::Forgotten;
pub use journal::{Entry, Target};
pub use keys::{Anchor, ContentHasher, article_key, content_hash, short};
pub use picture::schema_picture;
pub use query::{
    ActorLine, ArticleLine, EventDetail, FactDetail, FactLine, Found, Hit, Overview, ReportDetail, Selection,
};
pub use verify::Verification;
pub use view::Filter;

use checksum::text;
use error::{Blame, shown};

/// An open dossier.
pub struct Dossier {
    connection: Connection,
    blame: Blame,
}

/// What a dossier is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To answer questions.
    Read,
    /// To record something.
    Write,
    /// To check it: the search index can only be checked by a connection that could write. Nothing is changed.
    Check,
}

/// An error on its way out of a transaction.
enum Fault {
    Sqlite(rusqlite::Error),
    Store(StoreError),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

type Work<T> = std::result::Result<T, Fault>;

/// The first bytes of a file that SQLite wrote, and where the application id stands.
const SQLITE: &[u8; 16] = b"SQLite format 3\0";
const APPLICATION_ID_AT: usize = 68;

impl Dossier {
    /// Makes an empty dossier. The file appears at once and whole, or not at all.
    ///
    /// # Errors
    /// When something of that name exists, or the place cannot be written.
    pub fn create(path: &Path, title: &str, now: Timestamp) -> Result<Self> {
        if path.exists() {
            return Err(if path.is_dir() {
                StoreError::IsFolder(shown(path))
            } else {
                StoreError::Exists(shown(path))
            });
        }
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(format!(".{}.unfinished", std::process::id()));
        let unfinished = PathBuf::from(unfinished);
        let made = Self::write_empty(&unfinished, path, title, now);
        // A hard link never replaces a file; where links are not known, a rename after the check above must do.
        let placed = made.and_then(|()| {
            std::fs::hard_link(&unfinished, path)
                .or_else(|error| if path.exists() { Err(error) } else { std::fs::rename(&unfinished, path) })
                .map_err(|_| {
                    if path.exists() { StoreError::Exists(shown(path)) } else { StoreError::ReadOnly(shown(path)) }
                })
        });
        let _ = std::fs::remove_file(&unfinished);
        placed?;
        Self::open(path, Access::Write, Duration::from_secs(5))
    }

    fn write_empty(unfinished: &Path, path: &Path, title: &str, now: Timestamp) -> Result<()> {
        let blame = Blame(path.to_owned());
        let wrong = |error| blame.sqlite(error);
        let mut connection = Connection::open(unfinished).map_err(wrong)?;
        checksum::register(&connection).map_err(wrong)?;
        connection.pragma_update(None, "application_id", schema::APPLICATION_ID).map_err(wrong)?;
        let transaction = connection.transaction().map_err(wrong)?;
        schema::migrate(&transaction, 0, schema::VERSION).map_err(wrong)?;
        for (name, value) in [("title", title.to_owned()), ("created", stamp(now))] {
            schema::DOSSIER.insert(&transaction, &[text(name), text(value)]).map_err(wrong)?;
        }
        transaction.commit().map_err(wrong)?;
        connection.close().map_err(|(_, error)| wrong(error))
    }

    /// Whether the file bears the mark of a dossier.
    #[must_use]
    pub fn is_dossier(path: &Path) -> bool {
        let mut header = [0; APPLICATION_ID_AT + 4];
        let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut header));
        let mark = i64::from(u32::from_be_bytes([header[68], header[69], header[70], header[71]]));
        read.is_ok() && header.starts_with(SQLITE) && mark == schema::APPLICATION_ID
    }

    /// Opens a dossier. Another writer is waited for as long as `wait` says. A dossier of an earlier version is brought up to
    /// date.
    ///
    /// # Errors
    /// When there is no such file, it is no dossier, a later program wrote it, or it cannot be opened in this way.
    pub fn open(path: &Path, access: Access, wait: Duration) -> Result<Self> {
        match std::fs::metadata(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(StoreError::Missing(shown(path))),
            Err(_) => return Err(StoreError::CannotOpen(shown(path))),
            Ok(metadata) if metadata.is_dir() => return Err(StoreError::IsFolder(shown(path))),
            Ok(_) if std::fs::File::open(path).is_err() => return Err(StoreError::CannotOpen(shown(path))),
            Ok(_) if !Self::is_dossier(path) => return Err(StoreError::NotADossier(shown(path))),
            Ok(_) => {}
        }
        let blame = Blame(path.to_owned());
        let connection = connect(path, access, wait).map_err(|error| blame.sqlite(error))?;
        let mut dossier = Self { connection, blame };
        let found = schema::version(&dossier.connection).map_err(|error| dossier.blame.sqlite(error))?;
        if found > schema::VERSION {
            return Err(StoreError::Newer { path: shown(path), found, known: schema::VERSION });
        }
        if found < 1 {
            return Err(dossier.blame.damaged("it has no schema version"));
        }
        if found < schema::VERSION {
            if access != Access::Write {
                drop(dossier);
                Self::open(path, Access::Write, wait)?;
                return Self::open(path, access, wait);
            }
            // Another process may have done it while this one waited for its turn.
            dossier.write(|transaction| {
                let found = schema::version(transaction)?;
                Ok(schema::migrate(transaction, found, schema::VERSION)?)
            })?;
        }
        Ok(dossier)
    }

    /// Runs the work in one transaction that excludes other writers from its start; nothing of it stays when it fails.
    fn write<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Work<T>) -> Result<T> {
        let blame = self.blame.clone();
        let outcome = (|| {
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        })();
        outcome.map_err(|fault| say(&blame, fault))
    }

    /// Answers from one state of the file, whatever others write meanwhile.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> Work<T>) -> Result<T> {
        let outcome = (|| {
            let transaction = self.connection.unchecked_transaction()?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        })();
        outcome.map_err(|fault| say(&self.blame, fault))
    }
}

fn say(blame: &Blame, fault: Fault) -> StoreError {
    match fault {
        Fault::Sqlite(error) => blame.sqlite(error),
        Fault::Store(error) => error,
    }
}

/// A connection with the settings that every use of a dossier has.
fn connect(path: &Path, access: Access, wait: Duration) -> rusqlite::Result<Connection> {
    let open = |immutable: bool| -> rusqlite::Result<Connection> {
        let write = access == Access::Write;
        let mode = if access != Access::Read && !immutable {
            OpenFlags::SQLITE_OPEN_READ_WRITE
        } else {
            OpenFlags::SQLITE_OPEN_READ_ONLY
        };
        let flags = mode | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let connection = if immutable {
            Connection::open_with_flags(immutable_address(path), flags)?
        } else {
            Connection::open_with_flags(path, flags ^ OpenFlags::SQLITE_OPEN_URI)?
        };
        connection.busy_timeout(wait)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        // After a commit that has moved pages about, SQLite goes through the whole cache (those of a file under 1 GB), so that a larger one
        // makes each article dearer; a smaller one reads more.
        connection.execute_batch(
            "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768;",
        )?;
        checksum::register(&connection)?;
        // Every statement of ours is kept ready: one article needs more than the sixteen that are kept else.
        connection.set_prepared_statement_cache_capacity(256);
        // Not in a file that is refused right after: the mode is written into its header.
        if write && schema::version(&connection)? <= schema::VERSION {
            // The log grows to 66 MB before it is carried over: the articles in it have many pages in common, each carried over once.
            connection.execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16000;",
            )?;
        }
        // Touches the file, so that what is wrong with it shows here.
        schema::application_id(&connection)?;
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
        Ok(connection)
    };
    match open(false) {
        Err(error) if access != Access::Write && is_unwritable(&error) && !log_is_left(path) => {
            // On a read-only disk SQLite cannot make its index of the write-ahead log; without a log none is needed.
            open(true).map_err(|_| error)
        }
        other => other,
    }
}

fn is_unwritable(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{CannotOpen, ReadOnly, SystemIoFailure};
    matches!(error.sqlite_error_code(), Some(CannotOpen | ReadOnly | SystemIoFailure))
}

/// Whether a write-ahead log with something in it lies beside the file.
fn log_is_left(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|metadata| metadata.len() > 0)
}

fn immutable_address(path: &Path) -> String {
    let mut address = String::from("file:");
    for &byte in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => address.push(char::from(byte)),
            other => address.push_str(&format!("%{other:02X}")),
        }
    }
    address + "?immutable=1"
}

/// A time of record as it is written: UTC, to the second.
fn stamp(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
