//! What every fuzz target checks: reading ends, spans fit, and no control character is left in a text or a source.

use demarche_article::{Format, Limits, Outcome, PdfExtractor, Reader};

/// Reads bytes as a file of a name, and checks what comes out.
pub fn check(name: &str, bytes: &[u8], format: Option<Format>, pdf: Option<&PdfExtractor<'_>>) {
    // Small limits, so that they are reached.
    let limits = Limits { max_bytes: 1 << 20, max_page_bytes: 1 << 20, max_members: 200, ..Limits::default() };
    let Outcome { articles, diagnostics } = Reader { limits, pdf }.read_bytes(name, bytes, format);
    assert!(!articles.is_empty() || !diagnostics.is_empty(), "neither an article nor a reason");
    for article in articles {
        assert!(article.text.chars().all(|c| c == '\n' || !c.is_control()));
        assert!(!article.source.chars().any(char::is_control));
        for block in &article.blocks {
            assert!(article.text.get(block.span.start..block.span.end).is_some());
        }
    }
    for diagnostic in diagnostics {
        assert!(diagnostic.source.starts_with(name) && diagnostic.hint.is_some());
    }
}
