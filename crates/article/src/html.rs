//! Pages in HTML: rs-trafilatura says which text is the article; a walk over the same tree gives the blocks, so that what it
//! leaves out is kept as furniture with a reason.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{BlockKind, Diagnostic};
use dom_query::{Document, NodeRef};

use crate::byline;
use crate::cues::{CUES, Region};
use crate::dates;
use crate::decode::{canonical, squeeze};
use crate::limits::{Limits, human};
use crate::metadata::{self, Metadata};
use crate::page::{self, Facts, letters};
use crate::piece::{Piece, Shape, ends_sentence, is_prose, words};

/// Stack of the thread that parses a page: third-party code recurses over the tree.
const STACK: usize = 64 << 20;

/// Reads a page. `Err` when nothing can be made of it.
pub(crate) fn read(
    html: &str,
    source: &str,
    limits: &Limits,
) -> Result<(Vec<Piece>, Facts, Vec<Diagnostic>), Diagnostic> {
    let mut diagnostics = Vec::new();
    let prepared = prepare(html, limits.max_depth);
    if prepared.html.len() > limits.max_page_bytes {
        let message = format!(
            "the page is {} without scripts, over the limit of {}",
            human(prepared.html.len()),
            human(limits.max_page_bytes)
        );
        return Err(Diagnostic::error(source, message).hint("raise max_page_bytes, or save the article alone as text"));
    }
    if prepared.deepest > limits.max_depth {
        let message =
            format!("tags nest {} deep; those below {} were read as plain blocks", prepared.deepest, limits.max_depth);
        diagnostics
            .push(Diagnostic::warning(source, message).hint("check the article with `demarche inspect --layer page`"));
    } else if prepared.cut {
        diagnostics.push(
            Diagnostic::warning(source, "the page breaks off: it has no closing </body> or </html>")
                .hint("download it again if the article looks incomplete"),
        );
    }
    // Parsing and extraction are foreign code: they run on a stack of their own, and a panic there ends there.
    let page = std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, || walk(&prepared.html))
            .map(|thread| thread.join())
    });
    let Ok(Ok(page)) = page else {
        return Err(Diagnostic::error(source, "the page could not be parsed")
            .hint("save the article as plain text and read that; please report the page"));
    };
    let extracted = std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, || extract(&prepared.html))
            .map(|thread| thread.join())
    });
    let content = match extracted {
        Ok(Ok(content)) => content.unwrap_or_default(),
        _ => {
            diagnostics.push(
                Diagnostic::warning(source, "extraction of the article failed; all paragraphs of the page are kept")
                    .hint("check the article with `demarche inspect --layer page`"),
            );
            String::new()
        }
    };
    let (pieces, facts) = build(page, &content);
    Ok((pieces, facts, diagnostics))
}

/// The text of the article as rs-trafilatura sees it; one block a line.
fn extract(html: &str) -> Option<String> {
    let options = rs_trafilatura::Options {
        page_type: Some(rs_trafilatura::page_type::PageType::Article),
        max_extracted_len: usize::MAX,
        ..rs_trafilatura::Options::default()
    };
    rs_trafilatura::extract_with_options(html, &options).ok().map(|result| result.content_text)
}

struct Prepared {
    html: String,
    deepest: usize,
    cut: bool,
}

