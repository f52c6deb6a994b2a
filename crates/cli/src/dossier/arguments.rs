//! The options of the commands that keep a dossier, with the help that a user reads.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;

use crate::arguments::ReadFormat;

/// The commands that keep a dossier.
#[derive(Debug, Subcommand)]
pub enum DossierCommand {
    /// Make an empty dossier: one file that holds the record of a negotiation.
    Init(Init),
    /// Add coverage to a dossier; what it holds already is passed over.
    Add(Add),
    /// Show what a dossier holds: figures, lists, or what goes by a key.
    Show(Show),
    /// Search the articles of a dossier for words.
    Search(Search),
    /// Accept, reject or change a fact, or add one by hand.
    Correct(Correct),
    /// Say that two events, or two issues, are one.
    Merge(Merge),
    /// Say that some reports of an event tell of another, or that a name of an issue is one of its own.
    Split(Split),
    /// Undo an entry of the log, by one more entry.
    Undo(Undo),
    /// Print what people did, or how far they agree.
    Log(Log),
    /// Check a dossier for damage.
    Verify(Verify),
    /// Pack a dossier into one file without free space or side files.
    Pack(Pack),
    /// Remove a source, and every fact that rests on it alone.
    Forget(Forget),
}

/// Time of record and patience, for every command that writes.
#[derive(Args, Clone, Debug)]
pub struct Clock {
    /// Time of record ("2024-05-01T12:00:00Z"); else SOURCE_DATE_EPOCH, else now.
    #[arg(long, value_name = "TIME")]
    pub at: Option<Timestamp>,
    /// Seconds to wait while another program writes.
    #[arg(long, default_value_t = 5, value_name = "SECONDS")]
    pub wait: u32,
}

/// Who does something, and why.
#[derive(Args, Clone, Debug)]
pub struct Author {
    /// Who does it; the name of the user if it is left out.
    #[arg(long, env = "DEMARCHE_AUTHOR", value_name = "NAME")]
    pub author: Option<String>,
    /// Why.
    #[arg(long, value_name = "WORDS")]
    pub reason: Option<String>,
    #[command(flatten)]
    pub clock: Clock,
}

/// `demarche init`
#[derive(Args, Debug)]
pub struct Init {
    /// The file to make.
    pub dossier: PathBuf,
    /// What the negotiation is called.
    #[arg(long, default_value = "")]
    pub title: String,
    #[command(flatten)]
    pub clock: Clock,
}

