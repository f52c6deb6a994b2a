//! The course over hand-made findings: two invented states that negotiate about fishing.

use demarche_record::{
    Actor, ActorKind, AgendaItem, Article, Basis, Confidence, ContactLevel, Event, Evidence, Findings, Gap, Interval,
    Issue, Phase, PloverType, Position, PositionKind, Published, Shift, ShiftBasis, ShiftChange, Span, Status,
    Strength,
};
use jiff::civil::Date;

use crate::course::{keep_issues_apart, merge_issues, split_issue};
use crate::{merge, merge_as_of};

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

fn actor(id: &str, name: &str, kind: ActorKind, state: &str, office: Option<&str>) -> Actor {
    Actor {
        id: id.into(),
        name: name.into(),
        aliases: vec![],
        kind,
        state: Some(state.into()),
        office: office.map(str::to_owned),
        sector: None,
        mentions: (0..2)
            .map(|at| demarche_record::Mention {
                article: String::new(),
                span: Span::new(at, at + 1),
                text: name.into(),
                how: "name".into(),
            })
            .collect(),
    }
}

/// What one article of a day says: each fact is a sentence of its own.
struct Story {
    findings: Findings,
    id: String,
}

impl Story {
    fn of(published: &str) -> Self {
        let id = format!("a-{published}");
        let mut article = Article::plain(id.clone(), format!("{published}.txt"), "");
        article.published =
            Published { interval: Some(Interval::day(day(published))), basis: Basis::Printed, clues: vec![] };
        let actors = vec![
            actor("state:ARD", "Ardenia", ActorKind::State, "ARD", None),
            actor("state:VEL", "Velmark", ActorKind::State, "VEL", None),
            actor("person:ada-lund", "Ada Lund", ActorKind::Person, "ARD", Some("president")),
            actor("person:tor-quist", "Tor Quist", ActorKind::Person, "VEL", Some("foreign minister")),
        ];
        Self { findings: Findings { articles: vec![article], actors, ..Findings::default() }, id }
    }

    fn evidence(&mut self, words: &str) -> Vec<Evidence> {
        let text = &mut self.findings.articles[0].text;
        let start = text.len();
        text.push_str(words);
        let span = Span::new(start, text.len());
        text.push_str(".\n");
        vec![Evidence { article: self.id.clone(), span, text: words.into(), sentence: span }]
    }

    fn event(mut self, kind: PloverType, content: &str, when: &str, status: Status) -> Self {
        let evidence = self.evidence(content);
        self.findings.events.push(Event {
            id: format!("e{}", self.findings.events.len() + 1),
            sources: vec!["person:ada-lund".into()],
            targets: vec!["person:tor-quist".into()],
            mutual: matches!(kind, PloverType::Agree | PloverType::Consult),
            kind,
            mode: None,
            contexts: Vec::new(),
            predicate: content.split(' ').next().unwrap_or("").into(),
            content: content.into(),
            when: Some(Interval::day(day(when))),
            place: None,
            occasion: None,
            status,
            reported_by: None,
            issue: Some("fishing quotas".into()),
            background: false,
            confidence: Confidence::new(0.9),
            found_by: vec![],
            evidence,
        });
        self
    }

    fn position(mut self, holder: &str, kind: PositionKind, content: &str) -> Self {
        let evidence = self.evidence(content);
        self.findings.positions.push(Position {
            id: format!("p{}", self.findings.positions.len() + 1),
            holder: holder.into(),
            issue: Some("fishing quotas".into()),
            kind,
            content: content.into(),
            strength: Strength::Stated,
            since: None,
            until: None,
            reported_by: None,
            confidence: Confidence::new(0.8),
            found_by: vec![],
            evidence,
        });
        self
    }

    fn plan(mut self, what: &str, when: &str) -> Self {
        let evidence = self.evidence(what);
        self.findings.agenda.push(AgendaItem {
            id: format!("a{}", self.findings.agenda.len() + 1),
            who: vec!["state:ARD".into(), "state:VEL".into()],
            what: what.into(),
            when: Some(Interval::day(day(when))),
            place: None,
            occasion: None,
            status: Status::Planned,
            event: None,
            evidence,
        });
        self
    }

