//! A piece of a page before and after it is known what it is. Readers make pieces; `assemble` turns them into blocks.

use demarche_record::BlockKind;

/// A stretch of text that the page sets apart: a paragraph, a heading, a line, an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Its text on one line, with single blanks.
    pub text: String,
    /// What the reader takes it for; `None` while nothing is known.
    pub kind: Option<BlockKind>,
    /// Why it was set aside, when it is furniture.
    pub reason: Option<String>,
    /// How the page sets it.
    pub shape: Shape,
    /// Percent of its letters that are links.
    pub linked: u8,
}

/// How the page sets a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Nothing special.
    Plain,
    /// A heading.
    Heading,
    /// An item of a list.
    Item,
    /// Inside a block quotation.
    Quote,
}

impl Piece {
    pub fn new(text: impl Into<String>, shape: Shape) -> Self {
        Self { text: text.into(), kind: None, reason: None, shape, linked: 0 }
    }

    pub fn of(text: impl Into<String>, kind: BlockKind) -> Self {
        Self { kind: Some(kind), ..Self::new(text, Shape::Plain) }
    }

    pub fn set(&mut self, kind: BlockKind) {
        self.kind = Some(kind);
        self.reason = None;
    }

    pub fn set_aside(&mut self, id: &str, reason: &str) {
        self.kind = Some(BlockKind::Furniture);
        self.reason = Some(format!("{id}: {reason}"));
    }

    pub fn is_open(&self) -> bool {
        self.kind.is_none()
    }

    /// Words, counted by white space, that hold a letter or a digit.
    pub fn words(&self) -> usize {
        words(&self.text)
    }

    /// Whether it reads like sentences: long enough, and closed by a full stop, or very long.
    pub fn is_prose(&self) -> bool {
        is_prose(&self.text)
    }
}

/// Words by white space; scripts that are written without it count two characters as a word.
pub(crate) fn words(text: &str) -> usize {
    let dense = text.chars().filter(|c| matches!(c, '\u{e00}'..='\u{eff}' | '\u{3040}'..='\u{9fff}')).count();
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count() + dense / 2
}

pub(crate) fn is_prose(text: &str) -> bool {
    let count = words(text);
    count >= 25 || (count >= 8 && ends_sentence(text)) || (count >= 3 && ends_sentence(text) && is_speech(text))
}

/// A turn of an interview or a quotation: short, and yet content.
fn is_speech(text: &str) -> bool {
    let text = text.trim_start();
    let label = text.split_once(':').is_some_and(|(label, rest)| {
        rest.starts_with(' ') && label.split(' ').count() <= 3 && label.starts_with(char::is_uppercase)
    });
    label || text.starts_with(['"', '“', '«', '„', '‘'])
}

/// Whether the text closes like a sentence, quotation marks and brackets left aside.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || "\"'”’»)]*“".contains(c));
    text.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', ';', ':']) && !text.ends_with("...")
}
