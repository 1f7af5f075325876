//! What a lab that trains a network by gradients gives, and the one experiment that is made of it.

use super::trainer::{Batch, Taken, Trainer};
use super::{Sums, layer_facts};
use crate::figure::Figure;
use crate::nn::{self, Parameters, without_gradients};
use crate::run::checkpoint::State;
use crate::run::{
    Evaluation, Experiment, Facts, Failure, Kept, Metric, Phase, Position, Probe, Result, Severity, Sink, Slice,
    StepGrain, Verdict,
};
use candle_core::Tensor;
use std::ops::Range;
use toml::Value;

/// What one shard of a step computes: some consecutive rows of the batch.
#[derive(Debug)]
pub struct ShardOutput<E = ()> {
    /// The mean loss over the shard's rows, a single number with its graph.
    pub loss: Tensor,
    /// Other means over the shard's rows. [`Taken::means`] are their means over the batch, weighted by rows.
    pub means: Vec<f64>,
    /// Whatever else the lab wants back ([`Taken::extras`]): the states after the last time step. Detach tensors, or
    /// they keep the step's graph alive.
    pub extra: E,
}

impl ShardOutput {
    /// A loss and other means, with nothing else to bring back.
    pub fn new(loss: Tensor, means: Vec<f64>) -> Self {
        Self { loss, means, extra: () }
    }
}

/// Computes the shard of these rows of its batch; several threads call it at once.
pub type ShardFn<E = ()> = Box<dyn Fn(Range<usize>) -> nn::Result<ShardOutput<E>> + Send + Sync>;

/// How far a slice of an evaluation got.
#[derive(Debug)]
pub enum Measured<M> {
    /// There is more to do, from here.
    More(M),
    /// All metrics; the headline's is among them.
    Done(Vec<Metric>),
}

/// A lab's own part of a run that trains a network by gradients. [`NetworkExperiment`] makes an [`Experiment`] of it: what
/// is the same in all labs (steps and their phases, live settings of training, the verdict on an evaluation, checkpoints,
/// facts on parameters and layers) is there once, and nothing of it is forwarded here.
///
/// To open a run, a lab builds its model into [`Parameters`], makes a [`Trainer`] of them and gives both to
/// [`NetworkExperiment::new`]:
///
/// ```ignore
/// fn open(spec: Spec, context: &Context) -> Result<Box<dyn Experiment>> {
///     let data = Arc::new(Data::open(spec)?);
///     let mut parameters = Parameters::new(data.spec.training.seed);
///     let model = Model::new(&mut parameters, &data).map_err(Failure::work)?;
///     // An epoch has so many rows: as many steps as batches cover them.
///     let trainer = Trainer::new(&data.spec.training, parameters, data.train.len(), context)?;
///     let facts = Facts { model: words, data: words, headline: "val_mse".into(), ..Facts::default() };
///     Ok(Box::new(NetworkExperiment::new(LabRun { data, model }, trainer, facts)))
/// }
/// ```
///
/// # A step
/// 1. [`shard`](Self::shard) is called once on the run's thread, with the position before the step and the places of the
///    batch's rows in the training data: a permutation of all rows an epoch, named by seed and epoch. A lab whose rows are
///    streams takes the number of places alone, and finds its windows by [`Position::step_in_epoch`]. What it needs of
///    itself (the model, data, states) it copies into the function that it returns; clones of tensors share their memory.
/// 2. That function is called for every shard, on any thread. The borders of shards follow from the batch's size alone and
///    sums go in the shards' order, so that losses have the same bits on any number of threads. Random numbers must come
///    from [`crate::rng`], keyed by seed, step and row, never from one generator for all.
/// 3. The trainer clips, asks the schedule for the rate and updates the weights. [`taken`](Self::taken) then hears what the
///    step gave: it adds to [`Trainer::sums`], says scalars, and takes over what shards brought back. An epoch's last step
///    has [`Position::step_in_epoch`] 0 in [`Trainer::position`]: a state that is carried from step to step is dropped there.
///
/// # An evaluation
/// It is due at step 0 and after every epoch. [`measure`](Self::measure) is called until it is [`Measured::Done`], each
/// time for at most some 20 ms of work, so that orders are heard. Whatever comes once an epoch is said there: figures that
/// are kept ([`Kept::Frame`]), samples, notes. Its random numbers must not be those of training.
///
/// # Other optimisers and schedules
/// [`Trainer::with_recipe`] takes an algorithm and a schedule of the lab's own, and says which parameters decay:
/// `trainer.with_recipe(Algorithm::AdamW { .. }, |p| p.shape().len() > 1, Schedule::WarmUpCosine { .. })` decays matrices
/// alone. The schedule's state is part of every checkpoint, and follows when `epochs` changes.
pub trait NetworkRun: Send {
    /// What a shard brings back beside its means; `()` for nothing.
    type Extra: Send + 'static;

