//! Every phrase that names a state, organisation, place, series of meetings or title, by its folded words; and the scan of a
//! sentence for the longest ones. Knows no person.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use demarche_language::Sentence;

use crate::tables::Tables;
use crate::words::{pieces, words};

/// How a word stands for a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum StateWord {
    /// "Japan", "Soviet Union".
    Name,
    /// "Russian", also as a noun for one or all of its people.
    Demonym,
    /// "Sino-" before another adjective.
    Prefix,
    /// "Tokyo", "the Kremlin".
    Seat,
}

/// What a phrase may mean: indices into the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sense {
    State(usize, StateWord),
    Organisation(usize),
    Place(usize),
    Series(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    /// At least the first word has a capital.
    Capital,
    /// All letters are capitals ("US", "WHO").
    Capitals,
    /// Written small in the table: any case.
    Any,
}

/// A word of a sentence: tokens are cut at hyphens and slashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) token: usize,
    pub(crate) word: String,
    pub(crate) capital: bool,
}

/// A phrase found in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    /// Range of pieces.
    pub(crate) pieces: Range<usize>,
    /// The tokens that hold them.
    pub(crate) tokens: Range<usize>,
    /// What it may mean.
    pub(crate) senses: Vec<Sense>,
}

impl Match {
    pub(crate) fn state(&self) -> Option<(usize, StateWord)> {
        self.senses.iter().find_map(|sense| match sense {
            Sense::State(index, word) => Some((*index, *word)),
            _ => None,
        })
    }
    pub(crate) fn organisation(&self) -> Option<usize> {
        self.senses.iter().find_map(|sense| if let Sense::Organisation(index) = sense { Some(*index) } else { None })
    }
    pub(crate) fn place(&self) -> Option<usize> {
        self.senses.iter().find_map(|sense| if let Sense::Place(index) = sense { Some(*index) } else { None })
    }
    pub(crate) fn series(&self) -> Option<usize> {
        self.senses.iter().find_map(|sense| if let Sense::Series(index) = sense { Some(*index) } else { None })
    }
}

/// A title found in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TitleMatch {
    pub(crate) tokens: Range<usize>,
    /// Index into the titles.
    pub(crate) title: usize,
    pub(crate) plural: bool,
}

/// Phrases by their words.
#[derive(Debug)]
pub(crate) struct Lexicon {
    phrases: BTreeMap<String, Vec<(Sense, Case)>>,
    titles: BTreeMap<String, usize>,
    /// First words of all phrases and titles.
    starts: BTreeSet<String>,
}

const LONGEST: usize = 8;

impl Lexicon {
    pub(crate) fn new(tables: &Tables) -> Self {
        let mut lexicon = Self { phrases: BTreeMap::new(), titles: BTreeMap::new(), starts: BTreeSet::new() };
        for (index, state) in tables.states.iter().enumerate() {
            let name = |word| Sense::State(index, word);
            for phrase in std::iter::once(state.name).chain(state.aliases.iter().copied()) {
                lexicon.add(phrase, name(StateWord::Name));
            }
            for phrase in state.adjectives.iter().chain(&state.nouns) {
                lexicon.add(phrase, name(StateWord::Demonym));
            }
            for phrase in &state.prefixes {
                lexicon.add(phrase, name(StateWord::Prefix));
            }
            for phrase in &state.seats {
                if !phrase.starts_with('@') {
                    lexicon.add(phrase, name(StateWord::Seat));
                }
            }
        }
        for (index, organisation) in tables.organisations.iter().enumerate() {
            for phrase in std::iter::once(organisation.name).chain(organisation.aliases.iter().copied()) {
                lexicon.add(phrase, Sense::Organisation(index));
            }
        }
        for (index, place) in tables.places.iter().enumerate() {
            for phrase in std::iter::once(place.name).chain(place.aliases.iter().copied()) {
                lexicon.add_place(phrase, index, tables);
            }
        }
        for (index, (_, alias)) in tables.series.iter().enumerate() {
            lexicon.add(alias, Sense::Series(index));
        }
        for (index, title) in tables.titles.iter().enumerate() {
            lexicon.titles.entry(words(title.words).join(" ")).or_insert(index);
        }
        let first = |key: &String| key.split(' ').next().unwrap_or("").to_owned();
        // A plural of one word starts with itself.
        let plurals = lexicon.titles.keys().filter(|key| !key.contains(' ')).flat_map(|key| plurals_of(key));
        lexicon.starts = lexicon.phrases.keys().chain(lexicon.titles.keys()).map(first).chain(plurals).collect();
        lexicon.starts.insert("secretaries".to_owned());
        lexicon.starts.insert("chiefs".to_owned());
        lexicon
    }

