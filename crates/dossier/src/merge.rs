//! Findings of many articles become one: identifiers made unique, actors and issues joined, reports of one event merged.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{
    Actor, ActorId, ActorKind, Article, Event, Findings, FoundBy, Interval, Position, PositionKind, Status,
};
use jiff::civil::Date;

use crate::issues;
use crate::same::{Report, candidates, clusters, same_event};

/// Merges the findings of many articles into one record. The order of the inputs does not change the result: articles
/// are put in the order of publication first (undated ones last, by source). Every report keeps its evidence.
///
/// ```
/// use demarche_record::Findings;
/// assert_eq!(demarche_dossier::merge(vec![Findings::default()]), Findings::default());
/// ```
#[must_use]
pub fn merge(parts: Vec<Findings>) -> Findings {
    merge_as_of(parts, None)
}

/// The same as it was known on a day, with nothing later in it: articles that had not certainly been published by then are left
/// out ([`known_by`](crate::course::known_by)), and what lies after that day is a plan at most. Each part holds one article.
#[must_use]
pub fn merge_as_of(mut parts: Vec<Findings>, as_of: Option<Date>) -> Findings {
    if let Some(day) = as_of {
        crate::course::known_by(&mut parts, day);
    }
    parts.sort_by_cached_key(|part| {
        let article = part.articles.first();
        let day = article.and_then(|a| a.published.interval.as_ref()).and_then(|i| i.latest.or(i.earliest));
        (day.is_none(), day, article.map(|a| a.source.clone()))
    });
    merge_in_order(parts, as_of, join_events, &|_| {})
}

/// Merges parts that are in order already, with the events joined by `cluster_of`: reports with the same number are one event.
/// It is given the identifier that the event has in its part. `correct` is given the whole before it is compared over time.
pub(crate) fn merge_by(
    parts: Vec<Findings>,
    as_of: Option<Date>,
    cluster_of: &dyn Fn(&str) -> Option<i64>,
    correct: &dyn Fn(&mut Findings),
) -> Findings {
    let by_number = |whole: &mut Findings, published: &Published| {
        let events = std::mem::take(&mut whole.events);
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut place: BTreeMap<i64, usize> = BTreeMap::new();
        for (index, event) in events.iter().enumerate() {
            let number = event.id.split_once('/').and_then(|(_, own)| cluster_of(own));
            match number.and_then(|number| place.get(&number)) {
                Some(&group) => groups[group].push(index),
                None => {
                    place.extend(number.map(|number| (number, groups.len())));
                    groups.push(vec![index]);
                }
            }
        }
        write_events(whole, events, groups, published);
    };
    merge_in_order(parts, as_of, by_number, correct)
}

fn merge_in_order(
    parts: Vec<Findings>,
    as_of: Option<Date>,
    join_events: impl FnOnce(&mut Findings, &Published),
    correct: &dyn Fn(&mut Findings),
) -> Findings {
    let published: Published = parts
        .iter()
        .flat_map(|part| &part.articles)
        .map(|article| (article.id.clone(), article.published.interval.clone()))
        .collect();
    let mut whole = Findings::default();
    let casts: Vec<issues::Cast> = parts.iter().map(issues::cast).collect();
    let mut issue_parts: Vec<usize> = Vec::new();
    for (index, part) in parts.into_iter().enumerate() {
        issue_parts.extend(std::iter::repeat_n(index, part.issues.len()));
        append(&mut whole, part, index);
    }
    join_people(&mut whole);
    join_actors(&mut whole);
    issues::join(&mut whole, &issue_parts, &casts);
    join_events(&mut whole, &published);
    settle_agenda(&mut whole);
    join_positions(&mut whole, &published);
    renumber(&mut whole);
    correct(&mut whole);
    if !whole.articles.is_empty() {
        crate::course::compare(&mut whole, as_of);
    }
    whole
}

type Published = BTreeMap<String, Option<Interval>>;

