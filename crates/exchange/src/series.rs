//! Conflict and cooperation between two sides over time: events, not reports, by week, month or year, on the Goldstein scale.

use std::collections::BTreeMap;

use demarche_record::{Diagnostic, Findings, Interval};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::change::change_points;
use crate::codes::{self, cameo_of};
use crate::view::{View, happened, quad_number, side_pairs, state_name};

/// The scale, as the outputs state it.
pub(crate) const SCALE: &str = "Goldstein 1992, by CAMEO code (-10 conflict to 10 cooperation)";

/// Longest series that is written out, in periods.
const LONGEST: usize = 20_000;

/// Periods with events that a series must have before its changes are looked for.
const FEWEST_ACTIVE: usize = 8;

/// How time is cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Period {
    /// Weeks from Monday to Sunday (ISO 8601).
    Week,
    /// Calendar months.
    #[default]
    Month,
    /// Calendar years.
    Year,
}

impl Period {
    /// Its name in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// First day of the period that holds the day.
    #[must_use]
    pub fn first(self, day: Date) -> Date {
        match self {
            Self::Week => day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days()),
            Self::Month => day.first_of_month(),
            Self::Year => day.first_of_year(),
        }
    }

    /// Last day of the period that holds the day.
    #[must_use]
    pub fn last(self, day: Date) -> Date {
        match self {
            Self::Week => self.first(day).saturating_add(6.days()),
            Self::Month => day.last_of_month(),
            Self::Year => day.last_of_year(),
        }
    }

    /// First day of the one period that holds the whole interval; `None` where there is no such period.
    #[must_use]
    pub fn of(self, when: &Interval) -> Option<Date> {
        let (first, last) = (self.first(when.earliest?), self.first(when.latest?));
        (first == last).then_some(first)
    }

    /// First day of the n-th period after the one that begins on the day; the last day of the calendar where there is none.
    pub(crate) fn after(self, first: Date, n: usize) -> Date {
        let n = i64::try_from(n).unwrap_or(i64::MAX).min(100_000);
        first.saturating_add(match self {
            Self::Week => n.weeks(),
            Self::Month => n.months(),
            Self::Year => n.years(),
        })
    }

    /// The period in the form of ISO 8601 ("2018-W24", "2018-06", "2018").
    #[must_use]
    pub fn label(self, day: Date) -> String {
        match self {
            Self::Week => {
                let week = day.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month => day.strftime("%Y-%m").to_string(),
            Self::Year => day.strftime("%Y").to_string(),
        }
    }
}

/// What is counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeriesOptions {
    /// Only between these two sides: ISO 3166-1 alpha-3 codes, names of states, or names or ids of actors.
    pub dyad: Option<(String, String)>,
    /// How time is cut.
    pub by: Period,
    /// Count what is told as history too.
    pub history: bool,
}

/// The series of every dyad.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// How time is cut.
    pub by: Period,
    /// The scale of the scores, in words.
    pub scale: &'static str,
    /// The dyads, those with most events first.
    pub dyads: Vec<Dyad>,
    /// What was not counted, and why.
    pub notes: Vec<Diagnostic>,
}

/// One pair of sides. An actor that belongs to a state counts as the state.
#[derive(Clone, Debug, PartialEq)]
pub struct Dyad {
    /// Code of the state, or id of the actor.
    pub sides: [String; 2],
    /// Their names.
    pub names: [String; 2],
    /// Every period from the first event to the last, quiet ones too.
    pub points: Vec<Point>,
    /// Indices of the points at which the net score takes a new level (PELT, see [`change_points`]). None where fewer than eight
    /// periods have events: a level cannot be told from a single event.
    pub changes: Vec<usize>,
}

/// One period.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
    /// Events that happened.
    pub events: usize,
    /// The same by quad class: verbal cooperation, material cooperation, verbal conflict, material conflict.
    pub quads: [usize; 4],
    /// Sum of the scores above 0.
    pub cooperation: f64,
    /// Sum of the scores below 0, as it is: 0 or less.
    pub conflict: f64,
}

impl Point {
    /// Sum of all scores.
    #[must_use]
    pub fn net(&self) -> f64 {
        self.cooperation + self.conflict
    }
}

impl Dyad {
    /// Events of the dyad.
    #[must_use]
    pub fn events(&self) -> usize {
        self.points.iter().map(|point| point.events).sum()
    }

    /// The stretches of one level: first index, one past the last, mean of the net score.
    #[must_use]
    pub fn levels(&self) -> Vec<(usize, usize, f64)> {
        let bounds = [0].into_iter().chain(self.changes.iter().copied()).chain([self.points.len()]);
        let bounds: Vec<usize> = bounds.collect();
        let mean = |from: usize, to: usize| {
            self.points[from..to].iter().map(Point::net).sum::<f64>() / (to - from).max(1) as f64
        };
        bounds.windows(2).map(|pair| (pair[0], pair[1], mean(pair[0], pair[1]))).collect()
    }
}

/// The name of a side.
fn side_name<'a>(view: &View<'a>, side: &'a str) -> &'a str {
    if codes::state(side).is_some() { state_name(side) } else { view.name(side) }
}

