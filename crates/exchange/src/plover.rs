//! PLOVER records, one JSON object a line. Fields as in the chapter "JSON Data Fields" of the PLOVER manual 0.7b1 (Open Event Data Alliance
//! 2021): dates, lists of actors, `context` for what is future, hypothetical or history. The manual invites further fields; what it has none for
//! stands under `demarche`, so that a record comes back whole.

use demarche_record::{
    Actor, ActorKind, Confidence, Diagnostic, Event, FoundBy, Granularity, Interval, Modifier, Status,
};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::codes::{self, cameo_of};
use crate::external::{Draft, Imported, Side};
use crate::polecat::plover_type;
use crate::view::{View, characters, kind_name, quad_number};

const NAME: &str = "plover";

/// Fields that are written from the record; every other field of an imported record is kept.
const OURS: [&str; 18] = [
    "id",
    "date",
    "enddate",
    "source",
    "recipient",
    "event",
    "event_loc",
    "event_text",
    "quad_code",
    "event_scale",
    "context",
    "text",
    "text_info",
    "cite_info",
    "coder",
    "demarche",
    "target",
    "has_event",
];

/// What the manual has no field for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Further {
    status: Option<Status>,
    mutual: bool,
    /// How many of the sources of a mutual event stand first; the others are its targets.
    sources: Option<usize>,
    background: bool,
    predicate: Option<String>,
    issue: Option<String>,
    occasion: Option<String>,
    reported_by: Option<Value>,
    granularity: Option<Granularity>,
    modifier: Option<Modifier>,
    confidence: Option<f64>,
    found_by: Vec<FoundBy>,
}

fn without_nothing(value: Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(map.into_iter().filter(|(_, value)| !value.is_null()).collect()),
        other => other,
    }
}

fn actor_object(view: &View<'_>, event: &Event, id: &str) -> Value {
    let Some(actor) = view.actor(id) else { return json!({ "identifier_id": id, "identifier_text": id }) };
    let raw = event.evidence.iter().find_map(|one| view.raw_name(id, one));
    without_nothing(json!({
        "code": actor.state,
        "sector": actor.sector,
        "actor_text": raw,
        "identifier_id": actor.id,
        "identifier_text": actor.name,
        "office": actor.office,
        "kind": kind_name(actor.kind),
    }))
}

fn record(view: &View<'_>, event: &Event) -> Value {
    let actors = |ids: &[String]| ids.iter().map(|id| actor_object(view, event, id)).collect::<Vec<_>>();
    let mut source = actors(&event.sources);
    let mut recipient = actors(&event.targets);
    let sources = source.len();
    if event.mutual {
        // "All of the actors are considered as the source and no recipient is included."
        source.append(&mut recipient);
    }
    let date = |day: Option<Date>| day.map(|day| day.to_string());
    let (first, last) = event.when.as_ref().map_or((None, None), |when| (when.earliest, when.latest));
    let reports = view.reports(&event.evidence);
    let (evidence, article) = reports.first().map_or((None, None), |(one, article)| (Some(*one), *article));
    let place = event.place.as_deref().map(|name| {
        let country = codes::state_of_name(name).map(|state| &*state.iso3);
        without_nothing(json!({ "name": name, "cc3": country }))
    });
    let mut context = Vec::new();
    match event.status {
        Status::Planned | Status::Proposed => context.push("future"),
        Status::Hypothetical | Status::Denied => context.push("hypothetical"),
        Status::Occurred | Status::Ongoing => {}
    }
    if event.background {
        context.push("historical");
    }
    let text = evidence.map(|one| article.map_or(&*one.text, |article| one.sentence.of(&article.text)));
    let text_info = evidence.zip(article).map(|(one, article)| {
        json!({
            "start": characters(&article.text, one.sentence.start),
            "end": characters(&article.text, one.sentence.end),
        })
    });
    let cite_info = article.map(|article| {
        without_nothing(json!({
            "citation": article.source,
            "url": article.url,
            "title": article.title,
            "language": article.language,
            "publication": article.publisher,
            "coder": "demarche",
            "codebook": "plover-0.7b1",
        }))
    });
    let further = without_nothing(json!({
        "status": event.status.name(),
        "mutual": event.mutual,
        "sources": event.mutual.then_some(sources),
        "background": event.background,
        "predicate": event.predicate,
        "issue": event.issue,
        "occasion": event.occasion,
        "reported_by": event.reported_by.as_deref().map(|id| actor_object(view, event, id)),
        "granularity": event.when.as_ref().map(|when| when.granularity),
        "modifier": event.when.as_ref().and_then(|when| when.modifier),
        "confidence": event.confidence,
        "found_by": event.found_by,
    }));
    let some = |list: Vec<Value>| if list.is_empty() { Value::Null } else { Value::Array(list) };
    without_nothing(json!({
        "id": event.id.strip_prefix("plover:").unwrap_or(&event.id),
        "date": date(first),
        "enddate": date(last.filter(|last| Some(*last) != first)),
        "source": source,
        "recipient": some(recipient),
        "event": [event.kind.name()],
        "event_loc": place,
        "event_text": [event.content],
        "quad_code": quad_number(event.kind.quad()),
        "event_scale": cameo_of(event).goldstein,
        "context": some(context.into_iter().map(Value::from).collect()),
        "text": text,
        "text_info": text_info,
        "cite_info": cite_info,
        "coder": concat!("demarche ", env!("CARGO_PKG_VERSION")),
        "demarche": further,
    }))
}

