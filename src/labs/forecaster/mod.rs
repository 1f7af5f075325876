//! The forecaster: recurrent networks on time series.

pub mod baselines;
mod evaluation;
mod facts;
mod figures;
mod findings;
#[cfg(test)]
mod gaps_tests;
mod inside;
mod known;
mod model;
mod phases;
mod presets;
mod probe;
pub mod shown;
mod source;
pub mod spec;
mod training;
mod unrolled;

use crate::data::series::{Part, Windows};
use crate::labs::training::{NetworkExperiment, Trainer};
use crate::nn::Parameters;
use crate::run::{Context, Experiment, Failure, FigureSpec, Knob, Lab, MetricSpec, Preset, Result};
use baselines::{Baseline, Score};
use spec::Spec;
use std::sync::Arc;

/// The forecaster lab.
#[derive(Debug, Clone, Copy)]
pub struct Forecaster;

/// What a run looks at and never changes; shared with its snapshots.
struct Data {
    spec: Arc<Spec>,
    windows: Windows,
    train: Arc<Part>,
    validation: Arc<Part>,
    test: Arc<Part>,
    baselines: Vec<Baseline>,
    /// Each baseline's score on the validation part, where it has one.
    scores: Vec<(&'static str, Score)>,
}

impl Data {
    fn new(spec: Spec, windows: Windows) -> Self {
        let part = |part: &Part| Arc::new(part.clone());
        // There is nothing to learn from a row without any target of the task.
        let train = Arc::new(windows.train.knowing(spec.outputs()));
        let (validation, test) = (part(&windows.validation), part(&windows.test));
        let baselines = Baseline::all(&windows);
        let score = |baseline: &Baseline| Some((baseline.key(), baseline.score(&windows, &validation)?));
        let scores = baselines.iter().filter_map(score).collect();
        Self { spec: Arc::new(spec), windows, train, validation, test, baselines, scores }
    }

    /// From mean squares in scaled units to the data's own.
    fn factor(&self) -> f64 {
        self.windows.scaler.variance_factor()
    }
}

impl Lab for Forecaster {
    type Spec = Spec;

    const NAME: &'static str = "forecaster";

    fn knobs() -> &'static [Knob] {
        &spec::KNOBS
    }

    fn presets() -> &'static [Preset] {
        &presets::PRESETS
    }

    fn figures() -> &'static [FigureSpec] {
        shown::FIGURES
    }

    fn metrics() -> &'static [MetricSpec] {
        shown::METRICS
    }

    fn open(spec: Spec, context: &Context) -> Result<Box<dyn Experiment>> {
        spec.check()?;
        let source = source::open(&spec)?;
        let data = Arc::new(Data::new(spec, source.windows));
        if data.train.is_empty() {
            return Err(Failure::Input(format!(
                "{}: the value after the window is missing in each training window; expected one to learn `task=one-step` \
                 from",
                data.windows.name
            )));
        }
        let mut parameters = Parameters::new(data.spec.training.seed);
        let model = model::Model::new(&mut parameters, &data.spec).map_err(Failure::work)?;
        let trainer = Trainer::new(&data.spec.training, parameters, data.train.len(), context)?;
        let facts = facts::facts(&data, source.remarks, source.column);
        Ok(Box::new(NetworkExperiment::new(training::ForecasterRun { data, model }, trainer, facts)))
    }
}
