//! What the words of an expression mean before any anchor is known: fields of the calendar, steps from an anchor, lengths.

use demarche_record::Modifier;

use crate::civil::Unit;
use crate::expression::{TimexModifier, TimexType};
use crate::pattern::Kept;

/// How the value of an expression follows from an anchor. Opaque: made by [`crate::find`], read by [`crate::resolve`]. The
/// default says that the value stands by itself, which is what an expression made by hand wants.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Meaning {
    pub(crate) core: Core,
    /// What follows the "T" of a TIMEX3 time ("15:00", "MO").
    pub(crate) clock: Option<String>,
    /// Whether the words before say "since", "by" and the like.
    pub(crate) signal: Option<Signal>,
    /// The parts of the stretch from and to which it reaches ("mid- to late-1990s").
    pub(crate) parts: Option<(Modifier, Modifier)>,
    /// The other end of a range ("from 1951 to 1953"), as the distance to that expression in the list.
    pub(crate) range: Option<isize>,
    /// The length that the words count from the anchor ("three days" of "three days later"), as a TIMEX3 duration.
    pub(crate) length: Option<String>,
}

impl Eq for Meaning {}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Core {
    #[default]
    Fixed,
    Fields(Box<Fields>),
    /// So many units after the anchor; a count of `None` is vague ("several years ago").
    Shift {
        count: Option<i64>,
        unit: Unit,
        anchor: Anchor,
        /// Whether the words count units ("two weeks ago") rather than name one ("last week").
        counted: bool,
    },
    /// The past, present or future as such.
    Reference(Side),
    /// A length that ends or begins at the anchor ("the last three years"); a count of `None` is vague.
    Window {
        count: Option<f64>,
        unit: Unit,
        side: Side,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Past,
    Present,
    Future,
}

/// From where a step is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// The day of publication.
    Document,
    /// The last dated expression before this one.
    Narrative,
}

/// Which of the candidates is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Which {
    /// Nothing said: tense decides.
    #[default]
    Bare,
    Last,
    Next,
    This,
}

/// A preposition that turns a day into a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    Since,
    After,
    Before,
    Until,
    By,
}

/// Named places of the calendar; what is missing follows from the anchor.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fields {
    pub iso: Option<jiff::civil::Date>,
    pub year: Option<i16>,
    pub month: Option<i8>,
    pub day: Option<i8>,
    pub weekday: Option<i8>,
    pub weekend: bool,
    /// The week of a day or feast.
    pub week: bool,
    pub season: Option<String>,
    pub quarter: Option<i8>,
    pub half: Option<i8>,
    pub feast: Option<String>,
    /// First three digits.
    pub decade: Option<i16>,
    /// Ordinal of the century.
    pub century: Option<i16>,
    /// "of last year", "next week": the unit in which the rest is placed.
    pub frame: Option<(i64, Unit, Anchor)>,
    pub which: Which,
    /// Last day of the month, or last two digits or all of the year, of a tight range ("June 11-12", "1951-53").
    pub until: Option<i16>,
}

/// Type, unanchored value, modifier and meaning.
pub(crate) struct Built {
    pub kind: TimexType,
    pub value: String,
    pub modifier: Option<TimexModifier>,
    pub meaning: Meaning,
}

/// Reads what a match kept.
struct Captures<'a>(&'a Kept);

impl<'a> Captures<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.parse().ok()
    }

    fn unit(&self) -> Option<Unit> {
        self.get("unit").or_else(|| self.get("units")).and_then(Unit::from_code)
    }

    /// The count of units: `Err` where the words give none, `Ok(None)` where they are vague.
    fn count(&self) -> Result<Option<f64>, ()> {
        if let Some(count) = self.number::<f64>("num") {
            return Ok(Some(count));
        }
        if self.get("vague").is_some() { Ok(None) } else { Err(()) }
    }
}

/// A frame as the rules write it: "-1Y", "0W", "n0Y" (n: from the narrative anchor).
fn frame(text: &str) -> Option<(i64, Unit, Anchor)> {
    let (text, anchor) = text.strip_prefix('n').map_or((text, Anchor::Document), |rest| (rest, Anchor::Narrative));
    let split = text.find(|c: char| c.is_ascii_alphabetic())?;
    Some((text[..split].parse().ok()?, Unit::from_code(&text[split..])?, anchor))
}

