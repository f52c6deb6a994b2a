//! English news pipeline: sentences, words, tags, tree, names, lemmas and chains of mentions. It knows nothing of actors
//! or events.
//!
//! Load a [`Pipeline`], [annotate](Pipeline::annotate) the blocks of a text, walk what comes back ([`Annotation`], [`Sentence`]):
//!
//! ```
//! use demarche_language::Pipeline;
//! use demarche_record::Span;
//!
//! let pipeline = Pipeline::embedded()?;
//! let text = "The president of Peru signed the treaty.";
//! let annotation = pipeline.annotate(text, &[Span::new(0, text.len())]);
//! let sentence = &annotation.sentences[0];
//! let signed = sentence.root().unwrap();
//! let subject = sentence.children_by(signed, "nsubj").next().unwrap();
//! assert_eq!(sentence.span_of(sentence.subtree_range(subject)).of(text), "The president of Peru");
//! # Ok::<(), demarche_language::Error>(())
//! ```
//!
//! [`conllu`] reads treebanks and writes annotations as CoNLL-U, CorefUD and BIO. `examples/walk.rs` is the place to start.

mod annotation;
pub mod conllu;
mod coreference;
mod decode;
mod error;
mod lemma;
mod model;
mod phrases;
mod pieces;
mod pipeline;
mod segmentation;
mod tree;

pub use annotation::{
    Annotation, Chain, Encoding, Mention, MentionKind, Name, NameKind, PairVectors, Phrase, Sentence, Token, TokenId,
    Upos,
};
pub use error::Error;
pub use pipeline::Pipeline;
pub use segmentation::{RawSentence, Segmenter, Word};
