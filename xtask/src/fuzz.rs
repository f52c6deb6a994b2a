//! `cargo xtask fuzz`: runs every fuzz target for some minutes, one after the other, and writes eval/fuzz.csv. Needs a nightly toolchain
//! and cargo-fuzz. New inputs stay in fuzz/target/corpus; what is worth keeping goes into fuzz/corpus by hand, small.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::shell::{self, root};

/// Where the rows go: target, seconds on the clock, seconds of processor time (the build of the target left out), runs, edges covered,
/// findings. Rows of targets that are not run stay as they are.
const ROWS: &str = "eval/fuzz.csv";
const HEAD: &str = "target,seconds,processor,runs,edges,findings";

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
    let mut findings = 0;
    for target in targets {
        shell::run("cargo", &["+nightly", "fuzz", "build", "--sanitizer", "none", target])
            .context("install both with `rustup toolchain install nightly` and `cargo install cargo-fuzz`")?;
        let before = processor_of_children()?;
        let row = one(target, minutes * 60)?;
        let processor = processor_of_children()? - before;
        println!("{target}: {} runs, {} edges, {} findings", row.runs, row.edges, row.findings);
        findings += row.findings;
        let line = format!("{target},{},{processor},{},{},{}", minutes * 60, row.runs, row.edges, row.findings);
        // Read again each time: another run may have written the row of another target meanwhile.
        let mut rows = rows()?;
        rows.insert(target.to_owned(), line);
        let all: Vec<&str> = std::iter::once(HEAD).chain(rows.values().map(String::as_str)).collect();
        std::fs::write(root().join(ROWS), all.join("\n") + "\n")?;
    }
    ensure!(
        findings == 0,
        "{findings} findings; they lie in fuzz/artifacts: make each a file of fuzz/corpus and repair the reader"
    );
    Ok(())
}

/// The rows by target; none where there is no file yet.
fn rows() -> Result<BTreeMap<String, String>> {
    let path = root().join(ROWS);
    let text = if path.exists() { std::fs::read_to_string(path)? } else { String::new() };
    let by_target = text.lines().skip(1).filter_map(|line| Some((line.split_once(',')?.0.to_owned(), line.to_owned())));
    Ok(by_target.collect())
}

/// Seconds of processor time of the programs that this one started and that have ended, and of theirs.
fn processor_of_children() -> Result<u64> {
    let text = std::fs::read_to_string("/proc/self/stat").context("processor time is read from /proc (Linux)")?;
    // After the name of the program, which may hold anything, in its brackets; the kernel counts hundredths here on every platform.
    let fields: Vec<&str> = text.rsplit(") ").next().unwrap_or("").split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
    Ok((ticks(13) + ticks(14)) / 100)
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
