//! A fully connected layer over many rows. The way forward is a product of our own, since the sum for one row must not
//! depend on how many there are (matrix libraries take other ways for few rows than for many). The way back is two
//! products by the `gemm` crate on the calling thread, which chooses its own instructions, whatever the
//! [`Level`](super::Level).
#![allow(unsafe_code, reason = "gemm takes pointers; product() says why they hold")]

use super::lanes::{LANES, Lane, Lanes};
use super::level::dispatch;
use super::math::{Function, Sigmoid, Tanh, apply, exp_lanes, padded};
use super::vector;

/// What a layer ends with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Squash {
    /// Nothing.
    Linear,
    /// max(0, x).
    Relu,
    /// `scale * x` from 0 on, `scale * alpha * (exp(x) - 1)` below.
    Selu {
        /// The slope above 0.
        scale: f32,
        /// What it goes to below, over the scale.
        alpha: f32,
    },
    /// Hyperbolic tangent.
    Tanh,
    /// 1 / (1 + exp(-x)).
    Sigmoid,
}

/// `y = squash(x W + b)`: x `[rows, inputs]`, W `[inputs, units]`, b `[units]` or empty, y `[rows, units]`. The sum for a
/// row does not depend on how many there are.
pub fn forward(
    level: super::Level,
    x: &[f32],
    kernel: &[f32],
    bias: &[f32],
    squash: Squash,
    units: usize,
    y: &mut [f32],
) {
    let rows = y.len() / units.max(1);
    let inputs = kernel.len() / units.max(1);
    assert!(x.len() == rows * inputs && kernel.len() == inputs * units && (bias.is_empty() || bias.len() == units));
    if units == 1 {
        dots(level, x, kernel, bias.first().copied().unwrap_or(0.0), y);
    } else {
        rows_times(level, x, kernel, bias, units, y);
    }
    squash_all(level, y, squash);
}

/// From y and its gradient to the gradients of the rest: `gradient` becomes that before the activation function; the
/// kernel's and the bias' are added to; `d_x` is overwritten.
#[allow(clippy::too_many_arguments, reason = "a kernel takes its operands one by one")]
pub fn backward(
    level: super::Level,
    x: &[f32],
    kernel: &[f32],
    y: &[f32],
    squash: Squash,
    units: usize,
    gradient: &mut [f32],
    d_kernel: Option<&mut [f32]>,
    d_bias: Option<&mut [f32]>,
    d_x: Option<&mut [f32]>,
) {
    let rows = y.len() / units.max(1);
    let inputs = kernel.len() / units.max(1);
    assert!(x.len() == rows * inputs && gradient.len() == y.len());
    slope(level, y, squash, gradient);
    if let Some(sum) = d_kernel {
        product([inputs, units, rows], (x, 1, inputs), (gradient, units, 1), sum, Sum::Add);
    }
    if let Some(sum) = d_bias {
        gradient.chunks_exact(units).for_each(|row| vector::add_scaled(sum, row, 1.0));
    }
    if let Some(d_x) = d_x {
        product([rows, inputs, units], (gradient, units, 1), (kernel, 1, units), d_x, Sum::Replace);
    }
}

/// What a product does with what is there already.
#[derive(Clone, Copy, PartialEq)]
enum Sum {
    Add,
    Replace,
}

