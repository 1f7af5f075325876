//! Sums and scalings of whole vectors.

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

#[cfg(test)]
mod tests {
    use super::*;

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
