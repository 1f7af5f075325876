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
//!
//! The folders, each of which imports from those before it only: `contract` (the words), `store` (what is on disk), `engine`
//! (what makes a run go), `sweep`; and above them the conductor, which holds all runs and sweeps of a process.

pub mod conductor;
pub mod contract;
pub mod engine;
pub mod store;
pub mod sweep;

pub use contract::{
    Asked, Best, Better, Bucket, Change, Choice, Choices, Command, Context, Digest, Entry, Evaluation, Event,
    Experiment, Facts, Failure, FigureSpec, Former, Grain, Kept, Kind, Knob, Lab, LayerFact, Metric, MetricRange,
    MetricSpec, Moment, Mutability, Needs, Pace, Phase, Position, Preset, Probe, Question, Result, RunId, RunSpec,
    Settings, Severity, Shape, Silent, Sink, Slice, Split, Stat, Status, StepGrain, Stretch, Summary, Unit, Verdict,
    When, knob, lab, pyramid, spec, suggest,
};
pub use engine::bucket::Bucketing;
pub use engine::{bus, failpoint, follow, history, job, worker};
pub use store::{catalogue, checkpoint, directory, frames, inputs, log, record, writer};
