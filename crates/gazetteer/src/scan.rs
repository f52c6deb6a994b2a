//! What can be seen in one sentence without knowing the rest: phrases of the lexicon, spans of personal names with the
//! titles around them, and phrases with an office in them ("the Iranian foreign minister"). Resolves nothing.

use std::ops::Range;

use demarche_language::{NameKind, Sentence, Upos};

use crate::lexicon::{Lexicon, Match, Sense, StateWord, TitleMatch};
use crate::tables::Tables;
use crate::words::{PARTICLES, name_key, name_words, words};

/// Whom an office belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    State(usize),
    Organisation(usize),
}

/// A span of tokens that names a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NameSpan {
    /// The name itself.
    pub(crate) tokens: Range<usize>,
    /// With the titles and modifiers in front of it.
    pub(crate) full: Range<usize>,
    /// Folded words of the name without particles.
    pub(crate) words: Vec<String>,
    /// The name as printed.
    pub(crate) text: String,
    /// Phrases with an office that belong to it: indices into [`Scan::roles`].
    pub(crate) roles: Vec<usize>,
    /// "m", "f" or empty, from "Mr." and its like.
    pub(crate) gender: &'static str,
    /// Whether it stands in brackets.
    pub(crate) bracketed: bool,
    /// Whether the tagger or a title says that this is a person (else the roster alone does).
    pub(crate) sure: bool,
}

/// What an office phrase is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RoleWord {
    /// A title of the table.
    Title(usize),
    /// "counterpart", "colleague".
    Counterpart,
    /// "predecessor", "successor".
    Predecessor,
}

/// A phrase with an office in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Role {
    /// The whole phrase: determiner to "of ...".
    pub(crate) tokens: Range<usize>,
    /// The title words.
    pub(crate) core: Range<usize>,
    pub(crate) word: RoleWord,
    pub(crate) plural: bool,
    /// "former", "late", "then", "-elect".
    pub(crate) past: bool,
    pub(crate) of: Option<Of>,
    /// The possessive pronoun in front ("his foreign minister").
    pub(crate) possessor: Option<usize>,
    /// "the", a possessor, or a state in front.
    pub(crate) definite: bool,
    /// "a", "an", "one".
    pub(crate) indefinite: bool,
    /// "two", "both", "three" in front.
    pub(crate) number: Option<usize>,
    /// The name that it belongs to, an index into [`Scan::names`].
    pub(crate) name: Option<usize>,
}

/// One sentence as scanned.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scan {
    pub(crate) matches: Vec<Match>,
    pub(crate) names: Vec<NameSpan>,
    pub(crate) roles: Vec<Role>,
}

/// Words between a determiner and a title that say nothing of identity.
const MODIFIERS: [&str; 44] = [
    "current",
    "new",
    "top",
    "senior",
    "chief",
    "acting",
    "interim",
    "outgoing",
    "veteran",
    "hard-line",
    "hardline",
    "moderate",
    "newly",
    "elected",
    "embattled",
    "caretaker",
    "visiting",
    "longtime",
    "long-time",
    "powerful",
    "de",
    "facto",
    "own",
    "most",
    "incoming",
    "communist",
    "nationalist",
    "conservative",
    "socialist",
    "reformist",
    "military",
    "political",
    "young",
    "old",
    "ailing",
    "lead",
    "main",
    "leading",
    "deputy",
    "first",
    "second",
    "high-ranking",
    "special",
    "strongman",
];
const PAST: [&str; 12] = [
    "former",
    "ex",
    "ex-",
    "late",
    "then",
    "then-",
    "one-time",
    "onetime",
    "ousted",
    "deposed",
    "assassinated",
    "erstwhile",
];
/// Words that start the names of storms, ships and buildings.
const NOT_PEOPLE: [&str; 30] = [
    "Interfax",
    "Tass",
    "TASS",
    "Itar-Tass",
    "ITAR-TASS",
    "Xinhua",
    "Reuters",
    "AFP",
    "Kyodo",
    "Yonhap",
    "Anatolia",
    "IRNA",
    "Tanjug",
    "Mehr",
    "Hurricane",
    "Typhoon",
    "Operation",
    "Mount",
    "Lake",
    "Fort",
    "Camp",
    "Hotel",
    "Palace",
    "Cape",
    "Port",
    "Cyclone",
    "USS",
    "HMS",
    "Storm",
    "Tropical",
];
const NOT_NAMES: [&str; 47] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "the",
    "mr",
    "mrs",
    "ms",
    "he",
    "she",
    "it",
    "they",
    "we",
    "i",
    "in",
    "on",
    "at",
    "but",
    "and",
    "of",
    "for",
    "to",
    "a",
    "an",
    "nov",
    "oct",
    "dec",
    "jan",
    "feb",
    "sept",
    "aug",
    "after",
    "as",
];

