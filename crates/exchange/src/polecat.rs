//! POLECAT: 40 columns, one row an event, several actors of a side with "; " between them, "None" for what is not known. Columns as in the
//! weekly files of the POLECAT dataverse (Scarborough et al. 2023, doi:10.7910/DVN/AJGVIT); codebook: Halterman et al. 2023, "PLOVER and
//! POLECAT: A New Political Event Ontology and Dataset".

use demarche_record::{Actor, ActorKind, Event, Interval, PloverType};

use crate::codes::{self, cameo_of};
use crate::external::{Draft, Imported, Side};
use crate::tabular::{Cells, Scheme};
use crate::view::{View, day, quad_name};

pub(crate) const COLUMNS: [&str; 40] = [
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
];

pub(crate) const SCHEME: Scheme = Scheme {
    name: "polecat",
    columns: &COLUMNS,
    aliases: &[("Event Intensity", "Intensity")],
    header: true,
    missing: "None",
    rows,
    read,
};

const BETWEEN: &str = "; ";

/// Values side by side, "None" for each that is missing; nothing where all are.
fn list<'a>(values: impl Iterator<Item = Option<&'a str>>) -> String {
    let values: Vec<Option<String>> =
        values.map(|value| value.filter(|text| !text.is_empty()).map(|text| text.replace(';', ","))).collect();
    if values.iter().all(Option::is_none) {
        return String::new();
    }
    values.into_iter().map(|value| value.unwrap_or_else(|| "None".to_owned())).collect::<Vec<_>>().join(BETWEEN)
}

fn side(view: &View<'_>, event: &Event, ids: &[String]) -> [String; 8] {
    let actors: Vec<Option<&Actor>> = ids.iter().map(|id| view.actor(id)).collect();
    let field = |of: fn(&Actor) -> Option<&str>| list(actors.iter().map(|actor| actor.and_then(of)));
    let names = list(ids.iter().map(|id| Some(view.name(id))));
    let cow = field(|actor| Some(&*codes::state(actor.state.as_deref()?)?.cow));
    let sectors = field(|actor| actor.sector.as_deref());
    let primary = actors.iter().flatten().find_map(|actor| actor.sector.clone()).unwrap_or_default();
    let raw = |id: &'_ String| event.evidence.iter().find_map(|one| view.raw_name(id, one));
    let raw: Vec<Option<&str>> = ids.iter().map(raw).collect();
    [
        names,
        field(|actor| actor.state.as_deref()),
        cow,
        primary,
        sectors,
        field(|actor| actor.office.as_deref()),
        list(raw.into_iter()),
        String::new(),
    ]
}

/// Names of the actors whom the article mentions and who are of such a kind.
fn story(view: &View<'_>, article: &str, of: fn(ActorKind) -> bool) -> String {
    let mut names: Vec<&str> = Vec::new();
    for (actor, _) in view.mentions(article) {
        if of(actor.kind) && names.last() != Some(&&*actor.name) {
            names.push(&actor.name);
        }
    }
    list(names.into_iter().map(Some))
}

fn rows(view: &View<'_>, event: &Event) -> Vec<Vec<String>> {
    let code = cameo_of(event);
    let reports = view.reports(&event.evidence);
    let (id, article) = reports.first().map_or(("", None), |(one, article)| (&*one.article, *article));
    let published = article.and_then(|article| day(article.published.interval.as_ref()));
    let place = event.place.clone().unwrap_or_default();
    let country = codes::state_of_name(&place).map(|state| state.iso3.clone()).unwrap_or_default();
    let locations = list(view.places(id).iter().map(|place| Some(*place)));
    let own = event.id.strip_prefix("polecat:").unwrap_or(&event.id);
    let mut row = vec![
        own.split_once('#').map_or(own, |(id, _)| id).to_owned(),
        day(event.when.as_ref()).map(|day| day.to_string()).unwrap_or_default(),
        event.kind.name().to_owned(),
        event.mode.clone().unwrap_or_default(),
        format!("{:.1}", code.goldstein),
        quad_name(event.kind.quad()).to_uppercase(),
        list(event.contexts.iter().map(|context| Some(context.as_str()))),
    ];
    row.extend(side(view, event, &event.sources));
    row.extend(side(view, event, &event.targets));
    row.extend([place.clone(), String::new(), String::new(), String::new(), country]);
    row.extend([String::new(), String::new(), String::new(), place, String::new()]);
    row.extend([
        article.and_then(|article| article.publisher.clone()).unwrap_or_default(),
        published.map(|day| day.to_string()).unwrap_or_default(),
        story(view, id, |kind| kind == ActorKind::Person),
        story(view, id, |kind| matches!(kind, ActorKind::Organisation | ActorKind::Government | ActorKind::ArmedGroup)),
        locations,
        article.and_then(|article| article.language.clone()).unwrap_or_default(),
        concat!("demarche ", env!("CARGO_PKG_VERSION")).to_owned(),
    ]);
    vec![row]
}

