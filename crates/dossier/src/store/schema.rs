//! The schema: the mark of a dossier, its versions and the steps from one to the next. `docs/dossier.md` has its picture.

use rusqlite::{Connection, Transaction};

use super::checksum::Table;

/// The application id in the header of the file: "DMRC".
pub(super) const APPLICATION_ID: i64 = 0x444d_5243;

/// The version that this program writes.
pub(super) const VERSION: i64 = STEPS.len() as i64;

/// One step from a version to the next: the tables it makes, then what it must fill in from the rows that exist.
struct Step {
    sql: &'static str,
    fill: fn(&Transaction<'_>) -> rusqlite::Result<()>,
}

/// The step at index n leads from version n to n + 1. A step that was released is never changed again; what its tables are filled with is
/// left to a later step where that makes it anew.
const STEPS: &[Step] = &[
    Step { sql: include_str!("migrations/1-record.sql"), fill: |_| Ok(()) },
    Step { sql: include_str!("migrations/2-events.sql"), fill: |_| Ok(()) },
    Step { sql: include_str!("migrations/3-anchors.sql"), fill: super::group::group_everything },
];

/// Brings the schema from the version of the file to `to`, all within the transaction.
pub(super) fn migrate(transaction: &Transaction<'_>, from: i64, to: i64) -> rusqlite::Result<()> {
    for version in from..to {
        let step = &STEPS[usize::try_from(version).unwrap_or(0)];
        transaction.execute_batch(step.sql)?;
        (step.fill)(transaction)?;
    }
    transaction.pragma_update(None, "user_version", to)
}

macro_rules! tables {
    ($($constant:ident $name:literal [$($column:literal)*];)*) => {
        $(pub(super) const $constant: Table = Table { name: $name, columns: &[$($column),*] };)*
        /// Every table of rows with checksums.
        pub(super) const TABLES: &[&Table] = &[$(&$constant),*];
    };
}

tables! {
    DOSSIER "dossier" ["name" "value"];
    INPUT "input" ["hash" "name" "bytes" "recorded"];
    ARTICLE "article" ["id" "key" "form" "title" "publisher" "url" "earliest" "latest" "recorded" "page" "text"];
    SOURCE "source" ["article" "name" "hash" "recorded"];
    READING "reading" ["article" "program" "recorded" "bytes" "findings"];
    ACTOR "actor" ["id" "key" "name" "kind" "state" "articles"];
    NAMING "naming" ["article" "actor" "name" "kind" "state" "office" "mentions"];
    FACT "fact" [
        "id" "article" "key" "local" "layer" "verdict" "kind" "predicate" "content" "earliest" "latest" "granularity"
        "modifier" "status" "place" "occasion" "issue" "mutual" "background" "confidence" "first_byte" "last_byte"
    ];
    PARTY "party" ["fact" "role" "place" "actor"];
    LOG "log" ["id" "recorded" "author" "operation" "reason" "details" "undoes" "previous"];
    CONCERN "concern" ["article" "entry"];
    TALLY "tally" ["name" "count"];
    EVENT "event" [
        "id" "key" "first" "kind" "earliest" "latest" "status" "place" "occasion" "issue" "confidence" "reports" "articles"
    ];
    REPORT "report" ["fact" "event"];
    INVOLVEMENT "involvement" ["actor" "earliest" "event"];
    BLOCK "block" ["fact" "key"];
    PAIR "pair" ["low" "high" "odds"];
    TELLING "telling" ["fact" "report"];
    DECISION "decision" ["low" "high" "together" "entry"];
    BAND "band" ["article" "band"];
    MINIMA "minima" ["article" "minima"];
    COPY "copy" ["low" "high"];
    STORY "story" ["article" "story"];
}

/// The version in the header of a file.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// The mark in the header of a file.
pub(super) fn application_id(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA application_id", [], |row| row.get(0))
}
