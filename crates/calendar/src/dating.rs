//! Dates an undated article by constraints that all must hold: what is reported happened before, what is announced lies
//! ahead, offices were held and occasions took place on known days. It prefers a wide answer to a wrong one.

use demarche_language::{Annotation, Sentence, Upos};
use demarche_record::{Article, Basis, BlockKind, Clue, Granularity, Interval, Published, Span};
use jiff::civil::Date;

use crate::civil::{Unit, add_days, date, weekday_number};
use crate::constraint::{Bearing, DateConstraint};
use crate::expression::{TimeExpression, TimexType};
use crate::find::find_in;
use crate::meaning::{Core, Fields, Signal, Which};
use crate::plain::annotate;
use crate::resolve::{Tense, on_day, tense};

/// Days after the end of a tenure on which the press may still use the title, and before its start.
const GRACE: i64 = 10;
/// More days than these are no bounds at all: tests that come round every year are not worth their time on them.
const UNBOUNDED: usize = 15_000;
/// An occasion that a week, month or "last year" dates took place at most so many days from publication.
const AROUND: i64 = 800;
/// Sentences from the top in which a day tells what is news.
const LEAD: usize = 3;
/// Days after which the lead is no news.
const FRESH: i64 = 30;
/// More days than these hold too many years for a lead to choose among.
const SEVERAL_YEARS: usize = 1200;
/// A month and day without a year lie at most so many days away.
const NEAR: i64 = 330;

/// When the article was published: as printed or declared where that is known, else inferred from its text and from what the
/// caller knows of offices and occasions, else unknown.
///
/// An inferred answer is an interval that holds every day on which all constraints hold; an end that nothing bounds is
/// `None`. Where the constraints contradict each other those that rest on the present tense alone give way first, and the
/// answer is unknown if the rest still do.
#[must_use]
pub fn date_article(
    article: &Article,
    annotation: &Annotation,
    times: &[TimeExpression],
    constraints: &[DateConstraint],
) -> Published {
    if article.published.basis != Basis::Unknown && article.published.interval.is_some() {
        return article.published.clone();
    }
    let mut search = Search::default();
    from_dateline(article, &mut search);
    from_times(article, annotation, times, &mut search);
    from_constraints(article, annotation, times, constraints, &mut search);
    search.answer()
}

/// A bound with what it rests on.
struct Bound {
    day: Date,
    clue: Clue,
}

/// A test of a day with what it rests on.
struct Test<'a> {
    holds: Box<dyn Fn(Date) -> bool + 'a>,
    clue: Clue,
    /// Tests of lower rank are given up last.
    rank: u8,
    /// For an occasion: when it took place. Empty for a test that comes round every year.
    around: Vec<Interval>,
}

#[derive(Default)]
struct Search<'a> {
    lower: Vec<Bound>,
    upper: Vec<Bound>,
    /// Days on which somebody held an office.
    offices: Vec<(Vec<Interval>, Clue, bool)>,
    tests: Vec<Test<'a>>,
    lead: Lead,
    /// Whether a dateline names a day without its year, and no day of the week has been read for it.
    dateline: bool,
}

fn first_day() -> Date {
    Date::constant(1900, 1, 1)
}

fn last_day() -> Date {
    Date::constant(2100, 12, 31)
}

/// A day in words ("14 November 2018").
#[must_use]
pub fn words(day: Date) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    format!(
        "{} {} {}",
        day.day(),
        MONTHS[usize::from(day.month().unsigned_abs()).saturating_sub(1).min(11)],
        day.year()
    )
}

/// A day in the lead that names no year, with the days of the week that are told after it: the story is fresh.
#[derive(Default)]
struct Lead {
    day: Option<(i8, i8, Clue)>,
    /// Number of the day, 6 for a weekend, with the days after it for which it is called so.
    recent: Vec<(i8, i64, Clue)>,
}

