//! Records for the tests: one made by hand with everything that can go wrong in a format, and a strategy for others.
#![allow(dead_code, reason = "every test file uses its own part")]

use demarche_record::{
    Actor, ActorKind, AgendaItem, Article, Basis, Confidence, Event, Evidence, Findings, FoundBy, Granularity,
    Interval, Mention, Modifier, Office, PloverType, Published, Span, Status, Tenure,
};
use jiff::civil::{Date, date};
use proptest::prelude::*;

pub fn actor(id: &str, name: &str, kind: ActorKind, state: Option<&str>) -> Actor {
    Actor {
        id: id.to_owned(),
        name: name.to_owned(),
        aliases: Vec::new(),
        kind,
        state: state.map(str::to_owned),
        office: (kind == ActorKind::Person).then(|| "foreign minister".to_owned()),
        sector: Some("GOV".to_owned()),
        mentions: Vec::new(),
    }
}

pub fn event(id: &str, kind: PloverType, sources: &[&str], targets: &[&str], when: Option<Interval>) -> Event {
    Event {
        id: id.to_owned(),
        sources: sources.iter().map(|&id| id.to_owned()).collect(),
        targets: targets.iter().map(|&id| id.to_owned()).collect(),
        mutual: false,
        kind,
        mode: None,
        contexts: Vec::new(),
        predicate: kind.name().to_lowercase(),
        content: format!("{} happened", kind.name().to_lowercase()),
        when,
        place: None,
        occasion: None,
        status: Status::Occurred,
        reported_by: None,
        issue: None,
        background: false,
        confidence: Confidence::new(0.8),
        found_by: vec![FoundBy::new("test/row", "")],
        evidence: Vec::new(),
    }
}

/// Gives the event the words of the article as evidence, the sentence that holds them around it.
pub fn supported(mut event: Event, article: &Article, words: &str) -> Event {
    let start = article.text.find(words).expect("words of the article");
    let span = Span::new(start, start + words.len());
    let from = article.text[..start].rfind(['.', '\n']).map_or(0, |at| at + 1);
    let from = from + article.text[from..].len() - article.text[from..].trim_start().len();
    let to = article.text[span.end..].find('.').map_or(article.text.len(), |at| span.end + at + 1);
    let evidence =
        Evidence { article: article.id.clone(), span, text: words.to_owned(), sentence: Span::new(from, to) };
    event.evidence.push(evidence);
    event
}

pub fn article(id: &str, text: &str, published: Option<Date>) -> Article {
    let mut article = Article::plain(id, format!("clippings/{id}.txt"), text);
    article.language = Some("en".to_owned());
    if let Some(day) = published {
        article.published = Published { interval: Some(Interval::day(day)), basis: Basis::Printed, clues: Vec::new() };
    }
    article
}

