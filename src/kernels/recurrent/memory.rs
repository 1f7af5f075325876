//! What a layer remembers on its way through time, and what it takes in.

use super::{Cell, Shape};
use crate::lanes::Lane;
use crate::matrix::{Rows, lane_stride};

/// What a layer remembers of a sequence of up to sixteen rows, from the way forward for the way back.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    pub(super) times: usize,
    pub(super) units: usize,
    /// Times 0 (the initial state) to T.
    pub(super) hidden: Vec<Lane>,
    /// The LSTM's cell state, likewise.
    pub(super) cell: Vec<Lane>,
    /// Its tanh, times 1 to T.
    pub(super) squashed: Vec<Lane>,
    /// The gates' activations; after the way back the gradients of what went into them.
    pub(super) gates: Vec<Lane>,
    /// Whether the input is the same at all times; then the part of the gates that comes of it, and after the way back the sums
    /// of the gates' gradients over all times.
    pub(super) is_repeated: bool,
    pub(super) constant: Vec<Lane>,
}

/// Resizes without keeping what was there.
pub(super) fn resize(lanes: &mut Vec<Lane>, length: usize) {
    if lanes.len() != length {
        lanes.clear();
        lanes.resize(length, Lane::ZERO);
    }
}

impl Memory {
    /// Makes room for a sequence; the initial state becomes zero.
    pub fn prepare(&mut self, shape: Shape, times: usize) {
        let Shape { cell, units, .. } = shape;
        let step = lane_stride(units);
        (self.times, self.units) = (times, units);
        resize(&mut self.hidden, (times + 1) * step);
        self.hidden[..step].fill(Lane::ZERO);
        resize(&mut self.gates, times * lane_stride(cell.kept() * units));
        if cell == Cell::Lstm {
            resize(&mut self.cell, (times + 1) * step);
            self.cell[..step].fill(Lane::ZERO);
            resize(&mut self.squashed, times * step);
        }
    }

    /// The state before the first time: hidden, and the LSTM's cell (empty for the others).
    pub fn initial_mut(&mut self) -> (&mut [Lane], &mut [Lane]) {
        let units = self.units;
        (&mut self.hidden[..units], self.cell.get_mut(..units).unwrap_or_default())
    }

    /// The output at each time from 1 to T, and at 0 the initial state.
    pub fn hidden(&self, time: usize) -> &[Lane] {
        &self.hidden[time * lane_stride(self.units)..][..self.units]
    }

    /// The LSTM's cell state likewise; empty for the others.
    pub fn cell(&self, time: usize) -> &[Lane] {
        self.cell.get(time * lane_stride(self.units)..).and_then(|rest| rest.get(..self.units)).unwrap_or_default()
    }

    /// What is kept of the gates at time 0 to T - 1, in blocks of `units`: SimpleRNN nothing of use; LSTM i f c o;
    /// GRU candidate, z, r.
    pub fn gates(&self, time: usize) -> &[Lane] {
        let step = self.gates.len().checked_div(self.times).unwrap_or(0);
        &self.gates[time * step..][..step]
    }

    /// The outputs at all times as the inputs of the next layer.
    pub fn outputs(&self) -> Inputs<'_> {
        let step = lane_stride(self.units);
        Inputs { lanes: &self.hidden[step..], stride: step, width: self.units }
    }
}

/// The inputs of a layer by time.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    pub(super) lanes: &'a [Lane],
    pub(super) stride: usize,
    pub(super) width: usize,
}

impl<'a> Inputs<'a> {
    /// Lanes of `width` features, [`lane_stride`] apart.
    pub fn new(lanes: &'a [Lane], width: usize) -> Self {
        Self { lanes, stride: lane_stride(width), width }
    }

    /// The same `width` lanes at all times.
    pub fn repeated(lanes: &'a [Lane], width: usize) -> Self {
        Self { lanes, stride: 0, width }
    }

    pub(super) fn rows(self) -> Rows<'a> {
        Rows { lanes: self.lanes, stride: self.stride, width: self.width }
    }
}
