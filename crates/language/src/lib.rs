//! English news pipeline: sentences, words, tags, tree, names, lemmas and chains of mentions. It knows nothing of actors
//! or events.

mod annotation;
mod segmentation;

pub use annotation::{
    Annotation, Chain, Encoding, Mention, MentionKind, Name, NameKind, PairVectors, Sentence, Token, TokenId, Upos,
};
pub use segmentation::{RawSentence, Segmenter, Word};
