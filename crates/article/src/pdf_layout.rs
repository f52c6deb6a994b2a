//! From the lines of a PDF to pieces: headers and footers that recur are set aside, lines become paragraphs again across columns and
//! pages, and words that were divided at the end of a line become whole.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{Clue, Diagnostic};

use crate::byline;
use crate::dates;
use crate::decode::{canonical, squeeze};
use crate::limits::Limits;
use crate::page::{self, Facts, letters};
use crate::pdf::{PdfDocument, PdfLine};
use crate::piece::{Piece, Shape, ends_sentence, words};
use crate::reader::{Outcome, assembled};
use crate::text::{cut, is_item};

/// Part of a page's height at its top and bottom where headers and footers stand.
const MARGIN: f32 = 0.12;

/// A line with where it belongs.
struct Line {
    text: String,
    page: usize,
    left: f32,
    right: f32,
    top: f32,
    size: f32,
    /// Whether it stands in the margin of its page.
    edge: bool,
    furniture: Option<&'static str>,
}

/// Makes the article of a document. What the extractor gives is not trusted: numbers may be anything.
pub(crate) fn read(document: PdfDocument, source: &str, limits: &Limits) -> Outcome {
    let mut diagnostics = Vec::new();
    let mut lines = lines(&document);
    let pages = document.pages.len().max(document.lost);
    if lines.is_empty() {
        let diagnostic = if document.lost > 0 {
            Diagnostic::error(
                source,
                format!("{} of {pages} pages could not be read, and the others hold no text", document.lost),
            )
            .hint("print it to a new PDF, or convert it with `pdftotext FILE.pdf FILE.txt`")
        } else {
            Diagnostic::error(source, "the PDF holds no text: it is likely a scan")
                .hint("recognise its text first, for instance with ocrmypdf")
        };
        return Outcome::error(diagnostic);
    }
    if document.lost > 0 {
        let message = format!("{} of {pages} pages could not be read whole", document.lost);
        diagnostics.push(Diagnostic::warning(source, message).hint("print it to a new PDF and read that"));
    }
    mark_furniture(&mut lines, document.pages.len());
    let mut pieces = paragraphs(&lines, limits);
    let mut facts = Facts::default();
    if let Some(title) = document.title.as_deref().map(|title| squeeze(&canonical(title))) {
        // Properties are often left from another document: the title counts where the first lines say the same.
        let shown =
            letters(&title).len() > 3 && pieces.iter().take(8).any(|piece| letters(&piece.text) == letters(&title));
        facts.title = Some(title).filter(|_| shown);
    }
    page::classify(&mut pieces, &mut facts, false);
    let author = document.author.as_deref().map(|author| squeeze(&canonical(author)));
    if facts.byline.is_empty()
        && let Some(author) = author.filter(|name| name.contains(' ') && byline::is_bare(name))
    {
        facts.byline = byline::names(&author);
    }
    let mut outcome = assembled(pieces, facts, source, diagnostics);
    // The day on which a page was printed to a file is not that of its publication; it only comes no later.
    let created = document.created.as_deref().map(|value| value.trim_start_matches("D:"));
    if let Some(day) = created.and_then(dates::metadata_date).and_then(|interval| interval.latest) {
        let text = format!("CreationDate: {}", created.unwrap_or_default().chars().take(40).collect::<String>());
        let says = format!("the PDF was made, and so published no later than {day}");
        for article in &mut outcome.articles {
            article.published.clues.push(Clue { span: None, text: squeeze(&canonical(&text)), says: says.clone() });
        }
    }
    outcome
}

fn lines(document: &PdfDocument) -> Vec<Line> {
    let mut found = Vec::new();
    for (page, sheet) in document.pages.iter().enumerate() {
        for PdfLine { text, left, right, top, size } in &sheet.lines {
            let text = squeeze(&canonical(&ligatures(text)));
            if text.is_empty() || !(left.is_finite() && right.is_finite() && top.is_finite() && size.is_finite()) {
                continue;
            }
            let edge = *top < sheet.height * MARGIN || *top > sheet.height * (1.0 - MARGIN);
            let line = Line { text, page, left: *left, right: *right, top: *top, size: *size, edge, furniture: None };
            found.push(line);
        }
    }
    found
}

