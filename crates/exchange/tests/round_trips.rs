//! What a format can hold comes back from it, and what was imported goes out again as it came.

mod support;

use demarche_exchange::{ExportOptions, Format, ImportFormat, export, import};
use demarche_record::{Event, Findings, Granularity, Interval, PloverType, Status};
use jiff::civil::date;
use proptest::prelude::*;

fn out(findings: &Findings, format: Format) -> Vec<u8> {
    export(findings, format, &ExportOptions::default()).expect("a format of text").bytes
}

fn back(format: ImportFormat, bytes: &[u8]) -> Findings {
    import(format, &[("events.txt".to_owned(), bytes.to_vec())])
}

fn happened(findings: &Findings) -> Vec<&Event> {
    findings.events.iter().filter(|event| matches!(event.status, Status::Occurred | Status::Ongoing)).collect()
}

/// A name as a cell holds it: no control characters, no ends of space.
fn cell(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>()
}

fn name(findings: &Findings, id: &str) -> String {
    findings.actors.iter().find(|actor| actor.id == id).map_or(String::new(), |actor| cell(&actor.name))
}

fn state(findings: &Findings, id: &str) -> Option<String> {
    findings.actors.iter().find(|actor| actor.id == id)?.state.clone()
}

fn day(event: &Event) -> Option<Interval> {
    event.when.clone().filter(|when| when.granularity == Granularity::Day)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn polecat_holds_type_day_place_and_the_actors_with_their_states(record in support::any_record()) {
        let file = out(&record, Format::Polecat);
        let again = back(ImportFormat::Polecat, &file);
        prop_assert!(again.diagnostics.is_empty(), "{:?}", again.diagnostics);
        let events = happened(&record);
        prop_assert_eq!(again.events.len(), events.len());
        for (new, old) in again.events.iter().zip(events) {
            prop_assert_eq!(new.kind, old.kind);
            prop_assert_eq!(&new.when, &day(old));
            prop_assert_eq!(new.place.as_deref().map(cell), old.place.as_deref().map(cell));
            for (mine, yours) in [(&new.sources, &old.sources), (&new.targets, &old.targets)] {
                let names = |findings: &Findings, ids: &[String]| ids.iter().map(|id| name(findings, id).replace(';', ",")).collect::<Vec<_>>();
                prop_assert_eq!(names(&again, mine), names(&record, yours));
                let states = |findings: &Findings, ids: &[String]| ids.iter().map(|id| state(findings, id)).collect::<Vec<_>>();
                prop_assert_eq!(states(&again, mine), states(&record, yours));
            }
        }
        prop_assert_eq!(String::from_utf8(out(&again, Format::Polecat)).unwrap(), String::from_utf8(file).unwrap());
    }

    #[test]
    fn icews_and_gdelt_come_back_row_by_row(record in support::any_record()) {
        for (format, reader) in [(Format::Icews, ImportFormat::Icews), (Format::Gdelt, ImportFormat::Gdelt)] {
            let file = out(&record, format);
            let again = back(reader, &file);
            prop_assert!(again.diagnostics.is_empty(), "{:?}", again.diagnostics);
            let lines = file.iter().filter(|byte| **byte == b'\n').count() - usize::from(format == Format::Icews);
            prop_assert_eq!(again.events.len(), lines);
            let types = |findings: &[&Event]| {
                let mut types: Vec<PloverType> = findings.iter().map(|event| event.kind).collect();
                types.sort_unstable();
                types.dedup();
                types
            };
            prop_assert_eq!(types(&again.events.iter().collect::<Vec<_>>()), types(&happened(&record)));
            let days = |events: &[&Event]| {
                let mut days: Vec<Option<Interval>> = events.iter().map(|event| day(event)).collect();
                days.sort();
                days.dedup();
                days
            };
            prop_assert_eq!(days(&again.events.iter().collect::<Vec<_>>()), days(&happened(&record)));
            prop_assert_eq!(String::from_utf8(out(&again, format)).unwrap(), String::from_utf8(file).unwrap());
        }
    }

    #[test]
    fn plover_holds_everything_but_the_articles(record in support::any_record()) {
        let options = ExportOptions { include_planned: true, ..ExportOptions::default() };
        let file = export(&record, Format::Plover, &options).unwrap().bytes;
        let again = back(ImportFormat::Plover, &file);
        prop_assert!(again.diagnostics.is_empty(), "{:?}", again.diagnostics);
        let events: Vec<&Event> = record.events.iter().filter(|event| event.status != Status::Denied).collect();
        prop_assert_eq!(again.events.len(), events.len());
        for (new, old) in again.events.iter().zip(events) {
            let mut expected = old.clone();
            expected.id.clone_from(&new.id);
            expected.evidence.clone_from(&new.evidence);
            prop_assert_eq!(new, &expected);
            prop_assert_eq!(new.id.strip_prefix("plover:"), Some(&*old.id));
        }
        for actor in &again.actors {
            prop_assert!(record.actors.contains(actor), "{:?}", actor);
        }
        prop_assert_eq!(export(&again, Format::Plover, &options).unwrap().bytes, file);
    }

    #[test]
    fn no_reader_panics(bytes in prop::collection::vec(any::<u8>(), 0..300), text in "[\\PC\t\n{}\":,\\[\\]]{0,200}") {
        for format in [ImportFormat::Icews, ImportFormat::Polecat, ImportFormat::Gdelt, ImportFormat::Plover, ImportFormat::Findings] {
            let _ = back(format, &bytes);
            let _ = back(format, text.as_bytes());
        }
    }

    #[test]
    fn every_format_is_written_twice_alike(record in support::any_record()) {
        for format in Format::ALL.into_iter().filter(|format| !format.is_binary()) {
            prop_assert_eq!(out(&record, format), out(&record, format));
        }
    }
}

