//! The classifier: an embedding, recurrent layers and a head on their last output; or one dense layer on sparse rows.

use super::spec::Spec;
use super::{Data, Document};
use crate::nlp::vectorize::SparseRow;
use crate::nn::{self, Activation, Bias, Dense, Embedding, Parameters, RecurrentStack, bce_with_logits};
use crate::rng::{Purpose, Rng};
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

impl Said {
    /// From the probabilities of the classes.
    pub(super) fn of(probabilities: &[f64], truth: usize) -> Self {
        let better = |best: usize, class| if probabilities.get(class) > probabilities.get(best) { class } else { best };
        let loss = -probabilities.get(truth).copied().unwrap_or_default().max(f64::MIN_POSITIVE).ln();
        Self { class: (1..probabilities.len()).fold(0, better), loss }
    }
}

/// What a training step leaves out of its texts. What falls out of a text follows from the seed, the step and the text's
/// row in the batch alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dropped {
    seed: u64,
    step: u64,
    /// The row of the shard's first text in the batch.
    first: usize,
    rate: f64,
    words: f64,
}

impl Dropped {
    /// None when the settings leave nothing out.
    pub(super) fn of(spec: &Spec, step: u64, first: usize) -> Option<Self> {
        let (rate, words) = (spec.dropout, spec.word_dropout);
        (rate > 0.0 || words > 0.0).then_some(Self { seed: spec.training.seed, step, first, rate, words })
    }

    fn rng(self, row: usize, part: u64) -> Rng {
        Rng::keyed(self.seed, Purpose::Dropout, self.step, ((self.first + row) as u64) << 2 | part)
    }

    /// Which of a text's tokens are shown as unknown ones.
    fn words(self, row: usize, count: usize) -> Vec<bool> {
        let mut rng = self.rng(row, 0);
        if self.words > 0.0 { (0..count).map(|_| rng.uniform() < self.words).collect() } else { Vec::new() }
    }

    /// 0 for a number that is left out, 1 / (1 - rate) for one that stays.
    fn mask(self, row: usize, part: u64, count: usize) -> Vec<f32> {
        let mut rng = self.rng(row, part);
        let stays = (1.0 / (1.0 - self.rate)) as f32;
        (0..count).map(|_| if rng.uniform() < self.rate { 0.0 } else { stays }).collect()
    }
}

fn none(layer: &str) -> nn::Error {
    candle_core::Error::Msg(format!("this model has no {layer}")).into()
}

/// Two classes share one logit, that of the second.
fn outputs(classes: usize) -> usize {
    if classes == 2 { 1 } else { classes }
}

impl Model {
    pub(super) fn new(parameters: &mut Parameters, spec: &Spec, data: &Data) -> nn::Result<Self> {
        let outputs = outputs(data.classes.len());
        let Some(cell) = spec.model.cell() else {
            let columns = data.columns();
            let head = Dense::new(parameters, "head", columns, outputs, Activation::Linear, Bias::With)?;
            return Ok(Self::Linear { head, columns });
        };
        let prefix = match cell {
            nn::Cell::Lstm => "lstm",
            nn::Cell::Gru => "gru",
            nn::Cell::SimpleRnn(_) => "rnn",
        };
        let width = data.width();
        let table = Embedding::new(parameters, "embedding", data.table_rows(), width)?;
        if let Some(vectors) = &data.vectors {
            // Tokens without a vector keep their random one.
            let mut values = table.table().values()?;
            for (row, token) in values.chunks_exact_mut(width.max(1)).skip(1).zip(data.vocabulary.tokens()) {
                if let Some(vector) = vectors.vector(token) {
                    row.copy_from_slice(vector);
                }
            }
            table.set_table(&values)?;
        }
        let stack = RecurrentStack::new(parameters, prefix, cell, width, &vec![spec.units; spec.layers])?;
        let head = Dense::new(parameters, "head", spec.units, outputs, Activation::Linear, Bias::With)?;
        Ok(Self::Recurrent { table, stack, head })
    }

