//! An open run of the forecaster.

use super::Data;
use super::evaluation::{Measured, Measuring};
use super::figures;
use super::inside;
use super::known::{self, Known};
use super::model::{Model, inputs, last_time, targets};
use super::probe::Snapshot;
use super::source;
use super::spec::{Spec, Task};
use super::{phases, unrolled};
use crate::data::series::Part;
use crate::figure::Reference;
use crate::labs::training::{self, Batch, Sums, Taken, Trainer};
use crate::nn::{self, Parameters, without_gradients};
use crate::run::checkpoint::State;
use crate::run::{
    Context, Evaluation, Experiment, Facts, Failure, Kept, Metric, Phase, Position, Probe, Result, Sink, Slice,
    StepGrain,
};
use candle_core::Tensor;
use std::ops::Range;
use std::sync::Arc;

/// Held-out examples whose forecasts are kept as frames.
const KEPT_EXAMPLES: usize = 8;

/// The metric that curves, baselines and the best checkpoint go by.
const HEADLINE: &str = "val_mse_last_step";

pub(super) struct ForecasterRun {
    data: Arc<Data>,
    model: Model,
    trainer: Trainer,
    facts: Facts,
    measuring: Option<Evaluating>,
    latest: Vec<Metric>,
}

/// Which part is being measured.
enum Evaluating {
    Validation(Measuring),
    Test(Measuring, Measured),
}

impl ForecasterRun {
    pub(super) fn new(
        data: Arc<Data>,
        remarks: Vec<String>,
        column: Option<String>,
        context: &Context,
    ) -> Result<Self> {
        let spec = &data.spec;
        let mut parameters = Parameters::new(spec.training.seed);
        let model = Model::new(&mut parameters, spec).map_err(Failure::work)?;
        let trainer = Trainer::new(&spec.training, parameters, data.train.len(), context)?;
        let remarks = remarks.into_iter().chain(data.spec.unused()).collect();
        let column = column.map(String::into_boxed_str);
        let facts = Facts { remarks, column, ..facts(&data, &trainer) };
        Ok(Self { model, trainer, facts, measuring: None, latest: Vec::new(), data })
    }

    /// The function that a step calls on each shard of its batch.
    fn shard(&self) -> impl FnOnce(Batch) -> Shard + use<> {
        let (model, part, spec) = (self.model.clone(), Arc::clone(&self.data.train), Arc::clone(&self.data.spec));
        move |batch| shard(model, part, spec, batch)
    }

    fn taken(&mut self, taken: &Taken, sink: &mut dyn Sink) {
        let factor = self.data.factor();
        let mean = |place: usize| taken.means.get(place).copied().unwrap_or(f64::NAN);
        let last_step = mean(0) * factor;
        // A batch weighs by its known targets, counted in rows of which none is missing.
        let full = Known::full(&self.data.spec);
        let means = [(taken.loss * factor, mean(1) / full.all as f64), (last_step, mean(2) / full.last as f64)];
        self.trainer.sums.add_weighted(taken.rows, &means);
        sink.scalar("batch_mse_last_step", last_step);
    }

    fn measured(&mut self, validation: &Measured, test: Option<&Measured>, sink: &mut dyn Sink) -> Result<Evaluation> {
        let factor = self.data.factor();
        let headline = validation.last_step() * factor;
        let metric = |name: &str, value: f64| Metric { name: name.into(), value };
        let mut metrics = Vec::new();
        if self.trainer.position().step > 0 {
            metrics.push(metric("train_mse", self.trainer.sums.mean(0)));
            metrics.push(metric("train_mse_last_step", self.trainer.sums.mean(1)));
        }
        metrics.push(metric("val_mse", validation.all * factor));
        metrics.push(metric(HEADLINE, headline));
        if let Some(test) = test {
            metrics.push(metric("test_mse", test.all * factor));
            metrics.push(metric("test_mse_last_step", test.last_step() * factor));
        }
        self.trainer.sums = Sums::default();
        self.latest.clone_from(&metrics);
        self.draw(validation, sink)?;
        let verdict = self.trainer.judge(headline, sink);
        Ok(Evaluation { metrics, verdict })
    }

    fn draw(&self, validation: &Measured, sink: &mut dyn Sink) -> Result<()> {
        let by_horizon: Vec<f64> = validation.by_horizon.iter().map(|mse| mse * self.data.factor()).collect();
        let (model, data, parameters) = (&self.model, &self.data, &self.trainer.parameters);
        let mut draw = || {
            for index in 0..KEPT_EXAMPLES.min(data.validation.len()) {
                let figure = figures::forecast(model, data, index)?;
                sink.figure(&figures::forecast_slot(index), Kept::Frame, figure);
            }
            sink.figure("output", Kept::Frame, figures::output(model, data, 0)?);
            let inside = [
                ("hidden-states", inside::hidden_states(model, data, 0)?),
                ("unrolled", unrolled::cells(model, data, 0)?),
                ("formula", unrolled::formula(model, parameters, data, 0)?),
            ];
            for (slot, figure) in inside {
                if let Some(figure) = figure {
                    sink.figure(slot, Kept::Frame, figure);
                }
            }
            Ok(())
        };
        without_gradients(&mut draw).map_err(|error: nn::Error| Failure::work(error))?;
        let gradient = inside::gradient_through_time(model, parameters, data).map_err(Failure::work)?;
        sink.figure("gradient-through-time", Kept::Frame, gradient);
        sink.figure("error-by-horizon", Kept::Frame, figures::error_by_horizon(&self.data, &by_horizon));
        Ok(())
    }

