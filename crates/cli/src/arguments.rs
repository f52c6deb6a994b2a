//! The command line: every option with the help that a user reads.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Reads coverage of diplomacy and keeps the evidence-linked record of a negotiation.
///
/// PATH is a file, a folder that is read with all below it, or - for standard input. Read are text and print views, HTML, JSON
/// lines, PDF, DOCX, EPUB, feeds (RSS, Atom, JSON Feed), web archives (WARC), and ZIP, tar and gzip of any of these. Everything runs on this machine, without a network, and gives the same answer every time.
#[derive(Debug, Parser)]
#[command(
    name = "demarche",
    version,
    propagate_version = true,
    after_help = "Exit codes: 0 all inputs were read, 1 some could not be read, 2 the command line is wrong.\n\n\
                  Examples:\n  demarche brief examples/japan-russia\n  demarche brief --format html --output brief.html clippings/\n  \
                  demarche read --format json story.txt > findings.json\n  demarche inspect --layer events story.txt"
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Colours: auto turns them off when the output is not a terminal.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto)]
    pub color: Colour,
    /// Print no progress and no notes; errors and warnings are still printed.
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal only.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Brief on a negotiation: who is at the table, what happened, where each side stands, what is next.
    Brief(Brief),
    /// Print the findings: events, positions, shifts, drivers, measures, agenda, each with its evidence.
    Read(Read),
    /// Show one stage of the reading, with the words marked.
    Inspect(Inspect),
    /// Say what a fact rests on. Of an event of articles: its sentence, the path through the tree, rules and scores, what lost. Of a fact of a
    /// dossier: sentences, what found it, what ties its reports together, what people said of it.
    Why(Why),
    /// Print one layer in the format of the field: for scoring, and for use in other programs.
    Label(crate::label::Label),
    #[command(flatten)]
    Dossier(crate::dossier::DossierCommand),
    /// Look up people and offices by day, or list where the sources of the roster disagree.
    Gazetteer(crate::roster::Roster),
    /// Write the record in a format of the field: event data, tables, networks, timelines, calendars, annotations.
    Export(crate::export::Export),
    /// Read events of another collection (ICEWS, POLECAT, GDELT, PLOVER) as a record, with the rows as evidence.
    Import(crate::export::Import),
    /// Conflict and cooperation between two sides by week, month or year, with the points where the level changes.
    Series(crate::export::Series),
    /// Print the completion script of a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page, to be read with man -l -.
    Man,
    /// Take the text out of a PDF file for another process of this program.
    #[command(name = crate::pdf_child::COMMAND, hide = true)]
    ReadPdf,
}

/// What every command that reads has in common.
#[derive(Args, Clone, Debug)]
pub struct Inputs {
    /// Files, folders, or - for standard input: .txt .md .html .xhtml .jsonl .pdf .docx .epub .rss .atom .xml .warc, and
    /// .zip .tar .gz of these. The content decides, then the name.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Articles read at the same time; 0 takes every core. The result does not depend on it.
    #[arg(long, short, default_value_t = 0, value_name = "N")]
    pub jobs: usize,
    /// Largest file, record or member of an archive that is read, in MiB; archives themselves may be larger.
    #[arg(long, default_value_t = 64, value_name = "MIB")]
    pub max_size: usize,
    /// Write to this file instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `demarche brief`
#[derive(Args, Debug)]
pub struct Brief {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Tell the state on this day (YYYY-MM-DD), with nothing later in it: articles that had not certainly been published by
    /// then are left out, and what lay ahead is told as planned.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<jiff::civil::Date>,
    /// Shape of the output; html is one self-contained file.
    #[arg(long, short, value_enum, default_value_t = BriefFormat::Terminal)]
    pub format: BriefFormat,
}

/// Shapes of a brief.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BriefFormat {
    /// For reading in a terminal.
    Terminal,
    /// Markdown.
    Markdown,
    /// One HTML file with everything in it.
    Html,
    /// The brief as data.
    Json,
}

/// `demarche read`
#[derive(Args, Debug)]
pub struct Read {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Tell what was known on this day (YYYY-MM-DD), with nothing later in it.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<jiff::civil::Date>,
    /// Shape of the output.
    #[arg(long, short, value_enum, default_value_t = ReadFormat::Text)]
    pub format: ReadFormat,
}

/// Shapes of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReadFormat {
    /// A table of what was found, for people.
    Text,
    /// One object with everything.
    Json,
}

/// `demarche why`
#[derive(Args, Debug)]
pub struct Why {
    /// The event, by its id in the findings of the paths that follow ("e3"); or a dossier, followed by the key of an event, fact or article
    /// as its lists print it.
    #[arg(value_name = "ID|DOSSIER")]
    pub id: String,
    #[command(flatten)]
    pub inputs: Inputs,
    /// Shape of the output.
    #[arg(long, short, value_enum, default_value_t = ReadFormat::Text)]
    pub format: ReadFormat,
}

/// `demarche inspect`
#[derive(Args, Debug)]
pub struct Inspect {
    #[command(flatten)]
    pub inputs: Inputs,
    /// The stage.
    #[arg(long, short, value_enum)]
    pub layer: Layer,
    /// Shape of the output.
    #[arg(long, short, value_enum, default_value_t = ReadFormat::Text)]
    pub format: ReadFormat,
}

/// The stages that can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Layer {
    /// The article's fields and blocks.
    Page,
    /// Sentences.
    Sentences,
    /// Words with tags, features and lemmas.
    Tokens,
    /// Dependency trees.
    Tree,
    /// Names.
    Names,
    /// Chains of mentions.
    Mentions,
    /// Time expressions.
    Times,
    /// Actors, places and occasions.
    Actors,
    /// Events.
    Events,
    /// Positions and shifts.
    Positions,
    /// Drivers, measures and agenda.
    Drivers,
}
