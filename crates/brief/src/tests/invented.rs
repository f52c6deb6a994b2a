//! Findings of an invented negotiation: two articles on the fishing talks of Ardenia and Velmark, with a bit of everything.

use demarche_record::{
    Actor, ActorKind, AgendaItem, Article, Basis, Block, BlockKind, Clue, Comparator, Confidence, Diagnostic,
    Direction, Driver, Event, Evidence, Factor, Findings, Granularity, Interval, Issue, Measure, Mention, PloverType,
    Position, PositionKind, Published, Shift, ShiftBasis, Span, Status, Strength,
};
use jiff::civil::Date;

pub(crate) const FIRST: &str = "President Ada Lund of Ardenia met Premier Tor Quist of Velmark at Saltholm on 3 May 1994. They agreed to \
reopen the talks on fishing quotas. Quist rejected a ban on trawlers. Lund insists on a ban on trawlers. The meeting was the first since the \
treaty of 1971. Merida called on both sides to show restraint.";
pub(crate) const SECOND: &str = "Velmark may be ready to give up its quota of cod, first because of an election in June and second because \
over 70 percent of the fishermen want peace. However, its parliament is against any concession. The two leaders will meet again in Merida in \
June. Ardenia denied that it had sent warships.";

pub(crate) fn day(text: &str) -> Interval {
    Interval::day(text.parse::<Date>().expect("a date"))
}

pub(crate) fn article(id: &str, title: &str, text: &str) -> Article {
    Article {
        id: id.into(),
        source: format!("{id}.txt"),
        title: Some(title.into()),
        byline: vec!["Ines Marr".into()],
        dateline: Some("SALTHOLM".into()),
        section: Vec::new(),
        language: Some("en".into()),
        published: Published { interval: Some(day("1994-05-04")), basis: Basis::Printed, clues: Vec::new() },
        publisher: Some("The Harbour Post".into()),
        url: None,
        text: text.into(),
        blocks: vec![Block { span: Span::new(0, text.len()), kind: BlockKind::Paragraph, reason: None }],
    }
}

/// Evidence for words of an article: the sentence is cut at full stops.
pub(crate) fn evidence(article: &Article, words: &str) -> Vec<Evidence> {
    let start = article.text.find(words).unwrap_or_else(|| panic!("{words:?} stands in the article"));
    let end = start + words.len();
    let from = article.text[..start].rfind(". ").map_or(0, |at| at + 2);
    let to = article.text[end..].find(". ").map_or(article.text.len(), |at| end + at + 1);
    vec![Evidence {
        article: article.id.clone(),
        span: Span::new(start, end),
        text: words.into(),
        sentence: Span::new(from, to),
    }]
}

pub(crate) fn actor(id: &str, name: &str, kind: ActorKind, state: &str, office: &str) -> Actor {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Actor {
        id: id.into(),
        name: name.into(),
        aliases: Vec::new(),
        kind,
        state: some(state),
        office: some(office),
        sector: None,
        mentions: Vec::new(),
    }
}

pub(crate) fn event(id: &str, kind: PloverType, predicate: &str, sources: &[&str], targets: &[&str]) -> Event {
    Event {
        id: id.into(),
        sources: sources.iter().map(|id| (*id).to_owned()).collect(),
        targets: targets.iter().map(|id| (*id).to_owned()).collect(),
        mutual: false,
        kind,
        predicate: predicate.into(),
        content: String::new(),
        when: None,
        place: None,
        occasion: None,
        mode: None,
        contexts: Vec::new(),
        status: Status::Occurred,
        reported_by: None,
        issue: None,
        background: false,
        confidence: Confidence::new(0.9),
        found_by: Vec::new(),
        evidence: Vec::new(),
    }
}

fn position(id: &str, holder: &str, kind: PositionKind, content: &str, evidence: Vec<Evidence>) -> Position {
    Position {
        id: id.into(),
        holder: holder.into(),
        issue: Some("fishing quotas".into()),
        kind,
        content: content.into(),
        strength: Strength::Stated,
        since: None,
        until: None,
        reported_by: None,
        confidence: Confidence::new(0.8),
        found_by: Vec::new(),
        evidence,
    }
}

