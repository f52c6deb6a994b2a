//! Anchors time expressions: from what the words say and the day of publication to TIMEX3 values and intervals.

use demarche_language::{Annotation, Sentence, Token, Upos};
use demarche_record::{Granularity, Interval, Modifier, Published};
use jiff::civil::Date;

use crate::civil::{Stretch, Unit, add_days, add_months, date, interval_of_value, monday, part};
use crate::expression::{TimeExpression, TimexModifier, TimexType};
use crate::meaning::{Anchor, Core, Fields, Meaning, Side, Signal, Which};
use crate::rules::KNOWLEDGE;

/// Up to so many possible days of publication are tried one by one; of more, the two ends.
const DAYS_TRIED: i64 = 40;

/// Whether the clause of an expression tells of the past or of what is to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tense {
    Past,
    Future,
    Unknown,
}

/// The last dated expression before the one that is being read.
#[derive(Clone, Debug)]
struct Narrative {
    interval: Interval,
    /// Whether the words named the year.
    year_named: bool,
    block: usize,
}

/// Anchors the expressions: sets TIMEX3 values, and intervals where the words have days.
///
/// The anchor is the interval of publication, of one day or of several: a value is set where all its days agree on it, and the
/// interval then holds the answers for all of them. Without it only what the words or the text before fix is anchored. The
/// last dated expression before is the anchor of "that year", "a day later" and of a bare month after a year of the past.
///
/// A preposition that makes a bound widens the interval, and the modifier says so: "since 1945" reaches from 1945 to
/// publication (`After`), "before the end of the year" to the end of the year (`Before`). Both ends of a range ("from 1951 to
/// 1953") get the interval of the whole; their values stay their own.
pub fn resolve(times: &mut [TimeExpression], annotation: &Annotation, published: &Published) {
    let anchors = anchor_days(published.interval.as_ref());
    let mut narrative: Option<Narrative> = None;
    let mut quarter: Option<Quarter> = None;
    for index in 0..times.len() {
        let ended = quarter_ended(times, index, annotation, &anchors);
        let expression = &mut times[index];
        let Some(sentence) = annotation.sentences.get(expression.sentence) else { continue };
        let tense = directed(sentence, expression);
        if LONGER.contains(&expression.value.as_str()) && expression.kind == TimexType::Duration {
            // "For the nine months it earned more than a year earlier": no longer the quarter.
            quarter = None;
        }
        if narrative.as_ref().is_some_and(|narrative| narrative.block != sentence.block)
            && let Some(narrative) = &mut narrative
        {
            // The year of another paragraph does not govern the months of this one.
            narrative.year_named = false;
        }
        let named = names_year(&expression.meaning);
        // A count from another paragraph is a count from publication.
        let counted = matches!(expression.meaning.core, Core::Shift { counted: true, unit: Unit::Year, .. });
        let last = narrative.as_ref().filter(|narrative| !counted || narrative.block == sentence.block);
        let anchored = anchored(&expression.meaning, &anchors, last, tense);
        // What a report compares with is not where the story goes on from.
        let compared = expression.rule != LATEST_QUARTER
            && quarter_told_of(expression, quarter.as_ref(), anchored.as_ref()).is_some();
        let of_report = quarter_told_of(expression, quarter.as_ref(), anchored.as_ref()).or(ended);
        if let Some(stretch) = of_report.or(anchored) {
            let counted = matches!(expression.meaning.core, Core::Shift { counted: true, .. });
            if stretch.value.contains("-Q") && !counted && expression.rule != YEAR_QUARTER {
                quarter = Some(Quarter {
                    sentence: expression.sentence,
                    interval: stretch.interval.clone(),
                    reported: tense == Tense::Past || expression.rule == LATEST_QUARTER,
                });
            }
            write_value(expression, &stretch);
            let interval = match &expression.meaning.parts {
                Some((from, upto)) => Interval {
                    earliest: part(&stretch.interval, *from).earliest,
                    latest: part(&stretch.interval, *upto).latest,
                    ..stretch.interval.clone()
                },
                None => modified(&stretch.interval, expression.modifier),
            };
            if matches!(expression.kind, TimexType::Date | TimexType::Time)
                && !compared
                && interval.earliest.is_some()
                && interval.latest.is_some()
                && stretch.interval.granularity != Granularity::Span
            {
                // Only a year that opens its sentence ("In 1977 ...") governs the months that follow.
                let opens = expression.tokens.start <= 2 && expression.meaning.signal.is_none();
                narrative = Some(Narrative {
                    interval: stretch.interval,
                    year_named: named && opens
                        || narrative.as_ref().is_some_and(|n| n.year_named && inside_year(&interval, &n.interval)),
                    block: sentence.block,
                });
            }
            expression.interval =
                Some(bounded(interval, expression.meaning.signal, tense, published.interval.as_ref()));
        } else if expression.interval.is_none() && expression.meaning.core == Core::Fixed {
            expression.interval = interval_of_value(&expression.value);
        }
    }
    join_ranges(times);
    clocks_of_days(times, annotation);
}

