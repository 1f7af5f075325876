//! How the classifiers of texts train that learn by gradients.

use super::model::{Dropped, Model, Said};
use super::probe::Snapshot;
use super::{Data, Document, report};
use crate::labs::training::{Batch, Measured, NetworkExperiment, NetworkRun, ShardFn, ShardOutput, Taken, Trainer};
use crate::nlp::metrics::Confusion;
use crate::nn::{Array, Parameters, parallel::Pool};
use crate::run::{Context, Experiment, Facts, Failure, Position, Probe, Result, Sink};
use std::ops::Range;
use std::sync::Arc;

/// Documents in a slice of evaluation. Part of the arithmetic's order, so it follows from nothing that differs between
/// machines.
const SLICE: usize = 64;

pub(super) struct ClassifierRun {
    data: Arc<Data>,
    model: Model,
}

/// A run of the lab whose decisions can be had without an evaluation.
pub(super) trait Decides: Experiment {
    /// The decisions on all held-out documents, and on those with a negation.
    fn decisions(&mut self) -> Result<(Confusion, Confusion)>;
}

pub(super) fn open(data: Arc<Data>, context: &Context) -> Result<NetworkExperiment<ClassifierRun>> {
    let spec = &data.spec;
    let mut parameters = Parameters::new(spec.training.seed);
    let model = Model::new(&mut parameters, spec, &data).map_err(Failure::work)?;
    let trainer = Trainer::new(&spec.training, parameters, data.train.len(), context)?;
    let words = match spec.model.cell() {
        Some(cell) => {
            let (units, width) = (vec![spec.units.to_string(); spec.layers].join("-"), data.width());
            format!("embedding {width}, {} {units}, sequence to vector", cell.label())
        }
        None => format!("logistic on {}", spec.vectorizer),
    };
    let facts = Facts { model: words, ..report::facts(&data) };
    Ok(NetworkExperiment::new(ClassifierRun { data, model }, trainer, facts))
}

impl NetworkRun for ClassifierRun {
    type Extra = ();
    type Measuring = Vec<Said>;

    /// The mean loss, and the share that is right.
    fn shard(&self, at: Position, batch: Batch) -> ShardFn {
        let (model, data) = (self.model.clone(), Arc::clone(&self.data));
        Box::new(move |range| {
            let documents = chosen(&data.train, batch.get(range.clone()).unwrap_or_default());
            let dropped = Dropped::of(&data.spec, at.step, range.start);
            let (loss, said) = model.judge(&documents, data.classes.len(), dropped)?;
            let right = said.iter().zip(&documents).filter(|(said, document)| said.class == document.label).count();
            Ok(ShardOutput::new(loss, vec![right as f64 / documents.len().max(1) as f64]))
        })
    }

    fn taken(&mut self, taken: Taken, trainer: &mut Trainer, sink: &mut dyn Sink) -> Result<()> {
        let accuracy = taken.mean(0);
        trainer.sums.add(taken.rows, &[taken.loss, accuracy]);
        sink.scalar("batch_accuracy", accuracy);
        Ok(())
    }

    fn measure(&mut self, mut said: Vec<Said>, trainer: &Trainer, sink: &mut dyn Sink) -> Result<Measured<Vec<Said>>> {
        if self.next_slice(&mut said, &trainer.pool)? {
            return Ok(Measured::More(said));
        }
        let sums = &trainer.sums;
        let trained = (trainer.position().step > 0).then(|| (sums.mean(0), sums.mean(1)));
        Ok(Measured::Done(report::evaluated(&self.data, &said, trained, sink)))
    }

    fn snapshot(&self, weights: Vec<Array>) -> Result<Box<dyn Probe>> {
        Ok(Box::new(Snapshot { data: Arc::clone(&self.data), weights }))
    }
}

impl ClassifierRun {
    /// Decides on the next held-out documents; false when there are none.
    fn next_slice(&self, said: &mut Vec<Said>, pool: &Pool) -> Result<bool> {
        let start = said.len();
        let places: Vec<usize> = (start..(start + SLICE).min(self.data.held_out.len())).collect();
        if places.is_empty() {
            return Ok(false);
        }
        let (model, data, count) = (self.model.clone(), Arc::clone(&self.data), places.len());
        let shard = move |range: Range<usize>| {
            let documents = chosen(&data.held_out, places.get(range).unwrap_or_default());
            model.judge(&documents, data.classes.len(), None)
        };
        let (_, slice) = pool.evaluate(count, shard).map_err(Failure::work)?;
        said.extend(slice.into_iter().flatten());
        Ok(true)
    }
}

impl Decides for NetworkExperiment<ClassifierRun> {
    fn decisions(&mut self) -> Result<(Confusion, Confusion)> {
        let (run, trainer) = self.parts();
        let mut said = Vec::new();
        while run.next_slice(&mut said, &trainer.pool)? {}
        Ok(report::confusions(&run.data, &said))
    }
}

fn chosen<'a>(documents: &'a [Document], places: &[usize]) -> Vec<&'a Document> {
    places.iter().filter_map(|place| documents.get(*place)).collect()
}
