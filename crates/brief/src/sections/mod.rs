//! The sections of a brief, one file each.

pub(crate) mod gaps;
pub(crate) mod happened;
pub(crate) mod measures;
pub(crate) mod movement;
pub(crate) mod next;
pub(crate) mod opening;
pub(crate) mod positions;
pub(crate) mod state;
pub(crate) mod table;

use crate::desk::Desk;
use crate::document::Section;

/// What the lists above left out.
pub(crate) fn appendix(desk: &mut Desk<'_>) -> Option<Section> {
    let groups = std::mem::take(&mut desk.rest);
    (!groups.is_empty()).then(|| Section {
        id: "appendix".into(),
        heading: "Appendix: what the lists above leave out".into(),
        note: None,
        groups,
    })
}
