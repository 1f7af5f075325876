//! The way back through all layers.

use super::super::{Cell, Recurrent, trace};
use super::weights::add_weights;
use super::{CandleResult, Pass, Work};
use crate::kernels::recurrent::{self as kernel, Back, Memory};
use crate::kernels::{self, Lane, Level, lane_stride};
use crate::nn::storage;
use candle_core::bail;

impl Pass {
    /// Backwards, given the gradient with respect to the last output. Gives those of the inputs and of the initial states
    /// where they are wanted.
    pub(super) fn backward(&self, last: &[f32], wanted: [bool; 2]) -> CandleResult<[Vec<f32>; 2]> {
        let (level, times, count) = (Level::current(), self.times, self.layers.len());
        let mut guard = self.lock();
        let state = &mut *guard;
        if std::mem::replace(&mut state.walked_back, true) {
            bail!("a recurrent layer's graph can be walked back once");
        }
        let Work { prepared, panels, above, below } = &mut state.work;
        let features = self.layers.first().map_or(0, |layer| layer.features);
        let states = |layer: &Recurrent| layer.units * if layer.cell == Cell::Lstm { 2 } else { 1 };
        let states: usize = self.layers.iter().map(states).sum();
        let mut d_inputs = vec![0.0; if wanted[0] { self.input_times() * self.rows * features } else { 0 }];
        let mut d_states = vec![0.0; if wanted[1] { self.rows * states } else { 0 }];
        for (i, (layer, prepared)) in self.layers.iter().zip(prepared.iter_mut()).enumerate() {
            let with_inputs = i > 0 || wanted[0];
            layer.with_weights(|w| kernel::prepare_back(level, prepared, layer.shape(), w, with_inputs))?;
        }
        let outputs = state.outputs.take();
        let outputs = outputs.as_ref().map(storage::view).transpose()?;
        let mut squares = trace::recording().then(|| vec![vec![0.0; times]; count]);
        let [mut hidden, mut cell] = [Vec::new(), Vec::new()];
        for (panel, (first, rows)) in panels.iter_mut().zip(self.panels()) {
            let dense = |width: usize| kernels::Layout::dense(self.rows, width).from_row(first);
            let top = self.top();
            if let Some(outputs) = &outputs {
                let step = lane_stride(top);
                above.resize(times * step, Lane::ZERO);
                for (time, lanes) in above.chunks_exact_mut(step).enumerate() {
                    let lanes = lanes.get_mut(..top).unwrap_or_default();
                    kernels::gather(outputs.values(), dense(top), time, rows, lanes);
                }
            }
            let mut has_above = outputs.is_some();
            let mut place = d_states.len();
            for i in (0..count).rev() {
                let (Some(layer), Some(prepared)) = (self.layers.get(i), prepared.get(i)) else { break };
                let shape = layer.shape();
                let memory_units = if layer.cell == Cell::Lstm { layer.units } else { 0 };
                hidden.clear();
                hidden.resize(layer.units, Lane::ZERO);
                cell.clear();
                cell.resize(memory_units, Lane::ZERO);
                if i + 1 == count {
                    kernels::gather(last, dense(top), 0, rows, &mut hidden);
                }
                let came = state.last.get(i).map_or([None, None], |came| came.each_ref().map(Option::as_ref));
                for (came, lanes) in came.into_iter().zip([&mut hidden, &mut cell]) {
                    if let Some(came) = came {
                        let width = lanes.len();
                        kernels::gather(storage::view(came)?.values(), dense(width), 0, rows, lanes);
                    }
                }
                let with_inputs = i > 0 || wanted[0];
                if with_inputs {
                    below.resize(times * lane_stride(layer.features), Lane::ZERO);
                }
                let (under, over) = panel.layers.split_at_mut(i);
                let Some(memory) = over.first_mut() else { break };
                let back = Back {
                    outputs: has_above.then_some(above),
                    hidden: &mut hidden,
                    cell: &mut cell,
                    inputs: with_inputs.then_some(below),
                    squares: squares.as_mut().and_then(|s| s.get_mut(i)).map(Vec::as_mut_slice),
                };
                kernel::backward(level, memory, shape, prepared, back);
                let inputs = under.last().map_or(self.inputs(&panel.inputs, features), Memory::outputs);
                add_weights(layer, |gradients| kernel::add_gradients(level, memory, shape, inputs, gradients))?;
                if wanted[1] {
                    for lanes in [&cell, &hidden] {
                        let width = lanes.len();
                        place -= self.rows * width;
                        if let Some(part) = d_states.get_mut(place..) {
                            kernels::scatter(lanes, dense(width), 0, rows, part);
                        }
                    }
                }
                std::mem::swap(above, below);
                has_above = true;
            }
            if wanted[0] {
                for (time, lanes) in above.chunks_exact(lane_stride(features)).enumerate().take(self.input_times()) {
                    let lanes = lanes.get(..features).unwrap_or_default();
                    kernels::scatter(lanes, dense(features), time, rows, &mut d_inputs);
                }
            }
        }
        if let Some(squares) = squares {
            trace::record(&self.layers, &squares);
        }
        Ok([d_inputs, d_states])
    }
}
