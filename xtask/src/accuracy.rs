//! `cargo xtask accuracy`: every measure, written to ACCURACY.md, and the score of every item to eval/*.csv.

use anyhow::Result;

use crate::{cases, shell};

/// Measures everything that can be measured on this machine.
pub fn run() -> Result<()> {
    shell::run("cargo", &["build", "--release", "--package", "demarche"])?;
    let scores = cases::score("target/release/demarche", None, false)?;
    print!("{}", cases::table(&scores));
    Ok(())
}
