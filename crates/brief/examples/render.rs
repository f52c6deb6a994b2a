//! Renders findings given as JSON on standard input: `cargo run --package demarche-brief --example render -- html < findings.json`.
//! For work on the brief without running the stages before it.

use std::io::{Read, Write};

use demarche_brief::{Brief, BriefOptions, render};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut json = String::new();
    std::io::stdin().read_to_string(&mut json)?;
    let brief = Brief::new(&serde_json::from_str(&json)?, &BriefOptions::default());
    let text = match std::env::args().nth(1).as_deref() {
        Some("html") => render::html(&brief),
        Some("markdown") => render::markdown(&brief),
        Some("json") => render::json(&brief),
        _ => render::terminal(&brief, 100),
    };
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}