/// A number word that a group may carry.
pub(crate) fn number(word: &str) -> Option<usize> {
    Some(match word {
        "two" | "both" | "2" => 2,
        "three" | "3" => 3,
        "four" | "4" => 4,
        "five" | "5" => 5,
        "six" | "6" => 6,
        _ => return None,
    })
}

impl Scan {
    pub(crate) fn new(tables: &Tables, lexicon: &Lexicon, sentence: &Sentence) -> Self {
        let pieces = Lexicon::pieces_of(sentence);
        let matches = lexicon.matches(sentence, &pieces);
        let titles = lexicon.titles(&pieces);
        let mut scan = Self { matches, names: Vec::new(), roles: Vec::new() };
        scan.find_names(tables, sentence, &titles);
        // "U.N. General Assembly" holds no person called Assembly.
        let organisations: Vec<Range<usize>> =
            scan.matches.iter().filter(|m| m.organisation().is_some()).map(|m| m.tokens.clone()).collect();
        scan.names.retain(|name| {
            !organisations.iter().any(|range| {
                range.len() > name.tokens.len() && range.start <= name.tokens.start && name.tokens.end <= range.end
            })
        });
        scan.drop_titles_inside_names(sentence, titles, tables);
        scan
    }

    /// The match whose tokens hold `token`.
    pub(crate) fn match_at(&self, token: usize) -> Option<&Match> {
        self.matches.iter().find(|m| m.tokens.contains(&token))
    }

    /// The match that ends right before `token`.
    pub(crate) fn match_ending(&self, token: usize) -> Option<&Match> {
        self.matches.iter().find(|m| m.tokens.end == token)
    }

    /// The name whose tokens hold `token`.
    pub(crate) fn name_at(&self, token: usize) -> Option<usize> {
        self.names.iter().position(|name| name.tokens.contains(&token))
    }

