//! Atoms: the pieces of tokens that the rules read ("mid-1990s" is "mid", "-", "1990s"), with classes and values.

use demarche_language::Sentence;
use demarche_record::Span;

use crate::words::{ClassId, Words};

/// A piece of a token.
#[derive(Clone, Debug)]
pub(crate) struct Atom {
    /// Where it stands.
    pub span: Span,
    /// First token that it comes from.
    pub token: usize,
    /// Last token that it comes from: number words are put together.
    pub last_token: usize,
    /// Lower case, without the dots of an abbreviation.
    pub low: String,
    /// Whether it starts with a capital.
    pub capital: bool,
    /// Classes with the value in each.
    pub classes: Vec<(ClassId, String)>,
}

impl Atom {
    pub(crate) fn value(&self, class: ClassId) -> Option<&str> {
        self.classes.iter().find(|(known, _)| *known == class).map(|(_, value)| value.as_str())
    }
}

/// The atoms of a sentence.
pub(crate) fn atoms(words: &Words, sentence: &Sentence) -> Vec<Atom> {
    let mut pieces: Vec<Atom> = Vec::with_capacity(sentence.tokens.len() + 8);
    for (index, token) in sentence.tokens.iter().enumerate() {
        let cuts = if token.form.len() == token.span.len() { cut(&token.form) } else { vec![(0, token.form.len())] };
        for (start, end) in cuts {
            let form = &token.form[start..end];
            let span = if token.form.len() == token.span.len() {
                Span::new(token.span.start + start, token.span.start + end)
            } else {
                token.span
            };
            // The dot of an abbreviation that the tokenizer cut off belongs to it.
            if form == "."
                && let Some(before) = pieces.last_mut()
                && before.span.end == span.start
                && index + 1 < sentence.tokens.len()
                && before.classes.iter().any(|(_, _)| before.low.len() <= 4)
                && before.low.chars().all(char::is_alphabetic)
            {
                before.span.end = span.end;
                before.last_token = index;
                continue;
            }
            let capital = form.chars().next().is_some_and(char::is_uppercase);
            let low = plain(form);
            let mut classes = words.look_up(&low, capital);
            shapes(form, &low, words, &mut classes);
            if capital && classes.is_empty() {
                classes.push((Words::shape("proper"), low.clone()));
            }
            pieces.push(Atom { span, token: index, last_token: index, low, capital, classes });
        }
    }
    join_numbers(words, pieces)
}

/// Lower case without the dots of an abbreviation ("p.m." and "Nov." but not "." itself).
fn plain(form: &str) -> String {
    let low = form.to_lowercase();
    if low.len() > 1 && low.ends_with('.') || low.contains('.') && low.chars().any(char::is_alphabetic) {
        let bare: String = low.chars().filter(|&c| c != '.').collect();
        if !bare.is_empty() && !bare.chars().all(|c| c.is_ascii_digit()) {
            return bare;
        }
    }
    low
}

fn is_date_shape(form: &str) -> bool {
    let parts: Vec<&str> = form.split(['-', '/']).collect();
    parts.len() == 3
        && parts.iter().all(|part| !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit()))
}

/// Byte ranges of the pieces of a form.
fn cut(form: &str) -> Vec<(usize, usize)> {
    if form.is_ascii() && form.bytes().all(|b| b.is_ascii_alphabetic()) || is_date_shape(form) {
        return vec![(0, form.len())];
    }
    let mut cuts = Vec::new();
    let mut start = 0;
    let bytes: Vec<(usize, char)> = form.char_indices().collect();
    let mut at = 0;
    while at < bytes.len() {
        let (offset, c) = bytes[at];
        let end = offset + c.len_utf8();
        let next = bytes.get(at + 1).map(|&(_, c)| c);
        let dash = matches!(c, '-' | '–' | '—' | '_');
        // "'s" at the end, "'90s" at the start.
        let apostrophe = matches!(c, '\'' | '’') && offset > start && next.is_none_or(|c| c == 's');
        // "10am", "3p.m."
        let unit = c.is_ascii_alphabetic()
            && offset > start
            && form[start..offset].bytes().all(|b| b.is_ascii_digit() || b == b':' || b == b'.')
            && matches!(plain(&form[offset..]).as_str(), "am" | "pm");
        if dash && form.len() > c.len_utf8() {
            if offset > start {
                cuts.push((start, offset));
            }
            cuts.push((offset, end));
            start = end;
        } else if apostrophe {
            cuts.push((start, offset));
            cuts.push((offset, form.len()));
            start = form.len();
            break;
        } else if unit {
            cuts.push((start, offset));
            start = offset;
        }
        at += 1;
    }
    if start < form.len() {
        cuts.push((start, form.len()));
    }
    if cuts.is_empty() {
        cuts.push((0, form.len()));
    }
    cuts
}

