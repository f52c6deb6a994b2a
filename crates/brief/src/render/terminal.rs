//! The brief for a terminal: wrapped to its width, with ANSI styles that the caller may strip.

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::document::{Brief, Group, Line, RunKind};
use crate::render::{bands, more, probability};

const TITLE: Style = Style::new().bold();
const HEADING: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));
const GROUP: Style = Style::new().bold();
const STRONG: Style = Style::new().bold();
const QUOTE: Style = Style::new().italic();
const CITE: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));
const LABEL: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));
const FAINT: Style = Style::new().dimmed();
const MARK: Style = Style::new().underline();
const PLAIN: Style = Style::new();

/// The brief as text for a terminal of `width` columns (at least 40 are used, at most 110).
#[must_use]
pub fn terminal(brief: &Brief, width: usize) -> String {
    let width = width.clamp(40, 110);
    let mut out = Paper { text: String::new(), width };
    out.block(&[(TITLE, brief.title.clone())], "", "");
    out.block(&[(FAINT, brief.read.clone())], "", "");
    if let Some(state) = &brief.state {
        out.heading(&state.heading);
        state.groups.iter().for_each(|group| out.group(group));
    }
    if !brief.summary.is_empty() {
        out.heading("In one paragraph");
        let mut runs = Vec::new();
        for line in &brief.summary {
            if !runs.is_empty() {
                runs.push((PLAIN, " ".to_owned()));
            }
            runs.extend(claim(line));
        }
        out.block(&runs, "", "");
    }
    for section in &brief.sections {
        out.heading(&section.heading);
        if let Some(note) = &section.note {
            out.block(&[(FAINT, note.clone())], "", "");
        }
        for group in &section.groups {
            out.group(group);
        }
        if section.id == "gaps" {
            out.blank();
            out.block(&[(FAINT, bands(brief))], "", "");
        }
    }
    if !brief.cited.is_empty() {
        out.heading("The sentences cited");
        let digits = brief.cited.len().to_string().len();
        let mut article = None;
        for cited in &brief.cited {
            let here = (&cited.title, &cited.source);
            let number = format!("{:>digits$}  ", cited.number);
            let indent = " ".repeat(digits + 2);
            let by = cited.by.as_ref().map(|by| format!(", {by}")).unwrap_or_default();
            if article != Some(here) {
                out.block(&[(FAINT, format!("{}{by}, {}", cited.title, cited.date))], &indent, &indent);
                article = Some(here);
            }
            let runs: Vec<(Style, String)> = cited
                .pieces
                .iter()
                .map(|piece| (if piece.marked { MARK } else { PLAIN }, piece.text.clone()))
                .collect();
            out.block_after((CITE, &number), &runs, &indent);
        }
    }
    out.text
}

/// The text of a line, its label, certainty and citations, as styled runs.
fn claim(line: &Line) -> Vec<(Style, String)> {
    let mut runs = Vec::new();
    let (words, stopped) = line.text.before_stop();
    for run in &words {
        match run.kind {
            RunKind::Plain => runs.push((PLAIN, run.text.clone())),
            RunKind::Strong => runs.push((STRONG, run.text.clone())),
            RunKind::Quote => runs.push((QUOTE, format!("“{}”", run.text))),
        }
    }
    if let Some(label) = &line.label {
        runs.push((PLAIN, " ".into()));
        runs.push((LABEL, format!("({label})")));
    }
    if !line.cites.is_empty() {
        let numbers: Vec<String> = line.cites.iter().map(usize::to_string).collect();
        runs.push((PLAIN, " ".into()));
        runs.push((CITE, format!("[{}]", numbers.join(", "))));
    }
    if stopped {
        runs.push((PLAIN, ".".into()));
    }
    if let Some(certainty) = &line.certainty {
        runs.push((PLAIN, " ".into()));
        runs.push((FAINT, format!("{} {}", certainty.word, probability(certainty))));
    }
    runs
}

struct Paper {
    text: String,
    width: usize,
}

impl Paper {
    fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn heading(&mut self, heading: &str) {
        self.blank();
        self.block(&[(HEADING, heading.to_uppercase())], "", "");
    }

    fn group(&mut self, group: &Group) {
        if let Some(heading) = &group.heading {
            self.block(&[(GROUP, heading.clone())], "", "");
        }
        if let Some(note) = &group.note {
            self.block(&[(FAINT, note.clone())], "  ", "  ");
        }
        for line in &group.lines {
            self.block(&claim(line), "  • ", "    ");
        }
        if group.more > 0 {
            self.block(&[(FAINT, more(group.more))], "    ", "    ");
        }
    }

    fn block(&mut self, runs: &[(Style, String)], first: &str, next: &str) {
        self.block_after((PLAIN, first), runs, next);
    }

    /// Wraps styled runs at blanks; styles are closed before each line end.
    fn block_after(&mut self, first: (Style, &str), runs: &[(Style, String)], next: &str) {
        let (style, lead) = first;
        self.push(style, lead);
        let mut column = lead.width();
        let margin = next.width();
        let mut pending = String::new();
        let mut gap = false;
        for piece in words(runs) {
            match piece {
                None => gap = true,
                Some(parts) => {
                    let length: usize = parts.iter().map(|(_, word)| word.as_str().width()).sum();
                    if gap && column > margin && column + 1 + length > self.width {
                        self.text.push('\n');
                        self.text.push_str(next);
                        column = margin;
                    } else if gap && column > margin {
                        pending.push(' ');
                    }
                    for (style, word) in parts {
                        let spaced = format!("{}{word}", std::mem::take(&mut pending));
                        column += spaced.as_str().width();
                        self.push(style, &spaced);
                    }
                    gap = false;
                }
            }
        }
        self.text.push('\n');
    }

    fn push(&mut self, style: Style, text: &str) {
        if text.is_empty() {
            return;
        }
        if style == PLAIN {
            self.text.push_str(text);
        } else {
            self.text.push_str(&format!("{style}{text}{style:#}"));
        }
    }
}

/// Runs cut into words; a word may carry several styles. `None` stands for a blank.
fn words(runs: &[(Style, String)]) -> Vec<Option<Vec<(Style, String)>>> {
    let mut words: Vec<Option<Vec<(Style, String)>>> = Vec::new();
    for (style, text) in runs {
        for (index, part) in text.split(' ').enumerate() {
            if index > 0 {
                words.push(None);
            }
            if part.is_empty() {
                continue;
            }
            match words.last_mut() {
                Some(Some(parts)) => parts.push((*style, part.to_owned())),
                _ => words.push(Some(vec![(*style, part.to_owned())])),
            }
        }
    }
    words
}
