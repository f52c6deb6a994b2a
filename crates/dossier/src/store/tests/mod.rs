//! Tests of the store over readings made by hand, so that none depends on the model.

mod corrections;
mod files;
mod growth;
mod support;
