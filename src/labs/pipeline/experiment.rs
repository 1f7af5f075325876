//! An open run of the pipeline lab.

use super::model::{Dropped, Model, Said};
use super::probe::Snapshot;
use super::report::{self, HEADLINE};
use super::{Data, Document};
use crate::labs::training::{self, Batch, Sums, Taken, Trainer};
use crate::nlp::metrics::Confusion;
use crate::nn::{self, Parameters};
use crate::run::checkpoint::State;
use crate::run::{
    Context, Evaluation, Experiment, Facts, Failure, Metric, Phase, Position, Probe, Result, Sink, Slice, StepGrain,
};
use candle_core::Tensor;
use std::ops::Range;
use std::sync::Arc;

/// Documents in a slice of evaluation. Part of the arithmetic's order, so it follows from nothing that differs between
/// machines.
const SLICE: usize = 64;

pub(super) struct ClassifierRun {
    data: Arc<Data>,
    model: Model,
    trainer: Trainer,
    facts: Facts,
    measuring: Vec<Said>,
    latest: Vec<Metric>,
}

/// A run of the lab whose decisions can be had without an evaluation.
pub(super) trait Decides: Experiment {
    /// The decisions on all held-out documents, and on those with a negation.
    fn decisions(&mut self) -> Result<(Confusion, Confusion)>;
}

impl ClassifierRun {
    pub(super) fn new(data: Arc<Data>, context: &Context) -> Result<Self> {
        let spec = &data.spec;
        let mut parameters = Parameters::new(spec.training.seed);
        let model = Model::new(&mut parameters, spec, &data).map_err(Failure::work)?;
        let trainer = Trainer::new(&spec.training, parameters, data.train.len(), context)?;
        let facts = facts(&data, &trainer);
        Ok(Self { model, trainer, facts, measuring: Vec::new(), latest: Vec::new(), data })
    }

    /// The function that a step calls on each shard of its batch: the mean loss, and the share that is right.
    fn shard(&self) -> impl FnOnce(Batch) -> Shard + use<> {
        let (model, data) = (self.model.clone(), Arc::clone(&self.data));
        let step = self.trainer.position().step;
        move |batch| {
            Box::new(move |range| {
                let documents = chosen(&data.train, batch.get(range.clone()).unwrap_or_default());
                let dropped = Dropped::of(&data.spec, step, range.start);
                let (loss, said) = model.judge(&documents, data.classes.len(), dropped)?;
                let right = said.iter().zip(&documents).filter(|(said, document)| said.class == document.label).count();
                Ok((loss, vec![right as f64 / documents.len().max(1) as f64]))
            })
        }
    }

    fn taken(&mut self, taken: &Taken, sink: &mut dyn Sink) {
        let accuracy = taken.means.first().copied().unwrap_or(f64::NAN);
        self.trainer.sums.add(taken.rows, &[taken.loss, accuracy]);
        sink.scalar("batch_accuracy", accuracy);
    }

    fn next_slice(&mut self) -> Result<()> {
        let start = self.measuring.len();
        let places: Vec<usize> = (start..(start + SLICE).min(self.data.held_out.len())).collect();
        let (model, data, count) = (self.model.clone(), Arc::clone(&self.data), places.len());
        let shard = move |range: Range<usize>| {
            let documents = chosen(&data.held_out, places.get(range).unwrap_or_default());
            model.judge(&documents, data.classes.len(), None)
        };
        let (_, said) = self.trainer.pool.evaluate(count, shard).map_err(Failure::work)?;
        self.measuring.extend(said.into_iter().flatten());
        Ok(())
    }

    fn measured(&mut self, sink: &mut dyn Sink) -> Evaluation {
        let said = std::mem::take(&mut self.measuring);
        let trained =
            (self.trainer.position().step > 0).then(|| (self.trainer.sums.mean(0), self.trainer.sums.mean(1)));
        let (metrics, headline) = report::evaluated(&self.data, &said, trained, sink);
        self.trainer.sums = Sums::default();
        self.latest.clone_from(&metrics);
        let verdict = self.trainer.judge(headline, sink);
        Evaluation { metrics, verdict }
    }
}

