//! Archives: gzip and tar as streams, ZIP by its directory. Members are read in place, never written anywhere, and within the
//! budget that all layers of one input share. EPUB and DOCX are ZIP archives with a known inside.

use std::io::{self, BufRead, BufReader, Read, Seek};

use demarche_record::Diagnostic;
use flate2::bufread::MultiGzDecoder;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::budget::{Budget, Packed, Unpacked};
use crate::docx;
use crate::epub;
use crate::format::Format;
use crate::limits::human;
use crate::reader::{Place, Session, unreadable, visible};

/// Whether one archive more may be opened; says so where not.
fn opens(session: &mut Session, place: &Place) -> bool {
    if place.depth > session.limits.max_nesting {
        let message = format!("archives lie more than {} deep in one another", session.limits.max_nesting);
        session.say(Diagnostic::error(&place.source, message).hint("unpack the outer ones and read what they hold"));
        return false;
    }
    true
}

/// Reads what is compressed with gzip, one member after the other, in constant memory.
pub(crate) fn gzip(session: &mut Session, reader: &mut dyn BufRead, place: &Place) {
    if !opens(session, place) {
        return;
    }
    let budget = session.budget.clone();
    let lower = place.name.to_ascii_lowercase();
    let name = match () {
        () if lower.ends_with(".tgz") => format!("{}.tar", &place.name[..place.name.len() - 4]),
        () if lower.ends_with(".gz") => place.name[..place.name.len() - 3].to_owned(),
        () => String::new(),
    };
    let inner = Place { name, format: None, depth: place.depth + 1, ..place.clone() };
    // Only the outermost layer is the input itself; what lies inside was counted when it was unpacked.
    let outermost = place.depth == 0;
    if outermost {
        let packed = BufReader::with_capacity(1 << 16, Packed { inner: reader, budget: &budget });
        let unpacked = Unpacked { inner: MultiGzDecoder::new(packed), budget: &budget };
        session.stream(&mut BufReader::with_capacity(1 << 16, unpacked), &inner);
    } else {
        let unpacked = Unpacked { inner: MultiGzDecoder::new(reader), budget: &budget };
        session.stream(&mut BufReader::with_capacity(1 << 16, unpacked), &inner);
    }
}

/// What becomes of one member.
enum Fate {
    Read,
    /// Hidden, or of a type that is not read.
    Skipped,
    TooMany,
}

fn fate(budget: &Budget, name: &str) -> Fate {
    if !budget.member() {
        return Fate::TooMany;
    }
    let hidden = name.split(['/', '\\']).any(|step| step.starts_with('.') && step != "." && step != "..");
    let foreign = name.starts_with("__MACOSX/") || Format::of_name(name).is_none();
    if hidden || foreign { Fate::Skipped } else { Fate::Read }
}

/// Says how many members were left aside, and when nothing was read at all.
fn close(session: &mut Session, place: &Place, skipped: usize, before: (usize, usize)) {
    if session.budget.is_spent() {
        let message = format!("the archive was read only in part: {}", session.budget.reason());
        let hint = "unpack it yourself if you trust it, and read what you need of it";
        return session.say(Diagnostic::error(&place.source, message).hint(hint));
    }
    let hint = format!("types read: {}", Format::EXTENSIONS);
    if session.progress() == before {
        let message = "the archive holds no file that can be read";
        return session.say(Diagnostic::error(&place.source, message).hint(hint));
    }
    if skipped > 0 {
        let files = if skipped == 1 { "1 member was".to_owned() } else { format!("{skipped} members were") };
        let message = format!("{files} skipped: hidden, or of a type that is not read");
        session.say(Diagnostic::note(&place.source, message).hint(hint));
    }
}

/// Reads a ZIP archive: its members in the order of their names, or the document that it is.
pub(crate) fn zip<R: Read + Seek>(session: &mut Session, mut reader: R, place: &Place) {
    if !opens(session, place) {
        return;
    }
    session.budget.limit_sum();
    let broken = match ZipArchive::new(&mut reader) {
        Ok(archive) => return directory(session, archive, place),
        Err(error) => error,
    };
    // Without a directory: a download that breaks off. Its members still stand one after the other.
    let before = session.progress();
    let mut read = 0;
    if reader.rewind().is_ok() {
        read = members_in_a_row(session, &mut reader, place);
    }
    let hint = "download it again";
    let message = match broken {
        _ if session.budget.is_spent() => {
            return close(session, place, 0, before);
        }
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
            return session.say(unreadable(&place.source, &error));
        }
        _ if read > 0 => "the archive breaks off: it has no directory; its members were read as far as it goes",
        _ => "the archive is damaged: its directory cannot be read",
    };
    let diagnostic = if session.progress().0 > before.0 {
        Diagnostic::warning(&place.source, message)
    } else {
        Diagnostic::error(&place.source, message)
    };
    session.say(diagnostic.hint(hint));
}

