//! Reports become events and copies become stories, kept up to date article by article. Both are clusters over pairs; what a
//! cluster is follows from its pairs alone, so that the order in which they came does not matter.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{
    Actor, ActorId, Article, Confidence, Event, Evidence, Granularity, Interval, Modifier, PloverType, Span, Status,
};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use serde::de::DeserializeOwned;

use super::Work;
use super::add::{self, json_fault, tally};
use super::checksum::{maybe, size, text};
use super::fact::{Fact, Standing};
use super::query::Named;
use super::schema::{BAND, BLOCK, COPY, DECISION, EVENT, INVOLVEMENT, PAIR, REPORT, STORY, TELLING};
use super::{correct, journal};
use crate::merge::one_event;
use crate::same::{Report, blocks, clusters, copied, days_exclude, same_event, signature};

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
pub(super) struct Left {
    /// Reports of other articles that were in one event with its own.
    companions: BTreeSet<i64>,
}

/// A new article: its copies, then its reports.
pub(super) fn enter(connection: &Connection, article: i64, told: &Told<'_>) -> rusqlite::Result<()> {
    if !told.page.text.is_empty() {
        find_copies(connection, article, &told.page.text)?;
    }
    enter_again(connection, article, told, Left { companions: BTreeSet::new() })
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
            for block in blocks(&report) {
                BLOCK.insert_new(connection, &[Value::Integer(fact), text(block)])?;
            }
            reports.push((fact, report));
        }
    }
    for (fact, report) in &reports {
        pair(connection, *fact, Some(report))?;
    }
    // Reports without words in the article (imports) are joined by people alone.
    for &fact in rows.values() {
        pair(connection, fact, None)?;
    }
    let mut seeds = left.companions;
    seeds.extend(rows.values());
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
    let mut concerned = BTreeSet::from([article]);
    for other in candidates {
        let others: String = connection
            .prepare_cached("SELECT text FROM article WHERE id = ?1")?
            .query_row([other], |row| row.get(0))?;
        if copied(&own, &signature(&others)) {
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
    let mut account = connection.prepare_cached(&sql)?.query_row([fact], account)?;
    fill_sides(connection, fact, &mut account.event)?;
    Ok(account)
}

/// What was kept of a report for comparisons; `None` for one without words in its article.
fn telling(connection: &Connection, fact: i64) -> rusqlite::Result<Option<Report>> {
    let json: Option<String> = connection
        .prepare_cached("SELECT report FROM telling WHERE fact = ?1")?
        .query_row([fact], |row| row.get(0))
        .optional()?;
    json.map(|json| serde_json::from_str(&json).map_err(json_fault)).transpose()
}

/// Writes the pairs of a report with all that share a block and with those that people put beside it.
fn pair(connection: &Connection, fact: i64, report: Option<&Report>) -> rusqlite::Result<()> {
    let shared = "SELECT DISTINCT other.fact FROM block own JOIN block other ON other.key = own.key
                  WHERE own.fact = ?1 AND other.fact <> ?1";
    let decided = decisions(connection, fact)?;
    let mut others: BTreeSet<i64> = decided.keys().copied().collect();
    if report.is_some() {
        others.extend(numbers(connection, shared, fact)?);
    }
    for other in others {
        let (low, high) = (fact.min(other), fact.max(other));
        let known =
            connection.prepare_cached("SELECT 1 FROM pair WHERE low = ?1 AND high = ?2")?.exists([low, high])?;
        if known {
            continue;
        }
        let odds = match (decided.get(&other), report) {
            (Some(true), _) => DECIDED,
            (Some(false), _) | (None, None) => continue,
            (None, Some(report)) => {
                let Some(candidate) = telling(connection, other)? else { continue };
                // Within an article the coder has merged already.
                if candidate.article == report.article {
                    continue;
                }
                same_event(report, &candidate).map_or(0.0, |same| same.log_odds)
            }
        };
        if odds > 0.0 {
            PAIR.insert(connection, &[Value::Integer(low), Value::Integer(high), Value::Real(odds)])?;
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
        let mut accounts = BTreeMap::new();
        let mut old = BTreeSet::new();
        for &fact in &component {
            accounts.insert(fact, account_of(connection, fact)?);
            old.extend(numbers(connection, "SELECT event FROM report WHERE fact = ?1", fact)?);
        }
        for event in old {
            remove_event(connection, event)?;
        }
        for cluster in cut(connection, &component)? {
            write_event(connection, &cluster, &accounts)?;
        }
        done.extend(component);
    }
    Ok(())
}

/// The events of a component: it whole, unless it holds days that exclude each other or people keep some of it apart.
fn cut(connection: &Connection, component: &BTreeSet<i64>) -> rusqlite::Result<Vec<BTreeSet<i64>>> {
    if component.len() == 1 {
        return Ok(vec![component.clone()]);
    }
    // In the order of the keys, so that ties are broken alike whatever the order of arrival.
    let mut keyed: BTreeMap<String, i64> = BTreeMap::new();
    for &fact in component {
        let key = connection
            .prepare_cached("SELECT key FROM fact WHERE id = ?1")?
            .query_row([fact], |row| row.get::<_, String>(0))?;
        keyed.insert(key, fact);
    }
    let facts: Vec<i64> = keyed.into_values().collect();
    let place: BTreeMap<i64, usize> = facts.iter().enumerate().map(|(index, &fact)| (fact, index)).collect();
    let mut tellings = Vec::new();
    let mut pairs: Vec<(usize, usize, f64)> = Vec::new();
    let mut decided: Vec<(usize, usize, bool)> = Vec::new();
    for (index, &fact) in facts.iter().enumerate() {
        tellings.push(telling(connection, fact)?);
        let mut statement = connection.prepare_cached("SELECT high, odds FROM pair WHERE low = ?1")?;
        let mut rows = statement.query([fact])?;
        while let Some(row) = rows.next()? {
            if let Some(&other) = place.get(&row.get::<_, i64>(0)?) {
                pairs.push((index.min(other), index.max(other), row.get(1)?));
            }
        }
        for (other, together) in decisions(connection, fact)? {
            decided.extend(place.get(&other).map(|&other| (index, other, together)));
        }
    }
    let of_facts = |groups: Vec<Vec<usize>>| -> Vec<BTreeSet<i64>> {
        groups.into_iter().map(|group| group.into_iter().map(|index| facts[index]).collect()).collect()
    };
    let whole: Option<Vec<&Report>> = tellings.iter().map(Option::as_ref).collect();
    match whole {
        Some(reports) if decided.is_empty() => Ok(of_facts(clusters(&reports, &pairs))),
        _ => Ok(of_facts(clusters_as_decided(&tellings, pairs, &decided))),
    }
}

/// Joins the pairs from the surest down, where that brings nothing together that people keep apart or that tells of days that
/// exclude each other. Then the groups that people joined, whatever their days.
fn clusters_as_decided(
    tellings: &[Option<Report>],
    mut pairs: Vec<(usize, usize, f64)>,
    decided: &[(usize, usize, bool)],
) -> Vec<Vec<usize>> {
    let (joined, judged): (Vec<_>, Vec<_>) = {
        pairs.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
        pairs.into_iter().partition(|pair| pair.2 >= DECIDED)
    };
    let apart: BTreeSet<(usize, usize)> =
        decided.iter().filter(|one| !one.2).map(|&(a, b, _)| (a.min(b), a.max(b))).collect();
    let exclude = |a: usize, b: usize| match (&tellings[a], &tellings[b]) {
        (Some(a), Some(b)) => days_exclude(a, b),
        _ => false,
    };
    let mut group_of: Vec<usize> = (0..tellings.len()).collect();
    let mut groups: Vec<Vec<usize>> = group_of.iter().map(|&index| vec![index]).collect();
    for (a, b, odds) in judged.into_iter().chain(joined) {
        let (into, from) = (group_of[a].min(group_of[b]), group_of[a].max(group_of[b]));
        let clash = |x: usize, y: usize| apart.contains(&(x.min(y), x.max(y))) || (odds < DECIDED && exclude(x, y));
        if into == from || groups[into].iter().any(|&x| groups[from].iter().any(|&y| clash(x, y))) {
            continue;
        }
        let moved = std::mem::take(&mut groups[from]);
        moved.iter().for_each(|&index| group_of[index] = into);
        groups[into].extend(moved);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

fn remove_event(connection: &Connection, event: i64) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM report WHERE event = ?1")?.execute([event])?;
    let gone = connection.prepare_cached("DELETE FROM event WHERE id = ?1")?.execute([event])?;
    if gone > 0 { tally(connection, "events", -1) } else { Ok(()) }
}

/// Reports in the order in which they are merged: by publication, undated ones last, then by key.
fn in_order(reports: &mut [(&String, &Account)]) {
    reports.sort_by_key(|(key, report)| {
        let day = report.published.as_ref().and_then(|interval| interval.latest.or(interval.earliest));
        (day.is_none(), day, (*key).clone())
    });
}

fn write_event(
    connection: &Connection,
    cluster: &BTreeSet<i64>,
    accounts: &BTreeMap<i64, Account>,
) -> rusqlite::Result<()> {
    let mut keyed: BTreeMap<String, i64> = BTreeMap::new();
    for &fact in cluster {
        let key = connection
            .prepare_cached("SELECT key FROM fact WHERE id = ?1")?
            .query_row([fact], |row| row.get::<_, String>(0))?;
        keyed.insert(key, fact);
    }
    let mut ordered: Vec<(&String, &Account)> =
        keyed.iter().filter_map(|(key, fact)| Some((key, accounts.get(fact)?))).collect();
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
