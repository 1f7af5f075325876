//! The GRU's cell. Its weights have the gates z r h; kept are the blocks h' z r h'', where h' and h'' are the candidate's
//! part from the input and the one from the state: so h' z r lie together for the input's product, z r h'' for the
//! state's. After the way forward, h' holds the candidate itself.

use super::super::lanes::{Lane, Lanes};
use super::super::math::{sigmoid_lanes, tanh_lanes};
use super::super::matrix::{Part, Rows, Start, add_products, add_sums, lane_stride};
use super::{Back, Memory, Prepared, Shape, WeightGradients, Weights};

#[inline(always)]
pub(super) fn prepare<L: Lanes>(prepared: &mut Prepared, units: usize, weights: Weights<'_>) {
    let width = 3 * units;
    let (two, scratch) = (2 * units, &mut prepared.scratch);
    scratch.clear();
    // z and r have both biases in the input's product.
    scratch.extend_from_slice(&weights.bias[two..]);
    scratch.extend(weights.bias[..two].iter().zip(weights.recurrent_bias).map(|(b, d)| b + d));
    for row in weights.kernel.chunks_exact(width.max(1)) {
        scratch.extend_from_slice(&row[two..]);
        scratch.extend_from_slice(&row[..two]);
    }
    prepared.forward.pack::<L>(width, &[Part::matrix(scratch, width)]);
    prepared.recurrent.pack::<L>(width, &[Part::matrix(weights.recurrent_kernel, width)]);
    scratch.clear();
    scratch.extend_from_slice(&weights.recurrent_bias[two..]);
}

#[inline(always)]
pub(super) fn prepare_back<L: Lanes>(prepared: &mut Prepared, units: usize, features: usize, weights: Weights<'_>) {
    let (width, two) = (3 * units, 2 * units);
    prepared.back.pack::<L>(units, &[Part::transposed(weights.recurrent_kernel, width, width)]);
    let parts = [
        Part::transposed(weights.kernel.get(two..).unwrap_or_default(), width, units),
        Part::transposed(weights.kernel, width, two),
    ];
    prepared.down.pack::<L>(features, &parts);
}

#[inline(always)]
pub(super) fn forward<L: Lanes>(memory: &mut Memory, prepared: &Prepared, inputs: Rows<'_>) {
    let (units, step) = (memory.units, lane_stride(memory.units));
    for time in 0..memory.times {
        let (past, next) = memory.hidden.split_at_mut((time + 1) * step);
        let (before, hidden) = (&past[time * step..][..units], &mut next[..units]);
        let gates = &mut memory.gates[time * lane_stride(4 * units)..][..4 * units];
        prepared.forward.times::<L>(Start::Bias, inputs.at(time), &[], &mut gates[..3 * units]);
        for (lane, bias) in gates[3 * units..].iter_mut().zip(&prepared.scratch) {
            *lane = Lane([*bias; 16]);
        }
        prepared.recurrent.times::<L>(Start::Kept, before, &[], &mut gates[units..]);
        let (candidate, rest) = gates.split_at_mut(units);
        let (update, rest) = rest.split_at_mut(units);
        let (reset, state) = rest.split_at_mut(units);
        for u in 0..units {
            let (z, r) = (sigmoid_lanes(L::load(&update[u])), sigmoid_lanes(L::load(&reset[u])));
            let g = tanh_lanes(r.mul_add(L::load(&state[u]), L::load(&candidate[u])));
            g.store(&mut candidate[u]);
            z.store(&mut update[u]);
            r.store(&mut reset[u]);
            z.mul_add(L::load(&before[u]).sub(g), g).store(&mut hidden[u]);
        }
    }
}

#[inline(always)]
pub(super) fn backward<L: Lanes>(memory: &mut Memory, prepared: &Prepared, time: usize, back: &mut Back<'_>) {
    let (units, step) = (memory.units, lane_stride(memory.units));
    let gates = &mut memory.gates[time * lane_stride(4 * units)..][..4 * units];
    let before = &memory.hidden[time * step..][..units];
    {
        let (candidate, rest) = gates.split_at_mut(units);
        let (update, rest) = rest.split_at_mut(units);
        let (reset, state) = rest.split_at_mut(units);
        let one = L::splat(1.0);
        for u in 0..units {
            let (g, z) = (L::load(&candidate[u]), L::load(&update[u]));
            let (r, s) = (L::load(&reset[u]), L::load(&state[u]));
            let d = L::load(&back.hidden[u]);
            let dz = d.mul(L::load(&before[u]).sub(g));
            let dg = d.mul(one.sub(z)).mul(one.sub(g.mul(g)));
            dg.store(&mut candidate[u]);
            dz.mul(z.mul(one.sub(z))).store(&mut update[u]);
            dg.mul(s).mul(r.mul(one.sub(r))).store(&mut reset[u]);
            dg.mul(r).store(&mut state[u]);
            d.mul(z).store(&mut back.hidden[u]);
        }
    }
    prepared.back.times::<L>(Start::Kept, &gates[units..], &[], back.hidden);
}

#[inline(always)]
pub(super) fn add_gradients<L: Lanes>(
    memory: &Memory,
    shape: Shape,
    inputs: Rows<'_>,
    gradients: &mut WeightGradients<'_>,
) {
    let (units, times) = (shape.units, memory.times);
    let (width, two) = (3 * units, 2 * units);
    let all = Rows { lanes: &memory.gates, stride: lane_stride(4 * units), width: 4 * units };
    let (candidate, update_reset, recurrent) = (all.part(0, units), all.part(units, two), all.part(units, width));
    if let Some(kernel) = gradients.kernel.as_deref_mut() {
        add_products::<L>(times, inputs, candidate, &mut kernel[two..], width);
        add_products::<L>(times, inputs, update_reset, kernel, width);
    }
    if let Some(kernel) = gradients.recurrent_kernel.as_deref_mut() {
        let hidden = Rows { lanes: &memory.hidden, stride: lane_stride(units), width: units };
        add_products::<L>(times, hidden, recurrent, kernel, width);
    }
    if let Some(bias) = gradients.bias.as_deref_mut() {
        add_sums::<L>(times, candidate, &mut bias[two..]);
        add_sums::<L>(times, update_reset, bias);
    }
    if let Some(bias) = gradients.recurrent_bias.as_deref_mut() {
        add_sums::<L>(times, recurrent, bias);
    }
}
