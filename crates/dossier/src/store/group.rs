//! Reports become events and copies become stories, kept up to date article by article. Both are clusters over pairs; what a
//! cluster is follows from its reports and pairs alone, so that the order in which they came does not matter.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{
    Actor, ActorId, Article, Confidence, Event, Evidence, Granularity, Interval, Modifier, PloverType, Span, Status,
};
use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use serde::de::DeserializeOwned;

use super::Work;
use super::add::{self, json_fault, tally};
use super::checksum::{maybe, size, text};
use super::fact::{Fact, Standing};
use super::query::Named;
use super::schema::{BAND, BLOCK, COPY, DECISION, EVENT, INVOLVEMENT, MINIMA, PAIR, REPORT, STORY, TELLING};
use super::{correct, journal};
use crate::merge::one_event;
use crate::same::{
    Admission, FIRST, Order, Report, SEASON, Signature, Stand, blocks, clusters_apart, copied, same_event, signature,
};

/// The odds of a pair that a person joined: surer than any judgement.
const DECIDED: f64 = 1000.0;

/// An article as its reports are made from it.
pub(super) struct Told<'a> {
    /// The article, published when its reading says.
    pub page: &'a Article,
    pub actors: &'a [Actor],
    pub standing: &'a [Standing],
}

/// What the rows say of a report: enough to merge it with others.
struct Account {
    article: String,
    event: Event,
    published: Option<Interval>,
}

/// Events and reports that an article leaves behind when its facts are taken away.
#[derive(Default)]
pub(super) struct Left {
    /// Reports of other articles that were in one event with its own, or judged the same.
    companions: BTreeSet<i64>,
    /// Blocks that fill for ever in which one of its own was among the first.
    opened: BTreeSet<String>,
}

/// A new article: its copies, then its reports.
pub(super) fn enter(connection: &Connection, article: i64, told: &Told<'_>) -> rusqlite::Result<()> {
    if !told.page.text.is_empty() {
        find_copies(connection, article, &told.page.text)?;
    }
    enter_again(connection, article, told, Left::default())
}

/// An article whose facts were made anew.
pub(super) fn enter_again(connection: &Connection, article: i64, told: &Told<'_>, left: Left) -> rusqlite::Result<()> {
    let actors: BTreeMap<ActorId, &Actor> = told.actors.iter().map(|actor| (actor.id.clone(), actor)).collect();
    let mut rows: BTreeMap<String, i64> = BTreeMap::new();
    {
        let sql = "SELECT key, id FROM fact WHERE article = ?1 AND layer = 'event' AND verdict <> 'rejected'";
        let mut statement = connection.prepare_cached(sql)?;
        let found = statement.query_map([article], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.extend(found.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    let mut reports: Vec<(i64, Report)> = Vec::new();
    for one in told.standing {
        if let (Fact::Event(event), Some(&fact)) = (&one.fact, rows.get(&one.key))
            && let Some(report) = Report::of(event, told.page, &actors)
        {
            let json = serde_json::to_string(&report).map_err(json_fault)?;
            TELLING.insert(connection, &[Value::Integer(fact), text(json)])?;
            write_blocks(connection, fact, &one.key, &report)?;
            reports.push((fact, report));
        }
    }
    let mut seeds = left.companions;
    let mut told = Tellings::new(connection);
    fill_up(connection, &left.opened, &mut told, &mut seeds)?;
    for (fact, report) in &reports {
        pair(connection, *fact, Some(report), &mut told, &mut seeds)?;
    }
    // Reports without words in the article (imports) are joined by people alone.
    for &fact in rows.values() {
        pair(connection, fact, None, &mut told, &mut seeds)?;
    }
    seeds.extend(rows.values());
    gather(connection, &seeds)
}

/// Before the facts of an article go: takes its events apart and says whom that concerns: the other reports of these events, and those that
/// may have been kept out of another event by one that goes.
pub(super) fn leave(connection: &Connection, article: i64) -> rusqlite::Result<Left> {
    let sql = "SELECT DISTINCT event FROM report WHERE fact IN (SELECT id FROM fact WHERE article = ?1)";
    let events = numbers(connection, sql, article)?;
    let own: BTreeSet<i64> =
        numbers(connection, "SELECT id FROM fact WHERE article = ?1", article)?.into_iter().collect();
    let mut companions = BTreeSet::new();
    for event in events {
        companions.extend(numbers(connection, "SELECT fact FROM report WHERE event = ?1", event)?);
        remove_event(connection, event)?;
    }
    for &fact in &own {
        companions.extend(numbers(connection, NEIGHBOURS, fact)?);
    }
    companions.retain(|fact| !own.contains(fact));
    let mut opened = BTreeSet::new();
    for &fact in &own {
        for block in blocks_for_ever(connection, fact)? {
            if first_of(connection, &block, FIRST)?.contains(&fact) {
                opened.insert(block);
            }
        }
    }
    Ok(Left { companions, opened })
}

/// After the facts of an article went for good: the events that are left of those it was in.
pub(super) fn settle(connection: &Connection, left: Left) -> rusqlite::Result<()> {
    let mut seeds = left.companions;
    fill_up(connection, &left.opened, &mut Tellings::new(connection), &mut seeds)?;
    gather(connection, &seeds)
}

/// Makes anew what follows from the facts: copies and stories, reports, pairs and events, as version 3 has them.
pub(super) fn group_everything(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    transaction.execute_batch(
        "DELETE FROM involvement; DELETE FROM report; DELETE FROM event; DELETE FROM pair; DELETE FROM block;
         DELETE FROM telling; DELETE FROM story; DELETE FROM copy; DELETE FROM band;
         DELETE FROM tally WHERE name IN ('events', 'stories');",
    )?;
    let mut last = 0;
    let next = "SELECT id, key FROM article WHERE id > ?1 ORDER BY id LIMIT 1";
    loop {
        let row = transaction
            .prepare_cached(next)?
            .query_row([last], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)));
        let Some((id, key)) = row.optional()? else { return Ok(()) };
        let (page, findings) = add::article_and_reading(transaction, id).map_err(add::plain)?;
        let actors = findings.actors.clone();
        let standing = correct::apply(&key, findings, &journal::of_article(transaction, &key)?);
        enter(transaction, id, &Told { page: &page, actors: &actors, standing: &standing })?;
        last = id;
    }
}

fn numbers(connection: &Connection, sql: &str, parameter: i64) -> rusqlite::Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_map([parameter], |row| row.get(0))?.collect()
}

