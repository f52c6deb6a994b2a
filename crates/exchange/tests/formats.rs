//! Each format, read back by a reader that knows nothing of ours, from a record with everything that could break it.

mod support;

use std::str::FromStr;

use demarche_exchange::{
    AnnotatedSentence, AnnotatedWord, ExportOptions, Format, Period, Room, SeriesOptions, chart, export, series,
    series_csv,
};
use demarche_record::{Findings, Span, Status};
use icalendar::Component;
use quick_xml::events::Event as Xml;
use serde_json::Value;

fn text(findings: &Findings, format: Format) -> String {
    String::from_utf8(export(findings, format, &ExportOptions::default()).unwrap().bytes).unwrap()
}

fn planned_too(findings: &Findings, format: Format) -> String {
    let options = ExportOptions { include_planned: true, ..ExportOptions::default() };
    String::from_utf8(export(findings, format, &options).unwrap().bytes).unwrap()
}

#[test]
fn what_did_not_happen_is_in_no_format_that_cannot_say_so() {
    let mut record = support::record();
    record.events.retain(|event| event.status == Status::Planned || event.status == Status::Denied);
    assert_eq!(record.events.len(), 2);
    for format in Format::ALL.into_iter().filter(|format| format.room() != Room::Field) {
        let file = export(&record, format, &ExportOptions::default()).unwrap();
        assert!(file.notes[0].message.contains("2 events were left out"), "{format:?}: {:?}", file.notes);
        assert!(!String::from_utf8(file.bytes).unwrap().contains("MOBILIZE"), "{format:?}");
    }
    for format in [Format::Polecat, Format::Icews, Format::Gdelt] {
        let options = ExportOptions { include_planned: true, ..ExportOptions::default() };
        assert!(export(&record, format, &options).unwrap_err().is_no_room(), "{format:?}");
    }
}

