//! Articles come in: each once, in any order, from any of its sources; and go again.

use demarche_record::{Basis, Findings, Interval, PloverType, Published};
use proptest::prelude::*;

use super::super::{Added, Filter, Selection};
use super::support::{Desk, Story, answers, at, coverage, signed, told_for_years};

#[test]
fn reports_of_one_event_are_one() {
    let mut desk = Desk::new();
    for story in coverage() {
        assert_eq!(desk.add(&story), Added::New);
    }
    let events = desk.events("CONSULT");
    let counts: Vec<(i64, i64, i64)> = events.iter().map(|one| (one.reports, one.articles, one.stories)).collect();
    assert!(counts.contains(&(3, 3, 3)) && counts.len() == 3, "{events:?}");
    let whole = desk.dossier.findings(&Filter::default()).unwrap();
    let all = desk.dossier.events(&Selection { limit: 100, ..Selection::default() }).unwrap();
    assert_eq!(whole.events.len(), all.len(), "the view and the rows have the same events");
    desk.sound();
}

#[test]
fn copies_are_one_story() {
    let mut desk = Desk::new();
    let mut stories = coverage();
    let mut copy = stories[0].clone();
    copy.page.source = "wire/a.txt".into();
    copy.page.publisher = Some("The Other Paper".into());
    stories.push(copy);
    stories.iter().for_each(|story| assert_eq!(desk.add(story), Added::New));
    assert_eq!(desk.dossier.overview().unwrap().counts["stories"], 6);
    let meeting = desk.events("CONSULT").into_iter().find(|one| one.reports == 4).expect("four reports");
    assert_eq!((meeting.articles, meeting.stories), (4, 3));
    desk.dossier.forget("a.txt", &signed("ada")).unwrap();
    assert_eq!(desk.dossier.overview().unwrap().counts["stories"], 6, "the copy is a story now");
    desk.sound();
}

#[test]
fn adding_twice_changes_nothing() {
    let mut desk = Desk::new();
    coverage().iter().for_each(|story| assert_eq!(desk.add(story), Added::New));
    let before = answers(&desk.dossier);
    let bytes = std::fs::metadata(desk.path()).unwrap().len();
    for story in coverage() {
        assert!(desk.dossier.has_article(&story.page).unwrap());
        assert_eq!(desk.add(&story), Added::Known);
    }
    assert_eq!(answers(&desk.dossier), before);
    assert_eq!(std::fs::metadata(desk.path()).unwrap().len(), bytes);
}

#[test]
fn the_same_file_under_another_name_is_a_further_source() {
    let mut desk = Desk::new();
    let mut story = coverage().remove(0);
    story.input = Some("1234".into());
    desk.add(&story);
    assert!(!desk.dossier.has_input("1234").unwrap(), "the input is not through yet");
    desk.dossier.finish_input("1234", "a.txt", 10, at(1)).unwrap();
    assert!(desk.dossier.has_input("1234").unwrap());
    desk.dossier.finish_input("1234", "copy/a.txt", 10, at(2)).unwrap();
    story.page.source = "third.txt".into();
    assert_eq!(desk.add(&story), Added::FurtherSource);
    let articles = desk.dossier.articles(&Selection { limit: 9, ..Selection::default() }).unwrap();
    assert_eq!(articles.len(), 1);
    assert_eq!(articles[0].sources, ["a.txt", "copy/a.txt", "third.txt"]);
    desk.dossier.forget("a.txt", &signed("ada")).unwrap();
    assert_eq!(desk.dossier.overview().unwrap().counts["articles"], 1, "it has other sources");
    desk.sound();
}

#[test]
fn a_page_that_knows_its_day_better_is_read() {
    let dated = |basis, day: Option<&str>| {
        let mut story = coverage().remove(0);
        story.page.source = format!("{day:?}.txt");
        let interval = day.map(|day| Interval::day(day.parse().unwrap()));
        story.page.published = Published { interval, basis, clues: vec![] };
        story
    };
    let (unknown, file) = (dated(Basis::Unknown, None), dated(Basis::File, Some("2001-03-05")));
    let mut one = Desk::new();
    assert_eq!(one.add(&unknown), Added::New);
    assert!(!one.dossier.has_article(&file.page).unwrap(), "it says more");
    assert_eq!(one.add(&file), Added::BetterDated);
    let mut other = Desk::new();
    assert_eq!(other.add(&file), Added::New);
    assert_eq!(other.add(&unknown), Added::FurtherSource);
    assert_eq!(answers(&one.dossier), answers(&other.dossier));
    one.sound();
}

