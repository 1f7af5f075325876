//! Products of row-major matrices of any size, for few rows and for many: what dense layers consist of. None of them
//! packs a matrix that is read once for sixteen rows, as matrix libraries do: at the sizes of a shard that would take as long
//! as the product.

use super::lanes::{LANES, Lane, Lanes};
use super::level::dispatch;
use super::tile::{self, Panels, Steps, is_block, rows_of_block, with_rows};

/// What a product does with what is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sum {
    /// Adds to it.
    Add,
    /// Overwrites it.
    Replace,
}

dispatch! {
    /// `y = x W + b`: x `[rows, inputs]`, W `[inputs, units]`, b `[units]` or empty, y `[rows, units]`. The sum for a row
    /// does not depend on how many there are.
    pub fn rows_times(x: &[f32], kernel: &[f32], bias: &[f32], units: usize, y: &mut [f32]) = rows_times_body;
}
dispatch! {
    /// `out = x^T g` or `out += x^T g`: x `[rows, inputs]`, g `[rows, units]`, out `[inputs, units]`.
    pub fn transposed_times(x: &[f32], g: &[f32], units: usize, out: &mut [f32], sum: Sum) = transposed_times_body;
}
dispatch! {
    /// `y = g W^T + b`: g `[rows, units]`, W `[inputs, units]`, b `[inputs]` or empty, y `[rows, inputs]`. The sum for a
    /// row does not depend on how many there are.
    pub fn times_transposed(g: &[f32], kernel: &[f32], bias: &[f32], units: usize, y: &mut [f32]) = times_transposed_body;
}

/// So many inputs are gone through at a time: their part of sixteen columns of the kernel stays in the first cache.
const RUN: usize = 128;
/// So many rows of x are gone through with each run of the kernel.
const ROWS: usize = 96;

#[inline(always)]
fn rows_times_body<L: Lanes>(x: &[f32], kernel: &[f32], bias: &[f32], units: usize, y: &mut [f32]) {
    let inputs = kernel.len() / units.max(1);
    let rows = y.len() / units.max(1);
    assert!(x.len() == rows * inputs && kernel.len() == inputs * units && y.len() == rows * units);
    assert!(bias.is_empty() || bias.len() == units);
    fill_rows(y, bias, units);
    let whole = units - units % LANES;
    let mut last = Panels::default();
    last.pack(kernel, inputs, whole..units, [units, 1]);
    for (x, y) in x.chunks(ROWS * inputs.max(1)).zip(y.chunks_mut(ROWS * units.max(1))) {
        for from in (0..inputs).step_by(RUN) {
            let count = RUN.min(inputs - from);
            for first in (0..whole).step_by(LANES) {
                let b = Steps { values: &kernel[from * units + first..], step: units };
                rows_of_panel::<L>([inputs, from, count], x, b, y, units, first);
            }
            if whole < units {
                let panel = last.panel(0);
                let b = Steps { values: &panel.values[from * LANES..], step: LANES };
                rows_of_panel::<L>([inputs, from, count], x, b, y, units, whole);
            }
        }
    }
}

/// Each row becomes the bias, or zero without one.
fn fill_rows(y: &mut [f32], bias: &[f32], units: usize) {
    match bias {
        [] => y.fill(0.0),
        bias => y.chunks_exact_mut(units).for_each(|row| row.copy_from_slice(bias)),
    }
}

/// Adds some inputs' part of up to sixteen columns, from `first` on, of all rows of y.
#[inline(always)]
fn rows_of_panel<L: Lanes>(
    [inputs, from, count]: [usize; 3],
    x: &[f32],
    b: Steps<'_>,
    y: &mut [f32],
    units: usize,
    first: usize,
) {
    let rows = y.len() / units;
    let mut row = 0;
    while row < rows {
        let block = rows_of_block::<L>(rows - row);
        let a = Steps { values: &x[row * inputs + from..], step: 1 };
        with_rows!(block, few_rows::<L>(count, a, inputs, b, &mut y[row * units + first..], units, units - first));
        row += block;
    }
}

/// R rows, `stride` apart in a and `units` apart in y, of up to sixteen columns.
#[inline(always)]
fn few_rows<L: Lanes, const R: usize>(
    count: usize,
    a: Steps<'_>,
    stride: usize,
    b: Steps<'_>,
    y: &mut [f32],
    units: usize,
    left: usize,
) {
    if !is_block::<L>(R) {
        return;
    }
    let width = LANES.min(left);
    let mut sums = [L::splat(0.0); R];
    for (r, sum) in sums.iter_mut().enumerate() {
        *sum = tile::read(&y[r * units..], width);
    }
    tile::add(&mut sums, count, a, std::array::from_fn(|r| r * stride), b);
    for (r, sum) in sums.into_iter().enumerate() {
        tile::write(sum, &mut y[r * units..], width);
    }
}

