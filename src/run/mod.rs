//! The contract between labs and everything that shows, records or steers them, and the machinery that keeps it.
//!
//! ```text
//!   Settings + changes            Command (play, pause, step, set, save, stop)
//!         |                                |
//!         v                                v
//!   Entry::open -> Experiment  <---- worker (one named thread a run)
//!                                          |  Event
//!                  +-----------------------+-------------------+
//!                  v                       v                   v
//!             bus (screen, cli)      record (run directory)   history (the fold of it all)
//! ```
//!
//! Nothing here knows any one lab, and nothing here knows a terminal.

mod bucket;
pub mod bus;
pub mod catalogue;
pub mod checkpoint;
mod command;
pub mod conductor;
#[cfg(test)]
mod counting;
pub mod directory;
mod event;
mod failure;
pub mod fault;
pub mod follow;
pub mod frames;
pub mod history;
pub mod job;
pub mod knob;
mod lab;
pub mod pyramid;
pub mod record;
pub mod settings;
pub mod sweep;
pub mod worker;
pub mod writer;

pub use bucket::Bucketing;
pub use command::{Command, Grain, Pace};
pub use event::{
    Bucket, Choices, Event, Facts, Kept, LayerFact, Metric, Moment, RunId, Severity, Stat, Status, Summary,
};
pub use failure::{Failure, Result};
pub use knob::{Choice, Kind, Knob, Liveness};
pub use lab::{
    Context, Entry, Evaluation, Experiment, Lab, Phase, Position, Preset, Probe, Question, Sink, Slice, StepGrain,
    Verdict,
};
pub use settings::{Change, RunSpec, Settings};
