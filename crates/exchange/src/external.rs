//! Events that come from other collections: no article stands behind them, so the row itself is kept as one, word for word, and is the
//! evidence. The formats fill a draft; what a draft becomes is decided here.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{
    Actor, ActorKind, Article, Basis, Clue, Confidence, Diagnostic, Event, Evidence, Findings, FoundBy, Interval,
    PloverType, Published, Span, Status, slug,
};
use jiff::civil::Date;

use crate::codes;

/// An event with its sides, made from one row.
#[derive(Debug)]
pub(crate) struct Imported {
    pub article: Article,
    pub actors: Vec<Actor>,
    pub event: Event,
}

/// What a row says.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    /// Name of the format; the scheme of every id.
    pub scheme: &'static str,
    /// Identifier of the row in its collection.
    pub id: String,
    /// The row as lines of text.
    pub text: String,
    pub sources: Vec<Actor>,
    pub targets: Vec<Actor>,
    /// Word for what happened.
    pub content: String,
    /// CAMEO code, where the row has one.
    pub cameo: Option<String>,
    pub when: Option<Interval>,
    pub place: Option<String>,
    pub published: Option<Date>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    pub language: Option<String>,
}

impl Draft {
    /// The row as an event that happened. The certainty is 1: the row says it, and says nothing of how sure its coder was.
    pub fn event(self, kind: PloverType, source: &str) -> Imported {
        let id = format!("{}:{}", self.scheme, self.id);
        let mut article = Article::plain(&id, source, &self.text);
        article.publisher = self.publisher;
        article.url = self.url;
        article.language = self.language;
        if let Some(day) = self.published {
            let clue = Clue { span: None, text: day.to_string(), says: "date of publication in the row".to_owned() };
            article.published =
                Published { interval: Some(Interval::day(day)), basis: Basis::Metadata, clues: vec![clue] };
        }
        let whole = Span::new(0, self.text.len());
        let mut found_by = vec![FoundBy::new(format!("import/{}", self.scheme), "")];
        if let Some(code) = self.cameo.as_deref().and_then(codes::cameo) {
            found_by.push(FoundBy::new(format!("cameo.csv:{}", code.code), &code.name));
        }
        let ids = |actors: &[Actor]| actors.iter().map(|actor| actor.id.clone()).collect();
        let event = Event {
            id: id.clone(),
            sources: ids(&self.sources),
            targets: ids(&self.targets),
            mutual: false,
            kind,
            mode: None,
            contexts: Vec::new(),
            predicate: kind.name().to_lowercase(),
            content: self.content,
            when: self.when,
            place: self.place,
            occasion: None,
            status: Status::Occurred,
            reported_by: None,
            issue: None,
            background: false,
            confidence: Confidence::new(1.0),
            found_by,
            evidence: vec![Evidence { article: id, span: whole, text: self.text, sentence: whole }],
        };
        Imported { article, actors: self.sources.into_iter().chain(self.targets).collect(), event }
    }
}

/// What a row says of one side.
#[derive(Debug, Default)]
pub(crate) struct Side<'a> {
    pub name: &'a str,
    /// ISO 3166-1 alpha-3.
    pub state: Option<&'a str>,
    /// PLOVER sector.
    pub sector: Option<&'a str>,
    pub office: Option<&'a str>,
    /// The kind, where the row says it.
    pub kind: Option<ActorKind>,
}

impl Side<'_> {
    /// The actor; `None` for a side without a name and without a state. A state is known by its name. Of the others the rows do not say
    /// whether they are people or bodies: whoever has an office is a person, everything else counts as an organisation.
    pub fn actor(&self) -> Option<Actor> {
        let known = codes::state_of_name(self.name)
            .or_else(|| self.state.filter(|_| self.name.is_empty()).and_then(codes::state));
        if let Some(state) =
            known.filter(|_| self.office.is_none() && self.kind.is_none_or(|kind| kind == ActorKind::State))
        {
            let kind = ActorKind::State;
            return Some(actor(
                format!("state:{}", state.iso3),
                &state.name,
                kind,
                Some(&state.counts_as),
                None,
                self.sector,
            ));
        }
        if self.name.is_empty() {
            return None;
        }
        let kind = self.kind.unwrap_or_else(|| match self.sector {
            _ if self.office.is_some() => ActorKind::Person,
            Some("CVL") => ActorKind::People,
            Some("REB" | "PRM" | "UAF") => ActorKind::ArmedGroup,
            _ => ActorKind::Organisation,
        });
        let scheme = match kind {
            ActorKind::Person => "person",
            ActorKind::State => "state",
            ActorKind::Government => "gov",
            ActorKind::People => "people",
            ActorKind::Bloc => "bloc",
            ActorKind::Organisation | ActorKind::ArmedGroup => "org",
        };
        Some(actor(format!("{scheme}:{}", slug(self.name)), self.name, kind, self.state, self.office, self.sector))
    }
}

fn actor(
    id: String,
    name: &str,
    kind: ActorKind,
    state: Option<&str>,
    office: Option<&str>,
    sector: Option<&str>,
) -> Actor {
    Actor {
        id,
        name: name.to_owned(),
        aliases: Vec::new(),
        kind,
        state: state.map(str::to_owned),
        office: office.map(str::to_owned),
        sector: sector.map(str::to_owned),
        mentions: Vec::new(),
    }
}

/// One set of findings of many rows. An actor that several rows name is one, with the first state, office and sector that any of them
/// gives; a row whose id came before gets `#2`, `#3` behind it.
pub(crate) fn gather(rows: Vec<Imported>, diagnostics: Vec<Diagnostic>) -> Findings {
    let mut findings = Findings { diagnostics, ..Findings::default() };
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for mut row in rows {
        if !ids.insert(row.event.id.clone()) {
            let id = (2..).map(|n| format!("{}#{n}", row.event.id)).find(|id| ids.insert(id.clone()));
            let id = id.expect("some number is free");
            row.article.id.clone_from(&id);
            row.event.evidence.iter_mut().for_each(|one| one.article.clone_from(&id));
            row.event.id = id;
        }
        for actor in row.actors {
            match places.get(&actor.id) {
                None => {
                    places.insert(actor.id.clone(), findings.actors.len());
                    findings.actors.push(actor);
                }
                Some(place) => {
                    let known = &mut findings.actors[*place];
                    known.state = known.state.take().or(actor.state);
                    known.office = known.office.take().or(actor.office);
                    known.sector = known.sector.take().or(actor.sector);
                }
            }
        }
        findings.articles.push(row.article);
        findings.events.push(row.event);
    }
    findings
}
