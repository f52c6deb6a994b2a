//! What the measures on TimeML documents share: the text of a document with its gold events, time expressions and links. The
//! documents themselves are never part of the repository.

#![allow(dead_code, reason = "each measure uses its part")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use demarche_language::{Annotation, Pipeline};
use demarche_record::{Basis, Interval, Published, Span};

/// One TimeML document.
pub struct Document {
    /// File name without its ending.
    pub name: String,
    /// The text of the TEXT element, entities resolved.
    pub text: String,
    /// The creation time.
    pub published: Published,
    /// EVENT elements with the attributes of their first MAKEINSTANCE.
    pub events: Vec<Event>,
    /// TIMEX3 elements of the text: id and where they stand.
    pub times: Vec<(String, Span)>,
    /// SLINKs: type, governing event, subordinated event (ids of EVENTs).
    pub subordinations: Vec<(String, String, String)>,
    /// Events on which an ALINK says that another begins, goes on or ends.
    pub phases: BTreeSet<String>,
    /// TLINKs between an event and a time: event, time, relation as seen from the event.
    pub dated: Vec<(String, String, String)>,
}

/// One EVENT.
pub struct Event {
    pub id: String,
    pub span: Span,
    /// Attributes of the EVENT and of its instance.
    pub attributes: BTreeMap<String, String>,
}

