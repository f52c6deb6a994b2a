//! GDELT 2.0 events: 61 columns without a header, one row for each pair of actors. Columns and their meaning: "The GDELT Event Database
//! Data Format Codebook V2.0" (19 February 2015). Tone, ethnicity, religion and coordinates are not in the record, so their cells are empty; the
//! day on which an event entered GDELT is none of ours either.

use demarche_record::{Actor, Event, Granularity, Interval};
use jiff::civil::Date;

use crate::codes::{self, cameo_of};
use crate::external::{Draft, Imported, Side};
use crate::icews::row_number;
use crate::tabular::{Cells, Scheme};
use crate::view::{View, day, dyads};

pub(crate) const COLUMNS: [&str; 61] = [
    "GLOBALEVENTID",
    "SQLDATE",
    "MonthYear",
    "Year",
    "FractionDate",
    "Actor1Code",
    "Actor1Name",
    "Actor1CountryCode",
    "Actor1KnownGroupCode",
    "Actor1EthnicCode",
    "Actor1Religion1Code",
    "Actor1Religion2Code",
    "Actor1Type1Code",
    "Actor1Type2Code",
    "Actor1Type3Code",
    "Actor2Code",
    "Actor2Name",
    "Actor2CountryCode",
    "Actor2KnownGroupCode",
    "Actor2EthnicCode",
    "Actor2Religion1Code",
    "Actor2Religion2Code",
    "Actor2Type1Code",
    "Actor2Type2Code",
    "Actor2Type3Code",
    "IsRootEvent",
    "EventCode",
    "EventBaseCode",
    "EventRootCode",
    "QuadClass",
    "GoldsteinScale",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "AvgTone",
    "Actor1Geo_Type",
    "Actor1Geo_FullName",
    "Actor1Geo_CountryCode",
    "Actor1Geo_ADM1Code",
    "Actor1Geo_ADM2Code",
    "Actor1Geo_Lat",
    "Actor1Geo_Long",
    "Actor1Geo_FeatureID",
    "Actor2Geo_Type",
    "Actor2Geo_FullName",
    "Actor2Geo_CountryCode",
    "Actor2Geo_ADM1Code",
    "Actor2Geo_ADM2Code",
    "Actor2Geo_Lat",
    "Actor2Geo_Long",
    "Actor2Geo_FeatureID",
    "ActionGeo_Type",
    "ActionGeo_FullName",
    "ActionGeo_CountryCode",
    "ActionGeo_ADM1Code",
    "ActionGeo_ADM2Code",
    "ActionGeo_Lat",
    "ActionGeo_Long",
    "ActionGeo_FeatureID",
    "DATEADDED",
    "SOURCEURL",
];

pub(crate) const SCHEME: Scheme =
    Scheme { name: "gdelt", columns: &COLUMNS, aliases: &[], header: false, missing: "", rows, read };

/// Code, name, country and role of an actor. Names are in capitals, as in GDELT.
fn side(view: &View<'_>, id: Option<&str>) -> [String; 4] {
    let Some(id) = id else { return Default::default() };
    let Some(actor) = view.actor(id) else { return [String::new(), id.to_uppercase(), String::new(), String::new()] };
    let country = actor.state.as_deref().map(|code| codes::state(code).map_or(code, |state| &*state.cameo));
    let country = country.unwrap_or_default();
    let own = actor.id.strip_prefix("state:").and_then(codes::state);
    let role = actor.sector.as_deref().and_then(codes::sector).map(|sector| &*sector.cameo);
    let role = role.filter(|_| own.is_none()).unwrap_or_default();
    let name = own.map_or(&*actor.name, |state| &*state.name);
    [format!("{country}{role}"), name.to_uppercase(), country.to_owned(), role.to_owned()]
}

/// The fraction as the codebook computes it: month times 30 plus day, by 365, behind the year.
fn fraction(day: Date) -> String {
    let days = f64::from(day.month()) * 30.0 + f64::from(day.day());
    format!("{:.4}", f64::from(day.year()) + (days / 365.0).min(0.9999))
}

/// Day, month and year as numbers and the year with its fraction, each where the interval is fine enough.
fn dates(when: Option<&Interval>) -> [String; 4] {
    let day = day(when);
    let same = |part: fn(Date) -> i32| {
        let when = when?;
        let (first, last) = (part(when.earliest?), part(when.latest?));
        (first == last
            && when
                .modifier
                .is_none_or(|one| !matches!(one, demarche_record::Modifier::Before | demarche_record::Modifier::After)))
        .then_some(first)
    };
    let year = same(|day| i32::from(day.year()));
    let month = same(|day| i32::from(day.year()) * 100 + i32::from(day.month()));
    let text = |number: Option<i32>| number.map(|number| number.to_string()).unwrap_or_default();
    let number = |day: Date| i32::from(day.year()) * 10_000 + i32::from(day.month()) * 100 + i32::from(day.day());
    [text(day.map(number)), text(month), text(year), day.map(fraction).unwrap_or_default()]
}

