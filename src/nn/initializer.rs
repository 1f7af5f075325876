//! Initial values of weights, as Keras has them.

use crate::rng::Rng;

/// How a parameter gets its first values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Initializer {
    /// All zero.
    Zeros,
    /// All this value.
    Constant(f64),
    /// Uniform within +-sqrt(6 / (fan in + fan out)) (Glorot and Bengio 2010), fans as [`fans`] gives them.
    GlorotUniform,
    /// Rows or columns, whichever are fewer, orthonormal: Q of the QR decomposition of a normal matrix, with the signs
    /// that make R's diagonal positive (Saxe et al. 2014). All axes but the last are taken together as rows.
    Orthogonal,
    /// Uniform within +-limit. Keras' embeddings have .05.
    Uniform {
        /// The largest absolute value.
        limit: f64,
    },
    /// Normal with mean 0.
    Normal {
        /// The standard deviation.
        deviation: f64,
    },
    /// The bias of an LSTM in gate order input, forget, candidate, output: 1 for the forget gate, else 0 (Jozefowicz et
    /// al. 2015). The length is a multiple of four.
    UnitForget,
}

impl Initializer {
    /// The values of an array of this shape in row-major order.
    pub fn draw(self, shape: &[usize], rng: &mut Rng) -> Vec<f64> {
        let count = shape.iter().product();
        match self {
            Self::Zeros => vec![0.0; count],
            Self::Constant(value) => vec![value; count],
            Self::GlorotUniform => {
                let (fan_in, fan_out) = fans(shape);
                uniform(count, (6.0 / (fan_in + fan_out).max(1) as f64).sqrt(), rng)
            }
            Self::Orthogonal => {
                let columns = shape.last().copied().unwrap_or(1);
                orthogonal(count.checked_div(columns).unwrap_or(0), columns, rng)
            }
            Self::Uniform { limit } => uniform(count, limit, rng),
            Self::Normal { deviation } => (0..count).map(|_| deviation * rng.normal()).collect(),
            Self::UnitForget => {
                let gate = count / 4;
                (0..count).map(|i| if (gate..2 * gate).contains(&i) { 1.0 } else { 0.0 }).collect()
            }
        }
    }
}

/// Fan in and fan out as Keras computes them: for `[inputs, outputs]` these two; for more axes (convolution kernels,
/// channels last) the last two, each times the product of the axes before them; for one axis its length twice.
pub fn fans(shape: &[usize]) -> (usize, usize) {
    match *shape {
        [] => (1, 1),
        [n] => (n, n),
        [ref field @ .., inputs, outputs] => {
            let field: usize = field.iter().product();
            (field * inputs, field * outputs)
        }
    }
}

fn uniform(count: usize, limit: f64, rng: &mut Rng) -> Vec<f64> {
    (0..count).map(|_| rng.between(-limit, limit)).collect()
}

/// Gram and Schmidt's process gives the very Q of the QR decomposition whose R has a positive diagonal; done twice, it
/// is orthogonal to rounding.
fn orthogonal(rows: usize, columns: usize, rng: &mut Rng) -> Vec<f64> {
    let (count, length) = (rows.min(columns), rows.max(columns));
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(count);
    while basis.len() < count {
        let mut vector: Vec<f64> = (0..length).map(|_| rng.normal()).collect();
        for _ in 0..2 {
            for other in &basis {
                let along = dot(&vector, other);
                vector.iter_mut().zip(other).for_each(|(v, o)| *v -= along * o);
            }
            let norm = dot(&vector, &vector).sqrt();
            vector.iter_mut().for_each(|v| *v /= norm);
        }
        basis.push(vector);
    }
    if rows <= columns {
        return basis.concat();
    }
    (0..rows).flat_map(|row| basis.iter().filter_map(move |vector| vector.get(row).copied())).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Purpose;

    fn rng(step: u64) -> Rng {
        Rng::keyed(42, Purpose::Weights, 0, step)
    }

    /// The largest deviation of the smaller Gram matrix of a `[rows, columns]` array from the identity.
    fn deviation_from_orthonormal(values: &[f64], rows: usize, columns: usize) -> f64 {
        let at = |r: usize, c: usize| values[r * columns + c];
        let mut worst = 0.0_f64;
        let (count, length) = (rows.min(columns), rows.max(columns));
        for i in 0..count {
            for j in 0..count {
                let product: f64 =
                    (0..length).map(|k| if rows <= columns { at(i, k) * at(j, k) } else { at(k, i) * at(k, j) }).sum();
                worst = worst.max((product - if i == j { 1.0 } else { 0.0 }).abs());
            }
        }
        worst
    }

    #[test]
    fn orthogonal_matrices_are_orthonormal_whether_wide_tall_or_square() {
        for (rows, columns) in [(20, 80), (80, 20), (20, 20), (1, 1), (1, 4)] {
            let values = Initializer::Orthogonal.draw(&[rows, columns], &mut rng(0));
            assert_eq!(values.len(), rows * columns);
            assert!(deviation_from_orthonormal(&values, rows, columns) < 1e-12, "{rows} x {columns}");
        }
    }

    #[test]
    fn the_diagonal_of_r_is_positive_so_the_draw_is_even_over_all_rotations() {
        // Without the sign correction the first entry of Q would always have the same sign.
        let first: Vec<f64> = (0..400).map(|step| Initializer::Orthogonal.draw(&[3, 3], &mut rng(step))[0]).collect();
        let positive = first.iter().filter(|x| **x > 0.0).count();
        assert!((150..250).contains(&positive), "{positive} of 400");
        // An entry of an even 3 x 3 rotation is uniform in [-1, 1]: variance 1/3.
        let variance = first.iter().map(|x| x * x).sum::<f64>() / 400.0;
        assert!((variance - 1.0 / 3.0).abs() < 0.05, "{variance}");
    }

    #[test]
    fn glorot_fills_its_limits_evenly() {
        let (inputs, outputs) = (300, 500);
        let limit = (6.0_f64 / 800.0).sqrt();
        let values = Initializer::GlorotUniform.draw(&[inputs, outputs], &mut rng(1));
        let largest = values.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
        assert!(largest <= limit && largest > 0.999 * limit, "{largest} {limit}");
        let variance = values.iter().map(|x| x * x).sum::<f64>() / values.len() as f64;
        assert!((variance / (2.0 / 800.0) - 1.0).abs() < 0.01, "{variance}");
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        assert!(mean.abs() < 0.001, "{mean}");
    }

    #[test]
    fn fans_are_counted_as_keras_counts_them() {
        assert_eq!(fans(&[784, 100]), (784, 100));
        assert_eq!(fans(&[3, 3, 16, 32]), (144, 288));
        assert_eq!(fans(&[7]), (7, 7));
        assert_eq!(fans(&[]), (1, 1));
    }

    #[test]
    fn the_forget_gate_alone_starts_at_one() {
        assert_eq!(Initializer::UnitForget.draw(&[8], &mut rng(0)), [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
    }
}
