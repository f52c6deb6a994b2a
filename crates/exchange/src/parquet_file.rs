//! The table of events as Parquet: one row group, plain columns, no compression, and nothing in the file that differs between runs.

use std::sync::Arc;

use demarche_record::Event;
use jiff::civil::{Date, date};
use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use crate::table::{self, Cell};
use crate::view::View;

/// Days since 1 January 1970, as Parquet counts them.
fn days(day: Date) -> i32 {
    day.since(date(1970, 1, 1)).map_or(0, |span| span.get_days())
}

/// The table as a file.
pub(crate) fn write(view: &View<'_>, events: &[&Event]) -> Result<Vec<u8>, ParquetError> {
    let columns = table::columns();
    let field = |(name, cell): &(&str, Cell)| {
        let (physical, logical) = match cell {
            Cell::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Cell::Whole(_) => (Physical::INT64, None),
            Cell::Real(_) => (Physical::DOUBLE, None),
            Cell::Truth(_) => (Physical::BOOLEAN, None),
            Cell::Day(_) => (Physical::INT32, Some(LogicalType::Date)),
        };
        let field = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
        field.with_logical_type(logical).build().map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    let schema = Arc::new(Type::group_type_builder("events").with_fields(fields).build()?);
    let creator = concat!("demarche ", env!("CARGO_PKG_VERSION")).to_owned();
    let properties = Arc::new(WriterProperties::builder().set_created_by(creator).build());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties)?;
    let rows: Vec<Vec<Cell>> = events.iter().map(|event| table::row(view, event)).collect();
    let mut group = writer.next_row_group()?;
    let mut place = 0;
    while let Some(mut column) = group.next_column()? {
        let cells = || rows.iter().map(|row| &row[place]);
        macro_rules! put {
            ($kind:ty, $values:expr) => {{
                let values: Vec<Option<_>> = $values;
                let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
                let present: Vec<_> = values.into_iter().flatten().collect();
                column.typed::<$kind>().write_batch(&present, Some(&levels), None)?;
            }};
        }
        match &columns[place].1 {
            Cell::Text(_) => put!(
                ByteArrayType,
                cells()
                    .map(|cell| match cell {
                        Cell::Text(Some(text)) => Some(ByteArray::from(text.as_str())),
                        _ => None,
                    })
                    .collect()
            ),
            Cell::Whole(_) => {
                put!(Int64Type, cells().map(|cell| if let Cell::Whole(value) = cell { *value } else { None }).collect())
            }
            Cell::Real(_) => {
                put!(DoubleType, cells().map(|cell| if let Cell::Real(value) = cell { *value } else { None }).collect())
            }
            Cell::Truth(_) => put!(
                BoolType,
                cells().map(|cell| if let Cell::Truth(value) = cell { Some(*value) } else { None }).collect()
            ),
            Cell::Day(_) => put!(
                Int32Type,
                cells().map(|cell| if let Cell::Day(value) = cell { value.map(days) } else { None }).collect()
            ),
        }
        column.close()?;
        place += 1;
    }
    group.close()?;
    writer.close()?;
    Ok(bytes)
}