/// Leaves out scripts, styles and comments, shortens giant tags, and keeps tags from nesting deeper than `most`: parsers
/// take quadratic time on such pages, or overflow their stack. Linear in the page.
fn prepare(html: &str, most: usize) -> Prepared {
    const VOID: [&str; 16] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
        "!doctype", "keygen",
    ];
    // A new one closes the one before.
    const CLOSING: [&str; 12] = ["p", "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "tfoot", "rp"];
    const SKIPPED: [&str; 6] = ["script", "style", "svg", "iframe", "object", "math"];
    let mut out = String::with_capacity(html.len().min(4 << 20));
    let (mut depth, mut dropped, mut deepest) = (0_usize, 0_usize, 0_usize);
    let (mut opens_page, mut closes_page) = (false, false);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with("<!--") {
            rest = rest.find("-->").map_or("", |end| &rest[end + 3..]);
            continue;
        }
        let closing = rest.as_bytes().get(1) == Some(&b'/');
        let name_at = 1 + usize::from(closing);
        let name_len = rest[name_at..]
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'!' || *byte == b'-' || *byte == b':')
            .count();
        if name_len == 0 {
            out.push('<');
            rest = &rest[1..];
            continue;
        }
        let name = rest[name_at..name_at + name_len].to_ascii_lowercase();
        let end = tag_end(rest);
        let tag = &rest[..end];
        rest = &rest[end..];
        opens_page |= !closing && (name == "html" || name == "body");
        closes_page |= closing && (name == "html" || name == "body");
        if closing {
            if SKIPPED.contains(&name.as_str()) || VOID.contains(&name.as_str()) {
                continue;
            }
            if !CLOSING.contains(&name.as_str()) {
                if dropped > 0 {
                    dropped -= 1;
                    out.push(' ');
                    continue;
                }
                depth = depth.saturating_sub(1);
            }
            out.push_str(tag);
            continue;
        }
        if SKIPPED.contains(&name.as_str()) && !tag.ends_with("/>") {
            let close = format!("</{name}");
            let data = find_ignore_case(rest, &close).unwrap_or(rest.len());
            if name == "script" && tag.to_ascii_lowercase().contains("ld+json") {
                out.push_str("<script type=\"application/ld+json\">");
                out.push_str(&rest[..data]);
                out.push_str("</script>");
            }
            rest = &rest[data..];
            rest = &rest[tag_end(rest)..];
            continue;
        }
        if !VOID.contains(&name.as_str()) && !CLOSING.contains(&name.as_str()) && !tag.ends_with("/>") {
            deepest = deepest.max(depth + dropped + 1);
            if depth >= most {
                dropped += 1;
                out.push_str("<p>");
                continue;
            }
            depth += 1;
        }
        if tag.len() > 8192 && name != "meta" {
            out.push('<');
            out.push_str(&name);
            out.push('>');
        } else {
            out.push_str(tag);
        }
    }
    out.push_str(rest);
    Prepared { html: out, deepest, cut: opens_page && !closes_page }
}

/// One past the `>` that closes the tag at the start, quotes respected within reason.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    let mut after_equals = false;
    for (index, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return index + 1,
            (None, b'"' | b'\'') if after_equals => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
        if quote.is_none() && !byte.is_ascii_whitespace() {
            after_equals = byte == b'=';
        }
        if index > 65_536 && quote.is_some() {
            // A quotation mark that is never closed: end at the next bracket after all.
            return text.bytes().position(|byte| byte == b'>').map_or(text.len(), |at| at + 1);
        }
    }
    if quote.is_some() {
        return text.bytes().position(|byte| byte == b'>').map_or(text.len(), |at| at + 1);
    }
    text.len()
}

fn find_ignore_case(text: &str, needle: &str) -> Option<usize> {
    let needle = needle.as_bytes();
    text.as_bytes().windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle))
}