/// A time of day that names no day belongs to the day that its sentence names nearest to it, else to the last one that its
/// paragraph has named.
fn clocks_of_days(times: &mut [TimeExpression], annotation: &Annotation) {
    let bare = |time: &TimeExpression| time.kind == TimexType::Time && time.rule == "clock";
    for index in 0..times.len() {
        if !bare(&times[index]) {
            continue;
        }
        let block = annotation.sentences.get(times[index].sentence).map(|sentence| sentence.block);
        let gap = |other: usize| -> Option<(usize, usize)> {
            let (a, b) = (&times[index], &times[other]);
            let day = b
                .interval
                .as_ref()
                .is_some_and(|days| days.granularity == Granularity::Day && days.earliest == days.latest);
            let same_block = annotation.sentences.get(b.sentence).map(|sentence| sentence.block) == block;
            if other == index || bare(b) || !day || !same_block || b.sentence > a.sentence {
                return None;
            }
            if !matches!(b.kind, TimexType::Date | TimexType::Time) || b.value.ends_with("_REF") {
                return None;
            }
            Some((a.sentence - b.sentence, a.span.start.abs_diff(b.span.start)))
        };
        let nearest = (0..times.len()).filter_map(|other| Some((gap(other)?, other))).min();
        let Some((_, other)) = nearest else { continue };
        let interval = times[other].interval.clone();
        if let (Some(day), Some((_, clock))) =
            (interval.as_ref().and_then(|days| days.earliest), times[index].value.split_once('T'))
        {
            times[index].value = format!("{day}T{clock}");
            times[index].interval = interval;
        }
    }
}

/// The interval of one expression if the article was published on that day; the text before is not looked at.
pub(crate) fn on_day(expression: &TimeExpression, sentence: &Sentence, day: Date) -> Option<Interval> {
    let stretch = place(&expression.meaning, day, None, directed(sentence, expression))?;
    Some(match expression.modifier.and_then(TimexModifier::of_interval) {
        Some(modifier) => part(&stretch.interval, modifier),
        None => stretch.interval,
    })
}

/// The quarter that a report of a business speaks of.
#[derive(Clone, Debug)]
struct Quarter {
    sentence: usize,
    interval: Interval,
    /// Whether it is over, as the sentence tells it.
    reported: bool,
}

/// Lengths that a report tells of beside a quarter: half a year, nine months, a year.
const LONGER: [&str; 3] = ["P6M", "P9M", "P1Y"];

/// Sentences after which a quarter is no longer what is spoken of.
const REMEMBERED: usize = 4;

/// Rules whose words mean a quarter by what was said before.
const LATEST_QUARTER: &str = "latest-quarter";
const YEAR_QUARTER: &str = "year-quarter";

/// What words mean after talk of a quarter: "a year ago" the same quarter of the year before, "the 1988 period" that of the
/// year named, "the latest quarter" the one that was reported (which a fiscal year may count otherwise than the calendar).
fn quarter_told_of(
    expression: &TimeExpression,
    quarter: Option<&Quarter>,
    anchored: Option<&Stretch>,
) -> Option<Stretch> {
    let Quarter { sentence, interval, reported } = quarter?;
    if expression.sentence > sentence + REMEMBERED {
        return None;
    }
    let told = interval.earliest?;
    let number = (told.month() + 2) / 3;
    match &expression.meaning.core {
        Core::Shift { count: Some(-1), unit: Unit::Year, counted: true, anchor } => {
            let year = match anchor {
                Anchor::Document => anchored?.value.parse().ok()?,
                Anchor::Narrative => told.year().checked_sub(1)?,
            };
            Stretch::quarter(year, number)
        }
        Core::Shift { .. } if expression.rule == LATEST_QUARTER && *reported => Stretch::quarter(told.year(), number),
        Core::Fields(fields) if expression.rule == YEAR_QUARTER => Stretch::quarter(fields.year?, number),
        _ => None,
    }
}

/// "The quarter ended July 31": the quarter of the calendar in which most of it lies.
fn quarter_ended(
    times: &[TimeExpression],
    index: usize,
    annotation: &Annotation,
    anchors: &AnchorDays,
) -> Option<Stretch> {
    let (expression, next) = (&times[index], times.get(index + 1)?);
    let sentence = annotation.sentences.get(expression.sentence)?;
    let between = sentence.tokens.get(expression.tokens.end..next.tokens.start)?;
    let ended = between.len() <= 2
        && between.first().is_some_and(|word| matches!(word.form.to_lowercase().as_str(), "ended" | "ending"));
    if expression.rule != LATEST_QUARTER || next.sentence != expression.sentence || !ended {
        return None;
    }
    let last = anchored(&next.meaning, anchors, None, directed(sentence, next))?.interval.latest?;
    let middle = add_days(last, -45);
    Stretch::quarter(middle.year(), (middle.month() + 2) / 3)
}

