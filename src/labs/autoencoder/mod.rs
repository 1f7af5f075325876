//! The autoencoder: images through a narrow code and back.
//!
//! # Slots
//!
//! What a run shows, by slot. *kept* figures are frames to scrub through, one set an evaluation; the others are answers to
//! questions or come while an epoch runs.
//!
//! | slot | shape | what |
//! |---|---|---|
//! | `digits` | images | the same held-out images all along: rows `input`, `spoilt` (with modifiers), `reconstruction`, `error`, `PCA`; a caption is the class of an input, the MSE else. Kept, and live every 100 steps |
//! | `code` | bars | the code of the first of them, a bar a unit. Kept; or of the image asked about |
//! | `units` | table | every code unit: what it is (`alive`, `dead`, `useless`), its mean, deviation, least and greatest value, and what the MSE would be without it. Kept |
//! | `correlation` | heat-map | Pearson's r of every pair of code units. Kept |
//! | `code-map` | scatter | held-out images by two numbers, a group a class: the two units of a code of two, else the first principal components of the code. Kept |
//! | `error-by-code` | lines | MSE of PCA at every code size, and of this model at its own. Kept |
//! | `kernels` | images | the weights of the first layer, a picture a unit or filter (dense, convolutional). Kept |
//! | `feature-maps` | images | what every convolution makes of the first of them, a row a layer. Kept; or of the image asked about |
//! | `shapes` | table | the arithmetic of every convolution's size. Kept |
//! | `classifier` | table | an MLP on the frozen code beside the same on pixels: accuracy, precision, recall, F1, parameters, seconds. Kept, at the end |
//! | `confusion` | heat-map | the confusion matrix of the one on the code: a row a true class. Kept, at the end |
//!
//! # Questions
//!
//! | question | answer |
//! |---|---|
//! | [`Example`](crate::run::Question::Example) | its slot: images as in `digits` for that held-out image; `code`: its code |
//! | [`Values`](crate::run::Question::Values), as many as the code has units | its slot: the image that they decode to, row `decoded` |
//! | [`Between`](crate::run::Question::Between) | its slot: row `walk`, the images on the straight line between the codes of two held-out images |

mod classifier;
mod evaluation;
mod facts;
mod figures;
mod findings;
mod layers;
mod model;
mod presets;
mod probe;
mod shard;
pub mod shown;
mod sizes;
mod source;
pub mod spec;
#[cfg(test)]
mod tests;
mod training;
mod units;

use crate::labs::training::{NetworkExperiment, Trainer};
use crate::nn::Parameters;
use crate::run::{Context, Experiment, Failure, FigureSpec, Knob, Lab, MetricSpec, Preset, Result};
use shard::Live;
use source::ImageSets;
use spec::Spec;
use std::sync::Arc;

#[cfg(test)]
pub(super) use tests::bars;

/// The autoencoder lab.
#[derive(Debug, Clone, Copy)]
pub struct Autoencoder;

/// What a run looks at and never changes; shared with its snapshots.
struct Data {
    spec: Arc<Spec>,
    source: ImageSets,
    /// The held-out images that are shown from first to last.
    shown: Vec<usize>,
}

impl Data {
    fn new(spec: Spec, source: ImageSets) -> Self {
        let shown = source.shown();
        Self { spec: Arc::new(spec), source, shown }
    }

    /// The held-out image at a place of the order in which they are looked at: those that are shown from first to last, then
    /// the others.
    fn looked_at(&self, place: usize) -> usize {
        match self.shown.get(place) {
            Some(index) => *index,
            None => {
                let mut others = (0..self.source.validation().len()).filter(|index| !self.shown.contains(index));
                others.nth(place - self.shown.len()).unwrap_or(place)
            }
        }
    }
}

impl Lab for Autoencoder {
    type Spec = Spec;

    const NAME: &'static str = "autoencoder";

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
        spec.check_image([source.train().height(), source.train().width()])?;
        let data = Arc::new(Data::new(spec, source));
        let mut parameters = Parameters::new(data.spec.training.seed);
        let model = model::Model::new(&mut parameters, &data).map_err(Failure::work)?;
        let trainer = Trainer::new(&data.spec.training, parameters, data.source.train().len(), context)?;
        let live = Live::of(&data.spec);
        let facts = facts::facts(&data);
        Ok(Box::new(NetworkExperiment::new(training::AutoencoderRun { data, model, live }, trainer, facts)))
    }
}