/// A row of GDELT with everything that the record has no place for.
fn gdelt_row() -> String {
    let mut cells = vec![""; 61];
    for (place, value) in [
        (0, "9000001"),
        (1, "20190603"),
        (2, "201906"),
        (3, "2019"),
        (4, "2019.4192"),
        (5, "RUSGOV"),
        (6, "MOSCOW"),
        (7, "RUS"),
        (12, "GOV"),
        (15, "JPN"),
        (16, "TOKYO"),
        (17, "JPN"),
        (19, "jpn"),
        (25, "1"),
        (26, "042"),
        (27, "042"),
        (28, "04"),
        (29, "1"),
        (30, "1.9"),
        (31, "7"),
        (32, "2"),
        (33, "7"),
        (34, "-1.83"),
        (51, "4"),
        (52, "Kiel, Schleswig-Holstein, Germany"),
        (53, "GM"),
        (56, "54.3"),
        (57, "10.1"),
        (59, "20190604001500"),
        (60, "https://paper.example/a"),
    ] {
        cells[place] = value;
    }
    cells.join("\t") + "\n"
}

#[test]
fn what_the_record_has_no_place_for_survives_and_a_correction_wins() {
    let row = gdelt_row();
    let mut record = back(ImportFormat::Gdelt, row.as_bytes());
    assert_eq!(String::from_utf8(out(&record, Format::Gdelt)).unwrap(), row);
    let event = &mut record.events[0];
    assert_eq!((event.kind, &*event.id), (PloverType::Consult, "gdelt:9000001"));
    assert_eq!(event.sources, ["org:moscow"]);
    assert_eq!(event.targets, ["state:JPN"]);
    event.when = Some(Interval::day(date(2019, 6, 5)));
    let changed = String::from_utf8(out(&record, Format::Gdelt)).unwrap();
    let (before, after): (Vec<&str>, Vec<&str>) = (row.split('\t').collect(), changed.split('\t').collect());
    let places: Vec<usize> = (0..61).filter(|place| before[*place] != after[*place]).collect();
    assert_eq!(places, [1, 4], "the day and its fraction, and nothing else");
    assert_eq!((after[1], after[34]), ("20190605", "-1.83"));
}

