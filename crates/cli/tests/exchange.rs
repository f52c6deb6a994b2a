//! `demarche export`, `import` and `series`: what the command line adds to the library: exit codes, notes, files.

use std::path::Path;
use std::process::{Command, Output};

/// Three PLOVER records: one that happened, one that is planned, one that names a type that nobody knows.
const RECORDS: &str = r#"{"id":"r1","date":"2019-06-03","source":[{"code":"JPN","actor_text":"Japan"}],"recipient":[{"code":"RUS","actor_text":"Russia"}],"event":["CONSULT"]}
{"id":"r2","date":"2019-07-01","source":[{"code":"RUS","actor_text":"Russia"}],"recipient":[{"code":"JPN","actor_text":"Japan"}],"event":["AID"],"context":["future"]}
{"id":"r3","source":[],"event":["SINGING"]}
"#;

fn demarche(folder: &Path, arguments: &[&str]) -> Output {
    std::fs::write(folder.join("records.jsonl"), RECORDS).unwrap();
    Command::new(env!("CARGO_BIN_EXE_demarche")).current_dir(folder).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const FROM: [&str; 3] = ["--from", "plover", "records.jsonl"];

#[test]
fn records_of_one_collection_go_out_in_another_format() {
    let folder = tempfile::tempdir().unwrap();
    let output = demarche(folder.path(), &[&["export", "--as", "icews"], &FROM[..]].concat());
    let (file, notes) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{notes}");
    assert_eq!(file.lines().count(), 2, "{file}");
    assert!(file.contains("2019-06-03\tJapan\t\tJapan\tConsult\t040\t1.0\tRussian Federation"), "{file}");
    assert!(notes.contains("1 events were left out, since they did not happen: 1 planned"), "{notes}");
    assert!(notes.contains("record 3 was left out"), "{notes}");
}

#[test]
fn a_format_without_a_word_for_plans_refuses_them() {
    let folder = tempfile::tempdir().unwrap();
    let output = demarche(folder.path(), &[&["export", "--include-planned", "--as", "gdelt"], &FROM[..]].concat());
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(text(&output.stderr).contains("formats that have one are plover"), "{}", text(&output.stderr));
}

#[test]
fn an_export_goes_to_the_file_that_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["export", "--quiet", "--include-planned", "--as", "plover", "--output", "out.jsonl"];
    let output = demarche(folder.path(), &[&arguments[..], &FROM[..]].concat());
    assert!(output.status.success() && output.stdout.is_empty());
    let file = std::fs::read_to_string(folder.path().join("out.jsonl")).unwrap();
    assert_eq!(file.lines().count(), 2);
    assert!(file.contains(r#""context":["future"]"#), "{file}");
}

#[test]
fn import_prints_findings_that_can_be_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let output = demarche(folder.path(), &[&["import", "--format", "json"], &FROM[..]].concat());
    std::fs::write(folder.path().join("findings.json"), &output.stdout).unwrap();
    let arguments = ["export", "--quiet", "--as", "csv", "--from", "findings", "findings.json"];
    let output = demarche(folder.path(), &arguments);
    let table = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(table.contains("plover:r2,AID,2,material cooperation,070,7,planned"), "{table}");
}

#[test]
fn import_puts_events_into_a_dossier_once_and_a_brief_cites_their_rows_short() {
    let folder = tempfile::tempdir().unwrap();
    let ok = |arguments: &[&str]| {
        let output = demarche(folder.path(), arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    };
    ok(&["init", "talks.dossier", "--title", "Fish"]);
    let import = [&["import", "--into", "talks.dossier"], &FROM[..]].concat();
    assert_eq!(ok(&import), "records.jsonl: 2 events, 2 of them new\n");
    assert_eq!(ok(&import), "records.jsonl: 2 events, 0 of them new\n");
    let brief = ok(&["brief", "talks.dossier", "--format", "markdown"]);
    assert!(brief.contains("row r1 of PLOVER") && brief.contains("3 June 2019"), "{brief}");
    assert!(!brief.contains("actor_text"), "{brief}");
    let output = demarche(folder.path(), &[&["import", "--into", "nowhere.dossier"], &FROM[..]].concat());
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("demarche init"), "{}", text(&output.stderr));
}

#[test]
fn a_series_of_one_pair_and_a_pair_that_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let output = demarche(folder.path(), &[&["series", "--dyad", "Russia,JPN"], &FROM[..]].concat());
    let table = text(&output.stdout);
    assert!(table.contains("JPN,RUS,Japan,Russia,2019-W23,2019-06-03,2019-06-09,1,1,0,0,0,1.0,0.0,1.0"), "{table}");
    let output = demarche(folder.path(), &[&["series", "--dyad", "Russia"], &FROM[..]].concat());
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_missing_file_of_a_collection_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let output = demarche(folder.path(), &["import", "--from", "icews", "nowhere.tab"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("cannot read nowhere.tab"), "{}", text(&output.stderr));
    let output = demarche(folder.path(), &["import", "--from", "icews", "records.jsonl"]);
    assert_eq!(output.status.code(), Some(1), "a file without the header is lost");
}
