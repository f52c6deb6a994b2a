//! Fuzzes bytes whose format has to be found out: `cargo +nightly fuzz run article_sniffed`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| demarche_fuzz::check("input", bytes, None, None));
