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
#[path = "dense_tests.rs"]
mod tests;
