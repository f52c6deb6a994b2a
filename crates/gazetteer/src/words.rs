//! Words as the gazetteer compares them: folded to lower case without diacritics, cut at hyphens and slashes, and the key
//! that spellings of one name share. Knows no table.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case without diacritics; letters that do not decompose are spelled out.
pub(crate) fn ascii_fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            'đ' | 'Đ' | 'ð' => out.push('d'),
            'ß' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ı' => out.push('i'),
            'þ' => out.push_str("th"),
            'ə' | 'Ə' => out.push('e'),
            '’' | '‘' => out.push('\''),
            'ʿ' | 'ʾ' => {}
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// Whether the text is letters with dots between them ("U.S.", "D.P.R.K."): the dots are no boundaries there.
fn dotted(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').filter(|part| !part.is_empty()).collect();
    parts.len() > 1 && parts.iter().all(|part| part.chars().count() == 1)
}

/// The words of a phrase: folded, cut at all that is no letter or digit, a possessive "'s" as a word of its own.
pub(crate) fn words(phrase: &str) -> Vec<String> {
    phrase.split_whitespace().flat_map(pieces).map(|(word, _)| word).collect()
}

/// The words within one token, each with whether it starts with a capital letter.
pub(crate) fn pieces(token: &str) -> Vec<(String, bool)> {
    let mut out = Vec::new();
    let token = token.trim_end_matches(['\'', '’']);
    for rough in token.split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '\'' | '’') || is_combining_mark(c)))
    {
        let (stem, possessive) = match rough.strip_suffix("'s").or_else(|| rough.strip_suffix("’s")) {
            Some(stem) => (stem, true),
            None => (rough, false),
        };
        let parts: Vec<&str> = if dotted(stem) { vec![stem] } else { stem.split('.').collect() };
        for part in parts {
            let word: String = ascii_fold(part).chars().filter(|c| c.is_alphanumeric()).collect();
            if !word.is_empty() {
                out.push((word, part.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase)));
            }
        }
        if possessive {
            out.push(("'s".to_owned(), false));
        }
    }
    out
}

const FOLDS: [(&str, &str); 34] = [
    ("tch", "c"),
    ("sch", "s"),
    ("ph", "f"),
    ("kh", "h"),
    ("gh", "g"),
    ("zh", "j"),
    ("dj", "j"),
    ("sh", "s"),
    ("ch", "c"),
    ("th", "t"),
    ("ck", "k"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("ei", "e"),
    ("ey", "e"),
    ("ai", "a"),
    ("ay", "a"),
    ("yu", "u"),
    ("iu", "u"),
    ("ya", "a"),
    ("ia", "a"),
    ("yo", "o"),
    ("ye", "e"),
    ("ie", "i"),
    ("iy", "i"),
    ("ij", "i"),
    ("ii", "i"),
    ("w", "v"),
    ("q", "k"),
    ("x", "ks"),
    ("y", "i"),
    ("'", ""),
    ("-", ""),
];

/// A key that spellings of one name share ("Sergey" and "Sergei", "Yeltsin" and "Eltsin" do not). The script that builds
/// `names.csv` has the same function; a test compares the two.
pub(crate) fn name_key(word: &str) -> String {
    let mut key = word.to_owned();
    for (from, to) in FOLDS {
        if key.contains(from) {
            key = key.replace(from, to);
        }
    }
    let mut out = String::with_capacity(key.len());
    for c in key.chars() {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// Small words inside names that carry no identity ("de", "al-", "bin").
pub(crate) const PARTICLES: [&str; 29] = [
    "de", "la", "del", "der", "van", "von", "den", "di", "da", "dos", "du", "le", "el", "al", "bin", "ibn", "abu",
    "abd", "as", "ad", "ul", "ur", "bint", "ter", "ten", "y", "e", "d", "ben",
];

/// The words of a name without small words and suffixes; all of them where nothing else would be left.
pub(crate) fn name_words(name: &str) -> Vec<String> {
    let all: Vec<String> = words(name).into_iter().filter(|word| word != "'s").collect();
    // What ends a name is no particle: "Li Bin", "Tran Duc La".
    let last = all.len().saturating_sub(1);
    let solid: Vec<String> = all
        .iter()
        .enumerate()
        .filter(|(at, word)| {
            let particle = PARTICLES.contains(&word.as_str()) && *at < last;
            !particle && !matches!(word.as_str(), "jr" | "sr" | "ii" | "iii" | "iv")
        })
        .map(|(_, word)| word.clone())
        .collect();
    if solid.is_empty() { all } else { solid }
}

/// Readable key of a name: its words joined by hyphens.
pub(crate) fn slug(name: &str) -> String {
    words(name).into_iter().filter(|word| word != "'s").collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_and_folded() {
        let check = |phrase: &str, expected: &str| assert_eq!(words(phrase).join(" "), expected, "{phrase}");
        check("U.S.-led", "us led");
        check("Soviet/Russian", "soviet russian");
        check("Sino-Russian", "sino russian");
        check("Élysée", "elysee");
        check("People's Party", "people 's party");
        check("Côte d’Ivoire", "cote divoire");
        check("St. Petersburg", "st petersburg");
        check("P5+1", "p5 1");
        check("Bjørn Łukasz", "bjorn lukasz");
    }

    #[test]
    fn spellings_share_a_key() {
        for (a, b) in [("sergey", "sergei"), ("yuri", "yury"), ("schroeder", "shroeder"), ("dmitry", "dmitri")] {
            assert_eq!(name_key(a), name_key(b), "{a} {b}");
        }
        assert_ne!(name_key("putin"), name_key("peter"));
    }
}
