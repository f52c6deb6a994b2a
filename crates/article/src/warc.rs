//! Web archives (WARC, ISO 28500) as streams of any size: one record is held at a time. Responses and resources that hold a
//! page, a text, a feed or a PDF become articles; everything else is left behind with a count.

use std::io::{self, BufRead, Read};

use demarche_record::{Clue, Diagnostic};
use flate2::bufread::{MultiGzDecoder, ZlibDecoder};

use crate::archive::skip;
use crate::budget::Unpacked;
use crate::dates;
use crate::limits::human;
use crate::reader::{Known, Place, Session, unreadable, visible};

/// Bytes of one line of a header, and of all lines of one.
const LONGEST_LINE: u64 = 16 << 10;
const MOST_LINES: usize = 400;

/// Reads records until the stream ends. `source#N` is the N-th record.
pub(crate) fn read(session: &mut Session, reader: &mut dyn BufRead, place: &Place) {
    let before = session.progress();
    let (mut number, mut skipped, mut failed, mut empty) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut lost = 0_usize;
    loop {
        let header = match header(reader) {
            Ok(Some(header)) => header,
            Ok(None) => break,
            Err(error) => {
                session.say(broken(place, number, &error));
                break;
            }
        };
        lost += header.lost;
        number += 1;
        let inside = place.inside(&number.to_string());
        let Some(length) = header.get("content-length").and_then(|length| length.trim().parse::<u64>().ok()) else {
            session.say(
                Diagnostic::warning(&inside.source, "the record does not say how long it is and was left out")
                    .hint("the program that wrote the archive broke off here, or the file was edited"),
            );
            continue;
        };
        let kind = header.get("warc-type").unwrap_or_default().to_ascii_lowercase();
        let wanted = matches!(kind.as_str(), "response" | "resource" | "conversion");
        if !wanted || length == 0 {
            if let Err(error) = skip(reader, length) {
                session.say(broken(place, number, &error));
                break;
            }
            continue;
        }
        let most = session.limits.max_bytes as u64;
        if length > most {
            let message = format!("the record is over the limit of {}", human(session.limits.max_bytes));
            session.say(Diagnostic::warning(&inside.source, message).hint("raise max_bytes to have it read"));
            if let Err(error) = skip(reader, length) {
                session.say(broken(place, number, &error));
                break;
            }
            continue;
        }
        let mut block = Vec::new();
        let read = (&mut *reader).take(length).read_to_end(&mut block);
        let cut = match &read {
            Ok(read) if (*read as u64) < length => Some(io::Error::from(io::ErrorKind::UnexpectedEof)),
            Ok(_) => None,
            Err(error) => Some(io::Error::new(error.kind(), error.to_string())),
        };
        if !session.budget.is_spent() {
            match content(session, &header, &block) {
                Content::Text { bytes, name, charset } => {
                    let known = known(&header, &place.known);
                    let told = session.progress().1;
                    session.bytes(&bytes, &Place { name: name.to_owned(), charset, known, ..inside });
                    empty += usize::from(session.progress().1 > told && session.take_back_empty());
                }
                Content::Other => skipped += 1,
                Content::Failure => failed += 1,
                Content::Unreadable(reason) => session.say(
                    Diagnostic::warning(&inside.source, format!("the record cannot be unpacked: {}", visible(&reason)))
                        .hint("the other records were read"),
                ),
            }
        }
        if session.budget.is_spent() {
            let message = format!("the archive was read only in part: {}", session.budget.reason());
            session.say(Diagnostic::error(&place.source, message).hint("unpack it yourself if you trust it"));
            return;
        }
        if let Some(error) = cut {
            session.say(broken(place, number, &error));
            break;
        }
    }
    if lost > 0 {
        let message = format!("{lost} lines between the records belong to none: a record says a wrong length");
        session.say(Diagnostic::warning(&place.source, message).hint("the archive was damaged or edited; check it"));
    }
    let mut aside = Vec::new();
    if skipped > 0 {
        aside.push(format!("{skipped} hold no text (pictures, scripts and the like)"));
    }
    if failed > 0 {
        aside.push(format!("{failed} are answers without a page (errors and redirections)"));
    }
    if empty > 0 {
        aside.push(format!("{empty} are pages without text"));
    }
    if session.progress() == before && aside.is_empty() {
        let message = "the web archive holds no page";
        session.say(Diagnostic::error(&place.source, message).hint("check that the crawl stored responses"));
    } else if !aside.is_empty() {
        let message = format!("of {number} records, {} and were left aside", aside.join(", "));
        session.say(Diagnostic::note(&place.source, message).hint("nothing is wrong with them"));
    }
}