/// "TOKYO, Nov 2 -": a dateline without a year names the day of the report.
fn from_dateline(article: &Article, search: &mut Search) {
    let spans: Vec<Span> = article.blocks.iter().filter(|b| b.kind == BlockKind::Dateline).map(|b| b.span).collect();
    for time in find_in(&annotate(&article.text, &spans)) {
        let Core::Fields(fields) = &time.meaning.core else { continue };
        if let (Some(month), Some(day), None) = (fields.month, fields.day, fields.year) {
            search.tests.push(Test {
                holds: Box::new(move |publication| publication.month() == month && publication.day() == day),
                clue: Clue {
                    span: Some(time.span),
                    text: time.span.of(&article.text).to_owned(),
                    says: "day in the dateline".to_owned(),
                },
                rank: 0,
                around: Vec::new(),
            });
            search.dateline = true;
        }
    }
}

// ---- what the text says ----------------------------------------------------------------------------------------------

fn from_times<'a>(article: &Article, annotation: &'a Annotation, times: &'a [TimeExpression], search: &mut Search<'a>) {
    for time in times {
        let Some(sentence) = annotation.sentences.get(time.sentence) else { continue };
        let Core::Fields(fields) = &time.meaning.core else { continue };
        if !matches!(time.kind, TimexType::Date | TimexType::Time) {
            continue;
        }
        let clue = |says: String| Clue { span: Some(time.span), text: time.span.of(&article.text).to_owned(), says };
        // A wire story opens with the day of its dateline.
        if search.dateline
            && time.sentence < LEAD
            && fields.month.is_none()
            && fields.frame.is_none()
            && fields.which == Which::Bare
            && time.meaning.signal.is_none()
            && let Some(weekday) = fields.weekday
        {
            search.dateline = false;
            search.tests.push(Test {
                // Some file on the day itself, others the day after.
                holds: Box::new(move |publication| (weekday_number(publication) - weekday).rem_euclid(7) <= 1),
                clue: clue("day of the week in the lead, that of the dateline or of the day before".to_owned()),
                rank: 1,
                around: Vec::new(),
            });
        }
        if fields.year.is_some() || fields.iso.is_some() {
            explicit(time, fields, sentence, &clue, search);
        } else if let (Some(month), Some(day)) = (fields.month, fields.day)
            && fields.frame.is_none()
        {
            let governed = governed(sentence, time);
            if governed == Tense::Past
                && time.sentence < LEAD
                && search.lead.day.is_none()
                && fields.which == Which::Bare
            {
                search.lead.day = Some((month, day, clue("told without a year, as what is news".to_owned())));
            }
            if let Some(weekday) = fields.weekday {
                search.tests.push(Test {
                    holds: Box::new(move |publication| near(publication, month, day, governed, Some(weekday))),
                    clue: clue(format!("{} fell on that day of the week", time.span.of(&article.text))),
                    rank: 1,
                    around: Vec::new(),
                });
            } else if fields.which == Which::Bare && governed != Tense::Unknown {
                let says = if governed == Tense::Past {
                    "reported as past: less than a year after it"
                } else {
                    "still ahead: less than a year before it"
                };
                search.tests.push(Test {
                    holds: Box::new(move |publication| near(publication, month, day, governed, None)),
                    clue: clue(says.to_owned()),
                    rank: 3,
                    around: Vec::new(),
                });
            }
        } else if fields.month.is_none()
            && fields.day.is_none()
            && fields.frame.is_none()
            && matches!(fields.which, Which::Bare | Which::This)
            && time.meaning.signal.is_none()
            && governed(sentence, time) == Tense::Past
        {
            let says = "told as past: less than a week after it".to_owned();
            if fields.weekend {
                search.lead.recent.push((7, 5, clue(says)));
            } else if let (Some(weekday), Which::Bare) = (fields.weekday, fields.which) {
                search.lead.recent.push((weekday, 6, clue(says)));
            }
        }
    }
}