/// Adds the classes that the shape of the word decides.
fn shapes(form: &str, low: &str, words: &Words, classes: &mut Vec<(ClassId, String)>) {
    let Some(first) = low.chars().next() else { return };
    let mut add = |name: &str, value: String| {
        if let Some(class) = words.class(name) {
            classes.push((class, value));
        }
    };
    let bare = low.strip_prefix(['\'', '’']).unwrap_or(low);
    if !first.is_ascii_digit() && bare.len() == low.len() {
        return;
    }
    if is_date_shape(low) {
        let parts: Vec<i32> = low.split(['-', '/']).filter_map(|part| part.parse().ok()).collect();
        if low.contains('-') && low.len() == 10 && parts[0] >= 1000 && valid(parts[0], parts[1], parts[2]) {
            add("iso", low.to_owned());
        } else if low.contains('/') {
            let year = |y: i32| {
                if y >= 100 {
                    y
                } else if y < 40 {
                    2000 + y
                } else {
                    1900 + y
                }
            };
            // Month first, as in the United States; day first where only that is a date.
            if valid(year(parts[2]), parts[0], parts[1]) {
                add("slashed", format!("{:04}-{:02}-{:02}", year(parts[2]), parts[0], parts[1]));
            } else if valid(year(parts[2]), parts[1], parts[0]) {
                add("slashed", format!("{:04}-{:02}-{:02}", year(parts[2]), parts[1], parts[0]));
            }
        }
        return;
    }
    let digits = low.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &low[digits..];
    let number: Option<i64> = low[..digits].parse().ok().filter(|_| digits <= 9);
    if let Some(number) = number {
        if rest.is_empty() {
            add("num", number.to_string());
            add("int", number.to_string());
            if digits == 4 && (1000..=2200).contains(&number) {
                add("year", number.to_string());
            }
            if digits <= 2 && (1..=31).contains(&number) {
                add("dom", number.to_string());
            }
        } else if matches!(rest, "st" | "nd" | "rd" | "th") {
            add("ordinal", number.to_string());
            if (1..=31).contains(&number) {
                add("dom", number.to_string());
            }
        } else if matches!(rest, "s" | "'s" | "’s") && digits == 4 && number % 10 == 0 {
            add("decade", (number / 10).to_string());
        } else if let Some(tail) = rest.strip_prefix([':', '.'])
            && tail.len() == 2
            && digits <= 2
            && number <= 24
            && tail.parse::<u8>().is_ok_and(|minute| minute < 60)
            && tail.bytes().all(|b| b.is_ascii_digit())
        {
            if rest.starts_with(':') {
                add("clock", format!("{number:02}:{tail}"));
            } else {
                add("num", low.to_owned());
            }
        } else if rest.starts_with(',') && low.bytes().all(|b| b.is_ascii_digit() || b == b',') {
            add("num", low.replace(',', ""));
        } else if rest.starts_with('.') && rest[1..].bytes().all(|b| b.is_ascii_digit()) && rest.len() > 1 {
            add("num", low.to_owned());
        } else if let Some((top, bottom)) = low.split_once('/')
            && let (Ok(top), Ok(bottom)) = (top.parse::<u32>(), bottom.parse::<u32>())
            && bottom > 0
            && top < bottom
        {
            add("num", format!("{}", f64::from(top) / f64::from(bottom)));
        }
    } else if bare.len() < low.len() {
        let digits: String = bare.chars().take_while(char::is_ascii_digit).collect();
        if digits.len() == 2 && &bare[2..] == "s" {
            add("decadeword", digits);
        } else if digits.len() == 2 && bare.len() == 2 && form.len() > bare.len() {
            let year: i32 = digits.parse().unwrap_or(0);
            add("year", (if year < 40 { 2000 + year } else { 1900 + year }).to_string());
        }
    }
}

