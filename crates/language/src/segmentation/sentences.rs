//! Sentences: which full stops, question marks and blank lines end one.

use std::ops::Range;

use super::Word;
use super::knowledge::{Abbreviation, Segmenter};

/// Words in a sentence; what is longer is cut, so that the cost of what comes later stays linear.
const LONGEST: usize = 800;

impl Segmenter {
    /// Ranges of words, one for each sentence. Joins the number of a list item with its dot ("1.").
    pub(super) fn sentences(&self, text: &str, words: &mut Vec<Word>) -> Vec<Range<usize>> {
        number_items(text, words);
        let mut out = Vec::new();
        let mut start = 0;
        let mut at = 0;
        while at < words.len() {
            let mut end = at + 1;
            let mut cut = words[at].gap;
            if !cut && let Some(stop) = self.stop(text, words, at, start) {
                // Closing quotes and brackets right after the stop belong to the sentence, as does the mark of a footnote.
                while end < words.len() && !words[end - 1].gap && closes(text, words, end) {
                    end += 1;
                }
                let closed = end > at + 1;
                if !words[end - 1].gap && stop == Stop::Full && footnote(text, words, end) {
                    end += 3;
                }
                cut = words[end - 1].gap
                    || end == words.len()
                    || self.opens(text, words, end, stop, closed)
                    || !closed
                        && stop == Stop::Full
                        && !words[at].glued
                        && without_capital(text, &words[start..at], words[end]);
            }
            if cut {
                out.push(start..end);
                start = end;
            }
            at = end;
        }
        if start < words.len() {
            out.push(start..words.len());
        }
        out.into_iter().flat_map(|range| pieces(text, words, range)).collect()
    }

    /// What kind of stop the word at `at` may be.
    fn stop(&self, text: &str, words: &[Word], at: usize, start: usize) -> Option<Stop> {
        let form = words[at].span.of(text);
        let last = form.chars().next_back()?;
        match last {
            '.' if form.len() == 1 => Some(Stop::Full),
            '.' if form.bytes().all(|b| b == b'.') => Some(Stop::Weak),
            '.' if at == start && is_item(form) => None,
            '.' => match self.abbreviations.get(form) {
                Some(Abbreviation::Title | Abbreviation::BeforeNumber) => None,
                Some(Abbreviation::PlainBeforeNumber) if starts_with_digit(text, words, at + 1) => None,
                _ => Some(Stop::Abbreviation),
            },
            '!' | '?' => Some(Stop::Full),
            '…' => Some(Stop::Weak),
            '。' | '！' | '？' | '؟' => Some(Stop::Full),
            _ => None,
        }
    }

