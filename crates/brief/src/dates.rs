//! Intervals of days in words: "on 14 November 2018", "in late 2018", "in the 1950s". Knows nothing of events.

use demarche_record::{Granularity, Interval, Modifier};
use jiff::civil::Date;

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

/// "14 November 2018".
pub(crate) fn day(date: Date) -> String {
    format!("{} {} {}", date.day(), month_name(date), year(date))
}

fn month_name(date: Date) -> &'static str {
    MONTHS.get(usize::from(date.month().unsigned_abs()).wrapping_sub(1)).copied().unwrap_or("")
}

fn year(date: Date) -> String {
    if date.year() > 0 { date.year().to_string() } else { format!("{} BC", 1 - i32::from(date.year())) }
}

/// As an adverbial with its preposition: "on 14 November 2018", "in late 2018", "between 2 and 5 May 1994"; `None` where
/// nothing is known.
pub(crate) fn when(interval: &Interval) -> Option<String> {
    let (first, last) = match (interval.earliest, interval.latest) {
        (None, None) => return None,
        (Some(first), None) => return Some(format!("after {}", fine(first, interval.granularity))),
        (None, Some(last)) => return Some(format!("before {}", fine(last, interval.granularity))),
        (Some(first), Some(last)) => (first.min(last), first.max(last)),
    };
    match interval.modifier {
        Some(Modifier::Before) if first == last => return Some(format!("before {}", day(first))),
        Some(Modifier::After) if first == last => return Some(format!("after {}", day(first))),
        Some(Modifier::Approximate) if first == last => return Some(format!("on or about {}", day(first))),
        _ => {}
    }
    if first == last {
        return Some(format!("on {}", day(first)));
    }
    match calendar_unit(interval, first, last) {
        Some(unit) => Some(format!("in {unit}")),
        None => Some(format!("between {}", range(first, last, " and "))),
    }
}

/// As a noun, for dates of publication and labels: "14 November 2018", "late 2018", "26 to 30 November 2018".
pub(crate) fn noun(interval: &Interval) -> Option<String> {
    let (first, last) = match (interval.earliest, interval.latest) {
        (Some(first), Some(last)) => (first.min(last), first.max(last)),
        _ => return when(interval),
    };
    if first == last {
        return Some(day(first));
    }
    let unit =
        calendar_unit(interval, first, last).map(|unit| unit.strip_prefix("the ").map_or(unit.clone(), str::to_owned));
    Some(unit.unwrap_or_else(|| range(first, last, " to ")))
}

/// For what holds from then on: "since 1956", "since 14 November 2018".
pub(crate) fn since(interval: &Interval) -> Option<String> {
    let (first, last) = match (interval.earliest, interval.latest) {
        (Some(first), Some(last)) => (first.min(last), first.max(last)),
        (Some(first), None) => return Some(format!("since {}", fine(first, interval.granularity))),
        (None, Some(last)) => return Some(format!("by {} at the latest", fine(last, interval.granularity))),
        (None, None) => return None,
    };
    if first == last {
        return Some(format!("since {}", day(first)));
    }
    match calendar_unit(interval, first, last) {
        Some(unit) => Some(format!("since {unit}")),
        None => Some(format!("first reported between {}", range(first, last, " and "))),
    }
}

/// A short label for an axis: "14 Nov 2018", "Nov 2018", "1956", "1950s".
pub(crate) fn short(interval: &Interval) -> Option<String> {
    let first = interval.earliest.or(interval.latest)?;
    let last = interval.latest.or(interval.earliest)?;
    let month = &month_name(first)[..3];
    Some(match interval.granularity {
        _ if first == last => format!("{} {month} {}", first.day(), year(first)),
        Granularity::Decade | Granularity::Century => format!("{}s", i32::from(first.year()).div_euclid(10) * 10),
        Granularity::Year | Granularity::Season => year(first),
        Granularity::Day | Granularity::Week => format!("{} {month} {}", first.day(), year(first)),
        _ if first.year() == last.year() && first.month() == last.month() => format!("{month} {}", year(first)),
        _ => year(first),
    })
}

/// A date at the fineness of the words.
fn fine(date: Date, granularity: Granularity) -> String {
    match granularity {
        Granularity::Day | Granularity::Week | Granularity::Span => day(date),
        Granularity::Month => format!("{} {}", month_name(date), year(date)),
        _ => year(date),
    }
}

/// "November 2018", "late 2018", "the mid-1990s"; `None` where the days fit no such unit.
fn calendar_unit(interval: &Interval, first: Date, last: Date) -> Option<String> {
    let same_year = first.year() == last.year();
    let part = |unit: String, hyphen: bool| match interval.modifier {
        Some(Modifier::Early) => format!("early {unit}"),
        Some(Modifier::Mid) if hyphen => format!("mid-{unit}"),
        Some(Modifier::Mid) => format!("mid-{unit}"),
        Some(Modifier::Late) => format!("late {unit}"),
        _ => unit,
    };
    let partial = matches!(interval.modifier, Some(Modifier::Early | Modifier::Mid | Modifier::Late));
    if same_year && first.month() == last.month() {
        let whole = first.day() == 1 && last == last.last_of_month();
        let fits = whole || (partial && interval.granularity == Granularity::Month);
        return fits.then(|| part(format!("{} {}", month_name(first), year(first)), true));
    }
    if same_year {
        let whole = first == first.first_of_year() && last == last.last_of_year();
        let fits = whole || (partial && matches!(interval.granularity, Granularity::Year));
        return fits.then(|| part(year(first), true));
    }
    let decade = |date: Date| i32::from(date.year()).div_euclid(10) * 10;
    if first.year() > 0 && decade(first) == decade(last) && interval.granularity == Granularity::Decade {
        let whole = first.year() % 10 == 0 && last.year() % 10 == 9;
        let fits = whole || partial;
        return fits.then(|| format!("the {}", part(format!("{}s", decade(first)), true)));
    }
    if interval.granularity == Granularity::Century && first.year() > 0 {
        let century = (i32::from(first.year()) - 1) / 100 + 1;
        let same = (i32::from(last.year()) - 1) / 100 + 1 == century || last.year() % 100 == 0;
        return same.then(|| format!("the {}", part(format!("{} century", ordinal(century)), false)));
    }
    None
}

