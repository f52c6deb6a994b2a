//! `demarche label coreference`: chains of mentions as CorefUD brackets them.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use demarche_language::conllu::{Labeller, Marks};

use super::syntax::{self, Words};

/// `demarche label coreference`
///
/// CoNLL-U with the mentions of every chain of two and more in Entity of the last column, as CorefUD has them: id, class (person,
/// organization, place, nationality, other, or nothing) and the position of the head in the mention.
#[derive(Args, Debug)]
pub struct Coreference {
    #[command(flatten)]
    pub words: Words,
}

pub fn run(command: &Coreference) -> Result<ExitCode> {
    let mut labeller = Labeller::new(Marks::Chains);
    syntax::each_document(&command.words, |document| document.conllu(&mut labeller))
}