/// The days that a modifier leaves of an interval.
fn modified(interval: &Interval, modifier: Option<TimexModifier>) -> Interval {
    match modifier.and_then(TimexModifier::of_interval) {
        Some(modifier @ (Modifier::Early | Modifier::Mid | Modifier::Late)) => part(interval, modifier),
        Some(Modifier::After) => after(interval),
        Some(Modifier::Before) => Interval { earliest: None, ..interval.clone().with(Modifier::Before) },
        Some(modifier) => interval.clone().with(modifier),
        None => interval.clone(),
    }
}

fn inside_year(interval: &Interval, narrative: &Interval) -> bool {
    match (interval.earliest, narrative.earliest) {
        (Some(a), Some(b)) => a.year() == b.year(),
        _ => false,
    }
}

/// Whether the words themselves name the year.
fn names_year(meaning: &Meaning) -> bool {
    matches!(&meaning.core, Core::Fields(fields) if fields.year.is_some() || fields.iso.is_some())
}

/// The days of publication to try; whether more lie between them.
struct AnchorDays {
    days: Vec<Date>,
}

fn anchor_days(interval: Option<&Interval>) -> AnchorDays {
    let mut days = Vec::new();
    if let Some(interval) = interval {
        match (interval.earliest, interval.latest) {
            (Some(first), Some(last)) if interval.days().is_some_and(|n| (1..=DAYS_TRIED).contains(&n)) => {
                let mut day = first;
                while day <= last {
                    days.push(day);
                    let next = add_days(day, 1);
                    if next <= day {
                        break;
                    }
                    day = next;
                }
            }
            (Some(first), Some(last)) if first <= last => days = vec![first, last],
            _ => {}
        }
    }
    AnchorDays { days }
}

/// The stretch that holds the answers for every possible day of publication.
fn anchored(meaning: &Meaning, anchors: &AnchorDays, narrative: Option<&Narrative>, tense: Tense) -> Option<Stretch> {
    if meaning.core == Core::Fixed {
        return None;
    }
    if anchors.days.is_empty() {
        // Nothing is known of publication: only what needs no anchor can be placed.
        return free_of_document(meaning, narrative)
            .then(|| place(meaning, date(2000, 1, 1)?, narrative, tense))
            .flatten();
    }
    let mut answers = anchors.days.iter().map(|&day| place(meaning, day, narrative, tense));
    let mut whole = answers.next()??;
    for answer in answers {
        let answer = answer?;
        whole.interval.earliest = match (whole.interval.earliest, answer.interval.earliest) {
            (Some(a), Some(b)) => Some(a.min(b)),
            _ => None,
        };
        whole.interval.latest = match (whole.interval.latest, answer.interval.latest) {
            (Some(a), Some(b)) => Some(a.max(b)),
            _ => None,
        };
        if whole.value != answer.value {
            whole.value.clear();
        }
    }
    Some(whole)
}

/// Whether the meaning needs no day of publication.
fn free_of_document(meaning: &Meaning, narrative: Option<&Narrative>) -> bool {
    let anchor_known = |anchor: Anchor| anchor == Anchor::Narrative && narrative.is_some();
    match &meaning.core {
        Core::Fields(fields) => {
            fields.iso.is_some()
                || fields.year.is_some()
                || fields.decade.is_some()
                || fields.century.is_some()
                || fields.frame.is_some_and(|(_, unit, anchor)| unit >= Unit::Year && anchor_known(anchor))
        }
        Core::Shift { anchor, .. } => anchor_known(*anchor),
        _ => false,
    }
}

fn write_value(expression: &mut TimeExpression, stretch: &Stretch) {
    if stretch.value.is_empty() {
        return;
    }
    expression.value = match (&expression.meaning.clock, expression.kind) {
        (Some(clock), TimexType::Time) if !stretch.value.contains('T') => format!("{}T{clock}", stretch.value),
        _ => stretch.value.clone(),
    };
}

/// Places a meaning on the calendar for one day of publication.
fn place(meaning: &Meaning, day: Date, narrative: Option<&Narrative>, tense: Tense) -> Option<Stretch> {
    match &meaning.core {
        Core::Fixed => None,
        Core::Fields(fields) => place_fields(fields, day, narrative, tense),
        Core::Reference(side) => Some(reference(*side, day)),
        Core::Shift { count, unit, anchor, counted } => {
            let from = anchor_day(*anchor, day, narrative, *unit, count.unwrap_or(0))?;
            let mut stretch = Stretch::shifted(from, count.unwrap_or(0), *unit)?;
            if *counted && matches!(*unit, Unit::Decade | Unit::Century) {
                // "Two decades ago" is a year, roughly.
                let years = count.unwrap_or(0).checked_mul(if *unit == Unit::Decade { 10 } else { 100 })?;
                stretch = Stretch::shifted(from, years, Unit::Year)?;
            }
            if *counted {
                stretch.interval = match (*unit, count) {
                    (Unit::Week | Unit::Fortnight, Some(count)) => weeks_off(from, *count, *unit),
                    _ => blurred(&stretch.interval, *unit, count.unwrap_or(0)),
                };
            }
            Some(stretch)
        }
        Core::Window { count, unit, side } => {
            let far = count.and_then(|count| reach(day, *unit, count, *side));
            let interval = match side {
                Side::Past => {
                    Interval { earliest: far, latest: Some(day), granularity: Granularity::Span, modifier: None }
                }
                _ => Interval { earliest: Some(day), latest: far, granularity: Granularity::Span, modifier: None },
            };
            Some(Stretch { value: unit.duration(*count), interval })
        }
    }
}