/// "2 and 5 May 1994", "30 November and 2 December 2018", "1994 and 1999", with what is common said once.
fn range(first: Date, last: Date, joint: &str) -> String {
    let whole_years = first == first.first_of_year() && last == last.last_of_year();
    let whole_months = first.day() == 1 && last == last.last_of_month();
    if whole_years {
        return format!("{}{joint}{}", year(first), year(last));
    }
    if whole_months && first.year() == last.year() {
        return format!("{}{joint}{} {}", month_name(first), month_name(last), year(last));
    }
    if whole_months {
        return format!("{} {}{joint}{} {}", month_name(first), year(first), month_name(last), year(last));
    }
    if first.year() != last.year() {
        return format!("{}{joint}{}", day(first), day(last));
    }
    if first.month() != last.month() {
        return format!("{} {}{joint}{}", first.day(), month_name(first), day(last));
    }
    format!("{}{joint}{}", first.day(), day(last))
}

/// "1st", "22nd", "13th".
pub(crate) fn ordinal(number: i32) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// The day by which things are sorted: the first possible one, or the last where the first is open.
pub(crate) fn key(interval: Option<&Interval>) -> (bool, Option<Date>, Option<Date>) {
    let first = interval.and_then(|i| i.earliest.or(i.latest));
    (first.is_none(), first, interval.and_then(|i| i.latest.or(i.earliest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(first: &str, last: &str, granularity: Granularity, modifier: Option<Modifier>) -> Interval {
        let date = |text: &str| text.parse::<Date>().ok();
        Interval { earliest: date(first), latest: date(last), granularity, modifier }
    }

    #[test]
    fn adverbials() {
        use Granularity::{Century, Day, Decade, Month, Season, Span, Week, Year};
        let check = |first, last, granularity, modifier, words: &str| {
            assert_eq!(when(&interval(first, last, granularity, modifier)).as_deref(), Some(words));
        };
        check("2018-11-14", "2018-11-14", Day, None, "on 14 November 2018");
        check("2018-09-01", "2018-09-30", Month, None, "in September 2018");
        check("2018-09-01", "2018-09-10", Month, Some(Modifier::Early), "in early September 2018");
        check("1956-01-01", "1956-12-31", Year, None, "in 1956");
        check("2018-09-01", "2018-12-31", Year, Some(Modifier::Late), "in late 2018");
        check("1950-01-01", "1959-12-31", Decade, None, "in the 1950s");
        check("1993-01-01", "1996-12-31", Decade, Some(Modifier::Mid), "in the mid-1990s");
        check("1976-01-01", "1979-12-31", Decade, Some(Modifier::Late), "in the late 1970s");
        check("1994-01-01", "1999-12-31", Decade, None, "between 1994 and 1999");
        check("1801-01-01", "1900-12-31", Century, None, "in the 19th century");
        check("2018-11-30", "2018-12-02", Week, None, "between 30 November and 2 December 2018");
        check("2018-12-01", "2018-12-02", Week, None, "between 1 and 2 December 2018");
        check("2018-03-01", "2018-05-31", Season, None, "between March and May 2018");
        check("2018-09-12", "2018-11-14", Span, None, "between 12 September and 14 November 2018");
        check("2018-09-12", "", Span, None, "after 12 September 2018");
        check("", "2018-09-30", Month, None, "before September 2018");
        check("2018-09-12", "2018-09-12", Day, Some(Modifier::Approximate), "on or about 12 September 2018");
        assert_eq!(when(&interval("", "", Span, None)), None);
    }

    #[test]
    fn other_forms() {
        let weekend = interval("2018-11-26", "2018-11-30", Granularity::Span, None);
        assert_eq!(noun(&weekend).as_deref(), Some("26 to 30 November 2018"));
        assert_eq!(since(&Interval::year(1956)).as_deref(), Some("since 1956"));
        assert_eq!(short(&Interval::year(1956)).as_deref(), Some("1956"));
        assert_eq!(short(&Interval::month(2018, 9)).as_deref(), Some("Sep 2018"));
        assert_eq!(noun(&interval("1950-01-01", "1959-12-31", Granularity::Decade, None)).as_deref(), Some("1950s"));
        for (number, word) in [(1, "1st"), (2, "2nd"), (11, "11th"), (20, "20th"), (23, "23rd"), (112, "112th")] {
            assert_eq!(ordinal(number), word);
        }
    }
}
