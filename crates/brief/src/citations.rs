//! The sentences that lines cite: numbered in the order in which the brief first cites them, with the evidence marked.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{Article, Basis, Event, Evidence, Findings, Mention, Span};

use crate::clean;
use crate::dates;
use crate::document::{Cited, Piece};

/// Gives out numbers to sentences.
#[derive(Debug)]
pub(crate) struct Citations<'a> {
    articles: BTreeMap<&'a str, &'a Article>,
    /// Sentences that some fact of the findings lies in, by article.
    sentences: BTreeMap<&'a str, BTreeSet<Span>>,
    /// Rows of other collections, by article and text, as they are shown: short.
    rows: BTreeMap<(&'a str, &'a str), Row>,
    numbers: BTreeMap<(&'a str, Span, &'a str), usize>,
    entries: Vec<Entry<'a>>,
}

/// A row of another collection.
#[derive(Debug)]
struct Row {
    title: String,
    words: String,
}

impl Row {
    /// The row that an event was imported from: its number, its code, its sides and its day; `None` for an event that was read in an article.
    fn of(event: &Event, evidence: &Evidence, names: &BTreeMap<&str, &str>) -> Option<Self> {
        let collection = event.found_by.iter().find_map(|by| by.id.strip_prefix("import/"))?;
        let number = evidence.article.strip_prefix(collection).and_then(|rest| rest.strip_prefix(':')).or_else(|| {
            evidence.text.lines().filter_map(|line| line.split_once(": ")).find_map(|(column, value)| {
                let column: String = column.chars().filter(char::is_ascii_alphabetic).collect();
                ["eventid", "globaleventid", "id"].contains(&column.to_ascii_lowercase().as_str()).then_some(value)
            })
        });
        // A record in JSON is kept as one line of it.
        let number = number.or_else(|| evidence.text.split_once("\"id\":\"")?.1.split('"').next());
        let code = event.found_by.iter().find_map(|by| Some((by.id.strip_prefix("cameo.csv:")?, by.detail.as_str())));
        let what = match code {
            Some((code, name)) if !name.is_empty() => format!("{code} ({name})"),
            Some((code, _)) => code.to_owned(),
            None => event.kind.name().to_owned(),
        };
        let side = |ids: &[String]| -> Option<String> {
            let named = ids.iter().map(|id| clean::trimmed(names.get(id.as_str()).copied().unwrap_or(id)));
            (!ids.is_empty()).then(|| named.collect::<Vec<_>>().join(", "))
        };
        let sides = [side(&event.sources), side(&event.targets)].into_iter().flatten().collect::<Vec<_>>().join(" → ");
        let day = event.when.as_ref().and_then(dates::noun);
        let words: Vec<String> =
            [Some(what), Some(sides), day].into_iter().flatten().filter(|one| !one.is_empty()).collect();
        let number =
            number.map(|number| format!("row {} of ", clean::trimmed(number))).unwrap_or_else(|| "row of ".into());
        Some(Self { title: format!("{number}{}", collection.to_uppercase()), words: words.join("; ") })
    }
}

#[derive(Debug)]
struct Entry<'a> {
    article: &'a str,
    sentence: Span,
    text: &'a str,
    marks: BTreeSet<Span>,
    lines: Vec<String>,
}

impl<'a> Citations<'a> {
    pub(crate) fn new(findings: &'a Findings) -> Self {
        let articles = findings.articles.iter().map(|article| (article.id.as_str(), article)).collect();
        let mut sentences: BTreeMap<&str, BTreeSet<Span>> = BTreeMap::new();
        let facts = findings.events.iter().map(|e| &e.evidence);
        let facts = facts
            .chain(findings.positions.iter().map(|p| &p.evidence))
            .chain(findings.shifts.iter().map(|s| &s.evidence));
        let facts = facts
            .chain(findings.drivers.iter().map(|d| &d.evidence))
            .chain(findings.measures.iter().map(|m| &m.evidence));
        for evidence in facts.chain(findings.agenda.iter().map(|a| &a.evidence)).flatten() {
            sentences.entry(&evidence.article).or_default().insert(evidence.sentence);
        }
        let names: BTreeMap<&str, &str> =
            findings.actors.iter().map(|actor| (actor.id.as_str(), actor.name.as_str())).collect();
        let mut rows = BTreeMap::new();
        for event in &findings.events {
            for one in &event.evidence {
                if let Some(row) = Row::of(event, one, &names) {
                    rows.entry((one.article.as_str(), one.text.as_str())).or_insert(row);
                }
            }
        }
        Self { articles, sentences, rows, numbers: BTreeMap::new(), entries: Vec::new() }
    }

    /// Numbers of the sentences that hold the evidence, ascending; at most `most` of them, the first ones.
    pub(crate) fn cite(&mut self, line: &str, evidence: &'a [Evidence], most: usize) -> Vec<usize> {
        let mut numbers = BTreeSet::new();
        for one in evidence.iter().take(most) {
            numbers.insert(self.number(line, &one.article, one.sentence, one.span, &one.text));
        }
        numbers.into_iter().collect()
    }

    /// Whether a mention stands in a sentence that some fact lies in.
    pub(crate) fn in_fact(&self, mention: &Mention) -> bool {
        self.sentences
            .get(mention.article.as_str())
            .into_iter()
            .flatten()
            .any(|sentence| sentence.contains(mention.span))
    }

    /// The number of the sentence around a mention.
    pub(crate) fn cite_mention(&mut self, line: &str, mention: &'a Mention) -> Option<usize> {
        let article = self.articles.get(mention.article.as_str())?;
        let known =
            self.sentences.get(mention.article.as_str()).into_iter().flatten().find(|s| s.contains(mention.span));
        let sentence = match known {
            Some(sentence) => *sentence,
            None => sentence_around(article, mention.span)?,
        };
        Some(self.number(line, &mention.article, sentence, mention.span, &mention.text))
    }

