//! An article as the readers hand it on: canonical text, blocks, and what the page says of itself.

use serde::{Deserialize, Serialize};

use crate::{Interval, Span};

/// Identifies an article within one run; a stable string derived from its source, never from the clock.
pub type ArticleId = String;

/// One article: its canonical text (NFC, UTF-8, `\n` line ends) and what is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Stable identifier, unique within a run.
    pub id: ArticleId,
    /// Where it came from: a path as the user gave it, `-` for standard input, with `#N` for the N-th item of a file.
    pub source: String,
    /// Title without site names.
    pub title: Option<String>,
    /// Authors, in order, without "By".
    pub byline: Vec<String>,
    /// Place that opens a wire story, as printed ("WASHINGTON").
    pub dateline: Option<String>,
    /// Section path, outermost first.
    pub section: Vec<String>,
    /// BCP 47 tag of the language ("en"), or `None` where the text is too short to tell.
    pub language: Option<String>,
    /// When it was published.
    pub published: Published,
    /// Name of the paper or site, where the page tells.
    pub publisher: Option<String>,
    /// Address of the page, where it tells.
    pub url: Option<String>,
    /// The canonical text. Every span of the record points into it.
    pub text: String,
    /// The blocks of the text in order, which never overlap. Text between blocks is white space.
    pub blocks: Vec<Block>,
}

impl Article {
    /// A text without metadata or date, one paragraph from its first byte to its last: a sentence to be labelled, a test.
    #[must_use]
    pub fn plain(id: impl Into<ArticleId>, source: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            id: id.into(),
            source: source.into(),
            title: None,
            byline: Vec::new(),
            dateline: None,
            section: Vec::new(),
            language: None,
            published: Published::unknown(),
            publisher: None,
            url: None,
            blocks: vec![Block { span: Span::new(0, text.len()), kind: BlockKind::Paragraph, reason: None }],
            text,
        }
    }

    /// The blocks to be read as content: headings and body, never furniture, title, byline or captions.
    pub fn body(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| block.kind.is_body())
    }
}

/// One block of the canonical text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
    /// For furniture: why it was set aside, as a rule id with words ("tag list after the body").
    pub reason: Option<String>,
}

/// What a block of a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// The title of the article.
    Title,
    /// Who wrote it.
    Byline,
    /// A printed date line or time stamp.
    Date,
    /// "WASHINGTON –" in front of the first sentence.
    Dateline,
    /// A heading within the body, or a standfirst.
    Heading,
    /// A paragraph of the body.
    Paragraph,
    /// An item of a list in the body.
    ListItem,
    /// A block quotation in the body.
    Quote,
    /// A caption of a picture.
    Caption,
    /// Print buttons, breadcrumbs, tags, share lines, related links: never read as content.
    Furniture,
}

impl BlockKind {
    /// Whether sentences of the block are read as content.
    #[must_use]
    pub fn is_body(self) -> bool {
        matches!(self, Self::Heading | Self::Paragraph | Self::ListItem | Self::Quote)
    }
}

/// When an article was published, how that is known, and by which clues.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// First to last possible day; `None` where unknown.
    #[serde(flatten)]
    pub interval: Option<Interval>,
    /// How it is known.
    pub basis: Basis,
    /// What the answer rests on.
    pub clues: Vec<Clue>,
}

impl Published {
    /// A date nobody knows yet.
    #[must_use]
    pub fn unknown() -> Self {
        Self { interval: None, basis: Basis::Unknown, clues: Vec::new() }
    }
}

/// How a date of publication is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Printed in the text.
    Printed,
    /// In the metadata of the page or the record (JSON-LD, Open Graph, meta, `time`, a JSONL field).
    Metadata,
    /// In the name of the file.
    File,
    /// Inferred from the text.
    Inferred,
    /// Not known.
    Unknown,
}

/// One clue to a date: the words, and what follows from them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clue {
    /// Where the words stand, if in the text.
    pub span: Option<Span>,
    /// The words or the metadata field.
    pub text: String,
    /// What follows, in plain words ("not before 14 November").
    pub says: String,
}