// --- copies and stories ---

fn find_copies(connection: &Connection, article: i64, words: &str) -> rusqlite::Result<()> {
    let own = signature(words);
    let mut candidates = BTreeSet::new();
    for band in own.bands() {
        let mut statement = connection.prepare_cached("SELECT article FROM band WHERE band = ?1")?;
        let found = statement.query_map([&band], |row| row.get::<_, i64>(0))?;
        candidates.extend(found.collect::<rusqlite::Result<Vec<_>>>()?);
        BAND.insert_new(connection, &[Value::Integer(article), text(band)])?;
    }
    MINIMA.insert(connection, &[Value::Integer(article), Value::Blob(own.to_bytes())])?;
    let mut concerned = BTreeSet::from([article]);
    for other in candidates {
        let others: Vec<u8> = connection
            .prepare_cached("SELECT minima FROM minima WHERE article = ?1")?
            .query_row([other], |row| row.get(0))?;
        if copied(&own, &Signature::from_bytes(&others)) {
            COPY.insert(connection, &[Value::Integer(other), Value::Integer(article)])?;
            concerned.insert(other);
        }
    }
    tell_stories(connection, &concerned)
}

/// Sets the story of the articles and of all that are copies of them.
pub(super) fn tell_stories(connection: &Connection, articles: &BTreeSet<i64>) -> rusqlite::Result<()> {
    let mut seen = BTreeSet::new();
    for &seed in articles {
        if seen.contains(&seed) {
            continue;
        }
        let copies = "SELECT high FROM copy WHERE low = ?1 UNION ALL SELECT low FROM copy WHERE high = ?1";
        let component = reached(&BTreeSet::from([seed]), |article| numbers(connection, copies, article))?;
        let Some(&story) = component.first() else { continue };
        for &article in &component {
            let known: Option<i64> = connection
                .prepare_cached("SELECT story FROM story WHERE article = ?1")?
                .query_row([article], |row| row.get(0))
                .optional()?;
            if known != Some(story) {
                STORY.replace(connection, &[Value::Integer(article), Value::Integer(story)])?;
                // A story is counted at the article whose number it bears.
                let change = i64::from(story == article) - i64::from(known == Some(article));
                if change != 0 {
                    tally(connection, "stories", change)?;
                }
            }
        }
        seen.extend(component);
    }
    Ok(())
}

/// The copies of an article that is about to go; its own story row and count go now.
pub(super) fn leave_story(connection: &Connection, article: i64) -> rusqlite::Result<BTreeSet<i64>> {
    let copies = "SELECT high FROM copy WHERE low = ?1 UNION ALL SELECT low FROM copy WHERE high = ?1";
    let mut component = reached(&BTreeSet::from([article]), |one| numbers(connection, copies, one))?;
    component.remove(&article);
    let story: Option<i64> = connection
        .prepare_cached("SELECT story FROM story WHERE article = ?1")?
        .query_row([article], |row| row.get(0))
        .optional()?;
    if story == Some(article) {
        tally(connection, "stories", -1)?;
    }
    connection.prepare_cached("DELETE FROM story WHERE article = ?1")?.execute([article])?;
    Ok(component)
}

/// Everything that can be reached from the seeds.
fn reached(
    seeds: &BTreeSet<i64>,
    neighbours: impl Fn(i64) -> rusqlite::Result<Vec<i64>>,
) -> rusqlite::Result<BTreeSet<i64>> {
    let mut found = seeds.clone();
    let mut open: Vec<i64> = seeds.iter().copied().collect();
    while let Some(one) = open.pop() {
        for next in neighbours(one)? {
            if found.insert(next) {
                open.push(next);
            }
        }
    }
    Ok(found)
}

// --- pairs and events ---

