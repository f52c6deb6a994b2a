//! Answers from the rows alone: overview, lists, one fact with all that is known of it, and full-text search. None of them
//! reads more than it shows.

use std::collections::BTreeMap;

use demarche_record::{Article, FoundBy};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use serde::Serialize;

use super::fact::Fact;
use super::journal::{self, Entry, refused};
use super::{Dossier, Result, StoreError, Work, add, group};

/// What the dossier holds, in figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overview {
    /// Its title.
    pub title: String,
    /// When it was made (UTC).
    pub created: String,
    /// First and last day of publication.
    pub first: Option<String>,
    /// Last day of publication.
    pub last: Option<String>,
    /// Counts: articles, sources, stories (copies counted once), events, and facts by layer as reported.
    pub counts: BTreeMap<String, i64>,
    /// Entries of the log.
    pub entries: i64,
}

/// What a list is to hold.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Keys or names of actors, all of whom must take part.
    pub actors: Vec<String>,
    /// Type of the event, kind of the position, factor of the driver.
    pub kind: Option<String>,
    /// Status (of events and agenda items) or strength (of positions).
    pub status: Option<String>,
    /// Not before this day ("2018-11-23").
    pub since: Option<String>,
    /// Not after this day.
    pub until: Option<String>,
    /// Also what people rejected (facts only).
    pub rejected: bool,
    /// At most so many, the latest first.
    pub limit: usize,
}

/// An event or a fact in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FactLine {
    /// Its key.
    pub key: String,
    /// Its layer.
    pub layer: String,
    /// Type, kind or factor.
    pub kind: String,
    /// Who acts, holds or takes part: keys.
    pub sources: Vec<String>,
    /// Towards whom: keys.
    pub targets: Vec<String>,
    /// Whether the sides may be exchanged.
    pub mutual: bool,
    /// First day.
    pub earliest: Option<String>,
    /// Last day.
    pub latest: Option<String>,
    /// Status or strength.
    pub status: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// The words.
    pub content: String,
    /// How sure.
    pub confidence: Option<f64>,
    /// What people said.
    pub verdict: String,
    /// Reports of the event; 1 for other facts.
    pub reports: i64,
    /// Articles that tell of it.
    pub articles: i64,
    /// Stories that tell of it: copies counted once.
    pub stories: i64,
    /// Names of the actors by their keys.
    pub names: BTreeMap<String, String>,
}

/// An actor in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActorLine {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Option<String>,
    /// Its state.
    pub state: Option<String>,
    /// Articles that name it.
    pub articles: i64,
}

/// An article in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ArticleLine {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: Option<String>,
    /// Its paper.
    pub publisher: Option<String>,
    /// First possible day of publication.
    pub earliest: Option<String>,
    /// Last possible day of publication.
    pub latest: Option<String>,
    /// When it was recorded (UTC).
    pub recorded: String,
    /// Where it came from, in alphabetical order.
    pub sources: Vec<String>,
    /// Its copies in the dossier: keys.
    pub copies: Vec<String>,
}

/// An article that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// The article.
    #[serde(flatten)]
    pub article: ArticleLine,
    /// The words around the first places, the words that were sought between U+0001 and U+0002.
    pub snippet: String,
    /// Events reported in it.
    pub events: i64,
}

/// One report or fact, with all that is known of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FactDetail {
    /// Its key.
    pub key: String,
    /// What people said.
    pub verdict: String,
    /// The fact.
    pub fact: Fact,
    /// The article.
    pub article: ArticleLine,
    /// The sentence that supports it.
    pub sentence: String,
    /// The words in it that do, in bytes of the sentence.
    pub marked: Option<(usize, usize)>,
    /// What found it.
    pub found_by: Vec<FoundBy>,
    /// Program that read the article, and when.
    pub read_by: String,
    /// When it was read (UTC).
    pub read_at: String,
    /// What people did with it.
    pub entries: Vec<Entry>,
}

/// One report of an event, and what ties it to the others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportDetail {
    /// The report.
    #[serde(flatten)]
    pub report: FactDetail,
    /// Reports that it is paired with, and with what probability.
    pub pairs: Vec<(String, f64)>,
}

/// One event with its reports.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventDetail {
    /// The event as lists have it.
    pub event: FactLine,
    /// Its reports, by key.
    pub reports: Vec<ReportDetail>,
}

