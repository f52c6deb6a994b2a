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

#[test]
fn a_speaker_is_not_he_in_his_own_words() {
    let met = "Ana PROPN Number=Sing 2 nsubj Ana
        met VERB _ 0 root meet
        Eva PROPN Number=Sing 2 obj Eva";
    let quote = "\" PUNCT _ 3 punct \"
        She PRON Gender=Fem|Number=Sing|Person=3|PronType=Prs 3 nsubj she
        left VERB _ 5 ccomp leave
        \" PUNCT _ 3 punct \"
        said VERB _ 0 root say
        Ana PROPN Number=Sing 5 nsubj Ana";
    assert_eq!(chains(&[met, quote]), [vec!["Ana", "Ana"], vec!["Eva", "She"]]);
    let plain = quote.replace("\" PUNCT", ", PUNCT");
    assert_eq!(chains(&[met, &plain]), [["Ana", "She", "Ana"]]);
}

#[test]
fn relative_clauses_and_coordinations() {
    let whom = "Ana PROPN Number=Sing 2 nsubj Ana
        left VERB _ 0 root leave";
    let met = "Eva PROPN Number=Sing 5 nsubj Eva
        whom PRON PronType=Rel 4 obj who
        she PRON Gender=Fem|Number=Sing|Person=3|PronType=Prs 4 nsubj she
        met VERB _ 1 acl:relcl meet
        smiled VERB _ 0 root smile";
    assert_eq!(chains(&[whom, met]), [["Ana", "she"]]);
    let aides = "Eva PROPN Number=Sing 5 nsubj Eva
        and CCONJ _ 4 cc and
        her PRON Gender=Fem|Number=Sing|Person=3|Poss=Yes|PronType=Prs 4 nmod:poss her
        aides NOUN Number=Plur 1 conj aide
        smiled VERB _ 0 root smile";
    assert_eq!(chains(&[whom, whom, aides])[1], ["Eva", "her"]);
}

#[test]
fn a_noun_before_a_noun_is_only_what_is_written_alike() {
    let aid = "Food NOUN Number=Sing 2 compound food
        aid NOUN Number=Sing 3 nsubj aid
        came VERB _ 0 root come";
    let it = "It PRON Number=Sing|Person=3|PronType=Prs 2 nsubj it
        helped VERB _ 0 root help";
    let food = "Food NOUN Number=Sing 2 nsubj food
        helped VERB _ 0 root help";
    assert_eq!(chains(&[aid, it]), [["Food aid", "It"]]);
    assert_eq!(chains(&[aid, food]), [["Food", "Food"]]);
}

const SHE_LEFT: &str = "Ana PROPN Number=Sing 2 nsubj Ana
    left VERB _ 0 root leave";

#[test]
fn what_one_owns_is_not_oneself() {
    let first = "Ivo PROPN Number=Sing 2 nsubj Ivo
        feared VERB _ 0 root fear
        his PRON Gender=Masc|Number=Sing|Person=3|Poss=Yes|PronType=Prs 4 nmod:poss his
        father NOUN Number=Sing 2 obj father";
    let second = "His PRON Gender=Masc|Number=Sing|Person=3|Poss=Yes|PronType=Prs 2 nmod:poss his
        father NOUN Number=Sing 3 nsubj father
        left VERB _ 0 root leave";
    let found = chains(&[first, second]);
    let his = found.iter().find(|chain| chain.contains(&"His".to_owned()));
    assert!(his.is_none_or(|chain| !chain.contains(&"His father".to_owned())), "{found:?}");
    assert!(his.is_some_and(|chain| chain.contains(&"Ivo".to_owned())), "{found:?}");
}

#[test]
fn what_she_became_is_she() {
    let became = "She PRON Gender=Fem|Number=Sing|Person=3|PronType=Prs 2 nsubj she
        became VERB _ 0 root become
        minister NOUN Number=Sing 2 xcomp minister";
    assert_eq!(chains(&[SHE_LEFT, became]), [["Ana", "She", "minister"]]);
    let named = became
        .replace("nsubj she", "nsubj:pass she")
        .replace("became VERB _ 0 root become", "named VERB _ 0 root name");
    assert_eq!(chains(&[SHE_LEFT, &named]), [["Ana", "She", "minister"]]);
    // A verb that says nothing of the kind, and one that is denied.
    let used = became.replace("became VERB _ 0 root become", "worked VERB _ 0 root work");
    assert_eq!(chains(&[SHE_LEFT, &used]), [["Ana", "She"]]);
    let never = format!("{became}\n never ADV Polarity=Neg 2 advmod never");
    assert_eq!(chains(&[SHE_LEFT, &never]), [["Ana", "She"]]);
}

#[test]
fn a_description_is_the_one_person_that_it_can_be() {
    let minister = "The DET _ 2 det the
        minister NOUN Number=Sing 3 nsubj minister
        smiled VERB _ 0 root smile";
    assert_eq!(chains(&[SHE_LEFT, minister]), [["Ana", "The minister"]]);
    // Two whom it could be; one who is something else.
    let two = "Ana PROPN Number=Sing 2 nsubj Ana
        met VERB _ 0 root meet
        Eva PROPN Number=Sing 2 obj Eva";
    assert!(chains(&[two, minister]).is_empty());
    let judge =
        ARRIVED.replace("Minister NOUN Number=Sing 3 nmod:desc minister", "Judge NOUN Number=Sing 3 nmod:desc judge");
    assert!(chains(&[&judge, minister]).is_empty());
    let woman = minister.replace("minister", "woman");
    assert_eq!(chains(&[&judge, &woman]), [["Foreign Judge Ana Sol", "The woman"]]);
}