const REPORT_COLUMNS: &str =
    "f.id, f.key, f.local, f.kind, f.predicate, f.content, f.earliest, f.latest, f.granularity, f.modifier,
    f.status, f.place, f.occasion, f.issue, f.mutual, f.background, f.confidence, f.first_byte, f.last_byte,
    a.key, a.earliest, a.latest";

/// An account from its row; the sides are filled in after.
fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    let article: String = row.get(19)?;
    let (start, end): (Option<i64>, Option<i64>) = (row.get(17)?, row.get(18)?);
    let evidence = start.zip(end).map(|(start, end)| {
        let start = usize::try_from(start).unwrap_or(0);
        let span = Span::new(start, usize::try_from(end).unwrap_or(0).max(start));
        Evidence { article: article.clone(), span, text: String::new(), sentence: span }
    });
    let event = Event {
        id: row.get(2)?,
        sources: Vec::new(),
        targets: Vec::new(),
        mutual: row.get::<_, Option<i64>>(14)?.unwrap_or(0) != 0,
        kind: PloverType::from_name(&row.get::<_, String>(3)?).unwrap_or(PloverType::Consult),
        // Mode and contexts are in the reading; lists do not show them.
        mode: None,
        contexts: Vec::new(),
        predicate: row.get::<_, Option<String>>(4)?.unwrap_or_default(),
        content: row.get(5)?,
        when: interval(row.get(6)?, row.get(7)?, row.get(8)?, row.get(9)?),
        place: row.get(11)?,
        occasion: row.get(12)?,
        status: named(row.get(10)?).unwrap_or(Status::Occurred),
        reported_by: None,
        issue: row.get(13)?,
        background: row.get::<_, Option<i64>>(15)?.unwrap_or(0) != 0,
        confidence: Confidence::new(row.get::<_, Option<f64>>(16)?.unwrap_or(0.0)),
        found_by: Vec::new(),
        evidence: evidence.into_iter().collect(),
    };
    let published = interval(row.get(20)?, row.get(21)?, None, None);
    Ok(Account { article, event, published })
}

/// The value of an enumeration by its word in the file.
fn named<T: DeserializeOwned>(word: Option<String>) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word?)).ok()
}

fn interval(
    earliest: Option<String>,
    latest: Option<String>,
    granularity: Option<String>,
    modifier: Option<String>,
) -> Option<Interval> {
    let day = |text: Option<String>| text.and_then(|text| text.parse().ok());
    let (first, last) = (day(earliest), day(latest));
    let stated: Option<Granularity> = named(granularity);
    if first.is_none() && last.is_none() && stated.is_none() {
        return None;
    }
    let modifier: Option<Modifier> = named(modifier);
    Some(Interval { earliest: first, latest: last, granularity: stated.unwrap_or(Granularity::Day), modifier })
}

/// Fills in who acts on whom.
fn fill_sides(connection: &Connection, fact: i64, event: &mut Event) -> rusqlite::Result<()> {
    let sql = "SELECT role, actor.key FROM party JOIN actor ON actor.id = party.actor WHERE fact = ?1 ORDER BY place";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([fact])?;
    while let Some(row) = rows.next()? {
        let actor = row.get(1)?;
        match row.get::<_, String>(0)?.as_str() {
            "source" => event.sources.push(actor),
            "target" => event.targets.push(actor),
            _ => event.reported_by = Some(actor),
        }
    }
    Ok(())
}

fn account_of(connection: &Connection, fact: i64) -> rusqlite::Result<Account> {
    let sql = format!("SELECT {REPORT_COLUMNS} FROM fact f JOIN article a ON a.id = f.article WHERE f.id = ?1");
    connection.prepare_cached(&sql)?.query_row([fact], account)
}

/// What was kept of the reports for comparisons, each read once: the reports of one article are mostly compared with the same others.
struct Tellings<'a> {
    connection: &'a Connection,
    read: BTreeMap<i64, Option<Report>>,
}

impl<'a> Tellings<'a> {
    fn new(connection: &'a Connection) -> Self {
        Self { connection, read: BTreeMap::new() }
    }

    /// What was kept of a report; `None` for one without words in its article.
    fn of(&mut self, fact: i64) -> rusqlite::Result<Option<&Report>> {
        match self.read.entry(fact) {
            Entry::Occupied(known) => Ok(known.into_mut().as_ref()),
            Entry::Vacant(place) => {
                let mut statement = self.connection.prepare_cached("SELECT report FROM telling WHERE fact = ?1")?;
                let mut rows = statement.query([fact])?;
                let report = match rows.next()? {
                    Some(row) => Some(serde_json::from_str(row.get_ref(0)?.as_str()?).map_err(json_fault)?),
                    None => None,
                };
                Ok(place.insert(report).as_ref())
            }
        }
    }
}

/// Closes the name of a block; behind it stand the day of publication and the key of the report, so that the rows of the block lie in the
/// order of publication.
const BEHIND: char = '>';
/// The mark of a block of publication; the others fill for ever.
const OF_SEASON: char = 'p';

fn write_blocks(connection: &Connection, fact: i64, key: &str, report: &Report) -> rusqlite::Result<()> {
    let own = blocks(report);
    // "~" comes after every digit: undated reports are last.
    let published = report.published.map_or_else(|| "~".to_owned(), |day| day.to_string());
    for block in own.season.into_iter().chain(own.for_ever) {
        BLOCK.insert_new(connection, &[Value::Integer(fact), text(format!("{block}{BEHIND}{published}|{key}"))])?;
    }
    Ok(())
}

