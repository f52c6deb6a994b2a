//! From labelled pieces to an article: canonical text, spans, date of publication, identifier.

use std::collections::BTreeMap;

use demarche_record::{Article, Basis, Block, BlockKind, Clue, Diagnostic, Interval, Published, Span};

use crate::dates;
use crate::language;
use crate::page::Facts;
use crate::piece::Piece;

/// Where an article comes from.
pub(crate) struct Origin<'a> {
    /// As the user gave it, with `#N` for the N-th item of a file.
    pub source: &'a str,
    /// Identifier that the record itself carries.
    pub id: Option<&'a str>,
}

/// Builds the article. Adds a diagnostic where the language is not English.
pub(crate) fn article(pieces: Vec<Piece>, facts: Facts, origin: &Origin, out: &mut Vec<Diagnostic>) -> Article {
    let mut text = String::with_capacity(pieces.iter().map(|piece| piece.text.len() + 2).sum());
    let mut blocks = Vec::with_capacity(pieces.len());
    for piece in pieces {
        if piece.text.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(&piece.text);
        let kind = piece.kind.unwrap_or(BlockKind::Paragraph);
        let reason = if kind == BlockKind::Furniture || kind == BlockKind::Caption { piece.reason } else { None };
        blocks.push(Block { span: Span::new(start, text.len()), kind, reason });
    }
    let published = published(&text, &blocks, facts.published, origin.source);
    let id = origin.id.map_or_else(|| identifier(origin.source, &text), str::to_owned);
    let mut article = Article {
        id,
        source: origin.source.to_owned(),
        title: facts.title.filter(|title| !title.is_empty()),
        byline: facts.byline,
        dateline: facts.dateline,
        section: facts.section,
        language: None,
        published,
        publisher: facts.publisher,
        url: facts.url,
        text,
        blocks,
    };
    let mut sample = String::new();
    for block in article.body() {
        sample.push_str(block.span.of(&article.text));
        sample.push('\n');
        if sample.len() > 20_000 {
            break;
        }
    }
    let found = language::of(&sample);
    article.language = found.map(|(tag, _)| tag.to_owned()).or_else(|| {
        facts
            .language
            .map(|tag| tag.split(['-', '_']).next().unwrap_or_default().to_lowercase())
            .filter(|tag| (2..=3).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_lowercase()))
    });
    if let Some((_, name)) = found.filter(|(tag, _)| *tag != "en") {
        out.push(
            Diagnostic::warning(origin.source, format!("the text is in {name}; only English is understood"))
                .hint("translate it into English first; its text is kept, but few facts will be found"),
        );
    }
    if article.body().next().is_none() {
        out.push(
            Diagnostic::warning(origin.source, "no article was found in it: every block looks like page furniture")
                .hint("look at it with `demarche inspect PATH --layer page`; save the page as text if the body is missing"),
        );
    }
    article
}

/// Metadata first, then a printed date, then the name of the file. A date printed without its year is kept as a clue.
fn published(text: &str, blocks: &[Block], metadata: Option<Published>, source: &str) -> Published {
    if let Some(published) = metadata {
        return published;
    }
    let mut clues = Vec::new();
    let mut printed: Option<Interval> = None;
    for kind in [BlockKind::Date, BlockKind::Dateline] {
        for block in blocks.iter().filter(|block| block.kind == kind) {
            let words = block.span.of(text);
            let Some(found) = dates::find(words) else { continue };
            let span = Span::new(block.span.start + found.start, block.span.start + found.end);
            let place = if kind == BlockKind::Date { "printed" } else { "in the dateline" };
            let says = match (found.interval, &printed) {
                (Some(interval), None) => {
                    printed = Some(interval);
                    format!("date {place}")
                }
                (Some(_), Some(_)) => format!("further date {place}"),
                (None, _) => format!("day {place} without its year"),
            };
            clues.push(Clue { span: Some(span), text: span.of(text).to_owned(), says });
        }
    }
    if printed.is_some() {
        return Published { interval: printed, basis: Basis::Printed, clues };
    }
    let stem = stem(source);
    if let Some(interval) = dates::file_date(stem) {
        clues.push(Clue { span: None, text: stem.to_owned(), says: "date in the name of the file".to_owned() });
        return Published { interval: Some(interval), basis: Basis::File, clues };
    }
    Published { interval: None, basis: Basis::Unknown, clues }
}

/// The innermost path of a source: of a member of an archive its own name, of a numbered item the name of what holds it.
fn innermost(source: &str) -> &str {
    let number = |step: &str| step.is_empty() || step.bytes().all(|byte| byte.is_ascii_digit());
    source.split('#').rfind(|step| !number(step)).unwrap_or(source)
}

/// The name of a file without folders and extension.
fn stem(source: &str) -> &str {
    let name = innermost(source).rsplit(['/', '\\']).next().unwrap_or(source);
    match name.rfind('.') {
        Some(dot) if dot > 0 => &name[..dot],
        _ => name,
    }
}

/// A readable name with a hash of the text: "2018-11-catalyst-1a2b3c4d". Files that are all called "article" or "index" take
/// the name of their folder.
fn identifier(source: &str, text: &str) -> String {
    const ANYBODY: [&str; 8] = ["article", "index", "page", "story", "text", "input", "print", "default"];
    let mut name = stem(source);
    let path = innermost(source);
    if ANYBODY.contains(&name.to_lowercase().as_str()) {
        name = path.rsplit(['/', '\\']).nth(1).filter(|folder| !["", ".", ".."].contains(folder)).unwrap_or(name);
    }
    let name = if name == "-" { "stdin" } else { name };
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() >= 60 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    let slug = if slug.is_empty() { "article" } else { slug };
    // FNV-1a: short, the same on every machine and in every version.
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{slug}-{:08x}", (hash >> 32) ^ (hash & 0xffff_ffff))
}

/// Makes the identifiers of the articles of one run unique: a second article of the same name gets "-2", and so on.
pub fn unique_ids(articles: &mut [Article]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for article in articles {
        let mut id = article.id.clone();
        while let Some(count) = seen.get_mut(&id) {
            *count += 1;
            id = format!("{}-{count}", article.id);
        }
        seen.insert(id.clone(), 1);
        article.id = id;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers() {
        let id = identifier("coverage/2018-11-catalyst.txt", "text");
        assert!(id.starts_with("2018-11-catalyst-") && id.len() == "2018-11-catalyst-".len() + 8, "{id}");
        assert!(identifier("cases/Japan Russia/article.txt", "text").starts_with("japan-russia-"));
        assert!(identifier("issue.zip#world/2018-11-talks.html#3", "text").starts_with("2018-11-talks-"));
        assert!(identifier("-", "text").starts_with("stdin-"));
        assert!(identifier("???", "text").starts_with("article-"));
        assert_ne!(identifier("a.txt", "one"), identifier("a.txt", "two"));
    }
}
