//! What a recurrent layer carries from one time to the next.

use super::super::{Error, Result};
use super::Cell;
use candle_core::{DType, Device, Tensor};
use std::ops::Range;

/// The state of one recurrent layer for B rows.
#[derive(Debug, Clone)]
pub struct State {
    /// The last output, `[B, units]`.
    pub hidden: Tensor,
    /// The LSTM's cell state, `[B, units]`; the other cells have none.
    pub cell: Option<Tensor>,
}

impl State {
    /// The state before the first time step.
    pub fn zeros(cell: Cell, rows: usize, units: usize, dtype: DType, device: &Device) -> Result<Self> {
        let zeros = Tensor::zeros((rows, units), dtype, device)?;
        let cell = (cell == Cell::Lstm).then(|| zeros.clone());
        Ok(Self { hidden: zeros, cell })
    }

    /// The same values without their history, so that the gradient stops here (truncated backpropagation through time).
    #[must_use]
    pub fn detach(&self) -> Self {
        Self { hidden: self.hidden.detach(), cell: self.cell.as_ref().map(Tensor::detach) }
    }

    /// The state of some of the rows.
    pub fn rows(&self, rows: Range<usize>) -> Result<Self> {
        let part = |t: &Tensor| t.narrow(0, rows.start, rows.len());
        Ok(Self { hidden: part(&self.hidden)?, cell: self.cell.as_ref().map(part).transpose()? })
    }

    /// The rows of several states after each other: the shards of a batch put together again.
    pub fn concatenate(parts: &[Self]) -> Result<Self> {
        let hidden: Vec<&Tensor> = parts.iter().map(|s| &s.hidden).collect();
        let cell: Vec<&Tensor> = parts.iter().filter_map(|s| s.cell.as_ref()).collect();
        let cell = if cell.is_empty() { None } else { Some(Tensor::cat(&cell, 0)?) };
        Ok(Self { hidden: Tensor::cat(&hidden, 0)?, cell })
    }

    /// The state itself, if it fits a layer.
    pub(super) fn check(&self, layer: &str, cell: Cell, rows: usize, units: usize) -> Result<&Self> {
        let fits = |t: &Tensor| t.dims() == [rows, units];
        let misfit = |found: Vec<usize>| {
            let expected = format!("an initial state of [{rows}, {units}]");
            Err(Error::Input { layer: layer.to_owned(), expected, found })
        };
        match (&self.cell, cell) {
            _ if !fits(&self.hidden) => misfit(self.hidden.dims().to_vec()),
            (None, Cell::Lstm) => misfit(vec![]),
            (Some(c), Cell::Lstm) if !fits(c) => misfit(c.dims().to_vec()),
            _ => Ok(self),
        }
    }
}
