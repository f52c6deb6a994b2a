//! The rules, each of which joins sets of mentions: quotes and their speakers, equal strings, appositions and predicates, parts of
//! names, titles, heads, pronouns.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::clusters::Clusters;
use super::knowledge::Lexicon;
use super::mentions::{Gender, Item, Number, Role, Sort, loose_name};
use crate::annotation::{MentionKind, NameKind, Sentence, Upos};

/// Earlier mentions with the same head that a rule looks at.
const LOOK_BACK: usize = 12;
/// Sentences that a pronoun looks back over.
const REACH: usize = 3;
/// Mentions that a pronoun looks back over.
const CANDIDATES: usize = 120;

/// Sets of mentions of one and the same, two and more each.
pub(super) fn run(lexicon: &Lexicon, sentences: &[Sentence], items: &[Item]) -> Vec<Vec<usize>> {
    let mut sieve = Sieve {
        lexicon,
        sentences,
        items,
        clusters: Clusters::new(items.len()),
        known: items.iter().map(Known::of).collect(),
    };
    sieve.by_head();
    sieve.equal_strings();
    sieve.appositions();
    sieve.parts_of_names();
    sieve.heads(true);
    sieve.heads(false);
    sieve.descriptions();
    sieve.speakers();
    sieve.pronouns();
    sieve.clusters.groups()
}

struct Sieve<'a> {
    lexicon: &'a Lexicon,
    sentences: &'a [Sentence],
    items: &'a [Item],
    clusters: Clusters,
    /// What is known of a set, kept at the member that names it.
    known: Vec<Known>,
}

/// What all mentions of a set tell together.
#[derive(Clone, Copy, Debug)]
struct Known {
    sort: Sort,
    gender: Gender,
    number: Number,
    name_kind: Option<NameKind>,
}

impl Known {
    fn of(item: &Item) -> Self {
        Self { sort: item.sort, gender: item.gender, number: item.number, name_kind: item.name_kind }
    }

    fn with(self, other: Self) -> Self {
        Self {
            sort: if self.sort == Sort::Unknown { other.sort } else { self.sort },
            gender: if self.gender == Gender::Unknown { other.gender } else { self.gender },
            number: match (self.number, other.number) {
                (Number::Unknown, n) | (n, Number::Unknown) => n,
                (Number::Group, _) | (_, Number::Group) => Number::Group,
                (n, _) => n,
            },
            name_kind: self.name_kind.or(other.name_kind),
        }
    }

    fn agrees(self, other: Self) -> bool {
        let sorts = self.sort == Sort::Unknown || other.sort == Sort::Unknown || self.sort == other.sort;
        let genders = self.gender == Gender::Unknown || other.gender == Gender::Unknown || self.gender == other.gender;
        sorts && genders && numbers_agree(self.number, other.number)
    }
}

fn numbers_agree(a: Number, b: Number) -> bool {
    a == b || matches!((a, b), (Number::Unknown | Number::Group, _) | (_, Number::Unknown | Number::Group))
}

