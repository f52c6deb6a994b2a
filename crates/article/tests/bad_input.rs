//! Bad input: one diagnostic with the source, the reason and a hint; everything else is still read; nothing panics.

use std::fs;
use std::path::PathBuf;

use demarche_article::{Format, Input, Limits, Outcome, list_inputs, read_bytes, read_input, unique_ids};
use demarche_record::Severity;

const STORY: &str =
    "Envoys return to the table\n\nGENEVA - The two delegations met on Monday and agreed to meet again.\n";

fn read(name: &str, bytes: &[u8]) -> Outcome {
    read_bytes(name, bytes, None, &Limits::default())
}

/// The one diagnostic of an outcome: its severity and message. It must name the source and hint at a way out.
#[track_caller]
fn only(outcome: &Outcome, source: &str) -> (Severity, String) {
    let [diagnostic] = outcome.diagnostics.as_slice() else { panic!("not one diagnostic: {:?}", outcome.diagnostics) };
    assert_eq!(diagnostic.source, source);
    assert!(diagnostic.hint.as_ref().is_some_and(|hint| !hint.is_empty()), "no hint: {diagnostic:?}");
    (diagnostic.severity, diagnostic.message.clone())
}

#[track_caller]
fn refused(name: &str, bytes: &[u8], reason: &str) {
    let outcome = read(name, bytes);
    let (severity, message) = only(&outcome, name);
    assert!(severity == Severity::Error && message.contains(reason), "{message}");
    assert!(outcome.articles.is_empty());
}