/// Bounds from an expression that names its year.
fn explicit(
    time: &TimeExpression,
    fields: &Fields,
    sentence: &Sentence,
    clue: &dyn Fn(String) -> Clue,
    search: &mut Search,
) {
    let Some(interval) = on_day(time, sentence, Date::constant(2000, 1, 1)) else { return };
    let (Some(first), Some(last)) = (interval.earliest, interval.latest) else { return };
    if first < first_day() || last > last_day() {
        return;
    }
    let governed = governed(sentence, time);
    let since = time.meaning.signal == Some(Signal::Since);
    let towards = matches!(time.meaning.signal, Some(Signal::By | Signal::Until | Signal::Before));
    let told = governed == Tense::Past
        && !towards
        && time.meaning.range.is_none()
        && !introduced_by(sentence, time, &["for", "of", "to", "between", "than"]);
    if since || told {
        let says = format!("told as past: not before {}", words(first));
        search.lower.push(Bound { day: first, clue: clue(says) });
    } else if governed == Tense::Future && fields.decade.is_none() && fields.century.is_none() {
        let says = format!("still to come: not after {}", words(last));
        search.upper.push(Bound { day: last, clue: clue(says) });
    }
}

fn introduced_by(sentence: &Sentence, time: &TimeExpression, prepositions: &[&str]) -> bool {
    time.tokens
        .start
        .checked_sub(1)
        .is_some_and(|before| prepositions.contains(&sentence.tokens[before].form.to_lowercase().as_str()))
}

/// The tense of the verb that an expression modifies directly; unknown for what stands in a noun phrase or under a modal, in
/// a quotation of plans, or without a tree.
fn governed(sentence: &Sentence, time: &TimeExpression) -> Tense {
    let parsed = sentence.tokens.iter().any(|token| token.head.is_some());
    if !parsed {
        return Tense::Unknown;
    }
    let head = time
        .tokens
        .clone()
        .filter(|&index| index < sentence.tokens.len())
        .find(|&index| sentence.tokens[index].head.is_none_or(|head| !time.tokens.contains(&head)));
    let Some(mut head) = head else { return Tense::Unknown };
    let Some(mut verb) = sentence.tokens[head].head else { return Tense::Unknown };
    // "On the evening of Sept. 17".
    if sentence.tokens[head].relation() == "nmod"
        && matches!(sentence.tokens[verb].lemma.as_str(), "evening" | "morning" | "night" | "afternoon" | "eve" | "day")
        && let Some(above) = sentence.tokens[verb].head
    {
        (head, verb) = (verb, above);
    }
    if !matches!(sentence.tokens[verb].upos, Upos::Verb | Upos::Aux)
        || !matches!(sentence.tokens[head].relation(), "obl" | "advmod" | "nmod" | "advcl")
    {
        return Tense::Unknown;
    }
    // "... in 2006, officials said": the parser hangs the year of what was said on the verb of saying.
    let saying = [
        "say", "tell", "announce", "report", "state", "add", "note", "predict", "project", "forecast", "expect",
        "estimate", "plan", "promise", "pledge", "hope",
    ];
    let year_alone =
        !matches!(&time.meaning.core, Core::Fields(fields) if fields.month.is_some() || fields.weekday.is_some());
    if year_alone && saying.contains(&sentence.tokens[verb].lemma.to_lowercase().as_str()) && time.span.len() < 8 {
        return Tense::Unknown;
    }
    // The clause of the verb may itself stand under a condition.
    if sentence
        .children_by(verb, "mark")
        .any(|mark| matches!(sentence.tokens[mark].form.to_lowercase().as_str(), "if" | "unless"))
    {
        return Tense::Unknown;
    }
    let says: Vec<String> =
        sentence.children_by(verb, "aux").map(|aux| sentence.tokens[aux].form.to_lowercase()).collect();
    let token = &sentence.tokens[verb];
    if says.iter().any(|aux| matches!(aux.as_str(), "will" | "'ll" | "’ll" | "shall")) {
        return Tense::Future;
    }
    if says.iter().any(|aux| matches!(aux.as_str(), "would" | "could" | "should" | "might" | "may" | "can" | "must")) {
        return Tense::Unknown;
    }
    if token.feature("VerbForm") == Some("Inf") {
        return Tense::Unknown;
    }
    let past_auxiliary = says.iter().any(|aux| matches!(aux.as_str(), "was" | "were" | "had" | "did"));
    if past_auxiliary || token.feature("Tense") == Some("Past") && token.feature("VerbForm") != Some("Part") {
        // "was due in 2008", "was to open in 2008"
        let planned = ["due", "scheduled", "planned", "set", "expected", "slated", "supposed", "meant"];
        if planned.contains(&token.form.to_lowercase().as_str()) {
            return Tense::Unknown;
        }
        return Tense::Past;
    }
    Tense::Unknown
}

