//! Plain text and print views: lines become pieces.

use crate::limits::Limits;
use crate::piece::{Piece, Shape, ends_sentence};

/// Cuts canonical text into pieces. Lines that were wrapped at a fixed width are joined; otherwise each line is a piece.
pub(crate) fn pieces(text: &str, limits: &Limits) -> Vec<Piece> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let width = wrap_width(&lines);
    let mut pieces = Vec::new();
    for group in lines.split(|line| line.trim().is_empty()).filter(|group| !group.is_empty()) {
        let width = width.or_else(|| group_width(group));
        let mut open: Option<(String, Shape)> = None;
        let mut previous = "";
        for line in group {
            let bare = line.trim();
            let runs_on = runs_on(previous, bare);
            let joins =
                !previous.is_empty() && (runs_on || width.is_some_and(|width| continues(previous, line, width)));
            match &mut open {
                Some((text, _)) if joins => {
                    text.push(' ');
                    text.push_str(bare);
                }
                _ => {
                    close(&mut open, &mut pieces, limits);
                    open = Some((bare.to_owned(), if is_item(bare) { Shape::Item } else { Shape::Plain }));
                }
            }
            previous = line;
        }
        close(&mut open, &mut pieces, limits);
    }
    // Some files part wrapped lines by blank ones.
    let mut merged: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match merged.last_mut() {
            Some(last)
                if last.shape == Shape::Plain
                    && last.text.len() + piece.text.len() < limits.max_paragraph_bytes
                    && runs_on(&last.text, &piece.text) =>
            {
                last.text.push(' ');
                last.text.push_str(&piece.text);
            }
            _ => merged.push(piece),
        }
    }
    merged
}

/// Whether a line can only be the rest of the one before: that one is long and open, and this one opens with a small letter.
fn runs_on(previous: &str, line: &str) -> bool {
    previous.chars().count() >= 30
        && !ends_sentence(previous)
        && line.starts_with(char::is_lowercase)
        && !line.starts_with("by ")
        && !line.starts_with("http")
        && !is_item(line)
}

/// The width of one paragraph that was wrapped by itself: three lines or more, none long, all but the last nearly full.
fn group_width(group: &[&str]) -> Option<usize> {
    let lengths: Vec<usize> = group.iter().map(|line| line.chars().count()).collect();
    let longest = *lengths.iter().max()?;
    let full = lengths[..lengths.len() - 1].iter().all(|length| length * 100 >= longest * 70);
    let open = group[..group.len() - 1].iter().any(|line| !ends_sentence(line));
    (group.len() >= 3 && (35..=110).contains(&longest) && full && open).then_some(longest)
}

fn close(open: &mut Option<(String, Shape)>, pieces: &mut Vec<Piece>, limits: &Limits) {
    if let Some((text, shape)) = open.take() {
        let text = crate::decode::squeeze(&text);
        for part in cut(&text, limits.max_paragraph_bytes) {
            pieces.push(Piece::new(part, shape));
        }
    }
}

/// The width at which the text was wrapped, if it was: many lines, none very long, most of them close to the longest.
fn wrap_width(lines: &[&str]) -> Option<usize> {
    let lengths: Vec<usize> = lines.iter().map(|line| line.chars().count()).filter(|length| *length > 0).collect();
    let longest = *lengths.iter().max()?;
    if lengths.len() < 6 || !(40..=110).contains(&longest) {
        return None;
    }
    // A wrapped paragraph leaves most of its lines nearly full.
    let full = lengths.iter().filter(|length| **length * 100 >= longest * 75).count();
    (full * 100 >= lengths.len() * 45).then_some(longest)
}

/// Whether a line goes on with the line before: that one had no room for the next word, and nothing opens anew.
fn continues(previous: &str, line: &str, width: usize) -> bool {
    if previous.is_empty() || is_item(line.trim()) {
        return false;
    }
    let indent = |line: &str| line.chars().take_while(|c| c.is_whitespace()).count();
    if indent(line) > indent(previous) + 1 {
        return false;
    }
    let word = line.split_whitespace().next().map_or(0, |word| word.chars().count());
    let room = previous.chars().count() + 1 + word;
    // Ragged wrapping leaves some words' room; after a full stop only a line that is clearly full goes on.
    let slack = if ends_sentence(previous) { 2 } else { 12 };
    room + slack > width
}

/// Bullets and numbers that open an item of a list.
pub(crate) fn is_item(line: &str) -> bool {
    if line.starts_with(['•', '‣', '◦', '▪', '●', '■', '*']) {
        return !line.starts_with("**");
    }
    if line.starts_with("- ") || line.starts_with("– ") || line.starts_with("o ") {
        return true;
    }
    let number = line.trim_start_matches('(');
    let digits = number.chars().take_while(char::is_ascii_digit).count();
    let mark = &number[digits..];
    (1..=2).contains(&digits) && (mark.starts_with(". ") || mark.starts_with(") "))
}

/// Parts of a text of at most `most` bytes, cut after a sentence, else at a blank, else between characters.
pub(crate) fn cut(text: &str, most: usize) -> Vec<&str> {
    let most = most.max(16);
    let mut parts = Vec::new();
    let mut rest = text;
    while rest.len() > most {
        let mut end = most;
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let head = &rest[..end];
        let at = head
            .rfind(". ")
            .map(|at| at + 1)
            .filter(|at| *at > most / 4)
            .or_else(|| head.rfind(' ').filter(|at| *at > most / 4))
            .unwrap_or(end);
        parts.push(rest[..at].trim());
        rest = rest[at..].trim_start();
    }
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_wrapped_lines() {
        let texts = |text: &str| -> Vec<String> {
            pieces(text, &Limits::default()).into_iter().map(|piece| piece.text).collect()
        };
        assert_eq!(texts("One\n\nTwo lines\nhere"), ["One", "Two lines", "here"]);
        assert_eq!(
            texts("The two delegations, which met\n\nin Geneva, agreed.\nby Ada Berg"),
            ["The two delegations, which met in Geneva, agreed.", "by Ada Berg"]
        );
        assert_eq!(texts("One.\nTwo lines\nHere"), ["One.", "Two lines", "Here"]);
        let wrapped = "Envoys return to the table\n\n\
            The two delegations met on Monday in Geneva for the first time\n\
            since the autumn and agreed to set up two working groups, one on\n\
            borders and one on trade, officials said.\n\
            \x20  A second round is to follow in May, unless the cease-fire that\n\
            was signed in March breaks down before then, as some observers do\n\
            fear it will.\n";
        assert_eq!(
            texts(wrapped),
            [
                "Envoys return to the table",
                "The two delegations met on Monday in Geneva for the first time since the autumn and agreed to set up two \
                 working groups, one on borders and one on trade, officials said.",
                "A second round is to follow in May, unless the cease-fire that was signed in March breaks down before then, as \
                 some observers do fear it will.",
            ]
        );
    }

    #[test]
    fn cuts_lose_nothing() {
        let text = "One two. Three four five. Six seven eight nine ten eleven.";
        assert_eq!(cut(text, 30).join(" "), text);
        assert!(cut(&"ü".repeat(100), 31).iter().all(|part| part.len() <= 31));
        assert_eq!(cut("", 30), Vec::<&str>::new());
    }

    #[test]
    fn items() {
        for line in ["• Ambassador", "- one", "1. The sides agreed", "(2) The sides agreed"] {
            assert!(is_item(line), "{line}");
        }
        for line in ["1956 was the year", "** note", "-", "Word", "3.5 percent"] {
            assert!(!is_item(line), "{line}");
        }
    }
}
