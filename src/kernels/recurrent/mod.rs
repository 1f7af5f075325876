//! A recurrent layer over whole sequences, forwards and backwards through time, for sixteen rows of a batch at once.
//!
//! Memory is laid out by lanes: a number of sixteen rows is one [`Lane`]. So every operation, whatever the layer's
//! size, works on whole registers, the recurrent product reads each weight once for sixteen rows, and the rows of a
//! batch never influence each other's rounding. Both products of a time step (the input's and the state's) share one sum
//! in the registers.

mod gru;
mod lstm;
mod memory;
mod simple;
#[cfg(test)]
mod tests;

pub use memory::{Inputs, Memory};

use super::lanes::{Lane, Lanes};
use super::level::dispatch;
use super::matrix::{Packed, Rows, Start, add_products, add_sums, lane_stride};
use memory::resize;

/// The kinds of cell. `nn` says what each computes; the order of the gates in the weights is the same there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cell {
    /// SimpleRNN with tanh.
    Tanh,
    /// SimpleRNN with max(0, x).
    Relu,
    /// LSTM, gates i f c o.
    Lstm,
    /// GRU, gates z r h, the reset gate after the recurrent product.
    Gru,
}

impl Cell {
    /// How many blocks of `units` columns the weights have.
    pub fn gates(self) -> usize {
        match self {
            Self::Tanh | Self::Relu => 1,
            Self::Gru => 3,
            Self::Lstm => 4,
        }
    }

    /// How many blocks of `units` lanes are kept for each time.
    fn kept(self) -> usize {
        match self {
            Self::Tanh | Self::Relu => 1,
            // The candidate's two parts are kept apart.
            Self::Gru | Self::Lstm => 4,
        }
    }
}

/// What a layer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shape {
    /// The kind of cell.
    pub cell: Cell,
    /// The length of an input vector.
    pub features: usize,
    /// The length of an output vector.
    pub units: usize,
}

/// The weights of a layer, row-major: `kernel [features, gates * units]`, `recurrent_kernel [units, gates * units]`,
/// `bias [gates * units]`, and the GRU's `recurrent_bias [gates * units]` (empty for the others).
#[derive(Debug, Clone, Copy)]
pub struct Weights<'a> {
    /// The input's weights.
    pub kernel: &'a [f32],
    /// The state's weights.
    pub recurrent_kernel: &'a [f32],
    /// Added to the input's product.
    pub bias: &'a [f32],
    /// Added to the state's product.
    pub recurrent_bias: &'a [f32],
}

/// Where the gradients of a layer's weights are added up; None: not wanted.
#[derive(Debug, Default)]
pub struct WeightGradients<'a> {
    /// Of the kernel.
    pub kernel: Option<&'a mut [f32]>,
    /// Of the recurrent kernel.
    pub recurrent_kernel: Option<&'a mut [f32]>,
    /// Of the bias.
    pub bias: Option<&'a mut [f32]>,
    /// Of the recurrent bias.
    pub recurrent_bias: Option<&'a mut [f32]>,
}

/// The weights of a layer as the kernels want them; made anew when the weights have changed, its memory is reused.
#[derive(Debug, Clone, Default)]
pub struct Prepared {
    /// Bias, kernel and (but for the GRU) recurrent kernel.
    forward: Packed,
    /// The GRU's recurrent kernel.
    recurrent: Packed,
    /// The recurrent kernel transposed.
    back: Packed,
    /// The kernel transposed.
    down: Packed,
    scratch: Vec<f32>,
}

/// The gradients that come to a layer from outside, and that leave it, on the way back.
pub struct Back<'a> {
    /// With respect to the output at each time, `lane_stride(units)` apart; None when only the last state matters.
    pub outputs: Option<&'a [Lane]>,
    /// With respect to the last hidden state; becomes that of the initial one. `units` lanes.
    pub hidden: &'a mut [Lane],
    /// The same for the LSTM's cell state.
    pub cell: &'a mut [Lane],
    /// Becomes the gradient with respect to the input at each time, `lane_stride(features)` apart, or of the one input that is
    /// the same at all times; None: not wanted.
    pub inputs: Option<&'a mut [Lane]>,
    /// For each time, the sum of the squares of the whole gradient with respect to its output is added; None: not wanted.
    pub squares: Option<&'a mut [f64]>,
}

