//! What shifted, what pushes and what restrains: always somebody's reading of the matter, and told as such.

use std::collections::BTreeMap;

use demarche_record::{Direction, Driver, Factor, PositionKind, Shift, ShiftBasis, ShiftChange};

use crate::dates;
use crate::desk::{Desk, without_repeats};
use crate::document::{Group, Line, Section, Text};
use crate::names;
use crate::phrases;
use crate::sections::positions::issue_name;

/// The section on shifts and their causes.
pub(crate) fn write(desk: &mut Desk<'_>) -> Section {
    desk.names.start_section();
    let mut by_object: BTreeMap<&str, Vec<&Driver>> = BTreeMap::new();
    for driver in &desk.findings.drivers {
        by_object.entry(&driver.of).or_default().push(driver);
    }
    let mut groups: Vec<Group> = Vec::new();
    let mut shifts: Vec<Line> = Vec::new();
    let mut shown = Vec::new();
    for shift in desk.findings.shifts.iter().filter(|shift| shift.basis == ShiftBasis::Asserted) {
        let line = shift_line(desk, shift);
        if let Some(drivers) = by_object.remove(shift.id.as_str()) {
            let holder = desk.names.short(&shift.holder);
            shown.push((format!("The shift of {holder}"), line, drivers));
        } else {
            shifts.push(line);
        }
    }
    for (heading, line, drivers) in shown {
        groups.push(Group { heading: Some(heading.clone()), lines: vec![line], ..Group::default() });
        groups.extend(force_groups(desk, &heading, drivers));
    }
    if !shifts.is_empty() {
        let most = desk.options.most_lines;
        let (lines, more) = desk.cap("More shifts", without_repeats(shifts), most);
        let heading = (!groups.is_empty()).then(|| "Other shifts".to_owned());
        groups.push(Group { heading, lines, more, ..Group::default() });
    }
    let mut others: Vec<&Driver> = by_object.into_values().flatten().collect();
    others.sort_by_key(|driver| desk.findings.drivers.iter().position(|one| one.id == driver.id));
    if !others.is_empty() {
        let mut lines = Vec::new();
        for direction in [Direction::Push, Direction::Restrain] {
            for driver in others.iter().copied().filter(|driver| driver.direction == direction) {
                lines.push(driver_line(desk, driver, true));
            }
        }
        let most = desk.options.most_lines;
        let (lines, more) = desk.cap("More forces", without_repeats(lines), most);
        groups.push(Group {
            heading: Some("Other forces named by the coverage".into()),
            lines,
            more,
            ..Group::default()
        });
    }
    let said = !groups.is_empty();
    groups.extend(compared(desk));
    groups.extend(by_timing(desk));
    let note = if groups.is_empty() {
        "The coverage reports no change of position and names no force behind one."
    } else if !said {
        "No text of the coverage says that a side changed position or names a force behind it."
    } else if desk.findings.drivers.is_empty() {
        "Whether a side has shifted is the reading of those who wrote the coverage."
    } else {
        "Causes are hypotheses of those who wrote the coverage, in their order where they rank them; the coverage does not prove them."
    };
    Section {
        id: "movement".into(),
        heading: "What shifted, what pushes, what restrains".into(),
        note: Some(note.into()),
        groups,
    }
}

/// Shifts that a comparison of reports shows: apart from those that somebody asserts.
fn compared(desk: &mut Desk<'_>) -> Option<Group> {
    let mut lines = Vec::new();
    for shift in &desk.findings.shifts {
        let ShiftBasis::Comparison(change) = shift.basis else { continue };
        let holder = names::capital(&desk.names.name(&shift.holder));
        let verb = match change {
            ShiftChange::Softened => " softened",
            ShiftChange::Hardened => " hardened",
            ShiftChange::PreconditionDropped => " dropped a condition",
            ShiftChange::PreconditionAdded => " added a condition",
            ShiftChange::DeadlineMoved => " moved a deadline",
        };
        let mut text = Text::default().strong(holder).plain(verb);
        if let Some(issue) = &shift.issue {
            text = text.plain(format!(" on {}", issue_name(issue)));
        }
        if let (Some(from), Some(to)) = (&shift.from, &shift.to) {
            let (was, is) = (held(desk, shift, from), held(desk, shift, to));
            text = text.plain(format!(": first {was}")).quote(from).plain(format!(", then {is}")).quote(to);
        }
        if let Some(when) = shift.when.as_ref().and_then(dates::noun) {
            text = text.plain(format!(" ({when})"));
        }
        lines.push(desk.line("compared", text.stop(), &shift.evidence, Some(shift.confidence)));
    }
    let most = desk.options.most_lines;
    let (lines, more) = desk.cap("More shifts found by comparison", without_repeats(lines), most);
    (!lines.is_empty()).then(|| Group {
        heading: Some("Found by comparing reports".into()),
        note: Some("What a side was reported to hold first and later; that it shifted is the comparison's word, not the coverage's.".into()),
        lines,
        more,
    })
}

