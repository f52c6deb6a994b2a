//! What the measuring programs share: an article from bare text, and the annotator.

use demarche_language::{Annotation, Pipeline};

use super::{Article, Block, BlockKind, Published, Span};

/// An article whose blocks are the paragraphs of the text.
pub fn article(source: &str, text: String, published: Published) -> Article {
    let mut blocks = Vec::new();
    let mut start = 0;
    for paragraph in text.split_inclusive("\n\n") {
        let bare = paragraph.trim();
        if !bare.is_empty() {
            let at = start + paragraph.find(bare).unwrap_or(0);
            blocks.push(Block { span: Span::new(at, at + bare.len()), kind: BlockKind::Paragraph, reason: None });
        }
        start += paragraph.len();
    }
    Article {
        id: source.to_owned(),
        source: source.to_owned(),
        title: None,
        byline: Vec::new(),
        dateline: None,
        section: Vec::new(),
        language: Some("en".to_owned()),
        published,
        publisher: None,
        url: None,
        text,
        blocks,
    }
}

/// Reads with the language pipeline, or with the words alone where `--words` is given.
pub struct Reader(Option<Pipeline>);

impl Reader {
    pub fn new() -> Self {
        if std::env::args().any(|argument| argument == "--words") {
            return Self(None);
        }
        match Pipeline::embedded() {
            Ok(pipeline) => Self(Some(pipeline)),
            Err(error) => {
                eprintln!("{error}; reading by the words alone");
                Self(None)
            }
        }
    }

    pub fn name(&self) -> &'static str {
        if self.0.is_some() { "the language pipeline" } else { "the words alone" }
    }

    pub fn annotate(&self, article: &Article) -> Annotation {
        let blocks: Vec<Span> = article.body().map(|block| block.span).collect();
        match &self.0 {
            Some(pipeline) => pipeline.annotate(&article.text, &blocks),
            None => demarche_calendar::plain::annotate(&article.text, &blocks),
        }
    }
}
