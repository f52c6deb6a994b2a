//! What each piece of a page is: title, byline, date, section, dateline, body or furniture. By general features (where a
//! piece stands, how long it is, whether it closes like a sentence, how much of it is links) and the cues of `knowledge/`.

use demarche_record::BlockKind;

use crate::byline;
use crate::cues::CUES;
use crate::dateline;
use crate::dates;
use crate::piece::{Piece, Shape, ends_sentence, words};

/// What a page says of itself, from metadata first, then from its pieces.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    pub title: Option<String>,
    pub byline: Vec<String>,
    pub dateline: Option<String>,
    pub section: Vec<String>,
    pub published: Option<demarche_record::Published>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    /// As the page declares it.
    pub language: Option<String>,
}

/// Labels every piece that is still open. `designed` pages (HTML) have their own headings and a title of their own; in print
/// views and plain text the title has to be found among the lines.
pub(crate) fn classify(pieces: &mut Vec<Piece>, facts: &mut Facts, designed: bool) {
    split_bylines(pieces);
    label_title(pieces, facts);
    label_cues(pieces);
    let (first, last) = core(pieces, designed, facts.title.is_some());
    label_head(pieces, first, facts, designed);
    label_tail(pieces, last, facts, designed);
    for piece in pieces.iter_mut().filter(|piece| piece.is_open()) {
        // Some pages put their byline and date behind a quotation or the first paragraph.
        let named = !piece.is_prose() && byline::parse(&piece.text).is_some_and(|found| !found.names.is_empty());
        if named && facts.byline.is_empty() {
            facts.byline = byline::parse(&piece.text).map(|found| found.names).unwrap_or_default();
        }
        piece.set(match () {
            () if named => BlockKind::Byline,
            () if dates::date_line(&piece.text).is_some() => BlockKind::Date,
            () => inner_kind(piece),
        });
    }
    split_dateline(pieces, facts);
}

/// "By Ada Berg | Thursday, July 16, 2015" holds two pieces; the mark between them stays with the first.
fn split_bylines(pieces: &mut Vec<Piece>) {
    let mut index = 0;
    while index < pieces.len() && index < 400 {
        let piece = &pieces[index];
        let open = piece.is_open() || matches!(piece.kind, Some(BlockKind::Byline | BlockKind::Date));
        let at = if open && piece.text.len() < 240 { split_point(&piece.text) } else { None };
        if let Some(at) = at {
            let rest = Piece { text: piece.text[at..].trim_start().to_owned(), kind: None, ..piece.clone() };
            pieces[index].text.truncate(at);
            let kept = pieces[index].text.trim_end().len();
            pieces[index].text.truncate(kept);
            pieces.insert(index + 1, rest);
        }
        index += 1;
    }
}

fn split_point(text: &str) -> Option<usize> {
    for (at, mark) in text.match_indices(['|', '•', '·', '—', '–', '-']) {
        let (before, after) = (text[..at].trim(), text[at + mark.len()..].trim());
        let spaced = mark == "|" || (text[..at].ends_with(' ') && text[at + mark.len()..].starts_with(' '));
        if spaced && !before.is_empty() && !after.is_empty() {
            let by_date = byline::parse(before).is_some() && dates::date_line(after).is_some();
            let date_by = dates::date_line(before).is_some() && byline::parse(after).is_some();
            if by_date || date_by {
                return Some(at + mark.len());
            }
        }
    }
    // "By Ada Berg on Monday, 3 May 2018", "By Ada Berg Nov. 27, 2018".
    let found = dates::find(text)?;
    let by = text.get(..found.start)?;
    let cut = [" on ", " | "].iter().filter_map(|mark| by.rfind(mark)).min().unwrap_or(found.start);
    let (by, rest) = (text[..cut].trim_end_matches([',', ' ']), text[cut..].trim_start());
    (byline::parse(by).is_some_and(|found| !found.names.is_empty()) && dates::date_line(rest).is_some())
        .then_some(by.len().max(1))
}

/// Finds the known title among the pieces; what repeats it is furniture.
fn label_title(pieces: &mut [Piece], facts: &Facts) {
    let Some(title) = facts.title.as_deref().map(letters).filter(|title| !title.is_empty()) else { return };
    let mut found = pieces.iter().any(|piece| piece.kind == Some(BlockKind::Title));
    for piece in pieces.iter_mut().filter(|piece| piece.is_open()) {
        if letters(&piece.text) == title {
            if found {
                piece.set_aside("title-repeated", "the title once more");
            } else {
                piece.set(BlockKind::Title);
                found = true;
            }
        }
    }
}