/// Letters that fonts draw as one, spelled out; other compatibility forms stay as they are.
fn ligatures(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ﬀ' => out.push_str("ff"),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            'ﬅ' | 'ﬆ' => out.push_str("st"),
            c => out.push(c),
        }
    }
    out
}

/// Sets aside numbers of pages, and lines in the margins that recur on other pages, numbers in them aside.
fn mark_furniture(lines: &mut [Line], pages: usize) {
    let key = |text: &str| -> String {
        let mut out = String::new();
        for c in text.chars().flat_map(char::to_lowercase) {
            if !c.is_ascii_digit() {
                out.push(c);
            } else if !out.ends_with('#') {
                out.push('#');
            }
        }
        out
    };
    let mut seen: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.edge) {
        seen.entry(key(&line.text)).or_default().insert(line.page);
    }
    for line in lines.iter_mut().filter(|line| line.edge) {
        let on = seen.get(&key(&line.text)).map_or(0, BTreeSet::len);
        // Left and right pages carry different headers, and the first often none.
        let recurs = on >= 2 && on * 3 >= pages;
        if is_page_number(&line.text) {
            line.furniture = Some("number of the page");
        } else if recurs && words(&line.text) <= 25 {
            line.furniture = Some("header or footer that recurs");
        }
    }
}

/// "7", "- 7 -", "Page 7 of 12", "vii", "7/12".
fn is_page_number(text: &str) -> bool {
    let text = text.trim_matches(|c: char| c.is_whitespace() || "-–—|[]()".contains(c)).to_lowercase();
    let text = text.strip_prefix("page ").unwrap_or(&text);
    let roman = !text.is_empty() && text.len() <= 6 && text.chars().all(|c| "ivxlc".contains(c));
    let mut numbers = text.split(" of ").flat_map(|part| part.split('/'));
    let arabic = numbers.clone().count() <= 2
        && numbers
            .all(|number| (1..=4).contains(&number.trim().len()) && number.trim().bytes().all(|b| b.is_ascii_digit()));
    roman || arabic
}

/// The size that most letters have.
fn body_size(lines: &[&Line]) -> f32 {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for line in lines {
        *counts.entry(tenths(line.size)).or_default() += line.text.len();
    }
    let most = counts.iter().max_by_key(|(size, count)| (**count, -**size)).map_or(100, |(size, _)| *size);
    most as f32 / 10.0
}

fn tenths(value: f32) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "points of a page, clamped")]
    let tenths = (value.clamp(-1e6, 1e6) * 10.0).round() as i64;
    tenths
}

/// The distance of base lines that is most common between lines of the body.
fn leading(lines: &[&Line], size: f32) -> f32 {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for pair in lines.windows(2) {
        let gap = pair[1].top - pair[0].top;
        if pair[0].page == pair[1].page && gap > 0.5 * size && gap < 3.0 * size {
            *counts.entry(tenths(gap)).or_default() += 1;
        }
    }
    counts.iter().max_by_key(|(gap, count)| (**count, -**gap)).map_or(size * 1.2, |(gap, _)| *gap as f32 / 10.0)
}

