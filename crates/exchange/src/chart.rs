//! The series as a drawing: SVG 1.1 with a title and a description in words, readable on light and on dark ground, the same bytes every time.

use jiff::civil::Date;

use crate::series::{Dyad, Period, Point, Series, score};
use crate::xml::Xml;

/// Most dyads that one drawing shows.
pub const MOST_CHARTS: usize = 8;

const WIDTH: f64 = 960.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 16.0;
const HEAD: f64 = 80.0;
const PANEL: f64 = 190.0;
const PLOT: f64 = 120.0;

/// Cooperation is blue and above the line, conflict is orange and below it: the two differ in place and in lightness, not in hue alone. Both keep a
/// contrast of 3 to 1 to their ground, the words one of 7 to 1.
const STYLE: &str = ".ground{fill:#fff}text{fill:#1b1f24;font:12px system-ui,sans-serif}.title{font-size:16px;font-weight:600}\
.name{font-size:13px;font-weight:600}.soft{fill:#57606a}.axis{stroke:#b7bec6;stroke-width:1}.cooperation{fill:#1f6fb2}.conflict{fill:#c2500a}\
.level{stroke:#1b1f24;stroke-width:1.5;fill:none}.change{stroke:#1b1f24;stroke-width:1;stroke-dasharray:3 3}\
@media (prefers-color-scheme:dark){.ground{fill:#16191d}text{fill:#eef1f4}.soft{fill:#b3bcc6}.axis{stroke:#4a525b}.cooperation{fill:#6db3f2}\
.conflict{fill:#ff9b57}.level,.change{stroke:#eef1f4}}";

fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// What the panel shows, in words.
fn words(series: &Series, dyad: &Dyad) -> String {
    let (Some(first), Some(last)) = (dyad.points.first(), dyad.points.last()) else { return String::new() };
    let sum = |of: fn(&Point) -> f64| score(dyad.points.iter().map(of).sum());
    let changes: Vec<String> = dyad.changes.iter().map(|at| series.by.label(dyad.points[*at].first)).collect();
    let changes = if changes.is_empty() {
        "no change of level".to_owned()
    } else {
        format!("new level from {}", changes.join(", "))
    };
    format!(
        "{} and {}: {} from {} to {}, cooperation {}, conflict {}, {changes}",
        dyad.names[0],
        dyad.names[1],
        counted(dyad.events()),
        series.by.label(first.first),
        series.by.label(last.first),
        sum(|point| point.cooperation),
        sum(|point| point.conflict),
    )
}

/// Number of periods from the first day given to another, both being first days of periods.
fn periods(by: Period, from: Date, to: Date) -> usize {
    let months = |day: Date| i64::from(day.year()) * 12 + i64::from(day.month());
    let count = match by {
        Period::Week => from.until(to).map_or(0, |span| i64::from(span.get_days()) / 7),
        Period::Month => months(to) - months(from),
        Period::Year => i64::from(to.year()) - i64::from(from.year()),
    };
    usize::try_from(count).unwrap_or(0)
}

/// All panels have the same axis of time, so that what happened at the same time stands at the same place.
struct Axis {
    first: Date,
    count: usize,
}

impl Axis {
    fn of(by: Period, dyads: &[Dyad]) -> Option<Self> {
        let first = dyads.iter().filter_map(|dyad| Some(dyad.points.first()?.first)).min()?;
        let last = dyads.iter().filter_map(|dyad| Some(dyad.points.last()?.first)).max()?;
        Some(Self { first, count: periods(by, first, last) + 1 })
    }
}

fn counted(events: usize) -> String {
    format!("{events} {}", if events == 1 { "event" } else { "events" })
}

