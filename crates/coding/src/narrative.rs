//! The day of an event that its sentence does not date: a story goes on where it stands. Which words date an event by
//! themselves lives in `attach`.

use demarche_record::{Basis, Event, FoundBy, Granularity, Interval, Modifier, PloverType, Published, Status};

use crate::tree::Tree;
use crate::{Reading, attach};

/// How the verb of an event stands to the time of the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// "met", "was signed": goes on with the story.
    Past,
    /// "had met": before the point that the story has reached.
    PastPerfect,
    /// "has met": some time up to publication.
    PresentPerfect,
    /// "meets", "insists": at publication.
    Present,
    /// A participle, an infinitive or a noun.
    NotFinite,
}

/// Reads it off the clause.
pub(crate) fn told(tree: &Tree<'_>, clause: usize) -> Told {
    let auxiliaries: Vec<String> = tree.by(clause, "aux").chain(tree.by(clause, "cop")).map(|a| tree.form(a)).collect();
    let has = |words: &[&str]| auxiliaries.iter().any(|a| words.contains(&a.as_str()));
    if has(&["had", "'d"]) {
        Told::PastPerfect
    } else if has(&["has", "have", "'ve"]) {
        Told::PresentPerfect
    } else if has(&["was", "were", "did"]) {
        Told::Past
    } else if has(&["is", "are", "am", "does", "do"]) {
        Told::Present
    } else if tree.feature(clause, "VerbForm") == Some("Fin") {
        if tree.feature(clause, "Tense") == Some("Past") { Told::Past } else { Told::Present }
    } else {
        Told::NotFinite
    }
}

/// What dating needs to know of an event, in the order of the text.
pub(crate) struct Site {
    pub sentence: usize,
    pub block: usize,
    pub told: Told,
    /// The token of the predicate.
    pub token: usize,
}

/// Whether a verb in the present tense reports what was said ("Paris rejects the plan") and not what goes on.
pub(crate) fn is_speech_act(kind: PloverType) -> bool {
    use PloverType::{Accuse, Agree, Concede, Reject, Request, Support, Threaten};
    matches!(kind, Accuse | Agree | Concede | Reject | Request | Support | Threaten)
}

/// "This time", "Now": a sentence that returns from a look back to the news.
fn returns(reading: &Reading<'_>, sentence: usize) -> bool {
    let Some(sentence) = reading.annotation.sentences.get(sentence) else { return false };
    let word = |at: usize| sentence.tokens.get(at).map(|token| token.form.to_lowercase()).unwrap_or_default();
    matches!(word(0).as_str(), "now" | "today") || word(0) == "this" && matches!(word(1).as_str(), "time" | "week")
}

/// A day that the main clause of a sentence names: the point that the story has reached.
struct Point {
    sentence: usize,
    block: usize,
    when: Interval,
    background: bool,
}

/// Whether a word stands in a relative clause or beside a noun.
fn in_relative(tree: &Tree<'_>, token: usize) -> bool {
    let mut at = token;
    for _ in 0..tree.len() {
        if tree.rel(at) == "acl" {
            return true;
        }
        match tree.head(at) {
            Some(head) => at = head,
            None => return false,
        }
    }
    false
}

/// The points of the story in the order of the text, as far as they are past and no coarser than a year.
fn points(reading: &Reading<'_>) -> Vec<Point> {
    let publication = reading.published.interval.as_ref();
    let mut points = Vec::new();
    for (index, sentence) in reading.annotation.sentences.iter().enumerate() {
        let mut times = reading.times.iter().filter(|t| t.sentence == index && t.interval.is_some()).peekable();
        if times.peek().is_none() {
            continue;
        }
        let tree = Tree::new(sentence);
        for time in times {
            let Some(when) = time.interval.clone().filter(|when| is_point(when) && time.tokens.start < tree.len())
            else {
                continue;
            };
            let anchor = attach::anchor_of(&tree, &time.tokens);
            let Some(verb) = main_clause(&tree, anchor) else { continue };
            let ahead =
                matches!((when.earliest, publication.and_then(|p| p.latest)), (Some(first), Some(day)) if first > day);
            if ahead || !matches!(told(&tree, verb), Told::Past | Told::PastPerfect) {
                continue;
            }
            let background = matches!(
                (when.latest, publication.and_then(|p| p.earliest)),
                (Some(last), Some(day)) if last.until(day).is_ok_and(|span| span.get_days() > BACKGROUND_DAYS)
            );
            points.push(Point { sentence: index, block: sentence.block, when, background });
        }
    }
    points
}

