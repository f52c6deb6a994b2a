//! Time expressions (TIMEX3), the days that they cover, and the date of an undated article. Knows no actors: what follows
//! from offices and summits is passed in as [`DateConstraint`].

mod constraint;
mod expression;

pub use constraint::{Bearing, DateConstraint};
use demarche_language::Annotation;
use demarche_record::{Article, Published};
pub use expression::{TimeExpression, TimexModifier, TimexType};

/// How a value follows from an anchor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Meaning {
    /// The value stands by itself.
    #[default]
    Fixed,
}

/// The time expressions of an article, unanchored, in the order of the text.
#[must_use]
pub fn find(_article: &Article, _annotation: &Annotation) -> Vec<TimeExpression> {
    Vec::new()
}

/// When the article was published: as printed or declared where that is known, else inferred.
#[must_use]
pub fn date_article(
    article: &Article,
    _annotation: &Annotation,
    _times: &[TimeExpression],
    _constraints: &[DateConstraint],
) -> Published {
    article.published.clone()
}

/// Anchors the expressions: sets values and intervals.
pub fn resolve(_times: &mut [TimeExpression], _annotation: &Annotation, _published: &Published) {}