    fn add(&mut self, phrase: &'static str, sense: Sense) {
        let letters = phrase.chars().filter(|c| c.is_alphabetic());
        let bare = phrase.strip_prefix("the ").unwrap_or(phrase);
        let case = if bare.chars().next().is_some_and(char::is_lowercase) {
            Case::Any
        } else if letters.clone().count() <= 5 && letters.clone().all(char::is_uppercase) {
            Case::Capitals
        } else {
            Case::Capital
        };
        let key = words(bare).join(" ");
        let senses = self.phrases.entry(key).or_default();
        if !senses.iter().any(|(known, _)| *known == sense) && !key_is_taken(senses, sense) {
            senses.push((sense, case));
        }
    }

    /// Of two places of one name the better known one is kept: those set by hand, then capitals, then by people.
    fn add_place(&mut self, phrase: &'static str, index: usize, tables: &Tables) {
        let weight = |place: usize| {
            let place = &tables.places[place];
            (place.kind != "city" || place.thousands == 0, place.thousands)
        };
        let bare = phrase.strip_prefix("the ").unwrap_or(phrase);
        let senses = self.phrases.entry(words(bare).join(" ")).or_default();
        let lower = bare.chars().next().is_some_and(char::is_lowercase);
        let case = if lower { Case::Any } else { Case::Capital };
        match senses.iter_mut().find(|(sense, _)| matches!(sense, Sense::Place(_))) {
            Some((Sense::Place(known), _)) => {
                if weight(index) > weight(*known) {
                    *known = index;
                }
            }
            _ => senses.push((Sense::Place(index), case)),
        }
    }

    /// What a whole phrase means, whatever its case.
    pub(crate) fn senses(&self, phrase: &str) -> Vec<Sense> {
        let key = words(phrase).join(" ");
        let key = key.strip_prefix("the ").unwrap_or(&key);
        self.phrases.get(key).map(|senses| senses.iter().map(|(sense, _)| *sense).collect()).unwrap_or_default()
    }

    /// The pieces of a sentence.
    pub(crate) fn pieces_of(sentence: &Sentence) -> Vec<Piece> {
        let mut out = Vec::with_capacity(sentence.tokens.len());
        for (token, word) in sentence.tokens.iter().enumerate() {
            let cut = pieces(&word.form);
            if cut.is_empty() {
                // Punctuation breaks a phrase; a hyphen or slash between two tokens does not.
                if !matches!(word.form.as_str(), "-" | "/" | "‑") {
                    out.push(Piece { token, word: String::new(), capital: false });
                }
                continue;
            }
            out.extend(cut.into_iter().map(|(word, capital)| Piece { token, word, capital }));
        }
        out
    }

    /// The longest phrases of a sentence from left to right.
    pub(crate) fn matches(&self, sentence: &Sentence, pieces: &[Piece]) -> Vec<Match> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < pieces.len() {
            match self.longest_at(sentence, pieces, at) {
                Some(found) => {
                    at = found.pieces.end;
                    out.push(found);
                }
                None => at += 1,
            }
        }
        out
    }

    fn longest_at(&self, sentence: &Sentence, pieces: &[Piece], at: usize) -> Option<Match> {
        if pieces[at].word.is_empty() || !self.starts.contains(&pieces[at].word) {
            return None;
        }
        for length in (1..=LONGEST.min(pieces.len() - at)).rev() {
            let range = at..at + length;
            if pieces[range.clone()].iter().any(|piece| piece.word.is_empty()) {
                continue;
            }
            let key = pieces[range.clone()].iter().map(|piece| piece.word.as_str()).collect::<Vec<_>>().join(" ");
            let Some(candidates) = self.phrases.get(&key) else { continue };
            let tokens = pieces[at].token..pieces[range.end - 1].token + 1;
            let capitals = sentence.tokens[tokens.clone()]
                .iter()
                .flat_map(|token| token.form.chars())
                .filter(|c| c.is_alphabetic())
                .all(char::is_uppercase);
            let piece_capitals = capitals || length == 1 && piece_is_capitals(sentence, &pieces[at]);
            let senses: Vec<Sense> = candidates
                .iter()
                .filter(|(sense, case)| match case {
                    Case::Any => true,
                    Case::Capital => pieces[at].capital,
                    Case::Capitals => piece_capitals,
                } && prefix_fits(*sense, sentence, pieces, &range))
                .map(|(sense, _)| *sense)
                .collect();
            if !senses.is_empty() {
                return Some(Match { pieces: range, tokens, senses });
            }
        }
        None
    }

    /// The longest titles of a sentence from left to right.
    pub(crate) fn titles(&self, pieces: &[Piece]) -> Vec<TitleMatch> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < pieces.len() {
            if !self.starts.contains(&pieces[at].word) {
                at += 1;
                continue;
            }
            let found = (1..=5.min(pieces.len() - at)).rev().find_map(|length| {
                let range = at..at + length;
                if pieces[range.clone()].iter().any(|piece| piece.word.is_empty()) {
                    return None;
                }
                let key = pieces[range.clone()].iter().map(|p| p.word.as_str()).collect::<Vec<_>>().join(" ");
                let tokens = pieces[at].token..pieces[range.end - 1].token + 1;
                if let Some(&title) = self.titles.get(&key) {
                    return Some((range, TitleMatch { tokens, title, plural: false }));
                }
                let single = singular(&key)?;
                self.titles.get(&single).map(|&title| (range, TitleMatch { tokens, title, plural: true }))
            });
            match found {
                Some((range, title)) => {
                    at = range.end;
                    out.push(title);
                }
                None => at += 1,
            }
        }
        out
    }
}

