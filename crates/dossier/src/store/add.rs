//! Articles and their readings come in: each in one transaction, each once.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};

use demarche_record::{ActorId, Article, Basis, Findings, Published};
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

use super::checksum::{maybe, size, text};
use super::fact::{Standing, Verdict};
use super::keys::{self, article_key, rename_article};
use super::schema::{ACTOR, ARTICLE, FACT, INPUT, NAMING, READING, SOURCE, TALLY};
use super::{Dossier, Fact, Fault, Result, Work, correct, group, journal, stamp};

/// What became of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is new.
    New,
    /// It was known under another name, which was recorded as a further source.
    FurtherSource,
    /// It was known, and this page tells its day more exactly: its reading was replaced.
    BetterDated,
    /// It was known, and its reading was replaced because that was asked for.
    ReadAgain,
    /// It was known; nothing changed.
    Known,
}

/// One article with its reading.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    /// The article as the page gave it, before it was read.
    pub page: &'a Article,
    /// What was read in it: findings of this article alone.
    pub findings: Findings,
    /// Hash of the input that held it ([`content_hash`](super::content_hash)).
    pub input: Option<&'a str>,
    /// Name and version of the program that read it.
    pub program: &'a str,
    /// The time of record.
    pub time: Timestamp,
}

/// Largest reading that is unpacked, in bytes: a broken or hostile row must not fill the memory.
const MOST_BYTES: u64 = 1 << 30;

