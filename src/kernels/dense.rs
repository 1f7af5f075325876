//! A fully connected layer over many rows. The sum for one row must not depend on how many there are, so all products are
//! our own (matrix libraries take other ways for few rows than for many).

use super::lanes::{LANES, Lanes};
use super::level::dispatch;
use super::math::{Function, Sigmoid, Tanh, apply, exp_lanes, padded};
use super::product;
pub use super::product::Sum;
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

/// The weights of a layer.
#[derive(Debug, Clone, Copy)]
pub struct Weights<'a> {
    /// W, row-major.
    pub kernel: &'a [f32],
    /// b, one number a unit, or empty.
    pub bias: &'a [f32],
    /// How many outputs there are.
    pub units: usize,
    /// Whether the kernel is `[units, inputs]`, that of another layer turned round, and not `[inputs, units]`.
    pub is_turned: bool,
}

/// `y = squash(x W + b)`: x `[rows, inputs]`, y `[rows, units]`. The sum for a row does not depend on how many there are.
pub fn forward(level: super::Level, x: &[f32], weights: Weights<'_>, squash: Squash, y: &mut [f32]) {
    let Weights { kernel, bias, units, is_turned } = weights;
    let rows = y.len() / units.max(1);
    let inputs = kernel.len() / units.max(1);
    assert!(x.len() == rows * inputs && kernel.len() == inputs * units && (bias.is_empty() || bias.len() == units));
    if units == 1 {
        dots(level, x, kernel, bias.first().copied().unwrap_or(0.0), y);
    } else if is_turned {
        product::times_transposed(level, x, kernel, bias, inputs, y);
    } else {
        product::rows_times(level, x, kernel, bias, units, y);
    }
    squash_all(level, y, squash);
}

/// Where the gradients of a layer go; None: not wanted.
#[derive(Debug, Default)]
pub struct Back<'a> {
    /// Of the kernel, and what to do with what is there.
    pub kernel: Option<(&'a mut [f32], Sum)>,
    /// Of the bias; added to.
    pub bias: Option<&'a mut [f32]>,
    /// Of the inputs; overwritten.
    pub input: Option<&'a mut [f32]>,
}

/// From y and its gradient to the gradients of the rest. `gradient` is that before the activation function already when
/// [`before_squash`] has made it so.
pub fn backward(level: super::Level, x: &[f32], weights: Weights<'_>, gradient: &[f32], back: Back<'_>) {
    let Weights { kernel, units, is_turned, .. } = weights;
    let rows = gradient.len() / units.max(1);
    let inputs = kernel.len() / units.max(1);
    assert!(x.len() == rows * inputs && gradient.len() == rows * units);
    match back.kernel {
        Some((out, sum)) if is_turned => product::transposed_times(level, gradient, x, inputs, out, sum),
        Some((out, sum)) => product::transposed_times(level, x, gradient, units, out, sum),
        None => {}
    }
    if let Some(sum) = back.bias {
        gradient.chunks_exact(units).for_each(|row| vector::add_scaled(sum, row, 1.0));
    }
    match back.input {
        Some(d_x) if is_turned => product::rows_times(level, gradient, kernel, &[], inputs, d_x),
        Some(d_x) => product::times_transposed(level, gradient, kernel, &[], units, d_x),
        None => {}
    }
}

dispatch! {
    fn dots(x: &[f32], kernel: &[f32], bias: f32, y: &mut [f32]) = dots_body;
}
dispatch! {
    /// The function of each value.
    pub(super) fn squash_all(values: &mut [f32], squash: Squash) = squash_body;
}
dispatch! {
    /// From the gradient with respect to y to that before the activation function, by y.
    pub fn before_squash(y: &[f32], squash: Squash, gradient: &mut [f32]) = slope_body;
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

    /// The layer with its kernel lying the other way gives the same.
    fn check_turned(
        level: Level,
        x: &[f32],
        weights: Weights<'_>,
        squash: Squash,
        y: &[f32],
        d: &[f32],
        expected: &[Vec<f32>; 3],
    ) {
        let (units, inputs) = (weights.units, weights.kernel.len() / weights.units);
        let turn = |kernel: &[f32], rows: usize, columns: usize| -> Vec<f32> {
            (0..kernel.len()).map(|i| kernel[i % rows * columns + i / rows]).collect()
        };
        let kernel = turn(weights.kernel, inputs, units);
        let weights = Weights { kernel: &kernel, is_turned: true, ..weights };
        let mut found = vec![0.0; y.len()];
        forward(level, x, weights, squash, &mut found);
        let close = |a: &[f32], b: &[f32]| {
            a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-4 * a.abs().max(1.0)) && a.len() == b.len()
        };
        assert!(close(&found, y), "{level:?} {squash:?}");
        let [mut d_x, mut d_kernel, mut d_bias] = expected.each_ref().map(|part| vec![0.0; part.len()]);
        let back = Back { kernel: Some((&mut d_kernel, Sum::Replace)), bias: Some(&mut d_bias), input: Some(&mut d_x) };
        backward(level, x, weights, d, back);
        let d_kernel = turn(&d_kernel, units, inputs);
        assert!([d_x, d_kernel, d_bias].iter().zip(expected).all(|(a, b)| close(a, b)), "{level:?} {squash:?}");
    }

    #[test]
    fn values_and_gradients_agree_with_the_formulas_at_every_level() {
        for (rows, inputs, units) in [(1, 1, 1), (5, 20, 1), (7, 33, 1), (3, 4, 10), (19, 5, 3)] {
            let parts = [numbers(rows * inputs, 1), numbers(inputs * units, 2), numbers(units, 3)];
            let exact = parts.clone().map(|p| p.into_iter().map(f64::from).collect::<Vec<f64>>());
            for (level, squash) in Level::ALL.into_iter().flat_map(|level| ALL.map(|squash| (level, squash))) {
                let [x, kernel, bias] = &parts;
                let mut y = vec![0.0; rows * units];
                let weights = Weights { kernel, bias, units, is_turned: false };
                forward(level, x, weights, squash, &mut y);
                let found: f64 = y.iter().enumerate().map(|(i, y)| (i % 3 + 1) as f64 * f64::from(*y)).sum();
                let value = |e: &[Vec<f64>; 3]| loss(&e[0], &e[1], &e[2], squash, units);
                assert!((found - value(&exact)).abs() < 1e-4, "{level:?} {squash:?}: {found}");

                let mut d: Vec<f32> = (0..rows * units).map(|i| (i % 3 + 1) as f32).collect();
                let mut found = parts.clone().map(|p| vec![0.0; p.len()]);
                let [d_x, d_kernel, d_bias] = &mut found;
                before_squash(level, &y, squash, &mut d);
                let back = Back { kernel: Some((d_kernel, Sum::Add)), bias: Some(d_bias), input: Some(d_x) };
                backward(level, x, weights, &d, back);
                check_turned(level, x, weights, squash, &y, &d, &found);
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
                let weights = Weights { kernel: &kernel, bias: &bias, units, is_turned: false };
                forward(Level::current(), x, weights, Squash::Tanh, &mut y);
                y
            };
            let all = run(&x);
            for rows in [1, 2, 7, 16, 33] {
                assert_eq!(run(&x[..rows * inputs]), all[..rows * units], "{inputs} {units} {rows}");
            }
        }
    }
}
