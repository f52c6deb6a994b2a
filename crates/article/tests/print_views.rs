//! A print view with much around it: what is kept, and as what.

use demarche_article::{Limits, read_bytes};
use demarche_record::BlockKind::{self, Byline, Caption, Date, Dateline, Furniture, Heading, Paragraph, Title};

const PAGE: &str = "The Meridian view

Skip to main content
Advertisement

WORLD NEWS
UPDATED: Tue 27 Nov 2018 14.05 GMT

Strait crisis: can the accord still be saved?
Talks collapse over prisoners as one side hardens its stance, diplomats say
Ada Berg in Kyiv and John Smith

KYIV, Ukraine (AP) — The president met envoys on Monday. It went badly.

\"We will not yield,\" he said.

READ MORE: Five questions about the strait

Not yet.

AP Photo/Jane Doe

He left for Brussels on Tuesday, where ministers are expected to discuss sanctions.

Ada Berg is the Kyiv bureau chief.
(Reporting by Ada Berg; editing by Wu Li)
Copyright 2018 The Meridian. All rights reserved.
Comments (23)
Most read
1. Cats
2. Dogs
";

#[test]
fn print_view() {
    let outcome = read_bytes("page.txt", PAGE.as_bytes(), None, &Limits::default());
    assert_eq!(outcome.diagnostics, []);
    let article = &outcome.articles[0];
    assert_eq!(article.title.as_deref(), Some("Strait crisis: can the accord still be saved?"));
    assert_eq!(article.byline, ["Ada Berg", "John Smith"]);
    assert_eq!(article.dateline.as_deref(), Some("KYIV, Ukraine"));
    assert_eq!(article.section, ["WORLD NEWS"]);
    let day = article.published.interval.as_ref().and_then(|interval| interval.earliest).map(|day| day.to_string());
    assert_eq!(day.as_deref(), Some("2018-11-27"));
    let kinds: Vec<(BlockKind, &str)> = article
        .blocks
        .iter()
        .map(|block| (block.kind, block.span.of(&article.text)))
        .filter(|(kind, _)| *kind != Furniture)
        .map(|(kind, text)| (kind, &text[..text.len().min(12)]))
        .collect();
    assert_eq!(
        kinds,
        [
            (Date, "UPDATED: Tue"),
            (Title, "Strait crisi"),
            (Heading, "Talks collap"),
            (Byline, "Ada Berg in "),
            (Dateline, "KYIV, Ukrain"),
            (Paragraph, "The presiden"),
            (Paragraph, "\"We will not"),
            (Paragraph, "Not yet."),
            (Caption, "AP Photo/Jan"),
            (Paragraph, "He left for "),
        ]
    );
    let reasons: Vec<&str> = article.blocks.iter().filter_map(|block| block.reason.as_deref()).collect();
    assert_eq!(reasons.len(), 13, "{reasons:#?}");
}
