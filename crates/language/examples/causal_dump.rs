//! Prints what `training/causal_spans.py` reads: a JSON line for each line of standard input, taken as one sentence, with its words
//! (start, end, class, head or -1, relation, lemma) and what the causal heads say.

use std::io::BufRead as _;

use demarche_language::Pipeline;
use demarche_record::Span;

fn main() {
    let pipeline = Pipeline::embedded().expect("the embedded model loads");
    for line in std::io::stdin().lock().lines() {
        let text = line.expect("standard input is UTF-8");
        let annotation = pipeline.annotate(&text, &[Span::new(0, text.len())]);
        let spans: Vec<Span> = annotation.sentences.iter().flat_map(|s| s.tokens.iter().map(|t| t.span)).collect();
        let parsed;
        let sentence = if let [one] = &annotation.sentences[..] {
            one
        } else {
            parsed = pipeline.parse(&[spans.iter().map(|span| span.of(&text).to_owned()).collect()]);
            &parsed[0]
        };
        let words: Vec<serde_json::Value> = sentence
            .tokens
            .iter()
            .zip(&spans)
            .map(|(t, span)| {
                let head = t.head.map_or(-1, |head| head as i64);
                serde_json::json!([span.start, span.end, format!("{:?}", t.upos), head, t.deprel, t.lemma])
            })
            .collect();
        let encoding = &sentence.encoding;
        println!(
            "{}",
            serde_json::json!({"text": text, "causal": encoding.causal, "words": words, "heads": encoding.cause_spans})
        );
    }
}
