//! WordPiece ids of single words (Devlin et al. 2019, the uncased vocabulary), and the capitalisation class that goes with them.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::Error;

/// Id of `[UNK]`.
const UNKNOWN: i32 = 100;
/// Id of `[CLS]`.
pub(crate) const START: i32 = 101;
/// Id of `[SEP]`.
pub(crate) const END: i32 = 102;
/// A stretch of more characters is `[UNK]`.
const LONGEST: usize = 100;
/// Characters of a word that are looked at: its first pieces are in them.
const LOOKED_AT: usize = 512;

/// The vocabulary.
#[derive(Debug)]
pub(crate) struct Pieces {
    starts: FxHashMap<Box<str>, i32>,
    inner: FxHashMap<Box<str>, i32>,
    longest: usize,
    limit: usize,
}

impl Pieces {
    /// From `vocab.txt`, one piece a line; a word keeps at most `limit` pieces.
    pub(crate) fn new(vocabulary: &str, limit: usize) -> Result<Self, Error> {
        let mut pieces = Self { starts: FxHashMap::default(), inner: FxHashMap::default(), longest: 0, limit };
        for (id, piece) in vocabulary.lines().enumerate() {
            let id = i32::try_from(id).map_err(|_| Error::new("the vocabulary has too many pieces"))?;
            let (map, piece) = match piece.strip_prefix("##") {
                Some(rest) if !rest.is_empty() => (&mut pieces.inner, rest),
                _ => (&mut pieces.starts, piece),
            };
            pieces.longest = pieces.longest.max(piece.len());
            map.insert(piece.into(), id);
        }
        match pieces.starts.get("[UNK]") {
            Some(&UNKNOWN) => Ok(pieces),
            _ => Err(Error::new(
                "models/vocab.txt is not the vocabulary that the model was trained with; restore the file",
            )),
        }
    }

    /// Appends the ids of a word: at least one, at most the limit.
    pub(crate) fn word(&self, word: &str, out: &mut Vec<i32>) {
        let from = out.len();
        if word.len() <= LONGEST && word.bytes().all(|b| b.is_ascii_alphanumeric()) {
            self.stretch(&word.to_ascii_lowercase(), out);
        } else {
            let mut stretch = String::new();
            let flush = |stretch: &mut String, out: &mut Vec<i32>| {
                if !stretch.is_empty() {
                    self.stretch(stretch, out);
                    stretch.clear();
                }
            };
            let seen: String = word.chars().filter(|&c| !is_dropped(c)).take(LOOKED_AT).collect();
            for c in seen.nfd().filter(|&c| c.general_category() != GeneralCategory::NonspacingMark) {
                if out.len() - from >= self.limit {
                    break;
                }
                for c in c.to_lowercase() {
                    if c.is_whitespace() {
                        flush(&mut stretch, out);
                    } else if is_punctuation(c) || is_ideograph(c) {
                        flush(&mut stretch, out);
                        stretch.push(c);
                        flush(&mut stretch, out);
                    } else {
                        stretch.push(c);
                    }
                }
            }
            flush(&mut stretch, out);
        }
        out.truncate(from + self.limit);
        if out.len() == from {
            out.push(UNKNOWN);
        }
    }

    /// Greedy longest match over one stretch without blanks and punctuation.
    fn stretch(&self, stretch: &str, out: &mut Vec<i32>) {
        if let Some(&id) = self.starts.get(stretch) {
            out.push(id);
            return;
        }
        let from = out.len();
        if stretch.chars().count() > LONGEST {
            out.push(UNKNOWN);
            return;
        }
        let mut at = 0;
        while at < stretch.len() {
            let map = if at == 0 { &self.starts } else { &self.inner };
            let mut end = stretch.floor_char_boundary((at + self.longest).min(stretch.len()));
            let found = loop {
                if end <= at {
                    break None;
                }
                if let Some(&id) = map.get(&stretch[at..end]) {
                    break Some(id);
                }
                end = stretch.floor_char_boundary(end - 1);
            };
            let Some(id) = found else {
                out.truncate(from);
                out.push(UNKNOWN);
                return;
            };
            out.push(id);
            at = end;
        }
    }
}

/// Control and format characters, which the vocabulary never saw; blanks stay.
fn is_dropped(c: char) -> bool {
    !c.is_ascii_graphic()
        && (c == '\u{fffd}' || (!c.is_whitespace() && c.general_category_group() == GeneralCategoryGroup::Other))
}

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() || (!c.is_ascii() && c.general_category_group() == GeneralCategoryGroup::Punctuation)
}

fn is_ideograph(c: char) -> bool {
    matches!(c as u32, 0x4E00..=0x9FFF | 0x3400..=0x4DBF | 0x20000..=0x2A6DF | 0x2A700..=0x2B81F | 0x2B920..=0x2CEAF | 0xF900..=0xFAFF | 0x2F800..=0x2FA1F)
}

/// Capitalisation class of a word, as `models/FORMAT.md` numbers them.
pub(crate) fn capitalisation(word: &str) -> i32 {
    if word.chars().any(char::is_numeric) {
        return 5;
    }
    let letter = |c: &char| {
        c.is_ascii_alphabetic() || (!c.is_ascii() && c.general_category_group() == GeneralCategoryGroup::Letter)
    };
    let mut letters = 0_usize;
    let mut upper = 0_usize;
    let mut first = false;
    for c in word.chars().filter(letter) {
        let is_upper = c.is_uppercase();
        first |= letters == 0 && is_upper;
        letters += 1;
        upper += usize::from(is_upper);
    }
    match (letters, upper) {
        (0, _) => 6,
        (1, 1) => 7,
        (_, 0) => 1,
        (all, some) if all == some => 3,
        (_, 1) if first => 2,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces() -> Pieces {
        Pieces::new(include_str!("../../../models/vocab.txt"), 8).unwrap()
    }

    fn ids(word: &str) -> Vec<i32> {
        let mut out = Vec::new();
        pieces().word(word, &mut out);
        out
    }

    #[test]
    fn words_become_pieces() {
        for (word, expected) in [
            ("the", &[1996][..]),
            ("Talks", &[7566]),
            ("Élysée", &[20779, 19763]),
            ("n't", &[1050, 1005, 1056]),
            ("’s", &[1521, 1055]),
            ("\u{0}", &[100]),
            ("👩‍👩", &[100]),
            ("日本", &[1864, 1876]),
        ] {
            assert_eq!(ids(word), expected, "{word}");
        }
    }

    #[test]
    fn odd_words_have_one_to_eight_pieces() {
        for word in
            ["", " ", "\u{301}", &"x".repeat(1_000_000), &"x-".repeat(1_000), &format!("e{}", "\u{301}".repeat(10_000))]
        {
            assert!((1..=8).contains(&ids(word).len()));
        }
    }

    #[test]
    fn capitals_have_classes() {
        let words = ["[", "talks", "Talks", "NATO", "McDonald", "1970s", ",", "A", "J.", "n't", "U.S.", "iPhone", "É"];
        let classes: Vec<i32> = words.iter().map(|word| capitalisation(word)).collect();
        assert_eq!(classes, [6, 1, 2, 3, 4, 5, 6, 7, 7, 1, 3, 4, 7]);
    }
}
