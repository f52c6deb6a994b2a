//! The record as it was known on a day: which articles had been published, and what of their content lay ahead.

use demarche_record::{Findings, Status};
use jiff::civil::Date;

/// Keeps the findings of the articles that had certainly been published on `day`: the last possible day of publication is
/// not after it. Undated articles are left out, since nobody can tell that they were known. Each part holds one article; of a
/// part with several all must have been published. Diagnostics of what is left out go with it.
pub fn known_by(parts: &mut Vec<Findings>, day: Date) {
    parts.retain(|part| {
        part.articles.iter().all(|article| {
            article.published.interval.as_ref().and_then(|interval| interval.latest).is_some_and(|last| last <= day)
        })
    });
}

/// Events whose own days all lie after `day` are plans at most, whatever tense they were told in.
pub(crate) fn speak_as_of(findings: &mut Findings, day: Date) {
    for event in &mut findings.events {
        let ahead = event.when.as_ref().and_then(|when| when.earliest).is_some_and(|first| first > day);
        if ahead && matches!(event.status, Status::Occurred | Status::Ongoing) {
            event.status = Status::Planned;
        }
    }
    for item in &mut findings.agenda {
        let ahead = item.when.as_ref().and_then(|when| when.earliest).is_some_and(|first| first > day);
        if ahead && matches!(item.status, Status::Occurred | Status::Ongoing) {
            item.status = Status::Planned;
        }
    }
    // A change of position that lies ahead has not happened.
    for shift in &mut findings.shifts {
        if shift.when.as_ref().and_then(|when| when.earliest).is_some_and(|first| first > day) {
            shift.hedged = true;
        }
    }
}
