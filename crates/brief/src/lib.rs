//! The brief of a negotiation: a document made from the findings, and its renderers for terminal, Markdown, HTML and JSON. No
//! file is read or written here, and every line cites the sentences that support it.
//!
//! ```
//! use demarche_brief::{Brief, BriefOptions, render};
//! let brief = Brief::new(&demarche_record::Findings::default(), &BriefOptions::default());
//! assert!(render::markdown(&brief).contains("No article was read."));
//! ```

mod certainty;
mod citations;
mod clean;
mod compose;
mod dates;
mod desk;
mod document;
mod names;
mod parties;
mod phrases;
pub mod render;
mod sections;
#[cfg(test)]
mod tests;
mod timeline;
mod verbs;

pub use clean::line as clean_line;
pub use document::{
    Band, Brief, Certainty, Cited, Group, Line, Mark, MarkKind, Piece, Run, RunKind, Section, Text, Tick, Timeline,
};

/// How long a brief may grow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BriefOptions {
    /// Title; made from the parties and issues where it is `None`.
    pub title: Option<String>,
    /// Events shown in the list of what happened; the others go to the appendix.
    pub most_events: usize,
    /// Lines shown in any other list.
    pub most_lines: usize,
    /// Sentences that one line cites.
    pub most_citations: usize,
}

impl Default for BriefOptions {
    fn default() -> Self {
        Self { title: None, most_events: 24, most_lines: 8, most_citations: 6 }
    }
}