/// The blocks of a report that fill for ever.
fn blocks_for_ever(connection: &Connection, fact: i64) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached("SELECT key FROM block WHERE fact = ?1")?;
    let keys = statement.query_map([fact], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let for_ever = keys.iter().filter(|key| !key.starts_with(OF_SEASON));
    Ok(for_ever.filter_map(|key| Some(key.rsplit_once(BEHIND)?.0.to_owned())).collect())
}

/// The first reports of a block, in the order of publication.
fn first_of(connection: &Connection, block: &str, most: usize) -> rusqlite::Result<Vec<i64>> {
    // "?" is the character after ">".
    let sql = "SELECT fact FROM block WHERE key >= ?1 || '>' AND key < ?1 || '?' ORDER BY key LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    statement.query_map(rusqlite::params![block, most], |row| row.get(0))?.collect()
}

/// The reports of one season with a report that agree with it in what must agree.
fn of_one_season(connection: &Connection, report: &Report) -> rusqlite::Result<BTreeSet<i64>> {
    let mut found = BTreeSet::new();
    let Some(day) = report.published else { return Ok(found) };
    let span = jiff::Span::new().days(SEASON);
    let (first, last) = (day.saturating_sub(span).to_string(), day.saturating_add(span).to_string());
    // Behind the day stands "|"; "}" comes after it.
    let sql = "SELECT fact FROM block WHERE key >= ?1 || '>' || ?2 AND key < ?1 || '>' || ?3 || '}'";
    let mut statement = connection.prepare_cached(sql)?;
    for block in blocks(report).nearby() {
        let rows = statement.query_map([&block, &first, &last], |row| row.get::<_, i64>(0))?;
        found.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    Ok(found)
}

/// After reports have gone from among the first of these blocks: others have come up and are compared with all.
fn fill_up(
    connection: &Connection,
    opened: &BTreeSet<String>,
    told: &mut Tellings<'_>,
    seeds: &mut BTreeSet<i64>,
) -> rusqlite::Result<()> {
    for block in opened {
        for fact in first_of(connection, block, FIRST)? {
            let report = told.of(fact)?.cloned();
            pair(connection, fact, report.as_ref(), told, seeds)?;
            seeds.insert(fact);
        }
    }
    Ok(())
}

/// Writes the pairs of a report with all that it is to be compared with and with those that people put beside it. Others may lose a pair
/// because this one has taken a place among the first of a block: they become `seeds`.
fn pair(
    connection: &Connection,
    fact: i64,
    report: Option<&Report>,
    told: &mut Tellings<'_>,
    seeds: &mut BTreeSet<i64>,
) -> rusqlite::Result<()> {
    let decided = decisions(connection, fact)?;
    let mut others: BTreeSet<i64> = decided.keys().copied().collect();
    if let Some(report) = report {
        others.extend(of_one_season(connection, report)?);
        for block in blocks_for_ever(connection, fact)? {
            let mut first = first_of(connection, &block, FIRST + 1)?;
            let next = first.get(FIRST).copied();
            first.truncate(FIRST);
            if !first.contains(&fact) {
                others.extend(first);
                continue;
            }
            others.extend(if next.is_some() { first_of(connection, &block, usize::MAX)? } else { first });
            if let Some(displaced) = next {
                part(connection, displaced, told, seeds)?;
            }
        }
        others.remove(&fact);
    }
    for known in numbers(connection, NEIGHBOURS, fact)? {
        others.remove(&known);
    }
    for other in others {
        let (low, high) = (fact.min(other), fact.max(other));
        let odds = match (decided.get(&other), report) {
            (Some(true), _) => DECIDED,
            (Some(false), _) | (None, None) => continue,
            (None, Some(report)) => {
                let Some(candidate) = told.of(other)? else { continue };
                // Within an article the coder has merged already.
                if candidate.article == report.article {
                    continue;
                }
                same_event(report, candidate).map_or(0.0, |same| same.log_odds)
            }
        };
        if odds > 0.0 {
            PAIR.insert(connection, &[Value::Integer(low), Value::Integer(high), Value::Real(odds)])?;
        }
    }
    Ok(())
}

/// Takes away the pairs of a report that is no longer among the first of a block, where nothing else makes them comparable.
fn part(
    connection: &Connection,
    fact: i64,
    told: &mut Tellings<'_>,
    seeds: &mut BTreeSet<i64>,
) -> rusqlite::Result<()> {
    let of_season = match told.of(fact)? {
        Some(report) => of_one_season(connection, report)?,
        None => BTreeSet::new(),
    };
    let own: BTreeSet<String> = blocks_for_ever(connection, fact)?.into_iter().collect();
    let mut first: BTreeMap<&String, BTreeSet<i64>> = BTreeMap::new();
    for block in &own {
        first.insert(block, first_of(connection, block, FIRST)?.into_iter().collect());
    }
    for other in numbers(connection, NEIGHBOURS, fact)? {
        let comparable = of_season.contains(&other)
            || decisions(connection, fact)?.contains_key(&other)
            || (blocks_for_ever(connection, other)?.iter())
                .filter_map(|block| first.get(block))
                .any(|first| first.contains(&fact) || first.contains(&other));
        if !comparable {
            connection
                .prepare_cached("DELETE FROM pair WHERE low = ?1 AND high = ?2")?
                .execute([fact.min(other), fact.max(other)])?;
            seeds.extend([fact, other]);
        }
    }
    Ok(())
}

/// Who is paired with a report.
const NEIGHBOURS: &str = "SELECT high FROM pair WHERE low = ?1 UNION ALL SELECT low FROM pair WHERE high = ?1";

/// What people decided on a report: the other report, and whether they belong together.
fn decisions(connection: &Connection, fact: i64) -> rusqlite::Result<BTreeMap<i64, bool>> {
    let sql = "SELECT other.id, d.together FROM fact own
               JOIN decision d ON d.low = own.key JOIN fact other ON other.key = d.high
               WHERE own.id = ?1 AND other.verdict <> 'rejected'
               UNION ALL
               SELECT other.id, d.together FROM fact own
               JOIN decision d ON d.high = own.key JOIN fact other ON other.key = d.low
               WHERE own.id = ?1 AND other.verdict <> 'rejected'";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_map([fact], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? != 0)))?.collect()
}

/// Makes the table of decisions anew from the entries of the log that hold; on one pair the last word counts.
pub(super) fn decide(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM decision", [])?;
    for entry in journal::all(connection)?.into_iter().filter(|entry| entry.holds) {
        let pairs: Vec<(&str, &str, i64)> = match entry.operation.as_str() {
            "merge" => match entry.targets.split_first() {
                Some((first, rest)) => rest.iter().map(|other| (&*first.key, &*other.key, 1)).collect(),
                None => Vec::new(),
            },
            "split" => (entry.targets.iter())
                .flat_map(|one| entry.others.iter().map(move |other| (&*one.key, &*other.key, 0)))
                .collect(),
            _ => Vec::new(),
        };
        for (a, b, together) in pairs {
            let row = [text(a.min(b)), text(a.max(b)), Value::Integer(together), Value::Integer(entry.number)];
            DECISION.replace(connection, &row)?;
        }
    }
    Ok(())
}

/// A report as its place among the others is found.
#[derive(Clone, Debug)]
struct Node {
    key: String,
    article: String,
    /// `None` for one without words in its article: only people join it.
    stand: Option<Stand>,
    event: Option<i64>,
    /// Whether people decided something on it.
    decided: bool,
}

impl Node {
    /// Where it stands in the order in which reports are taken.
    fn turn(&self) -> (Option<Order>, &str) {
        (self.stand.as_ref().map(Stand::order), &self.key)
    }
}

const NODE: &str =
    "SELECT fact.id, fact.key, article.key, article.earliest, article.latest, fact.earliest, fact.latest,
    telling.report ->> '$.day_is_told', report.event,
    EXISTS (SELECT 1 FROM decision WHERE low = fact.key) OR EXISTS (SELECT 1 FROM decision WHERE high = fact.key)
    FROM fact JOIN article ON article.id = fact.article LEFT JOIN telling ON telling.fact = fact.id
    LEFT JOIN report ON report.fact = fact.id";

fn node(row: &Row<'_>) -> rusqlite::Result<(i64, Node)> {
    let day = |at: usize| -> rusqlite::Result<Option<Date>> {
        Ok(row.get::<_, Option<String>>(at)?.and_then(|text| text.parse().ok()))
    };
    let told: Option<i64> = row.get(7)?;
    let stand = match told {
        None => None,
        Some(told) => {
            Some(Stand { published: day(4)?.or(day(3)?), days: day(5)?.zip(day(6)?), day_is_told: told != 0 })
        }
    };
    Ok((row.get(0)?, Node { key: row.get(1)?, article: row.get(2)?, stand, event: row.get(8)?, decided: row.get(9)? }))
}

/// The reports that were looked at, each read once.
struct Neighbourhood<'a> {
    connection: &'a Connection,
    nodes: BTreeMap<i64, Node>,
    events: BTreeMap<i64, Vec<i64>>,
}