#[test]
fn what_is_planned_is_marked_where_it_is_asked_for_and_denied_never() {
    let record = support::record();
    assert!(planned_too(&record, Format::Plover).contains(r#""context":["future"]"#));
    assert!(planned_too(&record, Format::Timelinejs).contains("planned: Russia"));
    assert!(planned_too(&record, Format::Followthemoney).contains("planned: will send troops"));
    assert!(planned_too(&record, Format::Graphml).contains("<data key=\"e_status\">hypothetical</data>"));
    for format in Format::ALL.into_iter().filter(|format| format.room() == Room::Mark) {
        assert!(!planned_too(&record, format).contains("denied"), "{format:?}");
    }
}

#[test]
fn tables_have_the_columns_of_their_codebooks_in_every_row() {
    let record = support::record();
    for (format, columns) in [(Format::Polecat, 40), (Format::Icews, 20), (Format::Gdelt, 61)] {
        for line in text(&record, format).lines() {
            assert_eq!(line.split('\t').count(), columns, "{format:?}: {line}");
            assert!(!line.contains('\u{1b}') && !line.contains('\u{7}'), "{format:?}: {line}");
        }
    }
}

#[test]
fn polecat_has_lists_and_none_for_nothing() {
    let file = text(&support::record(), Format::Polecat);
    let agreed = file.lines().find(|line| line.starts_with("e2\t")).unwrap();
    let cells: Vec<&str> = agreed.split('\t').collect();
    assert_eq!(&cells[1..3], ["None", "AGREE"], "a month is no day");
    assert_eq!(&cells[7..10], ["Japan; Russia", "JPN; RUS", "740; 365"]);
    assert_eq!(&cells[5..6], ["VERBAL COOPERATION"]);
}

#[test]
fn gdelt_follows_its_codebook() {
    let file = text(&support::record(), Format::Gdelt);
    let met: Vec<&str> = file.lines().next().unwrap().split('\t').collect();
    assert_eq!(&met[1..5], ["20190603", "201906", "2019", "2019.5014"]);
    assert_eq!(&met[5..8], ["JPNGOV", "ADA BRÖK", "JPN"]);
    assert_eq!(&met[25..31], ["1", "040", "040", "04", "1", "1.0"]);
    assert_eq!(met[60], "https://courier.example/2019/06/talks?a=1&b={2}");
    let back: Vec<&str> = file.lines().nth(1).unwrap().split('\t').collect();
    assert_eq!((back[6], back[16]), ("TOM TAL", "ADA BRÖK"), "a mutual event goes both ways");
    assert_ne!(met[0], back[0]);
}

#[test]
fn csv_quotes_what_must_be_quoted_and_places_quotes_in_characters() {
    let record = support::record();
    let file = text(&record, Format::Csv);
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.into_records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), record.events.len(), "every event, whatever became of it");
    for (row, event) in rows.iter().zip(&record.events) {
        let get = |name: &str| &row[headers.iter().position(|one| one == name).unwrap()];
        let article = record.articles.iter().find(|article| article.id == get("evidence_article")).unwrap();
        let (start, end): (usize, usize) =
            (get("evidence_start").parse().unwrap(), get("evidence_end").parse().unwrap());
        let quote: String = article.text.chars().skip(start).take(end - start).collect();
        assert_eq!(quote, event.evidence[0].text);
        assert_eq!(get("content"), event.content);
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_holds_the_same_table_as_csv() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let record = support::record();
    let bytes = export(&record, Format::Parquet, &ExportOptions::default()).unwrap().bytes;
    assert_eq!(bytes, export(&record, Format::Parquet, &ExportOptions::default()).unwrap().bytes);
    let file = std::env::temp_dir().join(format!("demarche-parquet-{}.parquet", std::process::id()));
    std::fs::write(&file, &bytes).unwrap();
    let reader = SerializedFileReader::new(std::fs::File::open(&file).unwrap()).unwrap();
    let table = text(&record, Format::Csv);
    let mut table = csv::Reader::from_reader(table.as_bytes());
    let names = table.headers().unwrap().clone();
    let mut count = 0;
    for (row, other) in reader.get_row_iter(None).unwrap().zip(table.records()) {
        let (row, other) = (row.unwrap(), other.unwrap());
        count += 1;
        for ((name, field), value) in row.get_column_iter().zip(&other) {
            let shown = match field {
                Field::Null => String::new(),
                Field::Str(text) => text.clone(),
                Field::Double(value) => value.to_string(),
                Field::Long(value) => value.to_string(),
                Field::Bool(value) => value.to_string(),
                Field::Date(days) => {
                    jiff::civil::date(1970, 1, 1).saturating_add(jiff::ToSpan::days(i64::from(*days))).to_string()
                }
                other => panic!("{other:?}"),
            };
            assert_eq!(shown, value, "{name}");
        }
        assert_eq!(row.len(), names.len());
    }
    assert_eq!(count, record.events.len());
    std::fs::remove_file(file).unwrap();
}

#[test]
fn conllu_has_ten_columns_and_the_events_on_their_words() {
    let record = support::record();
    let file = text(&record, Format::Conllu);
    for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        assert_eq!(line.split('\t').count(), 10, "{line}");
    }
    let line = file.lines().find(|line| line.contains("Event=e1:")).unwrap();
    assert_eq!(line.split('\t').nth(1), Some("met"), "{line}");
    assert!(file.contains("# event = e4 THREATEN denied: state:JPN > state:RUS"), "{file}");
    assert!(file.lines().any(|line| line.contains("\tAda\t") && line.contains("Source=e1")), "{file}");
}

#[test]
fn conllu_takes_words_with_their_trees() {
    let record = support::record();
    let word = |from: usize, form: &str, lemma: &str, upos: &str, head: usize, deprel: &str| AnnotatedWord {
        span: Span::new(from, from + form.len()),
        form: form.to_owned(),
        lemma: lemma.to_owned(),
        upos: upos.to_owned(),
        feats: String::new(),
        head: Some(head),
        deprel: deprel.to_owned(),
    };
    let sentence = AnnotatedSentence {
        article: "a2".to_owned(),
        span: Span::new(0, 30),
        words: vec![
            word(0, "Odland", "Odland", "PROPN", 4, "nsubj"),
            word(7, "and", "and", "CCONJ", 3, "cc"),
            word(11, "Teland", "Teland", "PROPN", 1, "conj"),
            word(18, "spoke", "speak", "VERB", 0, "root"),
            word(24, "again", "again", "ADV", 4, "advmod"),
            word(29, ".", ".", "PUNCT", 4, "punct"),
        ],
    };
    let options = ExportOptions { sentences: &[sentence], ..ExportOptions::default() };
    let file = String::from_utf8(export(&record, Format::Conllu, &options).unwrap().bytes).unwrap();
    assert!(file.contains("4\tspoke\tspeak\tVERB\t_\t_\t0\troot\t_\tEvent=e6:CONSULT:hypothetical\n"), "{file}");
    assert!(file.contains("5\tagain\tagain\tADV\t_\t_\t4\tadvmod\t_\tSpaceAfter=No\n"), "{file}");
}

