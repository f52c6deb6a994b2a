//! Sentences and words of running English text, cut the way the UD English treebanks (EWT, GUM) cut them. No model takes part.

mod knowledge;
mod sentences;
mod words;

use std::ops::Range;

use demarche_record::Span;

pub use knowledge::Segmenter;

/// One word of a text, before anything is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands in the text.
    pub span: Span,
    /// Whether the text goes on right after it, without white space.
    pub glued: bool,
    /// Whether a blank line lies between it and the word after it.
    pub(crate) gap: bool,
}

/// One sentence of a text: its words, which are never none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawSentence {
    /// The words in order.
    pub words: Vec<Word>,
}

impl Segmenter {
    /// Cuts one block of a text into sentences of words. A block that does not fit the text is cut to fit it; white space and
    /// control characters between words belong to none. Time and memory grow linearly with the block.
    ///
    /// ```
    /// let segmenter = demarche_language::Segmenter::embedded();
    /// let text = "The U.S. envoy didn't sign. Talks go on.";
    /// let sentences = segmenter.segment(text, demarche_record::Span::new(0, text.len()));
    /// let words: Vec<&str> = sentences[0].words.iter().map(|word| word.span.of(text)).collect();
    /// assert_eq!(words, ["The", "U.S.", "envoy", "did", "n't", "sign", "."]);
    /// assert_eq!(sentences.len(), 2);
    /// ```
    #[must_use]
    pub fn segment(&self, text: &str, block: Span) -> Vec<RawSentence> {
        let block = fit(text, block);
        let mut words = Vec::with_capacity(block.len() / 5);
        self.words(text, block, &mut words);
        let cuts: Vec<Range<usize>> = self.sentences(text, &mut words);
        cuts.into_iter().map(|range| RawSentence { words: words[range].to_vec() }).collect()
    }
}

/// The span cut down to the text, at character boundaries.
fn fit(text: &str, span: Span) -> Span {
    let end = text.floor_char_boundary(span.end);
    let start = text.ceil_char_boundary(span.start).min(end);
    Span { start, end }
}

/// Whether a character stands between words and belongs to none: white space, controls and invisible marks of format.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        let sentences = Segmenter::embedded().segment(text, Span::new(0, text.len()));
        let words = |s: &RawSentence| s.words.iter().map(|w| w.span.of(text)).collect::<Vec<_>>().join(" ");
        sentences.iter().map(words).collect::<Vec<_>>().join(" ‖ ")
    }

    #[test]
    fn the_cases_of_the_data_file_hold() {
        for case in Segmenter::cases() {
            assert_eq!(show(&case.text), case.is, "for {}", case.text);
        }
    }

    #[test]
    fn blocks_outside_the_text_are_cut_to_fit() {
        let segmenter = Segmenter::embedded();
        assert!(segmenter.segment("é", Span { start: 1, end: 9 }).is_empty());
        assert!(segmenter.segment("abc", Span { start: 7, end: 2 }).is_empty());
        assert_eq!(segmenter.segment("éa", Span { start: 1, end: 3 })[0].words[0].span, Span::new(2, 3));
    }

    #[test]
    fn odd_text_is_cut_without_loss() {
        let long = "x".repeat(1_000_000);
        let marks = format!("e{}", "\u{301}".repeat(10_000));
        let dots = ".".repeat(100_000);
        let hyphens = "a-".repeat(100_000);
        let apostrophes = "'s".repeat(50_000);
        for text in [
            &long,
            &marks,
            &dots,
            &hyphens,
            &apostrophes,
            "\u{0}\u{1}",
            "👩‍👩‍👧 שלום עולם.",
            "\u{202e}abc",
            "1.1.1.",
            "(((",
            "“”",
            "n't",
            "'",
            "-",
        ] {
            let sentences = Segmenter::embedded().segment(text, Span::new(0, text.len()));
            let kept: String = sentences.iter().flat_map(|s| &s.words).map(|w| w.span.of(text)).collect();
            let solid: String = text.chars().filter(|&c| !is_blank(c)).collect();
            assert_eq!(kept, solid);
        }
    }

    proptest::proptest! {
        #[test]
        fn words_tile_any_text(text in ".{0,200}|([a-zA-Z0-9.,'’\"\\-/ !?$%&@\n]{0,200})") {
            let sentences = Segmenter::embedded().segment(&text, Span::new(0, text.len()));
            let mut at = 0;
            for word in sentences.iter().flat_map(|s| &s.words) {
                assert!(word.span.start >= at && !word.span.is_empty());
                assert!(text[at..word.span.start].chars().all(is_blank));
                at = word.span.end;
            }
            assert!(text[at..].chars().all(is_blank));
        }
    }
}
