//! Arithmetic of civil days: steps by unit, weeks of ISO 8601, seasons, feasts. No text, no anchors.

use std::collections::BTreeMap;

use demarche_record::{Granularity, Interval, Modifier};
use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use serde::Deserialize;

/// Units of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

impl Unit {
    /// The unit of a code of `words.toml`.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "S" => Self::Second,
            "m" => Self::Minute,
            "H" => Self::Hour,
            "D" => Self::Day,
            "WE" => Self::Weekend,
            "W" => Self::Week,
            "F" => Self::Fortnight,
            "M" => Self::Month,
            "Q" => Self::Quarter,
            "Y" => Self::Year,
            "E" => Self::Decade,
            "C" => Self::Century,
            _ => return None,
        })
    }

    /// The TIMEX3 duration of so many; `None` is "X".
    pub(crate) fn duration(self, count: Option<f64>) -> String {
        let number =
            |scale: f64| count.map_or_else(|| "X".to_owned(), |n| format!("{}", (n * scale * 100.0).round() / 100.0));
        match self {
            Self::Second => format!("PT{}S", number(1.0)),
            Self::Minute => format!("PT{}M", number(1.0)),
            Self::Hour => match count {
                Some(n) if n.fract() > 0.0 => format!("PT{}H{}M", n.trunc(), (n.fract() * 60.0).round()),
                _ => format!("PT{}H", number(1.0)),
            },
            Self::Day => format!("P{}D", number(1.0)),
            Self::Weekend => format!("P{}WE", number(1.0)),
            Self::Week => format!("P{}W", number(1.0)),
            Self::Fortnight => format!("P{}W", number(2.0)),
            Self::Month => format!("P{}M", number(1.0)),
            Self::Quarter => format!("P{}M", number(3.0)),
            Self::Year => format!("P{}Y", number(1.0)),
            Self::Decade if count.is_none() => "PXE".to_owned(),
            Self::Decade => format!("P{}Y", number(10.0)),
            Self::Century if count.is_none() => "PXC".to_owned(),
            Self::Century => format!("P{}Y", number(100.0)),
        }
    }
}

/// The day so many days later; clamped at the ends of the calendar.
pub(crate) fn add_days(date: Date, days: i64) -> Date {
    date.saturating_add(days.clamp(-3_000_000, 3_000_000).days())
}

/// The day so many months later, clamped to the end of a shorter month.
pub(crate) fn add_months(date: Date, months: i64) -> Date {
    date.saturating_add(months.clamp(-100_000, 100_000).months())
}

/// Monday of the week.
pub(crate) fn monday(date: Date) -> Date {
    add_days(date, -i64::from(date.weekday().to_monday_zero_offset()))
}

/// 1 for Monday to 7 for Sunday.
pub(crate) fn weekday_number(date: Date) -> i8 {
    date.weekday().to_monday_one_offset()
}

pub(crate) fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

/// A stretch of the calendar: TIMEX3 value and days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub value: String,
    pub interval: Interval,
}

impl Stretch {
    pub(crate) fn day(date: Date) -> Self {
        Self { value: date.to_string(), interval: Interval::day(date) }
    }

    pub(crate) fn month(year: i16, month: i8) -> Self {
        Self { value: format!("{year:04}-{month:02}"), interval: Interval::month(year, month) }
    }

    pub(crate) fn year(year: i16) -> Self {
        Self { value: format!("{year:04}"), interval: Interval::year(year) }
    }

    pub(crate) fn week(date: Date) -> Self {
        let first = monday(date);
        let week: ISOWeekDate = first.iso_week_date();
        Self {
            value: format!("{:04}-W{:02}", week.year(), week.week()),
            interval: Interval::between(first, add_days(first, 6), Granularity::Week),
        }
    }

    pub(crate) fn weekend(date: Date) -> Self {
        let mut stretch = Self::week(date);
        let first = monday(date);
        stretch.value.push_str("-WE");
        stretch.interval = Interval::between(add_days(first, 5), add_days(first, 6), Granularity::Week);
        stretch
    }

    /// A quarter from 1 to 4.
    pub(crate) fn quarter(year: i16, quarter: i8) -> Option<Self> {
        let first = date(year, quarter.clamp(1, 4) * 3 - 2, 1)?;
        Some(Self {
            value: format!("{year:04}-Q{quarter}"),
            interval: Interval::between(first, add_months(first, 2).last_of_month(), Granularity::Season),
        })
    }

