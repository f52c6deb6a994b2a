//! Keys by which reports that may be one event find each other without comparing all with all.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::features::as_one;
use super::report::Report;

/// Days between two publications beyond which only a day that both tell can join their reports; the length of a block of publication.
pub(crate) const SEASON: i32 = 45;
/// Length of a block of days on which an event took place.
const DAYS: i64 = 16;
/// Longest time that an event may be told to have taken for its days to be a key, in days.
const WIDEST: i64 = 31;
/// States of a report that are paired; a communique of twenty states is found by its first ones.
const STATES: usize = 8;
/// Of the reports of a day, however late they come, the first so many in the order of publication are compared with all.
pub const FIRST: usize = 16;

/// The blocks of a report. A key begins with its span of days, so that the keys of one time lie together in an index, and holds what must
/// agree: the type and two states, or the predicate and one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks {
    /// By the day of publication, the block that it lies in. Two reports of one or of neighbouring blocks are compared if they were published
    /// within 45 days ([`nearby`](Self::nearby)).
    pub season: BTreeSet<String>,
    /// By the day of the event, where it is told to within a month, or by the want of any day: these fill for ever, since an event is told
    /// again years later. Two reports that share one are compared if one of them is among the [`FIRST`] in the order of publication.
    pub for_ever: BTreeSet<String>,
    /// Day of publication, in days since 1970.
    published: Option<i64>,
    /// What must agree for two reports of one season.
    whom: Vec<String>,
}

impl Blocks {
    /// The block of the day of publication and its two neighbours, each with what must agree.
    pub fn nearby(&self) -> impl Iterator<Item = String> {
        let blocks = self.published.map(|day| day.div_euclid(i64::from(SEASON)));
        blocks.into_iter().flat_map(move |block| {
            (block - 1..=block + 1).flat_map(move |block| self.whom.iter().map(move |who| format!("p{block}|{who}")))
        })
    }
}

/// The blocks of a report; two reports that share none are never compared. About six for an event of two states, 150 at most.
#[must_use]
pub fn blocks(report: &Report) -> Blocks {
    let states: Vec<&str> = report.states().into_iter().take(STATES).collect();
    let kind = as_one(report.kind).name();
    let pairs: Vec<String> = (states.iter().enumerate())
        .flat_map(|(index, first)| states[index + 1..].iter().map(move |second| format!("{kind}|{first}|{second}")))
        .collect();
    let predicate: String = report.predicate.chars().take(5).collect();
    let alone: Vec<String> = states.iter().map(|state| format!("{predicate}|{state}")).collect();
    let told = report
        .when
        .as_ref()
        .and_then(|when| Some((since_epoch(when.earliest?), since_epoch(when.latest?))))
        .filter(|(first, last)| (0..=WIDEST).contains(&(last - first)));
    let keys = |days: &[String], whom: &[String]| -> Vec<String> {
        days.iter().flat_map(|day| whom.iter().map(move |who| format!("{day}|{who}"))).collect()
    };
    let published = report.published.map(since_epoch);
    let happened: Vec<String> = told.map_or_else(Vec::new, |(first, last)| {
        (first.div_euclid(DAYS)..=last.div_euclid(DAYS)).map(|block| format!("d{block}")).collect()
    });
    let undated = if published.is_none() && happened.is_empty() { vec!["undated".to_owned()] } else { Vec::new() };
    let for_ever =
        (keys(&happened, &pairs).into_iter()).chain(keys(&undated, &pairs)).chain(keys(&undated, &alone)).collect();
    // Reports with one state in common are only compared where they were published in one season.
    let whom: Vec<String> = pairs.into_iter().chain(alone).collect();
    let season = published.map(|day| keys(&[format!("p{}", day.div_euclid(i64::from(SEASON)))], &whom));
    Blocks { season: season.into_iter().flatten().collect(), for_ever, published, whom }
}

/// The pairs of reports, as indices with the smaller first, that are to be compared. Reports of one day of publication come in the order of
/// the indices.
#[must_use]
pub fn candidates(reports: &[&Report]) -> BTreeSet<(usize, usize)> {
    let mut season: BTreeMap<String, Vec<(i64, usize)>> = BTreeMap::new();
    let mut for_ever: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut order: Vec<usize> = (0..reports.len()).collect();
    order.sort_by_key(|&index| (reports[index].published.is_none(), reports[index].published, index));
    for index in order {
        let own = blocks(reports[index]);
        if let Some(day) = own.published {
            own.whom.into_iter().for_each(|who| season.entry(who).or_default().push((day, index)));
        }
        own.for_ever.into_iter().for_each(|key| for_ever.entry(key).or_default().push(index));
    }
    let mut found = BTreeSet::new();
    for members in season.values() {
        for (at, &(day, a)) in members.iter().enumerate() {
            let near = members[at + 1..].iter().take_while(|(other, _)| other - day <= i64::from(SEASON));
            found.extend(near.map(|&(_, b)| (a.min(b), a.max(b))));
        }
    }
    for members in for_ever.values() {
        for (at, &a) in members.iter().enumerate().take(FIRST) {
            found.extend(members[at + 1..].iter().map(|&b| (a.min(b), a.max(b))));
        }
    }
    found
}

fn since_epoch(date: Date) -> i64 {
    date.since(Date::constant(1970, 1, 1)).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use demarche_record::Status;

    use super::super::clusters::tests::meeting;
    use super::*;

    #[test]
    fn a_day_told_for_ever_is_compared_with_its_first_reports_only() {
        let mut reports: Vec<Report> = (0..60)
            .map(|year| {
                let mut report = meeting(&format!("{year}"), "state:x", "state:y", "1956-10-19", Status::Occurred);
                report.published = Some(Date::constant(1957 + year, 1, 1));
                report
            })
            .collect();
        let told: Vec<&Report> = reports.iter().collect();
        let found = candidates(&told);
        assert_eq!(found.len(), FIRST * 60 - FIRST * (FIRST + 1) / 2);
        assert!(found.contains(&(0, 59)) && !found.contains(&(40, 41)));
        // In one season all are compared with all.
        reports.iter_mut().for_each(|report| report.published = Some(Date::constant(1957, 1, 1)));
        assert_eq!(candidates(&reports.iter().collect::<Vec<_>>()).len(), 60 * 59 / 2);
    }

    #[test]
    fn days_that_overlap_share_a_block() {
        for shift in 0..31_i8 {
            let mut long = meeting("a", "state:x", "state:y", "1995-03-01", Status::Occurred);
            long.when = Some(demarche_record::Interval::month(1995, 3));
            let day = format!("1995-03-{:02}", shift + 1);
            let mut short = meeting("b", "state:x", "state:y", &day, Status::Occurred);
            short.published = Some(Date::constant(2005, 1, 1));
            assert!(!blocks(&long).for_ever.is_disjoint(&blocks(&short).for_ever), "{day}");
        }
    }
}
