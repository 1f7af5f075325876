//! A copy of the model that answers questions while the training goes on: how surprised it is by a text.

use super::experiment::Task;
use super::model::{Network, Rows};
use super::source::Text;
use super::spec::Spec;
use super::tokens::Encoded;
use crate::figure::number::Real;
use crate::figure::{Figure, Token, TokenMark, Tokens};
use crate::labs::training::rebuilt;
use crate::nlp::ngram::NGram;
use crate::nn::{self, Array, Parameters, without_gradients};
use crate::run::{Failure, Probe, Question, Result};
use std::f64::consts::LN_2;
use std::sync::Arc;

/// A network as it was.
pub(super) struct Snapshot {
    pub(super) spec: Arc<Spec>,
    pub(super) task: Task,
    pub(super) weights: Vec<Array>,
}

impl Probe for Snapshot {
    fn ask(&self, question: &Question) -> Result<Vec<(String, Figure)>> {
        let Task::Text(text, _) = &self.task else {
            return Err(Failure::Input("the recall task knows no texts: it has eight symbols of its own".into()));
        };
        let (slot, asked) = asked(question)?;
        let (inputs, outputs) = self.task.sizes();
        let build = |parameters: &mut Parameters| Network::new(parameters, &self.spec, inputs, outputs);
        let (network, _) = rebuilt(self.spec.training.seed, &self.weights, build).map_err(Failure::work)?;
        let encoded = text.tokens.encode(asked);
        let nats =
            without_gradients(|| surprises(&network, &encoded.ids, text.tokens.mark())).map_err(Failure::work)?;
        Ok(vec![(slot.to_owned(), shown(text, asked, &encoded, &nats))])
    }
}

/// Counts as they were; none before anything was counted.
pub(super) struct CountedSnapshot {
    pub(super) text: Arc<Text>,
    pub(super) model: Option<Arc<NGram>>,
}

impl Probe for CountedSnapshot {
    fn ask(&self, question: &Question) -> Result<Vec<(String, Figure)>> {
        let (slot, asked) = asked(question)?;
        let encoded = self.text.tokens.encode(asked);
        let nats = match &self.model {
            Some(model) => model.surprises(&encoded.ids),
            None => vec![(self.text.tokens.outcomes() as f64).ln(); encoded.ids.len() + 1],
        };
        Ok(vec![(slot.to_owned(), shown(&self.text, asked, &encoded, &nats))])
    }
}

/// The slot and the text of a question.
fn asked(question: &Question) -> Result<(&str, &str)> {
    match question {
        Question::Text { slot, text } => Ok((slot, text)),
        _ => Err(Failure::Input("a language model answers questions about texts alone".into())),
    }
}

/// -ln p of each token of a document and of its end, in nats. A model with a limited context reads the document in windows,
/// so that at least half a window stands before each token but the first ones.
pub(super) fn surprises(network: &Network, ids: &[u32], mark: u32) -> nn::Result<Vec<f64>> {
    let framed = [&[mark], ids, &[mark]].concat();
    let total = framed.len() - 1;
    let most = network.context().unwrap_or(total);
    let mut nats = Vec::with_capacity(total);
    while nats.len() < total {
        let start = if nats.is_empty() { 0 } else { nats.len().saturating_sub(most / 2) };
        let length = most.min(total - start);
        let x = Rows { ids: framed.get(start..start + length).unwrap_or_default(), rows: 1, times: length };
        let (hidden, _) = network.hidden(x, None, None)?;
        let targets = framed.get(start + 1..start + 1 + length).unwrap_or_default();
        let (_, told) = network.head().cross_entropy(&hidden, targets)?;
        let known = nats.len() - start;
        nats.extend(told.losses.iter().skip(known).copied().map(f64::from));
    }
    Ok(nats)
}

/// The tokens with their surprise in bits; an unknown one is charged for its spelling.
fn shown(text: &Text, source: &str, encoded: &Encoded, nats: &[f64]) -> Figure {
    let charges = text.tokens.surcharges(encoded);
    let tokens = encoded.places.iter().zip(nats).zip(charges).map(|((place, nats), charge)| Token {
        text: encoded.text.get(place.clone()).unwrap_or_default().to_owned(),
        mark: TokenMark::default(),
        weight: Some(Real((nats + charge) / LN_2)),
        span: None,
    });
    Figure::Tokens(Tokens {
        title: "surprise of the text".into(),
        weight_label: "bits".into(),
        tokens: tokens.collect(),
        source: source.to_owned(),
    })
}
