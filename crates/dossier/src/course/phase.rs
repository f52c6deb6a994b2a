//! The phase of a negotiation, read from the reported events and the agenda by the signals of `knowledge/course/phases.toml`.
//! Phases: Zartman and Berman, The Practical Negotiator (1982).

use demarche_record::{Event, Evidence, Findings, Interval, Phase, PhaseReading, PloverType, Position, Status};
use jiff::civil::Date;

use super::cues::CUES;
use super::days::{Days, between};
use super::parties::{Sides, of_event, side};

/// Events further back belong to another round.
const ROUND: i64 = 540;
/// Days without any contact after which talks have stalled.
const SILENCE: i64 = 180;

/// Days after principles were agreed from which talk of consent means another text.
const APART: i64 = 30;

/// A signal that an event or a plan gives.
struct Sign<'a> {
    id: &'a str,
    of: &'a str,
    when: Option<&'a Interval>,
    day: Date,
    evidence: &'a [Evidence],
}

/// The phase as of a day. `None` where the coverage holds no sign of any.
pub(crate) fn read(
    findings: &Findings,
    sides: &Sides,
    parties: &[String],
    days: &Days,
    (as_of, horizon): (Option<Date>, Option<Date>),
) -> Option<PhaseReading> {
    let (today, horizon) = (as_of?, horizon.or(as_of)?);
    let mut done: Vec<Sign<'_>> = Vec::new();
    let mut contacts: Vec<Sign<'_>> = Vec::new();
    for event in current(findings, sides, parties) {
        let own = event.when.as_ref();
        let held = days.of_fact(own, &event.evidence);
        let Some(day) = held.as_ref().and_then(|interval| interval.latest.or(interval.earliest)) else { continue };
        let starts = own.and_then(|interval| interval.earliest).unwrap_or(day);
        let day = day.min(today);
        let done_by_now = starts <= horizon && matches!(event.status, Status::Occurred | Status::Ongoing);
        if !done_by_now || between(day, today) > ROUND {
            continue;
        }
        let between_parties =
            of_event(sides, event).iter().filter(|one| parties.iter().any(|p| p == *one)).count() >= 2;
        let met = event.kind == PloverType::Consult || (event.kind == PloverType::Agree && event.mutual);
        if between_parties && met {
            contacts.push(Sign { id: "contact", of: &event.id, when: own, day, evidence: &event.evidence });
        }
        // What has no day of its own may be of another round.
        if own.is_none() {
            continue;
        }
        let words = words(event);
        let signal = CUES.signal.iter().find(|signal| {
            (signal.kinds.is_empty() || signal.kinds.contains(&event.kind))
                && (!signal.mutual || between_parties || event.mutual)
                && signal.in_words(&words)
        });
        if let Some(signal) = signal {
            done.push(Sign { id: &signal.id, of: &event.id, when: own, day, evidence: &event.evidence });
        }
    }
    let consent = consent_ahead(findings, sides, parties, days, today);
    decide(&done, &contacts, consent.as_ref(), today)
}

/// Events of the current round in which a party takes part.
fn current<'a>(findings: &'a Findings, sides: &'a Sides, parties: &'a [String]) -> impl Iterator<Item = &'a Event> {
    findings.events.iter().filter(|event| {
        !event.background && of_event(sides, event).iter().any(|one| parties.iter().any(|party| party == one))
    })
}

fn words(event: &Event) -> String {
    let mut words = event.content.clone();
    for evidence in event.evidence.iter().take(3).filter(|one| one.text != event.content) {
        words.push_str(" – ");
        words.push_str(&evidence.text);
    }
    words
}