/// The events, one object a line. An imported record that nobody changed is written as it was read; of one that was changed, the fields
/// that the record does not know stay.
pub(crate) fn write(view: &View<'_>, events: &[&Event]) -> Vec<u8> {
    let mut out = String::new();
    for event in events {
        let row = event.evidence.iter().find(|one| one.article.starts_with("plover:"));
        let original = row.and_then(|one| serde_json::from_str::<Value>(&view.article(&one.article)?.text).ok());
        let mut line = None;
        if let Some(original) = &original
            && let Ok(mut fresh) = read_record(original, "")
        {
            fresh.event.id.clone_from(&event.id);
            fresh.event.evidence.clone_from(&event.evidence);
            line = (fresh.event == **event).then(|| original.clone());
        }
        let line = line.unwrap_or_else(|| {
            let mut line = record(view, event);
            if let (Value::Object(line), Some(Value::Object(original))) = (&mut line, original) {
                let unknown = original.into_iter().filter(|(name, _)| !OURS.contains(&name.as_str()));
                line.extend(unknown);
            }
            line
        });
        out.push_str(&line.to_string());
        out.push('\n');
    }
    out.into_bytes()
}

/// The records of a file: one object a line, or one array.
pub(crate) fn read(bytes: &[u8], source: &str) -> (Vec<Imported>, Vec<Diagnostic>) {
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut imported = Vec::new();
    let mut diagnostics = Vec::new();
    let mut add = |place: usize, value: Result<Value, serde_json::Error>| {
        let origin = format!("{source}#{place}");
        let read = match &value {
            Ok(value) => read_record(value, &origin),
            Err(_) => Err("it is no JSON"),
        };
        match read {
            Ok(row) => imported.push(row),
            Err(reason) => {
                diagnostics.push(Diagnostic::warning(source, format!("record {place} was left out: {reason}")));
            }
        }
    };
    match serde_json::from_str::<Vec<Value>>(text) {
        Ok(list) => list.into_iter().enumerate().for_each(|(place, value)| add(place + 1, Ok(value))),
        Err(_) => {
            let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
            lines.for_each(|(place, line)| add(place + 1, serde_json::from_str(line)));
        }
    }
    (imported, diagnostics)
}

fn actor(value: &Value) -> Option<Actor> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let name = text("identifier_text").or_else(|| text("identifer_text")).or_else(|| text("actor_text"));
    let kind = text("kind").and_then(|kind| serde_json::from_value::<ActorKind>(kind.into()).ok());
    let side = Side {
        name: name.unwrap_or_default(),
        state: text("code").filter(|code| codes::state(code).is_some()),
        sector: text("sector").or_else(|| text("code").filter(|code| codes::sector(code).is_some())),
        office: text("office"),
        kind,
    };
    // Our own ids come back as they are.
    let own = text("identifier_id").filter(|id| {
        id.split_once(':')
            .is_some_and(|(scheme, rest)| !rest.is_empty() && scheme.chars().all(|c| c.is_ascii_lowercase()))
            && !id.contains("//")
    });
    match (own, kind) {
        (Some(id), Some(kind)) => Some(Actor {
            id: id.to_owned(),
            name: name.unwrap_or(id).to_owned(),
            aliases: Vec::new(),
            kind,
            state: text("code").map(str::to_owned),
            office: text("office").map(str::to_owned),
            sector: text("sector").map(str::to_owned),
            mentions: Vec::new(),
        }),
        _ => side.actor(),
    }
}

