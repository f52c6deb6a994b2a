//! When and where: which time expression, place and occasion of a sentence belong to a predicate, by the path between them in
//! the tree. What the expressions mean is given.

use demarche_calendar::{TimeExpression, TimexType};
use demarche_gazetteer::{OccasionMention, PlaceMention};
use demarche_record::{Granularity, Interval, Modifier, Published, Status};

use crate::tree::Tree;

/// Costs of climbing out of a clause, by its relation, towards the common ancestor.
fn leaving(tree: &Tree<'_>, clause: usize) -> i32 {
    match tree.deprel(clause) {
        "acl:relcl" => 9,
        _ => match tree.rel(clause) {
            "xcomp" => 2,
            "advcl" => 4,
            "conj" => 3,
            "acl" => 4,
            "ccomp" | "csubj" | "parataxis" => 9,
            _ => 2,
        },
    }
}

/// Costs of a time expression's lying in another clause, by that clause's relation.
fn nested(tree: &Tree<'_>, clause: usize) -> i32 {
    match tree.deprel(clause) {
        "acl:relcl" => 10,
        _ => match tree.rel(clause) {
            "xcomp" => 3,
            "advcl" => 5,
            "acl" => 6,
            "ccomp" | "csubj" => 8,
            "conj" => 9,
            _ => 9,
        },
    }
}

/// Cost of attaching the word `anchor` to the event of `predicate` and `clause`; lower is nearer.
pub(crate) fn cost(
    tree: &Tree<'_>,
    anchor: usize,
    predicate: usize,
    clause: usize,
    taken: &dyn Fn(usize) -> bool,
) -> i32 {
    let own = |index: usize| index == predicate || index == clause;
    let mut cost = 0;
    // Up from the anchor until an ancestor of the predicate.
    let mut at = anchor;
    for _ in 0..tree.len() {
        if own(at) || tree.dominates(at, predicate) {
            break;
        }
        if at != anchor && tree.is_clause(at) {
            cost += nested(tree, at);
            // "a meeting when both visit the capital this weekend": the clause says when.
            let says_when = tree.rel(at) == "advcl"
                && tree.children(at).iter().any(|&c| {
                    matches!(tree.rel(c), "advmod" | "mark") && matches!(tree.form(c).as_str(), "when" | "while")
                });
            if taken(at) && !says_when {
                cost += 4;
            }
        } else if at != anchor {
            cost += 1 + if taken(at) { 5 } else { 0 };
        }
        match tree.head(at) {
            Some(head) => at = head,
            None => break,
        }
    }
    let meeting = at;
    // Up from the predicate to the same point.
    let mut at = predicate;
    for _ in 0..tree.len() {
        if at == meeting {
            break;
        }
        if tree.is_clause(at) {
            cost += leaving(tree, at);
        } else if at != clause && !(at == predicate && tree.head(at) == Some(clause)) {
            cost += 1;
        }
        match tree.head(at) {
            Some(head) => at = head,
            None => break,
        }
    }
    if !own(meeting) && taken(meeting) && !(tree.rel(predicate) == "conj" || tree.rel(clause) == "conj") {
        cost += 1;
    }
    cost
}

/// The token of a range whose head lies outside of it.
pub(crate) fn anchor_of(tree: &Tree<'_>, tokens: &std::ops::Range<usize>) -> usize {
    tokens
        .clone()
        .filter(|&t| t < tree.len())
        .find(|&t| tree.head(t).is_none_or(|head| !tokens.contains(&head)))
        .unwrap_or_else(|| tokens.start.min(tree.len().saturating_sub(1)))
}

/// Costs above which a time expression of the same sentence dates nothing.
const FARTHEST: i32 = 16;

/// The choice among the time expressions of a sentence.
struct Chosen<'a> {
    index: usize,
    cost: i32,
    interval: Interval,
    time: &'a TimeExpression,
}

/// Index of the time expression that dates the event, lengths among them.
pub(crate) fn which(
    tree: &Tree<'_>,
    times: &[&TimeExpression],
    predicate: usize,
    clause: usize,
    status: Status,
    published: &Published,
    taken: &dyn Fn(usize) -> bool,
) -> Option<usize> {
    choose(tree, times, predicate, clause, status, published, taken, true).map(|chosen| chosen.index)
}