    fn issue(mut self, name: &str, aliases: &[&str]) -> Self {
        let mut evidence = self.evidence(name);
        for alias in aliases {
            evidence.extend(self.evidence(alias));
        }
        self.findings.issues.push(Issue {
            id: format!("issue:{name}"),
            name: name.into(),
            aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
            joined: vec![],
            evidence,
        });
        self
    }

    fn done(self) -> Findings {
        self.findings
    }
}

const VEL: &str = "state:VEL";
const ARD: &str = "state:ARD";

fn compared(findings: &Findings) -> Vec<(&Shift, ShiftChange)> {
    let change = |shift: &Shift| match shift.basis {
        ShiftBasis::Comparison(change) => Some(change),
        ShiftBasis::Asserted => None,
    };
    findings.shifts.iter().filter_map(|shift| Some((shift, change(shift)?))).collect()
}

fn two_days(first: Story, second: Story) -> Findings {
    merge(vec![first.done(), second.done()])
}

#[test]
fn a_condition_that_becomes_an_offer_was_dropped() {
    let whole = two_days(
        Story::of("1994-03-01").position(VEL, PositionKind::Precondition, "a ban on foreign trawlers comes first"),
        Story::of("1994-06-01").position(VEL, PositionKind::Proposal, "a gradual ban on foreign trawlers"),
    );
    let found = compared(&whole);
    let [(shift, change)] = found[..] else { panic!("{:?}", whole.shifts) };
    assert_eq!(change, ShiftChange::PreconditionDropped);
    assert_eq!(shift.evidence.len(), 2, "both ends have evidence");
    assert_eq!(whole.positions[0].until, Some(Interval::day(day("1994-06-01"))));
    let stands = &whole.course.as_ref().unwrap().histories[0].stands;
    assert_eq!(stands[0].superseded_by.as_deref(), Some("p2"));
    assert!(stands[1].until.is_none());
}

#[test]
fn a_refusal_that_becomes_a_promise_softens_and_the_reverse_hardens() {
    let refusal =
        |date: &str| Story::of(date).position(VEL, PositionKind::Rejection, "joint patrols of the fishing grounds");
    let promise =
        |date: &str| Story::of(date).position(VEL, PositionKind::Commitment, "joint patrols of the fishing grounds");
    let soft = two_days(refusal("1994-03-01"), promise("1994-06-01"));
    assert_eq!(compared(&soft)[0].1, ShiftChange::Softened);
    let hard = two_days(promise("1994-03-01"), refusal("1994-06-01"));
    assert_eq!(compared(&hard)[0].1, ShiftChange::Hardened);
}

#[test]
fn a_deadline_that_moves_is_told() {
    let whole = two_days(
        Story::of("1994-03-01").position(VEL, PositionKind::Commitment, "to withdraw its trawlers by 30 June 1994"),
        Story::of("1994-06-20").position(
            VEL,
            PositionKind::Commitment,
            "to withdraw its last trawlers by 31 October 1994",
        ),
    );
    assert_eq!(compared(&whole).len(), 1, "{:?}", whole.positions);
    assert_eq!(compared(&whole)[0].1, ShiftChange::DeadlineMoved);
}

#[test]
fn other_matters_and_readings_of_one_step_are_no_shift() {
    let whole = two_days(
        Story::of("1994-03-01").position(VEL, PositionKind::Demand, "compensation for the nets that were cut"),
        Story::of("1994-06-01").position(VEL, PositionKind::Proposal, "a joint commission of scientists"),
    );
    assert!(compared(&whole).is_empty());
    let whole = two_days(
        Story::of("1994-03-01").position(VEL, PositionKind::Demand, "a ban on foreign trawlers"),
        Story::of("1994-06-01").position(VEL, PositionKind::Precondition, "a ban on foreign trawlers comes first"),
    );
    assert!(compared(&whole).is_empty(), "a demand and a condition are a step apart: two readings of one stand");
}

