//! Every cue on the sentences that it must and must not match, read by the model.

use std::collections::BTreeSet;

use super::support::{causal_rules, of_text, told, tree};
use crate::Argument;
use crate::cues::Cues;

/// Whether some fact was found by the row.
fn names(argument: &Argument, id: &str) -> bool {
    let hit = |found_by: &[demarche_record::FoundBy]| {
        found_by.iter().any(|f| f.id == id || f.id.starts_with(&format!("{id}/")))
    };
    argument.positions.iter().any(|p| hit(&p.found_by))
        || argument.shifts.iter().any(|s| hit(&s.found_by))
        || argument.drivers.iter().any(|d| hit(&d.found_by))
}

/// The rows of a file: id in the chain, sentences that must match, sentences that must not.
type Rows<'a> = Vec<(String, &'a [String], &'a [String])>;

fn check(rows: &Rows<'_>, found: impl Fn(&Argument, &str) -> bool) {
    check_text(rows, |text, id| found(&of_text(text).0, id));
}

fn check_text(rows: &Rows<'_>, found: impl Fn(&str, &str) -> bool) {
    let mut wrong = Vec::new();
    for (id, must, must_not) in rows {
        for (sentences, expected) in [(must, true), (must_not, false)] {
            for sentence in *sentences {
                if found(sentence, id) != expected {
                    let (argument, _) = of_text(sentence);
                    wrong.push(format!(
                        "{id} {} match: {sentence}\n    found {:?}\n    {}",
                        if expected { "must" } else { "must not" },
                        told(&argument),
                        tree(sentence)
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} cues are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn stances() {
    let s = &Cues::embedded().stances;
    let rows: Rows<'_> = s
        .verb
        .iter()
        .chain(&s.noun)
        .chain(&s.adjective)
        .map(|r| (format!("stances.toml:{}", r.id), r.must.as_slice(), r.must_not.as_slice()))
        .collect();
    check(&rows, names);
}

#[test]
fn words_of_positions() {
    let s = &Cues::embedded().stances;
    let rows: Rows<'_> = [
        ("argument/condition", &s.condition),
        ("argument/red-line", &s.redline),
        ("speech-refusal", &s.refusal),
        ("argument/condition", &s.lasting),
        ("speech-cannot", &s.assent),
        ("stances.toml:maintain", &s.aim),
        ("argument/condition", &s.consent),
        ("stances.toml:call-for", &s.document),
        ("stances.toml:deny-claim", &s.charge),
        ("stances.toml:propose", &s.personal),
    ]
    .into_iter()
    .flat_map(|(id, rows)| rows.iter().map(move |r| (id.to_owned(), r.must.as_slice(), r.must_not.as_slice())))
    .chain(
        s.terms
            .iter()
            .chain(&s.definition)
            .map(|r| (format!("stances.toml:{}", r.id), r.must.as_slice(), r.must_not.as_slice())),
    )
    .collect();
    check(&rows, |argument, id| {
        names(argument, id)
            || id == "argument/red-line" && argument.positions.iter().any(|p| p.found_by[0].id == "speech-red-line")
            || id == "argument/condition" && argument.positions.iter().any(|p| p.found_by[0].id == "speech-condition")
    });
}

#[test]
fn shifts() {
    let s = &Cues::embedded().shifts;
    let rows: Rows<'_> = s
        .verb
        .iter()
        .chain(&s.noun)
        .chain(&s.phrase)
        .chain(&s.novel)
        .chain(&s.reversal)
        .map(|r| (r.id.clone(), r.must.as_slice(), r.must_not.as_slice()))
        .collect();
    check(&rows, |argument, _| !argument.shifts.is_empty());
}

#[test]
fn causes() {
    let c = &Cues::embedded().causes;
    let rows: Rows<'_> = c
        .preposition
        .iter()
        .chain(&c.conjunction)
        .chain(&c.verb)
        .chain(&c.predicate)
        .chain(&c.counterfactual)
        .chain(&c.opinion)
        .map(|r| (format!("causes.toml:{}", r.id), r.must.as_slice(), r.must_not.as_slice()))
        .collect();
    check_text(&rows, |text, id| causal_rules(text).iter().any(|rule| rule == id));
}

#[test]
fn forces() {
    let rows: Rows<'_> = crate::forces::examples()
        .iter()
        .map(|e| (format!("forces.toml:{}", e.frame), e.must.as_slice(), e.must_not.as_slice()))
        .collect();
    check_text(&rows, |text, id| causal_rules(text).iter().any(|rule| rule == id));
}

#[test]
fn units() {
    let rows: Rows<'_> = Cues::embedded()
        .measures
        .unit
        .iter()
        .map(|r| (r.unit.clone(), r.must.as_slice(), r.must_not.as_slice()))
        .collect();
    check(&rows, |argument, _| !argument.measures.is_empty());
}

#[test]
fn agenda() {
    let a = &Cues::embedded().agenda;
    let rows: Rows<'_> = a
        .ahead
        .iter()
        .chain(&a.verb)
        .chain(&a.present)
        .chain(&a.expected)
        .chain(&a.held)
        .chain(&a.forecast)
        .chain(&a.pending)
        .chain(&a.given)
        .map(|r| (r.id.clone(), r.must.as_slice(), r.must_not.as_slice()))
        .collect();
    check(&rows, |argument, _| !argument.agenda.is_empty());
}

#[test]
fn issues() {
    let i = &Cues::embedded().issues;
    let rows: Rows<'_> = i
        .about
        .iter()
        .chain(&i.case)
        .chain(&i.deal)
        .map(|r| (r.id.clone(), r.must.as_slice(), r.must_not.as_slice()))
        .collect();
    check(&rows, |argument, _| !argument.issues.is_empty());
}

#[test]
fn ids_are_unique() {
    let cues = Cues::embedded();
    let s = &cues.stances;
    let lists: Vec<Vec<&str>> = vec![
        s.verb
            .iter()
            .chain(&s.noun)
            .chain(&s.adjective)
            .map(|r| r.id.as_str())
            .chain(
                s.condition
                    .iter()
                    .chain(&s.redline)
                    .chain(&s.refusal)
                    .chain(&s.terms)
                    .chain(&s.definition)
                    .chain(&s.process)
                    .chain(&s.against)
                    .chain(&s.speech)
                    .map(|r| r.id.as_str()),
            )
            .collect(),
        cues.shifts
            .verb
            .iter()
            .chain(&cues.shifts.noun)
            .chain(&cues.shifts.phrase)
            .chain(&cues.shifts.nouns)
            .map(|r| r.id.as_str())
            .collect(),
        cues.causes
            .preposition
            .iter()
            .chain(&cues.causes.conjunction)
            .chain(&cues.causes.verb)
            .chain(&cues.causes.predicate)
            .chain(&cues.causes.ordinal)
            .map(|r| r.id.as_str())
            .collect(),
        cues.measures.unit.iter().map(|r| r.id.as_str()).collect(),
        cues.issues
            .about
            .iter()
            .chain(&cues.issues.case)
            .chain(&cues.issues.deal)
            .chain(&cues.issues.topic)
            .map(|r| r.id.as_str())
            .collect(),
    ];
    for list in lists {
        let unique: BTreeSet<&str> = list.iter().copied().collect();
        assert_eq!(unique.len(), list.len(), "an id is used twice in {list:?}");
    }
}

/// A clause that tells the time of another takes a stand all the same.
#[test]
fn a_proposal_in_a_clause_of_time() {
    let (argument, _) = of_text(
        "After Putin proposed that both sides begin talks on the pipeline without conditions, Merkel said that she would not take up the offer.",
    );
    assert!(argument.positions.iter().any(|p| p.holder == "person:putin"), "{:?}", told(&argument));
}