/// Adds one part with identifiers that cannot clash with those of the parts before it.
fn append(whole: &mut Findings, mut part: Findings, index: usize) {
    let fresh = |id: &mut String| *id = format!("{index}/{id}");
    part.events.iter_mut().for_each(|e| fresh(&mut e.id));
    part.positions.iter_mut().for_each(|p| fresh(&mut p.id));
    part.shifts.iter_mut().for_each(|s| fresh(&mut s.id));
    part.measures.iter_mut().for_each(|m| fresh(&mut m.id));
    for driver in &mut part.drivers {
        fresh(&mut driver.id);
        fresh(&mut driver.of);
    }
    for item in &mut part.agenda {
        fresh(&mut item.id);
        item.event.iter_mut().for_each(fresh);
    }
    whole.articles.append(&mut part.articles);
    whole.actors.append(&mut part.actors);
    whole.tenures.append(&mut part.tenures);
    whole.issues.append(&mut part.issues);
    whole.events.append(&mut part.events);
    whole.positions.append(&mut part.positions);
    whole.shifts.append(&mut part.shifts);
    whole.drivers.append(&mut part.drivers);
    whole.measures.append(&mut part.measures);
    whole.agenda.append(&mut part.agenda);
    whole.diagnostics.append(&mut part.diagnostics);
}

/// A person known by surname alone in one article is the one of that surname and state in another, if there is just one.
fn join_people(whole: &mut Findings) {
    let full: Vec<(ActorId, String, Option<String>)> = whole
        .actors
        .iter()
        .filter(|a| a.kind == ActorKind::Person && a.name.contains(' '))
        .map(|a| (a.id.clone(), a.name.rsplit(' ').next().unwrap_or("").to_lowercase(), a.state.clone()))
        .collect();
    let mut renamed = BTreeMap::new();
    for actor in whole.actors.iter().filter(|a| a.kind == ActorKind::Person && !a.name.contains(' ')) {
        let fits: BTreeSet<&ActorId> = full
            .iter()
            .filter(|(_, surname, state)| {
                *surname == actor.name.to_lowercase()
                    && (state == &actor.state || actor.state.is_none() || state.is_none())
            })
            .map(|(id, _, _)| id)
            .collect();
        if let [only] = fits.into_iter().collect::<Vec<_>>()[..] {
            renamed.insert(actor.id.clone(), only.clone());
        }
    }
    rename_actors(whole, &renamed);
}

/// Replaces actor ids everywhere.
fn rename_actors(whole: &mut Findings, renamed: &BTreeMap<ActorId, ActorId>) {
    if renamed.is_empty() {
        return;
    }
    let rename = |id: &mut ActorId| {
        if let Some(new) = renamed.get(id) {
            id.clone_from(new);
        }
    };
    whole.actors.iter_mut().for_each(|a| rename(&mut a.id));
    whole.tenures.iter_mut().for_each(|t| rename(&mut t.person));
    for event in &mut whole.events {
        event.sources.iter_mut().chain(&mut event.targets).chain(&mut event.reported_by).for_each(rename);
    }
    for position in &mut whole.positions {
        rename(&mut position.holder);
        position.reported_by.iter_mut().for_each(rename);
    }
    for shift in &mut whole.shifts {
        rename(&mut shift.holder);
        shift.asserted_by.iter_mut().for_each(rename);
    }
    whole.measures.iter_mut().flat_map(|m| &mut m.reported_by).for_each(rename);
    whole.agenda.iter_mut().flat_map(|a| &mut a.who).for_each(rename);
}

/// One actor for each id, with the aliases and mentions of all; the longest name wins, the first office stays.
fn join_actors(whole: &mut Findings) {
    let mut joined: Vec<Actor> = Vec::new();
    let mut place: BTreeMap<ActorId, usize> = BTreeMap::new();
    for actor in std::mem::take(&mut whole.actors) {
        let Some(&index) = place.get(&actor.id) else {
            place.insert(actor.id.clone(), joined.len());
            joined.push(actor);
            continue;
        };
        let one = &mut joined[index];
        let mut names = std::mem::take(&mut one.aliases);
        names.extend(actor.aliases);
        if actor.name.len() > one.name.len() {
            names.push(std::mem::replace(&mut one.name, actor.name));
        } else {
            names.push(actor.name);
        }
        let mut seen = BTreeSet::from([one.name.clone()]);
        one.aliases = names.into_iter().filter(|name| seen.insert(name.clone())).collect();
        one.state = one.state.take().or(actor.state);
        one.office = actor.office.or(one.office.take());
        one.sector = one.sector.take().or(actor.sector);
        one.mentions.extend(actor.mentions);
    }
    whole.actors = joined;
}