/// Members of an archive that has lost its directory; how many were found.
fn members_in_a_row(session: &mut Session, reader: &mut dyn Read, place: &Place) -> usize {
    let budget = session.budget.clone();
    let mut found = 0;
    let mut reader = BufReader::new(reader);
    while let Ok(Some(member)) = zip::read::read_zipfile_from_stream(&mut reader) {
        let name = member.name().map(|name| name.into_owned()).unwrap_or_default();
        if budget.is_spent() {
            break;
        }
        match fate(&budget, &name) {
            Fate::Read if member.is_file() && !member.encrypted() => {
                found += 1;
                let mut unpacked = BufReader::new(Unpacked { inner: member, budget: &budget });
                session.stream(&mut unpacked, &place.inside(&name));
            }
            Fate::TooMany => break,
            // Left over, so that the next one is found.
            _ => {
                let mut unpacked = Unpacked { inner: member, budget: &budget };
                if io::copy(&mut unpacked, &mut io::sink()).is_err() {
                    break;
                }
            }
        }
    }
    found
}

fn directory<R: Read + Seek>(session: &mut Session, mut archive: ZipArchive<R>, place: &Place) {
    let before = session.progress();
    if archive.len() > session.limits.max_members {
        let message =
            format!("the archive holds {} members, over the limit of {}", archive.len(), session.limits.max_members);
        return session.say(Diagnostic::error(&place.source, message).hint("split it, or unpack it yourself"));
    }
    let mut names: Vec<(String, usize)> = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let name = archive.name_for_index(index).and_then(Result::ok);
        names.push((name.map_or_else(|| format!("member-{index}"), |name| name.into_owned()), index));
    }
    names.sort();
    let has = |name: &str| names.binary_search_by(|(other, _)| other.as_str().cmp(name)).is_ok();
    if has("META-INF/container.xml") {
        return epub::read(session, &mut archive, place);
    }
    if has("[Content_Types].xml") && names.iter().any(|(name, _)| name.starts_with("word/")) {
        return docx::read(session, &mut archive, place);
    }
    let office = has("[Content_Types].xml") || (has("mimetype") && has("content.xml"));
    if office {
        let message = "it is an office document of a kind that is not read";
        return session.say(Diagnostic::error(&place.source, message).hint("save it as .docx, .pdf or plain text"));
    }
    let budget = session.budget.clone();
    let mut skipped = 0;
    for (name, index) in names {
        if name.ends_with('/') {
            continue;
        }
        match fate(&budget, &name) {
            Fate::Skipped => skipped += 1,
            Fate::TooMany => break,
            Fate::Read => {
                let inside = place.inside(&name);
                match archive.by_index(index) {
                    Ok(member) if member.is_symlink() => skipped += 1,
                    Ok(member) => {
                        let mut unpacked = BufReader::new(Unpacked { inner: member, budget: &budget });
                        session.stream(&mut unpacked, &inside);
                    }
                    Err(error) => session.say(refused(&inside.source, &error)),
                }
            }
        }
        if budget.is_spent() {
            break;
        }
    }
    close(session, place, skipped, before);
}

/// What to say about a member that cannot be opened.
pub(crate) fn refused(source: &str, error: &ZipError) -> Diagnostic {
    let text = error.to_string();
    let (message, hint) = match error {
        ZipError::UnsupportedArchive(_) if text.to_lowercase().contains("password") => {
            ("it is encrypted".to_owned(), "unpack it with its password and read the files")
        }
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => (
            format!("it is packed in a way that is not read: {text}"),
            "pack it anew with the usual settings (deflate)",
        ),
        ZipError::Io(error) => return unreadable(source, error),
        _ => (format!("the archive is damaged here: {text}"), "download it again"),
    };
    Diagnostic::error(source, visible(&message)).hint(hint)
}

/// A member of a document by its name, whole. `None` where there is none, an error where it cannot be read.
pub(crate) fn member<R: Read + Seek>(
    session: &Session,
    archive: &mut ZipArchive<R>,
    name: &str,
    source: &str,
) -> Result<Option<Vec<u8>>, Diagnostic> {
    let budget = session.budget.clone();
    if !budget.member() {
        return Err(Diagnostic::error(source, budget.reason()).hint("unpack it yourself"));
    }
    let member = match archive.by_name(name) {
        Ok(member) => member,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(refused(source, &error)),
    };
    let mut bytes = Vec::new();
    let most = session.limits.max_bytes;
    let mut unpacked = Unpacked { inner: member, budget: &budget }.take(most as u64 + 1);
    unpacked.read_to_end(&mut bytes).map_err(|error| unreadable(source, &error))?;
    if bytes.len() > most {
        let message = format!("its part {} is over the limit of {}", visible(name), human(most));
        return Err(Diagnostic::error(source, message).hint("raise max_bytes"));
    }
    Ok(Some(bytes))
}

const BLOCK: usize = 512;
/// Bytes of a long name in a tape archive.
const LONGEST_NAME: u64 = 8 << 10;

