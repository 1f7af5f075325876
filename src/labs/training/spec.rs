//! The settings that every training lab has, and their knobs.

use crate::figure::Scale;
use crate::nn::{Algorithm, Plateau, Schedule};
use crate::run::{Choice, Former, Kind, Knob, Mutability};
use serde::{Deserialize, Serialize};

/// Which optimiser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OptimizerName {
    /// Adam (Keras' constants).
    #[default]
    Adam,
    /// Adam with decoupled weight decay.
    AdamW,
    /// Stochastic gradient descent with momentum.
    Sgd,
    /// RMSprop.
    RmsProp,
}

/// Which learning-rate schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ScheduleName {
    /// The same rate throughout.
    #[default]
    Constant,
    /// Half a cosine down to 0 over the whole run.
    Cosine,
    /// Halved when three epochs bring nothing better.
    Plateau,
}

/// The settings of training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Training {
    /// Names every random number of the run.
    pub seed: u64,
    /// Passes over the training data.
    pub epochs: u64,
    /// Examples in a step.
    pub batch: usize,
    /// The optimiser.
    pub optimizer: OptimizerName,
    /// Momentum, for `sgd` alone.
    pub momentum: f64,
    /// The base learning rate.
    pub learning_rate: f64,
    /// How the rate changes.
    pub schedule: ScheduleName,
    /// The largest global norm of a step's gradients; 0 for no limit.
    pub clip: f64,
    /// Epochs without a better headline metric after which training ends; 0 for never.
    pub patience: u64,
    /// A run directory whose weights are the first ones, where names agree; empty for none.
    pub init_from: String,
    /// Layers that are not trained.
    pub freeze: Vec<String>,
}

impl Default for Training {
    fn default() -> Self {
        Self {
            seed: 42,
            epochs: 20,
            batch: 32,
            optimizer: OptimizerName::default(),
            momentum: 0.9,
            learning_rate: 0.01,
            schedule: ScheduleName::default(),
            clip: 1.0,
            patience: 0,
            init_from: String::new(),
            freeze: Vec::new(),
        }
    }
}

/// Epochs without anything better after which the plateau schedule halves the rate.
const PLATEAU_PATIENCE: u32 = 3;

impl Training {
    /// The optimiser with its constants.
    pub fn algorithm(&self) -> Algorithm {
        match self.optimizer {
            OptimizerName::Adam => Algorithm::ADAM,
            OptimizerName::AdamW => Algorithm::ADAM_W,
            OptimizerName::Sgd => Algorithm::Sgd { momentum: self.momentum },
            OptimizerName::RmsProp => Algorithm::RMS_PROP,
        }
    }

    /// The schedule at its start, for epochs of that many steps.
    pub fn schedule(&self, steps_per_epoch: u64) -> Schedule {
        match self.schedule {
            ScheduleName::Constant => Schedule::Constant,
            ScheduleName::Cosine => Schedule::Cosine { total_steps: self.epochs * steps_per_epoch },
            ScheduleName::Plateau => Schedule::Plateau(Plateau::halving(PLATEAU_PATIENCE)),
        }
    }
}

const OPTIMIZERS: &[Choice] = &[
    Choice { value: "adam", help: "adapts each weight's step to its gradients' mean and spread" },
    Choice { value: "adamw", help: "adam, and every weight decays a little at each step" },
    Choice { value: "sgd", help: "plain steps downhill, with momentum" },
    Choice { value: "rmsprop", help: "divides each step by the gradients' recent size" },
];

const SCHEDULES: &[Choice] = &[
    Choice { value: "constant", help: "the same rate throughout" },
    Choice { value: "cosine", help: "from the base rate down to 0 over the run" },
    Choice { value: "plateau", help: "halved when three epochs bring nothing better" },
];

/// The knobs of [`Training`], in the order of its fields.
pub const KNOBS: [Knob; 11] = [
    Knob {
        key: "seed",
        label: "seed",
        help: "names every random number of the run: the same seed gives the same losses to the bit",
        kind: Kind::Integer { min: 0, usual_max: i64::MAX, max: i64::MAX },
        mutability: Mutability::Fixed,
        former: Former::NONE,
    },
    Knob {
        key: "epochs",
        label: "epochs",
        help: "passes over the training data",
        kind: Kind::Integer { min: 1, usual_max: 200, max: 1_000_000 },
        mutability: Mutability::Live,
        former: Former::NONE,
    },
    Knob {
        key: "batch",
        label: "batch",
        help: "training examples in a step",
        kind: Kind::Integer { min: 1, usual_max: 1024, max: 1_000_000 },
        mutability: Mutability::Fixed,
        former: Former::NONE,
    },
    Knob {
        key: "optimizer",
        label: "optimiser",
        help: "how gradients become steps",
        kind: Kind::Choice(OPTIMIZERS),
        mutability: Mutability::Fixed,
        former: Former::NONE,
    },
    Knob {
        key: "momentum",
        label: "momentum",
        help: "how much of the last step is repeated (sgd alone)",
        kind: Kind::Real { min: 0.0, max: 0.999, scale: Scale::Linear },
        mutability: Mutability::Fixed,
        former: Former::NONE,
    },
    Knob {
        key: "learning-rate",
        label: "learning rate",
        help: "the size of a step",
        kind: Kind::Real { min: 0.0, max: 10.0, scale: Scale::Log },
        mutability: Mutability::Live,
        former: Former::NONE,
    },
    Knob {
        key: "schedule",
        label: "schedule",
        help: "how the learning rate changes over the run",
        kind: Kind::Choice(SCHEDULES),
        mutability: Mutability::Fixed,
        former: Former::NONE,
    },
    Knob {
        key: "clip",
        label: "clip",
        help: "the largest global norm of a step's gradients; 0 for no limit",
        kind: Kind::Real { min: 0.0, max: 1e6, scale: Scale::Log },
        mutability: Mutability::Live,
        former: Former::NONE,
    },
    Knob {
        key: "patience",
        label: "patience",
        help: "epochs without a better validation result after which training ends; 0 for never",
        kind: Kind::Integer { min: 0, usual_max: 100, max: 1_000_000 },
        mutability: Mutability::Live,
        former: Former::NONE,
    },
    Knob {
        key: "init-from",
        label: "init from",
        help: "a run directory whose weights are the first ones, where names agree",
        kind: Kind::Path,
        mutability: Mutability::Fixed,
        former: Former::NONE,
    },
    Knob {
        key: "freeze",
        label: "freeze",
        help: "layers that are not trained, joined by + (lstm1+head)",
        kind: Kind::Words,
        mutability: Mutability::Fixed,
        former: Former::NONE,
    },
];
