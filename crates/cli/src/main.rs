//! The binary `demarche`: calls only.
fn main() {}