/// What a key names.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Found {
    /// An event.
    Event(Box<EventDetail>),
    /// Another fact, or an event that was rejected.
    Fact(Box<FactDetail>),
    /// An article, with the lines of its facts.
    Article(Box<ArticleLine>, Vec<FactLine>),
}

/// A fact that a key names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub key: String,
    pub layer: String,
    pub article: i64,
    pub article_key: String,
}

/// The smallest string above all that begin with `prefix`, for keys of hex digits and dashes.
fn above(prefix: &str) -> String {
    format!("{prefix}~")
}

/// The one fact that the key names. A key may be cut on both sides of its dash, as it is shown.
pub(super) fn find_fact(connection: &Connection, key: &str) -> Work<Named> {
    let Some((article, local)) = key.split_once('-') else {
        return Err(StoreError::Unknown(key.to_owned()).into());
    };
    let sql = "SELECT fact.key, fact.layer, article.id, article.key FROM article JOIN fact ON fact.article = article.id
               WHERE article.key >= ?1 AND article.key < ?2 AND fact.key >= article.key || '-' || ?3
                 AND fact.key < article.key || '-' || ?3 || '~' ORDER BY fact.key";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([article, &above(article), local], |row| {
        Ok(Named { key: row.get(0)?, layer: row.get(1)?, article: row.get(2)?, article_key: row.get(3)? })
    })?;
    one(rows.collect::<rusqlite::Result<Vec<_>>>()?, key, |named| named.key.clone())
}

fn one<T>(mut found: Vec<T>, key: &str, name: impl Fn(&T) -> String) -> Work<T> {
    match found.len() {
        0 => Err(StoreError::Unknown(key.to_owned()).into()),
        1 => Ok(found.remove(0)),
        count => {
            let examples = found.iter().take(3).map(name).collect::<Vec<_>>().join(", ");
            Err(StoreError::Ambiguous { key: key.to_owned(), count, examples }.into())
        }
    }
}

/// The facts that a key names: all reports of an event, or the one fact of another layer.
pub(super) fn find(connection: &Connection, key: &str) -> Work<Vec<Named>> {
    let named = find_fact(connection, key)?;
    let event = group::events_of(connection, std::iter::once(named.key.as_str()))?;
    let reports = group::reports_of(connection, &event)?;
    Ok(if reports.is_empty() { vec![named] } else { reports })
}

