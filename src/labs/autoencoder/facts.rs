//! What is known of a run of the autoencoder once it is open.

use super::Data;
use crate::figure::Reference;
use crate::labs::training::{self, Trainer};
use crate::run::{Facts, Metric};

/// The metric that curves, baselines and the best checkpoint go by.
pub(super) const HEADLINE: &str = "val_mse";

/// The model, the data and the baselines.
pub(super) fn facts(data: &Data, trainer: &Trainer) -> Facts {
    let (spec, source) = (&data.spec, &data.source);
    let named = |name: &str, value: f64| Metric { name: name.into(), value };
    let reference = |label: String, value: f64| Reference::baseline(label, value);
    let mut baselines = vec![named("mean_image_mse", source.mean_image_mse)];
    let mut references = vec![reference("mean image".into(), source.mean_image_mse)];
    if let Some(mse) = source.pca_mse(spec.code) {
        baselines.push(named("pca_mse", mse));
        references.push(reference(format!("PCA {}", spec.code), mse));
    }
    if let Some(mse) = source.repeat_mse {
        baselines.push(named("repeat_mse", mse));
        references.push(reference("the frame before".into(), mse));
    }
    Facts {
        model: spec.model_words(source.train().size()),
        data: source.words(),
        parameters: trainer.parameters.total(),
        trainable_parameters: trainer.parameters.trainable_total(),
        layers: training::layer_facts(&trainer.parameters),
        examples_per_epoch: source.train().len(),
        held_out_examples: source.validation().len(),
        example_unit: source.unit().into(),
        steps_per_epoch: trainer.steps_per_epoch(),
        headline: HEADLINE.into(),
        references,
        baselines,
        remarks: source.remarks.iter().cloned().chain(spec.unused()).collect(),
        column: None,
        choices: Box::default(),
        threads: trainer.pool.threads(),
        kernel_level: crate::kernels::level_name().into(),
    }
}
