//! Which reader an input needs, by its content first and its name second; and what cannot be read at all.

/// A kind of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Plain text or the print view of a page.
    Text,
    /// A page in HTML.
    Html,
    /// One record in JSON on each line.
    JsonLines,
    /// A document in PDF.
    Pdf,
    /// A web archive (WARC, ISO 28500) of records.
    Warc,
    /// A feed: RSS 0.9 to 2.0, Atom or JSON Feed.
    Feed,
    /// A book or an issue in EPUB.
    Epub,
    /// A document of a word processor (Office Open XML).
    Docx,
    /// A ZIP archive; which kind of document it is shows only inside.
    Zip,
    /// A tape archive (POSIX ustar or pax).
    Tar,
    /// Something compressed with gzip.
    Gzip,
}

impl Format {
    /// The extensions that a walk over a folder takes up, for help texts.
    pub const EXTENSIONS: &'static str =
        ".txt .md .html .xhtml .jsonl .pdf .docx .epub .rss .atom .xml .warc .zip .tar, and .gz of these";

    /// The format that the extension of a name promises; `None` for other names.
    ///
    /// ```
    /// use demarche_article::Format;
    /// assert_eq!(Format::of_name("coverage/story.HTML"), Some(Format::Html));
    /// assert_eq!(Format::of_name("crawl-0001.warc.gz"), Some(Format::Gzip));
    /// assert_eq!(Format::of_name("notes.toml"), None);
    /// ```
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit(['/', '\\']).next()?.rsplit_once('.')?;
        Some(match extension.to_ascii_lowercase().as_str() {
            "txt" | "text" | "md" | "markdown" => Self::Text,
            "html" | "htm" | "xhtml" | "shtml" => Self::Html,
            "jsonl" | "ndjson" | "json-lines" | "jsonlines" => Self::JsonLines,
            "pdf" => Self::Pdf,
            "warc" | "wet" => Self::Warc,
            "rss" | "atom" | "xml" | "rdf" => Self::Feed,
            "epub" => Self::Epub,
            "docx" | "docm" => Self::Docx,
            "zip" => Self::Zip,
            "tar" => Self::Tar,
            "gz" | "tgz" | "gzip" => Self::Gzip,
            _ => return None,
        })
    }

    /// The format that the first kilobytes of text show; plain text where nothing shows.
    pub(crate) fn sniff(head: &str) -> Self {
        let head = head.trim_start_matches('\u{feff}').trim_start();
        if head.starts_with('{') && is_record(head) {
            return if head.contains("://jsonfeed.org/version/") { Self::Feed } else { Self::JsonLines };
        }
        if is_feed(head) {
            return Self::Feed;
        }
        if head.starts_with("WARC/0.") || head.starts_with("WARC/1.") {
            return Self::Warc;
        }
        if is_html(head) { Self::Html } else { Self::Text }
    }

    /// The format of a file that is no text, by its first bytes.
    pub(crate) fn of_magic(head: &[u8]) -> Option<Self> {
        // Readers of PDF allow some bytes before the mark.
        let pdf = head[..head.len().min(64)].trim_ascii_start();
        let pdf = pdf.strip_prefix(b"\xef\xbb\xbf").unwrap_or(pdf);
        match () {
            () if pdf.starts_with(b"%PDF-") => Some(Self::Pdf),
            () if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") => Some(Self::Zip),
            () if head.starts_with(b"\x1f\x8b") => Some(Self::Gzip),
            () if head.get(257..262) == Some(b"ustar") => Some(Self::Tar),
            () => None,
        }
    }

    /// Reads a head of bytes in any encoding of one byte a character, which is enough for tags and braces.
    pub(crate) fn sniff_bytes(head: &[u8]) -> Self {
        let text: String = head.iter().take(4096).filter(|byte| **byte != 0).map(|&byte| byte as char).collect();
        Self::sniff(text.trim_start_matches("ï»¿").trim_start_matches("ÿþ").trim_start_matches("þÿ"))
    }
}

/// `{"key": ...`: the start of an object, which no article opens with.
fn is_record(head: &str) -> bool {
    let inside = head[1..].trim_start();
    inside.starts_with('}')
        || inside.starts_with('"')
            && inside[1..].find('"').is_some_and(|end| inside[end + 2..].trim_start().starts_with(':'))
}

/// Whether the first element is one of those that feeds open with.
fn is_feed(head: &str) -> bool {
    let mut rest = head;
    loop {
        rest = rest.trim_start();
        let (from, end) = match () {
            () if rest.starts_with("<?") => (2, "?>"),
            () if rest.starts_with("<!--") => (4, "-->"),
            () if rest.starts_with("<!") => {
                let bracket = rest.find('[').is_some_and(|at| rest.find('>').is_some_and(|end| at < end));
                (2, if bracket { "]>" } else { ">" })
            }
            () => break,
        };
        let Some(at) = rest[from..].find(end) else { return false };
        rest = &rest[from + at + end.len()..];
    }
    let Some(rest) = rest.strip_prefix('<') else { return false };
    let name = rest.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next().unwrap_or_default();
    ["rss", "feed", "RDF"].contains(&name.rsplit(':').next().unwrap_or_default())
}