/// The interval of the event with the rule that chose it. Where the words date it but the day of publication that they count
/// from is not known, both ends are open: no other day of the text may take their place.
pub(crate) fn when(
    tree: &Tree<'_>,
    times: &[&TimeExpression],
    predicate: usize,
    clause: usize,
    status: Status,
    published: &Published,
    taken: &dyn Fn(usize) -> bool,
) -> Option<(Interval, String)> {
    let last_day = published.interval.as_ref().and_then(|i| i.latest);
    let Chosen { cost, mut interval, time, .. } =
        choose(tree, times, predicate, clause, status, published, taken, false)?;
    let place = match cost {
        ..=2 => "own clause",
        3..=8 => "near clause",
        _ => "sentence",
    };
    // What has happened "this week" happened no later than it was told.
    if let (Status::Occurred, Some(last)) = (status, last_day)
        && interval.earliest.is_some_and(|e| e <= last)
        && interval.latest.is_some_and(|l| l > last)
    {
        interval.latest = Some(last);
    }
    Some((interval, format!("time/{place}:{}", time.rule)))
}

/// The nearest time expression; with `lengths` a length without days counts too ("for six months").
#[allow(clippy::too_many_arguments, reason = "what the two questions above share")]
fn choose<'a>(
    tree: &Tree<'_>,
    times: &[&'a TimeExpression],
    predicate: usize,
    clause: usize,
    status: Status,
    published: &Published,
    taken: &dyn Fn(usize) -> bool,
    lengths: bool,
) -> Option<Chosen<'a>> {
    let last_day = published.interval.as_ref().and_then(|i| i.latest);
    let first_day = published.interval.as_ref().and_then(|i| i.earliest);
    // Cost, distance in words, index, interval.
    let mut best: Option<(i32, usize, usize, Interval)> = None;
    // The nearest of those that the tree puts too far away: better than a day from another sentence.
    let mut far: Option<(i32, usize, usize, Interval)> = None;
    for (index, &time) in times.iter().enumerate() {
        if time.tokens.start >= tree.len() {
            continue;
        }
        let mut anchor = anchor_of(tree, &time.tokens);
        let unplaced = Interval { earliest: None, latest: None, granularity: Granularity::Span, modifier: None };
        let interval = match (&time.interval, time.kind) {
            (Some(interval), _) => interval.clone(),
            (None, TimexType::Date | TimexType::Time) if !time.value.ends_with("_REF") => unplaced.clone(),
            (None, TimexType::Duration) if status == Status::Planned => {
                match term(tree, anchor, &time.value, published) {
                    Some(interval) => interval,
                    None if lengths => unplaced.clone(),
                    None => continue,
                }
            }
            _ if lengths => unplaced.clone(),
            _ => continue,
        };
        // "the 1956 declaration", "Friday's meeting of the party", "the declaration of 1956": a modifier dates its noun, and
        // an event only where that noun says in what it happened.
        let head = tree.head(anchor);
        let modifier = matches!(tree.rel(anchor), "compound" | "amod" | "nummod") || tree.deprel(anchor) == "nmod:poss";
        let of_noun = tree.rel(anchor) == "nmod"
            && head.is_some_and(|h| h != clause && !tree.is_clause(h))
            && tree.prepositions(anchor).iter().any(|p| p == "of");
        let mut by_noun = None;
        if (modifier || of_noun) && head != Some(predicate) {
            let Some(noun) = head else { continue };
            if tells_in(tree, noun, clause) {
                by_noun = Some(2);
            } else if matches!(tree.rel(noun), "obl" | "nmod")
                && (tree.prepositions(noun).iter().any(|p| matches!(p.as_str(), "in" | "at"))
                    || part_of_day(tree, noun))
            {
                anchor = noun;
            } else {
                continue;
            }
        }
        let mut cost = by_noun.unwrap_or_else(|| cost(tree, anchor, predicate, clause, taken));
        let ahead = matches!((interval.earliest, last_day), (Some(e), Some(l)) if e > l);
        let behind = matches!((interval.latest, first_day), (Some(e), Some(l)) if e < l);
        let placed = interval != unplaced;
        match status {
            Status::Occurred if ahead => cost += 12,
            Status::Occurred if interval.earliest.is_none() && placed => cost += 6,
            Status::Occurred if interval.latest.is_none() && placed && interval.earliest >= first_day => cost += 12,
            Status::Planned | Status::Proposed if behind => cost += 6,
            _ => {}
        }
        // Far below in the same clause, but past and closed: better than the day of another sentence.
        if cost > 7
            && status == Status::Occurred
            && !ahead
            && interval.earliest.is_some()
            && tree.dominates(clause, anchor)
            && linear_far(tree, anchor, clause)
        {
            cost = 7;
        }
        let threshold = if matches!(status, Status::Planned | Status::Proposed) { 8 } else { 7 };
        let linear = anchor.abs_diff(predicate);
        if cost > threshold {
            let usable = status == Status::Occurred && !ahead && placed && cost <= FARTHEST;
            if usable
                && let Some(interval) = of_other_clause(tree, anchor, predicate, clause, interval, last_day)
                && far.as_ref().is_none_or(|(c, l, ..)| (cost, linear) < (*c, *l))
            {
                far = Some((cost, linear, index, interval));
            }
            continue;
        }
        if best.as_ref().is_none_or(|(c, l, ..)| (cost, linear) < (*c, *l)) {
            best = Some((cost, linear, index, interval));
        }
    }
    let (cost, _, index, interval) = best.or(far)?;
    Some(Chosen { index, cost, interval, time: times[index] })
}

