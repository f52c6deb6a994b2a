//! Which reports tell of one event, and which articles are copies of one story. Pure functions of pairs, so that the order in
//! which articles arrive can never matter; nothing is stored here.
//!
//! Two reports that share no block are never compared. The events of a record are the connected components of the pairs
//! that are judged the same, cut where a component would join reports whose days, as the texts tell them, exclude each other.

mod blocks;
mod clusters;
mod copies;
mod features;
mod report;

pub use blocks::blocks;
pub use clusters::clusters;
pub use copies::{Signature, copied, signature};
pub(crate) use features::days_exclude;
pub use features::{SameEvent, same_event};
pub use report::{Report, ReportActor};
