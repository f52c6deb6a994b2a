//! Every sentence that a row of the predicates carries is read from raw text: the row must, or must not, find an event in it.

mod support;

use demarche_coding::{NoScorer, code, examples};
use demarche_gazetteer::Gazetteer;
use demarche_language::Pipeline;

/// Sentences that go wrong today, by row and first words, each with a FIXME. One that is put right must leave the list.
const KNOWN: &[(&str, &str)] = &[];

#[test]
fn rows_find_what_they_must_and_nothing_else() {
    let pipeline = Pipeline::embedded().expect("the model loads");
    let gazetteer = Gazetteer::embedded();
    let (mut wrong, mut healed) = (Vec::new(), Vec::new());
    for example in examples() {
        let (coding, actors) = support::read(&pipeline, &gazetteer, &example.sentence, |reading| {
            let actors: Vec<String> = reading.resolution.actors.iter().map(|a| a.id.clone()).collect();
            (code(reading, &NoScorer), actors)
        });
        let id = format!("predicates.toml:{}", example.row);
        let found = coding.events.iter().any(|event| event.found_by.iter().any(|f| f.id == id));
        let known = KNOWN.iter().any(|(row, words)| *row == example.row && example.sentence.starts_with(words));
        match (found == example.must, known) {
            (false, false) => wrong.push(format!(
                "    (\"{}\", \"{}\"), // must{} match; actors {actors:?}",
                example.row,
                example.sentence,
                if example.must { "" } else { " not" },
            )),
            (true, true) => healed.push(example.sentence),
            _ => {}
        }
    }
    assert!(
        wrong.is_empty() && healed.is_empty(),
        "wrong:\n{}\nno longer wrong, take off the list: {healed:#?}",
        wrong.join("\n")
    );
}
