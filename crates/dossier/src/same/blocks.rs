//! Keys by which reports that may be one event find each other without comparing all with all.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::features::as_one;
use super::report::Report;

/// Length of a block in days; each day lies in two blocks, so that two days half a block apart always share one.
const BLOCK: i64 = 90;
/// States of a report that are paired; a communique of twenty states is found by its first ones.
const STATES: usize = 8;

/// The keys of a report; two reports that share none are never compared. At most about 150 of them.
///
/// A key holds what must agree (the type or the predicate, and two states; or one state and the predicate) and a span of
/// days: of publication, and of the event where its days are known to within a year.
#[must_use]
pub fn blocks(report: &Report) -> BTreeSet<String> {
    let states: Vec<&str> = report.states().into_iter().take(STATES).collect();
    let mut whom: Vec<String> = Vec::new();
    for (index, first) in states.iter().enumerate() {
        for second in &states[index + 1..] {
            whom.push(format!("{}|{first}|{second}", as_one(report.kind).name()));
        }
        whom.push(format!("{}|{first}", report.predicate.chars().take(5).collect::<String>()));
    }
    let mut days: BTreeSet<String> = BTreeSet::new();
    let mut add = |prefix: char, date: Date| {
        let number = since_epoch(date);
        days.insert(format!("{prefix}{}", number.div_euclid(BLOCK)));
        days.insert(format!("{prefix}h{}", (number + BLOCK / 2).div_euclid(BLOCK)));
    };
    if let Some(published) = report.published {
        add('p', published);
    }
    if let Some((first, last)) = report.when.as_ref().and_then(|when| Some((when.earliest?, when.latest?)))
        && since_epoch(last) - since_epoch(first) <= 31
    {
        add('d', first);
    }
    if days.is_empty() {
        days.insert("undated".to_owned());
    }
    whom.iter().flat_map(|who| days.iter().map(move |day| format!("{who}|{day}"))).collect()
}

fn since_epoch(date: Date) -> i64 {
    date.since(Date::constant(1970, 1, 1)).map_or(0, |span| i64::from(span.get_days()))
}
