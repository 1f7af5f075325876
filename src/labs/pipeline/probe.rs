//! A copy of the model that answers questions while the training goes on.

use super::Data;
use super::figures;
use super::model::Model;
use crate::figure::Figure;
use crate::labs::training::rebuilt;
use crate::nn::{Array, Parameters, without_gradients};
use crate::run::{Failure, Probe, Question, Result};
use std::sync::Arc;

pub(super) struct Snapshot {
    pub(super) data: Arc<Data>,
    pub(super) weights: Vec<Array>,
}

impl Probe for Snapshot {
    /// Of a text of the user's, or a held-out one: the probability of the last class after each token.
    fn ask(&self, question: &Question) -> Result<Vec<(String, Figure)>> {
        let (slot, text) = asked(&self.data, question)?;
        let (tokens, places, ids) = self.data.encode(text);
        let rows = if self.data.spec.model.cell().is_none() { self.data.beginnings(&tokens) } else { Vec::new() };
        let build = |parameters: &mut Parameters| Model::new(parameters, &self.data.spec, &self.data);
        let seed = self.data.spec.training.seed;
        let (model, _) = rebuilt(seed, &self.weights, build).map_err(Failure::work)?;
        let classes = self.data.classes.len();
        let probabilities = without_gradients(|| model.after_each(&ids, &rows, classes)).map_err(Failure::work)?;
        Ok(vec![(slot.to_owned(), figures::strip(&self.data, text, &tokens, places, &probabilities))])
    }
}

/// The slot and the text of a question: the user's own, or a held-out one.
pub(super) fn asked<'a>(data: &'a Data, question: &'a Question) -> Result<(&'a str, &'a str)> {
    match question {
        Question::Text { slot, text } => Ok((slot, text.as_str())),
        Question::Example { slot, index } => {
            let count = data.held_out.len();
            let document = data.held_out.get(*index).ok_or_else(|| {
                Failure::Input(format!("there are {count} held-out texts, numbered from 0: there is no {index}"))
            })?;
            Ok((slot, document.text.as_str()))
        }
        Question::Values { .. } | Question::Between { .. } => {
            Err(Failure::Input("the pipeline answers questions about texts alone".into()))
        }
    }
}
