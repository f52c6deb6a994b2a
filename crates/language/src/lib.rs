//! English news pipeline: sentences, words, tags, tree, names, lemmas and chains of mentions. It knows nothing of actors
//! or events.

mod annotation;

pub use annotation::{
    Annotation, Chain, Encoding, Mention, MentionKind, Name, NameKind, PairVectors, Sentence, Token, TokenId, Upos,
};