impl Dossier {
    /// Whether an input with these bytes was read to its end before, under any name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn has_input(&self, hash: &str) -> Result<bool> {
        self.read(|connection| {
            let sql = "SELECT count(*) FROM (SELECT 1 FROM input WHERE hash = ?1 LIMIT 1)";
            Ok(connection.prepare_cached(sql)?.query_row([hash], |row| row.get::<_, i64>(0))? > 0)
        })
    }

    /// Whether the article need not be read: it is in the dossier, and this page says nothing better of its day.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn has_article(&self, page: &Article) -> Result<bool> {
        self.read(|connection| {
            let known = known(connection, &article_key(page))?;
            Ok(known.is_some_and(|known| !better_dated(page, &known.published)))
        })
    }

    /// Records an article and what was read in it. One that is known gets a further source, if the name is new, and keeps
    /// its reading unless `again` asks for the new one.
    ///
    /// # Errors
    /// When the file cannot be written; then nothing of the article is stored.
    pub fn add(&mut self, reading: Reading<'_>, again: bool) -> Result<Added> {
        self.write(|transaction| {
            let page = reading.page;
            let key = article_key(page);
            let Some(known) = known(transaction, &key)? else {
                insert(transaction, &key, "article", &reading)?;
                return Ok(Added::New);
            };
            let new_name = add_source(transaction, known.id, &page.source, reading.input, reading.time)?;
            if again || better_dated(page, &known.published) {
                replace(transaction, known.id, &key, &reading)?;
                return Ok(if again { Added::ReadAgain } else { Added::BetterDated });
            }
            Ok(if new_name { Added::FurtherSource } else { Added::Known })
        })
    }

    /// Records a further source of an article that is known, without a reading. `false` where the article is not known or the
    /// source is.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn add_source(&mut self, page: &Article, input: Option<&str>, time: Timestamp) -> Result<bool> {
        self.write(|transaction| match known(transaction, &article_key(page))? {
            Some(known) => Ok(add_source(transaction, known.id, &page.source, input, time)?),
            None => Ok(false),
        })
    }

    /// Records that an input was read to its end. The same bytes under a further name give the articles that name too.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn finish_input(&mut self, hash: &str, name: &str, bytes: u64, time: Timestamp) -> Result<()> {
        self.write(|transaction| {
            let other: Option<String> = transaction
                .query_row("SELECT min(name) FROM input WHERE hash = ?1 AND name <> ?2", [hash, name], |row| row.get(0))?;
            if let Some(other) = other {
                let mut statement = transaction.prepare_cached(
                    "SELECT article, name FROM source WHERE hash = ?1 AND (name = ?2 OR substr(name, 1, length(?2) + 1) = ?2 || '#')",
                )?;
                let sources = statement
                    .query_map([hash, &other], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?
                    .collect::<rusqlite::Result<Vec<_>>>()?;
                for (article, source) in sources {
                    let further = format!("{name}{}", source.get(other.len()..).unwrap_or(""));
                    add_source(transaction, article, &further, Some(hash), time)?;
                }
            }
            INPUT.insert_new(
                transaction,
                &[text(hash), text(name), Value::Integer(i64::try_from(bytes).unwrap_or(i64::MAX)), text(stamp(time))],
            )?;
            Ok(())
        })
    }

    /// The pages of all articles, in the order of their keys, each to be read again: calls `each` with one after the other.
    ///
    /// # Errors
    /// When the file cannot be read, or what `each` returns.
    pub fn for_each_page(&mut self, mut each: impl FnMut(&mut Self, Article) -> Result<()>) -> Result<()> {
        let mut last = String::new();
        loop {
            let next = self.read(|connection| {
                let sql = "SELECT id, key FROM article WHERE form = 'article' AND key > ?1 ORDER BY key LIMIT 1";
                let found = connection
                    .prepare_cached(sql)?
                    .query_row([&last], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
                    .optional()?;
                found.map(|(id, key)| Ok((page(connection, id)?, key))).transpose()
            })?;
            let Some((page, key)) = next else { return Ok(()) };
            last = key;
            each(self, page)?;
        }
    }

    /// What the machine read in the article with this key ([`article_key`](super::article_key)), corrections left aside.
    ///
    /// # Errors
    /// When there is no such article or the file cannot be read.
    pub fn machine_reading(&self, key: &str) -> Result<Findings> {
        self.read(|connection| {
            let (id, _) = super::query::find_article(connection, key)?;
            let (page, mut findings) = article_and_reading(connection, id)?;
            findings.articles = vec![page];
            Ok(findings)
        })
    }

    /// Records events that come without articles, from a data set of that name. What is in the dossier already (the same event
    /// with the same identifier, type, sides and day) is left out; returns how many were new.
    ///
    /// # Errors
    /// When the file cannot be written; then none is stored.
    pub fn add_findings(&mut self, name: &str, parts: Vec<Findings>, program: &str, time: Timestamp) -> Result<usize> {
        self.write(|transaction| {
            let mut new = 0;
            for mut part in parts {
                part.articles.clear();
                let actors = std::mem::take(&mut part.actors);
                let mut facts = Fact::all(part);
                while !facts.is_empty() {
                    let rest = facts.split_off(facts.len().min(EVENTS_OF_A_ROW));
                    let mut findings = Findings { actors: actors.clone(), ..Findings::default() };
                    std::mem::replace(&mut facts, rest).into_iter().for_each(|fact| fact.add_to(&mut findings));
                    new += import(transaction, name, findings, program, time)?;
                }
            }
            Ok(new)
        })
    }
}

/// Imported events that share a row: few enough that a correction of one is quick.
const EVENTS_OF_A_ROW: usize = 256;

fn import(connection: &Connection, name: &str, mut findings: Findings, program: &str, time: Timestamp) -> Work<usize> {
    let mut known = connection.prepare_cached("SELECT count(*) FROM input WHERE hash = ?1 AND name = ?2")?;
    let mut new = Findings::default();
    let mut marks = Vec::new();
    let mut used = BTreeSet::new();
    let actors = std::mem::take(&mut findings.actors);
    for fact in Fact::all(findings) {
        let json = serde_json::to_string(&fact).unwrap_or_default();
        let mark = keys::content_hash(json.as_bytes());
        if known.query_row([mark.as_str(), name], |row| row.get::<_, i64>(0))? == 0 {
            used.extend(fact.parties().into_iter().map(|(_, actor)| actor.clone()));
            fact.add_to(&mut new);
            marks.push((mark, json.len()));
        }
    }
    if marks.is_empty() {
        return Ok(0);
    }
    new.actors = actors.into_iter().filter(|actor| used.contains(&actor.id)).collect();
    let key = keys::import_key(&format!("{name}\n{}", serde_json::to_string(&marks).unwrap_or_default()));
    for (mark, bytes) in &marks {
        INPUT.insert_new(connection, &[text(mark), text(name), size(*bytes), text(stamp(time))])?;
    }
    let page = Article::plain(key.clone(), name, "");
    insert(connection, &key, "import", &Reading { page: &page, findings: new, input: None, program, time })?;
    Ok(marks.len())
}

