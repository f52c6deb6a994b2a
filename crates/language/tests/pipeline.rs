//! The pipeline as a whole, with the embedded model: what must hold whatever the weights say.

use std::sync::LazyLock;

use demarche_language::{Annotation, Pipeline, Sentence};
use demarche_record::Span;

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| Pipeline::embedded().expect("the embedded model loads"));

fn annotate(text: &str) -> Annotation {
    PIPELINE.annotate(text, &[Span::new(0, text.len())])
}

/// One root, and every word reaches it.
fn assert_tree(sentence: &Sentence) {
    let Some(root) = sentence.root() else { panic!("a sentence has a root: {sentence:?}") };
    assert_eq!(sentence.tokens.iter().filter(|t| t.head.is_none()).count(), 1);
    assert_eq!(sentence.subtree(root).len(), sentence.tokens.len());
    assert!(sentence.tokens.iter().all(|t| (t.deprel == "root") == t.head.is_none()));
    for names in sentence.names.windows(2) {
        assert!(names[0].tokens.end <= names[1].tokens.start);
    }
    let count = sentence.tokens.len();
    assert!(sentence.phrases.iter().all(|p| p.tokens.contains(&p.head) && p.tokens.end <= count));
    assert!(sentence.phrases.windows(2).all(|pair| pair[0].head < pair[1].head));
    assert_eq!(sentence.encoding.roles.len(), count);
    assert_eq!(sentence.encoding.cause_spans.len(), count);
    assert_eq!(PIPELINE.relation(sentence, 0..1, count - 1..count).len(), PIPELINE.pair_labels().len());
}

const STORY: [&str; 12] = [
    "The two foreign ministers met in Geneva on Monday.",
    "They agreed to resume talks on the border in March.",
    "The president of the assembly refused to sign.",
    "Oil prices fell.",
    "Both sides want peace, he said.",
    "No date was set for the next round of negotiations.",
    "She did not go.",
    "Hopes rose after the ceasefire held for a third week.",
    "The envoy, who arrived on Sunday, left without a word.",
    "Why?",
    "A treaty would need the consent of both parliaments.",
    "The delegations will meet again in Cairo in two weeks, officials said, unless shelling resumes along the northern line.",
];

#[test]
fn a_sentence_alone_and_in_any_company_gives_the_same_numbers() {
    let bare = |mut sentence: Sentence| {
        let start = sentence.span.start;
        for token in &mut sentence.tokens {
            token.span = Span::new(token.span.start - start, token.span.end - start);
        }
        sentence.span = Span::new(0, sentence.span.len());
        sentence
    };
    let alone: Vec<Sentence> = STORY.iter().flat_map(|text| annotate(text).sentences).map(bare).collect();
    let mut order: Vec<usize> = (0..STORY.len()).collect();
    for turn in 0..STORY.len() {
        order.rotate_left(1);
        let chosen: Vec<usize> = order.iter().copied().cycle().take(3 + turn * 3).collect();
        let text = chosen.iter().map(|&index| STORY[index]).collect::<Vec<_>>().join(" ");
        let together: Vec<Sentence> = annotate(&text).sentences.into_iter().map(bare).collect();
        assert_eq!(together.len(), chosen.len());
        for (sentence, &index) in together.iter().zip(&chosen) {
            let (a, b) = (&sentence.encoding, &alone[index].encoding);
            assert!(sentence.tokens == alone[index].tokens && sentence.names == alone[index].names, "{}", STORY[index]);
            assert_eq!(sentence.phrases, alone[index].phrases, "phrases of {}", STORY[index]);
            assert!(a.cause_spans == b.cause_spans && a.roles == b.roles, "word heads of {}", STORY[index]);
            assert_eq!(a.causal.to_bits(), b.causal.to_bits(), "cause head of {}", STORY[index]);
            let scores = |sentence: &Sentence| PIPELINE.relation(sentence, 0..1, 1..2);
            assert_eq!(scores(sentence), scores(&alone[index]), "relation head of {}", STORY[index]);
        }
    }
}

#[test]
fn threads_do_not_disturb_each_other() {
    let text = STORY.join(" ");
    let alone = annotate(&text);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(|| annotate(&text))).collect();
        for worker in workers {
            assert_eq!(worker.join().expect("no panic"), alone);
        }
    });
}

