//! tanh, the logistic function and the exponential over vectors, with bounds on their errors that the tests hold.
//!
//! | function | error | where |
//! |---|---|---|
//! | [`tanh`] | 6e-7 relative | everywhere |
//! | [`sigmoid`] | 2e-7 absolute | everywhere |
//! | [`exp`] | 3e-7 relative | from -86 to 88.7; 0 below, infinite above |
//!
//! What is not a number stays so. The coefficients were fitted for this program: a rational minimax approximation of
//! tanh(x) / x in x^2 (iteratively reweighted least squares at 40 digits), and Chebyshev's of the exponential on
//! half an octave around 0.

#![allow(clippy::excessive_precision, reason = "the coefficients as they were fitted")]

use super::lanes::{LANES, Lanes};
use super::level::dispatch;

/// Beyond this, tanh is within 2.8e-7 of 1.
const TANH_LIMIT: f32 = 7.9;
const TANH_ABOVE: [f32; 5] = [
    0.999_999_994_431_869_5,
    0.134_506_799_882_460_3,
    3.579_061_956_979_903_4e-3,
    2.202_437_069_782_247_3e-5,
    1.542_948_2e-8,
];
const TANH_BELOW: [f32; 5] =
    [1.0, 0.467_840_080_300_815_86, 2.619_250_562_661_807e-2, 3.423_763_832_706_557_5e-4, 8.599_408_803_852_713e-7];

/// From the highest power down.
const EXP: [f32; 7] = [
    1.394_121_310_000_633_4e-3,
    8.375_210_200_870_016e-3,
    4.166_635_163_844_457e-2,
    0.166_664_145_071_695_6,
    0.500_000_004_740_139_4,
    1.000_000_037_943_299_2,
    1.0,
];
/// ln 2 in two parts, the first with few enough bits that its small multiples are exact.
const LN_2: [f32; 2] = [0.693_359_375, -2.121_944_4e-4];

/// c0 + c1 u + c2 u^2 + ...
#[inline(always)]
fn polynomial<L: Lanes>(u: L, coefficients: [f32; 5]) -> L {
    let [c0, c1, c2, c3, c4] = coefficients;
    let sum = u.mul_add(L::splat(c4), L::splat(c3));
    let sum = u.mul_add(sum, L::splat(c2));
    let sum = u.mul_add(sum, L::splat(c1));
    u.mul_add(sum, L::splat(c0))
}

#[inline(always)]
pub(super) fn tanh_lanes<L: Lanes>(x: L) -> L {
    let x = x.clamp(-TANH_LIMIT, TANH_LIMIT);
    let u = x.mul(x);
    x.mul(polynomial(u, TANH_ABOVE)).div(polynomial(u, TANH_BELOW))
}

/// 1 / (1 + exp(-x)) = (1 + tanh(x / 2)) / 2.
#[inline(always)]
pub(super) fn sigmoid_lanes<L: Lanes>(x: L) -> L {
    let half = L::splat(0.5);
    tanh_lanes(x.mul(half)).mul_add(half, half)
}

#[inline(always)]
pub(super) fn exp_lanes<L: Lanes>(x: L) -> L {
    let inside = x.clamp(-86.5, 88.722_84);
    // Adding 1.5 * 2^23 + 126 rounds to a whole number and leaves it, plus 126, in the low bits: shifted into the
    // exponent they are 2^(n - 1), which is finite where 2^n is not.
    let magic = L::splat(12_582_912.0 + 126.0);
    let shifted = inside.mul_add(L::splat(std::f32::consts::LOG2_E), magic);
    let n = shifted.sub(magic);
    let r = n.mul_add(L::splat(-LN_2[0]), inside);
    let r = n.mul_add(L::splat(-LN_2[1]), r);
    let mut sum = L::splat(EXP[0]);
    for c in [EXP[1], EXP[2], EXP[3], EXP[4], EXP[5], EXP[6]] {
        sum = sum.mul_add(r, L::splat(c));
    }
    let y = sum.mul(shifted.exponent()).mul(L::splat(2.0)).unless_above(x, 88.722_84, f32::INFINITY);
    y.unless_above(L::splat(0.0).sub(x), 86.5, 0.0)
}

/// A function of one number. A trait and no closure, for a closure would not be compiled for the level's instructions.
pub(super) trait Function<L> {
    fn of(&self, x: L) -> L;
}

/// The functions of this module.
pub(super) struct Tanh;
pub(super) struct Sigmoid;
struct Exp;

impl<L: Lanes> Function<L> for Tanh {
    #[inline(always)]
    fn of(&self, x: L) -> L {
        tanh_lanes(x)
    }
}

impl<L: Lanes> Function<L> for Sigmoid {
    #[inline(always)]
    fn of(&self, x: L) -> L {
        sigmoid_lanes(x)
    }
}

impl<L: Lanes> Function<L> for Exp {
    #[inline(always)]
    fn of(&self, x: L) -> L {
        exp_lanes(x)
    }
}

