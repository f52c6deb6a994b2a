//! Fuzzes the reading of CoNLL-U: `cargo +nightly fuzz run language_conllu`. What has no fault reads back as it was written.
#![no_main]

use demarche_language::Annotation;
use demarche_language::conllu::{self, Labeller, Marks};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let sound = conllu::fault(&text).is_none();
    for document in conllu::read(&text) {
        for sentence in &document.sentences {
            assert!(document.text.get(sentence.span.start..sentence.span.end).is_some());
        }
        let annotation = Annotation { sentences: document.sentences.clone(), ..Annotation::default() };
        let out = Labeller::new(Marks::None).gold(&document, &annotation);
        if sound {
            assert_eq!(conllu::fault(&out), None);
            let again: usize = conllu::read(&out).iter().map(|d| d.sentences.len()).sum();
            assert_eq!(again, document.sentences.len());
        }
    }
});
