//! Which reports tell of one event, and which articles are copies of one story. Pure functions of pairs, so that the order in
//! which articles arrive can never matter; nothing is stored here.
//!
//! Two reports that share no block are never compared. A report joins the event of the earlier report that it is surest to be the same
//! as, where no days told in that event exclude its own; else it is the anchor of an event of its own.

mod blocks;
mod clusters;
mod copies;
mod features;
mod report;

pub(crate) use blocks::SEASON;
pub use blocks::{Blocks, FIRST, blocks, candidates};
pub use clusters::clusters;
pub(crate) use clusters::{Admission, Order, Stand, clusters_apart};
pub use copies::{Signature, copied, signature};
pub use features::{SameEvent, same_event};
pub use report::{Report, ReportActor};