    /// An evaluation in the making; its default is one that has not begun.
    type Measuring: Default + Send;

    /// The function that computes the shards of the next step's batch, where `at` is the position before that step.
    fn shard(&self, at: Position, batch: Batch) -> ShardFn<Self::Extra>;

    /// Takes in what a step gave, after its update.
    ///
    /// # Errors
    /// When the arithmetic fails; the run then ends.
    fn taken(
        &mut self,
        taken: Taken<Self::Extra>,
        trainer: &mut Trainer<Self::Extra>,
        sink: &mut dyn Sink,
    ) -> Result<()>;

    /// Does the next slice of an evaluation. The metric that [`Facts::headline`] names must be among those of the last
    /// slice; the less it is, the better. Means of the epoch's steps are in [`Trainer::sums`], which are cleared afterwards.
    ///
    /// # Errors
    /// When the arithmetic fails.
    fn measure(
        &mut self,
        measuring: Self::Measuring,
        trainer: &Trainer<Self::Extra>,
        sink: &mut dyn Sink,
    ) -> Result<Measured<Self::Measuring>>;

    /// A copy that answers questions elsewhere. `weights` are those of the model as it is now.
    ///
    /// # Errors
    /// When the model cannot be copied.
    fn snapshot(&self, weights: Vec<nn::Array>) -> Result<Box<dyn Probe>>;

    /// Training examples (series, images, tokens) in a step of so many rows; a row is one unless the lab says otherwise.
    fn examples(&self, _at: Position, rows: usize) -> u64 {
        rows as u64
    }

    /// What a step shows of its forward pass and of its loss, when it is taken phase by phase: a slot and a figure.
    /// Gradients and updates are shown for all labs alike. Called without gradients.
    ///
    /// # Errors
    /// When the arithmetic fails.
    fn phase(&self, _phase: Phase, _batch: &Batch, _loss: f64) -> nn::Result<Option<(&'static str, Figure)>> {
        Ok(None)
    }

    /// Turns one of the lab's own live settings; false for a key that isn't one, which is then looked for among those of
    /// training. `value` has passed the knob table.
    ///
    /// # Errors
    /// When the value doesn't go with the other settings.
    fn set(&mut self, _key: &str, _value: &Value, _trainer: &mut Trainer<Self::Extra>) -> Result<bool> {
        Ok(false)
    }

    /// Why training ends with this evaluation, if the lab has a reason of its own (a target that is reached). It is said.
    fn stops(&self, _metrics: &[Metric]) -> Option<String> {
        None
    }

    /// Adds to a checkpoint what a run needs beside weights, optimiser, counters, sums and the latest metrics to go on to
    /// the bit: states that are carried from step to step, a vocabulary. Names must be none of `model`, `optimizer`
    /// (arrays), `trainer`, `sums`, `early_stop`, `latest` (values). Live settings need no place in it: a run that is gone
    /// on with is opened with them.
    ///
    /// # Errors
    /// When a tensor cannot be read.
    fn save(&self, _state: &mut State) -> Result<()> {
        Ok(())
    }

    /// Takes over what [`save`](Self::save) added.
    ///
    /// # Errors
    /// When something is missing or doesn't fit.
    fn load(&mut self, _state: &State) -> Result<()> {
        Ok(())
    }
}

/// The experiment of any [`NetworkRun`].
pub struct NetworkExperiment<R: NetworkRun> {
    run: R,
    trainer: Trainer<R::Extra>,
    facts: Facts,
    /// The evaluation in hand.
    measuring: Option<R::Measuring>,
    /// The metrics of the last evaluation.
    latest: Vec<Metric>,
}

