//! Near-duplicate articles: wire copy that several papers print is one source. MinHash over word shingles (Broder 1997), cut into bands.

use std::collections::BTreeSet;

/// Words in a shingle.
const SHINGLE: usize = 5;
/// Bands, and rows in each: at 16 x 4 a pair of Jaccard .75 shares a band with probability .997, one of .3 with .12.
const BANDS: usize = 16;
const ROWS: usize = 4;
/// Share of equal minima (an estimate of the Jaccard index of the shingles) from which two articles are copies.
const COPY: f64 = 0.6;

/// The minima of one article. Articles that share no band are never compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature(Vec<u64>);

impl Signature {
    /// The minima as bytes, eight for each, the lowest first.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|minimum| minimum.to_le_bytes()).collect()
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        let minimum = |eight: &[u8]| eight.iter().rev().fold(0, |number, &byte| (number << 8) | u64::from(byte));
        Self(bytes.chunks_exact(8).map(minimum).collect())
    }

    /// One key for each band; the empty signature (of a text under five words) has none.
    #[must_use]
    pub fn bands(&self) -> Vec<String> {
        self.0
            .chunks(ROWS)
            .enumerate()
            .map(|(band, rows)| format!("{band:x}:{:016x}", rows.iter().fold(0, |hash, row| mix(hash ^ row))))
            .collect()
    }
}

/// The signature of a text; case and punctuation do not matter.
///
/// ```
/// use demarche_dossier::{copied, signature};
/// let story = "The two ministers met in Oldport on Monday and agreed to go on talking about the quotas next week";
/// assert!(copied(&signature(story), &signature(&story.to_uppercase())));
/// assert!(!copied(&signature(story), &signature("Nothing of all this is in the other story that we print today")));
/// ```
#[must_use]
pub fn signature(text: &str) -> Signature {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let shingles: BTreeSet<u64> = words
        .windows(SHINGLE)
        .map(|window| window.iter().fold(0, |hash, word| mix(hash ^ word.bytes().fold(0xcbf2_9ce4_8422_2325, fnv))))
        .collect();
    // Gone through once for each minimum: a slice is much the fastest to go through.
    let shingles: Vec<u64> = shingles.into_iter().collect();
    if shingles.is_empty() {
        return Signature(Vec::new());
    }
    let minima = (0..(BANDS * ROWS) as u64)
        .map(|seed| shingles.iter().map(|shingle| mix(shingle ^ mix(seed + 1))).min().unwrap_or(0))
        .collect();
    Signature(minima)
}

/// Whether two articles are copies of one story; never true of texts under five words.
#[must_use]
pub fn copied(a: &Signature, b: &Signature) -> bool {
    let equal = a.0.iter().zip(&b.0).filter(|(x, y)| x == y).count();
    !a.0.is_empty() && !b.0.is_empty() && equal as f64 / (BANDS * ROWS) as f64 >= COPY
}

/// One step of FNV-1a.
fn fnv(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(changed: usize) -> String {
        (0..200).map(|n| if n < changed { format!("other{n} ") } else { format!("word{n} ") }).collect()
    }

    #[test]
    fn a_story_with_a_new_lead_is_a_copy_and_shares_a_band() {
        let (a, b) = (signature(&story(0)), signature(&story(20)));
        assert!(copied(&a, &b));
        let bands: BTreeSet<String> = a.bands().into_iter().collect();
        assert!(b.bands().iter().any(|band| bands.contains(band)));
    }

    #[test]
    fn a_signature_comes_back_from_its_bytes() {
        for words in ["", "no shingle", &story(3)] {
            assert_eq!(Signature::from_bytes(&signature(words).to_bytes()), signature(words));
        }
    }

    #[test]
    fn half_a_story_is_no_copy() {
        assert!(!copied(&signature(&story(0)), &signature(&story(110))));
    }

    #[test]
    fn texts_of_a_few_words_are_never_copies() {
        let short = signature("No comment today");
        assert!(short.bands().is_empty());
        assert!(!copied(&short, &short));
    }
}
