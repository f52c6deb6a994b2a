//! Which noun phrases and pronouns are mentions, and what their words say of number, gender and kind.

use std::collections::BTreeSet;
use std::ops::Range;

use super::knowledge::Lexicon;
use crate::annotation::{MentionKind, NameKind, Sentence, Upos};
use crate::tree::Tree;

/// What a mention can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Person,
    Thing,
    Unknown,
}

/// Grammatical gender of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gender {
    Feminine,
    Masculine,
    Unknown,
}

/// One or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    Singular,
    Plural,
    /// A singular that "they" may stand for.
    Group,
    Unknown,
}

/// The part that a mention plays in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Subject,
    Object,
    Possessor,
    Other,
}

/// A mention with what its words say.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) sentence: usize,
    pub(super) tokens: Range<usize>,
    pub(super) head: usize,
    pub(super) kind: MentionKind,
    /// Head in lower case; the lemma of a common noun, the form of a name or pronoun.
    pub(super) key: String,
    /// All its words in lower case without the light ones at its ends, joined.
    pub(super) text: String,
    /// The name inside, in lower case, words in order; empty for others.
    pub(super) name: Vec<String>,
    pub(super) name_kind: Option<NameKind>,
    /// Common nouns that describe a name ("prime minister"), and their modifiers.
    pub(super) descriptions: BTreeSet<String>,
    /// Modifiers that tell one thing from another.
    pub(super) modifiers: BTreeSet<String>,
    pub(super) sort: Sort,
    pub(super) gender: Gender,
    pub(super) number: Number,
    /// Grammatical person, 1 to 3.
    pub(super) person: u8,
    pub(super) definite: bool,
    pub(super) indefinite: bool,
    pub(super) reflexive: bool,
    pub(super) role: Role,
    /// The word that its head hangs on.
    pub(super) governor: Option<usize>,
    /// Whether it lies inside another noun phrase.
    pub(super) embedded: bool,
    /// Whether it stands between quotes.
    pub(super) quoted: bool,
    /// A coordination of several ("Chad and Mali").
    pub(super) joint: bool,
    /// A noun that modifies another ("aid" in "aid workers").
    pub(super) modifier: bool,
    /// An office written like a name ("the President", "Madam Speaker").
    pub(super) title: bool,
    /// Something narrows the phrase down after its head ("the man in the car").
    pub(super) narrowed: bool,
}

/// All mentions in the order of the text, longer ones first where several start at one word.
pub(super) fn collect(lexicon: &Lexicon, sentences: &[Sentence]) -> Vec<Item> {
    let mut out = Vec::new();
    let mut open = false;
    let mut block = usize::MAX;
    for (index, sentence) in sentences.iter().enumerate() {
        if sentence.block != block {
            open = false;
            block = sentence.block;
        }
        let from = out.len();
        let heads: Vec<Option<usize>> = sentence.tokens.iter().map(|token| token.head).collect();
        let tree = Tree::new(&heads);
        let mut quoted = Vec::with_capacity(sentence.tokens.len());
        for token in &sentence.tokens {
            match token.form.as_str() {
                "“" | "``" => open = true,
                "”" | "''" => open = false,
                "\"" => open = !open,
                _ => {}
            }
            quoted.push(open);
        }
        for (head, &quoted) in quoted.iter().enumerate() {
            if let Some(item) = mention(lexicon, sentence, &tree, index, head, quoted) {
                if let Some(joint) = joint(sentence, &tree, &item) {
                    out.push(joint);
                }
                out.push(item);
            }
        }
        out[from..].sort_by_key(|item: &Item| (item.tokens.start, std::cmp::Reverse(item.tokens.end), item.head));
    }
    out
}