/// Joins the reports that are judged to tell of one event.
fn join_events(whole: &mut Findings, published: &Published) {
    let actors: BTreeMap<ActorId, &Actor> = whole.actors.iter().map(|actor| (actor.id.clone(), actor)).collect();
    let articles: BTreeMap<&String, &Article> = whole.articles.iter().map(|article| (&article.id, article)).collect();
    let events = std::mem::take(&mut whole.events);
    let reports: Vec<Option<Report>> = events
        .iter()
        .map(|event| Report::of(event, articles.get(&event.evidence.first()?.article)?, &actors))
        .collect();
    let known: Vec<usize> = (0..events.len()).filter(|&index| reports[index].is_some()).collect();
    let told: Vec<&Report> = known.iter().filter_map(|&index| reports[index].as_ref()).collect();
    let mut groups: Vec<Vec<usize>> = clusters(&told, &same_pairs(&told))
        .into_iter()
        .map(|group| group.into_iter().map(|index| known[index]).collect())
        .collect();
    groups.extend((0..events.len()).filter(|&index| reports[index].is_none()).map(|index| vec![index]));
    groups.sort();
    write_events(whole, events, groups, published);
}

/// One event for each group of reports, and everything that refers to a report refers to it.
fn write_events(whole: &mut Findings, events: Vec<Event>, groups: Vec<Vec<usize>>, published: &Published) {
    let mut events: Vec<Option<Event>> = events.into_iter().map(Some).collect();
    let mut renamed = BTreeMap::new();
    for group in groups {
        let cluster: Vec<Event> = group.into_iter().filter_map(|index| events[index].take()).collect();
        let Some(id) = cluster.first().map(|event| event.id.clone()) else { continue };
        renamed.extend(cluster.iter().map(|report| (report.id.clone(), id.clone())));
        whole.events.push(one_event(cluster, published));
    }
    for of in whole.drivers.iter_mut().map(|d| &mut d.of).chain(whole.agenda.iter_mut().flat_map(|a| &mut a.event)) {
        if let Some(new) = renamed.get(of) {
            of.clone_from(new);
        }
    }
}

/// The pairs of reports of different articles that are judged the same, with their log-odds. Within an article the coder has
/// already merged.
fn same_pairs(reports: &[&Report]) -> Vec<(usize, usize, f64)> {
    candidates(reports)
        .into_iter()
        .filter(|&(a, b)| reports[a].article != reports[b].article)
        .filter_map(|(a, b)| Some((a, b, same_event(reports[a], reports[b])?.log_odds)))
        .filter(|(_, _, odds)| *odds > 0.0)
        .collect()
}

/// One event from its reports: the days in all of them, the place and occasion first given, the latest word on whether it
/// happened, and a confidence as if the reports were independent witnesses at half weight.
pub(crate) fn one_event(mut reports: Vec<Event>, published: &Published) -> Event {
    let day = |report: &Event| -> Option<Date> {
        let article = &report.evidence.first()?.article;
        published.get(article)?.as_ref().and_then(|interval| interval.latest)
    };
    let count = reports.len();
    let last_word =
        reports.iter().max_by_key(|r| (r.status == Status::Occurred, day(r))).map_or(Status::Occurred, |r| r.status);
    let surest = reports.iter().map(|r| r.confidence.get()).fold(0.0, f64::max);
    let doubt = reports.iter().map(|r| 1.0 - r.confidence.get()).product::<f64>();
    let mut one = reports.remove(0);
    for report in reports {
        one.when = match (one.when.take(), report.when) {
            (Some(a), Some(b)) => a.meet(&b).or(Some(a)),
            (a, b) => a.or(b),
        };
        one.place = one.place.take().or(report.place);
        one.occasion = one.occasion.take().or(report.occasion);
        one.reported_by = one.reported_by.take().or(report.reported_by);
        one.issue = one.issue.take().or(report.issue);
        one.background &= report.background;
        one.found_by.extend(report.found_by);
        one.evidence.extend(report.evidence);
    }
    one.status = last_word;
    if count > 1 {
        one.confidence = demarche_record::Confidence::new((surest + (1.0 - doubt)) / 2.0);
        one.found_by.push(FoundBy::new("dossier/same-event", format!("{count} reports")));
    }
    one
}

