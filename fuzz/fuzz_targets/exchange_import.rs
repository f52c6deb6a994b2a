//! Fuzzes the readers of other collections: `cargo +nightly fuzz run exchange_import`. The first byte picks the collection; whatever is read goes
//! out again in every format, comes in once more, and then goes out as it did before.
#![no_main]

use demarche_exchange::{ExportOptions, Format, ImportFormat, export, import};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let (from, to) = [
        (ImportFormat::Icews, Format::Icews),
        (ImportFormat::Polecat, Format::Polecat),
        (ImportFormat::Gdelt, Format::Gdelt),
        (ImportFormat::Plover, Format::Plover),
        (ImportFormat::Findings, Format::Csv),
    ][usize::from(*first) % 5];
    let findings = import(from, &[("input".to_owned(), rest.to_vec())]);
    for event in &findings.events {
        if from != ImportFormat::Findings {
            let evidence = &event.evidence[0];
            let article = findings.articles.iter().find(|article| article.id == evidence.article).expect("its row");
            assert_eq!(evidence.span.of(&article.text), article.text);
        }
    }
    for format in Format::ALL.into_iter().filter(|format| !format.is_binary()) {
        export(&findings, format, &ExportOptions::default()).expect("a format of text");
    }
    if from != ImportFormat::Findings {
        let options = ExportOptions { include_planned: to == Format::Plover, ..ExportOptions::default() };
        let once = export(&findings, to, &options).expect("a format of text").bytes;
        let again = import(from, &[("input".to_owned(), once.clone())]);
        let twice = export(&again, to, &options).expect("a format of text").bytes;
        assert_eq!(String::from_utf8_lossy(&once), String::from_utf8_lossy(&twice));
    }
});
