//! `demarche add`: inputs become articles, articles are read in small batches, and each is recorded in a transaction of its own.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::io::Read;
use std::process::ExitCode;

use anyhow::Result;
use demarche_article::{Input, Limits, Reader, list_inputs};
use demarche_dossier::store::{Added, Dossier, Reading, StoreError, article_key};
use demarche_engine::Engine;
use demarche_record::{Article, Diagnostic, Severity};

use super::PROGRAM;
use super::arguments::{Add, Clock};
use crate::{commands, input};

/// Articles that are read at the same time before they are recorded: what a crash can cost is the reading of so many.
const BATCH: usize = 16;

/// An input whose articles are on their way.
struct Open {
    hash: String,
    name: String,
    bytes: u64,
    lost: bool,
}

/// What has been done so far.
#[derive(Default)]
struct Done {
    new: usize,
    again: usize,
    known: usize,
    further: usize,
    diagnostics: Vec<Diagnostic>,
}

struct Adding<'a> {
    command: &'a Add,
    engine: OnceCell<Engine>,
    quiet: bool,
    waiting: Vec<(Article, Option<String>)>,
    keys: BTreeSet<String>,
    open: Vec<Open>,
    /// Inputs with an article that could not be read to its end.
    faulty: BTreeSet<String>,
    done: Done,
}

pub fn run(command: &Add, quiet: bool) -> Result<ExitCode> {
    if !command.dossier.exists() {
        Dossier::create(&command.dossier, "", command.clock.now()?)?;
        if !quiet {
            let name = demarche_brief::clean_line(&command.dossier.display().to_string());
            anstream::eprintln!("made {name}, which was not there yet");
        }
    }
    let mut dossier = command.clock.open(&command.dossier)?;
    let mut adding = Adding {
        command,
        engine: OnceCell::new(),
        quiet,
        waiting: Vec::new(),
        keys: BTreeSet::new(),
        open: Vec::new(),
        faulty: BTreeSet::new(),
        done: Done::default(),
    };
    if command.paths.is_empty() {
        adding.read_everything_again(&mut dossier)?;
    } else {
        adding.read_inputs(&mut dossier)?;
    }
    let done = adding.done;
    commands::tell(&done.diagnostics, quiet);
    if !quiet {
        let counted = |count: usize, what: &str| format!("{count} {what}");
        let mut parts = vec![counted(done.new, if done.new == 1 { "article added" } else { "articles added" })];
        for (count, what) in
            [(done.again, "read again"), (done.known, "known already"), (done.further, "under a further name")]
        {
            if count > 0 {
                parts.push(counted(count, what));
            }
        }
        anstream::println!("{}", parts.join(", "));
    }
    Ok(ExitCode::from(u8::from(input::any_lost(&done.diagnostics))))
}

