//! `demarche export`, `demarche import`, `demarche series`: the record in the formats of the field, and the events of other collections.

use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};
use demarche_brief::clean_line;
use demarche_exchange::{
    AnnotatedSentence, AnnotatedWord, ExportOptions, Format, ImportFormat, MOST_CHARTS, Period, SeriesOptions,
};
use demarche_language::Pipeline;
use demarche_record::{Article, Diagnostic, Findings};

use crate::arguments::{Inputs, ReadFormat};
use crate::{commands, inspect, message};

/// `demarche export`
///
/// What is planned, proposed, hypothetical or denied did not happen. csv, parquet, conllu and jsonld hold every event with its status; plover,
/// timelinejs, gexf, graphml and followthemoney hold what happened, and with --include-planned the rest but for what was denied, marked;
/// polecat, icews and gdelt have no word for it and hold what happened. What is left out is counted on standard error.
/// In a spreadsheet a cell that begins with =, +, - or @ may be taken for a formula: import tables as text.
#[derive(Args, Debug)]
pub struct Export {
    #[command(flatten)]
    pub inputs: Inputs,
    /// The format.
    #[arg(long = "as", value_enum, value_name = "FORMAT")]
    pub format: ExportFormat,
    /// Write what is planned, proposed or hypothetical too, marked, in formats that can say so.
    #[arg(long)]
    pub include_planned: bool,
    /// Length of the periods of a network (gexf, graphml).
    #[arg(long, value_enum, default_value_t = By::Month)]
    pub by: By,
    /// The files are records of this collection instead of articles.
    #[arg(long, value_enum, value_name = "COLLECTION")]
    pub from: Option<Collection>,
}

/// Formats that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// POLECAT event data: 40 columns, tab-separated.
    Polecat,
    /// ICEWS coded event data: 20 columns, tab-separated, a row for each pair of actors.
    Icews,
    /// GDELT 2.0 events: 61 columns, tab-separated without a header, a row for each pair of actors.
    Gdelt,
    /// PLOVER records, one JSON object a line; comes back whole with import.
    Plover,
    /// Events with everything that is known of them, comma-separated.
    Csv,
    /// The same table as Parquet, for data frames and databases.
    Parquet,
    /// Sentences with words and trees, and the events in MISC (Universal Dependencies).
    Conllu,
    /// Slides of TimelineJS (Knight Lab), JSON.
    Timelinejs,
    /// The agenda as calendar (RFC 5545).
    Icalendar,
    /// Who to whom by period, for Gephi (GEXF 1.3).
    Gexf,
    /// Who to whom by period, for other programs of network analysis.
    Graphml,
    /// Entities of FollowTheMoney, for Aleph and its kin, one JSON object a line.
    Followthemoney,
    /// Facts with their evidence as W3C annotations, with provenance (PROV), JSON-LD.
    Jsonld,
    /// The articles read, as bibliography.
    Bibtex,
}

impl From<ExportFormat> for Format {
    fn from(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Polecat => Self::Polecat,
            ExportFormat::Icews => Self::Icews,
            ExportFormat::Gdelt => Self::Gdelt,
            ExportFormat::Plover => Self::Plover,
            ExportFormat::Csv => Self::Csv,
            ExportFormat::Parquet => Self::Parquet,
            ExportFormat::Conllu => Self::Conllu,
            ExportFormat::Timelinejs => Self::Timelinejs,
            ExportFormat::Icalendar => Self::Icalendar,
            ExportFormat::Gexf => Self::Gexf,
            ExportFormat::Graphml => Self::Graphml,
            ExportFormat::Followthemoney => Self::Followthemoney,
            ExportFormat::Jsonld => Self::Jsonld,
            ExportFormat::Bibtex => Self::Bibtex,
        }
    }
}

/// Collections that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Collection {
    /// ICEWS coded event data, tab-separated with its header.
    Icews,
    /// POLECAT, tab-separated with its header.
    Polecat,
    /// GDELT 2.0 events, 61 columns without a header.
    Gdelt,
    /// PLOVER records, one JSON object a line or one array.
    Plover,
    /// What demarche read --format json printed; one file.
    Findings,
}

impl From<Collection> for ImportFormat {
    fn from(collection: Collection) -> Self {
        match collection {
            Collection::Icews => Self::Icews,
            Collection::Polecat => Self::Polecat,
            Collection::Gdelt => Self::Gdelt,
            Collection::Plover => Self::Plover,
            Collection::Findings => Self::Findings,
        }
    }
}

