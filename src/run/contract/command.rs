//! What a user can tell a running experiment.

use crate::run::contract::lab::Question;
use serde::{Deserialize, Serialize};
use toml::Value;

/// How much one press of the step key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grain {
    /// One phase of a step: forward, loss, gradients, update.
    Phase,
    /// One batch.
    Batch,
    /// To the end of the epoch, its evaluation included.
    Epoch,
}

/// How fast a playing run goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pace {
    /// As fast as the machine can.
    #[default]
    Full,
    /// At most one epoch a second, its steps spread evenly.
    EpochPerSecond,
    /// At most ten steps a second.
    TenStepsPerSecond,
}

impl Pace {
    /// The next pace when the user cycles through them.
    pub fn next(self) -> Self {
        match self {
            Self::Full => Self::EpochPerSecond,
            Self::EpochPerSecond => Self::TenStepsPerSecond,
            Self::TenStepsPerSecond => Self::Full,
        }
    }
}

/// An order to a run's worker. Starting again with other structural settings or another seed is not an order but a new run.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Train until told otherwise or finished.
    Play,
    /// Stop after the step in hand.
    Pause,
    /// Do this much, then pause.
    Step(Grain),
    /// How fast to play.
    SetPace(Pace),
    /// Change a live knob; the change takes effect before the next step and becomes part of the run.
    Set {
        /// The knob's key.
        key: String,
        /// Its new value, as the knob has parsed it.
        value: Value,
    },
    /// Answer a question from a snapshot, without holding up the training.
    Ask(Question),
    /// Write a checkpoint now.
    Save,
    /// Write a checkpoint if the run is recorded, then end.
    Stop,
}
