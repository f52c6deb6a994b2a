//! Findings that mean harm: markup in every field, control characters, spans that fit nothing, and random ones.

use demarche_record::{Confidence, Findings, Interval, PloverType, Span, Status};
use proptest::prelude::*;

use super::{anstyle_free, brief, invented};
use crate::render;

const EVIL: &str = "<script>alert(1)</script>\u{1b}[31m & \"x\" 'y' `z` [a](javascript:b) *c* \u{202e}";

/// Every text of the findings replaced, the structure kept.
fn with_texts(mut findings: Findings, text: &str) -> Findings {
    for article in &mut findings.articles {
        article.title = Some(text.into());
        article.source = text.into();
        article.byline = vec![text.into()];
        article.publisher = Some(text.into());
        article.dateline = Some(text.into());
    }
    for actor in &mut findings.actors {
        actor.name = format!("{text}{}", actor.id);
        actor.office = Some(text.into());
    }
    for event in &mut findings.events {
        event.content = text.into();
        event.place = Some(text.into());
        event.occasion = Some(text.into());
        event.issue = Some(text.into());
    }
    for position in &mut findings.positions {
        position.content = text.into();
        position.issue = Some(text.into());
    }
    for shift in &mut findings.shifts {
        shift.from = Some(text.into());
        shift.to = Some(text.into());
        shift.issue = Some(text.into());
    }
    for driver in &mut findings.drivers {
        driver.content = text.into();
    }
    for measure in &mut findings.measures {
        measure.what = text.into();
        measure.unit = Some(text.into());
        measure.population = Some(text.into());
    }
    for item in &mut findings.agenda {
        item.what = text.into();
        item.event = None;
        item.place = Some(text.into());
        item.occasion = Some(text.into());
    }
    for diagnostic in &mut findings.diagnostics {
        diagnostic.source = text.into();
        diagnostic.message = text.into();
        diagnostic.hint = Some(text.into());
    }
    findings
}

/// Fails where the HTML holds an element that no renderer of ours writes, or is not well formed.
fn check_html(html: &str) {
    const OURS: [&str; 42] = [
        "html",
        "head",
        "meta",
        "link",
        "title",
        "style",
        "body",
        "a",
        "header",
        "p",
        "h1",
        "h2",
        "h3",
        "nav",
        "ul",
        "li",
        "main",
        "section",
        "span",
        "strong",
        "q",
        "ol",
        "mark",
        "cite",
        "figure",
        "figcaption",
        "div",
        "svg",
        "line",
        "text",
        "rect",
        "circle",
        "path",
        "em",
        "g",
        "br",
        "hr",
        "b",
        "i",
        "small",
        "abbr",
        "time",
    ];
    let document = dom_query::Document::from(html);
    assert!(document.errors.borrow().is_empty(), "{:?}", document.errors.borrow());
    for node in document.select("*").nodes() {
        let name = node.node_name().unwrap_or_default().to_string();
        assert!(OURS.contains(&name.as_str()), "<{name}> was let in");
        for attribute in node.attrs() {
            let name = attribute.name.local.to_string();
            assert!(!name.starts_with("on"), "{name} was let in");
            assert!(
                !attribute.value.to_lowercase().contains("javascript:") || name == "aria-label",
                "{name}={}",
                attribute.value
            );
        }
    }
    assert!(!html.chars().any(|c| c.is_control() && c != '\n'), "control characters");
}

fn check_terminal(text: &str) {
    let plain = anstyle_free(text);
    assert!(!plain.chars().any(|c| c.is_control() && c != '\n'), "control characters in {plain:?}");
}

/// Outside our own anchors and links no character that begins markup stands without its backslash.
fn check_markdown(text: &str) {
    let mut rest = text.to_owned();
    for number in 0..=text.matches("<a id=\"s").count() {
        rest = rest.replace(&format!("<a id=\"s{number}\"></a>"), "").replace(&format!("[{number}](#s{number})"), "");
    }
    let mut escaped = false;
    for c in rest.chars() {
        assert!(escaped || !matches!(c, '<' | '>' | '`' | '[' | ']' | '~' | '|' | '$'), "{c} in {rest}");
        escaped = c == '\\' && !escaped;
    }
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "control characters");
}

fn check_all(findings: &Findings) {
    let brief = brief(findings);
    check_html(&render::html(&brief));
    check_markdown(&render::markdown(&brief));
    check_terminal(&render::terminal(&brief, 80));
    assert!(serde_json::from_str::<serde_json::Value>(&render::json(&brief)).is_ok());
}

#[test]
fn the_invented_brief_is_well_formed() {
    check_all(&invented::findings());
    check_all(&Findings::default());
}

#[test]
fn markup_in_every_field_stays_text() {
    let findings = with_texts(invented::findings(), EVIL);
    let brief = brief(&findings);
    assert!(!render::html(&brief).contains("<script"));
    assert!(!render::terminal(&brief, 80).contains("\u{1b}[31m &"));
    check_all(&findings);
}

#[test]
fn evidence_that_fits_no_article_is_shown_by_its_own_words() {
    let mut findings = invented::findings();
    for event in &mut findings.events {
        for evidence in &mut event.evidence {
            evidence.article = "nowhere".into();
            evidence.sentence = Span::new(70_000, 80_000);
        }
    }
    findings.events[0].sources = vec!["person:nobody-known".into()];
    let text = render::markdown(&brief(&findings));
    assert!(text.contains("Nobody Known") && text.contains("They agreed to reopen"), "{text}");
    check_all(&findings);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_findings_render(
        texts in prop::collection::vec("\\PC{0,40}|[<>&\"'`*_\\[\\]()#!~|\\\\ \\n\\t\u{1b}\u{202e}a-zA-Z.,]{0,60}", 4),
        kinds in prop::collection::vec((0usize..16, 0usize..6, any::<bool>(), any::<bool>(), 0.0f64..1.0, -9999i16..9999), 0..12),
        spans in prop::collection::vec((0usize..400, 0usize..60), 4),
    ) {
        let mut findings = with_texts(invented::findings(), &texts[0]);
        let statuses = [Status::Occurred, Status::Ongoing, Status::Planned, Status::Proposed, Status::Hypothetical, Status::Denied];
        let model = findings.events[0].clone();
        for (index, (kind, status, mutual, background, confidence, year)) in kinds.into_iter().enumerate() {
            let mut event = model.clone();
            event.id = format!("r{index}");
            event.kind = PloverType::ALL[kind];
            event.status = statuses[status];
            event.mutual = mutual;
            event.background = background;
            event.confidence = Confidence::new(confidence);
            event.when = Some(Interval::year(year));
            event.predicate = texts[1].clone();
            event.content = texts[index % texts.len()].clone();
            event.sources = vec![texts[2].clone(), "person:ada-lund".into()];
            event.targets = if mutual { vec!["state:VEL".into()] } else { vec![texts[3].clone()] };
            event.reported_by = Some(texts[1].clone());
            let (start, length) = spans[index % spans.len()];
            for evidence in &mut event.evidence {
                evidence.span = Span::new(start, start + length);
                evidence.sentence = Span::new(start / 2, start + length * 2);
            }
            findings.events.push(event);
        }
        for (actor, (start, length)) in findings.actors.iter_mut().zip(&spans) {
            for mention in &mut actor.mentions {
                mention.span = Span::new(*start, start + length);
            }
        }
        check_all(&findings);
    }
}
