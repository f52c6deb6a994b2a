//! Who to whom, by period: a directed graph of actors with one edge for each pair, period and status. GEXF 1.3 (gexf.net, Gephi) with the periods as
//! time, and GraphML (graphml.graphdrawing.org) with the periods as attributes.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{Diagnostic, Event};
use jiff::civil::Date;

use crate::codes::cameo_of;
use crate::series::Period;
use crate::view::{View, dyads, happened, kind_name, quad_number};
use crate::xml::Xml;

/// One edge.
#[derive(Debug, Default)]
struct Edge {
    events: usize,
    quads: [usize; 4],
    goldstein: f64,
}

/// Period, source, target, and the status of what did not happen.
type Key<'a> = (Option<Date>, &'a str, &'a str, &'static str);

struct Network<'a> {
    nodes: BTreeSet<&'a str>,
    edges: BTreeMap<Key<'a>, Edge>,
}

fn network<'a>(events: &[&'a Event], by: Period, format: &str, notes: &mut Vec<Diagnostic>) -> Network<'a> {
    let mut nodes = BTreeSet::new();
    let mut edges: BTreeMap<Key<'a>, Edge> = BTreeMap::new();
    let (mut undated, mut alone) = (0, 0);
    for event in events {
        let period = event.when.as_ref().and_then(|when| by.of(when));
        let mut joined = false;
        for (source, target) in dyads(event) {
            let (Some(source), Some(target)) = (source, target) else { continue };
            if source == target {
                continue;
            }
            joined = true;
            nodes.extend([source, target]);
            let status = if happened(event.status) { "occurred" } else { event.status.name() };
            let edge = edges.entry((period, source, target, status)).or_default();
            edge.events += 1;
            edge.quads[usize::from(quad_number(event.kind.quad())) - 1] += 1;
            edge.goldstein += cameo_of(event).goldstein;
        }
        alone += usize::from(!joined);
        undated += usize::from(joined && period.is_none());
    }
    if alone > 0 {
        let message = format!("{alone} events do not join two actors and are not in the network");
        notes.push(Diagnostic::note(format, message));
    }
    if undated > 0 {
        let message = format!("{undated} events cannot be put into one {}; their edges have no period", by.name());
        let note = Diagnostic::note(format, message);
        notes.push(if by == Period::Year { note } else { note.hint("a longer period takes more of them: --by year") });
    }
    Network { nodes, edges }
}

const EDGE_ATTRIBUTES: [(&str, &str, &str); 9] = [
    ("period", "string", "string"),
    ("status", "string", "string"),
    ("events", "integer", "int"),
    ("verbal_cooperation", "integer", "int"),
    ("material_cooperation", "integer", "int"),
    ("verbal_conflict", "integer", "int"),
    ("material_conflict", "integer", "int"),
    ("goldstein_sum", "double", "double"),
    ("goldstein_mean", "double", "double"),
];

const NODE_ATTRIBUTES: [&str; 4] = ["kind", "state", "sector", "office"];

fn edge_values(by: Period, key: &Key<'_>, edge: &Edge) -> [String; 9] {
    let mean = if edge.events == 0 { 0.0 } else { edge.goldstein / edge.events as f64 };
    [
        key.0.map(|day| by.label(day)).unwrap_or_default(),
        key.3.to_owned(),
        edge.events.to_string(),
        edge.quads[0].to_string(),
        edge.quads[1].to_string(),
        edge.quads[2].to_string(),
        edge.quads[3].to_string(),
        format!("{:.1}", edge.goldstein + 0.0),
        format!("{:.2}", mean + 0.0),
    ]
}

fn node_values<'a>(view: &View<'a>, id: &str) -> [&'a str; 4] {
    view.actor(id).map_or([""; 4], |actor| {
        let text = |value: &'a Option<String>| value.as_deref().unwrap_or_default();
        [kind_name(actor.kind), text(&actor.state), text(&actor.sector), text(&actor.office)]
    })
}

