//! From bytes to canonical text: encodings by mark, declaration and detection, then NFC, `\n` line ends and no control
//! characters.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Text with what was doubtful about its bytes.
pub(crate) struct Decoded {
    pub text: String,
    /// A warning in plain words, where something was lost or guessed against a declaration.
    pub warning: Option<String>,
}

/// Decodes bytes. `declared` names an encoding that the page or the caller states.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return with(encoding, &bytes[mark..], None);
    }
    if let Some(encoding) = wide(bytes) {
        return with(encoding, bytes, None);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => return Decoded { text: text.to_owned(), warning: None },
        // A page that was cut inside its last character.
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => {
            let text = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
            return Decoded { text, warning: Some("it ends in the middle of a character".to_owned()) };
        }
        Err(_) => {}
    }
    let label = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    if let Some(encoding) = label.filter(|encoding| *encoding != UTF_8)
        && !encoding.decode_without_bom_handling(bytes).1
    {
        return with(encoding, bytes, None);
    }
    if let Some(text) = mixed(bytes) {
        let warning = "its encoding is mixed: UTF-8 with stray bytes, which were read as Windows-1252".to_owned();
        return Decoded { text, warning: Some(warning) };
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, Utf8Detection::Deny);
    let note = (label == Some(UTF_8)).then(|| format!("it says UTF-8 but is not; read as {}", guessed.name()));
    with(guessed, bytes, note)
}

fn with(encoding: &'static Encoding, bytes: &[u8], note: Option<String>) -> Decoded {
    let (text, lost) = encoding.decode_without_bom_handling(bytes);
    let lost = lost.then(|| format!("some bytes are not {} and were lost", encoding.name()));
    Decoded { text: text.into_owned(), warning: lost.or(note) }
}

/// UTF-16 without a mark: in Latin text every other byte is zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1024)];
    if head.len() < 8 {
        return None;
    }
    let zeros = |first: usize| head.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count() * 2;
    match (zeros(0), zeros(1)) {
        (even, odd) if odd * 10 > head.len() * 7 && even * 20 < head.len() => Some(UTF_16LE),
        (even, odd) if even * 10 > head.len() * 7 && odd * 20 < head.len() => Some(UTF_16BE),
        _ => None,
    }
}

/// UTF-8 that has been patched with bytes of an older encoding: several good sequences, and stray bytes in between.
fn mixed(bytes: &[u8]) -> Option<String> {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += chunk.invalid().len();
    }
    if good < 2 || good < bad {
        return None;
    }
    let mut text = String::with_capacity(bytes.len() + bad);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    Some(text)
}

/// The encoding that a page declares in its first kilobytes (`<meta charset>`, `http-equiv`, the XML declaration).
pub(crate) fn declared(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(4096)];
    let head: String = head.iter().map(|&byte| byte.to_ascii_lowercase() as char).collect();
    let value = |at: usize| {
        let rest = head[at..].trim_start().trim_start_matches(['"', '\'']);
        let label: String =
            rest.chars().take(40).take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c)).collect();
        (!label.is_empty()).then_some(label)
    };
    let xml = head.trim_start().starts_with("<?xml").then(|| head.find("encoding=")).flatten();
    if let Some(at) = xml {
        return value(at + "encoding=".len());
    }
    head.match_indices("charset=").find_map(|(at, name)| value(at + name.len()))
}

/// Canonical text: NFC, `\n` line ends, blanks for control characters and odd spaces, nothing invisible.
pub(crate) fn canonical(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\n' | '\t' => out.push(c),
            '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{c}' | '\u{b}' => out.push('\n'),
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffc}' => {}
            // Bytes of Windows-1252 that somebody wrote down as Unicode: the quotation marks and dashes of old pages.
            '\u{80}'..='\u{9f}' => {
                let byte = [u32::from(c) as u8];
                let (text, _) = WINDOWS_1252.decode_without_bom_handling(&byte);
                out.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
            }
            c if c.is_control() || (c.is_whitespace() && c != ' ') => out.push(' '),
            c => out.push(c),
        }
    }
    if is_nfc_quick(out.chars()) == IsNormalized::Yes { out } else { out.nfc().collect() }
}

/// One line with single blanks and none at the ends.
pub(crate) fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], declared: Option<&str>, text: &str, warned: bool) {
        let decoded = decode(bytes, declared);
        assert_eq!((decoded.text.as_str(), decoded.warning.is_some()), (text, warned), "{:?}", decoded.warning);
    }

    #[test]
    fn encodings() {
        check("Tōkyō – “yes”".as_bytes(), None, "Tōkyō – “yes”", false);
        check(b"\xef\xbb\xbfTalks", None, "Talks", false);
        check(b"\xff\xfeT\0a\0l\0k\0s\0", None, "Talks", false);
        check(b"T\0a\0l\0k\0s\0 \0o\0n\0", None, "Talks on", false);
        check(b"\0T\0a\0l\0k\0s\0 \0o\0n", None, "Talks on", false);
        check(b"caf\xe9 talks", Some("iso-8859-1"), "café talks", false);
        check(b"\x93caf\xe9\x94 talks", None, "“café” talks", false);
        check("Привет, мир".as_bytes(), Some("utf-8"), "Привет, мир", false);
        check(b"\xcf\xf0\xe8\xe2\xe5\xf2", Some("windows-1251"), "Привет", false);
        check(b"caf\xe9 talks", Some("utf-8"), "café talks", true);
        check(b"\xc3\xa9\xc3\xa8\xc3\xa0 caf\xe9 x", None, "éèà café x", true);
        check(b"Talks \xe2\x80", None, "Talks ", true);
        check(b"", None, "", false);
    }

    #[test]
    fn declarations() {
        assert_eq!(declared(b"<meta charset=\"windows-1251\">").as_deref(), Some("windows-1251"));
        assert_eq!(declared(b"<META content='text/html; CHARSET=ISO-8859-1'>").as_deref(), Some("iso-8859-1"));
        assert_eq!(declared(b"<?xml version='1.0' encoding='koi8-r'?>").as_deref(), Some("koi8-r"));
        assert_eq!(declared(b"<p>charset</p>"), None);
    }

    #[test]
    fn canonical_text() {
        assert_eq!(canonical("a\r\nb\rc\u{0}d\u{a0}e\u{ad}f\u{93}g\u{feff}"), "a\nb\nc d ef“g");
        assert_eq!(canonical("Cafe\u{301}"), "Café");
    }
}
