//! The way back through all layers, sixteen rows of the batch at a time.

use super::super::{Cell, Recurrent, trace};
use super::weights::add_weights;
use super::{CandleResult, Panel, Pass, Work};
use crate::kernels::recurrent::{self as kernel, Back, Memory, Prepared};
use crate::kernels::{self, Lane, Layout, Level, lane_stride};
use crate::nn::storage;
use candle_core::{Tensor, bail};

impl Pass {
    /// Backwards, given the gradient with respect to the last output. Gives those of the inputs and of the initial states
    /// where they are wanted.
    pub(super) fn backward(&self, last: &[f32], wanted: [bool; 2]) -> CandleResult<[Vec<f32>; 2]> {
        let mut guard = self.lock();
        let state = &mut *guard;
        if std::mem::replace(&mut state.walked_back, true) {
            bail!("a recurrent layer's graph can be walked back once");
        }
        let mut way = Way::new(self, wanted);
        let Work { prepared, panels, above, below } = &mut state.work;
        way.prepare(prepared)?;
        let outputs = state.outputs.take();
        let outputs = outputs.as_ref().map(storage::view).transpose()?;
        let outputs = outputs.as_ref().map(|view| view.values());
        let came = Came { last, outputs, states: &state.last };
        for (panel, rows) in panels.iter_mut().zip(self.panels()) {
            way.panel(panel, prepared, rows, &came, [above, below])?;
        }
        if let Some(squares) = &way.squares {
            trace::record(&self.layers, squares);
        }
        Ok([way.inputs, way.states])
    }
}

/// The gradients from which the way back starts.
struct Came<'a> {
    /// With respect to the top layer's last output.
    last: &'a [f32],
    /// With respect to its outputs at all times, where they were asked for.
    outputs: Option<&'a [f32]>,
    /// With respect to each layer's last hidden and cell state, likewise.
    states: &'a [[Option<Tensor>; 2]],
}

/// A panel's rows in the batch: the first one and their number.
type Rows = (usize, usize);

/// The way back, and what it has brought so far.
struct Way<'p> {
    pass: &'p Pass,
    level: Level,
    /// Whether the gradients of the inputs and of the initial states are wanted.
    wanted: [bool; 2],
    inputs: Vec<f32>,
    states: Vec<f32>,
    /// By layer and time, where they are recorded.
    squares: Option<Vec<Vec<f64>>>,
    /// Gradients with respect to the states of the layer in hand.
    hidden: Vec<Lane>,
    cell: Vec<Lane>,
}

impl<'p> Way<'p> {
    fn new(pass: &'p Pass, wanted: [bool; 2]) -> Self {
        let features = pass.layers.first().map_or(0, |layer| layer.features);
        let states: usize = pass.layers.iter().map(|layer| layer.units + cell_units(layer)).sum();
        let zeros = |is_wanted: bool, count: usize| vec![0.0; if is_wanted { pass.rows * count } else { 0 }];
        Self {
            pass,
            level: Level::current(),
            wanted,
            inputs: zeros(wanted[0], pass.input_times() * features),
            states: zeros(wanted[1], states),
            squares: trace::recording().then(|| vec![vec![0.0; pass.times]; pass.layers.len()]),
            hidden: Vec::new(),
            cell: Vec::new(),
        }
    }

    /// Whether what is below a layer wants its gradient.
    fn goes_below(&self, layer: usize) -> bool {
        layer > 0 || self.wanted[0]
    }

    fn prepare(&self, prepared: &mut [Prepared]) -> CandleResult<()> {
        for (i, (layer, prepared)) in self.pass.layers.iter().zip(prepared).enumerate() {
            let (level, below) = (self.level, self.goes_below(i));
            layer.with_weights(|weights| kernel::prepare_back(level, prepared, layer.shape(), weights, below))?;
        }
        Ok(())
    }

    fn dense(&self, width: usize, (first, _): Rows) -> Layout {
        Layout::dense(self.pass.rows, width).from_row(first)
    }

