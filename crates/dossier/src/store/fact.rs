//! One fact of any layer, and its row: what `show` and `search` answer from.

use std::collections::BTreeMap;

use demarche_record::{
    ActorId, AgendaItem, Driver, Event, Evidence, Findings, FoundBy, Interval, Measure, Position, Shift,
};
use rusqlite::Connection;
use rusqlite::types::Value;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::checksum::{maybe, size, text};
use super::schema::{FACT, PARTY};

/// A fact of any layer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Fact {
    /// An event.
    Event(Event),
    /// A position.
    Position(Position),
    /// A shift.
    Shift(Shift),
    /// A driver.
    Driver(Driver),
    /// A measure.
    Measure(Measure),
    /// An agenda item.
    Agenda(AgendaItem),
}

/// What people have said of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing.
    Open,
    /// It is right.
    Accepted,
    /// It is right as they changed it.
    Edited,
    /// They put it there.
    Added,
    /// It is wrong.
    Rejected,
}

impl Verdict {
    /// The word in the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Edited => "edited",
            Self::Added => "added",
            Self::Rejected => "rejected",
        }
    }

    pub(super) fn from_name(name: &str) -> Self {
        [Self::Accepted, Self::Edited, Self::Added, Self::Rejected]
            .into_iter()
            .find(|one| one.name() == name)
            .unwrap_or(Self::Open)
    }
}

/// The layers of facts, in the order of the record.
pub const LAYERS: [&str; 6] = ["event", "position", "shift", "driver", "measure", "agenda"];

fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Json::String(word)) => word,
        _ => String::new(),
    }
}

impl Fact {
    /// Every fact of the findings, layer after layer, in the order of the text.
    pub(super) fn all(findings: Findings) -> Vec<Self> {
        let Findings { events, positions, shifts, drivers, measures, agenda, .. } = findings;
        (events.into_iter().map(Self::Event))
            .chain(positions.into_iter().map(Self::Position))
            .chain(shifts.into_iter().map(Self::Shift))
            .chain(drivers.into_iter().map(Self::Driver))
            .chain(measures.into_iter().map(Self::Measure))
            .chain(agenda.into_iter().map(Self::Agenda))
            .collect()
    }

    /// Adds the fact to its list.
    pub(super) fn add_to(self, findings: &mut Findings) {
        match self {
            Self::Event(one) => findings.events.push(one),
            Self::Position(one) => findings.positions.push(one),
            Self::Shift(one) => findings.shifts.push(one),
            Self::Driver(one) => findings.drivers.push(one),
            Self::Measure(one) => findings.measures.push(one),
            Self::Agenda(one) => findings.agenda.push(one),
        }
    }

