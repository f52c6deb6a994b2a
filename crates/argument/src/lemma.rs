//! Lemmas for matching cues. The model's lemma is taken where it is a word of some cue; else the form is taken apart by the rules of
//! English inflection and the base that some cue lists wins, so that a slip of the model costs no cue.

use std::sync::LazyLock;

use demarche_language::{Token, Upos};
use rustc_hash::FxHashSet;

use crate::cues::Cues;

/// Irregular forms of verbs that cues list.
const IRREGULAR: &[(&str, &str)] = &[
    ("said", "say"),
    ("says", "say"),
    ("told", "tell"),
    ("held", "hold"),
    ("sought", "seek"),
    ("gave", "give"),
    ("given", "give"),
    ("swore", "swear"),
    ("sworn", "swear"),
    ("forbade", "forbid"),
    ("forbidden", "forbid"),
    ("bound", "bind"),
    ("undertook", "undertake"),
    ("undertaken", "undertake"),
    ("withdrew", "withdraw"),
    ("withdrawn", "withdraw"),
    ("wrote", "write"),
    ("written", "write"),
    ("thought", "think"),
    ("made", "make"),
    ("led", "lead"),
    ("drove", "drive"),
    ("driven", "drive"),
    ("took", "take"),
    ("taken", "take"),
    ("met", "meet"),
    ("drew", "draw"),
    ("drawn", "draw"),
    ("brought", "bring"),
    ("ran", "run"),
    ("broke", "break"),
    ("broken", "break"),
    ("went", "go"),
    ("gone", "go"),
    ("spoke", "speak"),
    ("spoken", "speak"),
    ("upheld", "uphold"),
    ("stood", "stand"),
    ("stuck", "stick"),
    ("clung", "cling"),
    ("put", "put"),
    ("laid", "lay"),
    ("threw", "throw"),
    ("thrown", "throw"),
    ("shot", "shoot"),
    ("fought", "fight"),
    ("came", "come"),
    ("saw", "see"),
    ("seen", "see"),
    ("began", "begin"),
    ("begun", "begin"),
    ("fed", "feed"),
    ("fell", "fall"),
    ("fallen", "fall"),
    ("sank", "sink"),
    ("sunk", "sink"),
    ("forgone", "forgo"),
    ("forwent", "forgo"),
    ("forsworn", "forswear"),
    ("lain", "lie"),
    ("meant", "mean"),
    ("understood", "understand"),
    ("kept", "keep"),
    ("left", "leave"),
    ("fought", "fight"),
    ("lent", "lend"),
    ("gave", "give"),
    ("sent", "send"),
    ("paid", "pay"),
];

static KNOWN: LazyLock<FxHashSet<String>> = LazyLock::new(|| Cues::embedded().vocabulary().into_iter().collect());

/// Bases that a form may be an inflection of, likeliest first.
fn bases(form: &str) -> Vec<String> {
    let mut out = Vec::new();
    let undouble = |stem: &str| -> Option<String> {
        let mut chars = stem.chars().rev();
        let (a, b) = (chars.next()?, chars.next()?);
        (a == b && a.is_alphabetic()).then(|| stem[..stem.len() - a.len_utf8()].to_owned())
    };
    for (suffix, verb) in
        [("ied", true), ("ies", true), ("ed", true), ("ing", true), ("es", false), ("s", false), ("d", false)]
    {
        let Some(stem) = form.strip_suffix(suffix) else { continue };
        if stem.chars().count() < 2 {
            continue;
        }
        match suffix {
            "ied" | "ies" => out.push(format!("{stem}y")),
            "d" => out.push(stem.to_owned()),
            _ => {
                out.push(stem.to_owned());
                if verb {
                    out.push(format!("{stem}e"));
                    out.extend(undouble(stem));
                }
            }
        }
    }
    out
}

/// The lower-case lemma of a token.
pub fn of(token: &Token) -> String {
    let lemma = token.lemma.to_lowercase();
    if !matches!(token.upos, Upos::Verb | Upos::Noun | Upos::Adj | Upos::Aux | Upos::Propn | Upos::Adv) {
        return lemma;
    }
    let form = token.form.to_lowercase();
    if token.upos == Upos::Verb
        && let Some((_, base)) = IRREGULAR.iter().find(|(irregular, _)| *irregular == form)
    {
        return (*base).to_owned();
    }
    if KNOWN.contains(&lemma) {
        return lemma;
    }
    if token.upos == Upos::Propn {
        return lemma;
    }
    if let Some(base) = bases(&form).into_iter().find(|base| KNOWN.contains(base)) {
        return base;
    }
    if KNOWN.contains(&form) { form } else { lemma }
}

#[cfg(test)]
mod tests {
    use demarche_language::Sentence;

    #[test]
    fn inflections_of_cue_words() {
        for (form, model, upos, expected) in [
            ("refused", "refus", "VERB", "refuse"),
            ("dropped", "droppave", "VERB", "drop"),
            ("denied", "deni", "VERB", "deny"),
            ("moving", "mov", "VERB", "move"),
            ("forbade", "forba", "VERB", "forbid"),
            ("allies", "allie", "NOUN", "ally"),
            ("demands", "demand", "NOUN", "demand"),
            ("xyzzy", "xyzzy", "NOUN", "xyzzy"),
        ] {
            let (_, s) = Sentence::from_lines(&format!("{form} {upos} _ 0 root {model}"));
            assert_eq!(super::of(&s.tokens[0]), expected, "{form}");
        }
    }
}
