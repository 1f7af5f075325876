//! The loss over the targets that are known: the squared errors of these, divided by how many of them the whole batch has.

use super::spec::{Spec, Task};
use crate::data::series::Part;
use crate::nn::{self, mse, mse_of_known};
use candle_core::Tensor;

/// How many targets of some rows are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Known {
    /// Of all targets of the objective.
    pub(super) all: usize,
    /// Of the last position's.
    pub(super) last: usize,
}

impl Known {
    /// Of one row without gaps.
    pub(super) fn full(spec: &Spec) -> Self {
        let positions = if spec.task == Task::SequenceToSequence { spec.window } else { 1 };
        Self { all: positions * spec.outputs(), last: spec.outputs() }
    }

    /// Of some rows of a part.
    pub(super) fn of(part: &Part, rows: &[usize], spec: &Spec) -> Self {
        let (full, outputs) = (Self::full(spec), spec.outputs());
        if !part.has_gaps() {
            return Self { all: rows.len() * full.all, last: rows.len() * full.last };
        }
        let known = |values: &[f32]| values.iter().take(outputs).filter(|value| !value.is_nan()).count();
        let last = rows.iter().map(|&row| known(part.targets(row))).sum();
        let all = match spec.task {
            Task::SequenceToSequence => {
                rows.iter().map(|&row| (0..spec.window).map(|t| known(&part.targets_at(row, t))).sum::<usize>()).sum()
            }
            Task::SequenceToVector | Task::OneStep => last,
        };
        Self { all, last }
    }

    /// What a shard of `rows` of these rows divides its sum by, so that the mean of the shards, weighted by their rows, is
    /// that over all known targets. Without gaps this is the number of the shard's own targets.
    pub(super) fn share(count: usize, rows: usize, all_rows: usize) -> f64 {
        // A sum of nothing is 0, whatever it is divided by.
        (count.max(1) as f64 * rows as f64) / all_rows.max(1) as f64
    }
}

/// The mean squared error over the known ones of `targets`, which are `count` of them or, in a shard, its [`Known::share`].
pub(super) fn error(part: &Part, output: &Tensor, targets: &Tensor, count: f64) -> nn::Result<Tensor> {
    if part.has_gaps() { mse_of_known(output, targets, count) } else { mse(output, targets) }
}

/// The squared errors of the known ones among some targets: their sum and how many they are.
pub(super) fn squares<'a>(pairs: impl Iterator<Item = (&'a f32, &'a f32)>) -> (f64, usize) {
    let mut count = 0;
    let known = pairs.filter(|(_, truth)| !truth.is_nan()).inspect(|_| count += 1);
    let sum = known.map(|(predicted, truth)| (f64::from(*predicted) - f64::from(*truth)).powi(2)).sum();
    (sum, count)
}