fn key_is_taken(senses: &[(Sense, Case)], sense: Sense) -> bool {
    // "Chinese" is adjective, noun and prefix of one state: the first reading is enough.
    matches!(sense, Sense::State(index, word)
        if senses.iter().any(|(known, _)| matches!(known, Sense::State(other, kind) if *other == index && *kind <= word)))
}

fn plurals_of(word: &str) -> Vec<String> {
    let mut out = vec![format!("{word}s")];
    if let Some(stem) = word.strip_suffix("man") {
        out.push(format!("{stem}men"));
    }
    if let Some(stem) = word.strip_suffix('y') {
        out.push(format!("{stem}ies"));
    }
    out
}

fn singular(key: &str) -> Option<String> {
    for (plural, single) in [
        ("secretaries of state", "secretary of state"),
        ("spokesmen", "spokesman"),
        ("chiefs of staff", "chief of staff"),
    ] {
        if key == plural {
            return Some(single.to_owned());
        }
    }
    if let Some(stem) = key.strip_suffix("ies") {
        return Some(format!("{stem}y"));
    }
    if let Some(stem) = key.strip_suffix("women") {
        return Some(format!("{stem}woman"));
    }
    if let Some(stem) = key.strip_suffix("men") {
        return Some(format!("{stem}man"));
    }
    key.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with('s')).map(str::to_owned)
}

/// Whether one piece of a token ("US" in "US-led", "U.S." in "U.S.-brokered") is in capitals.
fn piece_is_capitals(sentence: &Sentence, piece: &Piece) -> bool {
    let form = &sentence.tokens[piece.token].form;
    form.split(['-', '/', '‑']).any(|part| {
        let letters: String = part.chars().filter(|c| c.is_alphanumeric()).collect();
        letters.to_lowercase() == piece.word && letters.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
    })
}

/// A prefix ("Sino") counts only when a hyphen or slash follows.
fn prefix_fits(sense: Sense, sentence: &Sentence, pieces: &[Piece], range: &Range<usize>) -> bool {
    if !matches!(sense, Sense::State(_, StateWord::Prefix)) {
        return true;
    }
    let last = &pieces[range.end - 1];
    let Some(next) = pieces.get(range.end) else { return false };
    next.token == last.token
        || (next.token > last.token + 1
            && matches!(sentence.tokens[last.token + 1].form.as_str(), "-" | "/" | "‑" | "–"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let tables = Tables::embedded();
        let lexicon = Lexicon::new(&tables);
        let sentence = crate::testing::plain(text).1;
        let pieces = Lexicon::pieces_of(&sentence);
        let found: Vec<String> = lexicon
            .matches(&sentence, &pieces)
            .iter()
            .map(|m| {
                let what = match m.senses[0] {
                    Sense::State(index, word) => format!("{}:{word:?}", tables.states[index].key),
                    Sense::Organisation(index) => tables.organisations[index].id.to_owned(),
                    Sense::Place(index) => tables.places[index].name.to_owned(),
                    Sense::Series(index) => tables.series[index].0.to_owned(),
                };
                let words: Vec<&str> = pieces[m.pieces.clone()].iter().map(|p| p.word.as_str()).collect();
                format!("{}={what}", words.join(" "))
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_longest_phrase_wins() {
        check("Sino-Russian relations", &["sino=CHN:Prefix", "russian=RUS:Demonym"]);
        check("Sino - Russian relations", &["sino=CHN:Prefix", "russian=RUS:Demonym"]);
        check("Soviet/Russian control", &["soviet=SUN:Demonym", "russian=RUS:Demonym"]);
        check(
            "the Palestine Liberation Organization said",
            &["palestine liberation organization=palestine-liberation-organization"],
        );
        check("U.S.-led talks with us", &["us=USA:Name"]);
        check("he told us", &[]);
        check("the West Bank and the West", &["west bank=West Bank", "west=the-west"]);
        check("South Korea and North Korean envoys", &["south korea=KOR:Name", "north korean=PRK:Demonym"]);
        check("the Group of 20 summit", &["group of 20 summit=G20 summit"]);
        check("who said the diet was poor", &[]);
    }
}
