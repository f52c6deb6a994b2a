//! Keys by which reports that may be one event find each other without comparing all with all.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::features::as_one;
use super::report::Report;

/// Length of a block in days; each day lies in two blocks, so that two days half a block apart always share one.
const BLOCK: i64 = 90;
/// States of a report that are paired; a communique of twenty states is found by its first ones.
const STATES: usize = 8;

/// The keys of a report; two reports that share none are never compared. About ten for an event of two states, 150 at most.
///
/// A key holds what must agree (the type or the predicate, and two states; or one state and the predicate) and a span of
/// days: of publication, and for two states of the event too where its days are known to within a month.
#[must_use]
pub fn blocks(report: &Report) -> BTreeSet<String> {
    let states: Vec<&str> = report.states().into_iter().take(STATES).collect();
    let pairs = states.iter().enumerate().flat_map(|(index, first)| {
        states[index + 1..].iter().map(move |second| format!("{}|{first}|{second}", as_one(report.kind).name()))
    });
    let predicate: String = report.predicate.chars().take(5).collect();
    let alone = states.iter().map(|state| format!("{predicate}|{state}"));
    let told = report
        .when
        .as_ref()
        .and_then(|when| Some((when.earliest?, when.latest?)))
        .filter(|(first, last)| since_epoch(*last) - since_epoch(*first) <= 31);
    let published = spans('p', report.published);
    let happened = spans('d', told.map(|(first, _)| first));
    let undated = if published.is_empty() && happened.is_empty() { vec!["undated".to_owned()] } else { Vec::new() };
    let days: Vec<&String> = published.iter().chain(&happened).chain(&undated).collect();
    // Reports with one state in common are only compared where they were published in one season.
    let season: Vec<&String> = published.iter().chain(&undated).collect();
    let keys = |whom: Vec<String>, days: &[&String]| -> Vec<String> {
        whom.iter().flat_map(|who| days.iter().map(move |day| format!("{who}|{day}"))).collect()
    };
    keys(pairs.collect(), &days).into_iter().chain(keys(alone.collect(), &season)).collect()
}

/// The two blocks of a day.
fn spans(prefix: char, day: Option<Date>) -> Vec<String> {
    let Some(number) = day.map(since_epoch) else { return Vec::new() };
    vec![
        format!("{prefix}{}", number.div_euclid(BLOCK)),
        format!("{prefix}h{}", (number + BLOCK / 2).div_euclid(BLOCK)),
    ]
}

fn since_epoch(date: Date) -> i64 {
    date.since(Date::constant(1970, 1, 1)).map_or(0, |span| i64::from(span.get_days()))
}