fn reference(side: Side, day: Date) -> Stretch {
    let (value, earliest, latest) = match side {
        Side::Past => ("PAST_REF", None, Some(day)),
        Side::Present => ("PRESENT_REF", Some(day), Some(day)),
        Side::Future => ("FUTURE_REF", Some(day), None),
    };
    Stretch {
        value: value.to_owned(),
        interval: Interval { earliest, latest, granularity: Granularity::Span, modifier: None },
    }
}

/// The far end of a window.
fn reach(day: Date, unit: Unit, count: f64, side: Side) -> Option<Date> {
    if !(0.0..=100_000.0).contains(&count) {
        return None;
    }
    let sign = if side == Side::Past { -1 } else { 1 };
    #[allow(clippy::cast_possible_truncation, reason = "bounded just above")]
    let whole = |scale: f64| (count * scale).ceil() as i64;
    Some(match unit {
        Unit::Second | Unit::Minute | Unit::Hour => {
            add_days(day, sign * if unit == Unit::Hour { whole(1.0 / 24.0) } else { 1 })
        }
        Unit::Day => add_days(day, sign * whole(1.0)),
        Unit::Weekend | Unit::Week => add_days(day, sign * whole(7.0)),
        Unit::Fortnight => add_days(day, sign * whole(14.0)),
        Unit::Month => add_months(day, sign * whole(1.0)),
        Unit::Quarter => add_months(day, sign * whole(3.0)),
        Unit::Year => add_months(day, sign * whole(12.0)),
        Unit::Decade => add_months(day, sign * whole(120.0)),
        Unit::Century => add_months(day, sign * whole(1200.0)),
    })
}

/// "Two weeks ago": that day of the week, or a few days to either side, the more the longer it is ago.
fn weeks_off(from: Date, count: i64, unit: Unit) -> Interval {
    let weeks = count.clamp(-5000, 5000) * if unit == Unit::Fortnight { 2 } else { 1 };
    let (day, margin) = (add_days(from, 7 * weeks), 2 + weeks.abs().min(12) / 2);
    Interval {
        earliest: Some(add_days(day, -margin)),
        latest: Some(add_days(day, margin)),
        granularity: Granularity::Week,
        modifier: Some(Modifier::Approximate),
    }
}

/// A count of units is round: "ten years ago" may be nine.
fn blurred(interval: &Interval, unit: Unit, count: i64) -> Interval {
    let margin = match unit {
        Unit::Month => 16,
        Unit::Year if count.abs() >= 10 && count % 5 == 0 => 550,
        Unit::Year => 183,
        Unit::Decade => 1100,
        Unit::Century => 3650,
        _ => return interval.clone(),
    };
    Interval {
        earliest: interval.earliest.map(|day| add_days(day, -margin)),
        latest: interval.latest.map(|day| add_days(day, margin)),
        granularity: interval.granularity,
        modifier: Some(Modifier::Approximate),
    }
}

/// The day from which a step is counted. Without a narrative anchor the day of publication stands in, but for "that".
fn anchor_day(anchor: Anchor, day: Date, narrative: Option<&Narrative>, unit: Unit, count: i64) -> Option<Date> {
    match anchor {
        Anchor::Document => Some(day),
        Anchor::Narrative => match narrative {
            Some(narrative) => {
                // A year cannot anchor "a day later".
                let fine_enough = match unit {
                    Unit::Day | Unit::Hour | Unit::Minute | Unit::Second => {
                        narrative.interval.granularity <= Granularity::Day
                    }
                    Unit::Week | Unit::Weekend | Unit::Fortnight => narrative.interval.granularity <= Granularity::Week,
                    Unit::Month | Unit::Quarter => narrative.interval.granularity <= Granularity::Season,
                    _ => narrative.interval.granularity <= Granularity::Year,
                };
                let whole = if count >= 0 { narrative.interval.latest } else { narrative.interval.earliest };
                if fine_enough { whole.or(narrative.interval.earliest) } else { None }
            }
            None => Some(day),
        },
    }
}

