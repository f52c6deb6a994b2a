//! `cargo xtask exports`: writes every format from an example and has it read back by the program that consumes it.

use anyhow::{Context, Result};

use crate::shell;

/// The formats, as the command line names them.
const FORMATS: [&str; 14] = [
    "polecat",
    "icews",
    "gdelt",
    "plover",
    "csv",
    "parquet",
    "conllu",
    "timelinejs",
    "icalendar",
    "gexf",
    "graphml",
    "followthemoney",
    "jsonld",
    "bibtex",
];

/// What reads them, with every version pinned.
const READERS: &str = "xtask/exports/requirements.txt";

/// Where the figures go.
const TABLE: &str = "eval/exports.md";

/// Installs the readers into `target/exports/venv`, writes the files beside it, prints what came back and writes it to eval/exports.md.
pub fn run(binary: Option<&str>, source: &str) -> Result<()> {
    let demarche = match binary {
        Some(binary) => binary,
        None => {
            shell::run("cargo", &["build", "--quiet", "--release", "--package", "demarche"])?;
            "target/release/demarche"
        }
    };
    let folder = shell::root().join("target/exports");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    if !folder.join("venv/bin/python").exists() {
        shell::run("python3", &["-m", "venv", "target/exports/venv"])?;
    }
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", READERS];
    shell::run("target/exports/venv/bin/python", &install)?;
    let findings = shell::output(demarche, &["read", "--quiet", "--format", "json", source])?;
    std::fs::write(folder.join("findings.json"), findings)?;
    for format in FORMATS {
        let output = format!("target/exports/record.{format}");
        // Words come from the articles; everything else is the same from the findings, which are read already.
        let from =
            if format == "conllu" { vec![source] } else { vec!["target/exports/findings.json", "--from", "findings"] };
        let arguments = [&["export", "--quiet", "--as", format, "--output", &output], &from[..]].concat();
        shell::run(demarche, &arguments)?;
    }
    for (format, by) in [("csv", "month"), ("svg", "year")] {
        let output = format!("target/exports/series.{format}");
        let arguments = ["series", "--quiet", "--history", "--by", by, "--as", format, "--output", &output];
        let arguments = [&arguments[..], &["--from", "findings", "target/exports/findings.json"]].concat();
        shell::run(demarche, &arguments)?;
    }
    shell::run("target/exports/venv/bin/python", &["xtask/exports/read_back.py", "target/exports", TABLE])
}
