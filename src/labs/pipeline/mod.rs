//! The text pipeline's lab: what the stages do to a classifier of texts (sequence to vector), beside naive Bayes and
//! logistic regression on the same tokens.

pub mod baselines;
mod experiment;
mod figures;
pub mod measure;
mod model;
mod probe;
mod source;
pub mod spec;
#[cfg(test)]
mod tests;

pub use measure::{Measured, Score, measure};
pub use source::{Data, Document};

use crate::run::{Context, Experiment, Knob, Lab, Preset, Result};
use spec::Spec;
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
        &spec::PRESETS
    }

    fn open(spec: Spec, context: &Context) -> Result<Box<dyn Experiment>> {
        let data = Arc::new(Data::open(spec)?);
        Ok(Box::new(experiment::Sentiment::new(data, context)?))
    }
}