dispatch! {
    /// Packs a layer's weights for [`forward`].
    pub fn prepare(prepared: &mut Prepared, shape: Shape, weights: Weights<'_>) = prepare_body;
}
dispatch! {
    /// Packs a layer's weights for [`backward`]; the transposed kernel only when the inputs' gradient is wanted.
    pub fn prepare_back(prepared: &mut Prepared, shape: Shape, weights: Weights<'_>, with_inputs: bool) = prepare_back_body;
}
dispatch! {
    /// The way forward over `memory`, which has been prepared for as many times, from its initial state.
    pub fn forward(memory: &mut Memory, shape: Shape, prepared: &Prepared, inputs: Inputs<'_>) = forward_body;
}
dispatch! {
    /// The way back over a memory that [`forward`] has filled, once.
    pub fn backward(memory: &mut Memory, shape: Shape, prepared: &Prepared, back: Back<'_>) = backward_body;
}
dispatch! {
    /// Adds up the gradients of the weights after [`backward`].
    pub fn add_gradients(memory: &Memory, shape: Shape, inputs: Inputs<'_>, gradients: &mut WeightGradients<'_>) = gradients_body;
}

#[inline(always)]
fn prepare_body<L: Lanes>(prepared: &mut Prepared, shape: Shape, weights: Weights<'_>) {
    match shape.cell {
        Cell::Gru => gru::prepare::<L>(prepared, shape.units, weights),
        _ => simple::prepare::<L>(prepared, shape.cell.gates() * shape.units, weights),
    }
}

#[inline(always)]
fn prepare_back_body<L: Lanes>(prepared: &mut Prepared, shape: Shape, weights: Weights<'_>, with_inputs: bool) {
    let features = if with_inputs { shape.features } else { 0 };
    match shape.cell {
        Cell::Gru => gru::prepare_back::<L>(prepared, shape.units, features, weights),
        _ => simple::prepare_back::<L>(prepared, shape, features, weights),
    }
}

#[inline(always)]
fn forward_body<L: Lanes>(memory: &mut Memory, shape: Shape, prepared: &Prepared, inputs: Inputs<'_>) {
    assert!(inputs.width == shape.features && memory.units == shape.units);
    memory.is_repeated = inputs.stride == 0;
    match shape.cell {
        Cell::Tanh => simple::forward::<L, true>(memory, prepared, inputs.rows()),
        Cell::Relu => simple::forward::<L, false>(memory, prepared, inputs.rows()),
        Cell::Lstm => lstm::forward::<L>(memory, prepared, inputs.rows()),
        Cell::Gru => gru::forward::<L>(memory, prepared, inputs.rows()),
    }
}

#[inline(always)]
fn backward_body<L: Lanes>(memory: &mut Memory, shape: Shape, prepared: &Prepared, mut back: Back<'_>) {
    for time in (0..memory.times).rev() {
        take_outputs::<L>(&mut back, time);
        match shape.cell {
            Cell::Tanh => simple::backward::<L, true>(memory, prepared, time, &mut back),
            Cell::Relu => simple::backward::<L, false>(memory, prepared, time, &mut back),
            Cell::Lstm => lstm::backward::<L>(memory, prepared, time, &mut back),
            Cell::Gru => gru::backward::<L>(memory, prepared, time, &mut back),
        }
    }
    if memory.is_repeated {
        sum_over_times::<L>(memory, shape);
    }
    if let Some(out) = back.inputs {
        let (gates, width) = (input_gates(memory, shape), shape.features);
        if memory.is_repeated {
            prepared.down.times::<L>(Start::Zero, &memory.constant, &[], &mut out[..width]);
            return;
        }
        for time in 0..memory.times {
            let out = &mut out[time * lane_stride(width)..][..width];
            prepared.down.times::<L>(Start::Zero, gates.at(time), &[], out);
        }
    }
}

/// What the input's product got over all times, when it was one product.
#[inline(always)]
fn sum_over_times<L: Lanes>(memory: &mut Memory, shape: Shape) {
    let mut sums = std::mem::take(&mut memory.constant);
    let gates = input_gates(memory, shape);
    resize(&mut sums, gates.width);
    sums.fill(Lane::ZERO);
    for time in 0..memory.times {
        for (sum, gate) in sums.iter_mut().zip(gates.at(time)) {
            L::load(sum).add(L::load(gate)).store(sum);
        }
    }
    memory.constant = sums;
}

/// Adds the outputs' gradient at that time to the state's.
#[inline(always)]
fn take_outputs<L: Lanes>(back: &mut Back<'_>, time: usize) {
    let units = back.hidden.len();
    if let Some(outputs) = back.outputs {
        for (hidden, output) in back.hidden.iter_mut().zip(&outputs[time * lane_stride(units)..][..units]) {
            L::load(hidden).add(L::load(output)).store(hidden);
        }
    }
    if let Some(square) = back.squares.as_deref_mut().and_then(|squares| squares.get_mut(time)) {
        for lane in back.hidden.iter() {
            *square += lane.0.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>();
        }
    }
}

/// The lanes that the input's product went into, in the order of [`Prepared::down`]'s rows.
fn input_gates(memory: &Memory, shape: Shape) -> Rows<'_> {
    let kept = shape.cell.kept() * shape.units;
    Rows { lanes: &memory.gates, stride: lane_stride(kept), width: shape.cell.gates() * shape.units }
}

#[inline(always)]
fn gradients_body<L: Lanes>(memory: &Memory, shape: Shape, inputs: Inputs<'_>, gradients: &mut WeightGradients<'_>) {
    if shape.cell == Cell::Gru {
        gru::add_gradients::<L>(memory, shape, inputs.rows(), gradients);
        return;
    }
    let (gates, times) = (input_gates(memory, shape), memory.times);
    if let Some(kernel) = gradients.kernel.as_deref_mut() {
        let sums = Rows { lanes: &memory.constant, stride: 0, width: gates.width };
        let (times, gates) = if memory.is_repeated { (1, sums) } else { (times, gates) };
        add_products::<L>(times, inputs.rows(), gates, kernel, gates.width);
    }
    if let Some(kernel) = gradients.recurrent_kernel.as_deref_mut() {
        let hidden = Rows { lanes: &memory.hidden, stride: lane_stride(shape.units), width: shape.units };
        add_products::<L>(times, hidden, gates, kernel, gates.width);
    }
    if let Some(bias) = gradients.bias.as_deref_mut() {
        add_sums::<L>(times, gates, bias);
    }
}
