//! Whatever the text, the calendar neither panics nor leaves it: spans fit, intervals are in order, the same text gives the
//! same answer.

use demarche_calendar::{Bearing, DateConstraint, date_article, find, plain, resolve};
use demarche_record::{Article, Basis, Block, BlockKind, Granularity, Interval, Published, Span};
use proptest::prelude::*;

fn article(text: String, published: Published) -> Article {
    let block = Block { span: Span::new(0, text.len()), kind: BlockKind::Paragraph, reason: None };
    Article {
        id: "a".into(),
        source: "a".into(),
        title: None,
        byline: vec![],
        dateline: None,
        section: vec![],
        language: None,
        published,
        publisher: None,
        url: None,
        text,
        blocks: vec![block],
    }
}

fn check(text: String, day: Option<jiff::civil::Date>, width: i64) {
    let published = day.map_or_else(Published::unknown, |day| Published {
        interval: Some(Interval::between(day, day.saturating_add(jiff::Span::new().days(width)), Granularity::Span)),
        basis: Basis::Printed,
        clues: vec![],
    });
    let article = article(text, published);
    let annotation = plain::annotate(&article.text, &[article.blocks[0].span]);
    for sentence in &annotation.sentences {
        for token in &sentence.tokens {
            assert_eq!(token.span.of(&article.text), token.form);
        }
    }
    let mut times = find(&article, &annotation);
    assert_eq!(times, find(&article, &annotation));
    resolve(&mut times, &annotation, &article.published);
    for pair in times.windows(2) {
        assert!(pair[0].span.end <= pair[1].span.start, "expressions never overlap");
    }
    for time in &times {
        assert!(!time.span.of(&article.text).is_empty());
        assert!(!time.value.is_empty() && !time.rule.is_empty());
        if let Some(Interval { earliest: Some(first), latest: Some(last), .. }) = time.interval {
            assert!(first <= last, "{} is {first} to {last}", time.span.of(&article.text));
        }
    }
    let undated = Article { published: Published::unknown(), ..article };
    let constraint = DateConstraint {
        bearing: Bearing::Occasion,
        any_of: day.map(Interval::day).into_iter().collect(),
        span: Some(undated.blocks[0].span),
        text: "the summit".into(),
        says: "the summit took place".into(),
        firm: true,
    };
    let inferred = date_article(&undated, &annotation, &times, &[constraint]);
    if let Some(Interval { earliest: Some(first), latest: Some(last), .. }) = inferred.interval {
        assert!(first <= last);
    }
}

fn word() -> impl Strategy<Value = String> {
    const WORDS: [&str; 72] = [
        "early",
        "mid-",
        "late",
        "the",
        "end",
        "of",
        "last",
        "next",
        "this",
        "past",
        "year",
        "years",
        "week",
        "month",
        "quarter",
        "decade",
        "century",
        "second",
        "first",
        "third",
        "Monday",
        "Tuesday",
        "Jan.",
        "February",
        "29",
        "30",
        "31",
        "2018",
        "1900",
        "9999",
        "0000",
        "1951-53",
        "11-12",
        "to",
        "from",
        "between",
        "and",
        "since",
        "by",
        "ago",
        "earlier",
        "later",
        "before",
        "after",
        "two",
        "hundred",
        "thousand",
        "1/2",
        "10:30",
        "25:99",
        "p.m.",
        "a.m.",
        "noon",
        "morning",
        "tonight",
        "tomorrow",
        "yesterday",
        "1990s",
        "'90s",
        "19th",
        "every",
        "several",
        "few",
        "a",
        "-",
        "–",
        ",",
        ".",
        "Ramadan",
        "Easter",
        "weekend",
        "999999999",
    ];
    prop_oneof![4 => prop::sample::select(WORDS.to_vec()).prop_map(str::to_owned), 1 => "[0-9]{1,5}", 1 => "\\PC{0,6}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_of_words_of_time(words in prop::collection::vec(word(), 0..24), year in -9999_i16..=9999, month in 1_i8..=12, width in 0_i64..60) {
        check(words.join(" "), jiff::civil::Date::new(year, month, 1).ok(), width);
    }

    #[test]
    fn any_text(text in "\\PC{0,200}") {
        check(text, None, 0);
    }
}
