//! The binary `demarche`: arguments in, calls to the library, results out. No rule of reading lives here.

mod arguments;
mod commands;
mod dossier;
mod export;
mod input;
mod inspect;
mod label;
mod layers;
mod message;
mod pdf_child;
mod roster;
mod why;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = arguments::Arguments::parse();
    match commands::run(&arguments) {
        Ok(code) => code,
        Err(error) if message::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            message::failure(&error);
            ExitCode::from(1)
        }
    }
}