    /// Whether a new sentence opens at `at` after a stop; `closed` when a quote or bracket was closed after the stop.
    fn opens(&self, text: &str, words: &[Word], at: usize, stop: Stop, closed: bool) -> bool {
        let glued = words[at - 1].glued;
        let mut next = at;
        let mut opened = false;
        while next < words.len() && next < at + 3 && opener(words[next].span.of(text)) {
            opened = true;
            next += 1;
        }
        let Some(word) = words.get(next) else { return !closed };
        let form = word.span.of(text);
        let first = form.chars().next().unwrap_or(' ');
        if glued && !opened && !closed && stop == Stop::Full {
            // "sentence.Next": a capital after a lower-case word and a full stop; "3.5" and the like never come here.
            return first.is_uppercase()
                && form.chars().nth(1).is_some_and(char::is_lowercase)
                && at > 1
                && words[at - 2].span.of(text).chars().next_back().is_some_and(char::is_lowercase);
        }
        if glued && !opened && !closed {
            return false;
        }
        let strong = match stop {
            Stop::Full => first.is_uppercase() || first.is_numeric() || !first.is_alphanumeric() && !continues(form),
            Stop::Weak => first.is_uppercase() && (form != "I" || closed),
            Stop::Abbreviation => {
                opened && first.is_uppercase() && closed || self.starters.contains(form) || is_item(form)
            }
        };
        // Languages without capitals: a stop is a stop.
        strong || (stop == Stop::Full && first.is_alphabetic() && !first.is_lowercase())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    Full,
    Weak,
    Abbreviation,
}

/// Cuts what has no end: tables, lists and text without stops. At a colon, semicolon, comma or dash where there is one.
fn pieces(text: &str, words: &[Word], range: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = range.start;
    while range.end - start > LONGEST {
        let stop =
            |at: &usize| matches!(words[*at].span.of(text), ";" | ":" | "—" | "–" | "--" | "," | ")" | "•" | "|");
        let end = (start + LONGEST / 2..start + LONGEST).rev().find(stop).map_or(start + LONGEST, |at| at + 1);
        out.push(start..end);
        start = end;
    }
    out.push(start..range.end);
    out
}

/// Joins a number or letter that opens a sentence with its dot, when a capital follows: "1. Both sides".
fn number_items(text: &str, words: &mut Vec<Word>) {
    let mut kept = 0;
    let mut at = 0;
    while at < words.len() {
        let mut word = words[at];
        let opens = at == 0
            || words[at - 1].gap
            || (!words[at - 1].glued && matches!(words[at - 1].span.of(text), "." | "!" | "?" | ":" | ";"));
        let form = word.span.of(text);
        let small = form.len() <= 3 && form.bytes().all(|b| b.is_ascii_digit());
        if opens
            && small
            && word.glued
            && at + 2 < words.len()
            && words[at + 1].span.of(text) == "."
            && !words[at + 1].glued
            && words[at + 2].span.of(text).starts_with(|c: char| c.is_uppercase() || opener(&c.to_string()))
        {
            word.span.end = words[at + 1].span.end;
            word.glued = false;
            word.gap = words[at + 1].gap;
            at += 1;
        }
        words[kept] = word;
        kept += 1;
        at += 1;
    }
    words.truncate(kept);
}

/// "1." and its like.
fn is_item(form: &str) -> bool {
    form.len() > 1
        && form.len() <= 4
        && form.ends_with('.')
        && form[..form.len() - 1].bytes().all(|b| b.is_ascii_digit())
}

fn starts_with_digit(text: &str, words: &[Word], at: usize) -> bool {
    words.get(at).is_some_and(|word| word.span.of(text).starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a quote or bracket closes here: it stands right on what comes before it; free marks count where they cannot open.
fn closes(text: &str, words: &[Word], at: usize) -> bool {
    let form = words[at].span.of(text);
    let glued = words[at - 1].glued;
    match form {
        ")" | "]" | "}" | "”" | "»" | "''" | "’’" => true,
        "’" | "'" => glued,
        // A straight quote opens when only the word after it stands right on it.
        "\"" => glued || !words[at].glued,
        _ => false,
    }
}

/// Whether a sentence began with a small letter and so does what follows it: a text that is written without capitals.
fn without_capital(text: &str, sentence: &[Word], next: Word) -> bool {
    let small = |word: &Word| word.span.of(text).starts_with(char::is_lowercase);
    let first = sentence.iter().find(|word| word.span.of(text).starts_with(char::is_alphabetic));
    small(&next) && sentence.len() > 1 && first.is_some_and(|first| small(first) && sentence[0].span == first.span)
}

/// "[17]" after a stop.
fn footnote(text: &str, words: &[Word], at: usize) -> bool {
    let digits = |word: &Word| word.span.of(text).bytes().all(|b| b.is_ascii_digit());
    matches!(&words[at..], [open, number, close, ..] if open.span.of(text) == "[" && digits(number) && close.span.of(text) == "]")
}

/// Quotes, brackets and bullets that open.
fn opener(form: &str) -> bool {
    matches!(
        form,
        "\"" | "“"
            | "‘"
            | "'"
            | "("
            | "["
            | "«"
            | "``"
            | "‘‘"
            | "-"
            | "–"
            | "—"
            | "--"
            | "•"
            | "*"
            | "¿"
            | "¡"
            | "`"
    )
}

/// Signs that go on with a sentence after a full stop.
fn continues(form: &str) -> bool {
    matches!(form, "," | ";" | ":" | "." | ")" | "]" | "}" | "%" | "”" | "’" | "/" | "?" | "!" | "'" | "''")
}
