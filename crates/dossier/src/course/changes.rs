//! Shifts found by comparing what a side held at two times, whether or not an article says that it shifted; and stands that
//! exclude each other at one time.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{
    Confidence, Contradiction, Findings, FoundBy, Interval, Position, PositionHistory, PositionKind, Shift, ShiftBasis,
    ShiftChange, Strength,
};

use super::cues::CUES;
use super::days::{Days, before, deadline};

/// Share of the content words that two stands must have in common to be on one matter.
const SAME_MATTER: f64 = 0.5;
/// And how many words at least.
const LEAST_WORDS: usize = 2;
/// Reports within so many days put stands in no order.
const ONE_TIME: i64 = 4;

/// Compares the stands of each history. Each change becomes a shift with the evidence of both ends and ends the earlier stand;
/// stands that exclude each other without an order in time become contradictions. A stand that an asserted shift names as the
/// one before ends with that shift.
pub(crate) fn find(findings: &mut Findings, histories: &mut [PositionHistory], days: &Days) {
    let place: BTreeMap<String, usize> =
        findings.positions.iter().enumerate().map(|(index, position)| (position.id.clone(), index)).collect();
    let mut shifts: Vec<Shift> = Vec::new();
    for history in histories.iter_mut() {
        end_by_assertion(findings, history, &place, days);
        for later in 0..history.stands.len() {
            let new = &findings.positions[place[&history.stands[later].position]];
            // The nearest earlier stand that the new one changes; a stand ends once.
            for earlier in (0..later).rev() {
                let old = &findings.positions[place[&history.stands[earlier].position]];
                let (Some(was), Some(is)) =
                    (days.of_fact(old.since.as_ref(), &old.evidence), days.of_fact(new.since.as_ref(), &new.evidence))
                else {
                    continue;
                };
                let Some(change) = change(old, new, days) else { continue };
                if history.stands[later].planned {
                    continue;
                }
                if before(&was, &is, ONE_TIME) {
                    if history.stands[earlier].superseded_by.is_some() || told_again_later(old, &is, days) {
                        continue;
                    }
                    history.stands[earlier].until = Some(is.clone());
                    history.stands[earlier].superseded_by = Some(new.id.clone());
                    shifts.push(shift(old, new, is, change, history));
                    break;
                }
                let apart = old.evidence.iter().any(|one| !new.evidence.iter().any(|two| two.article == one.article))
                    || old.reported_by != new.reported_by;
                if apart && excludes(old, new) {
                    let evidence = old.evidence.iter().take(1).chain(new.evidence.iter().take(1)).cloned().collect();
                    history
                        .contradictions
                        .push(Contradiction { positions: [old.id.clone(), new.id.clone()], evidence });
                }
            }
        }
    }
    let ended: BTreeMap<&String, &Interval> = histories
        .iter()
        .flat_map(|history| &history.stands)
        .filter_map(|stand| Some((&stand.position, stand.until.as_ref()?)))
        .collect();
    for position in &mut findings.positions {
        if let (None, Some(until)) = (&position.until, ended.get(&position.id)) {
            position.until = Some((*until).clone());
        }
    }
    shifts.sort_by(|a, b| {
        (a.when.as_ref().map(|w| w.earliest), &a.id).cmp(&(b.when.as_ref().map(|w| w.earliest), &b.id))
    });
    for shift in shifts {
        let mut shift = shift;
        shift.id = format!("s{}", findings.shifts.len() + 1);
        findings.shifts.push(shift);
    }
}

/// An article of a later day still reports the old stand: nothing took its place.
fn told_again_later(old: &Position, changed: &Interval, days: &Days) -> bool {
    old.evidence.iter().any(|one| days.article(one).is_some_and(|told| before(changed, told, ONE_TIME)))
}

fn end_by_assertion(findings: &Findings, history: &mut PositionHistory, place: &BTreeMap<String, usize>, days: &Days) {
    for shift in findings.shifts.iter().filter(|shift| !shift.hedged && shift.issue == history.issue) {
        let (Some(from), Some(when)) = (&shift.from, days.of_fact(shift.when.as_ref(), &shift.evidence)) else {
            continue;
        };
        for stand in &mut history.stands {
            let old = &findings.positions[place[&stand.position]];
            let Some(was) = days.of_fact(old.since.as_ref(), &old.evidence) else { continue };
            if old.holder == shift.holder
                && stand.until.is_none()
                && before(&was, &when, 1)
                && matter(&old.content, from)
            {
                stand.until = Some(when.clone());
            }
        }
    }
}

fn shift(old: &Position, new: &Position, when: Interval, change: ShiftChange, history: &PositionHistory) -> Shift {
    let last = old.evidence.last().into_iter().chain(new.evidence.first()).cloned().collect();
    Shift {
        id: format!("{}>{}", old.id, new.id),
        holder: new.holder.clone(),
        issue: history.issue.clone(),
        from: Some(old.content.clone()),
        to: Some(new.content.clone()),
        when: Some(when),
        basis: ShiftBasis::Comparison(change),
        hedged: false,
        asserted_by: None,
        // Both ends must be read rightly; the readings are of two sentences and count as independent.
        confidence: Confidence::new(old.confidence.get() * new.confidence.get()),
        found_by: vec![FoundBy::new("course/comparison", format!("{} then {}", old.id, new.id))],
        evidence: last,
    }
}

