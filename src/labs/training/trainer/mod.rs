//! Takes the steps of any model: order of the examples, the data-parallel step phase by phase, schedule, clipping, update.

mod live;
mod saving;

use super::early_stop::EarlyStop;
use super::network_run::ShardOutput;
use super::{GRADIENT_NORM, LEARNING_RATE, LOSS, Sums, Training, phases};
use crate::nn::parallel::{Pending, Pool};
use crate::nn::{self, Algorithm, Gradients, Optimizer, Parameter, Parameters, Schedule};
use crate::rng::{Purpose, Rng};
use crate::run::{Context, Failure, Kept, Phase, Position, Result, Severity, Sink, StepGrain, Verdict};
use saving::start_from;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// The examples of a step, by their places in the training data.
pub type Batch = Arc<[usize]>;

/// What a shard gave beside its loss: means, and what the lab wants back.
type Given<E> = (Vec<f64>, E);

/// A step that was begun.
enum InHand<E> {
    Forward(Pending<Given<E>>, Batch),
    Loss(Pending<Given<E>>, Batch),
    Gradients(Taken<E>, Gradients),
}

/// What a step gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken<E = ()> {
    /// Rows of the batch.
    pub rows: u64,
    /// The mean loss.
    pub loss: f64,
    /// Other means over the batch that the shards gave, in their order.
    pub means: Vec<f64>,
    /// What else each shard gave, in the order of the rows.
    pub extras: Vec<E>,
}

impl<E> Taken<E> {
    fn new(rows: usize, loss: f64, shards: Vec<Given<E>>) -> Self {
        let (means, extras): (Vec<Vec<f64>>, Vec<E>) = shards.into_iter().unzip();
        Self { rows: rows as u64, loss, means: weighted(rows, &means), extras }
    }

    /// One of the means; NaN where the shards gave none.
    pub fn mean(&self, place: usize) -> f64 {
        self.means.get(place).copied().unwrap_or(f64::NAN)
    }
}

/// The trainer of one model, whose shards bring back an `E` each beside their means.
pub struct Trainer<E = ()> {
    /// The weights.
    pub parameters: Parameters,
    /// The threads that share a step.
    pub pool: Pool,
    /// What the lab adds up over the steps of the epoch in hand, and clears with its evaluation.
    pub sums: Sums,
    settings: Training,
    optimizer: Optimizer,
    schedule: Schedule,
    early: EarlyStop,
    examples: usize,
    position: Position,
    /// The order of the examples in the epoch in hand.
    order: Vec<usize>,
    in_hand: Option<InHand<E>>,
}

