//! What went wrong or was left aside, said so that a person can act on it.

use serde::{Deserialize, Serialize};

/// A message about one input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The input it is about.
    pub source: String,
    /// What happened.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
    /// First byte concerned, where one can be named.
    pub start: Option<usize>,
    /// One past the last byte concerned.
    pub end: Option<usize>,
}

impl Diagnostic {
    /// The input could not be read.
    #[must_use]
    pub fn error(source: impl Into<String>, message: impl Into<String>) -> Self {
        Self::of(Severity::Error, source, message)
    }

    /// The input was read, with something lost or doubtful.
    #[must_use]
    pub fn warning(source: impl Into<String>, message: impl Into<String>) -> Self {
        Self::of(Severity::Warning, source, message)
    }

    /// Worth knowing.
    #[must_use]
    pub fn note(source: impl Into<String>, message: impl Into<String>) -> Self {
        Self::of(Severity::Note, source, message)
    }

    fn of(severity: Severity, source: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity, source: source.into(), message: message.into(), hint: None, start: None, end: None }
    }

    /// The same with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// How bad a diagnostic is, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The input was not read.
    Error,
    /// The input was read, with a loss.
    Warning,
    /// For information.
    Note,
}
