//! What the sections share while a brief is written: the findings by id, names, parties, citations, and the lines handed out.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{ActorKind, Confidence, Event, Evidence, Findings, Status};

use crate::certainty::certainty;
use crate::citations::Citations;
use crate::document::{Group, Line, Text};
use crate::names::{self, Names};
use crate::parties::Parties;
use crate::{BriefOptions, phrases};

/// The state of a brief being written.
#[derive(Debug)]
pub(crate) struct Desk<'a> {
    pub(crate) findings: &'a Findings,
    pub(crate) options: BriefOptions,
    pub(crate) names: Names<'a>,
    pub(crate) parties: Parties,
    pub(crate) citations: Citations<'a>,
    /// Lists cut short, whole, for the appendix: heading and the lines that were left out.
    pub(crate) rest: Vec<Group>,
    /// The line that tells each event, by event id.
    pub(crate) told: BTreeMap<&'a str, String>,
    counts: BTreeMap<String, usize>,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(findings: &'a Findings, options: &BriefOptions) -> Self {
        Self {
            findings,
            options: options.clone(),
            names: Names::new(findings),
            parties: Parties::of(findings),
            citations: Citations::new(findings),
            rest: Vec::new(),
            told: BTreeMap::new(),
            counts: BTreeMap::new(),
        }
    }

    /// A fresh key for a line of a section.
    pub(crate) fn key(&mut self, section: &str) -> String {
        let count = self.counts.entry(section.to_owned()).or_default();
        *count += 1;
        format!("{section}-{count}")
    }

    /// A line that cites evidence.
    pub(crate) fn line(
        &mut self,
        section: &str,
        text: Text,
        evidence: &'a [Evidence],
        confidence: Option<Confidence>,
    ) -> Line {
        let id = self.key(section);
        let cites = self.citations.cite(&id, evidence, self.options.most_citations);
        Line { id, text, label: None, certainty: confidence.map(certainty), cites }
    }

    /// The line of an event.
    pub(crate) fn event_line(&mut self, section: &str, event: &'a Event) -> Line {
        let text = phrases::event(&mut self.names, event);
        let mut line = self.line(section, text, &event.evidence, Some(event.confidence));
        line.label = status_label(event.status).map(str::to_owned);
        self.told.entry(&event.id).or_insert_with(|| line.id.clone());
        line
    }

    /// The name of a side: as the coverage names its state, or the actor that stands for itself.
    pub(crate) fn side_name(&self, side: &str) -> String {
        let own = |id: &String| self.parties.side(id) == side;
        let states = self.findings.actors.iter().filter(|a| a.kind == ActorKind::State && own(&a.id));
        let best =
            states.max_by_key(|a| (a.id == format!("state:{side}"), a.mentions.len(), std::cmp::Reverse(a.id.clone())));
        match best {
            Some(actor) => self.names.full(&actor.id),
            None => names::side_name(&self.names, side),
        }
    }

    /// Splits a list: what is shown, and what goes to the appendix under a heading.
    pub(crate) fn cap(&mut self, heading: &str, mut lines: Vec<Line>, most: usize) -> (Vec<Line>, usize) {
        if lines.len() <= most + 1 {
            return (lines, 0);
        }
        let rest = lines.split_off(most);
        let more = rest.len();
        self.rest.push(Group { heading: Some(heading.to_owned()), lines: rest, ..Group::default() });
        (lines, more)
    }

    /// Who wrote the articles of some evidence, in words: "Yuki Tatsumi", or "the coverage".
    pub(crate) fn authors(&self, evidence: &[Evidence]) -> Option<String> {
        let ids: BTreeSet<&str> = evidence.iter().map(|one| one.article.as_str()).collect();
        let mut names = BTreeSet::new();
        for article in self.findings.articles.iter().filter(|article| ids.contains(article.id.as_str())) {
            names.extend(article.byline.iter().map(|name| crate::clean::trimmed(name)).filter(|name| !name.is_empty()));
        }
        let names: Vec<String> = names.into_iter().collect();
        (!names.is_empty()).then(|| names::join(&names, 3))
    }

    /// The event of that id.
    pub(crate) fn event(&self, id: &str) -> Option<&'a Event> {
        self.findings.events.iter().find(|event| event.id == id)
    }
}

/// The label of a status that is not simply "it happened".
pub(crate) fn status_label(status: Status) -> Option<&'static str> {
    match status {
        Status::Occurred => None,
        Status::Ongoing => Some("ongoing"),
        Status::Planned => Some("planned"),
        Status::Proposed => Some("proposed"),
        Status::Hypothetical => Some("possible"),
        Status::Denied => Some("denied"),
    }
}

/// Lines that say the same in the same words become one, which cites the sentences of all.
pub(crate) fn without_repeats(lines: Vec<Line>) -> Vec<Line> {
    let mut kept: Vec<Line> = Vec::new();
    for line in lines {
        let same = kept.iter_mut().find(|one| one.text == line.text && one.label == line.label);
        match same {
            None => kept.push(line),
            Some(one) => {
                let cites: BTreeSet<usize> = one.cites.iter().chain(&line.cites).copied().collect();
                one.cites = cites.into_iter().collect();
                let surer = |line: &Line| line.certainty.as_ref().map_or(0.0, |c| c.probability);
                if surer(&line) > surer(one) {
                    one.certainty = line.certainty;
                }
            }
        }
    }
    kept
}