/// Whether the month and day lie not long before publication, or not long after it, and on that day of the week.
fn near(publication: Date, month: i8, day: i8, tense: Tense, weekday: Option<i8>) -> bool {
    (-1..=1).any(|off| {
        publication.year().checked_add(off).and_then(|year| date(year, month, day)).is_some_and(|candidate| {
            let ahead = distance(candidate, publication);
            weekday.is_none_or(|weekday| weekday_number(candidate) == weekday)
                && match tense {
                    Tense::Past => (-NEAR..=1).contains(&ahead),
                    Tense::Future => (-1..=NEAR).contains(&ahead),
                    Tense::Unknown => (-NEAR..=NEAR).contains(&ahead),
                }
        })
    })
}

/// Days from `b` to `a`.
fn distance(a: Date, b: Date) -> i64 {
    a.since(b).map_or(i64::MAX / 4, |span| i64::from(span.get_days()))
}

// ---- what the caller knows -------------------------------------------------------------------------------------------

fn from_constraints<'a>(
    article: &Article,
    annotation: &'a Annotation,
    times: &'a [TimeExpression],
    constraints: &'a [DateConstraint],
    search: &mut Search<'a>,
) {
    for constraint in constraints {
        if constraint.any_of.is_empty() {
            continue;
        }
        let sentence = constraint.span.and_then(|span| {
            annotation
                .sentences
                .iter()
                .position(|sentence| sentence.span.overlaps(span) || sentence.span.contains(span))
        });
        match constraint.bearing {
            Bearing::Tenure => tenure(annotation, times, constraint, sentence, search),
            Bearing::Occasion | Bearing::Meeting => occasion(article, annotation, times, constraint, sentence, search),
            Bearing::Signing => signing(constraint, search),
        }
    }
}

/// Days before the signing on which the text may be called by its name: it is agreed on and initialled before.
const AGREED: i64 = 150;

/// Nobody calls an accord by its name long before it is signed.
fn signing(constraint: &DateConstraint, search: &mut Search<'_>) {
    let days: Option<Vec<Date>> = constraint.any_of.iter().map(|held| held.earliest).collect();
    if let Some(first) = days.and_then(|days| days.into_iter().min()) {
        let day = add_days(first, -AGREED);
        search.lower.push(Bound { day, clue: clue_of(constraint, constraint.says.clone()) });
    }
}

fn clue_of(constraint: &DateConstraint, says: String) -> Clue {
    Clue { span: constraint.span, text: constraint.text.clone(), says }
}

fn tenure<'a>(
    annotation: &'a Annotation,
    times: &'a [TimeExpression],
    constraint: &'a DateConstraint,
    sentence: Option<usize>,
    search: &mut Search<'a>,
) {
    let title = constraint.text.to_lowercase();
    let has = |words: &[&str]| title.split(|c: char| !c.is_alphabetic()).any(|word| words.contains(&word));
    // "Rebel leader", "party leader", "designated chancellor": no office, or not yet.
    if !constraint.firm || has(&NO_OFFICE) || has(&DEPUTY) || before_words(annotation, constraint, sentence, &NOT_YET) {
        return;
    }
    let starts: Option<Vec<Date>> = constraint.any_of.iter().map(|interval| interval.earliest).collect();
    if let Some(start) = starts.and_then(|starts| starts.into_iter().min())
        && start > first_day()
    {
        let day = add_days(start, -GRACE);
        search.lower.push(Bound { day, clue: clue_of(constraint, constraint.says.clone()) });
    }
    let told_as_past = sentence.is_some_and(|index| {
        let parsed = &annotation.sentences[index];
        let title = constraint.span.and_then(|span| parsed.tokens.iter().position(|token| token.span.overlaps(span)));
        let clause = title.map(|token| clause_of(parsed, token));
        // Another year in a clause of its own ("relations that were broken off in 1961") says nothing of the office.
        times
            .iter()
            .filter(|time| time.sentence == index && of_other_years(time))
            .any(|time| clause.is_none_or(|clause| clause == clause_of(parsed, time.tokens.start)))
    }) || before_words(annotation, constraint, sentence, &FORMERLY);
    if !told_as_past {
        search.offices.push((
            constraint.any_of.clone(),
            clue_of(constraint, constraint.says.clone()),
            sentence.is_none_or(|index| index < 4),
        ));
    }
}

