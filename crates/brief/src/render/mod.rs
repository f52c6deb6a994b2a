//! Pure renderers of a brief: each takes the document and gives a string. What a format needs escaped is escaped here.

mod html;
mod markdown;
mod svg;
mod terminal;

pub use html::html;
pub use markdown::markdown;
pub use terminal::terminal;

use crate::document::{Brief, Certainty};

/// The brief as JSON, indented, with a line end.
#[must_use]
pub fn json(brief: &Brief) -> String {
    // A brief is plain data with text keys: serialisation cannot fail.
    serde_json::to_string_pretty(brief).unwrap_or_default() + "\n"
}

/// ".82"; "1.0" for certainty.
fn probability(certainty: &Certainty) -> String {
    let text = format!("{:.2}", certainty.probability);
    if certainty.probability >= 0.995 { "1.0".into() } else { text.trim_start_matches('0').to_owned() }
}

/// "almost certain from .93 on, highly likely from .78 …".
fn bands(brief: &Brief) -> String {
    let words: Vec<String> = brief
        .bands
        .iter()
        .map(|band| match band.from {
            from if from > 0.0 => {
                format!("{} from {}", band.word, format!("{from:.3}").trim_start_matches('0').trim_end_matches('0'))
            }
            _ => format!("{} below that", band.word),
        })
        .collect();
    format!("Words for probabilities: {}.", words.join(", "))
}

/// "and 4 more in the appendix".
fn more(count: usize) -> String {
    format!("and {count} more in the appendix")
}
