//! The dossier from the command line: what comes in once, what people say, what is printed.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const AT: &str = "2024-05-01T12:00:00Z";

/// A folder with a dossier and some coverage, and the program.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.write(
            "talks.txt",
            "Ministers Meet on Fishing\n\nGENEVA, May 4, 2015 – Japan and Russia agreed on Monday to hold talks on fishing rights in \
             the spring, officials said.\n\nFrance threatened to impose sanctions on Iran on Sunday.\n",
        );
        desk.write(
            "more.txt",
            "Envoys Talk Again\n\nOSLO, June 2, 2015 – Turkey met with Armenia in Oslo on Tuesday and rejected a proposal from Egypt.\n",
        );
        desk.ok(&["init", "d.dossier", "--title", "Fish", "--at", AT]);
        desk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_demarche"))
            .current_dir(self.path())
            .env("DEMARCHE_AUTHOR", "ada")
            .env("SOURCE_DATE_EPOCH", "1714564800")
            .args(arguments)
            .output()
            .expect("the binary starts")
    }

    fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn fails(&self, arguments: &[&str], says: &str) {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {errors}");
        assert!(errors.contains(says) && !errors.contains("panicked"), "{arguments:?}: {errors}");
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.ok(&[arguments, &["--format", "json"]].concat())).unwrap()
    }

    fn events(&self) -> Vec<Value> {
        self.json(&["show", "d.dossier", "events"]).as_array().unwrap().clone()
    }
}

#[test]
fn coverage_comes_in_once_and_is_found() {
    let desk = Desk::new();
    assert!(desk.ok(&["add", "d.dossier", "talks.txt", "more.txt"]).starts_with("2 articles added"));
    let events = desk.events();
    assert!(events.len() >= 3, "{events:?}");
    let read = desk.json(&["read", "d.dossier"]);
    assert_eq!(read["events"].as_array().unwrap().len(), events.len(), "the view and the list agree");
    let before = fs::read(desk.path().join("d.dossier")).unwrap();
    assert!(desk.ok(&["add", "d.dossier", "."]).contains("2 known already"));
    fs::copy(desk.path().join("talks.txt"), desk.path().join("copy.txt")).unwrap();
    desk.ok(&["add", "d.dossier", "copy.txt"]);
    assert_eq!(desk.events(), events);
    assert!(!before.is_empty());
    let articles = desk.json(&["show", "d.dossier", "articles"]);
    let sources: usize = articles.as_array().unwrap().iter().map(|one| one["sources"].as_array().unwrap().len()).sum();
    assert!(articles.as_array().unwrap().len() == 2 && sources >= 3, "{articles}");
    assert!(desk.ok(&["search", "d.dossier", "fishing", "rights"]).contains("Fishing"));
    assert_eq!(desk.run(&["search", "d.dossier", "zeppelin"]).status.code(), Some(1));
    assert!(desk.ok(&["brief", "d.dossier", "--format", "markdown"]).contains("Japan"));
    assert!(desk.ok(&["verify", "d.dossier"]).starts_with("sound"));
}

#[test]
fn corrections_survive_another_reading_and_can_be_undone() {
    let desk = Desk::new();
    desk.ok(&["add", "d.dossier", "talks.txt"]);
    let before = desk.events();
    let event = before.iter().find(|event| event["kind"] == "THREATEN").expect("a threat");
    let key = event["key"].as_str().unwrap();
    desk.fails(&["correct", "d.dossier", key, "--set", "typ=AID"], "it has");
    desk.fails(&["correct", "d.dossier", "00000000-000000", "--accept"], "goes by");
    assert_eq!(desk.run(&["correct", "d.dossier", key]).status.code(), Some(2), "nothing is said of it");
    desk.ok(&["correct", "d.dossier", key, "--set", "status=proposed", "--set", "when=2015-05", "--reason", "a plan"]);
    desk.ok(&["add", "d.dossier", "--again"]);
    let after = desk.events();
    let edited = after.iter().find(|event| event["key"] == key).unwrap();
    assert_eq!((&edited["status"], &edited["verdict"]), (&"proposed".into(), &"edited".into()));
    assert_eq!(edited["latest"], "2015-05-31");
    let why = desk.ok(&["why", "d.dossier", key]);
    assert!(
        why.contains("threatened to impose sanctions") && why.contains("a plan") && why.contains("found by"),
        "{why}"
    );
    desk.ok(&["undo", "d.dossier"]);
    assert_eq!(desk.events(), before);
    let log = desk.ok(&["log", "d.dossier"]);
    assert!(log.contains("edit") && log.contains("(undone)") && log.contains("undo of entry 1"), "{log}");
    desk.ok(&["correct", "d.dossier", key, "--accept", "--author", "ben"]);
    desk.ok(&["correct", "d.dossier", key, "--accept"]);
    assert!(desk.ok(&["log", "d.dossier", "--agreement"]).contains("judged: 1"));
    assert!(desk.ok(&["verify", "d.dossier"]).starts_with("sound"));
}