    fn find_names(&mut self, tables: &Tables, sentence: &Sentence, titles: &[TitleMatch]) {
        let mut spans: Vec<(Range<usize>, bool)> = Vec::new();
        let title_at = |token: usize| titles.iter().find(|title| title.tokens.start == token && !title.plural);
        // What the tagger calls a person, without titles in front.
        for name in sentence.names.iter().filter(|name| name.kind == NameKind::Person) {
            let mut range = name.tokens.clone();
            // "Interior" in "Interior Minister".
            if titles.iter().any(|title| title.tokens.start <= range.start && range.end <= title.tokens.end) {
                continue;
            }
            while let Some(title) = title_at(range.start).filter(|title| title.tokens.end <= range.end) {
                // "King" and "Prince" may be given names; a lone title word is a title.
                range.start = title.tokens.end.max(range.start + 1);
            }
            while range.start < range.end
                && self
                    .matches
                    .iter()
                    .any(|m| m.tokens.start == range.start && m.state().is_some() && m.tokens.end < range.end)
                && titles.iter().any(|title| title.tokens.contains(&(range.start + 1)))
            {
                range.start += 1;
            }
            while range.end > range.start && !is_name_token(sentence, range.end - 1) {
                range.end -= 1;
            }
            while range.start < range.end
                && !is_name_token(sentence, range.start)
                && !is_particle(sentence, range.start)
            {
                range.start += 1;
            }
            // "Moon Jae" + "-" + "in": what is written in one word is one name.
            while is_tied(sentence, range.end) && range.end + 1 < sentence.tokens.len() {
                range.end += 2;
            }
            // "Menachem" + "Begin": a word that the tagger took for a verb.
            if range.end < sentence.tokens.len()
                && first_capital(&sentence.tokens[range.end].form)
                && is_roster_name(tables, &text_of(sentence, range.start..range.end + 1))
            {
                range.end += 1;
            }
            if NOT_PEOPLE.contains(&sentence.tokens[range.start].form.as_str()) {
                continue;
            }
            let titled = titles.iter().any(|title| title.tokens.end == range.start);
            let is_known_otherwise =
                self.matches.iter().any(|m| m.tokens.start <= range.start && range.end <= m.tokens.end);
            if range.start < range.end && (titled || !is_known_otherwise) {
                push_span(&mut spans, range, true);
            }
        }
        // Capitalised words after a title.
        for title in titles.iter().filter(|title| !title.plural) {
            let start = title.tokens.end;
            if start >= sentence.tokens.len() || titles.iter().any(|other| other.tokens.start == start) {
                continue;
            }
            let title_class = tables.titles[title.title].class;
            let small = !first_capital(&sentence.tokens[title.tokens.start].form);
            let run = self.name_run(sentence, titles, start);
            if run.is_empty() || (small && title_class == "adviser") {
                continue;
            }
            let blocked = self.matches.iter().any(|m| {
                m.tokens.start == start
                    && (m.state().is_some() || m.organisation().is_some())
                    && m.tokens.len() >= run.len()
            });
            if !blocked {
                push_span(&mut spans, run, true);
            }
        }
        // Names of the roster that nobody marked.
        let mut token = 0;
        while token < sentence.tokens.len() {
            let covered = spans.iter().any(|(span, _)| span.contains(&token));
            let found = (!covered && is_name_token(sentence, token))
                .then(|| {
                    (2..=5usize).rev().map(|length| token..token + length).find(|range| {
                        range.end <= sentence.tokens.len()
                            && range.clone().all(|t| {
                                (is_name_token(sentence, t)
                                    || t > 0
                                        && first_capital(&sentence.tokens[t].form)
                                        && sentence.tokens[t].upos == Upos::Verb
                                    || is_particle(sentence, t)
                                    || is_hyphen(sentence, t))
                                    && !spans.iter().any(|(span, _)| span.contains(&t))
                            })
                            && (is_name_token(sentence, range.end - 1)
                                || first_capital(&sentence.tokens[range.end - 1].form))
                            && !self.matches.iter().any(|m| m.tokens.start <= range.start && m.tokens.end >= range.end)
                            && is_roster_name(tables, &text_of(sentence, range.clone()))
                    })
                })
                .flatten();
            match found {
                Some(range) => {
                    token = range.end;
                    push_span(&mut spans, range, false);
                }
                None => token += 1,
            }
        }
        spans.sort_by_key(|(range, _)| range.start);
        for (range, sure) in spans {
            let text = text_of(sentence, range.clone());
            let words = name_words(&text);
            if words.is_empty() {
                continue;
            }
            let opened = sentence.tokens[..range.start].iter().fold(0i32, |depth, token| match token.form.as_str() {
                "(" | "[" => depth + 1,
                ")" | "]" => (depth - 1).max(0),
                _ => depth,
            });
            self.names.push(NameSpan {
                full: range.clone(),
                tokens: range,
                words,
                text,
                roles: Vec::new(),
                gender: "",
                bracketed: opened > 0,
                sure,
            });
        }
    }