#[test]
fn long_sentences_are_read_in_parts_and_joined_to_one_tree() {
    let text = format!("The ministers of {} signed.", ["Chad, Mali and the republic of Niger"; 80].join("; "));
    let annotation = annotate(&text);
    assert_eq!(annotation.sentences.len(), 1);
    assert!(annotation.sentences[0].tokens.len() > 600);
    assert_tree(&annotation.sentences[0]);
    let endless = "Chad, Mali and the republic of Niger; ".repeat(200);
    let annotation = annotate(&endless);
    assert!(annotation.sentences.iter().all(|s| s.tokens.len() <= 800));
    annotation.sentences.iter().for_each(assert_tree);
}

#[test]
fn odd_text_is_annotated() {
    let marks = format!("The caf{}e closed.", "\u{301}".repeat(10_000));
    let letters = "x".repeat(1_000_000);
    let emoji = "👩‍👩‍👧 said 🙂🙂 to שלום עולם.".to_owned();
    let controls = "\u{0}\u{1}\u{7f} A\u{200b}B \u{202e}cba\u{fffd}\u{fffd} \u{ad}".to_owned();
    let words = "peace talks ".repeat(600);
    let stops = "No. Yes! ".repeat(400);
    for text in [
        marks,
        letters,
        emoji,
        controls,
        words,
        stops,
        String::new(),
        " \n\n ".to_owned(),
        ".".to_owned(),
        "\"".repeat(500),
    ] {
        let annotation = annotate(&text);
        annotation.sentences.iter().for_each(assert_tree);
        for sentence in &annotation.sentences {
            assert!(sentence.tokens.iter().all(|t| t.form == t.span.of(&text) && sentence.span.contains(t.span)));
        }
    }
}

#[test]
fn phrases_are_whole_and_lie_in_one_another() {
    let text = "The foreign minister of Peru met President Ana Dorval of Mali in Geneva.";
    let sentence = annotate(text).sentences.remove(0);
    let shown: Vec<&str> = sentence.phrases.iter().map(|p| sentence.span_of(p.tokens.clone()).of(text)).collect();
    for phrase in ["Peru", "Mali", "Geneva"] {
        assert!(shown.contains(&phrase), "{shown:?}");
    }
    let dorval = sentence.phrases.iter().find(|p| p.kind == demarche_language::NameKind::Person).expect("a person");
    let whole = sentence.span_of(dorval.tokens.clone()).of(text);
    assert!(whole.starts_with("President Ana Dorval"), "{shown:?}");
}

#[test]
fn cost_does_not_grow_with_the_square_of_a_sentence() {
    // No clock: the words of an endless sentence come in parts, each within the model, and all of them come.
    let text = format!("The {} talks failed.", ["old"; 2_000].join(" "));
    let annotation = annotate(&text);
    annotation.sentences.iter().for_each(assert_tree);
    assert_eq!(annotation.sentences.iter().map(|s| s.tokens.len()).sum::<usize>(), 2_004);
}

#[test]
fn only_the_blocks_are_read_and_blocks_divide_sentences() {
    let text = "Share this! The talks\nfailed. Tags: peace";
    let annotation = PIPELINE.annotate(text, &[Span::new(12, 21), Span::new(22, 29)]);
    let shown: Vec<&str> = annotation.sentences.iter().map(|s| s.span.of(text)).collect();
    assert_eq!(shown, ["The talks", "failed."]);
    assert_eq!(annotation.sentences[1].block, 1);
}

#[test]
fn relation_asks_for_spans_inside_the_sentence() {
    let sentence = annotate("Chad accused Mali.").sentences.remove(0);
    let scores = PIPELINE.relation(&sentence, 0..1, 2..3);
    assert!((scores.iter().sum::<f32>() - 1.0).abs() < 1e-4);
    #[allow(clippy::reversed_empty_ranges, reason = "what is refused")]
    for (source, target) in [(0..0, 2..3), (0..1, 2..9), (3..1, 0..1)] {
        assert!(PIPELINE.relation(&sentence, source, target).is_empty());
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
    #[test]
    fn any_text_is_annotated(text in ".{0,300}|([A-Za-z0-9.,'’\"\\-/ !?$%&@\n]{0,300})") {
        annotate(&text).sentences.iter().for_each(assert_tree);
    }
}