/// An agenda item whose event has been reported as past is no longer to come.
fn settle_agenda(whole: &mut Findings) {
    let status: BTreeMap<&String, Status> = whole.events.iter().map(|e| (&e.id, e.status)).collect();
    let to_come = |id: &String| {
        status.get(id).is_none_or(|s| matches!(s, Status::Planned | Status::Proposed | Status::Hypothetical))
    };
    let mut seen = BTreeSet::new();
    whole.agenda.retain(|item| item.event.as_ref().is_none_or(|id| to_come(id) && seen.insert(id.clone())));
}

/// Positions in the order of time; the same stand told again adds its evidence.
fn join_positions(whole: &mut Findings, published: &Published) {
    let mut joined: Vec<Position> = Vec::new();
    // Only stands of one holder on one issue are compared, their words cut once, and only those that share a word.
    let mut stands: BTreeMap<(ActorId, Option<String>, PositionKind), Stands> = BTreeMap::new();
    for position in std::mem::take(&mut whole.positions) {
        let key = (position.holder.clone(), position.issue.clone(), position.kind);
        let known = stands.entry(key).or_default();
        let words = long_words(&position.content);
        let same = known.like(&words).find(|&at| !crate::course::other_deadlines(&joined[at], &position));
        match same {
            None => {
                known.add(joined.len(), words);
                joined.push(position);
            }
            Some(at) => {
                let other = &mut joined[at];
                other.evidence.extend(position.evidence);
                other.since = other.since.take().or(position.since);
            }
        }
    }
    let day = |position: &Position| -> Option<Date> {
        let since = position.since.as_ref().and_then(|interval| interval.earliest.or(interval.latest));
        since.or_else(|| published.get(&position.evidence.first()?.article)?.as_ref().and_then(|i| i.latest))
    };
    joined.sort_by_key(|position| (day(position).is_none(), day(position)));
    whole.positions = joined;
}

/// Short identifiers in the final order.
fn renumber(whole: &mut Findings) {
    let mut renamed = BTreeMap::new();
    let mut number = |prefix: &str, index: usize, id: &mut String| {
        let new = format!("{prefix}{}", index + 1);
        renamed.insert(std::mem::replace(id, new.clone()), new);
    };
    whole.events.iter_mut().enumerate().for_each(|(i, e)| number("e", i, &mut e.id));
    whole.positions.iter_mut().enumerate().for_each(|(i, p)| number("p", i, &mut p.id));
    whole.shifts.iter_mut().enumerate().for_each(|(i, s)| number("s", i, &mut s.id));
    whole.drivers.iter_mut().enumerate().for_each(|(i, d)| number("d", i, &mut d.id));
    whole.measures.iter_mut().enumerate().for_each(|(i, m)| number("m", i, &mut m.id));
    whole.agenda.iter_mut().enumerate().for_each(|(i, a)| number("a", i, &mut a.id));
    for of in whole.drivers.iter_mut().map(|d| &mut d.of).chain(whole.agenda.iter_mut().flat_map(|a| &mut a.event)) {
        if let Some(new) = renamed.get(of) {
            of.clone_from(new);
        }
    }
}

/// The stands of one holder on one issue, by their words.
#[derive(Default)]
struct Stands {
    /// Place among all positions and number of words.
    stands: Vec<(usize, usize)>,
    by_word: BTreeMap<String, Vec<usize>>,
}

impl Stands {
    fn add(&mut self, place: usize, words: BTreeSet<String>) {
        self.stands.push((place, words.len()));
        for word in words {
            self.by_word.entry(word).or_default().push(self.stands.len() - 1);
        }
    }

    /// Places of those of whose words, or of its own, whichever are fewer, enough are shared; the first first.
    fn like(&self, words: &BTreeSet<String>) -> impl Iterator<Item = usize> {
        let mut both: BTreeMap<usize, usize> = BTreeMap::new();
        for stand in words.iter().filter_map(|word| self.by_word.get(word)).flatten() {
            *both.entry(*stand).or_default() += 1;
        }
        let count = words.len();
        let alike = both.into_iter().filter(move |&(stand, both)| {
            let least = count.min(self.stands[stand].1);
            both as f64 / least as f64 >= SAME_STAND
        });
        alike.map(|(stand, _)| self.stands[stand].0).collect::<Vec<_>>().into_iter()
    }
}

/// Share of words from which two stands are one told twice.
const SAME_STAND: f64 = 0.7;

/// The words of four letters and more, in lower case.
fn long_words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 3).map(str::to_lowercase).collect()
}
