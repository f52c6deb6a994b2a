//! `demarche label relations`: the PLOVER root of a marked pair in a sentence.

use std::ops::Range;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use demarche_language::Pipeline;
use demarche_record::{PloverType, Span};

use super::Output;

/// `demarche label relations`
///
/// The first line names the columns; `marked_sentence` holds the sentence with <s>source</s> and <t>target</t> marked. The same
/// rows come out with the columns root (PLOVER; CONCEDE and RETREAT as YIELD, as data before 2018 has them), quad (1 to 4) and
/// confidence (a probability) added.
#[derive(Args, Debug)]
pub struct Relations {
    /// Tab-separated files, or - for standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub output: Output,
}

/// A root with its quad class and probability.
struct Root {
    name: String,
    quad: u8,
    confidence: f32,
}

pub fn run(command: &Relations) -> Result<ExitCode> {
    let pipeline = Pipeline::embedded()?;
    let (text, code) = super::each(&command.files, |_, table| label(&pipeline, table));
    command.output.write(&text)?;
    Ok(code)
}

fn label(pipeline: &Pipeline, table: &str) -> Result<String> {
    let mut lines = table.lines();
    let header = lines.next().unwrap_or_default();
    let column = header
        .split('\t')
        .position(|name| name.trim() == "marked_sentence")
        .context("no column is named marked_sentence: is it tab-separated, with a first line of names?")?;
    let mut out = format!("{header}\troot\tquad\tconfidence\n");
    for (number, line) in lines.enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let marked = line.split('\t').nth(column).unwrap_or_default();
        let root =
            root(pipeline, marked).with_context(|| format!("line {}: the marked sentence is empty", number + 2))?;
        out.push_str(&format!("{line}\t{}\t{}\t{:.4}\n", root.name, root.quad, root.confidence));
    }
    Ok(out)
}

/// The most probable root of a marked sentence. A side that is not marked stands for whoever else the sentence is about; `None`
/// only for a sentence without words.
fn root(pipeline: &Pipeline, marked: &str) -> Option<Root> {
    let (text, source, target) = unmark(marked);
    let (sentence, words) = super::one_sentence(pipeline, &text)?;
    let tokens = |span: Option<Span>| -> Range<usize> {
        let Some(span) = span else { return 0..words.len() };
        let inside: Vec<usize> = (0..words.len()).filter(|&i| words[i].overlaps(span)).collect();
        inside.first().map_or(0..words.len(), |&first| first..inside[inside.len() - 1] + 1)
    };
    let scores = pipeline.relation(&sentence, tokens(source), tokens(target));
    let roots = || pipeline.pair_labels().iter().zip(&scores).filter(|(label, _)| *label != "NONE");
    let sum: f32 = roots().map(|(_, score)| score).sum();
    let (name, score) = roots().max_by(|a, b| a.1.total_cmp(b.1))?;
    // YIELD, which joins CONCEDE and RETREAT, counts as a deed. The class is the likeliest of all its roots together.
    let class = |name: &str| {
        PloverType::ALL.into_iter().find(|kind| kind.name() == name).unwrap_or(PloverType::Retreat).quad() as u8 + 1
    };
    let share = |quad: u8| -> f32 { roots().filter(|(name, _)| class(name) == quad).map(|(_, score)| score).sum() };
    let quad = (1..=4).max_by(|&a, &b| share(a).total_cmp(&share(b)))?;
    Some(Root { name: name.clone(), quad, confidence: score / sum.max(f32::MIN_POSITIVE) })
}

/// The sentence without its marks, and where source and target stand.
fn unmark(marked: &str) -> (String, Option<Span>, Option<Span>) {
    let mut text = String::with_capacity(marked.len());
    let mut marks: [Option<usize>; 4] = [None; 4];
    let mut rest = marked;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        match ["<s>", "</s>", "<t>", "</t>"].iter().position(|mark| rest.starts_with(mark)) {
            Some(which) => {
                marks[which] = Some(text.len());
                rest = &rest[if which % 2 == 0 { 3 } else { 4 }..];
            }
            None => {
                text.push('<');
                rest = &rest[1..];
            }
        }
    }
    text.push_str(rest);
    let span = |start: Option<usize>, end: Option<usize>| match (start, end) {
        (Some(start), Some(end)) if start < end => Some(Span::new(start, end)),
        _ => None,
    };
    let (source, target) = (span(marks[0], marks[1]), span(marks[2], marks[3]));
    (text, source, target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_out() {
        let (text, source, target) = unmark("<t>A</t> < b and <s>C d</s>.");
        assert_eq!(text, "A < b and C d.");
        assert_eq!((source.unwrap().of(&text), target.unwrap().of(&text)), ("C d", "A"));
        assert_eq!(unmark("<s>A</s> and b").2, None);
        assert_eq!(unmark("</s>A<s> <t>b</t>").1, None);
    }

    #[test]
    fn rows_keep_their_columns() {
        let pipeline = Pipeline::embedded().unwrap();
        let table = "id\tmarked_sentence\n7\t<s>France</s> condemned <t>Russia</t> on Monday.\n";
        let labelled = label(&pipeline, table).unwrap();
        let row: Vec<&str> = labelled.lines().nth(1).unwrap().split('\t').collect();
        assert_eq!((row[0], row[2], row[3]), ("7", "ACCUSE", "3"));
        assert!(label(&pipeline, "a\tb\n").is_err());
    }
}