/// "The evening of Sept. 17" is no other time than that day.
pub(crate) fn part_of_day(tree: &Tree<'_>, noun: usize) -> bool {
    matches!(tree.lemma(noun), "morning" | "afternoon" | "evening" | "night" | "eve" | "day")
}

/// "The declaration of 1956, in which Moscow undertook ...": whether the clause tells what happened in, at or by the noun.
fn tells_in(tree: &Tree<'_>, noun: usize, clause: usize) -> bool {
    let mut at = clause;
    for _ in 0..tree.len() {
        let Some(head) = tree.head(at) else { return false };
        if tree.deprel(at) == "acl:relcl" {
            return head == noun
                && (0..tree.len()).any(|word| {
                    let within = tree.dominates(at, word) && word.abs_diff(at) < 12;
                    within
                        && match tree.form(word).as_str() {
                            "which" => tree
                                .prepositions(word)
                                .iter()
                                .any(|p| matches!(p.as_str(), "in" | "at" | "by" | "through" | "under" | "during")),
                            "where" | "whereby" | "when" => true,
                            _ => false,
                        }
                });
        }
        if !matches!(tree.rel(at), "xcomp" | "conj" | "ccomp") {
            return false;
        }
        at = head;
    }
    false
}

/// What a time expression of another clause says of this one: nothing where it stands in a relative clause or in what somebody
/// said, "not before" where it dates a participle beside an argument ("a bargain struck in May was spurned").
fn of_other_clause(
    tree: &Tree<'_>,
    anchor: usize,
    predicate: usize,
    clause: usize,
    interval: Interval,
    last_day: Option<jiff::civil::Date>,
) -> Option<Interval> {
    let mut at = anchor;
    for _ in 0..tree.len() {
        if at == predicate || at == clause || tree.dominates(at, predicate) {
            return Some(interval);
        }
        let head = tree.head(at)?;
        if at != anchor && tree.is_clause(at) {
            let argument = matches!(tree.rel(head), "nsubj" | "obj" | "obl")
                && tree.head(head).is_some_and(|h| h == clause || h == predicate);
            match tree.rel(at) {
                "acl" if tree.deprel(at) != "acl:relcl" && argument => {
                    let latest = interval.latest?;
                    let end = last_day.map_or(latest.last_of_year(), |day| latest.last_of_year().min(day));
                    return Some(Interval {
                        earliest: interval.earliest,
                        latest: Some(end.max(latest)),
                        granularity: interval.granularity.max(Granularity::Year),
                        modifier: Some(Modifier::Approximate),
                    });
                }
                "acl" | "ccomp" | "parataxis" => return None,
                // A later clause with a subject of its own tells another thing.
                "conj" if at > clause && (tree.has(at, "nsubj") || tree.has(at, "nsubj:pass")) => return None,
                _ => {}
            }
        }
        at = head;
    }
    None
}

