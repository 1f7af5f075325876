//! What a training step does with a part of its batch.

use super::Data;
use super::evaluation::spoil;
use super::model::{Model, matrix};
use crate::data::images::Modifiers;
use crate::nn::{self, mean_square_correlation};
use candle_core::Tensor;
use std::ops::Range;

/// Settings that may change at any step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Live {
    pub(super) modifiers: Modifiers,
    pub(super) decorrelate: f64,
    pub(super) classifier_epochs: u64,
}

/// What a step does with the rows of one shard: the mean loss, and the mean squared error.
pub(super) type Shard = Box<dyn Fn(Range<usize>) -> nn::Result<(Tensor, Vec<f64>)> + Send + Sync>;

/// The loss of these rows, with the settings and in the epoch as they are.
pub(super) fn shard(
    model: &Model,
    data: &Data,
    live: Live,
    epoch: u64,
    rows: &[usize],
) -> nn::Result<(Tensor, Vec<f64>)> {
    let (spec, images) = (&data.spec, data.source.train());
    let at = |i: usize| rows.get(i).copied().unwrap_or(0);
    let target = matrix(rows.len(), images.size(), |i, out| images.write_reals(at(i), out))?;
    let code = if live.modifiers.is_none() {
        model.encode(&target)?
    } else {
        let write = |i, out: &mut [f32]| spoil(&live.modifiers, images, spec.training.seed, epoch, at(i), out);
        model.encode(&matrix(rows.len(), images.size(), write)?)?
    };
    let (mut loss, mse) = Model::loss(spec.loss, &model.logits(&code)?, &target)?;
    if live.decorrelate > 0.0 {
        loss = (loss + (mean_square_correlation(&code)? * live.decorrelate)?)?;
    }
    Ok((loss, vec![mse]))
}
