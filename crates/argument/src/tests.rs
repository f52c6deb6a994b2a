//! Cases for the frames: rules on hand-given trees, and every cue of `knowledge/argument` on the sentences that it carries. Who
//! is an actor is given by hand in both, so that a failure never comes from the gazetteer.

mod cue_sentences;
mod frames;
mod hostile;
mod support;