/// The actors of a side. A column that has fewer values than there are names says nothing of the last ones.
fn side_of(cells: &Cells, names: &str, country: &str, sectors: &str, title: &str) -> Vec<Actor> {
    let values = |column: &str| -> Vec<Option<&str>> {
        let known = |value: &'_ str| -> bool { !value.is_empty() && value != "None" };
        let text = cells.get(column);
        text.map_or(Vec::new(), |text| {
            text.split(BETWEEN).map(|value| Some(value).filter(|value| known(value))).collect()
        })
    };
    let at = |list: &[Option<&'_ str>], index: usize| list.get(index).copied().flatten().map(str::to_owned);
    let (names, countries, sectors, titles) = (values(names), values(country), values(sectors), values(title));
    let count = names.len().max(countries.len());
    let actor = |index: usize| {
        let (name, country) = (at(&names, index).unwrap_or_default(), at(&countries, index));
        let (sector, office) = (at(&sectors, index), at(&titles, index));
        let state = country.as_deref().filter(|code| codes::state(code).is_some());
        Side { name: &name, state, sector: sector.as_deref(), office: office.as_deref(), kind: None }.actor()
    };
    (0..count).filter_map(actor).collect()
}

fn read(cells: &Cells, source: &str) -> Result<Imported, &'static str> {
    let kind = cells.get("Event Type").ok_or("rows have no event type")?;
    let kind = plover_type(kind).ok_or("rows have a type that PLOVER does not know")?;
    let date = |column: &str| {
        let value = cells.get(column).map(|date| date.get(..10).unwrap_or(date).parse());
        value.transpose().map_err(|_| "rows have a date that is none")
    };
    let mode = cells.get("Event Mode").map(|mode| format!(" ({mode})")).unwrap_or_default();
    let language = cells.get("Language").map(|tag| if tag == "eng" { "en" } else { tag });
    let draft = Draft {
        scheme: SCHEME.name,
        id: cells.get("Event ID").ok_or("rows have no event id")?.to_owned(),
        text: cells.lines(&SCHEME),
        sources: side_of(cells, "Actor Name", "Actor Country", "Actor Sectors", "Actor Title"),
        targets: side_of(cells, "Recipient Name", "Recipient Country", "Recipient Sectors", "Recipient Title"),
        content: format!("{}{mode}", kind.name().to_lowercase()),
        when: date("Event Date")?.map(Interval::day),
        place: cells.get("Placename").or_else(|| cells.get("Raw Placename")).map(str::to_owned),
        published: date("Publication Date")?,
        publisher: cells.get("Source").map(str::to_owned),
        language: language.map(str::to_owned),
        ..Draft::default()
    };
    Ok(draft.event(kind, source))
}

/// The type of that name, with the names that PLOVER gave up: DEMAND is REQUEST, INVESTIGATE and DISAPPROVE are ACCUSE, FIGHT is ASSAULT.
pub(crate) fn plover_type(name: &str) -> Option<PloverType> {
    match name.trim().to_uppercase().as_str() {
        "DEMAND" => Some(PloverType::Request),
        "INVESTIGATE" | "DISAPPROVE" => Some(PloverType::Accuse),
        "FIGHT" => Some(PloverType::Assault),
        name => PloverType::from_name(name),
    }
}
