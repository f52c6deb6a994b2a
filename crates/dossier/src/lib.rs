//! Many articles, one record: actors and issues made one across articles, reports of one event merged, positions put in
//! the order of time and compared. Nothing is rendered here, and no file is touched but the dossier ([`store`]).

pub mod course;
mod issues;
mod merge;
mod same;
pub mod store;

pub use merge::{merge, merge_as_of};
pub use same::{
    Blocks, FIRST, Report, ReportActor, SameEvent, Signature, blocks, candidates, clusters, copied, same_event,
    signature,
};
