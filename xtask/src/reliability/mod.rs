//! `cargo xtask reliability`: kills, full disks, locks, damage and a hundred thousand articles; the figures go to RELIABILITY.md.
//! The rows of each section are kept in target/reliability, so that sections can be run one by one.

mod damage;
mod desk;
mod disturbed;
mod growth;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;

use crate::shell;

/// What is tried, and how often.
#[derive(clap::Args)]
pub struct Arguments {
    /// A tenth of everything, in a few minutes; RELIABILITY.md is not written.
    #[arg(long)]
    quick: bool,
    /// The program; built for release if it is left out.
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
    /// A dossier whose readings are repeated for the test of growth; made from examples/ if it is left out.
    #[arg(long, value_name = "DOSSIER")]
    base: Option<PathBuf>,
    /// Articles of the test of growth.
    #[arg(long, value_name = "N")]
    articles: Option<usize>,
    /// Growth and kills end after so many minutes, wherever they are; the table says how far they came.
    #[arg(long, default_value_t = 90, value_name = "N")]
    minutes: u64,
    /// Only this section: twice, writers, locked, full, read-only, damage, growth or kills; may be given again.
    #[arg(long, value_name = "SECTION")]
    only: Vec<String>,
}

/// The sections in the order of the table.
const SECTIONS: [&str; 8] = ["kills", "full", "read-only", "locked", "writers", "damage", "growth", "twice"];

/// One line of the table.
#[derive(serde::Serialize, serde::Deserialize)]
struct Row {
    what: String,
    measured: String,
    holds: bool,
}

impl Row {
    fn new(what: impl Into<String>, measured: impl Into<String>, holds: bool) -> Self {
        Self { what: what.into(), measured: measured.into(), holds }
    }
}

/// Runs every section and writes the figures.
pub fn run(arguments: &Arguments) -> Result<()> {
    let binary = match &arguments.binary {
        Some(binary) => std::path::absolute(binary)?,
        None => {
            shell::run("cargo", &["build", "--quiet", "--release", "--package", "demarche"])?;
            shell::root().join("target/release/demarche")
        }
    };
    let desk = desk::Desk::new(binary)?;
    let share = if arguments.quick { 10 } else { 1 };
    for only in &arguments.only {
        anyhow::ensure!(SECTIONS.contains(&only.as_str()), "there is no section {only:?}: {}", SECTIONS.join(", "));
    }
    let wanted = |name: &str| arguments.only.is_empty() || arguments.only.iter().any(|only| only == name);
    let kept = shell::root().join(if arguments.quick { "target/reliability-quick" } else { "target/reliability" });
    std::fs::create_dir_all(&kept)?;
    let limit = Duration::from_secs(60 * arguments.minutes);
    let mut failed = 0;
    let mut section = |name: &str, run: &mut dyn FnMut() -> Result<Vec<Row>>| -> Result<()> {
        if wanted(name) {
            eprintln!("{name} ...");
            let rows = run()?;
            for row in &rows {
                eprintln!("  {} {}: {}", if row.holds { "holds" } else { "FAILS" }, row.what, row.measured);
                failed += usize::from(!row.holds);
            }
            std::fs::write(kept.join(format!("{name}.json")), serde_json::to_string_pretty(&rows)?)?;
        }
        Ok(())
    };
    section("twice", &mut || disturbed::twice(&desk))?;
    section("writers", &mut || disturbed::two_writers(&desk))?;
    section("locked", &mut || disturbed::locked(&desk))?;
    section("full", &mut || disturbed::full(&desk))?;
    section("read-only", &mut || disturbed::read_only(&desk))?;
    section("damage", &mut || damage::damage(&desk, 500 / share))?;
    section("growth", &mut || {
        let count = arguments.articles.unwrap_or(100_000 / share);
        let (rows, measured) = growth::growth(&desk, arguments.base.as_deref(), count, limit)?;
        std::fs::write(kept.join("growth.md"), measured.table())?;
        std::fs::write(kept.join("growth.svg"), measured.plot())?;
        Ok(rows)
    })?;
    section("kills", &mut || disturbed::kills(&desk, 200 / share, limit))?;
    if !arguments.quick {
        write(&kept)?;
    }
    anyhow::ensure!(failed == 0, "{failed} do not hold");
    Ok(())
}

/// Writes RELIABILITY.md from the rows that are kept.
fn write(kept: &Path) -> Result<()> {
    let mut rows: Vec<Row> = Vec::new();
    for name in SECTIONS {
        match std::fs::read_to_string(kept.join(format!("{name}.json"))) {
            Ok(text) => rows.extend(serde_json::from_str::<Vec<Row>>(&text)?),
            Err(_) => rows.push(Row::new(name, "not measured yet", false)),
        }
    }
    let mut text = String::from(
        "# Reliability of the dossier\n\nMade by `cargo xtask reliability`; every random choice is seeded, times are those of the machine it ran on.\n\n\
         | what was done | what was measured | holds |\n|---|---|---|\n",
    );
    for row in &rows {
        let _ = writeln!(text, "| {} | {} | {} |", row.what, row.measured, if row.holds { "yes" } else { "**no**" });
    }
    if let Ok(table) = std::fs::read_to_string(kept.join("growth.md")) {
        text.push_str(
            "\n## Growth\n\nThe readings of a base set are stored again and again through the library, each time with other words \
             of the same length in the text, other states and persons, and a later day, nine articles to a day. What is timed is the \
             call that stores an article with its reading: copies, actors, facts, the search index, the comparison with other reports, and \
             the write to the disk; reading by the model is not part of it. A report is compared with those published within 45 days of \
             it: the first four hundred articles have fewer of these than all that follow. And while the indexes are small, articles \
             that come after each other touch the same pages of them, which are carried over to the file once for all; later every entry has a page of \
             its own.\n\n![Cost of an article by the number stored](docs/reliability.svg)\n\n",
        );
        text.push_str(&table);
        std::fs::copy(kept.join("growth.svg"), shell::root().join("docs/reliability.svg"))?;
    }
    std::fs::write(shell::root().join("RELIABILITY.md"), text)?;
    Ok(())
}
