//! Tests of the sentences that tell events: content as the coder cuts it, and what the brief makes of it.

use demarche_record::{ActorKind, Event, Findings, Interval, PloverType, Status};

use super::event as tell;
use crate::names::Names;
use crate::tests::invented::{actor, day, event};

fn cast() -> Findings {
    Findings {
        actors: vec![
            actor("person:lund", "Ada Lund", ActorKind::Person, "ARD", "president"),
            actor("person:quist", "Tor Quist", ActorKind::Person, "VEL", "premier"),
            actor("state:ARD", "Ardenia", ActorKind::State, "ARD", ""),
            actor("state:VEL", "Velmark", ActorKind::State, "VEL", ""),
            actor("bloc:west", "The West", ActorKind::Bloc, "", ""),
        ],
        ..Findings::default()
    }
}

/// Asserts the sentence for an event of a type, predicate and content, with what `change` sets.
fn check(kind: PloverType, predicate: &str, content: &str, change: impl Fn(&mut Event), sentence: &str) {
    let findings = cast();
    let mut names = Names::new(&findings);
    let mut one = event("e", kind, predicate, &["person:lund"], &["person:quist"]);
    one.content = content.into();
    change(&mut one);
    assert_eq!(tell(&mut names, &one).to_string(), sentence);
}

#[test]
fn meetings_are_told_plainly() {
    use PloverType::Consult;
    check(
        Consult,
        "meet",
        "met with Premier Tor Quist in Saltholm on the sideline of the Harbour Summit",
        |e| {
            e.mutual = true;
            e.when = Some(day("2018-11-14"));
            e.place = Some("Saltholm".into());
            e.occasion = Some("Harbour Summit".into());
        },
        "Ada Lund and Tor Quist met in Saltholm, at the Harbour Summit, on 14 November 2018.",
    );
    check(Consult, "talks", "talks between the two", |e| e.mutual = true, "Ada Lund and Tor Quist held talks.");
    check(Consult, "meeting", "a meeting", |e| e.status = Status::Planned, "Ada Lund is to meet Tor Quist.");
    check(
        Consult,
        "invite",
        "inviting him to his villa",
        |e| e.place = Some("Oldport".into()),
        "Ada Lund invited Tor Quist to Oldport.",
    );
}

#[test]
fn clean_clauses_are_used() {
    use PloverType::{Agree, Reject, Request, Threaten};
    let may = |e: &mut Event| e.when = Some(day("1994-05-03"));
    check(
        Agree,
        "agree",
        "had agreed to accelerate talks on the quotas of cod",
        |e| {
            e.mutual = true;
            may(e);
        },
        "On 3 May 1994, Ada Lund and Tor Quist agreed to accelerate talks on the quotas of cod.",
    );
    check(
        Agree,
        "agree",
        "agreed with Quist on a text",
        |e| {
            e.mutual = true;
            may(e)
        },
        "Ada Lund agreed with Quist on a text on 3 May 1994.",
    );
    check(Request, "ask", "asked him on Monday to wait", may, "Ada Lund asked Tor Quist to wait on 3 May 1994.");
    check(Reject, "accept", "would not accept the offer", may, "Ada Lund did not accept the offer on 3 May 1994.");
    check(
        Threaten,
        "threaten",
        "is threatening to close the port",
        |e| e.status = Status::Ongoing,
        "Ada Lund is threatening to close the port.",
    );
    check(
        Agree,
        "sign",
        "signing the charter in 1956",
        |e| {
            e.mutual = true;
            e.when = Some(Interval::year(1956))
        },
        "Ada Lund and Tor Quist signed the charter in 1956.",
    );
    check(
        Request,
        "insist",
        "insisted as late as Monday; the premier blamed a lack of time",
        may,
        "Ada Lund insisted as late as Monday on 3 May 1994.",
    );
    check(
        Request,
        "insist",
        "insisted in Oldport in May, which delayed the talks",
        may,
        "Ada Lund insisted in Oldport in May, which delayed the talks.",
    );
    check(Reject, "veto", "vowed to veto it", |e| e.predicate = "vow".into(), "Ada Lund vowed to veto it.");
    check(
        Agree,
        "come",
        "came to the city two weeks ago to sign",
        may,
        "Ada Lund came to the city to sign on 3 May 1994.",
    );
    check(Request, "urge", "urged the two sides to talk,", |_| {}, "Ada Lund urged the two sides to talk.");
}

#[test]
fn what_is_not_clean_is_quoted() {
    use PloverType::{Accuse, Assault, Reject};
    check(
        Accuse,
        "criticism",
        "criticism of the premier’s conduct",
        |_| {},
        "Ada Lund criticized Tor Quist: “criticism of the premier’s conduct”.",
    );
    check(
        Reject,
        "reject",
        "was rejected by the president",
        |_| {},
        "Ada Lund said no to Tor Quist: “was rejected by the president”.",
    );
    check(
        Reject,
        "refuse",
        "refused to tell us what he wanted",
        |_| {},
        "Ada Lund said no to Tor Quist: “refused to tell us what he wanted”.",
    );
    check(
        PloverType::Agree,
        "adopt",
        "adopted with Premier Tor Quist at Saltholm",
        |_| {},
        "Ada Lund came to an agreement with Tor Quist: “adopted with Premier Tor Quist at Saltholm”.",
    );
    check(
        PloverType::Agree,
        "undertake",
        "undertook to do in the declaration",
        |_| {},
        "Ada Lund came to an agreement with Tor Quist: “undertook to do in the declaration”.",
    );
    check(
        PloverType::Consult,
        "speak",
        "spoke to Mr Quist by telephone",
        |e| e.mutual = true,
        "Ada Lund spoke to Mr Quist by telephone.",
    );
    check(Assault, "clash", "naval clashes", |e| e.mutual = true, "Ada Lund and Tor Quist clashed.");
    check(
        PloverType::Support,
        "support",
        "support for the plan",
        |e| {
            e.sources.clear();
            e.targets.clear();
        },
        "The coverage reports: “support for the plan”.",
    );
}

#[test]
fn status_is_plain() {
    use PloverType::{Agree, Aid, Consult};
    let check = |kind, status, sentence: &str| {
        check(
            kind,
            "something",
            "",
            |e| {
                e.status = status;
                e.mutual = kind == Consult
            },
            sentence,
        );
    };
    check(Consult, Status::Planned, "Ada Lund and Tor Quist are to confer.");
    check(Consult, Status::Proposed, "It was proposed that Ada Lund and Tor Quist confer.");
    check(Consult, Status::Hypothetical, "Ada Lund and Tor Quist might confer.");
    check(Consult, Status::Denied, "Ada Lund and Tor Quist did not confer.");
    check(Aid, Status::Ongoing, "Ada Lund gives aid to Tor Quist.");
    check(Agree, Status::Occurred, "Ada Lund came to an agreement with Tor Quist.");
}

#[test]
fn sides_and_reporters_are_named() {
    use PloverType::{Accuse, Consult};
    check(
        Consult,
        "meet",
        "",
        |e| {
            e.sources = vec!["person:lund".into(), "state:ARD".into()];
            e.mutual = true;
            e.reported_by = Some("person:quist".into());
        },
        "Ada Lund and Tor Quist met, by the account of Quist.",
    );
    check(
        Accuse,
        "criticize",
        "criticizes Ardenia",
        |e| {
            e.sources = vec!["bloc:west".into()];
            e.status = Status::Ongoing
        },
        "The West criticizes Ardenia.",
    );
}
