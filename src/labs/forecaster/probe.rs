//! A copy of the model that answers questions while the training goes on.

use super::Data;
use super::figures;
use super::inside;
use super::model::Model;
use super::shown;
use super::unrolled;
use crate::figure::Figure;
use crate::labs::training::rebuilt;
use crate::nn::{Array, Parameters, without_gradients};
use crate::run::{Failure, Probe, Question, Result};
use std::sync::Arc;

pub(super) struct Snapshot {
    pub(super) data: Arc<Data>,
    pub(super) weights: Vec<Array>,
}

impl Snapshot {
    /// The model with these weights, apart from the one that trains.
    fn model(&self) -> Result<(Model, Parameters)> {
        let build = |parameters: &mut Parameters| Model::new(parameters, &self.data.spec);
        rebuilt(self.data.spec.training.seed, &self.weights, build).map_err(Failure::work)
    }
}

impl Probe for Snapshot {
    fn ask(&self, question: &Question) -> Result<Vec<(String, Figure)>> {
        let Question::Example { slot, index } = question else {
            return Err(Failure::Input("the forecaster answers questions about held-out series alone".into()));
        };
        let count = self.data.validation.len();
        if *index >= count {
            return Err(Failure::Input(format!("there are {count} held-out series; the last is number {}", count - 1)));
        }
        let (model, parameters) = self.model()?;
        let (data, index) = (&self.data, *index);
        let draw = || {
            let mut figures = vec![
                (slot.clone(), figures::forecast(&model, data, index)?),
                (shown::OUTPUT.slot.into(), figures::output(&model, data, index)?),
            ];
            let inside = [
                (shown::HIDDEN_STATES, inside::hidden_states(&model, data, index)?),
                (shown::UNROLLED, unrolled::cells(&model, data, index)?),
                (shown::FORMULA, unrolled::formula(&model, &parameters, data, index)?),
            ];
            figures.extend(inside.into_iter().filter_map(|(spec, figure)| Some((spec.slot.into(), figure?))));
            Ok(figures)
        };
        without_gradients(draw).map_err(|error: crate::nn::Error| Failure::work(error))
    }
}
