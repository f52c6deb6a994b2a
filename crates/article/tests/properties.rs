//! Properties that hold for every input: nothing panics, spans fit, blocks cover the text, and the same bytes give the same
//! article.

use demarche_article::{Format, Limits, Outcome, read_bytes};
use proptest::prelude::*;

fn check(bytes: &[u8], format: Option<Format>) -> Result<(), TestCaseError> {
    let limits = Limits {
        max_bytes: 1 << 20,
        max_page_bytes: 1 << 20,
        max_depth: 40,
        max_paragraph_bytes: 256,
        ..Limits::default()
    };
    let outcome = read_bytes("input", bytes, format, &limits);
    prop_assert_eq!(&outcome, &read_bytes("input", bytes, format, &limits));
    let Outcome { articles, diagnostics } = outcome;
    prop_assert!(!articles.is_empty() || !diagnostics.is_empty(), "neither an article nor a reason");
    for article in articles {
        let text = &article.text;
        prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "a control character is left");
        prop_assert!(unicode_normalization::is_nfc(text));
        let mut end = 0;
        for block in &article.blocks {
            prop_assert!(block.span.start >= end && block.span.end > block.span.start);
            prop_assert!(text.get(block.span.start..block.span.end).is_some(), "a span cuts a character");
            prop_assert!(text[end..block.span.start].chars().all(char::is_whitespace), "text outside the blocks");
            end = block.span.end;
        }
        prop_assert!(text[end..].trim().is_empty());
        for clue in &article.published.clues {
            if let Some(span) = clue.span {
                prop_assert_eq!(span.of(text), clue.text.as_str());
            }
        }
    }
    Ok(())
}

/// Lines as print views have them, mixed with noise.
fn lines() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("By Ada Berg | Thursday, July 16, 2015".to_owned()),
        Just("WASHINGTON, Nov 2 (Reuters) — The two delegations met on Monday and agreed to meet again.".to_owned()),
        Just("Home | World | Asia".to_owned()),
        Just("World > Asia > Japan".to_owned()),
        Just("Related: Five things".to_owned()),
        Just("About the author".to_owned()),
        Just("• item".to_owned()),
        Just(String::new()),
        "\\PC{0,80}",
        "[ -~]{0,120}",
        "(By|From|—|-|:|\\(|\\)|[0-9]{1,4}|[A-Z][a-z]+|é|日本|,| ){0,20}",
    ];
    prop::collection::vec(line, 0..24).prop_map(|lines| lines.join("\n"))
}

/// Tags, attributes and text in any order.
fn soup() -> impl Strategy<Value = String> {
    let bit = prop_oneof![
        prop::sample::select(vec![
            "<div>",
            "</div>",
            "<p class='byline'>",
            "<p>",
            "</p>",
            "<h1>",
            "</h1>",
            "<ul><li>",
            "<a href='x'>",
            "</a>",
            "<br><br>",
            "<table><tr><td>",
            "</table>",
            "<nav>",
            "</nav>",
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "<time datetime='2011-02-03'>",
            "<span class=\"",
            "<blockquote>",
            "<script type='application/ld+json'>{\"@type\":\"Article\",\"headline\":",
            "</html>",
            "<html lang=de>",
            "<svg>",
            "<template>",
            "<",
            ">",
            "&nbsp;&#x80;",
            "The two delegations met on Monday in Geneva and agreed to meet again in spring. ",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,30}",
    ];
    prop::collection::vec(bit, 0..60).prop_map(|bits| bits.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for format in [None, Some(Format::Text), Some(Format::JsonLines)] {
            check(&bytes, format)?;
        }
    }

    #[test]
    fn any_lines(text in lines()) {
        check(text.as_bytes(), Some(Format::Text))?;
    }

    #[test]
    fn any_page(page in soup()) {
        check(page.as_bytes(), Some(Format::Html))?;
    }

    #[test]
    fn any_record(text in lines(), title in "\\PC{0,40}", other in any::<Option<i64>>()) {
        let record = serde_json::json!({ "title": title, "text": text, "id": other, "published": "2011-02-30" });
        check(record.to_string().as_bytes(), Some(Format::JsonLines))?;
    }
}