    /// A half year, 1 or 2.
    pub(crate) fn half(year: i16, half: i8) -> Option<Self> {
        let first = date(year, half.clamp(1, 2) * 6 - 5, 1)?;
        Some(Self {
            value: format!("{year:04}-H{half}"),
            interval: Interval::between(first, add_months(first, 5).last_of_month(), Granularity::Season),
        })
    }

    /// A season of the northern half of the Earth, with the days that any usual count gives it. The winter of a year may be
    /// the one that starts or the one that ends in it.
    pub(crate) fn season(year: i16, season: &str) -> Option<Self> {
        let (first, last) = match season {
            "SP" => (date(year, 3, 1)?, date(year, 6, 21)?),
            "SU" => (date(year, 6, 1)?, date(year, 9, 23)?),
            "FA" => (date(year, 9, 1)?, date(year, 12, 21)?),
            "WI" => (date(year, 1, 1)?, date(year.checked_add(1)?, 3, 21)?),
            _ => return None,
        };
        Some(Self {
            value: format!("{year:04}-{season}"),
            interval: Interval::between(first, last, Granularity::Season),
        })
    }

    /// A decade by its first three digits: 197 is 1970 to 1979.
    pub(crate) fn decade(decade: i16) -> Option<Self> {
        let first = date(decade.checked_mul(10)?, 1, 1)?;
        let last = date(decade.checked_mul(10)?.checked_add(9)?, 12, 31)?;
        Some(Self { value: format!("{decade:03}"), interval: Interval::between(first, last, Granularity::Decade) })
    }

    /// A century by its ordinal: the 20th is 1900 to 1999 with the value "19".
    pub(crate) fn century(ordinal: i16) -> Option<Self> {
        let hundreds = ordinal.checked_sub(1).filter(|&n| n >= 0)?;
        let first = date(hundreds.checked_mul(100)?, 1, 1)?;
        let last = date(hundreds.checked_mul(100)?.checked_add(99)?, 12, 31)?;
        Some(Self { value: format!("{hundreds:02}"), interval: Interval::between(first, last, Granularity::Century) })
    }

    /// The unit of the calendar that is `count` units after the one that holds `anchor`.
    pub(crate) fn shifted(anchor: Date, count: i64, unit: Unit) -> Option<Self> {
        let year = |years: i64| i16::try_from(i64::from(anchor.year()) + years).ok().filter(|y| (1..=9998).contains(y));
        Some(match unit {
            Unit::Second | Unit::Minute | Unit::Hour => Self::day(anchor),
            Unit::Day => Self::day(add_days(anchor, count)),
            Unit::Weekend => Self::weekend(add_days(anchor, count.checked_mul(7)?)),
            Unit::Week => Self::week(add_days(anchor, count.checked_mul(7)?)),
            Unit::Fortnight => Self::week(add_days(anchor, count.checked_mul(14)?)),
            Unit::Month => {
                let day = add_months(anchor.first_of_month(), count);
                Self::month(day.year(), day.month())
            }
            Unit::Quarter => {
                let day = add_months(anchor.first_of_month(), count.checked_mul(3)?);
                Self::quarter(day.year(), (day.month() + 2) / 3)?
            }
            Unit::Year => Self::year(year(count)?),
            Unit::Decade => Self::decade(year(count.checked_mul(10)?)?.div_euclid(10))?,
            Unit::Century => Self::century(year(count.checked_mul(100)?)?.div_euclid(100) + 1)?,
        })
    }
}

/// The part of an interval that "early", "mid" or "late" leaves. An interval that is open, or has no such parts, stays.
pub(crate) fn part(interval: &Interval, modifier: Modifier) -> Interval {
    let whole = interval.clone().with(modifier);
    let (Some(first), Some(last)) = (interval.earliest, interval.latest) else { return whole };
    let between = |a: Date, b: Date| Interval { earliest: Some(a), latest: Some(b), ..whole.clone() };
    let months = |from: i64, to: i64| between(add_months(first, from), add_days(add_months(first, to), -1));
    match (interval.granularity, modifier) {
        (Granularity::Century, Modifier::Early) => months(0, 480),
        (Granularity::Century, Modifier::Mid) => months(360, 840),
        (Granularity::Century, Modifier::Late) => between(add_months(first, 720), last),
        (Granularity::Decade, Modifier::Early) => months(0, 60),
        (Granularity::Decade, Modifier::Mid) => months(48, 84),
        (Granularity::Decade, Modifier::Late) => between(add_months(first, 72), last),
        (Granularity::Year, Modifier::Early) => months(0, 5),
        (Granularity::Year, Modifier::Mid) => months(3, 9),
        (Granularity::Year, Modifier::Late) => between(add_months(first, 8), last),
        (Granularity::Season, Modifier::Early) => months(0, 2),
        (Granularity::Season, Modifier::Late) => between(add_days(last, -60).max(first), last),
        (Granularity::Month, Modifier::Early) => between(first, add_days(first, 11)),
        (Granularity::Month, Modifier::Mid) => between(add_days(first, 8), add_days(first, 21)),
        (Granularity::Month, Modifier::Late) => between(add_days(first, 18), last),
        (Granularity::Week, Modifier::Early) if first < add_days(last, -3) => between(first, add_days(first, 3)),
        (Granularity::Week, Modifier::Late) if first < add_days(last, -3) => between(add_days(first, 2), last),
        _ => whole,
    }
}

