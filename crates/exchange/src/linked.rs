//! JSON-LD: every fact with its evidence as an annotation of the W3C Web Annotation Data Model (2017), with a quote and a position, and
//! where it comes from in PROV-O. Positions count characters (code points) of the canonical text, as the model asks; bytes are converted here.

use demarche_record::{ActorKind, Article, Event, Evidence, FoundBy};
use serde_json::{Map, Value, json};

use crate::codes::cameo_of;
use crate::view::{View, characters, quad_name};

/// Characters of context on either side of a quote.
const CONTEXT: usize = 32;

const SOFTWARE: &str = "urn:demarche:software";
const READING: &str = "urn:demarche:reading";

/// An IRI of ours; whatever a URN may not hold is percent-encoded.
fn iri(kind: &str, id: &str) -> String {
    let mut out = format!("urn:demarche:{kind}:");
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Properties without a value are left out.
fn node(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let some = |value: &Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
            Value::Object(map.into_iter().filter(|(_, value)| some(value)).collect::<Map<_, _>>())
        }
        other => other,
    }
}

fn reference(id: String) -> Value {
    json!({ "id": id })
}

fn selectors(article: &Article, evidence: &Evidence) -> Value {
    let text = &article.text;
    let (before, behind) = (text.get(..evidence.span.start), text.get(evidence.span.end..));
    let prefix: String = before.map_or(String::new(), |before| {
        let skip = before.chars().count().saturating_sub(CONTEXT);
        before.chars().skip(skip).collect()
    });
    let suffix: String = behind.map_or(String::new(), |behind| behind.chars().take(CONTEXT).collect());
    json!([
        { "type": "TextQuoteSelector", "exact": evidence.span.of(text), "prefix": prefix, "suffix": suffix },
        {
            "type": "TextPositionSelector",
            "start": characters(text, evidence.span.start),
            "end": characters(text, evidence.span.end),
        },
    ])
}

struct Graph<'a> {
    view: &'a View<'a>,
    nodes: Vec<Value>,
}

impl Graph<'_> {
    /// The fact itself, and one annotation for each piece of its evidence.
    fn fact(&mut self, kind: &str, id: &str, properties: Value, evidence: &[Evidence], found_by: &[FoundBy]) {
        let fact = iri(kind, id);
        let mut articles: Vec<String> = evidence.iter().map(|one| iri("article", &one.article)).collect();
        articles.sort_unstable();
        articles.dedup();
        let mut capital = kind.to_owned();
        capital[..1].make_ascii_uppercase();
        let mut map = match node(properties) {
            Value::Object(map) => map,
            _ => Map::new(),
        };
        map.insert("id".to_owned(), fact.clone().into());
        map.insert("type".to_owned(), json!([format!("demarche:{capital}"), "prov:Entity"]));
        map.insert("prov:wasGeneratedBy".to_owned(), reference(READING.to_owned()));
        map.insert("prov:wasDerivedFrom".to_owned(), articles.into_iter().map(reference).collect());
        if !found_by.is_empty() {
            map.insert("demarche:foundBy".to_owned(), found_by.iter().map(|link| Value::from(&*link.id)).collect());
        }
        self.nodes.push(Value::Object(map));
        for (place, one) in evidence.iter().enumerate() {
            let Some(article) = self.view.article(&one.article) else { continue };
            self.nodes.push(json!({
                "id": iri("annotation", &format!("{kind}:{id}:{}", place + 1)),
                "type": "Annotation",
                "motivation": "classifying",
                "generator": SOFTWARE,
                "body": fact,
                "target": {
                    "type": "SpecificResource",
                    "source": iri("article", &one.article),
                    "selector": selectors(article, one),
                },
            }));
        }
    }
}

fn day(day: Option<jiff::civil::Date>) -> Value {
    day.map_or(Value::Null, |day| json!({ "@type": "xsd:date", "@value": day.to_string() }))
}

fn actors(ids: &[String]) -> Value {
    ids.iter().map(|id| reference(iri("actor", id))).collect()
}

