//! The picture of the schema, drawn from the schema itself.

use std::collections::BTreeMap;
use std::fmt::Write;

use rusqlite::Connection;

use super::{Result, StoreError, schema};

/// A table with its columns; each column with what it refers to.
struct Drawn {
    name: String,
    columns: Vec<(String, bool, Option<String>)>,
}

const WIDTH: usize = 190;
const LINE: usize = 17;
const GAP: usize = 70;

/// The tables of the present version as an SVG picture: a box for each table, a line for each reference.
///
/// # Errors
/// When the schema cannot be made in memory.
pub fn schema_picture() -> Result<String> {
    let tables = tables().map_err(|source| StoreError::Database { path: "the schema".into(), source })?;
    // Columns of boxes, filled from the top, each box where the picture is lowest.
    let mut bottoms = [20_usize; 4];
    let mut place: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for table in &tables {
        let column = (0..bottoms.len()).min_by_key(|&column| bottoms[column]).unwrap_or(0);
        place.insert(&table.name, (20 + column * (WIDTH + GAP), bottoms[column]));
        bottoms[column] += (table.columns.len() + 1) * LINE + 34;
    }
    let width = 20 + bottoms.len() * (WIDTH + GAP);
    let height = bottoms.iter().max().copied().unwrap_or(0) + 10;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>Tables of a dossier, schema version {}</title>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n",
        schema::VERSION
    );
    for table in &tables {
        let (x, y) = place[table.name.as_str()];
        for (index, (_, _, target)) in table.columns.iter().enumerate() {
            let Some(&(to_x, to_y)) = target.as_ref().and_then(|target| place.get(target.as_str())) else { continue };
            let (from_y, to_y) = (y + (index + 1) * LINE + LINE / 2 + 4, to_y + LINE / 2 + 2);
            let right = to_x > x || (to_x == x && x == 20);
            let from_x = if right { x + WIDTH } else { x };
            let to_x = if to_x > x {
                to_x
            } else if to_x < x {
                to_x + WIDTH
            } else {
                from_x
            };
            let bend = if right { from_x + GAP / 2 } else { from_x.saturating_sub(GAP / 2) };
            let _ = writeln!(
                svg,
                "<path d=\"M{from_x} {from_y} C{bend} {from_y} {bend} {to_y} {to_x} {to_y}\" fill=\"none\" stroke=\"#9aa7b4\"/>"
            );
        }
    }
    for table in &tables {
        let (x, y) = place[table.name.as_str()];
        let height = (table.columns.len() + 1) * LINE + 8;
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{height}\" rx=\"4\" fill=\"#f6f8fa\" stroke=\"#57606a\"/>\n\
             <text x=\"{}\" y=\"{}\" font-weight=\"bold\">{}</text>",
            x + 8,
            y + LINE - 2,
            table.name
        );
        for (index, (column, key, target)) in table.columns.iter().enumerate() {
            let weight = if *key { " text-decoration=\"underline\"" } else { "" };
            let arrow = if target.is_some() { " →" } else { "" };
            let at = y + (index + 2) * LINE;
            let _ = writeln!(svg, "<text x=\"{}\" y=\"{at}\" fill=\"#24292f\"{weight}>{column}{arrow}</text>", x + 14);
        }
    }
    svg.push_str("</svg>\n");
    Ok(svg)
}

fn tables() -> rusqlite::Result<Vec<Drawn>> {
    let mut connection = Connection::open_in_memory()?;
    super::checksum::register(&connection)?;
    let transaction = connection.transaction()?;
    schema::migrate(&transaction, 0, schema::VERSION)?;
    transaction.commit()?;
    let mut drawn = Vec::new();
    for table in schema::TABLES {
        let mut targets: BTreeMap<String, String> = BTreeMap::new();
        let mut statement = connection.prepare("SELECT \"from\", \"table\" FROM pragma_foreign_key_list(?1)")?;
        let mut rows = statement.query([table.name])?;
        while let Some(row) = rows.next()? {
            targets.insert(row.get(0)?, row.get(1)?);
        }
        let mut statement = connection.prepare("SELECT name, pk FROM pragma_table_info(?1)")?;
        let columns = statement
            .query_map([table.name], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)? > 0)))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let columns = columns
            .into_iter()
            .filter(|(name, _)| name != "checksum")
            .map(|(name, key)| {
                let target = targets.get(&name).cloned();
                (name, key, target)
            })
            .collect();
        drawn.push(Drawn { name: table.name.to_owned(), columns });
    }
    Ok(drawn)
}
