//! Rules on hand-given trees.

use super::support::{of_trees, told};

/// The facts found in trees, one a line.
fn check(trees: &[&str], expected: &[&str]) {
    let (argument, _) = of_trees(trees, &[]);
    assert_eq!(told(&argument), expected);
}

const RETURN: &str = "
    Japan PROPN _ 2 nsubj Japan
    demanded VERB Mood=Ind|Tense=Past|VerbForm=Fin 0 root demand
    the DET _ 4 det the
    return NOUN Number=Sing 2 obj return
    of ADP _ 7 case of
    the DET _ 7 det the
    islands NOUN Number=Plur 4 nmod island";

#[test]
fn a_demand_with_its_object() {
    check(&[RETURN], &["state:JPN demand: Japan demanded the return of the islands"]);
}

#[test]
fn a_refusal_that_is_denied_takes_no_stand() {
    check(
        &["
        Japan PROPN _ 4 nsubj Japan
        did AUX Mood=Ind|Tense=Past|VerbForm=Fin 4 aux do
        not PART _ 4 advmod not
        reject VERB VerbForm=Inf 0 root reject
        the DET _ 6 det the
        plan NOUN Number=Sing 4 obj plan"],
        &[],
    );
}

#[test]
fn what_is_not_accepted_is_rejected() {
    check(
        &["
        Abe PROPN _ 4 nsubj Abe
        would AUX VerbForm=Fin 4 aux will
        not PART _ 4 advmod not
        accept VERB VerbForm=Inf 0 root accept
        the DET _ 6 det the
        offer NOUN Number=Sing 4 obj offer"],
        &["person:abe rejection: Abe would not accept the offer"],
    );
}

#[test]
fn until_makes_a_precondition() {
    check(
        &["
        Japan PROPN _ 2 nsubj Japan
        said VERB Mood=Ind|Tense=Past|VerbForm=Fin 0 root say
        that SCONJ _ 7 mark that
        it PRON _ 7 nsubj it
        would AUX VerbForm=Fin 7 aux will
        not PART _ 7 advmod not
        sign VERB VerbForm=Inf 2 ccomp sign
        until SCONJ _ 12 mark until
        the DET _ 10 det the
        islands NOUN Number=Plur 12 nsubj:pass island
        were AUX _ 12 aux:pass be
        returned VERB Tense=Past|VerbForm=Part 7 advcl return"],
        &["state:JPN precondition: Japan said that it would not sign until the islands were returned"],
    );
}

#[test]
fn a_dropped_demand_is_a_shift() {
    check(
        &["
        Egypt PROPN _ 2 nsubj Egypt
        dropped VERB Mood=Ind|Tense=Past|VerbForm=Fin 0 root drop
        its PRON Poss=Yes|PronType=Prs 4 nmod:poss its
        objection NOUN Number=Sing 2 obj objection"],
        &["state:EGY shift: Egypt dropped its objection"],
    );
}

#[test]
fn a_denied_shift_is_none() {
    check(
        &["
        Egypt PROPN _ 4 nsubj Egypt
        has AUX Mood=Ind|VerbForm=Fin 4 aux have
        not PART _ 4 advmod not
        dropped VERB Tense=Past|VerbForm=Part 0 root drop
        its PRON Poss=Yes|PronType=Prs 6 nmod:poss its
        objection NOUN Number=Sing 4 obj objection"],
        &[],
    );
}

#[test]
fn a_change_that_may_be() {
    check(
        &["
        This PRON _ 3 nsubj this
        may AUX VerbForm=Fin 3 aux may
        mark VERB VerbForm=Inf 0 root mark
        a DET _ 5 det a
        change NOUN Number=Sing 3 obj change
        in ADP _ 9 case in
        the DET _ 9 det the
        Soviet ADJ _ 9 amod Soviet
        attitude NOUN Number=Sing 5 nmod attitude"],
        &["state:RUS shift hedged: This may mark a change in the Soviet attitude"],
    );
}
