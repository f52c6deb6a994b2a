//! The record of a negotiation: plain data that every stage fills and every output reads. No logic of reading, coding or
//! rendering lives here, and the crate depends on nothing of ours.

mod actor;
mod argument;
mod article;
mod confidence;
mod course;
mod diagnostic;
mod event;
mod findings;
mod interval;
mod segments;
mod span;
mod words;

pub use actor::{Actor, ActorId, ActorKind, Mention, Office, Place, Tenure};
pub use argument::{
    AgendaItem, Comparator, Direction, Driver, Factor, Issue, JoinReason, Measure, NameJoin, Position, PositionKind,
    Shift, ShiftBasis, ShiftChange, Strength,
};
pub use article::{Article, ArticleId, Basis, Block, BlockKind, Clue, Published};
pub use confidence::{Confidence, FoundBy};
pub use course::{
    CommitmentDue, Contact, ContactLevel, Contradiction, Course, Gap, NextDate, OpenIssue, Phase, PhaseReading,
    PositionHistory, Stand, StateOfPlay, StatedNever, TimingCandidate,
};
pub use diagnostic::{Diagnostic, Severity};
pub use event::{Event, Level, PloverType, QuadClass, Status};
pub use findings::Findings;
pub use interval::{Granularity, Interval, Modifier};
pub use segments::segments;
pub use span::{Evidence, Span};
pub use words::slug;
