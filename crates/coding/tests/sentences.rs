//! Sentences read from raw text: those that the rows of the settings carry, whose event must, or must not, have the mode or context;
//! what speech does not make happen; who is a party and who is not; what a sentence of many names may cost.

use std::cell::Cell;
use std::fmt::Write;
use std::ops::Range;

mod support;

use demarche_coding::{Coding, NoScorer, PairScorer, code_open, setting_examples};
use demarche_gazetteer::Gazetteer;
use demarche_language::{Pipeline, Sentence};
use demarche_record::{PloverType, Status};

fn coded(pipeline: &Pipeline, gazetteer: &Gazetteer, text: &str, scorer: &dyn PairScorer) -> (Coding, usize) {
    support::read(pipeline, gazetteer, text, |reading| {
        let tokens = reading.annotation.sentences.iter().map(|sentence| sentence.tokens.len()).sum();
        (code_open(reading, scorer).0, tokens)
    })
}

#[test]
fn rows_hold_where_they_must_and_nowhere_else() {
    let (pipeline, gazetteer) = (Pipeline::embedded().expect("the model loads"), Gazetteer::embedded());
    let mut wrong = String::new();
    for (row, sentence, must) in setting_examples() {
        let (coding, _) = coded(&pipeline, &gazetteer, sentence, &NoScorer);
        let (class, id) = row.split_once('/').expect("class/id");
        let holds = coding.events.iter().any(|event| match class {
            "mode" => event.mode.as_deref() == Some(id),
            _ => event.contexts.iter().any(|context| context == id),
        });
        if holds != must {
            let _ = writeln!(wrong, "{row}: must{} hold in {sentence:?}", if must { "" } else { " not" });
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn who_only_hopes_to_sign_has_not_agreed() {
    let (pipeline, gazetteer) = (Pipeline::embedded().expect("the model loads"), Gazetteer::embedded());
    let text = "The Russian president said that he hoped to sign the treaty with Japan.";
    let (coding, _) = coded(&pipeline, &gazetteer, text, &NoScorer);
    let agreed = coding.events.iter().filter(|event| event.kind == PloverType::Agree);
    let real: Vec<Status> = agreed.map(|event| event.status).filter(|s| *s == Status::Occurred).collect();
    assert!(real.is_empty(), "{:#?}", coding.events);
}

#[test]
fn police_and_press_of_one_state_are_two_sides() {
    let (pipeline, gazetteer) = (Pipeline::embedded().expect("the model loads"), Gazetteer::embedded());
    let text = "Turkish police detained three Turkish journalists on Sunday.";
    let (coding, _) = coded(&pipeline, &gazetteer, text, &NoScorer);
    let event = coding.events.iter().find(|event| event.kind == PloverType::Coerce).expect("an arrest");
    assert_ne!(event.sources, event.targets);
    assert!(event.sources[0].starts_with("phrase:") && event.targets[0].starts_with("phrase:"), "{event:#?}");
}

#[test]
fn a_place_beside_a_possessor_is_where_a_summit_is_held() {
    let (pipeline, gazetteer) = (Pipeline::embedded().expect("the model loads"), Gazetteer::embedded());
    let (coding, _) =
        coded(&pipeline, &gazetteer, "Poland joined the European Union at its Copenhagen summit.", &NoScorer);
    let named = |id: &str| coding.events.iter().any(|e| e.sources.iter().chain(&e.targets).any(|actor| actor == id));
    assert!(!named("state:DNK"), "{:#?}", coding.events);
}

/// Counts how often the pair head is asked.
struct Counting(Vec<String>, Cell<usize>);

impl PairScorer for Counting {
    fn labels(&self) -> &[String] {
        &self.0
    }

    fn score(&self, _: &Sentence, _: Range<usize>, _: Range<usize>) -> Vec<f32> {
        self.1.set(self.1.get() + 1);
        vec![0.5, 0.1]
    }
}

#[test]
fn a_sentence_of_sixty_names_asks_the_pair_head_no_more_than_once_a_word() {
    let (pipeline, gazetteer) = (Pipeline::embedded().expect("the model loads"), Gazetteer::embedded());
    const NAMES: [&str; 20] = [
        "France", "Germany", "Poland", "Spain", "Italy", "Greece", "Turkey", "Egypt", "Japan", "China", "India",
        "Brazil", "Canada", "Mexico", "Norway", "Sweden", "Finland", "Denmark", "Austria", "Hungary",
    ];
    let mut text = String::new();
    for round in 0..3 {
        for (index, name) in NAMES.iter().enumerate() {
            let verb = ["praised", "followed", "accused", "greeted"][(index + round) % 4];
            let _ = write!(text, "{name} {verb} {}, ", NAMES[(index + round + 1) % NAMES.len()]);
        }
    }
    text.push_str("and Japan left.");
    let scorer = Counting(vec!["CONSULT".into(), "NONE".into()], Cell::new(0));
    let (_, tokens) = coded(&pipeline, &gazetteer, &text, &scorer);
    assert!(tokens > 120, "{tokens}");
    assert!(scorer.1.get() <= tokens, "{} questions for {tokens} words", scorer.1.get());
}
