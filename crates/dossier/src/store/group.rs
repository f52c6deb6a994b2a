//! Reports become events and copies become stories, kept up to date article by article. Both are clusters over pairs; what a
//! cluster is follows from its pairs alone, so that the order in which they came does not matter.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{
    ActorId, Confidence, Event, Evidence, Granularity, Interval, Modifier, PloverType, Span, Status,
};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use serde::de::DeserializeOwned;

use super::Work;
use super::add::tally;
use super::checksum::{maybe, size, text};
use super::journal;
use super::likeness::{self, Report};
use super::query::Named;
use super::schema::{BAND, BLOCK, COPY, DECISION, EVENT, INVOLVEMENT, PAIR, REPORT, STORY};
use crate::merge::one_event;

/// From this probability on two reports are paired.
const PAIRED: f64 = 0.5;

/// Events and reports that an article leaves behind when its facts are taken away.
pub(super) struct Left {
    /// Reports of other articles that were in one event with its own.
    companions: BTreeSet<i64>,
}

/// A new article: its copies, then its reports.
pub(super) fn enter(connection: &Connection, article: i64, words: &str) -> rusqlite::Result<()> {
    if !words.is_empty() {
        find_copies(connection, article, words)?;
    }
    enter_again(connection, article, Left { companions: BTreeSet::new() })
}

/// An article whose facts were made anew.
pub(super) fn enter_again(connection: &Connection, article: i64, left: Left) -> rusqlite::Result<()> {
    let mut reports = reports_of_article(connection, article)?;
    let states = states(connection, article)?;
    for report in reports.values_mut() {
        report.states.clone_from(&states);
    }
    let mut seeds = left.companions;
    for (&fact, report) in &reports {
        for block in likeness::blocks(report) {
            BLOCK.insert_new(connection, &[Value::Integer(fact), text(block)])?;
        }
    }
    for (&fact, report) in &reports {
        seeds.insert(fact);
        pair(connection, fact, report)?;
    }
    gather(connection, &seeds)
}

/// Before the facts of an article go: takes its events apart and says whom that concerns.
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
    companions.retain(|fact| !own.contains(fact));
    Ok(Left { companions })
}

/// After the facts of an article went for good: the events that are left of those it was in.
pub(super) fn settle(connection: &Connection, left: &Left) -> rusqlite::Result<()> {
    gather(connection, &left.companions)
}

/// Fills the tables of version 2 from those of version 1.
pub(super) fn group_everything(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut last = 0;
    let next = "SELECT id, text FROM article WHERE id > ?1 ORDER BY id LIMIT 1";
    loop {
        let row = transaction
            .prepare_cached(next)?
            .query_row([last], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)));
        let Some((id, words)) = row.optional()? else { return Ok(()) };
        enter(transaction, id, &words)?;
        last = id;
    }
}

fn numbers(connection: &Connection, sql: &str, parameter: i64) -> rusqlite::Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_map([parameter], |row| row.get(0))?.collect()
}

// --- copies and stories ---