#[track_caller]
fn warned(name: &str, bytes: &[u8], reason: &str) -> String {
    let outcome = read(name, bytes);
    let (severity, message) = only(&outcome, name);
    assert!(severity == Severity::Warning && message.contains(reason), "{message}");
    assert_eq!(outcome.articles.len(), 1);
    let article = &outcome.articles[0];
    article.body().map(|block| block.span.of(&article.text)).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_good_story_has_none() {
    let outcome = read("story.txt", STORY.as_bytes());
    assert_eq!(outcome.diagnostics, []);
    assert_eq!(outcome.articles[0].dateline.as_deref(), Some("GENEVA"));
}

#[test]
fn empty_and_binary() {
    refused("a.txt", b"", "empty");
    refused("a.html", b" \n\t ", "empty");
    refused("a.jsonl", b"\n\n", "empty");
    refused("a.txt", b"%PDF-1.7\n%\xe2\xe3", "PDF is not read here");
    refused("a.html", b"\x89PNG\r\n\x1a\n\0\0", "picture");
    refused("a.txt", b"\x1f\x8b\x08\0\0", "breaks off");
    refused("a.zip", b"PK\x03\x04\0\0", "damaged");
    refused("a.txt", b"abc\0\0\0def\0\x01\x02\x03", "binary");
    refused("a.jsonl", b"\0\x01\x02\x03\x04\x05\x06", "binary");
    refused("a.html", b"<html><body></body></html>", "no text");
}

#[test]
fn over_the_limit() {
    let limits = Limits { max_bytes: 100, ..Limits::default() };
    let outcome = read_bytes("a.txt", "word ".repeat(100).as_bytes(), None, &limits);
    let (_, message) = only(&outcome, "a.txt");
    assert!(message.contains("limit of 100 bytes"), "{message}");
    let limits = Limits { max_page_bytes: 100, ..Limits::default() };
    let page = format!("<html><body><p>{}</p></body></html>", "word ".repeat(100));
    let outcome = read_bytes("a.html", page.as_bytes(), None, &limits);
    assert!(only(&outcome, "a.html").1.contains("limit of 100 bytes"));
}

#[test]
fn doubtful_encodings() {
    let body = warned(
        "a.txt",
        &[STORY.as_bytes(), "Übrigens, café sagt Đỗ. ".as_bytes(), b"It was caf\xe9 talk in the end, he said."]
            .concat(),
        "mixed",
    );
    assert!(body.contains("café talk"), "{body}");
    let page = b"<html><head><meta charset='utf-8'></head><body><p>The caf\xe9 talks of the two delegations went on until late on Monday night.</p></body></html>";
    assert!(warned("a.html", page, "encoding").contains("café talks"));
}

#[test]
fn a_page_that_breaks_off() {
    let page = "<html><body><h1>Envoys return</h1><p>The two delegations met on Monday in Geneva and agreed to meet again in the spring.</p><p>They had been";
    let body = warned("a.html", page.as_bytes(), "breaks off");
    assert!(body.contains("met on Monday"), "{body}");
}

#[test]
fn ten_thousand_nested_tags() {
    let sentence = "The two delegations met on Monday in Geneva and agreed to meet again in the spring of next year.";
    for tag in ["div", "b", "blockquote", "span", "table", "ul"] {
        let deep = format!(
            "<html><body><p>{sentence}</p>{}{sentence}{}</body></html>",
            format!("<{tag}>").repeat(10_000),
            format!("</{tag}>").repeat(10_000)
        );
        let body = warned("deep.html", deep.as_bytes(), "nest 1000");
        assert!(body.contains("met on Monday"), "{tag}: {body}");
    }
}

#[test]
fn one_endless_line() {
    let line = "The two delegations met on Monday in Geneva. ".repeat(8_000);
    let outcome = read("line.txt", line.as_bytes());
    let (severity, message) = only(&outcome, "line.txt");
    assert!(severity == Severity::Warning && message.contains("a line of"), "{message}");
    let article = &outcome.articles[0];
    assert!(article.blocks.iter().all(|block| block.span.len() <= Limits::default().max_paragraph_bytes));
    let outcome = read("letters.txt", "x".repeat(300_000).as_bytes());
    assert_eq!(outcome.articles[0].text.matches('x').count(), 300_000);
}

#[test]
fn another_language() {
    let text = "Die Gespräche gehen weiter\n\nDie beiden Außenminister haben sich am Montag in Genf darauf geeinigt, die \
        Verhandlungen über einen Friedensvertrag im Frühjahr wieder aufzunehmen.\n";
    let body = warned("a.txt", text.as_bytes(), "German");
    assert!(body.contains("Friedensvertrag"));
}

#[test]
fn a_broken_line_among_records() {
    let good =
        r#"{"id":"one","title":"Envoys return","published":"2011-05-02","text":"The two delegations met on Monday."}"#;
    let lines =
        format!("{good}\n{{\"id\": \"two\", \"text\": \n[1]\n{{\"id\":\"four\"}}\n{}\n", good.replace("one", "five"));
    let outcome = read("a.jsonl", lines.as_bytes());
    let ids: Vec<&str> = outcome.articles.iter().map(|article| article.id.as_str()).collect();
    assert_eq!(ids, ["one", "five"]);
    let sources: Vec<&str> = outcome.diagnostics.iter().map(|diagnostic| diagnostic.source.as_str()).collect();
    assert_eq!(sources, ["a.jsonl#2", "a.jsonl#3", "a.jsonl#4"]);
    assert!(outcome.diagnostics.iter().all(|diagnostic| diagnostic.hint.is_some()));
}

#[test]
fn folders_missing_paths_and_twins() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("folders");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("b")).unwrap();
    fs::create_dir_all(folder.join("empty")).unwrap();
    for name in ["b/envoys.txt", "a.txt", "B.txt", ".hidden.txt", "notes.toml", "envoys.txt"] {
        fs::write(folder.join(name), STORY).unwrap();
    }
    let missing = folder.join("nowhere.txt");
    let (inputs, diagnostics) = list_inputs(&[folder.clone(), missing, PathBuf::from("-"), folder.join("a.txt")]);
    let names: Vec<String> = inputs
        .iter()
        .map(|input| match input {
            Input::Stdin => "-".to_owned(),
            Input::File(path) => path.strip_prefix(&folder).unwrap().display().to_string(),
        })
        .collect();
    assert_eq!(names, ["B.txt", "a.txt", "b/envoys.txt", "envoys.txt", "-"]);
    let said: Vec<(Severity, bool)> = diagnostics.iter().map(|said| (said.severity, said.hint.is_some())).collect();
    assert_eq!(said, [(Severity::Note, true), (Severity::Error, true)], "{diagnostics:?}");
    let mut articles: Vec<_> =
        inputs[..4].iter().flat_map(|input| read_input(input, &Limits::default()).articles).collect();
    unique_ids(&mut articles);
    assert!(articles[3].id == format!("{}-2", articles[2].id), "{} {}", articles[2].id, articles[3].id);
    let (none, diagnostics) = list_inputs(&[folder.join("empty")]);
    assert!(none.is_empty() && diagnostics[0].message.contains("no file"));
}

#[test]
fn records_with_pages_and_fields() {
    let line = r#"{"id":7,"html":"<p>By Ada Berg</p><p>The two delegations met on Monday in Geneva and agreed to meet again.</p>","byline":["Ada Berg","Wu Li"],"section":"World > Asia","url":"https://example.com/x","dateline":"GENEVA"}"#;
    let outcome = read_bytes("a.jsonl", line.as_bytes(), Some(Format::JsonLines), &Limits::default());
    let article = &outcome.articles[0];
    assert_eq!((article.id.as_str(), article.source.as_str()), ("7", "a.jsonl#1"));
    assert_eq!(article.byline, ["Ada Berg", "Wu Li"]);
    assert_eq!(article.section, ["World", "Asia"]);
    assert_eq!(article.dateline.as_deref(), Some("GENEVA"));
    assert_eq!(article.body().count(), 1);
}
