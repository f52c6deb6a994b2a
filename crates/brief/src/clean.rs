//! Text of the coverage made safe for any output: one line, no control characters, no characters that turn the direction of
//! the text. Escaping for a format is the renderer's own business.

/// White space becomes single blanks; control, direction and invisible formatting characters go. Blanks at the ends stay
/// (one at most), so that runs can be joined.
#[must_use]
pub fn line(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !clean.ends_with(' ') {
                clean.push(' ');
            }
        } else if !dangerous(c) {
            clean.push(c);
        }
    }
    clean
}

/// A cleaned line without blanks at the ends.
pub(crate) fn trimmed(text: &str) -> String {
    line(text).trim().to_owned()
}

/// Words to be set in quotation marks: outer marks go, inner double ones become single.
pub(crate) fn quotation(text: &str) -> String {
    let clean = trimmed(text);
    let clean = clean.trim_end_matches([',', ';', ':', '–', '—', ' ']);
    let marks = |c: char| matches!(c, '"' | '“' | '”');
    let inner = clean.trim_matches(marks);
    let count = clean.chars().filter(|&c| marks(c)).count();
    let whole = clean.starts_with(marks) && clean.ends_with(marks) && count == 2;
    let text = if whole || count % 2 == 1 { inner } else { clean };
    if text.chars().filter(|&c| marks(c)).count() % 2 == 1 {
        return text.chars().filter(|&c| !marks(c)).collect();
    }
    let mut open = false;
    text.chars()
        .map(|c| match c {
            '"' => {
                open = !open;
                if open { '‘' } else { '’' }
            }
            '“' => '‘',
            '”' => '’',
            other => other,
        })
        .collect()
}

fn dangerous(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{e0000}'..='\u{e007f}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_hold_no_control_characters() {
        let check = |text: &str, clean: &str| assert_eq!(line(text), clean, "{text:?}");
        check("two\n\twords", "two words");
        check("a\u{1b}[31mb", "a[31mb");
        check("a\u{202e}b\u{feff}", "ab");
        check("", "");
    }

    #[test]
    fn quotations_nest() {
        let check = |text: &str, clean: &str| assert_eq!(quotation(text), clean, "{text:?}");
        check("“without preconditions”", "without preconditions");
        check("the issue was “resolved,”", "the issue was ‘resolved,’");
        check("said \"no\" and \"never\"", "said ‘no’ and ‘never’");
        check("“resolved in the way", "resolved in the way");
        check("an offer,", "an offer");
    }
}
