//! SimpleRNN, and what it shares with the LSTM: one product for all gates.

use super::super::lanes::Lanes;
use super::super::math::tanh_lanes;
use super::super::matrix::{Part, Rows, Start, lane_stride};
use super::{Back, Memory, Prepared, Shape, Weights};

#[inline(always)]
pub(super) fn prepare<L: Lanes>(prepared: &mut Prepared, width: usize, weights: Weights<'_>) {
    let parts =
        [Part::row(weights.bias), Part::matrix(weights.kernel, width), Part::matrix(weights.recurrent_kernel, width)];
    prepared.forward.pack::<L>(width, &parts);
}

#[inline(always)]
pub(super) fn prepare_back<L: Lanes>(prepared: &mut Prepared, shape: Shape, features: usize, weights: Weights<'_>) {
    let width = shape.cell.gates() * shape.units;
    prepared.back.pack::<L>(shape.units, &[Part::transposed(weights.recurrent_kernel, width, width)]);
    prepared.down.pack::<L>(features, &[Part::transposed(weights.kernel, width, width)]);
}

#[inline(always)]
pub(super) fn forward<L: Lanes, const TANH: bool>(memory: &mut Memory, prepared: &Prepared, inputs: Rows<'_>) {
    let (units, step) = (memory.units, lane_stride(memory.units));
    for time in 0..memory.times {
        let (past, next) = memory.hidden.split_at_mut((time + 1) * step);
        let (before, hidden) = (&past[time * step..][..units], &mut next[..units]);
        prepared.forward.times::<L>(Start::Bias, inputs.at(time), before, hidden);
        for lane in hidden {
            let x = L::load(lane);
            if TANH { tanh_lanes(x) } else { x.relu() }.store(lane);
        }
    }
}

#[inline(always)]
pub(super) fn backward<L: Lanes, const TANH: bool>(
    memory: &mut Memory,
    prepared: &Prepared,
    time: usize,
    back: &mut Back<'_>,
) {
    let (units, step) = (memory.units, lane_stride(memory.units));
    let hidden = &memory.hidden[(time + 1) * step..][..units];
    let sums = &mut memory.gates[time * step..][..units];
    for ((sum, hidden), gradient) in sums.iter_mut().zip(hidden).zip(back.hidden.iter()) {
        let (h, d) = (L::load(hidden), L::load(gradient));
        if TANH { d.mul(L::splat(1.0).sub(h.mul(h))) } else { h.gate(d) }.store(sum);
    }
    prepared.back.times::<L>(Start::Zero, sums, &[], back.hidden);
}
