//! The file itself: versions, marks, damage, locks.

use std::time::Duration;

use rusqlite::Connection;

use super::super::checksum;
use super::super::schema::{self, TABLES};
use super::super::{Access, Dossier, StoreError};
use super::support::{Desk, answers, at, coverage, signed, sound};

fn open(path: &std::path::Path) -> Result<Dossier, StoreError> {
    Dossier::open(path, Access::Read, Duration::ZERO)
}

/// Where the header of a SQLite file has the version of the schema.
const USER_VERSION_AT: usize = 60;

#[test]
fn a_file_of_an_earlier_version_is_brought_up_to_date() {
    (1..schema::VERSION).for_each(brought_up_to_date);
}

fn brought_up_to_date(version: i64) {
    let mut desk = Desk::new();
    coverage().iter().for_each(|story| {
        desk.add(story);
    });
    let key = desk.key("THREATEN");
    desk.dossier.correct(&key, false, &super::super::Correction::Accept, &signed("ada")).unwrap();
    let expected = answers(&desk.dossier);

    // A file with the schema of that version and its rows alone.
    let old = desk.folder.path().join("old.dossier");
    let mut connection = Connection::open(&old).unwrap();
    checksum::register(&connection).unwrap();
    connection.pragma_update(None, "application_id", schema::APPLICATION_ID).unwrap();
    let transaction = connection.transaction().unwrap();
    schema::migrate(&transaction, 0, version).unwrap();
    transaction.commit().unwrap();
    connection.execute("ATTACH ?1 AS new", [desk.path().display().to_string()]).unwrap();
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    let is_old = |name: &str| {
        let sql = "SELECT count(*) FROM main.sqlite_schema WHERE type = 'table' AND name = ?1";
        connection.query_row(sql, [name], |row| row.get::<_, i64>(0)).unwrap() == 1
    };
    for table in TABLES.iter().filter(|table| is_old(table.name)) {
        let columns = format!("{}, checksum", table.columns.join(", "));
        let sql = format!("INSERT INTO main.{0} ({columns}) SELECT {columns} FROM new.{0}", table.name);
        connection.execute(&sql, []).unwrap();
    }
    connection
        .execute_batch(
            "DELETE FROM main.tally WHERE name IN ('events', 'stories');
             INSERT INTO main.words (words) VALUES ('rebuild');",
        )
        .unwrap();
    connection.close().unwrap();

    let dossier = open(&old).unwrap();
    assert_eq!(schema::version(&dossier.connection).unwrap(), schema::VERSION);
    assert_eq!(answers(&dossier), expected);
    drop(dossier);
    sound(&old);
}

#[test]
fn a_migration_that_fails_leaves_the_file_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.dossier");
    let mut connection = Connection::open(&path).unwrap();
    checksum::register(&connection).unwrap();
    connection.pragma_update(None, "application_id", schema::APPLICATION_ID).unwrap();
    let transaction = connection.transaction().unwrap();
    schema::migrate(&transaction, 0, 1).unwrap();
    transaction.execute_batch("CREATE TABLE pair (in_the_way INTEGER)").unwrap();
    transaction.commit().unwrap();
    connection.close().unwrap();
    assert!(Dossier::open(&path, Access::Write, Duration::ZERO).is_err());
    let connection = Connection::open(&path).unwrap();
    assert_eq!(schema::version(&connection).unwrap(), 1);
    let sql = "SELECT count(*) FROM sqlite_schema WHERE name IN ('event', 'report', 'block')";
    assert_eq!(connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
}

#[test]
fn what_is_no_dossier_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let check = |name: &str, says: &str| {
        let error = open(&path(name)).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains(says) && error.contains(name), "{name}: {error}");
    };
    check("missing.dossier", "demarche init");
    std::fs::create_dir(path("folder")).unwrap();
    check("folder", "is a folder");
    std::fs::write(
        path("text.txt"),
        "not a database at all, and long enough to hold a header of one hundred bytes or more ......",
    )
    .unwrap();
    check("text.txt", "is not a dossier");
    std::fs::write(path("empty"), "").unwrap();
    check("empty", "is not a dossier");
    let other = Connection::open(path("other.sqlite")).unwrap();
    other.execute_batch("CREATE TABLE t (x)").unwrap();
    other.close().unwrap();
    check("other.sqlite", "is not a dossier");
    assert!(matches!(Dossier::create(&path("text.txt"), "", at(0)), Err(StoreError::Exists(_))));
    assert!(matches!(Dossier::create(&path("folder"), "", at(0)), Err(StoreError::IsFolder(_))));
    let nowhere = path("no/such/folder.dossier");
    assert!(Dossier::create(&nowhere, "", at(0)).is_err());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 4, "nothing is left behind");
}

#[test]
fn a_newer_version_is_told_and_left_alone() {
    let desk = Desk::new();
    let path = desk.folder.path().join("newer.dossier");
    Dossier::pack(&desk.path(), Some(&path), Duration::ZERO).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[USER_VERSION_AT..USER_VERSION_AT + 4].copy_from_slice(&99_u32.to_be_bytes());
    std::fs::write(&path, &bytes).unwrap();
    for access in [Access::Read, Access::Write] {
        let error = Dossier::open(&path, access, Duration::ZERO).err().unwrap().to_string();
        assert!(error.contains("version 99") && error.contains("newer program"), "{error}");
        assert!(std::fs::read(&path).unwrap() == bytes, "not a byte is changed");
    }
}

