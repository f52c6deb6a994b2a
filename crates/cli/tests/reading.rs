//! What must hold of every reading: evidence that fits the text, the same bytes on any number of threads and in any order.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn demarche(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_demarche")).current_dir(root()).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn findings(arguments: &[&str]) -> Value {
    serde_json::from_slice(&demarche(&[&["read", "--quiet", "--format", "json"], arguments].concat())).expect("JSON")
}

const FACTS: [&str; 6] = ["events", "positions", "shifts", "drivers", "measures", "agenda"];

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn range(value: &Value) -> (usize, usize) {
    (value["start"].as_u64().unwrap() as usize, value["end"].as_u64().unwrap() as usize)
}

#[test]
fn every_fact_has_evidence_inside_one_sentence_of_the_body() {
    let whole = findings(&["examples"]);
    let mut facts = 0;
    for item in FACTS.iter().flat_map(|table| list(&whole, table)) {
        assert!(!list(item, "evidence").is_empty(), "a fact without evidence: {item}");
        for evidence in list(item, "evidence") {
            facts += 1;
            let article =
                list(&whole, "articles").iter().find(|a| a["id"] == evidence["article"]).expect("its article");
            let text = article["text"].as_str().unwrap();
            let (start, end) = range(evidence);
            assert_eq!(
                text.get(start..end),
                evidence["text"].as_str(),
                "the span and the words of the evidence differ"
            );
            let (first, last) = range(&evidence["sentence"]);
            assert!(first <= start && end <= last, "evidence leaves its sentence: {evidence}");
            assert!(evidence["text"].as_str().unwrap().split_whitespace().count() <= 90, "too long: {evidence}");
            for block in list(article, "blocks").iter().filter(|block| block["kind"] == "furniture") {
                let (from, to) = range(&block["span"]);
                assert!(end <= from || to <= start, "evidence touches furniture: {evidence}");
            }
        }
    }
    assert!(facts > 100, "only {facts} facts in all of examples/");
}

#[test]
fn every_reference_has_its_target() {
    let whole = findings(&["examples"]);
    let ids = |tables: &[&str]| -> Vec<Value> {
        tables.iter().flat_map(|table| list(&whole, table)).map(|item| item["id"].clone()).collect()
    };
    let actors = ids(&["actors"]);
    let known = |id: &Value| id.is_null() || actors.contains(id);
    for event in list(&whole, "events") {
        let parties: Vec<&Value> = list(event, "sources").iter().chain(list(event, "targets")).collect();
        assert!(parties.into_iter().all(known) && known(&event["reported_by"]), "unknown actor in {event}");
        assert!(!list(event, "sources").is_empty(), "nobody acts in {event}");
    }
    assert!(list(&whole, "positions").iter().chain(list(&whole, "shifts")).all(|one| known(&one["holder"])));
    let acted_on = ids(&["events", "shifts"]);
    assert!(list(&whole, "drivers").iter().all(|one| acted_on.contains(&one["of"])), "a driver of nothing");
    let mut all = ids(&FACTS);
    all.extend(actors.iter().cloned());
    let count = all.len();
    all.sort_by_key(Value::to_string);
    all.dedup();
    assert_eq!(all.len(), count, "two things share an id");
}

#[test]
fn the_same_bytes_on_any_number_of_threads_and_in_any_order() {
    let folders = ["examples/egypt-israel", "examples/iran-nuclear", "examples/us-north-korea"];
    let read = |paths: &[&str], jobs: &str| {
        demarche(&[&["read", "--quiet", "--format", "json", "--jobs", jobs], paths].concat())
    };
    let one = read(&folders, "1");
    assert!(one == read(&folders, "2"), "two threads give other bytes than one");
    assert!(one == read(&[folders[2], folders[0], folders[1]], "2"), "the order of the inputs changes the result");
}

#[test]
fn every_layer_can_be_shown() {
    let article = "examples/japan-russia/2022-03-talks-halted/article.txt";
    let layers = [
        "page",
        "sentences",
        "tokens",
        "tree",
        "names",
        "mentions",
        "times",
        "actors",
        "events",
        "positions",
        "drivers",
    ];
    for layer in layers {
        let text = String::from_utf8(demarche(&["inspect", "--quiet", "--layer", layer, article])).unwrap();
        assert!(text.lines().count() > 1, "{layer} shows nothing");
        assert!(!text.contains('\u{1b}'), "colours are off when piped");
        let json = demarche(&["inspect", "--quiet", "--layer", layer, "--format", "json", article]);
        let json: Value = serde_json::from_slice(&json).expect("JSON");
        assert!(json["text"].is_string() || !list(&json, "items").is_empty(), "{layer} is empty as JSON");
    }
}

#[test]
fn completions_and_manual_are_printed() {
    assert!(String::from_utf8(demarche(&["completions", "bash"])).unwrap().contains("demarche"));
    assert!(String::from_utf8(demarche(&["man"])).unwrap().contains(".TH"));
}

#[test]
fn the_roster_answers_for_a_day() {
    let text = |arguments: &[&str]| String::from_utf8(demarche(arguments)).unwrap();
    let holders = text(&["gazetteer", "office", "Russia", "foreign minister", "--on", "2018-11-23"]);
    assert!(holders.starts_with("Sergey Lavrov"), "{holders}");
    assert!(text(&["gazetteer", "person", "Lavrov"]).contains("foreign minister, RUS"));
    let conflicts = text(&["gazetteer", "conflicts"]);
    assert!(conflicts.lines().skip(1).all(|line| line.split('\t').count() == 4), "four columns a line");
    assert!(conflicts.lines().count() > 2);
}

#[test]
fn the_brief_of_a_day_is_the_brief_of_what_was_published_by_then() {
    let early = ["examples/japan-russia/2018-09-vladivostok", "examples/japan-russia/2016-05-sochi"];
    let late = "examples/japan-russia/2022-03-talks-halted";
    for (format, date) in [("json", "2018-09-12"), ("terminal", "2019-06-01")] {
        let options = ["brief", "--quiet", "--format", format, "--as-of", date];
        let all = demarche(&[&options[..], &early, &[late]].concat());
        assert_eq!(all, demarche(&[&options[..], &early].concat()), "{format}, {date}");
        let text = String::from_utf8(all).expect("UTF-8");
        assert!(!text.contains("2022") && text.contains("known on"), "{text}");
    }
}
