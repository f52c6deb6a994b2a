//! Entities of FollowTheMoney, one JSON object a line, as Aleph and OpenSanctions read them: actors, offices and who held them, articles, and
//! events that involve the actors and have the articles as proof. Schemata: followthemoney.tech/explorer (Person, PublicBody, Organization,
//! LegalEntity, Position, Occupancy, Article, Event).

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{Actor, ActorKind, Event, Interval, slug};
use serde_json::{Value, json};

use crate::codes;
use crate::tabular::cell;
use crate::view::{View, happened, number, state_name};

/// An id of letters, digits and hyphens that differs where the record's id does.
fn id(scheme: &str, own: &str) -> String {
    let readable: String = slug(own).chars().filter(|c| c.is_ascii()).take(60).collect();
    format!("demarche-{scheme}-{}-{:014x}", readable.trim_matches('-'), number(&[scheme, own]))
}

/// An entity; properties without a value are left out.
fn entity(id: &str, schema: &str, properties: Vec<(&str, Vec<String>)>) -> Value {
    let mut map: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, values) in properties {
        let values = values.iter().map(|value| cell(value).trim().to_owned()).filter(|value| !value.is_empty());
        let list = map.entry(name).or_default();
        for value in values {
            if !list.contains(&value) {
                list.push(value);
            }
        }
    }
    map.retain(|_, values| !values.is_empty());
    json!({ "id": id, "schema": schema, "properties": map })
}

fn country(state: Option<&str>) -> Vec<String> {
    let code = state.and_then(codes::state).map(|state| state.iso2.to_lowercase());
    code.filter(|code| !code.is_empty()).into_iter().collect()
}

fn one(value: Option<&str>) -> Vec<String> {
    value.map(str::to_owned).into_iter().collect()
}

fn actor(actor: &Actor) -> Value {
    let schema = match actor.kind {
        ActorKind::Person => "Person",
        ActorKind::State | ActorKind::Government => "PublicBody",
        ActorKind::Organisation | ActorKind::ArmedGroup | ActorKind::Bloc => "Organization",
        ActorKind::People => "LegalEntity",
    };
    let office = if actor.kind == ActorKind::Person { "position" } else { "notes" };
    let properties = vec![
        ("name", vec![actor.name.clone()]),
        ("alias", actor.aliases.clone()),
        ("country", country(actor.state.as_deref())),
        ("classification", one(actor.sector.as_deref())),
        (office, one(actor.office.as_deref())),
    ];
    entity(&id("actor", &actor.id), schema, properties)
}

/// First and last day, or the day itself.
fn dates(when: Option<&Interval>) -> Vec<(&'static str, Vec<String>)> {
    let Some(when) = when else { return Vec::new() };
    let text = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).into_iter().collect::<Vec<_>>();
    if when.earliest.is_some() && when.earliest == when.latest {
        vec![("date", text(when.earliest))]
    } else {
        vec![("startDate", text(when.earliest)), ("endDate", text(when.latest))]
    }
}

/// Articles first, then actors, offices, tenures and events: whatever is referred to comes before what refers to it.
pub(crate) fn write(view: &View<'_>, events: &[&Event]) -> Vec<u8> {
    let findings = view.findings;
    let mut entities = Vec::new();
    for article in &findings.articles {
        let published = article.published.interval.as_ref().filter(|when| when.earliest == when.latest);
        let properties = vec![
            ("title", one(article.title.as_deref())),
            ("fileName", vec![article.source.clone()]),
            ("author", article.byline.clone()),
            ("publisher", one(article.publisher.as_deref())),
            ("sourceUrl", one(article.url.as_deref())),
            ("publishedAt", published.and_then(|when| when.earliest).map(|day| day.to_string()).into_iter().collect()),
        ];
        entities.push(entity(&id("article", &article.id), "Article", properties));
    }
    entities.extend(findings.actors.iter().map(actor));
    let mut posts: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut tenures = Vec::new();
    let mut known = BTreeSet::new();
    for tenure in &findings.tenures {
        if view.actor(&tenure.person).is_none() {
            continue;
        }
        let office = (tenure.office.title.clone(), tenure.office.of.clone());
        let post =
            posts.entry(office).or_insert_with_key(|(title, of)| id("post", &format!("{title} of {of}"))).clone();
        let mut properties = vec![
            ("holder", vec![id("actor", &tenure.person)]),
            ("post", vec![post]),
            ("description", vec![tenure.source.clone()]),
        ];
        let text = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).into_iter().collect::<Vec<_>>();
        properties.push(("startDate", text(tenure.held.earliest)));
        properties.push(("endDate", text(tenure.held.latest)));
        let key = format!("{} {} {} {:?}", tenure.person, tenure.office.title, tenure.office.of, tenure.held.earliest);
        // The same tenure from a second source is the same entity.
        if known.insert(key.clone()) {
            tenures.push(entity(&id("tenure", &key), "Occupancy", properties));
        }
    }
    for ((title, of), post) in &posts {
        let properties = vec![("name", vec![format!("{title}, {}", state_name(of))]), ("country", country(Some(of)))];
        entities.push(entity(post, "Position", properties));
    }
    entities.append(&mut tenures);
    for event in events {
        let involved = event.sources.iter().chain(&event.targets).filter(|id| view.actor(id).is_some());
        let involved: Vec<String> = involved.map(|own| id("actor", own)).collect();
        let mark = if happened(event.status) { String::new() } else { format!("{}: ", event.status.name()) };
        let reports = view.reports(&event.evidence);
        let sentence = |(one, article): &(&demarche_record::Evidence, Option<&demarche_record::Article>)| {
            article.map_or(one.text.clone(), |article| one.sentence.of(&article.text).to_owned())
        };
        let proofs = event.evidence.iter().filter(|one| view.article(&one.article).is_some());
        let mut properties = vec![
            ("name", vec![format!("{mark}{}", event.content)]),
            ("involved", involved),
            ("location", one(event.place.as_deref())),
            ("summary", vec![format!("{} ({})", event.kind.name(), event.status.name())]),
            ("description", reports.iter().map(sentence).collect()),
            (
                "keywords",
                [Some(event.kind.name()), event.issue.as_deref(), event.occasion.as_deref()]
                    .into_iter()
                    .flatten()
                    .map(str::to_owned)
                    .collect(),
            ),
            ("proof", proofs.map(|one| id("article", &one.article)).collect()),
            ("recordId", vec![event.id.clone()]),
        ];
        properties.extend(dates(event.when.as_ref()));
        entities.push(entity(&id("event", &event.id), "Event", properties));
    }
    let mut out = String::new();
    for entity in entities {
        out.push_str(&entity.to_string());
        out.push('\n');
    }
    out.into_bytes()
}