/// Lower-case letters and digits of a text.
pub(crate) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Sets aside what the cues know, with the lists that some of them open.
fn label_cues(pieces: &mut [Piece]) {
    let count = pieces.len();
    let prose: Vec<bool> = pieces.iter().map(Piece::is_prose).collect();
    let first_prose = prose.iter().position(|prose| *prose).unwrap_or(count);
    let last_prose = prose.iter().rposition(|prose| *prose).unwrap_or(0);
    let mut run: Option<(String, &str)> = None;
    for (index, piece) in pieces.iter_mut().enumerate() {
        if !piece.is_open() {
            continue;
        }
        // Dates and the path of the section have readers of their own.
        let path = index < first_prose
            && piece.text.starts_with(char::is_alphabetic)
            && breadcrumb(&piece.text).is_some_and(|steps| steps.len() >= 2);
        if path || dates::date_line(&piece.text).is_some() {
            run = None;
            continue;
        }
        let cue = CUES.find(&piece.text);
        if let Some(cue) = cue {
            // A heading such as "Analysis" or "Opinion" over the title is a section, not a link.
            if cue.kind == BlockKind::Caption {
                piece.kind = Some(BlockKind::Caption);
                piece.reason = Some(format!("{}: {}", cue.id, cue.reason));
                continue;
            }
            if cue.prose_run {
                // Only in the last part of a page does a note on the publisher close it.
                if index * 10 >= count * 6 {
                    piece.set_aside(&cue.id, &cue.reason);
                    for rest in pieces[index + 1..].iter_mut().filter(|rest| rest.is_open()) {
                        rest.set_aside(&cue.id, &cue.reason);
                    }
                    return;
                }
                continue;
            }
            piece.set_aside(&cue.id, &cue.reason);
            run = cue.run.then(|| (cue.id.clone(), cue.reason.as_str()));
            continue;
        }
        if CUES.is_button_row(&piece.text) {
            piece.set_aside("buttons", "row of buttons");
            continue;
        }
        if is_menu(&piece.text) {
            piece.set_aside("menu", "row of links to sections");
            continue;
        }
        if piece.linked >= 75 && !ends_sentence(&piece.text) && words(&piece.text) < 30
            || piece.linked >= 95 && words(&piece.text) >= 3
        {
            piece.set_aside("link", "nothing but a link");
            continue;
        }
        if let Some((id, reason)) = &run {
            let short = !prose[index] || (index > last_prose.saturating_sub(1) && piece.linked > 50);
            if short && !(ends_sentence(&piece.text) && words(&piece.text) > 3 && piece.linked < 50) {
                piece.set_aside(id, reason);
                continue;
            }
            run = None;
        }
    }
}

/// "Home | World | Business": three or more short steps between bars or dots.
fn is_menu(text: &str) -> bool {
    let steps: Vec<&str> = text.split(['|', '•', '·']).map(str::trim).collect();
    steps.len() >= 3
        && text.len() < 400
        && steps.iter().all(|step| words(step) <= 3 && !ends_sentence(step))
        && steps.iter().filter(|step| !step.is_empty()).count() >= 2
}

/// The steps of a breadcrumb ("Home > World > Asia") without those that lead to every page; `None` for other text.
pub(crate) fn breadcrumb(text: &str) -> Option<Vec<String>> {
    if text.len() > 160 || ends_sentence(text) {
        return None;
    }
    let steps: Vec<&str> = text.split(['>', '»', '›', '→', '▸', '❯']).map(str::trim).collect();
    let filled: Vec<&str> = steps.iter().copied().filter(|step| !step.is_empty()).collect();
    if steps.len() < 2 || filled.is_empty() || filled.len() > 7 || filled.iter().any(|step| words(step) > 6) {
        return None;
    }
    let kept = filled.iter().skip_while(|step| CUES.is_home(step)).map(|step| (*step).to_owned());
    Some(kept.collect())
}

