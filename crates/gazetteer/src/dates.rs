//! What the offices and occasions named say about the date of an article.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use demarche_calendar::{Bearing, DateConstraint, day_in_words};
use demarche_language::Annotation;
use demarche_record::{Article, BlockKind, Granularity, Interval, Span};
use jiff::ToSpan;

use crate::Gazetteer;
use crate::people::{Cast, cast, same_office};
use crate::resolve::{places_in, scans_of};
use crate::scan::Scan;
use crate::tables::{self, Accord, Encounter, Held};

/// Known meetings of the same persons, anywhere, up to which the one at the place named is taken to be meant.
const FEW: usize = 3;

/// See [`Gazetteer::date_constraints`].
pub(crate) fn constraints(gazetteer: &Gazetteer, article: &Article, annotation: &Annotation) -> Vec<DateConstraint> {
    let tables = &gazetteer.tables;
    let scans = scans_of(gazetteer, article, annotation);
    let people = cast(tables, &scans, None);
    let mut out = Vec::new();
    for person in people.iter().filter(|person| person.roster.is_some()) {
        for title in &person.titles {
            if title.past
                || title.office.is_empty()
                || matches!(title.class, "honorific" | "military" | "cleric" | "private" | "lawmaker" | "adviser")
            {
                continue;
            }
            let (sentence, role) = title.at;
            let role = &scans[sentence].roles[role];
            let Some(name) = role.name.map(|name| &scans[sentence].names[name]) else { continue };
            // "(grandfather of Prime Minister Yukio Hatoyama)" is an aside that may speak of any time.
            if name.bracketed {
                continue;
            }
            let mut held: Vec<&Held> = person
                .held
                .iter()
                .filter(|held| {
                    same_office(tables, held.office, &title.office) && held.from.is_some() && held.source != "cia-2019"
                })
                .collect();
            // "President Xi Jinping" dates by his presidency, not by his leadership of the party.
            if held.iter().any(|held| held.office == title.office) {
                held.retain(|held| held.office == title.office);
            }
            held.sort_by_key(|held| held.from);
            if held.is_empty() {
                continue;
            }
            let tokens = name.full.start.min(role.tokens.start)..name.full.end.max(role.tokens.end);
            let span = annotation.sentences[sentence].span_of(tokens);
            let state = person.roster.map_or("", |found| found.state());
            let of = tables.state(state).map_or_else(String::new, |state| format!(" of {}", state.name));
            let terms: Vec<String> = held
                .iter()
                .map(|held| match (held.from, held.to) {
                    (Some(from), Some(to)) => format!("from {} to {}", day_in_words(from), day_in_words(to)),
                    (Some(from), None) => format!("since {}", day_in_words(from)),
                    _ => String::new(),
                })
                .collect();
            out.push(DateConstraint {
                bearing: Bearing::Tenure,
                any_of: held.iter().map(|held| held.interval()).collect(),
                span: Some(span),
                text: span.of(&article.text).to_owned(),
                says: format!(
                    "{} was {}{of} {}",
                    person.roster.map_or("", |found| found.name()),
                    held[0].office,
                    terms.join(" and ")
                ),
                firm: person.certainty > 0.8,
            });
        }
    }
    for (index, scan) in scans.iter().enumerate() {
        let sentence = &annotation.sentences[index];
        for found in &scan.matches {
            let Some(series) = found.series() else { continue };
            let next = sentence.tokens.get(found.tokens.end).map(|token| token.form.to_lowercase()).unwrap_or_default();
            let gathering =
                matches!(next.as_str(), "summit" | "meeting" | "conference" | "forum" | "session" | "leaders");
            if found.organisation().is_some() && !gathering {
                continue;
            }
            let (name, _) = tables.series[series];
            let places = places_in(gazetteer, scan);
            let all: Vec<usize> = (0..tables.meetings.len()).filter(|&at| tables.meetings[at].series == name).collect();
            let at_place: Vec<usize> = all
                .iter()
                .copied()
                .filter(|&at| {
                    let meeting = &tables.meetings[at];
                    places
                        .iter()
                        .any(|place| place == meeting.place || (place == meeting.state && !meeting.state.is_empty()))
                })
                .collect();
            let chosen = if at_place.is_empty() { all } else { at_place };
            let span = sentence.span_of(found.tokens.clone());
            let shown: Vec<String> =
                chosen.iter().rev().take(3).map(|&at| day_in_words(tables.meetings[at].from)).collect();
            out.push(DateConstraint {
                bearing: Bearing::Occasion,
                any_of: chosen.iter().map(|&at| gazetteer.meeting_interval(at)).collect(),
                span: Some(span),
                text: span.of(&article.text).to_owned(),
                says: format!(
                    "the {name} was held on {}{}",
                    shown.join(", "),
                    if chosen.len() > 3 { " and in other years" } else { "" }
                ),
                firm: false,
            });
        }
    }
    signings(article, annotation, &mut out);
    encounters(gazetteer, article, annotation, &scans, &people, &mut out);
    out.sort_by_key(|constraint| constraint.span.map(|span| span.start));
    out.dedup();
    out
}

