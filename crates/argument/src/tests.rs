//! Cases for the frames, on hand-given trees.