/// The function of each value: whole vectors, and the rest through one that is filled up with zeros.
#[inline(always)]
pub(super) fn apply<L: Lanes>(values: &mut [f32], function: &impl Function<L>) {
    let (whole, rest) = values.as_chunks_mut::<LANES>();
    for chunk in whole {
        *chunk = function.of(L::array(chunk)).to_array();
    }
    let last = function.of(padded(rest)).to_array();
    rest.copy_from_slice(&last[..rest.len()]);
}

/// Fewer than sixteen values, filled up with zeros.
#[inline(always)]
pub(super) fn padded<L: Lanes>(values: &[f32]) -> L {
    let mut all = [0.0; LANES];
    all[..values.len()].copy_from_slice(values);
    L::array(&all)
}

#[inline(always)]
fn tanh_body<L: Lanes>(values: &mut [f32]) {
    apply::<L>(values, &Tanh);
}
#[inline(always)]
fn sigmoid_body<L: Lanes>(values: &mut [f32]) {
    apply::<L>(values, &Sigmoid);
}
#[inline(always)]
fn exp_body<L: Lanes>(values: &mut [f32]) {
    apply::<L>(values, &Exp);
}

dispatch! {
    /// Replaces each value by its hyperbolic tangent.
    pub fn tanh(values: &mut [f32]) = tanh_body;
}
dispatch! {
    /// Replaces each value x by 1 / (1 + exp(-x)).
    pub fn sigmoid(values: &mut [f32]) = sigmoid_body;
}
dispatch! {
    /// Replaces each value by its exponential.
    pub fn exp(values: &mut [f32]) = exp_body;
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    type Kernel = fn(Level, &mut [f32]);

    /// The worst of `error(result, truth)` over many numbers from -`limit` to `limit`, close to 0 too, at any level.
    fn worst(kernel: Kernel, truth: fn(f64) -> f64, limit: f32, error: fn(f64, f64) -> f64) -> f64 {
        let mut inputs: Vec<f32> = (-60_001..=60_001).map(|i| i as f32 / 60_001.0 * limit).collect();
        inputs.extend((0..20_000).flat_map(|i| [1e-6_f32, -1e-6].map(|s| s * 1.0007_f32.powi(i))));
        inputs.retain(|x| x.abs() <= limit);
        let mut worst = 0.0_f64;
        for level in Level::ALL {
            let mut outputs = inputs.clone();
            kernel(level, &mut outputs);
            for (&x, &y) in inputs.iter().zip(&outputs) {
                worst = worst.max(error(f64::from(y), truth(f64::from(x))));
            }
        }
        worst
    }

    fn relative(y: f64, truth: f64) -> f64 {
        (y / truth - 1.0).abs()
    }

    #[test]
    fn the_errors_stay_within_the_bounds_of_the_table() {
        let tanh_error = worst(tanh, f64::tanh, 30.0, relative);
        assert!(tanh_error < 6e-7, "{tanh_error}");
        let sigmoid_error = worst(sigmoid, |x| 1.0 / (1.0 + (-x).exp()), 100.0, |y, t| (y - t).abs());
        assert!(sigmoid_error < 2e-7, "{sigmoid_error}");
        let exp_error = worst(exp, f64::exp, 86.0, relative);
        assert!(exp_error < 3e-7, "{exp_error}");
    }

    #[test]
    fn far_out_and_at_what_is_not_a_number_they_give_the_limits() {
        for level in Level::ALL {
            let at = |kernel: Kernel, x: f32| {
                let mut values = [x; 19];
                kernel(level, &mut values);
                assert!(values.iter().all(|v| v.to_bits() == values[0].to_bits()), "{level:?}");
                values[0]
            };
            assert!((at(tanh, f32::INFINITY) - 1.0).abs() < 3e-7 && at(tanh, f32::INFINITY) <= 1.0);
            assert!((at(tanh, -1e30) + 1.0).abs() < 3e-7);
            assert_eq!(at(tanh, 0.0), 0.0);
            assert!((0.0..2e-7).contains(&at(sigmoid, -1e30)));
            assert!((1.0 - 2e-7..=1.0).contains(&at(sigmoid, f32::INFINITY)));
            assert_eq!(at(sigmoid, 0.0), 0.5);
            assert_eq!(at(exp, 0.0), 1.0);
            assert_eq!(at(exp, f32::NEG_INFINITY), 0.0);
            assert_eq!(at(exp, -200.0), 0.0);
            assert_eq!(at(exp, 89.0), f32::INFINITY);
            assert!(relative(f64::from(at(exp, 88.7)), 88.7_f32.into()).is_finite() && at(exp, 88.7).is_finite());
            for kernel in [tanh, sigmoid, exp] as [Kernel; 3] {
                assert!(at(kernel, f32::NAN).is_nan());
            }
        }
    }

    #[test]
    fn avx2_and_avx512_agree_to_the_bit() {
        for kernel in [tanh, sigmoid, exp] as [Kernel; 3] {
            let inputs: Vec<f32> = (-500..500).map(|i| i as f32 * 0.0371).collect();
            let [a, b] = [Level::Avx2, Level::Avx512].map(|level| {
                let mut values = inputs.clone();
                kernel(level, &mut values);
                values.into_iter().map(f32::to_bits).collect::<Vec<_>>()
            });
            if Level::supported() == Level::Avx512 {
                assert_eq!(a, b);
            }
        }
    }
}
