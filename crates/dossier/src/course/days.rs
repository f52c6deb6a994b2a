//! Days of articles and facts, the days that words set as a deadline, and the distance between days.

use std::collections::BTreeMap;

use demarche_record::{Evidence, Findings, Granularity, Interval};
use jiff::civil::Date;

/// When the articles were published.
#[derive(Debug, Default)]
pub(crate) struct Days {
    published: BTreeMap<String, Interval>,
    /// The last day on which an article was published, as far as it is known.
    pub(crate) last: Option<Date>,
    /// The last day on which an article may have been published: nothing told as done lies after it.
    pub(crate) horizon: Option<Date>,
}

impl Days {
    pub(crate) fn of(findings: &Findings) -> Self {
        let published: BTreeMap<String, Interval> = findings
            .articles
            .iter()
            .filter_map(|article| Some((article.id.clone(), article.published.interval.clone()?)))
            .collect();
        let last = published.values().filter_map(|interval| interval.earliest.or(interval.latest)).max();
        let horizon = published.values().filter_map(|interval| interval.latest.or(interval.earliest)).max();
        Self { published, last, horizon }
    }

    /// When the article of some evidence was published.
    pub(crate) fn article(&self, evidence: &Evidence) -> Option<&Interval> {
        self.published.get(&evidence.article)
    }

    /// The last possible day of publication of the article of some evidence.
    pub(crate) fn reported(&self, evidence: &Evidence) -> Option<Date> {
        self.article(evidence).and_then(|interval| interval.latest.or(interval.earliest))
    }

    /// When a fact holds: its own day, or the day of its first report.
    pub(crate) fn of_fact(&self, own: Option<&Interval>, evidence: &[Evidence]) -> Option<Interval> {
        own.cloned().or_else(|| self.article(evidence.first()?).cloned())
    }
}

/// Days from `earlier` to `later`; negative where it lies before.
pub(crate) fn between(earlier: Date, later: Date) -> i64 {
    later.since(earlier).map_or(0, |span| i64::from(span.get_days()))
}

/// Whether every day of `a` lies before every day of `b`, with at least `gap` days between.
pub(crate) fn before(a: &Interval, b: &Interval, gap: i64) -> bool {
    match (a.latest.or(a.earliest), b.earliest.or(b.latest)) {
        (Some(last), Some(first)) => between(last, first) >= gap.max(1),
        _ => false,
    }
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The day that some words set as a limit: "by 30 June 1994", "before the end of 1995", "until March", "by June 30". Words
/// without a year are read in the year that begins on the day they were `written`. `None` where they set none.
pub(crate) fn deadline(words: &str, written: Option<Date>) -> Option<Interval> {
    let tokens: Vec<String> =
        words.split(|c: char| !c.is_alphanumeric()).filter(|token| !token.is_empty()).map(str::to_lowercase).collect();
    let starts = |at: usize| {
        matches!(tokens[at].as_str(), "by" | "before" | "until" | "till")
            || (tokens[at] == "than" && at >= 2 && tokens[at - 2..at] == ["no".to_owned(), "later".to_owned()])
    };
    (0..tokens.len()).filter(|&at| starts(at)).find_map(|at| limit(&tokens[at + 1..], written))
}

/// The date that opens some words, after "the end of" and the like.
fn limit(tokens: &[String], written: Option<Date>) -> Option<Interval> {
    let skip = tokens.iter().take_while(|token| {
        matches!(
            token.as_str(),
            "the" | "end" | "of" | "late" | "mid" | "early" | "start" | "year" | "beginning" | "middle"
        )
    });
    let tokens = &tokens[skip.count()..];
    let number =
        |at: usize| tokens.get(at).and_then(|token| token.trim_end_matches(char::is_alphabetic).parse::<i16>().ok());
    let month = |at: usize| {
        let token = tokens.get(at)?;
        let known =
            |name: &str| name == token || (token.len() >= 3 && token.len() <= 4 && name.starts_with(token.as_str()));
        MONTHS.iter().position(|name| known(name)).and_then(|index| i8::try_from(index + 1).ok())
    };
    let year = |at: usize| number(at).filter(|year| (1000..3000).contains(year));
    let day = |at: usize| number(at).filter(|day| (1..=31).contains(day)).and_then(|day| i8::try_from(day).ok());
    let (day, month, year) = match (day(0), month(0), month(1)) {
        (Some(d), _, Some(m)) => (Some(d), m, year(2)),
        (None, Some(m), _) => match day(1) {
            Some(d) => (Some(d), m, year(2)),
            None => (None, m, year(1)),
        },
        _ => return year(0).map(Interval::year),
    };
    let year = year.or_else(|| {
        let written = written?;
        Some(if month < written.month() { written.year() + 1 } else { written.year() })
    })?;
    match day {
        Some(day) => Date::new(year, month, day).ok().map(Interval::day),
        None => Some(Interval { granularity: Granularity::Month, ..Interval::month(year, month) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_in_words() {
        let written: Option<Date> = "1994-05-03".parse().ok();
        let check = |words: &str, day: Option<&str>| {
            let found = deadline(words, written).and_then(|interval| interval.latest).map(|day| day.to_string());
            assert_eq!(found.as_deref(), day, "{words}");
        };
        check("to withdraw by 30 June 1995", Some("1995-06-30"));
        check("to withdraw by June 30, 1995", Some("1995-06-30"));
        check("to vote before the end of 1996", Some("1996-12-31"));
        check("to vote by March", Some("1995-03-31"));
        check("to vote until December", Some("1994-12-31"));
        check("no later than the 1st of July", None);
        check("no later than July 1", Some("1994-07-01"));
        check("to stand by its word", None);
        check("agreed in June 1995", None);
        check("by 31 February 1995", None);
        check("", None);
    }
}
