//! An open run of the autoencoder.

use super::Data;
use super::classifier::{Classifying, Outcome};
use super::evaluation::{Judging, Measured, Measuring};
use super::facts::{HEADLINE, facts};
use super::figures;
use super::layers;
use super::model::Model;
use super::probe::Snapshot;
use super::shard::{Live, Shard, shard};
use super::units::{self, Unit};
use crate::labs::training::{Batch, Sums, Taken, Trainer};
use crate::nn::{self, Parameters, without_gradients};
use crate::run::checkpoint::State;
use crate::run::{
    Context, Evaluation, Experiment, Facts, Failure, Kept, Metric, Phase, Position, Probe, Result, Sink, Slice,
    StepGrain,
};
use std::sync::Arc;

/// Steps from one live picture to the next.
const LIVE_EVERY: u64 = 100;

pub(super) struct AutoencoderRun {
    data: Arc<Data>,
    model: Model,
    trainer: Trainer,
    live: Live,
    facts: Facts,
    measuring: Option<Evaluating>,
    latest: Vec<Metric>,
}

/// What is being measured.
enum Evaluating {
    Error(Measuring),
    Units(Measured, Judging),
    Classifiers(Measured, Vec<Unit>, Box<Classifying>),
}

impl AutoencoderRun {
    pub(super) fn new(data: Arc<Data>, context: &Context) -> Result<Self> {
        let spec = &data.spec;
        let mut parameters = Parameters::new(spec.training.seed);
        let model = Model::new(&mut parameters, &data).map_err(Failure::work)?;
        let trainer = Trainer::new(&spec.training, parameters, data.source.train().len(), context)?;
        let facts = facts(&data, &trainer);
        let (modifiers, decorrelate) = (spec.modifiers(), spec.decorrelate);
        let live = Live { modifiers, decorrelate, classifier_epochs: spec.classifier_epochs };
        Ok(Self { model, trainer, live, facts, measuring: None, latest: Vec::new(), data })
    }

    /// The function that a step calls on each shard of its batch.
    fn shard(&self) -> impl FnOnce(Batch) -> Shard + use<> {
        let (model, data, live) = (self.model.clone(), Arc::clone(&self.data), self.live);
        let epoch = self.trainer.position().epoch;
        move |batch| Box::new(move |range| shard(&model, &data, live, epoch, batch.get(range).unwrap_or_default()))
    }

    fn taken(&mut self, taken: &Taken, sink: &mut dyn Sink) -> Result<()> {
        let mse = taken.means.first().copied().unwrap_or(f64::NAN);
        self.trainer.sums.add(taken.rows, &[mse]);
        sink.scalar("batch_mse", mse);
        let position = self.trainer.position();
        if position.step.is_multiple_of(LIVE_EVERY) && position.step_in_epoch > 0 {
            let figure = without_gradients(|| self.digits()).map_err(Failure::work)?;
            sink.figure("digits", Kept::Live, figure);
        }
        Ok(())
    }

    fn digits(&self) -> nn::Result<crate::figure::Figure> {
        let title = format!("held-out {}", self.data.source.unit());
        figures::digits(&self.model, &self.data, &self.live.modifiers, &self.data.shown, title)
    }

    /// Whether this evaluation is the run's last.
    fn is_last(&self) -> bool {
        self.trainer.position().epoch >= self.epochs()
    }

    fn next_stage(&mut self, sink: &mut dyn Sink) -> Result<Slice> {
        let (pool, model, data) = (&self.trainer.pool, &self.model, &self.data);
        match self.measuring.take().unwrap_or_else(|| Evaluating::Error(Measuring::default())) {
            Evaluating::Error(mut measuring) => {
                let done = measuring.slice(pool, model, data, self.live.modifiers).map_err(Failure::work)?;
                self.measuring = Some(match done {
                    None => Evaluating::Error(measuring),
                    Some(measured) => {
                        let judging = Judging::new(&measured, data.spec.code, self.is_last());
                        Evaluating::Units(measured, judging)
                    }
                });
            }
            Evaluating::Units(measured, mut judging) => {
                if !judging.slice(pool, model, data, &measured.codes).map_err(Failure::work)? {
                    self.measuring = Some(Evaluating::Units(measured, judging));
                    return Ok(Slice::More);
                }
                let wanted = self.is_last() && self.live.classifier_epochs > 0;
                let encoder = self.encoder_parameters();
                match Classifying::new(data, &measured.codes, encoder).filter(|_| wanted) {
                    Some(classifying) => {
                        let classifying = Box::new(classifying);
                        self.measuring = Some(Evaluating::Classifiers(measured, judging.units, classifying));
                    }
                    None => return Ok(Slice::Done(self.measured(&measured, &judging.units, &[], sink)?)),
                }
            }
            Evaluating::Classifiers(measured, units, mut classifying) => {
                match classifying.slice(pool, model, data, self.live.classifier_epochs)? {
                    None => self.measuring = Some(Evaluating::Classifiers(measured, units, classifying)),
                    Some(outcomes) => return Ok(Slice::Done(self.measured(&measured, &units, &outcomes, sink)?)),
                }
            }
        }
        Ok(Slice::More)
    }