/// Two states with their ministers, an organisation with a name that no format likes, every status, dates of every width.
pub fn record() -> Findings {
    let text = "Ödland’s minister Ada Brök met her colleague Tom Tal in Kiel on Monday. They agreed on a line & a \"map\". \
                Teland will send troops <soon>. Odland denied that it had threatened Teland. The Löwe group, =SUM(A1) to its friends, protested.";
    let mut first = article("a1", text, Some(date(2019, 6, 4)));
    first.title = Some("Talks & {maps}: 100% of \\nothing_ \"new\"".to_owned());
    first.byline = vec!["Ann Other".to_owned(), "B. van der Writer, Jr.".to_owned()];
    first.publisher = Some("Kiel Courier".to_owned());
    first.url = Some("https://courier.example/2019/06/talks?a=1&b={2}".to_owned());
    let second = article("a2", "Odland and Teland spoke again.\nNobody knew when.", None);
    let mut actors = vec![
        actor("state:JPN", "Japan", ActorKind::State, Some("JPN")),
        actor("state:RUS", "Russia", ActorKind::State, Some("RUS")),
        actor("person:ada-brok", "Ada Brök", ActorKind::Person, Some("JPN")),
        actor("person:tom-tal", "Tom Tal", ActorKind::Person, Some("RUS")),
        actor("org:lowe", "=Löwe; \"group\"\t<&>\u{7}\n\u{1b}[31m", ActorKind::Organisation, None),
        actor("state:SUN", "Soviet Union", ActorKind::State, Some("RUS")),
    ];
    for (index, words) in [(2, "Ada Brök"), (3, "Tom Tal"), (4, "The Löwe group")] {
        let start = first.text.find(words).unwrap();
        let span = Span::new(start, start + words.len());
        let mention = Mention { article: "a1".to_owned(), span, text: words.to_owned(), how: "name".to_owned() };
        actors[index].mentions.push(mention);
    }
    let day = |d| Some(Interval::day(date(2019, 6, d)));
    let with = |mut event: Event, change: &dyn Fn(&mut Event)| {
        change(&mut event);
        event
    };
    let met = event("e1", PloverType::Consult, &["person:ada-brok"], &["person:tom-tal"], day(3));
    let met = with(met, &|event| {
        event.mutual = true;
        event.predicate = "meet".to_owned();
        event.content = "met her colleague Tom Tal in Kiel".to_owned();
        event.place = Some("Kiel".to_owned());
        event.reported_by = Some("org:lowe".to_owned());
        event.issue = Some("the line".to_owned());
        event.occasion = Some("summit, \"first\"".to_owned());
    });
    let agreed = event("e2", PloverType::Agree, &["state:JPN", "state:RUS"], &[], Some(Interval::month(2019, 6)));
    let agreed = with(agreed, &|event| {
        event.mutual = true;
        event.content = "agreed on a line & a \"map\"".to_owned();
    });
    let planned = with(event("e3", PloverType::Mobilize, &["state:RUS"], &[], Some(Interval::year(2020))), &|event| {
        event.status = Status::Planned;
        event.content = "will send troops <soon>".to_owned();
    });
    let denied = with(event("e4", PloverType::Threaten, &["state:JPN"], &["state:RUS"], None), &|event| {
        event.status = Status::Denied;
    });
    let protested = with(event("e5", PloverType::Protest, &["org:lowe"], &["state:SUN"], day(4)), &|event| {
        event.background = true;
        event.status = Status::Ongoing;
    });
    let spoke = Interval { modifier: Some(Modifier::After), ..Interval::day(date(2019, 6, 5)) };
    let spoke = with(event("e6", PloverType::Consult, &["state:JPN"], &["state:RUS"], Some(spoke)), &|event| {
        event.status = Status::Hypothetical;
    });
    let events = vec![
        supported(met, &first, "met her colleague Tom Tal in Kiel"),
        supported(agreed, &first, "agreed on a line & a \"map\""),
        supported(planned, &first, "will send troops <soon>"),
        supported(denied, &first, "had threatened Teland"),
        supported(protested, &first, "protested"),
        supported(spoke, &second, "spoke again"),
    ];
    let item = |id: &str, what: &str, when: Option<Interval>, status: Status| AgendaItem {
        id: id.to_owned(),
        who: vec!["state:JPN".to_owned(), "org:lowe".to_owned()],
        what: what.to_owned(),
        when,
        place: Some("Kiel, Holtenau; pier 2".to_owned()),
        occasion: None,
        status,
        event: None,
        evidence: events[2].evidence.clone(),
    };
    let agenda = vec![
        item("g1", "a meeting, the second; \\new\nBEGIN:VEVENT", day(30), Status::Planned),
        item(
            "g2",
            "a very long word for something that nobody has ever called by its short name – Ärgernisüberwindung",
            Some(Interval::month(2019, 7)),
            Status::Proposed,
        ),
        item("g3", "someday", None, Status::Planned),
    ];
    let held = Interval::between(date(2018, 1, 1), date(2020, 1, 1), Granularity::Day);
    let office = Office { title: "foreign minister".to_owned(), of: "JPN".to_owned() };
    let tenure = Tenure { person: "person:ada-brok".to_owned(), office, held, source: "test".to_owned() };
    Findings {
        articles: vec![first, second],
        actors,
        tenures: vec![tenure.clone(), tenure],
        events,
        agenda,
        ..Findings::default()
    }
}

