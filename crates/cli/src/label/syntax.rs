//! `demarche label syntax`: words, lemmas, tags and trees as CoNLL-U; and the reading of treebanks and plain texts for its neighbours.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use demarche_language::conllu::{self, Document, Labeller, Marks};
use demarche_language::{Annotation, Pipeline};
use demarche_record::Span;

use super::Output;

/// What is read, and whose words are labelled.
///
/// A file of CoNLL-U keeps its words, ids, comments, multi-word tokens and empty nodes; everything else of it is ignored and found anew.
/// Any other file is plain text, with blank lines between its paragraphs.
#[derive(Args, Debug)]
pub struct Words {
    /// Files of CoNLL-U or of plain text, or - for standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Cut the text of a CoNLL-U file into sentences and words anew, instead of keeping its words.
    #[arg(long)]
    pub raw: bool,
    #[command(flatten)]
    pub output: Output,
}

/// `demarche label syntax`
///
/// CoNLL-U with UPOS, lemma, features, head and relation (UD, with subtypes); XPOS and enhanced graph stay empty.
#[derive(Args, Debug)]
pub struct Syntax {
    #[command(flatten)]
    pub words: Words,
}

/// A document with its annotation.
pub enum Read {
    /// The words of a treebank.
    Gold(Document, Annotation),
    /// Words of our own: text, annotation, id.
    Raw(String, Annotation, String),
}

impl Read {
    pub fn annotation(&self) -> &Annotation {
        match self {
            Self::Gold(_, annotation) | Self::Raw(_, annotation, _) => annotation,
        }
    }

    /// The document as CoNLL-U.
    pub fn conllu(&self, labeller: &mut Labeller) -> String {
        match self {
            Self::Gold(document, annotation) => labeller.gold(document, annotation),
            Self::Raw(text, annotation, id) => labeller.raw(text, annotation, id),
        }
    }
}

pub fn run(command: &Syntax) -> Result<ExitCode> {
    let mut labeller = Labeller::new(Marks::None);
    each_document(&command.words, |document| document.conllu(&mut labeller))
}

/// Annotates every document of every file and writes what `show` makes of it.
pub fn each_document(words: &Words, mut show: impl FnMut(&Read) -> String) -> Result<ExitCode> {
    let pipeline = Pipeline::embedded()?;
    let (text, code) = super::each(&words.files, |path, source| {
        Ok(documents(&pipeline, path, source, words.raw)?.iter().map(&mut show).collect())
    });
    words.output.write(&text)?;
    Ok(code)
}

fn documents(pipeline: &Pipeline, path: &Path, source: &str, raw: bool) -> Result<Vec<Read>> {
    let named = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("conllu") || e.eq_ignore_ascii_case("conll"));
    if !named && !conllu::is_conllu(source) {
        let id = if path.as_os_str() == "-" { String::new() } else { path.display().to_string() };
        let annotation = pipeline.annotate(source, &paragraphs(source));
        return Ok(vec![Read::Raw(source.to_owned(), annotation, id)]);
    }
    if let Some((line, fault)) = conllu::fault(source) {
        bail!("line {line} is no CoNLL-U: {fault}");
    }
    let documents = conllu::read(source);
    if documents.iter().all(|document| document.sentences.is_empty()) {
        bail!("no sentence of CoNLL-U is in it");
    }
    let read = |document: Document| {
        if raw {
            let annotation = pipeline.annotate(&document.text, &document.blocks);
            Read::Raw(document.text, annotation, document.id)
        } else {
            let annotation = pipeline.annotate_words(&document.sentences);
            Read::Gold(document, annotation)
        }
    };
    Ok(documents.into_iter().map(read).collect())
}

/// Paragraphs of a plain text: what stands between lines without words.
fn paragraphs(text: &str) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut at = 0;
    let mut open = false;
    for line in text.split_inclusive('\n') {
        let end = at + line.trim_end().len();
        match out.last_mut() {
            _ if line.trim().is_empty() => open = false,
            Some(block) if open => block.end = end,
            _ => {
                out.push(Span::new(at, end));
                open = true;
            }
        }
        at += line.len();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_stand_between_blank_lines() {
        let text = "\r\nOne\r\ntwo.\r\n \r\n\r\nThree.";
        let found: Vec<&str> = paragraphs(text).iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["One\r\ntwo.", "Three."]);
        assert!(paragraphs(" \n\n").is_empty());
    }

    #[test]
    fn a_treebank_comes_back_with_its_words() {
        let pipeline = Pipeline::embedded().unwrap();
        let source = "# newdoc id = d\n# sent_id = d-1\n# text = They didn't sign.\n1\tThey\t_\tX\t_\t_\t0\troot\t_\t_\n2-3\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_\n\
            2\tdid\t_\tX\t_\t_\t1\tdep\t_\t_\n3\tn't\t_\tX\t_\t_\t1\tdep\t_\t_\n4\tsign\t_\tX\t_\t_\t1\tdep\t_\tSpaceAfter=No\n\
            5\t.\t_\tX\t_\t_\t1\tdep\t_\t_\n\n";
        for raw in [false, true] {
            let read = documents(&pipeline, Path::new("-"), source, raw).unwrap();
            let out = read[0].conllu(&mut Labeller::new(Marks::None));
            assert_eq!(conllu::fault(&out), None);
            let (gold, found) = (conllu::read(source).remove(0), conllu::read(&out).remove(0));
            let forms = |d: &Document| d.sentences[0].tokens.iter().map(|t| t.form.clone()).collect::<Vec<_>>();
            assert_eq!(
                (forms(&found), &found.id, found.text.trim_end()),
                (forms(&gold), &gold.id, gold.text.trim_end())
            );
            let sign = &found.sentences[0].tokens[3];
            assert_eq!((sign.lemma.as_str(), sign.head, sign.feature("VerbForm")), ("sign", None, Some("Inf")));
            assert!(out.contains("2-3\tdidn't\t"));
        }
        let error = documents(&pipeline, Path::new("a.conllu"), "1\tA\n", false).err().unwrap();
        assert_eq!(error.to_string(), "line 1 is no CoNLL-U: 2 columns between tabs, not 10");
        assert!(documents(&pipeline, Path::new("a.conllu"), "", false).is_err());
    }
}