fn mention(
    lexicon: &Lexicon,
    sentence: &Sentence,
    tree: &Tree,
    index: usize,
    head: usize,
    quoted: bool,
) -> Option<Item> {
    let token = &sentence.tokens[head];
    let relation = token.relation();
    let name = sentence.name_at(head);
    let kind = match token.upos {
        Upos::Pron => MentionKind::Pronoun,
        Upos::Propn => MentionKind::Name,
        Upos::Noun => MentionKind::Nominal,
        Upos::Adj | Upos::Num if matches!(relation, "nsubj" | "obj" | "nmod" | "obl") && name.is_some() => {
            MentionKind::Name
        }
        _ => return None,
    };
    // A name that hangs on another noun as if it were part of it ("the negotiator Ivan Rybkin") is a mention of its own.
    let loose = relation == "flat" && loose_name(sentence, head);
    if (relation == "flat" && !loose)
        || matches!(relation, "fixed" | "goeswith" | "expl" | "discourse" | "reparandum" | "punct")
        || token.deprel == "compound:prt"
    {
        return None;
    }
    if kind == MentionKind::Pronoun {
        let personal = token.feature("PronType") == Some("Prs") || token.feature("Poss") == Some("Yes");
        let demonstrative = token.feature("PronType") == Some("Dem");
        if !personal && !demonstrative {
            return None;
        }
    }
    // Parts of a name and titles are no mentions of their own; a name as a modifier of a common noun is one.
    let governor = token.head;
    let mut modifier = false;
    if matches!(token.deprel.as_str(), "compound" | "nmod:desc") {
        let own_name =
            name.is_some_and(|name| governor.is_none_or(|g| !name.tokens.contains(&g)) && token.deprel == "compound");
        // "aid" in "aid workers", "WHO" in "WHO staff": only ever the same as what is written alike.
        let plain = token.deprel == "compound"
            && matches!(kind, MentionKind::Nominal | MentionKind::Name)
            && governor.is_some_and(|g| sentence.tokens[g].upos == Upos::Noun);
        if !own_name && !plain {
            return None;
        }
        modifier = !own_name;
    }
    let phrase = sentence.phrases.iter().find(|phrase| phrase.head == head && phrase.tokens.contains(&head));
    let tokens = match phrase.filter(|_| kind == MentionKind::Name && !modifier) {
        Some(phrase) => phrase.tokens.clone(),
        None => extent(sentence, tree, head),
    };
    let lower = |token: usize| sentence.tokens[token].form.to_lowercase();
    let mut name_words = Vec::new();
    if let (MentionKind::Name, Some(name)) = (kind, name) {
        name_words = name.tokens.clone().filter(|&t| sentence.tokens[t].upos != Upos::Punct).map(lower).collect();
    } else if kind == MentionKind::Name {
        let part = |t: &usize| {
            *t == head
                || (sentence.tokens[*t].head == Some(head)
                    && matches!(sentence.tokens[*t].relation(), "flat" | "compound")
                    && sentence.tokens[*t].upos == Upos::Propn)
        };
        name_words = tokens.clone().filter(part).map(lower).collect();
    }
    let key = match kind {
        MentionKind::Nominal => token.lemma.to_lowercase(),
        MentionKind::Pronoun => token.form.to_lowercase(),
        MentionKind::Name => name_words.last().cloned().unwrap_or_else(|| lower(head)),
    };
    let mut words: Vec<String> = tokens.clone().map(lower).collect();
    while words.first().is_some_and(|w| lexicon.light.contains(w.as_str())) {
        words.remove(0);
    }
    while words.len() > 1 && words.last().is_some_and(|w| matches!(w.as_str(), "'s" | "’s" | "'" | "’")) {
        words.pop();
    }
    let mut modifiers = BTreeSet::new();
    let mut descriptions = BTreeSet::new();
    let (mut definite, mut indefinite) = (kind == MentionKind::Name, false);
    let mut counted = false;
    for &child in &tree.children[head] {
        if !tokens.contains(&child) {
            continue;
        }
        let word = &sentence.tokens[child];
        match word.relation() {
            "det" => match word.lemma.to_lowercase().as_str() {
                "the" | "this" | "that" | "these" | "those" | "both" => definite = true,
                _ => indefinite = true,
            },
            "nmod" if word.deprel == "nmod:poss" => definite = true,
            "nummod" => counted |= word.form != "1" && !word.form.eq_ignore_ascii_case("one"),
            _ => {}
        }
        if word.deprel == "nmod:desc"
            || (kind == MentionKind::Name && word.upos == Upos::Noun && word.relation() == "compound")
        {
            descriptions.insert(word.lemma.to_lowercase());
            descriptions.extend(tree.children[child].iter().map(|&t| sentence.tokens[t].lemma.to_lowercase()));
        }
    }
    for t in tokens.clone() {
        let word = &sentence.tokens[t];
        let lemma = word.lemma.to_lowercase();
        let solid = matches!(word.upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num | Upos::Verb);
        if t != head
            && solid
            && !lexicon.light.contains(lemma.as_str())
            && !name.is_some_and(|n| n.tokens.contains(&t) && n.tokens.contains(&head))
        {
            modifiers.insert(lemma);
        }
    }
    let name_kind = name.filter(|_| kind == MentionKind::Name).map(|name| name.kind);
    let number = number(lexicon, sentence, head, kind, name_kind, counted);
    let title = kind == MentionKind::Name && name.is_none() && lexicon.persons.contains(key.as_str());
    // The class of the whole phrase is the surer one, but for peoples.
    let name_kind = match phrase.filter(|phrase| kind == MentionKind::Name && phrase.kind != NameKind::Other) {
        Some(phrase) if name_kind != Some(NameKind::Nationality) => Some(phrase.kind),
        _ => name_kind,
    };
    let (sort, gender) = sort_and_gender(lexicon, sentence, head, kind, name_kind, &name_words, &descriptions, &key);
    let person =
        token.feature("Person").and_then(|p| p.parse().ok()).filter(|_| kind == MentionKind::Pronoun).unwrap_or(3);
    let role = match (relation, token.deprel.as_str()) {
        ("nsubj" | "csubj", _) => Role::Subject,
        ("obj" | "iobj", _) | (_, "obl:agent") => Role::Object,
        (_, "nmod:poss") => Role::Possessor,
        _ => Role::Other,
    };
    let embedded = governor.is_some_and(|g| matches!(sentence.tokens[g].upos, Upos::Noun | Upos::Propn | Upos::Pron))
        && relation != "nsubj"
        && relation != "conj";
    Some(Item {
        sentence: index,
        head,
        kind,
        key,
        text: words.join(" "),
        name: name_words,
        name_kind,
        descriptions,
        modifiers,
        sort,
        gender,
        number,
        person,
        definite,
        indefinite,
        reflexive: token.feature("Reflex") == Some("Yes"),
        role,
        governor,
        embedded,
        quoted,
        joint: false,
        modifier,
        title,
        narrowed: tokens.end > head + 1
            && !matches!(sentence.tokens[tokens.end - 1].form.as_str(), "'s" | "’s" | "'" | "’"),
        tokens,
    })
}

