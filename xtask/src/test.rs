//! `cargo xtask test`: installs what is missing, then formatting, clippy, all Rust tests, the cases and the browser.

use std::path::Path;

use anyhow::{Context, Result};

use crate::{argument, cases, shell};

const BINARY: &str = "target/debug/demarche";

/// Runs every test; the first failure ends it.
pub fn run() -> Result<()> {
    install()?;
    shell::run("cargo", &["fmt", "--all", "--check"])?;
    shell::run("cargo", &["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"])?;
    shell::run("cargo", &["test", "--workspace", "--no-fail-fast"])?;
    // The whole workspace, so that the features are those of the tests and nothing is built twice.
    shell::run("cargo", &["build", "--workspace"])?;
    let scores = cases::score(BINARY, None, false)?;
    if !scores.is_empty() {
        print!("{}", cases::table(&scores));
        cases::hold_floors(&scores)?;
        let argued = argument::score(BINARY, None, false)?;
        print!("{}", argued.table());
        argued.hold_floors()?;
    }
    browser()
}

/// The parts of the Rust toolchain, and a browser.
fn install() -> Result<()> {
    if shell::output("cargo", &["fmt", "--version"]).is_err()
        || shell::output("cargo", &["clippy", "--version"]).is_err()
    {
        shell::run("rustup", &["component", "add", "rustfmt", "clippy"])?;
    }
    if chromium().is_none() {
        eprintln!("no Chromium is installed; installing Debian's package");
        shell::run("apt-get", &["update", "--quiet"])?;
        shell::run("apt-get", &["install", "--quiet", "--yes", "--no-install-recommends", "chromium"])
            .context("install Chromium and set CHROMIUM to its path")?;
    }
    shell::run_in("tests/browser", "npm", &["ci", "--no-audit", "--no-fund"], &[])
}

fn chromium() -> Option<String> {
    let named = std::env::var("CHROMIUM").ok();
    let usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    named.into_iter().chain(usual.map(String::from)).find(|path| Path::new(path).exists())
}

/// Opens a brief made by the binary in a real browser.
fn browser() -> Result<()> {
    let brief = shell::root().join("target/brief.html").display().to_string();
    shell::run(BINARY, &["brief", "examples/japan-russia", "--quiet", "--format", "html", "--output", &brief])?;
    let chromium = chromium().context("no Chromium was found; set CHROMIUM to its path")?;
    let environment = [("BRIEF_HTML", brief.as_str()), ("CHROMIUM", chromium.as_str())];
    shell::run_in("tests/browser", "node", &["--test"], &environment)
}
