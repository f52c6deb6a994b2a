//! Why a dossier could not be opened, read or written, in words that say what to do next.

use std::path::{Path, PathBuf};

/// What went wrong with a dossier. The file is as it was before the call.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no file of that name.
    #[error("there is no dossier at {0}: make one with `demarche init {0}`")]
    Missing(String),
    /// `init` would have overwritten something.
    #[error("{0} exists already: choose another name, or add to it if it is a dossier")]
    Exists(String),
    /// The path is a folder.
    #[error("{0} is a folder: a dossier is one file, such as {0}/talks.dossier")]
    IsFolder(String),
    /// The file is something else.
    #[error("{0} is not a dossier (it lacks the mark of one): check the path")]
    NotADossier(String),
    /// A later program wrote it.
    #[error("{path} has schema version {found}, this program knows up to {known}: use the newer program")]
    Newer {
        /// The file.
        path: String,
        /// Its version.
        found: i64,
        /// The latest version known here.
        known: i64,
    },
    /// The file may not be written.
    #[error("{0} cannot be written (read-only file, folder or disk): change its permissions or copy it elsewhere")]
    ReadOnly(String),
    /// The file may not be read.
    #[error("{0} cannot be opened: check its permissions and those of its folder")]
    CannotOpen(String),
    /// Somebody else is writing.
    #[error("{0} is being written by another program: wait for it to end, or allow more time with --wait")]
    Locked(String),
    /// No space is left, or a limit on the size of files is met.
    #[error(
        "no space is left to write {0}: nothing of the last article was stored; make space and run the same command again"
    )]
    Full(String),
    /// The file is broken.
    #[error("{path} is damaged ({detail}): run `demarche verify` on it and go back to a copy")]
    Damaged {
        /// The file.
        path: String,
        /// What was found.
        detail: String,
    },
    /// Nothing goes by that key.
    #[error("nothing in the dossier goes by {0:?}: `demarche show` and `demarche search` print the keys")]
    Unknown(String),
    /// Several things do.
    #[error("{key:?} stands for {count} things, among them {examples}: give more of the key")]
    Ambiguous {
        /// The key.
        key: String,
        /// How many.
        count: usize,
        /// The first of them.
        examples: String,
    },
    /// A correction that cannot be made.
    #[error("{0}")]
    Refused(String),
    /// A query that cannot be understood.
    #[error("the search {0:?} cannot be understood: use words, \"a phrase\", OR, NOT, or a word with a * at its end")]
    Query(String),
    /// Anything else that SQLite reports.
    #[error("{path}: {source}")]
    Database {
        /// The file.
        path: String,
        /// The report.
        source: rusqlite::Error,
    },
}

/// What the calls of the store return.
pub type Result<T> = std::result::Result<T, StoreError>;

/// The name of a file as it may be printed.
pub(super) fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Puts the errors of SQLite into our words.
#[derive(Clone, Debug)]
pub(super) struct Blame(pub PathBuf);

impl Blame {
    pub fn sqlite(&self, error: rusqlite::Error) -> StoreError {
        use rusqlite::ErrorCode as Code;
        let path = shown(&self.0);
        let rusqlite::Error::SqliteFailure(failure, ref message) = error else {
            return match error {
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::Utf8Error(..) => StoreError::Damaged { path, detail: error.to_string() },
                source => StoreError::Database { path, source },
            };
        };
        match failure.code {
            Code::DatabaseBusy | Code::DatabaseLocked => StoreError::Locked(path),
            Code::DiskFull => StoreError::Full(path),
            Code::ReadOnly | Code::PermissionDenied => StoreError::ReadOnly(path),
            Code::CannotOpen => StoreError::CannotOpen(path),
            Code::NotADatabase => StoreError::NotADossier(path),
            Code::DatabaseCorrupt => {
                let detail = message.clone().unwrap_or_else(|| "the pages of the file contradict each other".into());
                StoreError::Damaged { path, detail }
            }
            // A limit on the size of files and a full disk both show as a write that fails or falls short.
            Code::SystemIoFailure if is_write(failure.extended_code) => StoreError::Full(path),
            Code::SystemIoFailure => {
                StoreError::Damaged { path, detail: "the file is shorter than it says, or the disk failed".into() }
            }
            _ => StoreError::Database { path, source: error },
        }
    }

    pub fn damaged(&self, detail: impl Into<String>) -> StoreError {
        StoreError::Damaged { path: shown(&self.0), detail: detail.into() }
    }
}

/// `SQLITE_IOERR_WRITE`, `_FSYNC`, `_TRUNCATE`, `_SHMSIZE`, `_SHMMAP`.
fn is_write(extended: i32) -> bool {
    matches!(extended >> 8, 3 | 4 | 6 | 19 | 21)
}
