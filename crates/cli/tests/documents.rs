//! Documents and archives through the program: PDF in its process, members named by the path inside, one damaged file among good ones.

#[path = "../../article/tests/support/build.rs"]
mod build;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

const LINES: &[build::Shown] = &[
    (72.0, 740.0, 20.0, "Envoys of two islands return to the table"),
    (72.0, 690.0, 11.0, "November 27, 2018"),
    (72.0, 660.0, 11.0, "The delegations of both islands met on Monday in the old har-"),
    (72.0, 647.0, 11.0, "bour office and agreed to set up two working groups on fishing."),
];

fn read(folder: &Path, paths: &[&str]) -> (Option<i32>, Value, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .current_dir(folder)
        .args(["read", "--format", "json"])
        .args(paths)
        .output()
        .expect("the binary starts");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), serde_json::from_slice(&output.stdout).expect("JSON"), errors)
}

#[test]
fn portable_documents_alone_and_in_archives() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = build::pdf(&[LINES], "");
    fs::write(folder.path().join("a.pdf"), &bytes).unwrap();
    fs::write(folder.path().join("b.zip"), build::zip(&[("inner/a.pdf", &bytes)])).unwrap();
    fs::write(folder.path().join("c.pdf"), &bytes[..bytes.len() / 2]).unwrap();
    let html = "Content-Type: application/pdf\r\n";
    fs::write(folder.path().join("d.warc.gz"), build::gzip(&build::warc_page("https://example.org/", html, &bytes)))
        .unwrap();
    let (code, findings, errors) = read(folder.path(), &["."]);
    let sources: Vec<&str> =
        findings["articles"].as_array().unwrap().iter().filter_map(|a| a["source"].as_str()).collect();
    assert_eq!(sources, ["./a.pdf", "./b.zip#inner/a.pdf", "./d.warc.gz#1"], "{errors}");
    assert_eq!(code, Some(1));
    assert!(errors.contains("error: ./c.pdf: the PDF cannot be read"), "{errors}");
    let article = &findings["articles"][0];
    assert_eq!(article["title"], "Envoys of two islands return to the table");
    assert!(article["text"].as_str().unwrap().contains("in the old harbour office and agreed"));
}

#[test]
fn a_dossier_takes_portable_documents() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.pdf"), build::pdf(&[LINES], "")).unwrap();
    let run = |arguments: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_demarche")).current_dir(folder.path()).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["add", "d.dossier", "a.pdf"]);
    assert!(run(&["show", "d.dossier", "articles"]).contains("Envoys of two islands"));
}

#[test]
fn the_process_that_reads_pdf_cannot_write_and_is_not_in_the_help() {
    let folder = tempfile::tempdir().unwrap();
    let program = || Command::new(env!("CARGO_BIN_EXE_demarche"));
    let help = String::from_utf8(program().arg("--help").output().unwrap().stdout).unwrap();
    assert!(!help.contains("read-pdf") && help.contains("PDF, DOCX, EPUB"), "{help}");
    #[cfg(unix)]
    {
        let out = fs::File::create(folder.path().join("out")).unwrap();
        let status = program().arg("read-pdf-from-standard-input").stdin(Stdio::null()).stdout(out).status().unwrap();
        assert!(!status.success(), "the limit on files is set before anything is read");
        assert_eq!(fs::metadata(folder.path().join("out")).unwrap().len(), 0);
    }
}
