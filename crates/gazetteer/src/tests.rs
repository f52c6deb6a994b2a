//! Resolution over hand-given trees.
