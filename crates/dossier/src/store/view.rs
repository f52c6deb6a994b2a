//! The whole record as it stands, in the shape that every output reads: corrections applied, reports merged.

use std::collections::BTreeMap;

use demarche_record::Findings;
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::Connection;

use super::fact::Verdict;
use super::{Dossier, Result, Work, add, correct, journal, stamp};
use crate::merge::merge_by;

/// Which articles a view is made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Published on this day or later, as far as that is possible; undated articles stay out.
    pub published_from: Option<Date>,
    /// Published on this day or earlier.
    pub published_until: Option<Date>,
    /// The state on this day: certainly published by then, and told as it was known then.
    pub as_of: Option<Date>,
    /// Recorded by then.
    pub recorded_until: Option<Timestamp>,
    /// Naming all of these actors, by key.
    pub actors: Vec<String>,
}

impl Dossier {
    /// The present view: machine readings with the corrections of people applied, rejected facts left out, reports of one event
    /// merged as the dossier has them. It reads every article that the filter lets through; for lists use the calls that answer
    /// from rows.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn findings(&self, filter: &Filter) -> Result<Findings> {
        self.read(|connection| view(connection, filter))
    }
}

/// The present view.
pub(super) fn view(connection: &Connection, filter: &Filter) -> Work<Findings> {
    let mut parts = Vec::new();
    for (id, key) in chosen(connection, filter)? {
        parts.push(part(connection, id, &key)?);
    }
    // The order of merging: by publication, undated ones last, then by key.
    parts.sort_by_cached_key(|(key, part)| {
        let article = part.articles.first();
        let day = article.and_then(|one| one.published.interval.as_ref()).and_then(|one| one.latest.or(one.earliest));
        (day.is_none(), day, key.clone())
    });
    let events = event_numbers(connection)?;
    let parts = parts.into_iter().map(|(_, part)| part).collect();
    let said = journal::of_issues(connection)?;
    Ok(merge_by(parts, filter.as_of, &|id| events.get(id).copied(), &|whole| {
        for entry in &said {
            correct::apply_to_issues(whole, entry);
        }
    }))
}

/// Rows and keys of the articles that the filter lets through.
fn chosen(connection: &Connection, filter: &Filter) -> Work<Vec<(i64, String)>> {
    let mut statement = connection.prepare("SELECT id, key, earliest, latest, recorded FROM article ORDER BY key")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    let recorded_until = filter.recorded_until.map(stamp);
    while let Some(row) = rows.next()? {
        let day = |at: usize| -> rusqlite::Result<Option<Date>> {
            Ok(row.get::<_, Option<String>>(at)?.and_then(|text| text.parse().ok()))
        };
        let (earliest, latest, recorded): (_, _, String) = (day(2)?, day(3)?, row.get(4)?);
        let dated = earliest.is_some() || latest.is_some();
        let bounded = filter.published_from.is_some() || filter.published_until.is_some() || filter.as_of.is_some();
        let fits = (!bounded || dated)
            && filter.published_from.is_none_or(|from| latest.is_none_or(|latest| latest >= from))
            && filter.as_of.is_none_or(|day| latest.is_some_and(|latest| latest <= day))
            && filter.published_until.is_none_or(|until| earliest.is_none_or(|earliest| earliest <= until))
            && recorded_until.as_ref().is_none_or(|until| recorded <= *until);
        if fits {
            found.push((row.get(0)?, row.get(1)?));
        }
    }
    for actor in &filter.actors {
        let sql =
            "SELECT article FROM naming JOIN actor ON actor.id = naming.actor WHERE actor.key = ?1 ORDER BY article";
        let mut statement = connection.prepare_cached(sql)?;
        let naming = statement.query_map([actor], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        found.retain(|(id, _)| naming.binary_search(id).is_ok());
    }
    Ok(found)
}

/// One article with its facts as they stand. Identifiers of events begin with the key of the article.
fn part(connection: &Connection, id: i64, key: &str) -> Work<(String, Findings)> {
    let (page, mut findings) = add::article_and_reading(connection, id)?;
    let is_import = page.text.is_empty();
    let facts = Findings {
        events: std::mem::take(&mut findings.events),
        positions: std::mem::take(&mut findings.positions),
        shifts: std::mem::take(&mut findings.shifts),
        drivers: std::mem::take(&mut findings.drivers),
        measures: std::mem::take(&mut findings.measures),
        agenda: std::mem::take(&mut findings.agenda),
        ..Findings::default()
    };
    let standing = correct::apply(key, facts, &journal::of_article(connection, key)?);
    let standing = standing.into_iter().filter(|one| one.verdict != Verdict::Rejected);
    standing.for_each(|one| one.fact.add_to(&mut findings));
    findings.articles = if is_import { Vec::new() } else { vec![page] };
    let known: BTreeMap<String, String> =
        findings.events.iter().map(|event| (event.id.clone(), format!("{key}/{}", event.id))).collect();
    let shifts: Vec<String> = findings.shifts.iter().map(|shift| shift.id.clone()).collect();
    for event in &mut findings.events {
        event.id = known[&event.id].clone();
    }
    findings.drivers.retain(|driver| known.contains_key(&driver.of) || shifts.contains(&driver.of));
    for driver in &mut findings.drivers {
        if let Some(id) = known.get(&driver.of) {
            driver.of.clone_from(id);
        }
    }
    for item in &mut findings.agenda {
        item.event = item.event.as_ref().and_then(|id| known.get(id).cloned());
    }
    Ok((key.to_owned(), findings))
}

/// The event of each report, by the identifier that [`part`] gives it.
fn event_numbers(connection: &Connection) -> Work<BTreeMap<String, i64>> {
    let sql = "SELECT article.key || '/' || fact.local, report.event FROM report
               JOIN fact ON fact.id = report.fact JOIN article ON article.id = fact.article";
    let mut statement = connection.prepare(sql)?;
    Ok(statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?)
}
