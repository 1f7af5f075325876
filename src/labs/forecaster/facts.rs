//! What the forecaster knows of a run once it is open.

use super::Data;
use super::shown::HEADLINE;
use super::source;
use crate::figure::Reference;
use crate::run::{Facts, Metric};

/// The model, the data and the baselines.
pub(super) fn facts(data: &Data, remarks: Vec<String>, column: Option<String>) -> Facts {
    let mut baselines: Vec<Metric> =
        data.scores.iter().map(|(name, score)| Metric::new(format!("{name}_mse"), score.mse)).collect();
    let mut references: Vec<Reference> =
        data.scores.iter().map(|(name, score)| Reference::baseline(name.replace('_', " "), score.mse)).collect();
    if let Some(floor) = data.windows.noise_floor {
        baselines.push(Metric::new("noise_floor", floor));
        references.push(Reference::floor("noise floor", floor));
    }
    Facts {
        model: data.spec.model_words(),
        data: source::words(&data.windows),
        examples_per_epoch: data.train.len(),
        held_out_examples: data.validation.len(),
        example_unit: "series".into(),
        headline: HEADLINE.into(),
        references,
        baselines,
        remarks: remarks.into_iter().chain(data.spec.unused()).collect(),
        column: column.map(String::into_boxed_str),
        ..Facts::default()
    }
}
