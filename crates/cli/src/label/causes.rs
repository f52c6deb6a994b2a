//! `demarche label causes`: whether a sentence states a cause, and where cause, effect and signal stand.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use demarche_argument::{CausalRelation, causal_relations};
use demarche_language::Pipeline;
use demarche_record::Span;

use super::Output;

/// Probability from which a sentence counts as causal; chosen on the tenth of the corpus that the model was not trained on.
const CAUSAL: f32 = 0.42;
/// Probability from which the likeliest relation is marked, so that who looks through the rows sees what was passed over; below it
/// a sentence goes unmarked.
const MARKED: f32 = 0.1;
/// Relations told of one sentence that stands in several rows.
const RELATIONS: usize = 4;

/// `demarche label causes`
///
/// Comma-separated files with the columns `index` and `text`, a sentence each. Rows come out with index, label (1 where the
/// sentence states a cause, else 0), confidence (the probability that it does) and text_w_pairs: the sentence with the cause in
/// <ARG0>, the effect in <ARG1> and the words that say so in <SIG0>, if there is one; marked is the likeliest relation, also of a
/// sentence that misses label 1 by some way. A sentence that stands in several rows gets its relations one by one.
#[derive(Args, Debug)]
pub struct Causes {
    /// Comma-separated files, or - for standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub output: Output,
}

pub fn run(command: &Causes) -> Result<ExitCode> {
    let pipeline = Pipeline::embedded()?;
    let (rows, code) = super::each(&command.files, |_, table| label(&pipeline, table));
    command.output.write(&format!("index,label,confidence,text_w_pairs\n{rows}"))?;
    Ok(code)
}

/// The rows of one table, without the line of names.
fn label(pipeline: &Pipeline, table: &str) -> Result<String> {
    let mut records = records(table)?.into_iter();
    let names = records.next().unwrap_or_default();
    let column = |name: &str| names.iter().position(|n| n.trim() == name);
    let text = column("text").context("no column is named text: is it comma-separated, with a first line of names?")?;
    let index = column("index");
    let mut read: BTreeMap<String, (f32, Vec<String>, usize)> = BTreeMap::new();
    let mut out = String::new();
    for (number, record) in records.enumerate() {
        let sentence = record.get(text).map_or("", String::as_str);
        let id = index.and_then(|i| record.get(i)).cloned().unwrap_or_else(|| number.to_string());
        let known = read.entry(sentence.to_owned()).or_insert_with(|| {
            let (causal, marked) = relations(pipeline, sentence);
            (causal, marked, 0)
        });
        let positive = known.0 >= CAUSAL && !known.1.is_empty();
        let marked = if known.0 >= MARKED && !known.1.is_empty() {
            known.1[known.2.min(known.1.len() - 1)].as_str()
        } else {
            sentence
        };
        known.2 += 1;
        out.push_str(&format!("{},{},{:.4},{}\n", quoted(&id), u8::from(positive), known.0, quoted(marked)));
    }
    Ok(out)
}

/// The probability that a sentence is causal, and the sentence marked with each of its relations.
fn relations(pipeline: &Pipeline, text: &str) -> (f32, Vec<String>) {
    let Some((sentence, spans)) = super::one_sentence(pipeline, text) else { return (0.0, Vec::new()) };
    let marked = causal_relations(&sentence, RELATIONS).iter().filter_map(|r| mark(text, &spans, r)).collect();
    (sentence.encoding.causal, marked)
}

