//! Sentences and words by white space and punctuation alone, without tags or trees: for reading without a model, and for tests
//! of rules that must not depend on one.

use demarche_language::{Annotation, Sentence, Token, Upos};
use demarche_record::Span;

/// Abbreviations that do not end a sentence.
const ABBREVIATIONS: [&str; 34] = [
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "mr", "mrs", "ms", "dr",
    "gen", "col", "lt", "sgt", "sen", "rep", "gov", "st", "no", "u.s", "u.n", "u.k", "corp", "inc", "co", "ltd", "vs",
    "prof",
];

/// The sentences and words of the blocks. Every token has the class `X`, no features and no head.
#[must_use]
pub fn annotate(text: &str, blocks: &[Span]) -> Annotation {
    let mut annotation = Annotation::default();
    for (block, span) in blocks.iter().enumerate() {
        let mut sentence: Vec<Token> = Vec::new();
        let words = words(span.of(text), span.start);
        for (index, word) in words.iter().enumerate() {
            let form = word.of(text);
            sentence.push(token(form, *word));
            let next = words.get(index + 1).map(|next| next.of(text));
            let closes = matches!(form, "." | "!" | "?" | "…")
                && next.is_none_or(|next| !next.chars().next().is_some_and(char::is_lowercase));
            if closes && !matches!(next, Some("\"" | "”" | "''" | ")"))
                || matches!(form, "\"" | "”" | "''") && closed_before(&sentence)
            {
                push(&mut annotation, block, &mut sentence);
            }
        }
        push(&mut annotation, block, &mut sentence);
    }
    annotation
}

fn closed_before(sentence: &[Token]) -> bool {
    sentence.len() > 1 && matches!(sentence[sentence.len() - 2].form.as_str(), "." | "!" | "?")
}

fn token(form: &str, span: Span) -> Token {
    Token {
        span,
        form: form.to_owned(),
        lemma: form.to_lowercase(),
        upos: Upos::X,
        feats: String::new(),
        head: None,
        deprel: String::new(),
    }
}

fn push(annotation: &mut Annotation, block: usize, tokens: &mut Vec<Token>) {
    if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
        let span = first.span.cover(last.span);
        annotation.sentences.push(Sentence { span, block, tokens: std::mem::take(tokens), ..Sentence::default() });
    }
}

/// The words of a stretch of text as spans.
fn words(text: &str, offset: usize) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut at = 0;
    for piece in text.split_inclusive(char::is_whitespace) {
        let bare = piece.trim_end();
        let (mut start, mut end) = (at, at + bare.len());
        at += piece.len();
        let mut tail = Vec::new();
        while let Some(c) = text[start..end].chars().next()
            && start + c.len_utf8() < end
            && (matches!(c, '"' | '“' | '‘' | '(' | '[' | '`' | '$' | '£' | '*')
                || c == '\'' && !text[start + 1..end].starts_with(|d: char| d.is_ascii_digit()))
        {
            spans.push(Span::new(offset + start, offset + start + c.len_utf8()));
            start += c.len_utf8();
        }
        while let Some(c) = text[start..end].chars().next_back()
            && end - c.len_utf8() > start
        {
            let word = &text[start..end - c.len_utf8()];
            let cuts = match c {
                ',' | ';' | ':' | '!' | '?' | '"' | '”' | ')' | ']' | '%' | '\'' | '’' => true,
                '.' => {
                    let low = word.to_lowercase();
                    !(ABBREVIATIONS.contains(&low.as_str())
                        || low.contains('.') && low.chars().all(|c| c.is_alphabetic() || c == '.')
                        || word.chars().count() == 1 && word.chars().all(char::is_alphabetic))
                }
                _ => false,
            };
            if !cuts {
                break;
            }
            tail.push(Span::new(offset + end - c.len_utf8(), offset + end));
            end -= c.len_utf8();
        }
        let word = &text[start..end];
        if let Some(base) = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).filter(|base| !base.is_empty())
        {
            spans.push(Span::new(offset + start, offset + start + base.len()));
            spans.push(Span::new(offset + start + base.len(), offset + end));
        } else if let Some(cut) = word.find("--").filter(|&cut| cut > 0) {
            spans.push(Span::new(offset + start, offset + start + cut));
            spans.push(Span::new(offset + start + cut, offset + end));
        } else if start < end {
            spans.push(Span::new(offset + start, offset + end));
        }
        tail.reverse();
        spans.extend(tail);
    }
    spans
}
