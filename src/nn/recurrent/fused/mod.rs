//! Recurrent layers on the kernels: all layers of a stack over a whole sequence are one operation in candle's graph.
//!
//! Its result is the top layer's last output, the smallest thing that there is. All else (the outputs at all times, the
//! other states) are operations on that: forwards they read what the layers remember, and on the way back they leave
//! their gradient there, before candle comes to the layers themselves. So a model that goes from a sequence to a vector
//! never makes a whole sequence of outputs or of gradients, and nothing between two layers goes through candle at all.

mod backward;
mod forward;
mod operations;
mod weights;

use super::super::{Parameter, Result};
use super::{Cell, Recurrent, State, trace};
use crate::kernels::recurrent::{Inputs, Memory, Prepared};
use crate::kernels::{LANES, Lane};
use candle_core::{Device, Tensor};
use operations::{Last, Layers, Outputs, Which};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type CandleResult<T> = candle_core::Result<T>;

/// Memory that steps hand on to each other. Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Spares(Arc<Mutex<Vec<Work>>>);

/// More than any step has shards.
const MOST_SPARES: usize = 16;

/// The memory of one pass over a stack.
#[derive(Debug, Default)]
struct Work {
    prepared: Vec<Prepared>,
    panels: Vec<Panel>,
    /// Gradients with respect to the sequence above the layer being walked, and below it.
    above: Vec<Lane>,
    below: Vec<Lane>,
}

/// Sixteen rows of a batch.
#[derive(Debug, Default)]
struct Panel {
    inputs: Vec<Lane>,
    layers: Vec<Memory>,
}

/// One pass over a stack, shared by the operations of its graph.
struct Pass {
    layers: Vec<Recurrent>,
    times: usize,
    rows: usize,
    /// Whether the input is the same at all times.
    is_repeated: bool,
    spares: Spares,
    state: Mutex<PassState>,
}

#[derive(Default)]
struct PassState {
    work: Work,
    /// The gradients that came for the outputs at all times, and for each layer's last hidden and cell state.
    outputs: Option<Tensor>,
    last: Vec<[Option<Tensor>; 2]>,
    walked_back: bool,
}

impl Drop for Pass {
    fn drop(&mut self) {
        let work = std::mem::take(&mut self.lock().work);
        let mut spares = self.spares.0.lock().unwrap_or_else(PoisonError::into_inner);
        if spares.len() < MOST_SPARES {
            spares.push(work);
        }
    }
}

/// Runs the layers over `x` `[T, B, features]`, or as many times as `repeats` says over `x` `[1, B, features]`, all of which
/// has been checked. Gives the top layer's last output, and the pass to ask for the rest.
pub(super) fn run(
    layers: &[Recurrent],
    spares: &Spares,
    x: &Tensor,
    repeats: Option<usize>,
    initial: Option<&[State]>,
) -> Result<Run> {
    let (times, rows, _) = x.dims3()?;
    let (times, is_repeated) = (repeats.unwrap_or(times), repeats.is_some());
    let work = spares.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
    let last = layers.iter().map(|_| [None, None]).collect();
    let state = Mutex::new(PassState { work, last, ..PassState::default() });
    let pass = Arc::new(Pass { layers: layers.to_vec(), times, rows, is_repeated, spares: spares.clone(), state });
    let anchor = pass.anchor()?;
    let last = match initial {
        None => x.apply_op2(&anchor, Layers(Arc::clone(&pass)))?,
        Some(states) => {
            let parts = states.iter().flat_map(|s| [Some(&s.hidden), s.cell.as_ref()].into_iter().flatten());
            let parts = parts.map(|part| part.flatten_all()).collect::<CandleResult<Vec<_>>>()?;
            x.apply_op3(&anchor, &Tensor::cat(&parts, 0)?, Layers(Arc::clone(&pass)))?
        }
    };
    Ok(Run { pass, last })
}

/// The result of [`run`].
pub(super) struct Run {
    pass: Arc<Pass>,
    /// The top layer's last output, `[B, units]`.
    pub(super) last: Tensor,
}

impl Run {
    /// The top layer's outputs at all times, `[T, B, units]`.
    pub(super) fn outputs(&self) -> Result<Tensor> {
        Ok(self.last.apply_op1(Outputs(Arc::clone(&self.pass)))?)
    }

    /// Each layer's state after the last time.
    pub(super) fn states(&self) -> Result<Vec<State>> {
        let layers = &self.pass.layers;
        let get = |layer, which| self.last.apply_op1(Last { pass: Arc::clone(&self.pass), layer, which });
        let state = |(i, layer): (usize, &Recurrent)| {
            let hidden = if i + 1 == layers.len() { self.last.clone() } else { get(i, Which::Hidden)? };
            let cell = if layer.cell == Cell::Lstm { Some(get(i, Which::Cell)?) } else { None };
            Ok(State { hidden, cell })
        };
        layers.iter().enumerate().map(state).collect()
    }

    /// The states of the first row by layer, and what the gates did: see [`trace::LayerTrace`].
    pub(super) fn traces(&self) -> Vec<trace::LayerTrace> {
        let state = self.pass.lock();
        let Some(panel) = state.work.panels.first() else { return Vec::new() };
        let times = self.pass.times;
        self.pass.layers.iter().zip(&panel.layers).map(|(layer, memory)| trace::read(layer, memory, times)).collect()
    }
}

impl Pass {
    fn lock(&self) -> MutexGuard<'_, PassState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A parameter that makes candle track the operation if any of them is trained.
    fn anchor(&self) -> Result<Tensor> {
        let mut tensors = self.layers.iter().flat_map(Recurrent::parameters).flatten().map(Parameter::tensor);
        match tensors.find(Tensor::track_op) {
            Some(tensor) => Ok(tensor),
            None => Ok(Tensor::zeros((), candle_core::DType::F32, &Device::Cpu)?),
        }
    }

    /// How many inputs there are.
    fn input_times(&self) -> usize {
        if self.is_repeated { self.times.min(1) } else { self.times }
    }

    fn inputs<'a>(&self, lanes: &'a [Lane], features: usize) -> Inputs<'a> {
        if self.is_repeated { Inputs::repeated(lanes, features) } else { Inputs::new(lanes, features) }
    }

    fn top(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.units)
    }

    /// The rows of each panel: first and number.
    fn panels(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let rows = self.rows;
        (0..rows).step_by(LANES).map(move |first| (first, LANES.min(rows - first)))
    }
}