/// Whether a token heads a name that the word it hangs on is no part of.
pub(super) fn loose_name(sentence: &Sentence, token: usize) -> bool {
    sentence.name_at(token).is_some_and(|name| {
        sentence.tokens[token].head.is_none_or(|head| !name.tokens.contains(&head))
            && sentence.name_at(token).is_some_and(|n| n.kind == NameKind::Person)
            && sentence.tokens[token].head.is_some_and(|head| sentence.tokens[head].upos == Upos::Noun)
    })
}

/// First to one past last word of the noun phrase: the head with what belongs to the phrase, without prepositions, the clause of
/// which it is the predicate, conjuncts and appositions.
fn extent(sentence: &Sentence, tree: &Tree, head: usize) -> Range<usize> {
    let mut range = head..head + 1;
    let clause = tree.children[head].iter().any(|&c| matches!(sentence.tokens[c].relation(), "cop" | "nsubj"));
    for &child in &tree.children[head] {
        let token = &sentence.tokens[child];
        let inside = match token.relation() {
            "det" | "amod" | "nummod" | "nmod" | "compound" | "flat" | "fixed" | "goeswith" => true,
            "acl" => true,
            // "almost half", never the adverb of a predicate.
            "advmod" => !clause && child < head,
            // The mark of the possessor.
            "case" => child > head && matches!(token.form.as_str(), "'s" | "’s" | "'" | "’"),
            _ => false,
        };
        if inside {
            let below = &tree.spans[child];
            range = range.start.min(below.start)..range.end.max(below.end);
        }
    }
    while range.end > head + 1
        && sentence.tokens[range.end - 1].upos == Upos::Punct
        && !matches!(sentence.tokens[range.end - 1].form.as_str(), ")" | "\"" | "”")
    {
        range.end -= 1;
    }
    range
}

/// The mention of a whole coordination that a mention opens.
fn joint(sentence: &Sentence, tree: &Tree, first: &Item) -> Option<Item> {
    if first.kind == MentionKind::Pronoun || sentence.tokens[first.head].relation() == "conj" {
        return None;
    }
    let conjuncts: Vec<usize> = tree.children[first.head]
        .iter()
        .copied()
        .filter(|&c| {
            c > first.head
                && sentence.tokens[c].relation() == "conj"
                && matches!(sentence.tokens[c].upos, Upos::Noun | Upos::Propn | Upos::Pron)
        })
        .collect();
    let &last = conjuncts.last()?;
    let and = conjuncts
        .iter()
        .flat_map(|&c| &tree.children[c])
        .any(|&t| sentence.tokens[t].relation() == "cc" && sentence.tokens[t].lemma.eq_ignore_ascii_case("and"));
    if !and {
        return None;
    }
    let end = extent(sentence, tree, last).end.max(first.tokens.end);
    let tokens = first.tokens.start..end;
    let words: Vec<String> = tokens.clone().map(|t| sentence.tokens[t].form.to_lowercase()).collect();
    Some(Item {
        text: words.join(" "),
        tokens,
        number: Number::Plural,
        gender: Gender::Unknown,
        joint: true,
        name: Vec::new(),
        descriptions: BTreeSet::new(),
        ..first.clone()
    })
}

