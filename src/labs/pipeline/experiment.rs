//! An open run of the pipeline lab.

use super::baselines::judge;
use super::figures;
use super::model::{Model, Said};
use super::probe::Snapshot;
use super::{Data, Document};
use crate::figure::Reference;
use crate::labs::training::{self, Batch, Sums, Taken, Trainer};
use crate::nlp::metrics::Confusion;
use crate::nn::{self, Parameters};
use crate::run::checkpoint::State;
use crate::run::{
    Context, Evaluation, Experiment, Facts, Failure, Kept, Metric, Phase, Position, Probe, Result, Severity, Sink,
    Slice, StepGrain, Verdict,
};
use candle_core::Tensor;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::Arc;

/// The metric that curves, baselines and the best checkpoint go by: 1 - accuracy on the held-out documents.
const HEADLINE: &str = "val_error";

/// Documents in a slice of evaluation. Part of the arithmetic's order, so it follows from nothing that differs between
/// machines.
const SLICE: usize = 64;

pub(super) struct Sentiment {
    data: Arc<Data>,
    model: Model,
    trainer: Trainer,
    facts: Facts,
    sums: Sums,
    measuring: Vec<Said>,
    early: EarlyStop,
    latest: Vec<Metric>,
}

/// The memory of early stopping.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct EarlyStop {
    best: Option<f64>,
    waited: u64,
}

fn metric(name: impl Into<String>, value: f64) -> Metric {
    Metric { name: name.into(), value }
}

impl Sentiment {
    pub(super) fn new(data: Arc<Data>, context: &Context) -> Result<Self> {
        let spec = &data.spec;
        let mut parameters = Parameters::new(spec.training.seed);
        let model = Model::new(&mut parameters, spec, &data).map_err(Failure::work)?;
        let trainer = Trainer::new(&spec.training, parameters, data.train.len(), context)?;
        let facts = facts(&data, &trainer);
        let (sums, early) = (Sums::default(), EarlyStop::default());
        Ok(Self { model, trainer, facts, sums, measuring: Vec::new(), early, latest: Vec::new(), data })
    }

    /// The function that a step calls on each shard of its batch: the mean loss, and the share that is right.
    fn shard(&self) -> impl FnOnce(Batch) -> Shard + use<> {
        let (model, data) = (self.model.clone(), Arc::clone(&self.data));
        move |batch| {
            Box::new(move |range| {
                let documents = chosen(&data.train, batch.get(range).unwrap_or_default());
                let (loss, said) = model.judge(&documents, data.classes.len())?;
                let right = said.iter().zip(&documents).filter(|(said, document)| said.class == document.label).count();
                Ok((loss, vec![right as f64 / documents.len().max(1) as f64]))
            })
        }
    }

    fn taken(&mut self, taken: &Taken, sink: &mut dyn Sink) {
        let accuracy = taken.means.first().copied().unwrap_or(f64::NAN);
        self.sums.add(taken.rows, &[taken.loss, accuracy]);
        sink.scalar("batch_accuracy", accuracy);
    }

    /// The decisions on all held-out documents, and on those with a negation.
    pub(super) fn decisions(&mut self) -> Result<(Confusion, Confusion)> {
        self.measuring.clear();
        while self.measuring.len() < self.data.held_out.len() {
            self.next_slice()?;
        }
        let said = std::mem::take(&mut self.measuring);
        let decided = self.data.held_out.iter().zip(said.iter().map(|said| said.class));
        Ok(judge(self.data.classes.len(), decided))
    }

    fn next_slice(&mut self) -> Result<()> {
        let start = self.measuring.len();
        let places: Vec<usize> = (start..(start + SLICE).min(self.data.held_out.len())).collect();
        let (model, data, count) = (self.model.clone(), Arc::clone(&self.data), places.len());
        let shard = move |range: Range<usize>| {
            let documents = chosen(&data.held_out, places.get(range).unwrap_or_default());
            model.judge(&documents, data.classes.len())
        };
        let (_, said) = self.trainer.pool.evaluate(count, shard).map_err(Failure::work)?;
        self.measuring.extend(said.into_iter().flatten());
        Ok(())
    }

    fn measured(&mut self, sink: &mut dyn Sink) -> Evaluation {
        let said = std::mem::take(&mut self.measuring);
        let decided = self.data.held_out.iter().zip(said.iter().map(|said| said.class));
        let (confusion, negated) = judge(self.data.classes.len(), decided);
        let loss = said.iter().map(|said| said.loss).sum::<f64>() / said.len().max(1) as f64;
        let mut metrics = Vec::new();
        if self.trainer.position().step > 0 {
            metrics.push(metric("train_loss", self.sums.mean(0)));
            metrics.push(metric("train_accuracy", self.sums.mean(1)));
        }
        metrics.push(metric("val_loss", loss));
        metrics.extend(scores("", &confusion, &negated));
        let headline = 1.0 - confusion.accuracy().value;
        metrics.push(metric(HEADLINE, headline));
        self.sums = Sums::default();
        self.latest.clone_from(&metrics);
        self.draw(&confusion, &negated, sink);
        if self.trainer.position().step > 0 && self.trainer.observe(headline) {
            let rate = self.trainer.learning_rate();
            sink.note(Severity::Info, format!("no better for a while: the learning rate is now {rate:.2e}"));
        }
        let verdict = self.verdict(headline, sink);
        Evaluation { metrics, verdict }
    }