fn driver(
    id: &str,
    factor: Factor,
    direction: Direction,
    rank: Option<u32>,
    content: &str,
    evidence: Vec<Evidence>,
) -> Driver {
    Driver {
        id: id.into(),
        of: "s1".into(),
        factor,
        direction,
        rank,
        content: content.into(),
        stated: true,
        confidence: Confidence::new(0.7),
        found_by: Vec::new(),
        evidence,
    }
}

/// The whole.
pub(crate) fn findings() -> Findings {
    let first = article("a1", "Lund & Quist meet at <Saltholm>", FIRST);
    let mut second = article("a2", "What may move Velmark", SECOND);
    let june = Interval::month(1994, 6);
    second.published = Published {
        interval: Some(Interval::between(
            "1994-05-10".parse().expect("a date"),
            "1994-05-12".parse().expect("a date"),
            Granularity::Span,
        )),
        basis: Basis::Inferred,
        clues: vec![Clue { span: None, text: "in June".into(), says: "before June".into() }],
    };
    let mut actors = vec![
        actor("person:ada-lund", "Ada Lund", ActorKind::Person, "ARD", "president"),
        actor("person:tor-quist", "Tor Quist", ActorKind::Person, "VEL", "premier"),
        actor("state:ARD", "Ardenia", ActorKind::State, "ARD", ""),
        actor("state:VEL", "Velmark", ActorKind::State, "VEL", ""),
        actor("state:MER", "Merida", ActorKind::State, "MER", ""),
        actor("gov:VEL:parliament", "Velmark parliament", ActorKind::Government, "VEL", ""),
    ];
    for (at, words, how) in [(0, "Ada Lund", "title"), (1, "Tor Quist", "title"), (4, "Merida", "name")] {
        let start = FIRST.find(words).expect("the words stand there");
        let span = Span::new(start, start + words.len());
        actors[at].mentions.push(Mention { article: "a1".into(), span, text: words.into(), how: how.into() });
    }
    let start = SECOND.find("its parliament").expect("the words stand there");
    let span = Span::new(start, start + 14);
    actors[5].mentions.push(Mention {
        article: "a2".into(),
        span,
        text: "its parliament".into(),
        how: "possessive".into(),
    });

    let (lund, quist) = ("person:ada-lund", "person:tor-quist");
    let mut met = event("e1", PloverType::Consult, "meet", &[lund], &[quist]);
    met.mutual = true;
    met.content = "met Premier Tor Quist of Velmark at Saltholm".into();
    met.when = Some(day("1994-05-03"));
    met.place = Some("Saltholm".into());
    met.evidence =
        evidence(&first, "President Ada Lund of Ardenia met Premier Tor Quist of Velmark at Saltholm on 3 May 1994");
    let mut agreed = event("e2", PloverType::Agree, "agree", &[lund], &[quist]);
    agreed.mutual = true;
    agreed.content = "agreed to reopen the talks on fishing quotas".into();
    agreed.when = Some(day("1994-05-03"));
    agreed.issue = Some("fishing quotas".into());
    agreed.evidence = evidence(&first, "They agreed to reopen the talks on fishing quotas");
    let mut refused = event("e3", PloverType::Reject, "reject", &[quist], &[lund]);
    refused.content = "rejected a ban on trawlers".into();
    refused.when = Some(day("1994-05-03"));
    refused.evidence = evidence(&first, "Quist rejected a ban on trawlers");
    let mut treaty = event("e4", PloverType::Agree, "treaty", &["state:ARD"], &["state:VEL"]);
    treaty.mutual = true;
    treaty.content = "the treaty of 1971".into();
    treaty.when = Some(Interval::year(1971));
    treaty.background = true;
    treaty.confidence = Confidence::new(0.5);
    treaty.evidence = evidence(&first, "the treaty of 1971");
    let mut plea = event("e5", PloverType::Request, "call", &["state:MER"], &["state:ARD", "state:VEL"]);
    plea.content = "called on both sides to show restraint".into();
    plea.evidence = evidence(&first, "Merida called on both sides to show restraint");
    let mut again = event("e6", PloverType::Consult, "meet", &[lund], &[quist]);
    again.mutual = true;
    again.content = "will meet again in Merida in June".into();
    again.when = Some(june.clone());
    again.place = Some("Merida".into());
    again.status = Status::Planned;
    again.evidence = evidence(&second, "The two leaders will meet again in Merida in June");
    let mut ships = event("e7", PloverType::Mobilize, "send", &["state:ARD"], &[]);
    ships.content = "had sent warships".into();
    ships.status = Status::Denied;
    ships.reported_by = Some("state:ARD".into());
    ships.evidence = evidence(&second, "it had sent warships");

    let mut firm = position(
        "p1",
        lund,
        PositionKind::Demand,
        "a ban on trawlers",
        evidence(&first, "Lund insists on a ban on trawlers"),
    );
    firm.strength = Strength::Firm;
    firm.since = Some(Interval::year(1993));
    let no = position(
        "p2",
        quist,
        PositionKind::Rejection,
        "a ban on trawlers",
        evidence(&first, "Quist rejected a ban on trawlers"),
    );

    let mut findings = Findings {
        issues: vec![Issue {
            id: "issue:fishing-quotas".into(),
            name: "fishing quotas".into(),
            aliases: Vec::new(),
            joined: Vec::new(),
            evidence: evidence(&first, "fishing quotas"),
        }],
        events: vec![met, agreed, refused, treaty, plea, again, ships],
        positions: vec![firm, no],
        shifts: vec![Shift {
            id: "s1".into(),
            holder: "state:VEL".into(),
            issue: Some("fishing quotas".into()),
            from: None,
            to: Some("give up its quota of cod".into()),
            when: None,
            basis: ShiftBasis::Asserted,
            hedged: true,
            asserted_by: None,
            confidence: Confidence::new(0.75),
            found_by: Vec::new(),
            evidence: evidence(&second, "Velmark may be ready to give up its quota of cod"),
        }],
        drivers: vec![
            driver(
                "d1",
                Factor::DomesticPolitics,
                Direction::Push,
                Some(1),
                "an election in June",
                evidence(&second, "an election in June"),
            ),
            driver(
                "d2",
                Factor::PublicOpinion,
                Direction::Push,
                Some(2),
                "over 70 percent of the fishermen want peace",
                evidence(&second, "over 70 percent of the fishermen want peace"),
            ),
            driver(
                "d3",
                Factor::DomesticPolitics,
                Direction::Restrain,
                None,
                "its parliament is against any concession",
                evidence(&second, "its parliament is against any concession"),
            ),
        ],
        measures: vec![Measure {
            id: "m1".into(),
            what: "share".into(),
            value: 70.0,
            unit: Some("percent".into()),
            comparator: Some(Comparator::Over),
            population: Some("the fishermen".into()),
            when: None,
            reported_by: None,
            evidence: evidence(&second, "over 70 percent of the fishermen want peace"),
        }],
        agenda: vec![AgendaItem {
            id: "g1".into(),
            who: vec![lund.into(), quist.into()],
            what: "meeting".into(),
            when: Some(june),
            place: Some("Merida".into()),
            occasion: None,
            status: Status::Planned,
            event: Some("e6".into()),
            evidence: evidence(&second, "The two leaders will meet again in Merida in June"),
        }],
        diagnostics: vec![
            Diagnostic::error("broken.html", "the file is not text")
                .hint("save the page as HTML or text and try again"),
        ],
        tenures: Vec::new(),
        articles: vec![first, second],
        actors,
        course: None,
    };
    demarche_dossier::course::compare(&mut findings, None);
    findings
}
