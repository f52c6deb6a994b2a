//! A checksum on every row, so that a flipped bit in a record is found even where SQLite's own structure stays sound.

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Statement, params_from_iter};

/// The SQL function that gives the checksum of its arguments. Only this program's own statements use it: the schema does
/// not, so that any SQLite client can read a dossier.
const FUNCTION: &str = "row_checksum";

/// Teaches a connection the function.
pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function(FUNCTION, -1, flags, |context: &Context<'_>| {
        Ok(checksum((0..context.len()).map(|index| context.get_raw(index))))
    })
}

/// The first eight bytes of BLAKE3 over the values, each with its type and length, as a signed integer.
pub(super) fn checksum<'a>(values: impl Iterator<Item = ValueRef<'a>>) -> i64 {
    let mut hasher = blake3::Hasher::new();
    for value in values {
        match value {
            ValueRef::Null => hasher.update(&[0]),
            ValueRef::Integer(number) => hasher.update(&[1]).update(&number.to_le_bytes()),
            ValueRef::Real(number) => hasher.update(&[2]).update(&number.to_bits().to_le_bytes()),
            ValueRef::Text(bytes) => hasher.update(&[3]).update(&(bytes.len() as u64).to_le_bytes()).update(bytes),
            ValueRef::Blob(bytes) => hasher.update(&[4]).update(&(bytes.len() as u64).to_le_bytes()).update(bytes),
        };
    }
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    i64::from_le_bytes(first)
}

/// A table of the schema and the columns that its checksum covers: all but `checksum` itself.
pub(super) struct Table {
    pub name: &'static str,
    pub columns: &'static [&'static str],
}

impl Table {
    /// Inserts one row with its checksum. The values stand in the order of the columns.
    pub fn insert(&self, connection: &Connection, values: &[Value]) -> rusqlite::Result<()> {
        self.write(connection, "INSERT", values)
    }

    /// The same, where a row with the same primary key gives way.
    pub fn replace(&self, connection: &Connection, values: &[Value]) -> rusqlite::Result<()> {
        self.write(connection, "INSERT OR REPLACE", values)
    }

    /// The same, where a row with the same key stays as it is.
    pub fn insert_new(&self, connection: &Connection, values: &[Value]) -> rusqlite::Result<()> {
        self.write(connection, "INSERT OR IGNORE", values)
    }

    fn write(&self, connection: &Connection, verb: &str, values: &[Value]) -> rusqlite::Result<()> {
        debug_assert_eq!(values.len(), self.columns.len(), "{}", self.name);
        let marks = vec!["?"; values.len() + 1].join(", ");
        let sql = format!("{verb} INTO {} ({}, checksum) VALUES ({marks})", self.name, self.columns.join(", "));
        let sum = Value::Integer(checksum(values.iter().map(ValueRef::from)));
        let mut statement: rusqlite::CachedStatement<'_> = connection.prepare_cached(&sql)?;
        let statement: &mut Statement<'_> = &mut statement;
        statement.execute(params_from_iter(values.iter().chain([&sum])))?;
        Ok(())
    }

    /// Writes the columns of the row whose first column has the first value, but for those that are `kept`: they hold these values
    /// already, and an index over one that is written is written too, even where nothing changes.
    pub fn update(&self, connection: &Connection, values: &[Value], kept: &[&str]) -> rusqlite::Result<()> {
        debug_assert_eq!(values.len(), self.columns.len(), "{}", self.name);
        let written = self.columns.iter().enumerate().skip(1).filter(|(_, column)| !kept.contains(*column));
        let sets: Vec<String> = written.map(|(at, column)| format!("{column} = ?{}", at + 1)).collect();
        let sql = format!(
            "UPDATE {} SET {}, checksum = ?{} WHERE {} = ?1",
            self.name,
            sets.join(", "),
            values.len() + 1,
            self.columns[0]
        );
        let sum = Value::Integer(checksum(values.iter().map(ValueRef::from)));
        connection.prepare_cached(&sql)?.execute(params_from_iter(values.iter().chain([&sum])))?;
        Ok(())
    }

    /// The number that the next row may have.
    pub fn next_id(&self, connection: &Connection) -> rusqlite::Result<i64> {
        let sql = format!("SELECT coalesce(max(id), 0) + 1 FROM {}", self.name);
        connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))
    }

    /// Sets the checksum of the rows that `condition` names anew, after an update of their columns.
    pub fn seal(&self, connection: &Connection, condition: &str, parameters: &[Value]) -> rusqlite::Result<()> {
        let columns = self.columns.join(", ");
        let sql = format!("UPDATE {} SET checksum = {FUNCTION}({columns}) WHERE {condition}", self.name);
        connection.prepare_cached(&sql)?.execute(params_from_iter(parameters))?;
        Ok(())
    }

    /// How many rows do not fit their checksum.
    pub fn broken_rows(&self, connection: &Connection) -> rusqlite::Result<i64> {
        let columns = self.columns.join(", ");
        // NOT INDEXED: the rows themselves are to be read, not what an index says of them.
        let sql = format!("SELECT count(*) FROM {} NOT INDEXED WHERE checksum IS NOT {FUNCTION}({columns})", self.name);
        connection.query_row(&sql, [], |row| row.get(0))
    }
}

/// A value from an optional one.
pub(super) fn maybe<T: Into<Value>>(value: Option<T>) -> Value {
    value.map_or(Value::Null, Into::into)
}

/// A value from a string.
pub(super) fn text(value: impl Into<String>) -> Value {
    Value::Text(value.into())
}

/// A value from a size or an offset.
pub(super) fn size(value: usize) -> Value {
    Value::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}
