//! Recurrent layers over tokens.

use super::super::spec::Spec;
use super::{Dropped, Rows, initial};
use crate::nn::{self, Activation, Bias, Cell, Dense, Embedding, Parameters, RecurrentStack, State};
use candle_core::{Device, Tensor};

/// What a token becomes first.
#[derive(Debug, Clone)]
enum Input {
    /// A vector of its own.
    Table(Embedding),
    /// One number a token, 1 for itself.
    OneHot(usize),
}

/// An embedding, recurrent layers and a dense layer.
#[derive(Debug, Clone)]
pub(in super::super) struct Recurrent {
    input: Input,
    stack: RecurrentStack,
    pub(super) head: Dense,
}

impl Recurrent {
    /// Makes `embedding`, `lstm1` (`gru1`, `rnn1`), ..., `head`.
    pub(super) fn new(
        parameters: &mut Parameters,
        spec: &Spec,
        cell: Cell,
        inputs: usize,
        outputs: usize,
    ) -> nn::Result<Self> {
        let prefix = match cell {
            Cell::Lstm => "lstm",
            Cell::Gru => "gru",
            Cell::SimpleRnn(_) => "rnn",
        };
        let (input, width) = match spec.embedding {
            0 => (Input::OneHot(inputs), inputs),
            width => (Input::Table(Embedding::new(parameters, "embedding", inputs, width)?), width),
        };
        let stack = RecurrentStack::new(parameters, prefix, cell, width, &vec![spec.units; spec.layers])?;
        let head = match &input {
            Input::Table(table) if spec.tied => Dense::of_table(parameters, "head", table)?,
            _ => Dense::new(parameters, "head", spec.units, outputs, Activation::Linear, Bias::With)?,
        };
        initial::recurrent(parameters, spec, cell, prefix)?;
        Ok(Self { input, stack, head })
    }

    /// The vectors of tokens in the network's order, `[times, rows, width]`.
    fn embedded(&self, ids: &[u32], x: Rows<'_>) -> nn::Result<Tensor> {
        match &self.input {
            Input::Table(table) => table.forward(&Tensor::from_slice(ids, (x.times, x.rows), &Device::Cpu)?),
            Input::OneHot(width) => {
                let mut values = vec![0.0_f32; ids.len() * width];
                for (row, id) in values.chunks_exact_mut((*width).max(1)).zip(ids) {
                    if let Some(value) = row.get_mut(*id as usize) {
                        *value = 1.0;
                    }
                }
                Ok(Tensor::from_vec(values, (x.times, x.rows, *width), &Device::Cpu)?)
            }
        }
    }

    pub(super) fn hidden(
        &self,
        ids: &[u32],
        x: Rows<'_>,
        initial: Option<&[State]>,
        dropped: Option<Dropped>,
    ) -> nn::Result<(Tensor, Vec<State>)> {
        let embedded = Dropped::apply(dropped, 0, self.embedded(ids, x)?)?;
        let (outputs, states) = self.through(embedded, initial, dropped)?;
        let outputs = Dropped::apply(dropped, 1, outputs)?;
        let width = outputs.dim(2)?;
        Ok((outputs.reshape((x.times * x.rows, width))?, states))
    }

    pub(super) fn last_hidden(&self, ids: &[u32], x: Rows<'_>, dropped: Option<Dropped>) -> nn::Result<Tensor> {
        let embedded = Dropped::apply(dropped, 0, self.embedded(ids, x)?)?;
        let last = if dropped.is_none_or(|dropped| dropped.rate <= 0.0) || self.stack.layers().len() < 2 {
            self.stack.last(&embedded)?
        } else {
            let (outputs, _) = self.through(embedded, None, dropped)?;
            outputs.narrow(0, x.times - 1, 1)?.squeeze(0)?
        };
        Dropped::apply(dropped, 1, last)
    }

    /// All layers, with dropout between them.
    fn through(
        &self,
        embedded: Tensor,
        initial: Option<&[State]>,
        dropped: Option<Dropped>,
    ) -> nn::Result<(Tensor, Vec<State>)> {
        if dropped.is_none_or(|dropped| dropped.rate <= 0.0) || self.stack.layers().len() < 2 {
            return self.stack.forward(&embedded, initial);
        }
        let (mut sequence, mut states) = (embedded, Vec::new());
        for (i, layer) in self.stack.layers().iter().enumerate() {
            if i > 0 {
                sequence = Dropped::apply(dropped, 1 + i as u64, sequence)?;
            }
            let (outputs, state) = layer.forward(&sequence, initial.and_then(|states| states.get(i)))?;
            sequence = outputs;
            states.push(state);
        }
        Ok((sequence, states))
    }
}
