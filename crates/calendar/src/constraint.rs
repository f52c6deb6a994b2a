//! What a caller who knows offices and summits can say about the date of an article. How it is weighed lives in `dating`.

use demarche_record::{Interval, Span};
use serde::{Deserialize, Serialize};

/// One thing known of the world that bears on the day of publication, with the words that call it up.
///
/// The caller says when the thing was so (`any_of`); what follows for the day of publication is decided here, from the tense
/// and the time expressions around `span`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateConstraint {
    /// What the intervals are intervals of.
    pub bearing: Bearing,
    /// When it was so: at least one of these, in the order of time (two terms of one office; each year's summit of that
    /// name). An open end is unknown or still running. An empty list says nothing and is skipped.
    pub any_of: Vec<Interval>,
    /// The words of the article that call it up ("Foreign Minister Taro Kono", "the Group of 20 summit").
    pub span: Option<Span>,
    /// The same words, or a field of the page.
    pub text: String,
    /// What is known, in plain words ("Taro Kono was foreign minister of Japan from 3 August 2017 to 11 September 2019").
    pub says: String,
    /// True where the words leave no doubt who or what is meant; a constraint that is not firm never narrows the answer
    /// alone.
    pub firm: bool,
}

/// What the intervals of a [`DateConstraint`] are intervals of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bearing {
    /// Somebody held the office by which the article calls him. Nobody is called so before he holds it, so publication never
    /// precedes the first interval; that it lies inside one of them is taken only where the sentence does not tell of the
    /// past. Do not pass offices called "former", "late", "then" or "-elect".
    Tenure,
    /// A summit, conference, election or the like took place. Whether publication lies before, in or after it follows from
    /// the tense and the time expressions of its sentence ("both leaders visit Argentina this weekend to attend ...").
    /// Narrow `any_of` by the place where the sentence names it.
    Occasion,
    /// Persons whom the words name met: as an occasion, which has no name of its own.
    Meeting,
    /// A treaty, accord or the like was signed under the name by which the article calls it: nobody calls it so long before, so
    /// publication precedes the first interval by some months at most. Days told beside the name may be of anything.
    Signing,
}