#[test]
fn an_imported_event_rests_on_its_row() {
    let record = back(ImportFormat::Gdelt, gdelt_row().as_bytes());
    let (article, evidence) = (&record.articles[0], &record.events[0].evidence[0]);
    assert_eq!(evidence.article, article.id);
    assert_eq!(evidence.span.of(&article.text), article.text);
    assert!(article.text.contains("AvgTone: -1.83"));
    assert_eq!(article.url.as_deref(), Some("https://paper.example/a"));
    assert_eq!(article.source, "events.txt#1");
}

#[test]
fn rows_that_cannot_be_events_are_counted_with_the_reason() {
    let mut statement = gdelt_row();
    statement = statement.replace("\t042\t042\t04\t", "\t010\t010\t01\t");
    let file = format!("{}{statement}too\tshort\n", gdelt_row());
    let record = back(ImportFormat::Gdelt, file.as_bytes());
    assert_eq!(record.events.len(), 1);
    let messages: Vec<&str> = record.diagnostics.iter().map(|one| &*one.message).collect();
    assert_eq!(messages.len(), 2);
    assert!(messages.iter().any(|message| message.contains("public statements") && message.contains("line 2")));
    assert!(messages.iter().any(|message| message.contains("another number of cells") && message.contains("line 3")));
}

#[test]
fn a_file_without_its_header_is_refused_with_a_hint() {
    let record = back(ImportFormat::Icews, gdelt_row().as_bytes());
    assert!(record.events.is_empty());
    assert!(record.diagnostics[0].hint.as_deref().unwrap().contains("Event ID"));
}

#[test]
fn icews_is_read_as_it_is_published() {
    let file = "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\t\
                Target Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude\n\
                26800001\t2019-06-03\tIvan Testov\tElite,Executive,Government\tRussian Federation\tMake a visit\t042\t1.9\tJapan\t\tJapan\t\
                45000001\t2\tTest Wire\tKiel\t\tLand Schleswig-Holstein\tGermany\t54.32\t10.13\n\
                26800001\t2019-06-04\tJapan\t\tJapan\tHost a visit\t043\t2.8\tIvan Testov\tElite\tRussian Federation\t45000002\t1\tTest Wire\t\t\t\tJapan\t\t\n";
    let record = back(ImportFormat::Icews, file.as_bytes());
    assert!(record.diagnostics.is_empty());
    let [first, second] = &record.events[..] else { panic!("two events") };
    assert_eq!((&*first.sources[0], &*first.targets[0]), ("org:ivan-testov", "state:JPN"));
    assert_eq!(state(&record, &first.sources[0]).as_deref(), Some("RUS"));
    assert_eq!(first.place.as_deref(), Some("Kiel"));
    // The number of an event is unique only together with its day.
    assert_eq!(second.id, "icews:26800001#2");
    assert_eq!(String::from_utf8(out(&record, Format::Icews)).unwrap(), file);
}

#[test]
fn a_cell_of_control_characters_is_an_empty_one() {
    let mut cells = vec![""; 61];
    for (at, value) in
        [(0, "17"), (1, "20150504"), (5, "JPN"), (6, "JAPAN"), (15, "RUS"), (16, "RUSSIA"), (26, "030"), (52, "\u{1}")]
    {
        cells[at] = value;
    }
    let read = back(ImportFormat::Gdelt, cells.join("\t").as_bytes());
    assert_eq!(read.events.len(), 1, "{:?}", read.diagnostics);
    assert_eq!(read.events[0].place, None);
    let once = out(&read, Format::Gdelt);
    assert_eq!(out(&back(ImportFormat::Gdelt, &once), Format::Gdelt), once);
}