    /// Capitalised tokens, particles and hyphens between them, from `start`; empty when the first is no name.
    fn name_run(&self, sentence: &Sentence, titles: &[TitleMatch], start: usize) -> Range<usize> {
        let mut end = start;
        let mut solid = start;
        while end < sentence.tokens.len() && end - start < 6 {
            let stops = titles.iter().any(|title| {
                title.tokens.start == end
                    && end > start
                    && first_capital(&sentence.tokens[end].form)
                    && title.tokens.len() > 1
            }) || NOT_NAMES.contains(&sentence.tokens[end].form.to_lowercase().trim_end_matches('.'))
                || (end > start
                    && self
                        .matches
                        .iter()
                        .any(|m| m.tokens.start == end && matches!(m.state(), Some((_, StateWord::Demonym)))));
            if stops {
                break;
            }
            if is_name_token(sentence, end) {
                end += 1;
                solid = end;
            } else if end > start && is_tied(sentence, end) && end == solid {
                end += 2;
                solid = end;
            } else if is_particle(sentence, end) || is_hyphen(sentence, end) && end > start {
                end += 1;
            } else {
                break;
            }
        }
        start..solid
    }

    fn drop_titles_inside_names(&mut self, sentence: &Sentence, titles: Vec<TitleMatch>, tables: &Tables) {
        let mut cores: Vec<(Range<usize>, RoleWord, bool)> = titles
            .into_iter()
            .filter(|title| !self.names.iter().any(|name| name.tokens.contains(&title.tokens.start)))
            .map(|title| (title.tokens, RoleWord::Title(title.title), title.plural))
            .collect();
        for (index, token) in sentence.tokens.iter().enumerate() {
            let (word, plural) = match token.form.to_lowercase().as_str() {
                "counterpart" | "colleague" | "opposite" => (RoleWord::Counterpart, false),
                "counterparts" | "colleagues" => (RoleWord::Counterpart, true),
                "predecessor" | "successor" => (RoleWord::Predecessor, false),
                _ => continue,
            };
            cores.push((index..index + 1, word, plural));
        }
        cores.sort_by_key(|(range, ..)| range.start);
        for (core, word, plural) in cores {
            // "leaders-level" is no group.
            if plural
                && sentence
                    .tokens
                    .get(core.end)
                    .is_some_and(|next| next.form == "-" && next.span.start == sentence.tokens[core.end - 1].span.end)
            {
                continue;
            }
            // Inside the name of an organisation ("Security Council") or a series a title is no title.
            if self
                .matches
                .iter()
                .any(|m| m.tokens.start < core.start && m.tokens.end >= core.end && m.tokens.len() > core.len())
            {
                continue;
            }
            self.role(sentence, core, word, plural, tables);
        }
    }