/// Days before publication from which on a point of the story is history.
const BACKGROUND_DAYS: i32 = 120;

fn is_point(when: &Interval) -> bool {
    when.granularity <= Granularity::Year
        && when.earliest.is_some()
        && when.latest.is_some()
        && !matches!(when.modifier, Some(Modifier::After | Modifier::Before))
}

/// The verb of the main clause, or of one coordinated with it, that a time expression hangs on as an adverbial.
fn main_clause(tree: &Tree<'_>, anchor: usize) -> Option<usize> {
    let modifier = matches!(tree.rel(anchor), "compound" | "amod" | "nummod") || tree.deprel(anchor) == "nmod:poss";
    let of = tree.rel(anchor) == "nmod"
        && tree.prepositions(anchor).iter().any(|p| p == "of")
        && tree.head(anchor).is_none_or(|noun| !attach::part_of_day(tree, noun));
    if modifier || of {
        return None;
    }
    let mut at = anchor;
    for _ in 0..tree.len() {
        if at != anchor && tree.is_clause(at) {
            break;
        }
        at = tree.head(at)?;
    }
    let verb = at;
    for _ in 0..tree.len() {
        match (tree.head(at), tree.rel(at)) {
            (None, _) => return Some(verb),
            (Some(head), "conj") => at = head,
            _ => return None,
        }
    }
    None
}

/// Dates the events that have no day. An event takes the day of the nearest dated one before it in its sentence, then the point
/// that its paragraph has reached (where a story told of long ago stays there), else the day that the article as a whole is
/// about. What is told in the perfect or present lies no later than publication; what is planned lies ahead of it. Days from
/// outside the sentence are marked as approximate.
pub(crate) fn date(events: &mut [(&mut Event, Site)], reading: &Reading<'_>) {
    let published = reading.published;
    let stated: Vec<bool> = events.iter().map(|(event, _)| event.when.is_some()).collect();
    let points = points(reading);
    let lead = lead(events, &points, published);
    let publication = published.interval.clone().filter(|interval| interval.days().is_some_and(|days| days <= NARROW));
    // What a relative clause tells of long ago is an aside: the story does not go on from there.
    let aside: Vec<bool> = events
        .iter()
        .map(|(event, site)| {
            event.background
                && reading
                    .annotation
                    .sentences
                    .get(site.sentence)
                    .is_some_and(|s| in_relative(&Tree::new(s), site.token))
        })
        .collect();
    for index in 0..events.len() {
        let (event, site) = &events[index];
        if event.when.is_some() {
            continue;
        }
        let before = |test: &dyn Fn(&Event, &Site) -> bool| {
            (0..index)
                .rev()
                .filter(|&at| stated[at])
                .map(|at| &events[at])
                .find(|(e, s)| e.status == Status::Occurred && !unplaced(e) && test(e, s))
        };
        if event.status == Status::Planned {
            // Planned as of publication, unless it was planned long ago.
            let history = before(&|_, s| s.sentence == site.sentence).is_some_and(|(e, _)| e.background);
            if let (false, Some(ahead)) = (history, publication.as_ref().and_then(ahead)) {
                let event = &mut *events[index].0;
                event.when = Some(ahead);
                event.found_by.push(FoundBy::new("time/ahead", ""));
            }
            continue;
        }
        if !matches!(event.status, Status::Occurred | Status::Ongoing) {
            continue;
        }
        let fine = |e: &Event| e.when.as_ref().is_some_and(|when| when.granularity <= Granularity::Year);
        let news = returns(reading, site.sentence);
        let reached = || {
            if news {
                return None;
            }
            let event = (0..index)
                .rev()
                .filter(|&at| stated[at] && !(aside[at] && events[at].1.sentence != site.sentence))
                .map(|at| &events[at])
                .find(|(e, s)| e.status == Status::Occurred && !unplaced(e) && s.block == site.block && fine(e));
            // A simple past after a look back returns to the news.
            let point = points.iter().rfind(|p| {
                p.block == site.block && p.sentence < site.sentence && (!p.background || site.told == Told::PastPerfect)
            });
            match (event, point) {
                (Some((_, s)), Some(point)) if s.sentence < point.sentence => {
                    Some((point.when.clone(), point.background))
                }
                (Some((e, _)), _) => Some((e.when.clone()?, e.background)),
                (None, Some(point)) => Some((point.when.clone(), point.background)),
                (None, None) => None,
            }
        };
        let found = match site.told {
            Told::PresentPerfect | Told::Present => publication.clone().or_else(|| lead.clone()).map(|i| (i, false)),
            Told::Past | Told::NotFinite => before(&|_, s| s.sentence == site.sentence)
                .and_then(|(e, _)| Some((e.when.clone()?, e.background)))
                .or_else(reached)
                .or_else(|| Some((lead.clone().or_else(|| publication.clone())?, false))),
            Told::PastPerfect => reached().or_else(|| Some((lead.clone()?, false))),
        };
        let Some((interval, background)) = found else { continue };
        let event = &mut *events[index].0;
        event.when = Some(interval.with(Modifier::Approximate));
        event.background = background;
        event.found_by.push(FoundBy::new("time/narrative", ""));
    }
    for (event, _) in events.iter_mut() {
        if unplaced(event) {
            event.when = None;
        }
    }
}

