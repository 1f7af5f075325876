//! The loops, for any level of instructions.
#![allow(unsafe_code, reason = "vectors are read and written where they lie")]

use super::{Loss, Table, Workspace};
use crate::lanes::{LANES, Lane, Lanes};
use crate::math::sigmoid_lanes;
use std::cell::Cell;

/// So many targets are taken at once: their sums and the input fit into the registers of AVX2.
const BLOCK: usize = 6;
/// The rows of so many examples ahead are fetched into the cache.
const AHEAD: usize = 2;

#[inline(always)]
fn load<L: Lanes>(cell: &Cell<Lane>) -> L {
    // SAFETY: the reference ends with the call, within which nothing is written; the cell may lie on another thread's
    // way only if whoever made the table took that upon them.
    L::load(unsafe { &*cell.as_ptr() })
}

#[inline(always)]
fn store<L: Lanes>(value: L, cell: &Cell<Lane>) {
    // SAFETY: as in `load`; nothing else refers to the lane itself during the call.
    value.store(unsafe { &mut *cell.as_ptr() });
}

#[inline(always)]
fn prefetch(table: Table<'_>, row: u32) {
    #[cfg(target_arch = "x86_64")]
    for cell in table.row(row) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: part of every x86-64; the address is one of the table's.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(cell.as_ptr().cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (table, row);
}

#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "a kernel takes its operands one by one")]
pub(super) fn skip_gram_body<L: Lanes>(
    inputs: Table<'_>,
    outputs: Table<'_>,
    examples: &[u32],
    targets: &[u32],
    per: usize,
    rate: f32,
    workspace: &mut Workspace,
    loss: &mut Loss,
) {
    assert!(inputs.lanes == outputs.lanes && per > 0 && targets.len() == examples.len() * per);
    workspace.error.resize(inputs.lanes, Lane::ZERO);
    for (i, (&input, own)) in examples.iter().zip(targets.chunks_exact(per)).enumerate() {
        if let Some(ahead) = targets.get((i + AHEAD) * per..(i + AHEAD + 1) * per) {
            ahead.iter().for_each(|&target| prefetch(outputs, target));
        }
        let v = inputs.row(input);
        example::<L>(v, outputs, own, rate, After::AddToInput, &mut workspace.error, loss);
    }
}

#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "a kernel takes its operands one by one")]
pub(super) fn cbow_body<L: Lanes>(
    inputs: Table<'_>,
    outputs: Table<'_>,
    contexts: &[u32],
    ends: &[u32],
    targets: &[u32],
    per: usize,
    mean: bool,
    rate: f32,
    workspace: &mut Workspace,
    loss: &mut Loss,
) {
    assert!(inputs.lanes == outputs.lanes && per > 0 && targets.len() == ends.len() * per);
    let Workspace { hidden, error } = workspace;
    hidden.resize(inputs.lanes, Lane::ZERO);
    error.resize(inputs.lanes, Lane::ZERO);
    let hidden = Cell::from_mut(hidden.as_mut_slice()).as_slice_of_cells();
    let mut start = 0;
    for (i, (&end, own)) in ends.iter().zip(targets.chunks_exact(per)).enumerate() {
        if let Some(ahead) = targets.get((i + AHEAD) * per..(i + AHEAD + 1) * per) {
            ahead.iter().for_each(|&target| prefetch(outputs, target));
        }
        let context = &contexts[start as usize..end as usize];
        start = end;
        if context.is_empty() {
            continue;
        }
        let share = 1.0 / context.len() as f32;
        gather::<L>(inputs, context, if mean { share } else { 1.0 }, hidden);
        example::<L>(hidden, outputs, own, rate, After::Leave, error, loss);
        scatter::<L>(inputs, context, if mean { 1.0 } else { share }, error);
    }
}

/// `to = factor * sum of the rows`.
#[inline(always)]
fn gather<L: Lanes>(table: Table<'_>, rows: &[u32], factor: f32, to: &[Cell<Lane>]) {
    let (first, rest) = (table.row(rows[0]), &rows[1..]);
    for (to, from) in to.iter().zip(first) {
        store(load::<L>(from), to);
    }
    for &row in rest {
        for (to, from) in to.iter().zip(table.row(row)) {
            store(load::<L>(to).add(load(from)), to);
        }
    }
    let factor = L::splat(factor);
    for to in to {
        store(load::<L>(to).mul(factor), to);
    }
}