/// An article that is in the dossier.
struct Known {
    id: i64,
    published: Published,
}

fn known(connection: &Connection, key: &str) -> Work<Option<Known>> {
    let row = connection
        .prepare_cached("SELECT id, page FROM article WHERE key = ?1")?
        .query_row([key], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
        .optional()?;
    row.map(|(id, page)| {
        let page: Article = serde_json::from_str(&page).map_err(json_fault)?;
        Ok(Known { id, published: page.published })
    })
    .transpose()
}

pub(super) fn json_fault(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
}

/// Whether a page that is otherwise equal says more of the day than what is stored: some day rather than none, a narrower
/// interval, and of two equally narrow ones the earlier. The same pages in any order end with the same one.
fn better_dated(page: &Article, stored: &Published) -> bool {
    let rank = |published: &Published| match (&published.basis, &published.interval) {
        (Basis::Printed | Basis::Metadata | Basis::File, Some(interval)) => {
            (0, interval.days().unwrap_or(i64::MAX), Some(interval.clone()))
        }
        _ => (1, 0, None),
    };
    rank(&page.published) < rank(stored)
}

fn insert(connection: &Connection, key: &str, form: &str, reading: &Reading<'_>) -> Work<()> {
    let id = ARTICLE.next_id(connection)?;
    write_article(connection, id, key, form, reading, &stamp(reading.time))?;
    let mut page = reading.page.clone();
    let words = std::mem::take(&mut page.text);
    connection
        .prepare_cached("INSERT INTO words (rowid, title, text) VALUES (?1, ?2, ?3)")?
        .execute(rusqlite::params![id, page.title, words])?;
    tally(connection, if form == "article" { "articles" } else { "imports" }, 1)?;
    add_source(connection, id, &page.source, reading.input, reading.time)?;
    let findings = own_findings(reading, key);
    write_reading(connection, id, reading, &findings)?;
    let mut told = own_page(reading, key);
    told.text = words;
    place(connection, id, key, &told, findings, None)?;
    Ok(())
}

/// Writes the rows that follow from a reading: actors, facts, and what groups them. `left` is given where there were others.
fn place(
    connection: &Connection,
    id: i64,
    key: &str,
    page: &Article,
    findings: Findings,
    left: Option<group::Left>,
) -> rusqlite::Result<()> {
    let entries = journal::of_article(connection, key)?;
    let rows = write_actors(connection, id, &findings)?;
    let actors = findings.actors.clone();
    let standing = correct::apply(key, findings, &entries);
    write_facts(connection, id, &standing, rows)?;
    let told = group::Told { page, actors: &actors, standing: &standing };
    match left {
        None => group::enter(connection, id, &told),
        Some(left) => {
            drop_unnamed(connection)?;
            group::enter_again(connection, id, &told, left)
        }
    }
}

/// The page with the identifier of the dossier and the day that the reading found, without its text.
fn own_page(reading: &Reading<'_>, key: &str) -> Article {
    let mut page = reading.page.clone();
    page.text.clear();
    key.clone_into(&mut page.id);
    if let Some(read) = reading.findings.articles.first() {
        page.published.clone_from(&read.published);
    }
    page
}

/// The findings with the identifier of the dossier.
fn own_findings(reading: &Reading<'_>, key: &str) -> Findings {
    let mut findings = reading.findings.clone();
    rename_article(&mut findings, key);
    findings
}

fn write_article(
    connection: &Connection,
    id: i64,
    key: &str,
    form: &str,
    reading: &Reading<'_>,
    recorded: &str,
) -> rusqlite::Result<()> {
    let mut page = reading.page.clone();
    let words = std::mem::take(&mut page.text);
    key.clone_into(&mut page.id);
    page.source.clear();
    let published = reading.findings.articles.first().map_or(&page.published, |article| &article.published);
    let day = |day: Option<jiff::civil::Date>| maybe(day.map(|day| day.to_string()));
    let interval = published.interval.as_ref();
    ARTICLE.insert(
        connection,
        &[
            Value::Integer(id),
            text(key),
            text(form),
            maybe(page.title.clone()),
            maybe(page.publisher.clone()),
            maybe(page.url.clone()),
            day(interval.and_then(|one| one.earliest)),
            day(interval.and_then(|one| one.latest)),
            text(recorded),
            text(serde_json::to_string(&page).unwrap_or_default()),
            text(words),
        ],
    )
}

/// Puts another reading in the place of the one that is stored.
fn replace(connection: &Connection, id: i64, key: &str, reading: &Reading<'_>) -> Work<()> {
    let published = reading.findings.articles.first().map_or(&reading.page.published, |article| &article.published);
    let interval = published.interval.as_ref();
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    let mut page = reading.page.clone();
    page.text.clear();
    page.source.clear();
    key.clone_into(&mut page.id);
    connection.prepare_cached("UPDATE article SET earliest = ?2, latest = ?3, page = ?4 WHERE id = ?1")?.execute(
        rusqlite::params![
            id,
            day(interval.and_then(|one| one.earliest)),
            day(interval.and_then(|one| one.latest)),
            serde_json::to_string(&page).unwrap_or_default()
        ],
    )?;
    ARTICLE.seal(connection, "id = ?1", &[Value::Integer(id)])?;
    let findings = own_findings(reading, key);
    connection.prepare_cached("DELETE FROM reading WHERE article = ?1")?.execute([id])?;
    write_reading(connection, id, reading, &findings)?;
    make_facts_anew(connection, id, key)?;
    Ok(())
}

fn add_source(
    connection: &Connection,
    article: i64,
    name: &str,
    hash: Option<&str>,
    time: Timestamp,
) -> rusqlite::Result<bool> {
    let row = [Value::Integer(article), text(name), maybe(hash.map(str::to_owned)), text(stamp(time))];
    SOURCE.insert_new(connection, &row)?;
    let new = connection.changes() > 0;
    if new {
        tally(connection, "sources", 1)?;
    }
    Ok(new)
}

/// Changes a count.
pub(super) fn tally(connection: &Connection, name: &str, change: i64) -> rusqlite::Result<()> {
    let count: i64 = connection
        .prepare_cached("SELECT count FROM tally WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?
        .unwrap_or(0);
    TALLY.replace(connection, &[text(name), Value::Integer(count + change)])
}

/// The reading is stored without what the article row holds: text and blocks.
fn write_reading(connection: &Connection, id: i64, reading: &Reading<'_>, findings: &Findings) -> Work<()> {
    let mut stored = findings.clone();
    for article in &mut stored.articles {
        article.text.clear();
        article.blocks.clear();
        article.source.clear();
    }
    let json = serde_json::to_vec(&stored).map_err(json_fault)?;
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
    let packed = encoder.write_all(&json).and_then(|()| encoder.finish());
    let packed = packed.map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    READING.insert(
        connection,
        &[Value::Integer(id), text(reading.program), text(stamp(reading.time)), size(json.len()), Value::Blob(packed)],
    )?;
    Ok(())
}

/// What the machine read in an article.
pub(super) fn machine_reading(connection: &Connection, id: i64) -> Work<Findings> {
    let packed: Vec<u8> = connection
        .prepare_cached("SELECT findings FROM reading WHERE article = ?1")?
        .query_row([id], |row| row.get(0))?;
    let mut json = Vec::new();
    let damaged = |error: std::io::Error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Blob, Box::new(error))
    };
    ZlibDecoder::new(packed.as_slice()).take(MOST_BYTES).read_to_end(&mut json).map_err(damaged)?;
    Ok(serde_json::from_slice(&json).map_err(json_fault)?)
}

