//! Where a run stands: epochs, steps, and the phases of a step.

use serde::{Deserialize, Serialize};

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Position {
    /// Epochs completed, evaluation not counted.
    pub epoch: u64,
    /// Steps taken since the start of the run.
    pub step: u64,
    /// Steps taken in the present epoch, `0..steps_per_epoch`.
    pub step_in_epoch: u64,
}

/// The phases of one training step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// The batch went through the model.
    Forward,
    /// The loss was taken.
    Loss,
    /// The gradients went back.
    Gradients,
    /// The parameters moved.
    Update,
}

/// When in a run something was true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Moment {
    /// Steps taken.
    pub step: u64,
    /// Epochs completed.
    pub epoch: u64,
}

impl From<Position> for Moment {
    fn from(position: Position) -> Self {
        Self { step: position.step, epoch: position.epoch }
    }
}