impl Adding<'_> {
    fn read_inputs(&mut self, dossier: &mut Dossier) -> Result<()> {
        let limits = Limits { max_bytes: self.command.max_size.saturating_mul(1 << 20), ..Limits::default() };
        let reader = input::reader(limits);
        let (list, diagnostics) = list_inputs(&self.command.paths);
        self.done.diagnostics.extend(diagnostics);
        let bar = input::progress(list.len(), "files", self.quiet);
        for one in &list {
            self.read_one(dossier, one, &reader)?;
            bar.inc(1);
        }
        self.record(dossier)?;
        bar.finish_and_clear();
        Ok(())
    }

    fn read_one(&mut self, dossier: &mut Dossier, one: &Input, reader: &Reader<'_>) -> Result<()> {
        let name = one.source();
        let hashed = match one {
            Input::File(path) => hash(path),
            Input::Stdin => None,
        };
        if let Some((hash, bytes)) = &hashed
            && !self.command.again
            && dossier.has_input(hash)?
        {
            dossier.finish_input(hash, &name, *bytes, self.command.clock.now()?)?;
            self.done.known += 1;
            return Ok(());
        }
        let outcome = reader.read_input(one);
        let mut diagnostics = outcome.diagnostics;
        input::name_the_option(&mut diagnostics);
        let lost = diagnostics.iter().any(|one| one.severity == Severity::Error);
        let mut articles = outcome.articles;
        input::keep_english(&mut articles, &mut diagnostics);
        self.done.diagnostics.extend(diagnostics);
        let hash = hashed.as_ref().map(|(hash, _)| hash.clone());
        for article in articles {
            if !self.command.again && dossier.has_article(&article)? {
                let new = dossier.add_source(&article, hash.as_deref(), self.command.clock.now()?)?;
                self.done.further += usize::from(new);
                self.done.known += usize::from(!new);
                continue;
            }
            // The same article twice in one batch: the first must be recorded before the second is looked at.
            if !self.keys.insert(article_key(&article)) {
                self.record(dossier)?;
                self.keys.insert(article_key(&article));
            }
            self.waiting.push((article, hash.clone()));
            if self.waiting.len() >= BATCH {
                self.record(dossier)?;
            }
        }
        if let Some((hash, bytes)) = hashed {
            self.open.push(Open { hash, name, bytes, lost });
        }
        if self.waiting.is_empty() {
            self.record(dossier)?;
        }
        Ok(())
    }

    fn read_everything_again(&mut self, dossier: &mut Dossier) -> Result<()> {
        let mut failure = None;
        dossier
            .for_each_page(|dossier, page| {
                self.waiting.push((page, None));
                if self.waiting.len() >= BATCH
                    && let Err(error) = self.record(dossier)
                {
                    let refused = StoreError::Refused(format!("{error:#}"));
                    failure = Some(error);
                    return Err(refused);
                }
                Ok(())
            })
            .map_err(|error| failure.take().unwrap_or_else(|| error.into()))?;
        self.record(dossier)
    }

    /// Reads what waits, records it, and closes the inputs that are through.
    fn record(&mut self, dossier: &mut Dossier) -> Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        self.keys.clear();
        if !waiting.is_empty() {
            if self.engine.get().is_none() {
                let _ = self.engine.set(Engine::embedded(self.command.jobs)?);
            }
            let articles: Vec<Article> = waiting.iter().map(|(article, _)| article.clone()).collect();
            let findings = self.engine.get().map(|engine| engine.read_each(&articles, &|| {})).unwrap_or_default();
            for ((page, hash), findings) in waiting.iter().zip(findings) {
                let clock: &Clock = &self.command.clock;
                if findings.diagnostics.iter().any(|one| one.severity == Severity::Error) {
                    self.done.diagnostics.extend(findings.diagnostics);
                    self.faulty.extend(hash.clone());
                    continue;
                }
                let reading = Reading { page, findings, input: hash.as_deref(), program: PROGRAM, time: clock.now()? };
                match dossier.add(reading, self.command.again)? {
                    Added::New => self.done.new += 1,
                    Added::FurtherSource => self.done.further += 1,
                    Added::BetterDated | Added::ReadAgain => self.done.again += 1,
                    Added::Known => self.done.known += 1,
                }
            }
        }
        for open in std::mem::take(&mut self.open) {
            // An input with a fault is looked at again the next time.
            if !open.lost && !self.faulty.contains(&open.hash) {
                dossier.finish_input(&open.hash, &open.name, open.bytes, self.command.clock.now()?)?;
            }
        }
        Ok(())
    }
}

/// Hash and size of a file; `None` where it cannot be read, which the reader will tell.
fn hash(path: &std::path::Path) -> Option<(String, u64)> {
    if !std::fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let mut file = std::fs::File::open(path).ok()?;
    let mut hasher = demarche_dossier::store::ContentHasher::default();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        match file.read(&mut buffer).ok()? {
            0 => return Some((hasher.finish(), bytes)),
            count => {
                hasher.update(&buffer[..count]);
                bytes += count as u64;
            }
        }
    }
}
