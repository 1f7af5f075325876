//! What a recurrent layer does inside, to be drawn: its states by time, and the gradient that reaches each time.

use super::super::gradients::backward;
use super::super::{Result, Trainable};
use super::{Cell, Recurrent};
use crate::kernels::Lane;
use crate::kernels::recurrent::Memory;
use candle_core::Tensor;
use std::cell::RefCell;
use std::sync::Arc;

/// What one layer did over one series.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerTrace {
    /// The layer's name.
    pub layer: String,
    /// Its kind.
    pub cell: Cell,
    /// The outputs: one vector of `units` numbers for each time.
    pub hidden: Vec<Vec<f32>>,
    /// The LSTM's cell states likewise; empty for the others.
    pub memory: Vec<Vec<f32>>,
    /// The activations of the gates by name, each with one vector a time: the LSTM's input, forget, candidate and output,
    /// the GRU's update, reset and candidate; the SimpleRNN has none.
    pub gates: Vec<(&'static str, Vec<Vec<f32>>)>,
}

/// The gradient that reaches the outputs of one layer.
#[derive(Debug, Clone, PartialEq)]
pub struct GradientTrace {
    /// The layer's name.
    pub layer: String,
    /// For each time t, the Euclidean norm over all rows and units of the loss' gradient with respect to the output h_t,
    /// directly and through all later times.
    pub norms: Vec<f64>,
}

/// Reads the first row of what a layer remembers.
pub(super) fn read(layer: &Recurrent, memory: &Memory, times: usize) -> LayerTrace {
    let row = |lanes: &[Lane]| lanes.iter().map(|lane| lane.0[0]).collect::<Vec<f32>>();
    let names: &[(&'static str, usize)] = match layer.cell {
        Cell::SimpleRnn(_) => &[],
        Cell::Lstm => &[("input", 0), ("forget", 1), ("candidate", 2), ("output", 3)],
        Cell::Gru => &[("update", 1), ("reset", 2), ("candidate", 0)],
    };
    let units = layer.units;
    let gate = |block: usize| {
        let at = |time| row(memory.gates(time).get(block * units..(block + 1) * units).unwrap_or_default());
        (0..times).map(at).collect::<Vec<_>>()
    };
    let memory_of = |time| row(memory.cell(time + 1));
    LayerTrace {
        layer: layer.name.clone(),
        cell: layer.cell,
        hidden: (0..times).map(|time| row(memory.hidden(time + 1))).collect(),
        memory: if layer.cell == Cell::Lstm { (0..times).map(memory_of).collect() } else { Vec::new() },
        gates: names.iter().map(|&(name, block)| (name, gate(block))).collect(),
    }
}

thread_local! {
    static RECORD: RefCell<Option<Vec<GradientTrace>>> = const { RefCell::new(None) };
}

/// The norm of the gradient of `loss` with respect to the output of every recurrent layer that it went through, at every
/// time, from the bottom layer up. Walks the loss' graph back on this thread, so that graph is of no more use.
pub fn gradient_norms(loss: &Tensor, parameters: &Arc<Trainable>) -> Result<Vec<GradientTrace>> {
    struct Clear;
    impl Drop for Clear {
        fn drop(&mut self) {
            RECORD.take();
        }
    }
    RECORD.set(Some(Vec::new()));
    let _clear = Clear;
    parameters.recycle(backward(loss, parameters)?);
    Ok(RECORD.take().unwrap_or_default())
}

/// Whether this thread wants the squares by time.
pub(super) fn recording() -> bool {
    RECORD.with_borrow(Option::is_some)
}

/// Keeps the squares by time of a stack's layers, which come before those recorded already: the way back begins at the
/// top.
pub(super) fn record(layers: &[Recurrent], squares: &[Vec<f64>]) {
    RECORD.with_borrow_mut(|record| {
        let Some(record) = record else { return };
        let traces = layers.iter().zip(squares).map(|(layer, squares)| GradientTrace {
            layer: layer.name.clone(),
            norms: squares.iter().map(|square| square.sqrt()).collect(),
        });
        record.splice(0..0, traces);
    });
}
