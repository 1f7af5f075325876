//! What is left when the process ends, or the disk fails, at any point of its work on files: the program is told by
//! `NNLAB_FAILPOINT` to fail at its K-th write, rename, sync or removal, for every K there is.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "all of this crate is tests, but the lints know only functions marked so"
)]

mod dashboard;
mod failpoints;
#[path = "../support/folders.rs"]
#[allow(dead_code, reason = "not every test crate uses all of it")]
mod folders;
mod going_on;
mod looking;
mod support;
#[path = "../support/mod.rs"]
#[allow(dead_code, reason = "not every test crate uses all of the stand-in for a terminal")]
mod terminal;
