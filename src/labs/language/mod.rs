//! The language lab: n-grams, recurrent networks and a small GPT learn a text, in one unit.

mod carried;
mod counted;
mod evaluation;
mod experiment;
mod measures;
mod model;
mod predictor;
mod presets;
mod probe;
mod recall;
pub mod shown;
mod source;
pub mod spec;
mod spelling;
mod step;
pub mod tokens;
mod windows;

pub use predictor::Predictor;

use crate::run::{Context, Experiment, FigureSpec, Knob, Lab, MetricSpec, Preset, Result};
use spec::{ModelName, Spec};
use std::sync::Arc;

/// The language lab.
#[derive(Debug, Clone, Copy)]
pub struct LanguageLab;

impl Lab for LanguageLab {
    type Spec = Spec;

    const NAME: &'static str = "language";

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
        let spec = Arc::new(spec);
        let task = if spec.is_recall() {
            experiment::Task::Recall(Arc::new(recall::Recall::new(&spec)))
        } else {
            let text = Arc::new(source::open(&spec)?);
            if spec.model == ModelName::Ngram {
                return Ok(Box::new(counted::Counted::new(spec, text)?));
            }
            let plan = Arc::new(windows::Plan::new(&spec, &text));
            experiment::Task::Text(text, plan)
        };
        experiment::open(spec, task, context)
    }
}
