//! The state of play at the top of the brief: phase, last contact, what is open and how far apart the parties are, what was
//! promised, what comes next; and what of it the coverage does not tell.

use demarche_record::{ContactLevel, Evidence, Gap, Phase, StateOfPlay};

use crate::dates;
use crate::desk::Desk;
use crate::document::{Group, Line, RunKind, Section, Text};
use crate::names;
use crate::phrases;
use crate::sections::next;
use crate::sections::positions::{self, issue_name};

const MOST_ISSUES: usize = 3;
const MOST_PROMISES: usize = 3;
const MOST_DATES: usize = 2;

/// The section; `None` where the findings were not compared over time or hold no article.
pub(crate) fn write(desk: &mut Desk<'_>) -> Option<Section> {
    let findings = desk.findings;
    let course = findings.course.as_ref().filter(|_| !findings.articles.is_empty())?;
    let state = &course.state_of_play;
    desk.names.start_section();
    let mut missing: Vec<&str> = Vec::new();
    let mut lines: Vec<Line> = Vec::new();
    match phase(desk, state) {
        Some(line) => lines.push(line),
        None => missing.push("the phase"),
    }
    match contact(desk, state) {
        Some(line) => lines.push(line),
        None => missing.push("a dated contact between parties"),
    }
    let open = issues(desk, state);
    if open.is_empty() {
        missing.push("a current stand of a party on a named issue");
    }
    lines.extend(open);
    let promised = commitments(desk, state);
    if promised.is_empty() {
        missing.push("promises that are still to be kept");
    }
    lines.extend(promised);
    let coming = coming(desk, state);
    if coming.is_empty() {
        missing.push("dates to come");
    }
    lines.extend(coming);
    if !missing.is_empty() {
        let text = Text::default()
            .strong("Not in the coverage")
            .plain(": ")
            .plain(names::join(&missing.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>(), missing.len()));
        lines.push(Line { id: desk.key("state"), text: text.stop(), ..Line::default() });
    }
    let day = when(desk).map(|when| format!(", {when}")).unwrap_or_default();
    Some(Section {
        id: "state".into(),
        heading: format!("State of play{day}"),
        note: None,
        groups: vec![Group { lines, ..Group::default() }],
    })
}

/// The day of which the state of play speaks: the one asked for, else that of the last article; where that one's day is known to lie
/// within some days only, these.
fn when(desk: &Desk<'_>) -> Option<String> {
    let course = desk.findings.course.as_ref()?;
    let day = course.as_of?;
    if course.asked {
        return Some(dates::day(day));
    }
    let published = desk.findings.articles.iter().filter_map(|article| article.published.interval.as_ref());
    let last = published
        .filter(|interval| interval.earliest.or(interval.latest) == Some(day))
        .min_by_key(|interval| (interval.latest.is_none(), interval.latest))?;
    match last.latest {
        Some(latest) if latest != day => dates::when(last),
        _ => Some(dates::day(day)),
    }
}

/// Words of a quotation that the state of play gives room; the whole stands further down.
const MOST_WORDS: usize = 22;

/// Long quotations cut at a word, with dots.
fn shortened(text: Text) -> Text {
    let mut short = Text::default();
    for run in text.runs {
        let words: Vec<&str> = run.text.split(' ').collect();
        short = match run.kind {
            RunKind::Quote if words.len() > MOST_WORDS + 4 => {
                short.quote(format!("{} …", words[..MOST_WORDS].join(" ").trim_end_matches([',', ';', ':'])))
            }
            RunKind::Quote => short.quote(&run.text),
            RunKind::Strong => short.strong(&run.text),
            RunKind::Plain => short.plain(&run.text),
        };
    }
    short
}

fn line<'a>(desk: &mut Desk<'a>, text: Text, evidence: &'a [Evidence]) -> Line {
    let mut line = desk.line("state", text.stop(), evidence, None);
    line.cites.truncate(3);
    line
}

fn phase<'a>(desk: &mut Desk<'a>, state: &'a StateOfPlay) -> Option<Line> {
    let phase = state.phase.as_ref()?;
    let (name, words) = phase_words(phase.phase);
    let mut text = Text::default().strong("Phase").plain(format!(": {name} – {words}"));
    if let Some(since) = phase.since.as_ref().and_then(dates::when) {
        text = text.plain(format!("; read from what was reported {since}"));
    }
    Some(line(desk, text, &phase.evidence))
}

