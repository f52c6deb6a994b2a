//! English verbs: the forms of a lemma, and a verb group by status. Knows nothing of actors.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use demarche_record::{PloverType, Status};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct File {
    irregular: Vec<String>,
    doubling: Vec<String>,
    adverbs: Vec<String>,
    agenda: Vec<String>,
    transitive: Vec<String>,
    say: Vec<Say>,
}

/// How an event is told in a plain clause.
#[derive(Debug, Deserialize)]
pub(crate) struct Say {
    #[serde(default)]
    predicates: Vec<String>,
    #[serde(default)]
    types: Vec<String>,
    /// After "A and B".
    pub(crate) mutual: String,
    /// After "A", with `{t}` for the other side.
    pub(crate) one: String,
    /// After "A".
    pub(crate) alone: String,
}

static FILE: LazyLock<File> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../knowledge/brief/verbs.toml")).expect("a test parses the embedded verbs")
});

static IRREGULAR: LazyLock<BTreeMap<&'static str, (&'static str, &'static str)>> = LazyLock::new(|| {
    let rows = FILE.irregular.iter().filter_map(|row| {
        let mut forms = row.split(' ');
        Some((forms.next()?, (forms.next()?, forms.next()?)))
    });
    rows.collect()
});

/// What is said of an event of that predicate and type; the flag tells whether the predicate itself was known.
pub(crate) fn say(predicate: &str, kind: PloverType) -> (&'static Say, bool) {
    let predicate = predicate.to_lowercase();
    let fits = |say: &&Say| say.types.is_empty() || say.types.iter().any(|name| name == kind.name());
    let known = FILE.say.iter().filter(fits).find(|say| say.predicates.contains(&predicate));
    match known {
        Some(say) => (say, true),
        None => {
            let general = FILE.say.iter().find(|say| say.predicates.is_empty() && fits(say));
            (general.unwrap_or(&FILE.say[0]), false)
        }
    }
}

/// Whether a word may stand between subject and verb without changing the sense.
pub(crate) fn is_adverb(word: &str) -> bool {
    FILE.adverbs.iter().any(|one| one == word)
        || (word.len() > 4
            && word.ends_with("ly")
            && !matches!(word, "family" | "reply" | "supply" | "rally" | "italy" | "ally" | "july"))
}

/// Whether two words open a verb phrase ("address Japan's", "hold talks") rather than a noun phrase ("visit to").
pub(crate) fn opens_verb_phrase(first: &str, second: &str) -> bool {
    let noun = matches!(
        second,
        "" | "of" | "with" | "between" | "in" | "on" | "at" | "to" | "for" | "by" | "from" | "among" | "and"
    );
    !noun && (FILE.agenda.iter().any(|one| one == first) || IRREGULAR.contains_key(first))
}

/// Whether a verb says nothing without its object.
pub(crate) fn takes_object(base: &str) -> bool {
    FILE.transitive.iter().any(|one| one == base)
}

/// Simple past.
pub(crate) fn past(base: &str) -> String {
    match IRREGULAR.get(base) {
        Some((past, _)) => (*past).to_owned(),
        None => regular_past(base),
    }
}

/// Past participle.
pub(crate) fn participle(base: &str) -> String {
    match IRREGULAR.get(base) {
        Some((_, participle)) => (*participle).to_owned(),
        None => regular_past(base),
    }
}

fn regular_past(base: &str) -> String {
    if base.ends_with('e') {
        format!("{base}d")
    } else if let Some(stem) = consonant_y(base) {
        format!("{stem}ied")
    } else {
        format!("{}ed", doubled(base))
    }
}

/// Present of the third person singular.
pub(crate) fn third(base: &str) -> String {
    match base {
        "be" => "is".into(),
        "have" => "has".into(),
        _ if base.ends_with(['s', 'x', 'z']) || base.ends_with("ch") || base.ends_with("sh") || base.ends_with('o') => {
            format!("{base}es")
        }
        _ => match consonant_y(base) {
            Some(stem) => format!("{stem}ies"),
            None => format!("{base}s"),
        },
    }
}

/// Gerund.
pub(crate) fn gerund(base: &str) -> String {
    match base {
        "be" => "being".into(),
        _ if base.ends_with("ie") => format!("{}ying", &base[..base.len() - 2]),
        _ if base.ends_with('e') && !base.ends_with("ee") && !base.ends_with("oe") => {
            format!("{}ing", &base[..base.len() - 1])
        }
        _ => format!("{}ing", doubled(base)),
    }
}

fn consonant_y(base: &str) -> Option<&str> {
    let stem = base.strip_suffix('y')?;
    stem.ends_with(|c: char| !"aeiou".contains(c)).then_some(stem)
}

