//! Scores of the cases: what `demarche read` finds against what a careful reader takes from the article.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::shell;

/// Where the checker lies, from the root of the repository.
const CHECKER: &str = "../shared/cases/check.py";

/// Found and wanted, for each measure ("events_side.full").
pub type Score = BTreeMap<String, (u64, u64)>;

/// Whether the checker and the shared case are there; says so when they are not.
pub fn available() -> bool {
    let there = shell::root().join(CHECKER).exists();
    if !there {
        eprintln!("the cases are not scored: {CHECKER} is missing (the folder shared/ belongs beside this repository)");
    }
    there
}

/// The folders of all cases, the shared ones first.
fn folders() -> Vec<PathBuf> {
    fn search(folder: &Path, found: &mut Vec<PathBuf>) {
        let mut entries: Vec<PathBuf> =
            std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        entries.sort();
        if entries.iter().any(|path| path.ends_with("expected.toml")) {
            found.push(folder.to_path_buf());
        }
        entries.iter().filter(|path| path.is_dir()).for_each(|path| search(path, found));
    }
    let mut found = Vec::new();
    search(&shell::root().join("../shared/cases"), &mut found);
    search(&shell::root().join("examples"), &mut found);
    found
}

/// The folders of the cases of `examples/`, and whether each is held out.
pub fn examples() -> Vec<(PathBuf, bool)> {
    let held_out: Vec<PathBuf> = held_out().iter().map(|name| shell::root().join(name)).collect();
    let examples = folders().into_iter().filter(|folder| folder.starts_with(shell::root().join("examples")));
    examples.map(|folder| (folder.clone(), held_out.contains(&folder))).collect()
}

/// The article of a case.
pub fn article(folder: &Path) -> Result<PathBuf> {
    ["article.txt", "article.html", "article.jsonl"]
        .iter()
        .map(|file| folder.join(file))
        .find(|path| path.exists())
        .with_context(|| format!("{} has no article", folder.display()))
}

/// The cases that are measured and not read, from `eval/held-out.txt`.
fn held_out() -> Vec<String> {
    let list = std::fs::read_to_string(shell::root().join("eval/held-out.txt")).unwrap_or_default();
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

/// The two groups of the examples: those that were read while the rules were made, and those held out.
pub fn groups(scores: &[(String, Score)]) -> [(&'static str, Score); 2] {
    let held_out = held_out();
    let of = |wanted: bool| {
        let group = scores
            .iter()
            .filter(|(name, _)| name.starts_with("examples") && held_out.contains(name) == wanted)
            .map(|(_, score)| score);
        total(group)
    };
    [("examples read while the rules were made", of(false)), ("examples held out", of(true))]
}

/// Scores every case whose path contains the filter.
pub fn score(binary: &str, filter: Option<&str>, misses: bool) -> Result<Vec<(String, Score)>> {
    if !available() {
        return Ok(Vec::new());
    }
    let work = shell::root().join("target/cases");
    std::fs::create_dir_all(&work)?;
    let mut scores = Vec::new();
    for folder in folders() {
        let name = folder.strip_prefix(shell::root()).unwrap_or(&folder).display().to_string();
        if filter.is_some_and(|filter| !name.contains(filter)) {
            continue;
        }
        let article = article(&folder)?;
        let findings = work.join(name.replace(['/', '.'], "_") + ".json");
        let (article, file) = (article.display().to_string(), findings.display().to_string());
        shell::output(binary, &["read", &article, "--quiet", "--format", "json", "--output", &file])?;
        let case = folder.display().to_string();
        if misses && held_out().contains(&name) {
            println!("\n{name} is held out (eval/held-out.txt): its misses are not shown");
        } else if misses {
            println!("\n{name}");
            print!("{}", shell::output("python3", &[CHECKER, &case, &file, "--misses"])?);
        }
        let json: Value = serde_json::from_str(&shell::output("python3", &[CHECKER, &case, &file, "--json"])?)?;
        scores.push((name, flat(&json)));
    }
    Ok(scores)
}

/// `{"events": {"found": [1, 2]}}` as `events.found -> (1, 2)`.
fn flat(json: &Value) -> Score {
    let mut score = Score::new();
    for (table, row) in json.as_object().into_iter().flatten() {
        for (measure, pair) in row.as_object().into_iter().flatten() {
            if let (Some(got), Some(of)) = (pair[0].as_u64(), pair[1].as_u64()) {
                score.insert(format!("{table}.{measure}"), (got, of));
            }
        }
    }
    score
}

/// Sums over cases.
pub fn total<'a>(scores: impl IntoIterator<Item = &'a Score>) -> Score {
    let mut total = Score::new();
    for score in scores {
        for (measure, (got, of)) in score {
            let sum = total.entry(measure.clone()).or_default();
            sum.0 += got;
            sum.1 += of;
        }
    }
    total
}

/// A Markdown table: one row for each case, the examples together last.
pub fn table(scores: &[(String, Score)]) -> String {
    const COLUMNS: [(&str, &str); 13] = [
        ("events_side.found", "found (side)"),
        ("events_side.full", "full (side)"),
        ("events_side.precision", "precision"),
        ("positions.found", "positions"),
        ("positions.precision", "precision"),
        ("shifts.found", "shifts"),
        ("drivers.found", "drivers"),
        ("drivers.precision", "precision"),
        ("measures.found", "measures"),
        ("agenda.found", "agenda"),
        ("history.found", "history"),
        ("actors.found", "actors"),
        ("article.found", "article"),
    ];
    let mut out = String::from("| case |");
    COLUMNS.iter().for_each(|(_, title)| _ = write!(out, " {title} |"));
    out.push_str("\n|---|");
    COLUMNS.iter().for_each(|_| out.push_str("---|"));
    out.push('\n');
    let mut row = |name: &str, score: &Score| {
        let _ = write!(out, "| {name} |");
        for (measure, _) in COLUMNS {
            let cell = score.get(measure).map_or(String::from("–"), |(got, of)| format!("{got}/{of}"));
            let _ = write!(out, " {cell} |");
        }
        out.push('\n');
    };
    scores.iter().for_each(|(name, score)| row(name, score));
    let examples = || scores.iter().filter(|(name, _)| name.starts_with("examples"));
    if examples().count() > 1 {
        for (name, score) in groups(scores) {
            row(name, &score);
        }
        row("all of examples/", &total(examples().map(|(_, score)| score)));
    }
    out
}

/// Fails when a measure of the shared case, of the examples together or of those held out lies under its floor in
/// `eval/floors.toml`.
pub fn hold_floors(scores: &[(String, Score)]) -> Result<()> {
    let text = std::fs::read_to_string(shell::root().join("eval/floors.toml"))?;
    let floors: BTreeMap<String, BTreeMap<String, f64>> = toml::from_str(&text).context("eval/floors.toml")?;
    let mut low = Vec::new();
    for (group, measures) in floors {
        let listed = groups(scores).into_iter().find(|(name, _)| *name == group).map(|(_, score)| score);
        let sum = listed
            .unwrap_or_else(|| total(scores.iter().filter(|(name, _)| name.contains(&group)).map(|(_, score)| score)));
        for (measure, floor) in measures {
            let share = sum.get(&measure).map_or(0.0, |(got, of)| *got as f64 / (*of).max(1) as f64);
            if share + 1e-9 < floor {
                low.push(format!("{group}: {measure} is {share:.3}, under its floor {floor:.3}"));
            }
        }
    }
    anyhow::ensure!(low.is_empty(), "the cases got worse:\n{}", low.join("\n"));
    Ok(())
}