/// A plan or a stand that speaks of consent at home.
fn consent_ahead<'a>(
    findings: &'a Findings,
    sides: &'a Sides,
    parties: &'a [String],
    days: &'a Days,
    today: Date,
) -> Option<Sign<'a>> {
    let signal = CUES.signal.iter().find(|signal| signal.id == "consent")?;
    let recent = |evidence: &[Evidence]| {
        evidence.iter().filter_map(|one| days.reported(one)).any(|day| day <= today && between(day, today) <= ROUND)
    };
    let sentence = |evidence: &[Evidence]| {
        let one = evidence.first()?;
        let article = findings.articles.iter().find(|article| article.id == one.article)?;
        Some(one.sentence.of(&article.text))
    };
    let told = |evidence: &[Evidence]| sentence(evidence).is_some_and(|sentence| signal.in_words(sentence));
    let planned = findings.events.iter().filter(|event| {
        !event.background
            && !matches!(event.status, Status::Denied | Status::Hypothetical)
            && recent(&event.evidence)
            && (signal.in_words(&words(event)) || told(&event.evidence))
    });
    let sign = |of: &'a str, when: Option<&'a Interval>, evidence: &'a [Evidence]| {
        let day = evidence.iter().filter_map(|one| days.reported(one)).max()?;
        Some(Sign { id: "consent", of, when, day, evidence })
    };
    let mut signs: Vec<Sign<'a>> =
        planned.filter_map(|event| sign(&event.id, event.when.as_ref(), &event.evidence)).collect();
    let items = findings.agenda.iter().filter(|item| recent(&item.evidence));
    signs.extend(items.filter_map(|item| {
        let told = told(&item.evidence) || signal.in_words(&item.what);
        told.then(|| sign(&item.id, item.when.as_ref(), &item.evidence)).flatten()
    }));
    let held = |position: &&Position| {
        parties.iter().any(|party| party == side(sides, &position.holder)) && recent(&position.evidence)
    };
    signs.extend(
        findings
            .positions
            .iter()
            .filter(held)
            .filter(|position| signal.in_words(&position.content))
            .filter_map(|position| sign(&position.id, position.since.as_ref(), &position.evidence)),
    );
    signs.into_iter().max_by(|a, b| a.day.cmp(&b.day).then_with(|| b.of.cmp(a.of)))
}

fn decide(done: &[Sign<'_>], contacts: &[Sign<'_>], consent: Option<&Sign<'_>>, today: Date) -> Option<PhaseReading> {
    let last =
        |id: &str| done.iter().filter(|sign| sign.id == id).max_by(|a, b| a.day.cmp(&b.day).then(b.of.cmp(a.of)));
    let contact = contacts.iter().max_by(|a, b| a.day.cmp(&b.day).then(b.of.cmp(a.of)));
    let (broken, stalled, carried, detail, signed) =
        (last("broken-off"), last("stalled"), last("implementation"), last("detail"), last("signed"));
    let after = |a: &Sign<'_>, b: Option<&Sign<'_>>| b.is_none_or(|b| a.day >= b.day);
    if let Some(broken) = broken
        && [detail, signed, carried].into_iter().all(|other| after(broken, other))
        && contact.is_none_or(|contact| contact.day <= broken.day)
    {
        return Some(reading(Phase::BrokenOff, broken));
    }
    if let Some(stalled) = stalled
        && [detail, signed, carried].into_iter().all(|other| after(stalled, other))
        && contact.is_none_or(|contact| contact.day <= stalled.day)
    {
        return Some(reading(Phase::Stalled, stalled));
    }
    if let Some(carried) = carried
        && signed.is_none_or(|signed| carried.day > signed.day)
        && after(carried, detail)
    {
        return Some(reading(Phase::Implementation, carried));
    }
    if let Some(signed) = signed
        && after(signed, detail)
    {
        return Some(match consent {
            Some(consent) => joined(reading(Phase::Ratification, signed), consent),
            None => match carried.filter(|carried| carried.day >= signed.day) {
                Some(carried) => joined(reading(Phase::Implementation, signed), carried),
                None => reading(Phase::Ratification, signed),
            },
        });
    }
    if let (None, Some(consent)) = (signed, consent)
        && detail.is_none_or(|detail| between(detail.day, consent.day) > APART)
    {
        return Some(reading(Phase::Ratification, consent));
    }
    let latest = [contact, detail, signed, carried].into_iter().flatten().map(|sign| sign.day).max();
    if let (Some(day), Some(sign)) = (latest, contact.or(detail))
        && between(day, today) > SILENCE
    {
        return Some(PhaseReading { rule: "state/silence".into(), ..reading(Phase::Stalled, sign) });
    }
    if let Some(detail) = detail {
        return Some(reading(Phase::Detail, detail));
    }
    let feelers = last("feelers");
    match (contact, feelers) {
        (Some(contact), feelers) if feelers.is_none_or(|feelers| contact.day >= feelers.day) => {
            Some(reading(Phase::Formula, contact))
        }
        (_, Some(feelers)) => Some(reading(Phase::PreNegotiation, feelers)),
        (contact, None) => contact.map(|contact| reading(Phase::Formula, contact)),
    }
}

fn reading(phase: Phase, sign: &Sign<'_>) -> PhaseReading {
    PhaseReading {
        phase,
        rule: format!("state/{}", sign.id),
        of: vec![sign.of.to_owned()],
        since: sign.when.cloned(),
        evidence: sign.evidence.iter().take(2).cloned().collect(),
    }
}

fn joined(mut reading: PhaseReading, sign: &Sign<'_>) -> PhaseReading {
    reading.rule = format!("{} + state/{}", reading.rule, sign.id);
    reading.of.push(sign.of.to_owned());
    reading.evidence.extend(sign.evidence.iter().take(1).cloned());
    reading.evidence.dedup();
    reading
}
