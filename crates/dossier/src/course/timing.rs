//! What came shortly before a shift or a turn of the negotiation and was unusual against the series before. Nothing here says
//! that it was a cause: candidates are a type of their own and never become drivers.
//!
//! A series counts, article by article in the order of publication, how many current events of one side and one quad class an
//! article reports; counting by article and not by day keeps a burst of coverage from looking like a burst of events. Change
//! points are found by PELT (Killick, Fearnhead and Eckley 2012) with the Poisson likelihood and the penalty of the Bayesian
//! information criterion; a measure's series of values is cut the same way with the normal likelihood. A candidate's rank is
//! the log-likelihood ratio of the change with which its segment begins.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{Evidence, Findings, Interval, QuadClass, StatedNever, Status, TimingCandidate, segments};
use jiff::civil::Date;

use super::days::{Days, between};
use super::parties::{Sides, of_event};

/// Days before a shift in which a candidate must lie.
const WINDOW: i64 = 90;
/// Days that the words may leave open.
const LOOSE: i64 = 31;
/// Candidates kept for one shift.
const MOST: usize = 5;
/// A shorter series is no series.
const LEAST: usize = 5;

/// An event or measure with the change that it belongs to.
struct Unusual<'a> {
    id: &'a str,
    last: Date,
    ratio: f64,
    series: String,
    evidence: &'a [Evidence],
}

/// The candidates for every dated shift and every agreement or break between parties that is told, best first within each.
pub(crate) fn candidates(findings: &Findings, sides: &Sides, days: &Days) -> Vec<TimingCandidate> {
    let mut unusual = unusual_events(findings, sides, days);
    unusual.extend(unusual_measures(findings, days));
    let mut found = Vec::new();
    for shift in &findings.shifts {
        let Some(when) = days.of_fact(shift.when.as_ref(), &shift.evidence) else { continue };
        let Some(start) = when.earliest.or(when.latest) else { continue };
        let told: BTreeSet<(&str, usize)> = findings
            .drivers
            .iter()
            .filter(|driver| driver.of == shift.id)
            .flat_map(|driver| &driver.evidence)
            .chain(&shift.evidence)
            .map(|one| (one.article.as_str(), one.sentence.start))
            .collect();
        let mut before: Vec<TimingCandidate> = unusual
            .iter()
            .filter(|one| !one.evidence.iter().any(|e| told.contains(&(e.article.as_str(), e.sentence.start))))
            .filter_map(|one| {
                let days_before = between(one.last, start);
                (1..=WINDOW).contains(&days_before).then(|| TimingCandidate {
                    of: shift.id.clone(),
                    candidate: one.id.to_owned(),
                    days_before,
                    unusual: (one.ratio * 100.0).round() / 100.0,
                    series: one.series.clone(),
                    stated: StatedNever,
                    evidence: one.evidence.iter().take(2).cloned().collect(),
                })
            })
            .collect();
        before.sort_by(|a, b| {
            b.unusual.total_cmp(&a.unusual).then(a.days_before.cmp(&b.days_before)).then(a.candidate.cmp(&b.candidate))
        });
        before.truncate(MOST);
        found.extend(before);
    }
    found
}

/// Last day of an interval that is fine enough to say "before".
fn fine(when: &Interval) -> Option<Date> {
    let (first, last) = (when.earliest?, when.latest?);
    (between(first, last) < LOOSE).then_some(last)
}

