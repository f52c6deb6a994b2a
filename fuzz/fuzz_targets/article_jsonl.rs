//! Fuzzes the reader of JsonLines: `cargo +nightly fuzz run article_jsonl`.
#![no_main]

use demarche_article::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| demarche_fuzz::check("input", bytes, Some(Format::JsonLines), None));
