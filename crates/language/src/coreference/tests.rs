//! Rules of coreference on hand-given trees.

use super::*;
use crate::annotation::{Name, NameKind, Sentence};

/// Chains of sentences given as lines `FORM UPOS FEATS HEAD DEPREL LEMMA`; names are runs of PROPN joined by flat, all persons.
fn chains(sentences: &[&str]) -> Vec<Vec<String>> {
    let mut annotation = Annotation::default();
    for lines in sentences {
        let (_, mut sentence) = Sentence::from_lines(lines);
        let mut at = 0;
        while at < sentence.tokens.len() {
            let mut end = at;
            while end < sentence.tokens.len() && sentence.tokens[end].upos == crate::Upos::Propn {
                end += 1;
            }
            if end > at {
                sentence.names.push(Name { tokens: at..end, kind: NameKind::Person });
            }
            at = end.max(at + 1);
        }
        annotation.sentences.push(sentence);
    }
    resolve(&Lexicon::embedded(), &mut annotation);
    let words = |m: usize| {
        let mention = &annotation.mentions[m];
        let tokens = &annotation.sentences[mention.sentence].tokens[mention.tokens.clone()];
        tokens.iter().map(|t| t.form.as_str()).collect::<Vec<_>>().join(" ")
    };
    annotation.chains.iter().map(|chain| chain.mentions.iter().map(|&m| words(m)).collect()).collect()
}

const ARRIVED: &str = "Foreign ADJ _ 2 amod foreign
    Minister NOUN Number=Sing 3 nmod:desc minister
    Ana PROPN Number=Sing 5 nsubj Ana
    Sol PROPN Number=Sing 3 flat Sol
    arrived VERB _ 0 root arrive";

#[test]
fn titles_last_names_and_pronouns_find_the_person() {
    let left = "The DET _ 2 det the
        minister NOUN Number=Sing 3 nsubj minister
        left VERB _ 0 root leave";
    let spoke = "Sol PROPN Number=Sing 2 nsubj Sol
        praised VERB _ 0 root praise
        her PRON Gender=Fem|Number=Sing|Person=3|Poss=Yes|PronType=Prs 4 nmod:poss her
        team NOUN Number=Sing 2 obj team";
    assert_eq!(chains(&[ARRIVED, left, spoke]), [["Foreign Minister Ana Sol", "The minister", "Sol", "her"]]);
}

#[test]
fn gender_number_and_the_clause_rule_antecedents_out() {
    let he = "He PRON Gender=Masc|Number=Sing|Person=3|PronType=Prs 2 nsubj he
        left VERB _ 0 root leave";
    assert!(chains(&[ARRIVED, he]).is_empty());
    let they = "They PRON Number=Plur|Person=3|PronType=Prs 2 nsubj they
        left VERB _ 0 root leave";
    assert!(chains(&[ARRIVED, they]).is_empty());
    let met = "Ana PROPN Number=Sing 2 nsubj Ana
        met VERB _ 0 root meet
        her PRON Gender=Fem|Number=Sing|Person=3|PronType=Prs 2 obj she";
    assert!(chains(&[met]).is_empty());
}

#[test]
fn other_things_stay_apart() {
    let first = "The DET _ 2 det the
        meeting NOUN Number=Sing 3 nsubj meeting
        failed VERB _ 0 root fail";
    let second = "Another DET _ 2 det another
        meeting NOUN Number=Sing 3 nsubj meeting
        followed VERB _ 0 root follow";
    assert!(chains(&[first, second]).is_empty());
    assert_eq!(chains(&[first, first]), [["The meeting", "The meeting"]]);
}
