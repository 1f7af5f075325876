//! Sums and scalings of whole vectors.

use super::lanes::{LANES, Lanes};
use super::level::dispatch;

/// `sum += weight * addend`, element by element. Both slices have the same length.
pub fn add_scaled(sum: &mut [f32], addend: &[f32], weight: f32) {
    debug_assert_eq!(sum.len(), addend.len());
    for (sum, addend) in sum.iter_mut().zip(addend) {
        *sum += weight * addend;
    }
}

/// Multiplies every element by `factor`.
pub fn scale(values: &mut [f32], factor: f32) {
    for value in values {
        *value *= factor;
    }
}

/// The sum of the squares, added up in double precision from the first element to the last within eight interleaved
/// partial sums (so it vectorises, and is the same whatever the machine).
pub fn sum_of_squares(values: &[f32]) -> f64 {
    const LANES: usize = 8;
    let mut partial = [0.0_f64; LANES];
    let chunks = values.chunks_exact(LANES);
    let rest: f64 = chunks.remainder().iter().map(|&x| f64::from(x) * f64::from(x)).sum();
    for chunk in chunks {
        for (sum, &x) in partial.iter_mut().zip(chunk) {
            *sum += f64::from(x) * f64::from(x);
        }
    }
    partial.iter().sum::<f64>() + rest
}

/// So many products are added up in single precision before they go to the sum in double.
const RUN: usize = 64;

dispatch! {
    /// The sum of the squares of the differences; both slices have the same length.
    pub fn squared_distance(a: &[f32], b: &[f32]) -> f64 = squared_distance_body;
}

#[inline(always)]
fn squared_distance_body<L: Lanes>(a: &[f32], b: &[f32]) -> f64 {
    debug_assert_eq!(a.len(), b.len());
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    let mut sum = 0.0;
    for (a, b) in a.chunks(RUN).zip(b.chunks(RUN)) {
        let mut part = L::splat(0.0);
        for (a, b) in a.iter().zip(b) {
            let difference = L::array(a).sub(L::array(b));
            part = difference.mul_add(difference, part);
        }
        sum += f64::from(part.sum());
    }
    sum + a_rest.iter().zip(b_rest).map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>()
}

/// `out = factor * (a - b)`, element by element; all slices have the same length.
pub fn scaled_difference(a: &[f32], b: &[f32], factor: f32, out: &mut [f32]) {
    debug_assert!(a.len() == b.len() && a.len() == out.len());
    for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
        *out = factor * (a - b);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    #[test]
    fn a_squared_distance_is_that_of_the_definition_at_every_level() {
        let a: Vec<f32> = (0..5003).map(|i| (i % 31) as f32 * 0.25).collect();
        let b: Vec<f32> = (0..5003).map(|i| (i % 17) as f32 * 0.5).collect();
        let expected: f64 = a.iter().zip(&b).map(|(a, b)| f64::from(a - b).powi(2)).sum();
        for level in Level::ALL {
            assert!((squared_distance(level, &a, &b) / expected - 1.0).abs() < 1e-6);
            assert!(squared_distance(level, &[1.0, f32::NAN], &[1.0, 2.0]).is_nan());
        }
        let mut out = [0.0; 2];
        scaled_difference(&[3.0, 1.0], &[1.0, 2.0], 0.5, &mut out);
        assert_eq!(out, [1.0, -0.5]);
    }

    #[test]
    fn a_scaled_sum_and_a_sum_of_squares_are_what_they_say() {
        let mut sum = [1.0, 2.0, 3.0];
        add_scaled(&mut sum, &[10.0, 20.0, -40.0], 0.5);
        assert_eq!(sum, [6.0, 12.0, -17.0]);
        scale(&mut sum, -2.0);
        assert_eq!(sum, [-12.0, -24.0, 34.0]);
        let counting: Vec<f32> = (1..=100).map(|i| i as f32).collect();
        assert_eq!(sum_of_squares(&counting), 338_350.0);
        assert!(sum_of_squares(&[1.0, f32::NAN]).is_nan());
    }
}
