//! The time expression that the rules find and the resolver anchors.

use std::ops::Range;

use demarche_record::{Interval, Modifier, Span};
use serde::{Deserialize, Serialize};

/// One time expression of an article in the sense of TIMEX3 (TimeML 1.2.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeExpression {
    /// Index of its sentence.
    pub sentence: usize,
    /// The tokens that it touches.
    pub tokens: Range<usize>,
    /// Where it stands; may start or end within a token ("mid-1990s").
    pub span: Span,
    /// TIMEX3 type.
    pub kind: TimexType,
    /// TIMEX3 value. Before [`crate::resolve`] it holds what the words alone say ("XXXX-11-14"), after it the day
    /// ("2018-11-14") where an anchor was known.
    pub value: String,
    /// TIMEX3 `mod`.
    pub modifier: Option<TimexModifier>,
    /// The days that it covers; `None` before [`crate::resolve`], and for what has no days (a `SET`, "for years").
    pub interval: Option<Interval>,
    /// Id of the rule that found it (`knowledge/calendar/rules.toml`).
    pub rule: String,
    /// How the value follows from an anchor; the resolver reads it.
    #[serde(skip)]
    pub meaning: crate::Meaning,
}

impl TimeExpression {
    /// The value as annotators of TimeML write it: decades and centuries of four characters ("198X", "19XX"), and the first day
    /// or year of a tight range.
    #[must_use]
    pub fn timex3_value(&self) -> String {
        if let Some(length) = self.length_before_later() {
            return length;
        }
        let value = match self.kind {
            TimexType::Date | TimexType::Time => self.value.split('/').next().unwrap_or_default(),
            TimexType::Duration | TimexType::Set => &self.value,
        };
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        match value.len() {
            2 | 3 if digits => format!("{value:X<4}"),
            _ => value.to_owned(),
        }
    }

    /// The type as annotators of TimeML write it: "three days later" is a length beside a signal.
    #[must_use]
    pub fn timex3_kind(&self) -> TimexType {
        if self.length_before_later().is_some() { TimexType::Duration } else { self.kind }
    }

    /// Where annotators of TimeML put the tag: "later" after a length is a signal, not part of the expression.
    #[must_use]
    pub fn timex3_span(&self, text: &str) -> Span {
        if self.length_before_later().is_none() {
            return self.span;
        }
        let words = text.get(self.span.start..self.span.end).unwrap_or_default();
        let length = words.rfind(char::is_whitespace).map_or(words, |at| words[..at].trim_end());
        if length.is_empty() { self.span } else { Span::new(self.span.start, self.span.start + length.len()) }
    }

    /// The length of "three days later"; `None` for every other expression.
    fn length_before_later(&self) -> Option<String> {
        (self.rule == "later").then(|| self.meaning.length.clone()).flatten()
    }
}

/// TIMEX3 types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TimexType {
    /// A day or a coarser stretch of the calendar.
    Date,
    /// A part of a day.
    Time,
    /// A length of time.
    Duration,
    /// Something that recurs.
    Set,
}

impl TimexType {
    /// The TIMEX3 name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Date => "DATE",
            Self::Time => "TIME",
            Self::Duration => "DURATION",
            Self::Set => "SET",
        }
    }
}

/// TIMEX3 `mod`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "the names are the standard's own")]
pub enum TimexModifier {
    Before,
    After,
    OnOrBefore,
    OnOrAfter,
    LessThan,
    MoreThan,
    EqualOrLess,
    EqualOrMore,
    Start,
    Mid,
    End,
    Approx,
}

impl TimexModifier {
    /// Every modifier.
    pub const ALL: [Self; 12] = [
        Self::Before,
        Self::After,
        Self::OnOrBefore,
        Self::OnOrAfter,
        Self::LessThan,
        Self::MoreThan,
        Self::EqualOrLess,
        Self::EqualOrMore,
        Self::Start,
        Self::Mid,
        Self::End,
        Self::Approx,
    ];

    /// The TIMEX3 name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Before => "BEFORE",
            Self::After => "AFTER",
            Self::OnOrBefore => "ON_OR_BEFORE",
            Self::OnOrAfter => "ON_OR_AFTER",
            Self::LessThan => "LESS_THAN",
            Self::MoreThan => "MORE_THAN",
            Self::EqualOrLess => "EQUAL_OR_LESS",
            Self::EqualOrMore => "EQUAL_OR_MORE",
            Self::Start => "START",
            Self::Mid => "MID",
            Self::End => "END",
            Self::Approx => "APPROX",
        }
    }

    /// The modifier of a TIMEX3 name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|modifier| modifier.name() == name)
    }

    /// The modifier of an interval that it gives, where it gives one.
    #[must_use]
    pub fn of_interval(self) -> Option<Modifier> {
        Some(match self {
            Self::Start => Modifier::Early,
            Self::Mid => Modifier::Mid,
            Self::End => Modifier::Late,
            Self::Before | Self::OnOrBefore => Modifier::Before,
            Self::After | Self::OnOrAfter => Modifier::After,
            Self::Approx => Modifier::Approximate,
            Self::LessThan | Self::MoreThan | Self::EqualOrLess | Self::EqualOrMore => return None,
        })
    }
}