fn place_fields(fields: &Fields, day: Date, narrative: Option<&Narrative>, tense: Tense) -> Option<Stretch> {
    if let Some(iso) = fields.iso {
        return Some(Stretch::day(iso));
    }
    if let Some(century) = fields.century {
        return Stretch::century(century);
    }
    if let Some(decade) = fields.decade {
        return Stretch::decade(decade);
    }
    let framed = match fields.frame {
        Some((count, unit, anchor)) => {
            Some((unit, Stretch::shifted(anchor_day(anchor, day, narrative, unit, count)?, count, unit)?))
        }
        None => None,
    };
    let mut year = fields.year;
    if let Some((Unit::Year, stretch)) = &framed {
        year = year.or(stretch.interval.earliest.map(Date::year));
    }
    // A bare month, season or the like after a year of the past belongs to that year.
    if year.is_none()
        && fields.which == Which::Bare
        && tense != Tense::Future
        && fields.weekday.is_none_or(|_| fields.month.is_some())
        && (fields.month.is_some() || fields.season.is_some() || fields.feast.is_some())
        && let Some(narrative) = narrative
        && narrative.year_named
        && let Some(before) = narrative.interval.earliest
        && before.year() < day.year()
    {
        year = Some(before.year());
    }
    if let (Some((Unit::Month, stretch)), Some(number)) = (&framed, fields.day) {
        let first = stretch.interval.earliest?;
        return date(first.year(), first.month(), number).map(Stretch::day);
    }
    if let (Some((Unit::Week, stretch)), Some(weekday)) = (&framed, fields.weekday) {
        return Some(Stretch::day(add_days(stretch.interval.earliest?, i64::from(weekday) - 1)));
    }
    let pick = |make: &dyn Fn(i16) -> Option<Stretch>, cycle: i64| -> Option<Stretch> {
        match year {
            Some(year) => make(year),
            None => {
                let here = day.year();
                let around: Vec<Stretch> = (-2..=2)
                    .filter_map(|off| make(here.checked_add(off).filter(|y| (1..=9998).contains(y))?))
                    .collect();
                choose(around, day, fields.which, tense, cycle)
            }
        }
    };
    if let Some(feast) = &fields.feast {
        let feast = KNOWLEDGE.feasts.get(feast)?;
        return pick(
            &|year| {
                let stretch = feast.in_year(year)?;
                // The week of a feast begins with the Sunday before it, as holy weeks do, or with the feast.
                if fields.week {
                    stretch.interval.earliest.map(|day| Stretch::week(add_days(day, -1)))
                } else {
                    Some(stretch)
                }
            },
            365,
        );
    }
    match (fields.month, fields.day) {
        (Some(month), Some(number)) => {
            let last = fields.until.and_then(|last| i8::try_from(last).ok());
            let make = |year: i16| {
                let first = date(year, month, number)?;
                if fields.week {
                    return Some(Stretch::week(first));
                }
                let Some(last) = last else { return Some(Stretch::day(first)) };
                let last = date(year, month, last)?;
                Some(Stretch {
                    value: format!("{first}/{last}"),
                    interval: Interval::between(first, last, Granularity::Day),
                })
            };
            if let (Some(weekday), None) = (fields.weekday, year) {
                // "Tuesday, March 4": the nearest year in which it is one.
                let mut years: Vec<i16> = (-6..=6).filter_map(|off| day.year().checked_add(off)).collect();
                years.sort_by_key(|year| (i32::from(*year) - i32::from(day.year())).abs());
                let exact = years.into_iter().find_map(|year| {
                    let first = date(year, month, number)?;
                    (crate::civil::weekday_number(first) == weekday
                        && i64::from(first.since(day).ok()?.get_days()).abs() < 250)
                        .then(|| make(year))?
                });
                if exact.is_some() {
                    return exact;
                }
            }
            return pick(&make, 365);
        }
        (Some(month), None) => {
            return pick(&|year| Some(Stretch::month(year.clamp(1, 9998), month)), 365);
        }
        (None, Some(number)) => {
            let around: Vec<Stretch> = (-2..=2)
                .filter_map(|off| {
                    let first = add_months(day.first_of_month(), off);
                    date(first.year(), first.month(), number).map(Stretch::day)
                })
                .collect();
            return choose(around, day, fields.which, tense, 30);
        }
        (None, None) => {}
    }
    if let Some(weekday) = fields.weekday {
        let first = add_days(monday(day), i64::from(weekday) - 1);
        let around: Vec<Stretch> = (-2..=2).map(|week| Stretch::day(add_days(first, 7 * week))).collect();
        return choose(around, day, fields.which, if tense == Tense::Unknown { Tense::Past } else { tense }, 7);
    }
    if fields.weekend {
        let around: Vec<Stretch> = (-2..=2).map(|week| Stretch::weekend(add_days(day, 7 * week))).collect();
        let which = if fields.which == Which::This { Which::Bare } else { fields.which };
        if fields.which == Which::This && tense == Tense::Unknown {
            return around.into_iter().nth(2);
        }
        return choose(around, day, which, tense, 7);
    }
    if let Some(season) = &fields.season {
        return pick(&|year| Stretch::season(year, season), 365);
    }
    if let Some(quarter) = fields.quarter {
        return pick(&|year| Stretch::quarter(year, quarter), 365);
    }
    if let Some(half) = fields.half {
        return pick(&|year| Stretch::half(year, half), 365);
    }
    if let Some(year) = fields.year {
        if let Some(last) = fields.until {
            let interval = Interval::between(date(year, 1, 1)?, date(last, 12, 31)?, Granularity::Year);
            return Some(Stretch { value: format!("{year:04}/{last:04}"), interval });
        }
        return (1..=9998).contains(&year).then(|| Stretch::year(year));
    }
    framed.map(|(_, stretch)| stretch)
}

