//! History told from news: which events of an article belong to an earlier round, by a learned model.

use demarche_coding::Coding;
use demarche_record::FoundBy;

use crate::features;
use crate::learned::Learned;
use crate::sentence::Reading;

/// The link of the chain of an event whose `background` the model turned.
pub(crate) const LINK: &str = "argument/history";

/// Sets `background` of every event. The features are those of the coder's own answers, so all of them are read before any is changed.
pub(crate) fn tell(reading: &Reading<'_>, coding: &mut Coding, learned: &Learned) {
    let bound = learned.number("history");
    let told: Vec<f64> = (0..coding.events.len())
        .map(|index| learned.background(features::event(reading, coding, index).iter()))
        .collect();
    for (event, history) in coding.events.iter_mut().zip(told) {
        let background = history >= bound;
        if background != event.background {
            event.background = background;
            event.found_by.push(FoundBy::new(LINK, format!("{history:.2}")));
        }
    }
}
