//! Status and time of a bare predicate, whatever it means and whoever takes part: for measuring them, and for whoever has
//! predicates of his own. What becomes an event does not live here.

use std::collections::BTreeSet;

use demarche_calendar::TimeExpression;
use demarche_language::Sentence;
use demarche_record::{Published, Status};

use crate::attach;
use crate::status::factuality;
use crate::tree::Tree;

/// Whether what the word at `token` tells of happened, as the words of its sentence say; `headline` reads a present tense as
/// what has happened. What is named as a theme or a purpose only ("talks on ending the war") counts as hypothetical.
/// Beside the status stand the ids of the cues that decided, innermost first. `Occurred` for a token that is not there.
#[must_use]
pub fn predicate_status(sentence: &Sentence, token: usize, headline: bool) -> (Status, Vec<String>) {
    if token >= sentence.tokens.len() {
        return (Status::Occurred, Vec::new());
    }
    let tree = Tree::new(sentence);
    let facts = factuality(&tree, token, token, headline);
    let status = match facts.status {
        Status::Occurred | Status::Ongoing if facts.drop => Status::Hypothetical,
        status => status,
    };
    (status, facts.cues)
}

/// Index in `times` of the time expression that dates what the word at `token` tells of, by the way between them in the tree.
/// `times` are those of the sentence, `others` the tokens of the other predicates of the sentence, which a time may belong to
/// instead. `None` where no expression is near enough.
#[must_use]
pub fn predicate_time(
    sentence: &Sentence,
    times: &[&TimeExpression],
    token: usize,
    others: &BTreeSet<usize>,
    published: &Published,
) -> Option<usize> {
    if token >= sentence.tokens.len() {
        return None;
    }
    let tree = Tree::new(sentence);
    let facts = factuality(&tree, token, token, false);
    let taken = |other: usize| other != token && others.contains(&other);
    attach::which(&tree, times, token, token, facts.status, published, &taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The status of `word` in a hand-given tree.
    fn status(lines: &str, word: &str) -> Status {
        let (_, sentence) = Sentence::from_lines(lines);
        let token = sentence.tokens.iter().position(|t| t.form == word).expect("the word is there");
        predicate_status(&sentence, token, false).0
    }

    #[test]
    fn a_name_given_is_not_asked_for() {
        let tree = "He PRON _ 2 nsubj he
            called VERB Tense=Past|VerbForm=Fin 0 root call
            the DET _ 4 det the
            visit NOUN _ 2 obj visit
            a DET _ 6 det a
            setback NOUN _ 2 xcomp setback";
        assert_eq!(status(tree, "visit"), Status::Occurred);
        assert_eq!(status(tree, "setback"), Status::Occurred);
    }

    #[test]
    fn what_has_been_is_not_asked_for() {
        let tree = |verb: &str, auxiliary: &str, features: &str| {
            format!(
                "The DET _ 2 det the
                report NOUN _ 3 nsubj report
                {verb}ed VERB Tense=Past|VerbForm=Fin 0 root {verb}
                that SCONJ _ 7 mark that
                Kestria PROPN _ 7 nsubj Kestria
                {auxiliary} AUX {features} 7 aux be
                moved VERB Tense=Past|VerbForm=Part 3 ccomp move"
            )
        };
        assert_eq!(status(&tree("suggest", "had", "Tense=Past|VerbForm=Fin"), "moved"), Status::Occurred);
        assert_eq!(status(&tree("suggest", "be", "VerbForm=Inf"), "moved"), Status::Proposed);
    }

    #[test]
    fn a_participle_tells_of_its_noun() {
        let tree = |form: &str, mark: &str, features: &str| {
            format!(
                "The DET _ 2 det the
                plan NOUN _ 5 nsubj plan
                {mark}
                {form} VERB {features} 2 acl sign
                failed VERB Tense=Past|VerbForm=Fin 0 root fail"
            )
        };
        let signed = tree("signed", "now ADV _ 4 advmod now", "Tense=Past|VerbForm=Part");
        assert_eq!(status(&signed, "signed"), Status::Occurred);
        let to_sign = tree("sign", "to PART _ 4 mark to", "VerbForm=Inf");
        assert_ne!(status(&to_sign, "sign"), Status::Occurred);
    }

    #[test]
    fn what_is_believed_or_seen_is_told() {
        let believed = "They PRON _ 3 nsubj:pass they
            are AUX Tense=Pres|VerbForm=Fin 3 aux:pass be
            believed VERB Tense=Past|VerbForm=Part|Voice=Pass 0 root believe
            to PART _ 5 mark to
            live VERB VerbForm=Inf 3 xcomp live";
        assert_eq!(status(believed, "live"), Status::Occurred);
        let heard = "She PRON _ 2 nsubj she
            heard VERB Tense=Past|VerbForm=Fin 0 root hear
            him PRON _ 2 obj he
            speak VERB VerbForm=Inf 2 xcomp speak";
        assert_eq!(status(heard, "speak"), Status::Occurred);
    }

    #[test]
    fn a_refusal_called_a_purpose_is_a_refusal() {
        let tree = "He PRON _ 2 nsubj he
            declined VERB Tense=Past|VerbForm=Fin 0 root decline
            to PART _ 4 mark to
            comment VERB VerbForm=Inf 2 advcl comment";
        assert_eq!(status(tree, "comment"), Status::Denied);
    }

    #[test]
    fn a_token_that_is_not_there_is_nothing() {
        let (_, sentence) = Sentence::from_lines("Talks NOUN _ 0 root talk");
        assert_eq!(predicate_status(&sentence, 7, false).0, Status::Occurred);
        assert_eq!(predicate_time(&sentence, &[], 7, &BTreeSet::new(), &Published::unknown()), None);
    }
}
