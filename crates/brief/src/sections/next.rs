//! What is next: the agenda, as far as it lies ahead of the coverage.

use demarche_record::{AgendaItem, Status};
use jiff::civil::Date;

use crate::dates;
use crate::desk::{Desk, status_label, without_repeats};
use crate::document::{Group, Line, Section, Text};
use crate::{names, phrases};

/// The day of which the brief speaks: the one asked for, or the last day on which the coverage may have been published.
pub(crate) fn last_published(desk: &Desk<'_>) -> Option<Date> {
    if let Some(day) = desk.findings.course.as_ref().and_then(|course| course.as_of) {
        return Some(day);
    }
    desk.findings
        .articles
        .iter()
        .filter_map(|article| article.published.interval.as_ref())
        .filter_map(|i| i.earliest.or(i.latest))
        .max()
}

/// Whether an item lies ahead of the coverage. An undated one does if an article of the last days names it.
pub(crate) fn is_ahead(desk: &Desk<'_>, item: &AgendaItem) -> bool {
    let Some(last) = last_published(desk) else { return true };
    match item.when.as_ref().and_then(|when| when.latest.or(when.earliest)) {
        Some(day) => day >= last,
        None => {
            let recent = desk.findings.articles.iter().filter(|article| {
                article
                    .published
                    .interval
                    .as_ref()
                    .and_then(|i| i.latest.or(i.earliest))
                    .is_none_or(|day| last.since(day).map_or(true, |gap| gap.get_days() <= 45))
            });
            let recent: Vec<&str> = recent.map(|article| article.id.as_str()).collect();
            item.evidence.iter().any(|evidence| recent.contains(&evidence.article.as_str()))
        }
    }
}

/// The items ahead, soonest first.
pub(crate) fn ahead<'a>(desk: &Desk<'a>) -> Vec<&'a AgendaItem> {
    let mut items: Vec<(usize, &AgendaItem)> =
        desk.findings.agenda.iter().enumerate().filter(|(_, item)| is_ahead(desk, item)).collect();
    items.sort_by_key(|(index, item)| (dates::key(item.when.as_ref()), *index));
    items.into_iter().map(|(_, item)| item).collect()
}

/// The section on what is next.
pub(crate) fn write(desk: &mut Desk<'_>) -> Section {
    desk.names.start_section();
    let lines: Vec<Line> = ahead(desk).into_iter().map(|item| line(desk, item)).collect();
    let most = desk.options.most_lines;
    let (lines, more) = desk.cap("More of what is next", without_repeats(lines), most);
    let note = lines.is_empty().then(|| "The coverage announces nothing that lies ahead of it.".to_owned());
    let groups = if lines.is_empty() { Vec::new() } else { vec![Group { lines, more, ..Group::default() }] };
    Section { id: "next".into(), heading: "What is next".into(), note, groups }
}

/// The line of an item.
pub(crate) fn line<'a>(desk: &mut Desk<'a>, item: &'a AgendaItem) -> Line {
    let text = sentence(desk, item);
    let confidence = item.event.as_deref().and_then(|id| desk.event(id)).map(|event| event.confidence);
    let mut line = desk.line("next", text, &item.evidence, confidence);
    let told = line.text.to_string();
    let says = ["planned", "proposed", "possible", "ruled out"].iter().any(|word| told.contains(word));
    line.label = status_label(item.status).filter(|_| !says).map(str::to_owned);
    if let Some(event) = item.event.as_deref().and_then(|id| desk.event(id)) {
        desk.told.entry(&event.id).or_insert_with(|| line.id.clone());
    }
    line
}

/// "Shinzo Abe and Vladimir Putin are to meet in Argentina …", or "A meeting of … is planned …".
pub(crate) fn sentence(desk: &mut Desk<'_>, item: &AgendaItem) -> Text {
    if let Some(event) = item.event.as_deref().and_then(|id| desk.event(id)) {
        let mut event = event.clone();
        event.status = item.status;
        event.when = event.when.take().or_else(|| item.when.clone());
        event.place = event.place.take().or_else(|| item.place.clone());
        event.occasion = event.occasion.take().or_else(|| item.occasion.clone());
        if event.status == Status::Occurred {
            event.status = Status::Planned;
        }
        return phrases::event(&mut desk.names, &event);
    }
    let who: Vec<&str> = item.who.iter().map(String::as_str).collect();
    let who = desk.names.list(&who);
    let what = crate::clean::trimmed(&item.what);
    let first = what.split(' ').next().unwrap_or("").to_lowercase();
    let mut text = Text::default();
    let second = what.split(' ').nth(1).unwrap_or("").to_lowercase();
    let verb = crate::verbs::opens_verb_phrase(&first, &second);
    if (first == "to" || verb) && !who.is_empty() {
        let lower = what.to_lowercase();
        let named = |id: &&&str| !desk.names.words(id).iter().any(|word| lower.contains(word.as_str()));
        let ids: Vec<&str> = item.who.iter().map(String::as_str).collect();
        let free: Vec<&str> = ids.iter().filter(named).copied().collect();
        let subject = if free.is_empty() { ids } else { free };
        let be = if desk.names.plural(&subject) { "are" } else { "is" };
        desk.names.start_section();
        let to = if verb { "to " } else { "" };
        text = text.plain(format!("{} {be} {to}{what}", desk.names.list(&subject)));
    } else {
        let article = if matches!(
            first.as_str(),
            "the" | "a" | "an" | "his" | "her" | "its" | "their" | "this" | "that" | "further" | "more" | "new"
        ) || what.ends_with('s')
            || first.is_empty()
        {
            ""
        } else if first.starts_with(['a', 'e', 'i', 'o', 'u']) {
            "An "
        } else {
            "A "
        };
        let plural = what.ends_with('s') && !what.ends_with("ss");
        let be = if plural { "are" } else { "is" };
        let verb = match item.status {
            Status::Proposed => format!("{be} proposed"),
            Status::Hypothetical => format!("{be} possible"),
            Status::Denied => format!("{be} ruled out"),
            _ => format!("{be} planned"),
        };
        let what = if what.is_empty() { "An event".to_owned() } else { format!("{article}{what}") };
        text = text.plain(names::capital(&what));
        if !who.is_empty() {
            text = text.plain(if item.who.len() > 1 { format!(" of {who}") } else { format!(" ({who})") });
        }
        text = text.plain(format!(" {verb}"));
    }
    let said = text.to_string();
    if let Some(place) = item.place.as_deref().filter(|place| !said.contains(*place)) {
        text = text.plain(format!(" {}", names::at_place(place)));
    }
    if let Some(occasion) = item.occasion.as_deref().filter(|occasion| !said.contains(*occasion)) {
        text = text.plain(format!(" at {}", names::the_occasion(occasion)));
    }
    if let Some(when) = item.when.as_ref().and_then(dates::when) {
        text = text.plain(format!(" {when}"));
    }
    let capital = names::capital(&text.to_string());
    Text::of(capital).stop()
}