    /// All layers of a panel, from the top; `above` and `below` are memory for the sequences between them.
    fn panel(
        &mut self,
        panel: &mut Panel,
        prepared: &[Prepared],
        rows: Rows,
        came: &Came<'_>,
        [above, below]: [&mut Vec<Lane>; 2],
    ) -> CandleResult<()> {
        let pass = self.pass;
        let mut has_above = came.outputs.is_some();
        if let Some(outputs) = came.outputs {
            self.gather_outputs(outputs, rows, above);
        }
        let mut end = self.states.len();
        for (i, (layer, prepared)) in pass.layers.iter().zip(prepared).enumerate().rev() {
            self.gather_states(i, layer, rows, came)?;
            if self.goes_below(i) {
                below.resize(pass.times * lane_stride(layer.features), Lane::ZERO);
            }
            let (under, over) = panel.layers.split_at_mut(i);
            let Some(memory) = over.first_mut() else { break };
            let (level, shape) = (self.level, layer.shape());
            let back = Back {
                outputs: has_above.then_some(&**above),
                inputs: self.goes_below(i).then_some(&mut **below),
                hidden: &mut self.hidden,
                cell: &mut self.cell,
                squares: self.squares.as_mut().and_then(|s| s.get_mut(i)).map(Vec::as_mut_slice),
            };
            kernel::backward(level, memory, shape, prepared, back);
            let inputs = under.last().map_or(pass.inputs(&panel.inputs, layer.features), Memory::outputs);
            add_weights(layer, |gradients| kernel::add_gradients(level, memory, shape, inputs, gradients))?;
            end = self.scatter_states(end, rows);
            std::mem::swap(above, below);
            has_above = true;
        }
        self.scatter_inputs(above, rows);
        Ok(())
    }

    fn gather_outputs(&self, outputs: &[f32], rows: Rows, above: &mut Vec<Lane>) {
        let top = self.pass.top();
        let step = lane_stride(top);
        above.resize(self.pass.times * step, Lane::ZERO);
        for (time, lanes) in above.chunks_exact_mut(step).enumerate() {
            let lanes = lanes.get_mut(..top).unwrap_or_default();
            kernels::gather(outputs, self.dense(top, rows), time, rows.1, lanes);
        }
    }

    /// What came for a layer's last states.
    fn gather_states(&mut self, i: usize, layer: &Recurrent, rows: Rows, came: &Came<'_>) -> CandleResult<()> {
        for (lanes, units) in [(&mut self.hidden, layer.units), (&mut self.cell, cell_units(layer))] {
            lanes.clear();
            lanes.resize(units, Lane::ZERO);
        }
        let hidden = self.dense(layer.units, rows);
        if i + 1 == self.pass.layers.len() {
            kernels::gather(came.last, hidden, 0, rows.1, &mut self.hidden);
        }
        let states = came.states.get(i).map_or([None, None], |states| states.each_ref().map(Option::as_ref));
        for (came, lanes) in states.into_iter().zip([&mut self.hidden, &mut self.cell]) {
            if let Some(came) = came {
                kernels::gather(storage::view(came)?.values(), hidden, 0, rows.1, lanes);
            }
        }
        Ok(())
    }

    /// The gradients of a layer's initial states, which lie before `end`; gives where they begin.
    fn scatter_states(&mut self, end: usize, rows: Rows) -> usize {
        let mut place = end;
        for lanes in [&self.cell, &self.hidden] {
            let at = self.dense(lanes.len(), rows);
            place = place.saturating_sub(self.pass.rows * lanes.len());
            if self.wanted[1]
                && let Some(part) = self.states.get_mut(place..)
            {
                kernels::scatter(lanes, at, 0, rows.1, part);
            }
        }
        place
    }

    fn scatter_inputs(&mut self, above: &[Lane], rows: Rows) {
        if !self.wanted[0] {
            return;
        }
        let features = self.pass.layers.first().map_or(0, |layer| layer.features);
        let at = self.dense(features, rows);
        for (time, lanes) in above.chunks_exact(lane_stride(features)).enumerate().take(self.pass.input_times()) {
            kernels::scatter(lanes.get(..features).unwrap_or_default(), at, time, rows.1, &mut self.inputs);
        }
    }
}

/// Units of the cell state: an LSTM has one.
fn cell_units(layer: &Recurrent) -> usize {
    if layer.cell == Cell::Lstm { layer.units } else { 0 }
}