/// The candidate that the words and the tense mean. `cycle` is the number of days after which candidates come round.
fn choose(candidates: Vec<Stretch>, day: Date, which: Which, tense: Tense, cycle: i64) -> Option<Stretch> {
    let first = |stretch: &Stretch| stretch.interval.earliest.unwrap_or(day);
    let last = |stretch: &Stretch| stretch.interval.latest.unwrap_or(day);
    let distance = |stretch: &Stretch| -> i64 {
        let days = |a: Date, b: Date| a.since(b).map_or(i64::MAX / 4, |span| i64::from(span.get_days()));
        if first(stretch) > day {
            days(first(stretch), day)
        } else if last(stretch) < day {
            // What is past is more often spoken of than what is to come.
            -days(day, last(stretch))
        } else {
            0
        }
    };
    let past = |list: &[Stretch]| list.iter().rfind(|s| first(s) <= day).cloned();
    let future = |list: &[Stretch]| list.iter().find(|s| last(s) >= day).cloned();
    match (which, tense) {
        (Which::Last, _) => candidates.iter().rfind(|s| last(s) < day).cloned(),
        (Which::Next, _) => candidates.iter().find(|s| first(s) > day).cloned(),
        (Which::This, _) if cycle > 100 => {
            candidates.iter().find(|s| first(s).year() == day.year()).cloned().or_else(|| past(&candidates))
        }
        (_, Tense::Past) => {
            let chosen = past(&candidates)?;
            // "On 3 December he said" written in late November is a slip of tense more often than a year ago.
            let ahead = future(&candidates);
            match ahead {
                Some(ahead) if cycle > 100 && distance(&chosen).abs() > 290 && distance(&ahead) < 75 => Some(ahead),
                _ => Some(chosen),
            }
        }
        (_, Tense::Future) => {
            let chosen = future(&candidates)?;
            let behind = past(&candidates);
            match behind {
                Some(behind) if cycle > 100 && distance(&chosen) > 200 && distance(&behind).abs() < 75 => Some(behind),
                _ => Some(chosen),
            }
        }
        _ => candidates.into_iter().min_by_key(|stretch| {
            let distance = distance(stretch);
            if distance < 0 { -distance } else { distance * 5 }
        }),
    }
}

/// The interval after an interval.
fn after(interval: &Interval) -> Interval {
    Interval {
        earliest: interval.latest.map(|day| add_days(day, 1)),
        latest: None,
        granularity: interval.granularity,
        modifier: Some(Modifier::After),
    }
}

/// The interval that a preposition makes of one.
fn bounded(interval: Interval, signal: Option<Signal>, tense: Tense, published: Option<&Interval>) -> Interval {
    let ahead = |interval: Interval| -> Interval {
        // What is to be done by a day is done after publication.
        let earliest = published.filter(|_| tense == Tense::Future).and_then(|p| p.earliest);
        Interval { earliest: earliest.filter(|day| interval.latest.is_none_or(|last| *day <= last)), ..interval }
            .with(Modifier::Before)
    };
    match signal {
        None => interval,
        Some(Signal::Since) => {
            let latest =
                published.and_then(|p| p.latest).filter(|day| interval.earliest.is_none_or(|first| first <= *day));
            Interval { latest, ..interval }.with(Modifier::After)
        }
        Some(Signal::After) => after(&interval),
        Some(Signal::Before) if interval.granularity == Granularity::Day => {
            let latest = interval.earliest.map(|day| add_days(day, -1));
            ahead(Interval { latest, ..interval })
        }
        Some(Signal::Before | Signal::Until | Signal::By) => ahead(interval),
    }
}

/// Both ends of a range get the days of the whole.
fn join_ranges(times: &mut [TimeExpression]) {
    for index in 0..times.len().saturating_sub(1) {
        if times[index].meaning.range != Some(1) || times[index + 1].meaning.range != Some(-1) {
            continue;
        }
        let (Some(mut first), Some(second)) = (times[index].interval.clone(), times[index + 1].interval.clone()) else {
            continue;
        };
        // "In 11 to 14 June": the first end borrows what only the second names.
        if first.earliest > second.latest {
            continue;
        }
        first.latest = second.latest;
        first.granularity = first.granularity.max(second.granularity);
        first.modifier = None;
        times[index].interval = Some(first.clone());
        times[index + 1].interval = Some(first);
    }
}