impl Neighbourhood<'_> {
    fn node(&mut self, fact: i64) -> rusqlite::Result<Node> {
        if let Some(known) = self.nodes.get(&fact) {
            return Ok(known.clone());
        }
        let sql = format!("{NODE} WHERE fact.id = ?1");
        let (_, found) = self.connection.prepare_cached(&sql)?.query_row([fact], node)?;
        self.nodes.insert(fact, found.clone());
        Ok(found)
    }

    /// The reports that an event has in the file.
    fn members(&mut self, event: i64) -> rusqlite::Result<Vec<i64>> {
        if let Some(known) = self.events.get(&event) {
            return Ok(known.clone());
        }
        let sql = format!("{NODE} WHERE report.event = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found = statement.query_map([event], node)?.collect::<rusqlite::Result<Vec<_>>>()?;
        let members: Vec<i64> = found.iter().map(|(fact, _)| *fact).collect();
        self.nodes.extend(found);
        self.events.insert(event, members.clone());
        Ok(members)
    }

    /// The reports that this one was judged the same as, or that people put beside it.
    fn pairs(&self, fact: i64) -> rusqlite::Result<Vec<(i64, f64)>> {
        let sql = "SELECT high, odds FROM pair WHERE low = ?1 UNION ALL SELECT low, odds FROM pair WHERE high = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.query_map([fact], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    }

    /// The reports whose place may change when that of the seeds does: all that are in one event with one of these; those that come later
    /// and are judged the same, or are in an event that one of these may join. `None` where people decided on one of them or on what is in
    /// such an event.
    fn concerned(&mut self, seeds: &BTreeSet<i64>) -> rusqlite::Result<Option<BTreeSet<i64>>> {
        let mut found = seeds.clone();
        let mut open: Vec<i64> = seeds.iter().copied().collect();
        while let Some(fact) = open.pop() {
            let one = self.node(fact)?;
            if one.decided {
                return Ok(None);
            }
            let mut events = BTreeSet::new();
            let mut later = match one.event {
                Some(event) => self.members(event)?,
                None => Vec::new(),
            };
            for (other, _) in self.pairs(fact)? {
                let neighbour = self.node(other)?;
                if neighbour.turn() > one.turn() {
                    later.push(other);
                } else {
                    events.extend(neighbour.event);
                }
            }
            for event in events {
                for member in self.members(event)? {
                    let member_node = self.node(member)?;
                    if member_node.decided {
                        return Ok(None);
                    }
                    if member_node.turn() > one.turn() {
                        later.push(member);
                    }
                }
            }
            open.extend(later.into_iter().filter(|other| found.insert(*other)));
        }
        Ok(Some(found))
    }
}

/// An event as it is being put together.
struct Draft {
    event: Option<i64>,
    admission: Option<Admission>,
    members: Vec<i64>,
}

/// Finds the place of the seeds, and of all whose place hangs on theirs, and writes the events.
fn gather(connection: &Connection, seeds: &BTreeSet<i64>) -> rusqlite::Result<()> {
    let mut around = Neighbourhood { connection, nodes: BTreeMap::new(), events: BTreeMap::new() };
    let Some(concerned) = around.concerned(seeds)? else { return gather_decided(connection, seeds) };
    let mut order = Vec::new();
    for &fact in &concerned {
        order.push((fact, around.node(fact)?));
    }
    order.sort_by(|a, b| a.1.turn().cmp(&b.1.turn()));
    let mut drafts: Vec<Draft> = Vec::new();
    // Where a report that has found its place is, and where an event of the file is.
    let mut draft_of: BTreeMap<i64, usize> = BTreeMap::new();
    let mut draft_of_event: BTreeMap<i64, usize> = BTreeMap::new();
    let mut changed: BTreeSet<usize> = BTreeSet::new();
    for (fact, one) in &order {
        let mut candidates = Vec::new();
        for (other, odds) in around.pairs(*fact)? {
            let neighbour = around.node(other)?;
            if odds > 0.0 && neighbour.turn() < one.turn() {
                candidates.push((other, odds, neighbour));
            }
        }
        candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.2.turn().cmp(&b.2.turn())));
        drafts.push(Draft { event: None, admission: one.stand.clone().map(Admission::of), members: vec![*fact] });
        let mut place = drafts.len() - 1;
        for (other, _, neighbour) in candidates {
            let at = match (draft_of.get(&other), neighbour.event) {
                (Some(&at), _) => at,
                (None, Some(event)) => match draft_of_event.get(&event) {
                    Some(&at) => at,
                    None => {
                        drafts.push(stored_draft(&mut around, event, &concerned)?);
                        draft_of_event.insert(event, drafts.len() - 1);
                        drafts.len() - 1
                    }
                },
                (None, None) => continue,
            };
            if at == place {
                continue;
            }
            // The event of the earlier anchor takes the reports of the other.
            let anchor = |draft: &Draft| draft.members.first().and_then(|one| around.nodes.get(one)).map(Node::turn);
            let (into, from) = if anchor(&drafts[at]) < anchor(&drafts[place]) { (at, place) } else { (place, at) };
            let stands: Option<Vec<&Stand>> = (drafts[from].members.iter())
                .map(|one| around.nodes.get(one).and_then(|node| node.stand.as_ref()))
                .collect();
            let fits = drafts[into].admission.as_ref().zip(stands.as_ref()).is_some_and(|(one, all)| one.admits(all));
            if !fits {
                continue;
            }
            if let (Some(admission), Some(stands)) = (&mut drafts[into].admission, stands) {
                stands.into_iter().for_each(|stand| admission.take(stand));
            }
            let moved = std::mem::take(&mut drafts[from].members);
            draft_of.extend(moved.iter().map(|&one| (one, into)));
            draft_of_event.values_mut().filter(|at| **at == from).for_each(|at| *at = into);
            drafts[into].members.extend(moved);
            changed.insert(from);
            place = into;
        }
        draft_of.insert(*fact, place);
        changed.insert(place);
    }
    // All reports of an event that loses one are concerned: it goes, and what becomes of them is written below.
    let left: BTreeSet<i64> = order.iter().filter_map(|(_, one)| one.event).collect();
    for event in left {
        remove_event(connection, event)?;
    }
    for at in changed {
        let draft = &drafts[at];
        if draft.members.is_empty() {
            if let Some(event) = draft.event {
                remove_event(connection, event)?;
            }
            continue;
        }
        let mut cluster = BTreeMap::new();
        for &fact in &draft.members {
            let mut one = around.node(fact)?;
            // Its old event has gone.
            one.event = one.event.filter(|_| !concerned.contains(&fact));
            cluster.insert(fact, one);
        }
        write_event(connection, draft.event, &cluster)?;
    }
    Ok(())
}