/// Why reading ended before the end.
fn broken(place: &Place, number: usize, error: &io::Error) -> Diagnostic {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    match error.kind() {
        UnexpectedEof | InvalidData | InvalidInput => {
            let what = if error.kind() == UnexpectedEof { "breaks off" } else { "is damaged" };
            let message = format!("the archive {what} after record {number}; the records before were read");
            Diagnostic::warning(&place.source, message).hint("download it again if the rest is wanted")
        }
        _ => unreadable(&place.source, error),
    }
}

/// The lines of a header, names in lower case.
struct Header {
    fields: Vec<(String, String)>,
    /// Lines before it that belong to no record.
    lost: usize,
}

impl Header {
    fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The header of the next record; `None` at the end. What stands before it is left behind and counted.
fn header(reader: &mut dyn BufRead) -> io::Result<Option<Header>> {
    let mut lost = 0;
    let mut line = Vec::new();
    loop {
        if !next_line(reader, &mut line)? {
            return Ok(None);
        }
        if line.starts_with(b"WARC/") {
            break;
        }
        lost += usize::from(!line.is_empty());
    }
    let mut fields: Vec<(String, String)> = Vec::new();
    for _ in 0..MOST_LINES {
        if !next_line(reader, &mut line)? {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line.is_empty() {
            return Ok(Some(Header { fields, lost }));
        }
        field(&line, &mut fields);
    }
    // No header is that long: the body of something else. Its length is not trusted.
    fields.clear();
    Ok(Some(Header { fields, lost }))
}

/// Adds the field of a line; a line that opens with a blank goes on with the one before.
fn field(line: &[u8], fields: &mut Vec<(String, String)>) {
    let text = String::from_utf8_lossy(line);
    match (text.starts_with([' ', '\t']), fields.last_mut(), text.split_once(':')) {
        (true, Some((_, value)), _) => {
            value.push(' ');
            value.push_str(text.trim());
        }
        (_, _, Some((name, value))) => fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned())),
        _ => {}
    }
}

/// Reads a line without its end; false at the end of the stream. Of an endless line only the head is kept.
fn next_line(reader: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    if (&mut *reader).take(LONGEST_LINE).read_until(b'\n', line)? == 0 {
        return Ok(false);
    }
    if !line.ends_with(b"\n") {
        crate::reader::skip_line(reader)?;
    }
    while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        line.pop();
    }
    Ok(true)
}

/// What a record holds.
enum Content {
    Text { bytes: Vec<u8>, name: &'static str, charset: Option<String> },
    Other,
    Failure,
    Unreadable(String),
}

fn content(session: &Session, header: &Header, block: &[u8]) -> Content {
    let stated = header.get("content-type").unwrap_or_default().to_ascii_lowercase();
    let http = stated.starts_with("application/http") || block.starts_with(b"HTTP/");
    if !http {
        return typed(block.to_vec(), &stated);
    }
    let Some((status, fields, body)) = http_head(block) else {
        return Content::Unreadable("it is no answer".to_owned());
    };
    if !(200..300).contains(&status) {
        return Content::Failure;
    }
    let get = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.to_ascii_lowercase());
    let kind = get("content-type").unwrap_or_default();
    if let Content::Other = typed(Vec::new(), &kind) {
        return Content::Other;
    }
    let chunked = get("transfer-encoding").is_some_and(|value| value.contains("chunked"));
    // Some crawlers store the body as it is after decoding, and keep the header.
    let body = if chunked { unchunked(body).unwrap_or_else(|| body.to_vec()) } else { body.to_vec() };
    let encoding = get("content-encoding").unwrap_or_default();
    let most = session.limits.max_bytes as u64;
    let budget = session.budget.clone();
    let unpack = |reader: &mut dyn Read| -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let read = Unpacked { inner: reader, budget: &budget }.take(most + 1).read_to_end(&mut bytes);
        match read {
            Err(error) if bytes.is_empty() || budget.is_spent() => Err(error.to_string()),
            _ => Ok(bytes),
        }
    };
    let unpacked = match encoding.trim() {
        "gzip" | "x-gzip" if body.starts_with(b"\x1f\x8b") => unpack(&mut MultiGzDecoder::new(&body[..])),
        "deflate" if body.first().is_some_and(|first| first & 0x0f == 8) => unpack(&mut ZlibDecoder::new(&body[..])),
        "" | "identity" | "none" | "gzip" | "x-gzip" | "deflate" => Ok(body),
        // A brotli body shows no mark; one that is plain text after all does.
        _ if std::str::from_utf8(&body[..body.len().min(256)]).is_ok() => Ok(body),
        other => Err(format!("its encoding {other:?} is not read")),
    };
    match unpacked {
        Ok(bytes) => typed(bytes, &kind),
        Err(reason) => Content::Unreadable(reason),
    }
}