#[test]
fn timelinejs_texts_hold_no_markup_of_the_articles() {
    let timeline: Value = serde_json::from_str(&planned_too(&support::record(), Format::Timelinejs)).unwrap();
    let slides = timeline["events"].as_array().unwrap();
    assert!(slides.iter().all(|slide| slide["start_date"]["year"].is_i64()));
    let planned = slides.iter().find(|slide| slide["unique_id"] == "e3").unwrap();
    assert!(planned["text"]["text"].as_str().unwrap().contains("will send troops &lt;soon&gt;"));
    assert_eq!(planned["start_date"], serde_json::json!({ "year": 2020 }));
    assert_eq!(planned.get("end_date"), None, "a year is one date");
}

#[test]
fn icalendar_is_folded_escaped_and_complete() {
    let record = support::record();
    let file = text(&record, Format::Icalendar);
    assert!(file.split("\r\n").all(|line| line.len() <= 75), "{file}");
    let calendar = icalendar::Calendar::from_str(&file).unwrap();
    let entries: Vec<&icalendar::Event> = calendar.components.iter().filter_map(|one| one.as_event()).collect();
    assert_eq!(entries.len(), 2, "an item without a day has no place in a calendar");
    assert_eq!(entries[0].property_value("DTSTART"), Some("20190630"));
    assert_eq!(entries[0].property_value("DTEND"), Some("20190701"));
    assert_eq!(entries[0].property_value("STATUS"), Some("CONFIRMED"));
    assert_eq!(entries[1].property_value("STATUS"), Some("TENTATIVE"));
    assert_eq!(entries[0].property_value("DTSTAMP"), Some("20190604T000000Z"));
    assert_eq!(file.matches("\r\nBEGIN:VEVENT").count(), 2, "no line of a text begins an entry: {file}");
    assert_ne!(entries[0].get_uid(), entries[1].get_uid());
}

/// Every element with its attributes, in order; panics where the document is not well-formed.
fn elements(document: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut reader = quick_xml::Reader::from_str(document);
    let mut elements = Vec::new();
    loop {
        match reader.read_event().expect("well-formed") {
            Xml::Start(start) | Xml::Empty(start) => {
                let name = start.name().as_ref().to_owned();
                let attributes = start.attributes().map(|attribute| {
                    let attribute = attribute.expect("well-formed");
                    let key = attribute.key.as_ref().to_owned();
                    let value = quick_xml::escape::unescape(&attribute.value).unwrap().into_owned();
                    (key, value)
                });
                elements.push((name, attributes.collect()));
            }
            Xml::Eof => return elements,
            _ => {}
        }
    }
}

fn get<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(key, _)| key == name).map(|(_, value)| &**value)
}

#[test]
fn networks_are_well_formed_whatever_the_names() {
    let record = support::record();
    for format in [Format::Gexf, Format::Graphml] {
        let file = text(&record, format);
        assert!(!file.contains('\u{7}') && !file.contains('\u{1b}'), "XML cannot hold control characters");
        let elements = elements(&file);
        let count = |name: &str| elements.iter().filter(|(element, _)| element == name).count();
        assert_eq!(count("node"), 6, "{format:?}");
        // The meeting and the agreement go both ways, the protest one way.
        assert_eq!(count("edge"), 5, "{format:?}");
    }
    let elements = elements(&text(&record, Format::Gexf));
    let group = elements.iter().find(|(_, attributes)| get(attributes, "id") == Some("org:lowe")).unwrap();
    assert_eq!(get(&group.1, "label"), Some("=Löwe; \"group\" <&>\u{fffd} \u{fffd}[31m"));
    let edge = elements
        .iter()
        .find(|(name, attributes)| name == "edge" && get(attributes, "source") == Some("person:ada-brok"))
        .unwrap();
    assert_eq!((get(&edge.1, "start"), get(&edge.1, "end")), (Some("2019-06-01"), Some("2019-06-30")));
}

