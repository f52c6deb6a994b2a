//! The timeline as SVG: a lane for each party, filled marks for what happened, hollow ones for what is only planned, proposed,
//! possible or denied. Every mark links to its line.

use crate::document::{Mark, MarkKind, Timeline};
use crate::render::html::escape;

const LEFT: f64 = 4.0;
const WIDTH: f64 = 960.0;
const TOP: f64 = 30.0;
/// The background is set off only where its label fits.
const ERA: f64 = 90.0;
const LANE: f64 = 46.0;
const RADIUS: f64 = 6.5;
/// Marks of one day that share a lane are set apart by this much.
const APART: f64 = 11.0;

/// The picture with its legend; empty for a timeline without marks.
pub(super) fn timeline(timeline: &Timeline) -> String {
    if timeline.marks.is_empty() {
        return String::new();
    }
    let lanes = timeline.lanes.len();
    let height = TOP + LANE * lanes as f64 + 34.0;
    let gutter = gutter(timeline);
    let span = WIDTH - gutter - 30.0;
    let x = |at: f64| gutter + 12.0 + at * span;
    let y = |lane: usize| TOP + LANE * lane as f64 + 26.0;
    let axis = TOP + LANE * lanes as f64 + 8.0;
    let mut svg = format!(
        "<figure class=\"timeline\" id=\"timeline\">\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Timeline\">\n<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"timeline-title\">\n<title id=\"timeline-title\">Timeline: {} events of {}</title>\n",
        timeline.marks.len(),
        escape(&timeline.lanes.join(", "))
    );
    let background: Vec<f64> = timeline.marks.iter().filter(|mark| mark.background).map(|mark| mark.at).collect();
    let current =
        timeline.marks.iter().filter(|mark| !mark.background).map(|mark| mark.at).fold(f64::INFINITY, f64::min);
    let ends = background.iter().copied().filter(|at| *at < current).fold(f64::NEG_INFINITY, f64::max);
    if ends.is_finite() && current.is_finite() && x((ends + current) / 2.0) - gutter > ERA {
        let edge = x((ends + current) / 2.0);
        svg.push_str(&format!(
            "<rect class=\"past\" x=\"{gutter:.1}\" y=\"{}\" width=\"{:.1}\" height=\"{:.1}\"/>\n<text class=\"era\" x=\"{:.1}\" y=\"16\">background</text>\n<text class=\"era\" x=\"{:.1}\" y=\"16\">this round</text>\n",
            TOP - 6.0,
            edge - gutter,
            axis - TOP + 6.0,
            gutter + 4.0,
            edge + 6.0
        ));
    }
    for (index, name) in timeline.lanes.iter().enumerate() {
        svg.push_str(&format!(
            "<line class=\"lane\" x1=\"{gutter:.1}\" y1=\"{0:.1}\" x2=\"{1}\" y2=\"{0:.1}\"/>\n<text class=\"party\" x=\"{LEFT}\" y=\"{2:.1}\">{3}</text>\n",
            y(index),
            WIDTH - LEFT,
            y(index) + 5.0,
            escape(&shortened(name))
        ));
    }
    for tick in &timeline.ticks {
        let anchor = if tick.at > 0.93 {
            "end"
        } else if tick.at < 0.05 {
            "start"
        } else {
            "middle"
        };
        svg.push_str(&format!(
            "<line class=\"tick\" x1=\"{0:.1}\" y1=\"{1:.1}\" x2=\"{0:.1}\" y2=\"{2:.1}\"/>\n<text class=\"day\" x=\"{0:.1}\" y=\"{3:.1}\" text-anchor=\"{anchor}\">{4}</text>\n",
            x(tick.at),
            TOP - 6.0,
            axis,
            axis + 16.0,
            escape(&tick.label)
        ));
    }
    let offsets = offsets(&timeline.marks, span);
    for (mark, offset) in timeline.marks.iter().zip(offsets) {
        svg.push_str(&self::mark(mark, x(mark.at) + offset, &y));
    }
    svg.push_str("</svg>\n</div>\n");
    svg.push_str(LEGEND);
    svg.push_str("</figure>\n");
    svg
}

