//! Fuzzes the reader of Text: `cargo +nightly fuzz run article_text`.
#![no_main]

use demarche_article::{Format, Limits, read_bytes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let outcome = read_bytes("input", bytes, Some(Format::Text), &Limits::default());
    for article in outcome.articles {
        for block in article.blocks {
            assert!(article.text.get(block.span.start..block.span.end).is_some());
        }
    }
});