#[test]
fn entities_are_unique_and_refer_to_entities() {
    let file = text(&support::record(), Format::Followthemoney);
    let entities: Vec<Value> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ids: Vec<&str> = entities.iter().map(|entity| entity["id"].as_str().unwrap()).collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len());
    let mut references = 0;
    for entity in &entities {
        for name in ["involved", "proof", "holder", "post"] {
            for id in entity["properties"][name].as_array().into_iter().flatten() {
                references += 1;
                assert!(ids.contains(&id.as_str().unwrap()), "{entity}");
            }
        }
    }
    assert!(references > 8);
    assert!(file.contains(r#""country":["jp"]"#));
}

#[test]
fn annotations_quote_the_characters_that_they_point_to() {
    let record = support::record();
    let document: Value = serde_json::from_str(&text(&record, Format::Jsonld)).unwrap();
    let graph = document["@graph"].as_array().unwrap();
    let annotations: Vec<&Value> = graph.iter().filter(|node| node["type"] == "Annotation").collect();
    assert_eq!(annotations.len(), record.events.len() + record.agenda.len());
    for annotation in annotations {
        let target = &annotation["target"];
        let id = target["source"].as_str().unwrap().strip_prefix("urn:demarche:article:").unwrap();
        let article = record.articles.iter().find(|article| article.id == id).unwrap();
        let (quote, position) = (&target["selector"][0], &target["selector"][1]);
        let (start, end) = (position["start"].as_u64().unwrap() as usize, position["end"].as_u64().unwrap() as usize);
        let characters: Vec<char> = article.text.chars().collect();
        let between = |from: usize, to: usize| characters[from..to].iter().collect::<String>();
        assert_eq!(quote["exact"].as_str().unwrap(), between(start, end));
        assert_eq!(quote["prefix"].as_str().unwrap(), between(start.saturating_sub(32), start));
        assert_eq!(quote["suffix"].as_str().unwrap(), between(end, characters.len().min(end + 32)));
        assert!(graph.iter().any(|node| node["id"] == annotation["body"]));
    }
}

#[test]
fn bibtex_keeps_titles_whole() {
    let file = text(&support::record(), Format::Bibtex);
    let bibliography = biblatex::Bibliography::parse(&file).unwrap();
    assert_eq!(bibliography.len(), 2);
    let entry = bibliography.get("other2019talks").unwrap_or_else(|| panic!("{file}"));
    use biblatex::ChunksExt;
    assert_eq!(entry.title().unwrap().format_verbatim(), "Talks & {maps}: 100% of \\nothing_ \"new\"");
    assert_eq!(entry.author().unwrap().len(), 2);
}

#[test]
fn a_series_counts_events_and_not_reports_and_only_what_happened() {
    let mut record = support::record();
    let again = record.events[0].evidence[0].clone();
    record.events[0].evidence.push(again);
    let options =
        SeriesOptions { dyad: Some(("russia".to_owned(), "JPN".to_owned())), by: Period::Month, history: false };
    let series = series(&record, &options);
    let [dyad] = &series.dyads[..] else { panic!("one dyad") };
    assert_eq!(dyad.sides, ["JPN", "RUS"]);
    assert_eq!((dyad.points.len(), dyad.points[0].events, dyad.points[0].quads), (1, 2, [2, 0, 0, 0]));
    assert!((dyad.points[0].net() - 5.0).abs() < 1e-9, "a meeting (1.0) and an agreement (4.0)");
    let table = String::from_utf8(series_csv(&series)).unwrap();
    assert!(table.lines().nth(1).unwrap().contains("2019-06,2019-06-01,2019-06-30,2,2,0,0,0,5.0,0.0,5.0"), "{table}");
    assert!(table.contains("Goldstein 1992"));
    let weekly = demarche_exchange::series(&record, &SeriesOptions { by: Period::Week, ..SeriesOptions::default() });
    assert!(weekly.notes.iter().any(|note| note.message.contains("1 events have no date or one that does not fit")));
}

#[test]
fn the_drawing_says_in_words_what_it_shows() {
    let series = series(&support::record(), &SeriesOptions { history: true, ..SeriesOptions::default() });
    let file = String::from_utf8(chart(&series)).unwrap();
    let elements = elements(&file);
    assert_eq!(get(&elements[0].1, "role"), Some("img"));
    assert!(file.contains(
        "Japan and Russia: 2 events from 2019-06 to 2019-06, cooperation 5.0, conflict 0.0, no change of level"
    ));
    assert!(file.contains("prefers-color-scheme:dark") && file.contains("Goldstein 1992"));
    assert_eq!(chart(&series), file.as_bytes());
    let empty = chart(&demarche_exchange::series(&Findings::default(), &SeriesOptions::default()));
    assert!(String::from_utf8(empty).unwrap().contains("No event joins two sides."));
}
