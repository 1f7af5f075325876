//! Sweeps: a grid over knobs and seeds. A trial is a run with a run directory; trials go one after the other, each on the
//! whole thread budget. What is done is skipped, so a sweep can be stopped and gone on with at any time.
//!
//! ```text
//!   SWEEP/
//!     sweep.toml                       lab, seeds, axes, base settings
//!     writer.json                      who works on it
//!     trials/001-units=2-seed=42/      a run directory a trial, and in it
//!       result.json                      what came out; nothing of clocks: two sweeps of one spec have equal files
//!       timing.json                      how long it took, and on how many threads
//! ```

mod curve;
mod points;
mod progress;
mod runner;
#[cfg(test)]
mod tests;

pub use super::contract::sweep::{Axis, Outcome, Stance, SweepEvent, SweepSpec, Trial, TrialResult};
pub use super::store::SweepDirectory;
pub use curve::{Curve, Knee, Place, Spread, curves, is_log, knee};
pub use points::{Point, points};
pub use progress::{Progress, TrialState};
pub use runner::{SweepLaunch, spawn};
