//! Tests of whole briefs: snapshots of an invented negotiation, what every brief must hold, escaping, and random findings.

mod hostile;
pub(crate) mod invented;

use std::collections::BTreeSet;

use demarche_record::{Findings, FoundBy, Status};

use crate::{Brief, BriefOptions, Line, render};

fn brief(findings: &Findings) -> Brief {
    Brief::new(findings, &BriefOptions::default())
}

/// All lines of a brief.
fn lines(brief: &Brief) -> Vec<&Line> {
    let of_sections = brief.sections.iter().flat_map(|section| &section.groups).flat_map(|group| &group.lines);
    brief.summary.iter().chain(of_sections).collect()
}

fn has(brief: &Brief, words: &str) {
    let text = render::markdown(brief);
    assert!(text.contains(words), "{words:?} is missing in\n{text}");
}

#[test]
fn terminal_snapshot() {
    let text = render::terminal(&brief(&invented::findings()), 100);
    let plain = anstyle_free(&text);
    insta::assert_snapshot!("terminal", plain);
}

#[test]
fn markdown_snapshot() {
    insta::assert_snapshot!("markdown", render::markdown(&brief(&invented::findings())));
}

#[test]
fn html_snapshot() {
    let html = render::html(&brief(&invented::findings()));
    let body = &html[html.find("<body>").expect("a body")..];
    insta::assert_snapshot!("html_body", body);
}

/// The text without the escape sequences that `anstyle` writes.
fn anstyle_free(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\u{1b}') {
        plain.push_str(&rest[..at]);
        let tail = &rest[at..];
        rest = tail.find('m').map_or("", |end| &tail[end + 1..]);
    }
    plain + rest
}

#[test]
fn every_claim_of_a_section_cites_a_sentence() {
    let findings = invented::findings();
    let brief = brief(&findings);
    let numbers: BTreeSet<usize> = brief.cited.iter().map(|cited| cited.number).collect();
    for section in brief.sections.iter().filter(|section| section.id != "gaps") {
        for line in section.groups.iter().flat_map(|group| &group.lines) {
            assert!(!line.cites.is_empty(), "{} cites nothing: {}", line.id, line.text);
        }
    }
    for line in lines(&brief) {
        assert!(line.cites.iter().all(|number| numbers.contains(number)), "{}", line.text);
        for number in &line.cites {
            assert!(brief.cited[number - 1].lines.contains(&line.id), "sentence {number} leads back to {}", line.id);
        }
    }
    assert_eq!(
        brief.cited.iter().map(|cited| cited.number).collect::<Vec<_>>(),
        (1..=brief.cited.len()).collect::<Vec<_>>()
    );
}

