//! Bad input of every kind: one diagnostic that names the file, a hint, the other inputs still read, and never a panic.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn demarche(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_demarche"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the binary starts")
}

const GOOD: &str = "GENEVA – Foreign Minister Anna Holm met with her Swiss counterpart on Tuesday.\n\n\
                    The two ministers agreed to hold talks on fishing rights in the spring, officials said after the meeting.\n";

/// Reads a good file beside a bad one; checks exit code 1, one error about the bad one, and that the good one was read.
fn check(name: &str, bytes: &[u8], says: &str) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.txt"), GOOD).unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    let output = demarche(folder.path(), &["read", "--format", "json", name, "good.txt"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{name}: {errors}");
    assert!(!errors.contains("panicked"), "{name}: {errors}");
    let about: Vec<&str> = errors.lines().filter(|line| line.starts_with("error") && line.contains(name)).collect();
    assert_eq!(about.len(), 1, "{name}: one diagnostic, not {errors}");
    assert!(errors.to_lowercase().contains(says), "{name}: {errors}");
    assert!(errors.contains("hint:"), "{name}: a hint belongs to {errors}");
    let findings: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(findings["articles"].as_array().map(Vec::len), Some(1), "{name}: the good file is read");
}

#[test]
fn an_empty_file_is_told() {
    check("empty.txt", b"", "empty");
    check("blank.txt", b" \n\n\t\n", "empty");
}

#[test]
fn a_binary_file_is_told() {
    check("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0", "picture");
    check("program.txt", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0\x01\0\0\0\0\0\0\0", "");
    check("report.txt", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", "the pdf cannot be read");
}

#[test]
fn a_file_that_is_too_large_is_told_with_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("large.txt"), "peace ".repeat(400_000)).unwrap();
    let output = demarche(folder.path(), &["read", "--max-size", "1", "large.txt"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.contains("large.txt") && errors.contains("--max-size"), "{errors}");
}

#[test]
fn a_path_that_does_not_exist_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.txt"), GOOD).unwrap();
    let output = demarche(folder.path(), &["read", "missing.txt", "good.txt"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.contains("missing.txt"), "{errors}");
}

#[test]
fn a_broken_line_costs_only_itself() {
    let folder = tempfile::tempdir().unwrap();
    let line =
        |id: &str| serde_json::json!({"id": id, "published": "1998-04-10", "title": "Talks", "text": GOOD}).to_string();
    fs::write(folder.path().join("items.jsonl"), format!("{}\n{{\"id\": \"b\", \"text\n{}\n", line("a"), line("c")))
        .unwrap();
    let output = demarche(folder.path(), &["read", "--format", "json", "items.jsonl"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        errors.lines().filter(|line| line.starts_with("error") || line.starts_with("warning")).count(),
        1,
        "{errors}"
    );
    assert!(errors.contains("items.jsonl") && errors.contains('2'), "the line is named: {errors}");
    let findings: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(findings["articles"].as_array().map(Vec::len), Some(2));
}

#[test]
fn odd_texts_are_read_or_refused_but_never_a_panic() {
    let nested =
        format!("<html><body>{}<p>{GOOD}</p>{}</body></html>", "<div>".repeat(10_000), "</div>".repeat(10_000));
    let truncated = format!("<html><head><title>Talks</title></head><body><p>{GOOD}</p><div class=\"a");
    let marks = format!("{GOOD}\nZa{} met.\n", "\u{301}".repeat(10_000));
    let odd: [(&str, Vec<u8>); 8] = [
        ("nested.html", nested.into_bytes()),
        ("truncated.html", truncated.into_bytes()),
        ("endless.txt", "a".repeat(1_000_000).into_bytes()),
        ("endless-words.txt", "They met and ".repeat(20_000).into_bytes()),
        ("marks.txt", marks.into_bytes()),
        ("mixed.txt", [GOOD.as_bytes(), b"\xff\xfe caf\xe9 \xc3\xa9t\xe9\n"].concat()),
        (
            "latin1.txt",
            b"PARIS \x96 The pr\xe9sident met his counterpart on Monday, officials said in the capital.\n".to_vec(),
        ),
        ("arabic.txt", "اجتمع الوزيران في القاهرة يوم الثلاثاء لبحث اتفاق السلام بين البلدين.\n".repeat(5).into_bytes()),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in &odd {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    for (name, _) in &odd {
        let output = demarche(folder.path(), &["read", "--format", "json", name]);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(!errors.contains("panicked"), "{name}: {errors}");
        assert!(matches!(output.status.code(), Some(0 | 1)), "{name}: {:?} {errors}", output.status);
    }
}

#[test]
fn the_command_line_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(demarche(folder.path(), &["read"]).status.code(), Some(2));
    assert_eq!(demarche(folder.path(), &["inspect", "--layer", "nonsense", "a.txt"]).status.code(), Some(2));
    assert_eq!(demarche(folder.path(), &["--help"]).status.code(), Some(0));
}