/// An event of the file without the reports whose place is sought.
fn stored_draft(around: &mut Neighbourhood<'_>, event: i64, concerned: &BTreeSet<i64>) -> rusqlite::Result<Draft> {
    let mut members = Vec::new();
    for fact in around.members(event)?.into_iter().filter(|fact| !concerned.contains(fact)) {
        members.push((fact, around.node(fact)?));
    }
    members.sort_by(|a, b| a.1.turn().cmp(&b.1.turn()));
    let mut admission: Option<Admission> = None;
    for stand in members.iter().filter_map(|(_, one)| one.stand.as_ref()) {
        match &mut admission {
            Some(admission) => admission.take(stand),
            None => admission = Some(Admission::of(stand.clone())),
        }
    }
    Ok(Draft { event: Some(event), admission, members: members.into_iter().map(|(fact, _)| fact).collect() })
}

/// The same for reports of which people decided: everything that hangs together with the seeds is put together anew.
fn gather_decided(connection: &Connection, seeds: &BTreeSet<i64>) -> rusqlite::Result<()> {
    let mut around = Neighbourhood { connection, nodes: BTreeMap::new(), events: BTreeMap::new() };
    let mut component = seeds.clone();
    let mut open: Vec<i64> = seeds.iter().copied().collect();
    while let Some(fact) = open.pop() {
        let mut next: Vec<i64> = around.pairs(fact)?.into_iter().map(|(other, _)| other).collect();
        if let Some(event) = around.node(fact)?.event {
            next.extend(around.members(event)?);
        }
        open.extend(next.into_iter().filter(|other| component.insert(*other)));
    }
    // In the order of the keys, so that ties are broken alike whatever the order of arrival.
    let mut keyed: BTreeMap<String, i64> = BTreeMap::new();
    let mut old = BTreeSet::new();
    for &fact in &component {
        let one = around.node(fact)?;
        old.extend(one.event);
        keyed.insert(one.key, fact);
    }
    for event in old {
        remove_event(connection, event)?;
    }
    let facts: Vec<i64> = keyed.into_values().collect();
    let place: BTreeMap<i64, usize> = facts.iter().enumerate().map(|(index, &fact)| (fact, index)).collect();
    let mut stands = Vec::new();
    let mut pairs: Vec<(usize, usize, f64)> = Vec::new();
    let mut decided: Vec<(usize, usize, bool)> = Vec::new();
    for (index, &fact) in facts.iter().enumerate() {
        stands.push(around.node(fact)?.stand);
        for (other, odds) in around.pairs(fact)? {
            pairs.extend(place.get(&other).filter(|other| **other > index).map(|&other| (index, other, odds)));
        }
        for (other, together) in decisions(connection, fact)? {
            decided.extend(place.get(&other).map(|&other| (index.min(other), index.max(other), together)));
        }
    }
    for group in clusters_as_decided(&stands, &pairs, &decided) {
        let mut cluster = BTreeMap::new();
        for index in group {
            cluster.insert(facts[index], around.node(facts[index])?);
        }
        write_event(connection, None, &cluster)?;
    }
    Ok(())
}

