//! The table of events with everything that is known of each: one definition of the columns for CSV and Parquet.

use demarche_record::Event;
use jiff::civil::Date;

use crate::codes::cameo_of;
use crate::view::{View, characters, quad_name, quad_number};

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Text(Option<String>),
    Whole(Option<i64>),
    Real(Option<f64>),
    Truth(bool),
    Day(Option<Date>),
}

impl Cell {
    fn text(&self) -> String {
        match self {
            Self::Text(value) => value.clone().unwrap_or_default(),
            Self::Whole(value) => value.map(|value| value.to_string()).unwrap_or_default(),
            Self::Real(value) => value.map(|value| value.to_string()).unwrap_or_default(),
            Self::Truth(value) => value.to_string(),
            Self::Day(value) => value.map(|value| value.to_string()).unwrap_or_default(),
        }
    }
}

/// Names of the columns with a cell of their type.
pub(crate) fn columns() -> Vec<(&'static str, Cell)> {
    let (text, whole, real) = (Cell::Text(None), Cell::Whole(None), Cell::Real(None));
    let (truth, day) = (Cell::Truth(false), Cell::Day(None));
    let mut columns = Vec::new();
    let mut add = |names: &[&'static str], cell: &Cell| columns.extend(names.iter().map(|name| (*name, cell.clone())));
    add(&["id", "type"], &text);
    add(&["quad_class"], &whole);
    add(&["quad_name", "cameo"], &text);
    add(&["goldstein"], &real);
    add(&["status"], &text);
    add(&["background", "mutual"], &truth);
    for side in [
        ["source_ids", "source_names", "source_states", "source_sectors", "source_offices"],
        ["target_ids", "target_names", "target_states", "target_sectors", "target_offices"],
    ] {
        add(&side, &text);
    }
    add(&["date_from", "date_to"], &day);
    add(&["granularity", "modifier", "place", "occasion", "issue", "predicate", "content", "reported_by"], &text);
    add(&["confidence"], &real);
    add(&["reports", "articles"], &whole);
    add(&["publishers"], &text);
    add(&["first_published"], &day);
    add(&["evidence_article", "evidence_source"], &text);
    add(&["evidence_start", "evidence_end"], &whole);
    add(&["evidence_text", "found_by"], &text);
    columns
}

/// Text without control characters but line ends and tabs, which both formats can hold; nothing where it is empty.
fn plain(text: &str) -> Cell {
    let shown = |c: char| if c.is_control() && !matches!(c, '\n' | '\t') { ' ' } else { c };
    Cell::Text(Some(text.chars().map(shown).collect::<String>()).filter(|text| !text.is_empty()))
}

/// The cells of one event, one for each column.
pub(crate) fn row(view: &View<'_>, event: &Event) -> Vec<Cell> {
    let text = plain;
    let optional = |value: Option<&str>| value.map_or(Cell::Text(None), plain);
    let joined = |values: Vec<&str>| {
        if values.iter().all(|value| value.is_empty()) { Cell::Text(None) } else { text(&values.join("; ")) }
    };
    let word = |value: serde_json::Result<serde_json::Value>| {
        Cell::Text(value.ok().and_then(|value| value.as_str().map(str::to_owned)))
    };
    let reports = view.reports(&event.evidence);
    let first = reports.first();
    let article = first.and_then(|(_, article)| *article);
    let offset = |bytes: fn(&demarche_record::Evidence) -> usize| {
        let (one, article) = (first?.0, article?);
        i64::try_from(characters(&article.text, bytes(one))).ok()
    };
    let distinct = |values: Vec<&str>| {
        let mut seen: Vec<String> = Vec::new();
        for value in values {
            if !seen.iter().any(|one| one == value) {
                seen.push(value.to_owned());
            }
        }
        seen
    };
    let articles = distinct(event.evidence.iter().map(|one| &*one.article).collect());
    let publishers = reports.iter().filter_map(|(_, article)| article.as_ref()?.publisher.as_deref()).collect();
    let code = cameo_of(event);
    let mut cells = vec![
        text(&event.id),
        text(event.kind.name()),
        Cell::Whole(Some(i64::from(quad_number(event.kind.quad())))),
        text(quad_name(event.kind.quad())),
        text(&code.code),
        Cell::Real(Some(code.goldstein)),
        text(event.status.name()),
        Cell::Truth(event.background),
        Cell::Truth(event.mutual),
    ];
    for ids in [&event.sources, &event.targets] {
        let field = |of: fn(&demarche_record::Actor) -> Option<&str>| -> Vec<&str> {
            ids.iter().map(|id| view.actor(id).and_then(of).unwrap_or_default()).collect()
        };
        cells.push(joined(ids.iter().map(String::as_str).collect()));
        cells.push(joined(ids.iter().map(|id| view.name(id)).collect()));
        cells.push(joined(field(|actor| actor.state.as_deref())));
        cells.push(joined(field(|actor| actor.sector.as_deref())));
        cells.push(joined(field(|actor| actor.office.as_deref())));
    }
    let when = event.when.as_ref();
    cells.extend([
        Cell::Day(when.and_then(|when| when.earliest)),
        Cell::Day(when.and_then(|when| when.latest)),
        when.map_or(Cell::Text(None), |when| word(serde_json::to_value(when.granularity))),
        when.and_then(|when| when.modifier).map_or(Cell::Text(None), |modifier| word(serde_json::to_value(modifier))),
        optional(event.place.as_deref()),
        optional(event.occasion.as_deref()),
        optional(event.issue.as_deref()),
        text(&event.predicate),
        text(&event.content),
        optional(event.reported_by.as_deref().map(|id| view.name(id))),
        Cell::Real(Some(event.confidence.get())),
        Cell::Whole(i64::try_from(event.evidence.len()).ok()),
        Cell::Whole(i64::try_from(articles.len()).ok()),
        text(&distinct(publishers).join("; ")),
        Cell::Day(article.and_then(|article| article.published.interval.as_ref()?.earliest)),
        optional(first.map(|(one, _)| &*one.article)),
        optional(article.map(|article| &*article.source)),
        Cell::Whole(offset(|one| one.span.start)),
        Cell::Whole(offset(|one| one.span.end)),
        optional(first.map(|(one, _)| &*one.text)),
        joined(event.found_by.iter().map(|link| &*link.id).collect()),
    ]);
    cells
}

/// The table, comma-separated with a header (RFC 4180, lines end with \n).
pub(crate) fn csv(view: &View<'_>, events: &[&Event]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let written = (|| {
        writer.write_record(columns().iter().map(|(name, _)| *name))?;
        for event in events {
            writer.write_record(row(view, event).iter().map(Cell::text))?;
        }
        writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
    })();
    written.expect("writing to memory does not fail")
}
