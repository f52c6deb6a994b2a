//! Printed dates: whether a line is a date line, and which days it names. Also the dates of metadata and of file names.

use std::sync::LazyLock;

use demarche_record::Interval;
use jiff::civil::Date;
use regex::Regex;

const MONTHS: &str = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";

struct Patterns {
    month_day_year: Regex,
    day_month_year: Regex,
    year_month_day: Regex,
    numbers: Regex,
    month_year: Regex,
    month_day: Regex,
    day_month: Regex,
    noise: Regex,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let regex = |pattern: &str| Regex::new(pattern).expect("a pattern of this file");
    Patterns {
        month_day_year: regex(&format!(
            r"(?i)\b(?P<m>{MONTHS})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<y>\d{{4}})\b"
        )),
        day_month_year: regex(&format!(
            r"(?i)\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-]+(?:of\s+)?(?P<m>{MONTHS})\.?,?[\s-]+(?P<y>\d{{4}})\b"
        )),
        year_month_day: regex(r"\b(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:\b|T)"),
        numbers: regex(r"\b(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})[-/.](?P<y>\d{4})\b"),
        month_year: regex(&format!(r"(?i)\b(?P<m>{MONTHS})\.?,?\s+(?P<y>\d{{4}})\b")),
        month_day: regex(&format!(r"(?i)\b(?P<m>{MONTHS})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b")),
        day_month: regex(&format!(r"(?i)\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m>{MONTHS})\b\.?")),
        noise: regex(
            r"(?ix)\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|published|first|updated?|posted|last|modified|
            date|dated|issued|released?|on|at|of|the|online|print|edition|in|print(?:ed)?|issue|created|filed|
            \d{1,2}[:.h]\d{2}(?:[:.]\d{2})?|a\.?m\.?|p\.?m\.?|noon|hrs?|hours?|gmt|utc|bst|est|edt|et|cst|cdt|ct|pst|pdt|pt|mst|mdt|ist|jst|cet|cest|
            eet|msk|kst|hkt|sgt|local|time|[+-]\d{2}:?\d{2})(?:\b|$)\.?",
        ),
    }
});

/// A date found in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The days, where the year is printed.
    pub interval: Option<Interval>,
    /// Where in the line.
    pub start: usize,
    /// One past its end.
    pub end: usize,
}

fn month(name: &str) -> Option<i8> {
    let lower = name.to_lowercase();
    const NAMES: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    NAMES.iter().position(|short| lower.starts_with(short)).and_then(|index| i8::try_from(index + 1).ok())
}

fn day(year: &str, month: i8, day: &str) -> Option<Interval> {
    let year: i16 = year.parse().ok()?;
    if !(1500..=2200).contains(&year) {
        return None;
    }
    Date::new(year, month, day.parse().ok()?).ok().map(Interval::day)
}

/// The first date in a line, the most complete form first. Days that do not exist are no dates.
pub(crate) fn find(line: &str) -> Option<Found> {
    let patterns = &*PATTERNS;
    let mut best: Option<Found> = None;
    let mut take = |found: Option<Found>| {
        if let Some(found) = found
            && best.as_ref().is_none_or(|old| found.start < old.start)
        {
            best = Some(found);
        }
    };
    for regex in [&patterns.month_day_year, &patterns.day_month_year] {
        take(regex.captures(line).and_then(|c| {
            let interval = day(&c["y"], month(&c["m"])?, &c["d"])?;
            let all = c.get(0)?;
            Some(Found { interval: Some(interval), start: all.start(), end: all.end() })
        }));
    }
    take(patterns.year_month_day.captures(line).and_then(|c| {
        let interval = day(&c["y"], c["m"].parse().ok()?, &c["d"])?;
        Some(Found { interval: Some(interval), start: c.get(0)?.start(), end: c.name("d")?.end() })
    }));
    take(patterns.numbers.captures(line).and_then(|c| {
        let (a, b): (i8, i8) = (c["a"].parse().ok()?, c["b"].parse().ok()?);
        let all = c.get(0)?;
        // "27/11/2018" can only be read one way; "27.11.2018" is European by its dots; "4/11/2018" stays open.
        let interval = if a > 12 || (&c["s"] == "." && b <= 12) || a == b {
            day(&c["y"], b, &c["a"])
        } else if b > 12 {
            day(&c["y"], a, &c["b"])
        } else {
            (1..=12).contains(&a).then_some(())?;
            None
        };
        Some(Found { interval, start: all.start(), end: all.end() })
    }));
    if best.is_some() {
        return best;
    }
    if let Some(found) = patterns.month_year.captures(line).and_then(|c| {
        let year: i16 = c["y"].parse().ok().filter(|year| (1500..=2200).contains(year))?;
        let all = c.get(0)?;
        Some(Found { interval: Some(Interval::month(year, month(&c["m"])?)), start: all.start(), end: all.end() })
    }) {
        return Some(found);
    }
    [&patterns.month_day, &patterns.day_month].into_iter().find_map(|regex| {
        let c = regex.captures(line)?;
        let valid = Date::new(2000, month(&c["m"])?, c["d"].parse().ok()?).is_ok();
        let all = c.get(0)?;
        valid.then(|| Found { interval: None, start: all.start(), end: all.end() })
    })
}