fn find_copies(connection: &Connection, article: i64, words: &str) -> rusqlite::Result<()> {
    let shingles = likeness::shingles(words);
    let bands = likeness::bands(&shingles);
    let mut candidates = BTreeSet::new();
    for &band in &bands {
        candidates.extend(numbers(connection, "SELECT article FROM band WHERE band = ?1", band)?);
        BAND.insert(connection, &[Value::Integer(article), Value::Integer(band)])?;
    }
    let mut concerned = BTreeSet::from([article]);
    for other in candidates {
        let others: String = connection
            .prepare_cached("SELECT text FROM article WHERE id = ?1")?
            .query_row([other], |row| row.get(0))?;
        let likeness = likeness::likeness(&shingles, &likeness::shingles(&others));
        if likeness >= likeness::COPY {
            COPY.insert(connection, &[Value::Integer(other), Value::Integer(article), Value::Real(likeness)])?;
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
    a.key, a.earliest, a.latest, f.article";

/// A report from its row; sides and states are filled in after.
fn report(row: &Row<'_>) -> rusqlite::Result<(i64, i64, Report)> {
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
    Ok((row.get(0)?, row.get(22)?, Report { article, event, published, states: BTreeMap::new() }))
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

fn reports_of_article(connection: &Connection, article: i64) -> rusqlite::Result<BTreeMap<i64, Report>> {
    let sql = format!(
        "SELECT {REPORT_COLUMNS} FROM fact f JOIN article a ON a.id = f.article
         WHERE f.article = ?1 AND f.layer = 'event' AND f.verdict <> 'rejected'"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let found = statement.query_map([article], report)?.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut reports = BTreeMap::new();
    for (fact, _, mut report) in found {
        fill_sides(connection, fact, &mut report.event)?;
        reports.insert(fact, report);
    }
    Ok(reports)
}

fn report_of(connection: &Connection, fact: i64) -> rusqlite::Result<(i64, Report)> {
    let sql = format!("SELECT {REPORT_COLUMNS} FROM fact f JOIN article a ON a.id = f.article WHERE f.id = ?1");
    let (_, article, mut report) = connection.prepare_cached(&sql)?.query_row([fact], report)?;
    fill_sides(connection, fact, &mut report.event)?;
    Ok((article, report))
}

/// States of the actors of an article, as the article has them.
fn states(connection: &Connection, article: i64) -> rusqlite::Result<BTreeMap<ActorId, String>> {
    let sql = "SELECT actor.key, naming.state FROM naming JOIN actor ON actor.id = naming.actor
               WHERE naming.article = ?1 AND naming.state IS NOT NULL";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_map([article], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Writes the pairs of a report with all that share a block and with those that people put beside it.
fn pair(connection: &Connection, fact: i64, report: &Report) -> rusqlite::Result<()> {
    let shared = "SELECT DISTINCT other.fact FROM block own JOIN block other ON other.key = own.key
                  WHERE own.fact = ?1 AND other.fact <> ?1";
    let decided = decisions(connection, fact)?;
    let mut others: BTreeSet<i64> = numbers(connection, shared, fact)?.into_iter().collect();
    others.extend(decided.keys());
    for other in others {
        let (low, high) = (fact.min(other), fact.max(other));
        let known =
            connection.prepare_cached("SELECT 1 FROM pair WHERE low = ?1 AND high = ?2")?.exists([low, high])?;
        if known {
            continue;
        }
        let probability = match decided.get(&other) {
            Some(true) => 1.0,
            Some(false) => 0.0,
            None => {
                let (article, mut candidate) = report_of(connection, other)?;
                if candidate.article == report.article {
                    continue;
                }
                candidate.states = states(connection, article)?;
                // The judgement may lean on the order of the two; the keys of their articles settle it.
                if candidate.article < report.article {
                    likeness::same(&candidate, report)
                } else {
                    likeness::same(report, &candidate)
                }
            }
        };
        if probability >= PAIRED {
            PAIR.insert(connection, &[Value::Integer(low), Value::Integer(high), Value::Real(probability)])?;
        }
    }
    Ok(())
}

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

/// Clusters everything that hangs together with the seeds, and writes the events.
fn gather(connection: &Connection, seeds: &BTreeSet<i64>) -> rusqlite::Result<()> {
    let neighbours = "SELECT high FROM pair WHERE low = ?1 UNION ALL SELECT low FROM pair WHERE high = ?1";
    let mut done: BTreeSet<i64> = BTreeSet::new();
    for &seed in seeds {
        if done.contains(&seed) {
            continue;
        }
        // Those whom people keep apart may still be in one component, through a third.
        let component = reached(&BTreeSet::from([seed]), |fact| numbers(connection, neighbours, fact))?;
        let mut reports = BTreeMap::new();
        let mut old = BTreeSet::new();
        for &fact in &component {
            let (_, report) = report_of(connection, fact)?;
            reports.insert(fact, report);
            old.extend(numbers(connection, "SELECT event FROM report WHERE fact = ?1", fact)?);
        }
        for event in old {
            remove_event(connection, event)?;
        }
        for cluster in clusters(connection, &component)? {
            write_event(connection, &cluster, &reports)?;
        }
        done.extend(component);
    }
    Ok(())
}

/// Joins the pairs from the surest down, unless that would bring together what people keep apart. Without such decisions these are
/// the connected components.
fn clusters(connection: &Connection, component: &BTreeSet<i64>) -> rusqlite::Result<Vec<BTreeSet<i64>>> {
    if component.len() == 1 {
        return Ok(vec![component.clone()]);
    }
    let mut edges = Vec::new();
    let mut apart: Vec<(i64, i64)> = Vec::new();
    let sql = "SELECT high, probability, l.key, h.key FROM pair JOIN fact l ON l.id = low JOIN fact h ON h.id = high WHERE low = ?1";
    for &fact in component {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([fact])?;
        while let Some(row) = rows.next()? {
            let (other, probability): (i64, f64) = (row.get(0)?, row.get(1)?);
            let (a, b): (String, String) = (row.get(2)?, row.get(3)?);
            let keys = if a <= b { (a, b) } else { (b, a) };
            edges.push((probability, keys, fact, other));
        }
        let kept_apart = decisions(connection, fact)?.into_iter().filter(|(_, together)| !together);
        apart.extend(kept_apart.map(|(other, _)| (fact, other)));
    }
    edges.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut cluster_of: BTreeMap<i64, i64> = component.iter().map(|&fact| (fact, fact)).collect();
    let mut members: BTreeMap<i64, BTreeSet<i64>> =
        component.iter().map(|&fact| (fact, BTreeSet::from([fact]))).collect();
    for (_, _, a, b) in edges {
        let (Some(&x), Some(&y)) = (cluster_of.get(&a), cluster_of.get(&b)) else { continue };
        let clash = |&(s, r): &(i64, i64)| {
            let (s, r) = (cluster_of.get(&s), cluster_of.get(&r));
            (s == Some(&x) && r == Some(&y)) || (s == Some(&y) && r == Some(&x))
        };
        if x == y || apart.iter().any(clash) {
            continue;
        }
        let moved = members.remove(&y).unwrap_or_default();
        cluster_of.extend(moved.iter().map(|&fact| (fact, x)));
        members.entry(x).or_default().extend(moved);
    }
    Ok(members.into_values().collect())
}

fn remove_event(connection: &Connection, event: i64) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM report WHERE event = ?1")?.execute([event])?;
    let gone = connection.prepare_cached("DELETE FROM event WHERE id = ?1")?.execute([event])?;
    if gone > 0 { tally(connection, "events", -1) } else { Ok(()) }
}

/// Reports in the order in which they are merged: by publication, undated ones last, then by key.
pub(super) fn in_order(reports: &mut [(&String, &Report)]) {
    reports.sort_by_key(|(key, report)| {
        let day = report.published.as_ref().and_then(|interval| interval.latest.or(interval.earliest));
        (day.is_none(), day, (*key).clone())
    });
}

fn write_event(
    connection: &Connection,
    cluster: &BTreeSet<i64>,
    reports: &BTreeMap<i64, Report>,
) -> rusqlite::Result<()> {
    let mut keyed: BTreeMap<String, i64> = BTreeMap::new();
    for &fact in cluster {
        let key = connection
            .prepare_cached("SELECT key FROM fact WHERE id = ?1")?
            .query_row([fact], |row| row.get::<_, String>(0))?;
        keyed.insert(key, fact);
    }
    let mut ordered: Vec<(&String, &Report)> =
        keyed.iter().filter_map(|(key, fact)| Some((key, reports.get(fact)?))).collect();
    in_order(&mut ordered);
    let Some(&(first_key, _)) = ordered.first() else { return Ok(()) };
    let Some(smallest) = keyed.keys().next() else { return Ok(()) };
    let published = ordered.iter().map(|(_, report)| (report.article.clone(), report.published.clone())).collect();
    let articles: BTreeSet<&String> = ordered.iter().map(|(_, report)| &report.article).collect();
    let (count, articles) = (ordered.len(), articles.len());
    let event = one_event(ordered.iter().map(|(_, report)| report.event.clone()).collect(), &published);
    let id = EVENT.next_id(connection)?;
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    let earliest = event.when.as_ref().and_then(|when| when.earliest.or(when.latest));
    let latest = event.when.as_ref().and_then(|when| when.latest.or(when.earliest));
    let status = serde_json::to_value(event.status).ok().and_then(|word| word.as_str().map(str::to_owned));
    EVENT.insert(
        connection,
        &[
            Value::Integer(id),
            text(smallest),
            Value::Integer(keyed.get(first_key).copied().unwrap_or_default()),
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
        ],
    )?;
    tally(connection, "events", 1)?;
    for &fact in cluster {
        REPORT.replace(connection, &[Value::Integer(fact), Value::Integer(id)])?;
    }
    let actors: BTreeSet<&ActorId> = event.sources.iter().chain(&event.targets).collect();
    let earliest = day(earliest).unwrap_or_default();
    for actor in actors {
        let row: i64 =
            connection.prepare_cached("SELECT id FROM actor WHERE key = ?1")?.query_row([actor], |row| row.get(0))?;
        INVOLVEMENT.insert(connection, &[Value::Integer(row), text(earliest.as_str()), Value::Integer(id)])?;
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
