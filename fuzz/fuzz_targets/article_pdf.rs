//! Fuzzes what takes the text out of PDF, and what is made of it: `cargo +nightly fuzz run article_pdf -- -fork=1 -ignore_crashes=1`.
//! The libraries below panic, which is caught; where they overflow the stack or fill the memory only a process of their own helps,
//! and such findings are kept as files for the tests of that process.
#![no_main]

use std::sync::Once;

use libfuzzer_sys::fuzz_target;

static QUIET: Once = Once::new();

fuzz_target!(|bytes: &[u8]| {
    // The fuzzer ends at the first panic; those that are caught are no findings.
    QUIET.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let extract = |bytes: &[u8]| demarche_article::extract_pdf(bytes);
    let checked = std::panic::catch_unwind(|| demarche_fuzz::check("input.pdf", bytes, None, Some(&extract)));
    if checked.is_err() {
        std::process::abort();
    }
});