/// A line that holds a date and next to nothing else ("Updated: Tuesday, November 27, 2018 at 4:05 p.m. GMT"); `None` for all
/// others.
pub(crate) fn date_line(line: &str) -> Option<Found> {
    if line.len() > 160 {
        return None;
    }
    let found = find(line)?;
    let mut rest = String::with_capacity(line.len());
    rest.push_str(&line[..found.start]);
    rest.push(' ');
    rest.push_str(&line[found.end..]);
    // A second date, as in "Published ... Updated ...".
    while let Some(again) = find(&rest) {
        rest.replace_range(again.start..again.end, " ");
    }
    let rest = PATTERNS.noise.replace_all(&rest, " ");
    let left = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count();
    (left == 0).then_some(found)
}

/// The day of a date in metadata: ISO 8601 with or without time, or any form that a line may have. The day is that of the
/// zone in which the page gives it.
pub(crate) fn metadata_date(value: &str) -> Option<Interval> {
    let value = value.trim();
    let compact = value.get(..8).filter(|head| head.bytes().all(|b| b.is_ascii_digit()));
    if let Some(head) = compact {
        return day(&head[..4], head[4..6].parse().ok()?, &head[6..8]);
    }
    let short = value.get(..7).filter(|_| value.len() == 7);
    if let Some((year, month)) = short.and_then(|value| value.split_once('-')) {
        let year: i16 = year.parse().ok().filter(|year| (1500..=2200).contains(year))?;
        let month: i8 = month.parse().ok().filter(|month| (1..=12).contains(month))?;
        return Some(Interval::month(year, month));
    }
    find(value.get(..value.len().min(80)).unwrap_or(value))?.interval
}

static FILE_DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^0-9])(?P<y>(?:1[89]|20)\d\d)[-_.]?(?P<m>0[1-9]|1[0-2])(?:[-_.]?(?P<d>0[1-9]|[12]\d|3[01]))?(?:[^0-9]|$)")
        .expect("a pattern of this file")
});

/// The date that the name of a file opens with or holds ("2018-11-27-summit.txt", "wire_20181127.html", "2018-11.txt").
pub(crate) fn file_date(stem: &str) -> Option<Interval> {
    let c = FILE_DATE.captures(stem)?;
    let month: i8 = c["m"].parse().ok()?;
    match c.name("d") {
        Some(d) => day(&c["y"], month, d.as_str()),
        None if stem.contains(&format!("{}-{}", &c["y"], &c["m"])) => {
            Some(Interval::month(c["y"].parse().ok()?, month))
        }
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Option<String> {
        date_line(text).map(|found| found.interval.and_then(|i| i.earliest).map_or("?".to_owned(), |d| d.to_string()))
    }

    #[test]
    fn date_lines() {
        for (text, day) in [
            ("Friday, April 19, 1991", "1991-04-19"),
            ("Nov. 27, 2018", "2018-11-27"),
            ("27 November 2018", "2018-11-27"),
            ("Published: 27th Nov 2018 14:05 GMT", "2018-11-27"),
            ("Tue 27 Nov 2018 14.05 GMT", "2018-11-27"),
            ("Updated on November 27, 2018 at 4:05 p.m. ET", "2018-11-27"),
            ("First Published on Nov 20, 2019 01:38 pm", "2019-11-20"),
            ("Published 1 May 2019 | Updated 3 May 2019", "2019-05-01"),
            ("2018-11-27", "2018-11-27"),
            ("27/11/2018", "2018-11-27"),
            ("11/27/2018", "2018-11-27"),
            ("27.11.2018", "2018-11-27"),
            ("04/05/2018", "?"),
            ("November 2018", "2018-11-01"),
            ("Monday, Sept. 3", "?"),
        ] {
            assert_eq!(line(text).as_deref(), Some(day), "{text}");
        }
        for text in [
            "On Nov. 14, Prime Minister Abe met him.",
            "February 31, 2018",
            "The treaty of 3 March 1918",
            "Nov. 31, 2018",
            "2018",
            "",
        ] {
            assert_eq!(line(text), None, "{text}");
        }
    }

    #[test]
    fn dates_of_metadata() {
        let day = |value: &str| metadata_date(value).and_then(|i| i.earliest).map(|d| d.to_string());
        assert_eq!(day("2013-11-24T23:40:00+01:00").as_deref(), Some("2013-11-24"));
        assert_eq!(day("20131124T1940").as_deref(), Some("2013-11-24"));
        assert_eq!(day("2013-11").as_deref(), Some("2013-11-01"));
        assert_eq!(day("Sun, 24 Nov 2013 19:40:00 GMT").as_deref(), Some("2013-11-24"));
        assert_eq!(day("yesterday"), None);
        assert_eq!(day("2013-13-45"), None);
    }

    #[test]
    fn dates_of_files() {
        let days = |stem: &str| file_date(stem).and_then(|i| i.days());
        assert_eq!(days("2018-11-27-summit"), Some(1));
        assert_eq!(days("wire_20181127"), Some(1));
        assert_eq!(days("2018-11-catalyst"), Some(30));
        assert_eq!(days("resolution-242"), None);
        assert_eq!(days("japan-russia-2018"), None);
        assert_eq!(days("120181127"), None);
    }
}
