//! The commands that keep a dossier: arguments in, calls to the store, lines out.

mod add;
mod arguments;
mod change;
mod keep;
mod show;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use demarche_dossier::store::{Access, Dossier, Filter, Signature};
use demarche_record::Findings;
use jiff::Timestamp;

use arguments::Author;
pub use arguments::{Clock, DossierCommand};
pub use show::why;

/// Name and version of what reads, as it is recorded with each reading.
const PROGRAM: &str = concat!("demarche ", env!("CARGO_PKG_VERSION"));

/// Runs the command; the exit code says whether all went well.
pub fn run(command: &DossierCommand, quiet: bool) -> Result<ExitCode> {
    match command {
        DossierCommand::Init(command) => keep::init(command, quiet),
        DossierCommand::Add(command) => add::run(command, quiet),
        DossierCommand::Show(command) => show::show(command),
        DossierCommand::Search(command) => show::search(command),
        DossierCommand::Correct(command) => change::correct(command, quiet),
        DossierCommand::Merge(command) => change::merge(command, quiet),
        DossierCommand::Split(command) => change::split(command, quiet),
        DossierCommand::Undo(command) => change::undo(command, quiet),
        DossierCommand::Log(command) => change::log(command),
        DossierCommand::Verify(command) => keep::verify(command, quiet),
        DossierCommand::Pack(command) => keep::pack(command, quiet),
        DossierCommand::Forget(command) => keep::forget(command, quiet),
    }
}

/// The findings of a dossier, where the path is one.
pub fn findings(path: &Path, as_of: Option<jiff::civil::Date>) -> Option<Result<Findings>> {
    Dossier::is_dossier(path).then(|| {
        let dossier = Dossier::open(path, Access::Read, Duration::from_secs(5))?;
        Ok(dossier.findings(&Filter { as_of, ..Filter::default() })?)
    })
}

/// Records events of another collection, from a file of that name; returns how many were new.
pub fn import(path: &Path, clock: &Clock, name: &str, findings: Findings) -> Result<usize> {
    Ok(clock.open(path)?.add_findings(name, vec![findings], PROGRAM, clock.now()?)?)
}

impl Clock {
    /// The time of record: what the user says, else SOURCE_DATE_EPOCH, else the clock. Only here is the clock looked at.
    fn now(&self) -> Result<Timestamp> {
        if let Some(at) = self.at {
            return Ok(at);
        }
        match std::env::var("SOURCE_DATE_EPOCH") {
            Ok(seconds) => {
                let wrong = || format!("SOURCE_DATE_EPOCH is {seconds:?}, not a number of seconds since 1970");
                let seconds = seconds.parse().with_context(wrong)?;
                Timestamp::from_second(seconds).with_context(wrong)
            }
            Err(_) => Ok(Timestamp::now()),
        }
    }

    fn wait(&self) -> Duration {
        Duration::from_secs(u64::from(self.wait))
    }

    fn open(&self, path: &Path) -> Result<Dossier> {
        Ok(Dossier::open(path, Access::Write, self.wait())?)
    }
}

impl Author {
    fn signature(&self) -> Result<Signature> {
        let author = self.author.clone().or_else(|| std::env::var("USER").ok().filter(|name| !name.trim().is_empty()));
        let author = author.context("nobody is named as the author: say who you are with --author NAME")?;
        Ok(Signature { author, time: self.clock.now()?, reason: self.reason.clone().unwrap_or_default() })
    }
}
