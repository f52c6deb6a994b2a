//! `demarche init`, `verify`, `pack` and `forget`.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use demarche_dossier::store::{Access, Dossier};

use super::arguments::{Forget, Init, Pack, Verify};
use crate::arguments::ReadFormat;
use crate::commands;

pub fn init(command: &Init, quiet: bool) -> Result<ExitCode> {
    Dossier::create(&command.dossier, &command.title, command.clock.now()?)?;
    if !quiet {
        let name = demarche_brief::clean_line(&command.dossier.display().to_string());
        anstream::println!("made {name}; add coverage with: demarche add {name} PATH...");
    }
    Ok(ExitCode::SUCCESS)
}

pub fn verify(command: &Verify, quiet: bool) -> Result<ExitCode> {
    let dossier = Dossier::open(&command.dossier, Access::Check, Duration::from_secs(5))?;
    let verification = dossier.verify(!command.fast)?;
    match command.format {
        ReadFormat::Json => anstream::print!("{}", commands::json(&verification)?),
        ReadFormat::Text if verification.is_sound() => {
            if !quiet {
                anstream::println!("sound: {} rows checked", verification.rows);
            }
        }
        ReadFormat::Text => {
            for fault in &verification.faults {
                anstream::println!("{}", demarche_brief::clean_line(fault));
            }
            anstream::eprintln!("the dossier is damaged: go back to a copy, or make it anew from its sources");
        }
    }
    Ok(ExitCode::from(u8::from(!verification.is_sound())))
}

pub fn pack(command: &Pack, quiet: bool) -> Result<ExitCode> {
    let wait = Duration::from_secs(u64::from(command.wait));
    Dossier::pack(&command.dossier, command.output.as_deref(), wait)?;
    if !quiet {
        let path = command.output.as_ref().unwrap_or(&command.dossier);
        let bytes = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        anstream::println!(
            "{} holds everything in {bytes} bytes",
            demarche_brief::clean_line(&path.display().to_string())
        );
    }
    Ok(ExitCode::SUCCESS)
}

pub fn forget(command: &Forget, quiet: bool) -> Result<ExitCode> {
    let signature = command.author.signature()?;
    let mut dossier = command.author.clock.open(&command.dossier)?;
    let forgotten = dossier.forget(&command.source, &signature)?;
    if !quiet {
        let plural = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
        anstream::println!(
            "forgot {}: {} and {} rested on it alone",
            plural(forgotten.sources.len(), "source"),
            plural(forgotten.articles, "article"),
            plural(forgotten.facts, "fact"),
        );
    }
    Ok(ExitCode::SUCCESS)
}