fn unusual_events<'a>(findings: &'a Findings, sides: &'a Sides, days: &Days) -> Vec<Unusual<'a>> {
    let mut articles: Vec<(Date, &str)> = findings
        .articles
        .iter()
        .filter_map(|article| {
            let published = article.published.interval.as_ref()?;
            Some((published.latest.or(published.earliest)?, article.id.as_str()))
        })
        .collect();
    articles.sort();
    let place: BTreeMap<&str, usize> = articles.iter().enumerate().map(|(index, (_, id))| (*id, index)).collect();
    // Events of a side and class by the article that reports them first.
    let mut series: BTreeMap<(&str, QuadClass), Vec<Vec<usize>>> = BTreeMap::new();
    for (index, event) in findings.events.iter().enumerate() {
        if event.background || !matches!(event.status, Status::Occurred | Status::Ongoing) {
            continue;
        }
        let Some(&first) = event.evidence.iter().filter_map(|one| place.get(one.article.as_str())).min() else {
            continue;
        };
        let acting: Vec<&str> = if event.mutual {
            of_event(sides, event)
        } else {
            event
                .sources
                .iter()
                .map(|id| super::parties::side(sides, id))
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect()
        };
        for side in acting {
            series.entry((side, event.kind.quad())).or_insert_with(|| vec![Vec::new(); articles.len()])[first]
                .push(index);
        }
    }
    let mut found: BTreeMap<usize, Unusual<'a>> = BTreeMap::new();
    for ((side, class), by_article) in series {
        let counts: Vec<f64> = by_article.iter().map(|events| events.len() as f64).collect();
        for change in changes(&counts, poisson) {
            let (was, is) = (mean(&counts[change.before.clone()]), mean(&counts[change.after.clone()]));
            for &index in by_article[change.after.clone()].iter().flatten() {
                let event = &findings.events[index];
                let held = days.of_fact(event.when.as_ref(), &event.evidence);
                let Some(last) = held.as_ref().and_then(fine) else { continue };
                // Only where there is more of it than before is an event part of what is new.
                if is <= was || found.get(&index).is_some_and(|one| one.ratio >= change.ratio) {
                    continue;
                }
                let series = format!(
                    "{} of {}, {} an article before {} and {} from then on",
                    class_name(class),
                    side_name(findings, side),
                    rounded(was),
                    articles[change.after.start].0,
                    rounded(is)
                );
                let one = Unusual { id: &event.id, last, ratio: change.ratio, series, evidence: &event.evidence };
                found.insert(index, one);
            }
        }
    }
    found.into_values().collect()
}

/// What was measured, its unit, and among whom.
type Quantity<'a> = (String, Option<&'a str>, Option<&'a str>);

fn unusual_measures<'a>(findings: &'a Findings, days: &Days) -> Vec<Unusual<'a>> {
    let mut series: BTreeMap<Quantity<'_>, Vec<(Date, usize)>> = BTreeMap::new();
    for (index, measure) in findings.measures.iter().enumerate() {
        let held = days.of_fact(measure.when.as_ref(), &measure.evidence);
        let Some(last) = held.as_ref().and_then(fine) else { continue };
        let key = (measure.what.to_lowercase(), measure.unit.as_deref(), measure.population.as_deref());
        series.entry(key).or_default().push((last, index));
    }
    let mut found = Vec::new();
    for ((what, _, _), mut places) in series {
        places.sort();
        let values: Vec<f64> = places.iter().map(|&(_, index)| findings.measures[index].value).collect();
        let Some(deviation) = noise(&values) else { continue };
        for change in changes(&values, |part| normal(part, deviation)) {
            let (was, is) = (mean(&values[change.before.clone()]), mean(&values[change.after.clone()]));
            for &(last, index) in &places[change.after.clone()] {
                let measure = &findings.measures[index];
                let series = format!("{what}, {} on average before and {} from then on", rounded(was), rounded(is));
                found.push(Unusual { id: &measure.id, last, ratio: change.ratio, series, evidence: &measure.evidence });
            }
        }
    }
    found
}

/// The name of a side: that of its state, or of the actor that stands for itself.
fn side_name(findings: &Findings, side: &str) -> String {
    let state = format!("state:{side}");
    let actor = findings.actors.iter().find(|actor| actor.id == state || actor.id == side);
    actor.map_or_else(|| side.to_owned(), |actor| actor.name.clone())
}

