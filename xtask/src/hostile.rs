//! `cargo xtask hostile`: makes the hostile files from their seed and reads each by itself, then all in every output; prints a table
//! by kind and writes one row for each file.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Result, ensure};

use crate::shell;

#[path = "../../crates/article/tests/support/build.rs"]
mod build;
#[path = "../../crates/cli/tests/hostile/files.rs"]
mod files;
#[path = "../../crates/cli/tests/hostile/run.rs"]
mod run;

use files::HostileFile;
use run::{Markup, Verdict};

const SEED: u64 = 7;
/// Seconds that one file may take on a machine that does other things too.
const MOST_SECONDS: f64 = 60.0;
/// Where the rows go: kind, file, articles, what was said first, fault.
pub const ROWS: &str = "eval/hostile.csv";

/// Runs everything.
pub fn run() -> Result<()> {
    shell::run("cargo", &["build", "--quiet", "--release", "--package", "demarche"])?;
    measure(&shell::root().join("target/release/demarche"))
}

/// Reads every hostile file with a program that is built already.
pub fn measure(binary: &Path) -> Result<()> {
    let root = std::env::temp_dir().join(format!("demarche-hostile-{}", std::process::id()));
    let folder = root.join("a/b/c/d/files");
    let files = files::all(SEED);
    files::write_all(&files, &folder)?;
    let before = run::listing(&root);
    let mut verdicts: Vec<Verdict> = files.iter().map(|file| run::one(binary, &folder, file, MOST_SECONDS)).collect();
    verdicts.extend(outputs(binary, &folder, &files));
    if before != run::listing(&root) {
        verdicts.push(whole("written files", vec!["something was written beside the files".to_owned()], 0.0, 0));
    }
    std::fs::remove_dir_all(&root)?;
    std::fs::write(shell::root().join(ROWS), rows(&verdicts))?;
    print!("{}", table(&verdicts));
    let faults = verdicts.iter().filter(|verdict| !verdict.faults.is_empty()).count();
    ensure!(faults == 0, "{faults} of {} runs went wrong; see {ROWS}", verdicts.len());
    Ok(())
}

/// All small files at once in every output.
fn outputs(binary: &Path, folder: &Path, files: &[HostileFile]) -> Vec<Verdict> {
    let chosen: Vec<&OsStr> = files
        .iter()
        .filter(|file| ["steering text", "names of files", "names of members"].contains(&file.kind))
        .map(|file| file.name.as_os_str())
        .chain([OsStr::new(files::GOOD)])
        .collect();
    let ways: [(&[&str], Markup); 7] = [
        (&["read"], Markup::Plain),
        (&["read", "--format", "json"], Markup::Plain),
        (&["brief"], Markup::Plain),
        (&["brief", "--color", "always"], Markup::Plain),
        (&["brief", "--format", "markdown"], Markup::Markdown),
        (&["brief", "--format", "html"], Markup::Html),
        (&["inspect", "--layer", "page"], Markup::Plain),
    ];
    let mut verdicts = Vec::new();
    for (way, markup) in ways {
        let mut arguments: Vec<OsString> = way.iter().map(OsString::from).collect();
        arguments.extend(chosen.iter().map(|name| run::argument(name).0));
        let mut run = run::run(binary, folder, &arguments);
        let what = format!("all as `{}`", way.join(" "));
        // Colours of our own are wanted there; nothing else is.
        if way.contains(&"always") {
            run.stdout = without_colours(&run.stdout);
            run.stderr = without_colours(&run.stderr);
        }
        let mut faults = run::faults_of_run(&run);
        faults.extend(run::faults_of_output("standard output", &run.stdout, markup));
        verdicts.push(whole(&what, faults, run.seconds, run.peak_kib));
    }
    verdicts
}

/// Leaves out sequences that only set colours and weights.
fn without_colours(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some(at) = rest.find("\u{1b}[") {
        out.push_str(&rest[..at]);
        let digits = rest[at + 2..].bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b';').count();
        let end = at + 2 + digits;
        if rest[end..].starts_with('m') {
            rest = &rest[end + 1..];
        } else {
            out.push('\u{1b}');
            rest = &rest[at + 1..];
        }
    }
    out.push_str(rest);
    out.into_bytes()
}

fn whole(name: &str, faults: Vec<String>, seconds: f64, peak_kib: u64) -> Verdict {
    Verdict { kind: "every output", name: name.to_owned(), seconds, peak_kib, articles: 0, said: String::new(), faults }
}

/// A table by kind for people: files, read, told, the longest run, the largest memory, faults. Markdown.
pub fn table(verdicts: &[Verdict]) -> String {
    let mut kinds: BTreeMap<&str, Vec<&Verdict>> = BTreeMap::new();
    verdicts.iter().for_each(|verdict| kinds.entry(verdict.kind).or_default().push(verdict));
    let mut out = String::from(
        "| hostile in | runs | read | told | longest, s | memory, MiB | faults |\n|---|---|---|---|---|---|---|\n",
    );
    let mut row = |kind: &str, of: &[&Verdict]| {
        let _ = writeln!(
            out,
            "| {kind} | {} | {} | {} | {:.1} | {} | {} |",
            of.len(),
            of.iter().filter(|one| one.articles > 0).count(),
            of.iter().filter(|one| !one.said.is_empty()).count(),
            of.iter().map(|one| one.seconds).fold(0.0, f64::max),
            of.iter().map(|one| one.peak_kib).max().unwrap_or(0) >> 10,
            of.iter().filter(|one| !one.faults.is_empty()).count(),
        );
    };
    kinds.iter().for_each(|(kind, of)| row(kind, of));
    row("all", &verdicts.iter().collect::<Vec<_>>());
    out
}

/// One row for each run, without times: those differ from run to run.
fn rows(verdicts: &[Verdict]) -> String {
    let quoted =
        |text: &str| format!("\"{}\"", text.escape_default().to_string().replace("\\\"", "'").replace("\\'", "'"));
    let mut out = String::from("kind,file,articles,said,fault\n");
    for one in verdicts {
        let fault = one.faults.join("; ");
        let _ = writeln!(
            out,
            "{},{},{},{},{}",
            one.kind,
            quoted(&one.name),
            one.articles,
            quoted(&one.said),
            quoted(&fault)
        );
    }
    out
}