/// Days of publication up to which what is undated takes that interval.
const NARROW: i64 = 31;

/// Whether words date the event that nothing anchors.
fn unplaced(event: &Event) -> bool {
    event.when.as_ref().is_some_and(|when| when.earliest.is_none() && when.latest.is_none())
}

/// From publication on, for as long as plans are usually made.
fn ahead(publication: &Interval) -> Option<Interval> {
    let last = publication.latest?.checked_add(jiff::Span::new().days(attach::PLANNED_DAYS)).ok()?;
    Some(Interval {
        earliest: publication.earliest,
        latest: Some(last),
        granularity: Granularity::Span,
        modifier: Some(Modifier::After),
    })
}

/// The day that the article is about: the first in the text of its dated current events and points that is no coarser than a
/// week and no more than two weeks older than the article; where there is none, the day of the article itself if the page
/// gives it, else the first such day of any age.
fn lead(events: &[(&mut Event, Site)], points: &[Point], published: &Published) -> Option<Interval> {
    let told = events
        .iter()
        .filter(|(event, _)| event.status == Status::Occurred && !event.background)
        .filter_map(|(event, site)| Some((site.sentence, 1, event.when.clone()?)));
    let named = points.iter().filter(|p| !p.background).map(|p| (p.sentence, 0, p.when.clone()));
    let mut dated: Vec<(usize, u8, Interval)> = told
        .chain(named)
        .filter(|(.., when)| when.granularity <= Granularity::Week && when.days().is_some_and(|days| days <= 10))
        .collect();
    dated.sort_by_key(|(sentence, rank, _)| (*sentence, *rank));
    let dated: Vec<Interval> = dated.into_iter().map(|(.., when)| when).collect();
    let publication = published.interval.as_ref();
    let fresh = |when: &&Interval| match (when.latest, publication.and_then(|interval| interval.earliest)) {
        (Some(last), Some(day)) => last.until(day).is_ok_and(|span| span.get_days() <= FRESH),
        _ => true,
    };
    let given = matches!(published.basis, Basis::Printed | Basis::Metadata);
    dated.iter().find(fresh).or(publication.filter(|_| given)).or(dated.first()).cloned()
}

/// Days by which the event that an article is about may precede it.
const FRESH: i32 = 14;