fn rows(view: &View<'_>, event: &Event) -> Vec<Vec<String>> {
    let code = cameo_of(event);
    let reports = view.reports(&event.evidence);
    let mut articles: Vec<&str> = event.evidence.iter().map(|one| &*one.article).collect();
    articles.sort_unstable();
    articles.dedup();
    let mut publishers: Vec<&str> = articles
        .iter()
        .map(|id| view.article(id).and_then(|article| article.publisher.as_deref()).unwrap_or(id))
        .collect();
    publishers.sort_unstable();
    publishers.dedup();
    // An event of the lead is a root event: the first paragraph of the body.
    let lead = |evidence: &demarche_record::Evidence| {
        let body = view
            .article(&evidence.article)?
            .body()
            .find(|block| block.kind == demarche_record::BlockKind::Paragraph)?;
        body.span.contains(evidence.span).then_some(())
    };
    let root = event.evidence.iter().any(|one| lead(one).is_some());
    let first = reports.first().and_then(|(_, article)| *article);
    let citation = first.map(|article| {
        article.url.clone().unwrap_or_else(|| {
            let parts = [article.title.as_deref(), article.publisher.as_deref()];
            let parts: Vec<&str> = parts.into_iter().flatten().collect();
            if parts.is_empty() { article.source.clone() } else { parts.join(". ") }
        })
    });
    let place = event.place.as_deref().unwrap_or_default();
    let country = codes::state_of_name(place);
    let [sql, month, year, fraction] = dates(event.when.as_ref());
    let mut rows = Vec::new();
    for (index, (source, target)) in dyads(event).into_iter().enumerate() {
        let mut row = vec![String::new(); COLUMNS.len()];
        let mut set = |column: &str, value: &str| {
            let place = COLUMNS.iter().position(|one| *one == column).expect("a column of the codebook");
            value.clone_into(&mut row[place]);
        };
        set("GLOBALEVENTID", &row_number(event, index).to_string());
        set("SQLDATE", &sql);
        set("MonthYear", &month);
        set("Year", &year);
        set("FractionDate", &fraction);
        for (prefix, id) in [("Actor1", source), ("Actor2", target)] {
            let [code, name, country, role] = side(view, id);
            set(&format!("{prefix}Code"), &code);
            set(&format!("{prefix}Name"), &name);
            set(&format!("{prefix}CountryCode"), &country);
            set(&format!("{prefix}Type1Code"), &role);
        }
        set("IsRootEvent", if root { "1" } else { "0" });
        set("EventCode", &code.code);
        set("EventBaseCode", code.base());
        set("EventRootCode", code.root());
        set("QuadClass", &code.quad().to_string());
        set("GoldsteinScale", &format!("{:.1}", code.goldstein));
        set("NumMentions", &event.evidence.len().to_string());
        set("NumSources", &publishers.len().to_string());
        set("NumArticles", &articles.len().to_string());
        set("ActionGeo_FullName", place);
        if let Some(state) = country {
            set("ActionGeo_Type", "1");
            set("ActionGeo_CountryCode", &state.fips);
        }
        set("SOURCEURL", citation.as_deref().unwrap_or_default());
        rows.push(row);
    }
    rows
}

fn actor(cells: &Cells, prefix: &str) -> Option<Actor> {
    let get = |column: &str| cells.text(&format!("{prefix}{column}")).to_owned();
    let (name, country, group, role) = (get("Name"), get("CountryCode"), get("KnownGroupCode"), get("Type1Code"));
    let state = codes::state_of_cameo(&country).map(|state| &*state.iso3);
    let sector = codes::sector_of_cameo(&role);
    // A name under a bare country code is a word for the country: its capital, its people.
    let bare = state.is_some() && role.is_empty() && group.is_empty() && get("Code") == country;
    Side { name: if bare { "" } else { &name }, state, sector, ..Side::default() }.actor()
}

/// "20140301", "201403" and "2014" as intervals.
fn interval(cells: &Cells) -> Result<Option<Interval>, &'static str> {
    let wrong = "rows have a date that is none";
    let part = |text: &str, from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<i16>().ok());
    if let Some(text) = cells.get("SQLDATE") {
        let (year, month, day) = (part(text, 0, 4), part(text, 4, 6), part(text, 6, 8));
        let (Some(year), Some(month), Some(day), 8) = (year, month, day, text.len()) else { return Err(wrong) };
        let (month, day) = (i8::try_from(month).map_err(|_| wrong)?, i8::try_from(day).map_err(|_| wrong)?);
        return Ok(Some(Interval::day(Date::new(year, month, day).map_err(|_| wrong)?)));
    }
    if let Some(text) = cells.get("MonthYear") {
        let (Some(year), Some(month), 6) = (part(text, 0, 4), part(text, 4, 6), text.len()) else { return Err(wrong) };
        return match i8::try_from(month) {
            Ok(month @ 1..=12) => Ok(Some(Interval::month(year, month))),
            _ => Err(wrong),
        };
    }
    match cells.get("Year").map(str::parse) {
        None => Ok(None),
        Some(Ok(year)) => Ok(Some(Interval::year(year)).filter(|year| year.granularity == Granularity::Year)),
        Some(Err(_)) => Err(wrong),
    }
}

fn read(cells: &Cells, source: &str) -> Result<Imported, &'static str> {
    let code = cells.get("EventCode").ok_or("rows have no CAMEO code")?;
    let code = codes::cameo(code).ok_or("rows have a code that CAMEO does not know")?;
    let kind = code.kind.ok_or("PLOVER has no type for public statements (CAMEO 01)")?;
    let url = cells.get("SOURCEURL").filter(|url| url.starts_with("http://") || url.starts_with("https://"));
    let draft = Draft {
        scheme: SCHEME.name,
        id: cells.get("GLOBALEVENTID").ok_or("rows have no event id")?.to_owned(),
        text: cells.lines(&SCHEME),
        sources: actor(cells, "Actor1").into_iter().collect(),
        targets: actor(cells, "Actor2").into_iter().collect(),
        content: code.name.clone(),
        cameo: Some(code.code.clone()),
        when: interval(cells)?,
        place: cells.get("ActionGeo_FullName").map(str::to_owned),
        url: url.map(str::to_owned),
        ..Draft::default()
    };
    Ok(draft.event(kind, source))
}