    fn number(&mut self, line: &str, article: &'a str, sentence: Span, span: Span, text: &'a str) -> usize {
        let next = self.entries.len() + 1;
        // Rows of one import may be of one length: their texts tell them apart.
        let row = if self.rows.contains_key(&(article, text)) { text } else { "" };
        let number = *self.numbers.entry((article, sentence, row)).or_insert(next);
        if number == next {
            self.entries.push(Entry { article, sentence, text, marks: BTreeSet::new(), lines: Vec::new() });
        }
        let entry = &mut self.entries[number - 1];
        entry.marks.insert(span);
        if !entry.lines.iter().any(|one| one == line) {
            entry.lines.push(line.to_owned());
        }
        number
    }

    /// The list of the sentences cited.
    pub(crate) fn list(&self) -> Vec<Cited> {
        self.entries.iter().enumerate().map(|(index, entry)| self.entry(index + 1, entry)).collect()
    }

    fn entry(&self, number: usize, entry: &Entry<'_>) -> Cited {
        let article = self.articles.get(entry.article);
        if let Some(row) = self.rows.get(&(entry.article, entry.text)) {
            return Cited {
                number,
                title: row.title.clone(),
                by: article.and_then(|article| by(article)),
                date: article.map_or_else(|| "undated".to_owned(), |article| date(article)),
                source: article.map_or_else(String::new, |article| clean::trimmed(&article.source)),
                pieces: vec![Piece { text: row.words.clone(), marked: true }],
                lines: entry.lines.clone(),
            };
        }
        let pieces = article.map(|article| pieces(&article.text, entry.sentence, &entry.marks)).unwrap_or_default();
        let pieces =
            if pieces.is_empty() { vec![Piece { text: clean::trimmed(entry.text), marked: true }] } else { pieces };
        Cited {
            number,
            title: article.map_or_else(|| clean::trimmed(entry.article), |article| title(article)),
            by: article.and_then(|article| by(article)),
            date: article.map_or_else(|| "undated".to_owned(), |article| date(article)),
            source: article.map_or_else(String::new, |article| clean::trimmed(&article.source)),
            pieces,
            lines: entry.lines.clone(),
        }
    }
}

/// Title of an article, or where it came from.
pub(crate) fn title(article: &Article) -> String {
    let title = article.title.as_deref().map(clean::trimmed).unwrap_or_default();
    if title.is_empty() { clean::trimmed(&article.source) } else { title }
}

/// Authors and publisher.
pub(crate) fn by(article: &Article) -> Option<String> {
    let mut parts: Vec<String> =
        article.byline.iter().map(|name| clean::trimmed(name)).filter(|name| !name.is_empty()).collect();
    parts.truncate(3);
    parts.extend(article.publisher.as_deref().map(clean::trimmed).filter(|name| !name.is_empty()));
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// When an article was published, in words, with "inferred" where it is.
pub(crate) fn date(article: &Article) -> String {
    let words = article.published.interval.as_ref().and_then(dates::noun);
    match (words, article.published.basis) {
        (Some(words), Basis::Inferred) => format!("{words}, inferred"),
        (Some(words), _) => words,
        (None, _) => "undated".to_owned(),
    }
}

/// A sentence cut at its marks. Marks that overlap are joined.
fn pieces(text: &str, sentence: Span, marks: &BTreeSet<Span>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = sentence.start;
    let mut push = |from: usize, to: usize, marked: bool| {
        let words = clean::line(text.get(from..to).unwrap_or(""));
        if !words.is_empty() {
            pieces.push(Piece { text: words, marked });
        }
    };
    for mark in marks {
        let (start, end) = (mark.start.max(at), mark.end.min(sentence.end));
        if start < end {
            push(at, start, false);
            push(start, end, true);
            at = end;
        }
    }
    if at < sentence.end {
        push(at, sentence.end, false);
    }
    pieces
}

/// A sentence cut around a span by its punctuation, for mentions that lie in no sentence of a fact.
fn sentence_around(article: &Article, span: Span) -> Option<Span> {
    let block = article.body().find(|block| block.span.contains(span))?.span;
    let text = article.text.get(block.start..block.end)?;
    let (from, to) = (span.start - block.start, span.end - block.start);
    let is_end = |at: usize, c: char| {
        let tail = text.get(at + c.len_utf8()..).unwrap_or("");
        let tail = tail.trim_start_matches(['”', '’', '"', '\'', ')']);
        let starts = tail.starts_with(char::is_whitespace)
            && tail.trim_start().starts_with(|c: char| c.is_uppercase() || "“\"‘".contains(c));
        let word: String = text.get(..at).unwrap_or("").chars().rev().take_while(|c| c.is_alphanumeric()).collect();
        matches!(c, '.' | '!' | '?') && starts && (word.chars().count() > 3 || c != '.')
    };
    let start =
        text.get(..from)?.char_indices().rev().find(|(at, c)| is_end(*at, *c)).map_or(0, |(at, c)| at + c.len_utf8());
    let end = text
        .get(to..)?
        .char_indices()
        .find(|(at, c)| is_end(to + at, *c))
        .map_or(text.len(), |(at, c)| to + at + c.len_utf8());
    let piece = text.get(start..end)?;
    let closing = piece.len() - piece.trim_start_matches(|c: char| c.is_whitespace() || "”’)".contains(c)).len();
    Some(Span::new(block.start + start + closing, block.start + start + piece.trim_end().len().max(closing)))
}