    /// Reads the modifiers around a title and ties it to a name next to it.
    fn role(&mut self, sentence: &Sentence, core: Range<usize>, word: RoleWord, plural: bool, tables: &Tables) {
        let tokens = &sentence.tokens;
        let lower = |index: usize| tokens.get(index).map(|token| token.form.to_lowercase()).unwrap_or_default();
        let mut role = Role {
            tokens: core.clone(),
            core: core.clone(),
            word,
            plural,
            past: false,
            of: None,
            possessor: None,
            definite: false,
            indefinite: false,
            number: None,
            name: None,
        };
        // "ex-president" in one token; "president-elect".
        let own = lower(core.start);
        role.past |= own.starts_with("ex-") || own.starts_with("then-") || lower(core.end - 1).ends_with("-elect");
        role.past |= lower(core.end) == "-" && lower(core.end + 1) == "elect";
        let mut start = core.start;
        let honorific = matches!(word, RoleWord::Title(title) if tables.titles[title].class == "honorific");
        if let Some(inner) =
            self.match_at(core.start).filter(|m| m.tokens.start == core.start && m.tokens.end <= core.end)
        {
            // "UN chief", "US Secretary of State" as titles of the table.
            role.of = of_match(inner);
        }
        while start > 0 && !honorific && core.start - start < 7 {
            let before = start - 1;
            if let Some(found) = self.match_ending(start).filter(|m| modifies(m, &lower(start))) {
                if role.of.is_none() {
                    role.of = of_match(found);
                    role.definite = true;
                } else if matches!(role.of, Some(Of::Organisation(_))) {
                    // "Israeli Labour Party leader": keep the nearer one.
                }
                start = found.tokens.start;
                continue;
            }
            let word = lower(before);
            if matches!(word.as_str(), "'s" | "’s" | "'" | "’") {
                if self.match_ending(before).is_none_or(|m| of_match(m).is_none()) {
                    break;
                }
                start = before;
            } else if PAST.contains(&word.as_str()) {
                role.past = true;
                start = before;
            } else if word == "-" || MODIFIERS.contains(&word.as_str()) || (tokens[before].upos == Upos::Adj && !plural)
            {
                start = before;
            } else if let Some(count) = number(&word) {
                role.number = Some(count);
                start = before;
            } else if word == "the"
                || matches!(word.as_str(), "this" | "that" | "these" | "those") && tokens[before].upos == Upos::Det
            {
                role.definite = true;
                start = before;
                break;
            } else if matches!(word.as_str(), "a" | "an" | "one" | "another" | "some" | "several") {
                role.indefinite = true;
                start = before;
                break;
            } else if matches!(word.as_str(), "his" | "her" | "their" | "its" | "my" | "our" | "your") {
                role.possessor = Some(before);
                role.definite = true;
                start = before;
                break;
            } else {
                break;
            }
        }
        if role.number.is_some() && start > 0 && lower(start - 1) == "the" {
            start -= 1;
            role.definite = true;
        }
        let mut end = core.end;
        // "president of Egypt", "leader of the PLO", "ambassador to Moscow".
        if matches!(lower(end).as_str(), "of" | "to" | "for") && !honorific {
            let mut at = end + 1;
            if lower(at) == "the" {
                at += 1;
            }
            let outward = lower(end) != "of";
            if let Some(found) = self.matches.iter().find(|m| m.tokens.start == at && of_match(m).is_some()) {
                // An ambassador "to" a state does not belong to it.
                if outward {
                    end = found.tokens.end;
                } else {
                    role.of = role.of.or(of_match(found));
                    role.definite = true;
                    end = found.tokens.end;
                }
            } else if let Some(found) = self.matches.iter().find(|m| m.tokens.start == at && m.place().is_some()) {
                // "the governor of Sakhalin".
                end = found.tokens.end;
            }
        }
        // "Russia's top negotiator in Chechnya, Ivan Rybkin,": the place belongs to the phrase.
        let described = role.definite || role.indefinite || role.of.is_some();
        if described && !role.plural && matches!(lower(end).as_str(), "in" | "at" | "for" | "on" | "to") {
            let comma = (end + 1..(end + 6).min(tokens.len())).find(|&at| tokens[at].form == ",");
            if let Some(comma) = comma
                && self.names.iter().any(|name| name.tokens.start == comma + 1)
                && tokens[end + 1..comma].iter().all(|token| !matches!(token.upos, Upos::Verb | Upos::Aux))
            {
                end = comma;
            }
        }
        role.tokens = start..end;
        let index = self.roles.len();
        // The name right behind: "President Sadat", "President of Egypt Anwar Sadat".
        let behind = self.names.iter().position(|name| name.tokens.start == core.end || name.tokens.start == end);
        let behind = behind.filter(|_| !role.plural).or_else(|| {
            // "the Syrian president, Hafez al-Assad,".
            (described && !role.plural && lower(end) == ",")
                .then(|| self.names.iter().position(|name| name.tokens.start == end + 1))
                .flatten()
                .filter(|&name| {
                    let after = lower(self.names[name].tokens.end);
                    matches!(
                        after.as_str(),
                        "," | "."
                            | ";"
                            | ":"
                            | "–"
                            | "—"
                            | "-"
                            | ")"
                            | ""
                            | "and"
                            | "said"
                            | "who"
                            | "to"
                            | "in"
                            | "on"
                            | "at"
                            | "'s"
                            | "’s"
                    )
                })
        });
        if let Some(name) = behind {
            role.name = Some(name);
            let span = &mut self.names[name];
            if span.tokens.start <= end {
                span.full.start = span.full.start.min(start);
            }
            if let RoleWord::Title(title) = word {
                let gender = tables.titles[title].gender;
                if !gender.is_empty() {
                    span.gender = gender;
                }
            }
            span.sure = true;
            span.roles.push(index);
        } else if described && !role.plural && start > 0 && (lower(start - 1) == "," || lower(start - 1) == "(") {
            // "Laurent Fabius, the French foreign minister," — not "told the minister, Abe said".
            let front = self.names.iter().position(|name| {
                let mut gap = name.tokens.end;
                // An age or a bracket may stand between: "Hatoyama, 73, the prime minister".
                if lower(gap) == "," && tokens.get(gap + 1).is_some_and(|t| t.upos == Upos::Num) {
                    gap += 2;
                }
                gap == start - 1
            });
            let closes = matches!(
                lower(end).as_str(),
                "," | "." | ";" | ")" | "and" | "–" | "—" | "" | "who" | "in" | "of" | "for" | "at"
            );
            if let Some(name) = front.filter(|_| closes) {
                role.name = Some(name);
                self.names[name].sure = true;
                self.names[name].roles.push(index);
                if let RoleWord::Title(title) = word
                    && !tables.titles[title].gender.is_empty()
                {
                    self.names[name].gender = tables.titles[title].gender;
                }
            }
        }
        self.roles.push(role);
    }

