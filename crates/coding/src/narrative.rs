//! The day of an event that its sentence does not date: a story goes on where it stands. Which words date an event by
//! themselves lives in `attach`.

use demarche_record::{Basis, Event, FoundBy, Granularity, Interval, Modifier, PloverType, Published, Status};

use crate::tree::Tree;

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
}

/// Whether a verb in the present tense reports what was said ("Paris rejects the plan") and not what goes on.
pub(crate) fn is_speech_act(kind: PloverType) -> bool {
    use PloverType::{Accuse, Agree, Concede, Reject, Request, Support, Threaten};
    matches!(kind, Accuse | Agree | Concede | Reject | Request | Support | Threaten)
}

/// Dates the events that have no day. An event takes the day of the nearest dated one before it in its sentence, then in its
/// paragraph (where a story told of long ago stays there), else the day that the article as a whole is about: that of its first
/// dated current event. What is told in the perfect or present lies no later than publication. Days from outside the sentence
/// are marked as approximate.
pub(crate) fn date(events: &mut [(&mut Event, Site)], published: &Published) {
    let stated: Vec<bool> = events.iter().map(|(event, _)| event.when.is_some()).collect();
    let lead = lead(events, published);
    let publication = published.interval.clone().filter(|interval| interval.days().is_some_and(|days| days <= 8));
    for index in 0..events.len() {
        let (event, site) = &events[index];
        if event.when.is_some() || !matches!(event.status, Status::Occurred | Status::Ongoing) {
            continue;
        }
        let before = |test: &dyn Fn(&Event, &Site) -> bool| {
            (0..index)
                .rev()
                .filter(|&at| stated[at])
                .map(|at| &events[at])
                .find(|(e, s)| e.status == Status::Occurred && test(e, s))
        };
        let fine = |e: &Event| e.when.as_ref().is_some_and(|when| when.granularity <= Granularity::Year);
        let found = match site.told {
            Told::PresentPerfect | Told::Present => publication.clone().or_else(|| lead.clone()).map(|i| (i, false)),
            Told::Past | Told::NotFinite => before(&|_, s| s.sentence == site.sentence)
                .or_else(|| before(&|e, s| s.block == site.block && fine(e)))
                .and_then(|(e, _)| Some((e.when.clone()?, e.background)))
                .or_else(|| Some((lead.clone().or_else(|| publication.clone())?, false))),
            Told::PastPerfect => before(&|e, s| s.block == site.block && fine(e))
                .and_then(|(e, _)| Some((e.when.clone()?, e.background)))
                .or_else(|| Some((lead.clone()?, false))),
        };
        let Some((interval, background)) = found else { continue };
        let event = &mut *events[index].0;
        event.when = Some(interval.with(Modifier::Approximate));
        event.background = background;
        event.found_by.push(FoundBy::new("time/narrative", ""));
    }
}

/// The day that the article is about: of the first dated current event that is no coarser than a week and no more than two weeks
/// older than the article; where there is none, the day of the article itself if the page gives it, else of the first such
/// event of any age.
fn lead(events: &[(&mut Event, Site)], published: &Published) -> Option<Interval> {
    let dated: Vec<Interval> = events
        .iter()
        .filter(|(event, _)| event.status == Status::Occurred && !event.background)
        .filter_map(|(event, _)| event.when.clone())
        .filter(|when| when.granularity <= Granularity::Week && when.days().is_some_and(|days| days <= 10))
        .collect();
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