fn valid(year: i32, month: i32, day: i32) -> bool {
    let (Ok(year), Ok(month), Ok(day)) = (i16::try_from(year), i8::try_from(month), i8::try_from(day)) else {
        return false;
    };
    (1000..=2200).contains(&year) && jiff::civil::Date::new(year, month, day).is_ok()
}

/// Puts number words together: "twenty-five", "two hundred and ten", "nineteen ninety-six", "2 1/2".
fn join_numbers(words: &Words, pieces: Vec<Atom>) -> Vec<Atom> {
    let (number, num, year, int) =
        (words.class("number"), Words::shape("num"), Words::shape("year"), Words::shape("int"));
    let Some(number) = number else { return pieces };
    let small = |atom: &Atom| atom.value(number).and_then(|value| value.parse::<i64>().ok());
    let mut joined: Vec<Atom> = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while at < pieces.len() {
        let Some(first) = small(&pieces[at]) else {
            // "2 1/2"
            if let (Some(whole), Some(part)) =
                (pieces[at].value(int), pieces.get(at + 1).filter(|a| a.low.contains('/')).and_then(|a| a.value(num)))
                && let (Ok(whole), Ok(part)) = (whole.parse::<f64>(), part.parse::<f64>())
            {
                let mut atom = pieces[at].clone();
                atom.span = atom.span.cover(pieces[at + 1].span);
                atom.last_token = pieces[at + 1].last_token;
                atom.classes = vec![(num, format!("{}", whole + part))];
                joined.push(atom);
                at += 2;
                continue;
            }
            joined.push(pieces[at].clone());
            at += 1;
            continue;
        };
        let mut groups: Vec<i64> = vec![first];
        let mut end = at + 1;
        loop {
            let hyphen = pieces.get(end).is_some_and(|atom| atom.low == "-");
            let link = usize::from(
                hyphen
                    || pieces
                        .get(end)
                        .is_some_and(|atom| atom.low == "and" && groups.last().is_some_and(|&n| n >= 100)),
            );
            let Some(next) = pieces.get(end + link).and_then(&small) else { break };
            let last = *groups.last().unwrap_or(&0);
            if next == 100 && last < 100 {
                *groups.last_mut().unwrap_or(&mut 0) = last * 100;
            } else if next == 1000 {
                let sum: i64 = groups.iter().sum();
                groups = vec![sum * 1000];
            } else if (20..100).contains(&last) && last % 10 == 0 && next < 10 {
                *groups.last_mut().unwrap_or(&mut 0) = last + next;
            } else if last >= 100 && next < 100 {
                groups.push(next);
            } else if !hyphen && (13..=20).contains(&first) && groups.len() == 1 && (10..100).contains(&next) {
                // "nineteen ninety ..." is a year.
                groups[0] = first * 100;
                groups.push(next);
            } else {
                break;
            }
            end += link + 1;
        }
        let total: i64 = groups.iter().sum();
        let mut atom = pieces[at].clone();
        if end > at + 1 {
            atom.span = atom.span.cover(pieces[end - 1].span);
            atom.last_token = pieces[end - 1].last_token;
            atom.low = total.to_string();
            atom.classes.clear();
            if (1900..=2100).contains(&total) || (1300..1900).contains(&total) && groups.len() == 2 && groups[1] >= 10 {
                atom.classes.push((year, total.to_string()));
            }
        }
        atom.classes.push((num, total.to_string()));
        if atom.low != "one" {
            atom.classes.push((int, total.to_string()));
        }
        joined.push(atom);
        at = end;
    }
    joined
}
