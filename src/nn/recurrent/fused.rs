//! Recurrent layers on the kernels: all layers of a stack over a whole sequence are one operation in candle's graph.
//!
//! Its result is the top layer's last output, the smallest thing that there is. All else (the outputs at all times, the
//! other states) are operations on that: forwards they read what the layers remember, and on the way back they leave
//! their gradient there, before candle comes to the layers themselves. So a model that goes from a sequence to a vector
//! never makes a whole sequence of outputs or of gradients, and nothing between two layers goes through candle at all.

use super::super::gradients::{Place, add_to};
use super::super::{Parameter, Result, storage};
use super::{Cell, Recurrent, Squash, State, trace};
use crate::kernels::recurrent::{self as kernel, Back, Inputs, Memory, Prepared, Shape, WeightGradients, Weights};
use crate::kernels::{self, LANES, Lane, Level, lane_stride};
use candle_core::{CpuStorage, CustomOp1, CustomOp2, CustomOp3, Device, Layout, Tensor, bail};
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

/// What of a layer's state.
#[derive(Clone, Copy)]
enum Which {
    Hidden,
    Cell,
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

impl Recurrent {
    fn shape(&self) -> Shape {
        let cell = match self.cell {
            Cell::SimpleRnn(Squash::Tanh) => kernel::Cell::Tanh,
            Cell::SimpleRnn(Squash::Relu) => kernel::Cell::Relu,
            Cell::Gru => kernel::Cell::Gru,
            Cell::Lstm => kernel::Cell::Lstm,
        };
        Shape { cell, features: self.features, units: self.units }
    }

    fn parameters(&self) -> [Option<&Parameter>; 4] {
        [Some(&self.kernel), Some(&self.recurrent_kernel), Some(&self.bias), self.recurrent_bias.as_ref()]
    }

    /// Calls `f` with the weights where they lie.
    fn with_weights<R>(&self, f: impl FnOnce(Weights<'_>) -> R) -> CandleResult<R> {
        let view = |parameter: &'_ Parameter| parameter.var().as_detached_tensor();
        let (kernel, recurrent, bias) = (view(&self.kernel), view(&self.recurrent_kernel), view(&self.bias));
        let second = self.recurrent_bias.as_ref().map(view);
        let second = second.as_ref().map(storage::view).transpose()?;
        Ok(f(Weights {
            kernel: storage::view(&kernel)?.values(),
            recurrent_kernel: storage::view(&recurrent)?.values(),
            bias: storage::view(&bias)?.values(),
            recurrent_bias: second.as_ref().map_or(&[], |view| view.values()),
        }))
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

    /// Forwards; `states` has all initial states end to end.
    fn forward(&self, x: (&[f32], kernels::Layout), states: Option<&[f32]>) -> CandleResult<Vec<f32>> {
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

    /// Backwards, given the gradient with respect to the last output. Gives those of the inputs and of the initial states
    /// where they are wanted.
    fn backward(&self, last: &[f32], wanted: [bool; 2]) -> CandleResult<[Vec<f32>; 2]> {
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

/// Calls `f` with where a layer's weights have their gradients, unless none of them is trained.
fn add_weights(layer: &Recurrent, f: impl FnOnce(&mut WeightGradients<'_>)) -> CandleResult<()> {
    let wanted = layer.parameters().map(|p| p.filter(|p| !p.is_frozen()));
    if wanted.iter().all(Option::is_none) {
        return Ok(());
    }
    add_to(wanted, |places| {
        let [kernel, recurrent_kernel, bias, recurrent_bias] = places.map(|place| place.map(Place::cleared));
        f(&mut WeightGradients { kernel, recurrent_kernel, bias, recurrent_bias });
    })
}

/// The layers themselves: inputs, a parameter to be tracked by and maybe the initial states, to the last output.
struct Layers(Arc<Pass>);

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
struct Outputs(Arc<Pass>);

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

/// A layer's state after the last time.
struct Last {
    pass: Arc<Pass>,
    layer: usize,
    which: Which,
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