#[test]
fn what_rested_on_a_source_alone_goes_with_it() {
    let mut desk = Desk::new();
    let stories = coverage();
    for story in stories.iter().filter(|story| story.page.source != "f.txt") {
        desk.add(story);
    }
    let mut before = desk.dossier.overview().unwrap();
    let without = answers(&desk.dossier);
    desk.add(&stories[5]);
    assert!(desk.dossier.actors(10).unwrap().iter().any(|actor| actor.key == "state:CAL"));
    let gone = desk.dossier.forget("f.txt", &signed("ada")).unwrap();
    assert_eq!((gone.articles, gone.facts), (1, 2));
    before.entries = 1;
    assert_eq!(desk.dossier.overview().unwrap(), before);
    assert_eq!(answers(&desk.dossier).replace("\"entries\": 1", "\"entries\": 0"), without, "as if it had never come");
    assert!(desk.dossier.forget("f.txt", &signed("ada")).is_err());
    assert!(desk.dossier.undo(None, &signed("ada")).is_err(), "what is gone is gone");
    let bytes = std::fs::read(desk.path()).unwrap();
    assert!(!bytes.windows(6).any(|window| window == b"Calder"), "its words are no longer in the file");
    desk.sound();
}

#[test]
fn imports_have_no_article_and_come_once() {
    let mut desk = Desk::new();
    let findings = || {
        let mut findings: Findings = coverage()[0].reading().findings;
        findings.articles.clear();
        findings.events.iter_mut().for_each(|event| event.evidence.clear());
        findings.drivers.clear();
        findings
    };
    let count = desk.dossier.add_findings("events.tab", vec![findings()], "test 1", at(1)).unwrap();
    assert_eq!(count, 2);
    assert_eq!(desk.dossier.add_findings("events.tab", vec![findings()], "test 1", at(2)).unwrap(), 0);
    let mut more = findings();
    more.events[0].id = "e9".into();
    more.events[0].kind = PloverType::Aid;
    assert_eq!(desk.dossier.add_findings("events.tab", vec![more], "test 1", at(3)).unwrap(), 1);
    let whole = desk.dossier.findings(&Filter::default()).unwrap();
    assert_eq!((whole.articles.len(), whole.events.len()), (0, 3));
    let counts = desk.dossier.overview().unwrap().counts;
    assert_eq!((counts["imports"], counts.get("articles")), (2, None));
    desk.sound();
    desk.dossier.forget("events.tab", &signed("ada")).unwrap();
    assert_eq!(desk.dossier.findings(&Filter::default()).unwrap().events.len(), 0);
    desk.sound();
}

#[test]
fn a_view_can_be_bounded() {
    let mut desk = Desk::new();
    coverage().iter().for_each(|story| {
        desk.add(story);
    });
    let articles = |filter: Filter| desk.dossier.findings(&filter).unwrap().articles.len();
    assert_eq!(articles(Filter { published_from: Some("2002-01-01".parse().unwrap()), ..Filter::default() }), 1);
    assert_eq!(articles(Filter { published_until: Some("2001-12-31".parse().unwrap()), ..Filter::default() }), 5);
    assert_eq!(articles(Filter { actors: vec!["state:CAL".into()], ..Filter::default() }), 1);
    assert_eq!(articles(Filter { recorded_until: Some(at(0)), ..Filter::default() }), 0);
}

#[test]
fn any_search_is_answered_or_refused() {
    let mut desk = Desk::new();
    coverage().iter().for_each(|story| {
        desk.add(story);
    });
    let found = |query: &str| desk.dossier.search(query, 10).map(|hits| hits.len());
    assert_eq!(found("lake").unwrap(), 3);
    assert_eq!(found("\"first round\" river").unwrap(), 1);
    assert_eq!(found("bridg*").unwrap(), 5);
    assert_eq!(found("Calder OR lake").unwrap(), 4);
    assert_eq!(found("bridges NOT lake").unwrap(), 2);
    assert_eq!(found("no-such:word").unwrap(), 0);
    for odd in ["", "*", "\"", "NOT", "OR OR", "a\" OR \"", "(", "col:umn", "\u{0}", "'; DROP TABLE article; --"] {
        if let Err(error) = desk.dossier.search(odd, 10) {
            assert!(error.to_string().contains("cannot be understood"), "{odd:?}: {error}");
        }
    }
}

