//! ICEWS coded event data: 20 columns, one row for each pair of source and target. Columns as in the yearly files of "ICEWS Coded Event
//! Data" (Boschee et al. 2015, doi:10.7910/DVN/28075).

use demarche_record::{Actor, Event, Interval};

use crate::codes::{self, cameo_of};
use crate::external::{Draft, Imported, Side};
use crate::tabular::{Cells, Scheme};
use crate::view::{View, day, dyads, event_number, number};

pub(crate) const COLUMNS: [&str; 20] = [
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
];

pub(crate) const SCHEME: Scheme =
    Scheme { name: "icews", columns: &COLUMNS, aliases: &[], header: true, missing: "", rows, read };

/// The number of the n-th row of an event: the event's own for the first.
pub(crate) fn row_number(event: &Event, index: usize) -> u64 {
    let first = event_number(event);
    if index == 0 { first } else { number(&[&first.to_string(), &index.to_string()]) }
}

fn side(view: &View<'_>, id: Option<&str>) -> [String; 3] {
    let Some(id) = id else { return Default::default() };
    let Some(actor) = view.actor(id) else { return [id.to_owned(), String::new(), String::new()] };
    let state = actor.state.as_deref().map(|code| codes::state(code).map_or(code, |state| &*state.icews));
    let sector = actor.sector.as_deref().map(|code| codes::sector(code).map_or(code, |sector| &*sector.icews));
    let own = actor.id.strip_prefix("state:").and_then(codes::state).map(|state| &*state.icews);
    // A state acts without a sector in ICEWS: the country is its own actor.
    let sector = sector.filter(|_| own.is_none());
    [own.unwrap_or(&actor.name), sector.unwrap_or_default(), state.unwrap_or_default()].map(str::to_owned)
}

fn rows(view: &View<'_>, event: &Event) -> Vec<Vec<String>> {
    let code = cameo_of(event);
    let reports = view.reports(&event.evidence);
    let (story, publisher) = match reports.first() {
        Some((one, article)) => {
            (number(&[&one.article]).to_string(), article.and_then(|article| article.publisher.clone()))
        }
        None => (String::new(), None),
    };
    let place = event.place.as_deref().unwrap_or_default();
    let country = codes::state_of_name(place).map(|state| state.icews.clone());
    let city = if country.is_some() { "" } else { place };
    dyads(event)
        .into_iter()
        .enumerate()
        .map(|(index, (source, target))| {
            let [source_name, source_sectors, source_country] = side(view, source);
            let [target_name, target_sectors, target_country] = side(view, target);
            vec![
                row_number(event, index).to_string(),
                day(event.when.as_ref()).map(|day| day.to_string()).unwrap_or_default(),
                source_name,
                source_sectors,
                source_country,
                code.name.clone(),
                code.code.clone(),
                format!("{:.1}", code.goldstein),
                target_name,
                target_sectors,
                target_country,
                story.clone(),
                String::new(),
                publisher.clone().unwrap_or_default(),
                city.to_owned(),
                String::new(),
                String::new(),
                country.clone().unwrap_or_default(),
                String::new(),
                String::new(),
            ]
        })
        .collect()
}

fn actor(cells: &Cells, name: &str, sectors: &str, country: &str) -> Option<Actor> {
    let sectors = cells.text(sectors);
    let state = codes::state_of_name(cells.text(country)).map(|state| &*state.iso3);
    let sector = codes::sector_of_icews(sectors).or_else(|| sectors.split(',').find_map(codes::sector_of_icews));
    Side { name: cells.text(name), state, sector, ..Side::default() }.actor()
}

fn read(cells: &Cells, source: &str) -> Result<Imported, &'static str> {
    // The files have lost the zero in front where a spreadsheet has touched them.
    let code = cells.get("CAMEO Code").ok_or("rows have no CAMEO code")?;
    let code = codes::cameo(code).ok_or("rows have a code that CAMEO does not know")?;
    let kind = code.kind.ok_or("PLOVER has no type for public statements (CAMEO 01)")?;
    let when = cells.get("Event Date").map(|date| date.get(..10).unwrap_or(date).parse());
    let when = when.transpose().map_err(|_| "rows have a date that is none")?.map(Interval::day);
    let place = ["City", "District", "Province", "Country"].into_iter().find_map(|column| cells.get(column));
    let draft = Draft {
        scheme: SCHEME.name,
        id: cells.get("Event ID").ok_or("rows have no event id")?.to_owned(),
        text: cells.lines(&SCHEME),
        sources: actor(cells, "Source Name", "Source Sectors", "Source Country").into_iter().collect(),
        targets: actor(cells, "Target Name", "Target Sectors", "Target Country").into_iter().collect(),
        content: cells.get("Event Text").unwrap_or(&code.name).to_owned(),
        cameo: Some(code.code.clone()),
        when,
        place: place.map(str::to_owned),
        publisher: cells.get("Publisher").map(str::to_owned),
        ..Draft::default()
    };
    Ok(draft.event(kind, source))
}