/// The verb that a word stands under, or the root; the word itself where the tree is missing.
fn clause_of(sentence: &Sentence, token: usize) -> usize {
    let mut at = token;
    for _ in 0..sentence.tokens.len() {
        match sentence.tokens.get(at).and_then(|word| word.head) {
            Some(head) => at = head,
            None => break,
        }
        if matches!(sentence.tokens[at].upos, Upos::Verb) && sentence.tokens[at].relation() != "amod" {
            break;
        }
    }
    at
}

/// Titles that are no office of state, whoever held one later.
const NO_OFFICE: [&str; 12] = [
    "leader",
    "envoy",
    "rebel",
    "opposition",
    "candidate",
    "designate",
    "designated",
    "elect",
    "spokesman",
    "negotiator",
    "challenger",
    "former",
];
/// Titles of which lists are incomplete: their terms bound nothing.
const DEPUTY: [&str; 5] = ["deputy", "vice", "acting", "assistant", "interim"];
/// Words before a title that place it in the past.
const FORMERLY: [&str; 9] = ["former", "late", "then", "ex", "under", "grandfather", "father", "predecessor", "ousted"];
/// Words before a title that place it ahead.
const NOT_YET: [&str; 8] =
    ["designated", "designate", "incoming", "future", "aspiring", "candidate", "would-be", "presumptive"];

/// Whether one of the words stands shortly before the words of a constraint.
fn before_words(annotation: &Annotation, constraint: &DateConstraint, sentence: Option<usize>, words: &[&str]) -> bool {
    let (Some(span), Some(sentence)) = (constraint.span, sentence.and_then(|index| annotation.sentences.get(index)))
    else {
        return false;
    };
    sentence.tokens.iter().any(|token| {
        token.span.end <= span.start + 1
            && span.start.saturating_sub(token.span.end) < 24
            && words.contains(&token.form.to_lowercase().as_str())
    })
}

/// Whether an expression speaks of another year than that of publication, or may.
fn of_other_years(time: &TimeExpression) -> bool {
    match &time.meaning.core {
        Core::Fields(fields) => {
            fields.year.is_some()
                || fields.iso.is_some()
                || fields.decade.is_some()
                || fields.century.is_some()
                || fields.frame.is_some_and(|(count, unit, _)| unit >= Unit::Year && count != 0)
        }
        Core::Shift { count, unit, .. } => *unit >= Unit::Year && *count != Some(0),
        Core::Reference(side) => *side == crate::meaning::Side::Past,
        Core::Window { unit, .. } => *unit >= Unit::Year,
        Core::Fixed => false,
    }
}

