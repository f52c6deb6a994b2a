//! `cargo xtask fuzz`: runs every fuzz target for some minutes, one after the other, and writes eval/fuzz.csv. Needs a nightly toolchain
//! and cargo-fuzz. New inputs stay in fuzz/target/corpus; what is worth keeping goes into fuzz/corpus by hand, small.

use std::fmt::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::shell::{self, root};

/// Where the rows go: target, seconds, runs, edges covered, findings.
const ROWS: &str = "eval/fuzz.csv";

/// Runs the targets whose names contain the filter.
pub fn run(minutes: u64, filter: Option<&str>) -> Result<()> {
    let manifest: toml::Table = std::fs::read_to_string(root().join("fuzz/Cargo.toml"))?.parse()?;
    let targets: Vec<&str> = manifest["bin"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|target| target.get("name")?.as_str())
        .filter(|name| filter.is_none_or(|filter| name.contains(filter)))
        .collect();
    ensure!(!targets.is_empty(), "no fuzz target of that name; they are listed in fuzz/Cargo.toml");
    let mut rows = String::from("target,seconds,runs,edges,findings\n");
    let mut findings = 0;
    for target in targets {
        shell::run("cargo", &["+nightly", "fuzz", "build", "--sanitizer", "none", target])
            .context("install both with `rustup toolchain install nightly` and `cargo install cargo-fuzz`")?;
        let row = one(target, minutes * 60)?;
        println!("{target}: {} runs, {} edges, {} findings", row.runs, row.edges, row.findings);
        findings += row.findings;
        writeln!(rows, "{target},{},{},{},{}", minutes * 60, row.runs, row.edges, row.findings)?;
        std::fs::write(root().join(ROWS), &rows)?;
    }
    ensure!(
        findings == 0,
        "{findings} findings; they lie in fuzz/artifacts: make each a file of fuzz/corpus and repair the reader"
    );
    Ok(())
}

#[derive(Default)]
struct Row {
    runs: u64,
    edges: u64,
    findings: usize,
}

fn one(target: &str, seconds: u64) -> Result<Row> {
    let corpus = root().join("fuzz/target/corpus").join(target);
    let artifacts = root().join("fuzz/artifacts").join(target);
    std::fs::create_dir_all(&corpus)?;
    std::fs::create_dir_all(&artifacts)?;
    let mut command = Command::new("cargo");
    command.current_dir(root()).args(["+nightly", "fuzz", "run", "--sanitizer", "none", target]).arg(&corpus);
    command.arg(root().join("fuzz/corpus").join(target)).arg("--");
    command.arg(format!("-max_total_time={seconds}")).args(["-timeout=60", "-rss_limit_mb=3000", "-max_len=20000"]);
    // Libraries that read PDF overflow their stack and fill the memory; the process they run in bears that.
    let forked = target == "article_pdf";
    if forked {
        command.args(["-fork=1", "-ignore_crashes=1", "-ignore_ooms=1", "-ignore_timeouts=1"]);
    }
    let output = command.stdin(Stdio::null()).stdout(Stdio::null()).output().context("cargo could not be started")?;
    let said = String::from_utf8_lossy(&output.stderr);
    let mut row = Row::default();
    for line in said.lines().filter(|line| line.starts_with('#')) {
        let number =
            |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0);
        row.runs = row.runs.max(number(&line[1..]));
        row.edges = row.edges.max(line.split_once("cov: ").map_or(0, |(_, rest)| number(rest)));
    }
    if !forked {
        row.findings = std::fs::read_dir(&artifacts)?.count();
    }
    Ok(row)
}
