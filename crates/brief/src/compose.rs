//! The order of a brief: which sections it has, and how they follow each other.

use demarche_record::Findings;

use crate::desk::Desk;
use crate::document::{Brief, Section};
use crate::{BriefOptions, certainty, sections, timeline};

impl Brief {
    /// The brief of some findings. The same findings give the same brief; findings without any fact give one that says so.
    #[must_use]
    pub fn new(findings: &Findings, options: &BriefOptions) -> Self {
        let mut desk = Desk::new(findings, options);
        let title = sections::opening::title(&desk);
        let read = sections::opening::read(&desk);
        let state = sections::state::write(&mut desk);
        let summary = sections::opening::summary(&mut desk);
        let mut parts: Vec<Section> = vec![
            sections::table::write(&mut desk),
            sections::happened::write(&mut desk),
            sections::positions::write(&mut desk),
            sections::movement::write(&mut desk),
        ];
        parts.extend(sections::measures::write(&mut desk));
        parts.push(sections::happened::background(&mut desk));
        parts.push(sections::next::write(&mut desk));
        parts.push(sections::gaps::write(&mut desk));
        parts.extend(sections::appendix(&mut desk));
        let timeline = timeline::draw(&desk);
        Self {
            title,
            read,
            state,
            summary,
            timeline,
            sections: parts,
            bands: certainty::bands(),
            cited: desk.citations.list(),
        }
    }
}
