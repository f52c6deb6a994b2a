//! EPUB: a ZIP archive whose package file lists the parts in their order of reading. Each part with prose is an article.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use demarche_record::{Clue, Diagnostic};
use quick_xml::events::Event;
use zip::ZipArchive;

use crate::archive::member;
use crate::dates;
use crate::decode::{canonical, squeeze};
use crate::format::Format;
use crate::reader::{Known, Place, Session};
use crate::xml;

/// Reads the parts that the spine names, each once.
pub(crate) fn read<R: Read + Seek>(session: &mut Session, archive: &mut ZipArchive<R>, place: &Place) {
    let before = session.progress();
    let package = match package(session, archive, &place.source) {
        Ok(package) => package,
        Err(diagnostic) => return session.say(diagnostic),
    };
    let known = package.known(&place.known);
    let mut seen = BTreeSet::new();
    let mut missing = 0;
    for path in &package.spine {
        if !seen.insert(path) {
            continue;
        }
        let inside = Place { format: Some(Format::Html), known: known.clone(), ..place.inside(path) };
        match member(session, archive, path, &inside.source) {
            Ok(Some(bytes)) if is_part(&bytes) => session.bytes(&bytes, &inside),
            Ok(Some(_)) => {}
            Ok(None) => missing += 1,
            Err(diagnostic) => session.say(diagnostic),
        }
        if session.budget.is_spent() {
            let message = format!("the book was read only in part: {}", session.budget.reason());
            return session.say(Diagnostic::error(&place.source, message).hint("unpack it yourself if you trust it"));
        }
    }
    if missing > 0 {
        let message = format!("{missing} parts that the book lists are not in it");
        session.say(Diagnostic::warning(&place.source, message).hint("download it again"));
    }
    if session.progress() == before {
        let said = Diagnostic::error(&place.source, "the book holds no part with text");
        session.say(said.hint("books of pictures and protected books cannot be read"));
    }
}

/// Whether a part holds prose: covers, title pages and tables of contents are left behind.
fn is_part(bytes: &[u8]) -> bool {
    let text = xml::decoded(bytes);
    if text.contains("epub:type=\"toc\"") || text.contains("epub:type='toc'") {
        return false;
    }
    let (mut words, mut inside) = (0, false);
    for piece in text.split('<') {
        let shown = piece.split_once('>').map_or(piece, |(_, shown)| shown);
        inside = piece.starts_with("body") || inside;
        if inside {
            words += shown.split_whitespace().count();
        }
    }
    words >= 25
}

struct Package {
    spine: Vec<String>,
    facts: Vec<(String, String)>,
}

impl Package {
    fn first(&self, name: &str) -> Option<String> {
        let text = self.facts.iter().find(|(key, _)| key == name).map(|(_, text)| squeeze(&canonical(text)));
        text.filter(|text| !text.is_empty() && text.len() <= 400)
    }

    /// What the book says of all its parts.
    fn known(&self, around: &Known) -> Known {
        let published = self.first("date").and_then(|date| {
            let interval = dates::metadata_date(&date)?;
            Some((interval, Clue { span: None, text: format!("dc:date: {date}"), says: "date of the book".to_owned() }))
        });
        Known {
            publisher: self.first("publisher").or_else(|| self.first("title")).or_else(|| around.publisher.clone()),
            byline: self.first("creator").into_iter().collect(),
            published: published.or_else(|| around.published.clone()),
            ..around.clone()
        }
    }
}

fn package<R: Read + Seek>(
    session: &Session,
    archive: &mut ZipArchive<R>,
    source: &str,
) -> Result<Package, Diagnostic> {
    let broken =
        |what: &str| Diagnostic::error(source, format!("the book is damaged: {what}")).hint("download it again");
    if member(session, archive, "META-INF/encryption.xml", source)?.is_some_and(|bytes| {
        // Fonts are often scrambled; texts are not, unless the book is protected.
        let text = xml::decoded(&bytes);
        text.contains(".xhtml") || text.contains(".html") || text.contains(".htm")
    }) {
        return Err(Diagnostic::error(source, "the book is protected").hint("read the text in another form"));
    }
    let container = member(session, archive, "META-INF/container.xml", source)?;
    let container = container.map(|bytes| xml::decoded(&bytes)).ok_or_else(|| broken("it has no container"))?;
    let path = first_attribute(&container, "rootfile", "full-path").ok_or_else(|| broken("it names no package"))?;
    let package = member(session, archive, &path, source)?.ok_or_else(|| broken("its package is not in it"))?;
    let package = xml::decoded(&package);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: BTreeMap<String, String> = BTreeMap::new();
    let mut order = Vec::new();
    let mut reader = xml::reader(&package);
    loop {
        let element = match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => element,
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => continue,
        };
        let local = element.local_name();
        match local.as_ref() {
            "item" => {
                let kind = xml::attribute(&element, "media-type").unwrap_or_default();
                let toc =
                    xml::attribute(&element, "properties").is_some_and(|all| all.split(' ').any(|one| one == "nav"));
                if let (Some(id), Some(href), true, false) =
                    (xml::attribute(&element, "id"), xml::attribute(&element, "href"), kind.contains("html"), toc)
                {
                    parts.entry(id).or_insert_with(|| resolved(folder, &href));
                }
            }
            "itemref" => order.extend(xml::attribute(&element, "idref")),
            _ => {}
        }
    }
    let spine = order.iter().filter_map(|id| parts.get(id).cloned()).collect();
    let facts = xml::texts(&package, &["title", "creator", "date", "publisher"]);
    Ok(Package { spine, facts })
}

fn first_attribute(text: &str, element: &str, name: &str) -> Option<String> {
    let mut reader = xml::reader(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(found) | Event::Empty(found)) if AsRef::<str>::as_ref(&found.local_name()) == element => {
                return xml::attribute(&found, name);
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// A path inside the archive: relative to the folder of the package, percent signs decoded, without steps outside.
fn resolved(folder: &str, href: &str) -> String {
    let href = href.split(['#', '?']).next().unwrap_or(href);
    let mut decoded = Vec::with_capacity(href.len());
    let mut bytes = href.bytes();
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        let digits = [ahead.next(), ahead.next()];
        let value = match (byte, digits) {
            (b'%', [Some(a), Some(b)]) => (a as char).to_digit(16).zip((b as char).to_digit(16)),
            _ => None,
        };
        match value {
            Some((a, b)) => {
                decoded.push(u8::try_from(a * 16 + b).unwrap_or(b'?'));
                bytes = ahead;
            }
            None => decoded.push(byte),
        }
    }
    let decoded = String::from_utf8_lossy(&decoded);
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in decoded.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        assert_eq!(resolved("OEBPS", "text/one.xhtml#p2"), "OEBPS/text/one.xhtml");
        assert_eq!(resolved("OEBPS/a", "../one%20two.xhtml"), "OEBPS/one two.xhtml");
        assert_eq!(resolved("", "../../etc/passwd"), "etc/passwd");
        assert_eq!(resolved("", "100%.html"), "100%.html");
    }
}