/// The first and the last piece of the body proper.
fn core(pieces: &[Piece], designed: bool, titled: bool) -> (usize, usize) {
    let strict = |piece: &Piece| piece.is_open() && piece.is_prose() && byline::parse(&piece.text).is_none();
    // A very short article has no piece that is surely prose: then a closed sentence, or a dateline, will do.
    let loose = |piece: &Piece| {
        piece.is_open()
            && byline::parse(&piece.text).is_none()
            && (words(&piece.text) >= 3 && ends_sentence(&piece.text) || dateline::opening(&piece.text).is_some())
    };
    let prose: &dyn Fn(&Piece) -> bool = if pieces.iter().any(strict) { &strict } else { &loose };
    let after =
        |from: usize| pieces.iter().enumerate().skip(from).find(|(_, piece)| prose(piece)).map(|(index, _)| index);
    let mut first = after(0);
    if !designed {
        // A long title may close with a question mark, or run on like a sentence: what stands over the byline or the date is
        // no body.
        let head = pieces.len().min(12);
        let by = pieces[..head].iter().rposition(|piece| {
            piece.is_open() && (byline::parse(&piece.text).is_some() || dates::date_line(&piece.text).is_some())
        });
        if let Some(by) = by
            && pieces[..by].iter().all(|piece| !piece.is_open() || words(&piece.text) <= 30)
            && first.is_some_and(|first| first < by)
            && after(by + 1).is_some()
        {
            first = after(by + 1);
        }
        if let Some(at) = first
            && !titled
            && pieces[..at].iter().all(|piece| {
                !piece.is_open()
                    || words(&piece.text) < 4
                    || dates::date_line(&piece.text).is_some()
                    || breadcrumb(&piece.text).is_some()
            })
            && pieces[at].text.trim_end().ends_with(['?', '!', '…'])
            && words(&pieces[at].text) <= 18
            && after(at + 1).is_some()
        {
            first = after(at + 1);
        }
    }
    let last = pieces.iter().rposition(prose);
    match (first, last) {
        (Some(first), Some(last)) => (first, last.max(first)),
        _ => {
            // Not one sentence: whatever is open is the body.
            let first = pieces.iter().position(Piece::is_open).unwrap_or(pieces.len());
            (first, pieces.len())
        }
    }
}

fn label_head(pieces: &mut [Piece], first: usize, facts: &mut Facts, designed: bool) {
    let first = first.min(pieces.len());
    let titled = facts.title.is_some();
    for piece in pieces[..first].iter_mut().filter(|piece| piece.is_open()) {
        let text = piece.text.clone();
        if let Some(steps) = breadcrumb(&text) {
            if facts.section.is_empty() {
                facts.section = steps;
            }
            piece.set_aside("breadcrumb", "path of the section");
        } else if let Some(found) = byline::parse(&text) {
            extend(&mut facts.byline, found.names);
            piece.set(BlockKind::Byline);
        } else if dates::date_line(&text).is_some() {
            piece.set(BlockKind::Date);
        } else if let Some(found) = dateline::alone(&text) {
            facts.dateline = facts.dateline.take().or(found.place);
            piece.set(BlockKind::Dateline);
        } else if CUES.is_section(&text) {
            if facts.section.is_empty() && !designed {
                facts.section = vec![text.trim_matches(|c: char| !c.is_alphanumeric() && c != '.').to_owned()];
            }
            piece.set_aside("section", "name of the section");
        }
    }
    let mut after_title = titled;
    if !titled {
        let open: Vec<usize> = (0..first).filter(|&index| pieces[index].is_open()).collect();
        let chosen = open
            .iter()
            .copied()
            .find(|&index| pieces[index].shape == Shape::Heading && pieces[index].words() >= 2)
            .or_else(|| open.iter().copied().find(|&index| pieces[index].words() >= 4))
            .or_else(|| open.iter().copied().max_by_key(|&index| (pieces[index].words(), usize::MAX - index)));
        if let Some(index) = chosen {
            facts.title = Some(pieces[index].text.clone());
            pieces[index].set(BlockKind::Title);
            after_title = true;
        }
    }
    let title_at = pieces[..first].iter().position(|piece| piece.kind == Some(BlockKind::Title));
    let nameless = facts.byline.is_empty();
    for (index, piece) in pieces[..first].iter_mut().enumerate().filter(|(_, piece)| piece.is_open()) {
        let past = after_title && title_at.is_none_or(|at| index > at);
        let count = piece.words();
        if past && nameless && byline::is_bare(&piece.text) && piece.shape == Shape::Plain {
            extend(&mut facts.byline, byline::names(&piece.text));
            piece.set(BlockKind::Byline);
        } else if past && ends_sentence(&piece.text) && count >= 2 && piece.shape != Shape::Heading {
            piece.set(BlockKind::Paragraph);
        } else if past && count >= 6 && !designed {
            piece.set(BlockKind::Heading);
        } else if past && piece.shape == Shape::Item && count >= 5 {
            piece.set(BlockKind::ListItem);
        } else if past && designed && count >= 8 && piece.shape == Shape::Plain && piece.linked < 50 {
            piece.set(BlockKind::Paragraph);
        } else {
            piece.set_aside("head", "short line before the body");
        }
    }
}

fn extend(names: &mut Vec<String>, more: Vec<String>) {
    for name in more {
        if !names.iter().any(|old| old.eq_ignore_ascii_case(&name)) {
            names.push(name);
        }
    }
}