/// How time is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// Weeks from Monday to Sunday.
    Week,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
}

impl From<By> for Period {
    fn from(by: By) -> Self {
        match by {
            By::Week => Self::Week,
            By::Month => Self::Month,
            By::Year => Self::Year,
        }
    }
}

/// `demarche import`
///
/// Every row becomes an event without an article: the row itself, word for word, is kept as its evidence. Exporting the events in the format that
/// they came in gives back every cell, also those that the record has no place for.
#[derive(Args, Debug)]
pub struct Import {
    #[command(flatten)]
    pub inputs: Inputs,
    /// The collection that the files belong to.
    #[arg(long, value_enum, value_name = "COLLECTION")]
    pub from: Collection,
    /// Add the events to this dossier instead of printing them; what it holds already is passed over.
    #[arg(long, value_name = "DOSSIER", conflicts_with_all = ["format", "output"])]
    pub into: Option<PathBuf>,
    #[command(flatten)]
    pub clock: crate::dossier::Clock,
    /// Shape of the output.
    #[arg(long, short, value_enum, default_value_t = ReadFormat::Text)]
    pub format: ReadFormat,
}

/// `demarche series`
///
/// Events that happened are counted once, however many reports they have, in the period that holds the whole of their date. Scores are
/// Goldstein's (1992), by the CAMEO code of the event; actors that belong to a state count as the state. Change-points of the net score are found by PELT
/// (Killick, Fearnhead and Eckley 2012).
#[derive(Args, Debug)]
pub struct Series {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Only between these two, as codes (JPN,RUS) or names; without it every pair that has an event.
    #[arg(long, value_name = "A,B")]
    pub dyad: Option<String>,
    /// How time is cut.
    #[arg(long, value_enum, default_value_t = By::Week)]
    pub by: By,
    /// Shape of the output.
    #[arg(long = "as", value_enum, value_name = "FORMAT", default_value_t = SeriesFormat::Csv)]
    pub format: SeriesFormat,
    /// Count what the articles tell as history too.
    #[arg(long)]
    pub history: bool,
    /// The files are records of this collection instead of articles.
    #[arg(long, value_enum, value_name = "COLLECTION")]
    pub from: Option<Collection>,
}

/// Shapes of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SeriesFormat {
    /// One row for each pair and period.
    Csv,
    /// A drawing of the pairs with most events.
    Svg,
}

/// The findings of what the user named: articles that are read now, or records of another collection.
fn findings_of(inputs: &Inputs, from: Option<Collection>, quiet: bool) -> Result<Findings> {
    let Some(collection) = from else { return commands::findings(inputs, None, quiet) };
    let findings = demarche_exchange::import(collection.into(), &files_of(inputs)?);
    commands::tell(&findings.diagnostics, quiet);
    Ok(findings)
}

/// The files of a collection, by name.
fn files_of(inputs: &Inputs) -> Result<Vec<(String, Vec<u8>)>> {
    let most = inputs.max_size.saturating_mul(1 << 20);
    let mut files = Vec::new();
    for path in &inputs.paths {
        let mut bytes = Vec::new();
        let reader: Box<dyn Read> = if path.as_os_str() == "-" {
            Box::new(std::io::stdin().lock())
        } else {
            ensure!(!path.is_dir(), "{} is a folder; name the files of the collection", path.display());
            Box::new(std::fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?)
        };
        let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        reader.take(limit).read_to_end(&mut bytes).with_context(|| format!("cannot read {}", path.display()))?;
        ensure!(
            bytes.len() <= most,
            "{} is larger than {} MiB; raise the limit with --max-size",
            path.display(),
            inputs.max_size
        );
        files.push((path.display().to_string(), bytes));
    }
    Ok(files)
}

/// The words of the articles, for formats that hold sentences.
fn sentences(articles: &[Article]) -> Result<Vec<AnnotatedSentence>> {
    let pipeline = Pipeline::embedded()?;
    let mut sentences = Vec::new();
    for article in articles {
        let blocks: Vec<_> = article.body().map(|block| block.span).collect();
        for sentence in pipeline.annotate(&article.text, &blocks).sentences {
            let words = sentence.tokens.into_iter().map(|token| AnnotatedWord {
                span: token.span,
                form: token.form,
                lemma: token.lemma,
                upos: token.upos.name().to_owned(),
                feats: token.feats,
                head: Some(token.head.map_or(0, |head| head + 1)),
                deprel: token.deprel,
            });
            sentences.push(AnnotatedSentence {
                article: article.id.clone(),
                span: sentence.span,
                words: words.collect(),
            });
        }
    }
    Ok(sentences)
}

