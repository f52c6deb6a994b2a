//! The agenda as iCalendar (RFC 5545): one all-day entry for each item with a day. `STATUS` says how firm it is.

use demarche_record::{AgendaItem, Diagnostic, Status};
use icalendar::{Calendar, Component, Event, EventLike, Property};
use jiff::civil::Date;

use crate::view::{View, number};

fn compact(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

/// Text that no other line can hide in: the library escapes what RFC 5545 escapes, other control characters go.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}

fn entry(view: &View<'_>, item: &AgendaItem, first: Date, last: Date) -> Event {
    let names: Vec<&str> = item.who.iter().map(|id| view.name(id)).collect();
    let open = if first == last { String::new() } else { format!(" (some day from {first} to {last})") };
    let what = if names.is_empty() { item.what.clone() } else { format!("{}: {}", names.join(", "), item.what) };
    let reports = view.reports(&item.evidence);
    let mut lines = vec![format!("{}{}", item.status.name(), open)];
    lines.extend(item.occasion.iter().map(|occasion| format!("occasion: {occasion}")));
    for (one, article) in &reports {
        let sentence = article.map_or(&*one.text, |article| one.sentence.of(&article.text));
        let source = article.map_or(&*one.article, |article| &*article.source);
        lines.push(format!("\"{sentence}\" ({source})"));
    }
    // The moment of the entry is the publication that it rests on: the same record gives the same file.
    let published = reports.first().and_then(|(_, article)| article.as_ref()?.published.interval.as_ref()?.earliest);
    let stamp = published.map_or_else(|| "19700101".to_owned(), compact);
    let place = item.evidence.first().map(|one| format!("{} {} {}", one.article, one.span.start, one.span.end));
    let mut words: Vec<&str> = item.who.iter().map(String::as_str).collect();
    words.push(&item.what);
    words.extend(place.as_deref());
    let mut event = Event::new();
    let date = |name: &str, day: Date| Property::new(name, compact(day)).add_parameter("VALUE", "DATE").done();
    event
        .uid(&format!("{:014x}@demarche", number(&words)))
        .add_property("DTSTAMP", format!("{stamp}T000000Z"))
        .append_property(date("DTSTART", first))
        .append_property(date("DTEND", last.tomorrow().unwrap_or(last)))
        .summary(&plain(&format!("{what}{open}")))
        .description(&plain(&lines.join("\n")))
        .add_property("TRANSP", "TRANSPARENT")
        .add_property(
            "STATUS",
            match item.status {
                // A plan without its day is not settled.
                Status::Occurred | Status::Ongoing | Status::Planned if first == last => "CONFIRMED",
                Status::Occurred | Status::Ongoing | Status::Planned | Status::Proposed | Status::Hypothetical => {
                    "TENTATIVE"
                }
                Status::Denied => "CANCELLED",
            },
        );
    if let Some(place) = &item.place {
        event.location(&plain(place));
    }
    event.done()
}

/// The items with a day, in its order; the others are counted in a note.
pub(crate) fn write(view: &View<'_>, notes: &mut Vec<Diagnostic>) -> Vec<u8> {
    let mut items: Vec<(&AgendaItem, Date, Date)> = Vec::new();
    let mut open = 0;
    for item in &view.findings.agenda {
        let (first, last) = item.when.as_ref().map_or((None, None), |when| (when.earliest, when.latest));
        match (first, last) {
            (Some(first), Some(last)) if first <= last => items.push((item, first, last)),
            _ => open += 1,
        }
    }
    if open > 0 {
        let message = format!("{open} items of the agenda have no day or an open end and are not in the calendar");
        notes.push(Diagnostic::note("icalendar", message));
    }
    items.sort_by_key(|(_, first, last)| (*first, *last));
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//Demarche//Agenda//EN"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    for (item, first, last) in items {
        calendar.push(entry(view, item, first, last));
    }
    calendar.done().to_string().into_bytes()
}
