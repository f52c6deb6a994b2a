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
    let _ = writeln!(anstream::stderr().lock(), "{ERROR}error{ERROR:#}: {}", plain(&format!("{error:#}")));
}

/// Control characters escaped.
pub fn plain(text: &str) -> String {
    text.chars()
        .flat_map(|c| if c.is_control() && c != '\n' { c.escape_default().collect::<Vec<_>>() } else { vec![c] })
        .collect()
}

/// Whether the reader of our output went away, which is no failure of ours (`demarche read ... | head`).
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