/// Counts the events that happened, each once, in the period that holds the whole of its interval. An event of more than two sides
/// counts in every dyad that it joins.
#[must_use]
pub fn series(findings: &Findings, options: &SeriesOptions) -> Series {
    let view = View::new(findings);
    let by = options.by;
    let mut notes = Vec::new();
    let named = |text: &str| -> String {
        let text = text.trim();
        let state = codes::state(&text.to_uppercase()).or_else(|| codes::state_of_name(text));
        let actor = findings.actors.iter().find(|actor| {
            actor.id == text
                || actor.name.eq_ignore_ascii_case(text)
                || actor.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(text))
        });
        state
            .map(|state| state.counts_as.clone())
            .or_else(|| actor.map(|actor| view.side(&actor.id).to_owned()))
            .unwrap_or_else(|| text.to_owned())
    };
    let wanted = options.dyad.as_ref().map(|(a, b)| {
        let (a, b) = (named(a), named(b));
        if a <= b { (a, b) } else { (b, a) }
    });
    let mut dyads: BTreeMap<(&str, &str), BTreeMap<Date, Point>> = BTreeMap::new();
    let (mut wide, mut history, mut other) = (0, 0, 0);
    for event in &findings.events {
        let pairs: Vec<(&str, &str)> = side_pairs(&view, event)
            .into_iter()
            .filter(|pair| wanted.as_ref().is_none_or(|(a, b)| (&**a, &**b) == *pair))
            .collect();
        if pairs.is_empty() {
            continue;
        }
        if !happened(event.status) {
            other += 1;
            continue;
        }
        if event.background && !options.history {
            history += 1;
            continue;
        }
        let Some(first) = event.when.as_ref().and_then(|when| by.of(when)) else {
            wide += 1;
            continue;
        };
        let score = cameo_of(event).goldstein;
        for pair in pairs {
            let point = dyads.entry(pair).or_default().entry(first).or_insert_with(|| empty(by, first));
            point.events += 1;
            point.quads[usize::from(quad_number(event.kind.quad())) - 1] += 1;
            point.cooperation += score.max(0.0);
            point.conflict += score.min(0.0);
        }
    }
    let mut note = |count: usize, message: String, hint: Option<&str>| {
        if count > 0 {
            let note = Diagnostic::note("series", message);
            notes.push(match hint {
                Some(hint) => note.hint(hint),
                None => note,
            });
        }
    };
    note(other, format!("{other} events that did not happen are not counted"), None);
    note(history, format!("{history} events told as history are not counted"), Some("--history counts them"));
    note(
        wide,
        format!("{wide} events have no date or one that does not fit into one {} and are not counted", by.name()),
        match by {
            Period::Week => Some("--by month and --by year take more of them"),
            Period::Month => Some("--by year takes more of them"),
            Period::Year => None,
        },
    );
    let mut out: Vec<Dyad> = Vec::new();
    for ((a, b), points) in dyads {
        let Some(filled) = fill(by, points) else {
            notes.push(Diagnostic::warning(
                "series",
                format!("{a} and {b}: the dates lie too far apart for one series"),
            ));
            continue;
        };
        let net: Vec<f64> = filled.iter().map(Point::net).collect();
        out.push(Dyad {
            sides: [a, b].map(str::to_owned),
            names: [side_name(&view, a), side_name(&view, b)].map(str::to_owned),
            changes: if filled.iter().filter(|point| point.events > 0).count() < FEWEST_ACTIVE {
                Vec::new()
            } else {
                change_points(&net)
            },
            points: filled,
        });
    }
    out.sort_by_key(|dyad| std::cmp::Reverse(dyad.events()));
    Series { by, scale: SCALE, dyads: out, notes }
}

fn empty(by: Period, first: Date) -> Point {
    Point { first, last: by.last(first), events: 0, quads: [0; 4], cooperation: 0.0, conflict: 0.0 }
}

/// Every period from the first to the last; `None` where there would be too many.
fn fill(by: Period, mut points: BTreeMap<Date, Point>) -> Option<Vec<Point>> {
    let last = *points.last_key_value()?.0;
    let mut day = *points.first_key_value()?.0;
    let mut filled = Vec::new();
    while day <= last {
        if filled.len() == LONGEST {
            return None;
        }
        filled.push(points.remove(&day).unwrap_or_else(|| empty(by, day)));
        let next = by.last(day).tomorrow().ok()?;
        day = next;
    }
    Some(filled)
}

/// A score with one decimal, and no "-0.0".
pub(crate) fn score(value: f64) -> String {
    let text = format!("{value:.1}");
    if text == "-0.0" { "0.0".to_owned() } else { text }
}

/// The series as CSV, one row for each dyad and period. `level` numbers the stretches between change-points from 1, `level_mean` is the mean
/// net score of the stretch, `change` is 1 in the first period of a new level.
#[must_use]
pub fn series_csv(series: &Series) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let period = series.by.name();
    let written = (|| {
        writer.write_record([
            "a",
            "b",
            "name_a",
            "name_b",
            period,
            "from",
            "to",
            "events",
            "verbal_cooperation",
            "material_cooperation",
            "verbal_conflict",
            "material_conflict",
            "cooperation",
            "conflict",
            "net",
            "level",
            "level_mean",
            "change",
            "scale",
        ])?;
        for dyad in &series.dyads {
            for (number, (from, to, mean)) in dyad.levels().into_iter().enumerate() {
                for index in from..to {
                    let point = &dyad.points[index];
                    let mut row = vec![
                        dyad.sides[0].clone(),
                        dyad.sides[1].clone(),
                        dyad.names[0].clone(),
                        dyad.names[1].clone(),
                        series.by.label(point.first),
                        point.first.to_string(),
                        point.last.to_string(),
                        point.events.to_string(),
                    ];
                    row.extend(point.quads.map(|count| count.to_string()));
                    row.extend([score(point.cooperation), score(point.conflict), score(point.net())]);
                    row.extend([(number + 1).to_string(), format!("{:.2}", mean + 0.0)]);
                    row.push(u8::from(number > 0 && index == from).to_string());
                    row.push(series.scale.to_owned());
                    writer.write_record(&row)?;
                }
            }
        }
        writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
    })();
    written.expect("writing to memory does not fail")
}