/// Whether a text is a page: it opens with one of the elements that pages open with, or holds several tags early on.
pub(crate) fn is_html(head: &str) -> bool {
    let mut end = head.len().min(4096);
    while !head.is_char_boundary(end) {
        end -= 1;
    }
    let head = head[..end].to_ascii_lowercase();
    const OPENERS: [&str; 14] = [
        "<!doctype",
        "<html",
        "<head",
        "<body",
        "<?xml",
        "<meta",
        "<title",
        "<article",
        "<main",
        "<section",
        "<div",
        "<p>",
        "<h1",
        "<!--",
    ];
    if OPENERS.iter().any(|opener| head.starts_with(opener)) {
        return true;
    }
    const TAGS: [&str; 8] = ["<html", "<body", "<p>", "</p>", "<div", "<br", "</a>", "<h1"];
    TAGS.iter().map(|tag| head.matches(tag).count()).sum::<usize>() >= 4
}

/// Why bytes are no text, and what to do about it; `None` when they may well be text.
pub(crate) fn refusal(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const MAGIC: [(&[u8], &str, &str); 14] = [
        (b"\x89PNG", "it is a picture (PNG), not text", "recognise its text first, for instance with tesseract"),
        (b"\xff\xd8\xff", "it is a picture (JPEG), not text", "recognise its text first, for instance with tesseract"),
        (b"GIF8", "it is a picture (GIF), not text", "recognise its text first, for instance with tesseract"),
        (b"II*\0", "it is a picture (TIFF), not text", "recognise its text first, for instance with tesseract"),
        (b"MM\0*", "it is a picture (TIFF), not text", "recognise its text first, for instance with tesseract"),
        (b"RIFF", "it is a media file, not text", "leave it out"),
        (b"BZh", "it is compressed with bzip2", "decompress it with `bunzip2` first"),
        (b"\xfd7zXZ\0", "it is compressed with xz", "decompress it with `unxz` first"),
        (b"\x28\xb5\x2f\xfd", "it is compressed with zstd", "decompress it with `unzstd` first"),
        (b"7z\xbc\xaf", "it is a 7z archive, not text", "unpack it first"),
        (
            b"\xd0\xcf\x11\xe0",
            "it is an old office document, not text",
            "save it as .docx or as text from the program that made it",
        ),
        (b"{\\rtf", "RTF is not read yet", "save it as plain text or HTML from a word processor"),
        (b"SQLite format 3", "it is a database, not text", "leave it out"),
        (b"\x7fELF", "it is a program, not text", "leave it out"),
    ];
    if let Some((_, message, hint)) = MAGIC.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        // A story may open with the letters of a magic number; then the rest is text.
        let printable = |byte: &u8| *byte >= 0x20 || matches!(byte, b'\n' | b'\r' | b'\t');
        let letters = message.contains("media") || message.contains("bzip2") || message.contains("GIF");
        if !letters || !bytes.iter().take(512).all(printable) {
            return Some((message, hint));
        }
    }
    let head = &bytes[..bytes.len().min(8192)];
    if encoding_rs::Encoding::for_bom(head).is_some() {
        return None;
    }
    let zeros = head.iter().filter(|byte| **byte == 0).count();
    let control =
        head.iter().filter(|byte| **byte < 0x20 && !matches!(**byte, b'\n' | b'\r' | b'\t' | 0x0c | 0x1b | 0)).count();
    // UTF-16 has its zeros in every other byte; the decoder finds out which.
    let wide = {
        let even = head.iter().step_by(2).filter(|byte| **byte == 0).count();
        let odd = zeros - even;
        head.len() >= 8 && (even.max(odd) * 10 > head.len() * 3) && even.min(odd) * 40 < head.len()
    };
    let binary = (zeros > 0 && !wide && zeros * 200 > head.len().min(200)) || control * 20 > head.len();
    binary.then_some(("it is binary, not text", "leave it out, or convert it to text first"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sniffing() {
        for (head, format) in [
            ("{\"id\": 1}", Format::JsonLines),
            ("<!DOCTYPE html><p>x", Format::Html),
            ("  <html>", Format::Html),
            ("Talks {sic} resumed", Format::Text),
            ("{sic} Talks", Format::Text),
            ("< 5 percent", Format::Text),
            ("", Format::Text),
            ("He said <b>no</b>.", Format::Text),
            ("<?xml version='1.0'?><!-- by hand --><rss version='2.0'>", Format::Feed),
            ("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss>", Format::Feed),
            ("<atom:feed xmlns:atom='x'>", Format::Feed),
            ("<rdf:RDF>", Format::Feed),
            ("<?xml version='1.0'?><html>", Format::Html),
            ("{\"version\": \"https://jsonfeed.org/version/1.1\"}", Format::Feed),
            ("WARC/1.0\r\nWARC-Type: response", Format::Warc),
        ] {
            assert_eq!(Format::sniff(head), format, "{head}");
        }
    }

    #[test]
    fn refusals() {
        for bytes in [&b"\x89PNG\r\n"[..], b"7z\xbc\xaf", b"a\0b\0\0\0c\x01\x02", b"\x01\x02\x03\x04\x05"] {
            assert!(refusal(bytes).is_some(), "{bytes:?}");
        }
        for bytes in [&b"Talks resumed."[..], b"", b"T\0a\0l\0k\0s\0 \0o\0n\0", b"\xff\xfeT\0", b"RIFFS in the cabinet"]
        {
            assert!(refusal(bytes).is_none(), "{bytes:?}");
        }
    }
}
