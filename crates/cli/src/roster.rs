//! `demarche gazetteer`: what the program knows of people and offices, and where its sources disagree.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use demarche_gazetteer::{Gazetteer, RosterPerson};
use jiff::civil::Date;

/// `demarche gazetteer`
#[derive(Args, Debug)]
pub struct Roster {
    /// What to look up.
    #[command(subcommand)]
    pub question: Question,
}

/// The questions.
#[derive(Debug, Subcommand)]
pub enum Question {
    /// List where two sources disagree on who held an office, or on when, by more than two months; tab-separated.
    Conflicts,
    /// Look a person up by name, alias or transliteration; with a day, whoever held an office then comes first.
    Person {
        /// The name ("Lavrov", "Sergei Lavrov").
        name: String,
        /// A day ("2018-11-23").
        #[arg(long, value_name = "DAY")]
        on: Option<String>,
    },
    /// Who held an office of a state on a day.
    Office {
        /// The state: name, capital or ISO 3166-1 alpha-3 code.
        state: String,
        /// The office ("foreign minister").
        office: String,
        /// The day ("2018-11-23").
        #[arg(long, value_name = "DAY")]
        on: String,
    },
}

/// Runs the command; exit code 1 where nothing was found.
pub fn run(command: &Roster) -> Result<ExitCode> {
    let gazetteer = Gazetteer::embedded();
    let mut out = String::new();
    match &command.question {
        Question::Conflicts => {
            out.push_str("state\toffice\tfirst\tsecond\n");
            for one in gazetteer.conflicts() {
                let _ = writeln!(out, "{}\t{}\t{}\t{}", one.state, one.office, one.first, one.second);
            }
        }
        Question::Person { name, on } => {
            let on = on.as_deref().map(day).transpose()?;
            people(&mut out, &gazetteer.people(name, on));
        }
        Question::Office { state, office, on } => people(&mut out, &gazetteer.holders(state, office, day(on)?)),
    }
    let found = !out.is_empty();
    std::io::stdout().lock().write_all(out.as_bytes())?;
    if !found {
        eprintln!("nothing found: try the family name alone, or another spelling");
    }
    Ok(ExitCode::from(u8::from(!found)))
}

fn day(text: &str) -> Result<Date> {
    text.parse().with_context(|| format!("{text:?} is no day: write it as 2018-11-23"))
}

/// A line for each person, one for each tenure below it.
fn people(out: &mut String, people: &[RosterPerson]) {
    for person in people {
        let aliases =
            if person.aliases.is_empty() { String::new() } else { format!(" (also {})", person.aliases.join("; ")) };
        let _ = writeln!(out, "{}{aliases}, {}", person.name, person.state);
        for held in person.held.iter().filter(|held| !held.office.is_empty()) {
            let from = held.from.map_or_else(|| "?".to_owned(), |day| day.to_string());
            let to = held.to.map_or_else(|| "?".to_owned(), |day| day.to_string());
            let _ = writeln!(out, "    {}, {}, {from} to {to} [{}]", held.office, held.state, held.source);
        }
    }
}