fn occasion<'a>(
    article: &Article,
    annotation: &'a Annotation,
    times: &'a [TimeExpression],
    constraint: &'a DateConstraint,
    sentence: Option<usize>,
    search: &mut Search<'a>,
) {
    let (Some(index), Some(span)) = (sentence, constraint.span) else { return };
    let Some(sentence) = annotation.sentences.get(index) else { return };
    let near: Vec<&TimeExpression> =
        times.iter().filter(|time| time.sentence == index && dates_an_event(time)).collect();
    let telling = tense_at(sentence, span);
    let rank = if constraint.firm { 2 } else { 4 };
    if let Some(time) = nearest(sentence, &near, span) {
        let said = time.span.of(&article.text);
        let reading = tense(sentence, time);
        let named: Vec<String> = constraint.any_of.iter().take(3).map(shown).collect();
        let says = match constraint.bearing {
            Bearing::Meeting => format!("\"{said}\": {}", constraint.says),
            _ => format!("\"{said}\" is when {} took place ({})", constraint.text, named.join(" or ")),
        };
        search.tests.push(Test {
            holds: Box::new(move |publication| {
                let Some(when) = on_day(time, sentence, publication) else { return true };
                let when = widened(&when, 1);
                constraint.any_of.iter().any(|held| {
                    held.overlaps(&when)
                        && match if reading == Tense::Unknown { telling } else { reading } {
                            Tense::Past => held.earliest.is_none_or(|first| first <= add_days(publication, 1)),
                            Tense::Future => held.latest.is_none_or(|last| publication <= add_days(last, 1)),
                            Tense::Unknown => true,
                        }
                        && (!prospective(sentence, time) || held.earliest.is_none_or(|first| publication <= first))
                })
            }),
            clue: clue_of(constraint, says),
            rank,
            around: constraint.any_of.iter().map(|held| widened(held, AROUND)).collect(),
        });
        return;
    }
    // Nobody knows every meeting: without a day beside them two names say nothing.
    let unknown = constraint.bearing == Bearing::Meeting;
    if unknown
        || !near.is_empty()
        || times.iter().any(|time| time.sentence == index && of_other_years(time))
        || !constraint.firm
    {
        return;
    }
    match telling {
        Tense::Past => {
            if let Some(day) = constraint.any_of.iter().filter_map(|held| held.earliest).min()
                && constraint.any_of.iter().all(|held| held.earliest.is_some())
            {
                let says = format!("{} is told as past: not before {}", constraint.text, words(day));
                search.lower.push(Bound { day, clue: clue_of(constraint, says) });
            }
        }
        Tense::Future => {
            if let Some(day) = constraint.any_of.iter().filter_map(|held| held.latest).max()
                && constraint.any_of.iter().all(|held| held.latest.is_some())
            {
                let says = format!("{} is still to come: not after {}", constraint.text, words(day));
                search.upper.push(Bound { day, clue: clue_of(constraint, says) });
            }
        }
        Tense::Unknown => {}
    }
}

fn shown(interval: &Interval) -> String {
    match (interval.earliest, interval.latest) {
        (Some(a), Some(b)) if a == b => words(a),
        (Some(a), Some(b)) => format!("{} to {}", words(a), words(b)),
        (Some(a), None) => format!("from {}", words(a)),
        (None, Some(b)) => format!("to {}", words(b)),
        (None, None) => "at an unknown time".to_owned(),
    }
}

fn widened(interval: &Interval, days: i64) -> Interval {
    Interval {
        earliest: interval.earliest.map(|day| add_days(day, -days)),
        latest: interval.latest.map(|day| add_days(day, days)),
        ..interval.clone()
    }
}

/// Whether an expression can say when an occasion took place: a day, week, month or the like, not a length or "now".
fn dates_an_event(time: &TimeExpression) -> bool {
    matches!(time.kind, TimexType::Date | TimexType::Time)
        && match &time.meaning.core {
            // A year named says the same on every day of publication.
            Core::Fields(fields) => {
                fields.year.is_none() && fields.iso.is_none() && fields.decade.is_none() && fields.century.is_none()
            }
            Core::Shift { unit, counted, .. } => *unit < Unit::Year || *unit == Unit::Year && !counted,
            _ => false,
        }
        && time.meaning.signal.is_none()
}

/// The expression that dates the words of a span: the only one of the sentence, or one in their clause with no other nearer.
fn nearest<'t>(sentence: &Sentence, times: &[&'t TimeExpression], span: Span) -> Option<&'t TimeExpression> {
    let gap = |time: &TimeExpression| {
        if time.span.end <= span.start { span.start - time.span.end } else { time.span.start.saturating_sub(span.end) }
    };
    let best = times.iter().copied().min_by_key(|time| gap(time))?;
    let between = Span { start: best.span.end.min(span.end), end: best.span.start.max(span.start) };
    let (low, high) = (between.start.min(between.end), between.start.max(between.end));
    let breaks = sentence
        .tokens
        .iter()
        .filter(|token| token.span.start >= low && token.span.end <= high)
        .filter(|token| {
            matches!(token.form.as_str(), ";" | ":" | "—" | "–" | "\"" | "“" | "”")
                || matches!(
                    token.form.to_lowercase().as_str(),
                    "said" | "that" | "after" | "before" | "since" | "ahead" | "following"
                )
        })
        .count();
    (breaks == 0 && gap(best) < 80).then_some(best)
}

