//! Intervals of civil days, with the granularity and the modifier that the words had.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// First and last day, inclusive; `None` is open. Granularity and modifier say how the words put it.
///
/// ```
/// use demarche_record::{Granularity, Interval};
/// let year = Interval::year(1956);
/// assert_eq!(year.earliest.unwrap().to_string(), "1956-01-01");
/// assert_eq!(year.granularity, Granularity::Year);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Interval {
    /// First day that is possible.
    pub earliest: Option<Date>,
    /// Last day that is possible.
    pub latest: Option<Date>,
    /// How fine the words are.
    pub granularity: Granularity,
    /// "early", "late", "before" and their like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modifier: Option<Modifier>,
}

impl Interval {
    /// One day.
    #[must_use]
    pub fn day(date: Date) -> Self {
        Self { earliest: Some(date), latest: Some(date), granularity: Granularity::Day, modifier: None }
    }

    /// From `earliest` to `latest`, both possible, at the granularity given.
    #[must_use]
    pub fn between(earliest: Date, latest: Date, granularity: Granularity) -> Self {
        Self { earliest: Some(earliest), latest: Some(latest), granularity, modifier: None }
    }

    /// A whole month. A month outside 1 to 12 or a year outside -9999 to 9999 is clamped.
    #[must_use]
    pub fn month(year: i16, month: i8) -> Self {
        let first = Date::new(year.clamp(-9999, 9999), month.clamp(1, 12), 1).expect("clamped to a real month");
        Self::between(first, first.last_of_month(), Granularity::Month)
    }

    /// A whole year. A year outside -9999 to 9999 is clamped.
    #[must_use]
    pub fn year(year: i16) -> Self {
        let first = Date::new(year.clamp(-9999, 9999), 1, 1).expect("clamped to a real year");
        Self::between(first, first.last_of_year(), Granularity::Year)
    }

    /// The same interval with a modifier.
    #[must_use]
    pub fn with(mut self, modifier: Modifier) -> Self {
        self.modifier = Some(modifier);
        self
    }

    /// Days from first to last, both counted; `None` when an end is open.
    #[must_use]
    pub fn days(&self) -> Option<i64> {
        let (earliest, latest) = (self.earliest?, self.latest?);
        Some(i64::from(latest.since(earliest).ok()?.get_days()) + 1)
    }

    /// Whether some day lies in both. Open ends reach without limit.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let before = |last: Option<Date>, first: Option<Date>| matches!((last, first), (Some(l), Some(f)) if l < f);
        !before(self.latest, other.earliest) && !before(other.latest, self.earliest)
    }

    /// Whether every day of `other` lies inside.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        let low = match (self.earliest, other.earliest) {
            (None, _) => true,
            (Some(a), Some(b)) => a <= b,
            (Some(_), None) => false,
        };
        let high = match (self.latest, other.latest) {
            (None, _) => true,
            (Some(a), Some(b)) => b <= a,
            (Some(_), None) => false,
        };
        low && high
    }

    /// The days in both, at the finer granularity; `None` where there are none.
    #[must_use]
    pub fn meet(&self, other: &Self) -> Option<Self> {
        if !self.overlaps(other) {
            return None;
        }
        let earliest = self.earliest.max(other.earliest);
        let latest = match (self.latest, other.latest) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Some(Self { earliest, latest, granularity: self.granularity.min(other.granularity), modifier: None })
    }
}

/// How fine an interval is, finest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Granularity {
    /// A day or finer.
    Day,
    /// A week or a weekend.
    Week,
    /// A month.
    Month,
    /// A quarter, half year or season.
    Season,
    /// A year.
    Year,
    /// A decade.
    Decade,
    /// A century.
    Century,
    /// A stretch that the text does not cut by the calendar.
    Span,
}

/// TIMEX3 `mod` and the like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Modifier {
    /// START
    Early,
    /// MID
    Mid,
    /// END
    Late,
    /// BEFORE
    Before,
    /// AFTER
    After,
    /// APPROX
    Approximate,
}