#[test]
fn contradictory_reports_stand_side_by_side() {
    let whole = two_days(
        Story::of("1994-03-01").position(VEL, PositionKind::Rejection, "joint patrols of the fishing grounds"),
        Story::of("1994-03-02").position(VEL, PositionKind::Acceptance, "joint patrols of the fishing grounds"),
    );
    assert!(compared(&whole).is_empty(), "a day apart is no order");
    let history = &whole.course.as_ref().unwrap().histories[0];
    assert_eq!(history.contradictions.len(), 1);
    assert_eq!(history.contradictions[0].evidence.len(), 2);
    assert!(history.stands.iter().all(|stand| stand.until.is_none()), "neither ends the other");
}

#[test]
fn a_stand_told_again_keeps_its_first_and_last_report() {
    let demand = |date: &str| Story::of(date).position(VEL, PositionKind::Demand, "a ban on foreign trawlers");
    let whole = merge(vec![demand("1994-03-01").done(), demand("1994-09-01").done(), demand("1994-06-01").done()]);
    let stands = &whole.course.as_ref().unwrap().histories[0].stands;
    assert_eq!(stands.len(), 1);
    assert_eq!(stands[0].first_reported, Some(day("1994-03-01")));
    assert_eq!(stands[0].last_reported, Some(day("1994-09-01")));
    assert_eq!(stands[0].last_evidence.as_ref().unwrap().article, "a-1994-09-01");
}

/// A story of three days: talks, a framework, a break.
fn three_days() -> Vec<Findings> {
    vec![
        Story::of("1994-03-01")
            .event(PloverType::Consult, "met for talks on fishing quotas", "1994-03-01", Status::Occurred)
            .position(VEL, PositionKind::Demand, "a ban on foreign trawlers")
            .plan("summit", "1994-06-01")
            .done(),
        Story::of("1994-06-02")
            .event(PloverType::Agree, "agreed on a framework for the fishing grounds", "1994-06-01", Status::Occurred)
            .position(ARD, PositionKind::Rejection, "a ban on foreign trawlers")
            .position(VEL, PositionKind::Commitment, "to open its ports by 31 December 1994")
            .done(),
        Story::of("1994-09-01")
            .event(PloverType::Reject, "broke off the talks on fishing quotas", "1994-08-31", Status::Occurred)
            .position(VEL, PositionKind::Rejection, "to open its ports before spring")
            .done(),
    ]
}

#[test]
fn a_record_as_of_a_day_is_the_record_of_the_articles_published_by_then() {
    for date in ["1994-03-01", "1994-05-31", "1994-06-02", "1994-08-31", "1994-09-01", "2000-01-01"] {
        let date = day(date);
        let all = merge_as_of(three_days(), Some(date));
        let by_then: Vec<Findings> = three_days()
            .into_iter()
            .filter(|part| part.articles[0].published.interval.as_ref().unwrap().latest.unwrap() <= date)
            .collect();
        let count = by_then.len();
        assert_eq!(all, merge_as_of(by_then.clone(), Some(date)), "{date}");
        assert_eq!(all.articles.len(), count, "{date}");
        // On the day of the last article the record is the one that nobody asked a day for.
        let mut plain = merge(by_then);
        if plain.course.as_ref().and_then(|course| course.as_of) == Some(date) {
            plain.course.as_mut().unwrap().asked = true;
            assert_eq!(all, plain, "{date}");
        }
    }
}

#[test]
fn nothing_later_leaks_in() {
    let whole = merge_as_of(three_days(), Some(day("1994-06-02")));
    let text = serde_json::to_string(&whole).unwrap();
    assert!(!text.contains("broke off") && !text.contains("1994-09-01") && !text.contains("before spring"), "{text}");
    assert_eq!(whole.course.unwrap().state_of_play.phase.unwrap().phase, Phase::Detail);
}

