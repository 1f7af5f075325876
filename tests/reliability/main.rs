//! What is left when the process ends, or the disk fails, at any point of its work on files: the program is told by
//! `NNLAB_FAILPOINT` to fail at its K-th write, rename, sync or removal, for every K there is.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "all of this crate is tests, but the lints know only functions marked so"
)]

mod failpoints;
mod looking;
mod support;
