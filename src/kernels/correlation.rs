//! How much the columns of a matrix depend on each other linearly.

use super::lanes::Lanes;
use super::level::dispatch;

dispatch! {
    /// The mean square of Pearson's correlation over all pairs of different columns of `x` `[rows, columns]`, in
    /// `[0, 1]`, and its gradient into `gradient`, of the same shape. A column that is constant has correlation 0 with all others
    /// and no gradient. Fewer than two columns or rows give 0.
    pub fn mean_square(x: &[f32], columns: usize, gradient: &mut [f32]) -> f64 = mean_square_body;
}

/// A column whose length, after its mean is taken away, is below this part of its length before is constant but for
/// rounding.
const CONSTANT: f32 = 1e-6;

#[inline(always)]
fn mean_square_body<L: Lanes>(x: &[f32], columns: usize, gradient: &mut [f32]) -> f64 {
    assert!(x.len() == gradient.len() && columns > 0 && x.len().is_multiple_of(columns));
    let rows = x.len() / columns;
    gradient.fill(0.0);
    if columns < 2 || rows < 2 {
        return 0.0;
    }
    // z: the columns, centred and of length 1, by rows.
    let (mut mean, mut square) = (vec![0.0_f32; columns], vec![0.0_f32; columns]);
    for row in x.chunks_exact(columns) {
        mean.iter_mut().zip(row).for_each(|(sum, x)| *sum += x / rows as f32);
    }
    let mut z = x.to_vec();
    let mut length = vec![0.0_f32; columns];
    for (row, x) in z.chunks_exact_mut(columns).zip(x.chunks_exact(columns)) {
        for c in 0..columns {
            row[c] -= mean[c];
            length[c] += row[c] * row[c];
            square[c] += x[c] * x[c];
        }
    }
    let inverse = |(length, square): (&f32, &f32)| {
        let is_constant = *length <= CONSTANT * CONSTANT * square;
        if is_constant { 0.0 } else { 1.0 / length.sqrt() }
    };
    let inverse: Vec<f32> = length.iter().zip(&square).map(inverse).collect();
    for row in z.chunks_exact_mut(columns) {
        row.iter_mut().zip(&inverse).for_each(|(z, inverse)| *z *= inverse);
    }
    let mut r = vec![0.0_f32; columns * columns];
    for row in z.chunks_exact(columns) {
        for (r, &z) in r.chunks_exact_mut(columns).zip(row) {
            r.iter_mut().zip(row).for_each(|(r, other)| *r += z * other);
        }
    }
    (0..columns).for_each(|c| r[c * columns + c] = 0.0);
    let pairs = (columns * (columns - 1)) as f64;
    let sum: f64 = r.iter().map(|&r| f64::from(r) * f64::from(r)).sum();
    // With respect to z: 4 z r / pairs. From there to x only what is at right angles to z and sums up to 0 remains.
    let scale = (4.0 / pairs) as f32;
    let mut along = vec![0.0_f32; columns];
    for (d, z) in gradient.chunks_exact_mut(columns).zip(z.chunks_exact(columns)) {
        for (r, &z) in r.chunks_exact(columns).zip(z) {
            d.iter_mut().zip(r).for_each(|(d, r)| *d += scale * z * r);
        }
        for c in 0..columns {
            along[c] += d[c] * z[c];
        }
    }
    mean.fill(0.0);
    for (d, z) in gradient.chunks_exact_mut(columns).zip(z.chunks_exact(columns)) {
        for c in 0..columns {
            d[c] = inverse[c] * (d[c] - along[c] * z[c]);
            mean[c] += d[c] / rows as f32;
        }
    }
    for d in gradient.chunks_exact_mut(columns) {
        d.iter_mut().zip(&mean).for_each(|(d, mean)| *d -= mean);
    }
    sum / pairs
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    fn numbers(count: usize) -> Vec<f32> {
        (0..count).map(|i| ((i * 37 + i * i % 11) % 29) as f32 / 14.5 - 0.4).collect()
    }

    /// From the definition of the correlation coefficient.
    fn formula(x: &[f64], columns: usize) -> f64 {
        let rows = x.len() / columns;
        let column = |c: usize| (0..rows).map(move |r| x[r * columns + c]);
        let centred = |c: usize| {
            let mean = column(c).sum::<f64>() / rows as f64;
            column(c).map(|x| x - mean).collect::<Vec<f64>>()
        };
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let mut sum = 0.0;
        for i in 0..columns {
            for j in (0..columns).filter(|j| *j != i) {
                let (a, b) = (centred(i), centred(j));
                sum += dot(&a, &b).powi(2) / (dot(&a, &a) * dot(&b, &b));
            }
        }
        sum / (columns * (columns - 1)) as f64
    }

    #[test]
    fn value_and_gradient_are_those_of_the_definition_at_every_level() {
        for (rows, columns) in [(2, 2), (16, 2), (16, 5), (33, 3), (5, 19)] {
            let x = numbers(rows * columns);
            let exact: Vec<f64> = x.iter().map(|&x| f64::from(x)).collect();
            for level in Level::ALL {
                let mut gradient = vec![0.0; x.len()];
                let value = mean_square(level, &x, columns, &mut gradient);
                assert!((value - formula(&exact, columns)).abs() < 1e-6, "{level:?} {rows} {columns}: {value}");
                for (i, found) in gradient.iter().enumerate() {
                    let at = |delta: f64| {
                        let mut moved = exact.clone();
                        moved[i] += delta;
                        formula(&moved, columns)
                    };
                    let expected = (at(1e-6) - at(-1e-6)) / 2e-6;
                    assert!((f64::from(*found) - expected).abs() < 2e-6, "{level:?} {i}: {found} {expected}");
                }
            }
        }
    }

    #[test]
    fn a_constant_column_and_too_few_rows_or_columns_count_as_uncorrelated() {
        let level = Level::current();
        let mut gradient = [1.0; 8];
        // The second column is constant, but for what rounding makes of its mean.
        let x = [0.5, 0.1, 0.7, 0.1, -0.3, 0.1, 0.2, 0.1];
        assert_eq!(mean_square(level, &x, 2, &mut gradient), 0.0);
        assert_eq!(gradient, [0.0; 8]);
        assert_eq!(mean_square(level, &x, 8, &mut gradient), 0.0);
        assert_eq!(mean_square(level, &x, 1, &mut gradient), 0.0);
        let twice = [1.0, 2.0, 3.0, 6.0, 2.0, 4.0, -1.0, -2.0];
        assert!((mean_square(level, &twice, 2, &mut gradient) - 1.0).abs() < 1e-6);
    }
}