fn panel(xml: &mut Xml, series: &Series, axis: &Axis, dyad: &Dyad, top: f64) {
    let highest = dyad.points.iter().map(|point| point.cooperation).fold(1.0, f64::max);
    let lowest = dyad.points.iter().map(|point| point.conflict).fold(-1.0, f64::min);
    let y = |value: f64| top + 26.0 + (highest - value) / (highest - lowest) * PLOT;
    let step = (WIDTH - LEFT - RIGHT) / axis.count as f64;
    let before = dyad.points.first().map_or(0, |point| periods(series.by, axis.first, point.first));
    let x = |index: usize| LEFT + (before + index) as f64 * step;
    let description = words(series, dyad);
    xml.open("g", &[("role", "group"), ("aria-label", &description)]);
    let names = format!("{} – {}", dyad.names[0], dyad.names[1]);
    xml.text("text", &[("class", "name"), ("x", &number(LEFT)), ("y", &number(top + 14.0))], &names);
    let count = counted(dyad.events());
    let right = number(WIDTH - RIGHT);
    xml.text("text", &[("class", "soft"), ("x", &right), ("y", &number(top + 14.0)), ("text-anchor", "end")], &count);
    for value in [highest, 0.0, lowest] {
        let (at, label) = (number(y(value)), score(value));
        xml.empty("line", &[("class", "axis"), ("x1", &number(LEFT)), ("x2", &right), ("y1", &at), ("y2", &at)]);
        // Words that would lie on those of the zero line are left out.
        if value != 0.0 && (y(value) - y(0.0)).abs() < 13.0 {
            continue;
        }
        let place = number(y(value) + 4.0);
        let x = number(LEFT - 6.0);
        xml.text("text", &[("class", "soft"), ("x", &x), ("y", &place), ("text-anchor", "end")], &label);
    }
    let wide = (step * 0.8).clamp(0.5, 24.0);
    let width = number(wide);
    for (index, point) in dyad.points.iter().enumerate() {
        let left = number(x(index) + (step - wide) / 2.0);
        for (class, value) in [("cooperation", point.cooperation), ("conflict", point.conflict)] {
            if value != 0.0 {
                let (start, end) = (y(value.max(0.0)), y(value.min(0.0)));
                let attributes = [
                    ("class", class),
                    ("x", &*left),
                    ("y", &*number(start)),
                    ("width", &*width),
                    ("height", &*number(end - start)),
                ];
                xml.open("rect", &attributes);
                let label = format!("{}: {class} {}", series.by.label(point.first), score(value));
                xml.text("title", &[], &label);
                xml.close("rect");
            }
        }
    }
    for (from, to, mean) in dyad.levels() {
        let at = number(y(mean.clamp(lowest, highest)));
        xml.empty(
            "line",
            &[("class", "level"), ("x1", &number(x(from))), ("x2", &number(x(to))), ("y1", &at), ("y2", &at)],
        );
        if from > 0 {
            let at = number(x(from));
            let (high, low) = (number(top + 26.0), number(top + 26.0 + PLOT));
            xml.empty("line", &[("class", "change"), ("x1", &at), ("x2", &at), ("y1", &high), ("y2", &low)]);
        }
    }
    // Five labels at most, the first and the last among them.
    let last = axis.count - 1;
    let mut labelled: Vec<usize> = (0..=4).map(|part| last * part / 4).collect();
    labelled.dedup();
    for index in labelled {
        let anchor = if index == 0 {
            "start"
        } else if index == last {
            "end"
        } else {
            "middle"
        };
        let at = match anchor {
            "start" => LEFT,
            "end" => WIDTH - RIGHT,
            _ => LEFT + (index as f64 + 0.5) * step,
        };
        let place = number(top + PLOT + 44.0);
        let label = series.by.label(series.by.after(axis.first, index));
        xml.text("text", &[("class", "soft"), ("x", &number(at)), ("y", &place), ("text-anchor", anchor)], &label);
    }
    xml.close("g");
}

/// The dyads with most events, at most [`MOST_CHARTS`], one below the other. Bars above the line are the sums of cooperative scores, bars below it
/// those of conflictive ones; the line is the mean of both together between change-points, which are dashed.
#[must_use]
pub fn chart(series: &Series) -> Vec<u8> {
    let shown = &series.dyads[..series.dyads.len().min(MOST_CHARTS)];
    let height = number(HEAD + PANEL * shown.len().max(1) as f64);
    let mut xml = Xml::new();
    xml.open(
        "svg",
        &[
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("viewBox", &format!("0 0 {} {height}", number(WIDTH))),
            ("width", &number(WIDTH)),
            ("height", &height),
            ("role", "img"),
            ("aria-labelledby", "title description"),
        ],
    );
    let axis = Axis::of(series.by, shown);
    let title = format!("Conflict and cooperation by {}", series.by.name());
    xml.text("title", &[("id", "title")], &title);
    let description = if shown.is_empty() {
        "No event joins two sides.".to_owned()
    } else {
        shown.iter().map(|dyad| words(series, dyad)).collect::<Vec<_>>().join(". ")
    };
    xml.text("desc", &[("id", "description")], &format!("{description}. Scale: {}.", series.scale));
    xml.text("style", &[], STYLE);
    xml.empty("rect", &[("class", "ground"), ("width", "100%"), ("height", "100%")]);
    xml.text("text", &[("class", "title"), ("x", &number(LEFT)), ("y", "26")], &title);
    let legend = "Sums of scores of events that happened: up cooperation, down conflict. Line: mean between change-points (PELT)";
    xml.text("text", &[("class", "soft"), ("x", &number(LEFT)), ("y", "44")], legend);
    let scale = format!("Scale: {}", series.scale);
    xml.text("text", &[("class", "soft"), ("x", &number(LEFT)), ("y", "60")], &scale);
    if shown.is_empty() {
        xml.text("text", &[("x", &number(LEFT)), ("y", "90")], "No event joins two sides.");
    }
    for (index, dyad) in shown.iter().enumerate() {
        if let Some(axis) = &axis {
            panel(&mut xml, series, axis, dyad, HEAD + PANEL * index as f64);
        }
    }
    xml.close("svg");
    xml.done()
}