    fn draw(&self, confusion: &Confusion, negated: &Confusion, sink: &mut dyn Sink) {
        let model = &self.facts.model;
        sink.figure("confusion", Kept::Frame, figures::confusion(&self.data, confusion));
        sink.figure("classes", Kept::Frame, figures::classes(&self.data, confusion));
        sink.figure("models", Kept::Frame, figures::models(&self.data, model, confusion, negated));
    }

    fn verdict(&mut self, headline: f64, sink: &mut dyn Sink) -> Verdict {
        if self.early.best.is_none_or(|best| headline < best) {
            self.early = EarlyStop { best: Some(headline), waited: 0 };
            return Verdict::Continue;
        }
        self.early.waited += 1;
        let patience = self.trainer.settings().patience;
        if patience == 0 || self.early.waited < patience {
            return Verdict::Continue;
        }
        sink.note(Severity::Info, format!("stopped: nothing better in {patience} epochs"));
        Verdict::StopEarly
    }
}

/// What a step does with the rows of one shard.
type Shard = Box<dyn Fn(Range<usize>) -> nn::Result<(Tensor, Vec<f64>)> + Send + Sync>;

fn chosen<'a>(documents: &'a [Document], places: &[usize]) -> Vec<&'a Document> {
    places.iter().filter_map(|place| documents.get(*place)).collect()
}

/// Accuracy and F1 under their names in the summary; those of documents with a negation where there are any.
fn scores(prefix: &str, confusion: &Confusion, negated: &Confusion) -> Vec<Metric> {
    let mut metrics = vec![
        metric(format!("{prefix}accuracy"), confusion.accuracy().value),
        metric(format!("{prefix}f1_macro"), confusion.macro_average().f1),
    ];
    if negated.total() > 0 {
        metrics.push(metric(format!("{prefix}negation_accuracy"), negated.accuracy().value));
    }
    metrics
}

fn facts(data: &Data, trainer: &Trainer) -> Facts {
    let baselines: Vec<Metric> = data
        .baselines
        .iter()
        .flat_map(|score| scores(&format!("{}_", score.key), &score.confusion, &score.negated))
        .chain([metric("oov_rate", data.oov_rate()), metric("vocabulary", data.vocabulary.len() as f64)])
        .collect();
    let reference = |score: &super::baselines::BaselineScore| {
        Reference::baseline(score.key.replace('_', " "), 1.0 - score.confusion.accuracy().value)
    };
    let spec = &data.spec;
    let model = match spec.model.cell() {
        Some(cell) => format!(
            "embedding {}, {} {}",
            spec.embedding,
            cell.label(),
            vec![spec.units.to_string(); spec.layers].join("-")
        ),
        None => format!("logistic on {}", spec.vectorizer),
    };
    let (train, held_out) = (data.train.len(), data.held_out.len());
    Facts {
        model: format!("{model}, sequence to vector"),
        data: format!(
            "{}: {train} texts to train, {held_out} held out; {} known tokens",
            spec.data,
            data.vocabulary.len()
        ),
        parameters: trainer.parameters.total(),
        trainable_parameters: trainer.parameters.trainable_total(),
        layers: training::layer_facts(&trainer.parameters),
        examples_per_epoch: train,
        held_out_examples: held_out,
        example_unit: "texts".into(),
        steps_per_epoch: trainer.steps_per_epoch(),
        headline: HEADLINE.into(),
        references: data.baselines.iter().map(reference).collect(),
        baselines,
        remarks: Vec::new(),
        threads: trainer.pool.threads(),
        kernel_level: crate::kernels::level_name().into(),
    }
}

impl Experiment for Sentiment {
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
        let (phase, taken) = match grain {
            StepGrain::Phase => self.trainer.phase(shard, sink)?,
            StepGrain::Whole => (Phase::Update, Some(self.trainer.step(shard, sink)?)),
        };
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
        state.put("sums", &self.sums)?;
        state.put("early_stop", &self.early)?;
        state.put("latest", &self.latest)?;
        Ok(state)
    }

    fn load(&mut self, state: &State) -> Result<()> {
        self.trainer.load(state)?;
        self.sums = state.get("sums")?;
        self.early = state.get("early_stop")?;
        self.latest = state.get("latest")?;
        self.measuring.clear();
        Ok(())
    }

    fn results(&self) -> Vec<Metric> {
        self.latest.clone()
    }
}