#[test]
fn a_truncated_file_is_found() {
    let mut desk = Desk::new();
    coverage().iter().for_each(|story| {
        desk.add(story);
    });
    let path = desk.folder.path().join("short.dossier");
    Dossier::pack(&desk.path(), Some(&path), Duration::ZERO).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    for keep in [bytes.len() - 1, bytes.len() - 4096, bytes.len() / 2, 5000, 4096, 512, 99] {
        std::fs::write(&path, &bytes[..keep]).unwrap();
        let told = match Dossier::open(&path, Access::Check, Duration::ZERO) {
            Ok(dossier) => !dossier.verify(true).is_ok_and(|verification| verification.is_sound()),
            Err(_) => true,
        };
        assert!(told, "cut to {keep} bytes");
        assert_eq!(std::fs::read(&path).unwrap(), &bytes[..keep], "the file is left as it is");
    }
}

/// The rows of all tables, by SQLite alone; `None` where they cannot be read.
fn rows(path: &std::path::Path) -> Option<Vec<u8>> {
    let connection = Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
    let mut all = Vec::new();
    for table in TABLES {
        let sql = format!("SELECT *, '|' FROM {} NOT INDEXED", table.name);
        let mut statement = connection.prepare(&sql).ok()?;
        let columns = statement.column_count();
        let mut rows = statement.query([]).ok()?;
        while let Some(row) = rows.next().ok()? {
            for column in 0..columns {
                all.extend_from_slice(format!("{:?};", row.get_ref(column).ok()?).as_bytes());
            }
        }
    }
    Some(all)
}

#[test]
fn every_flipped_bit_in_a_record_is_found() {
    let mut desk = Desk::new();
    coverage().iter().for_each(|story| {
        desk.add(story);
    });
    let key = desk.key("THREATEN");
    desk.dossier.correct(&key, false, &super::super::Correction::Accept, &signed("ada")).unwrap();
    let path = desk.folder.path().join("flipped.dossier");
    Dossier::pack(&desk.path(), Some(&path), Duration::ZERO).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let whole = rows(&path).unwrap();
    let mut state = 7_u64;
    let (mut touched, mut tried) = (0, 0);
    while touched < 60 {
        // A linear congruential generator: the same bits on every run.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let bit = (state >> 16) as usize % (bytes.len() * 8);
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(&path, &flipped).unwrap();
        tried += 1;
        assert!(tried < 5000, "{touched} of {tried} flips touched a record");
        if rows(&path).as_ref() == Some(&whole) {
            continue;
        }
        touched += 1;
        let found = match Dossier::open(&path, Access::Check, Duration::ZERO) {
            Ok(dossier) => !dossier.verify(false).is_ok_and(|verification| verification.is_sound()),
            Err(_) => true,
        };
        assert!(found, "bit {} of byte {} was not found", bit % 8, bit / 8);
    }
}

#[test]
fn a_lock_is_waited_for_and_then_told() {
    let mut desk = Desk::new();
    let other = Connection::open(desk.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut impatient = Dossier::open(&desk.path(), Access::Write, Duration::ZERO).unwrap();
    let error = impatient.add(coverage()[0].reading(), false).unwrap_err();
    assert!(matches!(error, StoreError::Locked(_)) && error.to_string().contains("--wait"), "{error}");
    assert!(impatient.overview().is_ok(), "readers are not held up");
    other.execute_batch("ROLLBACK").unwrap();
    impatient.add(coverage()[0].reading(), false).unwrap();
    desk.add(&coverage()[1]);
    desk.sound();
}

#[test]
fn two_writers_take_turns() {
    let desk = Desk::new();
    let path = desk.path();
    let writer = |stories: Vec<super::support::Story>| {
        let path = path.clone();
        std::thread::spawn(move || {
            let mut dossier = Dossier::open(&path, Access::Write, Duration::from_secs(60)).unwrap();
            for story in &stories {
                dossier.add(story.reading(), false).unwrap();
            }
        })
    };
    let (one, two) = (writer(coverage()), writer(coverage().into_iter().rev().collect()));
    one.join().unwrap();
    two.join().unwrap();
    let mut alone = Desk::new();
    coverage().iter().for_each(|story| {
        alone.add(story);
    });
    assert_eq!(answers(&desk.dossier), answers(&alone.dossier));
    desk.sound();
}

#[test]
fn a_packed_dossier_is_one_file_with_the_same_answers() {
    let mut desk = Desk::new();
    coverage().iter().for_each(|story| {
        desk.add(story);
    });
    let expected = answers(&desk.dossier);
    let path = desk.path();
    let Desk { folder, dossier } = desk;
    drop(dossier);
    Dossier::pack(&path, None, Duration::ZERO).unwrap();
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(names, ["talks.dossier"]);
    let dossier = open(&path).unwrap();
    assert_eq!(answers(&dossier), expected);
    drop(dossier);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "reading it leaves nothing beside it");
    assert!(matches!(Dossier::pack(&path, Some(&path), Duration::ZERO), Err(StoreError::Exists(_))));
    sound(&path);
}