/// The direction in which an expression points: the preposition decides where it tells, for a bare weekday a plan must be
/// plain, and else it is the tense of the clause.
fn directed(sentence: &Sentence, expression: &TimeExpression) -> Tense {
    let word = |back: usize| {
        let index = expression.tokens.start.checked_sub(back)?;
        sentence.tokens.get(index).map(|token| token.form.to_lowercase())
    };
    match expression.meaning.signal {
        Some(Signal::Since) => return Tense::Past,
        // "Until Thursday he had said nothing."
        Some(Signal::Until) if is_weekday(expression) && told_before(sentence) => return Tense::Past,
        Some(Signal::Until | Signal::By) if is_weekday(expression) => return Tense::Future,
        _ => {}
    }
    if word(1).as_deref() == Some("as") && matches!(word(2).as_deref(), Some("early" | "soon" | "late")) {
        return Tense::Future;
    }
    let tense = tense(sentence, expression);
    if tense == Tense::Unknown && is_weekday(expression) && scheduled(sentence, expression) {
        return Tense::Future;
    }
    if tense == Tense::Future && is_weekday(expression) && !plainly_planned(sentence, expression) {
        return Tense::Past;
    }
    tense
}

/// Whether the main clause stands in the past perfect.
fn told_before(sentence: &Sentence) -> bool {
    let root = (0..sentence.tokens.len()).find(|&index| sentence.tokens[index].relation() == "root");
    root.is_some_and(|root| {
        sentence.children(root).any(|child| {
            let token = &sentence.tokens[child];
            token.relation() == "aux" && token.form.eq_ignore_ascii_case("had")
        })
    })
}

fn is_weekday(expression: &TimeExpression) -> bool {
    matches!(&expression.meaning.core, Core::Fields(fields) if fields.weekday.is_some() && fields.month.is_none() && fields.day.is_none())
}

/// "The ministers gather on Tuesday": a plain present tense beside a day tells of a plan, unless it reports speech.
fn scheduled(sentence: &Sentence, expression: &TimeExpression) -> bool {
    let head = expression.tokens.clone().find(|&index| {
        sentence.tokens.get(index).is_some_and(|token| token.head.is_none_or(|head| !expression.tokens.contains(&head)))
    });
    let Some(verb) = head.and_then(|head| sentence.tokens[head].head) else { return false };
    let token = &sentence.tokens[verb];
    token.upos == Upos::Verb
        && token.feature("Tense") == Some("Pres")
        && token.feature("VerbForm") == Some("Fin")
        && !past_by_form(token)
        && !sentence.children(verb).any(|child| matches!(sentence.tokens[child].relation(), "aux" | "cop" | "ccomp"))
        && !SAYING.contains(&token.lemma.to_lowercase().as_str())
}

/// Verbs whose present tense tells what was said ("says on Friday that").
const SAYING: [&str; 12] =
    ["say", "tell", "report", "announce", "show", "add", "note", "write", "claim", "insist", "deny", "remain"];

/// Whether the verbs above an expression say that it lies ahead: "will", or an infinitive under a word of planning.
fn plainly_planned(sentence: &Sentence, expression: &TimeExpression) -> bool {
    if sentence.tokens.iter().all(|token| token.head.is_none()) {
        return true;
    }
    let Some(head) = expression.tokens.clone().find(|&index| {
        sentence.tokens.get(index).is_some_and(|token| token.head.is_none_or(|head| !expression.tokens.contains(&head)))
    }) else {
        return false;
    };
    let mut at = sentence.tokens[head].head;
    for depth in 0..4 {
        let Some(index) = at else { return false };
        let token = &sentence.tokens[index];
        let low = token.form.to_lowercase();
        let modal = sentence.children(index).any(|child| {
            sentence.tokens[child].relation() == "aux"
                && matches!(
                    sentence.tokens[child].form.to_lowercase().as_str(),
                    "will" | "'ll" | "’ll" | "shall" | "would"
                )
        });
        let planning = PLANNED.contains(&low.as_str())
            || matches!(
                token.lemma.to_lowercase().as_str(),
                "plan" | "expect" | "schedule" | "intend" | "hope" | "ready" | "prepare" | "vow" | "due"
            );
        // "It had been scheduled to expire at midnight Friday": a plan of the past.
        if planning && sentence.children(index).any(|child| sentence.tokens[child].form.eq_ignore_ascii_case("had")) {
            return false;
        }
        if modal && depth < 2 || planning && depth > 0 || planning && PLANNED.contains(&low.as_str()) {
            return true;
        }
        at = token.head;
    }
    false
}

/// Whether the clause of an expression tells of the past or of the future: from the verb above it in the tree, and from the
/// words around it where there is no tree.
pub(crate) fn tense(sentence: &Sentence, expression: &TimeExpression) -> Tense {
    let parsed = sentence.tokens.iter().any(|token| token.head.is_some());
    if parsed {
        if let Some(tense) = tense_of_tree(sentence, expression) {
            return tense;
        }
        return Tense::Unknown;
    }
    tense_of_words(sentence, expression)
}