/// The network as GEXF 1.3. Edges with a period have `start` and `end`.
pub(crate) fn gexf(view: &View<'_>, events: &[&Event], by: Period, notes: &mut Vec<Diagnostic>) -> Vec<u8> {
    let network = network(events, by, "gexf", notes);
    let mut xml = Xml::new();
    xml.open("gexf", &[("xmlns", "http://gexf.net/1.3"), ("version", "1.3")]);
    xml.open("meta", &[]);
    xml.text("creator", &[], concat!("demarche ", env!("CARGO_PKG_VERSION")));
    xml.text(
        "description",
        &[],
        &format!("Who to whom by {}; weights count events; scores: {}", by.name(), crate::series::SCALE),
    );
    xml.close("meta");
    xml.open("graph", &[("defaultedgetype", "directed"), ("mode", "dynamic"), ("timeformat", "date")]);
    xml.open("attributes", &[("class", "node"), ("mode", "static")]);
    for name in NODE_ATTRIBUTES {
        xml.empty("attribute", &[("id", name), ("title", name), ("type", "string")]);
    }
    xml.close("attributes");
    xml.open("attributes", &[("class", "edge"), ("mode", "static")]);
    for (name, kind, _) in EDGE_ATTRIBUTES {
        xml.empty("attribute", &[("id", name), ("title", name), ("type", kind)]);
    }
    xml.close("attributes");
    xml.open("nodes", &[]);
    for id in &network.nodes {
        xml.open("node", &[("id", id), ("label", view.name(id))]);
        xml.open("attvalues", &[]);
        for (name, value) in NODE_ATTRIBUTES.iter().zip(node_values(view, id)) {
            xml.empty("attvalue", &[("for", name), ("value", value)]);
        }
        xml.close("attvalues");
        xml.close("node");
    }
    xml.close("nodes");
    xml.open("edges", &[]);
    for (index, (key, edge)) in network.edges.iter().enumerate() {
        let (id, weight) = (index.to_string(), edge.events.to_string());
        let (start, end) = (key.0.map(|day| day.to_string()), key.0.map(|day| by.last(day).to_string()));
        let mut attributes = vec![("id", &*id), ("source", key.1), ("target", key.2), ("weight", &*weight)];
        attributes.extend(start.as_deref().map(|day| ("start", day)));
        attributes.extend(end.as_deref().map(|day| ("end", day)));
        xml.open("edge", &attributes);
        xml.open("attvalues", &[]);
        for ((name, ..), value) in EDGE_ATTRIBUTES.iter().zip(edge_values(by, key, edge)) {
            xml.empty("attvalue", &[("for", name), ("value", &value)]);
        }
        xml.close("attvalues");
        xml.close("edge");
    }
    xml.close("edges");
    xml.close("graph");
    xml.close("gexf");
    xml.done()
}

/// The network as GraphML.
pub(crate) fn graphml(view: &View<'_>, events: &[&Event], by: Period, notes: &mut Vec<Diagnostic>) -> Vec<u8> {
    let network = network(events, by, "graphml", notes);
    let mut xml = Xml::new();
    xml.open(
        "graphml",
        &[
            ("xmlns", "http://graphml.graphdrawing.org/xmlns"),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
            (
                "xsi:schemaLocation",
                "http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd",
            ),
        ],
    );
    for name in ["label"].into_iter().chain(NODE_ATTRIBUTES) {
        xml.empty(
            "key",
            &[("id", &format!("n_{name}")), ("for", "node"), ("attr.name", name), ("attr.type", "string")],
        );
    }
    for (name, _, kind) in EDGE_ATTRIBUTES.into_iter().chain([("start", "", "string"), ("end", "", "string")]) {
        xml.empty("key", &[("id", &format!("e_{name}")), ("for", "edge"), ("attr.name", name), ("attr.type", kind)]);
    }
    xml.open("graph", &[("id", "who-to-whom"), ("edgedefault", "directed")]);
    for id in &network.nodes {
        xml.open("node", &[("id", id)]);
        xml.text("data", &[("key", "n_label")], view.name(id));
        for (name, value) in NODE_ATTRIBUTES.iter().zip(node_values(view, id)) {
            if !value.is_empty() {
                xml.text("data", &[("key", &format!("n_{name}"))], value);
            }
        }
        xml.close("node");
    }
    for (index, (key, edge)) in network.edges.iter().enumerate() {
        xml.open("edge", &[("id", &format!("e{index}")), ("source", key.1), ("target", key.2)]);
        for ((name, ..), value) in EDGE_ATTRIBUTES.iter().zip(edge_values(by, key, edge)) {
            if !value.is_empty() {
                xml.text("data", &[("key", &format!("e_{name}"))], &value);
            }
        }
        if let Some(first) = key.0 {
            xml.text("data", &[("key", "e_start")], &first.to_string());
            xml.text("data", &[("key", "e_end")], &by.last(first).to_string());
        }
        xml.close("edge");
    }
    xml.close("graph");
    xml.close("graphml");
    xml.done()
}