impl<E: Send + 'static> Trainer<E> {
    /// A trainer at step 0. Freezes what the settings say and takes first weights from another run if they say so.
    ///
    /// # Errors
    /// When a layer to freeze or a run to start from isn't there.
    pub fn new(settings: &Training, mut parameters: Parameters, examples: usize, context: &Context) -> Result<Self> {
        if !settings.init_from.is_empty() {
            start_from(&parameters, Path::new(&settings.init_from))?;
        }
        for layer in settings.freeze.iter().filter(|layer| !layer.is_empty()) {
            parameters.freeze(layer).map_err(|error| Failure::Input(format!("`freeze`: {error}")))?;
        }
        if parameters.trainable_total() == 0 {
            return Err(Failure::Input("`freeze` leaves nothing to train".into()));
        }
        let optimizer = Optimizer::new(settings.algorithm(), &parameters);
        let pool = Pool::new(context.threads).map_err(Failure::work)?;
        let mut trainer = Self {
            parameters,
            pool,
            sums: Sums::default(),
            settings: settings.clone(),
            optimizer,
            schedule: Schedule::Constant,
            early: EarlyStop::default(),
            examples,
            position: Position::default(),
            order: Vec::new(),
            in_hand: None,
        };
        trainer.schedule = settings.schedule(trainer.steps_per_epoch());
        Ok(trainer)
    }

    /// The same with an optimiser and a schedule of the lab's own, in the place of those that the settings name. To be
    /// called before the first step. `decays` says which parameters a weight decay is for.
    pub fn with_recipe(self, algorithm: Algorithm, decays: fn(&Parameter) -> bool, schedule: Schedule) -> Self {
        let optimizer = Optimizer::new(algorithm, &self.parameters).decaying(decays);
        Self { optimizer, schedule, ..self }
    }

    /// Steps in an epoch; the last batch may be smaller.
    pub fn steps_per_epoch(&self) -> u64 {
        self.examples.div_ceil(self.settings.batch) as u64
    }

    /// Where the training stands.
    pub fn position(&self) -> Position {
        self.position
    }

    /// The training settings, live changes included.
    pub fn settings(&self) -> &Training {
        &self.settings
    }

    /// Whether an evaluation now is the run's last, as the settings say now.
    pub fn is_last_evaluation(&self) -> bool {
        self.position.epoch >= self.settings.epochs
    }

    /// Whether a step was begun and isn't complete.
    pub fn has_step_in_hand(&self) -> bool {
        self.in_hand.is_some()
    }

    /// The batch of the step in hand and its mean loss, until its gradients are taken.
    pub fn batch_in_hand(&self) -> Option<(&Batch, f64)> {
        match &self.in_hand {
            Some(InHand::Forward(pending, batch) | InHand::Loss(pending, batch)) => Some((batch, pending.loss())),
            Some(InHand::Gradients(..)) | None => None,
        }
    }

    /// The learning rate of the next step.
    pub fn learning_rate(&self) -> f64 {
        self.schedule.rate(self.settings.learning_rate, self.position.step)
    }

    /// Rows of the step that comes next or is in hand.
    pub fn rows_in_step(&self) -> usize {
        self.rows(self.position.step_in_epoch).len()
    }

    fn rows(&self, step_in_epoch: u64) -> Range<usize> {
        let start = (step_in_epoch as usize).saturating_mul(self.settings.batch).min(self.examples);
        start..(start + self.settings.batch).min(self.examples)
    }

    fn next_batch(&mut self) -> Batch {
        if self.order.len() != self.examples {
            self.order =
                Rng::keyed(self.settings.seed, Purpose::Shuffle, self.position.epoch, 0).permutation(self.examples);
        }
        self.order.get(self.rows(self.position.step_in_epoch)).unwrap_or_default().into()
    }

    /// Takes the next phase of a step or all that are left, as [`Experiment::step`](crate::run::Experiment::step) is
    /// asked to; gives the last phase done, and with the update what the step gave. `shard` is that of [`Self::step`].
    ///
    /// # Errors
    /// When the arithmetic fails.
    pub fn advance<F>(
        &mut self,
        grain: StepGrain,
        shard: impl FnOnce(Batch) -> F,
        sink: &mut dyn Sink,
    ) -> Result<(Phase, Option<Taken<E>>)>
    where
        F: Fn(Range<usize>) -> nn::Result<ShardOutput<E>> + Send + Sync + 'static,
    {
        match grain {
            StepGrain::Phase => self.phase(shard, sink),
            StepGrain::Whole => Ok((Phase::Update, Some(self.step(shard, sink)?))),
        }
    }

    /// Takes a whole step, or what is left of the one in hand. `shard` makes from a batch the function that gives the
    /// mean loss of a range of its rows, and other means.
    ///
    /// # Errors
    /// When the arithmetic fails.
    pub fn step<F>(&mut self, shard: impl FnOnce(Batch) -> F, sink: &mut dyn Sink) -> Result<Taken<E>>
    where
        F: Fn(Range<usize>) -> nn::Result<ShardOutput<E>> + Send + Sync + 'static,
    {
        if self.in_hand.is_some() {
            loop {
                if let (Phase::Update, Some(taken)) = self.next_phase(sink)? {
                    return Ok(taken);
                }
            }
        }
        let batch = self.next_batch();
        let rows = batch.len();
        let outcome = self.pool.gradients(&self.parameters, rows, apart(shard(batch))).map_err(Failure::work)?;
        let taken = Taken::new(rows, outcome.loss, outcome.extras);
        self.update(&taken, outcome.gradients, sink)?;
        Ok(taken)
    }

    fn phase<F>(&mut self, shard: impl FnOnce(Batch) -> F, sink: &mut dyn Sink) -> Result<(Phase, Option<Taken<E>>)>
    where
        F: Fn(Range<usize>) -> nn::Result<ShardOutput<E>> + Send + Sync + 'static,
    {
        if self.in_hand.is_some() {
            return self.next_phase(sink);
        }
        let batch = self.next_batch();
        let pending = self
            .pool
            .forward(&self.parameters, batch.len(), apart(shard(Arc::clone(&batch))))
            .map_err(Failure::work)?;
        self.in_hand = Some(InHand::Forward(pending, batch));
        Ok((Phase::Forward, None))
    }

    fn next_phase(&mut self, sink: &mut dyn Sink) -> Result<(Phase, Option<Taken<E>>)> {
        match self.in_hand.take() {
            None => Err(Failure::Work("no step was begun".into())),
            Some(InHand::Forward(pending, batch)) => {
                sink.scalar(LOSS.id, pending.loss());
                self.in_hand = Some(InHand::Loss(pending, batch));
                Ok((Phase::Loss, None))
            }
            Some(InHand::Loss(pending, batch)) => {
                let outcome = pending.backward().map_err(Failure::work)?;
                sink.scalar(GRADIENT_NORM.id, outcome.gradients.norm());
                let figure = phases::gradients(&outcome.gradients, self.settings.clip).map_err(Failure::work)?;
                sink.figure(phases::GRADIENTS.slot, Kept::Live, figure);
                let taken = Taken::new(batch.len(), outcome.loss, outcome.extras);
                self.in_hand = Some(InHand::Gradients(taken, outcome.gradients));
                Ok((Phase::Gradients, None))
            }
            Some(InHand::Gradients(taken, gradients)) => {
                let before = self.parameters.export().map_err(Failure::work)?;
                let (optimizer, rate) = (self.settings.optimizer, self.learning_rate());
                self.update(&taken, gradients, sink)?;
                let figure = phases::update(&before, &self.parameters, optimizer, rate).map_err(Failure::work)?;
                // Its step is the one just completed, which the worker counts from now on.
                sink.figure(phases::UPDATE.slot, Kept::Live, figure);
                Ok((Phase::Update, Some(taken)))
            }
        }
    }

    fn update(&mut self, taken: &Taken<E>, mut gradients: Gradients, sink: &mut dyn Sink) -> Result<()> {
        let clip = self.settings.clip;
        let norm = if clip > 0.0 { gradients.clip(clip) } else { gradients.norm() };
        let rate = self.learning_rate();
        self.optimizer.update_on(&self.pool, gradients, rate).map_err(Failure::work)?;
        sink.scalar(LOSS.id, taken.loss);
        sink.scalar(GRADIENT_NORM.id, norm);
        sink.scalar(LEARNING_RATE.id, rate);
        self.position.step += 1;
        self.position.step_in_epoch += 1;
        if self.position.step_in_epoch == self.steps_per_epoch() {
            self.position.step_in_epoch = 0;
            self.position.epoch += 1;
            self.order.clear();
        }
        Ok(())
    }

    /// Takes the metric of an evaluation (less is better): the schedule may lower the learning rate, and early stopping may
    /// end the run; either is said.
    pub fn judge(&mut self, metric: f64, sink: &mut dyn Sink) -> Verdict {
        // The schedule goes by what training brought; at step 0 that is nothing yet.
        if self.position.step > 0 && self.schedule.observe(metric) {
            let rate = self.learning_rate();
            sink.note(Severity::Info, format!("no better for a while: the learning rate is now {rate:.2e}"));
        }
        let patience = self.settings.patience;
        if !self.early.observe(metric, patience) {
            return Verdict::Continue;
        }
        sink.note(Severity::Info, format!("stopped: nothing better in {patience} epochs"));
        Verdict::StopEarly
    }
}

/// A shard's loss, and apart from it all else, as a pool wants them.
fn apart<E>(
    shard: impl Fn(Range<usize>) -> nn::Result<ShardOutput<E>> + Send + Sync + 'static,
) -> impl Fn(Range<usize>) -> nn::Result<(candle_core::Tensor, Given<E>)> + Send + Sync + 'static {
    move |range| {
        let ShardOutput { loss, means, extra } = shard(range)?;
        Ok((loss, (means, extra)))
    }
}

/// The means of a batch from those of its shards, weighted by their rows.
fn weighted(rows: usize, shards: &[Vec<f64>]) -> Vec<f64> {
    let sizes = nn::parallel::shards(rows);
    let count = shards.first().map_or(0, Vec::len);
    let mean = |place: usize| {
        let parts = shards.iter().zip(&sizes).filter_map(|(means, rows)| Some(means.get(place)? * rows.len() as f64));
        parts.sum::<f64>() / rows as f64
    };
    (0..count).map(mean).collect()
}
