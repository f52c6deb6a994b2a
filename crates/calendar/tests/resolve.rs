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

#[test]
fn later_is_a_signal_beside_a_length() {
    let text = "They met on May 3, 1993. Three days later it was over. They met two days earlier.";
    let article = article(text, "1993-06-01");
    let annotation = plain::annotate(text, &[article.blocks[0].span]);
    let mut times = find(&article, &annotation);
    resolve(&mut times, &annotation, &article.published);
    let later = times.iter().find(|time| time.span.of(text) == "Three days later").expect("it is found");
    assert_eq!(later.timex3_span(text).of(text), "Three days");
    assert_eq!((later.timex3_kind().name(), later.timex3_value().as_str()), ("DURATION", "P3D"));
    let day = jiff::civil::date(1993, 5, 6);
    assert_eq!(later.interval, Some(Interval::day(day)), "its days stay those of the whole");
    let earlier = times.iter().find(|time| time.span.of(text) == "two days earlier").expect("it is found");
    assert_eq!(earlier.timex3_span(text), earlier.span);
}
