//! Developer commands: `cargo xtask test`, `cargo xtask cases`, `cargo xtask accuracy`. Nothing here is part of the product.

mod accuracy;
#[cfg(test)]
mod architecture;
mod cases;
mod fuzz;
mod hostile;
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
    /// Read more than 300 hostile files, each by itself, and write eval/hostile.csv.
    Hostile {
        /// A program that is built already; without it, a release is built.
        #[arg(long, value_name = "PROGRAM")]
        binary: Option<std::path::PathBuf>,
    },
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
            shell::run("cargo", &["build", "--quiet", "--release", "--package", "demarche"])?;
            let scores = cases::score("target/release/demarche", filter.as_deref(), misses)?;
            print!("{}", cases::table(&scores));
            Ok(())
        }
        Command::Hostile { binary: Some(binary) } => hostile::measure(&binary.canonicalize()?),
        Command::Hostile { binary: None } => hostile::run(),
        Command::Fuzz { minutes, filter } => fuzz::run(minutes, filter.as_deref()),
        Command::Accuracy { long } => accuracy::run(long),
    }
}
