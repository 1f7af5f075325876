//! The text pipeline's lab: what the stages do to a classifier of texts (sequence to vector), beside naive Bayes and
//! logistic regression on the same tokens.

pub mod analysis;
pub mod baselines;
mod classifier;
mod figures;
pub mod measure;
mod model;
mod naive_bayes;
mod presets;
mod probe;
mod raw;
mod report;
pub mod shown;
mod source;
pub mod spec;
pub mod stages;
#[cfg(test)]
mod tests;
mod tokenizer;
mod vectors;

pub use measure::{Measured, SEEDS, Score, TRAININGS, measure};
pub use source::{Data, Document};

use crate::nlp::steps::{Stage, Steps, Stops};
use crate::run::{Context, Experiment, Failure, FigureSpec, Knob, Lab, MetricSpec, Preset, Result, Settings, knob};
use spec::{ModelName, Spec};
use std::sync::Arc;

/// The pipeline lab.
#[derive(Debug, Clone, Copy)]
pub struct PipelineLab;

impl Lab for PipelineLab {
    type Spec = Spec;

    const NAME: &'static str = "pipeline";

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

    fn paths_within(settings: &mut Settings, visit: &mut dyn FnMut(&str, &mut String)) -> Result<()> {
        let mut steps: Steps = spec::setting("steps", &settings.text("steps"))?;
        let before = steps.clone();
        for step in &mut steps.0 {
            if let Stage::StopWords(Stops { file: Some(file), .. }) = &mut step.stage {
                visit("steps", file);
            }
        }
        if steps == before {
            return Ok(());
        }
        knob::assign(Self::knobs(), settings, "steps", &steps.to_string()).map_err(Failure::input)
    }

    fn open(spec: Spec, context: &Context) -> Result<Box<dyn Experiment>> {
        Ok(opened(Arc::new(Data::open(spec)?), context)?)
    }
}

/// A run on these data.
fn opened(data: Arc<Data>, context: &Context) -> Result<Box<dyn classifier::Decides>> {
    Ok(match data.spec.model {
        ModelName::NaiveBayes => Box::new(naive_bayes::NaiveBayesRun::new(data)),
        _ => Box::new(classifier::open(data, context)?),
    })
}