#[test]
fn of_what_is_everywhere_the_latest_comes_first() {
    let mut desk = Desk::new();
    coverage().iter().for_each(|story| {
        desk.add(story);
    });
    let found = |query: &str, limit, most_ranked| -> Vec<(Option<String>, String)> {
        let hits = desk.dossier.search_ranked(query, limit, most_ranked).unwrap();
        hits.into_iter().map(|hit| (hit.article.latest, hit.article.key)).collect()
    };
    let (ranked, latest) = (found("bridges", 9, 100), found("bridges", 9, 2));
    // The beginning of a word is looked for in another way and finds the same.
    assert_eq!(found("bridg*", 9, 2), latest);
    assert_eq!(found("bridg*", 2, 2), found("bridges", 2, 2));
    assert_eq!(latest.len(), 5);
    assert_eq!(latest[0].0.as_deref(), Some("2002-07-01"));
    let mut sorted = latest.clone();
    sorted.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    assert_eq!(latest, sorted);
    let set = |hits: Vec<(Option<String>, String)>| hits.into_iter().collect::<std::collections::BTreeSet<_>>();
    assert_eq!(set(ranked), set(latest));
    let cut = desk.dossier.search_ranked("bridges", 2, 2).unwrap();
    assert_eq!(cut.iter().map(|hit| &hit.article.key).collect::<Vec<_>>(), [&sorted[0].1, &sorted[1].1]);
    assert!(cut[0].snippet.contains('\u{1}'), "{:?}", cut[0].snippet);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_arrival_changes_nothing(order in Just((0..8).collect::<Vec<usize>>()).prop_shuffle()) {
        let mut stories = coverage();
        let mut copy = stories[0].clone();
        copy.page.publisher = Some("The Other Paper".into());
        copy.page.source = "z/a.txt".into();
        stories.push(copy);
        let mut same = stories[1].clone();
        same.page.source = "again/b.txt".into();
        stories.push(same);
        let mut sorted = Desk::new();
        stories.iter().for_each(|story| { sorted.add(story); });
        let mut shuffled = Desk::new();
        for index in order {
            shuffled.add(&stories[index]);
        }
        prop_assert_eq!(answers(&sorted.dossier), answers(&shuffled.dossier));
        shuffled.sound();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn a_day_told_for_years_is_one_event_in_any_order(
        order in Just((0..27).collect::<Vec<usize>>()).prop_shuffle(),
        gone in 0_usize..27,
        again in 0_usize..27,
    ) {
        let stories = told_for_years(27);
        let source = stories[gone].page.source.clone();
        let mut sorted = Desk::new();
        stories.iter().enumerate().filter(|(at, _)| *at != gone).for_each(|(_, story)| { sorted.add(story); });
        let mut shuffled = Desk::new();
        for index in order {
            shuffled.add(&stories[index]);
        }
        shuffled.dossier.forget(&source, &signed("ada")).unwrap();
        if again != gone {
            shuffled.again(&stories[again]);
        }
        let events = |desk: &Desk| desk.events("AGREE");
        prop_assert_eq!(events(&sorted), events(&shuffled));
        prop_assert!(events(&sorted).iter().map(|one| one.reports).max().unwrap() >= 15, "{:?}", events(&sorted));
        let pairs = |desk: &Desk| desk.dossier.find(&desk.events("AGREE")[0].key).unwrap();
        prop_assert_eq!(serde_json::to_string(&pairs(&sorted)).unwrap(), serde_json::to_string(&pairs(&shuffled)).unwrap());
        shuffled.sound();
    }
}

#[test]
fn reports_of_one_season_stay_compared_however_many_earlier_ones_come_after_them() {
    let fact =
        (PloverType::Agree, "sign", "state:ARV", "state:BOR", "Arvia and Borland signed the treaty of the lake.");
    let stories: Vec<Story> = (0..24)
        .map(|number| {
            let mut story = Story::new(&format!("{number}.txt"), &format!("2001-03-{:02}", number + 1), &[fact]);
            story.when = Some(Interval::day("2001-03-01".parse().unwrap()));
            story
        })
        .collect();
    let pairs = |order: Vec<&Story>| -> i64 {
        let mut desk = Desk::new();
        order.into_iter().for_each(|story| {
            desk.add(story);
        });
        desk.dossier.connection.query_row("SELECT count(*) FROM pair", [], |row| row.get(0)).unwrap()
    };
    assert_eq!(pairs(stories.iter().collect()), 24 * 23 / 2);
    assert_eq!(pairs(stories.iter().rev().collect()), 24 * 23 / 2);
}

#[test]
fn a_story_can_lose_facts_when_it_is_read_again() {
    let mut desk = Desk::new();
    coverage().iter().for_each(|story| {
        desk.add(story);
    });
    let changed: Story = coverage().remove(0).without(1);
    assert_eq!(desk.again(&changed), Added::ReadAgain);
    assert_eq!(desk.events("THREATEN")[0].reports, 1, "the other paper still has it");
    desk.sound();
}