#[test]
fn articles_without_a_sure_day_are_not_known() {
    let mut undated = Story::of("1994-03-01").done();
    undated.articles[0].published = Published::unknown();
    let mut vague = Story::of("1994-03-01").done();
    vague.articles[0].published.interval =
        Some(Interval::between(day("1994-02-01"), day("1994-04-30"), demarche_record::Granularity::Span));
    let whole = merge_as_of(vec![undated, vague], Some(day("1994-03-15")));
    assert!(whole.articles.is_empty());
    assert_eq!(whole, Findings::default());
}

#[test]
fn what_lies_ahead_is_planned_at_most() {
    let part = Story::of("1994-03-01")
        .event(PloverType::Consult, "met for talks", "1994-04-01", Status::Occurred)
        .event(PloverType::Reject, "will not sign", "1994-04-01", Status::Denied)
        .done();
    let whole = merge_as_of(vec![part], Some(day("1994-03-01")));
    assert_eq!(whole.events[0].status, Status::Planned);
    assert_eq!(whole.events[1].status, Status::Denied);
    assert!(whole.course.unwrap().state_of_play.last_contact.is_none());
}

#[test]
fn the_state_of_play_tells_each_thing_with_its_evidence() {
    let whole = merge(three_days());
    let state = &whole.course.as_ref().unwrap().state_of_play;
    let phase = state.phase.as_ref().unwrap();
    assert_eq!(phase.phase, Phase::BrokenOff);
    assert!(phase.evidence[0].text.contains("broke off"), "{phase:?}");
    let contact = state.last_contact.as_ref().unwrap();
    assert_eq!(
        contact.level,
        ContactLevel::Ministers,
        "a president and a foreign minister meet at the level of ministers"
    );
    let issue = &state.issues[0];
    assert_eq!((issue.issue.as_str(), issue.gap), ("fishing quotas", Gap::Wide));
    assert!(issue.stands.iter().all(|(_, stand)| stand.is_some()) && issue.evidence.len() == 2, "{issue:?}");
    assert!(state.next.is_empty(), "the summit has passed");
    assert_eq!(state.commitments.len(), 0, "the promise was taken back");
}

#[test]
fn a_promise_has_its_day_and_falls_due() {
    let parts = || three_days().into_iter().take(2).collect::<Vec<_>>();
    let state = |date: &str| merge_as_of(parts(), Some(day(date))).course.unwrap().state_of_play;
    let before = state("1994-07-01");
    assert_eq!(before.commitments.len(), 1);
    assert!(!before.commitments[0].overdue);
    assert_eq!(before.commitments[0].due, Some(Interval::day(day("1994-12-31"))));
    assert!(state("1995-02-01").commitments[0].overdue);
    assert_eq!(state("1994-03-02").next.len(), 1, "the summit lies ahead");
}

#[test]
fn a_negotiation_of_which_nothing_is_told_has_an_empty_state() {
    let whole = merge(vec![Story::of("1994-03-01").done()]);
    let state = whole.course.unwrap().state_of_play;
    assert!(state.phase.is_none() && state.last_contact.is_none() && state.issues.is_empty() && state.next.is_empty());
}

#[test]
fn silence_is_a_stall() {
    let parts = three_days().into_iter().take(1).collect();
    let state = merge_as_of(parts, Some(day("1994-12-01"))).course.unwrap().state_of_play;
    assert_eq!(state.phase.unwrap().phase, Phase::Stalled);
}

