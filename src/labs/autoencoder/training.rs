//! How the autoencoder trains: its loss, what it measures, and what it shows of both.

use super::classifier::Classifying;
use super::evaluation::{Judging, Reconstruction, SquaredErrors};
use super::findings::Findings;
use super::model::Model;
use super::probe::Snapshot;
use super::shard::{Live, shard};
use super::shown;
use super::units::Unit;
use super::{Data, figures};
use crate::labs::training::{Batch, Measured, NetworkRun, ShardFn, Taken, Trainer};
use crate::nn::{self, Array, without_gradients};
use crate::run::{Failure, Kept, Position, Probe, Result, Sink};
use std::sync::Arc;

/// Steps from one live picture to the next.
const LIVE_EVERY: u64 = 100;

pub(super) struct AutoencoderRun {
    pub(super) data: Arc<Data>,
    pub(super) model: Model,
    pub(super) live: Live,
}

/// What is being measured.
pub(super) enum Measuring {
    Error(SquaredErrors),
    Units(Reconstruction, Judging),
    Classifiers(Reconstruction, Vec<Unit>, Box<Classifying>),
}

impl Default for Measuring {
    fn default() -> Self {
        Self::Error(SquaredErrors::default())
    }
}

impl NetworkRun for AutoencoderRun {
    type Extra = ();
    type Measuring = Measuring;

    fn shard(&self, at: Position, batch: Batch) -> ShardFn {
        let (model, data, live) = (self.model.clone(), Arc::clone(&self.data), self.live);
        Box::new(move |range| shard(&model, &data, live, at.epoch, batch.get(range).unwrap_or_default()))
    }

    fn taken(&mut self, taken: Taken, trainer: &mut Trainer, sink: &mut dyn Sink) -> Result<()> {
        let mse = taken.mean(0);
        trainer.sums.add(taken.rows, &[mse]);
        sink.scalar("batch_mse", mse);
        let position = trainer.position();
        if position.step.is_multiple_of(LIVE_EVERY) && position.step_in_epoch > 0 {
            let digits = || figures::all_along(&self.model, &self.data, &self.live.modifiers);
            let figure = without_gradients(digits).map_err(Failure::work)?;
            sink.figure(shown::DIGITS.slot, Kept::Live, figure);
        }
        Ok(())
    }

    fn measure(&mut self, measuring: Measuring, trainer: &Trainer, sink: &mut dyn Sink) -> Result<Measured<Measuring>> {
        let (pool, model, data, live) = (&trainer.pool, &self.model, &self.data, self.live);
        let is_last = trainer.is_last_evaluation();
        let more = |measuring| Ok(Measured::More(measuring));
        let (reconstruction, units, outcomes) = match measuring {
            Measuring::Error(mut errors) => {
                return match errors.slice(pool, model, data, live.modifiers).map_err(Failure::work)? {
                    None => more(Measuring::Error(errors)),
                    Some(reconstruction) => {
                        let judging = Judging::new(&reconstruction, data.spec.code, is_last);
                        more(Measuring::Units(reconstruction, judging))
                    }
                };
            }
            Measuring::Units(reconstruction, mut judging) => {
                if !judging.slice(pool, model, data, &reconstruction.codes).map_err(Failure::work)? {
                    return more(Measuring::Units(reconstruction, judging));
                }
                let is_wanted = is_last && live.classifier_epochs > 0;
                let classifying = Classifying::new(data, &reconstruction.codes, encoder_parameters(trainer));
                if let Some(classifying) = classifying.filter(|_| is_wanted) {
                    return more(Measuring::Classifiers(reconstruction, judging.units, Box::new(classifying)));
                }
                (reconstruction, judging.units, Vec::new())
            }
            Measuring::Classifiers(reconstruction, units, mut classifying) => {
                match classifying.slice(pool, model, data, live.classifier_epochs)? {
                    None => return more(Measuring::Classifiers(reconstruction, units, classifying)),
                    Some(outcomes) => (reconstruction, units, outcomes),
                }
            }
        };
        let findings = Findings::of(&reconstruction, &units, &outcomes);
        let draw = || findings.draw(model, data, &live.modifiers, &trainer.parameters, sink);
        without_gradients(draw).map_err(Failure::work)?;
        Ok(Measured::Done(findings.metrics(trainer)))
    }

    fn set(&mut self, key: &str, value: &toml::Value, _: &mut Trainer) -> Result<bool> {
        self.live.set(key, value)
    }

    fn snapshot(&self, weights: Vec<Array>) -> Result<Box<dyn Probe>> {
        Ok(Box::new(Snapshot { data: Arc::clone(&self.data), modifiers: self.live.modifiers, weights }))
    }
}

/// Parameters from the input to the code.
fn encoder_parameters(trainer: &Trainer) -> usize {
    let is_encoder = |name: &str| name.starts_with("encoder") || name.starts_with("code");
    trainer.parameters.iter().filter(|p| is_encoder(p.layer())).map(nn::Parameter::count).sum()
}