    /// The state or organisation that the words in front of `token` ("the Iranian", "Israel's") or an "of" behind it name,
    /// and the range with these words.
    pub(crate) fn modifier(&self, sentence: &Sentence, token: usize) -> (Option<Of>, Range<usize>, Option<usize>) {
        let tokens = &sentence.tokens;
        let lower = |index: usize| tokens.get(index).map(|token| token.form.to_lowercase()).unwrap_or_default();
        let mut start = token;
        let mut of = None;
        let mut possessor = None;
        while start > 0 && token - start < 6 {
            let before = start - 1;
            if let Some(found) = self.match_ending(start).filter(|m| modifies(m, &lower(start))) {
                of = of.or(of_match(found));
                start = found.tokens.start;
                continue;
            }
            let word = lower(before);
            if matches!(word.as_str(), "'s" | "’s" | "'" | "’") {
                if self.match_ending(before).is_none_or(|m| of_match(m).is_none()) {
                    break;
                }
                start = before;
            } else if matches!(tokens[before].upos, Upos::Adj | Upos::Num)
                || (tokens[before].upos == Upos::Noun && before + 1 == token)
                || word == "-"
            {
                start = before;
            } else if matches!(word.as_str(), "his" | "her" | "their" | "its") {
                possessor = Some(before);
                start = before;
                break;
            } else if matches!(
                word.as_str(),
                "the" | "a" | "an" | "some" | "many" | "several" | "these" | "those" | "most"
            ) {
                start = before;
                break;
            } else {
                break;
            }
        }
        let mut end = token + 1;
        if lower(end) == "of" && of.is_none() {
            let at = if lower(end + 1) == "the" { end + 2 } else { end + 1 };
            if let Some(found) = self.matches.iter().find(|m| m.tokens.start == at && of_match(m).is_some()) {
                of = of_match(found);
                end = found.tokens.end;
            }
        }
        (of, start..end, possessor)
    }
}

