//! What is set aside although a rule proposes it: words for newsmen, sport, deeds of nobody named; and who is no side of an event.

mod support;

use demarche_coding::{Coding, NoScorer, code, domain_examples, weighed};
use demarche_gazetteer::Gazetteer;
use demarche_language::Pipeline;
use demarche_record::{Event, PloverType, Span};

/// What is made of an article by the rules alone, by the rules and acceptance, and every event before acceptance.
fn read(text: &str) -> (Coding, Coding, Vec<Event>) {
    let (pipeline, gazetteer) = (Pipeline::embedded().expect("the model loads"), Gazetteer::embedded());
    support::read(&pipeline, &gazetteer, text, |reading| {
        let all = weighed(reading, &pipeline);
        assert!(all.iter().all(|(_, grounds)| !grounds.0.is_empty()));
        assert!(weighed(reading, &NoScorer).is_empty());
        (code(reading, &NoScorer), code(reading, &pipeline), all.into_iter().map(|(event, _)| event).collect())
    })
}

#[test]
fn domains_are_seen_where_they_must_be_and_nowhere_else() {
    let pipeline = Pipeline::embedded().expect("the model loads");
    let words: std::collections::BTreeMap<String, Vec<String>> = {
        let file: toml::Table =
            include_str!("../../../knowledge/coding/domains.toml").parse().expect("domains.toml is TOML");
        let rows = file["domain"].as_array().expect("a list of domains");
        rows.iter()
            .map(|row| {
                let listed = row["words"].as_array().expect("words");
                let listed = listed.iter().filter_map(|word| word.as_str()).map(str::to_owned).collect();
                (row["id"].as_str().unwrap_or_default().to_owned(), listed)
            })
            .collect()
    };
    for (id, sentence, must) in domain_examples() {
        let annotation = pipeline.annotate(sentence, &[Span::new(0, sentence.len())]);
        let lemmas = annotation.sentences.iter().flat_map(|s| s.tokens.iter().map(|t| t.lemma.to_lowercase()));
        let count = lemmas.filter(|lemma| words[&id].contains(lemma)).count();
        assert_eq!(count >= 2, must, "{id}: {count} words in {sentence:?}");
    }
}

#[test]
fn ministers_meet_and_players_do_not() {
    let talks = "The French foreign minister met his German counterpart in Berlin on Monday. France and Germany agreed to hold new talks \
                 on the treaty next week. The German chancellor will visit Paris for the talks.";
    let (_, coding, _) = read(talks);
    assert!(coding.events.iter().any(|event| event.kind == PloverType::Consult), "{:#?}", coding.lost);
    assert!(coding.events.iter().all(|event| event.confidence.get() >= 0.5));
    let sport = "France met Germany in the final of the football championship on Monday. The French striker scored the only goal of the \
                 match. Germany had beaten Spain in the semifinal, and the coach praised his players before the cup final against France.";
    let (rules, coding, all) = read(sport);
    assert!(!rules.events.is_empty() && !all.is_empty(), "a rule must propose something for this test to say anything");
    assert!(coding.events.is_empty(), "{:#?}", coding.events);
    assert!(coding.lost.iter().any(|lost| lost.reason == "an article about sport"));
    // Nobody is spoken to.
    let (rules, coding, _) =
        read("The French minister criticized the weather. The mayor of Lyon praised the new bridge.");
    assert!(!rules.events.is_empty(), "a rule must propose something for this test to say anything");
    assert!(coding.events.is_empty(), "{:#?}", coding.events);
    assert!(coding.lost.iter().any(|lost| lost.reason.starts_with("too likely to be wrong")));
}

#[test]
fn money_is_no_side() {
    let (rules, _, _) = read("Egypt proposed to Jordan a dam for two billion US dollars.");
    assert!(!rules.events.is_empty());
    let sides = rules.events.iter().flat_map(|event| event.sources.iter().chain(&event.targets));
    assert!(sides.clone().all(|id| id != "state:USA"), "{:?}", sides.collect::<Vec<_>>());
}

#[test]
fn a_state_is_not_its_rebels_or_firms() {
    for text in ["Colombian rebels attacked Venezuela.", "A French company accused Italy of fraud."] {
        let (rules, _, _) = read(text);
        let sources: Vec<&String> = rules.events.iter().flat_map(|event| &event.sources).collect();
        assert!(sources.iter().all(|id| !matches!(id.as_str(), "state:COL" | "state:FRA")), "{text} {sources:?}");
    }
}

#[test]
fn those_who_suffered_a_deed_are_not_accused_of_it() {
    let (rules, _, _) = read("France condemned the bombing of a market in Jordan. Jordan is in mourning.");
    let accused: Vec<&Event> = rules.events.iter().filter(|event| event.kind == PloverType::Accuse).collect();
    assert!(accused.iter().all(|event| event.targets.is_empty()), "{accused:#?}");
    let (rules, _, _) = read("France condemned the Israeli bombing of a market in Jordan.");
    let accused = rules.events.iter().find(|event| event.kind == PloverType::Accuse).expect("a condemnation");
    assert_eq!(accused.targets, ["state:ISR"]);
}

#[test]
fn what_is_warned_of_is_not_refused_as_well() {
    let (rules, _, _) = read("Egypt warned that it would not normalize relations with Israel.");
    assert!(rules.events.iter().any(|event| event.kind == PloverType::Threaten), "{:#?}", rules.events);
    assert!(rules.events.iter().all(|event| event.kind != PloverType::Reject), "{:#?}", rules.events);
}

#[test]
fn two_heads_of_state_pledge_to_each_other() {
    let (rules, _, _) =
        read("The Egyptian president met the Jordanian king. The two leaders pledged to open the border.");
    let pledge = rules.events.iter().find(|event| event.predicate == "pledge").expect("a pledge");
    assert_eq!((pledge.sources.len(), pledge.targets.len()), (1, 1), "{pledge:#?}");
}

#[test]
fn content_ends_before_another_clause() {
    let text = "When Egypt and Israel signed a peace treaty in a crowded garden on Monday, they formally ended the state of war.";
    let (rules, _, _) = read(text);
    let signed = rules.events.iter().find(|event| event.predicate == "sign").expect("a treaty");
    assert!(!signed.content.contains("formally"), "{}", signed.content);
}
