//! What candle's graph holds of a pass: the layers themselves, and what is read from what they remember.

use super::{CandleResult, Pass};
use crate::kernels;
use crate::nn::storage;
use candle_core::{CpuStorage, CustomOp1, CustomOp2, CustomOp3, Device, Layout, Tensor};
use std::sync::Arc;

/// The layers themselves: inputs, a parameter to be tracked by and maybe the initial states, to the last output.
pub(super) struct Layers(pub(super) Arc<Pass>);

impl Layers {
    fn forward(
        &self,
        x: (&CpuStorage, &Layout),
        states: Option<&[f32]>,
    ) -> CandleResult<(CpuStorage, candle_core::Shape)> {
        let last = self.0.forward((storage::floats(x.0)?, storage::sequence(x.1)?), states)?;
        Ok((CpuStorage::F32(last), (self.0.rows, self.0.top()).into()))
    }

    fn backward(&self, x: &Tensor, states: Option<&Tensor>, gradient: &Tensor) -> CandleResult<[Option<Tensor>; 2]> {
        let gradient = gradient.contiguous()?;
        let wanted = [x.track_op(), states.is_some_and(Tensor::track_op)];
        let [d_x, d_states] = self.0.backward(storage::view(&gradient)?.values(), wanted)?;
        let d_x = if wanted[0] { Some(Tensor::from_vec(d_x, x.shape(), &Device::Cpu)?) } else { None };
        let d_states = match states {
            Some(states) if wanted[1] => Some(Tensor::from_vec(d_states, states.shape(), &Device::Cpu)?),
            _ => None,
        };
        Ok([d_x, d_states])
    }
}

impl CustomOp2 for Layers {
    fn name(&self) -> &'static str {
        "recurrent"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_layout: &Layout,
        _: &CpuStorage,
        _: &Layout,
    ) -> CandleResult<(CpuStorage, candle_core::Shape)> {
        self.forward((x, x_layout), None)
    }

    fn bwd(
        &self,
        x: &Tensor,
        _: &Tensor,
        _: &Tensor,
        gradient: &Tensor,
    ) -> CandleResult<(Option<Tensor>, Option<Tensor>)> {
        let [x, _] = self.backward(x, None, gradient)?;
        Ok((x, None))
    }
}

impl CustomOp3 for Layers {
    fn name(&self) -> &'static str {
        "recurrent"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_layout: &Layout,
        _: &CpuStorage,
        _: &Layout,
        states: &CpuStorage,
        states_layout: &Layout,
    ) -> CandleResult<(CpuStorage, candle_core::Shape)> {
        self.forward((x, x_layout), Some(storage::contiguous(states, states_layout)?))
    }

    fn bwd(
        &self,
        x: &Tensor,
        _: &Tensor,
        states: &Tensor,
        _: &Tensor,
        gradient: &Tensor,
    ) -> CandleResult<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let [x, states] = self.backward(x, Some(states), gradient)?;
        Ok((x, None, states))
    }
}

/// The outputs at all times.
pub(super) struct Outputs(pub(super) Arc<Pass>);

impl CustomOp1 for Outputs {
    fn name(&self) -> &'static str {
        "recurrent-outputs"
    }

    fn cpu_fwd(&self, _: &CpuStorage, _: &Layout) -> CandleResult<(CpuStorage, candle_core::Shape)> {
        let pass = &self.0;
        let (times, rows, units) = (pass.times, pass.rows, pass.top());
        let mut values = vec![0.0; times * rows * units];
        for (panel, (first, count)) in pass.lock().work.panels.iter().zip(pass.panels()) {
            let at = kernels::Layout::dense(rows, units).from_row(first);
            if let Some(memory) = panel.layers.last() {
                (0..times).for_each(|time| kernels::scatter(memory.hidden(time + 1), at, time, count, &mut values));
            }
        }
        Ok((CpuStorage::F32(values), (times, rows, units).into()))
    }

    fn bwd(&self, last: &Tensor, _: &Tensor, gradient: &Tensor) -> CandleResult<Option<Tensor>> {
        self.0.lock().outputs = Some(gradient.contiguous()?);
        last.zeros_like().map(Some)
    }
}

/// What of a layer's state.
#[derive(Clone, Copy)]
pub(super) enum Which {
    Hidden,
    Cell,
}

/// A layer's state after the last time.
pub(super) struct Last {
    pub(super) pass: Arc<Pass>,
    pub(super) layer: usize,
    pub(super) which: Which,
}

impl CustomOp1 for Last {
    fn name(&self) -> &'static str {
        "recurrent-state"
    }

    fn cpu_fwd(&self, _: &CpuStorage, _: &Layout) -> CandleResult<(CpuStorage, candle_core::Shape)> {
        let pass = &self.pass;
        let units = pass.layers.get(self.layer).map_or(0, |layer| layer.units);
        let mut values = vec![0.0; pass.rows * units];
        for (panel, (first, count)) in pass.lock().work.panels.iter().zip(pass.panels()) {
            if let Some(memory) = panel.layers.get(self.layer) {
                let lanes = match self.which {
                    Which::Hidden => memory.hidden(pass.times),
                    Which::Cell => memory.cell(pass.times),
                };
                let at = kernels::Layout::dense(pass.rows, units).from_row(first);
                kernels::scatter(lanes, at, 0, count, &mut values);
            }
        }
        Ok((CpuStorage::F32(values), (pass.rows, units).into()))
    }

    fn bwd(&self, last: &Tensor, _: &Tensor, gradient: &Tensor) -> CandleResult<Option<Tensor>> {
        let mut state = self.pass.lock();
        if let Some(slot) = state.last.get_mut(self.layer).and_then(|slots| slots.get_mut(self.which as usize)) {
            *slot = Some(gradient.contiguous()?);
        }
        last.zeros_like().map(Some)
    }
}
