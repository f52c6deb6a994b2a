//! The brief as Markdown (CommonMark with the HTML anchors that it allows); all text of the coverage is escaped.

use crate::document::{Brief, Group, Line, RunKind};
use crate::render::{bands, more, probability};

/// The brief as Markdown.
#[must_use]
pub fn markdown(brief: &Brief) -> String {
    let mut out = format!("# {}\n\n{}\n", escape(&brief.title), escape(&brief.read));
    if let Some(state) = &brief.state {
        out.push_str(&format!("\n## {}\n", escape(&state.heading)));
        state.groups.iter().for_each(|one| group(&mut out, one));
    }
    if !brief.summary.is_empty() {
        out.push_str("\n## In one paragraph\n\n");
        out.push_str(&brief.summary.iter().map(claim).collect::<Vec<_>>().join(" "));
        out.push('\n');
    }
    for section in &brief.sections {
        out.push_str(&format!("\n## {}\n", escape(&section.heading)));
        if let Some(note) = &section.note {
            out.push_str(&format!("\n*{}*\n", escape(note)));
        }
        for group in &section.groups {
            self::group(&mut out, group);
        }
        if section.id == "gaps" {
            out.push_str(&format!("\n*{}*\n", escape(&bands(brief))));
        }
    }
    if !brief.cited.is_empty() {
        out.push_str("\n## The sentences cited\n\n");
        for cited in &brief.cited {
            let by = cited.by.as_ref().map(|by| format!(", {}", escape(by))).unwrap_or_default();
            let words: String = cited
                .pieces
                .iter()
                .map(|piece| if piece.marked { emphasised(&piece.text) } else { escape_inner(&piece.text) })
                .collect();
            out.push_str(&format!(
                "{}. <a id=\"s{}\"></a>{} – *{}*{by}, {}\n",
                cited.number,
                cited.number,
                words.trim(),
                escape(&cited.title),
                escape(&cited.date)
            ));
        }
    }
    out
}

fn group(out: &mut String, group: &Group) {
    if let Some(heading) = &group.heading {
        out.push_str(&format!("\n### {}\n", escape(heading)));
    }
    if let Some(note) = &group.note {
        out.push_str(&format!("\n*{}*\n", escape(note)));
    }
    if !group.lines.is_empty() {
        out.push('\n');
    }
    for line in &group.lines {
        out.push_str(&format!("- {}\n", claim(line)));
    }
    if group.more > 0 {
        out.push_str(&format!("- *{}*\n", more(group.more)));
    }
}

fn claim(line: &Line) -> String {
    let mut text = String::new();
    let (words, stopped) = line.text.before_stop();
    for run in &words {
        match run.kind {
            RunKind::Plain if text.is_empty() => text.push_str(&escape(&run.text)),
            RunKind::Plain => text.push_str(&escape_inner(&run.text)),
            RunKind::Strong => text.push_str(&format!("**{}**", escape(run.text.trim()))),
            RunKind::Quote => text.push_str(&format!("“{}”", escape_inner(&run.text))),
        }
    }
    if let Some(label) = &line.label {
        text.push_str(&format!(" *({})*", escape_inner(label)));
    }
    if !line.cites.is_empty() {
        let links: Vec<String> = line.cites.iter().map(|number| format!("[{number}](#s{number})")).collect();
        text.push_str(&format!(" \\[{}\\]", links.join(", ")));
    }
    if stopped {
        text.push('.');
    }
    if let Some(certainty) = &line.certainty {
        text.push_str(&format!(" ({}, {})", certainty.word, probability(certainty)));
    }
    text
}

/// Bold words with their blanks outside the marks.
fn emphasised(text: &str) -> String {
    let words = text.trim();
    if words.is_empty() {
        return escape_inner(text);
    }
    let before = if text.starts_with(' ') { " " } else { "" };
    let after = if text.ends_with(' ') { " " } else { "" };
    format!("{before}**{}**{after}", escape(words))
}

/// Text that may stand at the start of a block.
fn escape(text: &str) -> String {
    let inner = escape_inner(text.trim_start());
    let digits = inner.chars().take_while(char::is_ascii_digit).count();
    let tail = &inner[digits..];
    if digits > 0 && tail.starts_with(['.', ')']) {
        return format!("{}\\{tail}", &inner[..digits]);
    }
    match inner.chars().next() {
        Some('-' | '+' | '=' | ':') => format!("\\{inner}"),
        _ => inner,
    }
}

/// Every character that can begin markup anywhere gets a backslash.
fn escape_inner(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '~' | '#' | '$' | '{' | '}' | '!') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