/// Accords that the article calls by their names.
fn signings(article: &Article, annotation: &Annotation, out: &mut Vec<DateConstraint>) {
    static BY_NAME: LazyLock<BTreeMap<&str, Vec<&Accord>>> = LazyLock::new(|| {
        let mut by_name: BTreeMap<&str, Vec<&Accord>> = BTreeMap::new();
        for accord in tables::accords() {
            for &name in &accord.names {
                by_name.entry(name).or_default().push(accord);
            }
        }
        by_name
    });
    for sentence in &annotation.sentences {
        let text = sentence.span.of(&article.text);
        for (name, accords) in BY_NAME.iter() {
            let Some(at) = text.find(name) else { continue };
            let end = at + name.len();
            let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '-');
            if inside(text[..at].chars().next_back()) || inside(text[end..].chars().next()) {
                continue;
            }
            let span = Span { start: sentence.span.start + at, end: sentence.span.start + end };
            let days: Vec<String> = accords.iter().take(3).map(|accord| day_in_words(accord.from)).collect();
            out.push(DateConstraint {
                bearing: Bearing::Signing,
                any_of: accords
                    .iter()
                    .map(|accord| Interval::between(accord.from, accord.to, Granularity::Day))
                    .collect(),
                span: Some(span),
                text: (*name).to_owned(),
                says: format!("the {name} was signed on {}", days.join(" or ")),
                firm: true,
            });
        }
    }
}

