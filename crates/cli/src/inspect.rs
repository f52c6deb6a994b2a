//! Stages and findings on the terminal: text with carets under the spans, trees, and plain tables.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use demarche_engine::Stages;
use demarche_language::Sentence;
use demarche_record::{Findings, Span};

use crate::arguments::Layer;
use crate::layers::{self, Mark};
use crate::message::plain;

const DIM: Style = Style::new().dimmed();
const CARET: Style = AnsiColor::Green.on_default();
const HEAD: Style = Style::new().bold();

/// Columns of the terminal, between 60 and 120; 100 where there is none.
pub fn width() -> usize {
    terminal_size::terminal_size().map_or(100, |(terminal_size::Width(columns), _)| usize::from(columns).clamp(60, 120))
}

/// One layer of one article.
pub fn layer(stages: &Stages, layer: Layer) -> String {
    let article = &stages.article;
    let mut out = format!("{HEAD}{}{HEAD:#}\n", plain(&article.source));
    match layer {
        Layer::Page => {
            for (field, value) in fields(stages) {
                let _ = writeln!(out, "{DIM}{field:>10}{DIM:#}  {}", plain(&value));
            }
            out.push('\n');
            for mark in layers::marks(stages, layer) {
                let _ = writeln!(out, "{CARET}{:>10}{CARET:#}  {}", mark.label, one_line(mark.span.of(&article.text)));
            }
        }
        Layer::Tokens => stages.annotation.sentences.iter().for_each(|sentence| tokens(&mut out, sentence)),
        Layer::Tree => stages.annotation.sentences.iter().for_each(|sentence| tree(&mut out, sentence)),
        Layer::Sentences => {
            for mark in layers::marks(stages, layer) {
                let _ = writeln!(out, "{DIM}{:>4}{DIM:#}  {}", mark.label, one_line(mark.span.of(&article.text)));
            }
        }
        _ => {
            let marks = layers::marks(stages, layer);
            for sentence in &stages.annotation.sentences {
                let inside: Vec<&Mark> = marks.iter().filter(|mark| sentence.span.overlaps(mark.span)).collect();
                if !inside.is_empty() {
                    carets(&mut out, &article.text, sentence.span, &inside, width());
                }
            }
        }
    }
    out
}

fn fields(stages: &Stages) -> Vec<(&'static str, String)> {
    let article = &stages.article;
    let mut fields = vec![("id", article.id.clone())];
    fields.extend(article.title.clone().map(|title| ("title", title)));
    if !article.byline.is_empty() {
        fields.push(("byline", article.byline.join("; ")));
    }
    fields.extend(article.dateline.clone().map(|dateline| ("dateline", dateline)));
    if !article.section.is_empty() {
        fields.push(("section", article.section.join(" > ")));
    }
    fields.extend(article.publisher.clone().map(|publisher| ("publisher", publisher)));
    fields.extend(article.url.clone().map(|url| ("url", url)));
    fields.extend(article.language.clone().map(|language| ("language", language)));
    let basis = serde_json::json!(article.published.basis);
    let when = article.published.interval.as_ref().map_or_else(|| "unknown".to_owned(), layers::days);
    fields.push(("published", format!("{when} ({})", basis.as_str().unwrap_or_default())));
    fields.extend(article.published.clues.iter().map(|clue| ("clue", format!("{:?}: {}", clue.text, clue.says))));
    fields
}

