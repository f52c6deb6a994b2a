//! `cargo xtask reliability`: kills, full disks, locks, damage and a hundred thousand articles; the figures go to RELIABILITY.md.

mod damage;
mod desk;
mod disturbed;
mod growth;

use std::fmt::Write;
use std::path::PathBuf;
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
    /// The test of growth ends after so many minutes, wherever it is.
    #[arg(long, default_value_t = 90, value_name = "N")]
    minutes: u64,
    /// Only the sections whose name contains this; RELIABILITY.md is not written.
    #[arg(long, value_name = "WORD")]
    only: Option<String>,
}

/// One line of the table.
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
    let wanted = |name: &str| arguments.only.as_ref().is_none_or(|only| name.contains(only.as_str()));
    let mut rows = Vec::new();
    let mut growth = None;
    let mut section = |name: &str, run: &mut dyn FnMut() -> Result<Vec<Row>>| -> Result<()> {
        if wanted(name) {
            eprintln!("{name} ...");
            for row in run()? {
                eprintln!("  {} {}: {}", if row.holds { "holds" } else { "FAILS" }, row.what, row.measured);
                rows.push(row);
            }
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
        let (rows, measured) =
            growth::growth(&desk, arguments.base.as_deref(), count, Duration::from_secs(60 * arguments.minutes))?;
        growth = Some(measured);
        Ok(rows)
    })?;
    section("kills", &mut || disturbed::kills(&desk, 200 / share))?;
    let failed = rows.iter().filter(|row| !row.holds).count();
    if !arguments.quick && arguments.only.is_none() {
        write(&rows, growth.as_ref())?;
    }
    anyhow::ensure!(failed == 0, "{failed} of {} do not hold", rows.len());
    Ok(())
}

fn write(rows: &[Row], growth: Option<&growth::Growth>) -> Result<()> {
    let mut text = String::from(
        "# Reliability of the dossier\n\nMade by `cargo xtask reliability`; every random choice is seeded, times are those of the machine it ran on.\n\n\
         | what was done | what was measured | holds |\n|---|---|---|\n",
    );
    for row in rows {
        let _ = writeln!(text, "| {} | {} | {} |", row.what, row.measured, if row.holds { "yes" } else { "**no**" });
    }
    if let Some(growth) = growth {
        text.push_str(
            "\n## Growth\n\nThe readings of a base set are stored again and again through the library, each time with other words \
             of the same length in the text, other states and persons, and a later day, nine articles to a day; reading by the \
             model is not part of the times.\n\n![Cost of an article by the number stored](docs/reliability.svg)\n\n",
        );
        text.push_str(&growth.table());
        std::fs::write(shell::root().join("docs/reliability.svg"), growth.plot())?;
    }
    std::fs::write(shell::root().join("RELIABILITY.md"), text)?;
    Ok(())
}
