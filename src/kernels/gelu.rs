//! The Gaussian error linear unit, x Phi(x), exact in the error function (Hendrycks and Gimpel 2016) as PyTorch and GPT-2's
//! successors have it, within 3e-7 of the larger of 1 and |x|.
//!
//! Phi(-|x|) = erfc(z) / 2 with z = |x| / sqrt 2, and erfc(z) = exp(-z^2) t P(t), t = 1 / (1 + .33 z), where the
//! polynomial was fitted for this program (iteratively reweighted least squares, relative error 8e-8 for z up to 9).

#![allow(clippy::excessive_precision, reason = "the coefficients as they were fitted")]

use super::lanes::{LANES, Lanes};
use super::level::dispatch;
use super::math::{exp_lanes, padded};

/// From the lowest power up.
const ERFC: [f32; 8] =
    [0.186366105, 0.182837318, 0.201923376, 0.0450120556, 0.412539038, -0.355436228, 0.462686687, -0.135928432];
const STRETCH: f32 = 0.33;
/// 1 / sqrt(2 pi).
const DENSITY: f32 = 0.398_942_280_401_432_7;

dispatch! {
    /// `y = x Phi(x)`, element by element; both have the same length.
    pub fn gelu(x: &[f32], y: &mut [f32]) = gelu_body;
}
dispatch! {
    /// `gradient *= Phi(x) + x phi(x)`, the slope, element by element; both have the same length.
    pub fn gelu_slope(x: &[f32], gradient: &mut [f32]) = slope_body;
}

/// Phi(x) and exp(-x^2 / 2).
#[inline(always)]
fn distribution<L: Lanes>(x: L) -> (L, L) {
    let (zero, one) = (L::splat(0.0), L::splat(1.0));
    let z = x.relu().add(zero.sub(x).relu()).mul(L::splat(std::f32::consts::FRAC_1_SQRT_2));
    let t = one.div(z.mul_add(L::splat(STRETCH), one));
    let mut sum = L::splat(ERFC[7]);
    for c in [ERFC[6], ERFC[5], ERFC[4], ERFC[3], ERFC[2], ERFC[1], ERFC[0]] {
        sum = sum.mul_add(t, L::splat(c));
    }
    let density = exp_lanes(x.mul(x).mul(L::splat(-0.5)));
    let below = density.mul(t).mul(sum).mul(L::splat(0.5));
    // Above 0 it is 1 minus what is left on the other side.
    let is_above = x.gate(one);
    let phi = is_above.add(one.sub(is_above.add(is_above)).mul(below));
    (phi, density)
}

#[inline(always)]
fn gelu_body<L: Lanes>(x: &[f32], y: &mut [f32]) {
    assert_eq!(x.len(), y.len());
    let ((x, x_rest), (y, y_rest)) = (x.as_chunks::<LANES>(), y.as_chunks_mut::<LANES>());
    for (x, y) in x.iter().zip(y) {
        let x = L::array(x);
        *y = x.mul(distribution(x).0).to_array();
    }
    let x = padded::<L>(x_rest);
    y_rest.copy_from_slice(&x.mul(distribution(x).0).to_array()[..y_rest.len()]);
}

#[inline(always)]
fn slope_lanes<L: Lanes>(x: L) -> L {
    let (phi, density) = distribution(x);
    x.mul(density).mul_add(L::splat(DENSITY), phi)
}

#[inline(always)]
fn slope_body<L: Lanes>(x: &[f32], gradient: &mut [f32]) {
    assert_eq!(x.len(), gradient.len());
    let ((x, x_rest), (d, d_rest)) = (x.as_chunks::<LANES>(), gradient.as_chunks_mut::<LANES>());
    for (x, d) in x.iter().zip(d) {
        *d = L::array(d).mul(slope_lanes(L::array(x))).to_array();
    }
    let last = padded::<L>(d_rest).mul(slope_lanes(padded(x_rest))).to_array();
    d_rest.copy_from_slice(&last[..d_rest.len()]);
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    /// Phi by its series around 0 (converges everywhere, in double precision good to 1e-13 up to 5) and by the continued
    /// fraction of the tail beyond (Abramowitz and Stegun 26.2.10 and 26.2.14).
    fn phi(x: f64) -> f64 {
        let density = (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
        if x.abs() < 4.0 {
            let (mut term, mut sum, mut n) = (x, x, 1.0);
            while term.abs() > 1e-18 {
                n += 2.0;
                term *= x * x / n;
                sum += term;
            }
            return 0.5 + density * sum;
        }
        let tail = (1..=60).rev().fold(x.abs(), |fraction, k| x.abs() + f64::from(k) / fraction);
        if x > 0.0 { 1.0 - density / tail } else { density / tail }
    }

    #[test]
    fn values_and_slopes_are_those_of_the_definition_at_every_level() {
        let inputs: Vec<f32> = (-1301..=1301).map(|i| i as f32 * 0.01).collect();
        for level in Level::ALL {
            let (mut values, mut slopes) = (vec![0.0; inputs.len()], vec![2.0; inputs.len()]);
            gelu(level, &inputs, &mut values);
            gelu_slope(level, &inputs, &mut slopes);
            for ((&x, value), slope) in inputs.iter().zip(values).zip(slopes) {
                let x = f64::from(x);
                let density = (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
                let bound = 3e-7 * x.abs().max(1.0);
                assert!((f64::from(value) - x * phi(x)).abs() < bound, "{level:?} {x}: {value}");
                assert!((f64::from(slope) / 2.0 - (phi(x) + x * density)).abs() < bound, "{level:?} {x}: {slope}");
            }
        }
    }

    #[test]
    fn far_out_it_is_zero_or_the_input_and_what_is_not_a_number_shows() {
        for level in Level::ALL {
            let at = |x: f32| {
                let mut y = [0.0; 19];
                gelu(level, &[x; 19], &mut y);
                assert!(y.iter().all(|v| v.to_bits() == y[0].to_bits()));
                y[0]
            };
            assert_eq!((at(0.0), at(-40.0), at(40.0), at(1e18), at(-1e18)), (0.0, 0.0, 40.0, 1e18, 0.0));
            assert!(at(f32::NAN).is_nan());
        }
    }
}
