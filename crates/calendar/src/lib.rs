//! Time expressions (TIMEX3), the days that they cover, and the date of an undated article. Knows no actors: what follows
//! from offices and summits is passed in as [`DateConstraint`].
//!
//! The way: [`find`] the expressions, [`date_article`] from them, [`resolve`] them against the date.

mod atoms;
mod civil;
mod constraint;
mod dating;
mod expression;
mod find;
mod meaning;
mod pattern;
pub mod plain;
mod resolve;
mod rules;
mod words;

pub use constraint::{Bearing, DateConstraint};
pub use dating::{date_article, words as day_in_words};
pub use expression::{TimeExpression, TimexModifier, TimexType};
pub use find::{find, find_in};
pub use meaning::Meaning;
pub use resolve::resolve;

#[cfg(test)]
mod rule_tests;
