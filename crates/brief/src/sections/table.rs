//! Who is at the table: those who act for the parties, those at home whose consent they need, and third parties.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{Actor, ActorKind, Level};

use crate::desk::Desk;
use crate::document::{Group, Line, Section, Text};
use crate::names;

/// How often an actor takes part in current events, stands, shifts and plans; and whether in the background only.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Part {
    current: usize,
    background: usize,
}

fn parts(desk: &Desk<'_>) -> BTreeMap<String, Part> {
    let mut parts: BTreeMap<String, Part> = BTreeMap::new();
    for event in &desk.findings.events {
        let reporter = event.reported_by.iter();
        for id in event.sources.iter().chain(&event.targets).chain(reporter) {
            let part = parts.entry(id.clone()).or_default();
            if event.background { part.background += 1 } else { part.current += 1 }
        }
    }
    let holders = desk.findings.positions.iter().map(|p| &p.holder);
    let holders = holders.chain(desk.findings.shifts.iter().map(|s| &s.holder));
    for id in holders.chain(desk.findings.agenda.iter().flat_map(|a| &a.who)) {
        parts.entry(id.clone()).or_default().current += 1;
    }
    parts
}

/// The section on who takes part.
pub(crate) fn write(desk: &mut Desk<'_>) -> Section {
    let parts = parts(desk);
    let mut groups = Vec::new();
    if let Some(group) = at_the_table(desk, &parts) {
        groups.push(group);
    }
    if let Some(group) = at_home(desk, &parts) {
        groups.push(group);
    }
    if let Some(group) = around(desk, &parts) {
        groups.push(group);
    }
    let note = groups.is_empty().then(|| "The coverage names nobody who takes part.".to_owned());
    Section { id: "table".into(), heading: "Who is at the table".into(), note, groups }
}

/// Actors of a level that take part, the most active first.
fn active<'a>(desk: &Desk<'a>, parts: &BTreeMap<String, Part>, level: Level) -> Vec<(&'a Actor, Part)> {
    let mut actors: Vec<(usize, &Actor, Part)> = desk
        .findings
        .actors
        .iter()
        .enumerate()
        .filter(|(_, actor)| desk.parties.level(actor) == level)
        .filter_map(|(index, actor)| Some((index, actor, *parts.get(&actor.id)?)))
        .collect();
    actors.sort_by_key(|(index, _, part)| (std::cmp::Reverse(part.current), *index));
    actors.into_iter().map(|(_, actor, part)| (actor, part)).collect()
}

/// Level I: one line for each party, with its people and their offices.
fn at_the_table(desk: &mut Desk<'_>, parts: &BTreeMap<String, Part>) -> Option<Group> {
    let people = active(desk, parts, Level::One);
    let mut lines = Vec::new();
    for side in desk.parties.principals.clone() {
        let own = |actor: &&(&Actor, Part)| desk.parties.side(&actor.0.id) == side;
        let of_side: Vec<(&Actor, Part)> = people.iter().filter(own).copied().collect();
        let persons: Vec<&Actor> = of_side
            .iter()
            .filter(|(actor, part)| part.current > 0 && matches!(actor.kind, ActorKind::Person | ActorKind::Government))
            .map(|(actor, _)| *actor)
            .collect();
        let key = desk.key("table");
        let mut text = Text::default().strong(names::capital(&desk.side_name(&side)));
        let mut cites = BTreeSet::new();
        let shown = persons.len().min(7);
        let named: Vec<String> = persons[..shown].iter().map(|actor| with_office(desk, actor, &side)).collect();
        if !named.is_empty() {
            let more =
                if persons.len() > shown { format!("; and {} more", persons.len() - shown) } else { String::new() };
            text = text.plain(format!(": {}{more}", named.join("; ")));
        }
        for actor in persons[..shown]
            .iter()
            .copied()
            .chain(of_side.iter().map(|(actor, _)| *actor).take(usize::from(persons.is_empty())))
        {
            cites.extend(cite(desk, &key, actor));
        }
        lines.push(Line {
            id: key,
            text: text.stop(),
            label: None,
            certainty: None,
            cites: cites.into_iter().collect(),
        });
    }
    (!lines.is_empty()).then(|| Group { heading: Some("At the table".into()), lines, ..Group::default() })
}

/// "Shinzo Abe, prime minister".
fn with_office(desk: &Desk<'_>, actor: &Actor, side: &str) -> String {
    let name = desk.names.full(&actor.id);
    match actor.office.as_deref().map(crate::clean::trimmed).filter(|office| !office.is_empty()) {
        Some(office) if actor.kind == ActorKind::Person => {
            let foreign = actor.state.as_deref().filter(|state| *state != side).and_then(names::adjective);
            match foreign {
                Some(adjective) => format!("{name}, {adjective} {office}"),
                None => format!("{name}, {office}"),
            }
        }
        _ => name,
    }
}

/// The sentence that introduces an actor: the one with the title, or the first.
fn cite(desk: &mut Desk<'_>, key: &str, actor: &Actor) -> Option<usize> {
    let findings = desk.findings;
    let actor = findings.actors.iter().find(|one| one.id == actor.id)?;
    let mention =
        actor.mentions.iter().find(|m| m.how == "title").or_else(|| actor.mentions.iter().find(|m| m.how == "name"));
    let mention = mention.or(actor.mentions.first());
    if let Some(number) = mention.and_then(|mention| desk.citations.cite_mention(key, mention)) {
        return Some(number);
    }
    let event =
        findings.events.iter().find(|event| event.sources.iter().chain(&event.targets).any(|id| *id == actor.id))?;
    desk.citations.cite(key, &event.evidence, 1).first().copied()
}