impl<R: NetworkRun> NetworkExperiment<R> {
    /// A run at step 0. Of `facts` the lab gives what it alone knows (model, data, examples, headline, references, baselines,
    /// remarks, choices); parameters, layers, steps, threads and kernels are filled in.
    pub fn new(run: R, trainer: Trainer<R::Extra>, facts: Facts) -> Self {
        let facts = Facts {
            parameters: trainer.parameters.total(),
            trainable_parameters: trainer.parameters.trainable_total(),
            layers: layer_facts(&trainer.parameters),
            steps_per_epoch: trainer.steps_per_epoch(),
            threads: trainer.pool.threads(),
            kernel_level: crate::kernels::level_name().into(),
            ..facts
        };
        Self { run, trainer, facts, measuring: None, latest: Vec::new() }
    }

    /// The lab's part, and what trains it.
    pub(in crate::labs) fn parts(&mut self) -> (&mut R, &Trainer<R::Extra>) {
        (&mut self.run, &self.trainer)
    }

    /// The numbers of a phase that the lab has; those of the others come from the trainer.
    fn draw_phase(&self, phase: Phase, sink: &mut dyn Sink) -> Result<()> {
        let Some((batch, loss)) = self.trainer.batch_in_hand() else { return Ok(()) };
        let drawn = without_gradients(|| self.run.phase(phase, batch, loss)).map_err(Failure::work)?;
        drawn.into_iter().for_each(|(slot, figure)| sink.figure(slot, Kept::Live, figure));
        Ok(())
    }

    fn evaluated(&mut self, metrics: Vec<Metric>, sink: &mut dyn Sink) -> Evaluation {
        self.trainer.sums = Sums::default();
        self.latest.clone_from(&metrics);
        let headline = metrics.iter().find(|metric| metric.name == self.facts.headline);
        let mut verdict = self.trainer.judge(headline.map_or(f64::NAN, |metric| metric.value), sink);
        if verdict == Verdict::Continue
            && let Some(reason) = self.run.stops(&metrics)
        {
            sink.note(Severity::Info, reason);
            verdict = Verdict::StopEarly;
        }
        Evaluation { metrics, verdict }
    }
}

impl<R: NetworkRun> Experiment for NetworkExperiment<R> {
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
        let (run, at) = (&self.run, self.trainer.position());
        let (phase, taken) = self.trainer.advance(grain, |batch| run.shard(at, batch), sink)?;
        if let Some(taken) = taken {
            self.run.taken(taken, &mut self.trainer, sink)?;
        }
        if grain == StepGrain::Phase {
            self.draw_phase(phase, sink)?;
        }
        Ok(phase)
    }

    fn step_in_hand(&self) -> bool {
        self.trainer.has_step_in_hand()
    }

    fn examples_in_step(&self) -> u64 {
        self.run.examples(self.trainer.position(), self.trainer.rows_in_step())
    }

    fn evaluate(&mut self, sink: &mut dyn Sink) -> Result<Slice> {
        let measuring = self.measuring.take().unwrap_or_default();
        Ok(match self.run.measure(measuring, &self.trainer, sink)? {
            Measured::More(measuring) => {
                self.measuring = Some(measuring);
                Slice::More
            }
            Measured::Done(metrics) => Slice::Done(self.evaluated(metrics, sink)),
        })
    }

    fn set(&mut self, key: &str, value: &Value) -> Result<()> {
        if self.run.set(key, value, &mut self.trainer)? { Ok(()) } else { self.trainer.set(key, value) }
    }

    fn snapshot(&self) -> Result<Box<dyn Probe>> {
        self.run.snapshot(self.trainer.parameters.export().map_err(Failure::work)?)
    }

    fn save(&self) -> Result<State> {
        let mut state = State::default();
        self.trainer.save(&mut state)?;
        self.run.save(&mut state)?;
        state.put("latest", &self.latest)?;
        Ok(state)
    }

    fn load(&mut self, state: &State) -> Result<()> {
        self.trainer.load(state)?;
        self.run.load(state)?;
        self.latest = state.get("latest")?;
        self.measuring = None;
        Ok(())
    }

    fn results(&self) -> Vec<Metric> {
        self.latest.clone()
    }
}

/// A model that is built anew with some weights, apart from the one that trains, and its parameters: what a [`Probe`]
/// asks.
///
/// # Errors
/// When the weights are not those of such a model.
pub fn rebuilt<M>(
    seed: u64,
    weights: &[nn::Array],
    build: impl FnOnce(&mut Parameters) -> nn::Result<M>,
) -> nn::Result<(M, Parameters)> {
    let mut parameters = Parameters::new(seed);
    let model = build(&mut parameters)?;
    parameters.import(weights)?;
    Ok((model, parameters))
}

#[cfg(test)]
#[path = "network_run_tests.rs"]
mod tests;