impl Event {
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// The documents of a folder and its subfolders in the order of their names, with the name of the subfolder.
pub fn documents(folder: &Path) -> Vec<(String, Document)> {
    let mut files = Vec::new();
    collect(folder, &mut files);
    files
        .iter()
        .filter_map(|file| {
            let raw = std::fs::read_to_string(file)
                .map_err(|error| eprintln!("{}: {error}; skipped", file.display()))
                .ok()?;
            let part = file.parent()?.file_name()?.to_string_lossy().into_owned();
            Some((part, document(file, &raw)))
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "tml") {
            files.push(path);
        }
    }
}

fn attributes(tag: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut rest = tag;
    while let Some(equals) = rest.find("=\"") {
        let name = rest[..equals].rsplit(char::is_whitespace).next().unwrap_or_default().to_owned();
        let value = &rest[equals + 2..];
        let Some(end) = value.find('"') else { break };
        found.insert(name, value[..end].to_owned());
        rest = &value[end + 1..];
    }
    found
}

fn document(file: &Path, raw: &str) -> Document {
    let inside = raw.find("<TEXT>").and_then(|a| raw.find("</TEXT>").map(|b| &raw[a + 6..b])).unwrap_or("");
    let (mut text, mut events, mut times) = (String::new(), Vec::new(), Vec::new());
    let mut open: Vec<(usize, BTreeMap<String, String>)> = Vec::new();
    let mut rest = inside;
    while let Some(c) = rest.chars().next() {
        if c == '<' {
            let end = rest.find('>').map_or(rest.len(), |end| end + 1);
            let tag = &rest[..end];
            if tag.starts_with("<EVENT") || tag.starts_with("<TIMEX3") {
                open.push((text.len(), attributes(tag)));
            } else if matches!(tag, "</EVENT>" | "</TIMEX3>")
                && let Some((start, attributes)) = open.pop()
            {
                let span = Span::new(start, text.len());
                match (attributes.get("eid").cloned(), attributes.get("tid").cloned()) {
                    (Some(id), _) => events.push(Event { id, span, attributes }),
                    (None, Some(id)) => times.push((id, span)),
                    (None, None) => {}
                }
            }
            rest = &rest[end..];
        } else if let Some((name, plain)) =
            [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&apos;", '\'')]
                .into_iter()
                .find(|(name, _)| rest.starts_with(name))
        {
            text.push(plain);
            rest = &rest[name.len()..];
        } else {
            text.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    let tags = |name: &'static str| {
        raw.match_indices(name).map(|(at, _)| attributes(&raw[at..at + raw[at..].find('>').unwrap_or(0)]))
    };
    let mut of_instance: BTreeMap<String, String> = BTreeMap::new();
    let mut described: BTreeSet<String> = BTreeSet::new();
    for instance in tags("<MAKEINSTANCE ") {
        let (Some(event), Some(id)) = (instance.get("eventID"), instance.get("eiid")) else { continue };
        of_instance.insert(id.clone(), event.clone());
        if described.insert(event.clone())
            && let Some(event) = events.iter_mut().find(|e: &&mut Event| e.id == *event)
        {
            event.attributes.extend(instance.clone());
        }
    }
    let event =
        |link: &BTreeMap<String, String>, name: &str| link.get(name).and_then(|id| of_instance.get(id)).cloned();
    let subordinations = tags("<SLINK ")
        .filter_map(|link| {
            let governor = event(&link, "eventInstanceID").unwrap_or_default();
            Some((link.get("relType")?.clone(), governor, event(&link, "subordinatedEventInstance")?))
        })
        .collect();
    let phases = tags("<ALINK ").filter_map(|link| event(&link, "relatedToEventInstance")).collect();
    let dated = tags("<TLINK ")
        .filter_map(|link| {
            let relation = link.get("relType")?;
            if let (Some(event), Some(time)) = (event(&link, "eventInstanceID"), link.get("relatedToTime")) {
                return Some((event, time.clone(), relation.clone()));
            }
            let (time, event) = (link.get("timeID")?, event(&link, "relatedToEventInstance")?);
            Some((event, time.clone(), inverse(relation).to_owned()))
        })
        .collect();
    let day = tags("<TIMEX3 ")
        .find(|tag| tag.get("functionInDocument").is_some_and(|function| function == "CREATION_TIME"))
        .and_then(|tag| tag.get("value")?.get(..10)?.parse().ok());
    Document {
        name: file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        text,
        published: day.map_or_else(Published::unknown, |day| Published {
            interval: Some(Interval::day(day)),
            basis: Basis::Metadata,
            clues: Vec::new(),
        }),
        events,
        times,
        subordinations,
        phases,
        dated,
    }
}

fn inverse(relation: &str) -> &str {
    match relation {
        "BEFORE" => "AFTER",
        "AFTER" => "BEFORE",
        "IBEFORE" => "IAFTER",
        "IAFTER" => "IBEFORE",
        "INCLUDES" => "IS_INCLUDED",
        "IS_INCLUDED" => "INCLUDES",
        "BEGINS" => "BEGUN_BY",
        "BEGUN_BY" => "BEGINS",
        "ENDS" => "ENDED_BY",
        "ENDED_BY" => "ENDS",
        other => other,
    }
}

/// The text as the pipeline reads it; blocks are paragraphs.
pub fn annotate(pipeline: &Pipeline, text: &str) -> Annotation {
    let mut blocks = Vec::new();
    let mut start = 0;
    for paragraph in text.split_inclusive("\n\n") {
        let bare = paragraph.trim();
        if !bare.is_empty() {
            let at = start + paragraph.find(bare).unwrap_or(0);
            blocks.push(Span::new(at, at + bare.len()));
        }
        start += paragraph.len();
    }
    pipeline.annotate(text, &blocks)
}

/// Sentence and token on which an element of the text hangs: of its tokens the one whose head lies outside.
pub fn place(annotation: &Annotation, span: Span) -> Option<(usize, usize)> {
    annotation.sentences.iter().enumerate().find_map(|(index, sentence)| {
        let inside: Vec<usize> =
            (0..sentence.tokens.len()).filter(|&t| sentence.tokens[t].span.overlaps(span)).collect();
        let head = inside
            .iter()
            .copied()
            .find(|&t| sentence.tokens[t].head.is_none_or(|head| !inside.contains(&head)))
            .or(inside.first().copied())?;
        Some((index, head))
    })
}

/// F1, precision and recall of counts, in percent.
pub fn scores(right: usize, found: usize, gold: usize) -> (f64, f64, f64) {
    #[allow(clippy::cast_precision_loss, reason = "counts of a few thousand")]
    let share = |part: usize, whole: usize| if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 };
    (share(2 * right, found + gold), share(right, found), share(right, gold))
}
