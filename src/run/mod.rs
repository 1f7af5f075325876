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
mod evaluation;
mod event;
mod facts;
mod failure;
pub mod fault;
pub mod follow;
pub mod frames;
pub mod history;
pub mod inputs;
pub mod job;
pub mod knob;
mod lab;
pub mod log;
mod position;
pub mod pyramid;
pub mod record;
mod settings;
mod sparse;
pub mod spec;
pub mod store;
pub mod sweep;
mod value;
pub mod worker;
pub mod writer;

pub use bucket::Bucketing;
pub use command::{Command, Grain, Pace};
pub use evaluation::{Best, Evaluation, Metric, MetricRange, Stretch, Verdict};
pub use event::{Bucket, Event, Kept, RunId, Severity, Stat, Status, Summary};
pub use facts::{Choices, Facts, LayerFact};
pub use failure::{Failure, Result};
pub use knob::{Choice, Former, Kind, Knob, Liveness};
pub use lab::{Context, Entry, Experiment, Lab, Preset, Probe, Question, Silent, Sink, Slice, StepGrain};
pub use position::{Moment, Phase, Position};
pub use settings::Settings;
pub use spec::{Change, RunSpec};