pub fn export(command: &Export, quiet: bool) -> Result<ExitCode> {
    let format = Format::from(command.format);
    // What the format cannot say is a fault of the command line, told before anything is read.
    let mut options = ExportOptions { include_planned: command.include_planned, by: command.by.into(), sentences: &[] };
    if let Err(error) = demarche_exchange::export(&Findings::default(), format, &options) {
        message::failure(&error.into());
        return Ok(ExitCode::from(2));
    }
    let findings = findings_of(&command.inputs, command.from, quiet)?;
    let sentences = match format {
        Format::Conllu if command.from.is_none() => sentences(&findings.articles)?,
        _ => Vec::new(),
    };
    options.sentences = &sentences;
    let file = demarche_exchange::export(&findings, format, &options)?;
    told(&file.notes, quiet);
    put(command.inputs.output.as_deref(), &file.bytes, format.is_binary())?;
    Ok(commands::exit_code(&findings.diagnostics))
}

pub fn import(command: &Import, quiet: bool) -> Result<ExitCode> {
    if let Some(dossier) = &command.into {
        let mut worst = ExitCode::SUCCESS;
        for file in files_of(&command.inputs)? {
            let findings = demarche_exchange::import(command.from.into(), std::slice::from_ref(&file));
            commands::tell(&findings.diagnostics, quiet);
            let code = commands::exit_code(&findings.diagnostics);
            let (events, name) = (findings.events.len(), clean_line(&file.0));
            let new = crate::dossier::import(dossier, &command.clock, &file.0, findings)?;
            if !quiet {
                anstream::println!("{name}: {events} events, {new} of them new");
            }
            if code != ExitCode::SUCCESS {
                worst = code;
            }
        }
        return Ok(worst);
    }
    let findings = findings_of(&command.inputs, Some(command.from), quiet)?;
    let text = match command.format {
        ReadFormat::Text => inspect::findings(&findings),
        ReadFormat::Json => commands::json(&findings)?,
    };
    commands::write(&command.inputs, &text)?;
    Ok(commands::exit_code(&findings.diagnostics))
}

pub fn series(command: &Series, quiet: bool) -> Result<ExitCode> {
    let dyad = match command.dyad.as_deref().map(|dyad| dyad.split_once(',')) {
        None => None,
        Some(Some((a, b))) if !a.trim().is_empty() && !b.trim().is_empty() => Some((a.to_owned(), b.to_owned())),
        Some(_) => {
            message::failure(&anyhow::anyhow!("--dyad takes two sides with a comma between them, such as JPN,RUS"));
            return Ok(ExitCode::from(2));
        }
    };
    let findings = findings_of(&command.inputs, command.from, quiet)?;
    let options = SeriesOptions { dyad, by: command.by.into(), history: command.history };
    let series = demarche_exchange::series(&findings, &options);
    told(&series.notes, quiet);
    let bytes = match command.format {
        SeriesFormat::Csv => demarche_exchange::series_csv(&series),
        SeriesFormat::Svg => {
            if series.dyads.len() > MOST_CHARTS {
                let message = format!("the drawing shows {MOST_CHARTS} of {} pairs", series.dyads.len());
                told(&[Diagnostic::note("series", message).hint("--dyad A,B shows one of the others")], quiet);
            }
            demarche_exchange::chart(&series)
        }
    };
    put(command.inputs.output.as_deref(), &bytes, false)?;
    Ok(commands::exit_code(&findings.diagnostics))
}

/// Prints what was left out, every line of it: these notes are the answer to "where is it?".
fn told(notes: &[Diagnostic], quiet: bool) {
    if !quiet {
        notes.iter().for_each(message::diagnostic);
    }
}

/// Writes to the file that the user named, or to standard output. A terminal gets no control characters of ours or of the articles.
fn put(output: Option<&Path>, bytes: &[u8], binary: bool) -> Result<()> {
    if let Some(path) = output {
        return std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()));
    }
    let mut stdout = std::io::stdout().lock();
    if stdout.is_terminal() {
        ensure!(!binary, "this format is not text; name a file with --output");
        let text = String::from_utf8_lossy(bytes);
        let shown = |c: char| if c.is_control() && !matches!(c, '\n' | '\t' | '\r') { '\u{fffd}' } else { c };
        stdout.write_all(text.chars().map(shown).collect::<String>().as_bytes())?;
    } else {
        stdout.write_all(bytes)?;
    }
    stdout.flush()?;
    Ok(())
}
