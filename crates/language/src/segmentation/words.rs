//! Words: white space first, then the conventions of UD English inside what stands without blanks.

use demarche_record::Span;

use super::knowledge::{Abbreviation, Segmenter};
use super::{Word, is_blank};

/// Longest stretch without blanks that is looked at as a whole (for addresses, telephone numbers and the like).
const WHOLE: usize = 2_000;

impl Segmenter {
    /// Appends the words of a block.
    pub(super) fn words(&self, text: &str, block: Span, out: &mut Vec<Word>) {
        let inside = &text[block.start..block.end];
        let mut at = 0;
        while at < inside.len() {
            let rest = &inside[at..];
            let solid = rest.find(|c| !is_blank(c)).unwrap_or(rest.len());
            if rest[..solid].bytes().filter(|&b| b == b'\n').count() > 1
                && let Some(last) = out.last_mut()
            {
                last.gap = true;
            }
            at += solid;
            let rest = &inside[at..];
            let end = rest.find(is_blank).unwrap_or(rest.len());
            if end > 0 {
                let after = rest[end..].trim_start_matches(is_blank).chars().next();
                self.stretch(&rest[..end], block.start + at, after, out);
                if let Some(last) = out.last_mut() {
                    last.glued = false;
                }
            }
            at += end;
        }
    }

    /// Cuts a stretch without blanks, which starts at `base` of the text; `after` is the first character after it.
    fn stretch(&self, stretch: &str, base: usize, after: Option<char>, out: &mut Vec<Word>) {
        let mut push = |start: usize, end: usize| {
            out.push(Word { span: Span { start: base + start, end: base + end }, glued: true, gap: false });
        };
        let whole = if stretch.len() <= WHOLE { self.whole(stretch) } else { None };
        let mut at = 0;
        while at < stretch.len() {
            if let Some((start, end)) = whole
                && at == start
            {
                push(start, end);
                at = end;
                continue;
            }
            let rest = &stretch[at..];
            let c = rest.chars().next().unwrap_or(' ');
            let end = if is_word(c) {
                let end = at + self.core(stretch, at, after);
                for cut in self.split_points(&stretch[at..end]) {
                    push(at, at + cut);
                    at += cut;
                }
                end
            } else if is_apostrophe(c) {
                at + apostrophe(stretch, at)
            } else {
                at + symbol(rest, c)
            };
            if at < end {
                push(at, end);
            }
            at = end;
        }
    }

    /// An address, mail address, file name or telephone number that fills the stretch but for quotes and stops around it.
    fn whole(&self, stretch: &str) -> Option<(usize, usize)> {
        let start = stretch.find(|c| !matches!(c, '(' | '[' | '<' | '{' | '"' | '“' | '‘' | '\''))?;
        let closers = [')', ']', '>', '}', '"', '”', '’', '\'', '.', ',', ';', ':', '!', '?'];
        let end = stretch.trim_end_matches(closers).len();
        let core = stretch.get(start..end).filter(|core| core.len() > 3)?;
        let web = core.contains("://") || core.starts_with("www.");
        let mail = core.find('@').is_some_and(|at| at > 0 && core[at..].contains('.') && !core.contains('/'));
        let handle = matches!(core.as_bytes()[0], b'@' | b'#')
            && core[1..].chars().next().is_some_and(char::is_alphabetic)
            && core[1..].chars().all(is_word);
        (web || mail || handle || self.is_domain(core) || is_telephone(core)).then_some((start, end))
    }

    /// "example.com/page", "report.pdf".
    fn is_domain(&self, core: &str) -> bool {
        let host = core.split('/').next().unwrap_or("");
        let Some((before, last)) = host.rsplit_once('.') else { return false };
        host.is_ascii()
            && before.len() > 2
            && self.domains.contains(last)
            && before.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
            && before.bytes().any(|b| b.is_ascii_lowercase())
    }

