//! The record in the formats of the field, and the events of other collections as a record: pure functions from findings to bytes and
//! from bytes to findings. Nothing is known here of storage, of the command line or of briefs.
//!
//! ```
//! use demarche_exchange::{ExportOptions, Format, export};
//! let file = export(&demarche_record::Findings::default(), Format::Icews, &ExportOptions::default()).unwrap();
//! assert!(file.bytes.starts_with(b"Event ID\tEvent Date\tSource Name"));
//! ```
//!
//! # What did not happen
//!
//! Most formats of events cannot say that an event is planned, proposed, hypothetical or denied, and whoever reads them counts every row
//! as something that happened. So each format has a [`Room`]: with [`Room::Field`] everything is written, with its status; with
//! [`Room::Mark`] only what happened, and the rest but for what was denied when it is asked for, marked; with [`Room::None`] only what happened. What
//! is left out is counted in the notes of the export.
//!
//! # Spreadsheets
//!
//! Cells are written as they are. A spreadsheet may take a cell that begins with `=`, `+`, `-` or `@` for a formula; import such files as
//! text.

mod bibliography;
mod calendar;
mod change;
mod chart;
mod codes;
mod entities;
mod external;
mod gdelt;
mod icews;
mod linked;
mod network;
#[cfg(feature = "parquet")]
mod parquet_file;
mod plover;
mod polecat;
mod series;
mod table;
mod tabular;
mod timeline;
mod view;
mod words;
mod xml;

use std::collections::BTreeMap;

use demarche_record::{Diagnostic, Event, Findings, Status};

pub use change::change_points;
pub use chart::{MOST_CHARTS, chart};
pub use series::{Dyad, Period, Point, Series, SeriesOptions, series, series_csv};
pub use words::{AnnotatedSentence, AnnotatedWord};

use view::View;

/// The formats that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// POLECAT, 40 columns.
    Polecat,
    /// ICEWS coded event data, 20 columns.
    Icews,
    /// GDELT 2.0 events, 61 columns.
    Gdelt,
    /// PLOVER records, one JSON object a line.
    Plover,
    /// Events with everything that is known of them, comma-separated.
    Csv,
    /// The same table as Parquet.
    Parquet,
    /// Sentences with their words and events.
    Conllu,
    /// Slides of TimelineJS.
    Timelinejs,
    /// The agenda as calendar.
    Icalendar,
    /// Who to whom by period, for Gephi.
    Gexf,
    /// Who to whom by period, for everything else that reads graphs.
    Graphml,
    /// Entities of FollowTheMoney, one JSON object a line.
    Followthemoney,
    /// Annotations (W3C) with provenance (PROV).
    Jsonld,
    /// The sources.
    Bibtex,
}

/// Whether a format can say that an event did not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// It has a field for the status: everything is written.
    Field,
    /// It can mark such an event, but whoever reads it may not look: written only when asked for.
    Mark,
    /// It has no word for it: never written.
    None,
}

impl Format {
    /// Every format, in the order of the help.
    pub const ALL: [Self; 14] = [
        Self::Polecat,
        Self::Icews,
        Self::Gdelt,
        Self::Plover,
        Self::Csv,
        Self::Parquet,
        Self::Conllu,
        Self::Timelinejs,
        Self::Icalendar,
        Self::Gexf,
        Self::Graphml,
        Self::Followthemoney,
        Self::Jsonld,
        Self::Bibtex,
    ];

    /// Its name in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Polecat => "polecat",
            Self::Icews => "icews",
            Self::Gdelt => "gdelt",
            Self::Plover => "plover",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Conllu => "conllu",
            Self::Timelinejs => "timelinejs",
            Self::Icalendar => "icalendar",
            Self::Gexf => "gexf",
            Self::Graphml => "graphml",
            Self::Followthemoney => "followthemoney",
            Self::Jsonld => "jsonld",
            Self::Bibtex => "bibtex",
        }
    }

    /// What it can say of an event that did not happen.
    #[must_use]
    pub fn room(self) -> Room {
        match self {
            Self::Csv | Self::Parquet | Self::Conllu | Self::Jsonld | Self::Icalendar | Self::Bibtex => Room::Field,
            Self::Plover | Self::Timelinejs | Self::Gexf | Self::Graphml | Self::Followthemoney => Room::Mark,
            Self::Polecat | Self::Icews | Self::Gdelt => Room::None,
        }
    }

    /// Whether it is bytes and not text.
    #[must_use]
    pub fn is_binary(self) -> bool {
        self == Self::Parquet
    }
}

/// How an export is made.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExportOptions<'a> {
    /// Write what is planned, proposed or hypothetical too, in formats with [`Room::Mark`].
    pub include_planned: bool,
    /// Length of the periods of a network.
    pub by: Period,
    /// The sentences of the articles with their words, for CoNLL-U. Without any, the sentences of the evidence are written, cut at
    /// white space and punctuation, with no annotation but the events.
    pub sentences: &'a [AnnotatedSentence],
}

/// A file, and what whoever asked for it should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The file.
    pub bytes: Vec<u8>,
    /// What was left out, and why.
    pub notes: Vec<Diagnostic>,
}

/// Why a file could not be made.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] Reason);

