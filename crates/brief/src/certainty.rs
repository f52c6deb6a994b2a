//! Words for probabilities: the Probability Yardstick of the UK's Professional Head of Intelligence Assessment (2018), with
//! its gaps closed at their middles. Defined here once; the brief explains them.

use demarche_record::Confidence;

use crate::document::{Band, Certainty};

const BANDS: [(&str, f64); 7] = [
    ("almost certain", 0.925),
    ("highly likely", 0.775),
    ("likely", 0.525),
    ("a realistic possibility", 0.375),
    ("unlikely", 0.225),
    ("highly unlikely", 0.075),
    ("a remote chance", 0.0),
];

/// Facts below this probability are listed as doubtful: they are not even likely.
pub(crate) const DOUBTFUL: f64 = 0.525;

/// The word and the number for a probability.
pub(crate) fn certainty(confidence: Confidence) -> Certainty {
    let probability = confidence.get();
    let word = BANDS.iter().find(|(_, from)| probability >= *from).map_or("a remote chance", |(word, _)| word);
    Certainty { word: word.to_owned(), probability: (probability * 100.0).round() / 100.0 }
}

/// All the words, surest first.
pub(crate) fn bands() -> Vec<Band> {
    BANDS.iter().map(|(word, from)| Band { word: (*word).to_owned(), from: *from }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_follow_the_bands() {
        for (probability, word) in [
            (1.0, "almost certain"),
            (0.9, "highly likely"),
            (0.6, "likely"),
            (0.5, "a realistic possibility"),
            (0.3, "unlikely"),
            (0.0, "a remote chance"),
        ] {
            assert_eq!(certainty(Confidence::new(probability)).word, word, "{probability}");
        }
    }
}
