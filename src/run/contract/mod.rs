//! The words of a run: what a lab must be, what is told to a run and what it says. Nothing here has a thread or a file.

pub mod command;
#[cfg(test)]
pub(in crate::run) mod counting;
pub mod declared;
pub mod digest;
pub mod evaluation;
pub mod event;
pub mod facts;
pub mod failure;
pub mod knob;
pub mod lab;
pub mod paths;
pub mod position;
pub mod pyramid;
pub mod record;
pub mod settings;
pub mod spec;
pub mod state;
pub mod suggest;
pub mod sweep;
mod value;

pub use command::{Command, Grain, Pace};
pub use declared::{Asked, Better, FigureSpec, MetricSpec, Needs, Shape, Split, Unit, When};
pub use digest::{Digest, Turned};
pub use evaluation::{Best, Evaluation, Metric, MetricRange, Stretch, Verdict};
pub use event::{Bucket, Event, Kept, RunId, Severity, Stat, Status, Summary};
pub use facts::{Choices, Facts, LayerFact};
pub use failure::{Failure, Result};
pub use knob::{Choice, Former, Kind, Knob, Mutability};
pub use lab::{Context, Entry, Experiment, Lab, Preset, Probe, Question, Silent, Sink, Slice, StepGrain};
pub use position::{Moment, Phase, Position};
pub use record::{Record, Source, Terms};
pub use settings::Settings;
pub use spec::{Change, RunSpec};
pub use state::State;
