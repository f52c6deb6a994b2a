//! Where each side stands: by issue, then by side, in the order of time.

use std::collections::BTreeMap;

use demarche_record::{Position, PositionKind, Status, Strength};

use crate::dates;
use crate::desk::{Desk, without_repeats};
use crate::document::{Group, Line, Section, Text};
use crate::{names, verbs};

/// The section on positions.
pub(crate) fn write(desk: &mut Desk<'_>) -> Section {
    desk.names.start_section();
    let mut by_issue: BTreeMap<Option<&str>, Vec<(usize, &Position)>> = BTreeMap::new();
    for (index, position) in desk.findings.positions.iter().enumerate() {
        by_issue.entry(position.issue.as_deref()).or_default().push((index, position));
    }
    let mut issues: Vec<_> = by_issue.into_iter().collect();
    issues.sort_by(|a, b| {
        a.0.is_none().cmp(&b.0.is_none()).then_with(|| b.1.len().cmp(&a.1.len())).then_with(|| a.0.cmp(&b.0))
    });
    let mut groups = Vec::new();
    for (issue, mut positions) in issues {
        let place = |desk: &Desk<'_>, position: &Position| {
            let side = desk.parties.side(&position.holder).to_owned();
            let rank = desk.parties.principals.iter().position(|one| *one == side).unwrap_or(usize::MAX);
            (rank, side)
        };
        positions.sort_by_cached_key(|(index, position)| {
            (place(desk, position), dates::key(position.since.as_ref()), *index)
        });
        let lines: Vec<Line> = positions.into_iter().map(|(_, position)| line(desk, position)).collect();
        let lines = without_repeats(lines);
        let heading = issue.map_or_else(|| "On other matters".to_owned(), |issue| format!("On {}", issue_name(issue)));
        let most = desk.options.most_lines;
        let (lines, more) = desk.cap(&format!("More positions: {}", lower_first(&heading)), lines, most);
        groups.push(Group { heading: Some(heading), note: None, lines, more });
    }
    let note = groups.is_empty().then(|| "The coverage states no position of any side.".to_owned());
    Section { id: "positions".into(), heading: "Where each side stands".into(), note, groups }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// An issue within a sentence: "the peace treaty", "sanctions".
pub(crate) fn issue_name(issue: &str) -> String {
    let name = crate::clean::trimmed(issue);
    let first = name.split(' ').next().unwrap_or("").to_lowercase();
    let plain = matches!(first.as_str(), "the" | "a" | "an" | "its" | "their" | "his" | "her");
    let last = name.rsplit(' ').next().unwrap_or("").to_lowercase();
    let countable = [
        "treaty",
        "agreement",
        "deal",
        "accord",
        "pact",
        "border",
        "dispute",
        "status",
        "programme",
        "program",
        "ceasefire",
        "truce",
        "withdrawal",
        "embargo",
        "plan",
        "issue",
        "question",
        "name",
        "issues",
        "territories",
        "islands",
        "declaration",
        "talks",
        "summit",
        "referendum",
        "boundary",
        "constitution",
        "embassy",
        "mission",
        "territory",
        "negotiations",
        "settlement",
        "zone",
        "timetable",
        "framework",
        "blockade",
        "visit",
        "peninsula",
        "problem",
        "conflict",
        "war",
        "amnesty",
        "canal",
        "strait",
        "sea",
        "bank",
        "heights",
        "strip",
        "ban",
        "quota",
        "budget",
        "return",
        "release",
        "statement",
        "roadmap",
    ];
    if !plain && countable.contains(&last.as_str()) { format!("the {name}") } else { name }
}

/// Words that open a noun phrase.
const OPENINGS: [&str; 22] = [
    "the",
    "a",
    "an",
    "its",
    "their",
    "his",
    "her",
    "any",
    "all",
    "no",
    "some",
    "both",
    "that",
    "these",
    "those",
    "more",
    "full",
    "complete",
    "immediate",
    "this",
    "new",
    "further",
];

/// "Japan demands “the return of all four islands” (firm), since 1956."
/// Deeds against something: who rejects by them threatens or vows them, and does not refuse them.
const AGAINST: [&str; 10] =
    ["veto", "block", "oppose", "reject", "vote", "resist", "fight", "boycott", "prevent", "scuttle"];

/// A position as a clause: who holds what, without when and how firmly.
pub(crate) fn clause(desk: &mut Desk<'_>, position: &Position) -> Text {
    told(desk, position).0
}