/// Row and key of the article that a key names.
pub(super) fn find_article(connection: &Connection, key: &str) -> Work<(i64, String)> {
    let sql = "SELECT id, key FROM article WHERE key >= ?1 AND key < ?2 ORDER BY key LIMIT 4";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([key, &above(key)], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    one(rows.collect::<rusqlite::Result<Vec<_>>>()?, key, |(_, key)| key.clone())
}

/// The actors that a name or key means: the exact key, else all of that name.
fn actors_named(connection: &Connection, name: &str) -> Work<Vec<i64>> {
    let exact: Option<i64> = connection
        .prepare_cached("SELECT id FROM actor WHERE key = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    if let Some(id) = exact {
        return Ok(vec![id]);
    }
    let sql = "SELECT id FROM actor WHERE name = ?1 COLLATE NOCASE ORDER BY articles DESC, key";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_map([name], |row| row.get(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    if found.is_empty() {
        return Err(refused(format!("no actor goes by {name:?}: `demarche show DOSSIER actors` lists them")));
    }
    Ok(found)
}

fn article_line(connection: &Connection, id: i64) -> Work<ArticleLine> {
    let sql = "SELECT key, title, publisher, earliest, latest, recorded FROM article WHERE id = ?1";
    let mut line = connection.prepare_cached(sql)?.query_row([id], |row| {
        Ok(ArticleLine {
            key: row.get(0)?,
            title: row.get(1)?,
            publisher: row.get(2)?,
            earliest: row.get(3)?,
            latest: row.get(4)?,
            recorded: row.get(5)?,
            sources: Vec::new(),
            copies: Vec::new(),
        })
    })?;
    line.sources = words(connection, "SELECT name FROM source WHERE article = ?1 ORDER BY name", id)?;
    let copies = "SELECT key FROM article WHERE id IN
                  (SELECT high FROM copy WHERE low = ?1 UNION ALL SELECT low FROM copy WHERE high = ?1) ORDER BY key";
    line.copies = words(connection, copies, id)?;
    Ok(line)
}

fn words(connection: &Connection, sql: &str, id: i64) -> Work<Vec<String>> {
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_map([id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// The line of a fact by its row; an event's by the row of its first report.
fn fact_line(connection: &Connection, fact: i64) -> Work<FactLine> {
    let sql = "SELECT key, layer, kind, mutual, earliest, latest, status, place, content, confidence, verdict FROM fact WHERE id = ?1";
    let mut line = connection.prepare_cached(sql)?.query_row([fact], |row| {
        Ok(FactLine {
            key: row.get(0)?,
            layer: row.get(1)?,
            kind: row.get(2)?,
            sources: Vec::new(),
            targets: Vec::new(),
            mutual: row.get::<_, Option<i64>>(3)?.unwrap_or(0) != 0,
            earliest: row.get(4)?,
            latest: row.get(5)?,
            status: row.get(6)?,
            place: row.get(7)?,
            content: row.get(8)?,
            confidence: row.get(9)?,
            verdict: row.get(10)?,
            reports: 1,
            articles: 1,
            stories: 1,
            names: BTreeMap::new(),
        })
    })?;
    let sql = "SELECT role, actor.key, actor.name FROM party JOIN actor ON actor.id = party.actor WHERE fact = ?1 ORDER BY place";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([fact])?;
    while let Some(row) = rows.next()? {
        let (role, key, name): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if !name.is_empty() {
            line.names.insert(key.clone(), name);
        }
        match role.as_str() {
            "source" | "holder" | "who" => line.sources.push(key),
            "target" => line.targets.push(key),
            _ => {}
        }
    }
    Ok(line)
}

fn event_line(connection: &Connection, event: i64) -> Work<FactLine> {
    let sql = "SELECT first, key, kind, earliest, latest, status, place, confidence, reports, articles,
                 (SELECT count(DISTINCT story.story) FROM report JOIN fact ON fact.id = report.fact
                  JOIN story ON story.article = fact.article WHERE report.event = event.id)
               FROM event WHERE id = ?1";
    type Days = (Option<String>, Option<String>);
    let (first, stated, mut line) = connection.prepare_cached(sql)?.query_row([event], |row| {
        let days: Days = (row.get(3)?, row.get(4)?);
        let line = FactLine {
            key: row.get(1)?,
            layer: "event".into(),
            kind: row.get(2)?,
            sources: Vec::new(),
            targets: Vec::new(),
            mutual: false,
            earliest: None,
            latest: None,
            status: row.get(5)?,
            place: row.get(6)?,
            content: String::new(),
            confidence: row.get(7)?,
            verdict: String::new(),
            reports: row.get(8)?,
            articles: row.get(9)?,
            stories: row.get(10)?,
            names: BTreeMap::new(),
        };
        Ok((row.get::<_, i64>(0)?, days, line))
    })?;
    let words = fact_line(connection, first)?;
    line.sources = words.sources;
    line.targets = words.targets;
    line.mutual = words.mutual;
    (line.earliest, line.latest) = stated;
    line.content = words.content;
    line.names = words.names;
    // What people said of any of its reports, the weightiest word first.
    let sql = "SELECT verdict FROM fact JOIN report ON report.fact = fact.id WHERE event = ?1
               ORDER BY CASE verdict WHEN 'edited' THEN 0 WHEN 'added' THEN 1 WHEN 'accepted' THEN 2 ELSE 3 END LIMIT 1";
    line.verdict = connection.prepare_cached(sql)?.query_row([event], |row| row.get(0))?;
    Ok(line)
}

fn numbers(connection: &Connection, sql: &str, values: &[Value]) -> Work<Vec<i64>> {
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_map(params_from_iter(values), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

fn fact_detail(connection: &Connection, named: &Named, entries: &[Entry]) -> Work<FactDetail> {
    let facts = add::standing(connection, named.article, &named.article_key)?;
    let standing = facts.into_iter().find(|one| one.key == named.key);
    let standing = standing.ok_or_else(|| StoreError::Unknown(named.key.clone()))?;
    let page: Article = add::page(connection, named.article)?;
    let evidence = standing.fact.evidence().first();
    let sentence = evidence.map(|one| one.sentence.of(&page.text).to_owned()).unwrap_or_default();
    let marked = evidence.and_then(|one| {
        let start = one.span.start.checked_sub(one.sentence.start)?;
        (start + one.span.len() <= sentence.len()).then_some((start, start + one.span.len()))
    });
    let (read_by, read_at) = connection
        .prepare_cached("SELECT program, recorded FROM reading WHERE article = ?1")?
        .query_row([named.article], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let about = |entry: &&Entry| entry.targets.iter().chain(&entry.others).any(|target| target.key == named.key);
    Ok(FactDetail {
        key: named.key.clone(),
        verdict: standing.verdict.name().to_owned(),
        article: article_line(connection, named.article)?,
        sentence,
        marked,
        found_by: standing.fact.found_by().to_vec(),
        fact: standing.fact,
        read_by,
        read_at,
        entries: entries.iter().filter(about).cloned().collect(),
    })
}

impl Dossier {
    /// What the dossier holds, in figures.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn overview(&self) -> Result<Overview> {
        self.read(|connection| {
            let about = |name: &str| -> rusqlite::Result<String> {
                connection
                    .query_row("SELECT value FROM dossier WHERE name = ?1", [name], |row| row.get(0))
                    .optional()
                    .map(Option::unwrap_or_default)
            };
            let mut statement = connection.prepare_cached("SELECT name, count FROM tally ORDER BY name")?;
            let counts = statement
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<BTreeMap<String, i64>>>()?;
            Ok(Overview {
                title: about("title")?,
                created: about("created")?,
                first: connection.query_row("SELECT min(latest) FROM article", [], |row| row.get(0))?,
                last: connection.query_row("SELECT max(latest) FROM article", [], |row| row.get(0))?,
                counts,
                entries: connection.query_row("SELECT coalesce(max(id), 0) FROM log", [], |row| row.get(0))?,
            })
        })
    }

    /// Events, the latest first; those without a day last.
    ///
    /// # Errors
    /// When the file cannot be read, or an actor is unknown.
    pub fn events(&self, selection: &Selection) -> Result<Vec<FactLine>> {
        self.read(|connection| {
            let mut sql = String::from("SELECT event.id FROM event");
            let (mut tests, mut values): (Vec<String>, Vec<Value>) = (Vec::new(), Vec::new());
            let mut order = "event.earliest DESC, event.key";
            for (index, name) in selection.actors.iter().enumerate() {
                let ids = actors_named(connection, name)?;
                let marks = vec!["?"; ids.len()].join(", ");
                values.extend(ids.iter().map(|&id| Value::Integer(id)));
                if index == 0 && ids.len() == 1 {
                    // By actor and day: the rows come in the order that is asked for.
                    sql = "SELECT event.id FROM involvement JOIN event ON event.id = involvement.event".into();
                    tests.push("involvement.actor = ?".into());
                    order = "involvement.earliest DESC, event.key";
                } else {
                    tests.push(format!(
                        "EXISTS (SELECT 1 FROM involvement i WHERE i.event = event.id AND i.actor IN ({marks}))"
                    ));
                }
            }
            let mut test = |condition: &str, value: &Option<String>| {
                if let Some(value) = value {
                    tests.push(condition.to_owned());
                    values.push(Value::Text(value.clone()));
                }
            };
            test("event.kind = ?", &selection.kind.as_ref().map(|kind| kind.to_uppercase()));
            test("event.status = ?", &selection.status);
            test("event.latest >= ?", &selection.since);
            test("event.earliest <= ?", &selection.until);
            if !tests.is_empty() {
                sql = format!("{sql} WHERE {}", tests.join(" AND "));
            }
            sql = format!("{sql} ORDER BY {order} LIMIT {}", selection.limit);
            let ids = numbers(connection, &sql, &values)?;
            ids.into_iter().map(|id| event_line(connection, id)).collect()
        })
    }

    /// Facts of a layer other than events, the latest first; those without a day last.
    ///
    /// # Errors
    /// When the file cannot be read, or an actor is unknown.
    pub fn facts(&self, layer: &str, selection: &Selection) -> Result<Vec<FactLine>> {
        self.read(|connection| {
            let mut tests = vec!["layer = ?".to_owned()];
            let mut values = vec![Value::Text(layer.to_owned())];
            for name in &selection.actors {
                let ids = actors_named(connection, name)?;
                let marks = vec!["?"; ids.len()].join(", ");
                tests.push(format!("id IN (SELECT fact FROM party WHERE actor IN ({marks}))"));
                values.extend(ids.into_iter().map(Value::Integer));
            }
            let mut test = |condition: &str, value: &Option<String>| {
                if let Some(value) = value {
                    tests.push(condition.to_owned());
                    values.push(Value::Text(value.clone()));
                }
            };
            test("kind = ? COLLATE NOCASE", &selection.kind);
            test("status = ?", &selection.status);
            test("latest >= ?", &selection.since);
            test("earliest <= ?", &selection.until);
            if !selection.rejected {
                tests.push("verdict <> 'rejected'".into());
            }
            let sql = format!(
                "SELECT id FROM fact WHERE {} ORDER BY latest DESC, key LIMIT {}",
                tests.join(" AND "),
                selection.limit
            );
            let ids = numbers(connection, &sql, &values)?;
            ids.into_iter().map(|id| fact_line(connection, id)).collect()
        })
    }

    /// Actors, those first that most articles name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn actors(&self, limit: usize) -> Result<Vec<ActorLine>> {
        self.read(|connection| {
            let sql = "SELECT key, name, kind, state, articles FROM actor ORDER BY articles DESC, key LIMIT ?1";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
                Ok(ActorLine {
                    key: row.get(0)?,
                    name: row.get(1)?,
                    kind: row.get(2)?,
                    state: row.get(3)?,
                    articles: row.get(4)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Articles, the latest first; those without a day last.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn articles(&self, selection: &Selection) -> Result<Vec<ArticleLine>> {
        self.read(|connection| {
            let mut tests = vec!["form = 'article'".to_owned()];
            let mut values = Vec::new();
            for (condition, value) in [("latest >= ?", &selection.since), ("earliest <= ?", &selection.until)] {
                if let Some(value) = value {
                    tests.push(condition.to_owned());
                    values.push(Value::Text(value.clone()));
                }
            }
            let sql = format!(
                "SELECT id FROM article WHERE {} ORDER BY latest DESC, key LIMIT {}",
                tests.join(" AND "),
                selection.limit
            );
            let ids = numbers(connection, &sql, &values)?;
            ids.into_iter().map(|id| article_line(connection, id)).collect()
        })
    }

    /// What a key names: an event with its reports, another fact, or an article.
    ///
    /// # Errors
    /// When nothing goes by the key, or several things do.
    pub fn find(&self, key: &str) -> Result<Found> {
        self.read(|connection| {
            if !key.contains('-') {
                let (id, _) = find_article(connection, key)?;
                let facts = numbers(connection, "SELECT id FROM fact WHERE article = ?1 ORDER BY id", &[Value::Integer(id)])?;
                let facts = facts.into_iter().map(|fact| fact_line(connection, fact)).collect::<Work<_>>()?;
                return Ok(Found::Article(Box::new(article_line(connection, id)?), facts));
            }
            let named = find_fact(connection, key)?;
            let entries = journal::all(connection)?;
            let events = group::events_of(connection, std::iter::once(named.key.as_str()))?;
            let Some(&event) = events.first() else {
                return Ok(Found::Fact(Box::new(fact_detail(connection, &named, &entries)?)));
            };
            let mut reports = Vec::new();
            for one in group::reports_of(connection, &events)? {
                let sql = "SELECT other.key, odds FROM fact own JOIN pair ON pair.low = own.id OR pair.high = own.id
                           JOIN fact other ON other.id = pair.low + pair.high - own.id WHERE own.key = ?1 ORDER BY other.key";
                let mut statement = connection.prepare_cached(sql)?;
                let pairs = statement
                    .query_map([&one.key], |row| {
                        // To three decimals, as everywhere: the last digits of an exponential differ between machines.
                        let probability = 1.0 / (1.0 + (-row.get::<_, f64>(1)?).exp());
                        Ok((row.get(0)?, demarche_record::Confidence::new(probability).get()))
                    })?
                    .collect::<rusqlite::Result<Vec<(String, f64)>>>()?;
                reports.push(ReportDetail { report: fact_detail(connection, &one, &entries)?, pairs });
            }
            Ok(Found::Event(Box::new(EventDetail { event: event_line(connection, event)?, reports })))
        })
    }

    /// Full-text search in titles and texts: words, "a phrase", OR, NOT, a word with a * at its end. The best first; where more than
    /// 20,000 articles match, as they do for a word like "the", the latest first.
    ///
    /// # Errors
    /// When the query cannot be understood or the file cannot be read.
    pub fn search(&self, query: &str, limit: usize) -> Result<Vec<Hit>> {
        self.search_ranked(query, limit, MOST_RANKED)
    }

    pub(super) fn search_ranked(&self, query: &str, limit: usize, most_ranked: i64) -> Result<Vec<Hit>> {
        self.read(|connection| {
            let words = full_text(query).ok_or_else(|| StoreError::Query(query.to_owned()))?;
            let understood = |error: rusqlite::Error| match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::Unknown) => super::Fault::Store(StoreError::Query(query.to_owned())),
                _ => error.into(),
            };
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let many = "SELECT count(*) > ?2 FROM (SELECT 1 FROM words WHERE words MATCH ?1 LIMIT ?2 + 1)";
            let many: bool = connection
                .prepare_cached(many)?
                .query_row(rusqlite::params![words, most_ranked], |row| row.get(0))
                .map_err(understood)?;
            // Rank would be worked out for every one of them, and says little of a word that is everywhere. The day of publication leads to
            // the latest without looking at the others.
            let sql = if many && words.contains('*') {
                // To look for the beginning of a word in one article costs as much as to look for it in all: once for the latest, once for
                // what they say.
                "WITH latest AS MATERIALIZED (SELECT a.id FROM article a
                   WHERE +a.id IN (SELECT rowid FROM words WHERE words MATCH ?1) ORDER BY a.latest DESC, a.key LIMIT ?2)
                 SELECT rowid, snippet(words, 1, char(1), char(2), '…', 24), 0.0 FROM words
                 WHERE words MATCH ?1 AND +rowid IN (SELECT id FROM latest)"
            } else if many {
                "SELECT a.id, (SELECT snippet(words, 1, char(1), char(2), '…', 24) FROM words WHERE words MATCH ?1 AND rowid = a.id), 0.0
                 FROM article a WHERE a.id IN (SELECT id FROM article b
                   WHERE EXISTS (SELECT 1 FROM words WHERE words MATCH ?1 AND rowid = b.id) ORDER BY b.latest DESC, b.key LIMIT ?2)"
            } else {
                "SELECT rowid, snippet(words, 1, char(1), char(2), '…', 24), rank FROM words
                 WHERE words MATCH ?1 ORDER BY rank LIMIT ?2"
            };
            let mut statement = connection.prepare_cached(sql)?;
            let found = statement
                .query_map(rusqlite::params![words, limit], |row| {
                    Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, f64>(2)?))
                })
                .and_then(|rows| rows.collect::<rusqlite::Result<Vec<_>>>())
                .map_err(understood)?;
            let mut hits = Vec::new();
            for (id, snippet, rank) in found {
                let events =
                    "SELECT count(*) FROM fact WHERE article = ?1 AND layer = 'event' AND verdict <> 'rejected'";
                let hit = Hit {
                    article: article_line(connection, id)?,
                    snippet,
                    events: connection.prepare_cached(events)?.query_row([id], |row| row.get(0))?,
                };
                hits.push((rank, hit));
            }
            // Copies rank alike: their keys decide, not the order in which they came.
            let latest = |hit: &Hit| std::cmp::Reverse(hit.article.latest.clone().filter(|_| many));
            hits.sort_by(|a, b| {
                (a.0.total_cmp(&b.0))
                    .then_with(|| latest(&a.1).cmp(&latest(&b.1)))
                    .then_with(|| a.1.article.key.cmp(&b.1.article.key))
            });
            Ok(hits.into_iter().map(|(_, hit)| hit).collect())
        })
    }

    /// The whole key of the fact or article that a cut key names.
    ///
    /// # Errors
    /// When nothing goes by the key.
    pub fn resolve(&self, key: &str) -> Result<String> {
        self.read(|connection| {
            if key.contains('-') { Ok(find_fact(connection, key)?.key) } else { Ok(find_article(connection, key)?.1) }
        })
    }
}

/// Most articles that are ranked by how well they match.
const MOST_RANKED: i64 = 20_000;

/// The words of a person as a query of FTS5: operators stay, everything else is quoted, so that a hyphen or a colon is no
/// syntax. `None` where no word is left.
fn full_text(query: &str) -> Option<String> {
    let mut terms: Vec<String> = Vec::new();
    let mut rest = query.trim();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('"') {
            let (phrase, after) = after.split_once('"').unwrap_or((after, ""));
            terms.push(format!("\"{phrase}\""));
            rest = after.trim_start();
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after.trim_start();
        terms.push(match word {
            "OR" | "AND" | "NOT" => word.to_owned(),
            word => match word.strip_suffix('*') {
                Some(start) => format!("\"{}\"*", start.replace('"', "")),
                None => format!("\"{}\"", word.replace('"', "")),
            },
        });
    }
    terms.iter().any(|term| term.chars().any(char::is_alphanumeric)).then(|| terms.join(" "))
}
