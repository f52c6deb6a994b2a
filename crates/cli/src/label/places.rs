//! `demarche label places`: toponyms with the points that they mean.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use demarche_article::{Limits, list_inputs};
use demarche_gazetteer::{Document, Located, locate};
use demarche_language::{Annotation, Pipeline};
use demarche_record::{Severity, Span};
use serde::Serialize;

use super::Output;
use super::markup::{Text, element};
use crate::message;

/// `demarche label places`
///
/// A text file is read as it stands, paragraph by paragraph; a page (HTML) or JSON lines as articles, of which the body is read;
/// XML as a collection in the format of LGL (article, with docid, title, domain and text), of which the gold toponyms are not
/// looked at. One JSON object a text comes out: source, id, and the places with start and end in characters of the text,
/// words, name, lat, lon and country (ISO 3166-1 alpha-3).
#[derive(Args, Debug)]
pub struct Places {
    /// Text, HTML, JSON lines or LGL files, or - for text on standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub output: Output,
}

/// One text.
struct Item {
    id: String,
    publisher: String,
    text: String,
    blocks: Vec<Span>,
}

#[derive(Serialize)]
struct Record<'a> {
    source: &'a str,
    id: &'a str,
    places: Vec<PlaceRecord<'a>>,
}

#[derive(Serialize)]
struct PlaceRecord<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    name: &'a str,
    lat: f64,
    lon: f64,
    country: Option<&'a str>,
}

pub fn run(command: &Places) -> Result<ExitCode> {
    let pipeline = Pipeline::embedded()?;
    let mut incomplete = false;
    let (text, code) = super::each(&command.files, |path, text| {
        let items = items(path, text, &mut incomplete)?;
        label(&pipeline, &path.display().to_string(), &items)
    });
    command.output.write(&text)?;
    Ok(if incomplete { ExitCode::from(1) } else { code })
}

fn label(pipeline: &Pipeline, source: &str, items: &[Item]) -> Result<String> {
    let annotations: Vec<Annotation> = items.iter().map(|item| pipeline.annotate(&item.text, &item.blocks)).collect();
    let documents: Vec<Document<'_>> = items
        .iter()
        .zip(&annotations)
        .map(|(item, annotation)| Document { text: &item.text, annotation, publisher: &item.publisher })
        .collect();
    let mut out = String::new();
    for (item, located) in items.iter().zip(locate(&documents)) {
        let record = Record { source, id: &item.id, places: records(&item.text, &located) };
        let _ = writeln!(out, "{}", serde_json::to_string(&record)?);
    }
    Ok(out)
}

/// Places with their ends in characters; they stand in the order of the text.
fn records<'a>(text: &'a str, located: &'a [Located]) -> Vec<PlaceRecord<'a>> {
    let (mut bytes, mut characters) = (0, 0);
    located
        .iter()
        .map(|place| {
            characters += text[bytes..place.span.start].chars().count();
            bytes = place.span.start;
            let words = place.span.of(text);
            PlaceRecord {
                start: characters,
                end: characters + words.chars().count(),
                text: words,
                name: &place.name,
                lat: place.latitude,
                lon: place.longitude,
                country: (!place.country.is_empty()).then_some(place.country.as_str()),
            }
        })
        .collect()
}

/// The texts of a file.
fn items(path: &Path, text: &str, incomplete: &mut bool) -> Result<Vec<Item>> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    if matches!(extension.as_str(), "html" | "htm" | "xhtml" | "jsonl" | "ndjson" | "json") {
        return Ok(articles(path, incomplete));
    }
    let head = text.trim_start();
    if extension == "xml" || head.starts_with("<?xml") || head.starts_with("<articles") {
        return collection(text);
    }
    let id = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("-").to_owned();
    Ok(vec![Item { id, publisher: String::new(), blocks: super::paragraphs(text), text: text.to_owned() }])
}

fn articles(path: &Path, incomplete: &mut bool) -> Vec<Item> {
    let (inputs, diagnostics) = list_inputs(&[path.to_owned()]);
    let mut found = Vec::new();
    let mut told = diagnostics;
    for input in &inputs {
        let outcome = crate::input::reader(Limits::default()).read_input(input);
        told.extend(outcome.diagnostics);
        found.extend(outcome.articles.into_iter().map(|article| Item {
            blocks: article.body().map(|block| block.span).collect(),
            publisher: article.publisher.unwrap_or_default(),
            id: article.id,
            text: article.text,
        }));
    }
    for one in told.iter().filter(|one| one.severity != Severity::Note) {
        *incomplete |= one.severity == Severity::Error;
        message::diagnostic(one);
    }
    found
}

/// The articles of a collection in the format of LGL.
fn collection(document: &str) -> Result<Vec<Item>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((inside, next)) = element(document, "article", at) {
        let opening = document[..next].rfind("<article").map_or("", |open| &document[open..next]);
        let docid = opening.split("docid=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        let field = |name: &str| element(inside, name, 0).map(|(text, _)| Text::of(text).plain).unwrap_or_default();
        let text = field("text");
        found.push(Item { id: docid.to_owned(), publisher: field("domain"), blocks: super::paragraphs(&text), text });
        at = next;
    }
    if found.is_empty() && element(document, "articles", 0).is_none() {
        return Err(anyhow::anyhow!("it holds no element <articles>")).context("this XML is no collection of LGL");
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_a_collection() {
        let pipeline = Pipeline::embedded().unwrap();
        let collection = "<articles><article docid=\"7\"><domain>a.example</domain><text><![CDATA[Fire crews from Paris, Texas, \
                          drove to Dallas on Monday. Señor Gil flew to Moscow.]]></text><toponyms count=\"1\"><toponym><start>1</start>\
                          </toponym></toponyms></article></articles>";
        let items = super::collection(collection).unwrap();
        assert_eq!((items.len(), items[0].id.as_str()), (1, "7"));
        let labelled = label(&pipeline, "x", &items).unwrap();
        let record: serde_json::Value = serde_json::from_str(labelled.trim()).unwrap();
        let places = record["places"].as_array().unwrap();
        let texts: Vec<&str> = places.iter().map(|place| place["text"].as_str().unwrap()).collect();
        assert_eq!(texts, ["Paris", "Texas", "Dallas", "Moscow"]);
        assert!((places[0]["lat"].as_f64().unwrap() - 33.66).abs() < 0.1);
        // Characters, not bytes: one letter before has two.
        let text: Vec<char> = items[0].text.chars().collect();
        let (start, end) = (places[3]["start"].as_u64().unwrap() as usize, places[3]["end"].as_u64().unwrap() as usize);
        assert_eq!(text[start..end].iter().collect::<String>(), "Moscow");
        assert_eq!(places[3]["country"], "RUS");
    }

    #[test]
    fn another_xml_is_an_error() {
        assert!(super::collection("<TimeML/>").is_err());
        assert!(super::collection("<articles></articles>").unwrap().is_empty());
    }
}
