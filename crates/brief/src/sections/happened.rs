//! What happened: the current round in order of time, what is only planned or denied, what happened around the table, and the
//! history told as background.

use demarche_record::{Event, Status};

use crate::dates;
use crate::desk::{Desk, without_repeats};
use crate::document::{Group, Line, Section};

/// Whether an event is told as done.
pub(crate) fn is_done(event: &Event) -> bool {
    matches!(event.status, Status::Occurred | Status::Ongoing)
}

/// How much an event says of the negotiation.
pub(crate) fn weight(desk: &Desk<'_>, event: &Event) -> f64 {
    use demarche_record::PloverType::{
        Accuse, Agree, Coerce, Concede, Consult, Cooperate, Reject, Request, Sanction, Threaten,
    };
    let kind = match event.kind {
        Agree => 3.0,
        Concede | Reject => 2.4,
        Consult => 2.2,
        Request | Threaten | Sanction => 2.0,
        Cooperate | Accuse | Coerce => 1.6,
        _ => 1.3,
    };
    let sides = desk.parties.of_event(event);
    let between = sides.iter().filter(|side| desk.parties.is_principal(side)).count() >= 2;
    let reports = event.evidence.iter().map(|e| e.article.as_str()).collect::<std::collections::BTreeSet<_>>().len();
    let dated = if event.when.is_some() { 1.0 } else { 0.7 };
    let firm = if is_done(event) { 1.0 } else { 0.8 };
    let leader = |id: &&String| desk.names.actor(id).and_then(|a| a.office.as_deref()).is_some_and(crate::names::leads);
    let summit = event.sources.iter().chain(&event.targets).filter(leader).count() >= 2;
    event.confidence.get()
        * kind
        * if summit { 1.25 } else { 1.0 }
        * dated
        * firm
        * if between { 1.5 } else { 1.0 }
        * (1.0 + 0.2 * (reports.clamp(1, 5) as f64 - 1.0))
}

/// Events in order of time; those without a day stand last, in the order of the coverage.
pub(crate) fn in_time(mut events: Vec<(usize, &Event)>) -> Vec<&Event> {
    events.sort_by_key(|(index, event)| (dates::key(event.when.as_ref()), *index));
    events.into_iter().map(|(_, event)| event).collect()
}

/// The section on what happened.
pub(crate) fn write(desk: &mut Desk<'_>) -> Section {
    desk.names.start_section();
    let mut main = Vec::new();
    let mut around = Vec::new();
    let mut open = Vec::new();
    let agenda: std::collections::BTreeSet<&str> =
        desk.findings.agenda.iter().filter_map(|item| item.event.as_deref()).collect();
    for (index, event) in desk.findings.events.iter().enumerate().filter(|(_, event)| !event.background) {
        if !is_done(event) {
            if !agenda.contains(event.id.as_str()) {
                open.push((index, event));
            }
        } else if desk.parties.is_main(event) {
            main.push((index, event));
        } else {
            around.push((index, event));
        }
    }
    let mut groups = Vec::new();
    let most = desk.options.most_events;
    let lines_of_main = strongest(desk, main, most, "happened", "More of what happened");
    groups.extend(by_period(lines_of_main));
    let half = most / 2;
    for (heading, events, id) in
        [("Planned, proposed, possible or denied", open, "open"), ("Around the table", around, "around")]
    {
        if let Some(group) = strongest_group(desk, heading, events, half, id) {
            groups.push(group);
        }
    }
    let nothing = groups.is_empty();
    Section {
        id: "happened".into(),
        heading: "What happened".into(),
        note: nothing.then(|| "The coverage reports no event of the current round.".to_owned()),
        groups,
    }
}

/// The section on earlier rounds.
pub(crate) fn background(desk: &mut Desk<'_>) -> Section {
    desk.names.start_section();
    let events = desk.findings.events.iter().enumerate().filter(|(_, event)| event.background).collect();
    let most = desk.options.most_events / 2;
    let (lines, more) = strongest(desk, events, most, "background", "More of the background");
    let note = if lines.is_empty() { Some("The coverage tells no earlier history.".to_owned()) } else { None };
    let lines: Vec<Line> = lines.into_iter().map(|(_, line)| line).collect();
    let groups = if lines.is_empty() { Vec::new() } else { vec![Group { lines, more, ..Group::default() }] };
    Section { id: "background".into(), heading: "The background".into(), note, groups }
}

type Told<'a> = (Vec<(&'a Event, Line)>, usize);

/// The lines of the weightiest events, in order of time; the others go to the appendix.
fn strongest<'a>(desk: &mut Desk<'a>, events: Vec<(usize, &'a Event)>, most: usize, id: &str, rest: &str) -> Told<'a> {
    let mut ranked = events.clone();
    ranked.sort_by(|a, b| weight(desk, b.1).total_cmp(&weight(desk, a.1)).then_with(|| a.0.cmp(&b.0)));
    let shown = if ranked.len() <= most + 1 { ranked.len() } else { most };
    let hidden = ranked.split_off(shown);
    let mut told: Vec<(&Event, Line)> = Vec::new();
    for event in in_time(ranked) {
        let line = desk.event_line(id, event);
        told.push((event, line));
    }
    let mut seen: Vec<(&Event, Line)> = Vec::new();
    for (event, line) in told {
        match seen.iter_mut().find(|(_, one)| one.text == line.text && one.label == line.label) {
            None => seen.push((event, line)),
            Some((_, one)) => {
                let both = without_repeats(vec![one.clone(), line]);
                if let Some(first) = both.into_iter().next() {
                    *one = first;
                }
            }
        }
    }
    let more = hidden.len();
    if more > 0 {
        let lines: Vec<Line> = in_time(hidden).into_iter().map(|event| desk.event_line(id, event)).collect();
        let lines = without_repeats(lines);
        let more = lines.len();
        desk.rest.push(Group { heading: Some(rest.to_owned()), lines, ..Group::default() });
        return (seen, more);
    }
    (seen, 0)
}

fn strongest_group<'a>(
    desk: &mut Desk<'a>,
    heading: &str,
    events: Vec<(usize, &'a Event)>,
    most: usize,
    id: &str,
) -> Option<Group> {
    let (lines, more) = strongest(desk, events, most, id, &format!("More under “{heading}”"));
    let lines: Vec<Line> = lines.into_iter().map(|(_, line)| line).collect();
    (!lines.is_empty()).then(|| Group { heading: Some(heading.to_owned()), note: None, lines, more })
}

/// Under headings by year where the events stretch over several years.
fn by_period((lines, more): Told<'_>) -> Vec<Group> {
    let year = |event: &Event| event.when.as_ref().and_then(|when| when.earliest.or(when.latest)).map(|day| day.year());
    let years: std::collections::BTreeSet<Option<i16>> = lines.iter().map(|(event, _)| year(event)).collect();
    let dated: Vec<i16> = years.iter().flatten().copied().collect();
    let wide = dated.len() > 2;
    let mut groups: Vec<Group> = Vec::new();
    for (event, line) in lines {
        let heading = wide.then(|| year(event).map_or_else(|| "Without a date".to_owned(), |year| year.to_string()));
        match groups.last_mut() {
            Some(group) if group.heading == heading => group.lines.push(line),
            _ => groups.push(Group { heading, lines: vec![line], ..Group::default() }),
        }
    }
    if let Some(last) = groups.last_mut() {
        last.more = more;
    }
    groups
}