fn label_tail(pieces: &mut [Piece], last: usize, facts: &mut Facts, designed: bool) {
    // A note on the author names him, and stands among the last paragraphs.
    let people: Vec<(String, String)> = facts
        .byline
        .iter()
        .filter_map(|name| Some((name.clone(), name.split_whitespace().last()?.to_owned())))
        .filter(|(name, _)| name.contains(' '))
        .collect();
    for piece in pieces.iter_mut().rev().filter(|piece| piece.is_open()).take(5) {
        let about = people.iter().any(|(name, last)| {
            let text = piece.text.trim_start_matches(|c: char| !c.is_alphanumeric());
            let rest = text.strip_prefix(name.as_str()).or_else(|| text.strip_prefix(last.as_str()));
            rest.is_some_and(|rest| {
                let rest = rest.trim_start_matches([',', ' ']);
                let note = [
                    "is ",
                    "was ",
                    "writes ",
                    "covers ",
                    "teaches ",
                    "reports ",
                    "reported ",
                    "has been ",
                    "a ",
                    "an ",
                    "the ",
                    "joined ",
                    "lives ",
                ];
                note.iter().any(|opener| rest.starts_with(opener)) && text.contains(' ')
            })
        });
        if about {
            piece.set_aside("author-note", "note on the author");
        }
    }
    let after = last.saturating_add(1).min(pieces.len());
    for piece in pieces[after..].iter_mut().filter(|piece| piece.is_open()) {
        let count = piece.words();
        let closed = ends_sentence(&piece.text) && !piece.text.trim_end().ends_with([':', ';']);
        if dates::date_line(&piece.text).is_some() {
            piece.set(BlockKind::Date);
        } else if let Some(found) = dateline::alone(without_formula(&piece.text)) {
            facts.dateline = facts.dateline.take().or(found.place);
            piece.set(BlockKind::Dateline);
        } else if let Some(found) = byline::parse(&piece.text).filter(|_| facts.byline.is_empty()) {
            extend(&mut facts.byline, found.names);
            piece.set(BlockKind::Byline);
        } else if closed && count >= 2 && piece.linked < 50 {
            // The last sentence of an article is often a short one.
            piece.set(if piece.shape == Shape::Item { BlockKind::ListItem } else { BlockKind::Paragraph });
        } else if piece.shape == Shape::Plain && count >= 14 && piece.linked < 50 {
            // A sentence that was cut off, or printed without its full stop.
            piece.set(BlockKind::Paragraph);
        } else if designed && piece.shape == Shape::Item && count >= 6 && piece.linked < 50 {
            piece.set(BlockKind::ListItem);
        } else if piece.shape == Shape::Item {
            piece.set_aside("tail-list", "list of tags or links after the body");
        } else {
            piece.set_aside("tail", "short line after the body");
        }
    }
}

/// The place and date that close a treaty or a communique, without "Done at".
fn without_formula(text: &str) -> &str {
    ["Done at ", "DONE at ", "DONE AT ", "Done in ", "Signed at ", "Signed in ", "Issued at ", "Issued in "]
        .iter()
        .find_map(|formula| text.strip_prefix(formula))
        .unwrap_or(text)
}

/// The kind of a piece inside the body.
fn inner_kind(piece: &Piece) -> BlockKind {
    match piece.shape {
        Shape::Item => BlockKind::ListItem,
        Shape::Quote => BlockKind::Quote,
        Shape::Heading => BlockKind::Heading,
        Shape::Plain => {
            let short = piece.words() <= 12 && !ends_sentence(&piece.text);
            if short { BlockKind::Heading } else { BlockKind::Paragraph }
        }
    }
}

/// Cuts the dateline off the paragraph that opens the body.
fn split_dateline(pieces: &mut Vec<Piece>, facts: &mut Facts) {
    let body: Vec<usize> = (0..pieces.len())
        .filter(|&index| matches!(pieces[index].kind, Some(BlockKind::Paragraph | BlockKind::Quote)))
        .take(3)
        .collect();
    for index in body {
        let Some(found) = dateline::opening(&pieces[index].text) else { continue };
        let turns = pieces.iter().filter(|piece| is_turn(&piece.text)).count();
        if pieces[index].text[..found.end].ends_with(':') && turns >= 2 {
            return;
        }
        let rest = pieces[index].text[found.end..].trim_start().to_owned();
        pieces[index].text.truncate(found.end);
        facts.dateline = found.place.or(facts.dateline.take());
        let paragraph = Piece { text: rest, ..pieces[index].clone() };
        pieces[index].kind = Some(BlockKind::Dateline);
        pieces.insert(index + 1, paragraph);
        return;
    }
}

/// A turn of an interview or a transcript: a label in capitals before a colon.
fn is_turn(text: &str) -> bool {
    text.split_once(": ").is_some_and(|(label, _)| {
        label.len() <= 40 && label.chars().any(char::is_alphabetic) && !label.chars().any(char::is_lowercase)
    })
}
