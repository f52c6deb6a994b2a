//! Bylines: whether a line says who wrote the article, and the names in it.

use std::sync::LazyLock;

use regex::Regex;

use crate::cues::CUES;

static BY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(?:(?:(?:written|story|report|text|words|analysis|commentary|interview|opinion|posted|published|reported|article)\s+)?by|from|authors?:|\|\s*by):?\s+(?P<names>\S.*)$")
        .expect("a pattern of this file")
});

/// A byline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Byline {
    /// Names, without titles; empty for "By a staff correspondent".
    pub names: Vec<String>,
}

/// Reads a line as a byline. Lines that open with "By" need at least one name or role behind it; lines without "By" need a
/// name and a role ("Ada Berg, staff writer").
pub(crate) fn parse(line: &str) -> Option<Byline> {
    let line = line.trim();
    if line.len() > 200 || line.split_whitespace().count() > 24 {
        return None;
    }
    if let Some(found) = BY.captures(line) {
        let opener = line.to_lowercase();
        let rest = found["names"].trim().trim_end_matches(['.', ',', '|', '-', '—', '–', ' ']);
        if crate::piece::ends_sentence(line) && rest.split_whitespace().count() > 6 {
            return None;
        }
        let names = names(rest);
        let role = CUES.is_role(rest.trim_start_matches("a ").trim_start_matches("an ").trim_start_matches("our "));
        let from = opener.trim_start().starts_with("from ");
        return match (names.is_empty(), role) {
            (false, _) if !from || role => Some(Byline { names }),
            (true, true) => Some(Byline { names }),
            (true, false) if !from && rest.split_whitespace().count() <= 2 && !rest.contains(char::is_numeric) => {
                Some(Byline { names })
            }
            _ => None,
        };
    }
    // "Ada Berg, staff writer" and "Ada Berg | Tokyo correspondent".
    let at = line.find([',', '|', '/', '—', '–', '('])?;
    let (name, role) = (line[..at].trim(), line[at..].trim_matches(|c: char| ",|/—–() ".contains(c)));
    (is_name(name) && CUES.is_role(role)).then(|| Byline { names: names(name) })
}

/// The names in what follows "By": "Ada Berg and John Smith in Moscow", "ADA BERG, Staff Writer", "Ada Berg; John Smith".
pub(crate) fn names(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in text.split([',', ';', '|', '/', '•', '·', '&', '(', ')']).flat_map(|part| part.split(" and ")) {
        let part = part.trim().trim_start_matches("and ").trim_start_matches("By ").trim_start_matches("by ");
        // "Ada Berg in Moscow", "Ada Berg for the Courier".
        let words: Vec<&str> = part.split_whitespace().collect();
        let stop = words
            .iter()
            .position(|word| ["in", "for", "at", "with", "of", "from", "on", "is"].contains(word) || word.contains('@'))
            .unwrap_or(words.len());
        let name = words[..stop].join(" ");
        let name = name.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
        if is_name(name) && !found.iter().any(|old: &String| old.eq_ignore_ascii_case(name)) && !is_only_role(name) {
            found.push(title_case(name));
        }
    }
    found
}

/// Whether a line holds nothing but names, each perhaps with a place ("Ada Berg in Kyiv and John Smith").
pub(crate) fn is_bare(line: &str) -> bool {
    let person = |part: &str| {
        let (name, place) =
            part.trim().split_once(" in ").map_or((part.trim(), None), |(name, place)| (name, Some(place)));
        is_name(name)
            && name.split_whitespace().count() <= 4
            && place.is_none_or(|place| {
                place.split_whitespace().count() <= 3
                    && place.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
            })
    };
    let parts: Vec<&str> =
        line.split(',').flat_map(|part| part.split(" and ")).filter(|part| !part.trim().is_empty()).collect();
    (1..=5).contains(&parts.len()) && parts.into_iter().all(person)
}

fn is_only_role(name: &str) -> bool {
    let lower = name.to_lowercase();
    CUES.is_role(&lower)
        && !["reuters", "afp", "associated press", "the associated press", "bloomberg"].contains(&lower.as_str())
}

/// Two to five words with a capital each, small particles between them allowed; an agency may be one word.
pub(crate) fn is_name(text: &str) -> bool {
    const PARTICLES: [&str; 24] = [
        "de", "van", "von", "der", "den", "bin", "bint", "ibn", "al", "el", "la", "le", "da", "di", "do", "dos", "du",
        "ter", "ten", "y", "e", "af", "zu", "ben",
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    let agency = words.len() == 1 && text.len() >= 2 && CUES.is_role(text) && text.starts_with(char::is_uppercase);
    agency
        || ((2..=5).contains(&words.len())
            && words.iter().enumerate().all(|(index, word)| {
                let fine = word.chars().all(|c| c.is_alphabetic() || ".'’-`".contains(c));
                let capital = word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
                fine && (capital
                    || (index > 0 && PARTICLES.contains(word))
                    || word.starts_with("al-")
                    || word.starts_with("el-")
                    || word.starts_with("d'"))
            }))
}

/// "ADA BERG" as "Ada Berg"; names with small letters stay as they are.
fn title_case(name: &str) -> String {
    if name.chars().any(char::is_lowercase) || !name.contains(' ') {
        return name.to_owned();
    }
    let mut out = String::with_capacity(name.len());
    let mut first = true;
    for c in name.chars() {
        if first {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
        first = !c.is_alphabetic() && c != '’' && c != '\'';
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, names: &[&str]) {
        let found = parse(line).unwrap_or_else(|| panic!("no byline in {line:?}"));
        assert_eq!(found.names, names, "{line}");
    }

    #[test]
    fn bylines() {
        check("By Ada Berg", &["Ada Berg"]);
        check("BY ADA BERG", &["Ada Berg"]);
        check("by Ada Berg and John van der Meer", &["Ada Berg", "John van der Meer"]);
        check("By Ada Berg, John Smith and Wu Li in Moscow", &["Ada Berg", "John Smith", "Wu Li"]);
        check("By ADA BERG, Staff Writer", &["Ada Berg"]);
        check("By: Ada Berg", &["Ada Berg"]);
        check("Written by Ada Berg for the Courier", &["Ada Berg"]);
        check("Ada Berg, staff writer", &["Ada Berg"]);
        check("Ada Berg | Tokyo correspondent", &["Ada Berg"]);
        check("By a Staff Correspondent", &[]);
        check("By The Associated Press", &["The Associated Press"]);
        check("By admin", &[]);
        check("By Jean-Luc d'Arc ada@example.com (509) 459-5382", &["Jean-Luc d'Arc"]);
    }

    #[test]
    fn bare_names() {
        for line in ["Ada Berg", "Ada Berg in Kyiv and John Smith", "Ada Berg, John Smith and Wu Li in New York"] {
            assert!(is_bare(line), "{line}");
        }
        for line in ["Talks in Geneva", "Kyiv", "The talks and the treaty", "Ada Berg in tears", ""] {
            assert!(!is_bare(line), "{line}");
        }
    }

    #[test]
    fn no_bylines() {
        for line in [
            "By the time the ministers met, the deal was done.",
            "By Monday they had signed.",
            "By Monday evening the ministers had left",
            "From Moscow with love",
            "From Jerusalem came a furious response.",
            "Ada Berg, foreign minister",
            "",
            "By",
        ] {
            assert_eq!(parse(line).map(|found| found.names), None, "{line}");
        }
    }
}