/// Columns of g that are gone through together: for a few rows they stay in the first cache.
const GROUP: usize = 8 * LANES;
/// Rows that are added up at a time.
const DEPTH: usize = 256;

#[inline(always)]
fn transposed_times_body<L: Lanes>(x: &[f32], g: &[f32], units: usize, out: &mut [f32], sum: Sum) {
    let inputs = out.len() / units.max(1);
    let rows = g.len() / units.max(1);
    assert!(x.len() == rows * inputs && g.len() == rows * units && out.len() == inputs * units);
    if rows == 0 && sum == Sum::Replace {
        out.fill(0.0);
    }
    let whole = units - units % LANES;
    let mut last = Panels::default();
    last.pack(g, rows, whole..units, [units, 1]);
    for from in (0..rows).step_by(DEPTH) {
        let count = DEPTH.min(rows - from);
        let add = sum == Sum::Add || from > 0;
        for group in (0..units).step_by(GROUP) {
            let mut input = 0;
            while input < inputs {
                let block = rows_of_block::<L>(inputs - input);
                let a = Steps { values: &x[from * inputs + input..], step: inputs };
                for first in (group..units.min(group + GROUP)).step_by(LANES) {
                    let b = if first < whole {
                        Steps { values: &g[from * units + first..], step: units }
                    } else {
                        Steps { values: &last.panel(0).values[from * LANES..], step: LANES }
                    };
                    let out = &mut out[input * units + first..];
                    with_rows!(block, few_inputs::<L>(count, a, b, out, units, units - first, add));
                }
                input += block;
            }
        }
    }
}

/// R neighbouring columns of a against up to sixteen of b.
#[inline(always)]
fn few_inputs<L: Lanes, const R: usize>(
    count: usize,
    a: Steps<'_>,
    b: Steps<'_>,
    out: &mut [f32],
    units: usize,
    left: usize,
    add: bool,
) {
    if !is_block::<L>(R) {
        return;
    }
    let width = LANES.min(left);
    let mut sums = [L::splat(0.0); R];
    tile::add(&mut sums, count, a, std::array::from_fn(|r| r), b);
    for (r, sum) in sums.into_iter().enumerate() {
        let out = &mut out[r * units..];
        let sum = if add { sum.add(tile::read(out, width)) } else { sum };
        tile::write(sum, out, width);
    }
}

#[inline(always)]
fn times_transposed_body<L: Lanes>(g: &[f32], kernel: &[f32], bias: &[f32], units: usize, y: &mut [f32]) {
    let inputs = kernel.len() / units.max(1);
    let rows = g.len() / units.max(1);
    assert!(g.len() == rows * units && kernel.len() == inputs * units && y.len() == rows * inputs);
    assert!(bias.is_empty() || bias.len() == inputs);
    // Sixteen rows at a time become lanes; the kernel is read row by row, as it lies.
    let mut columns = vec![Lane::ZERO; units];
    for first in (0..rows).step_by(LANES) {
        let count = LANES.min(rows - first);
        if count < LANES {
            columns.fill(Lane::ZERO);
        }
        for (r, row) in g[first * units..][..count * units].chunks_exact(units).enumerate() {
            columns.iter_mut().zip(row).for_each(|(column, value)| column.0[r] = *value);
        }
        let y = &mut y[first * inputs..][..count * inputs];
        let mut turned = [Lane::ZERO; LANES];
        for first in (0..inputs).step_by(LANES) {
            let width = LANES.min(inputs - first);
            let mut outputs = [Lane::ZERO; LANES];
            let mut done = 0;
            while done < width {
                let block = rows_of_block::<L>(width - done);
                let a = Steps { values: &kernel[(first + done) * units..], step: 1 };
                let bias = bias.get(first + done..).unwrap_or_default();
                with_rows!(block, few_outputs::<L>(units, a, &columns, bias, &mut outputs[done..]));
                done += block;
            }
            L::transpose(&outputs, &mut turned);
            for (row, lane) in y.chunks_exact_mut(inputs).zip(&turned) {
                row[first..][..width].copy_from_slice(&lane.0[..width]);
            }
        }
    }
}

/// R neighbouring columns of y, for the rows that are in the lanes.
#[inline(always)]
fn few_outputs<L: Lanes, const R: usize>(
    units: usize,
    a: Steps<'_>,
    columns: &[Lane],
    bias: &[f32],
    outputs: &mut [Lane],
) {
    if !is_block::<L>(R) {
        return;
    }
    let mut sums = [L::splat(0.0); R];
    for (sum, bias) in sums.iter_mut().zip(bias) {
        *sum = L::splat(*bias);
    }
    let b = Steps { values: tile::flat(columns), step: LANES };
    tile::add(&mut sums, units, a, std::array::from_fn(|r| r * units), b);
    for (sum, output) in sums.into_iter().zip(outputs) {
        sum.store(output);
    }
}

#[cfg(test)]
#[path = "product_tests.rs"]
mod tests;