#[test]
fn a_source_is_forgotten_with_what_rested_on_it() {
    let desk = Desk::new();
    desk.ok(&["add", "d.dossier", "talks.txt"]);
    let before = desk.events();
    desk.ok(&["add", "d.dossier", "more.txt"]);
    desk.fails(&["forget", "d.dossier", "nothing.txt"], "no source goes by");
    assert!(desk.ok(&["forget", "d.dossier", "more.txt"]).contains("1 article "));
    assert_eq!(desk.events(), before);
    desk.ok(&["pack", "d.dossier"]);
    assert!(!desk.path().join("d.dossier-wal").exists());
    assert!(desk.ok(&["verify", "d.dossier"]).starts_with("sound"));
}

#[test]
fn escapes_in_the_coverage_do_not_reach_the_terminal() {
    let desk = Desk::new();
    let line = serde_json::json!({
        "id": "x", "published": "2015-05-04", "title": "Talks \u{1b}]0;owned\u{7} on\u{202e}fish \u{1b}[2J",
        "text": "Japan and Russia agreed on Monday to hold talks on \u{1b}[31mfishing\u{1b}[0m rights. <script>alert(1)</script>",
    });
    desk.write("evil\u{1b}[31m\n.jsonl", &line.to_string());
    desk.ok(&["add", "d.dossier", "evil\u{1b}[31m\n.jsonl"]);
    let key = desk.events().first().map(|event| event["key"].as_str().unwrap().to_owned());
    let mut outputs = vec![
        desk.ok(&["show", "d.dossier"]),
        desk.ok(&["show", "d.dossier", "events"]),
        desk.ok(&["show", "d.dossier", "articles"]),
        desk.ok(&["search", "d.dossier", "talks"]),
    ];
    if let Some(key) = &key {
        outputs.push(desk.ok(&["why", "d.dossier", key]));
        desk.ok(&["correct", "d.dossier", key, "--accept", "--reason", "\u{1b}[2Jsure", "--author", "a\u{1b}[31mda"]);
    }
    desk.ok(&["forget", "d.dossier", "evil\u{1b}[31m\n.jsonl"]);
    outputs.push(desk.ok(&["log", "d.dossier"]));
    for output in outputs {
        let steering = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!output.contains(steering), "{output:?}");
    }
}

#[test]
fn what_is_no_dossier_is_told() {
    let desk = Desk::new();
    desk.fails(&["show", "nowhere.dossier"], "demarche init");
    desk.fails(&["show", "talks.txt"], "is not a dossier");
    desk.fails(&["add", ".", "talks.txt"], "is a folder");
    desk.fails(&["init", "d.dossier"], "exists already");
    desk.ok(&["add", "new.dossier", "talks.txt"]);
    assert!(desk.ok(&["show", "new.dossier", "articles"]).contains("Fishing"), "a dossier that is not there is made");
    let bytes = fs::read(desk.path().join("d.dossier")).unwrap();
    fs::write(desk.path().join("cut.dossier"), &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(desk.run(&["verify", "cut.dossier"]).status.code(), Some(1));
}

#[test]
fn issues_are_joined_and_split_by_people() {
    let desk = Desk::new();
    desk.write(
        "talks.txt",
        "Ministers Meet on Fishing\n\nGENEVA, May 4, 2015 – Japan and Russia agreed on Monday to hold talks on fishing rights and visas in \
         the spring, officials said. Japan demanded that Russia cut the fishing quotas. Russia rejected a proposal on visas.\n",
    );
    desk.ok(&["add", "d.dossier", "talks.txt"]);
    let issues = || -> Vec<String> {
        let whole: Value = serde_json::from_str(&desk.ok(&["read", "d.dossier", "--format", "json"])).unwrap();
        let names = |one: &Value| {
            let aliases = one["aliases"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned());
            format!("{}: {}", one["name"].as_str().unwrap(), aliases.collect::<Vec<_>>().join(", "))
        };
        whole["issues"].as_array().unwrap().iter().map(names).collect()
    };
    let apart = ["fishing rights: ".to_owned(), "visas: ".to_owned()];
    assert_eq!(issues(), apart);
    desk.fails(&["merge", "d.dossier", "--issue", "visas", "tariffs"], "\"fishing rights\", \"visas\"");
    desk.fails(&["split", "d.dossier", "--issue", "visas", "fishing rights"], "an issue of its own already");
    let said = desk.ok(&["merge", "d.dossier", "--issue", "Visas", "fishing rights", "--reason", "one round"]);
    assert_eq!(said, "entry 1: merge issues \"Visas\" and \"fishing rights\"\n");
    assert_eq!(issues(), ["visas: fishing rights"]);
    let positions = desk.ok(&["read", "d.dossier", "--format", "json"]);
    assert!(!positions.contains("\"issue\": \"fishing rights\""), "facts bear the one name");
    desk.fails(&["merge", "d.dossier", "--issue", "visas", "fishing rights"], "one issue already");
    desk.ok(&["add", "d.dossier", "talks.txt", "--again"]);
    assert_eq!(issues(), ["visas: fishing rights"], "it holds after another reading");
    desk.ok(&["split", "d.dossier", "--issue", "visas", "fishing rights"]);
    assert_eq!(issues().len(), 2);
    let log = desk.ok(&["log", "d.dossier"]);
    assert!(log.contains("split issue \"fishing rights\" from \"visas\"") && log.contains("one round"), "{log}");
    desk.ok(&["undo", "d.dossier"]);
    assert_eq!(issues(), ["visas: fishing rights"]);
    desk.ok(&["undo", "d.dossier", "1"]);
    assert_eq!(issues(), apart);
}
