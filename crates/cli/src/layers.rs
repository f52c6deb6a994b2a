//! One stage of the reading as marks on the text, for carets and for JSON alike.

use demarche_engine::Stages;
use demarche_record::{Evidence, Interval, Span};
use serde_json::{Value, json};

use crate::arguments::Layer;

/// A stretch of the canonical text and what a stage says of it.
pub struct Mark {
    /// Where.
    pub span: Span,
    /// In a few words, for people.
    pub label: String,
    /// Everything, for programs.
    pub data: Value,
}

fn mark(span: Span, label: impl Into<String>, data: Value) -> Mark {
    Mark { span, label: label.into(), data }
}

/// The marks of a layer in the order of the text.
pub fn marks(stages: &Stages, layer: Layer) -> Vec<Mark> {
    let mut marks = match layer {
        Layer::Page => page(stages),
        Layer::Sentences => sentences(stages),
        Layer::Tokens | Layer::Tree => tokens(stages),
        Layer::Names => names(stages),
        Layer::Mentions => mentions(stages),
        Layer::Times => times(stages),
        Layer::Actors => actors(stages),
        Layer::Events => events(stages),
        Layer::Positions => positions(stages),
        Layer::Drivers => drivers(stages),
    };
    marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
    marks
}

/// The layer as JSON: the article itself for the page, else one object for each mark.
pub fn json(stages: &Stages, layer: Layer) -> Value {
    if layer == Layer::Page {
        return json!(stages.article);
    }
    let text = &stages.article.text;
    let items: Vec<Value> = marks(stages, layer)
        .into_iter()
        .map(|mark| {
            let mut item = json!({"start": mark.span.start, "end": mark.span.end, "text": mark.span.of(text)});
            if let (Value::Object(item), Value::Object(data)) = (&mut item, mark.data) {
                item.extend(data);
            }
            item
        })
        .collect();
    json!({"article": stages.article.id, "source": stages.article.source, "items": items})
}

fn page(stages: &Stages) -> Vec<Mark> {
    let name = |block: &demarche_record::Block| format!("{:?}", block.kind).to_lowercase();
    stages
        .article
        .blocks
        .iter()
        .map(|block| {
            let reason = block.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
            mark(block.span, name(block) + &reason, json!(block))
        })
        .collect()
}

fn sentences(stages: &Stages) -> Vec<Mark> {
    let of = |(index, sentence): (usize, &demarche_language::Sentence)| {
        mark(sentence.span, format!("{}", index + 1), json!({"sentence": index, "causal": sentence.encoding.causal}))
    };
    stages.annotation.sentences.iter().enumerate().map(of).collect()
}

fn tokens(stages: &Stages) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (index, sentence) in stages.annotation.sentences.iter().enumerate() {
        for (position, token) in sentence.tokens.iter().enumerate() {
            let data = json!({
                "sentence": index, "token": position, "lemma": token.lemma, "upos": token.upos, "feats": token.feats,
                "head": token.head, "deprel": token.deprel,
            });
            marks.push(mark(token.span, token.upos.name(), data));
        }
    }
    marks
}

fn names(stages: &Stages) -> Vec<Mark> {
    let mut marks = Vec::new();
    for sentence in &stages.annotation.sentences {
        for name in &sentence.names {
            let kind = json!(name.kind);
            let label = kind.as_str().unwrap_or_default().to_owned();
            marks.push(mark(sentence.span_of(name.tokens.clone()), label, json!({"kind": kind})));
        }
    }
    marks
}

fn mentions(stages: &Stages) -> Vec<Mark> {
    let annotation = &stages.annotation;
    let mut marks = Vec::new();
    for (index, chain) in annotation.chains.iter().enumerate() {
        for &at in &chain.mentions {
            let Some(mention) = annotation.mentions.get(at) else { continue };
            let span = annotation.sentences[mention.sentence].span_of(mention.tokens.clone());
            let data = json!({"chain": index + 1, "kind": mention.kind, "head": mention.head});
            marks.push(mark(span, format!("chain {}", index + 1), data));
        }
    }
    marks
}

fn times(stages: &Stages) -> Vec<Mark> {
    let of = |time: &demarche_calendar::TimeExpression| {
        let days = time.interval.as_ref().map(|interval| format!(" = {}", days(interval))).unwrap_or_default();
        mark(time.span, format!("{} {}{days}", time.kind.name(), time.value), json!(time))
    };
    stages.times.iter().map(of).collect()
}