/// The clause, whether it is told in the past, and the verb.
fn told(desk: &mut Desk<'_>, position: &Position) -> (Text, bool, &'static str) {
    let plural = desk.names.plural(&[&position.holder]);
    let holder = names::capital(&desk.names.name(&position.holder));
    let content = super::movement::telling_words(&position.content, &position.evidence);
    let first = content.split(' ').next().unwrap_or("").to_lowercase();
    let infinitive = matches!(first.as_str(), "to" | "not");
    let clause = first == "that" && content.split(' ').count() > 4;
    let modal =
        ["would be ", "will be ", "to be ", "could be ", "may be ", "might be ", "should be ", "can be ", "must be "];
    let wish = content.contains(" be ") && !modal.iter().any(|modal| content.contains(modal)) && !clause && !infinitive;
    let noun = OPENINGS.contains(&first.as_str()) && content.starts_with(char::is_lowercase) && !clause;
    let (verb, joint) = match position.kind {
        PositionKind::Precondition => ("set a condition", ": "),
        PositionKind::RedLine => ("draw a red line", ": "),
        PositionKind::Demand if infinitive => ("ask", " "),
        PositionKind::Demand if position.strength == Strength::Firm && noun && !wish => ("insist on", " "),
        PositionKind::Demand if position.strength == Strength::Firm => {
            ("insist", if wish && noun { " that " } else { ": " })
        }
        PositionKind::Demand => (
            "demand",
            if wish && noun {
                " that "
            } else if noun || clause {
                " "
            } else {
                ": "
            },
        ),
        PositionKind::Proposal => (
            "propose",
            if wish && noun {
                " that "
            } else if noun || clause || infinitive {
                " "
            } else {
                ": "
            },
        ),
        PositionKind::Acceptance if infinitive => ("agree", " "),
        PositionKind::Acceptance => ("accept", if noun { " " } else { ": " }),
        PositionKind::Rejection if infinitive && AGAINST.contains(&content.split(' ').nth(1).unwrap_or("")) => {
            ("threaten", " ")
        }
        PositionKind::Rejection if infinitive => ("refuse", " "),
        PositionKind::Rejection => ("reject", if noun { " " } else { ": " }),
        PositionKind::Commitment => ("promise", if noun || clause || infinitive { " " } else { ": " }),
    };
    let (base, tail) = verb.split_once(' ').map_or((verb, String::new()), |(base, tail)| (base, format!(" {tail}")));
    // What was said long before the last article is told in the past.
    let old = position.until.is_some()
        || matches!((position.since.as_ref().and_then(|since| since.latest.or(since.earliest)), super::next::last_published(desk)),
            (Some(since), Some(last)) if last.year() > since.year() + 1);
    let status = if old { Status::Occurred } else { Status::Ongoing };
    let verb = format!("{}{tail}", verbs::group(base, status, plural, false));
    let text = Text::default().strong(holder).plain(format!(" {verb}")).plain(joint).quote(&content);
    (text, old, base)
}

fn line<'a>(desk: &mut Desk<'a>, position: &'a Position) -> Line {
    let (mut text, old, base) = told(desk, position);
    let mut asides = Vec::new();
    match position.strength {
        Strength::Firm if base != "insist" => asides.push("held firmly".to_owned()),
        Strength::Weak => asides.push("hinted at rather than stated".to_owned()),
        _ => {}
    }
    let lasting = matches!(position.kind, PositionKind::Demand | PositionKind::Precondition | PositionKind::RedLine);
    asides.extend(position.since.as_ref().and_then(if lasting && !old { dates::since } else { dates::noun }));
    asides.extend(position.until.as_ref().and_then(dates::noun).map(|until| format!("until {until}")));
    let course = desk.findings.course.as_ref();
    let history = course.and_then(|course| {
        let holds = |history: &&demarche_record::PositionHistory| {
            history.stands.iter().any(|stand| stand.position == position.id)
        };
        course.histories.iter().find(holds)
    });
    let stand = history.and_then(|history| history.stands.iter().find(|stand| stand.position == position.id));
    if let Some(stand) = stand
        && stand.first_reported != stand.last_reported
        && let Some(last) = stand.last_reported
    {
        asides.push(format!("last reported {}", dates::day(last)));
    }
    if let Some(reporter) = position.reported_by.as_deref().filter(|reporter| *reporter != position.holder) {
        asides.push(format!("as {} reports it", desk.names.name(reporter)));
    }
    if !asides.is_empty() {
        text = text.plain(format!(" ({})", asides.join(", ")));
    }
    let contradicted =
        history.is_some_and(|history| history.contradictions.iter().any(|one| one.positions.contains(&position.id)));
    let mut line = desk.line("positions", text.stop(), &position.evidence, Some(position.confidence));
    line.label = match stand {
        _ if contradicted => Some("reports contradict each other".into()),
        Some(stand) if stand.planned => Some("planned".into()),
        _ => None,
    };
    line
}
