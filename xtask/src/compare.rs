//! `cargo xtask compare`: COMPARE.md from the figures of ACCURACY.md and bench/RESULTS.md and those of other programs in eval/peers.toml.

use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result, ensure};
use regex::Regex;
use serde::Deserialize;

use crate::shell;

#[derive(Deserialize)]
struct Peers {
    measure: Vec<Measure>,
    capability: Vec<Capability>,
}

#[derive(Deserialize)]
struct Measure {
    what: String,
    section: String,
    find: String,
    peers: Vec<Peer>,
}

#[derive(Deserialize)]
struct Peer {
    name: String,
    figure: String,
    note: String,
}

#[derive(Deserialize)]
struct Capability {
    what: String,
    demarche: String,
    has: Vec<String>,
    lacks: Vec<String>,
}

/// Writes COMPARE.md.
pub fn run() -> Result<()> {
    let read = |path: &str| {
        fs::read_to_string(shell::root().join(path)).with_context(|| format!("{path} cannot be read; make it first"))
    };
    let page = page(&read("ACCURACY.md")?, &read("bench/RESULTS.md")?, &read("eval/peers.toml")?)?;
    fs::write(shell::root().join("COMPARE.md"), page)?;
    println!("COMPARE.md is written");
    Ok(())
}

fn page(accuracy: &str, speed: &str, peers: &str) -> Result<String> {
    let peers: Peers = toml::from_str(peers).context("eval/peers.toml")?;
    let mut page = String::from(
        "# Beside its peers\n\nMade by `cargo xtask compare` from ACCURACY.md, bench/RESULTS.md and eval/peers.toml; nothing in this file is \
         typed by hand. Figures of others are as their authors or the organisers of a task published them, on the data that the note \
         names; they are rarely on the very documents that ours are on, so read them as a scale.\n\n## Accuracy\n\n\
         | measure | Demarche | others | on what |\n|---|---|---|---|\n",
    );
    for measure in &peers.measure {
        let ours = figure(accuracy, measure)?;
        for (index, peer) in measure.peers.iter().enumerate() {
            let (what, ours) = if index == 0 { (measure.what.as_str(), ours.as_str()) } else { ("", "") };
            let _ = writeln!(page, "| {what} | {ours} | {} {} | {} |", peer.name, peer.figure, peer.note);
        }
    }
    page.push_str("\n## What it does\n\n| | Demarche | also | not |\n|---|---|---|---|\n");
    for one in &peers.capability {
        let list = |names: &[String]| if names.is_empty() { "–".to_owned() } else { names.join(", ") };
        let _ = writeln!(page, "| {} | {} | {} | {} |", one.what, one.demarche, list(&one.has), list(&one.lacks));
    }
    let (_, table) = speed.split_once('\n').context("bench/RESULTS.md is empty; run bench/speed.py")?;
    let _ = write!(page, "\n## Speed\n\n{}\n", table.trim());
    Ok(page)
}

/// Our figure: the first match of the pattern in the section of that title.
fn figure(accuracy: &str, measure: &Measure) -> Result<String> {
    let title = format!("\n## {}\n", measure.section);
    let start = accuracy.find(&title).with_context(|| format!("ACCURACY.md has no section {:?}", measure.section))?;
    let section = &accuracy[start + title.len()..];
    let section = section.split("\n## ").next().unwrap_or(section);
    let pattern = Regex::new(&measure.find)?;
    ensure!(pattern.captures_len() > 1, "{:?} has no group", measure.find);
    let found = pattern.captures(section).with_context(|| format!("{:?} is not in that section", measure.find))?;
    Ok(found[1].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_comes_from_its_own_section() {
        let accuracy = "# Accuracy\n\n## One\n\nF1 1.0\n\n## Two\n\nF1 2.0\n";
        let peers = "capability = []\n[[measure]]\nwhat = 'w'\nsection = 'Two'\nfind = 'F1 ([0-9.]+)'\n\
                     peers = [{ name = 'p', figure = '3', note = 'n' }]\n";
        let page = page(accuracy, "# Speed\n\n| a |\n", peers).unwrap();
        assert!(page.contains("| w | 2.0 | p 3 | n |"), "{page}");
        assert!(super::page("", "# Speed\n", peers).is_err(), "a section that is not there is told");
    }

    /// The committed page must be what its sources give.
    #[test]
    fn compare_md_is_up_to_date() {
        let read = |path: &str| fs::read_to_string(shell::root().join(path)).unwrap();
        let made = page(&read("ACCURACY.md"), &read("bench/RESULTS.md"), &read("eval/peers.toml")).unwrap();
        assert_eq!(read("COMPARE.md"), made, "run cargo xtask compare");
    }
}
