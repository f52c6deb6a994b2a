//! One function for each command.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::CommandFactory;
use demarche_brief::{BriefOptions, render};
use demarche_engine::Engine;
use demarche_record::{Diagnostic, Findings, Severity};
use jiff::civil::Date;

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
        Command::Dossier(command) => crate::dossier::run(command, quiet),
        Command::Gazetteer(command) => crate::roster::run(command),
        Command::ReadPdf => crate::pdf_child::serve(),
        Command::Export(command) => crate::export::export(command, quiet),
        Command::Import(command) => crate::export::import(command, quiet),
        Command::Series(command) => crate::export::series(command, quiet),
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

/// Reads every input, or the one dossier that is named, and merges what was found, as far as it was known on a day.
pub fn findings(inputs: &Inputs, as_of: Option<Date>, quiet: bool) -> Result<Findings> {
    if let [path] = &inputs.paths[..]
        && let Some(findings) = crate::dossier::findings(path, as_of)
    {
        return findings;
    }
    let (articles, mut diagnostics) = input::articles(inputs, quiet);
    let engine = Engine::embedded(inputs.jobs)?;
    let bar = input::progress(articles.len(), "articles", quiet);
    let parts = engine.read_each(&articles, &|| bar.inc(1));
    bar.finish_and_clear();
    let mut whole = demarche_dossier::merge_as_of(parts, as_of);
    if let Some(day) = as_of {
        let later = articles.len() - whole.articles.len();
        anyhow::ensure!(
            !whole.articles.is_empty() || articles.is_empty(),
            "none of the {later} articles had certainly been published by {day}; give a later day with --as-of"
        );
        if later > 0 && !quiet {
            // For the person at the terminal only: the record of a day must not know what came later.
            let text = format!("{later} articles are left out: undated, or not certainly published by {day}");
            message::diagnostic(&Diagnostic::note("--as-of", text));
        }
    }
    diagnostics.append(&mut whole.diagnostics);
    whole.diagnostics = diagnostics;
    tell(&whole.diagnostics, quiet);
    Ok(whole)
}

/// Prints the diagnostics; notes only when the user did not ask for quiet, and of notes with the same hint only the first.
pub fn tell(diagnostics: &[Diagnostic], quiet: bool) {
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

/// Failure where some input was lost.
pub fn exit_code(diagnostics: &[Diagnostic]) -> ExitCode {
    ExitCode::from(u8::from(input::any_lost(diagnostics)))
}

fn brief(command: &Brief, quiet: bool) -> Result<ExitCode> {
    let whole = findings(&command.inputs, command.as_of, quiet)?;
    if whole.articles.is_empty() && whole.events.is_empty() {
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
    let whole = findings(&command.inputs, command.as_of, quiet)?;
    let text = match command.format {
        ReadFormat::Text => inspect::findings(&whole),
        ReadFormat::Json => json(&whole)?,
    };
    write(&command.inputs, &text)?;
    Ok(exit_code(&whole.diagnostics))
}

fn why(command: &Why, quiet: bool) -> Result<ExitCode> {
    let dossier = std::path::Path::new(&command.id);
    if demarche_dossier::store::Dossier::is_dossier(dossier) {
        let [key] = &command.inputs.paths[..] else { anyhow::bail!("name one event, fact or article of the dossier") };
        return crate::dossier::why(dossier, &key.to_string_lossy(), command.format);
    }
    let whole = findings(&command.inputs, None, quiet)?;
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

/// Indented, with a line end and no control characters that a terminal would obey.
pub fn json(value: &impl serde::Serialize) -> Result<String> {
    Ok(message::escaped_json(&serde_json::to_string_pretty(value)?)
        + "
")
}

/// Prints to standard output, with colours only where they belong.
pub fn print(text: &str) -> Result<()> {
    Ok(anstream::stdout().lock().write_all(text.as_bytes())?)
}

/// Writes to the file that the user named, or to standard output with colours only where they belong.
pub fn write(inputs: &Inputs, text: &str) -> Result<()> {
    match &inputs.output {
        None => print(text)?,
        Some(path) => {
            let plain = anstream::adapter::strip_str(text).to_string();
            std::fs::write(path, plain).with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    Ok(())
}
