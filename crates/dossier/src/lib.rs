//! Many articles, one record: actors and issues made one across articles, reports of one event merged, positions put in
//! the order of time and compared. Nothing is rendered here and no file is touched.

pub mod course;
mod events;
mod issues;
mod merge;

pub use events::{SameEvent, same_event};
pub use merge::{merge, merge_as_of};