/// What a side did with the words of one end of a shift ("refused: ").
fn held(desk: &Desk<'_>, shift: &Shift, words: &str) -> &'static str {
    let end = |position: &&demarche_record::Position| {
        position.content == words && position.evidence.iter().any(|one| shift.evidence.contains(one))
    };
    match desk.findings.positions.iter().find(end).map(|position| position.kind) {
        Some(PositionKind::Demand) => "demanded: ",
        Some(PositionKind::Precondition) => "made it a condition: ",
        Some(PositionKind::RedLine) => "drew a line: ",
        Some(PositionKind::Rejection) => "refused: ",
        Some(PositionKind::Proposal) => "offered: ",
        Some(PositionKind::Acceptance) => "accepted: ",
        Some(PositionKind::Commitment) => "promised: ",
        None => "",
    }
}

/// What came before, by timing alone: never among the forces that the coverage names.
fn by_timing(desk: &mut Desk<'_>) -> Option<Group> {
    let findings = desk.findings;
    let course = findings.course.as_ref()?;
    let mut lines = Vec::new();
    for candidate in &course.timing {
        let Some(shift) = findings.shifts.iter().find(|shift| shift.id == candidate.of) else { continue };
        let what = match findings.events.iter().find(|event| event.id == candidate.candidate) {
            Some(event) => Text { runs: phrases::event(&mut desk.names, event).before_stop().0 },
            None => match findings.measures.iter().find(|measure| measure.id == candidate.candidate) {
                Some(measure) => Text::of(format!("{}: {}", crate::clean::trimmed(&measure.what), measure.value)),
                None => continue,
            },
        };
        let days =
            if candidate.days_before == 1 { "1 day".to_owned() } else { format!("{} days", candidate.days_before) };
        let issue = shift.issue.as_ref().map(|issue| format!(" on {}", issue_name(issue))).unwrap_or_default();
        let text = Text::default()
            .strong(format!("Precedes by {days}"))
            .plain(format!(" the shift of {}{issue}: ", desk.names.name(&shift.holder)))
            .then(what)
            .plain(format!(" ({})", crate::clean::trimmed(&candidate.series)));
        lines.push(desk.line("timing", text.stop(), &candidate.evidence, None));
    }
    let most = desk.options.most_lines;
    let (lines, more) = desk.cap("More that came before, by timing alone", without_repeats(lines), most);
    (!lines.is_empty()).then(|| Group {
        heading: Some("By timing alone: what was unusual shortly before".into()),
        note: Some(
            "Nobody in the coverage states these as causes. That one thing came before another is all that is said."
                .into(),
        ),
        lines,
        more,
    })
}

/// "Shinzo Abe may have changed position on the peace treaty, from “…” to “…”, in the reading of Yuki Tatsumi."
fn shift_line<'a>(desk: &mut Desk<'a>, shift: &'a Shift) -> Line {
    let text = shift_text(desk, shift);
    let mut line = desk.line("shift", text, &shift.evidence, Some(shift.confidence));
    line.label = shift.hedged.then(|| "the coverage hedges".to_owned());
    line
}

/// The sentence on a shift.
pub(crate) fn shift_text(desk: &mut Desk<'_>, shift: &Shift) -> Text {
    let plural = desk.names.plural(&[&shift.holder]);
    let holder = names::capital(&desk.names.name(&shift.holder));
    let verb = match (shift.hedged, plural) {
        (true, _) => "may have changed position",
        (false, _) if shift.when.is_some() => "changed position",
        (false, false) => "has changed position",
        (false, true) => "have changed position",
    };
    let mut text = Text::default().strong(holder).plain(format!(" {verb}"));
    if let Some(issue) = &shift.issue {
        text = text.plain(format!(" on {}", issue_name(issue)));
    }
    if let Some(when) = shift.when.as_ref().and_then(dates::when) {
        text = text.plain(format!(" {when}"));
    }
    let words = |text: &&String| !text.trim().is_empty();
    let (from, to) = (shift.from.as_ref().filter(words), shift.to.as_ref().filter(words));
    if let Some(from) = from {
        text = text.plain(", from ").quote(from);
    }
    if let Some(to) = to {
        text = text.plain(if from.is_some() { " to " } else { ", to " }).quote(to);
    }
    let reader = match &shift.asserted_by {
        Some(id) => Some(desk.names.name(id)),
        None => desk.authors(&shift.evidence),
    };
    if let Some(reader) = reader {
        text = text.plain(format!(", in the reading of {reader}"));
    }
    text.stop()
}

