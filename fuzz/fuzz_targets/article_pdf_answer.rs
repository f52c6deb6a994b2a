//! Fuzzes what is made of the answer of the process that reads PDF, which a hostile file may have taken over:
//! `cargo +nightly fuzz run article_pdf_answer`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let answer = |_: &[u8]| serde_json::from_slice(bytes).unwrap_or_else(|error| Err(error.to_string()));
    demarche_fuzz::check("input.pdf", b"%PDF-1.4", None, Some(&answer));
});
