//! TimelineJS: one slide an event, as in "TimelineJS JSON format" (Knight Lab): `start_date`, `end_date`, `text`, `group`, `unique_id`. Texts are HTML
//! there, so everything of the record is escaped.

use demarche_record::{Diagnostic, Event, Granularity, Interval};
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::view::{View, happened, quad_name};

/// Text for HTML, without control characters.
fn html(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A date as fine as the interval is.
fn date(day: Date, when: &Interval) -> Value {
    match when.granularity {
        Granularity::Year | Granularity::Decade | Granularity::Century => json!({ "year": day.year() }),
        Granularity::Month | Granularity::Season => json!({ "year": day.year(), "month": day.month() }),
        _ => json!({ "year": day.year(), "month": day.month(), "day": day.day() }),
    }
}

/// The slides in the order of their days.
pub(crate) fn write(view: &View<'_>, events: &[&Event], notes: &mut Vec<Diagnostic>) -> Vec<u8> {
    let mut dated: Vec<(&Event, &Interval, Date)> = events
        .iter()
        .filter_map(|event| {
            let when = event.when.as_ref()?;
            Some((*event, when, when.earliest.or(when.latest)?))
        })
        .collect();
    dated.sort_by_key(|(_, when, day)| (*day, when.latest));
    if dated.len() < events.len() {
        let message = format!("{} events have no date at all and got no slide", events.len() - dated.len());
        notes.push(Diagnostic::note("timelinejs", message));
    }
    let slides: Vec<Value> = dated
        .iter()
        .map(|(event, when, first)| {
            let names = |ids: &[String]| ids.iter().map(|id| view.name(id)).collect::<Vec<_>>().join(", ");
            let (sources, targets) = (names(&event.sources), names(&event.targets));
            let sides = [sources, targets].into_iter().filter(|side| !side.is_empty()).collect::<Vec<_>>();
            let mark = if happened(event.status) { String::new() } else { format!("{}: ", event.status.name()) };
            let reports = view.reports(&event.evidence);
            let quotes: Vec<String> = reports
                .iter()
                .map(|(one, article)| {
                    let sentence = article.map_or(&*one.text, |article| one.sentence.of(&article.text));
                    let source =
                        article.map_or(&*one.article, |article| article.title.as_deref().unwrap_or(&article.source));
                    format!("<blockquote>{}</blockquote><p><cite>{}</cite></p>", html(sentence), html(source))
                })
                .collect();
            let mut slide = json!({
                "start_date": date(*first, when),
                "text": {
                    "headline": html(&format!("{mark}{}", sides.join(" – "))),
                    "text": format!("<p>{}</p>{}", html(&event.content), quotes.concat()),
                },
                "group": quad_name(event.kind.quad()),
                "unique_id": event.id,
            });
            if let Some(last) = when.latest.map(|last| date(last, when)).filter(|last| *last != slide["start_date"]) {
                slide["end_date"] = last;
            }
            slide
        })
        .collect();
    let count = slides.len();
    let timeline = json!({
        "title": { "text": { "headline": "Record of events", "text": format!("<p>{count} events</p>") } },
        "events": slides,
    });
    let mut out = serde_json::to_vec_pretty(&timeline).expect("values of ours are JSON");
    out.push(b'\n');
    out
}