/// The content by its stated type. Pages that state none are looked at.
fn typed(bytes: Vec<u8>, kind: &str) -> Content {
    let (kind, rest) = kind.split_once(';').unwrap_or((kind, ""));
    let name = match kind.trim() {
        "text/html" | "application/xhtml+xml" => "page.html",
        "text/plain" => "page.txt",
        "application/pdf" | "application/x-pdf" => "page.pdf",
        "application/rss+xml"
        | "application/atom+xml"
        | "application/rdf+xml"
        | "text/xml"
        | "application/xml"
        | "application/feed+json" => "page.xml",
        "" => "page",
        _ => return Content::Other,
    };
    let charset = rest.split(';').find_map(|part| part.trim().strip_prefix("charset=")).map(|label| {
        label.trim_matches(|c: char| c == '"' || c == '\'' || c.is_whitespace()).chars().take(40).collect::<String>()
    });
    Content::Text { bytes, name, charset: charset.filter(|label| !label.is_empty()) }
}

/// Status, fields and body of an answer.
#[expect(clippy::type_complexity, reason = "three parts of one answer, taken apart at once")]
fn http_head(block: &[u8]) -> Option<(u16, Vec<(String, String)>, &[u8])> {
    let mut rest = block;
    let mut line = Vec::new();
    let mut next = |rest: &mut &[u8]| next_line(rest, &mut line).ok().filter(|more| *more).map(|_| line.clone());
    let first = next(&mut rest)?;
    let status = String::from_utf8_lossy(&first).split_whitespace().nth(1)?.parse().ok()?;
    let mut fields = Vec::new();
    for _ in 0..MOST_LINES {
        match next(&mut rest) {
            Some(line) if !line.is_empty() => field(&line, &mut fields),
            _ => return Some((status, fields, rest)),
        }
    }
    None
}

/// The body of an answer that was sent in chunks; `None` where it is not written in chunks.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let end = rest.iter().take(64).position(|byte| *byte == b'\n')?;
        let line = std::str::from_utf8(&rest[..end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(out);
        }
        let size = size.min(rest.len());
        out.extend_from_slice(&rest[..size]);
        rest = &rest[size..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        if rest.is_empty() {
            return Some(out);
        }
    }
}

/// The address of a record, and the day of its capture as the last day on which it can have been published.
fn known(header: &Header, around: &Known) -> Known {
    let url = header
        .get("warc-target-uri")
        .map(|url| url.trim_matches(['<', '>']).to_owned())
        .filter(|url| url.starts_with("http") && url.len() <= 4096 && !url.chars().any(char::is_control));
    let captured = header.get("warc-date").and_then(|value| Some((value, dates::metadata_date(value)?)));
    let clue = captured.and_then(|(value, interval)| {
        let day = interval.latest?;
        let text = format!("WARC-Date: {}", value.chars().take(40).collect::<String>());
        Some(Clue { span: None, text, says: format!("captured, and so published no later than {day}") })
    });
    Known { url, clue, ..around.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks() {
        assert_eq!(unchunked(b"4\r\nwiki\r\n5;x=1\r\npedia\r\n0\r\n\r\n").as_deref(), Some(&b"wikipedia"[..]));
        assert_eq!(unchunked(b"ff\r\nshort").as_deref(), Some(&b"short"[..]));
        assert_eq!(unchunked(b"<html>"), None);
        assert_eq!(unchunked(b"ffffffffffffffffff\r\n"), None);
    }

    #[test]
    fn answers() {
        let (status, fields, body) = http_head(b"HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\nbody").unwrap();
        assert_eq!((status, body), (200, &b"body"[..]));
        assert_eq!(fields, [("a".to_owned(), "b c".to_owned())]);
        assert!(http_head(b"HTTP/1.1").is_none());
    }

    #[test]
    fn headers_between_rubbish() {
        let mut bytes = &b"rubbish\r\n\r\nWARC/1.0\r\nContent-Length: 5\r\n\r\nhello"[..];
        let found = header(&mut bytes).unwrap().unwrap();
        assert_eq!((found.get("content-length"), found.lost), (Some("5"), 1));
        assert!(header(&mut &b"WARC/1.0\r\nContent-"[..]).is_err());
    }
}