/// The article as its page gave it, with the smallest of its sources.
pub(super) fn page(connection: &Connection, id: i64) -> Work<Article> {
    let sql = "SELECT page, text, (SELECT min(name) FROM source WHERE article = id) FROM article WHERE id = ?1";
    let (page, words, source): (String, String, Option<String>) =
        connection.prepare_cached(sql)?.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut page: Article = serde_json::from_str(&page).map_err(json_fault)?;
    page.text = words;
    page.source = source.unwrap_or_default();
    Ok(page)
}

/// The facts of an article as they stand.
pub(super) fn standing(connection: &Connection, id: i64, key: &str) -> Work<Vec<Standing>> {
    let findings = machine_reading(connection, id)?;
    Ok(correct::apply(key, findings, &journal::of_article(connection, key)?))
}

/// An error of SQLite from any of ours.
pub(super) fn plain(fault: Fault) -> rusqlite::Error {
    match fault {
        Fault::Sqlite(error) => error,
        Fault::Store(error) => rusqlite::Error::ToSqlConversionFailure(Box::new(error)),
    }
}

/// An article, published when its reading says, and what the machine read in it.
pub(super) fn article_and_reading(connection: &Connection, id: i64) -> Work<(Article, Findings)> {
    let mut page = page(connection, id)?;
    let findings = machine_reading(connection, id)?;
    if let Some(read) = findings.articles.first() {
        page.published.clone_from(&read.published);
    }
    Ok((page, findings))
}

