//! Chains of mentions of one and the same, by a sieve of rules from the surest to the boldest (Raghunathan et al. 2010, Lee et al.
//! 2013). Trees and names are read as they are; nothing is known of who is who in the world.

mod clusters;
mod knowledge;
mod mentions;
mod sieves;

use crate::annotation::{Annotation, Chain, Mention};

pub(crate) use knowledge::Lexicon;

/// Fills the mentions and chains of an annotation from its sentences. Linear in the text: every rule looks at a bounded number of
/// earlier mentions.
pub(crate) fn resolve(lexicon: &Lexicon, annotation: &mut Annotation) {
    let items = mentions::collect(lexicon, &annotation.sentences);
    let groups = sieves::run(lexicon, &annotation.sentences, &items);
    annotation.mentions = items
        .iter()
        .map(|item| Mention { sentence: item.sentence, tokens: item.tokens.clone(), head: item.head, kind: item.kind })
        .collect();
    annotation.chains = groups.into_iter().map(|mentions| Chain { mentions }).collect();
}

#[cfg(test)]
mod tests;