/// Puts reports together as they are judged, keeping apart what people keep apart; then joins what people joined, whatever the days.
fn clusters_as_decided(
    stands: &[Option<Stand>],
    pairs: &[(usize, usize, f64)],
    decided: &[(usize, usize, bool)],
) -> Vec<Vec<usize>> {
    let judged: Vec<(usize, usize, f64)> = pairs.iter().copied().filter(|pair| pair.2 < DECIDED).collect();
    let apart: BTreeSet<(usize, usize)> = decided.iter().filter(|one| !one.2).map(|&(a, b, _)| (a, b)).collect();
    let kept_apart = |a: usize, b: usize| apart.contains(&(a.min(b), a.max(b)));
    let mut groups = clusters_apart(stands, &judged, &kept_apart);
    let joined: BTreeSet<(usize, usize)> = decided.iter().filter(|one| one.2).map(|&(a, b, _)| (a, b)).collect();
    for (a, b) in joined {
        let at = |one: usize| groups.iter().position(|group| group.contains(&one));
        let (Some(first), Some(second)) = (at(a), at(b)) else { continue };
        let clash = || groups[first].iter().any(|&x| groups[second].iter().any(|&y| kept_apart(x, y)));
        if first == second || clash() {
            continue;
        }
        let moved = groups.remove(first.max(second));
        groups[first.min(second)].extend(moved);
    }
    groups
}

