//! The classifier: an embedding, recurrent layers and a head on their last output; or one dense layer on sparse rows.

use super::spec::Spec;
use super::{Data, Document};
use crate::nn::{self, Activation, Bias, Dense, Embedding, Parameters, RecurrentStack, bce_with_logits};
use candle_core::{Device, Tensor};

/// The layers.
#[derive(Debug, Clone)]
pub(super) enum Model {
    Recurrent { table: Embedding, stack: RecurrentStack, head: Dense },
    Linear { head: Dense, columns: usize },
}

/// What the model says of one document.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Said {
    /// The likeliest class.
    pub(super) class: usize,
    /// The cross-entropy in nats.
    pub(super) loss: f64,
}

/// Two classes share one logit, that of the second.
fn outputs(classes: usize) -> usize {
    if classes == 2 { 1 } else { classes }
}

impl Model {
    pub(super) fn new(parameters: &mut Parameters, spec: &Spec, data: &Data) -> nn::Result<Self> {
        let outputs = outputs(data.classes.len());
        let Some(cell) = spec.model.cell() else {
            let columns = data.fitted.terms().len();
            let head = Dense::new(parameters, "head", columns, outputs, Activation::Linear, Bias::With)?;
            return Ok(Self::Linear { head, columns });
        };
        let prefix = match cell {
            nn::Cell::Lstm => "lstm",
            nn::Cell::Gru => "gru",
            nn::Cell::SimpleRnn(_) => "rnn",
        };
        let table = Embedding::new(parameters, "embedding", data.table_rows(), spec.embedding)?;
        let stack = RecurrentStack::new(parameters, prefix, cell, spec.embedding, &vec![spec.units; spec.layers])?;
        let head = Dense::new(parameters, "head", spec.units, outputs, Activation::Linear, Bias::With)?;
        Ok(Self::Recurrent { table, stack, head })
    }

    /// The logits of some documents, `[B, outputs]`.
    pub(super) fn logits(&self, documents: &[&Document]) -> nn::Result<Tensor> {
        match self {
            Self::Linear { head, columns } => {
                let mut values = vec![0.0_f32; documents.len() * columns];
                for (document, row) in documents.iter().zip(values.chunks_exact_mut((*columns).max(1))) {
                    for (column, value) in document.row.columns.iter().zip(&document.row.values) {
                        row.get_mut(*column as usize).into_iter().for_each(|place| *place = *value as f32);
                    }
                }
                head.forward(&Tensor::from_vec(values, (documents.len(), *columns), &Device::Cpu)?)
            }
            Self::Recurrent { head, .. } => {
                let lists: Vec<&[u32]> = documents.iter().map(|document| document.ids.as_slice()).collect();
                let (hidden, times) = self.hidden(&lists)?;
                // The output at each text's own last token: what pads the shorter ones comes after it and counts for
                // nothing.
                let rows = lists.len();
                let last = |(row, list): (usize, &&[u32])| ((list.len().min(times) - 1) * rows + row) as u32;
                let places: Vec<u32> = lists.iter().enumerate().map(last).collect();
                let places = Tensor::from_vec(places, rows, &Device::Cpu)?;
                let units = hidden.dim(2)?;
                head.forward(&hidden.reshape((times * rows, units))?.index_select(&places, 0)?)
            }
        }
    }

    /// The top layer's outputs at all times, `[T, B, units]`, and T; shorter lists are padded at their end.
    fn hidden(&self, lists: &[&[u32]]) -> nn::Result<(Tensor, usize)> {
        let Self::Recurrent { table, stack, .. } = self else {
            return Err(candle_core::Error::Msg("this model has no recurrent layers".into()).into());
        };
        let times = lists.iter().map(|list| list.len()).max().unwrap_or_default();
        let mut ids = vec![0_u32; times * lists.len()];
        for (row, list) in lists.iter().enumerate() {
            for (time, id) in list.iter().enumerate() {
                ids.get_mut(time * lists.len() + row).into_iter().for_each(|place| *place = *id);
            }
        }
        let ids = Tensor::from_vec(ids, (times, lists.len()), &Device::Cpu)?;
        Ok((stack.outputs(&table.forward(&ids)?)?, times))
    }

    /// The probability of each class after each token of one text: `T` lists.
    pub(super) fn after_each(&self, ids: &[u32], classes: usize) -> nn::Result<Vec<Vec<f64>>> {
        let Self::Recurrent { head, .. } = self else { return Ok(Vec::new()) };
        let (hidden, _) = self.hidden(&[ids])?;
        let logits = head.forward(&hidden)?.flatten_all()?.to_vec1::<f32>()?;
        Ok(logits.chunks_exact(outputs(classes)).map(probabilities).collect())
    }

    /// The mean cross-entropy over documents, and what it says of each.
    pub(super) fn judge(&self, documents: &[&Document], classes: usize) -> nn::Result<(Tensor, Vec<Said>)> {
        let logits = self.logits(documents)?;
        let width = outputs(classes);
        let mut targets = Vec::with_capacity(documents.len() * width);
        for document in documents {
            match width {
                1 => targets.push(document.label as f32),
                _ => targets.extend((0..width).map(|class| f32::from(u8::from(class == document.label)))),
            }
        }
        let loss = bce_with_logits(&logits, &Tensor::from_vec(targets, logits.shape(), &Device::Cpu)?)?;
        let values = logits.detach().flatten_all()?.to_vec1::<f32>()?;
        let said = |(logits, document): (&[f32], &&Document)| {
            let probabilities = probabilities(logits);
            let better =
                |best: usize, class| if probabilities.get(class) > probabilities.get(best) { class } else { best };
            let truth = probabilities.get(document.label).copied().unwrap_or_default();
            Said { class: (1..probabilities.len()).fold(0, better), loss: -truth.max(f64::MIN_POSITIVE).ln() }
        };
        Ok((loss, values.chunks_exact(width).zip(documents).map(said).collect()))
    }
}

/// From logits to probabilities: one logit is the second of two classes; several are each its own sigmoid, scaled to
/// sum to 1.
fn probabilities(logits: &[f32]) -> Vec<f64> {
    let sigmoid = |x: &f32| 1.0 / (1.0 + f64::from(-x).exp());
    match logits {
        [one] => vec![1.0 - sigmoid(one), sigmoid(one)],
        all => {
            let all: Vec<f64> = all.iter().map(sigmoid).collect();
            let sum: f64 = all.iter().sum::<f64>().max(f64::MIN_POSITIVE);
            all.into_iter().map(|p| p / sum).collect()
        }
    }
}