#[derive(Debug, thiserror::Error)]
enum Reason {
    #[error("{0} has no word for an event that is only planned; formats that have one are {1}")]
    NoRoom(&'static str, String),
    #[cfg(not(feature = "parquet"))]
    #[error("this program was built without Parquet; build it with the feature `parquet`, or export csv")]
    NoParquet,
    #[cfg(feature = "parquet")]
    #[error("the Parquet file could not be made: {0}")]
    Parquet(#[from] ::parquet::errors::ParquetError),
}

impl Error {
    /// Whether the options ask for what the format cannot say.
    #[must_use]
    pub fn is_no_room(&self) -> bool {
        matches!(self.0, Reason::NoRoom(..))
    }
}

/// The findings as a file of the format. The same findings give the same bytes.
///
/// # Errors
/// When planned events are asked for in a format without a word for them, and where the program was built without Parquet.
pub fn export(findings: &Findings, format: Format, options: &ExportOptions<'_>) -> Result<Export, Error> {
    if options.include_planned && format.room() == Room::None {
        let others = Format::ALL.into_iter().filter(|other| other.room() == Room::Mark).map(Format::name);
        return Err(Reason::NoRoom(format.name(), others.collect::<Vec<_>>().join(", ")).into());
    }
    let view = View::new(findings);
    let mut notes = Vec::new();
    let events = match format {
        Format::Icalendar | Format::Bibtex => Vec::new(),
        _ => selected(findings, format, options.include_planned, &mut notes),
    };
    let bytes = match format {
        Format::Polecat => tabular::write(&polecat::SCHEME, &view, &events),
        Format::Icews => tabular::write(&icews::SCHEME, &view, &events),
        Format::Gdelt => tabular::write(&gdelt::SCHEME, &view, &events),
        Format::Plover => plover::write(&view, &events),
        Format::Csv => table::csv(&view, &events),
        #[cfg(feature = "parquet")]
        Format::Parquet => parquet_file::write(&view, &events).map_err(Reason::from)?,
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => return Err(Reason::NoParquet.into()),
        Format::Conllu => words::write(&view, &events, options.sentences),
        Format::Timelinejs => timeline::write(&view, &events, &mut notes),
        Format::Icalendar => calendar::write(&view, &mut notes),
        Format::Gexf => network::gexf(&view, &events, options.by, &mut notes),
        Format::Graphml => network::graphml(&view, &events, options.by, &mut notes),
        Format::Followthemoney => entities::write(&view, &events),
        Format::Jsonld => linked::write(&view, &events),
        Format::Bibtex => bibliography::write(&view),
    };
    if matches!(format, Format::Polecat | Format::Icews | Format::Gdelt) {
        let undated = events.iter().filter(|event| view::day(event.when.as_ref()).is_none()).count();
        if undated > 0 {
            let message = format!("{undated} of {} events have no day of their own; their date is empty", events.len());
            notes.push(Diagnostic::note(format.name(), message).hint("csv and plover hold the whole interval"));
        }
    }
    Ok(Export { bytes, notes })
}

/// The events that the format may hold, and a note on the others.
fn selected<'a>(
    findings: &'a Findings,
    format: Format,
    include_planned: bool,
    notes: &mut Vec<Diagnostic>,
) -> Vec<&'a Event> {
    let may = |status: Status| match format.room() {
        Room::Field => true,
        Room::Mark if include_planned => status != Status::Denied,
        Room::Mark | Room::None => view::happened(status),
    };
    let (kept, left): (Vec<&Event>, Vec<&Event>) = findings.events.iter().partition(|event| may(event.status));
    if !left.is_empty() {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        left.iter().for_each(|event| *counts.entry(event.status.name()).or_default() += 1);
        let counts: Vec<String> = counts.into_iter().map(|(status, count)| format!("{count} {status}")).collect();
        let note = format!("{} events were left out, since they did not happen: {}", left.len(), counts.join(", "));
        let hint = match format.room() {
            Room::Mark if !include_planned => "--include-planned writes those that are not denied, marked as such",
            _ => "csv and jsonld hold every event with its status",
        };
        notes.push(Diagnostic::note(format.name(), note).hint(hint));
    }
    kept
}

/// The collections that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ImportFormat {
    /// ICEWS coded event data.
    Icews,
    /// POLECAT.
    Polecat,
    /// GDELT 2.0 events.
    Gdelt,
    /// PLOVER records, one JSON object a line or one array.
    Plover,
    /// What `demarche read --format json` prints.
    Findings,
}

/// The files given, by the name that diagnostics should have for each, as findings. Every row becomes an event without an article of a
/// paper: the row is kept word for word as an article of its own, which is the evidence. What could not be read is in the diagnostics.
#[must_use]
pub fn import(format: ImportFormat, files: &[(String, Vec<u8>)]) -> Findings {
    let mut rows = Vec::new();
    let mut diagnostics = Vec::new();
    let mut whole = Findings::default();
    for (source, bytes) in files {
        let (read, mut told) = match format {
            ImportFormat::Icews => tabular::read(&icews::SCHEME, bytes, source),
            ImportFormat::Polecat => tabular::read(&polecat::SCHEME, bytes, source),
            ImportFormat::Gdelt => tabular::read(&gdelt::SCHEME, bytes, source),
            ImportFormat::Plover => plover::read(bytes, source),
            ImportFormat::Findings => match serde_json::from_slice::<Findings>(bytes) {
                Ok(one) if whole == Findings::default() => {
                    whole = one;
                    continue;
                }
                Ok(_) => (Vec::new(), vec![one_file(source)]),
                Err(error) => (Vec::new(), vec![Diagnostic::error(source, format!("these are no findings: {error}"))]),
            },
        };
        rows.extend(read);
        diagnostics.append(&mut told);
    }
    if format == ImportFormat::Findings {
        whole.diagnostics.append(&mut diagnostics);
        return whole;
    }
    external::gather(rows, diagnostics)
}

fn one_file(source: &str) -> Diagnostic {
    Diagnostic::error(source, "ids of findings hold within one file, so only the first file of findings was read")
        .hint("read the articles together: demarche read --format json PATH...")
}
