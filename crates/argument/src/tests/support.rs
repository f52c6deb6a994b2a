//! Readings for tests: articles of a few sentences with actors and times given by hand.

use std::ops::Range;
use std::sync::LazyLock;

use demarche_calendar::{Meaning, TimeExpression, TimexType};
use demarche_coding::{Coding, NoScorer, Reading, code};
use demarche_gazetteer::{ActorMention, Resolution};
use demarche_language::{Annotation, Pipeline, Sentence};
use demarche_record::{Actor, ActorKind, Article, Basis, Block, BlockKind, Interval, Published, Span};

use crate::{Argument, argue_with};

/// Words that stand for a state in the tests: form, ISO code.
const STATES: &[(&str, &str)] = &[
    ("Japan", "JPN"),
    ("Japanese", "JPN"),
    ("Tokyo", "JPN"),
    ("Russia", "RUS"),
    ("Russian", "RUS"),
    ("Soviet", "RUS"),
    ("Moscow", "RUS"),
    ("Egypt", "EGY"),
    ("Egyptian", "EGY"),
    ("Cairo", "EGY"),
    ("Israel", "ISR"),
    ("Israeli", "ISR"),
    ("Syria", "SYR"),
    ("France", "FRA"),
    ("French", "FRA"),
    ("Iran", "IRN"),
    ("Iranian", "IRN"),
    ("Germany", "DEU"),
    ("Greece", "GRC"),
    ("China", "CHN"),
    ("Pakistan", "PAK"),
    ("Turkey", "TUR"),
    ("Turkish", "TUR"),
    ("American", "USA"),
    ("Washington", "USA"),
    ("India", "IND"),
    ("Jordan", "JOR"),
    ("Serbia", "SRB"),
    ("Argentina", "ARG"),
    ("Cuba", "CUB"),
    ("Britain", "GBR"),
    ("London", "GBR"),
    ("Europe", "EUR"),
    ("Congress", "USA"),
];
/// People in the tests, with their states.
const PEOPLE: &[(&str, &str)] = &[
    ("Abe", "JPN"),
    ("Putin", "RUS"),
    ("Gorbachev", "RUS"),
    ("Hatoyama", "JPN"),
    ("Begin", "ISR"),
    ("Kishida", "JPN"),
];

/// The model, loaded once.
pub fn pipeline() -> &'static Pipeline {
    static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| Pipeline::embedded().expect("the model loads"));
    &PIPELINE
}

fn actor(resolution: &mut Resolution, name: &str, state: &str, kind: ActorKind) -> usize {
    let id = match kind {
        ActorKind::Person => format!("person:{}", name.to_lowercase()),
        _ => format!("state:{state}"),
    };
    resolution.actors.iter().position(|a| a.id == id).unwrap_or_else(|| {
        resolution.actors.push(Actor {
            id,
            name: name.to_owned(),
            aliases: Vec::new(),
            kind,
            state: Some(state.to_owned()),
            office: None,
            sector: None,
            mentions: Vec::new(),
        });
        resolution.actors.len() - 1
    })
}

/// Actors by the tables above, and "both sides" for the first two.
fn resolve(annotation: &Annotation) -> Resolution {
    let mut resolution = Resolution::default();
    for (index, s) in annotation.sentences.iter().enumerate() {
        for (i, t) in s.tokens.iter().enumerate() {
            let known =
                STATES.iter().find(|(form, _)| *form == t.form).map(|(_, state)| (*state, ActorKind::State)).or_else(
                    || PEOPLE.iter().find(|(form, _)| *form == t.form).map(|(_, state)| (*state, ActorKind::Person)),
                );
            if let Some((state, kind)) = known {
                let actor = actor(&mut resolution, &t.form, state, kind);
                resolution.mentions.push(ActorMention {
                    sentence: index,
                    tokens: i..i + 1,
                    head: i,
                    span: t.span,
                    actors: vec![actor],
                    how: "name".to_owned(),
                    certainty: 0.9,
                });
            }
        }
    }
    resolution
}

fn article(text: String) -> Article {
    let span = Span::new(0, text.len());
    Article {
        id: "test".to_owned(),
        source: "test".to_owned(),
        title: None,
        byline: Vec::new(),
        dateline: None,
        section: Vec::new(),
        language: Some("en".to_owned()),
        published: published(),
        publisher: None,
        url: None,
        text,
        blocks: vec![Block { span, kind: BlockKind::Paragraph, reason: None }],
    }
}

fn published() -> Published {
    let day = "2018-11-26".parse().expect("a day");
    Published { interval: Some(Interval::day(day)), basis: Basis::Printed, clues: Vec::new() }
}

/// The argument of a text as the model reads it.
pub fn of_text(text: &str) -> (Argument, Coding) {
    let article = article(text.to_owned());
    let blocks = paragraphs(text);
    let annotation = pipeline().annotate(text, &blocks);
    let mut times = demarche_calendar::find(&article, &annotation);
    demarche_calendar::resolve(&mut times, &annotation, &article.published);
    of_annotation(&article, &annotation, &times)
}