/// What pushes and what restrains one shift.
fn force_groups<'a>(desk: &mut Desk<'a>, heading: &str, drivers: Vec<&'a Driver>) -> Vec<Group> {
    let mut groups = Vec::new();
    for (direction, words) in [(Direction::Push, "what pushes it"), (Direction::Restrain, "what restrains it")] {
        let mut those: Vec<&Driver> = drivers.iter().copied().filter(|driver| driver.direction == direction).collect();
        those.sort_by_key(|driver| driver.rank.unwrap_or(u32::MAX));
        let lines: Vec<Line> = those.into_iter().map(|driver| driver_line(desk, driver, false)).collect();
        if lines.is_empty() {
            continue;
        }
        let most = desk.options.most_lines;
        let (lines, more) = desk.cap(&format!("More under “{heading}”"), without_repeats(lines), most);
        groups.push(Group { heading: Some(format!("{heading}: {words}")), lines, more, ..Group::default() });
    }
    groups
}

/// "First, a leader's own motive: “…”."
fn driver_line<'a>(desk: &mut Desk<'a>, driver: &'a Driver, apart: bool) -> Line {
    let factor = factor_name(driver.factor);
    let lead = match driver.rank {
        Some(rank) if !apart => format!("{}, {factor}", rank_word(rank)),
        _ => names::capital(factor),
    };
    let mut text = Text::default().strong(lead);
    if apart {
        let effect = match driver.direction {
            Direction::Push => " pushes",
            Direction::Restrain => " restrains",
        };
        text = text.plain(effect);
        if let Some(event) = desk.event(&driver.of) {
            let told = desk.told.contains_key(event.id.as_str());
            let clause = crate::clean::trimmed(&event.content);
            if told && !clause.is_empty() && clause.split(' ').count() <= 16 {
                text = text.plain(" what is told as ").quote(clause);
            }
        }
    }
    text = text.plain(": ").quote(telling_words(&driver.content, &driver.evidence));
    if !driver.stated {
        text = text.plain(" (only the timing suggests it)");
    }
    desk.line("forces", text.stop(), &driver.evidence, Some(driver.confidence))
}

/// The content, without the conjunction that opens it; the words of the evidence where it says next to nothing.
pub(crate) fn telling_words(content: &str, evidence: &[demarche_record::Evidence]) -> String {
    let mut words = crate::clean::trimmed(content);
    if words.split(' ').count() < 3
        && let Some(fuller) = evidence
            .iter()
            .map(|one| crate::clean::trimmed(&one.text))
            .find(|text| (3..=40).contains(&text.split(' ').count()))
    {
        words = fuller;
    }
    for conjunction in ["that ", "when ", "because ", "as ", "since ", "and ", "but "] {
        if let Some(rest) = words.strip_prefix(conjunction) {
            return rest.to_owned();
        }
    }
    words
}

fn rank_word(rank: u32) -> String {
    const WORDS: [&str; 6] = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth"];
    match WORDS.get((rank as usize).wrapping_sub(1)) {
        Some(word) => (*word).to_owned(),
        None => format!("In place {rank}"),
    }
}

/// A factor in words.
pub(crate) fn factor_name(factor: Factor) -> &'static str {
    match factor {
        Factor::LeaderMotive => "the leader's own motive",
        Factor::PublicOpinion => "public opinion",
        Factor::DomesticPolitics => "domestic politics",
        Factor::Economy => "the economy",
        Factor::StrategicEnvironment => "the strategic environment",
        Factor::ThirdPartyPressure => "pressure from third parties",
        Factor::Mediation => "mediation",
        Factor::LawAndPrecedent => "law and precedent",
        Factor::Shock => "a shock",
        Factor::Deadline => "a deadline",
    }
}
