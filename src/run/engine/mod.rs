//! What makes a run go: its worker, the way of its events, and their fold.

pub mod bucket;
pub mod bus;
pub mod failpoint;
pub mod follow;
pub mod history;
pub mod job;
pub mod worker;
