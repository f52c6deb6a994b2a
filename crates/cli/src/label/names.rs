//! `demarche label names`: names as BIO, or the phrases they head as entities in CoNLL-U.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use demarche_language::conllu::{self, Labeller, Marks};

use super::syntax::{self, Words};

/// `demarche label names`
///
/// One word a line, then a tab and its tag; a blank line ends a sentence. Tags: O outside, B- for the first word of a name, I- for the
/// others, with PER (a human being, without titles), ORG, LOC (states included), NORP (nationalities, faiths and
/// parties, adjectives too) or MISC (named events, treaties, works).
#[derive(Args, Debug)]
pub struct Names {
    #[command(flatten)]
    pub words: Words,
    /// CoNLL-U instead, with every noun phrase that a name heads bracketed whole as an entity of its own in the last column, in the
    /// classes of GUM: person, organization, place; and nationality, other.
    #[arg(long)]
    pub entity: bool,
}

pub fn run(command: &Names) -> Result<ExitCode> {
    let mut labeller = Labeller::new(Marks::Names);
    syntax::each_document(&command.words, |document| {
        if command.entity { document.conllu(&mut labeller) } else { conllu::bio(document.annotation()) }
    })
}