fn number(
    lexicon: &Lexicon,
    sentence: &Sentence,
    head: usize,
    kind: MentionKind,
    name_kind: Option<NameKind>,
    counted: bool,
) -> Number {
    let token = &sentence.tokens[head];
    if kind == MentionKind::Pronoun {
        return match token.form.to_lowercase().as_str() {
            "they" | "them" | "their" | "theirs" | "themselves" | "we" | "us" | "our" | "ours" | "ourselves"
            | "these" | "those" => Number::Plural,
            "you" | "your" | "yours" => Number::Unknown,
            _ => Number::Singular,
        };
    }
    match token.feature("Number") {
        _ if counted => Number::Plural,
        Some("Plur") if name_kind.is_none() || name_kind == Some(NameKind::Nationality) => Number::Plural,
        // "the Sams".
        Some("Plur")
            if name_kind == Some(NameKind::Person) && head > 0 && sentence.tokens[head - 1].upos == Upos::Det =>
        {
            Number::Plural
        }
        Some("Ptan") => Number::Plural,
        _ if matches!(name_kind, Some(NameKind::Organisation)) => Number::Group,
        _ if kind == MentionKind::Nominal && lexicon.groups.contains(token.lemma.to_lowercase().as_str()) => {
            Number::Group
        }
        Some("Sing") => Number::Singular,
        _ if name_kind.is_some() => Number::Singular,
        _ => Number::Unknown,
    }
}

#[allow(clippy::too_many_arguments, reason = "all that is known of the words, read once")]
fn sort_and_gender(
    lexicon: &Lexicon,
    sentence: &Sentence,
    head: usize,
    kind: MentionKind,
    name_kind: Option<NameKind>,
    name: &[String],
    descriptions: &BTreeSet<String>,
    key: &str,
) -> (Sort, Gender) {
    let token = &sentence.tokens[head];
    let has = |list: &BTreeSet<Box<str>>, word: &str| list.contains(word);
    match kind {
        MentionKind::Pronoun => match token.form.to_lowercase().as_str() {
            "he" | "him" | "his" | "himself" => (Sort::Person, Gender::Masculine),
            "she" | "her" | "hers" | "herself" => (Sort::Person, Gender::Feminine),
            "it" | "its" | "itself" | "this" | "that" => (Sort::Thing, Gender::Unknown),
            "i" | "me" | "my" | "mine" | "myself" | "you" | "your" | "yours" | "we" | "us" | "our" | "ours" => {
                (Sort::Person, Gender::Unknown)
            }
            _ => (Sort::Unknown, Gender::Unknown),
        },
        MentionKind::Nominal => {
            let gender = gender_of(lexicon, key);
            if has(&lexicon.persons, key) || gender != Gender::Unknown {
                (Sort::Person, gender)
            } else {
                (Sort::Thing, Gender::Unknown)
            }
        }
        MentionKind::Name => {
            let titles = || descriptions.iter().map(String::as_str).chain(name.iter().map(String::as_str));
            let mut gender = titles()
                .map(|word| gender_of(lexicon, word))
                .find(|&g| g != Gender::Unknown)
                .unwrap_or(Gender::Unknown);
            let described = descriptions.iter().any(|word| has(&lexicon.persons, word));
            let person = match name_kind {
                Some(NameKind::Person) => true,
                Some(_) => false,
                None => described || gender != Gender::Unknown,
            };
            if person
                && gender == Gender::Unknown
                && let Some(first) = name.first()
            {
                if has(&lexicon.feminine_names, first) {
                    gender = Gender::Feminine;
                } else if has(&lexicon.masculine_names, first) {
                    gender = Gender::Masculine;
                }
            }
            let sort = if person {
                Sort::Person
            } else if name_kind.is_some() {
                Sort::Thing
            } else {
                Sort::Unknown
            };
            (sort, if person { gender } else { Gender::Unknown })
        }
    }
}

fn gender_of(lexicon: &Lexicon, word: &str) -> Gender {
    if lexicon.feminine.contains(word) {
        Gender::Feminine
    } else if lexicon.masculine.contains(word) {
        Gender::Masculine
    } else {
        Gender::Unknown
    }
}
