//! Everything that was found, in one serialisable value: the shape that `demarche read --format json` prints.

use serde::{Deserialize, Serialize};

use crate::{Actor, AgendaItem, Article, Course, Diagnostic, Driver, Event, Issue, Measure, Position, Shift, Tenure};

/// The findings of one article or of many. Lists are in the order of the text, then of the articles.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// The articles read.
    pub articles: Vec<Article>,
    /// Who acts in them.
    pub actors: Vec<Actor>,
    /// Offices that the text itself gives to people.
    pub tenures: Vec<Tenure>,
    /// What is negotiated about.
    pub issues: Vec<Issue>,
    /// What happened, is planned or is history.
    pub events: Vec<Event>,
    /// Where each side stands.
    pub positions: Vec<Position>,
    /// What moved.
    pub shifts: Vec<Shift>,
    /// What moved it.
    pub drivers: Vec<Driver>,
    /// Polls, votes, counts and sums.
    pub measures: Vec<Measure>,
    /// What comes next.
    pub agenda: Vec<AgendaItem>,
    /// What follows from comparing all of it over time; `None` until the findings are merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<Course>,
    /// What went wrong or was left aside.
    pub diagnostics: Vec<Diagnostic>,
}
