//! The LSTM's cell: gates in blocks i f c o.

use super::super::lanes::{Lane, Lanes};
use super::super::math::{sigmoid_lanes, tanh_lanes};
use super::super::matrix::{Rows, Start, lane_stride};
use super::{Back, Memory, Prepared};

#[inline(always)]
pub(super) fn forward<L: Lanes>(memory: &mut Memory, prepared: &Prepared, inputs: Rows<'_>) {
    let (units, step) = (memory.units, lane_stride(memory.units));
    if memory.is_repeated {
        memory.constant.resize(4 * units, Lane::ZERO);
        prepared.forward.some_rows::<L>(Start::Bias, 0, inputs.at(0), &[], &mut memory.constant);
    }
    for time in 0..memory.times {
        let (past, next) = memory.hidden.split_at_mut((time + 1) * step);
        let (before, hidden) = (&past[time * step..][..units], &mut next[..units]);
        let gates = &mut memory.gates[time * lane_stride(4 * units)..][..4 * units];
        if memory.is_repeated {
            gates.copy_from_slice(&memory.constant);
            prepared.forward.some_rows::<L>(Start::Kept, 1 + inputs.width, before, &[], gates);
        } else {
            prepared.forward.times::<L>(Start::Bias, inputs.at(time), before, gates);
        }
        let (past, next) = memory.cell.split_at_mut((time + 1) * step);
        let (before, cell) = (&past[time * step..][..units], &mut next[..units]);
        let squashed = &mut memory.squashed[time * step..][..units];
        let (input, rest) = gates.split_at_mut(units);
        let (forget, rest) = rest.split_at_mut(units);
        let (candidate, output) = rest.split_at_mut(units);
        for u in 0..units {
            let (i, f) = (sigmoid_lanes(L::load(&input[u])), sigmoid_lanes(L::load(&forget[u])));
            let (g, o) = (tanh_lanes(L::load(&candidate[u])), sigmoid_lanes(L::load(&output[u])));
            let c = f.mul_add(L::load(&before[u]), i.mul(g));
            let t = tanh_lanes(c);
            i.store(&mut input[u]);
            f.store(&mut forget[u]);
            g.store(&mut candidate[u]);
            o.store(&mut output[u]);
            c.store(&mut cell[u]);
            t.store(&mut squashed[u]);
            o.mul(t).store(&mut hidden[u]);
        }
    }
}

#[inline(always)]
pub(super) fn backward<L: Lanes>(memory: &mut Memory, prepared: &Prepared, time: usize, back: &mut Back<'_>) {
    let (units, step) = (memory.units, lane_stride(memory.units));
    let gates = &mut memory.gates[time * lane_stride(4 * units)..][..4 * units];
    let before = &memory.cell[time * step..][..units];
    let squashed = &memory.squashed[time * step..][..units];
    let (hidden, cell) = (&back.hidden[..units], &mut back.cell[..units]);
    {
        let (input, rest) = gates.split_at_mut(units);
        let (forget, rest) = rest.split_at_mut(units);
        let (candidate, output) = rest.split_at_mut(units);
        let one = L::splat(1.0);
        for u in 0..units {
            let (i, f) = (L::load(&input[u]), L::load(&forget[u]));
            let (g, o) = (L::load(&candidate[u]), L::load(&output[u]));
            let (t, d) = (L::load(&squashed[u]), L::load(&hidden[u]));
            // With respect to the cell state: through this output, and from the times to come.
            let dc = d.mul(o).mul_add(one.sub(t.mul(t)), L::load(&cell[u]));
            let (di, df) = (dc.mul(g), dc.mul(L::load(&before[u])));
            let (dg, d_o) = (dc.mul(i), d.mul(t));
            di.mul(i.mul(one.sub(i))).store(&mut input[u]);
            df.mul(f.mul(one.sub(f))).store(&mut forget[u]);
            dg.mul(one.sub(g.mul(g))).store(&mut candidate[u]);
            d_o.mul(o.mul(one.sub(o))).store(&mut output[u]);
            dc.mul(f).store(&mut cell[u]);
        }
    }
    prepared.back.times::<L>(Start::Zero, gates, &[], back.hidden);
}