/// Adds `factor * error` to each of the rows.
#[inline(always)]
fn scatter<L: Lanes>(table: Table<'_>, rows: &[u32], factor: f32, error: &[Lane]) {
    let factor = L::splat(factor);
    for &row in rows {
        for (to, from) in table.row(row).iter().zip(error) {
            store(factor.mul_add(L::load(from), load(to)), to);
        }
    }
}

/// What becomes of the input's gain.
#[derive(Clone, Copy, PartialEq)]
enum After {
    AddToInput,
    Leave,
}

/// One example: the targets' rows change; the input's gain is in `error` unless it went to the input at once.
#[inline(always)]
fn example<L: Lanes>(
    v: &[Cell<Lane>],
    outputs: Table<'_>,
    targets: &[u32],
    rate: f32,
    after: After,
    error: &mut [Lane],
    loss: &mut Loss,
) {
    let take_loss = loss.examples.is_multiple_of(Loss::EVERY);
    loss.examples += 1;
    loss.taken += u64::from(take_loss);
    let positive = targets[0];
    let count = targets.len();
    let mut done = 0;
    while done < count {
        let own = &targets[done..count.min(done + BLOCK)];
        let end = done + own.len();
        let place = Place { first: done == 0, last: end == count && after == After::AddToInput };
        let mut one =
            Block { v, outputs, targets: own, positive, rate, place, error, loss: take_loss.then_some(&mut *loss) };
        match own.len() {
            1 => one.run::<L, 1>(),
            2 => one.run::<L, 2>(),
            3 => one.run::<L, 3>(),
            4 => one.run::<L, 4>(),
            5 => one.run::<L, 5>(),
            _ => one.run::<L, BLOCK>(),
        }
        done = end;
    }
}

/// Where a block stands in its example.
#[derive(Clone, Copy)]
struct Place {
    /// The true target is in it, and there is no error yet.
    first: bool,
    /// The input takes the error.
    last: bool,
}

struct Block<'a, 'b> {
    v: &'a [Cell<Lane>],
    outputs: Table<'a>,
    targets: &'b [u32],
    positive: u32,
    rate: f32,
    place: Place,
    error: &'b mut [Lane],
    loss: Option<&'b mut Loss>,
}

impl Block<'_, '_> {
    #[inline(always)]
    fn run<L: Lanes, const N: usize>(&mut self) {
        let mut u: [&[Cell<Lane>]; N] = [&[]; N];
        for (u, &target) in u.iter_mut().zip(self.targets) {
            *u = self.outputs.row(target);
        }
        let lanes = self.v.len();
        let mut sums = [L::splat(0.0); N];
        for k in 0..lanes {
            let v = load::<L>(&self.v[k]);
            for (sum, u) in sums.iter_mut().zip(&u) {
                *sum = load::<L>(&u[k]).mul_add(v, *sum);
            }
        }
        let steps = self.steps(sums);
        let steps: [L; N] = std::array::from_fn(|n| L::splat(steps[n]));
        for k in 0..lanes {
            let v = load::<L>(&self.v[k]);
            let mut error = if self.place.first { L::splat(0.0) } else { L::load(&self.error[k]) };
            for (step, u) in steps.iter().zip(&u) {
                let own = load::<L>(&u[k]);
                error = step.mul_add(own, error);
                store(step.mul_add(v, own), &u[k]);
            }
            if self.place.last {
                store(v.add(error), &self.v[k]);
            } else {
                error.store(&mut self.error[k]);
            }
        }
    }

    /// From the products to how far each target goes along the input.
    #[inline(always)]
    fn steps<L: Lanes, const N: usize>(&mut self, products: [L; N]) -> [f32; LANES] {
        let mut logits = Lane::ZERO;
        for (logit, product) in logits.0.iter_mut().zip(products) {
            *logit = product.sum();
        }
        let chances = sigmoid_lanes(L::load(&logits)).to_array();
        let unlabelled = chances.map(|chance| -chance * self.rate);
        let counts = |n: usize| self.targets[n] != self.positive;
        let mut steps: [f32; LANES] = std::array::from_fn(|n| if n < N && counts(n) { unlabelled[n] } else { 0.0 });
        if self.place.first {
            steps[0] = (1.0 - chances[0]) * self.rate;
        }
        if let Some(loss) = &mut self.loss {
            for (n, &logit) in logits.0[..N].iter().enumerate() {
                let is_true = self.place.first && n == 0;
                let x = f64::from(if is_true { logit } else { -logit });
                if is_true || self.targets[n] != self.positive {
                    // ln(1 + exp(-x)), for any x.
                    loss.sum += (-x).max(0.0) + (-x.abs()).exp().ln_1p();
                }
            }
        }
        steps
    }
}