fn tense_of_tree(sentence: &Sentence, expression: &TimeExpression) -> Option<Tense> {
    let head = expression
        .tokens
        .clone()
        .find(|&index| sentence.tokens[index].head.is_none_or(|head| !expression.tokens.contains(&head)))?;
    let mut at = Some(head);
    for _ in 0..sentence.tokens.len() {
        let index = at?;
        let token = &sentence.tokens[index];
        if matches!(token.upos, Upos::Verb | Upos::Aux) || token.relation() == "root" {
            if let Some(tense) = tense_of_verb(sentence, index) {
                return Some(tense);
            }
        } else if matches!(token.upos, Upos::Noun | Upos::Adj) && PLANNED.contains(&token.lemma.to_lowercase().as_str())
        {
            return Some(Tense::Future);
        }
        at = token.head;
    }
    None
}

const PLANNED: [&str; 13] = [
    "planned",
    "planning",
    "scheduled",
    "due",
    "upcoming",
    "forthcoming",
    "expected",
    "slated",
    "anticipated",
    "set",
    "next",
    "deadline",
    "plan",
];

/// The tense of one verb with its auxiliaries; `None` for what has none (a participle, an infinitive without plan).
fn tense_of_verb(sentence: &Sentence, verb: usize) -> Option<Tense> {
    let token = &sentence.tokens[verb];
    let lemma = token.lemma.to_lowercase();
    if PLANNED.contains(&token.form.to_lowercase().as_str()) && !matches!(lemma.as_str(), "set") {
        return Some(Tense::Future);
    }
    let mut infinitive = token.feature("VerbForm") == Some("Inf");
    let mut perfect = false;
    for child in sentence.children(verb) {
        let child = &sentence.tokens[child];
        if !matches!(child.relation(), "aux" | "cop" | "mark") {
            continue;
        }
        match child.form.to_lowercase().as_str() {
            "will" | "'ll" | "’ll" | "shall" | "wo" => return Some(Tense::Future),
            "would" => return Some(Tense::Future),
            "could" | "should" | "might" | "may" | "can" | "must" => return Some(Tense::Unknown),
            "was" | "were" | "did" | "had" => return Some(Tense::Past),
            "has" | "have" | "been" => perfect = true,
            "to" => infinitive = true,
            _ => {}
        }
    }
    if perfect {
        return Some(Tense::Past);
    }
    if infinitive {
        return Some(Tense::Future);
    }
    if past_by_form(token) {
        return Some(Tense::Past);
    }
    match (token.feature("Tense"), token.feature("VerbForm")) {
        (Some("Past"), Some("Part")) => {
            // A reduced relative ("the summit held in May") tells of the past, a bare passive too.
            Some(Tense::Past)
        }
        (Some("Past"), _) => Some(Tense::Past),
        (Some("Pres"), Some("Fin")) => Some(Tense::Unknown),
        _ if token.feats.is_empty() && token.form.to_lowercase().ends_with("ed") => Some(Tense::Past),
        _ => None,
    }
}

/// No present ends in "ed" but that of a handful of verbs: a tagger that calls "deplored" a present is wrong.
fn past_by_form(token: &Token) -> bool {
    let form = token.form.to_lowercase();
    token.feature("Tense") == Some("Pres")
        && token.feature("VerbForm") == Some("Fin")
        && form.len() > 5
        && form.ends_with("ed")
        && !form.ends_with("eed")
}

/// The tense by the nearest telling word, before the expression rather than after it.
fn tense_of_words(sentence: &Sentence, expression: &TimeExpression) -> Tense {
    let telling = |index: usize| -> Option<Tense> {
        let form = sentence.tokens[index].form.to_lowercase();
        let before = index.checked_sub(1).map(|i| sentence.tokens[i].form.to_lowercase());
        match form.as_str() {
            "will" | "'ll" | "shall" => return Some(Tense::Future),
            "due" | "scheduled" | "planned" | "slated" | "expected" | "upcoming" | "forthcoming" => {
                return Some(Tense::Future);
            }
            "was" | "were" | "had" | "did" | "said" | "told" | "met" | "held" | "began" | "came" | "went" | "took"
            | "made" | "left" | "won" | "lost" | "fell" | "rose" | "died" | "became" | "saw" | "sent" | "gave"
            | "got" => {
                return Some(Tense::Past);
            }
            _ => {}
        }
        if before.as_deref() == Some("to")
            && sentence.tokens[index].form.bytes().all(|b| b.is_ascii_lowercase())
            && form.len() > 2
            && !["the", "this", "that", "his", "its", "their"].contains(&form.as_str())
        {
            return Some(Tense::Future);
        }
        (form.ends_with("ed") && form.len() > 4).then_some(Tense::Past)
    };
    let start = expression.tokens.start.min(sentence.tokens.len());
    let end = expression.tokens.end.min(sentence.tokens.len());
    let before = (0..start).rev().take(12).find_map(|index| telling(index).map(|tense| (start - index, tense)));
    let after = (end..sentence.tokens.len())
        .take(12)
        .find_map(|index| telling(index).map(|tense| (2 * (index + 1 - end), tense)));
    match (before, after) {
        (Some((a, first)), Some((b, second))) => {
            if a <= b {
                first
            } else {
                second
            }
        }
        (Some((_, tense)), None) | (None, Some((_, tense))) => tense,
        (None, None) => Tense::Unknown,
    }
}
