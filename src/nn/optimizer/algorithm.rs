//! The kinds of optimisers.

use serde::{Deserialize, Serialize};

/// Which optimiser, with what does not change from step to step. The defaults are Keras 3's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Algorithm {
    /// Adam.
    Adam {
        /// Decay of the mean of gradients.
        beta1: f64,
        /// Decay of the mean of squared gradients.
        beta2: f64,
        /// Added to the root of the mean square.
        epsilon: f64,
    },
    /// Adam with decoupled weight decay: before each step a weight loses `rate * decay` of itself, of all parameters
    /// unless [`Optimizer::decaying`](super::Optimizer::decaying) says of which.
    AdamW {
        /// As in Adam.
        beta1: f64,
        /// As in Adam.
        beta2: f64,
        /// As in Adam.
        epsilon: f64,
        /// The weight decay.
        decay: f64,
    },
    /// Stochastic gradient descent.
    Sgd {
        /// How much of the last step is repeated; 0 keeps no state.
        momentum: f64,
    },
    /// RMSprop.
    RmsProp {
        /// Decay of the mean of squared gradients.
        rho: f64,
        /// Added to the mean square.
        epsilon: f64,
    },
}

impl Algorithm {
    /// Adam with betas .9 and .999 and epsilon 1e-7.
    pub const ADAM: Self = Self::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
    /// The same with a decay of .004.
    pub const ADAM_W: Self = Self::AdamW { beta1: 0.9, beta2: 0.999, epsilon: 1e-7, decay: 0.004 };
    /// No momentum.
    pub const SGD: Self = Self::Sgd { momentum: 0.0 };
    /// A momentum of .9.
    pub const SGD_MOMENTUM: Self = Self::Sgd { momentum: 0.9 };
    /// RMSprop with rho .9 and epsilon 1e-7.
    pub const RMS_PROP: Self = Self::RmsProp { rho: 0.9, epsilon: 1e-7 };

    /// The name as a spec has it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Adam { .. } => "adam",
            Self::AdamW { .. } => "adamw",
            Self::Sgd { .. } => "sgd",
            Self::RmsProp { .. } => "rmsprop",
        }
    }

    /// The vectors that are kept for each parameter.
    pub(super) fn moments(&self) -> &'static [&'static str] {
        match self {
            Self::Adam { .. } | Self::AdamW { .. } => &["mean", "square"],
            Self::Sgd { momentum: 0.0 } => &[],
            Self::Sgd { .. } => &["velocity"],
            Self::RmsProp { .. } => &["square"],
        }
    }
}