    /// Name of the layer.
    #[must_use]
    pub fn layer(&self) -> &'static str {
        match self {
            Self::Event(_) => "event",
            Self::Position(_) => "position",
            Self::Shift(_) => "shift",
            Self::Driver(_) => "driver",
            Self::Measure(_) => "measure",
            Self::Agenda(_) => "agenda",
        }
    }

    /// Identifier within the article.
    #[must_use]
    pub fn local(&self) -> &str {
        match self {
            Self::Event(one) => &one.id,
            Self::Position(one) => &one.id,
            Self::Shift(one) => &one.id,
            Self::Driver(one) => &one.id,
            Self::Measure(one) => &one.id,
            Self::Agenda(one) => &one.id,
        }
    }

    /// What supports it.
    #[must_use]
    pub fn evidence(&self) -> &[Evidence] {
        match self {
            Self::Event(one) => &one.evidence,
            Self::Position(one) => &one.evidence,
            Self::Shift(one) => &one.evidence,
            Self::Driver(one) => &one.evidence,
            Self::Measure(one) => &one.evidence,
            Self::Agenda(one) => &one.evidence,
        }
    }

    /// What found it.
    #[must_use]
    pub fn found_by(&self) -> &[FoundBy] {
        match self {
            Self::Event(one) => &one.found_by,
            Self::Position(one) => &one.found_by,
            Self::Shift(one) => &one.found_by,
            Self::Driver(one) => &one.found_by,
            Self::Measure(_) | Self::Agenda(_) => &[],
        }
    }

    /// The fact of the same article that this one rests on: the shift or event of a driver, the event of an agenda item.
    pub(super) fn rests_on(&self) -> Option<&str> {
        match self {
            Self::Driver(one) => Some(&one.of),
            Self::Agenda(one) => one.event.as_deref(),
            _ => None,
        }
    }

    /// What kind it is, and the word that tells it from its neighbours.
    pub(super) fn kind_and_word(&self) -> (String, String) {
        match self {
            Self::Event(one) => (one.kind.name().to_owned(), one.predicate.clone()),
            Self::Position(one) => (word(one.kind), one.holder.clone()),
            Self::Shift(one) => ("shift".to_owned(), one.holder.clone()),
            Self::Driver(one) => (word(one.factor), word(one.direction)),
            Self::Measure(one) => (one.what.clone(), one.value.to_string()),
            Self::Agenda(one) => ("agenda".to_owned(), one.what.clone()),
        }
    }

    /// The words that stand for it in a list.
    #[must_use]
    pub fn content(&self) -> String {
        let words = || self.evidence().first().map(|one| one.text.clone()).unwrap_or_default();
        match self {
            Self::Event(one) => one.content.clone(),
            Self::Position(one) => one.content.clone(),
            Self::Driver(one) => one.content.clone(),
            Self::Shift(_) | Self::Measure(_) | Self::Agenda(_) => words(),
        }
    }

    fn when(&self) -> Option<&Interval> {
        match self {
            Self::Event(one) => one.when.as_ref(),
            Self::Position(one) => one.since.as_ref(),
            Self::Shift(one) => one.when.as_ref(),
            Self::Driver(_) => None,
            Self::Measure(one) => one.when.as_ref(),
            Self::Agenda(one) => one.when.as_ref(),
        }
    }

    /// Who takes which part, in order.
    #[must_use]
    pub fn parties(&self) -> Vec<(&'static str, &ActorId)> {
        match self {
            Self::Event(one) => (one.sources.iter().map(|id| ("source", id)))
                .chain(one.targets.iter().map(|id| ("target", id)))
                .chain(one.reported_by.iter().map(|id| ("reporter", id)))
                .collect(),
            Self::Position(one) => {
                [("holder", &one.holder)].into_iter().chain(one.reported_by.iter().map(|id| ("reporter", id))).collect()
            }
            Self::Shift(one) => {
                [("holder", &one.holder)].into_iter().chain(one.asserted_by.iter().map(|id| ("reporter", id))).collect()
            }
            Self::Driver(_) => Vec::new(),
            Self::Measure(one) => one.reported_by.iter().map(|id| ("reporter", id)).collect(),
            Self::Agenda(one) => one.who.iter().map(|id| ("who", id)).collect(),
        }
    }

    /// The fact with fields changed or added, as `demarche read --format json` names them. Evidence and identifier stay.
    ///
    /// # Errors
    /// Says which field does not fit, and what would.
    pub(super) fn with(&self, fields: &BTreeMap<String, Json>) -> Result<Self, String> {
        let mut json = serde_json::to_value(self).map_err(|error| error.to_string())?;
        let object = json.as_object_mut().ok_or("a fact is an object")?;
        for (name, value) in fields {
            if ["id", "evidence", "found_by"].contains(&name.as_str()) {
                return Err(format!("the field {name:?} is not for people to change"));
            }
            if !object.contains_key(name) {
                let known: Vec<&str> = object
                    .keys()
                    .map(String::as_str)
                    .filter(|name| !["id", "evidence", "found_by"].contains(name))
                    .collect();
                return Err(format!("a fact of this layer has no field {name:?}; it has {}", known.join(", ")));
            }
            object.insert(name.clone(), value.clone());
        }
        Self::from_json(self.layer(), json)
    }

    /// The fact of a layer from its JSON.
    pub(super) fn from_json(layer: &str, json: Json) -> Result<Self, String> {
        fn typed<T: DeserializeOwned>(json: Json) -> Result<T, String> {
            serde_json::from_value(json).map_err(|error| error.to_string())
        }
        Ok(match layer {
            "event" => Self::Event(typed(json)?),
            "position" => Self::Position(typed(json)?),
            "shift" => Self::Shift(typed(json)?),
            "driver" => Self::Driver(typed(json)?),
            "measure" => Self::Measure(typed(json)?),
            "agenda" => Self::Agenda(typed(json)?),
            other => return Err(format!("there is no layer {other:?}; the layers are {}", LAYERS.join(", "))),
        })
    }

    pub(super) fn set_local(&mut self, local: String) {
        match self {
            Self::Event(one) => one.id = local,
            Self::Position(one) => one.id = local,
            Self::Shift(one) => one.id = local,
            Self::Driver(one) => one.id = local,
            Self::Measure(one) => one.id = local,
            Self::Agenda(one) => one.id = local,
        }
    }
}

