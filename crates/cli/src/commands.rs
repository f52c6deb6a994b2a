//! One function for each command.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::CommandFactory;
use demarche_brief::{BriefOptions, render};
use demarche_engine::Engine;
use demarche_record::{Diagnostic, Findings, Severity};

use crate::arguments::{Arguments, Brief, BriefFormat, Colour, Command, Inputs, Inspect, Read, ReadFormat, Why};
use crate::{input, inspect, message};

/// Runs the command; the exit code says whether every input was read.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    match arguments.color {
        Colour::Auto => {}
        Colour::Always => anstream::ColorChoice::Always.write_global(),
        Colour::Never => anstream::ColorChoice::Never.write_global(),
    }
    let quiet = arguments.quiet;
    match &arguments.command {
        Command::Brief(command) => brief(command, quiet),
        Command::Read(command) => read(command, quiet),
        Command::Inspect(command) => inspect_layer(command, quiet),
        Command::Why(command) => why(command, quiet),
        Command::Label(command) => crate::label::run(command),
        Command::Gazetteer(command) => crate::roster::run(command),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Arguments::command(), "demarche", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
        Command::Man => {
            clap_mangen::Man::new(Arguments::command()).render(&mut std::io::stdout())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Reads every input and merges what was found.
fn findings(inputs: &Inputs, quiet: bool) -> Result<Findings> {
    let (articles, mut diagnostics) = input::articles(inputs, quiet);
    let engine = Engine::embedded(inputs.jobs)?;
    let bar = input::progress(articles.len(), "articles", quiet);
    let mut whole = engine.read_all(&articles, &|| bar.inc(1));
    bar.finish_and_clear();
    diagnostics.append(&mut whole.diagnostics);
    whole.diagnostics = diagnostics;
    tell(&whole.diagnostics, quiet);
    Ok(whole)
}

/// Prints the diagnostics; notes only when the user did not ask for quiet, and of notes with the same hint only the first.
fn tell(diagnostics: &[Diagnostic], quiet: bool) {
    let (notes, rest): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        diagnostics.iter().partition(|one| one.severity == Severity::Note);
    rest.into_iter().for_each(message::diagnostic);
    if quiet {
        return;
    }
    let mut told: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for note in &notes {
        let count = told.entry(note.hint.as_deref()).or_default();
        *count += 1;
        if *count == 1 {
            message::diagnostic(note);
        }
    }
    let more = notes.len() - told.len();
    if more > 0 {
        message::diagnostic(&Diagnostic::note("inputs", format!("{more} more notes of the same kinds")));
    }
}

fn exit_code(diagnostics: &[Diagnostic]) -> ExitCode {
    ExitCode::from(u8::from(input::any_lost(diagnostics)))
}

fn brief(command: &Brief, quiet: bool) -> Result<ExitCode> {
    let whole = findings(&command.inputs, quiet)?;
    if whole.articles.is_empty() {
        anyhow::ensure!(input::any_lost(&whole.diagnostics), "no article was found under the paths given");
        return Ok(exit_code(&whole.diagnostics));
    }
    let document = demarche_brief::Brief::new(&whole, &BriefOptions::default());
    let text = match command.format {
        BriefFormat::Terminal => render::terminal(&document, inspect::width()),
        BriefFormat::Markdown => render::markdown(&document),
        BriefFormat::Html => render::html(&document),
        BriefFormat::Json => render::json(&document),
    };
    write(&command.inputs, &text)?;
    Ok(exit_code(&whole.diagnostics))
}

fn read(command: &Read, quiet: bool) -> Result<ExitCode> {
    let whole = findings(&command.inputs, quiet)?;
    let text = match command.format {
        ReadFormat::Text => inspect::findings(&whole),
        ReadFormat::Json => json(&whole)?,
    };
    write(&command.inputs, &text)?;
    Ok(exit_code(&whole.diagnostics))
}

fn why(command: &Why, quiet: bool) -> Result<ExitCode> {
    let whole = findings(&command.inputs, quiet)?;
    let engine = Engine::embedded(command.inputs.jobs)?;
    let text = crate::why::account(&engine, &whole, &command.id, matches!(command.format, ReadFormat::Json))?;
    write(&command.inputs, &text)?;
    Ok(exit_code(&whole.diagnostics))
}

fn inspect_layer(command: &Inspect, quiet: bool) -> Result<ExitCode> {
    let (articles, diagnostics) = input::articles(&command.inputs, quiet);
    tell(&diagnostics, quiet);
    let engine = Engine::embedded(command.inputs.jobs)?;
    let mut text = String::new();
    match command.format {
        ReadFormat::Text => {
            for article in &articles {
                text.push_str(&inspect::layer(&engine.stages(article), command.layer));
            }
        }
        ReadFormat::Json => {
            let layers: Vec<_> =
                articles.iter().map(|article| crate::layers::json(&engine.stages(article), command.layer)).collect();
            text = match &layers[..] {
                [one] => json(one)?,
                many => json(&many)?,
            };
        }
    }
    write(&command.inputs, &text)?;
    Ok(exit_code(&diagnostics))
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

/// Writes to the file that the user named, or to standard output with colours only where they belong.
fn write(inputs: &Inputs, text: &str) -> Result<()> {
    match &inputs.output {
        None => anstream::stdout().lock().write_all(text.as_bytes())?,
        Some(path) => {
            let plain = anstream::adapter::strip_str(text).to_string();
            std::fs::write(path, plain).with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    Ok(())
}