/// `demarche add`
#[derive(Args, Debug)]
pub struct Add {
    /// The dossier.
    pub dossier: PathBuf,
    /// Files, folders, or - for standard input.
    #[arg(value_name = "PATH", required_unless_present = "again")]
    pub paths: Vec<PathBuf>,
    /// Read articles again that are known, with the present model; without a path, all of the dossier. Corrections stay.
    #[arg(long)]
    pub again: bool,
    /// Articles read at the same time; 0 takes every core. The result does not depend on it.
    #[arg(long, short, default_value_t = 0, value_name = "N")]
    pub jobs: usize,
    /// Largest file that is read, in MiB.
    #[arg(long, default_value_t = 64, value_name = "MIB")]
    pub max_size: usize,
    #[command(flatten)]
    pub clock: Clock,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum List {
    /// Events, each once however many report it.
    Events,
    /// Positions.
    Positions,
    /// Shifts.
    Shifts,
    /// Drivers.
    Drivers,
    /// Measures.
    Measures,
    /// Agenda items.
    Agenda,
    /// Actors by the number of articles that name them.
    Actors,
    /// Articles with their sources.
    Articles,
}

/// `demarche show`
#[derive(Args, Debug)]
pub struct Show {
    /// The dossier.
    pub dossier: PathBuf,
    /// events, positions, shifts, drivers, measures, agenda, actors, articles, or the key of one thing; figures if left out.
    #[arg(value_name = "WHAT")]
    pub what: Option<String>,
    /// Only with this actor (key or name); may be given twice for both.
    #[arg(long, value_name = "ACTOR")]
    pub actor: Vec<String>,
    /// Only of this type ("CONSULT"), kind ("demand") or factor.
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Option<String>,
    /// Only with this status ("planned") or strength ("firm").
    #[arg(long)]
    pub status: Option<String>,
    /// Not before this day ("2018-11-23").
    #[arg(long, value_name = "DAY")]
    pub since: Option<jiff::civil::Date>,
    /// Not after this day.
    #[arg(long, value_name = "DAY")]
    pub until: Option<jiff::civil::Date>,
    /// Also what people rejected.
    #[arg(long)]
    pub rejected: bool,
    /// At most so many, the latest first; 0 for all.
    #[arg(long, default_value_t = 40, value_name = "N")]
    pub limit: usize,
    /// Shape of the output.
    #[arg(long, short, value_enum, default_value_t = ReadFormat::Text)]
    pub format: ReadFormat,
}

/// `demarche search`
#[derive(Args, Debug)]
pub struct Search {
    /// The dossier.
    pub dossier: PathBuf,
    /// Words that must all occur; "a phrase" in quotation marks, OR, NOT, and a * at the end of a word are known.
    #[arg(required = true, value_name = "WORD")]
    pub words: Vec<String>,
    /// At most so many articles, the best first.
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub limit: usize,
    /// Shape of the output.
    #[arg(long, short, value_enum, default_value_t = ReadFormat::Text)]
    pub format: ReadFormat,
}

/// `demarche correct`
#[derive(Args, Debug)]
#[command(group(clap::ArgGroup::new("what").args(["accept", "reject", "set", "add"]).required(true).multiple(true)))]
pub struct Correct {
    /// The dossier.
    pub dossier: PathBuf,
    /// Key of the event or fact; with --add, of the article.
    pub key: String,
    /// It is right.
    #[arg(long, conflicts_with_all = ["reject", "set", "add"])]
    pub accept: bool,
    /// It is wrong.
    #[arg(long, conflicts_with_all = ["set", "add"])]
    pub reject: bool,
    /// Set a field, named as in `demarche read --format json`: type=AGREE, status=planned, when=2018-11-23 or 2018-11 or
    /// 2018-11-01..2018-11-05, sources=state:JPN,state:RUS, where=Singapore, place=null.
    #[arg(long, value_name = "FIELD=VALUE")]
    pub set: Vec<String>,
    /// Add a fact to an article by hand: event, position, shift, driver, measure or agenda.
    #[arg(long, value_name = "LAYER", requires = "quote")]
    pub add: Option<String>,
    /// The words of the article that support what is added.
    #[arg(long, value_name = "WORDS", requires = "add")]
    pub quote: Option<String>,
    /// Correct the one report that the key names, not the whole event.
    #[arg(long)]
    pub report: bool,
    #[command(flatten)]
    pub author: Author,
}

/// `demarche merge`
#[derive(Args, Debug)]
pub struct Merge {
    /// The dossier.
    pub dossier: PathBuf,
    /// Keys of the events; with --issue, names of two issues.
    #[arg(required = true, num_args = 2.., value_name = "KEY")]
    pub keys: Vec<String>,
    /// Merge issues instead: "fishing quotas" "catch limits".
    #[arg(long)]
    pub issue: bool,
    #[command(flatten)]
    pub author: Author,
}

/// `demarche split`
#[derive(Args, Debug)]
pub struct Split {
    /// The dossier.
    pub dossier: PathBuf,
    /// Key of the event; with --issue, a name of the issue.
    pub key: String,
    /// Keys of the reports that tell of another event; with --issue, the names that are issues of their own.
    #[arg(required = true, value_name = "REPORT")]
    pub reports: Vec<String>,
    /// Split an issue instead: "fishing quotas" "mesh sizes".
    #[arg(long)]
    pub issue: bool,
    #[command(flatten)]
    pub author: Author,
}

/// `demarche undo`
#[derive(Args, Debug)]
pub struct Undo {
    /// The dossier.
    pub dossier: PathBuf,
    /// Number of the entry; the last one that holds if it is left out.
    pub entry: Option<i64>,
    #[command(flatten)]
    pub author: Author,
}

/// `demarche log`
#[derive(Args, Debug)]
pub struct Log {
    /// The dossier.
    pub dossier: PathBuf,
    /// Print how far the annotators agree (Krippendorff's alpha) instead.
    #[arg(long)]
    pub agreement: bool,
    /// Entries recorded at this time or later.
    #[arg(long, value_name = "TIME")]
    pub since: Option<Timestamp>,
    /// Entries recorded at this time or earlier.
    #[arg(long, value_name = "TIME")]
    pub until: Option<Timestamp>,
    /// Shape of the output.
    #[arg(long, short, value_enum, default_value_t = ReadFormat::Text)]
    pub format: ReadFormat,
}

/// `demarche verify`
#[derive(Args, Debug)]
pub struct Verify {
    /// The dossier.
    pub dossier: PathBuf,
    /// Leave out what takes longest: making every fact anew from its reading.
    #[arg(long)]
    pub fast: bool,
    /// Shape of the output.
    #[arg(long, short, value_enum, default_value_t = ReadFormat::Text)]
    pub format: ReadFormat,
}

/// `demarche pack`
#[derive(Args, Debug)]
pub struct Pack {
    /// The dossier.
    pub dossier: PathBuf,
    /// Write the packed dossier to this file and leave the original as it is.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Seconds to wait while another program writes.
    #[arg(long, default_value_t = 5, value_name = "SECONDS")]
    pub wait: u32,
}

/// `demarche forget`
#[derive(Args, Debug)]
pub struct Forget {
    /// The dossier.
    pub dossier: PathBuf,
    /// The source: a path as it was given to add, or a folder with all below it.
    pub source: String,
    #[command(flatten)]
    pub author: Author,
}