    /// Parameters from the input to the code.
    fn encoder_parameters(&self) -> usize {
        let is_encoder = |name: &str| name.starts_with("encoder") || name.starts_with("code");
        self.trainer.parameters.iter().filter(|p| is_encoder(p.layer())).map(nn::Parameter::count).sum()
    }

    fn measured(
        &mut self,
        measured: &Measured,
        units: &[Unit],
        outcomes: &[Outcome],
        sink: &mut dyn Sink,
    ) -> Result<Evaluation> {
        let metric = |name: &str, value: f64| Metric { name: name.into(), value };
        let (r, correlation) = units::correlation(&measured.codes, units);
        let mut metrics = Vec::new();
        if self.trainer.position().step > 0 {
            metrics.push(metric("train_mse", self.trainer.sums.mean(0)));
        }
        metrics.push(metric(HEADLINE, measured.mse));
        metrics.extend(measured.input_mse.map(|mse| metric("noisy_input_mse", mse)));
        let count = |will_do: fn(&Unit) -> bool| units.iter().filter(|unit| will_do(unit)).count() as f64;
        metrics.push(metric("dead_units", count(Unit::is_dead)));
        metrics.push(metric("useless_units", count(Unit::is_useless)));
        metrics.push(metric("mean_correlation", correlation));
        for outcome in outcomes {
            let mean = outcome.confusion.macro_average();
            let of = if outcome.on == "code" { "" } else { "_pixels" };
            metrics.push(metric(&format!("accuracy{of}"), outcome.confusion.accuracy().value));
            metrics.push(metric(&format!("precision_macro{of}"), mean.precision));
            metrics.push(metric(&format!("recall_macro{of}"), mean.recall));
            metrics.push(metric(&format!("f1_macro{of}"), mean.f1));
            metrics.push(metric(&format!("classifier_parameters{of}"), outcome.parameters as f64));
        }
        self.trainer.sums = Sums::default();
        self.latest.clone_from(&metrics);
        without_gradients(|| self.draw(measured, units, (r, correlation), outcomes, sink)).map_err(Failure::work)?;
        let verdict = self.trainer.judge(measured.mse, sink);
        Ok(Evaluation { metrics, verdict })
    }

    fn draw(
        &self,
        measured: &Measured,
        units: &[Unit],
        (r, correlation): (Vec<f32>, f64),
        outcomes: &[Outcome],
        sink: &mut dyn Sink,
    ) -> nn::Result<()> {
        let (model, data) = (&self.model, &self.data);
        let mut keep = |slot: &str, figure| sink.figure(slot, Kept::Frame, figure);
        keep("digits", self.digits()?);
        let codes = figures::codes(model, data, &self.live.modifiers, &data.shown)?;
        for (place, (index, code)) in data.shown.iter().zip(codes.chunks_exact(data.spec.code)).enumerate() {
            keep(&figures::code_slot(place), figures::code(data, *index, code));
        }
        let inside = [
            ("kernels", layers::kernels(model, data, &self.trainer.parameters)?),
            (
                "feature-maps",
                // Of the first image, until another one is asked for.
                match data.shown.first() {
                    Some(first) => layers::feature_maps(model, data, &self.live.modifiers, *first)?,
                    None => None,
                },
            ),
            ("shapes", layers::shapes(model)),
        ];
        for (slot, figure) in inside {
            figure.into_iter().for_each(|figure| keep(slot, figure));
        }
        keep("units", figures::units_table(units, measured.mse));
        keep("correlation", figures::correlation(&r, correlation, units.len()));
        keep("code-map", figures::map(data, &measured.codes)?);
        keep("error-by-code", figures::error_by_code(data, measured.mse));
        if let Some(on_code) = outcomes.first() {
            keep("classifier", figures::classifiers(outcomes));
            keep("confusion", figures::confusion(data, on_code));
        }
        Ok(())
    }
}

impl Experiment for AutoencoderRun {
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
            self.taken(&taken, sink)?;
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
        let real = || value.parse::<f64>().map_err(Failure::input);
        let Live { modifiers, decorrelate, classifier_epochs } = &mut self.live;
        match key {
            "noise" => modifiers.noise = real()?,
            "salt-pepper" => modifiers.salt_pepper = real()?,
            "occlusion" => modifiers.occlusion = real()?,
            "shift" => modifiers.shift = real()?,
            "rotation" => modifiers.rotation = real()?,
            "invert" => modifiers.invert = value == "on",
            "decorrelate" => *decorrelate = real()?,
            "classifier-epochs" => *classifier_epochs = value.parse().map_err(Failure::input)?,
            _ => self.trainer.set(key, value)?,
        }
        Ok(())
    }

    fn snapshot(&self) -> Result<Box<dyn Probe>> {
        let data = Arc::clone(&self.data);
        Ok(Box::new(Snapshot::new(data, self.live.modifiers, &self.trainer.parameters)?))
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
