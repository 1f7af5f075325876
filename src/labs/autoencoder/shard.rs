//! What a training step does with a part of its batch.

use super::Data;
use super::evaluation::spoil;
use super::model::{Model, matrix};
use super::spec::Spec;
use crate::data::images::Modifiers;
use crate::labs::training::ShardOutput;
use crate::nn::{self, mean_square_correlation};
use crate::run::{Result, knob};

/// Settings that may change at any step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Live {
    pub(super) modifiers: Modifiers,
    pub(super) decorrelate: f64,
    pub(super) classifier_epochs: u64,
}

impl Live {
    /// As a run begins.
    pub(super) fn of(spec: &Spec) -> Self {
        let (decorrelate, classifier_epochs) = (spec.decorrelate, spec.classifier_epochs);
        Self { modifiers: spec.modifiers(), decorrelate, classifier_epochs }
    }

    /// Turns one of these settings; false for any other.
    pub(super) fn set(&mut self, key: &str, value: &toml::Value) -> Result<bool> {
        let real = || knob::real(value);
        let Self { modifiers, decorrelate, classifier_epochs } = self;
        match key {
            "noise" => modifiers.noise = real()?,
            "salt-pepper" => modifiers.salt_pepper = real()?,
            "occlusion" => modifiers.occlusion = real()?,
            "shift" => modifiers.shift = real()?,
            "rotation" => modifiers.rotation = real()?,
            "invert" => modifiers.invert = value.as_bool() == Some(true),
            "decorrelate" => *decorrelate = real()?,
            "classifier-epochs" => *classifier_epochs = knob::whole(value)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// The mean loss of these rows and their mean squared error, with the settings and in the epoch as they are.
pub(super) fn shard(model: &Model, data: &Data, live: Live, epoch: u64, rows: &[usize]) -> nn::Result<ShardOutput> {
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
    Ok(ShardOutput::new(loss, vec![mse]))
}