    /// Length in bytes of the word that starts at `at`, a letter or digit.
    fn core(&self, stretch: &str, at: usize, after: Option<char>) -> usize {
        let rest = &stretch[at..];
        if let Some(word) = self.dotted.iter().find(|word| rest.starts_with(&***word))
            && !rest[word.len()..].starts_with(is_word)
        {
            return word.len();
        }
        if rest.starts_with(|c: char| c.is_ascii_digit()) {
            return self.number(rest);
        }
        let mut end = 0;
        let mut dots = 0;
        let mut chars = rest.char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            let next = chars.peek().map_or(' ', |&(_, c)| c);
            let go_on = if is_word(c) {
                true
            } else if is_joiner(c) && i > 0 {
                is_word(next) || is_joiner(next)
            } else if is_apostrophe(c) && next.is_alphabetic() {
                let suffix = suffix_after(&rest[i + c.len_utf8()..]);
                if suffix.eq_ignore_ascii_case("t") && rest[..i].ends_with(['n', 'N']) && i > 1 {
                    return i - 1;
                }
                if is_clitic(suffix) {
                    return i;
                }
                true
            } else if c == '.' && next.is_alphabetic() {
                // "U.S.", "e.g.": single letters with dots.
                let letters = rest[..i].rsplit('.').next().unwrap_or("");
                let single = letters.chars().count() == 1 && letters.starts_with(char::is_alphabetic);
                dots += usize::from(single);
                single && rest[i + 1..].chars().nth(1).is_none_or(|c| !c.is_alphabetic())
            } else if c == '.' && dots > 0 {
                return i + 1;
            } else if c == '&' && next.is_uppercase() {
                rest[..i].chars().all(char::is_uppercase)
                    && rest[i + 1..].chars().take_while(|&c| is_word(c)).all(char::is_uppercase)
            } else if c == '$' && (1..=3).contains(&i) && rest[..i].bytes().all(|b| b.is_ascii_uppercase()) {
                return i + 1;
            } else if is_hyphen(c) {
                let lower = rest[..i].to_lowercase();
                let before_ok = at == 0 || !stretch[..at].ends_with(|c| is_hyphen(c) || is_apostrophe(c));
                if !is_word(next)
                    && at == 0
                    && i + c.len_utf8() == rest.len()
                    && rest[..i].chars().all(char::is_alphabetic)
                {
                    // A word broken off or shared: "mid- to late-1990s".
                    return rest.len();
                }
                let digits = next.is_ascii_digit() && lower != "mid";
                before_ok && is_word(next) && !digits && self.prefixes.contains(lower.as_str())
            } else {
                false
            };
            if !go_on {
                break;
            }
            end = i + c.len_utf8();
        }
        if rest[end..].starts_with('.') && !rest[end..].starts_with("..") && self.keeps_dot(stretch, at, end, after) {
            end += 1;
        }
        end.max(rest.chars().next().map_or(1, char::len_utf8))
    }

    /// Whether the dot after the word `stretch[at..at + len]` is part of it.
    fn keeps_dot(&self, stretch: &str, at: usize, len: usize, after: Option<char>) -> bool {
        let rest = &stretch[at..];
        let word = &rest[..len];
        let beyond = &rest[len + 1..];
        let next = beyond.chars().next().or(after);
        let mut letters = word.chars();
        if let (Some(first), None) = (letters.next(), letters.next())
            && first.is_uppercase()
        {
            // An initial: a capital or the end of a quote follows, and it is not "I".
            let follows = beyond.is_empty()
                || beyond.starts_with([',', '-', '\'', '’'])
                || beyond.starts_with(char::is_alphabetic);
            return first != 'I' && follows && next.is_some_and(|c| c.is_uppercase() || c == ',');
        }
        match self.abbreviations.get(&rest[..=len]) {
            None => false,
            Some(Abbreviation::BeforeNumber) => next.is_some_and(|c| c.is_ascii_digit()),
            Some(Abbreviation::Title) => next.is_some_and(|c| c.is_alphabetic() || matches!(c, '“' | '"' | '-')),
            Some(Abbreviation::Plain | Abbreviation::PlainBeforeNumber) => true,
        }
    }

    /// Length of a number with its separators and, where it is one word with it, what follows ("1970s", "5th").
    fn number(&self, rest: &str) -> usize {
        let bytes = rest.as_bytes();
        let mut end = 0;
        while end < bytes.len() {
            let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
            if digit(end) || (matches!(bytes[end], b'.' | b',' | b':' | b'/') && digit(end + 1) && end > 0) {
                end += 1;
            } else {
                break;
            }
        }
        let tail = &rest[end..];
        let letters: usize = tail.chars().take_while(|&c| is_word(c)).map(char::len_utf8).sum();
        if letters == 0 {
            // "1970's" and "'60s" are rare; a possessive of a year is far more frequent.
            return end;
        }
        let unit = tail[..letters].to_ascii_lowercase();
        if self.units.contains(unit.as_str()) || (matches!(unit.as_str(), "a" | "p") && is_clock(&tail[1..])) {
            return end;
        }
        end + letters
    }

    /// Where a word that is written together is to be cut, as byte lengths of all parts but the last.
    fn split_points(&self, word: &str) -> Vec<usize> {
        if !(5..=8).contains(&word.len()) || !word.is_ascii() {
            return Vec::new();
        }
        match self.split_words.get(word.to_ascii_lowercase().as_str()) {
            Some(cuts) => cuts.iter().scan(0, |last, &cut| Some(cut - std::mem::replace(last, cut))).collect(),
            None => Vec::new(),
        }
    }
}