impl Decides for ClassifierRun {
    fn decisions(&mut self) -> Result<(Confusion, Confusion)> {
        self.measuring.clear();
        while self.measuring.len() < self.data.held_out.len() {
            self.next_slice()?;
        }
        Ok(report::confusions(&self.data, &std::mem::take(&mut self.measuring)))
    }
}

/// What a step does with the rows of one shard.
type Shard = Box<dyn Fn(Range<usize>) -> nn::Result<(Tensor, Vec<f64>)> + Send + Sync>;

fn chosen<'a>(documents: &'a [Document], places: &[usize]) -> Vec<&'a Document> {
    places.iter().filter_map(|place| documents.get(*place)).collect()
}

fn facts(data: &Data, trainer: &Trainer) -> Facts {
    let spec = &data.spec;
    let model = match spec.model.cell() {
        Some(cell) => {
            let (units, width) = (vec![spec.units.to_string(); spec.layers].join("-"), data.width());
            format!("embedding {width}, {} {units}, sequence to vector", cell.label())
        }
        None => format!("logistic on {}", spec.vectorizer),
    };
    Facts {
        model,
        data: report::description(data),
        parameters: trainer.parameters.total(),
        trainable_parameters: trainer.parameters.trainable_total(),
        layers: training::layer_facts(&trainer.parameters),
        examples_per_epoch: data.train.len(),
        held_out_examples: data.held_out.len(),
        example_unit: "texts".into(),
        steps_per_epoch: trainer.steps_per_epoch(),
        headline: HEADLINE.into(),
        references: report::references(data),
        baselines: report::baselines(data),
        remarks: data.remarks.as_slice().into(),
        column: data.column.as_deref().map(Into::into),
        choices: report::choices(data),
        threads: trainer.pool.threads(),
        kernel_level: crate::kernels::level_name().into(),
    }
}

impl Experiment for ClassifierRun {
    fn facts(&self) -> Facts {
        self.facts.clone()
    }

    fn position(&self) -> Position {
        self.trainer.position()
    }

    fn epochs(&self) -> u64 {
        self.trainer.settings().epochs
    }

    fn step(&mut self, grain: StepGrain, sink: &mut dyn Sink) -> Result<Phase> {
        let shard = self.shard();
        let (phase, taken) = self.trainer.advance(grain, shard, sink)?;
        if let Some(taken) = taken {
            self.taken(&taken, sink);
        }
        Ok(phase)
    }

    fn step_in_hand(&self) -> bool {
        self.trainer.has_step_in_hand()
    }

    fn examples_in_step(&self) -> u64 {
        self.trainer.rows_in_step() as u64
    }

    fn evaluate(&mut self, sink: &mut dyn Sink) -> Result<Slice> {
        if self.measuring.len() < self.data.held_out.len() {
            self.next_slice()?;
            return Ok(Slice::More);
        }
        Ok(Slice::Done(self.measured(sink)))
    }

    fn set(&mut self, key: &str, value: &str) -> Result<()> {
        self.trainer.set(key, value)
    }

    fn snapshot(&self) -> Result<Box<dyn Probe>> {
        Ok(Box::new(Snapshot::new(Arc::clone(&self.data), &self.trainer.parameters)?))
    }

    fn save(&self) -> Result<State> {
        let mut state = State::default();
        self.trainer.save(&mut state)?;
        state.put("latest", &self.latest)?;
        Ok(state)
    }

    fn load(&mut self, state: &State) -> Result<()> {
        self.trainer.load(state)?;
        self.latest = state.get("latest")?;
        self.measuring.clear();
        Ok(())
    }

    fn results(&self) -> Vec<Metric> {
        self.latest.clone()
    }
}
