//! Files that are cut, flipped, from the future, or something else.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use demarche_dossier::store::{Access, Dossier};

use super::Row;
use super::desk::{AT, Desk, Dice, name};

/// Where the header of a SQLite file has the version of the schema.
const USER_VERSION_AT: usize = 60;

pub fn damage(desk: &Desk, flips: usize) -> Result<Vec<Row>> {
    let path = desk.full("damaged")?;
    let bytes = fs::read(&path)?;
    let mut rows = vec![newer(desk, &path, &bytes)?, truncated(desk, &path, &bytes)?, foreign(desk)?];
    rows.push(flipped(&path, &bytes, flips)?);
    Ok(rows)
}

fn newer(desk: &Desk, path: &Path, bytes: &[u8]) -> Result<Row> {
    let mut newer = bytes.to_vec();
    newer[USER_VERSION_AT..USER_VERSION_AT + 4].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(path, &newer)?;
    let said = desk.fail(&["add", &name(path), "coverage", "--at", AT])?;
    let left = fs::read(path)? == newer;
    Ok(Row::new(
        "a dossier of a newer version",
        "told with both versions; the file is left as it is",
        said.contains("version 99") && left,
    ))
}

fn truncated(desk: &Desk, path: &Path, bytes: &[u8]) -> Result<Row> {
    let (mut told, mut left) = (0, 0);
    let mut dice = Dice(3);
    let cuts = 40;
    for _ in 0..cuts {
        let keep = 1 + dice.below(bytes.len() as u64 - 1) as usize;
        fs::write(path, &bytes[..keep])?;
        told += usize::from(desk.output(&["verify", &name(path)])?.status.code() == Some(1));
        left += usize::from(fs::read(path)? == bytes[..keep]);
    }
    Ok(Row::new(
        format!("cut at {cuts} random places"),
        format!("{told} found by `verify`; {left} left as they were"),
        told == cuts && left == cuts,
    ))
}

fn foreign(desk: &Desk) -> Result<Row> {
    let text = desk.path("coverage/story-000.txt");
    let (file, folder) = (desk.fail(&["show", &name(&text)])?, desk.fail(&["show", "coverage"])?);
    let missing = desk.fail(&["show", "nowhere.dossier"])?;
    let holds =
        file.contains("is not a dossier") && folder.contains("is a folder") && missing.contains("demarche init");
    Ok(Row::new("a file that is no dossier, a folder, nothing", "each told with what to do", holds))
}

fn flipped(path: &Path, bytes: &[u8], wanted: usize) -> Result<Row> {
    fs::write(path, bytes)?;
    let whole = rows(path);
    let mut dice = Dice(5);
    let (mut touched, mut found, mut tried) = (0, 0, 0);
    while touched < wanted && tried < wanted * 100 {
        let bit = dice.below(bytes.len() as u64 * 8) as usize;
        let mut flipped = bytes.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        fs::write(path, &flipped)?;
        tried += 1;
        if rows(path) == whole {
            continue;
        }
        touched += 1;
        let sound = Dossier::open(path, Access::Check, Duration::ZERO)
            .and_then(|dossier| dossier.verify(false))
            .is_ok_and(|verification| verification.is_sound());
        found += usize::from(!sound);
    }
    Ok(Row::new(
        format!("{tried} random bits flipped, one at a time, until {touched} had touched a record"),
        format!("`verify` found {found} of {touched}"),
        touched == wanted && found == touched,
    ))
}

/// Every row of every table by SQLite alone, hashed; `None` where they cannot be read.
fn rows(path: &Path) -> Option<String> {
    let connection = rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
    let mut tables = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%checksum%' ORDER BY name")
        .ok()?;
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).ok()?.collect::<Result<_, _>>().ok()?;
    let mut all = Vec::new();
    for table in tables {
        let mut statement = connection.prepare(&format!("SELECT * FROM \"{table}\" NOT INDEXED")).ok()?;
        let columns = statement.column_count();
        let mut rows = statement.query([]).ok()?;
        while let Some(row) = rows.next().ok()? {
            for column in 0..columns {
                use rusqlite::types::ValueRef;
                match row.get_ref(column).ok()? {
                    ValueRef::Null => all.push(0),
                    ValueRef::Integer(number) => all.extend(number.to_le_bytes()),
                    ValueRef::Real(number) => all.extend(number.to_bits().to_le_bytes()),
                    ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                        all.extend((bytes.len() as u64).to_le_bytes());
                        all.extend(bytes);
                    }
                }
            }
        }
        all.push(b'|');
    }
    Some(demarche_dossier::store::content_hash(&all))
}
