//! Datelines: the place, and often the day and the agency, that open a wire story ("PARIS, April 4 (AFP) -").

use crate::dates::{self, Found};

/// A dateline in front of a paragraph, or alone on its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dateline {
    /// Place as printed, with its region ("LAUSANNE, Switzerland"); `None` where only an agency is named.
    pub place: Option<String>,
    /// The date, with places relative to the paragraph.
    pub date: Option<Found>,
    /// One past the dash, in bytes of the paragraph.
    pub end: usize,
}

const LONGEST: usize = 110;

/// The dateline that opens a paragraph. What follows the dash must open a sentence, so that "NATO – the alliance – said"
/// has none.
pub(crate) fn opening(paragraph: &str) -> Option<Dateline> {
    for (start, dash, _) in dashes(paragraph) {
        let after = start + dash.len();
        let rest = paragraph[after..].trim_start();
        if !opens_sentence(rest) {
            continue;
        }
        let colon = dash == ":";
        if let Some((place, date)) = head(paragraph[..start].trim_end(), colon) {
            if colon && rest.split_whitespace().count() < 8 {
                return None;
            }
            return Some(Dateline { place, date, end: after });
        }
    }
    None
}

/// A line that is nothing but place and date ("Moscow, 29 April 2013").
pub(crate) fn alone(line: &str) -> Option<Dateline> {
    let line = line.trim_end_matches(['.', ' ', '—', '–', '-', ':']);
    if line.len() > LONGEST {
        return None;
    }
    let (place, date) = head(line, false)?;
    let date = date?;
    place.is_some().then_some(Dateline { place, date: Some(date), end: line.len() })
}

/// Dashes and colons near the start, leftmost first: byte, the mark, whether it stands free.
fn dashes(text: &str) -> Vec<(usize, &str, bool)> {
    let mut found = Vec::new();
    let mut skip = 0;
    for (index, c) in text.char_indices().take_while(|(index, _)| *index <= LONGEST) {
        if index < skip {
            continue;
        }
        let free = text[..index].ends_with([' ', ')']);
        let next = text[index + c.len_utf8()..].chars().next();
        match c {
            '—' | '–' => found.push((index, &text[index..index + c.len_utf8()], free)),
            '-' if next == Some('-') => {
                let dash = &text[index..index + 2];
                found.push((index, dash, free));
                skip = index + 2;
            }
            '-' | '_' if free && next == Some(' ') => found.push((index, &text[index..=index], true)),
            ':' if next == Some(' ') => found.push((index, &text[index..=index], false)),
            _ => {}
        }
    }
    found
}

fn opens_sentence(rest: &str) -> bool {
    rest.chars()
        .find(|c| !"\"'“”‘’«(".contains(*c))
        .is_some_and(|c| c.is_uppercase() || c.is_numeric() || (c.is_alphabetic() && !c.is_lowercase()))
}

/// Reads what stands before the dash: place, region, date, agency. `None` when it is anything else.
fn head(text: &str, strict: bool) -> Option<(Option<String>, Option<Found>)> {
    let mut text = text.trim();
    let mut agency = false;
    if let Some(open) = text.rfind('(')
        && let Some(inside) = text[open + 1..].strip_suffix(')')
    {
        let short = inside.split_whitespace().count() <= 4 && inside.len() <= 40;
        if !short || !inside.starts_with(char::is_uppercase) {
            return None;
        }
        agency = true;
        text = text[..open].trim_end();
    }
    if text.is_empty() {
        return (agency && !strict).then_some((None, None));
    }
    // The date stands last, so that what stands before it is the place.
    let date = dates::find(text);
    let place = match &date {
        Some(found) => {
            let tail = text[found.end..].trim_matches(|c: char| c.is_whitespace() || ".,".contains(c));
            if !tail.is_empty() {
                return None;
            }
            let before = text[..found.start].trim_end_matches(|c: char| c.is_whitespace() || ",(".contains(c));
            // "Moscow. November 3" ends a sentence, "CAMP DAVID, Md." an abbreviation.
            strip_weekday(if before.contains(',') { before } else { before.trim_end_matches('.') })
        }
        None => text,
    };
    let place = place.trim_end_matches(',').trim();
    let sure = agency || date.is_some();
    if strict && sure {
        return None;
    }
    let parts: Vec<&str> = place.split(',').map(str::trim).collect();
    let (&first, regions) = parts.split_first()?;
    if regions.len() > 2 || (strict && !regions.is_empty()) || !is_place(first, sure) {
        return None;
    }
    let region = |part: &&str| {
        let words: Vec<&str> = part.split_whitespace().collect();
        (1..=4).contains(&words.len())
            && words.iter().all(|word| word.starts_with(char::is_uppercase) || ["of", "and", "the"].contains(word))
    };
    regions.iter().all(region).then(|| (Some(place.to_owned()), date))
}

fn strip_weekday(text: &str) -> &str {
    let cut = text.rfind([',', ' ']).map_or(0, |at| at + 1);
    let word = text[cut..].trim_end_matches('.').to_lowercase();
    let weekday = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().any(|day| word.starts_with(day))
        && (word.len() <= 4 || word.ends_with("day"));
    if weekday { text[..cut].trim_end_matches([',', ' ']) } else { text }
}

