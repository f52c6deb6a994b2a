//! Readers: files, folders, archives, feeds, standard input and records become articles, with page furniture set aside. What an article
//! says is never looked at here; only what is text of the article and what stands around it.
//!
//! ```
//! use demarche_article::{Limits, read_bytes};
//! let page = "Envoys Return to the Table\n\nBy Ada Berg\n\nGENEVA - The two delegations met on Monday.\n\nShare | Print";
//! let outcome = read_bytes("story.txt", page.as_bytes(), None, &Limits::default());
//! let article = &outcome.articles[0];
//! assert_eq!(article.title.as_deref(), Some("Envoys Return to the Table"));
//! assert_eq!(article.byline, ["Ada Berg"]);
//! assert_eq!(article.dateline.as_deref(), Some("GENEVA"));
//! let body: Vec<&str> = article.body().map(|block| block.span.of(&article.text)).collect();
//! assert_eq!(body, ["The two delegations met on Monday."]);
//! ```

mod archive;
mod assemble;
mod budget;
mod byline;
mod cues;
mod dateline;
mod dates;
mod decode;
mod docx;
mod epub;
mod feed;
mod format;
mod html;
mod input;
mod jsonl;
mod language;
mod limits;
mod metadata;
mod page;
mod pdf;
mod pdf_layout;
mod piece;
mod reader;
pub mod shingles;
mod text;
mod warc;
mod xml;

pub use assemble::unique_ids;
pub use format::Format;
pub use input::{Input, list_inputs};
pub use limits::Limits;
pub use pdf::{PdfDocument, PdfExtractor, PdfLine, PdfPage, extract_pdf};
pub use reader::{Outcome, Reader, read_bytes, read_each, read_input};