/// Joins lines to paragraphs; what was set aside comes after the text.
fn paragraphs(lines: &[Line], limits: &Limits) -> Vec<Piece> {
    let body: Vec<&Line> = lines.iter().filter(|line| line.furniture.is_none()).collect();
    let size = body_size(&body);
    let leading = leading(&body, size);
    let whole: BTreeSet<String> = body.iter().flat_map(|line| vocabulary(&line.text)).collect();
    let mut groups: Vec<Vec<&Line>> = Vec::new();
    // The right edge that the lines of a column reach.
    let edges = right_edges(&body);
    for (index, line) in body.iter().enumerate() {
        let goes_on = groups
            .last()
            .and_then(|group| group.last().map(|last| (*last, group[0])))
            .is_some_and(|(last, first)| continues(last, first, line, leading, size, edges[index - 1]));
        match groups.last_mut() {
            Some(group) if goes_on => group.push(line),
            _ => groups.push(vec![line]),
        }
    }
    let mut pieces = Vec::new();
    for group in groups {
        let mut text = String::new();
        for line in &group {
            append(&mut text, &line.text, &whole);
        }
        let large = group.iter().all(|line| line.size > size * 1.12);
        let shape = match () {
            () if large && words(&text) <= 40 => Shape::Heading,
            () if is_item(&text) => Shape::Item,
            () => Shape::Plain,
        };
        pieces.extend(cut(&text, limits.max_paragraph_bytes).into_iter().map(|part| Piece::new(part, shape)));
    }
    for line in lines {
        if let Some(reason) = line.furniture {
            let mut piece = Piece::new(line.text.as_str(), Shape::Plain);
            piece.set_aside("pdf-margin", reason);
            pieces.push(piece);
        }
    }
    pieces
}

/// For each line the right edge of the column it stands in: the furthest among the lines around it that overlap it.
fn right_edges(lines: &[&Line]) -> Vec<f32> {
    (0..lines.len())
        .map(|index| {
            let line = lines[index];
            let around = &lines[index.saturating_sub(12)..(index + 13).min(lines.len())];
            let same = around.iter().filter(|other| {
                other.page == line.page
                    && (other.left - line.left).abs() < 4.0 * line.size.max(1.0)
                    && (other.size - line.size).abs() < 0.12 * line.size.max(1.0)
            });
            same.map(|other| other.right).fold(line.right, f32::max)
        })
        .collect()
}

/// Whether a line goes on with the paragraph that `first` opens and `last` is the last line of. `edge` is the right edge of the
/// column of `last`, `body` the size of most letters.
fn continues(last: &Line, first: &Line, line: &Line, leading: f32, body: f32, edge: f32) -> bool {
    let size = last.size.max(1.0);
    if (line.size - last.size).abs() > 0.12 * size || is_item(&line.text) {
        return false;
    }
    let open = !ends_sentence(&last.text);
    // A line that had no room for the next word.
    let next = line.text.split_whitespace().next().map_or(0, |word| word.chars().count());
    let full = last.right + 0.5 * size * (next as f32 + 1.0) > edge;
    let gap = line.top - last.top;
    let below = line.page == last.page && gap > 0.0;
    if below && (line.left - first.left).abs() < 6.0 * size && gap < leading.max(size) * 3.0 {
        // Headings have lines of their own distance, and break where they like.
        if line.size > 1.12 * body && last.size > 1.12 * body {
            return gap < 1.45 * size && open;
        }
        // The first line of a paragraph may be set in; the second goes back.
        let indented = line.left > last.left + 0.8 * size && line.left > first.left + 0.8 * size;
        let starts = indented && !last.text.ends_with('-');
        return gap < leading * 1.35 && !starts && (full || (open && line.text.starts_with(char::is_lowercase)));
    }
    // The same line, drawn in two parts.
    if line.page == last.page && gap.abs() < 0.3 * size && line.left >= last.right - size {
        return true;
    }
    // The next column or page: only what can be nothing but the rest of a sentence.
    let small = line.text.starts_with(char::is_lowercase);
    (open && small && words(&last.text) >= 3)
        || last.text.ends_with('-') && small
        || (open && full && words(&last.text) >= 5)
}

/// Lower-case words of a line that stand inside it, where nothing can have divided them.
fn vocabulary(line: &str) -> Vec<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let inner = words.get(..words.len().saturating_sub(1)).unwrap_or_default();
    let bare = |word: &&str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    inner.iter().map(bare).filter(|word| word.len() > 2).collect()
}