/// Lists of the manual may also be single values.
fn many(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(Value::Null) | None => Vec::new(),
        Some(one) => vec![one],
    }
}

fn read_record(value: &Value, source: &str) -> Result<Imported, &'static str> {
    let Value::Object(record) = value else { return Err("it is no object") };
    let id = match record.get("id") {
        Some(Value::String(id)) if !id.is_empty() => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        _ => return Err("it has no id"),
    };
    let kind = many(record.get("event")).into_iter().find_map(|one| plover_type(one.as_str()?));
    let kind = kind.ok_or("it has no event of PLOVER's types")?;
    let day = |name: &str| match record.get(name).and_then(Value::as_str) {
        None => Ok(None),
        Some(date) => date.get(..10).unwrap_or(date).parse::<Date>().map(Some).map_err(|_| "its date is none"),
    };
    let further: Further = match record.get("demarche") {
        Some(further) => Further::deserialize(further).map_err(|_| "its further fields are not ours")?,
        None => Further::default(),
    };
    let (first, last) = (day("date")?, day("enddate")?);
    let when = (first.is_some() || last.is_some() || further.granularity.is_some()).then(|| {
        let latest = last.or(first.filter(|_| further.modifier != Some(Modifier::After) || last.is_some()));
        let granularity = further.granularity.unwrap_or(match last {
            Some(last) if Some(last) != first => Granularity::Span,
            _ => Granularity::Day,
        });
        Interval { earliest: first, latest, granularity, modifier: further.modifier }
    });
    let actors = |name: &str| many(record.get(name)).into_iter().filter_map(actor).collect::<Vec<_>>();
    let mut sources = actors("source");
    let mut targets = actors("recipient");
    targets.extend(actors("target"));
    if further.mutual
        && let Some(count) = further.sources.filter(|count| *count <= sources.len())
    {
        targets = sources.split_off(count);
    }
    let string = |object: &str, name: &str| {
        Some(record.get(object)?.get(name)?.as_str().filter(|text| !text.is_empty())?.to_owned())
    };
    let contexts: Vec<&str> = many(record.get("context")).into_iter().filter_map(Value::as_str).collect();
    let content = many(record.get("event_text")).into_iter().find_map(Value::as_str).unwrap_or_default();
    let url = string("cite_info", "url");
    let draft = Draft {
        scheme: NAME,
        id,
        text: value.to_string(),
        sources,
        targets,
        content: content.to_owned(),
        when,
        place: string("event_loc", "name"),
        publisher: string("cite_info", "publication"),
        language: string("cite_info", "language"),
        url,
        ..Draft::default()
    };
    let mut imported = draft.event(kind, source);
    imported.article.title = string("cite_info", "title");
    let event = &mut imported.event;
    event.mutual = further.mutual || (further.status.is_none() && event.targets.is_empty() && event.sources.len() > 1);
    event.background = further.background || contexts.contains(&"historical");
    event.status = further.status.unwrap_or(if contexts.contains(&"future") {
        Status::Planned
    } else if contexts.contains(&"hypothetical") {
        Status::Hypothetical
    } else {
        Status::Occurred
    });
    if let Some(predicate) = further.predicate {
        event.predicate = predicate;
    }
    event.issue = further.issue;
    event.occasion = further.occasion;
    if let Some(confidence) = further.confidence {
        event.confidence = Confidence::new(confidence);
    }
    if !further.found_by.is_empty() {
        event.found_by = further.found_by;
    }
    if let Some(reporter) = further.reported_by.as_ref().and_then(actor) {
        event.reported_by = Some(reporter.id.clone());
        imported.actors.push(reporter);
    }
    Ok(imported)
}