    /// The numbers of the first two phases; those of the others come from the trainer.
    fn draw_phase(&self, phase: Phase, sink: &mut dyn Sink) -> Result<()> {
        let Some((batch, loss)) = self.trainer.batch_in_hand() else { return Ok(()) };
        let drawn = without_gradients(|| match phase {
            Phase::Forward => Ok(Some((training::phases::FORWARD, phases::forward(&self.model, &self.data, batch)?))),
            Phase::Loss => Ok(Some((training::phases::LOSS, phases::loss(&self.model, &self.data, batch, loss)?))),
            Phase::Gradients | Phase::Update => Ok(None),
        });
        if let Some((slot, figure)) = drawn.map_err(|error: nn::Error| Failure::work(error))? {
            sink.figure(slot, Kept::Live, figure);
        }
        Ok(())
    }

    fn next_stage(&mut self, sink: &mut dyn Sink) -> Result<Slice> {
        let (pool, data) = (&self.trainer.pool, &self.data);
        let is_last = self.trainer.position().epoch >= self.epochs() && !data.test.is_empty();
        match self.measuring.take().unwrap_or_else(|| Evaluating::Validation(Measuring::default())) {
            Evaluating::Validation(mut measuring) => {
                let done = measuring.slice(pool, &self.model, &data.validation, &data.spec).map_err(Failure::work)?;
                match done {
                    None => self.measuring = Some(Evaluating::Validation(measuring)),
                    Some(measured) if is_last => {
                        self.measuring = Some(Evaluating::Test(Measuring::default(), measured))
                    }
                    Some(measured) => return Ok(Slice::Done(self.measured(&measured, None, sink)?)),
                }
            }
            Evaluating::Test(mut measuring, validation) => {
                let done = measuring.slice(pool, &self.model, &data.test, &data.spec).map_err(Failure::work)?;
                match done {
                    None => self.measuring = Some(Evaluating::Test(measuring, validation)),
                    Some(test) => return Ok(Slice::Done(self.measured(&validation, Some(&test), sink)?)),
                }
            }
        }
        Ok(Slice::More)
    }
}

/// What a step does with the rows of one shard: the mean loss; the last position's mean squared error, and how many targets
/// of the batch are known, in all and of the last position.
pub(super) type Shard = Box<dyn Fn(Range<usize>) -> nn::Result<(Tensor, Vec<f64>)> + Send + Sync>;

pub(super) fn shard(model: Model, part: Arc<Part>, spec: Arc<Spec>, batch: Batch) -> Shard {
    let known = Known::of(&part, &batch, &spec);
    Box::new(move |range| {
        let rows = batch.get(range).unwrap_or_default();
        let share = |count: usize| Known::share(count, rows.len(), batch.len());
        let output = model.output(&inputs(&part, rows, spec.window)?)?;
        let loss = known::error(&part, &output, &targets(&part, rows, &spec)?, share(known.all))?;
        let last = match spec.task {
            Task::SequenceToSequence => last_time(&output.detach())?,
            Task::SequenceToVector | Task::OneStep => output.detach(),
        };
        let last_step = last_squares(&last, &part, rows, &spec)? / share(known.last);
        Ok((loss, vec![last_step, known.all as f64, known.last as f64]))
    })
}

/// The squared errors of the last position, added up.
fn last_squares(last: &Tensor, part: &Part, rows: &[usize], spec: &Spec) -> nn::Result<f64> {
    let predicted = last.flatten_all()?.to_vec1::<f32>()?;
    let truth = rows.iter().flat_map(|&row| part.targets(row).iter().take(spec.outputs()));
    Ok(known::squares(predicted.iter().zip(truth)).0)
}

fn facts(data: &Data, trainer: &Trainer) -> Facts {
    let named = |name: &str, value: f64| Metric { name: name.into(), value };
    let mut baselines: Vec<Metric> =
        data.scores.iter().map(|(name, score)| named(&format!("{name}_mse"), score.mse)).collect();
    let mut references: Vec<Reference> =
        data.scores.iter().map(|(name, score)| Reference::baseline(name.replace('_', " "), score.mse)).collect();
    if let Some(floor) = data.windows.noise_floor {
        baselines.push(named("noise_floor", floor));
        references.push(Reference::floor("noise floor", floor));
    }
    Facts {
        model: data.spec.model_words(),
        data: source::words(&data.windows),
        parameters: trainer.parameters.total(),
        trainable_parameters: trainer.parameters.trainable_total(),
        layers: training::layer_facts(&trainer.parameters),
        examples_per_epoch: data.train.len(),
        held_out_examples: data.validation.len(),
        example_unit: "series".into(),
        steps_per_epoch: trainer.steps_per_epoch(),
        headline: HEADLINE.into(),
        references,
        baselines,
        remarks: Box::default(),
        column: None,
        choices: Box::default(),
        threads: trainer.pool.threads(),
        kernel_level: crate::kernels::level_name().into(),
    }
}

impl Experiment for ForecasterRun {
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
        if grain == StepGrain::Phase {
            self.draw_phase(phase, sink)?;
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
        self.next_stage(sink)
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
        self.measuring = None;
        Ok(())
    }

    fn results(&self) -> Vec<Metric> {
        self.latest.clone()
    }
}