/// Reads a tape archive as a stream: ustar and GNU headers, long names of both kinds.
pub(crate) fn tar(session: &mut Session, reader: &mut dyn BufRead, place: &Place) {
    if !opens(session, place) {
        return;
    }
    let budget = session.budget.clone();
    let before = session.progress();
    let (mut skipped, mut broken) = (0, None);
    let mut long_name: Option<String> = None;
    loop {
        let mut header = [0; BLOCK];
        match fill(reader, &mut header) {
            Ok(0) => break,
            Ok(BLOCK) if header.iter().all(|byte| *byte == 0) => break,
            Ok(BLOCK) => {}
            Ok(_) => {
                broken = Some("the archive breaks off".to_owned());
                break;
            }
            Err(error) => {
                session.say(unreadable(&place.source, &error));
                break;
            }
        }
        let Some(size) = sound(&header).then(|| number(&header[124..136])).flatten() else {
            broken = Some("the archive is damaged: a header of a member does not add up".to_owned());
            break;
        };
        let padding = (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64;
        let kind = header[156];
        if matches!(kind, b'L' | b'x') && size <= LONGEST_NAME {
            let mut bytes = Vec::new();
            let _ = (&mut *reader).take(size).read_to_end(&mut bytes);
            long_name = if kind == b'L' { Some(text_of(&bytes)) } else { pax_path(&bytes).or(long_name) };
            if skip(reader, padding).is_err() {
                break;
            }
            continue;
        }
        let name = long_name.take().unwrap_or_else(|| {
            let (name, prefix) = (text_of(&header[..100]), text_of(&header[345..500]));
            if prefix.is_empty() || &header[257..263] != b"ustar\0" { name } else { format!("{prefix}/{name}") }
        });
        let is_file = matches!(kind, 0 | b'0' | b'7');
        let mut body = (&mut *reader).take(size);
        if is_file {
            match fate(&budget, &name) {
                Fate::Skipped => skipped += 1,
                Fate::TooMany => break,
                Fate::Read => session.stream(&mut body, &place.inside(&name)),
            }
        }
        let left = body.limit();
        if budget.is_spent() {
            break;
        }
        if skip(reader, left + padding).is_err() {
            broken = Some("the archive breaks off".to_owned());
            break;
        }
    }
    if let Some(message) = broken {
        let read = session.progress().0 > before.0;
        let diagnostic = if read {
            Diagnostic::warning(&place.source, format!("{message}; what came before was read"))
        } else {
            Diagnostic::error(&place.source, message)
        };
        session.say(diagnostic.hint("download it again"));
    }
    close(session, place, skipped, before);
}

/// Reads until the buffer is full or the stream ends.
fn fill(reader: &mut dyn BufRead, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Leaves bytes behind; an error when there are not that many.
pub(crate) fn skip(reader: &mut dyn BufRead, bytes: u64) -> io::Result<()> {
    let skipped = io::copy(&mut reader.take(bytes), &mut io::sink())?;
    if skipped == bytes { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Whether the checksum of a header holds.
fn sound(header: &[u8; BLOCK]) -> bool {
    let sum: u64 = header
        .iter()
        .enumerate()
        .map(|(at, byte)| u64::from(if (148..156).contains(&at) { b' ' } else { *byte }))
        .sum();
    number(&header[148..156]) == Some(sum)
}

/// A number in octal digits, or in base 256 as GNU writes large ones.
fn number(field: &[u8]) -> Option<u64> {
    if field.first().is_some_and(|first| first & 0x80 != 0) {
        return field[1..].iter().try_fold(0_u64, |sum, byte| sum.checked_mul(256)?.checked_add(u64::from(*byte)));
    }
    let digits = field.trim_ascii_start().split(|byte| matches!(byte, 0 | b' ')).next().unwrap_or_default();
    digits.iter().try_fold(0_u64, |sum, digit| {
        matches!(digit, b'0'..=b'7').then(|| sum.checked_mul(8)?.checked_add(u64::from(digit - b'0'))).flatten()
    })
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.split(|byte| *byte == 0).next().unwrap_or_default()).into_owned()
}

/// The path in an extended header of pax: lines of "LENGTH KEY=VALUE".
fn pax_path(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    text.lines().find_map(|line| line.split_once(' ')?.1.strip_prefix("path=").map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_headers() {
        assert_eq!(number(b"0000644\0"), Some(0o644));
        assert_eq!(number(b"   17 \0\0"), Some(0o17));
        assert_eq!(number(b"\x80\0\0\0\0\0\x01\0"), Some(256));
        assert_eq!(number(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), None);
        assert_eq!(number(b"12x"), None);
    }

    #[test]
    fn names_of_pax() {
        assert_eq!(pax_path(b"20 mtime=1.5\n19 path=a/b c.txt\n").as_deref(), Some("a/b c.txt"));
        assert_eq!(pax_path(b"\xff\n\n"), None);
    }
}
