//! A copy of the model that answers questions while the training goes on.

use super::Data;
use super::figures;
use super::layers;
use super::model::Model;
use super::shown;
use crate::data::images::Modifiers;
use crate::figure::Figure;
use crate::labs::training::rebuilt;
use crate::nn::{self, Array, Parameters, without_gradients};
use crate::run::{Failure, Probe, Question, Result};
use std::sync::Arc;

/// The most images on a walk.
const MOST_STEPS: usize = 100;

pub(super) struct Snapshot {
    pub(super) data: Arc<Data>,
    pub(super) modifiers: Modifiers,
    pub(super) weights: Vec<Array>,
}

impl Snapshot {
    /// The model with these weights, apart from the one that trains.
    fn model(&self) -> nn::Result<Model> {
        let build = |parameters: &mut Parameters| Model::new(parameters, &self.data);
        Ok(rebuilt(self.data.spec.training.seed, &self.weights, build)?.0)
    }

    fn check(&self, index: usize) -> Result<()> {
        let (count, unit) = (self.data.source.validation().len(), self.data.source.unit());
        if index < count {
            return Ok(());
        }
        Err(Failure::Input(format!("there are {count} held-out {unit}; the last is number {}", count - 1)))
    }

    fn example(&self, slot: &str, place: usize) -> nn::Result<Vec<(String, Figure)>> {
        let (model, data, modifiers) = (self.model()?, &self.data, &self.modifiers);
        let index = data.looked_at(place);
        let title = figures::example_words(data, index);
        let code = figures::codes(&model, data, modifiers, &[index])?;
        let mut answers = vec![
            (slot.to_owned(), figures::digits(&model, data, modifiers, &[index], title)?),
            (shown::CODE.of_example(place), figures::code(data, index, &code)),
        ];
        let maps = layers::feature_maps(&model, data, modifiers, index)?;
        answers.extend(maps.map(|maps| (shown::FEATURE_MAPS.slot.to_owned(), maps)));
        Ok(answers)
    }

    fn walk(&self, slot: &str, from: usize, to: usize, steps: usize) -> nn::Result<Vec<(String, Figure)>> {
        let (model, data) = (self.model()?, &self.data);
        let (from, to) = (data.looked_at(from), data.looked_at(to));
        let codes = figures::codes(&model, data, &self.modifiers, &[from, to])?;
        let (start, end) = codes.split_at(data.spec.code);
        let at = |step: usize| {
            let part = step as f32 / (steps - 1) as f32;
            start.iter().zip(end).map(move |(a, b)| a + part * (b - a))
        };
        let codes: Vec<f32> = (0..steps).flat_map(at).collect();
        let (from, to) = (figures::example_words(data, from), figures::example_words(data, to));
        let title = format!("from {from} to {to}");
        Ok(vec![(slot.to_owned(), figures::decoded(&model, data, &codes, shown::WALK, title)?)])
    }
}

impl Probe for Snapshot {
    fn ask(&self, question: &Question) -> Result<Vec<(String, Figure)>> {
        let answer = |f: &dyn Fn() -> nn::Result<Vec<(String, Figure)>>| without_gradients(f).map_err(Failure::work);
        match question {
            Question::Example { slot, index } => {
                self.check(*index)?;
                answer(&|| self.example(slot, *index))
            }
            Question::Values { slot, values } => {
                let width = self.data.spec.code;
                if values.len() != width || values.iter().any(|value| !value.is_finite()) {
                    let found = values.len();
                    return Err(Failure::Input(format!("a code has {width} finite numbers here, not {found}")));
                }
                answer(&|| {
                    let title = "decoded from the code".to_owned();
                    Ok(vec![(
                        slot.clone(),
                        figures::decoded(&self.model()?, &self.data, values, shown::DECODED, title)?,
                    )])
                })
            }
            Question::Between { slot, from, to, steps } => {
                self.check(*from)?;
                self.check(*to)?;
                if !(2..=MOST_STEPS).contains(steps) {
                    return Err(Failure::Input(format!("a walk has 2 to {MOST_STEPS} images, not {steps}")));
                }
                answer(&|| self.walk(slot, *from, *to, *steps))
            }
            Question::Text { .. } => {
                Err(Failure::Input("the autoencoder answers questions about images and codes alone".into()))
            }
        }
    }
}