/// Capitals throughout, or capitals at the head of each word where a date or an agency vouches for it.
fn is_place(text: &str, sure: bool) -> bool {
    let words: Vec<&str> = text.split([' ', '/']).filter(|word| !word.is_empty()).collect();
    if words.is_empty() || words.len() > 6 || text.chars().any(|c| c.is_numeric()) {
        return false;
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if letters < 2 || !text.chars().all(|c| c.is_alphabetic() || " .'’/-&".contains(c)) {
        return false;
    }
    const OPENERS: [&str; 24] = [
        "on",
        "in",
        "by",
        "at",
        "since",
        "the",
        "after",
        "until",
        "from",
        "as",
        "last",
        "it",
        "this",
        "before",
        "for",
        "late",
        "early",
        "between",
        "during",
        "dated",
        "updated",
        "published",
        "posted",
        "and",
    ];
    if OPENERS.contains(&words[0].to_lowercase().as_str()) {
        return false;
    }
    let capitals = text.chars().filter(|c| c.is_alphabetic()).all(|c| !c.is_lowercase());
    let small =
        ["de", "la", "le", "el", "al", "of", "on", "the", "am", "an", "der", "aan", "den", "do", "da", "sur", "es"];
    let titled = words
        .iter()
        .all(|word| word.starts_with(char::is_uppercase) || word.starts_with("al-") || small.contains(word))
        && words[0].starts_with(char::is_uppercase);
    capitals || (sure && titled && words.len() <= 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(paragraph: &str, place: Option<&str>, date: Option<&str>, rest: &str) {
        let found = opening(paragraph).unwrap_or_else(|| panic!("no dateline in {paragraph:?}"));
        assert_eq!(found.place.as_deref(), place, "{paragraph}");
        let day = found.date.as_ref().map(|found| {
            found
                .interval
                .as_ref()
                .and_then(|i| i.earliest)
                .map_or_else(|| paragraph[found.start..found.end].to_owned(), |day| day.to_string())
        });
        assert_eq!(day.as_deref(), date, "{paragraph}");
        assert_eq!(paragraph[found.end..].trim_start(), rest, "{paragraph}");
    }

    #[test]
    fn openings() {
        check("WASHINGTON – On Nov. 14, he met him.", Some("WASHINGTON"), None, "On Nov. 14, he met him.");
        check("TOKYO (Reuters) - Talks resumed.", Some("TOKYO"), None, "Talks resumed.");
        check("PARIS, April 4 (AFP) - Talks resumed.", Some("PARIS"), Some("April 4"), "Talks resumed.");
        check("PARIS, April 4 (AFP) -- Talks resumed.", Some("PARIS"), Some("April 4"), "Talks resumed.");
        check("TOKYO, Nov 2 - Japan said so.", Some("TOKYO"), Some("Nov 2"), "Japan said so.");
        check(
            "JERUSALEM, Nov. 21, 1977 — President Sadat left.",
            Some("JERUSALEM"),
            Some("1977-11-21"),
            "President Sadat left.",
        );
        check("LAUSANNE, Switzerland — Two days past it.", Some("LAUSANNE, Switzerland"), None, "Two days past it.");
        check("LAUSANNE, Switzerland—Two days past it.", Some("LAUSANNE, Switzerland"), None, "Two days past it.");
        check(
            "UNITED NATIONS, Nov. 3 (Xinhua) -- The council met.",
            Some("UNITED NATIONS"),
            Some("Nov. 3"),
            "The council met.",
        );
        check("BRUSSELS/LONDON (Reuters) — “No deal,” he said.", Some("BRUSSELS/LONDON"), None, "“No deal,” he said.");
        check("ST. PETERSBURG, Russia (AP) _ Leaders met.", Some("ST. PETERSBURG, Russia"), None, "Leaders met.");
        check("Geneva, 24 November 2013 – Ministers agreed.", Some("Geneva"), Some("2013-11-24"), "Ministers agreed.");
        check("Moscow, Tuesday, Oct. 9 — They met.", Some("Moscow"), Some("Oct. 9"), "They met.");
        check("Tokyo (Kyodo) -- They met.", Some("Tokyo"), None, "They met.");
        check("(Reuters) - They met.", None, None, "They met.");
        check(
            "NEW DELHI: The two foreign secretaries met here on Monday for talks.",
            Some("NEW DELHI"),
            None,
            "The two foreign secretaries met here on Monday for talks.",
        );
    }

    #[test]
    fn no_openings() {
        for text in [
            "NATO – the alliance – said on Monday that it would.",
            "He said – Not for the first time – that it would.",
            "Abe – Putin meeting ends.",
            "On Nov. 14 – The day of the summit – they met.",
            "PUTIN: We agreed.",
            "The island – known as Etorofu – is large.",
            "In 1956 (the year of the declaration) – They met.",
            "",
            "—",
            "– – –",
            "1956 — The year",
        ] {
            assert_eq!(opening(text), None, "{text}");
        }
    }

    #[test]
    fn lines() {
        let alone = |text: &str| alone(text).and_then(|found| found.place);
        assert_eq!(alone("Moscow, 29 April 2013").as_deref(), Some("Moscow"));
        assert_eq!(alone("CAMP DAVID, Md., Sept. 17, 1978").as_deref(), Some("CAMP DAVID, Md."));
        assert_eq!(alone("29 April 2013"), None);
        assert_eq!(alone("Moscow"), None);
    }
}
