//! Developer commands, run as `cargo xtask COMMAND`. Nothing here is part of the product.

mod accuracy;
#[cfg(test)]
mod architecture;
mod argument;
mod cases;
mod compare;
mod exports;
mod folds;
mod fuzz;
mod hostile;
#[cfg(test)]
mod originality;
mod reliability;
mod shell;
mod test;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Developer commands of Demarche.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what the tests need, then run every one of them.
    Test,
    /// Score the shared case and the cases of examples/.
    Cases {
        /// List every miss.
        #[arg(long)]
        misses: bool,
        /// Only cases whose path contains this.
        filter: Option<String>,
    },
    /// Score positions, shifts, drivers, agenda, background and issues on the gold standard of eval/argument.
    Argument {
        /// List every miss of the dev part or, with --train, of the train part; those of the test part are never shown.
        #[arg(long)]
        misses: bool,
        /// Only the dev part.
        #[arg(long)]
        dev: bool,
        /// Only the train part, which the models and cues have learned from.
        #[arg(long, conflicts_with = "dev")]
        train: bool,
    },
    /// Write COMPARE.md from ACCURACY.md, bench/RESULTS.md and eval/peers.toml.
    Compare,
    /// Read more than 300 hostile files, each by itself, and write eval/hostile.csv.
    Hostile {
        /// A program that is built already; without it, a release is built.
        #[arg(long, value_name = "PROGRAM")]
        binary: Option<std::path::PathBuf>,
    },
    /// Write every export format and have it read back by the programs that consume it (installs them from PyPI).
    Exports {
        /// The program to try; without it a release build is made.
        #[arg(long)]
        binary: Option<String>,
        /// What is read.
        #[arg(default_value = "examples/japan-russia")]
        source: String,
    },
    /// Try to break a dossier in every way that we know, and write RELIABILITY.md.
    Reliability(reliability::Arguments),
    /// Draw the schema of a dossier into docs/schema.svg.
    Schema,
    /// Run every fuzz target for some minutes, one after the other, and write eval/fuzz.csv.
    Fuzz {
        /// Minutes for each.
        #[arg(long, default_value_t = 20)]
        minutes: u64,
        /// Only targets whose names contain this.
        filter: Option<String>,
    },
    /// Measure everything and write ACCURACY.md and eval/*.csv.
    Accuracy {
        /// Also what takes a quarter of an hour: the dating of undated newswire.
        #[arg(long)]
        long: bool,
    },
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Test => test::run(),
        Command::Cases { misses, filter } => {
            shell::run("cargo", &["build", "--quiet", "--profile", "fast", "--package", "demarche"])?;
            let scores = cases::score("target/fast/demarche", filter.as_deref(), misses)?;
            print!("{}", cases::table(&scores));
            Ok(())
        }
        Command::Argument { misses, dev, train } => {
            argument::run(if train { Some("train") } else { dev.then_some("dev") }, misses)
        }
        Command::Compare => compare::run(),
        Command::Hostile { binary: Some(binary) } => hostile::measure(&binary.canonicalize()?),
        Command::Hostile { binary: None } => hostile::run(),
        Command::Exports { binary, source } => exports::run(binary.as_deref(), &source),
        Command::Fuzz { minutes, filter } => fuzz::run(minutes, filter.as_deref()),
        Command::Accuracy { long } => accuracy::run(long),
        Command::Reliability(arguments) => reliability::run(&arguments),
        Command::Schema => {
            std::fs::write(shell::root().join("docs/schema.svg"), demarche_dossier::store::schema_picture()?)?;
            Ok(())
        }
    }
}
