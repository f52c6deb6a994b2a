//! Every sentence that a row of the predicates carries is read from raw text: the row must, or must not, find an event in it.

use demarche_coding::{NoScorer, Reading, code, examples};
use demarche_gazetteer::Gazetteer;
use demarche_language::Pipeline;
use demarche_record::{Article, Published, Span};

/// Sentences that go wrong today, by row and first words, each with a FIXME. One that is put right must leave the list.
const KNOWN: &[(&str, &str)] = &[];

#[test]
fn rows_find_what_they_must_and_nothing_else() {
    let pipeline = Pipeline::embedded().expect("the model loads");
    let gazetteer = Gazetteer::embedded();
    let (mut wrong, mut healed) = (Vec::new(), Vec::new());
    for example in examples() {
        let article = Article::plain("a1", "-", &example.sentence);
        let annotation = pipeline.annotate(&article.text, &[Span::new(0, article.text.len())]);
        let published = Published::unknown();
        let resolution = gazetteer.resolve(&article, &annotation, &published);
        let reading = Reading {
            article: &article,
            annotation: &annotation,
            published: &published,
            times: &[],
            resolution: &resolution,
        };
        let coding = code(&reading, &NoScorer);
        let id = format!("predicates.toml:{}", example.row);
        let found = coding.events.iter().any(|event| event.found_by.iter().any(|f| f.id == id));
        let known = KNOWN.iter().any(|(row, words)| *row == example.row && example.sentence.starts_with(words));
        match (found == example.must, known) {
            (false, false) => wrong.push(format!(
                "    (\"{}\", \"{}\"), // must{} match; actors {:?}",
                example.row,
                example.sentence,
                if example.must { "" } else { " not" },
                resolution.actors.iter().map(|a| a.id.as_str()).collect::<Vec<_>>()
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