#[test]
fn ids_are_unique() {
    let brief = brief(&invented::findings());
    let ids: Vec<&str> = lines(&brief).into_iter().map(|line| line.id.as_str()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
}

#[test]
fn nothing_is_said_plainly() {
    let brief = brief(&Findings::default());
    for words in [
        "No article was read.",
        "The coverage names nobody who takes part.",
        "The coverage reports no event of the current round.",
        "The coverage states no position of any side.",
        "The coverage reports no change of position",
        "The coverage tells no earlier history.",
        "The coverage announces nothing that lies ahead of it.",
    ] {
        has(&brief, words);
    }
    let mut one = Findings::default();
    one.articles.push(invented::article("a", "An empty day", "Nothing happened."));
    has(&self::brief(&one), "The coverage holds no event, position or plan that this brief could tell.");
}

#[test]
fn no_enum_word_and_no_raw_id_is_printed() {
    let text = anstyle_free(&render::terminal(&brief(&invented::findings()), 100));
    for raw in [
        "person:",
        "state:",
        "issue:fish",
        "CONSULT",
        "AGREE",
        "REJECT",
        "RedLine",
        "Occurred",
        "hypothetical",
        "None",
        "Some(",
    ] {
        assert!(!text.contains(raw), "{raw} in\n{text}");
    }
}

#[test]
fn events_around_the_table_stand_apart() {
    let brief = brief(&invented::findings());
    let happened = brief.sections.iter().find(|section| section.id == "happened").expect("the section");
    let around = happened.groups.iter().find(|group| group.heading.as_deref() == Some("Around the table"));
    // Both parties are asked: the plea is between two parties by its sides, so it stays in the main list.
    assert!(around.is_none());
    let mut findings = invented::findings();
    findings.events[4].targets.pop();
    let brief = self::brief(&findings);
    let happened = brief.sections.iter().find(|section| section.id == "happened").expect("the section");
    let around =
        happened.groups.iter().find(|group| group.heading.as_deref() == Some("Around the table")).expect("the group");
    assert!(around.lines[0].text.to_string().starts_with("Merida called on both sides"), "{}", around.lines[0].text);
}

#[test]
fn long_lists_are_cut_and_go_on_in_the_appendix() {
    let mut findings = invented::findings();
    let model = findings.positions[0].clone();
    for index in 0..30 {
        let mut position = model.clone();
        position.id = format!("x{index}");
        position.content = format!("the return of island number {index}");
        findings.positions.push(position);
    }
    let brief = brief(&findings);
    has(&brief, "more in the appendix");
    has(&brief, "Appendix: what the lists above leave out");
    let shown = lines(&brief).iter().filter(|line| line.text.to_string().contains("island number")).count();
    assert_eq!(shown, 30, "nothing is lost");
}

#[test]
fn reports_that_say_the_same_become_one_line() {
    let mut findings = invented::findings();
    let mut twin = findings.events[2].clone();
    twin.id = "e9".into();
    twin.evidence = invented::evidence(&findings.articles[0], "Lund insists on a ban on trawlers");
    findings.events.push(twin);
    let brief = brief(&findings);
    let same: Vec<&Line> = lines(&brief)
        .into_iter()
        .filter(|line| line.id.starts_with("happened") && line.text.to_string().contains("rejected a ban"))
        .collect();
    assert_eq!(same.len(), 1);
    assert_eq!(same[0].cites.len(), 2);
}

#[test]
fn a_plan_whose_day_has_passed_is_no_longer_next() {
    let mut findings = invented::findings();
    findings.agenda[0].when = Some(invented::day("1994-05-01"));
    findings.agenda[0].event = None;
    findings.agenda[0].status = Status::Planned;
    let brief = brief(&findings);
    has(&brief, "The coverage announces nothing that lies ahead of it.");
    has(&brief, "Announced, without an outcome in this coverage");
}

#[test]
fn the_order_of_the_actors_does_not_matter() {
    let findings = invented::findings();
    let mut turned = findings.clone();
    turned.actors.reverse();
    assert_eq!(brief(&findings).summary, brief(&turned).summary);
    assert_eq!(brief(&findings), brief(&findings.clone()));
}

#[test]
fn json_is_the_document() {
    let brief = brief(&invented::findings());
    let value: serde_json::Value = serde_json::from_str(&render::json(&brief)).expect("well-formed JSON");
    assert_eq!(value["title"], brief.title.as_str());
    assert_eq!(value["cited"].as_array().map(Vec::len), Some(brief.cited.len()));
}

#[test]
fn terminal_lines_keep_to_the_width() {
    for width in [40, 60, 100] {
        for line in anstyle_free(&render::terminal(&brief(&invented::findings()), width)).lines() {
            assert!(line.chars().count() <= width || !line.trim().contains(' '), "{width}: {line}");
        }
    }
}

#[test]
fn comparison_and_timing_stand_apart_from_what_is_stated() {
    use demarche_record::{ShiftBasis, ShiftChange, StatedNever, TimingCandidate};
    let mut findings = invented::findings();
    let mut compared = findings.shifts[0].clone();
    compared.id = "s2".into();
    compared.basis = ShiftBasis::Comparison(ShiftChange::Hardened);
    compared.from = Some("a ban on trawlers".into());
    compared.to = Some("a ban on all boats".into());
    findings.shifts.push(compared);
    let evidence = findings.events[0].evidence.clone();
    findings.course.as_mut().expect("it was compared").timing.push(TimingCandidate {
        of: "s2".into(),
        candidate: "e1".into(),
        days_before: 9,
        unusual: 3.5,
        series: "words of cooperation of Ardenia".into(),
        stated: StatedNever,
        evidence,
    });
    let brief = brief(&findings);
    let section = brief.sections.iter().find(|section| section.id == "movement").expect("the section");
    let group = |heading: &str| {
        let found =
            section.groups.iter().find(|group| group.heading.as_deref().is_some_and(|h| h.starts_with(heading)));
        found.unwrap_or_else(|| panic!("{heading} is missing"))
    };
    assert!(group("Found by comparing").lines[0].text.to_string().contains("hardened"));
    let timing = group("By timing alone");
    assert!(timing.note.as_deref().is_some_and(|note| note.starts_with("Nobody in the coverage states")));
    assert!(timing.lines[0].text.to_string().starts_with("Precedes by 9 days"));
    let stated = section.groups.iter().filter(|one| one.heading.as_deref().is_some_and(|h| h.contains("what pushes")));
    assert!(stated.flat_map(|group| &group.lines).all(|line| !line.text.to_string().contains("Precedes")));
}

#[test]
fn the_state_of_play_says_what_is_not_told() {
    let mut findings = invented::findings();
    findings.events.clear();
    findings.positions.clear();
    findings.agenda.clear();
    findings.shifts.clear();
    findings.drivers.clear();
    demarche_dossier::course::compare(&mut findings, None);
    let state = brief(&findings).state.expect("articles were read");
    let lines = &state.groups[0].lines;
    assert_eq!(lines.len(), 1);
    assert!(lines[0].text.to_string().starts_with("Not in the coverage: the phase"), "{}", lines[0].text);
}

#[test]
fn a_row_of_another_collection_is_cited_short() {
    let mut findings = invented::findings();
    for event in findings.events.iter_mut().take(2) {
        let number = event.id.clone();
        event.found_by =
            vec![FoundBy::new("import/icews", ""), FoundBy::new("cameo.csv:040", "Consult, not specified below")];
        event.evidence.truncate(1);
        event.evidence[0].article = "import".into();
        event.evidence[0].span = demarche_record::Span::new(0, 40);
        event.evidence[0].sentence = demarche_record::Span::new(0, 40);
        event.evidence[0].text = format!("Event ID: {number}\nEvent Date: 1994-05-03\nSource Name: Ada Lund");
    }
    let brief = brief(&findings);
    let rows: Vec<_> = brief.cited.iter().filter(|cited| cited.title.ends_with(" of ICEWS")).collect();
    let titles: BTreeSet<String> = rows.iter().map(|cited| cited.title.clone()).collect();
    let expected = findings.events.iter().take(2).map(|event| format!("row {} of ICEWS", event.id));
    assert_eq!(titles, expected.collect(), "rows of one length are two");
    for row in rows {
        let words = &row.pieces[0].text;
        assert!(words.starts_with("040 (Consult, not specified below); ") && !words.contains("Event Date"), "{words}");
    }
}