/// "Within nine months": from publication to the end of that term; where it runs from something else that is yet to come
/// ("within nine months of ratification"), so much later as plans are usually made.
fn term(tree: &Tree<'_>, anchor: usize, value: &str, published: &Published) -> Option<Interval> {
    let prepositions = tree.prepositions(anchor);
    let limits = prepositions.iter().any(|p| matches!(p.as_str(), "within" | "inside" | "in"));
    if !limits || tree.rel(anchor) != "obl" {
        return None;
    }
    let publication = published.interval.as_ref()?;
    let (from, to) = (publication.earliest?, publication.latest?);
    let counted = tree
        .by(anchor, "nmod")
        .chain(tree.by(anchor, "obl"))
        .any(|of| tree.prepositions(of).iter().any(|p| matches!(p.as_str(), "of" | "after")));
    let days = days_of(value)? + if counted { PLANNED_DAYS } else { 0 };
    Some(Interval {
        earliest: Some(from),
        latest: to.checked_add(jiff::Span::new().days(days)).ok(),
        granularity: Granularity::Span,
        modifier: None,
    })
}

/// Days within which what is planned without a day is looked for.
pub(crate) const PLANNED_DAYS: i64 = 180;

/// Days of a TIMEX3 duration ("P9M"), rounded up; `None` for a vague or an absurd one.
fn days_of(value: &str) -> Option<i64> {
    let digits = value.strip_prefix('P')?;
    let number: i64 = digits.get(..digits.len() - 1)?.parse().ok().filter(|n| (1..=100).contains(n))?;
    Some(match digits.chars().next_back()? {
        'D' => number,
        'W' => number * 7,
        'M' => number * 31,
        'Y' => number * 366,
        _ => return None,
    })
}

/// The place where the event happens.
pub(crate) fn place(
    tree: &Tree<'_>,
    places: &[&PlaceMention],
    predicate: usize,
    clause: usize,
    taken: &dyn Fn(usize) -> bool,
) -> Option<String> {
    let mut best: Option<(i32, usize, String)> = None;
    for place in places {
        if place.head >= tree.len() {
            continue;
        }
        let located = tree
            .prepositions(place.head)
            .iter()
            .any(|p| matches!(p.as_str(), "in" | "at" | "near" | "off" | "outside" | "on" | "inside" | "into" | "to"));
        if !located || !matches!(tree.rel(place.head), "obl" | "nmod") && !place.locative {
            continue;
        }
        let cost = cost(tree, place.head, predicate, clause, taken);
        if cost <= 5 && best.as_ref().is_none_or(|(c, l, _)| (cost, place.head.abs_diff(predicate)) < (*c, *l)) {
            best = Some((cost, place.head.abs_diff(predicate), place.place.name.clone()));
        }
    }
    best.map(|(_, _, name)| name)
}

/// The summit or the like on whose occasion it happens.
pub(crate) fn occasion<'a>(
    tree: &Tree<'_>,
    occasions: &[&'a OccasionMention],
    predicate: usize,
    clause: usize,
    taken: &dyn Fn(usize) -> bool,
) -> Option<&'a OccasionMention> {
    occasions
        .iter()
        .filter(|o| o.head < tree.len() && !o.tokens.contains(&predicate))
        .map(|o| (cost(tree, o.head, predicate, clause, taken), o.head.abs_diff(predicate), *o))
        .filter(|(cost, _, _)| *cost <= 8)
        .min_by_key(|(cost, linear, _)| (*cost, *linear))
        .map(|(_, _, o)| o)
}

/// Whether no clause with a subject of its own lies between the anchor and the clause, infinitives and gerunds aside.
fn linear_far(tree: &Tree<'_>, anchor: usize, clause: usize) -> bool {
    let mut at = anchor;
    for _ in 0..tree.len() {
        if at == clause {
            return true;
        }
        if tree.deprel(at) == "acl:relcl" || matches!(tree.rel(at), "conj" | "parataxis") && tree.is_clause(at) {
            return false;
        }
        match tree.head(at) {
            Some(head) => at = head,
            None => return false,
        }
    }
    false
}