    /// The logits of some documents, `[B, outputs]`.
    fn logits(&self, documents: &[&Document], dropped: Option<Dropped>) -> nn::Result<Tensor> {
        match self {
            Self::Linear { .. } => self.linear(&documents.iter().map(|document| &document.row).collect::<Vec<_>>()),
            Self::Recurrent { head, .. } => {
                let lists: Vec<&[u32]> = documents.iter().map(|document| document.ids.as_slice()).collect();
                let (hidden, times) = self.hidden(&lists, dropped)?;
                // The output at each text's own last token: what pads the shorter ones comes after it and counts for
                // nothing.
                let rows = lists.len();
                let last = |(row, list): (usize, &&[u32])| ((list.len().min(times) - 1) * rows + row) as u32;
                let places: Vec<u32> = lists.iter().enumerate().map(last).collect();
                let places = Tensor::from_vec(places, rows, &Device::Cpu)?;
                let units = hidden.dim(2)?;
                let mut last = hidden.reshape((times * rows, units))?.index_select(&places, 0)?;
                if let Some(dropped) = dropped.filter(|dropped| dropped.rate > 0.0) {
                    let masks: Vec<f32> = (0..rows).flat_map(|row| dropped.mask(row, 2, units)).collect();
                    last = (last * Tensor::from_vec(masks, (rows, units), &Device::Cpu)?)?;
                }
                head.forward(&last)
            }
        }
    }

    /// The logits of sparse rows, `[B, outputs]`.
    fn linear(&self, rows: &[&SparseRow]) -> nn::Result<Tensor> {
        let Self::Linear { head, columns } = self else { return Err(none("dense layer on rows")) };
        let mut values = vec![0.0_f32; rows.len() * columns];
        for (sparse, row) in rows.iter().zip(values.chunks_exact_mut((*columns).max(1))) {
            for (column, value) in sparse.columns.iter().zip(&sparse.values) {
                row.get_mut(*column as usize).into_iter().for_each(|place| *place = *value as f32);
            }
        }
        head.forward(&Tensor::from_vec(values, (rows.len(), *columns), &Device::Cpu)?)
    }

    /// The top layer's outputs at all times, `[T, B, units]`, and T; shorter lists are padded at their end.
    fn hidden(&self, lists: &[&[u32]], dropped: Option<Dropped>) -> nn::Result<(Tensor, usize)> {
        let Self::Recurrent { table, stack, .. } = self else { return Err(none("recurrent layer")) };
        let (times, rows) = (lists.iter().map(|list| list.len()).max().unwrap_or_default(), lists.len());
        let mut ids = vec![0_u32; times * rows];
        for (row, list) in lists.iter().enumerate() {
            let hidden = dropped.map(|dropped| dropped.words(row, list.len())).unwrap_or_default();
            for (time, id) in list.iter().enumerate() {
                let id = if hidden.get(time) == Some(&true) { super::source::UNKNOWN } else { *id };
                ids.get_mut(time * rows + row).into_iter().for_each(|place| *place = id);
            }
        }
        let mut vectors = table.forward(&Tensor::from_vec(ids, (times, rows), &Device::Cpu)?)?;
        if let Some(dropped) = dropped.filter(|dropped| dropped.rate > 0.0) {
            let width = vectors.dim(2)?;
            // One mask a text, the same at all times (Gal and Ghahramani 2016).
            let masks: Vec<f32> = (0..rows).flat_map(|row| dropped.mask(row, 1, width)).collect();
            vectors = vectors.broadcast_mul(&Tensor::from_vec(masks, (1, rows, width), &Device::Cpu)?)?;
        }
        Ok((stack.outputs(&vectors)?, times))
    }

    /// The probability of each class after each token of one text, of which `ids` and `rows` are its beginnings of one
    /// token, two, and so on as the network and the dense layer see them.
    pub(super) fn after_each(&self, ids: &[u32], rows: &[SparseRow], classes: usize) -> nn::Result<Vec<Vec<f64>>> {
        let logits = match self {
            Self::Recurrent { head, .. } => head.forward(&self.hidden(&[ids], None)?.0)?,
            Self::Linear { .. } => self.linear(&rows.iter().collect::<Vec<_>>())?,
        };
        let logits = logits.flatten_all()?.to_vec1::<f32>()?;
        Ok(logits.chunks_exact(outputs(classes)).map(probabilities).collect())
    }

    /// The mean cross-entropy over documents, and what it says of each. What `dropped` tells is left out, as training
    /// wants it.
    pub(super) fn judge(
        &self,
        documents: &[&Document],
        classes: usize,
        dropped: Option<Dropped>,
    ) -> nn::Result<(Tensor, Vec<Said>)> {
        let logits = self.logits(documents, dropped)?;
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
        let said = |(logits, document): (&[f32], &&Document)| Said::of(&probabilities(logits), document.label);
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