/// A phase in words.
pub(crate) fn phase_words(phase: Phase) -> (&'static str, &'static str) {
    match phase {
        Phase::PreNegotiation => ("before negotiations", "conditions, feelers and mediators, not yet terms"),
        Phase::Formula => ("in search of a formula", "the parties talk and have agreed on no principles"),
        Phase::Detail => ("details", "principles are agreed, their details are not"),
        Phase::Ratification => ("ratification", "a text is agreed and waits for consent or its entry into force"),
        Phase::Implementation => ("implementation", "what was agreed is being carried out"),
        Phase::Stalled => ("stalled", "no agreement, and no movement reported since"),
        Phase::BrokenOff => ("broken off", "a party has ended or suspended the talks"),
    }
}

fn contact<'a>(desk: &mut Desk<'a>, state: &'a StateOfPlay) -> Option<Line> {
    let contact = state.last_contact.as_ref()?;
    let event = desk.event(&contact.event)?;
    let level = match contact.level {
        ContactLevel::Leaders => " (leaders)",
        ContactLevel::Ministers => " (ministers)",
        ContactLevel::Officials => " (officials)",
        ContactLevel::Unnamed => " (nobody is named)",
    };
    let told = phrases::event(&mut desk.names, event);
    let (runs, _) = told.before_stop();
    let text = Text::default().strong("Last contact").plain(level).plain(": ").then(Text { runs });
    let line = line(desk, text, &contact.evidence);
    desk.told.entry(&event.id).or_insert_with(|| line.id.clone());
    Some(line)
}

fn issues<'a>(desk: &mut Desk<'a>, state: &'a StateOfPlay) -> Vec<Line> {
    let mut lines = Vec::new();
    for issue in state.issues.iter().take(MOST_ISSUES) {
        let gap = match issue.gap {
            Gap::Unknown => "one side told",
            Gap::Narrow => "close",
            Gap::Open => "open",
            Gap::Wide => "far apart",
        };
        let mut text = Text::default().strong(names::capital(&issue_name(&issue.issue))).plain(format!(" ({gap}): "));
        let mut silent = Vec::new();
        let mut first = true;
        for (side, stand) in &issue.stands {
            let position = stand.as_deref().and_then(|id| desk.findings.positions.iter().find(|one| one.id == id));
            let Some(position) = position else {
                silent.push(match last_heard(desk, side, &issue.issue) {
                    Some(day) => format!("{}: nothing since {}", desk.side_name(side), dates::day(day)),
                    None => format!("{}: not in the coverage", desk.side_name(side)),
                });
                continue;
            };
            if !first {
                text = text.plain("; ");
            }
            first = false;
            text = text.then(shortened(positions::clause(desk, position)));
        }
        if !silent.is_empty() {
            text = text.plain(format!("; {}", silent.join("; ")));
        }
        lines.push(line(desk, text, &issue.evidence));
    }
    lines
}

/// The last day on which the coverage reports a stand of a side on an issue.
fn last_heard(desk: &Desk<'_>, side: &str, issue: &str) -> Option<jiff::civil::Date> {
    let histories = desk.findings.course.iter().flat_map(|course| &course.histories);
    let own = histories.filter(|history| history.side == side && history.issue.as_deref() == Some(issue));
    own.flat_map(|history| &history.stands).filter_map(|stand| stand.last_reported).max()
}

fn commitments<'a>(desk: &mut Desk<'a>, state: &'a StateOfPlay) -> Vec<Line> {
    let mut lines = Vec::new();
    for promise in state.commitments.iter().take(MOST_PROMISES) {
        let Some(position) = desk.findings.positions.iter().find(|one| one.id == promise.position) else { continue };
        let lead = match (&promise.due, promise.overdue) {
            (Some(_), true) => "Due, no outcome reported",
            (Some(_), false) => "Due",
            (None, _) => "Promised",
        };
        let due = promise.due.as_ref().and_then(dates::noun).map(|day| format!(" {day}")).unwrap_or_default();
        let text =
            Text::default().strong(lead).plain(format!("{due}: ")).then(shortened(positions::clause(desk, position)));
        lines.push(line(desk, text, &promise.evidence));
    }
    lines
}

fn coming<'a>(desk: &mut Desk<'a>, state: &'a StateOfPlay) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut told: Vec<String> = Vec::new();
    for date in &state.next {
        if lines.len() >= MOST_DATES {
            break;
        }
        let Some(item) = desk.findings.agenda.iter().find(|one| one.id == date.item) else { continue };
        let between = item.who.iter().any(|id| desk.parties.is_principal(desk.parties.side(id)));
        if !between && state.next.len() > MOST_DATES {
            continue;
        }
        desk.names.start_section();
        let sentence = next::sentence(desk, item);
        if told.contains(&sentence.to_string()) {
            continue;
        }
        told.push(sentence.to_string());
        let (runs, _) = sentence.before_stop();
        let text = Text::default().strong("Next").plain(": ").then(Text { runs });
        lines.push(line(desk, text, &date.evidence));
    }
    lines
}
