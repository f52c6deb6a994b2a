//! Small XML documents inside others: decoding, a guard against deep nesting, and texts of elements by their local names.
//! Nothing here expands the entities that a document declares, so that a document cannot grow while it is read.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::decode;

/// The document as text, by its mark, its declaration or detection. The declaration goes: the text is UTF-8 now.
pub(crate) fn decoded(bytes: &[u8]) -> String {
    let text = decode::decode(bytes, decode::declared(bytes).as_deref()).text;
    let start = text.trim_start_matches('\u{feff}').trim_start();
    match start.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest.to_owned(),
        None => start.to_owned(),
    }
}

/// A reader that forgives what documents get wrong: end tags that do not fit, lone ampersands.
pub(crate) fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    reader
}

/// How deep the elements nest.
pub(crate) fn depth(text: &str) -> usize {
    let mut reader = reader(text);
    let (mut depth, mut deepest) = (0_usize, 0);
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Eof) | Err(_) => return deepest,
            Ok(_) => {}
        }
    }
}

/// The value of an attribute by its local name.
pub(crate) fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    element.attributes().with_checks(false).flatten().find_map(|attribute| {
        let local = attribute.key.local_name();
        (AsRef::<str>::as_ref(&local) == name).then(|| unescaped(&attribute.value))
    })
}

/// Character references and the five entities of XML; others stay as they are written.
pub(crate) fn unescaped(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

/// The character of a reference; nothing for entities that the document itself declares.
pub(crate) fn referenced(reference: &BytesRef) -> Option<char> {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return Some(c);
    }
    let name: &str = reference;
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => return None,
    })
}

/// The texts of all elements with a local name among `names`, in the order of the document, as (name, text).
pub(crate) fn texts(text: &str, names: &[&str]) -> Vec<(String, String)> {
    let mut reader = reader(text);
    let mut found: Vec<(String, String)> = Vec::new();
    let mut open: Option<(String, String, usize)> = None;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => match &mut open {
                Some((.., depth)) => *depth += 1,
                None => {
                    let local = element.local_name();
                    let local: &str = local.as_ref();
                    if names.contains(&local) {
                        open = Some((local.to_owned(), String::new(), 0));
                    }
                }
            },
            Ok(Event::End(_)) => match open.take() {
                Some((name, text, 0)) => found.push((name, text)),
                Some((name, text, depth)) => open = Some((name, text, depth - 1)),
                None => {}
            },
            Ok(Event::Text(piece)) => {
                if let Some((_, text, _)) = &mut open {
                    text.push_str(&piece);
                }
            }
            Ok(Event::CData(piece)) => {
                if let Some((_, text, _)) = &mut open {
                    text.push_str(&piece);
                }
            }
            Ok(Event::GeneralRef(reference)) => {
                if let Some((_, text, _)) = &mut open {
                    text.extend(referenced(&reference));
                }
            }
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
        if found.len() > 10_000 {
            return found;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_by_local_name() {
        let xml = "<p:core xmlns:p='x'><dc:title>Talks &amp; &#84;erms</dc:title><dc:creator><![CDATA[Ada Berg]]></dc:creator></p:core>";
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        assert_eq!(texts(xml, &["title", "creator"]), [pair("title", "Talks & Terms"), pair("creator", "Ada Berg")]);
    }

    #[test]
    fn entities_of_the_document_are_not_expanded() {
        let xml = "<!DOCTYPE a [<!ENTITY b 'bbbbbbbb'><!ENTITY c '&b;&b;&b;'>]><a><title>x&c;y</title></a>";
        assert_eq!(texts(xml, &["title"])[0].1, "xy");
    }

    #[test]
    fn depths() {
        assert_eq!(depth("<a><b/><c><d></d></c></a>"), 3);
        assert_eq!(depth(&"<a>".repeat(5000)), 5000);
        assert_eq!(depth("</a></b>"), 0);
    }
}