fn doubled(base: &str) -> String {
    let letters: Vec<char> = base.chars().collect();
    let vowel = |c: char| "aeiou".contains(c);
    let groups = letters.iter().enumerate().filter(|(i, c)| vowel(**c) && (*i == 0 || !vowel(letters[i - 1]))).count();
    let closed = match letters[..] {
        [.., a, b, c] => !vowel(a) && vowel(b) && !vowel(c) && !matches!(c, 'w' | 'x' | 'y' | 'h'),
        _ => false,
    };
    let short = groups == 1 && closed && !letters.contains(&'y');
    let listed = FILE.doubling.iter().any(|one| one == base);
    match letters.last() {
        Some(last) if short || listed => format!("{base}{last}"),
        _ => base.to_owned(),
    }
}

/// What form of a lemma a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// "meet"
    Base,
    /// "meets"
    Third,
    /// "met", as past or participle
    Past,
    /// "meeting"
    Gerund,
}

/// The form of `base` that `word` (lower case) is; also in American spelling.
pub(crate) fn form_of(word: &str, base: &str) -> Option<Form> {
    let undoubled = |ending: &str| format!("{base}{ending}");
    if word == base {
        // "put", "set": as likely past as base; the caller treats it as past where no "to" stands before.
        return Some(if past(base) == base { Form::Past } else { Form::Base });
    }
    if word == past(base) || word == participle(base) || word == undoubled("ed") {
        Some(Form::Past)
    } else if word == third(base) {
        Some(Form::Third)
    } else if word == gerund(base) || word == undoubled("ing") {
        Some(Form::Gerund)
    } else {
        None
    }
}

/// The verb group for a status: what follows the subject, before the rest of the phrase. `base` is the lemma.
pub(crate) fn group(base: &str, status: Status, plural: bool, negated: bool) -> String {
    let be = if plural { "are" } else { "is" };
    match (status, negated) {
        (Status::Occurred, false) if base == "be" => {
            if plural {
                "were".into()
            } else {
                "was".into()
            }
        }
        (Status::Occurred, false) => past(base),
        (Status::Occurred, true) | (Status::Denied, _) => format!("did not {base}"),
        (Status::Ongoing, false) if base == "be" => be.into(),
        (Status::Ongoing, false) => {
            if plural {
                base.into()
            } else {
                third(base)
            }
        }
        (Status::Ongoing, true) => format!("{} not {base}", if plural { "do" } else { "does" }),
        (Status::Planned, false) => format!("{be} to {base}"),
        (Status::Planned, true) => format!("{be} not to {base}"),
        (Status::Proposed, false) => base.into(),
        (Status::Proposed, true) => format!("not {base}"),
        (Status::Hypothetical, false) => format!("might {base}"),
        (Status::Hypothetical, true) => format!("might not {base}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_inflect() {
        let check = |base: &str, past_form: &str, third_form: &str, ing: &str| {
            assert_eq!(
                (past(base).as_str(), third(base).as_str(), gerund(base).as_str()),
                (past_form, third_form, ing)
            );
        };
        check("meet", "met", "meets", "meeting");
        check("agree", "agreed", "agrees", "agreeing");
        check("stop", "stopped", "stops", "stopping");
        check("visit", "visited", "visits", "visiting");
        check("sign", "signed", "signs", "signing");
        check("commit", "committed", "commits", "committing");
        check("deny", "denied", "denies", "denying");
        check("criticize", "criticized", "criticizes", "criticizing");
        check("destroy", "destroyed", "destroys", "destroying");
        check("reach", "reached", "reaches", "reaching");
        check("undertake", "undertook", "undertakes", "undertaking");
        check("veto", "vetoed", "vetoes", "vetoing");
        check("plan", "planned", "plans", "planning");
        check("row", "rowed", "rows", "rowing");
    }

    #[test]
    fn forms_are_recognised() {
        for (word, base, form) in [
            ("met", "meet", Some(Form::Past)),
            ("meeting", "meet", Some(Form::Gerund)),
            ("taken", "take", Some(Form::Past)),
            ("canceled", "cancel", Some(Form::Past)),
            ("put", "put", Some(Form::Past)),
            ("talks", "meet", None),
        ] {
            assert_eq!(form_of(word, base), form, "{word}");
        }
    }

    #[test]
    fn every_type_can_be_said() {
        for kind in PloverType::ALL {
            let (say, known) = say("no such predicate", kind);
            assert!(!known && say.types.iter().any(|name| name == kind.name()), "{}", kind.name());
            assert!(say.one.contains("{t}") && !say.mutual.contains('{') && !say.alone.contains('{'));
        }
        assert_eq!(say("meeting", PloverType::Consult).0.mutual, "meet");
        assert_eq!(say("call", PloverType::Request).0.one, "make a request to {t}");
    }

    #[test]
    fn status_shapes_the_verb() {
        let check = |status, plural, negated, words: &str| assert_eq!(group("meet", status, plural, negated), words);
        check(Status::Occurred, true, false, "met");
        check(Status::Occurred, true, true, "did not meet");
        check(Status::Planned, true, false, "are to meet");
        check(Status::Planned, false, false, "is to meet");
        check(Status::Ongoing, false, false, "meets");
        check(Status::Hypothetical, false, false, "might meet");
        check(Status::Denied, false, false, "did not meet");
        check(Status::Proposed, true, false, "meet");
    }
}