/// The days that a finished TIMEX3 value covers, where it is a place on the calendar ("1956", "2018-11", "2018-W47-WE",
/// "197", "1995-FA"). `None` for durations, sets, references and values with "X".
pub(crate) fn interval_of_value(value: &str) -> Option<Interval> {
    let day_part = value.split('T').next()?;
    if day_part.contains('X') || day_part.starts_with(['P', 'F']) || !day_part.is_ascii() {
        return None;
    }
    let fields: Vec<&str> = day_part.split('-').collect();
    let head: i16 = fields.first()?.parse().ok()?;
    match (fields[0].len(), fields.get(1), fields.get(2)) {
        (2, None, None) => Stretch::century(head.checked_add(1)?).map(|s| s.interval),
        (3, None, None) => Stretch::decade(head).map(|s| s.interval),
        (4, None, None) => Some(Interval::year(head)),
        (4, Some(second), third) => {
            if let Some(week) = second.strip_prefix('W').and_then(|w| w.parse::<i8>().ok()) {
                let day = ISOWeekDate::new(head, week, Weekday::Monday).ok()?.date();
                return Some(match third {
                    None => Stretch::week(day).interval,
                    Some(&"WE") => Stretch::weekend(day).interval,
                    Some(number) => Interval::day(add_days(day, number.parse::<i64>().ok()?.checked_sub(1)?)),
                });
            }
            if let Some(quarter) = second.strip_prefix('Q').and_then(|q| q.parse::<i8>().ok()) {
                return Stretch::quarter(head, quarter).map(|s| s.interval);
            }
            if let Some(half) = second.strip_prefix('H').and_then(|h| h.parse::<i8>().ok()) {
                return Stretch::half(head, half).map(|s| s.interval);
            }
            if second.len() == 2 && second.bytes().all(|b| b.is_ascii_uppercase()) {
                return Stretch::season(head, second).map(|s| s.interval);
            }
            let month: i8 = second.parse().ok()?;
            match third {
                None => date(head, month, 1).map(|_| Interval::month(head, month)),
                Some(day) => date(head, month, day.parse().ok()?).map(Interval::day),
            }
        }
        _ => None,
    }
}

/// Sunday of Easter in the Western churches (the anonymous Gregorian computus, Meeus 1991).
pub(crate) fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y.rem_euclid(19), y.div_euclid(100), y.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    date(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?)
}

/// The first day of an Islamic month by the tabular (civil) calendar, which the sighted moon may miss by two days.
pub(crate) fn islamic(year: i32, month: i32) -> Option<Date> {
    // Julian day of the civil epoch, 16 July 622 (Julian), and of 1 January 1970.
    let days = i64::from((11 * year + 3).div_euclid(30)) + 354 * i64::from(year) + 30 * i64::from(month)
        - i64::from((month - 1) / 2)
        + 1
        + 1_948_440
        - 385;
    Some(add_days(date(1970, 1, 1)?, days - 2_440_588))
}

/// A feast or civil day, as the data tells it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Feast {
    pub id: String,
    /// Patterns, in the language of the rules.
    pub names: Vec<String>,
    /// "12-25"
    pub fixed: Option<String>,
    /// Days after Easter Sunday.
    pub easter: Option<i64>,
    /// [nth, weekday, month]; a negative nth counts from the end.
    pub nth: Option<[i8; 3]>,
    /// [month, day] of the Islamic calendar.
    pub islamic: Option<[i32; 2]>,
    /// ["01-21", "02-20"]: somewhere in between.
    pub between: Option<[String; 2]>,
    /// How many days it lasts.
    #[serde(default = "one")]
    pub days: i64,
}

