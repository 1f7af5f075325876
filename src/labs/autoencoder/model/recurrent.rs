//! An LSTM reads the rows of an image one after the other, its last state is the code; another LSTM, which sees the code
//! at every row, writes them.

use super::super::spec::Spec;
use crate::nn::{self, Activation, Bias, Cell, Dense, Parameters, RecurrentStack};
use candle_core::Tensor;

/// Recurrent layers from rows to rows.
#[derive(Debug, Clone)]
pub(in super::super) struct RecurrentNet {
    encoder: RecurrentStack,
    decoder: RecurrentStack,
    head: Dense,
    rows: usize,
    width: usize,
}

impl RecurrentNet {
    /// Makes `encoder1`, ... (the last of `code` units), `decoder1`, ..., `output`.
    pub(super) fn new(parameters: &mut Parameters, spec: &Spec, rows: usize, width: usize) -> nn::Result<Self> {
        let hidden = spec.hidden_layers();
        let mut units = hidden.to_vec();
        units.push(spec.code);
        let encoder = RecurrentStack::new(parameters, "encoder", Cell::Lstm, width, &units)?;
        let mut mirrored: Vec<usize> = hidden.iter().rev().copied().collect();
        if mirrored.is_empty() {
            mirrored.push(spec.code);
        }
        let decoder = RecurrentStack::new(parameters, "decoder", Cell::Lstm, spec.code, &mirrored)?;
        let top = mirrored.last().copied().unwrap_or(spec.code);
        let head = Dense::new(parameters, "output", top, width, Activation::Linear, Bias::With)?;
        for (i, units) in hidden.iter().enumerate() {
            parameters.set_output(&format!("encoder{}", i + 1), &[rows, *units]);
        }
        for (i, units) in mirrored.iter().enumerate() {
            parameters.set_output(&format!("decoder{}", i + 1), &[rows, *units]);
        }
        parameters.set_output("output", &[rows, width]);
        Ok(Self { encoder, decoder, head, rows, width })
    }

    pub(super) fn encode(&self, x: &Tensor) -> nn::Result<Tensor> {
        let by_time = x.reshape((x.dim(0)?, self.rows, self.width))?.transpose(0, 1)?;
        self.encoder.last(&by_time)
    }

    pub(super) fn logits(&self, code: &Tensor) -> nn::Result<Tensor> {
        let rows = code.dim(0)?;
        let by_time = self.head.forward(&self.decoder.repeated(code, self.rows)?)?;
        Ok(by_time.transpose(0, 1)?.reshape((rows, self.rows * self.width))?)
    }
}
