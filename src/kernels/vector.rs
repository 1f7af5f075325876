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

dispatch! {
    /// `first = weight * first + weights[i] * others[i] + ...`, in order, and the sum of the squares of what comes out, in
    /// one pass. All have the same length.
    pub fn weighted_sum(first: &mut [f32], weight: f32, others: &[(f32, &[f32])]) -> f64 = weighted_sum_body;
}

#[inline(always)]
fn weighted_sum_body<L: Lanes>(first: &mut [f32], weight: f32, others: &[(f32, &[f32])]) -> f64 {
    assert!(others.iter().all(|(_, other)| other.len() == first.len()));
    let mut squares = 0.0;
    let part = RUN * LANES;
    for (run, values) in first.chunks_mut(part).enumerate() {
        let (vectors, rest) = values.as_chunks_mut::<LANES>();
        let mut sum = L::splat(0.0);
        let from = run * part;
        for (i, vector) in vectors.iter_mut().enumerate() {
            let mut value = L::array(vector).mul(L::splat(weight));
            for (weight, other) in others {
                if let Some(other) = other.get(from + i * LANES..).and_then(|other| other.first_chunk()) {
                    value = L::splat(*weight).mul_add(L::array(other), value);
                }
            }
            *vector = value.to_array();
            sum = value.mul_add(value, sum);
        }
        squares += f64::from(sum.sum());
        let from = from + vectors.len() * LANES;
        for (i, value) in rest.iter_mut().enumerate() {
            *value *= weight;
            for (weight, other) in others {
                *value += weight * other[from + i];
            }
            squares += f64::from(*value) * f64::from(*value);
        }
    }
    squares
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
    fn a_weighted_sum_and_its_squares_are_those_of_the_definition_at_every_level() {
        for count in [0, 5, 16, 3_001] {
            let of =
                |seed: usize| (0..count).map(|i| ((i * 37 + seed) % 101) as f32 / 50.0 - 1.0).collect::<Vec<f32>>();
            let (a, b, c) = (of(1), of(2), of(3));
            for level in Level::ALL {
                let mut sum = a.clone();
                let squares = weighted_sum(level, &mut sum, 0.5, &[(0.25, &b), (-2.0, &c)]);
                for i in 0..count {
                    assert!((sum[i] - (0.5 * a[i] + 0.25 * b[i] - 2.0 * c[i])).abs() < 1e-6);
                }
                let expected: f64 = sum.iter().map(|&x| f64::from(x) * f64::from(x)).sum();
                assert!((squares - expected).abs() <= 1e-6 * expected, "{squares} {expected}");
            }
        }
        assert!(weighted_sum(Level::current(), &mut [1.0; 20], 1.0, &[(1.0, &[f32::NAN; 20])]).is_nan());
        // Sums of squares beyond single precision are told as infinite and not as something else.
        assert_eq!(weighted_sum(Level::current(), &mut [1e30; 20], 1.0, &[]), f64::INFINITY);
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