fn remove_event(connection: &Connection, event: i64) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM report WHERE event = ?1")?.execute([event])?;
    let gone = connection.prepare_cached("DELETE FROM event WHERE id = ?1")?.execute([event])?;
    if gone > 0 { tally(connection, "events", -1) } else { Ok(()) }
}

/// Writes an event of these reports, in the place of the one with that number where there is one.
fn write_event(connection: &Connection, known: Option<i64>, cluster: &BTreeMap<i64, Node>) -> rusqlite::Result<()> {
    // In the order in which they are merged: by publication, undated ones last, then by key.
    let mut ordered: Vec<(i64, &Node)> = cluster.iter().map(|(&fact, one)| (fact, one)).collect();
    let mut accounts = BTreeMap::new();
    for &(fact, _) in &ordered {
        accounts.insert(fact, account_of(connection, fact)?);
    }
    ordered.sort_by_cached_key(|(fact, one)| {
        let published = accounts.get(fact).and_then(|report| report.published.as_ref());
        let day = published.and_then(|interval| interval.latest.or(interval.earliest));
        (day.is_none(), day, one.key.clone())
    });
    let Some(&(first, _)) = ordered.first() else { return Ok(()) };
    let Some(smallest) = cluster.values().map(|one| &one.key).min() else { return Ok(()) };
    if let Some(account) = accounts.get_mut(&first) {
        fill_sides(connection, first, &mut account.event)?;
    }
    let published = accounts.values().map(|report| (report.article.clone(), report.published.clone())).collect();
    let articles: BTreeSet<&String> = ordered.iter().map(|(_, one)| &one.article).collect();
    let (count, articles) = (ordered.len(), articles.len());
    let reports = ordered.iter().filter_map(|(fact, _)| Some(accounts.get(fact)?.event.clone())).collect();
    let event = one_event(reports, &published);
    let id = match known {
        Some(id) => id,
        None => EVENT.next_id(connection)?,
    };
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    let earliest = event.when.as_ref().and_then(|when| when.earliest.or(when.latest));
    let latest = event.when.as_ref().and_then(|when| when.latest.or(when.earliest));
    let status = serde_json::to_value(event.status).ok().and_then(|word| word.as_str().map(str::to_owned));
    let row = [
        Value::Integer(id),
        text(smallest),
        Value::Integer(first),
        text(event.kind.name()),
        maybe(day(earliest)),
        maybe(day(latest)),
        text(status.unwrap_or_default()),
        maybe(event.place.clone()),
        maybe(event.occasion.clone()),
        maybe(event.issue.clone()),
        Value::Real(event.confidence.get()),
        size(count),
        size(articles),
    ];
    match known {
        Some(_) => EVENT.update(connection, &row, &[])?,
        None => {
            EVENT.insert(connection, &row)?;
            tally(connection, "events", 1)?;
        }
    }
    for (&fact, one) in cluster {
        if known.is_none() || one.event != known {
            REPORT.replace(connection, &[Value::Integer(fact), Value::Integer(id)])?;
        }
    }
    let mut actors = BTreeSet::new();
    for actor in event.sources.iter().chain(&event.targets) {
        actors.insert(
            connection
                .prepare_cached("SELECT id FROM actor WHERE key = ?1")?
                .query_row([actor], |row| row.get::<_, i64>(0))?,
        );
    }
    let earliest = day(earliest).unwrap_or_default();
    let involved: BTreeSet<(i64, String)> = actors.into_iter().map(|actor| (actor, earliest.clone())).collect();
    let listed: BTreeSet<(i64, String)> = {
        let mut statement = connection.prepare_cached("SELECT actor, earliest FROM involvement WHERE event = ?1")?;
        statement.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?
    };
    if involved != listed {
        connection.prepare_cached("DELETE FROM involvement WHERE event = ?1")?.execute([id])?;
        for (actor, earliest) in involved {
            INVOLVEMENT.insert(connection, &[Value::Integer(actor), text(earliest), Value::Integer(id)])?;
        }
    }
    Ok(())
}

/// The events of the facts with these keys.
pub(super) fn events_of<'a>(connection: &Connection, keys: impl Iterator<Item = &'a str>) -> Work<BTreeSet<i64>> {
    let mut events = BTreeSet::new();
    for key in keys {
        let sql = "SELECT event FROM report JOIN fact ON fact.id = report.fact WHERE fact.key = ?1";
        events.extend(connection.prepare_cached(sql)?.query_row([key], |row| row.get::<_, i64>(0)).optional()?);
    }
    Ok(events)
}

/// The reports of the events, in the order of their keys.
pub(super) fn reports_of(connection: &Connection, events: &BTreeSet<i64>) -> Work<Vec<Named>> {
    let mut named = Vec::new();
    for event in events {
        let sql = "SELECT fact.key, fact.layer, article.id, article.key FROM report
                   JOIN fact ON fact.id = report.fact JOIN article ON article.id = fact.article
                   WHERE event = ?1 ORDER BY fact.key";
        let mut statement = connection.prepare_cached(sql)?;
        let rows = statement.query_map([event], |row| {
            Ok(Named { key: row.get(0)?, layer: row.get(1)?, article: row.get(2)?, article_key: row.get(3)? })
        })?;
        named.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    Ok(named)
}
