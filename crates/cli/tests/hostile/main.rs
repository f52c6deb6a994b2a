//! Hostile files at the size of the test suite: all of them in one run, where each must be told or read and the good file among them
//! must be read; those that carry escapes and markup in every output. `cargo xtask hostile` runs each file by itself.

#[path = "../../../article/tests/support/build.rs"]
mod build;
#[allow(dead_code, reason = "the developer command uses the rest")]
mod files;
#[allow(dead_code, reason = "the developer command uses the rest")]
mod run;

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use files::{GOOD, HostileFile};
use run::Markup;

const SEED: u64 = 7;

/// A folder deep enough that names which climb out of it end in a place that is looked at.
fn folder(root: &Path) -> PathBuf {
    root.join("a/b/c/d/files")
}

fn arguments(first: &[&str], chosen: &[&HostileFile]) -> (Vec<OsString>, Vec<String>) {
    let mut arguments: Vec<OsString> = first.iter().map(OsString::from).collect();
    let mut names = Vec::new();
    for file in chosen.iter().map(|file| file.name.as_os_str()).chain([OsStr::new(GOOD)]) {
        let (path, name) = run::argument(file);
        arguments.push(path);
        names.push(name);
    }
    (arguments, names)
}

#[test]
fn every_hostile_file_is_read_or_told_and_costs_no_other() {
    let files = files::all(SEED);
    assert!(files.len() >= 300, "only {}", files.len());
    let root = tempfile::tempdir().unwrap();
    let folder = folder(root.path());
    files::write_all(&files, &folder).unwrap();
    let before = run::listing(root.path());
    let chosen: Vec<&HostileFile> = files.iter().collect();
    let (arguments, names) = arguments(&["read", "--format", "json"], &chosen);
    let run = run::run(Path::new(env!("CARGO_BIN_EXE_demarche")), &folder, &arguments);
    let mut faults = run::faults_of_run(&run);
    faults.extend(run::faults_of_output("standard output", &run.stdout, Markup::Plain));
    let told = run::told(&run.stdout, &names).expect("JSON");
    for name in &names {
        if !told.articles.contains_key(name) && !told.diagnostics.contains_key(name) {
            faults.push(format!("nothing is said about {name:?}"));
        }
    }
    assert!(told.articles.contains_key(names.last().unwrap()), "the good file was not read");
    assert!(before == run::listing(root.path()), "something was written");
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn escapes_and_markup_are_neutral_in_every_output() {
    let files = files::all(SEED);
    let steering: Vec<&HostileFile> = files
        .iter()
        .filter(|file| ["steering text", "names of files"].contains(&file.kind))
        // One format for text and one for pages carry what all the others do; the developer command has them all.
        .filter(|file| {
            file.kind == "names of files"
                || file.name.to_str().is_some_and(|n| n.ends_with("jsonl") || n.ends_with("html"))
        })
        .collect();
    assert!(steering.len() > 50);
    let root = tempfile::tempdir().unwrap();
    let folder = folder(root.path());
    files::write_all(&[], &folder).unwrap();
    steering.iter().for_each(|file| file.write(&folder).unwrap());
    let mut faults = Vec::new();
    for (format, markup) in [("terminal", Markup::Plain), ("markdown", Markup::Markdown), ("html", Markup::Html)] {
        let (arguments, _) = arguments(&["brief", "--format", format], &steering);
        let run = run::run(Path::new(env!("CARGO_BIN_EXE_demarche")), &folder, &arguments);
        faults.extend(run::faults_of_run(&run).into_iter().map(|fault| format!("brief as {format}: {fault}")));
        faults.extend(run::faults_of_output(&format!("brief as {format}"), &run.stdout, markup));
    }
    let (arguments, _) = arguments(&["inspect", "--layer", "page"], &steering);
    let run = run::run(Path::new(env!("CARGO_BIN_EXE_demarche")), &folder, &arguments);
    faults.extend(run::faults_of_output("inspect", &run.stdout, Markup::Plain));
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn the_same_seed_gives_the_same_files() {
    let bytes = |file: &HostileFile| match &file.content {
        files::Content::Bytes(bytes) => bytes.clone(),
        files::Content::Sparse(length) => length.to_le_bytes().to_vec(),
    };
    let (one, two) = (files::all(SEED), files::all(SEED));
    assert!(one.iter().zip(&two).all(|(a, b)| a.name == b.name && bytes(a) == bytes(b)));
    let mut names: Vec<&OsString> = one.iter().map(|file| &file.name).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), one.len(), "two files of one name");
}