impl Sieve<'_> {
    /// Index of what `by_head` would hold; kept for the order of the rules.
    fn by_head(&mut self) {
        debug_assert_eq!(self.known.len(), self.items.len());
    }

    fn known(&self, item: usize) -> Known {
        self.known[self.clusters.of(item)]
    }

    fn join(&mut self, a: usize, b: usize) {
        let known = self.known(a).with(self.known(b));
        self.clusters.join(a, b);
        let at = self.clusters.of(a);
        self.known[at] = known;
    }

    /// Whether one of two mentions lies in the other.
    fn nested(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.items[a], &self.items[b]);
        a.sentence == b.sentence && a.tokens.start < b.tokens.end && b.tokens.start < a.tokens.end
    }

    /// Names and noun phrases that are written alike.
    fn equal_strings(&mut self) {
        let mut seen: FxHashMap<(&str, bool), usize> = FxHashMap::default();
        for (index, item) in self.items.iter().enumerate() {
            let usable = match item.kind {
                MentionKind::Pronoun => false,
                MentionKind::Name => true,
                MentionKind::Nominal => {
                    !item.indefinite
                        && !self.lexicon.idle.contains(item.key.as_str())
                        && (item.definite || item.text.contains(' ') || item.number != Number::Plural)
                        && !item.modifiers.iter().any(|m| self.lexicon.apart.contains(m.as_str()))
                }
            };
            if !usable || item.text.is_empty() {
                continue;
            }
            let text = if item.kind == MentionKind::Name && !item.joint && !item.name.is_empty() {
                ""
            } else {
                item.text.as_str()
            };
            if text.is_empty() {
                continue;
            }
            match seen.insert((text, item.joint), index) {
                Some(earlier) if !self.nested(earlier, index) => self.join(earlier, index),
                _ => {}
            }
        }
        let mut names: BTreeMap<&[String], usize> = BTreeMap::new();
        for (index, item) in self
            .items
            .iter()
            .enumerate()
            .filter(|(_, item)| item.kind == MentionKind::Name && !item.joint && !item.name.is_empty())
        {
            if let Some(earlier) = names.insert(&item.name, index)
                && !self.nested(earlier, index)
                && self.known(earlier).agrees(Known::of(item))
                && self.same_extra(earlier, index)
            {
                self.join(earlier, index);
            }
        }
    }

    /// Names as parts of larger phrases ("the Geneva talks") are not the name; numbers set names apart.
    fn same_extra(&self, a: usize, b: usize) -> bool {
        let numbers = |item: &Item| -> Vec<String> {
            item.modifiers.iter().filter(|m| m.bytes().all(|b| b.is_ascii_digit())).cloned().collect()
        };
        numbers(&self.items[a]) == numbers(&self.items[b])
    }

    /// "Kono, the foreign minister"; "Kono is the foreign minister"; "the talks, known as ...".
    fn appositions(&mut self) {
        let mut heads: FxHashMap<(usize, usize), usize> = FxHashMap::default();
        for (index, item) in self.items.iter().enumerate().filter(|(_, item)| !item.joint) {
            heads.insert((item.sentence, item.head), index);
        }
        for (index, item) in self.items.iter().enumerate().filter(|(_, item)| !item.joint) {
            let sentence = &self.sentences[item.sentence];
            let token = &sentence.tokens[item.head];
            let apposed =
                token.relation() == "appos" || (token.relation() == "flat" && loose_name(sentence, item.head));
            if apposed
                && let Some(&other) = token.head.and_then(|head| heads.get(&(item.sentence, head)))
                && numbers_agree(item.number, self.items[other].number)
                && self.may_be_apposed(other, index)
            {
                self.join(other, index);
            }
            // "She became the first minister", "he was named an envoy".
            let verb = token.head.map(|verb| (verb, &sentence.tokens[verb]));
            if token.relation() == "xcomp"
                && let Some((at, verb)) = verb
                && item.kind != MentionKind::Pronoun
                && verb.upos == Upos::Verb
                && !sentence.tokens.iter().any(|t| t.head == Some(at) && t.feature("Polarity") == Some("Neg"))
                && let Some(subject) =
                    sentence.tokens.iter().position(|t| t.head == Some(at) && t.relation() == "nsubj")
                && (self.lexicon.becoming.contains(verb.lemma.to_lowercase().as_str())
                    || sentence.tokens[subject].deprel == "nsubj:pass")
                && let Some(&other) = heads.get(&(item.sentence, subject))
                && other != index
                && self.known(other).agrees(Known::of(item))
                && self.items[other].person == 3
            {
                self.join(other, index);
            }
            let copula = sentence.tokens.iter().any(|t| t.head == Some(item.head) && t.relation() == "cop");
            let placed =
                sentence.tokens[..item.head].iter().any(|t| t.head == Some(item.head) && t.relation() == "case");
            if copula && !placed && item.kind != MentionKind::Pronoun {
                let subject = sentence.tokens.iter().position(|t| t.head == Some(item.head) && t.relation() == "nsubj");
                let negated =
                    sentence.tokens.iter().any(|t| t.head == Some(item.head) && t.feature("Polarity") == Some("Neg"));
                if let Some(&other) = subject.and_then(|s| heads.get(&(item.sentence, s)))
                    && !negated
                    && other != index
                    && (self.known(other).agrees(Known::of(item)) || self.items[other].kind == MentionKind::Pronoun)
                    && self.items[other].person == 3
                {
                    self.join(other, index);
                }
            }
        }
    }

    /// A place and the larger place around it are two, and a nationality is nobody.
    fn may_be_apposed(&self, a: usize, b: usize) -> bool {
        let kinds = [self.items[a].name_kind, self.items[b].name_kind];
        kinds != [Some(NameKind::Place); 2]
            && !kinds.contains(&Some(NameKind::Nationality))
            && !(kinds[0].is_some() && kinds[1].is_some() && kinds[0] != kinds[1])
    }

    /// "Abe" after "Shinzo Abe", "the EU" after "the European Union".
    fn parts_of_names(&mut self) {
        let mut by_last: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        let mut initials: FxHashMap<String, usize> = FxHashMap::default();
        for (index, item) in self.items.iter().enumerate() {
            if item.kind != MentionKind::Name || item.joint || item.name.is_empty() {
                continue;
            }
            let person = self.known(index).sort != Sort::Thing;
            let short = item.name.len() == 1 || item.name[0].ends_with('.');
            let mut joined = false;
            if person && item.name_kind != Some(NameKind::Nationality) {
                let last = item.name[item.name.len() - 1].as_str();
                let earlier = by_last.get(last).map_or(&[][..], Vec::as_slice);
                let found = earlier.iter().rev().take(LOOK_BACK).copied().find(|&other| {
                    let candidate = &self.items[other];
                    let fits = short || candidate.name.len() == 1 || candidate.name[0] == item.name[0];
                    fits && self.known(other).sort != Sort::Thing
                        && self.known(other).agrees(self.known(index))
                        && !self.nested(other, index)
                });
                if let Some(other) = found {
                    self.join(other, index);
                    joined = true;
                }
                for word in [item.name.first(), item.name.last()].into_iter().flatten() {
                    by_last.entry(word.as_str()).or_default().push(index);
                }
            }
            if !joined && item.name.len() == 1 && (2..=6).contains(&item.name[0].len()) {
                let letters: String = item.name[0].chars().filter(|c| c.is_alphanumeric()).collect();
                if let Some(&other) = initials.get(&letters)
                    && !self.nested(other, index)
                {
                    self.join(other, index);
                }
            }
            if item.name.len() > 1 {
                let solid = item
                    .name
                    .iter()
                    .filter(|w| !matches!(w.as_str(), "of" | "the" | "and" | "for" | "in" | "on" | "-"));
                initials.entry(solid.filter_map(|w| w.chars().next()).collect()).or_insert(index);
            }
        }
    }

    /// Definite noun phrases with the head of an earlier mention, or with the title of a name ("the minister" after "Foreign
    /// Minister Kono"). When strict, every modifier must have been there before.
    fn heads(&mut self, strict: bool) {
        let mut by_head: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (index, item) in self.items.iter().enumerate() {
            if item.kind == MentionKind::Pronoun || item.joint {
                continue;
            }
            let first = self.clusters.members(index)[0] == index;
            let plain = item.kind == MentionKind::Nominal || item.title;
            if plain
                && item.definite
                && !item.modifier
                && first
                && !self.lexicon.idle.contains(item.key.as_str())
                && !item.modifiers.iter().any(|m| self.lexicon.apart.contains(m.as_str()))
            {
                let earlier = by_head.get(item.key.as_str()).map_or(&[][..], Vec::as_slice);
                let found =
                    earlier.iter().rev().take(LOOK_BACK).copied().find(|&other| self.head_match(other, index, strict));
                if let Some(other) = found {
                    self.join(other, index);
                }
            }
            if plain && !item.modifier {
                by_head.entry(item.key.as_str()).or_default().push(index);
            }
            for description in &item.descriptions {
                by_head.entry(description.as_str()).or_default().push(index);
            }
        }
    }

    fn head_match(&self, other: usize, index: usize, strict: bool) -> bool {
        let (candidate, item) = (&self.items[other], &self.items[index]);
        if self.nested(other, index)
            || !numbers_agree(candidate.number, item.number)
            || !self.known(other).agrees(Known::of(item))
        {
            return false;
        }
        if candidate.kind == MentionKind::Name && !candidate.title {
            // A title: all that the phrase says must have been said of the name.
            return item.modifiers.is_subset(&candidate.descriptions) && item.sentence - candidate.sentence <= 25;
        }
        let near = item.sentence - candidate.sentence;
        let before: Vec<usize> = self.clusters.members(other).iter().copied().take(LOOK_BACK).collect();
        let covered = item.modifiers.iter().all(|m| {
            before.iter().any(|&b| self.items[b].modifiers.contains(m) || self.items[b].descriptions.contains(m))
        });
        if strict {
            covered && near <= 40
        } else {
            // Bold: the later phrase says less, and what both say does not clash.
            covered && item.modifiers.len() <= candidate.modifiers.len() || (item.modifiers.is_empty() && near <= 6)
        }
    }

    /// "The boy", "the minister" after a name of which nothing of the kind was said: whoever alone it can stand for. A name that
    /// is known as something else is left to be that, unless the noun says no more than that somebody is a human being.
    fn descriptions(&mut self) {
        for index in 0..self.items.len() {
            let item = &self.items[index];
            let open = item.kind == MentionKind::Nominal
                && item.sort == Sort::Person
                && item.number == Number::Singular
                && item.definite
                && !item.narrowed
                && !item.modifier
                && !item.joint
                && item.role != Role::Other
                && self.clusters.members(index).len() == 1
                && !item.modifiers.iter().any(|m| self.lexicon.apart.contains(m.as_str()));
            let sentence = &self.sentences[item.sentence];
            // "his father" is somebody new.
            let owned = sentence.tokens.iter().any(|t| t.head == Some(item.head) && t.deprel == "nmod:poss");
            if !open || owned {
                continue;
            }
            let vague = self.lexicon.vague.contains(item.key.as_str());
            let mut found: Option<usize> = None;
            let mut several = false;
            for other in (0..index).rev().take(CANDIDATES) {
                let candidate = &self.items[other];
                if item.sentence - candidate.sentence > 2 {
                    break;
                }
                let known = self.known(other);
                let named = known.sort == Sort::Person
                    && known.number != Number::Plural
                    && candidate.number != Number::Plural
                    && candidate.person == 3
                    && !candidate.joint
                    && !self.nested(other, index)
                    && known.agrees(Known::of(item));
                if !named {
                    continue;
                }
                let set = self.clusters.of(other);
                let members = self.clusters.members(other);
                let name = members.iter().any(|&m| self.items[m].kind == MentionKind::Name);
                let described = members.iter().any(|&m| {
                    let member = &self.items[m];
                    !member.descriptions.is_empty() || member.kind == MentionKind::Nominal
                });
                if !name || described && !vague {
                    several |= !name || vague;
                    continue;
                }
                match found {
                    Some(earlier) if self.clusters.of(earlier) != set => several = true,
                    Some(_) => {}
                    None => found = Some(other),
                }
            }
            if let Some(other) = found.filter(|_| !several) {
                self.join(other, index);
            }
        }
    }

    /// First and second persons inside quotes, and their speakers.
    fn speakers(&mut self) {
        let mut subjects: FxHashMap<usize, usize> = FxHashMap::default();
        for (index, item) in self.items.iter().enumerate() {
            if item.role != Role::Subject
                || item.joint
                || item.quoted
                || item.sort == Sort::Thing && item.number != Number::Group
            {
                continue;
            }
            let sentence = &self.sentences[item.sentence];
            if item.governor.is_some_and(|g| {
                self.lexicon.speech.contains(sentence.tokens[g].lemma.to_lowercase().as_str())
                    && sentence.tokens[g].upos == Upos::Verb
            }) {
                subjects.entry(item.sentence).or_insert(index);
            }
        }
        let mut last: BTreeMap<(bool, &'static str, usize), usize> = BTreeMap::new();
        let mut speaker: Option<(usize, usize)> = None;
        let mut current = usize::MAX;
        for (index, item) in self.items.iter().enumerate() {
            if item.sentence != current {
                current = item.sentence;
                if let Some(&subject) = subjects.get(&current) {
                    speaker = Some((current, subject));
                }
            }
            if item.kind != MentionKind::Pronoun || item.person == 3 {
                continue;
            }
            let form = match (item.person, item.number) {
                (1, Number::Singular) => "i",
                (1, _) => "we",
                _ => "you",
            };
            let near = speaker.filter(|&(sentence, _)| current - sentence <= 2);
            // Outside quotes the author speaks; inside, whoever the text says.
            let scope = if item.quoted {
                near.map_or(self.sentences[item.sentence].block, |(_, subject)| self.clusters.of(subject))
            } else {
                0
            };
            if let Some(earlier) = last.insert((item.quoted, form, scope), index) {
                self.join(earlier, index);
            }
            if item.quoted
                && form == "i"
                && let Some((_, subject)) = near
                && self.known(subject).number != Number::Plural
            {
                self.join(subject, index);
            }
        }
    }

    /// Pronouns of the third person: the best of the earlier mentions that agree.
    fn pronouns(&mut self) {
        for index in 0..self.items.len() {
            let item = &self.items[index];
            if item.kind != MentionKind::Pronoun || item.person != 3 {
                continue;
            }
            if matches!(item.key.as_str(), "this" | "that" | "these" | "those") {
                continue;
            }
            if self.clusters.members(index)[0] != index {
                continue;
            }
            let mut best: Option<(f32, usize)> = None;
            for other in (0..index).rev().take(CANDIDATES) {
                let candidate = &self.items[other];
                if item.sentence - candidate.sentence > REACH {
                    break;
                }
                if let Some(score) = self.salience(other, index)
                    && best.is_none_or(|(highest, _)| score > highest)
                {
                    best = Some((score, other));
                }
            }
            if let Some((_, other)) = best {
                self.join(other, index);
            }
        }
    }

    /// Whether a pronoun is the subject of the relative clause about a mention of its sentence: "the envoy, whom he met".
    fn about(&self, pronoun: &Item, mention: &Item) -> bool {
        let tokens = &self.sentences[pronoun.sentence].tokens;
        let Some(mut verb) = pronoun.governor.filter(|_| pronoun.role == Role::Subject) else { return false };
        for _ in 0..4 {
            let token = &tokens[verb];
            if token.deprel == "acl:relcl" {
                return token.head == Some(mention.head);
            }
            match token.head {
                Some(up) if matches!(token.relation(), "conj" | "xcomp" | "ccomp") => verb = up,
                _ => return false,
            }
        }
        false
    }

    /// Whether a mention is of whoever speaks the quote in which a pronoun stands.
    fn speaks(&self, pronoun: &Item, mention: usize) -> bool {
        pronoun.quoted
            && self.clusters.members(mention).iter().map(|&m| &self.items[m]).any(|item| {
                let tokens = &self.sentences[item.sentence].tokens;
                item.sentence == pronoun.sentence
                    && !item.quoted
                    && item.role == Role::Subject
                    && item
                        .governor
                        .is_some_and(|verb| self.lexicon.speech.contains(tokens[verb].lemma.to_lowercase().as_str()))
            })
    }

    /// The mention whose possessor a pronoun is: "his father" is not his own father.
    fn owned(&self, pronoun: usize) -> Option<usize> {
        let item = &self.items[pronoun];
        let near = pronoun.saturating_sub(4)..(pronoun + 5).min(self.items.len());
        near.into_iter().find(|&other| {
            let owned = &self.items[other];
            owned.sentence == item.sentence && Some(owned.head) == item.governor && !owned.joint
        })
    }

    /// "the minister and his aides".
    fn owns_first(&self, pronoun: &Item, mention: &Item) -> bool {
        let tokens = &self.sentences[pronoun.sentence].tokens;
        pronoun.role == Role::Possessor
            && pronoun.governor.is_some_and(|noun| {
                tokens[noun].relation() == "conj" && tokens[noun].head == Some(mention.head) && !mention.joint
            })
    }

    /// How well `other` would do as the antecedent of the pronoun at `index`; `None` where grammar forbids it.
    fn salience(&self, other: usize, index: usize) -> Option<f32> {
        let (candidate, pronoun) = (&self.items[other], &self.items[index]);
        let known = self.known(other);
        if self.nested(other, index) && candidate.head != pronoun.head && candidate.tokens.contains(&pronoun.head) {
            return None;
        }
        if candidate.modifier && candidate.kind == MentionKind::Nominal {
            return None;
        }
        if candidate.person != 3
            || (candidate.kind == MentionKind::Pronoun
                && self.clusters.members(other).len() == 1
                && matches!(candidate.key.as_str(), "this" | "that"))
        {
            return None;
        }
        let plural = pronoun.number == Number::Plural;
        let fits = if plural {
            candidate.number == Number::Plural || (candidate.number == Number::Group && known.sort != Sort::Person)
        } else {
            match pronoun.sort {
                Sort::Person => {
                    known.sort == Sort::Person
                        && known.number != Number::Plural
                        && candidate.number != Number::Plural
                        && (known.gender == Gender::Unknown || known.gender == pronoun.gender)
                }
                _ => {
                    known.sort != Sort::Person
                        && known.number != Number::Plural
                        && candidate.number != Number::Plural
                        && known.name_kind != Some(NameKind::Nationality)
                }
            }
        };
        if !fits || self.lexicon.idle.contains(candidate.key.as_str()) {
            return None;
        }
        let same_sentence = candidate.sentence == pronoun.sentence;
        if same_sentence
            && candidate.governor == pronoun.governor
            && candidate.governor.is_some()
            && !pronoun.reflexive
            && pronoun.role != Role::Possessor
            && candidate.role != Role::Possessor
        {
            return None;
        }
        if pronoun.reflexive && (!same_sentence || candidate.role != Role::Subject) {
            return None;
        }
        if same_sentence && self.about(pronoun, candidate) || self.speaks(pronoun, other) {
            return None;
        }
        if pronoun.role == Role::Possessor
            && self.owned(index).is_some_and(|o| self.clusters.of(o) == self.clusters.of(other))
        {
            return None;
        }
        let w = &self.lexicon.weights;
        let mut score = if same_sentence && self.owns_first(pronoun, candidate) { w.joined } else { 0.0 };
        score += w.sentence * (pronoun.sentence - candidate.sentence) as f32;
        score += match candidate.role {
            Role::Subject => w.subject,
            Role::Object => w.object,
            Role::Possessor => w.possessor,
            Role::Other => 0.0,
        };
        if candidate.role == pronoun.role && pronoun.role != Role::Other {
            score += w.parallel;
        }
        if plural && candidate.number == Number::Group {
            score += w.group;
        }
        if plural && known.sort == Sort::Person {
            score += w.people;
        }
        if known.name_kind.is_some() {
            score += w.name;
        }
        if candidate.embedded {
            score += w.embedded;
        }
        if candidate.indefinite {
            score += w.indefinite;
        }
        if candidate.kind == MentionKind::Pronoun && candidate.number == pronoun.number {
            score += w.pronoun;
        }
        score += w.cluster * self.clusters.members(other).iter().filter(|&&m| m < index).take(6).count() as f32;
        if same_sentence {
            score += w.distance * (pronoun.tokens.start.saturating_sub(candidate.head)) as f32;
        }
        Some(score)
    }
}