/// The causal rules that match in a text.
pub fn causal_rules(text: &str) -> Vec<String> {
    let article = article(text.to_owned());
    let annotation = pipeline().annotate(text, &paragraphs(text));
    let resolution = resolve(&annotation);
    let published = published();
    let reading = Reading {
        article: &article,
        annotation: &annotation,
        published: &published,
        times: &[],
        resolution: &resolution,
    };
    crate::drivers::rules(&crate::sentence::Reading::new(&reading), crate::cues::Cues::embedded())
}

fn paragraphs(text: &str) -> Vec<Span> {
    let mut start = 0;
    let mut spans = Vec::new();
    for part in text.split('\n') {
        if !part.trim().is_empty() {
            spans.push(Span::new(start, start + part.len()));
        }
        start += part.len() + 1;
    }
    spans
}

fn of_annotation(article: &Article, annotation: &Annotation, times: &[TimeExpression]) -> (Argument, Coding) {
    let resolution = resolve(annotation);
    let published = published();
    let reading = Reading { article, annotation, published: &published, times, resolution: &resolution };
    let mut coding = code(&reading, &NoScorer);
    let argument = argue_with(&reading, &mut coding, None);
    (argument, coding)
}

/// The argument of sentences with hand-given trees, one paragraph each; `times` are words of a sentence with their days.
pub fn of_trees(lines: &[&str], times: &[(usize, &str, Interval)]) -> (Argument, Coding) {
    let (mut text, mut sentences) = (String::new(), Vec::new());
    for (block, part) in lines.iter().enumerate() {
        let (words, mut sentence) = Sentence::from_lines(part);
        if !text.is_empty() {
            text.push('\n');
        }
        let shift = text.len();
        sentence.block = block;
        sentence.span = Span::new(sentence.span.start + shift, sentence.span.end + shift);
        for token in &mut sentence.tokens {
            token.span = Span::new(token.span.start + shift, token.span.end + shift);
        }
        text.push_str(&words);
        sentences.push(sentence);
    }
    let times: Vec<TimeExpression> = times
        .iter()
        .map(|(index, words, interval)| {
            let s: &Sentence = &sentences[*index];
            let tokens = tokens_of(s, words);
            TimeExpression {
                sentence: *index,
                span: s.span_of(tokens.clone()),
                tokens,
                kind: TimexType::Date,
                value: String::new(),
                modifier: None,
                interval: Some(interval.clone()),
                rule: "test".to_owned(),
                meaning: Meaning::default(),
            }
        })
        .collect();
    let annotation = Annotation { sentences, ..Annotation::default() };
    of_annotation(&article(text), &annotation, &times)
}

fn tokens_of(s: &Sentence, words: &str) -> Range<usize> {
    let words: Vec<&str> = words.split(' ').collect();
    let at = s
        .tokens
        .windows(words.len())
        .position(|w| w.iter().zip(&words).all(|(t, word)| t.form == *word))
        .unwrap_or_else(|| panic!("{words:?} are not in the sentence"));
    at..at + words.len()
}

/// The facts of an argument, one a line, for comparison: kind of fact, holder, closed value, words of the evidence.
pub fn told(argument: &Argument) -> Vec<String> {
    let mut lines = Vec::new();
    for p in &argument.positions {
        lines.push(format!("{} {}: {}", p.holder, json(&p.kind), p.evidence[0].text));
    }
    for s in &argument.shifts {
        lines.push(format!("{} shift{}: {}", s.holder, if s.hedged { " hedged" } else { "" }, s.evidence[0].text));
    }
    for d in &argument.drivers {
        lines.push(format!("{} {} {}: {}", d.of, json(&d.direction), json(&d.factor), d.evidence[0].text));
    }
    for m in &argument.measures {
        lines.push(format!("measure {} {}: {}", m.value, m.unit.as_deref().unwrap_or("-"), m.what));
    }
    for a in &argument.agenda {
        lines.push(format!("agenda {}: {}", a.what, a.who.join(" ")));
    }
    lines
}

fn json<T: serde::Serialize>(value: &T) -> String {
    toml::Value::try_from(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The trees of a text as the model reads it, on one line: form, lemma, class, head, relation.
pub fn tree(text: &str) -> String {
    let annotation = pipeline().annotate(text, &paragraphs(text));
    let token = |t: &demarche_language::Token| {
        format!("{}/{}/{}/{}/{}", t.form, t.lemma, t.upos.name(), t.head.map_or(0, |h| h + 1), t.deprel)
    };
    let sentence = |s: &Sentence| {
        format!("[{:.2}] {}", s.encoding.causal, s.tokens.iter().map(token).collect::<Vec<_>>().join(" "))
    };
    annotation.sentences.iter().map(sentence).collect::<Vec<_>>().join(" || ")
}
