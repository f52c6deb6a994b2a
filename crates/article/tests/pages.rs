//! Extraction on real pages stays as good as it is. Needs the pages beside the checkout.

#[path = "support/pages.rs"]
mod pages;

use demarche_article::shingles::{Agreement, score};

#[test]
fn body_of_real_pages() {
    let measured = pages::measure(&pages::folder()).unwrap_or_else(|message| panic!("{message}"));
    let agreements: Vec<Agreement> = measured.into_values().collect();
    let total = score(&agreements);
    assert!(total.f1 >= 0.965, "word-shingle F1 over {} pages fell to {total:?}", agreements.len());
}