/// Meetings known by those who met, where the article names the place: the days told beside their names are those of the meeting.
fn encounters(
    gazetteer: &Gazetteer,
    article: &Article,
    annotation: &Annotation,
    scans: &[Scan],
    people: &[Cast],
    out: &mut Vec<DateConstraint>,
) {
    let mut named: BTreeMap<usize, Vec<(&Cast, usize)>> = BTreeMap::new();
    for person in people.iter().filter(|person| person.roster.is_some()) {
        for &(sentence, name) in &person.spans {
            named.entry(sentence).or_default().push((person, name));
        }
    }
    let places_of = |index: usize| -> BTreeSet<String> {
        let Some(scan) = scans.get(index) else { return BTreeSet::new() };
        let toponyms = scan.matches.iter().filter_map(|found| found.place());
        let states = toponyms.map(|place| gazetteer.tables.places[place].state.to_owned());
        places_in(gazetteer, scan).into_iter().chain(states).collect()
    };
    let datelines = article.blocks.iter().filter(|block| block.kind == BlockKind::Dateline);
    let datelines: Vec<String> = datelines.map(|block| block.span.of(&article.text).to_uppercase()).collect();
    let dateline: BTreeSet<&str> = tables::encounters()
        .iter()
        .map(|met| met.place)
        .filter(|place| datelines.iter().any(|line| line.starts_with(&place.to_uppercase())))
        .collect();
    let is = |person: &Cast, name: &str| {
        person.roster.is_some_and(|known| known.name() == name || known.aliases().any(|alias| alias == name))
    };
    for (&index, present) in &named {
        let mut places = places_of(index);
        places.extend(places_of(index + 1));
        places.extend(index.checked_sub(1).map(places_of).unwrap_or_default());
        places.extend(dateline.iter().map(|place| (*place).to_owned()));
        let mut by_persons: BTreeMap<Vec<&str>, Vec<&Encounter>> = BTreeMap::new();
        for met in tables::encounters() {
            let here = met.persons.iter().copied().filter(|name| present.iter().any(|(p, _)| is(p, name)));
            let here: BTreeSet<&str> = here.collect();
            if here.len() >= 2 && (places.contains(met.place) || places.contains(met.state)) {
                by_persons.entry(here.into_iter().collect()).or_default().push(met);
            }
        }
        for (persons, mut met) in by_persons {
            // A place named is more than its country.
            if met.iter().any(|met| places.contains(met.place)) {
                met.retain(|met| places.contains(met.place));
            }
            // Those who meet all the time met on other days as well.
            let known = tables::encounters().iter().filter(|met| persons.iter().all(|name| met.persons.contains(name)));
            if met.len() > 1 || known.count() > FEW {
                continue;
            }
            let Some(&(_, name)) = present.iter().find(|(p, _)| persons.iter().any(|n| is(p, n))) else { continue };
            let span = annotation.sentences[index].span_of(scans[index].names[name].full.clone());
            let shown: Vec<String> =
                met.iter().rev().take(3).map(|met| format!("in {} on {}", met.place, day_in_words(met.from))).collect();
            out.push(DateConstraint {
                bearing: Bearing::Meeting,
                any_of: met.iter().map(|met| Interval::between(met.from, met.to, Granularity::Day)).collect(),
                span: Some(span),
                text: span.of(&article.text).to_owned(),
                says: format!("{} met {}", persons.join(" and "), shown.join(" or ")),
                firm: true,
            });
        }
    }
}

impl Gazetteer {
    /// Meetings of a series, best first: those at a place named, then the nearest to the date.
    pub(crate) fn meetings_near(&self, series: &str, date: Option<&Interval>, places: &[String]) -> Vec<usize> {
        let meetings = &self.tables.meetings;
        let mut found: Vec<(bool, i64, usize)> = (0..meetings.len())
            .filter(|&at| meetings[at].series == series)
            .filter_map(|at| {
                let meeting = &meetings[at];
                let there = places
                    .iter()
                    .any(|place| *place == meeting.place || (*place == meeting.state && !meeting.state.is_empty()));
                let gap = match date.and_then(|date| date.earliest.zip(date.latest)) {
                    Some((earliest, latest)) => {
                        let before = earliest.since(meeting.to).map_or(0, |span| i64::from(span.get_days()));
                        let after = meeting.from.since(latest).map_or(0, |span| i64::from(span.get_days()));
                        before.max(after).max(0)
                    }
                    None if there => 0,
                    None => return None,
                };
                (gap < 330 || there && gap < 4000).then_some((!there, gap, at))
            })
            .collect();
        found.sort_unstable();
        // A far meeting at the place named yields to a near one elsewhere.
        if let Some(&(false, gap, _)) = found.first()
            && gap > 400
            && let Some(near) = found.iter().position(|(_, gap, _)| *gap < 60)
        {
            let best = found.remove(near);
            found.insert(0, best);
        }
        found.into_iter().map(|(.., at)| at).collect()
    }

    /// The days of a meeting.
    pub(crate) fn meeting_interval(&self, at: usize) -> Interval {
        let meeting = &self.tables.meetings[at];
        Interval::between(meeting.from, meeting.to.max(meeting.from.saturating_add(0.days())), Granularity::Day)
    }
}
