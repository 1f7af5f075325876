//! What every lab that trains by gradients shares: its settings, and the trainer that takes its steps.

mod early_stop;
mod epoch;
mod network_run;
pub mod phases;
mod spec;
mod trainer;

pub use epoch::Sums;
pub use network_run::{Measured, NetworkExperiment, NetworkRun, ShardFn, ShardOutput, rebuilt};
pub use spec::{KNOBS, OptimizerName, ScheduleName, Training};
pub use trainer::{Batch, Taken, Trainer};

use super::unused::remark;
use crate::run::{Better, Knob, LayerFact, MetricSpec, Split, Unit};

/// The mean loss of a step's batch, as the optimiser sees it.
pub const LOSS: MetricSpec = MetricSpec::new("loss", "loss", Split::Batch, Better::Lower, Unit::Plain);
/// The norm of a step's gradients before they are clipped.
pub const GRADIENT_NORM: MetricSpec =
    MetricSpec::new("gradient_norm", "gradient_norm", Split::Batch, Better::Lower, Unit::Plain);
/// The learning rate of a step.
pub const LEARNING_RATE: MetricSpec =
    MetricSpec::new("learning_rate", "learning_rate", Split::Batch, Better::Lower, Unit::Plain);

/// A lab's own knobs after those that all labs share.
pub const fn with_shared<const N: usize, const M: usize>(own: [Knob; N]) -> [Knob; M] {
    assert!(M == N + KNOBS.len(), "a knob table is the lab's own rows and the shared ones");
    let mut all = [KNOBS[0]; M];
    let mut i = 0;
    while i < M {
        all[i] = if i < N { own[i] } else { KNOBS[i - N] };
        i += 1;
    }
    all
}

/// What is said of settings of training that were changed though the optimiser has no use for them.
pub fn unused(training: &Training) -> Option<String> {
    let name = match training.optimizer {
        OptimizerName::Sgd => return None,
        OptimizerName::Adam => "Adam",
        OptimizerName::AdamW => "AdamW",
        OptimizerName::RmsProp => "RMSprop as it is here",
    };
    remark(training, &["momentum"], name)
}

/// The layers of a model as facts for the screen, each kind with its size ("LSTM 20").
pub fn layer_facts(parameters: &crate::nn::Parameters) -> Box<[LayerFact]> {
    let fact = |layer: crate::nn::LayerSummary| LayerFact {
        kind: format!("{} {}", layer.kind, layer.output.last().copied().unwrap_or_default()),
        trainable: layer.trainable > 0,
        parameters: layer.parameters,
        name: layer.name,
        output: layer.output,
    };
    parameters.summary().into_iter().map(fact).collect()
}