/// The meaning of a match of a rule with that `means`; `None` where the pieces make no sense together ("30 February").
pub(crate) fn build(means: &str, kind: TimexType, kept: &Kept) -> Option<Built> {
    let captures = Captures(kept);
    let mut modifier = captures
        .get("mod")
        .or_else(|| captures.get("edge"))
        .or_else(|| captures.get("edgenoun"))
        .and_then(TimexModifier::from_name);
    let clock = clock(&captures)?;
    let mut length = None;
    let mut kind = if clock.is_some() && kind == TimexType::Date { TimexType::Time } else { kind };
    let (value, core) = match means {
        "fixed" => (captures.get("value")?.to_owned(), Core::Fixed),
        "reference" => {
            let value = captures.get("value")?;
            let side = match value {
                "PAST_REF" => Side::Past,
                "FUTURE_REF" => Side::Future,
                _ => Side::Present,
            };
            (value.to_owned(), Core::Reference(side))
        }
        "calendar" => {
            let fields = fields(&captures)?;
            (unanchored(&fields), Core::Fields(Box::new(fields)))
        }
        "deictic" => {
            let count: i64 = captures.number("deictic")?;
            let core = Core::Shift { count: Some(count), unit: Unit::Day, anchor: Anchor::Document, counted: false };
            ("XXXX-XX-XX".to_owned(), core)
        }
        "unit" => {
            let unit = captures.unit()?;
            let (count, anchor) = if captures.get("last").is_some() {
                (-1, Anchor::Document)
            } else if captures.get("next").is_some() {
                (1, Anchor::Document)
            } else if captures.get("this").is_some() {
                (0, Anchor::Document)
            } else if captures.get("that").is_some() {
                (0, Anchor::Narrative)
            } else if captures.get("following").is_some() {
                (1, Anchor::Narrative)
            } else if captures.get("preceding").is_some() {
                (-1, Anchor::Narrative)
            } else {
                frame(captures.get("frame")?).map(|(count, _, anchor)| (count, anchor))?
            };
            (blank(unit), Core::Shift { count: Some(count), unit, anchor, counted: false })
        }
        "shift" => {
            let unit = captures.unit()?;
            let (sign, anchor) = match captures.get("dir")? {
                "ago" => (-1.0, Anchor::Document),
                "hence" => (1.0, Anchor::Document),
                "earlier" => (-1.0, Anchor::Narrative),
                _ => (1.0, Anchor::Narrative),
            };
            let count = match captures.count() {
                Ok(count) => count,
                Err(()) if captures.get("units").is_some() => None,
                Err(()) => Some(1.0),
            };
            length = Some(unit.duration(count));
            let mut unit = unit;
            let mut count = count.map(|count| sign * count);
            if let Some(n) = count
                && n.fract() != 0.0
            {
                // "two and a half years ago"
                (unit, count) = match unit {
                    Unit::Year => (Unit::Month, Some(n * 12.0)),
                    Unit::Week => (Unit::Day, Some(n * 7.0)),
                    other => (other, Some(n)),
                };
            }
            if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
                kind = TimexType::Time;
            }
            match count {
                None => {
                    let value = if sign < 0.0 { "PAST_REF" } else { "FUTURE_REF" };
                    (
                        value.to_owned(),
                        Core::Shift { count: if sign < 0.0 { Some(-1) } else { Some(1) }, unit, anchor, counted: true },
                    )
                        .into_vague(sign)
                }
                Some(count) => {
                    #[allow(
                        clippy::cast_possible_truncation,
                        reason = "counts in words and digits are small, and `as` saturates"
                    )]
                    let count = count.round() as i64;
                    (blank(unit), Core::Shift { count: Some(count), unit, anchor, counted: true })
                }
            }
        }
        "duration" => {
            let unit = captures.unit()?;
            let count = match captures.count() {
                Ok(count) => count,
                Err(()) if captures.get("units").is_some() => None,
                Err(()) => Some(1.0),
            };
            let core = match captures.get("window") {
                Some("last") => Core::Window { count, unit, side: Side::Past },
                Some("next") => Core::Window { count, unit, side: Side::Future },
                _ => Core::Fixed,
            };
            (unit.duration(count), core)
        }
        "set" => {
            let value = if let Some(value) = captures.get("value").or_else(|| captures.get("adverbset")) {
                value.to_owned()
            } else if captures.unit().is_some() {
                captures.unit()?.duration(captures.number::<f64>("num").or(Some(1.0)))
            } else {
                unanchored(&fields(&captures)?)
            };
            (value, Core::Fixed)
        }
        _ => return None,
    };
    if kind == TimexType::Duration && captures.get("approx").is_some() {
        modifier = Some(TimexModifier::Approx);
    }
    let parts = match captures.get("parts") {
        Some("START-MID") => Some((Modifier::Early, Modifier::Mid)),
        Some("MID-END") => Some((Modifier::Mid, Modifier::Late)),
        _ => None,
    };
    let value = match &clock {
        Some(clock) if kind == TimexType::Time && !value.contains('T') => format!("{}T{clock}", day_value(&value)),
        _ => value,
    };
    Some(Built { kind, value, modifier, meaning: Meaning { core, clock, signal: None, parts, range: None, length } })
}

trait IntoVague {
    fn into_vague(self, sign: f64) -> Self;
}

impl IntoVague for (String, Core) {
    /// "Several years ago": some time in the past.
    fn into_vague(self, sign: f64) -> Self {
        (self.0, Core::Reference(if sign < 0.0 { Side::Past } else { Side::Future }))
    }
}

fn day_value(value: &str) -> &str {
    if value.is_empty() { "XXXX-XX-XX" } else { value }
}