/// Makes the rows of an article's facts, actors and events anew from its reading and the log.
pub(super) fn make_facts_anew(connection: &Connection, id: i64, key: &str) -> rusqlite::Result<()> {
    let (page, findings) = article_and_reading(connection, id).map_err(plain)?;
    let left = group::leave(connection, id)?;
    remove_facts(connection, id)?;
    remove_actors(connection, id)?;
    place(connection, id, key, &page, findings, Some(left))
}

fn write_facts(
    connection: &Connection,
    article: i64,
    standing: &[Standing],
    mut actors: BTreeMap<ActorId, i64>,
) -> rusqlite::Result<()> {
    let first = FACT.next_id(connection)?;
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for (id, one) in (first..).zip(standing) {
        for (_, actor) in one.fact.parties() {
            if !actors.contains_key(actor) {
                let id = name_actor(connection, article, &Naming { key: actor, ..Naming::default() })?;
                actors.insert(actor.clone(), id);
            }
        }
        one.insert(connection, id, article, &actors)?;
        *counts.entry(counted_as(one.verdict, one.fact.layer())).or_default() += 1;
    }
    counts.into_iter().try_for_each(|(name, count)| tally(connection, name, count))
}

/// Rejected facts are counted apart.
fn counted_as(verdict: Verdict, layer: &str) -> &str {
    if verdict == Verdict::Rejected { "rejected" } else { layer }
}

/// Takes the fact rows of an article away, with all that hangs on them.
pub(super) fn remove_facts(connection: &Connection, article: i64) -> rusqlite::Result<()> {
    let mut statement =
        connection.prepare_cached("SELECT verdict, layer, count(*) FROM fact WHERE article = ?1 GROUP BY 1, 2")?;
    let counts = statement
        .query_map([article], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for (verdict, layer, count) in counts {
        tally(connection, counted_as(Verdict::from_name(&verdict), &layer), -count)?;
    }
    connection.prepare_cached("DELETE FROM fact WHERE article = ?1")?.execute([article])?;
    Ok(())
}

/// How an article names an actor.
#[derive(Clone, Debug, Default)]
struct Naming<'a> {
    key: &'a str,
    name: &'a str,
    kind: Option<String>,
    state: Option<String>,
    office: Option<String>,
    mentions: usize,
}