/// `c = a b` or `c += a b`, with c `[m, n]` row-major, a `[m, k]` and b `[k, n]`, each with the distance from row to row
/// and from column to column.
fn product([m, n, k]: [usize; 3], a: (&[f32], usize, usize), b: (&[f32], usize, usize), c: &mut [f32], sum: Sum) {
    let fits = |(values, by_row, by_column): (&[f32], usize, usize), rows: usize, columns: usize| {
        rows == 0 || columns == 0 || (rows - 1) * by_row + (columns - 1) * by_column < values.len()
    };
    assert!(fits(a, m, k) && fits(b, k, n) && c.len() == m * n);
    // SAFETY: the strides stay within each slice, as asserted; c is borrowed mutably, so nothing else sees it.
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            c.as_mut_ptr(),
            1,
            n as isize,
            sum == Sum::Add,
            a.0.as_ptr(),
            a.2 as isize,
            a.1 as isize,
            b.0.as_ptr(),
            b.2 as isize,
            b.1 as isize,
            1.0_f32,
            1.0_f32,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

dispatch! {
    fn rows_times(x: &[f32], kernel: &[f32], bias: &[f32], units: usize, y: &mut [f32]) = rows_times_body;
}
dispatch! {
    fn dots(x: &[f32], kernel: &[f32], bias: f32, y: &mut [f32]) = dots_body;
}
dispatch! {
    fn squash_all(values: &mut [f32], squash: Squash) = squash_body;
}
dispatch! {
    fn slope(y: &[f32], squash: Squash, gradient: &mut [f32]) = slope_body;
}

/// `y = x W + b`, sixteen columns at a time.
#[inline(always)]
fn rows_times_body<L: Lanes>(x: &[f32], kernel: &[f32], bias: &[f32], units: usize, y: &mut [f32]) {
    let inputs = kernel.len() / units;
    let mut columns = vec![Lane::ZERO; inputs];
    for first in (0..units).step_by(LANES) {
        let width = LANES.min(units - first);
        let mut start = Lane::ZERO;
        start.0.iter_mut().zip(&bias[first.min(bias.len())..]).for_each(|(to, from)| *to = *from);
        for (lane, row) in columns.iter_mut().zip(kernel.chunks_exact(units)) {
            lane.0[..width].copy_from_slice(&row[first..][..width]);
        }
        let (mut x, mut y) = (x, &mut *y);
        while !y.is_empty() {
            let left = y.len() / units;
            let rows = if L::TILE >= 8 && left >= 8 {
                8
            } else if L::TILE >= 4 && left >= 4 {
                4
            } else {
                1
            };
            let (x_part, x_rest) = x.split_at(rows * inputs);
            let (y_part, y_rest) = y.split_at_mut(rows * units);
            match rows {
                8 => few_rows::<L, 8>(x_part, &columns, &start, &mut y_part[first..], units, width),
                4 => few_rows::<L, 4>(x_part, &columns, &start, &mut y_part[first..], units, width),
                _ => few_rows::<L, 1>(x_part, &columns, &start, &mut y_part[first..], units, width),
            }
            (x, y) = (x_rest, y_rest);
        }
    }
}

/// `width` columns of N rows of y, which lie `units` apart.
#[inline(always)]
fn few_rows<L: Lanes, const N: usize>(
    x: &[f32],
    columns: &[Lane],
    start: &Lane,
    y: &mut [f32],
    units: usize,
    width: usize,
) {
    let inputs = columns.len();
    let mut sums = [L::load(start); N];
    let mut rows: [&[f32]; N] = [&[]; N];
    for (n, row) in rows.iter_mut().enumerate() {
        *row = &x[n * inputs..][..inputs];
    }
    for (k, column) in columns.iter().enumerate() {
        let column = L::load(column);
        for n in 0..N {
            sums[n] = L::splat(rows[n][k]).mul_add(column, sums[n]);
        }
    }
    for (n, sum) in sums.into_iter().enumerate() {
        y[n * units..][..width].copy_from_slice(&sum.to_array()[..width]);
    }
}

#[inline(always)]
fn dots_body<L: Lanes>(x: &[f32], kernel: &[f32], bias: f32, y: &mut [f32]) {
    let (weights, last_weights) = kernel.as_chunks::<LANES>();
    for (row, y) in x.chunks_exact(kernel.len().max(1)).zip(y) {
        let (row, last) = row.as_chunks::<LANES>();
        let mut sum = L::splat(0.0);
        for (x, w) in row.iter().zip(weights) {
            sum = L::array(x).mul_add(L::array(w), sum);
        }
        let rest: f32 = last.iter().zip(last_weights).map(|(x, w)| x * w).sum();
        *y = bias + sum.sum() + rest;
    }
}

#[inline(always)]
fn squash_body<L: Lanes>(values: &mut [f32], squash: Squash) {
    match squash {
        Squash::Linear => {}
        Squash::Relu => apply::<L>(values, &Relu),
        Squash::Tanh => apply::<L>(values, &Tanh),
        Squash::Sigmoid => apply::<L>(values, &Sigmoid),
        Squash::Selu { scale, alpha } => apply::<L>(values, &Selu { scale, alpha }),
    }
}

struct Relu;

impl<L: Lanes> Function<L> for Relu {
    #[inline(always)]
    fn of(&self, x: L) -> L {
        x.relu()
    }
}

struct Selu {
    scale: f32,
    alpha: f32,
}

impl<L: Lanes> Function<L> for Selu {
    #[inline(always)]
    fn of(&self, x: L) -> L {
        let below = L::splat(self.scale * self.alpha);
        // One of the two parts is 0; together they let what is not a number through.
        let negative = exp_lanes(x.clamp(f32::NEG_INFINITY, 0.0)).mul_add(below, L::splat(-self.scale * self.alpha));
        x.relu().mul_add(L::splat(self.scale), negative)
    }
}

/// `gradient *= squash'`, by the function's value.
#[inline(always)]
fn slope_body<L: Lanes>(y: &[f32], squash: Squash, gradient: &mut [f32]) {
    if squash == Squash::Linear {
        return;
    }
    let (values, values_rest) = gradient.as_chunks_mut::<LANES>();
    let (others, others_rest) = y.as_chunks::<LANES>();
    for (value, other) in values.iter_mut().zip(others) {
        *value = slope_lanes(squash, L::array(value), L::array(other)).to_array();
    }
    let last = slope_lanes(squash, padded::<L>(values_rest), padded(others_rest)).to_array();
    values_rest.copy_from_slice(&last[..values_rest.len()]);
}

#[inline(always)]
fn slope_lanes<L: Lanes>(squash: Squash, d: L, y: L) -> L {
    let one = L::splat(1.0);
    match squash {
        Squash::Linear => d,
        Squash::Relu => y.gate(d),
        Squash::Tanh => d.mul(one.sub(y.mul(y))),
        Squash::Sigmoid => d.mul(y.mul(one.sub(y))),
        // Below 0 the slope is y + scale * alpha, from 0 on it is the scale.
        Squash::Selu { scale, alpha } => {
            let below = L::splat(0.0).sub(y).gate(y.add(L::splat(scale * alpha)));
            let zero = L::splat(0.0);
            let is_below = zero.sub(y).gate(one);
            d.mul(one.sub(is_below).mul_add(L::splat(scale), below))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    const ALL: [Squash; 5] =
        [Squash::Linear, Squash::Relu, Squash::Selu { scale: 1.05, alpha: 1.67 }, Squash::Tanh, Squash::Sigmoid];

    fn numbers(n: usize, seed: usize) -> Vec<f32> {
        (0..n).map(|i| ((i * 37 + seed * 11) % 29) as f32 / 14.5 - 1.0).collect()
    }

    fn formula(squash: Squash, x: f64) -> f64 {
        match squash {
            Squash::Linear => x,
            Squash::Relu => x.max(0.0),
            Squash::Tanh => x.tanh(),
            Squash::Sigmoid => 1.0 / (1.0 + (-x).exp()),
            Squash::Selu { scale, .. } if x >= 0.0 => f64::from(scale) * x,
            Squash::Selu { scale, alpha } => f64::from(scale) * f64::from(alpha) * x.exp_m1(),
        }
    }

    /// The sum of y times (1, 2, 3, 1, 2, ...), in double precision.
    fn loss(x: &[f64], kernel: &[f64], bias: &[f64], squash: Squash, units: usize) -> f64 {
        let inputs = kernel.len() / units;
        let unit = |row: &[f64], u: usize| {
            let sum: f64 = row.iter().enumerate().map(|(i, x)| x * kernel[i * units + u]).sum();
            formula(squash, sum + bias[u])
        };
        let all = x.chunks_exact(inputs).flat_map(|row| (0..units).map(move |u| (row, u)));
        all.enumerate().map(|(i, (row, u))| (i % 3 + 1) as f64 * unit(row, u)).sum()
    }

    #[test]
    fn values_and_gradients_agree_with_the_formulas_at_every_level() {
        for (rows, inputs, units) in [(1, 1, 1), (5, 20, 1), (7, 33, 1), (3, 4, 10), (19, 5, 3)] {
            let parts = [numbers(rows * inputs, 1), numbers(inputs * units, 2), numbers(units, 3)];
            let exact = parts.clone().map(|p| p.into_iter().map(f64::from).collect::<Vec<f64>>());
            for (level, squash) in Level::ALL.into_iter().flat_map(|level| ALL.map(|squash| (level, squash))) {
                let [x, kernel, bias] = &parts;
                let mut y = vec![0.0; rows * units];
                forward(level, x, kernel, bias, squash, units, &mut y);
                let found: f64 = y.iter().enumerate().map(|(i, y)| (i % 3 + 1) as f64 * f64::from(*y)).sum();
                let value = |e: &[Vec<f64>; 3]| loss(&e[0], &e[1], &e[2], squash, units);
                assert!((found - value(&exact)).abs() < 1e-4, "{level:?} {squash:?}: {found}");

                let mut d: Vec<f32> = (0..rows * units).map(|i| (i % 3 + 1) as f32).collect();
                let mut found = parts.clone().map(|p| vec![0.0; p.len()]);
                let [d_x, d_kernel, d_bias] = &mut found;
                backward(level, x, kernel, &y, squash, units, &mut d, Some(d_kernel), Some(d_bias), Some(d_x));
                for part in 0..3 {
                    for (i, found) in found[part].iter().enumerate() {
                        let at = |delta: f64| {
                            let mut moved = exact.clone();
                            moved[part][i] += delta;
                            value(&moved)
                        };
                        let expected = (at(1e-6) - at(-1e-6)) / 2e-6;
                        let error = (f64::from(*found) - expected).abs();
                        assert!(
                            error < 1e-4 * expected.abs().max(1.0),
                            "{level:?} {squash:?} {part} {i}: {found} {expected}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_row_has_the_same_bits_alone_and_among_others() {
        for (inputs, units) in [(20, 1), (20, 10), (784, 100), (30, 2), (256, 37)] {
            let (x, kernel, bias) = (numbers(70 * inputs, 1), numbers(inputs * units, 2), numbers(units, 3));
            let run = |x: &[f32]| {
                let mut y = vec![0.0; x.len() / inputs * units];
                forward(Level::current(), x, &kernel, &bias, Squash::Tanh, units, &mut y);
                y
            };
            let all = run(&x);
            for rows in [1, 2, 7, 16, 33] {
                assert_eq!(run(&x[..rows * inputs]), all[..rows * units], "{inputs} {units} {rows}");
            }
        }
    }
}