/// How hard a side's own terms are; `None` for an answer to the terms of others. Readers of one text differ by one step; two steps
/// are a change.
fn hardness(position: &Position) -> Option<u8> {
    match position.kind {
        PositionKind::RedLine => Some(5),
        PositionKind::Precondition => Some(4),
        PositionKind::Demand if position.strength == Strength::Firm => Some(4),
        PositionKind::Demand if position.strength == Strength::Weak => Some(2),
        PositionKind::Demand => Some(3),
        PositionKind::Proposal => Some(1),
        PositionKind::Acceptance | PositionKind::Rejection | PositionKind::Commitment => None,
    }
}

/// What changed between two stands of one side on one issue, if they are on one matter.
fn change(old: &Position, new: &Position, days: &Days) -> Option<ShiftChange> {
    use PositionKind::{Acceptance, Commitment, Precondition, Proposal, Rejection};
    if old.kind == Precondition && new.kind != Precondition && old.issue.is_some() && CUES.drops_condition(&new.content)
    {
        return Some(ShiftChange::PreconditionDropped);
    }
    let issue = new.issue.as_deref().unwrap_or("");
    if !matter_beyond(&old.content, &new.content, issue)
        || negated(old) != negated(new)
        || supposed(&old.content)
        || supposed(&new.content)
    {
        return None;
    }
    if old.kind == new.kind {
        let by = |position: &Position| {
            deadline(&position.content, position.evidence.first().and_then(|one| days.reported(one)))
        };
        if let (Some(was), Some(is)) = (by(old), by(new)) {
            return (!was.overlaps(&is)).then_some(ShiftChange::DeadlineMoved);
        }
    }
    match (old.kind, new.kind) {
        (Rejection, Acceptance | Commitment | Proposal) => return Some(ShiftChange::Softened),
        (Acceptance | Commitment | Proposal, Rejection) => return Some(ShiftChange::Hardened),
        _ => {}
    }
    let (was, is) = (hardness(old)?, hardness(new)?);
    if was.abs_diff(is) < 2 {
        return None;
    }
    match was.cmp(&is) {
        std::cmp::Ordering::Greater if old.kind == Precondition => Some(ShiftChange::PreconditionDropped),
        std::cmp::Ordering::Greater => Some(ShiftChange::Softened),
        std::cmp::Ordering::Less if new.kind == Precondition => Some(ShiftChange::PreconditionAdded),
        std::cmp::Ordering::Less => Some(ShiftChange::Hardened),
        std::cmp::Ordering::Equal => None,
    }
}

/// Whether two stands cannot both be held: one takes or offers what the other refuses.
fn excludes(a: &Position, b: &Position) -> bool {
    use PositionKind::{Acceptance, Commitment, Proposal, Rejection};
    let gives = |kind| matches!(kind, Acceptance | Commitment | Proposal);
    (a.kind == Rejection && gives(b.kind)) || (gives(a.kind) && b.kind == Rejection)
}

/// A refusal says "not" of itself; anywhere else the word turns the stand around.
fn negated(position: &Position) -> bool {
    position.kind != PositionKind::Rejection && says_not(&position.content)
}

fn says_not(words: &str) -> bool {
    words.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "not" | "never" | "nothing" | "neither"))
}

/// What would be or what if is nobody's term.
fn supposed(words: &str) -> bool {
    words.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "if" | "whether" | "what" | "how" | "why"))
}

/// Whether two stands are on one matter: half of the content words of the shorter one, and two at least.
pub(crate) fn matter(a: &str, b: &str) -> bool {
    let (a, b) = (stems(a), stems(b));
    let shared = a.intersection(&b).count();
    let least = a.len().min(b.len());
    least > 0 && shared >= LEAST_WORDS && shared as f64 / least as f64 >= SAME_MATTER
}

/// The same, where one of the shared words at least is no word of the issue: all stands on "peace treaty" share these.
fn matter_beyond(a: &str, b: &str, issue: &str) -> bool {
    let (first, second, of_issue) = (stems(a), stems(b), stems(issue));
    matter(a, b) && first.intersection(&second).any(|stem| !of_issue.contains(stem))
}

/// Content words without their endings; words under four letters and the words that any position has do not count.
fn stems(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 3)
        .map(str::to_lowercase)
        .filter(|word| !CUES.is_plain(word))
        .map(|word| {
            let cut = ["ation", "tion", "sion", "ment", "ing", "ed", "es", "s", "al"]
                .iter()
                .find_map(|ending| word.strip_suffix(ending).filter(|rest| rest.chars().count() >= 4));
            cut.unwrap_or(&word).trim_end_matches('e').to_owned()
        })
        .collect()
}