/// The first sentence in which an actor does or suffers something now, or the one that introduces it.
fn cite_part(desk: &mut Desk<'_>, key: &str, actor: &Actor) -> Option<usize> {
    let findings = desk.findings;
    let event = findings
        .events
        .iter()
        .find(|event| !event.background && event.sources.iter().chain(&event.targets).any(|id| *id == actor.id));
    match event.and_then(|event| desk.citations.cite(key, &event.evidence, 1).first().copied()) {
        Some(number) => Some(number),
        None => cite(desk, key, actor),
    }
}

/// Level II: publics, parties, legislatures, by the state they belong to.
fn at_home(desk: &mut Desk<'_>, parts: &BTreeMap<String, Part>) -> Option<Group> {
    let findings = desk.findings;
    let mut lines = Vec::new();
    for side in desk.parties.principals.clone() {
        let mut bodies: Vec<&Actor> = findings
            .actors
            .iter()
            .filter(|actor| desk.parties.level(actor) == Level::Two)
            .filter(|actor| actor.state.as_deref() == Some(side.as_str()) || desk.parties.side(&actor.id) == side)
            .filter(|actor| {
                parts.contains_key(&actor.id) || actor.mentions.iter().any(|mention| desk.citations.in_fact(mention))
            })
            .collect();
        bodies.sort_by_key(|actor| {
            std::cmp::Reverse((parts.get(&actor.id).map_or(0, |part| part.current), actor.mentions.len()))
        });
        if bodies.is_empty() {
            continue;
        }
        let key = desk.key("table");
        let shown = bodies.len().min(6);
        let mut named: Vec<String> = bodies[..shown].iter().map(|actor| desk.names.full(&actor.id)).collect();
        named.dedup();
        let more = if bodies.len() > shown { format!("; and {} more", bodies.len() - shown) } else { String::new() };
        let text = Text::default()
            .strong(names::capital(&desk.side_name(&side)))
            .plain(format!(": {}{more}", named.join("; ")))
            .stop();
        let cites: BTreeSet<usize> = bodies[..shown].iter().filter_map(|actor| cite(desk, &key, actor)).collect();
        lines.push(Line { id: key, text, label: None, certainty: None, cites: cites.into_iter().collect() });
    }
    (!lines.is_empty()).then(|| Group {
        heading: Some("At home, whose consent each side needs".into()),
        lines,
        ..Group::default()
    })
}

/// Third parties: other sides that take part in current events.
fn around(desk: &mut Desk<'_>, parts: &BTreeMap<String, Part>) -> Option<Group> {
    let others = active(desk, parts, Level::ThirdParty);
    let mut sides: BTreeMap<String, (usize, Vec<&Actor>)> = BTreeMap::new();
    for (actor, part) in others.into_iter().filter(|(_, part)| part.current > 0) {
        let entry = sides.entry(desk.parties.side(&actor.id).to_owned()).or_default();
        entry.0 += part.current;
        entry.1.push(actor);
    }
    let mut ranked: Vec<(String, usize, Vec<&Actor>)> =
        sides.into_iter().map(|(side, (count, actors))| (side, count, actors)).collect();
    ranked.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut lines = Vec::new();
    let mut unnamed: Vec<(String, &Actor)> = Vec::new();
    for (side, _, actors) in ranked {
        let people = actors.iter().any(|actor| actor.kind == ActorKind::Person);
        if let (false, Some(actor)) = (people, actors.first()) {
            unnamed.push((desk.side_name(&side), actor));
            continue;
        }
        let key = desk.key("table");
        let people: Vec<&Actor> = actors
            .iter()
            .copied()
            .filter(|actor| actor.kind == ActorKind::Person && actor.id != side)
            .take(4)
            .collect();
        let mut text = Text::default().strong(names::capital(&desk.side_name(&side)));
        if !people.is_empty() {
            let named: Vec<String> = people.iter().map(|actor| with_office(desk, actor, &side)).collect();
            text = text.plain(format!(": {}", named.join("; ")));
        } else if let Some(office) = actors.iter().find(|a| a.id == side).and_then(|a| a.office.as_deref()) {
            text = text.plain(format!(", {}", crate::clean::trimmed(office)));
        }
        let cited: Vec<&Actor> = if people.is_empty() { actors.into_iter().take(1).collect() } else { people };
        let cites: BTreeSet<usize> = cited.into_iter().filter_map(|actor| cite_part(desk, &key, actor)).collect();
        lines.push(Line {
            id: key,
            text: text.stop(),
            label: None,
            certainty: None,
            cites: cites.into_iter().collect(),
        });
    }
    if !unnamed.is_empty() {
        let key = desk.key("table");
        let named: Vec<String> = unnamed.iter().map(|(name, _)| name.clone()).collect();
        let cites: BTreeSet<usize> =
            unnamed.iter().take(12).filter_map(|(_, actor)| cite_part(desk, &key, actor)).collect();
        let lead = if lines.is_empty() { "" } else { "Also " };
        let text = Text::of(names::capital(&format!("{lead}{}", names::join(&named, 12)))).stop();
        lines.push(Line { id: key, text, label: None, certainty: None, cites: cites.into_iter().collect() });
    }
    let most = desk.options.most_lines;
    let (lines, more) = desk.cap("More third parties", lines, most);
    (!lines.is_empty()).then(|| Group { heading: Some("Third parties".into()), note: None, lines, more })
}