/// Records of a few actors and events with any names, days, types and statuses.
pub fn any_record() -> impl Strategy<Value = Findings> {
    let name = "[A-Z][a-zéß;\"' \t\n<&=|\u{1b}]{0,10}[a-z]";
    let states = prop::sample::select(vec!["JPN", "RUS", "FRA", "USA", "ROU", "SUN"]);
    let sector = prop::option::of(prop::sample::select(vec!["GOV", "MIL", "IGO", "MED", "CVL"]));
    let one = (name, states, any::<bool>(), any::<bool>(), sector);
    let actors = prop::collection::vec(one, 1..5);
    let day = (1990i16..2030, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| date(year, month, day));
    let kind = prop::sample::select(PloverType::ALL.to_vec());
    let status = prop::sample::select(vec![Status::Occurred, Status::Ongoing, Status::Planned, Status::Denied]);
    let side = prop::collection::vec(0usize..5, 0..3);
    let place = prop::option::of("[A-Z][a-z\t]{1,6}");
    let fact = (kind, prop::option::of((day, 0u8..3)), side.clone(), side, any::<bool>(), status, place);
    (actors, prop::collection::vec(fact, 0..6)).prop_map(|(actors, facts)| {
        let text = "Somebody did something to somebody else – somewhere.";
        let mut paper = article("a", text, Some(date(2001, 2, 3)));
        paper.publisher = Some("The Paper".to_owned());
        let actors: Vec<Actor> = actors
            .into_iter()
            .enumerate()
            .map(|(index, (name, state, is_state, is_person, sector))| {
                let of = if state == "SUN" { "RUS" } else { state };
                let kind = if is_person { ActorKind::Person } else { ActorKind::Organisation };
                let mut one = if is_state {
                    actor(&format!("state:{state}"), name_of(state), ActorKind::State, Some(of))
                } else {
                    actor(&format!("org:{index}"), &format!("{name}{index}"), kind, Some(of))
                };
                one.sector = sector.map(str::to_owned);
                one
            })
            .fold(Vec::new(), |mut known: Vec<Actor>, one| {
                if !known.iter().any(|other| other.id == one.id) {
                    known.push(one);
                }
                known
            });
        let events =
            facts.into_iter().enumerate().map(|(index, (kind, when, sources, targets, mutual, status, place))| {
                let ids = |side: Vec<usize>| -> Vec<String> {
                    let mut ids: Vec<String> =
                        side.into_iter().map(|one| actors[one % actors.len()].id.clone()).collect();
                    ids.dedup();
                    ids
                };
                let when = when.map(|(day, width)| match width {
                    0 => Interval::day(day),
                    1 => Interval::month(day.year(), day.month()),
                    _ => Interval::year(day.year()),
                });
                let mut event = event(&format!("e{}", index + 1), kind, &[], &[], when);
                (event.sources, event.targets) = (ids(sources), ids(targets));
                (event.mutual, event.status, event.place) = (mutual, status, place);
                supported(event, &paper, "did something")
            });
        Findings {
            events: events.collect(),
            actors: actors.clone(),
            articles: vec![paper.clone()],
            ..Findings::default()
        }
    })
}

fn name_of(state: &str) -> &'static str {
    match state {
        "JPN" => "Japan",
        "RUS" => "Russia",
        "FRA" => "France",
        "USA" => "United States",
        "ROU" => "Romania",
        _ => "Soviet Union",
    }
}