/// What a walk over the tree finds.
struct Page {
    found: Vec<Found>,
    /// Regions by number: name, reason, the region around it.
    regions: Vec<(&'static Region, Option<usize>)>,
    metadata: Metadata,
}

/// A piece with where it stood.
struct Found {
    piece: Piece,
    region: Option<usize>,
    hidden: bool,
    /// Of more than half of its letters the page says that they name the author, or a day.
    author: bool,
    date: bool,
    level: u8,
}

impl Found {
    fn aside(piece: Piece, state: State) -> Self {
        Self { piece, region: state.region, hidden: state.hidden, author: false, date: false, level: 0 }
    }
}

/// A `span` inside a sentence that holds several headlines as links: a box that opens when the pointer rests on a name. Of
/// nested ones the innermost counts, since the outer may hold the name itself.
fn popup(node: &NodeRef) -> bool {
    let headline = |link: &NodeRef| link.node_name().is_some_and(|name| &*name == "a") && words(&link.text()) >= 5;
    let children = node.children();
    if children.len() > 40 || children.iter().filter(|child| headline(child)).count() < 2 {
        return false;
    }
    node.ancestors_it(Some(6)).any(|above| above.node_name().is_some_and(|name| &*name == "p"))
}

#[derive(Clone, Copy, Default)]
struct State {
    region: Option<usize>,
    hidden: bool,
    item: bool,
    quote: bool,
    level: u8,
    link: bool,
    author: bool,
    date: bool,
}

enum Step<'a> {
    Enter(NodeRef<'a>, State),
    Leave(State),
}

#[derive(Default)]
struct Buffer {
    text: String,
    letters: usize,
    linked: usize,
    author: usize,
    date: usize,
}

fn walk(html: &str) -> Page {
    let document = Document::from(html);
    let metadata = metadata::of(&document);
    let mut page = Page { found: Vec::new(), regions: Vec::new(), metadata };
    let mut buffer = Buffer::default();
    // Boxes inside a sentence, put behind its paragraph.
    let mut aside: Vec<Piece> = Vec::new();
    let mut stack = vec![Step::Enter(document.root(), State::default())];
    while let Some(step) = stack.pop() {
        let (node, state) = match step {
            Step::Enter(node, state) => (node, state),
            Step::Leave(state) => {
                flush(&mut buffer, state, &mut page.found);
                page.found.extend(aside.drain(..).map(|piece| Found::aside(piece, state)));
                continue;
            }
        };
        if node.is_text() {
            take_text(&node, state, &mut buffer);
            continue;
        }
        if !node.is_element() {
            if !node.is_comment() && !node.is_doctype() {
                push_children(&node, state, &mut stack);
            }
            continue;
        }
        let name = node.node_name().unwrap_or_default();
        let name: &str = &name;
        match name {
            "head" | "script" | "style" | "noscript" | "template" | "svg" | "iframe" | "object" | "select"
            | "option" | "textarea" | "canvas" | "audio" | "video" | "math" => continue,
            "br" => {
                // Two in a row part paragraphs on old pages; one is a blank.
                if buffer.text.trim_end_matches(' ').ends_with('\n') {
                    flush(&mut buffer, state, &mut page.found);
                } else {
                    buffer.text.push('\n');
                }
                continue;
            }
            // The cells of a row make one line.
            "td" | "th" => buffer.text.push(' '),
            "span" if popup(&node) => {
                let text = squeeze(&canonical(&node.text()));
                let mut piece = Piece::new(text, Shape::Plain);
                piece.set_aside("popup", "box that opens over the text");
                aside.push(piece);
                buffer.text.push(' ');
                continue;
            }
            "img" | "input" | "wbr" | "hr" => {
                if name == "hr" {
                    flush(&mut buffer, state, &mut page.found);
                }
                continue;
            }
            _ => {}
        }
        let inner = enter(&node, name, state, &mut page.regions);
        if is_block(name) || inner.region != state.region {
            flush(&mut buffer, state, &mut page.found);
            stack.push(Step::Leave(inner));
        }
        push_children(&node, inner, &mut stack);
    }
    flush(&mut buffer, State::default(), &mut page.found);
    page
}

fn push_children<'a>(node: &NodeRef<'a>, state: State, stack: &mut Vec<Step<'a>>) {
    stack.extend(node.children_it(true).map(|child| Step::Enter(child, state)));
}

fn take_text(node: &NodeRef, state: State, buffer: &mut Buffer) {
    let text = node.text();
    let count = text.chars().filter(|c| c.is_alphanumeric()).count();
    buffer.letters += count;
    buffer.linked += if state.link { count } else { 0 };
    buffer.author += if state.author { count } else { 0 };
    buffer.date += if state.date { count } else { 0 };
    buffer.text.extend(text.chars().map(|c| if c == '\n' || c == '\r' { ' ' } else { c }));
}

