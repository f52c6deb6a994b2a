//! Fuzzes archives and the documents that are archives (ZIP, EPUB, DOCX, tar, gzip): `cargo +nightly fuzz run article_archive`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| demarche_fuzz::check("input.zip", bytes, None, None));
