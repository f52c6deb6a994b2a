//! Developer commands: `cargo xtask test`, `cargo xtask cases`, `cargo xtask accuracy`. Nothing here is part of the product.

mod accuracy;
#[cfg(test)]
mod architecture;
mod cases;
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
    /// Try to break a dossier in every way that we know, and write RELIABILITY.md.
    Reliability(reliability::Arguments),
    /// Draw the schema of a dossier into docs/schema.svg.
    Schema,
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
        Command::Accuracy { long } => accuracy::run(long),
        Command::Reliability(arguments) => reliability::run(&arguments),
        Command::Schema => {
            std::fs::write(shell::root().join("docs/schema.svg"), demarche_dossier::store::schema_picture()?)?;
            Ok(())
        }
    }
}