const LEGEND: &str = "<figcaption><span class=\"key\"><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><circle class=\"mark verbal-cooperation\" cx=\"7\" cy=\"7\" r=\"5.5\"/></svg>talks, agreement, support</span> <span class=\"key\"><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><rect class=\"mark material-cooperation\" x=\"2\" y=\"2\" width=\"10\" height=\"10\"/></svg>deeds of cooperation</span> <span class=\"key\"><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><path class=\"mark verbal-conflict\" d=\"M7 1 13 7 7 13 1 7Z\"/></svg>demands, refusals, threats</span> <span class=\"key\"><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><path class=\"mark material-conflict\" d=\"M7 1.5 13 12.5H1Z\"/></svg>deeds of conflict</span> <span class=\"key\"><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\"><circle class=\"mark verbal-cooperation open\" cx=\"7\" cy=\"7\" r=\"5\"/></svg>hollow: planned, proposed, possible or denied</span> <span class=\"key\">The axis is compressed where nothing happens.</span></figcaption>\n";

/// Room for the names of the lanes.
fn gutter(timeline: &Timeline) -> f64 {
    let longest = timeline.lanes.iter().map(|name| shortened(name).chars().count()).max().unwrap_or(0);
    LEFT + 10.0 + 8.4 * longest as f64
}

/// A name that fits beside its lane.
fn shortened(name: &str) -> String {
    const MOST: usize = 18;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    let cut: String = name.chars().take(MOST - 1).collect();
    format!("{}…", cut.trim_end())
}

/// How far each mark is moved aside so that marks near one another on a lane do not cover each other.
fn offsets(marks: &[Mark], span: f64) -> Vec<f64> {
    let mut placed: Vec<(f64, &[usize])> = Vec::new();
    let mut offsets = Vec::new();
    for mark in marks {
        let wanted = mark.at * span;
        let mut at = wanted;
        for step in 1..=60 {
            let low = mark.lanes.first().copied().unwrap_or(0);
            let high = mark.lanes.last().copied().unwrap_or(0);
            let clash = placed.iter().any(|(x, lanes)| {
                let (a, b) = (lanes.first().copied().unwrap_or(0), lanes.last().copied().unwrap_or(0));
                (x - at).abs() < APART && a <= high && low <= b
            });
            if !clash {
                break;
            }
            let side = if step % 2 == 1 { -1.0 } else { 1.0 };
            at = wanted + side * APART * f64::from((step + 1) / 2);
        }
        let at = at.clamp(-8.0, span + 12.0);
        placed.push((at, &mark.lanes));
        offsets.push(at - wanted);
    }
    offsets
}

fn mark(mark: &Mark, x: f64, y: &impl Fn(usize) -> f64) -> String {
    let class = match mark.kind {
        MarkKind::VerbalCooperation => "verbal-cooperation",
        MarkKind::MaterialCooperation => "material-cooperation",
        MarkKind::VerbalConflict => "verbal-conflict",
        MarkKind::MaterialConflict => "material-conflict",
    };
    let open = if mark.open { " open" } else { "" };
    let mut shapes = String::new();
    if let (Some(&first), Some(&last)) = (mark.lanes.first(), mark.lanes.last())
        && first < last
    {
        shapes.push_str(&format!(
            "<line class=\"tie {class}{open}\" x1=\"{x:.1}\" y1=\"{:.1}\" x2=\"{x:.1}\" y2=\"{:.1}\"/>",
            y(first),
            y(last)
        ));
    }
    for &lane in &mark.lanes {
        let y = y(lane);
        shapes.push_str(&match mark.kind {
            MarkKind::VerbalCooperation => {
                format!("<circle class=\"mark {class}{open}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{RADIUS}\"/>")
            }
            MarkKind::MaterialCooperation => {
                format!(
                    "<rect class=\"mark {class}{open}\" x=\"{:.1}\" y=\"{:.1}\" width=\"11\" height=\"11\"/>",
                    x - 5.5,
                    y - 5.5
                )
            }
            MarkKind::VerbalConflict => {
                format!(
                    "<path class=\"mark {class}{open}\" d=\"M{x:.1} {:.1} {:.1} {y:.1} {x:.1} {:.1} {:.1} {y:.1}Z\"/>",
                    y - 7.5,
                    x + 7.5,
                    y + 7.5,
                    x - 7.5
                )
            }
            MarkKind::MaterialConflict => {
                format!(
                    "<path class=\"mark {class}{open}\" d=\"M{x:.1} {:.1} {:.1} {:.1}H{:.1}Z\"/>",
                    y - 7.5,
                    x + 7.0,
                    y + 5.5,
                    x - 7.0
                )
            }
        });
    }
    let label = escape(&mark.label);
    format!("<a href=\"#{}\" aria-label=\"{label}\"><title>{label}</title>{shapes}</a>\n", escape(&mark.line))
}
