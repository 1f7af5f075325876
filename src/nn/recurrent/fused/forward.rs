//! The way forward through all layers.

use super::{CandleResult, Panel, Pass, Work};
use crate::kernels::recurrent::{self as kernel, Memory, Prepared};
use crate::kernels::{self, LANES, Lane, Level, lane_stride};

impl Pass {
    /// Forwards; `states` has all initial states end to end.
    pub(super) fn forward(&self, x: (&[f32], kernels::Layout), states: Option<&[f32]>) -> CandleResult<Vec<f32>> {
        let (level, times) = (Level::current(), self.times);
        let mut guard = self.lock();
        let Work { prepared, panels, .. } = &mut guard.work;
        prepared.resize_with(self.layers.len(), Prepared::default);
        for (layer, prepared) in self.layers.iter().zip(prepared.iter_mut()) {
            layer.with_weights(|weights| kernel::prepare(level, prepared, layer.shape(), weights))?;
        }
        panels.resize_with(self.rows.div_ceil(LANES), Panel::default);
        let mut last = vec![0.0; self.rows * self.top()];
        for (panel, (first, rows)) in panels.iter_mut().zip(self.panels()) {
            let features = self.layers.first().map_or(0, |layer| layer.features);
            let step = lane_stride(features);
            panel.inputs.resize(self.input_times() * step, Lane::ZERO);
            for (time, lanes) in panel.inputs.chunks_exact_mut(step).enumerate() {
                kernels::gather(x.0, x.1.from_row(first), time, rows, lanes.get_mut(..features).unwrap_or_default());
            }
            panel.layers.resize_with(self.layers.len(), Memory::default);
            let mut inputs = self.inputs(&panel.inputs, features);
            let mut place = 0;
            for ((layer, memory), prepared) in self.layers.iter().zip(&mut panel.layers).zip(prepared.iter()) {
                memory.prepare(layer.shape(), times);
                if let Some(states) = states {
                    let (hidden, cell) = memory.initial_mut();
                    for lanes in [hidden, cell] {
                        let at = kernels::Layout::dense(self.rows, lanes.len()).from_row(first);
                        let part = states.get(place..).unwrap_or_default();
                        kernels::gather(part, at, 0, if lanes.is_empty() { 0 } else { rows }, lanes);
                        place += self.rows * lanes.len();
                    }
                }
                kernel::forward(level, memory, layer.shape(), prepared, inputs);
                inputs = memory.outputs();
            }
            if let Some(memory) = panel.layers.last() {
                let at = kernels::Layout::dense(self.rows, self.top()).from_row(first);
                kernels::scatter(memory.hidden(times), at, 0, rows, &mut last);
            }
        }
        Ok(last)
    }
}
