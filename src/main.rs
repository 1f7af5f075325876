//! The `nnlab` program.
fn main() {}
