//! People in offices by date, states, organisations, blocs, places and occasions; the mentions of an article become actors.
//! Knows nothing of events: what the actors did is for the stages below.

mod atlas;
mod dates;
mod lexicon;
mod locate;
mod lookup;
mod people;
mod resolution;
mod resolve;
mod scan;
mod tables;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod words;

use demarche_calendar::DateConstraint;
use demarche_language::Annotation;
use demarche_record::{Article, Published};
pub use locate::{Document, Located, distance, locate, points};
pub use lookup::{Conflict, RosterPerson, RosterTenure};
pub use resolution::{ActorMention, OccasionMention, PlaceMention, Resolution};

use crate::lexicon::Lexicon;
use crate::tables::Tables;

/// The knowledge of actors and places, ready for look-up. One value serves any number of threads.
#[derive(Debug)]
pub struct Gazetteer {
    tables: Tables,
    lexicon: Lexicon,
}

impl Gazetteer {
    /// The gazetteer compiled into the program (`knowledge/gazetteer`). Tables are read where they lie.
    #[must_use]
    pub fn embedded() -> Self {
        let tables = Tables::embedded();
        let lexicon = Lexicon::new(&tables);
        Self { tables, lexicon }
    }

    /// What the offices that people are called by and the occasions named say about the date of the article.
    ///
    /// Offices called "former", "late" or "then" and names in brackets say nothing. Terms of one office are alternatives.
    #[must_use]
    pub fn date_constraints(&self, article: &Article, annotation: &Annotation) -> Vec<DateConstraint> {
        dates::constraints(self, article, annotation)
    }

    /// Mentions to actors, places and occasions. With an unknown date of publication the people are still found by their full
    /// names and titles, and nobody is taken from the roster by office alone.
    ///
    /// Pronouns follow the annotation's chains where these agree with salience (Lappin and Leass 1994), and salience alone
    /// otherwise.
    #[must_use]
    pub fn resolve(&self, article: &Article, annotation: &Annotation, published: &Published) -> Resolution {
        resolve::resolve(self, article, annotation, published)
    }
}
