//! How the autoencoder trains: its loss, what it measures, and what it shows of both.

use super::classifier::{Classifying, Outcome};
use super::evaluation::{Judging, Reconstruction, SquaredErrors};
use super::model::Model;
use super::probe::Snapshot;
use super::shard::{Live, shard};
use super::shown::{self, HEADLINE};
use super::units::{self, Unit};
use super::{Data, figures, layers};
use crate::figure::Figure;
use crate::labs::training::{Batch, Measured, NetworkRun, ShardFn, Taken, Trainer};
use crate::nn::{self, Array, without_gradients};
use crate::run::{Failure, FigureSpec, Kept, Metric, Position, Probe, Result, Sink};
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

/// What an evaluation found.
struct Findings<'a> {
    reconstruction: &'a Reconstruction,
    units: &'a [Unit],
    /// Of the classifiers, after the last epoch alone.
    outcomes: &'a [Outcome],
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
            let figure = without_gradients(|| self.digits()).map_err(Failure::work)?;
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
        let findings = Findings { reconstruction: &reconstruction, units: &units, outcomes: &outcomes };
        Ok(Measured::Done(self.found(&findings, trainer, sink)?))
    }

    fn set(&mut self, key: &str, value: &str, _: &mut Trainer) -> Result<bool> {
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

impl AutoencoderRun {
    fn digits(&self) -> nn::Result<Figure> {
        let title = format!("held-out {}", self.data.source.unit());
        figures::digits(&self.model, &self.data, &self.live.modifiers, &self.data.shown, title)
    }

    /// The metrics of an evaluation; shows its figures.
    fn found(&self, findings: &Findings<'_>, trainer: &Trainer, sink: &mut dyn Sink) -> Result<Vec<Metric>> {
        let Findings { reconstruction, units, outcomes } = findings;
        let correlation = units::correlation(&reconstruction.codes, units);
        let mut metrics = Vec::new();
        if trainer.position().step > 0 {
            metrics.push(Metric::new("train_mse", trainer.sums.mean(0)));
        }
        metrics.push(Metric::new(HEADLINE, reconstruction.mse));
        metrics.extend(reconstruction.input_mse.map(|mse| Metric::new("noisy_input_mse", mse)));
        let count = |will_do: fn(&Unit) -> bool| units.iter().filter(|unit| will_do(unit)).count() as f64;
        metrics.push(Metric::new("dead_units", count(Unit::is_dead)));
        metrics.push(Metric::new("useless_units", count(Unit::is_useless)));
        metrics.push(Metric::new("mean_correlation", correlation.1));
        metrics.extend(outcomes.iter().flat_map(Outcome::metrics));
        without_gradients(|| self.draw(findings, correlation, trainer, sink)).map_err(Failure::work)?;
        Ok(metrics)
    }

    fn draw(
        &self,
        Findings { reconstruction, units, outcomes }: &Findings<'_>,
        (r, correlation): (Vec<f32>, f64),
        trainer: &Trainer,
        sink: &mut dyn Sink,
    ) -> nn::Result<()> {
        let (model, data) = (&self.model, &self.data);
        let codes = figures::codes(model, data, &self.live.modifiers, &data.shown)?;
        for (place, (index, code)) in data.shown.iter().zip(codes.chunks_exact(data.spec.code)).enumerate() {
            sink.figure(&shown::CODE.of_example(place), Kept::Frame, figures::code(data, *index, code));
        }
        let mut keep = |shown: FigureSpec, figure| sink.figure(shown.slot, Kept::Frame, figure);
        keep(shown::DIGITS, self.digits()?);
        let feature_maps = |index| layers::feature_maps(model, data, &self.live.modifiers, index);
        let inside = [
            (shown::KERNELS, layers::kernels(model, data, &trainer.parameters)?),
            // Of the first image, until another one is asked for.
            (shown::FEATURE_MAPS, data.shown.first().map_or(Ok(None), |first| feature_maps(*first))?),
            (shown::SHAPES, layers::shapes(model)),
        ];
        for (shown, figure) in inside {
            figure.into_iter().for_each(|figure| keep(shown, figure));
        }
        keep(shown::UNITS, figures::units_table(units, reconstruction.mse));
        keep(shown::CORRELATION, figures::correlation(&r, correlation, units.len()));
        keep(shown::CODE_MAP, figures::map(data, &reconstruction.codes)?);
        keep(shown::ERROR_BY_CODE, figures::error_by_code(data, reconstruction.mse));
        if let Some(on_code) = outcomes.first() {
            keep(shown::CLASSIFIER, figures::classifiers(outcomes));
            keep(shown::CONFUSION, figures::confusion(data, on_code));
        }
        Ok(())
    }
}
