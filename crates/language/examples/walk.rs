//! A first look at the crate: loads the pipeline, annotates a text (the arguments, or a sentence of its own) and walks the trees to say
//! who does what to whom, with pronouns replaced by the names of their chains. `cargo run --example walk -- "Text to read."`

use demarche_language::{Annotation, MentionKind, Pipeline, TokenId, Upos};
use demarche_record::Span;

fn main() -> Result<(), demarche_language::Error> {
    let given = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
    let text = if given.is_empty() {
        "President Ana Dorval received the envoy of Peru in Geneva. She backed his plan but did not sign it.".to_owned()
    } else {
        given
    };
    let pipeline = Pipeline::embedded()?;
    let annotation = pipeline.annotate(&text, &[Span::new(0, text.len())]);
    for (index, sentence) in annotation.sentences.iter().enumerate() {
        println!("{}", sentence.span.of(&text));
        for name in &sentence.phrases {
            println!("  {:?}: {}", name.kind, sentence.span_of(name.tokens.clone()).of(&text));
        }
        let verbs = (0..sentence.tokens.len()).filter(|&t| sentence.tokens[t].upos == Upos::Verb);
        for verb in verbs {
            let words = |relation| -> Vec<String> {
                let children = sentence.children_by(verb, relation);
                children.map(|token| called(&annotation, &text, TokenId { sentence: index, token })).collect()
            };
            let negated = sentence.children(verb).any(|t| sentence.tokens[t].feature("Polarity") == Some("Neg"));
            println!(
                "  {}{} (subject: {}; object: {})",
                if negated { "not " } else { "" },
                sentence.tokens[verb].lemma,
                words("nsubj").join(", "),
                words("obj").join(", ")
            );
        }
    }
    Ok(())
}

/// What stands at a token: the longest name of its chain, or its own phrase.
fn called(annotation: &Annotation, text: &str, id: TokenId) -> String {
    let words = |mention: usize| {
        let mention = &annotation.mentions[mention];
        annotation.sentences[mention.sentence].span_of(mention.tokens.clone()).of(text)
    };
    let at = annotation.mentions.iter().position(|m| m.sentence == id.sentence && m.head == id.token);
    let Some(at) = at else { return annotation.sentences[id.sentence].tokens[id.token].form.clone() };
    let chain = annotation.chains.iter().find(|chain| chain.mentions.contains(&at));
    let names = chain.into_iter().flat_map(|chain| chain.mentions.iter().copied());
    let name = names.filter(|&m| annotation.mentions[m].kind == MentionKind::Name).max_by_key(|&m| words(m).len());
    words(name.unwrap_or(at)).to_owned()
}
