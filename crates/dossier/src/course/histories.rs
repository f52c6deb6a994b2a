//! Each side's positions on each issue in the order of time, with the first and the last report of each, and reports that
//! contradict each other kept side by side.

use std::collections::BTreeMap;

use demarche_record::{Evidence, Findings, PositionHistory, Stand};
use jiff::civil::Date;

use super::days::Days;
use crate::course::parties::Sides;

/// A side and an issue.
type Matter<'a> = (&'a str, Option<&'a str>);

/// The histories, in the order of the sides' and issues' names. No contradiction and no end is set yet.
pub(crate) fn histories(findings: &Findings, sides: &Sides, days: &Days, as_of: Option<Date>) -> Vec<PositionHistory> {
    let mut by_side: BTreeMap<Matter<'_>, Vec<(Option<Date>, usize)>> = BTreeMap::new();
    for (index, position) in findings.positions.iter().enumerate() {
        let side = sides.get(&position.holder).map_or(position.holder.as_str(), String::as_str);
        let held = days.of_fact(position.since.as_ref(), &position.evidence);
        let day = held.and_then(|interval| interval.earliest.or(interval.latest));
        by_side.entry((side, position.issue.as_deref())).or_default().push((day, index));
    }
    by_side
        .into_iter()
        .map(|((side, issue), mut places)| {
            places.sort_by_key(|&(day, index)| (day.is_none(), day, index));
            let stands = places.into_iter().map(|(_, index)| stand(findings, index, days, as_of)).collect();
            PositionHistory {
                side: side.to_owned(),
                issue: issue.map(str::to_owned),
                stands,
                contradictions: Vec::new(),
            }
        })
        .collect()
}

fn stand(findings: &Findings, index: usize, days: &Days, as_of: Option<Date>) -> Stand {
    let position = &findings.positions[index];
    let mut reports: Vec<(Option<Date>, &Evidence)> =
        position.evidence.iter().map(|one| (days.reported(one), one)).collect();
    reports.sort_by_key(|(day, _)| (day.is_none(), *day));
    let dated = reports.iter().rev().find(|(day, _)| day.is_some()).or(reports.last());
    let begins = position.since.as_ref().and_then(|since| since.earliest);
    Stand {
        position: position.id.clone(),
        planned: matches!((begins, as_of), (Some(first), Some(day)) if first > day),
        first_reported: reports.first().and_then(|(day, _)| *day),
        last_reported: dated.and_then(|(day, _)| *day),
        first_evidence: reports.first().map(|(_, one)| (*one).clone()),
        last_evidence: dated.map(|(_, one)| (*one).clone()),
        until: position.until.clone(),
        superseded_by: None,
    }
}