/// Writes who acts in the article; returns the row of each actor.
fn write_actors(
    connection: &Connection,
    article: i64,
    findings: &Findings,
) -> rusqlite::Result<BTreeMap<ActorId, i64>> {
    let mut rows = BTreeMap::new();
    for actor in &findings.actors {
        if rows.contains_key(&actor.id) {
            continue;
        }
        let kind = serde_json::to_value(actor.kind).ok().and_then(|kind| kind.as_str().map(str::to_owned));
        let naming = Naming {
            key: &actor.id,
            name: &actor.name,
            kind,
            state: actor.state.clone(),
            office: actor.office.clone(),
            mentions: actor.mentions.len(),
        };
        rows.insert(actor.id.clone(), name_actor(connection, article, &naming)?);
    }
    Ok(rows)
}

/// Records how an article names an actor and returns the actor's row. The longest name is the actor's, of two equally long
/// ones the first in the alphabet, so that the order of arrival does not matter; kind and state likewise.
fn name_actor(connection: &Connection, article: i64, naming: &Naming<'_>) -> rusqlite::Result<i64> {
    type Row = (i64, String, Option<String>, Option<String>, i64);
    let known: Option<Row> = connection
        .prepare_cached("SELECT id, name, kind, state, articles FROM actor WHERE key = ?1")?
        .query_row([naming.key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        .optional()?;
    let first = |a: Option<String>, b: Option<String>| match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    let id = match known {
        None => {
            let id = ACTOR.next_id(connection)?;
            let (kind, state) = (maybe(naming.kind.clone()), maybe(naming.state.clone()));
            ACTOR.insert(
                connection,
                &[Value::Integer(id), text(naming.key), text(naming.name), kind, state, Value::Integer(1)],
            )?;
            id
        }
        Some((id, name, kind, state, articles)) => {
            let better = (naming.name.len(), std::cmp::Reverse(naming.name)) > (name.len(), std::cmp::Reverse(&name));
            let name = if better { naming.name.to_owned() } else { name };
            let (kind, state) = (maybe(first(kind, naming.kind.clone())), maybe(first(state, naming.state.clone())));
            let row = [Value::Integer(id), text(naming.key), text(name), kind, state, Value::Integer(articles + 1)];
            ACTOR.update(connection, &row, &["key"])?;
            id
        }
    };
    NAMING.insert(
        connection,
        &[
            Value::Integer(article),
            Value::Integer(id),
            text(naming.name),
            maybe(naming.kind.clone()),
            maybe(naming.state.clone()),
            maybe(naming.office.clone()),
            size(naming.mentions),
        ],
    )?;
    Ok(id)
}

/// Takes back what an article says of its actors. Actors that no article names stay as rows until [`drop_unnamed`].
pub(super) fn remove_actors(connection: &Connection, article: i64) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached("SELECT actor FROM naming WHERE article = ?1")?;
    let actors = statement.query_map([article], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    connection.prepare_cached("DELETE FROM naming WHERE article = ?1")?.execute([article])?;
    for actor in actors {
        let (key, articles): (String, i64) = connection
            .prepare_cached("SELECT key, articles FROM actor WHERE id = ?1")?
            .query_row([actor], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let sql = "SELECT coalesce((SELECT name FROM naming WHERE actor = ?1
                     ORDER BY length(CAST(name AS BLOB)) DESC, name LIMIT 1), ''), min(kind), min(state) FROM naming WHERE actor = ?1";
        let (name, kind, state): (String, Option<String>, Option<String>) =
            connection.prepare_cached(sql)?.query_row([actor], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let row =
            [Value::Integer(actor), text(key), text(name), maybe(kind), maybe(state), Value::Integer(articles - 1)];
        ACTOR.update(connection, &row, &["key"])?;
    }
    Ok(())
}

/// Drops the actors that no article names.
pub(super) fn drop_unnamed(connection: &Connection) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM actor WHERE articles = 0")?.execute([])?;
    Ok(())
}
