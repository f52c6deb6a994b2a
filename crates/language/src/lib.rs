//! English news pipeline: sentences, words, tags, tree, names, lemmas and chains of mentions. It knows nothing of actors
//! or events.

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

pub use annotation::{
    Annotation, Chain, Encoding, Mention, MentionKind, Name, NameKind, PairVectors, Phrase, Sentence, Token, TokenId,
    Upos,
};
pub use error::Error;
pub use pipeline::Pipeline;
pub use segmentation::{RawSentence, Segmenter, Word};
