//! DOCX (Office Open XML, ECMA-376): the paragraphs of the main part with their styles; headers, footers, notes and deleted
//! words stay out.

use std::io::{Read, Seek};

use demarche_record::{BlockKind, Clue, Diagnostic};
use quick_xml::events::Event;
use zip::ZipArchive;

use crate::archive::member;
use crate::byline;
use crate::dates;
use crate::decode::{canonical, squeeze};
use crate::page::{self, Facts};
use crate::piece::{Piece, Shape};
use crate::reader::{Place, Session, assembled};
use crate::text::cut;
use crate::xml;

/// Reads the document.
pub(crate) fn read<R: Read + Seek>(session: &mut Session, archive: &mut ZipArchive<R>, place: &Place) {
    let source = place.source.as_str();
    let main = match main_part(session, archive, source) {
        Ok(main) => main,
        Err(diagnostic) => return session.say(diagnostic),
    };
    let core = member(session, archive, "docProps/core.xml", source).ok().flatten();
    let core = core.map(|bytes| xml::texts(&xml::decoded(&bytes), &["title", "creator", "created", "modified"]));
    let core = core.unwrap_or_default();
    let first = |name: &str| {
        let text = core.iter().find(|(key, _)| key == name).map(|(_, text)| squeeze(&canonical(text)));
        text.filter(|text| !text.is_empty())
    };
    let mut pieces = paragraphs(&main, session.limits.max_paragraph_bytes);
    let mut facts = Facts::default();
    if let Some(at) = pieces.iter().position(|piece| piece.kind == Some(BlockKind::Title)) {
        facts.title = Some(pieces[at].text.clone());
    } else if let Some(title) = first("title") {
        // The property is often left from a template: it counts where the text says the same.
        let shown = pieces.iter().take(8).any(|piece| page::letters(&piece.text) == page::letters(&title));
        facts.title = Some(title).filter(|_| shown);
    }
    page::classify(&mut pieces, &mut facts, false);
    if facts.byline.is_empty()
        && let Some(creator) = first("creator").filter(|name| name.contains(' ') && byline::is_bare(name))
    {
        facts.byline = byline::names(&creator);
    }
    let mut outcome = assembled(pieces, facts, source, Vec::new());
    // The day on which somebody wrote the document is not that of its publication: a clue, and no more.
    let date = ["created", "modified"].iter().find_map(|name| Some((*name, first(name)?)));
    if let Some((name, value)) = date
        && let Some(day) = dates::metadata_date(&value).and_then(|interval| interval.earliest)
    {
        let clue =
            Clue { span: None, text: format!("{name}: {value}"), says: format!("the document was written on {day}") };
        outcome.articles.iter_mut().for_each(|article| article.published.clues.push(clue.clone()));
    }
    session.take_outcome(outcome, &place.known);
}

fn main_part<R: Read + Seek>(
    session: &Session,
    archive: &mut ZipArchive<R>,
    source: &str,
) -> Result<String, Diagnostic> {
    match member(session, archive, "word/document.xml", source)? {
        Some(bytes) => Ok(xml::decoded(&bytes)),
        None => {
            Err(Diagnostic::error(source, "the document is damaged: its main part is missing").hint("save it again"))
        }
    }
}

/// The paragraphs of the main part.
fn paragraphs(text: &str, most: usize) -> Vec<Piece> {
    let mut reader = xml::reader(text);
    let mut pieces = Vec::new();
    let mut paragraph = String::new();
    let mut style = String::new();
    let (mut listed, mut in_text) = (false, false);
    // Depth inside an element that is left out: fallbacks of drawings, which say everything twice, and field codes.
    let mut left_out = 0_usize;
    loop {
        let event = match reader.read_event() {
            Ok(Event::Eof) | Err(_) => break,
            Ok(event) => event,
        };
        match event {
            Event::Start(element) => {
                let local = element.local_name();
                let local: &str = local.as_ref();
                if left_out > 0 || matches!(local, "Fallback" | "instrText" | "delText" | "del" | "moveFrom") {
                    left_out += 1;
                    continue;
                }
                match local {
                    "p" => {
                        // Text boxes hold paragraphs inside a paragraph.
                        close(&mut paragraph, &style, listed, most, &mut pieces);
                        style.clear();
                        listed = false;
                    }
                    "t" => in_text = true,
                    "numPr" => listed = true,
                    "pStyle" => style = xml::attribute(&element, "val").unwrap_or_default(),
                    _ => {}
                }
            }
            Event::Empty(element) if left_out == 0 => {
                let local = element.local_name();
                match local.as_ref() {
                    "pStyle" => style = xml::attribute(&element, "val").unwrap_or_default(),
                    "numPr" | "numId" => listed = true,
                    "tab" | "noBreakHyphen" | "br" | "cr" => {
                        paragraph.push(if AsRef::<str>::as_ref(&local) == "noBreakHyphen" { '-' } else { ' ' });
                    }
                    _ => {}
                }
            }
            Event::End(element) => {
                if left_out > 0 {
                    left_out -= 1;
                    continue;
                }
                match element.local_name().as_ref() {
                    "p" => {
                        close(&mut paragraph, &style, listed, most, &mut pieces);
                        style.clear();
                        listed = false;
                    }
                    "t" => in_text = false,
                    _ => {}
                }
            }
            Event::Text(piece) if in_text && left_out == 0 => paragraph.push_str(&piece),
            Event::CData(piece) if in_text && left_out == 0 => paragraph.push_str(&piece),
            Event::GeneralRef(reference) if in_text && left_out == 0 => paragraph.extend(xml::referenced(&reference)),
            _ => {}
        }
    }
    close(&mut paragraph, &style, listed, most, &mut pieces);
    pieces
}

fn close(paragraph: &mut String, style: &str, listed: bool, most: usize, pieces: &mut Vec<Piece>) {
    let text = squeeze(&canonical(&std::mem::take(paragraph)));
    let style = style.to_ascii_lowercase();
    for part in cut(&text, most) {
        let piece = match () {
            () if style == "title" && !pieces.iter().any(|piece: &Piece| piece.kind == Some(BlockKind::Title)) => {
                Piece::of(part, BlockKind::Title)
            }
            () if style.starts_with("heading") || style == "title" || style == "subtitle" => {
                Piece::new(part, Shape::Heading)
            }
            () if style.contains("quote") => Piece::new(part, Shape::Quote),
            () if listed || style.starts_with("list") => Piece::new(part, Shape::Item),
            () => Piece::new(part, Shape::Plain),
        };
        pieces.push(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_with_styles() {
        let xml = "<w:document><w:body><w:p><w:pPr><w:pStyle w:val='Heading1'/></w:pPr><w:r><w:t>Talks</w:t></w:r></w:p>\
            <w:p><w:r><w:t xml:space='preserve'>The envoys </w:t></w:r><w:del><w:r><w:delText>never </w:delText></w:r></w:del>\
            <w:r><w:t>met &amp; left.</w:t></w:r></w:p><w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr><w:r>\
            <w:t>One</w:t><w:br/><w:t>item</w:t></w:r></w:p></w:body></w:document>";
        let found = paragraphs(xml, 1000);
        let found: Vec<(&str, Shape)> = found.iter().map(|piece| (piece.text.as_str(), piece.shape)).collect();
        assert_eq!(
            found,
            [("Talks", Shape::Heading), ("The envoys met & left.", Shape::Plain), ("One item", Shape::Item)]
        );
    }
}
