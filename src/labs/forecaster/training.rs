//! How the forecaster trains: its loss, what it measures, and what it shows of both.

use super::evaluation::{MeanErrors, SquaredErrors};
use super::known::{self, Known};
use super::model::{Model, inputs, last_time, targets};
use super::probe::Snapshot;
use super::spec::{Spec, Task};
use super::{Data, findings, phases};
use crate::data::series::Part;
use crate::figure::Figure;
use crate::labs::training::{self, Batch, Measured, NetworkRun, ShardFn, ShardOutput, Taken, Trainer};
use crate::nn::{self, Array};
use crate::run::{Failure, Phase, Position, Probe, Result, Sink};
use std::ops::Range;
use std::sync::Arc;

pub(super) struct ForecasterRun {
    pub(super) data: Arc<Data>,
    pub(super) model: Model,
}

/// Which part is being measured.
pub(super) enum Measuring {
    Validation(SquaredErrors),
    Test(SquaredErrors, MeanErrors),
}

impl Default for Measuring {
    fn default() -> Self {
        Self::Validation(SquaredErrors::default())
    }
}

impl NetworkRun for ForecasterRun {
    type Extra = ();
    type Measuring = Measuring;

    fn shard(&self, _: Position, batch: Batch) -> ShardFn {
        shard(self.model.clone(), Arc::clone(&self.data.train), Arc::clone(&self.data.spec), batch)
    }

    fn taken(&mut self, taken: Taken, trainer: &mut Trainer, sink: &mut dyn Sink) -> Result<()> {
        let factor = self.data.factor();
        let last_step = taken.mean(0) * factor;
        // A batch weighs by its known targets, counted in rows of which none is missing.
        let full = Known::full(&self.data.spec);
        let weights = [taken.mean(1) / full.all as f64, taken.mean(2) / full.last as f64];
        trainer.sums.add_weighted(taken.rows, &[(taken.loss * factor, weights[0]), (last_step, weights[1])]);
        sink.scalar("batch_mse_last_step", last_step);
        Ok(())
    }

    fn measure(&mut self, measuring: Measuring, trainer: &Trainer, sink: &mut dyn Sink) -> Result<Measured<Measuring>> {
        let (pool, data, model) = (&trainer.pool, &self.data, &self.model);
        let (validation, test) = match measuring {
            Measuring::Validation(mut errors) => {
                match errors.slice(pool, model, &data.validation, &data.spec).map_err(Failure::work)? {
                    None => return Ok(Measured::More(Measuring::Validation(errors))),
                    Some(validation) if trainer.is_last_evaluation() && !data.test.is_empty() => {
                        return Ok(Measured::More(Measuring::Test(SquaredErrors::default(), validation)));
                    }
                    Some(validation) => (validation, None),
                }
            }
            Measuring::Test(mut errors, validation) => {
                match errors.slice(pool, model, &data.test, &data.spec).map_err(Failure::work)? {
                    None => return Ok(Measured::More(Measuring::Test(errors, validation))),
                    Some(test) => (validation, Some(test)),
                }
            }
        };
        findings::draw(data, model, &trainer.parameters, &validation, sink)?;
        Ok(Measured::Done(findings::metrics(data, &validation, test.as_ref(), trainer)))
    }

    fn snapshot(&self, weights: Vec<Array>) -> Result<Box<dyn Probe>> {
        Ok(Box::new(Snapshot { data: Arc::clone(&self.data), weights }))
    }

    fn phase(&self, phase: Phase, batch: &Batch, loss: f64) -> nn::Result<Option<(&'static str, Figure)>> {
        Ok(match phase {
            Phase::Forward => Some((training::phases::FORWARD.slot, phases::forward(&self.model, &self.data, batch)?)),
            Phase::Loss => Some((training::phases::LOSS.slot, phases::loss(&self.model, &self.data, batch, loss)?)),
            Phase::Gradients | Phase::Update => None,
        })
    }
}

/// What a step does with the rows of one shard: the mean loss; the last position's mean squared error, and how many targets
/// of the batch are known, in all and of the last position.
pub(super) fn shard(model: Model, part: Arc<Part>, spec: Arc<Spec>, batch: Batch) -> ShardFn {
    let known = Known::of(&part, &batch, &spec);
    Box::new(move |range: Range<usize>| {
        let rows = batch.get(range).unwrap_or_default();
        let share = |count: usize| Known::share(count, rows.len(), batch.len());
        let output = model.output(&inputs(&part, rows, spec.window)?)?;
        let loss = known::error(&part, &output, &targets(&part, rows, &spec)?, share(known.all))?;
        let last = match spec.task {
            Task::SequenceToSequence => last_time(&output.detach())?,
            Task::SequenceToVector | Task::OneStep => output.detach(),
        };
        // The squared errors of the last position, added up.
        let predicted = last.flatten_all()?.to_vec1::<f32>()?;
        let truth = rows.iter().flat_map(|&row| part.targets(row).iter().take(spec.outputs()));
        let last_step = known::squares(predicted.iter().zip(truth)).0 / share(known.last);
        Ok(ShardOutput::new(loss, vec![last_step, known.all as f64, known.last as f64]))
    })
}