fn actors(stages: &Stages) -> Vec<Mark> {
    let resolution = &stages.resolution;
    let mut marks: Vec<Mark> = resolution
        .mentions
        .iter()
        .map(|mention| {
            let names: Vec<&str> =
                mention.actors.iter().filter_map(|&at| resolution.actors.get(at)).map(|a| a.name.as_str()).collect();
            let ids: Vec<&str> =
                mention.actors.iter().filter_map(|&at| resolution.actors.get(at)).map(|a| a.id.as_str()).collect();
            let data = json!({"layer": "actor", "actors": ids, "how": mention.how, "certainty": mention.certainty});
            mark(mention.span, format!("{} ({})", names.join(", "), mention.how), data)
        })
        .collect();
    marks.extend(resolution.places.iter().filter(|place| place.locative).map(|place| {
        mark(place.span, format!("place {}", place.place.name), json!({"layer": "place", "place": place.place}))
    }));
    marks.extend(resolution.occasions.iter().map(|occasion| {
        let when = occasion.when.as_ref().map(|when| format!(" {}", days(when))).unwrap_or_default();
        let data = json!({"layer": "occasion", "name": occasion.name, "when": occasion.when, "where": occasion.place});
        mark(occasion.span, format!("occasion {}{when}", occasion.name), data)
    }));
    marks
}

fn events(stages: &Stages) -> Vec<Mark> {
    let name = |id: &String| short(stages, id);
    let mut marks = Vec::new();
    for event in &stages.coding.events {
        let side = |ids: &[String]| ids.iter().map(name).collect::<Vec<_>>().join(", ");
        let arrow = if event.mutual { "<->" } else { "->" };
        let when = event.when.as_ref().map(|when| format!(" {}", days(when))).unwrap_or_default();
        let label = format!(
            "{} {} {} {arrow} {}{when} {}{}",
            event.id,
            event.kind.name(),
            side(&event.sources),
            side(&event.targets),
            json!(event.status).as_str().unwrap_or_default(),
            if event.background { ", background" } else { "" }
        );
        push_evidence(&mut marks, &event.evidence, &label, &json!(event));
    }
    for lost in &stages.coding.lost {
        let token = &stages.annotation.sentences[lost.site.sentence].tokens[lost.site.token];
        let label = format!("({} by {}: {})", lost.kind.name(), lost.row, lost.reason);
        marks.push(Mark { span: token.span, label, data: json!(lost) });
    }
    marks
}

fn positions(stages: &Stages) -> Vec<Mark> {
    let mut marks = Vec::new();
    for one in &stages.argument.positions {
        let kind = json!(one.kind);
        let issue = one.issue.as_deref().unwrap_or("no issue");
        let label =
            format!("{} {}: {} on {issue}", one.id, short(stages, &one.holder), kind.as_str().unwrap_or_default());
        push_evidence(&mut marks, &one.evidence, &label, &json!(one));
    }
    for one in &stages.argument.shifts {
        let hedged = if one.hedged { "hedged" } else { "asserted" };
        let label = format!("{} shift of {}, {hedged}", one.id, short(stages, &one.holder));
        push_evidence(&mut marks, &one.evidence, &label, &json!(one));
    }
    marks
}

fn drivers(stages: &Stages) -> Vec<Mark> {
    let mut marks = Vec::new();
    for one in &stages.argument.drivers {
        let (factor, direction) = (json!(one.factor), json!(one.direction));
        let words = [factor.as_str().unwrap_or_default(), direction.as_str().unwrap_or_default()];
        push_evidence(
            &mut marks,
            &one.evidence,
            &format!("{} {} of {}", one.id, words.join(", "), one.of),
            &json!(one),
        );
    }
    for one in &stages.argument.measures {
        let unit = one.unit.as_deref().unwrap_or("");
        push_evidence(
            &mut marks,
            &one.evidence,
            &format!("{} {}: {} {unit}", one.id, one.what, one.value),
            &json!(one),
        );
    }
    for one in &stages.argument.agenda {
        let when = one.when.as_ref().map(|when| format!(" {}", days(when))).unwrap_or_default();
        push_evidence(&mut marks, &one.evidence, &format!("{} agenda: {}{when}", one.id, one.what), &json!(one));
    }
    marks
}

fn push_evidence(marks: &mut Vec<Mark>, evidence: &[Evidence], label: &str, data: &Value) {
    marks.extend(evidence.iter().map(|one| mark(one.span, label, data.clone())));
}

/// The name of an actor; the id where the article has no such actor.
fn short(stages: &Stages, id: &String) -> String {
    let actor = stages.resolution.actors.iter().find(|actor| actor.id == *id);
    actor.map_or_else(|| id.clone(), |actor| actor.name.clone())
}

/// An interval for people: one day, first to last, or open.
pub fn days(interval: &Interval) -> String {
    let end = |day: Option<_>| day.map_or_else(|| "?".to_owned(), |day: jiff::civil::Date| day.to_string());
    if interval.earliest == interval.latest {
        end(interval.earliest)
    } else {
        format!("{}..{}", end(interval.earliest), end(interval.latest))
    }
}
