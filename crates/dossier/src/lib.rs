//! Many articles, one record: actors and issues made one across articles, reports of one event merged, positions put in
//! the order of time. Nothing is rendered here, and no file is touched but the dossier ([`store`]).

mod events;
mod merge;
pub mod store;

pub use events::{SameEvent, same_event};
pub use merge::merge;