fn word<T: serde::Serialize>(value: T) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// The graph: software and reading, articles, actors, then every fact with its annotations.
pub(crate) fn write(view: &View<'_>, events: &[&Event]) -> Vec<u8> {
    let findings = view.findings;
    let mut graph = Graph { view, nodes: Vec::new() };
    graph.nodes.push(json!({
        "id": SOFTWARE, "type": ["Software", "prov:SoftwareAgent"], "name": "demarche",
        "schema:softwareVersion": env!("CARGO_PKG_VERSION"),
    }));
    graph.nodes.push(json!({
        "id": READING, "type": "prov:Activity", "prov:wasAssociatedWith": reference(SOFTWARE.to_owned()),
        "prov:used": findings.articles.iter().map(|article| reference(iri("article", &article.id))).collect::<Vec<_>>(),
    }));
    for article in &findings.articles {
        let published = article.published.interval.as_ref();
        graph.nodes.push(node(json!({
            "id": iri("article", &article.id),
            "type": ["Text", "prov:Entity"],
            "dc:title": article.title,
            "dc:publisher": article.publisher,
            "dc:creator": article.byline,
            "dc:language": article.language,
            "dc:source": article.source,
            "schema:url": article.url,
            "demarche:publishedFrom": day(published.and_then(|when| when.earliest)),
            "demarche:publishedTo": day(published.and_then(|when| when.latest)),
            "demarche:publishedBasis": word(article.published.basis),
        })));
    }
    for actor in &findings.actors {
        let kind = match actor.kind {
            ActorKind::Person => json!(["Person", "prov:Agent"]),
            ActorKind::Organisation | ActorKind::Government | ActorKind::ArmedGroup => {
                json!(["Organization", "prov:Agent"])
            }
            ActorKind::State | ActorKind::People | ActorKind::Bloc => json!(["foaf:Group", "prov:Agent"]),
        };
        graph.nodes.push(node(json!({
            "id": iri("actor", &actor.id),
            "type": kind,
            "name": actor.name,
            "skos:altLabel": actor.aliases,
            "demarche:kind": word(actor.kind),
            "demarche:state": actor.state,
            "demarche:sector": actor.sector,
            "demarche:office": actor.office,
        })));
    }
    for event in events {
        let when = event.when.as_ref();
        let properties = json!({
            "label": event.content,
            "demarche:type": event.kind.name(),
            "demarche:quadClass": quad_name(event.kind.quad()),
            "demarche:cameo": cameo_of(event).code,
            "demarche:status": event.status.name(),
            "demarche:mutual": event.mutual,
            "demarche:background": event.background,
            "demarche:source": actors(&event.sources),
            "demarche:target": actors(&event.targets),
            "demarche:reportedBy": event.reported_by.as_deref().map(|id| reference(iri("actor", id))),
            "demarche:predicate": event.predicate,
            "demarche:from": day(when.and_then(|when| when.earliest)),
            "demarche:to": day(when.and_then(|when| when.latest)),
            "demarche:granularity": when.map(|when| word(when.granularity)),
            "demarche:modifier": when.and_then(|when| when.modifier).map(word),
            "demarche:place": event.place,
            "demarche:occasion": event.occasion,
            "demarche:issue": event.issue,
            "demarche:confidence": word(event.confidence),
        });
        graph.fact("event", &event.id, properties, &event.evidence, &event.found_by);
    }
    for position in &findings.positions {
        let properties = json!({
            "label": position.content,
            "demarche:holder": reference(iri("actor", &position.holder)),
            "demarche:kind": word(position.kind),
            "demarche:strength": word(position.strength),
            "demarche:issue": position.issue,
            "demarche:from": day(position.since.as_ref().and_then(|when| when.earliest)),
            "demarche:to": day(position.until.as_ref().and_then(|when| when.latest)),
            "demarche:reportedBy": position.reported_by.as_deref().map(|id| reference(iri("actor", id))),
            "demarche:confidence": word(position.confidence),
        });
        graph.fact("position", &position.id, properties, &position.evidence, &position.found_by);
    }
    for shift in &findings.shifts {
        let properties = json!({
            "demarche:holder": reference(iri("actor", &shift.holder)),
            "demarche:issue": shift.issue,
            "demarche:before": shift.from,
            "demarche:after": shift.to,
            "demarche:from": day(shift.when.as_ref().and_then(|when| when.earliest)),
            "demarche:to": day(shift.when.as_ref().and_then(|when| when.latest)),
            "demarche:hedged": shift.hedged,
            "demarche:reportedBy": shift.asserted_by.as_deref().map(|id| reference(iri("actor", id))),
            "demarche:confidence": word(shift.confidence),
        });
        graph.fact("shift", &shift.id, properties, &shift.evidence, &shift.found_by);
    }
    for driver in &findings.drivers {
        let kind = if findings.shifts.iter().any(|shift| shift.id == driver.of) { "shift" } else { "event" };
        let properties = json!({
            "label": driver.content,
            "demarche:of": reference(iri(kind, &driver.of)),
            "demarche:factor": word(driver.factor),
            "demarche:direction": word(driver.direction),
            "demarche:rank": driver.rank,
            "demarche:stated": driver.stated,
            "demarche:confidence": word(driver.confidence),
        });
        graph.fact("driver", &driver.id, properties, &driver.evidence, &driver.found_by);
    }
    for measure in &findings.measures {
        let properties = json!({
            "label": measure.what,
            "demarche:value": measure.value,
            "demarche:unit": measure.unit,
            "demarche:comparator": measure.comparator.map(word),
            "demarche:population": measure.population,
            "demarche:from": day(measure.when.as_ref().and_then(|when| when.earliest)),
            "demarche:to": day(measure.when.as_ref().and_then(|when| when.latest)),
            "demarche:reportedBy": measure.reported_by.as_deref().map(|id| reference(iri("actor", id))),
        });
        graph.fact("measure", &measure.id, properties, &measure.evidence, &[]);
    }
    for item in &findings.agenda {
        let properties = json!({
            "label": item.what,
            "demarche:who": actors(&item.who),
            "demarche:status": item.status.name(),
            "demarche:from": day(item.when.as_ref().and_then(|when| when.earliest)),
            "demarche:to": day(item.when.as_ref().and_then(|when| when.latest)),
            "demarche:place": item.place,
            "demarche:occasion": item.occasion,
        });
        graph.fact("agenda", &item.id, properties, &item.evidence, &[]);
    }
    let document = json!({
        "@context": [
            "http://www.w3.org/ns/anno.jsonld",
            { "prov": "http://www.w3.org/ns/prov#", "demarche": "urn:demarche:vocabulary:" },
        ],
        "@graph": graph.nodes,
    });
    let mut out = serde_json::to_vec_pretty(&document).expect("values of ours are JSON");
    out.push(b'\n');
    out
}
