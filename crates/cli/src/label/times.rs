//! `demarche label times`: the time expressions of TimeML documents, from their text and creation time alone.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Args;
use demarche_calendar::{TimeExpression, find_in, resolve};
use demarche_language::Pipeline;
use demarche_record::{Basis, Diagnostic, Interval, Published};

use super::markup::{Text, escaped};
use crate::message;

/// `demarche label times`
///
/// Reads the TEXT element and the creation time of TimeML documents and writes the same documents with TIMEX3 elements in TEXT.
/// Tags that stand in TEXT already are left out and not looked at; the text itself stays as it is.
#[derive(Args, Debug)]
pub struct Times {
    /// TimeML files, or - for standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Write one document under the name of each input into this folder, which is made if need be.
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

pub fn run(command: &Times) -> Result<ExitCode> {
    ensure!(
        command.output.is_some() || command.files.len() == 1,
        "several documents do not fit on standard output: name a folder with --output"
    );
    if let Some(folder) = &command.output {
        std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    let pipeline = Pipeline::embedded()?;
    let mut lost = false;
    let mut written = BTreeSet::new();
    for path in &command.files {
        let one = || -> Result<()> {
            let labelled = label(&pipeline, &super::text(path)?)?;
            let Some(folder) = &command.output else {
                std::io::Write::write_all(&mut std::io::stdout().lock(), labelled.as_bytes())?;
                return Ok(());
            };
            let name = path.file_name().map_or_else(|| Path::new("standard-input.tml"), Path::new);
            let target = folder.join(if path.as_os_str() == "-" { Path::new("standard-input.tml") } else { name });
            let onto_itself = matches!((target.canonicalize(), path.canonicalize()), (Ok(a), Ok(b)) if a == b);
            ensure!(!onto_itself, "the folder of the output is that of the input, which would be lost");
            ensure!(written.insert(target.clone()), "a document of that name was written already");
            std::fs::write(&target, labelled).with_context(|| format!("{} cannot be written", target.display()))
        };
        let mut one = one;
        if let Err(error) = one() {
            lost = true;
            message::diagnostic(&Diagnostic::error(path.display().to_string(), format!("{error:#}")));
        }
    }
    Ok(ExitCode::from(u8::from(lost)))
}

/// The document with the time expressions of its text.
fn label(pipeline: &Pipeline, document: &str) -> Result<String> {
    let open = document.find("<TEXT").context("it has no TEXT element: is it TimeML?")?;
    let start = open + document[open..].find('>').context("its TEXT element does not end")? + 1;
    let end = start + document[start..].rfind("</TEXT>").context("its TEXT element does not end")?;
    let text = Text::of(&document[start..end]);
    let annotation = pipeline.annotate(&text.plain, &super::paragraphs(&text.plain));
    let mut times = find_in(&annotation);
    resolve(&mut times, &annotation, &created(document));
    let before = &document[..start];
    let mut out = String::with_capacity(document.len() + 100 * times.len());
    out.push_str(before);
    let mut at = 0;
    let mut number = 0;
    for time in &times {
        let span = time.timex3_span(&text.plain);
        let (from, to) = (text.raw_at(span.start), text.raw_at(span.end));
        if from < at || to <= from {
            continue;
        }
        number += 1;
        while before.contains(&format!("\"t{number}\"")) {
            number += 1;
        }
        let _ = write!(out, "{}{}{}</TIMEX3>", &text.raw[at..from], tag(number, time), &text.raw[from..to]);
        at = to;
    }
    out.push_str(&text.raw[at..]);
    // Links and instances of events would speak of what is no longer there.
    out.push_str("</TEXT>\n\n");
    out.push_str(if document[open..].contains("</TimeML>") { "</TimeML>\n" } else { "" });
    Ok(out)
}

fn tag(number: usize, time: &TimeExpression) -> String {
    let mut tag = format!(
        "<TIMEX3 tid=\"t{number}\" type=\"{}\" value=\"{}\"",
        time.timex3_kind().name(),
        escaped(&time.timex3_value())
    );
    if let Some(modifier) = time.modifier {
        let _ = write!(tag, " mod=\"{}\"", modifier.name());
    }
    tag.push_str(" temporalFunction=\"false\" functionInDocument=\"NONE\">");
    tag
}

/// The day on which the document says that it was made.
fn created(document: &str) -> Published {
    let day = document
        .match_indices("<TIMEX3")
        .map(|(at, _)| &document[at..at + document[at..].find('>').unwrap_or(document.len() - at)])
        .find(|tag| tag.contains("CREATION_TIME") || tag.contains("PUBLICATION_TIME"))
        .and_then(|tag| tag.split("value=").nth(1))
        .and_then(|rest| rest.get(1..11))
        .and_then(|value| value.parse().ok());
    day.map_or_else(Published::unknown, |day| Published {
        interval: Some(Interval::day(day)),
        basis: Basis::Metadata,
        clues: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> String {
        format!(
            "<?xml version=\"1.0\" ?>\n<TimeML>\n<DOCID>a</DOCID>\n<DCT><TIMEX3 tid=\"t0\" type=\"DATE\" value=\"2018-11-23\" \
             functionInDocument=\"CREATION_TIME\">Nov. 23</TIMEX3></DCT>\n<TEXT>\n{text}\n</TEXT>\n<TLINK lid=\"l1\"/>\n</TimeML>\n"
        )
    }

    fn without_tags(labelled: &str) -> String {
        let start = labelled.find("<TEXT>").unwrap() + 6;
        let end = labelled.find("</TEXT>").unwrap();
        Text::of(&labelled[start..end]).raw
    }

    #[test]
    fn the_text_stays_and_old_tags_go() {
        let pipeline = Pipeline::embedded().unwrap();
        let text = "Smith &amp; Co. met <TIMEX3 tid=\"t9\" type=\"DATE\" value=\"1901\">yesterday</TIMEX3> in <EVENT eid=\"e1\">talks</EVENT> &#8212; again.";
        let labelled = label(&pipeline, &document(text)).unwrap();
        assert!(labelled.contains("<TIMEX3 tid=\"t1\" type=\"DATE\" value=\"2018-11-22\""), "{labelled}");
        assert!(!labelled.contains("1901") && !labelled.contains("EVENT") && !labelled.contains("TLINK"));
        assert_eq!(without_tags(&labelled), "\nSmith &amp; Co. met yesterday in talks &#8212; again.\n");
        assert!(labelled.trim_end().ends_with("</TimeML>"));
    }

    #[test]
    fn no_text_is_an_error() {
        let pipeline = Pipeline::embedded().unwrap();
        assert!(label(&pipeline, "<TimeML></TimeML>").is_err());
        assert!(label(&pipeline, "<TimeML><TEXT></TEXT></TimeML>").is_ok());
    }
}