/// What follows the "T"; the outer `None` for an hour that does not exist.
fn clock(captures: &Captures) -> Option<Option<String>> {
    let half = captures.get("ampm");
    if let Some(time) = captures.get("clock") {
        let (hour, minute) = time.split_once(':')?;
        let hour: u8 = hour.parse().ok()?;
        let hour = match half {
            Some("pm") if hour < 12 => hour + 12,
            Some("am") if hour == 12 => 0,
            _ => hour,
        };
        return Some(Some(format!("{hour:02}:{minute}")));
    }
    if let Some(hour) = captures.number::<u8>("hour") {
        if hour > 24 || half.is_some() && !(1..=12).contains(&hour) {
            return None;
        }
        let hour = match (half, captures.get("daypart")) {
            (Some("pm"), _) | (None, Some("AF" | "EV" | "NI")) if hour < 12 => hour + 12,
            (Some("am"), _) if hour == 12 => 0,
            _ => hour,
        };
        return Some(Some(format!("{hour:02}:00")));
    }
    Some(captures.get("daypart").map(str::to_owned))
}

fn fields(captures: &Captures) -> Option<Fields> {
    let mut fields = Fields {
        iso: captures.get("iso").or_else(|| captures.get("slashed")).and_then(|text| text.parse().ok()),
        year: captures.number("year"),
        month: captures.number("month"),
        day: captures.number("dom"),
        weekday: captures.number("weekday").or_else(|| captures.number("weekdays")),
        weekend: captures.get("weekend").is_some(),
        week: captures.get("weekof").is_some(),
        season: captures.get("season").map(str::to_owned),
        quarter: captures.number("quarter"),
        half: captures.number("half"),
        feast: captures.get("feast").map(str::to_owned),
        decade: captures.number("decade"),
        century: captures.number("century"),
        frame: captures.get("frame").and_then(frame),
        which: if captures.get("last").is_some() {
            Which::Last
        } else if captures.get("next").is_some() {
            Which::Next
        } else if captures.get("this").is_some() {
            Which::This
        } else {
            Which::Bare
        },
        until: captures.number("until"),
    };
    if let (Some(until), Some(year), None) = (fields.until, fields.year, fields.day)
        && until < 100
    {
        fields.until = Some(year / 100 * 100 + until);
    }
    let first = fields.day.map(i16::from).or(fields.year);
    if fields.until.is_some_and(|until| first.is_some_and(|first| until <= first)) {
        return None;
    }
    if let Some(tens) = captures.number::<i16>("decadeword") {
        // "The twenties" are those of the twentieth century still.
        fields.decade = Some(190 + tens / 10);
    }
    if fields.quarter.is_some_and(|q| !(1..=4).contains(&q)) || fields.half.is_some_and(|h| !(1..=2).contains(&h)) {
        return None;
    }
    if captures.get("that").is_some() && fields.frame.is_none() {
        fields.frame = Some((0, Unit::Year, Anchor::Narrative));
    }
    if let (Some(month), Some(day)) = (fields.month, fields.day) {
        // 2000 is a leap year, so that 29 February passes without a year.
        crate::civil::date(fields.year.unwrap_or(2000), month, day)?;
    }
    Some(fields)
}

fn blank(unit: Unit) -> String {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => "XXXX-XX-XX",
        Unit::Weekend => "XXXX-WXX-WE",
        Unit::Week | Unit::Fortnight => "XXXX-WXX",
        Unit::Month => "XXXX-XX",
        Unit::Quarter => "XXXX-QX",
        Unit::Year => "XXXX",
        Unit::Decade => "XXX",
        Unit::Century => "XX",
    }
    .to_owned()
}

/// The TIMEX3 value with "X" for what the words leave open.
pub(crate) fn unanchored(fields: &Fields) -> String {
    if let Some(date) = fields.iso {
        return date.to_string();
    }
    let year = fields.year.map_or_else(|| "XXXX".to_owned(), |year| format!("{year:04}"));
    if let Some(century) = fields.century {
        return format!("{:02}", century - 1);
    }
    if let Some(decade) = fields.decade {
        return format!("{decade:03}");
    }
    match (fields.month, fields.day) {
        (Some(month), Some(day)) => return format!("{year}-{month:02}-{day:02}"),
        (Some(month), None) => return format!("{year}-{month:02}"),
        (None, Some(day)) => return format!("{year}-XX-{day:02}"),
        (None, None) => {}
    }
    if let Some(weekday) = fields.weekday {
        return format!("{year}-WXX-{weekday}");
    }
    if fields.weekend {
        return format!("{year}-WXX-WE");
    }
    if let Some(season) = &fields.season {
        return format!("{year}-{season}");
    }
    if let Some(quarter) = fields.quarter {
        return format!("{year}-Q{quarter}");
    }
    if let Some(half) = fields.half {
        return format!("{year}-H{half}");
    }
    if fields.feast.is_some() {
        return format!("{year}-XX-XX");
    }
    if fields.year.is_none()
        && let Some((_, unit, _)) = fields.frame
    {
        return blank(unit);
    }
    year
}
