//! The recursion through time out of candle's own operations: for devices other than the CPU, for 64-bit checks, and as
//! the oracle of faster implementations. The graph is as deep as the sequence is long, and candle walks it recursively:
//! threads that call `backward` or drop such a graph need a large stack ([`crate::nn::parallel::STACK_BYTES`]).

use super::super::{Activation, Error, Result};
use super::{Cell, State};
use candle_core::Tensor;
use candle_nn::ops::sigmoid;

/// Runs a cell over `projected` `[T, B, gates * units]`; gives the outputs `[T, B, units]` and the last state.
pub(super) fn run(
    cell: Cell,
    projected: &Tensor,
    recurrent_kernel: &Tensor,
    recurrent_bias: Option<&Tensor>,
    initial: &State,
) -> Result<(Tensor, State)> {
    let mut state = initial.clone();
    let mut outputs = Vec::with_capacity(projected.dim(0)?);
    for input in unstack(projected)? {
        let mut recurrent = state.hidden.matmul(recurrent_kernel)?;
        if let Some(bias) = recurrent_bias {
            recurrent = recurrent.broadcast_add(bias)?;
        }
        state = step(cell, &input, &recurrent, &state)?;
        outputs.push(state.hidden.clone());
    }
    Ok((Tensor::stack(&outputs, 0)?, state))
}

/// One time step from the input's and the state's part of the gates, each `[B, gates * units]`.
fn step(cell: Cell, input: &Tensor, recurrent: &Tensor, state: &State) -> Result<State> {
    match cell {
        Cell::SimpleRnn(squash) => {
            let hidden = Activation::from(squash).apply(&input.add(recurrent)?)?;
            Ok(State { hidden, cell: None })
        }
        Cell::Gru => gru(input, recurrent, &state.hidden),
        Cell::Lstm => {
            let Some(memory) = &state.cell else {
                return Err(Error::Input { layer: "LSTM".into(), expected: "a cell state".into(), found: vec![] });
            };
            lstm(&input.add(recurrent)?, memory)
        }
    }
}

fn gru(input: &Tensor, recurrent: &Tensor, hidden: &Tensor) -> Result<State> {
    let units = hidden.dim(1)?;
    let gate = |t: &Tensor, i: usize| t.narrow(1, i * units, units);
    let update = sigmoid(&(gate(input, 0)? + gate(recurrent, 0)?)?)?;
    let reset = sigmoid(&(gate(input, 1)? + gate(recurrent, 1)?)?)?;
    let candidate = (gate(input, 2)? + reset.mul(&gate(recurrent, 2)?)?)?.tanh()?;
    let hidden = (update.mul(hidden)? + update.affine(-1.0, 1.0)?.mul(&candidate)?)?;
    Ok(State { hidden, cell: None })
}

fn lstm(gates: &Tensor, memory: &Tensor) -> Result<State> {
    let units = memory.dim(1)?;
    let gate = |i: usize| gates.narrow(1, i * units, units);
    let (input, forget, output) = (sigmoid(&gate(0)?)?, sigmoid(&gate(1)?)?, sigmoid(&gate(3)?)?);
    let candidate = gate(2)?.tanh()?;
    let memory = (forget.mul(memory)? + input.mul(&candidate)?)?;
    Ok(State { hidden: output.mul(&memory.tanh()?)?, cell: Some(memory) })
}

/// The slices of the first axis. Each half is cut in halves again: the gradient of a cut is as large as what was cut,
/// so cutting T slices out of the whole would take time and memory with the square of T.
fn unstack(x: &Tensor) -> candle_core::Result<Vec<Tensor>> {
    let mut parts = vec![x.clone()];
    let length = x.dim(0)?;
    while parts.len() < length {
        let mut halves = Vec::with_capacity(2 * parts.len());
        for part in parts {
            match part.dim(0)? {
                1 => halves.push(part),
                n => halves.extend([part.narrow(0, 0, n / 2)?, part.narrow(0, n / 2, n - n / 2)?]),
            }
        }
        parts = halves;
    }
    parts.iter().map(|part| part.squeeze(0)).collect()
}
