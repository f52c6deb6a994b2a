//! Developer commands: `cargo xtask test`, `cargo xtask cases`, `cargo xtask exports`, `cargo xtask accuracy`. Nothing here is part of the product.

mod accuracy;
#[cfg(test)]
mod architecture;
mod cases;
mod exports;
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
    /// Write every export format and have it read back by the programs that consume it (installs them from PyPI).
    Exports {
        /// The program to try; without it a release build is made.
        #[arg(long)]
        binary: Option<String>,
        /// What is read.
        #[arg(default_value = "examples/japan-russia")]
        source: String,
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
        Command::Exports { binary, source } => exports::run(binary.as_deref(), &source),
        Command::Accuracy { long } => accuracy::run(long),
    }
}