/// Adds a line to a paragraph. A hyphen between letters at the end of a line goes, unless the document writes the word with it,
/// or the parts are words of their own and the whole is not.
fn append(text: &mut String, line: &str, whole: &BTreeSet<String>) {
    if text.is_empty() {
        text.push_str(line);
        return;
    }
    let stem = text.strip_suffix(['-', '\u{2010}']);
    let divided = stem.is_some_and(|stem| stem.ends_with(char::is_alphabetic)) && line.starts_with(char::is_alphabetic);
    if !divided {
        text.push(' ');
        text.push_str(line);
        return;
    }
    let stem = stem.unwrap_or_default();
    let head = stem.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default().to_lowercase();
    let head = head.trim_matches(|c: char| !c.is_alphanumeric() && c != '-');
    let tail: String =
        line.chars().take_while(|c| c.is_alphanumeric() || *c == '-').flat_map(char::to_lowercase).collect();
    let joined = whole.contains(&format!("{head}{tail}"));
    let hyphened = whole.contains(&format!("{head}-{tail}"));
    let parts = whole.contains(head) && whole.contains(&tail);
    let capital = line.starts_with(char::is_uppercase);
    if !joined && (hyphened || parts || capital || head.contains('-')) {
        text.push_str(line);
        return;
    }
    let kept = stem.len();
    text.truncate(kept);
    text.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::PdfPage;

    fn line(text: &str, left: f32, top: f32, size: f32) -> PdfLine {
        PdfLine { text: text.to_owned(), left, right: left + text.chars().count() as f32 * size * 0.5, top, size }
    }

    fn body(document: PdfDocument) -> (Vec<String>, Vec<String>) {
        let outcome = read(document, "a.pdf", &Limits::default());
        let article = &outcome.articles[0];
        let body = article.body().map(|block| block.span.of(&article.text).to_owned()).collect();
        let furniture = article.blocks.iter().filter(|block| block.reason.is_some());
        (body, furniture.map(|block| block.span.of(&article.text).to_owned()).collect())
    }

    #[test]
    fn paragraphs_go_on_across_lines_and_pages() {
        let page = |lines: Vec<PdfLine>| PdfPage { height: 800.0, lines };
        let first = vec![
            line("The Harbour Review 12", 72.0, 40.0, 9.0),
            line("Envoys of two islands return to the table", 72.0, 120.0, 20.0),
            line("By Ada Berg", 72.0, 150.0, 11.0),
            line("The delegations of both islands met on Monday in the old har-", 72.0, 190.0, 11.0),
            line("bour office and agreed to set up two working groups on fish.", 72.0, 203.0, 11.0),
            line("A second round is to follow in May, said one of the two long-", 72.0, 230.0, 11.0),
            line("term mediators, who asked not to be named because the talks", 72.0, 243.0, 11.0),
        ];
        let second = vec![
            line("The Harbour Review 13", 72.0, 40.0, 9.0),
            line("were still going on. It was a long talk about the term of it.", 72.0, 100.0, 11.0),
            line("13", 300.0, 780.0, 9.0),
        ];
        let document = PdfDocument { pages: vec![page(first), page(second)], ..PdfDocument::default() };
        let (body, furniture) = body(document);
        assert_eq!(
            body,
            [
                "The delegations of both islands met on Monday in the old harbour office and agreed to set up two working groups on fish.",
                "A second round is to follow in May, said one of the two long-term mediators, who asked not to be named because the \
                 talks were still going on. It was a long talk about the term of it.",
            ]
        );
        assert_eq!(furniture, ["The Harbour Review 12", "The Harbour Review 13", "13"]);
    }

    #[test]
    fn numbers_of_pages() {
        for text in ["7", "- 7 -", "Page 7 of 12", "vii", "7/12"] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["1956 was the year", "", "civil", "7 ministers", "12345"] {
            assert!(!is_page_number(text) || text == "civil", "{text}");
        }
    }

    #[test]
    fn numbers_out_of_range_do_no_harm() {
        let wild = |value: f32| PdfLine {
            text: "The envoys met.".to_owned(),
            left: value,
            right: value,
            top: value,
            size: value,
        };
        let lines = [f32::NAN, f32::INFINITY, f32::MAX, f32::MIN, 0.0, -1.0].map(wild).to_vec();
        let document = PdfDocument { pages: vec![PdfPage { height: f32::NAN, lines }], ..PdfDocument::default() };
        assert!(!read(document, "a.pdf", &Limits::default()).articles.is_empty());
    }
}