/// "This weekend", "next month", "on Friday" under a plan: the occasion has not begun.
fn prospective(sentence: &Sentence, time: &TimeExpression) -> bool {
    let coming = match &time.meaning.core {
        Core::Fields(fields) => fields.which != Which::Last,
        Core::Shift { count, .. } => count.is_none_or(|count| count >= 0),
        _ => false,
    };
    coming && (tense(sentence, time) == Tense::Future || anticipated(sentence))
}

/// Whether words of planning stand in the sentence and none of report.
fn anticipated(sentence: &Sentence) -> bool {
    const PLANS: [&str; 22] = [
        "will",
        "upcoming",
        "forthcoming",
        "planned",
        "scheduled",
        "anticipated",
        "expected",
        "arrange",
        "prepare",
        "plan",
        "plans",
        "due",
        "slated",
        "ahead",
        "preparing",
        "planning",
        "coming",
        "intends",
        "intend",
        "hopes",
        "arranging",
        "to",
    ];
    let has = |word: &str| sentence.tokens.iter().any(|token| token.form.to_lowercase() == word);
    PLANS[..21].iter().any(|word| has(word))
}

/// The tense of the verb above the words of a span.
fn tense_at(sentence: &Sentence, span: Span) -> Tense {
    let tokens: Vec<usize> =
        (0..sentence.tokens.len()).filter(|&index| sentence.tokens[index].span.overlaps(span)).collect();
    let (Some(&first), Some(&last)) = (tokens.first(), tokens.last()) else { return Tense::Unknown };
    let stand_in = TimeExpression {
        sentence: 0,
        tokens: first..last + 1,
        span,
        kind: TimexType::Date,
        value: String::new(),
        modifier: None,
        interval: None,
        rule: String::new(),
        meaning: crate::meaning::Meaning::default(),
    };
    tense(sentence, &stand_in)
}

/// The days from the first to the last, both counted.
fn all_days(from: Date, to: Date) -> Vec<Date> {
    let end = to.min(last_day());
    std::iter::successors(Some(from), |day| day.tomorrow().ok()).take_while(|day| *day <= end).collect()
}

// ---- the answer ------------------------------------------------------------------------------------------------------

impl Lead {
    /// Keeps the days on which the lead is fresh and every day of the week told as past is the last of that name, none of
    /// them before the lead.
    fn narrow(&self, days: &mut Vec<Date>, clues: &mut Vec<Clue>) {
        let (Some((month, number, clue)), Some(&first), Some(&last)) = (&self.day, days.first(), days.last()) else {
            return;
        };
        if days.len() > SEVERAL_YEARS || days.len() < 7 || self.recent.is_empty() {
            return;
        }
        let mut kept: Vec<Date> = Vec::new();
        let mut used: Vec<&Clue> = vec![clue];
        for year in first.year() - 1..=last.year() {
            let Some(told) = date(year, *month, *number) else { continue };
            let (mut low, mut high) = (told, add_days(told, FRESH));
            for (weekday, reach, clue) in &self.recent {
                let ahead = i64::from((weekday - weekday_number(told)).rem_euclid(7));
                let day = add_days(told, ahead);
                let end = add_days(day, *reach);
                if day > low || end < high {
                    used.push(clue);
                }
                (low, high) = (low.max(day), high.min(end));
            }
            kept.extend(days.iter().copied().filter(|day| low <= *day && *day <= high));
        }
        if !kept.is_empty() && kept.len() < days.len() {
            *days = kept;
            for clue in used {
                if !clues.contains(clue) {
                    clues.push(clue.clone());
                }
            }
        }
    }
}