/// The sentence with the marks of a relation.
fn mark(text: &str, words: &[Span], relation: &CausalRelation) -> Option<String> {
    let bytes = |tokens: &Range<usize>| -> Option<Range<usize>> {
        let (first, last) = (words.get(tokens.start)?, words.get(tokens.end.checked_sub(1)?)?);
        let (mut start, mut end) = (first.start, last.end);
        // Never in the middle of what is written in one.
        let letter = |c: char| c.is_alphanumeric();
        while text[..start].chars().next_back().is_some_and(letter) && text[start..].chars().next().is_some_and(letter)
        {
            start -= text[..start].chars().next_back().map_or(1, char::len_utf8);
        }
        while text[..end].chars().next_back().is_some_and(letter) && text[end..].chars().next().is_some_and(letter) {
            end += text[end..].chars().next().map_or(1, char::len_utf8);
        }
        Some(start..end)
    };
    let mut marks: Vec<(&str, Range<usize>)> =
        vec![("ARG0", bytes(&relation.cause)?), ("ARG1", bytes(&relation.effect)?)];
    if let Some(signal) = &relation.signal {
        marks.push(("SIG0", bytes(signal)?));
    }
    // At one place what closes comes before what opens, the longer span opens first and closes last.
    let mut places: Vec<(usize, bool, usize, String)> = Vec::new();
    for (name, range) in &marks {
        places.push((range.start, true, usize::MAX - range.len(), format!("<{name}>")));
        places.push((range.end, false, range.len(), format!("</{name}>")));
    }
    places.sort();
    let mut out = String::with_capacity(text.len() + 40);
    let mut at = 0;
    for (place, _, _, tag) in places {
        out.push_str(text.get(at..place)?);
        out.push_str(&tag);
        at = place;
    }
    out.push_str(&text[at..]);
    Some(out)
}

/// A field as RFC 4180 writes it.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

/// The records of a comma-separated table (RFC 4180; lines may end in LF alone). Empty lines are left out.
fn records(table: &str) -> Result<Vec<Vec<String>>> {
    let mut records = Vec::new();
    let (mut record, mut field) = (Vec::new(), String::new());
    let mut characters = table.chars().peekable();
    let mut inside = false;
    while let Some(c) = characters.next() {
        match c {
            '"' if inside && characters.peek() == Some(&'"') => {
                characters.next();
                field.push('"');
            }
            '"' if inside => inside = false,
            '"' if field.is_empty() => inside = true,
            _ if inside => field.push(c),
            ',' => record.push(std::mem::take(&mut field)),
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' => {
                record.push(std::mem::take(&mut field));
                if record.len() > 1 || record.iter().any(|f| !f.is_empty()) {
                    records.push(std::mem::take(&mut record));
                }
                record.clear();
            }
            _ => field.push(c),
        }
    }
    if inside {
        bail!("a quotation mark that opens a field is never closed");
    }
    if !record.is_empty() || !field.is_empty() {
        record.push(field);
        records.push(record);
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_may_hold_commas_quotes_and_lines() {
        let rows = records("index,text\r\n1,\"a, \"\"b\"\"\nc\"\n\n2,d").unwrap();
        assert_eq!(rows, [vec!["index", "text"], vec!["1", "a, \"b\"\nc"], vec!["2", "d"]]);
        assert!(records("a\n\"b").is_err());
        assert_eq!(quoted("a, \"b\""), "\"a, \"\"b\"\"\"");
    }

    #[test]
    fn a_cause_is_marked() {
        let pipeline = Pipeline::embedded().unwrap();
        let table = "index,text\n7,\"The workers went on strike because the company cut their wages .\"\n8,The weather was mild .\n";
        let labelled = records(&label(&pipeline, table).unwrap()).unwrap();
        assert_eq!((labelled[0][0].as_str(), labelled[0][1].as_str()), ("7", "1"));
        let marked = &labelled[0][3];
        assert!(marked.starts_with("<ARG1>The workers went on strike</ARG1>"), "{marked}");
        assert!(marked.contains("the company cut their wages</ARG0>"), "{marked}");
        assert!(marked.contains("<SIG0>because</SIG0>"), "{marked}");
        assert_eq!((labelled[1][1].as_str(), labelled[1][3].as_str()), ("0", "The weather was mild ."));
        assert!(label(&pipeline, "a,b\n1,2\n").is_err());
        assert_eq!(label(&pipeline, "index,text\n1,\n").unwrap(), "1,0,0.0000,\n");
    }

    #[test]
    fn marks_nest() {
        let words = [Span::new(0, 1), Span::new(2, 3), Span::new(4, 5), Span::new(6, 7)];
        let relation = CausalRelation { cause: 2..4, effect: 0..2, signal: Some(2..3) };
        assert_eq!(mark("a b c d", &words, &relation).unwrap(), "<ARG1>a b</ARG1> <ARG0><SIG0>c</SIG0> d</ARG0>");
    }
}
