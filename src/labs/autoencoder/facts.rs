//! What is known of a run of the autoencoder once it is open.

use super::Data;
use super::shown::HEADLINE;
use crate::figure::Reference;
use crate::run::{Facts, Metric};

/// The model, the data and the baselines.
pub(super) fn facts(data: &Data) -> Facts {
    let (spec, source) = (&data.spec, &data.source);
    let reference = |label: String, value: f64| Reference::baseline(label, value);
    let mut baselines = vec![Metric::new("mean_image_mse", source.mean_image_mse)];
    let mut references = vec![reference("mean image".into(), source.mean_image_mse)];
    if let Some(mse) = source.pca_mse(spec.code) {
        baselines.push(Metric::new("pca_mse", mse));
        references.push(reference(format!("PCA {}", spec.code), mse));
    }
    if let Some(mse) = source.repeat_mse {
        baselines.push(Metric::new("repeat_mse", mse));
        references.push(reference("the frame before".into(), mse));
    }
    Facts {
        model: spec.model_words(source.train().size()),
        data: source.words(),
        examples_per_epoch: source.train().len(),
        held_out_examples: source.validation().len(),
        example_unit: source.unit().into(),
        headline: HEADLINE.into(),
        references,
        baselines,
        remarks: source.remarks.iter().cloned().chain(spec.unused()).collect(),
        ..Facts::default()
    }
}