#[test]
fn what_precedes_by_timing_is_never_a_driver() {
    let quiet = |date: &str| Story::of(date).event(PloverType::Consult, "met", date, Status::Occurred);
    let mut parts: Vec<Findings> = ["1993-01-10", "1993-02-10", "1993-03-10", "1993-04-10", "1993-05-10", "1993-06-10"]
        .map(|date| quiet(date).done())
        .into();
    let mut burst = quiet("1994-03-01");
    for (index, words) in
        ["seized a trawler", "closed the strait", "sent frigates", "boarded boats", "cut nets"].into_iter().enumerate()
    {
        burst = burst.event(PloverType::Coerce, words, &format!("1994-02-{:02}", 10 + index), Status::Occurred);
    }
    let demand = burst.position(VEL, PositionKind::Rejection, "joint patrols of the fishing grounds");
    parts.push(demand.done());
    parts.push(
        quiet("1994-04-01").position(VEL, PositionKind::Commitment, "joint patrols of the fishing grounds").done(),
    );
    let whole = merge(parts);
    let course = whole.course.as_ref().unwrap();
    assert!(whole.drivers.is_empty());
    let first = &course.timing[0];
    assert!((1..=90).contains(&first.days_before) && first.unusual > 0.0, "{first:?}");
    let json = serde_json::to_value(first).unwrap();
    assert_eq!(json["stated"], false);
    let mut forged = json;
    forged["stated"] = true.into();
    assert!(
        serde_json::from_value::<demarche_record::TimingCandidate>(forged).is_err(),
        "it cannot be made a stated cause"
    );
}

#[test]
fn one_issue_has_one_name_across_articles_of_the_same_parties() {
    let first = Story::of("1994-03-01").issue("fishing quotas", &["quotas"]);
    let second = Story::of("1994-04-01").issue("quotas", &[]).position(VEL, PositionKind::Demand, "a ban");
    let mut other = Story::of("1994-05-01").issue("quotas", &[]).done();
    for actor in &mut other.actors {
        actor.state = Some(if actor.state.as_deref() == Some("ARD") { "MER" } else { "TOL" }.into());
        actor.id = format!("{}-far", actor.id);
    }
    let mut second = second.done();
    second.positions[0].issue = Some("quotas".into());
    let whole = merge(vec![first.done(), second, other]);
    let names: Vec<&str> = whole.issues.iter().map(|issue| issue.name.as_str()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(whole.positions[0].issue.as_deref(), Some("fishing quotas"));
    assert!(whole.issues.iter().any(|issue| !issue.joined.is_empty() && issue.joined[0].evidence.len() == 2));
}

#[test]
fn a_joined_issue_can_be_split_by_hand() {
    let mut whole = merge(vec![Story::of("1994-03-01").issue("fishing quotas", &["mesh sizes"]).done()]);
    assert!(!split_issue(&mut whole, "fishing quotas", "tariffs"));
    assert!(split_issue(&mut whole, "Fishing quotas", "mesh sizes"));
    let names: Vec<&str> = whole.issues.iter().map(|issue| issue.name.as_str()).collect();
    assert_eq!(names, ["fishing quotas", "mesh sizes"]);
    assert!(whole.issues.iter().all(|issue| issue.evidence.len() == 1));
}

#[test]
fn issues_can_be_joined_and_kept_apart_by_hand() {
    let story = Story::of("1994-03-01").issue("fishing quotas", &["mesh sizes"]).issue("tariffs", &[]);
    let mut whole = merge(vec![story.done()]);
    assert!(!merge_issues(&mut whole, "tariffs", "Tariffs") && !merge_issues(&mut whole, "tariffs", "visas"));
    assert!(merge_issues(&mut whole, "Tariffs", "mesh sizes"), "an alias names its issue");
    let names = |whole: &demarche_record::Findings| -> Vec<String> {
        whole.issues.iter().map(|issue| format!("{}: {}", issue.name, issue.aliases.join(", "))).collect()
    };
    assert_eq!(names(&whole), ["fishing quotas: mesh sizes, tariffs"]);
    assert!(!keep_issues_apart(&mut whole, "tariffs", "visas") && !keep_issues_apart(&mut whole, "tariffs", "tariffs"));
    assert!(keep_issues_apart(&mut whole, "tariffs", "fishing quotas"), "in whichever order");
    assert_eq!(names(&whole), ["fishing quotas: mesh sizes", "tariffs: "]);
}
