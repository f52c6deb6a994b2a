//! What the program says on standard error.

use std::io::Write;

use anstyle::{AnsiColor, Style};
use demarche_record::{Diagnostic, Severity};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const NOTE: Style = AnsiColor::Cyan.on_default().bold();

/// Prints one diagnostic: severity, source, message, and the hint on a line of its own. Control characters in names of
/// files are shown escaped, so that a hostile name cannot steer the terminal.
pub fn diagnostic(one: &Diagnostic) {
    let (style, word) = match one.severity {
        Severity::Error => (ERROR, "error"),
        Severity::Warning => (WARNING, "warning"),
        Severity::Note => (NOTE, "note"),
    };
    let mut out = anstream::stderr().lock();
    let _ = writeln!(out, "{style}{word}{style:#}: {}: {}", plain(&one.source), plain(&one.message));
    if let Some(hint) = &one.hint {
        let _ = writeln!(out, "  hint: {}", plain(hint));
    }
}

/// Prints the failure that ends the program.
pub fn failure(error: &anyhow::Error) {
    let text = format!("{error:#}");
    let lines: Vec<String> = text.lines().map(plain).collect();
    let _ = writeln!(anstream::stderr().lock(), "{ERROR}error{ERROR:#}: {}", lines.join("\n"));
}

/// Control characters, and those that turn the direction of a line, as escapes. Line breaks too: a name of a file must not be
/// able to write lines of its own.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_steering(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

/// JSON in which characters that steer a terminal are written as `\u` escapes: the same data, whoever prints it.
pub fn escaped_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut units = [0; 2];
    for c in json.chars() {
        if is_steering(c) && c != '\n' {
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

fn is_steering(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}')
}

/// Whether the reader of our output went away, which is no failure of ours (`demarche read ... | head`).
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::{escaped_json, plain};

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(plain("a\u{1b}]0;x\u{7}b\n\u{202e}c\u{9b}31m"), r"a\u{1b}]0;x\u{7}b\n\u{202e}c\u{9b}31m");
        let json = serde_json::to_string_pretty(&["a\u{7f}\u{202e}\u{1b}"]).unwrap();
        assert_eq!(escaped_json(&json), "[\n  \"a\\u007f\\u202e\\u001b\"\n]");
        assert_eq!(plain("Đỗ – \u{200d}é"), "Đỗ – \u{200d}é");
    }
}
