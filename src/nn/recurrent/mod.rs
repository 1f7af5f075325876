//! Recurrent layers, in two implementations that callers never notice: on the kernels, all layers of a stack as one
//! operation (32-bit floats on the CPU), and composed of candle's operations (all else, and the oracle of the first).
//! A composed layer is two parts: the **projection** of all inputs at once, one matrix product over T * B rows; and the
//! recursion through time. Everything is time-major: `[T, B, features]`.

mod cell;
mod composed;
mod fused;
#[cfg(test)]
mod fused_tests;
mod stack;
mod state;
#[cfg(test)]
mod tests;
mod trace;

pub use cell::{Cell, Squash};
pub use stack::RecurrentStack;
pub use state::State;
pub use trace::{GradientTrace, LayerTrace, gradient_norms};

use super::dense::affine;
use super::{Error, Initializer, Parameter, Parameters, Result, storage};
use candle_core::Tensor;

/// One recurrent layer over whole sequences.
///
/// | cell | kernel | recurrent kernel | bias | parameters |
/// |---|---|---|---|---|
/// | SimpleRNN | `[F, H]` | `[H, H]` | `[H]` | H (F + H + 1) |
/// | LSTM | `[F, 4H]`, gates i f c o | `[H, 4H]` | `[4H]` | 4 H (F + H + 1) |
/// | GRU | `[F, 3H]`, gates z r h | `[H, 3H]` | `[3H]` twice: input's, recurrent | 3 H (F + H + 2) |
#[derive(Debug, Clone)]
pub struct Recurrent {
    name: String,
    cell: Cell,
    features: usize,
    units: usize,
    kernel: Parameter,
    recurrent_kernel: Parameter,
    bias: Parameter,
    recurrent_bias: Option<Parameter>,
    spares: fused::Spares,
}

impl Recurrent {
    /// Makes `name.kernel` (Glorot uniform), `name.recurrent_kernel` (orthogonal) and `name.bias` (zeros, but 1 for the
    /// LSTM's forget gate); for a GRU also `name.recurrent_bias` (zeros).
    pub fn new(parameters: &mut Parameters, name: &str, cell: Cell, features: usize, units: usize) -> Result<Self> {
        let width = cell.gates() * units;
        let first_bias = if cell == Cell::Lstm { Initializer::UnitForget } else { Initializer::Zeros };
        let mut create =
            |part: &str, shape: &[usize], initializer| parameters.create(&format!("{name}.{part}"), shape, initializer);
        let kernel = create("kernel", &[features, width], Initializer::GlorotUniform)?;
        let recurrent_kernel = create("recurrent_kernel", &[units, width], Initializer::Orthogonal)?;
        let bias = create("bias", &[width], first_bias)?;
        let recurrent_bias = match cell {
            Cell::Gru => Some(create("recurrent_bias", &[width], Initializer::Zeros)?),
            Cell::SimpleRnn(_) | Cell::Lstm => None,
        };
        parameters.describe(name, cell.label(), &[units]);
        let (name, spares) = (name.to_owned(), fused::Spares::default());
        Ok(Self { name, cell, features, units, kernel, recurrent_kernel, bias, recurrent_bias, spares })
    }

    /// The kind of cell.
    pub fn cell(&self) -> Cell {
        self.cell
    }

    /// The length of an output vector.
    pub fn units(&self) -> usize {
        self.units
    }

    /// From `[T, B, features]` and a state (None: zeros) to the outputs at all times, `[T, B, units]`, and the state
    /// after the last. The vector of a "sequence to vector" layer is that state's `hidden`, the last output to the bit.
    /// Fails on other shapes and when T or B is 0.
    pub fn forward(&self, x: &Tensor, initial: Option<&State>) -> Result<(Tensor, State)> {
        self.check(x, initial)?;
        if storage::kernels_take(x) {
            let run = fused::run(std::slice::from_ref(self), &self.spares, x, None, initial.map(std::slice::from_ref))?;
            if let Some(state) = run.states()?.pop() {
                return Ok((run.outputs()?, state));
            }
        }
        self.composed(x, initial)
    }

    /// The same out of candle's operations.
    fn composed(&self, x: &Tensor, initial: Option<&State>) -> Result<(Tensor, State)> {
        self.check(x, initial)?;
        let projected = affine(&self.name, x, &self.kernel, Some(&self.bias))?;
        let zeros;
        let initial = match initial {
            Some(state) => state,
            None => {
                zeros = State::zeros(self.cell, x.dim(1)?, self.units, projected.dtype(), projected.device())?;
                &zeros
            }
        };
        let recurrent_kernel = self.recurrent_kernel.tensor();
        let recurrent_bias = self.recurrent_bias.as_ref().map(Parameter::tensor);
        composed::run(self.cell, &projected, &recurrent_kernel, recurrent_bias.as_ref(), initial)
    }

    /// Whether the input and the state fit.
    fn check(&self, x: &Tensor, initial: Option<&State>) -> Result<()> {
        match *x.dims() {
            [times, rows, features] if times > 0 && rows > 0 && features == self.features => match initial {
                Some(state) => state.check(&self.name, self.cell, rows, self.units).map(|_| ()),
                None => Ok(()),
            },
            ref found => {
                let expected = format!("[T, B, {}] with T and B at least 1", self.features);
                Err(Error::Input { layer: self.name.clone(), expected, found: found.to_vec() })
            }
        }
    }
}
