//! The corpora of the fuzz targets, and some thousand changes of them: what every reader must hold for any bytes. Whatever a fuzzer
//! finds becomes a seed, so that it is read here ever after.

use std::fs;
use std::path::{Path, PathBuf};

use demarche_article::{Limits, Outcome, Reader, extract_pdf};

fn seeds() -> Vec<(PathBuf, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    let mut found = Vec::new();
    for target in fs::read_dir(root).unwrap().flatten() {
        // The annotator and others have seeds of their own kinds.
        if !target.file_name().to_string_lossy().starts_with("article_") {
            continue;
        }
        for seed in fs::read_dir(target.path()).unwrap().flatten() {
            found.push((seed.path(), fs::read(seed.path()).unwrap()));
        }
    }
    found.sort();
    found
}

fn check(name: &str, bytes: &[u8]) {
    let limits = Limits { max_bytes: 1 << 20, max_page_bytes: 1 << 20, max_members: 200, ..Limits::default() };
    // PDF belongs into a process of its own; the tests of the program read mutated ones there.
    let Outcome { articles, diagnostics } = Reader { limits, pdf: None }.read_bytes(name, bytes, None);
    assert!(!articles.is_empty() || !diagnostics.is_empty(), "{name}: neither an article nor a reason");
    for article in articles {
        assert!(article.text.chars().all(|c| c == '\n' || !c.is_control()), "{name}");
        assert!(!article.source.chars().any(char::is_control), "{name}");
        assert!(
            article.blocks.iter().all(|block| article.text.get(block.span.start..block.span.end).is_some()),
            "{name}"
        );
    }
    assert!(
        diagnostics.iter().all(|one| one.source.starts_with(name) && one.hint.is_some()),
        "{name}: {diagnostics:?}"
    );
}

#[test]
fn seeds_are_read() {
    let seeds = seeds();
    assert!(seeds.len() >= 20);
    for (path, bytes) in &seeds {
        check("seed", bytes);
        // The third is damaged on purpose.
        if path.ends_with("article_pdf/plain.pdf") || path.ends_with("article_pdf/packed.pdf") {
            assert!(extract_pdf(bytes).is_ok(), "{path:?}");
        }
    }
}

#[test]
fn changed_seeds_are_read_or_told() {
    let mut state = 1_u64;
    let mut below = |most: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % most.max(1)
    };
    for (_, bytes) in seeds() {
        for _ in 0..60 {
            let mut changed = bytes.clone();
            for _ in 0..1 + below(6) {
                let at = below(changed.len());
                match below(4) {
                    0 => changed[at] = below(256) as u8,
                    1 => changed.truncate(at.max(1)),
                    2 => {
                        let end = (at + below(60)).min(changed.len());
                        let copy = changed[at..end].to_vec();
                        changed.splice(at..at, copy);
                    }
                    _ => {
                        let end = (at + below(30)).min(changed.len() - 1);
                        changed.drain(at.min(end)..end);
                    }
                }
            }
            check("changed", &changed);
        }
    }
}
