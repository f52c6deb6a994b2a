//! `demarche label times`: the time expressions of TimeML documents, from their text and creation time alone.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Args;
use demarche_calendar::{TimeExpression, find, resolve};
use demarche_language::Pipeline;
use demarche_record::{Article, Basis, Block, BlockKind, Diagnostic, Interval, Published, Span};

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
    let article = article(&text.plain, created(document));
    let blocks: Vec<Span> = article.blocks.iter().map(|block| block.span).collect();
    let annotation = pipeline.annotate(&article.text, &blocks);
    let mut times = find(&article, &annotation);
    resolve(&mut times, &annotation, &article.published);
    let before = &document[..start];
    let mut out = String::with_capacity(document.len() + 100 * times.len());
    out.push_str(before);
    let mut at = 0;
    let mut number = 0;
    for time in &times {
        let (from, to) = (text.raw_at(time.span.start), text.raw_at(time.span.end));
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
    let mut tag =
        format!("<TIMEX3 tid=\"t{number}\" type=\"{}\" value=\"{}\"", time.kind.name(), escaped(&time.timex3_value()));
    if let Some(modifier) = time.modifier {
        let _ = write!(tag, " mod=\"{}\"", modifier.name());
    }
    tag.push_str(" temporalFunction=\"false\" functionInDocument=\"NONE\">");
    tag
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
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

/// An article whose blocks are the paragraphs of the text.
fn article(text: &str, published: Published) -> Article {
    let mut blocks = Vec::new();
    let mut start = 0;
    for paragraph in text.split_inclusive("\n\n") {
        let bare = paragraph.trim();
        if !bare.is_empty() {
            let at = start + paragraph.find(bare).unwrap_or(0);
            blocks.push(Block { span: Span::new(at, at + bare.len()), kind: BlockKind::Paragraph, reason: None });
        }
        start += paragraph.len();
    }
    Article {
        id: String::new(),
        source: String::new(),
        title: None,
        byline: Vec::new(),
        dateline: None,
        section: Vec::new(),
        language: Some("en".to_owned()),
        published,
        publisher: None,
        url: None,
        text: text.to_owned(),
        blocks,
    }
}

/// The text of an element: as it stands in the document without tags, and with its references read.
struct Text {
    raw: String,
    plain: String,
    /// For each start of a character in `plain` its place in `raw`, in the order of the text.
    places: Vec<(usize, usize)>,
}

impl Text {
    fn of(inside: &str) -> Self {
        let mut text = Self { raw: String::new(), plain: String::new(), places: Vec::new() };
        let mut rest = inside;
        while let Some(c) = rest.chars().next() {
            if let Some(cut) = skipped(rest) {
                rest = &rest[cut..];
            } else if let Some(data) = rest.strip_prefix("<![CDATA[") {
                let end = data.find("]]>").unwrap_or(data.len());
                for c in data[..end].chars() {
                    text.push(&escaped(c.encode_utf8(&mut [0; 4])), c);
                }
                rest = data.get(end + 3..).unwrap_or("");
            } else if let Some((c, length)) = reference(rest) {
                text.push(&rest[..length], c);
                rest = &rest[length..];
            } else {
                // A bare "&" or "<" is an error of the document that must not become one of the output.
                let raw = if matches!(c, '&' | '<') { escaped(&c.to_string()) } else { c.to_string() };
                text.push(&raw, c);
                rest = &rest[c.len_utf8()..];
            }
        }
        text
    }

    fn push(&mut self, raw: &str, c: char) {
        self.places.push((self.plain.len(), self.raw.len()));
        self.plain.push(c);
        self.raw.push_str(raw);
    }

    /// The place in `raw` of a place in `plain`.
    fn raw_at(&self, plain: usize) -> usize {
        let index = self.places.partition_point(|(at, _)| *at < plain);
        self.places.get(index).map_or(self.raw.len(), |(_, raw)| *raw)
    }
}

/// The length of the tag or comment that opens here.
fn skipped(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('<')?;
    if after.starts_with("!--") {
        return Some(rest.find("-->").map_or(rest.len(), |end| end + 3));
    }
    let name = after.strip_prefix('/').unwrap_or(after);
    let opens = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') || after.starts_with('?');
    if opens { rest.find('>').map(|end| end + 1) } else { None }
}

/// The character that a reference ("&amp;", "&#8217;") stands for, and its length.
fn reference(rest: &str) -> Option<(char, usize)> {
    let end = rest.strip_prefix('&')?.bytes().take(10).position(|b| b == b';')? + 1;
    let c = match rest.get(1..end)? {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        name => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((c, end + 1))
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
    fn what_is_no_markup_is_escaped() {
        let text = Text::of("AT&T < 5 <b>now</b><![CDATA[a<b]]><!-- x -->&QL;");
        assert_eq!(text.raw, "AT&amp;T &lt; 5 nowa&lt;b&amp;QL;");
        assert_eq!(text.plain, "AT&T < 5 nowa<b&QL;");
        assert_eq!(text.raw_at(text.plain.find("now").unwrap()), text.raw.find("now").unwrap());
    }

    #[test]
    fn no_text_is_an_error() {
        let pipeline = Pipeline::embedded().unwrap();
        assert!(label(&pipeline, "<TimeML></TimeML>").is_err());
        assert!(label(&pipeline, "<TimeML><TEXT></TEXT></TimeML>").is_ok());
    }
}
