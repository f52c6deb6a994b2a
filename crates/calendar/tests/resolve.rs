//! Values and intervals of sentences with a known day of publication: runs `resolve_cases.toml`.

use demarche_calendar::{find, plain, resolve};
use demarche_record::{Article, Basis, Block, BlockKind, Granularity, Interval, Published, Span};
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    about: String,
    published: String,
    text: String,
    expect: Vec<String>,
}

fn article(text: &str, published: &str) -> Article {
    let day = |text: &str| text.parse::<jiff::civil::Date>().expect("a day");
    let interval = match published.split_once("..") {
        Some((first, last)) => Some(Interval::between(day(first), day(last), Granularity::Week)),
        None if published.is_empty() => None,
        None => Some(Interval::day(day(published))),
    };
    let basis = if interval.is_some() { Basis::Printed } else { Basis::Unknown };
    let block = Block { span: Span::new(0, text.len()), kind: BlockKind::Paragraph, reason: None };
    Article {
        id: "a".into(),
        source: "a".into(),
        title: None,
        byline: vec![],
        dateline: None,
        section: vec![],
        language: Some("en".into()),
        published: Published { interval, basis, clues: vec![] },
        publisher: None,
        url: None,
        text: text.to_owned(),
        blocks: vec![block],
    }
}

#[test]
fn every_sentence_means_its_days() {
    let cases: Cases = toml::from_str(include_str!("resolve_cases.toml")).expect("resolve_cases.toml");
    let mut wrong = Vec::new();
    for case in &cases.case {
        let article = article(&case.text, &case.published);
        let annotation = plain::annotate(&case.text, &[article.blocks[0].span]);
        let mut times = find(&article, &annotation);
        resolve(&mut times, &annotation, &article.published);
        let end = |day: Option<jiff::civil::Date>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
        let shown: Vec<String> = times
            .iter()
            .map(|time| {
                let modifier = time.modifier.map(|m| format!("/{}", m.name())).unwrap_or_default();
                let (first, last) = time.interval.as_ref().map_or((None, None), |i| (i.earliest, i.latest));
                format!("{} | {}{modifier} | {}..{}", time.span.of(&case.text), time.value, end(first), end(last))
            })
            .collect();
        let missing: Vec<&String> = case.expect.iter().filter(|expected| !shown.contains(expected)).collect();
        if !missing.is_empty() || case.expect.is_empty() && !shown.is_empty() {
            wrong.push(format!("{}\n  expected {missing:#?}\n  among {shown:#?}", case.about));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