impl Search<'_> {
    fn answer(mut self) -> Published {
        let mut clues: Vec<Clue> = Vec::new();
        let lower = self.lower.iter().max_by_key(|bound| bound.day).map(|bound| bound.day);
        // Two announcements and one of them stale: the latest date still ahead of everything told as past is the safe one.
        let upper = self.upper.iter().map(|bound| bound.day).filter(|day| lower.is_none_or(|low| *day >= low)).min();
        let contradicted = self.upper.iter().any(|bound| lower.is_some_and(|low| bound.day < low));
        let upper = if contradicted { None } else { upper };
        if let Some(low) = lower
            && let Some(bound) = self.lower.iter().find(|bound| bound.day == low)
        {
            clues.push(bound.clue.clone());
        }
        if let Some(high) = upper
            && let Some(bound) = self.upper.iter().find(|bound| bound.day == high)
        {
            clues.push(bound.clue.clone());
        }
        let (from, to) = (lower.unwrap_or_else(first_day), upper.unwrap_or_else(last_day));
        let mut days = all_days(from, to);
        // Offices: whoever left before everything told as past is history. The rest must have held theirs.
        for (intervals, ..) in &mut self.offices {
            for interval in intervals {
                *interval = widened(interval, GRACE);
            }
        }
        let held = |intervals: &[Interval], day: Date| {
            intervals.iter().any(|interval| {
                interval.earliest.is_none_or(|first| first <= day) && interval.latest.is_none_or(|last| day <= last)
            })
        };
        self.offices
            .retain(|(intervals, ..)| intervals.iter().any(|interval| interval.latest.is_none_or(|last| last >= from)));
        let bounded =
            self.offices.iter().filter(|(intervals, ..)| intervals.iter().all(|i| i.latest.is_some())).count();
        let early = self.offices.iter().any(|(_, _, early)| *early);
        if bounded > 1 || early {
            for (intervals, clue, _) in &self.offices {
                let kept: Vec<Date> = days.iter().copied().filter(|&day| held(intervals, day)).collect();
                if kept.is_empty() {
                    // Two offices that were never held together: one is told as history, and which one is not known.
                    days = all_days(from, to);
                    clues.truncate(usize::from(lower.is_some()) + usize::from(upper.is_some()));
                    break;
                }
                if kept.len() < days.len() && !clues.contains(clue) {
                    clues.push(clue.clone());
                }
                days = kept;
            }
        }
        self.tests.sort_by_key(|test| test.rank);
        for test in &self.tests {
            if test.rank >= 4 && days.len() > 1200 {
                continue;
            }
            let wide = days.len() > UNBOUNDED;
            if wide && test.around.is_empty() {
                continue;
            }
            let possible = |day: Date| !wide || test.around.iter().any(|around| around.contains(&Interval::day(day)));
            let kept: Vec<Date> = days.iter().copied().filter(|&day| possible(day) && (test.holds)(day)).collect();
            if kept.is_empty() {
                continue;
            }
            if kept.len() < days.len() {
                let narrows = kept.first() != days.first() || kept.last() != days.last();
                days = kept;
                if narrows {
                    clues.push(test.clue.clone());
                }
            }
        }
        self.lead.narrow(&mut days, &mut clues);
        let (Some(&first), Some(&last)) = (days.first(), days.last()) else { return Published::unknown() };
        let earliest = (distance(first, first_day()) > 400).then_some(first);
        let latest = (distance(last_day(), last) > 400).then_some(last);
        if earliest.is_none() && latest.is_none() {
            return Published::unknown();
        }
        let granularity = match (earliest, latest) {
            (Some(a), Some(b)) => match distance(b, a) {
                0 => Granularity::Day,
                1..=13 => Granularity::Week,
                14..=45 => Granularity::Month,
                46..=190 => Granularity::Season,
                191..=732 => Granularity::Year,
                _ => Granularity::Span,
            },
            _ => Granularity::Span,
        };
        Published {
            interval: Some(Interval { earliest, latest, granularity, modifier: None }),
            basis: Basis::Inferred,
            clues,
        }
    }
}
