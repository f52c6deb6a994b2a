//! People in offices by date, states, organisations, blocs, places and occasions; the mentions of an article become actors.
//! Knows nothing of events: what the actors did is for the stages below.

mod resolution;

use demarche_calendar::DateConstraint;
use demarche_language::Annotation;
use demarche_record::{Article, Published};
pub use resolution::{ActorMention, OccasionMention, PlaceMention, Resolution};

/// The knowledge of actors and places, ready for look-up.
#[derive(Debug)]
pub struct Gazetteer {}

impl Gazetteer {
    /// The gazetteer compiled into the program.
    #[must_use]
    pub fn embedded() -> Self {
        Self {}
    }

    /// What the offices and the occasions named say about the date of the article.
    #[must_use]
    pub fn date_constraints(&self, _article: &Article, _annotation: &Annotation) -> Vec<DateConstraint> {
        Vec::new()
    }

    /// Mentions to actors, places and occasions.
    #[must_use]
    pub fn resolve(&self, _article: &Article, _annotation: &Annotation, _published: &Published) -> Resolution {
        Resolution::default()
    }
}