fn one() -> i64 {
    1
}

/// The feasts by id.
pub(crate) type Feasts = BTreeMap<String, Feast>;

impl Feast {
    /// The days of the feast that starts in that year. One that falls twice in a year by the Islamic calendar is taken the
    /// first time.
    pub(crate) fn in_year(&self, year: i16) -> Option<Stretch> {
        let month_day = |text: &str| {
            let (month, day) = text.split_once('-')?;
            date(year, month.parse().ok()?, day.parse().ok()?)
        };
        let long = |first: Date| {
            let last = add_days(first, self.days.max(1) - 1);
            if first == last {
                Stretch::day(first)
            } else {
                Stretch { value: first.to_string(), interval: Interval::between(first, last, Granularity::Week) }
            }
        };
        if let Some(fixed) = &self.fixed {
            return month_day(fixed).map(long);
        }
        if let Some(days) = self.easter {
            return Some(long(add_days(easter(year)?, days)));
        }
        if let Some([nth, weekday, month]) = self.nth {
            let first = date(year, month, 1)?;
            let base = if nth > 0 { first } else { first.last_of_month() };
            let distance = if nth > 0 {
                i64::from((weekday - weekday_number(base)).rem_euclid(7)) + 7 * (i64::from(nth) - 1)
            } else {
                -i64::from((weekday_number(base) - weekday).rem_euclid(7)) + 7 * (i64::from(nth) + 1)
            };
            return Some(long(add_days(base, distance)));
        }
        if let Some([month, day]) = self.islamic {
            let guess = (i32::from(year) - 622) * 33 / 32;
            return (guess - 1..=guess + 2).find_map(|islamic_year| {
                let first = add_days(islamic(islamic_year, month)?, i64::from(day) - 1);
                (first.year() == year).then(|| {
                    let (from, to) = (add_days(first, -2), add_days(first, self.days + 1));
                    Stretch {
                        value: if self.days > 20 {
                            format!("{:04}-{:02}", first.year(), first.month())
                        } else {
                            first.to_string()
                        },
                        interval: Interval::between(from, to, Granularity::Month).with(Modifier::Approximate),
                    }
                })
            });
        }
        let [from, to] = self.between.as_ref()?;
        let (from, to) = (month_day(from)?, month_day(to)?);
        Some(Stretch {
            value: format!("{year:04}"),
            interval: Interval::between(from, to, Granularity::Season).with(Modifier::Approximate),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_almanacs_put_it() {
        for (year, day) in [
            (1945, "1945-04-01"),
            (1979, "1979-04-15"),
            (2000, "2000-04-23"),
            (2018, "2018-04-01"),
            (2038, "2038-04-25"),
        ] {
            assert_eq!(easter(year).unwrap().to_string(), day);
        }
    }

    #[test]
    fn ramadan_falls_within_two_days_of_the_sighted_moon() {
        for (year, month, day) in
            [(1439, 9, "2018-05-16"), (1426, 9, "2005-10-04"), (1417, 9, "1997-01-10"), (1393, 9, "1973-09-28")]
        {
            let computed = islamic(year, month).unwrap();
            let known: Date = day.parse().unwrap();
            let off = computed.since(known).unwrap().get_days().abs();
            assert!(off <= 2, "{computed} is {off} days from {known}");
        }
    }

    #[test]
    fn a_value_covers_its_days() {
        for (value, first, last) in [
            ("1956", "1956-01-01", "1956-12-31"),
            ("2018-11", "2018-11-01", "2018-11-30"),
            ("2018-W47", "2018-11-19", "2018-11-25"),
            ("2018-W48-WE", "2018-12-01", "2018-12-02"),
            ("197", "1970-01-01", "1979-12-31"),
            ("19", "1900-01-01", "1999-12-31"),
            ("1989-Q3", "1989-07-01", "1989-09-30"),
            ("1998-08-11TMO", "1998-08-11", "1998-08-11"),
        ] {
            let interval = interval_of_value(value).unwrap();
            assert_eq!(
                (interval.earliest.unwrap().to_string(), interval.latest.unwrap().to_string()),
                (first.to_owned(), last.to_owned())
            );
        }
        for value in ["P3D", "XXXX-11-14", "PRESENT_REF", "FUTURE_REF", "", "abc", "2018-13", "é", "99999", "2018-W99"]
        {
            assert_eq!(interval_of_value(value), None, "{value}");
        }
    }
}
