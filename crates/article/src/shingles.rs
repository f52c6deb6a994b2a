//! The measure of extraction: shingles of four words, as the public article extraction benchmark of 2019 defines it.

use std::collections::BTreeMap;

/// Words of a shingle.
pub const WORDS: usize = 4;

/// How far a predicted text agrees with a reference.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Agreement {
    /// Shingles in both.
    pub both: f64,
    /// Shingles in the prediction alone.
    pub extra: f64,
    /// Shingles in the reference alone.
    pub missing: f64,
}

impl Agreement {
    /// Compares two texts. Shingles are counted as often as they occur.
    ///
    /// ```
    /// use demarche_article::shingles::Agreement;
    /// let agreement = Agreement::of("the two sides agreed on Monday", "the two sides agreed on Tuesday");
    /// assert_eq!((agreement.both, agreement.extra, agreement.missing), (2.0, 1.0, 1.0));
    /// ```
    #[must_use]
    pub fn of(reference: &str, predicted: &str) -> Self {
        let (reference_words, predicted_words) = (words(reference), words(predicted));
        let (reference, predicted) = (shingles(&reference_words), shingles(&predicted_words));
        let both: usize =
            reference.iter().map(|(shingle, count)| *count.min(predicted.get(shingle).unwrap_or(&0))).sum();
        let (all_reference, all_predicted): (usize, usize) = (reference.values().sum(), predicted.values().sum());
        Self { both: both as f64, extra: (all_predicted - both) as f64, missing: (all_reference - both) as f64 }
    }

    /// Share of the prediction that is right; 1 where both texts are empty, `None` where only the prediction is.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        share(self.both, self.extra, self.missing)
    }

    /// Share of the reference that was found; 1 where both texts are empty, `None` where only the reference is.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        share(self.both, self.missing, self.extra)
    }

    /// Harmonic mean of the two for this pair of texts.
    #[must_use]
    pub fn f1(&self) -> f64 {
        if self.extra + self.missing == 0.0 {
            return 1.0;
        }
        2.0 * self.both / (2.0 * self.both + self.extra + self.missing)
    }
}

fn share(both: f64, wrong: f64, other: f64) -> Option<f64> {
    if wrong + other == 0.0 {
        return Some(1.0);
    }
    (both + wrong > 0.0).then(|| both / (both + wrong))
}

/// Means over many pages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// Harmonic mean of the mean precision and the mean recall.
    pub f1: f64,
    /// Mean over the pages with a prediction.
    pub precision: f64,
    /// Mean over the pages with a reference.
    pub recall: f64,
}

/// The score of a set of pages: precision and recall are averaged first, their harmonic mean is taken last.
#[must_use]
pub fn score(pages: &[Agreement]) -> Score {
    let mean =
        |values: Vec<f64>| if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 };
    let precision = mean(pages.iter().filter_map(Agreement::precision).collect());
    let recall = mean(pages.iter().filter_map(Agreement::recall).collect());
    let f1 = if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
    Score { f1, precision, recall }
}

/// Runs of letters, digits and underscores of any script.
fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect()
}

/// Counts of the shingles; a text of fewer words is one shingle.
fn shingles<'a>(words: &'a [&'a str]) -> BTreeMap<&'a [&'a str], usize> {
    let mut counts = BTreeMap::new();
    if words.is_empty() {
        return counts;
    }
    for shingle in words.windows(WORDS.min(words.len())) {
        *counts.entry(shingle).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_empty_and_one_sided() {
        assert_eq!(Agreement::of("a b c d e", "a b c d e").f1(), 1.0);
        assert_eq!(Agreement::of("", "").precision(), Some(1.0));
        let none = Agreement::of("a b c d e", "");
        assert_eq!((none.precision(), none.recall(), none.f1()), (None, Some(0.0), 0.0));
        let pages = [Agreement::of("a b c d e", "a b c d e"), none];
        let score = score(&pages);
        assert_eq!((score.precision, score.recall), (1.0, 0.5));
    }

    #[test]
    fn repeated_shingles_count() {
        let agreement = Agreement::of("a b c d", "a b c d a b c d");
        assert_eq!((agreement.both, agreement.extra), (1.0, 4.0));
    }
}