/// ".m." or "m." after a number with "a" or "p".
fn is_clock(tail: &str) -> bool {
    tail.starts_with(".m")
}

/// Length of what begins with an apostrophe at `at`: a clitic ("'s", "n't" is cut elsewhere), a decade ("'90s") or the mark alone.
fn apostrophe(stretch: &str, at: usize) -> usize {
    let rest = &stretch[at..];
    let mark = rest.chars().next().map_or(1, char::len_utf8);
    let tail = &rest[mark..];
    let suffix = suffix_after(tail);
    let before = stretch[..at].chars().next_back();
    if is_clitic(suffix)
        && (before.is_some_and(|c| is_word(c) || matches!(c, '.' | ')' | '"' | '”' | '%' | '!'))
            || at == 0 && suffix.len() == tail.len())
    {
        return mark + suffix.len();
    }
    if at == 0 && tail.len() >= 2 && tail.as_bytes()[..2].iter().all(u8::is_ascii_digit) {
        let digits = tail.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 2 {
            return mark + 2 + usize::from(tail[2..].starts_with('s'));
        }
    }
    // Two apostrophes for a double quote.
    if rest.starts_with("''") || rest.starts_with("‘‘") || rest.starts_with("’’") || rest.starts_with("``") {
        return 2 * mark;
    }
    mark
}

/// Length of a sign: runs of one sign and of "?!" are one word, marks stay with what they stand on.
fn symbol(rest: &str, c: char) -> usize {
    let run =
        |inside: &dyn Fn(char) -> bool| rest.chars().take_while(|&c| inside(c)).map(char::len_utf8).sum::<usize>();
    match c {
        '!' | '?' => run(&|c| matches!(c, '!' | '?')),
        '.' | '-' | '=' | '*' | '~' | '#' | '<' | '>' | '+' | '|' => run(&|other| other == c),
        _ => {
            let mut length = c.len_utf8();
            let mut joined = false;
            for next in rest[length..].chars() {
                if !(joined || is_joiner(next)) {
                    break;
                }
                joined = next == '\u{200d}';
                length += next.len_utf8();
            }
            length
        }
    }
}

/// Letters right after an apostrophe.
fn suffix_after(tail: &str) -> &str {
    let length = tail.chars().take(4).take_while(|&c| is_word(c)).map(char::len_utf8).sum::<usize>();
    &tail[..length]
}

fn is_clitic(suffix: &str) -> bool {
    ["s", "re", "ve", "ll", "d", "m"].iter().any(|clitic| suffix.eq_ignore_ascii_case(clitic))
}

/// "713-853-3989", "345-9945", "1-800-991-9019".
fn is_telephone(core: &str) -> bool {
    let groups: Vec<&str> = core.split('-').collect();
    groups.len() > 1
        && groups.len() < 6
        && core.bytes().all(|b| b.is_ascii_digit() || b == b'-')
        && groups[groups.len() - 1].len() == 4
        && groups[groups.len() - 2].len() <= 3
        && groups.iter().all(|group| !group.is_empty())
        && (groups.len() > 2 || groups[0].len() == 3)
}

/// Letters, digits and the underscore.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Marks that change the character before them.
fn is_joiner(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
        || matches!(c, '\u{200d}' | '\u{200c}' | '\u{1f3fb}'..='\u{1f3ff}')
}

pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}