fn flush(buffer: &mut Buffer, state: State, found: &mut Vec<Found>) {
    let taken = std::mem::take(buffer);
    let text = squeeze(&canonical(&taken.text));
    if text.is_empty() {
        return;
    }
    let shape = match state {
        State { level: 1.., .. } => Shape::Heading,
        State { item: true, .. } => Shape::Item,
        State { quote: true, .. } => Shape::Quote,
        _ => Shape::Plain,
    };
    let mut piece = Piece::new(text, shape);
    piece.linked = u8::try_from(taken.linked * 100 / taken.letters.max(1)).unwrap_or(100);
    found.push(Found {
        piece,
        region: state.region,
        hidden: state.hidden,
        author: taken.author * 2 > taken.letters,
        date: taken.date * 2 > taken.letters,
        level: state.level,
    });
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "button"
            | "center"
            | "caption"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
    )
}

fn enter(node: &NodeRef, name: &str, state: State, regions: &mut Vec<(&'static Region, Option<usize>)>) -> State {
    let mut inner = state;
    let attribute = |key: &str| node.attr(key).map(|value| value.to_string()).unwrap_or_default();
    let (class, id) = (attribute("class"), attribute("id"));
    let marks = tokens(&[&class, &id, &attribute("role"), &attribute("aria-label")]);
    // Frames of the whole page and marks inside a sentence are no regions, whatever they are called.
    let opens = !matches!(name, "html" | "body" | "main" | "article" | "a" | "b" | "i" | "em" | "strong" | "u");
    if opens && let Some(region) = CUES.region(name, &marks) {
        regions.push((region, state.region));
        inner.region = Some(regions.len() - 1);
    }
    let style = attribute("style").to_ascii_lowercase();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    inner.hidden |= style.contains("display:none") || style.contains("visibility:hidden") || node.has_attr("hidden");
    inner.hidden |=
        marks.iter().any(|mark| mark == "hidden" || mark == "sr" || mark == "visually" || mark == "screenreader");
    match name {
        "li" | "dd" | "dt" | "tr" => inner.item = true,
        "blockquote" => inner.quote = true,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => inner.level = name.as_bytes()[1] - b'0',
        "a" => inner.link = true,
        "time" => inner.date = true,
        "p" | "div" | "article" | "section" => inner.level = 0,
        _ => {}
    }
    let author_mark = marks.iter().any(|mark| ["byline", "author", "authors", "bylines"].contains(&mark.as_str()));
    let frame = matches!(name, "html" | "body" | "main" | "article" | "section");
    inner.author |= author_mark && !frame || attribute("rel") == "author" || attribute("itemprop").contains("author");
    inner.date |= marks
        .iter()
        .any(|mark| ["date", "timestamp", "pubdate", "datetime", "published", "time"].contains(&mark.as_str()))
        || attribute("itemprop").starts_with("date");
    inner
}

/// The words of class names and the like: "relatedStories-box" gives "related", "stories", "box" and "relatedstories".
fn tokens(values: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for value in values {
        for whole in value.split(|c: char| c.is_whitespace() || c == '_' || c == '-' || c == ':' || c == '/').take(60) {
            if whole.is_empty() || whole.len() > 60 {
                continue;
            }
            found.push(whole.to_lowercase());
            let mut word = String::new();
            let mut lower = false;
            for c in whole.chars() {
                if c.is_uppercase() && lower {
                    found.push(std::mem::take(&mut word));
                }
                lower = c.is_lowercase();
                word.extend(c.to_lowercase());
            }
            if word.len() < whole.len() {
                found.push(word);
            }
        }
    }
    found
}

/// Puts extraction, regions and metadata together.
fn build(page: Page, content: &str) -> (Vec<Piece>, Facts) {
    let Page { found, regions, metadata } = page;
    let (mut taken, covered) = align(&found, content);
    let seen: usize = found
        .iter()
        .zip(&taken)
        .filter(|(one, taken)| **taken && one.piece.is_prose())
        .map(|(one, _)| one.piece.text.len())
        .sum();
    // What the extractor took from a script may go far beyond the page itself; a page that shows a good part of it is read
    // as it shows.
    if covered < 0.15 || (covered < 0.5 && seen < 600) {
        // The text of the article stands in a script, or the extractor found nothing.
        if words(content) >= 40 {
            return from_content(found, content, metadata);
        }
        for (index, one) in found.iter().enumerate() {
            taken[index] = one.region.is_none() && one.piece.is_prose() && one.piece.linked < 50 && !one.hidden;
        }
    }
    let counts = region_counts(&found, &taken, &regions);
    let total: usize = found
        .iter()
        .zip(&taken)
        .filter(|(one, taken)| **taken && one.piece.is_prose())
        .map(|(one, _)| one.piece.text.len())
        .sum();
    let region_of = |mut region: Option<usize>| {
        while let Some(index) = region {
            if counts[index] * 10 <= total * 4 {
                return Some(regions[index].0);
            }
            region = regions[index].1;
        }
        None
    };
    bridge(&found, &mut taken, &region_of);
    let mut facts = metadata.facts;
    choose_title(&mut facts, &found, &taken);
    let crumbs = crumbs(&found, &regions, facts.title.as_deref());
    if facts.section.is_empty() || (crumbs.len() > facts.section.len() && !crumbs.is_empty()) {
        facts.section = crumbs;
    }
    let mut pieces = Vec::with_capacity(found.len());
    let first = (0..found.len()).find(|&index| taken[index] && found[index].piece.is_prose()).unwrap_or(found.len());
    let mut dated = false;
    let mut known: BTreeSet<String> = BTreeSet::new();
    for (index, one) in found.into_iter().enumerate() {
        let mut piece = one.piece;
        let head = index < first;
        let region = region_of(one.region);
        let is_title = facts.title.as_deref().is_some_and(|title| letters(title) == letters(&piece.text));
        if is_title && one.level > 0 && region.is_none_or(|region| region.id == "share") {
            // Labelled by `page`, whether the extractor took it or not.
        } else if taken[index] && piece.text.len() >= 60 && !known.insert(letters(&piece.text)) {
            piece.set_aside("repeated", "the same text stands above");
        } else if !piece.is_open() {
            // A box inside a sentence.
        } else if let Some(region) = region.filter(|region| region.id == "caption") {
            piece.kind = Some(BlockKind::Caption);
            piece.reason = Some(format!("{}: {}", region.id, region.reason));
        } else if (head || taken[index]) && region.is_none() && one.author && is_byline(&piece.text) {
            let names = byline::parse(&piece.text).map_or_else(|| byline::names(&piece.text), |found| found.names);
            if facts.byline.is_empty() {
                facts.byline = names;
            }
            piece.kind = Some(BlockKind::Byline);
        } else if (head || one.date) && region.is_none() && !dated && dates::date_line(&piece.text).is_some() {
            piece.kind = Some(BlockKind::Date);
            dated = true;
        } else if one.date && dates::date_line(&piece.text).is_some() {
            piece.set_aside("date", "further time stamp");
        } else if one.hidden && !taken[index] {
            piece.set_aside("hidden", "hidden on the page");
        } else if let Some(region) = region.filter(|region| {
            // A post that the article quotes carries the marks of its site.
            !(region.id == "share" && taken[index] && piece.shape == Shape::Quote)
        }) {
            piece.set_aside(&region.id, &region.reason);
        } else if !taken[index] {
            if head && byline::parse(&piece.text).is_some_and(|found| !found.names.is_empty()) {
                if facts.byline.is_empty() {
                    facts.byline = byline::parse(&piece.text).map(|found| found.names).unwrap_or_default();
                }
                piece.kind = Some(BlockKind::Byline);
            } else {
                piece.set_aside("outside", "outside the body of the article");
            }
        }
        pieces.push(piece);
    }
    page::classify(&mut pieces, &mut facts, true);
    (pieces, facts)
}

/// Whether what the page marks as its author's reads like a byline.
fn is_byline(text: &str) -> bool {
    words(text) <= 24 && !ends_sentence(text) && (byline::parse(text).is_some() || !byline::names(text).is_empty())
}

/// The page whose article was found in its scripts only.
fn from_content(found: Vec<Found>, content: &str, metadata: Metadata) -> (Vec<Piece>, Facts) {
    let mut facts = metadata.facts;
    let none = vec![false; found.len()];
    choose_title(&mut facts, &found, &none);
    let mut pieces: Vec<Piece> = found
        .into_iter()
        .map(|one| {
            let mut piece = one.piece;
            let is_title = facts.title.as_deref().is_some_and(|title| letters(title) == letters(&piece.text));
            if !(is_title && one.level > 0) {
                piece.set_aside("outside", "outside the body of the article");
            }
            piece
        })
        .collect();
    let lines = canonical(content);
    pieces
        .extend(lines.lines().map(squeeze).filter(|line| !line.is_empty()).map(|line| Piece::new(line, Shape::Plain)));
    page::classify(&mut pieces, &mut facts, true);
    (pieces, facts)
}

/// Which pieces the extracted text holds, and the share of that text that was found among them.
fn align(found: &[Found], content: &str) -> (Vec<bool>, f64) {
    const WINDOW: usize = 20_000;
    const LONG: usize = 24;
    let mut all = String::new();
    let mut lines: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for line in canonical(content).lines() {
        let line = letters(line);
        if !line.is_empty() {
            lines.entry(line.clone()).or_default().push(all.len());
            all.push_str(&line);
        }
    }
    let mut taken = vec![false; found.len()];
    let (mut cursor, mut covered) = (0, 0);
    // Looking through the whole text for each piece would be quadratic on hostile pages: so much and no more.
    let mut budget = 1_usize << 30;
    for (index, one) in found.iter().enumerate() {
        let text = letters(&one.piece.text);
        if text.is_empty() {
            continue;
        }
        let whole =
            lines.get(&text).and_then(|starts| starts.get(starts.partition_point(|start| *start < cursor)).copied());
        let near = |start: usize| start <= cursor + if text.len() >= LONG { usize::MAX - cursor } else { 400 };
        let at = if all[cursor..].starts_with(&text) {
            Some(cursor)
        } else if let Some(start) = whole.filter(|start| near(*start)) {
            Some(start)
        } else if text.len() >= LONG {
            let mut end = (cursor + WINDOW).min(all.len());
            while !all.is_char_boundary(end) {
                end -= 1;
            }
            all[cursor..end].find(&text).map(|at| cursor + at)
        } else {
            None
        };
        if let Some(at) = at {
            taken[index] = true;
            covered += text.len();
            cursor = at + text.len();
        } else if text.len() >= 2 * LONG || (text.len() >= LONG && lines.contains_key(&text)) {
            // Out of order: the extractor moved it, or an earlier piece was taken for a later place.
            let known = lines.contains_key(&text) || {
                let affordable = budget >= all.len();
                budget = budget.saturating_sub(all.len());
                affordable && all.contains(&text)
            };
            if known {
                taken[index] = true;
                covered += text.len();
            }
        }
    }
    let share = if all.is_empty() { 0.0 } else { covered as f64 / all.len() as f64 };
    (taken, share)
}

/// Bytes of extracted prose inside each region, inner ones included.
fn region_counts(found: &[Found], taken: &[bool], regions: &[(&'static Region, Option<usize>)]) -> Vec<usize> {
    let mut counts = vec![0; regions.len()];
    for (one, taken) in found.iter().zip(taken) {
        if let Some(region) = one.region.filter(|_| *taken && one.piece.is_prose()) {
            counts[region] += one.piece.text.len();
        }
    }
    // A region stands after the one around it.
    for index in (0..regions.len()).rev() {
        if let Some(parent) = regions[index].1 {
            counts[parent] += counts[index];
        }
    }
    counts
}

/// Paragraphs that stand between two extracted ones belong to the article as well.
fn bridge<'a>(found: &[Found], taken: &mut [bool], region_of: &dyn Fn(Option<usize>) -> Option<&'a Region>) {
    let prose: Vec<usize> =
        (0..found.len()).filter(|&index| taken[index] && is_prose(&found[index].piece.text)).collect();
    for pair in prose.windows(2) {
        if pair[1] - pair[0] > 4 {
            continue;
        }
        for index in pair[0] + 1..pair[1] {
            let one = &found[index];
            let fits = one.piece.is_prose() && one.piece.linked < 50 && !one.hidden;
            if fits && region_of(one.region).is_none() && one.piece.shape == Shape::Plain {
                taken[index] = true;
            }
        }
    }
}

/// The steps of a breadcrumb that is a region of its own.
fn crumbs(found: &[Found], regions: &[(&'static Region, Option<usize>)], title: Option<&str>) -> Vec<String> {
    let mut steps: Vec<String> = Vec::new();
    for one in found {
        let mut region = one.region;
        let inside = loop {
            match region {
                Some(index) if regions[index].0.id == "breadcrumb" => break true,
                Some(index) => region = regions[index].1,
                None => break false,
            }
        };
        if !inside {
            continue;
        }
        let texts = page::breadcrumb(&one.piece.text).unwrap_or_else(|| vec![one.piece.text.clone()]);
        for text in texts {
            let text = text.trim_matches(|c: char| !c.is_alphanumeric() && !").".contains(c)).to_owned();
            let known = title.is_some_and(|title| letters(title) == letters(&text));
            let home = steps.is_empty() && CUES.is_home(&text);
            if !text.is_empty() && words(&text) <= 6 && !known && !home && !steps.contains(&text) && steps.len() < 6 {
                steps.push(text);
            }
        }
    }
    steps
}

/// The heading of the page that agrees with its metadata; else the metadata; else the first heading.
fn choose_title(facts: &mut Facts, found: &[Found], taken: &[bool]) {
    let stated = facts.title.take();
    let headings: Vec<(usize, &Found)> =
        found.iter().enumerate().filter(|(_, one)| (1..=2).contains(&one.level) && !one.hidden).collect();
    if let Some(stated) = stated {
        let wanted = letters(&stated);
        let agrees = |one: &Found| {
            let text = letters(&one.piece.text);
            text.len() >= 8
                && (wanted.contains(&text) && text.len() * 2 > wanted.len()
                    || text.contains(&wanted) && wanted.len() * 2 > text.len())
        };
        let heading = headings.iter().filter(|(_, one)| agrees(one)).min_by_key(|(index, one)| (one.level, *index));
        facts.title = Some(heading.map_or(stated, |(_, one)| one.piece.text.clone()));
        return;
    }
    let first = found.iter().zip(taken).position(|(one, taken)| *taken && one.piece.is_prose()).unwrap_or(found.len());
    let before = headings.iter().filter(|(index, one)| *index < first && words(&one.piece.text) >= 2);
    let chosen = before.min_by_key(|(index, one)| (one.level, first - index)).or(headings.first());
    facts.title = chosen.map(|(_, one)| one.piece.text.clone());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_deep_tags_go() {
        let page = prepare("<p>a<!-- b --><script>var x = '<p>';</script>c</p><style>p{}</style>", 10);
        assert_eq!(page.html, "<p>ac</p>");
        let deep = format!("{}text{}", "<div>".repeat(10_000), "</div>".repeat(10_000));
        let page = prepare(&deep, 200);
        assert_eq!(page.deepest, 10_000);
        assert_eq!(page.html.matches("<div>").count(), 200);
        assert_eq!(page.html.matches("</div>").count(), 200);
        assert!(prepare("<html><body><p>cut", 10).cut && !prepare("<p>whole", 10).cut);
    }

    #[test]
    fn tags_end_at_their_bracket() {
        assert_eq!(tag_end("<a title=\"x > y\">z"), 17);
        assert_eq!(tag_end("<a title=it's>z"), 14);
        assert_eq!(tag_end("<a title=\"never closed>z"), 23);
        assert_eq!(tag_end("<a"), 2);
    }

    #[test]
    fn words_of_class_names() {
        assert_eq!(tokens(&["relatedStories-box"]), ["relatedstories", "related", "stories", "box"]);
        assert_eq!(tokens(&["site_nav"]), ["site", "nav"]);
    }
}