/// Whether a match may modify the noun behind it: a capital only with "'s" ("Moscow's envoy", but "in Moscow Foreign Minister
/// Lavrov said").
fn modifies(found: &Match, next: &str) -> bool {
    let seat = matches!(found.state(), Some((_, StateWord::Seat)));
    of_match(found).is_some() && (!seat || matches!(next, "'s" | "’s" | "'" | "’"))
}

/// What a match says about whom an office belongs to.
pub(crate) fn of_match(found: &Match) -> Option<Of> {
    found.senses.iter().find_map(|sense| match sense {
        Sense::State(index, word) if *word != StateWord::Prefix => Some(Of::State(*index)),
        Sense::Organisation(index) => Some(Of::Organisation(*index)),
        _ => None,
    })
}

/// Adds a span, joining it with one that it overlaps.
fn push_span(spans: &mut Vec<(Range<usize>, bool)>, range: Range<usize>, sure: bool) {
    if let Some((known, known_sure)) =
        spans.iter_mut().find(|(known, _)| known.start < range.end && range.start < known.end)
    {
        known.start = known.start.min(range.start);
        known.end = known.end.max(range.end);
        *known_sure |= sure;
    } else {
        spans.push((range, sure));
    }
}

fn first_capital(form: &str) -> bool {
    form.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)
}

fn is_name_token(sentence: &Sentence, token: usize) -> bool {
    let token = &sentence.tokens[token];
    let first = token.form.chars().next();
    let arabic = ["al-", "el-", "ul-", "as-", "ad-"].iter().any(|p| token.form.starts_with(p))
        && token.form.chars().nth(3).is_some_and(char::is_uppercase);
    (first.is_some_and(char::is_uppercase) || arabic)
        && !NOT_NAMES.contains(&token.form.to_lowercase().trim_end_matches('.'))
        && !matches!(token.upos, Upos::Verb | Upos::Aux | Upos::Pron | Upos::Det | Upos::Adp | Upos::Num | Upos::Punct)
}

fn is_particle(sentence: &Sentence, token: usize) -> bool {
    PARTICLES.contains(&sentence.tokens[token].form.as_str()) && sentence.tokens[token].form != "e"
}

/// Whether the token at the end of a name is a hyphen that ties the next token to it.
fn is_tied(sentence: &Sentence, token: usize) -> bool {
    token < sentence.tokens.len()
        && is_hyphen(sentence, token)
        && !matches!(sentence.tokens[token + 1].form.as_str(), "led" | "backed" | "era" | "style" | "brokered")
}

fn is_hyphen(sentence: &Sentence, token: usize) -> bool {
    let tokens = &sentence.tokens;
    tokens[token].form == "-"
        && token > 0
        && tokens[token - 1].span.end == tokens[token].span.start
        && tokens.get(token + 1).is_some_and(|next| next.span.start == tokens[token].span.end)
}

/// Words of a range as they stand in the text: blanks only where the text has them.
pub(crate) fn text_of(sentence: &Sentence, range: Range<usize>) -> String {
    let mut out = String::new();
    let mut last = None;
    for token in &sentence.tokens[range] {
        if last.is_some_and(|end| token.span.start > end) {
            out.push(' ');
        }
        out.push_str(&token.form);
        last = Some(token.span.end);
    }
    out
}

/// Whether the roster has somebody of exactly this full name.
fn is_roster_name(tables: &Tables, text: &str) -> bool {
    let wanted = words(text);
    let solid = name_words(text);
    if solid.len() < 2 {
        return false;
    }
    let Some(last) = solid.last() else { return false };
    [last, &solid[0]].into_iter().any(|word| {
        tables
            .people_named(&name_key(word))
            .any(|person| std::iter::once(person.name()).chain(person.aliases()).any(|name| words(name) == wanted))
    })
}
