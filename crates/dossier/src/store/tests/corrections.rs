//! What people say wins over every reading, and can be undone; the log keeps it all.

use std::collections::BTreeMap;

use demarche_record::PloverType;
use serde_json::json;

use super::super::{Addition, Correction, Filter, Found};
use super::support::{Desk, coverage, signed};

fn edit(fields: &[(&str, serde_json::Value)]) -> Correction {
    Correction::Edit(fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
}

#[test]
fn a_rejected_fact_is_gone_from_the_view_and_stays_gone() {
    let mut desk = Desk::new();
    let story = coverage().remove(0);
    desk.add(&story);
    let key = desk.key("THREATEN");
    desk.dossier.correct(&key, false, &Correction::Reject, &signed("ada")).unwrap();
    let seen = |desk: &Desk| {
        let whole = desk.dossier.findings(&Filter::default()).unwrap();
        (whole.events.len(), whole.drivers.len())
    };
    assert_eq!(seen(&desk), (1, 1), "its driver goes with it");
    desk.again(&story);
    assert_eq!(seen(&desk), (1, 1));
    // Another model takes the verb for another type.
    let mut other = story.clone();
    other.facts[1].0 = PloverType::Reject;
    desk.again(&other);
    assert_eq!(seen(&desk), (1, 1), "the same words with another type are the same mistake");
    desk.dossier.undo(None, &signed("ada")).unwrap();
    assert_eq!(seen(&desk), (2, 2));
    desk.sound();
}

#[test]
fn an_edit_survives_another_reading_and_even_none() {
    let mut desk = Desk::new();
    let story = coverage().remove(0);
    desk.add(&story);
    let before = desk.events("THREATEN");
    let key = desk.key("THREATEN");
    let fields = edit(&[("type", json!("REQUEST")), ("place", json!("Lakeside"))]);
    assert!(desk.dossier.correct(&key, false, &fields, &signed("ada")).is_err(), "the field is called where");
    let fields = edit(&[("type", json!("REQUEST")), ("where", json!("Lakeside"))]);
    desk.dossier.correct(&key, false, &fields, &signed("ada")).unwrap();
    let check = |desk: &Desk| {
        let found = desk.events("REQUEST");
        assert_eq!((found.len(), found[0].place.as_deref()), (1, Some("Lakeside")), "{found:?}");
        assert_eq!((found[0].verdict.as_str(), &found[0].key), ("edited", &key), "the key stays");
        assert!(desk.events("THREATEN").is_empty());
    };
    check(&desk);
    desk.again(&story);
    check(&desk);
    desk.again(&story.clone().without(1));
    check(&desk);
    desk.sound();
    desk.again(&story);
    desk.dossier.undo(Some(1), &signed("ben")).unwrap();
    let entries = desk.dossier.log(None, None).unwrap();
    assert_eq!((entries.len(), entries[0].holds, entries[1].undoes), (2, false, Some(1)));
    assert_eq!(desk.events("THREATEN"), before);
    desk.dossier.undo(Some(2), &signed("ben")).unwrap();
    check(&desk);
    assert!(desk.dossier.undo(Some(2), &signed("ben")).is_err(), "it is undone already");
    assert!(desk.dossier.undo(Some(99), &signed("ben")).is_err());
    desk.sound();
}

#[test]
fn the_last_word_on_a_fact_counts() {
    let mut desk = Desk::new();
    desk.add(&coverage()[0]);
    let key = desk.key("THREATEN");
    desk.dossier.correct(&key, false, &Correction::Reject, &signed("ada")).unwrap();
    assert!(desk.events("THREATEN").is_empty());
    desk.dossier.correct(&key, true, &Correction::Accept, &signed("ben")).unwrap();
    assert_eq!(desk.events("THREATEN")[0].verdict, "accepted");
    desk.sound();
}

#[test]
fn a_fact_added_by_hand_has_its_words() {
    let mut desk = Desk::new();
    let story = coverage().remove(0);
    desk.add(&story);
    let key = super::super::article_key(&story.page);
    let addition = |quote: &str| Addition {
        article: key[..8].to_owned(),
        layer: "event".into(),
        quote: quote.into(),
        fields: BTreeMap::from([
            ("type".to_owned(), json!("COERCE")),
            ("sources".to_owned(), json!(["state:BOR"])),
            ("targets".to_owned(), json!(["state:NEW"])),
        ]),
    };
    assert!(desk.dossier.add_fact(&addition("words it does not have"), &signed("ada")).is_err());
    desk.dossier.add_fact(&addition("close the bridges"), &signed("ada")).unwrap();
    for _ in 0..2 {
        let found = desk.events("COERCE");
        assert_eq!((found.len(), found[0].verdict.as_str()), (1, "added"));
        let Found::Event(detail) = desk.dossier.find(&found[0].key).unwrap() else { panic!("an event") };
        let report = &detail.reports[0].report;
        assert_eq!(report.sentence, "Borland threatened to close the bridges.");
        let (start, end) = report.marked.unwrap();
        assert_eq!(&report.sentence[start..end], "close the bridges");
        assert_eq!(report.entries.len(), 1);
        desk.again(&story);
    }
    assert!(desk.dossier.actors(10).unwrap().iter().any(|actor| actor.key == "state:NEW"));
    desk.sound();
    desk.dossier.undo(None, &signed("ada")).unwrap();
    assert!(desk.events("COERCE").is_empty());
    assert!(!desk.dossier.actors(10).unwrap().iter().any(|actor| actor.key == "state:NEW"));
    desk.sound();
}

#[test]
fn events_are_merged_and_split_by_people() {
    let mut desk = Desk::new();
    let stories = coverage();
    stories.iter().for_each(|story| {
        desk.add(story);
    });
    let before = desk.events("CONSULT");
    let keys: Vec<String> = before.iter().map(|event| event.key.clone()).collect();
    let merged = [keys[0].clone(), keys[1].clone()];
    desk.dossier.merge(&merged, &signed("ada")).unwrap();
    assert_eq!(desk.events("CONSULT").len(), before.len() - 1);
    assert!(desk.dossier.merge(&merged, &signed("ada")).is_err(), "they are one already");
    stories.iter().for_each(|story| {
        desk.again(story);
    });
    assert_eq!(desk.events("CONSULT").len(), before.len() - 1, "another reading changes nothing");
    desk.dossier.undo(None, &signed("ada")).unwrap();
    assert_eq!(desk.events("CONSULT"), before);
    desk.sound();

    let meeting = before.iter().find(|event| event.reports == 3).unwrap();
    let Found::Event(detail) = desk.dossier.find(&meeting.key).unwrap() else { panic!("an event") };
    let apart = detail.reports[1].report.key.clone();
    let foreign = before.iter().find(|event| event.key != meeting.key).unwrap().key.clone();
    assert!(desk.dossier.split(&meeting.key, &[foreign], &signed("ben")).is_err(), "a report of another event");
    desk.dossier.split(&meeting.key, std::slice::from_ref(&apart), &signed("ben")).unwrap();
    let mut counts: Vec<i64> = desk.events("CONSULT").iter().map(|event| event.reports).collect();
    counts.sort_unstable();
    assert_eq!(counts, [1, 1, 1, 2], "three papers are two and one");
    stories.iter().for_each(|story| {
        desk.again(story);
    });
    let again: Vec<i64> = desk.events("CONSULT").iter().map(|event| event.reports).collect();
    assert_eq!(again.len(), 4, "they stay apart, whatever else ties them");
    desk.sound();
    desk.dossier.undo(None, &signed("ben")).unwrap();
    assert_eq!(desk.events("CONSULT"), before);
    desk.sound();
}

#[test]
fn agreement_is_measured_from_the_log() {
    let mut desk = Desk::new();
    coverage().iter().for_each(|story| {
        desk.add(story);
    });
    let all = super::super::Selection { limit: 100, ..Default::default() };
    let keys: Vec<String> = desk.dossier.events(&all).unwrap().into_iter().map(|event| event.key).collect();
    for (index, key) in keys.iter().enumerate() {
        desk.dossier.correct(key, true, &Correction::Accept, &signed("ada")).unwrap();
        let other = if index == 0 { Correction::Reject } else { Correction::Accept };
        desk.dossier.correct(key, true, &other, &signed("ben")).unwrap();
    }
    let agreement = desk.dossier.agreement().unwrap();
    assert_eq!((agreement.annotators.len(), agreement.facts), (2, keys.len()));
    let n = 2.0 * keys.len() as f64;
    let alpha = 1.0 - (n - 1.0) * 2.0 / (n * (n - 1.0) - (n - 1.0) * (n - 2.0));
    assert!((agreement.verdicts.unwrap() - alpha).abs() < 1e-9, "{agreement:?}");
    assert!(agreement.types.unwrap() > 0.0);
}

#[test]
fn the_log_is_only_added_to() {
    let mut desk = Desk::new();
    desk.add(&coverage()[0]);
    let key = desk.key("THREATEN");
    desk.dossier.correct(&key, false, &Correction::Reject, &signed("ada")).unwrap();
    let connection = rusqlite::Connection::open(desk.path()).unwrap();
    assert!(connection.execute("DELETE FROM log", []).is_err());
    assert!(connection.execute("UPDATE log SET author = 'eve'", []).is_err());
    connection.execute_batch("DROP TRIGGER log_is_not_changed; UPDATE log SET author = 'eve';").unwrap();
    drop(connection);
    let faults = desk.dossier.verify(false).unwrap().faults.join("; ");
    assert!(faults.contains("log: 1 rows do not fit"), "{faults}");
    assert!(faults.contains("log_is_not_changed"), "{faults}");
}