fn class_name(class: QuadClass) -> &'static str {
    match class {
        QuadClass::VerbalCooperation => "words of cooperation",
        QuadClass::MaterialCooperation => "deeds of cooperation",
        QuadClass::VerbalConflict => "words of conflict",
        QuadClass::MaterialConflict => "deeds of conflict",
    }
}

fn rounded(value: f64) -> String {
    format!("{:.1}", value)
}

fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

/// A change of a series: the segment before, the segment after, and the log-likelihood ratio of two segments against one.
#[derive(Clone, Debug, PartialEq)]
struct Change {
    before: std::ops::Range<usize>,
    after: std::ops::Range<usize>,
    ratio: f64,
}

/// The changes of a series by PELT. `cost` is twice the negative log-likelihood of a segment at its best parameter. A series
/// shorter than five gives none.
fn changes(series: &[f64], cost: impl Fn(&[f64]) -> f64) -> Vec<Change> {
    let n = series.len();
    if n < LEAST {
        return Vec::new();
    }
    // A change adds two parameters: where it is, and the level after it.
    let penalty = 2.0 * (n as f64).ln();
    let cuts = segments(n, 1, penalty, |from, to| cost(&series[from..to]));
    let bounds: Vec<usize> = [0].into_iter().chain(cuts).chain([n]).collect();
    bounds
        .windows(3)
        .map(|bound| {
            let (before, after) = (bound[0]..bound[1], bound[1]..bound[2]);
            let apart = cost(&series[before.clone()]) + cost(&series[after.clone()]);
            let ratio = (cost(&series[bound[0]..bound[2]]) - apart) / 2.0;
            Change { before, after, ratio }
        })
        .filter(|change| change.ratio > 0.0)
        .collect()
}

/// Twice the negative log-likelihood of counts under one Poisson rate, without the part that no rate changes.
fn poisson(counts: &[f64]) -> f64 {
    let sum: f64 = counts.iter().sum();
    if sum <= 0.0 { 0.0 } else { -2.0 * (sum * (sum / counts.len() as f64).ln() - sum) }
}

/// Twice the negative log-likelihood of values under one mean and a known deviation.
fn normal(values: &[f64], deviation: f64) -> f64 {
    let middle = mean(values);
    values.iter().map(|value| ((value - middle) / deviation).powi(2)).sum()
}

/// The deviation of a series around its level, from the median of its steps, so that a change of level does not count; `None`
/// where all steps but a few are zero.
fn noise(values: &[f64]) -> Option<f64> {
    let mut steps: Vec<f64> = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    steps.sort_by(f64::total_cmp);
    let median = *steps.get(steps.len() / 2)?;
    // The median step between two independent normal values is .954 deviations.
    (median > 0.0).then_some(median / 0.954)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_rate_is_found_where_it_is() {
        let series = [0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 6.0, 5.0, 7.0, 6.0];
        let found = changes(&series, poisson);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].before.clone(), found[0].after.clone()), (0..7, 7..11));
        assert!(found[0].ratio > 5.0, "{found:?}");
    }

    #[test]
    fn an_even_or_a_short_series_has_no_change() {
        assert_eq!(changes(&[2.0, 1.0, 2.0, 3.0, 2.0, 1.0, 2.0, 2.0], poisson), []);
        assert_eq!(changes(&[0.0, 0.0, 9.0, 9.0], poisson), []);
        assert_eq!(changes(&[], poisson), []);
    }

    #[test]
    fn a_change_of_level_is_found_whatever_its_noise() {
        let values = [40.0, 42.0, 41.0, 39.0, 41.0, 60.0, 61.0, 59.0, 62.0];
        let deviation = noise(&values).unwrap();
        let found = changes(&values, |part| normal(part, deviation));
        assert_eq!(found.iter().map(|change| change.after.start).collect::<Vec<_>>(), [5]);
        assert_eq!(noise(&[3.0, 3.0, 3.0]), None);
    }
}