fn one_line(text: &str) -> String {
    plain(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A table of words.
fn tokens(out: &mut String, sentence: &Sentence) {
    for (index, token) in sentence.tokens.iter().enumerate() {
        let head = token.head.map_or(0, |head| head + 1);
        let _ = writeln!(
            out,
            "{:>3}  {:<18} {:<18} {:<6} {:>3} {:<12} {DIM}{}{DIM:#}",
            index + 1,
            plain(&token.form),
            plain(&token.lemma),
            token.upos.name(),
            head,
            token.deprel,
            token.feats
        );
    }
    out.push('\n');
}

/// The tree from its root, one word a line, in the order of the text among sisters.
fn tree(out: &mut String, sentence: &Sentence) {
    let mut stack: Vec<(usize, usize)> = (0..sentence.tokens.len())
        .rev()
        .filter(|&index| sentence.tokens[index].head.is_none())
        .map(|index| (index, 0))
        .collect();
    let mut left = sentence.tokens.len();
    while let Some((index, depth)) = stack.pop() {
        if left == 0 {
            break;
        }
        left -= 1;
        let token = &sentence.tokens[index];
        let indent = "  ".repeat(depth);
        let _ = writeln!(out, "{indent}{} {DIM}{} {}{DIM:#}", plain(&token.form), token.deprel, token.upos.name());
        let children: Vec<usize> = sentence.children(index).collect();
        stack.extend(children.into_iter().rev().map(|child| (child, depth + 1)));
    }
    out.push('\n');
}

/// The sentence, cut into lines, with carets and labels under the marks.
fn carets(out: &mut String, text: &str, sentence: Span, marks: &[&Mark], width: usize) {
    for line in lines(text, sentence, width) {
        let _ = writeln!(out, "{}", plain(&line.of(text).replace('\n', " ")));
        let column =
            |byte: usize| text.get(line.start..byte.clamp(line.start, line.end)).map_or(0, |t| t.chars().count());
        let mut rows: Vec<(usize, String)> = Vec::new();
        for mark in marks.iter().filter(|mark| line.overlaps(mark.span)) {
            let (from, to) = (column(mark.span.start), column(mark.span.end));
            let label = if mark.span.start >= line.start { format!(" {}", plain(&mark.label)) } else { String::new() };
            let row = match rows.iter().position(|(end, _)| *end < from || (*end == 0 && from == 0)) {
                Some(row) => row,
                None => {
                    rows.push((0, String::new()));
                    rows.len() - 1
                }
            };
            let (end, written) = &mut rows[row];
            let gap = from.saturating_sub(*end);
            let carets = "^".repeat((to - from).max(1));
            let _ = write!(written, "{}{CARET}{carets}{CARET:#}{DIM}{label}{DIM:#}", " ".repeat(gap));
            *end += gap + carets.len() + label.chars().count();
        }
        for (_, row) in rows {
            let _ = writeln!(out, "{row}");
        }
    }
    out.push('\n');
}

/// Cuts a span at blanks so that no line is longer than `width` characters, unless one word is.
fn lines(text: &str, span: Span, width: usize) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut start = span.start;
    let mut last_blank = None;
    let mut count = 0;
    for (offset, c) in span.of(text).char_indices() {
        let at = span.start + offset;
        if count >= width
            && let Some(blank) = last_blank.take()
        {
            lines.push(Span::new(start, blank));
            start = blank + 1;
            count = text.get(start..at).map_or(0, |t| t.chars().count());
        }
        if c == ' ' || c == '\n' {
            last_blank = Some(at);
        }
        count += 1;
    }
    lines.push(Span::new(start, span.end));
    lines
}

/// What was found, as lines for people.
pub fn findings(whole: &Findings) -> String {
    let name = |id: &String| {
        whole.actors.iter().find(|actor| actor.id == *id).map_or_else(|| id.clone(), |actor| actor.name.clone())
    };
    let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let when = |interval: &Option<demarche_record::Interval>| {
        interval.as_ref().map_or_else(|| "no day".to_owned(), layers::days)
    };
    let mut out = String::new();
    let title = |out: &mut String, title: &str| {
        let _ = writeln!(out, "{HEAD}{title}{HEAD:#}");
    };
    title(&mut out, "Events");
    for event in &whole.events {
        let side = |ids: &[String]| ids.iter().map(name).collect::<Vec<_>>().join(", ");
        let _ = writeln!(
            out,
            "{:<5} {:<10} {} {} {}  {}  {}  {DIM}{:.2}{DIM:#}\n      {DIM}{}{DIM:#}",
            event.id,
            event.kind.name(),
            side(&event.sources),
            if event.mutual { "<->" } else { "->" },
            side(&event.targets),
            when(&event.when),
            word(serde_json::json!(event.status)),
            event.confidence.get(),
            plain(&event.content),
        );
    }
    title(&mut out, "\nPositions");
    for one in &whole.positions {
        let kind = word(serde_json::json!(one.kind));
        let _ = writeln!(out, "{:<5} {:<13} {}: {}", one.id, kind, name(&one.holder), plain(&one.content));
    }
    title(&mut out, "\nShifts");
    for one in &whole.shifts {
        let hedged = if one.hedged { "hedged" } else { "asserted" };
        let words = one.evidence.first().map(|e| plain(&e.text)).unwrap_or_default();
        let _ = writeln!(out, "{:<5} {:<13} {}: {words}", one.id, hedged, name(&one.holder));
    }
    title(&mut out, "\nDrivers");
    for one in &whole.drivers {
        let (factor, way) = (word(serde_json::json!(one.factor)), word(serde_json::json!(one.direction)));
        let _ = writeln!(out, "{:<5} {:<22} {:<9} {}", one.id, factor, way, plain(&one.content));
    }
    title(&mut out, "\nMeasures");
    for one in &whole.measures {
        let _ =
            writeln!(out, "{:<5} {}: {} {}", one.id, plain(&one.what), one.value, one.unit.as_deref().unwrap_or(""));
    }
    title(&mut out, "\nAgenda");
    for one in &whole.agenda {
        let who = one.who.iter().map(name).collect::<Vec<_>>().join(", ");
        let _ = writeln!(out, "{:<5} {}  {who}: {}", one.id, when(&one.when), plain(&one.what));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_at_a_blank() {
        let text = "The two sides met again";
        let cut: Vec<&str> = lines(text, Span::new(0, text.len()), 10).into_iter().map(|line| line.of(text)).collect();
        assert_eq!(cut, ["The two", "sides met", "again"]);
    }

    #[test]
    fn carets_stand_under_the_words() {
        let text = "Rabin met Arafat";
        let mark = |start, end, label: &str| Mark {
            span: Span::new(start, end),
            label: label.into(),
            data: serde_json::Value::Null,
        };
        let (a, b) = (mark(0, 5, "A"), mark(10, 16, "B"));
        let mut out = String::new();
        carets(&mut out, text, Span::new(0, text.len()), &[&a, &b], 80);
        let out = anstream::adapter::strip_str(&out).to_string();
        assert_eq!(out, "Rabin met Arafat\n^^^^^ A   ^^^^^^ B\n\n");
    }
}