/// A fact as it stands in the dossier.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Standing {
    pub key: String,
    pub verdict: Verdict,
    pub fact: Fact,
}

impl Standing {
    /// Writes the row and the parties; `actors` gives the row of an actor.
    pub fn insert(
        &self,
        connection: &Connection,
        id: i64,
        article: i64,
        actors: &BTreeMap<ActorId, i64>,
    ) -> rusqlite::Result<()> {
        let fact = &self.fact;
        let (kind, predicate) = fact.kind_and_word();
        let when = fact.when();
        let day = |day: Option<jiff::civil::Date>| maybe(day.map(|day| day.to_string()));
        let (mut status, mut place, mut occasion, mut issue) = (None, None, None, None);
        let (mut mutual, mut background, mut confidence) = (None, None, None);
        match fact {
            Fact::Event(one) => {
                status = Some(word(one.status));
                place.clone_from(&one.place);
                occasion.clone_from(&one.occasion);
                issue.clone_from(&one.issue);
                mutual = Some(one.mutual);
                background = Some(one.background);
                confidence = Some(one.confidence);
            }
            Fact::Position(one) => {
                status = Some(word(one.strength));
                issue.clone_from(&one.issue);
                confidence = Some(one.confidence);
            }
            Fact::Shift(one) => {
                issue.clone_from(&one.issue);
                confidence = Some(one.confidence);
            }
            Fact::Driver(one) => confidence = Some(one.confidence),
            Fact::Measure(_) => {}
            Fact::Agenda(one) => {
                status = Some(word(one.status));
                place.clone_from(&one.place);
                occasion.clone_from(&one.occasion);
            }
        }
        let span = fact.evidence().first().map(|one| one.span);
        FACT.insert(
            connection,
            &[
                Value::Integer(id),
                Value::Integer(article),
                text(&self.key),
                text(fact.local()),
                text(fact.layer()),
                text(self.verdict.name()),
                text(kind),
                text(predicate),
                text(fact.content()),
                day(when.and_then(|one| one.earliest)),
                day(when.and_then(|one| one.latest)),
                maybe(when.map(|one| word(one.granularity))),
                maybe(when.and_then(|one| one.modifier).map(word)),
                maybe(status),
                maybe(place),
                maybe(occasion),
                maybe(issue),
                maybe(mutual.map(i64::from)),
                maybe(background.map(i64::from)),
                maybe(confidence.map(|one| one.get())),
                maybe(span.map(|one| size(one.start))),
                maybe(span.map(|one| size(one.end))),
            ],
        )?;
        for (place, (role, actor)) in fact.parties().into_iter().enumerate() {
            let Some(&actor) = actors.get(actor) else { continue };
            PARTY.insert(connection, &[Value::Integer(id), text(role), size(place), Value::Integer(actor)])?;
        }
        Ok(())
    }
}
