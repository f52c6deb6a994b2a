//! The brief as one self-contained HTML file: style and picture inline, no script, nothing fetched.

use crate::document::{Brief, Certainty, Cited, Group, Line, RunKind, Section};
use crate::render::{bands, more, probability, svg};

const STYLE: &str = include_str!("style.css");

/// The brief as an HTML document.
#[must_use]
pub fn html(brief: &Brief) -> String {
    let title = escape(&brief.title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"Demarche\">\n<link rel=\"icon\" href=\"data:,\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the brief</a>\n<header>\n<p class=\"kicker\">Negotiation brief</p>\n<h1>{title}</h1>\n<p class=\"read\">{}</p>\n</header>\n",
        escape(&brief.read)
    );
    contents(&mut out, brief);
    out.push_str("<main id=\"main\">\n");
    if let Some(state) = &brief.state {
        section(&mut out, brief, state);
    }
    if !brief.summary.is_empty() {
        out.push_str("<section id=\"summary\" aria-labelledby=\"h-summary\">\n<h2 id=\"h-summary\">In one paragraph</h2>\n<p class=\"summary\">");
        for (index, line) in brief.summary.iter().enumerate() {
            if index > 0 {
                out.push(' ');
            }
            out.push_str(&format!("<span id=\"{}\">{}</span>", escape(&line.id), claim(line)));
        }
        out.push_str("</p>\n</section>\n");
    }
    out.push_str(&svg::timeline(&brief.timeline));
    for section in &brief.sections {
        self::section(&mut out, brief, section);
    }
    if !brief.cited.is_empty() {
        out.push_str("<section id=\"sentences\" aria-labelledby=\"h-sentences\">\n<h2 id=\"h-sentences\">The sentences cited</h2>\n<ol class=\"cited\">\n");
        for cited in &brief.cited {
            self::cited(&mut out, cited);
        }
        out.push_str("</ol>\n</section>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn contents(out: &mut String, brief: &Brief) {
    out.push_str("<nav aria-label=\"Sections\">\n<ul>\n");
    for section in &brief.sections {
        out.push_str(&format!(
            "<li><a href=\"#{}\">{}</a></li>\n",
            escape(&section.id),
            escape(short_heading(section))
        ));
    }
    if !brief.cited.is_empty() {
        out.push_str("<li><a href=\"#sentences\">The sentences cited</a></li>\n");
    }
    out.push_str("</ul>\n</nav>\n");
}

/// Headings short enough for the list of contents.
fn short_heading(section: &Section) -> &str {
    match section.id.as_str() {
        "movement" => "What shifted and why",
        "gaps" => "How sure",
        "appendix" => "Appendix",
        _ => &section.heading,
    }
}

fn section(out: &mut String, brief: &Brief, section: &Section) {
    let id = escape(&section.id);
    out.push_str(&format!(
        "<section id=\"{id}\" aria-labelledby=\"h-{id}\">\n<h2 id=\"h-{id}\">{}</h2>\n",
        escape(&section.heading)
    ));
    if let Some(note) = &section.note {
        out.push_str(&format!("<p class=\"note\">{}</p>\n", escape(note)));
    }
    for group in &section.groups {
        self::group(out, group);
    }
    if section.id == "gaps" {
        out.push_str(&format!("<p class=\"note\">{}</p>\n", escape(&bands(brief))));
    }
    out.push_str("</section>\n");
}

fn group(out: &mut String, group: &Group) {
    if let Some(heading) = &group.heading {
        out.push_str(&format!("<h3>{}</h3>\n", escape(heading)));
    }
    if let Some(note) = &group.note {
        out.push_str(&format!("<p class=\"note\">{}</p>\n", escape(note)));
    }
    if !group.lines.is_empty() {
        out.push_str("<ul class=\"lines\">\n");
        for line in &group.lines {
            out.push_str(&format!("<li id=\"{}\">{}</li>\n", escape(&line.id), claim(line)));
        }
        out.push_str("</ul>\n");
    }
    if group.more > 0 {
        out.push_str(&format!("<p class=\"more\"><a href=\"#appendix\">{}</a></p>\n", more(group.more)));
    }
}

fn claim(line: &Line) -> String {
    let mut text = String::new();
    let (words, stopped) = line.text.before_stop();
    for run in &words {
        let words = escape(&run.text);
        match run.kind {
            RunKind::Plain => text.push_str(&words),
            RunKind::Strong => text.push_str(&format!("<strong>{words}</strong>")),
            RunKind::Quote => text.push_str(&format!("<q>{words}</q>")),
        }
    }
    if let Some(label) = &line.label {
        text.push_str(&format!(" <span class=\"label\">{}</span>", escape(label)));
    }
    if !line.cites.is_empty() {
        let links: Vec<String> = line
            .cites
            .iter()
            .map(|number| format!("<a href=\"#s{number}\" aria-label=\"sentence {number}\">{number}</a>"))
            .collect();
        text.push_str(&format!(" <span class=\"cites\">[{}]</span>", links.join(", ")));
    }
    if stopped {
        text.push('.');
    }
    if let Some(certainty) = &line.certainty {
        text.push_str(&format!(" {}", self::certainty(certainty)));
    }
    text
}

fn certainty(certainty: &Certainty) -> String {
    let class = if certainty.probability < crate::certainty::DOUBTFUL { "sure doubtful" } else { "sure" };
    format!("<span class=\"{class}\">{}\u{a0}{}</span>", escape(&certainty.word), probability(certainty))
}

fn cited(out: &mut String, cited: &Cited) {
    let words: String = cited
        .pieces
        .iter()
        .map(|piece| if piece.marked { format!("<mark>{}</mark>", escape(&piece.text)) } else { escape(&piece.text) })
        .collect();
    let by = cited.by.as_ref().map(|by| format!(", {}", escape(by))).unwrap_or_default();
    let back: Vec<String> = cited
        .lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            format!("<a href=\"#{}\" aria-label=\"back to claim {}\">↩\u{fe0e}</a>", escape(line), index + 1)
        })
        .collect();
    out.push_str(&format!(
        "<li id=\"s{}\" value=\"{}\"><span class=\"words\">{}</span> <span class=\"source\"><cite>{}</cite>{by}, {} <span class=\"back\">{}</span></span></li>\n",
        cited.number,
        cited.number,
        words.trim(),
        escape(&cited.title),
        escape(&cited.date),
        back.join(" ")
    ));
}

/// Text for element content and quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}
