//! Exact least squares, affine in the window, all horizons at once.
//!
//! Normal equations of centred data in double precision, solved by Cholesky: a window has at most some hundreds of
//! values of order one, kept in single precision, so squaring the condition number loses nothing that the data had; and
//! it is a tenth of the work of a QR of all rows. A linear-algebra crate would cost more to build than these hundred
//! lines.

mod gaps;

use crate::data::series::Part;

/// An affine map from a window to all horizons, in scaled units.
#[derive(Debug, Clone, PartialEq)]
pub struct LeastSquares {
    /// `[horizon, window]`, row by row.
    weights: Vec<f64>,
    /// `[horizon]`.
    bias: Vec<f64>,
    window: usize,
    /// What was added to the diagonal, as a share of its mean: 0 unless the windows are linearly dependent.
    ridge: f64,
}

impl LeastSquares {
    /// The fit over the training rows; at each horizon over those whose value there is known. Where windows are linearly dependent (fewer rows than window + 1, a constant, an
    /// exact recurrence) the smallest ridge that makes the system solvable picks one of the best fits. Work: `rows *
    /// (window + horizon) * window / 2` multiplications.
    pub fn fit(train: &Part) -> Self {
        if train.has_gaps() {
            return gaps::fit(train);
        }
        let width = train.width();
        let window = if train.is_empty() { 0 } else { train.inputs(0).len() };
        let horizon = width - window;
        let rows = train.len().max(1) as f64;
        let mut mean = vec![0.0; width];
        for i in 0..train.len() {
            mean.iter_mut().zip(train.row(i)).for_each(|(m, v)| *m += f64::from(*v) / rows);
        }
        let moments = Moments::of(train, window, &mean);
        let (factor, ridge) = moments.factor();
        let mut weights = vec![0.0; horizon * window];
        let mut bias = mean[window..].to_vec();
        for (h, (weights, bias)) in weights.chunks_exact_mut(window.max(1)).zip(&mut bias).enumerate() {
            for (i, w) in weights.iter_mut().enumerate() {
                *w = moments.at(i, window + h);
            }
            factor.solve(weights);
            *bias -= weights.iter().zip(&mean).map(|(w, m)| w * m).sum::<f64>();
        }
        Self { weights, bias, window, ridge }
    }

    /// The forecast at all horizons for a window of scaled values, scaled.
    pub fn predict(&self, inputs: &[f32]) -> Vec<f64> {
        let dot = |w: &[f64]| w.iter().zip(inputs).map(|(w, x)| w * f64::from(*x)).sum::<f64>();
        self.weights.chunks_exact(self.window.max(1)).zip(&self.bias).map(|(w, b)| b + dot(w)).collect()
    }

    /// The weights of the window's values, the oldest first, at `h + 1` steps ahead.
    pub fn weights(&self, h: usize) -> &[f64] {
        self.weights.get(h * self.window..(h + 1) * self.window).unwrap_or_default()
    }

    /// How many numbers the fit has.
    pub fn parameters(&self) -> usize {
        self.weights.len() + self.bias.len()
    }

    /// What was added to the diagonal of the normal equations, as a share of its mean; 0 for an exact solution.
    pub fn ridge(&self) -> f64 {
        self.ridge
    }
}

/// Sums of products of centred columns: `[window, width]`, of which the part right of the diagonal is kept.
struct Moments {
    sums: Vec<f64>,
    window: usize,
    width: usize,
}

impl Moments {
    fn of(part: &Part, window: usize, mean: &[f64]) -> Self {
        let width = mean.len();
        let mut sums = vec![0.0; window * width];
        let mut row = vec![0.0; width];
        for r in 0..part.len() {
            for ((x, value), m) in row.iter_mut().zip(part.row(r)).zip(mean) {
                *x = f64::from(*value) - m;
            }
            for (i, sums) in sums.chunks_exact_mut(width).enumerate() {
                let x = row[i];
                sums[i..].iter_mut().zip(&row[i..]).for_each(|(sum, y)| *sum += x * y);
            }
        }
        Self { sums, window, width }
    }

    /// Entry of row `i`, column `j >= i`.
    fn at(&self, i: usize, j: usize) -> f64 {
        self.sums[i * self.width + j]
    }

    /// The Cholesky factor of the left square, with the smallest of a row of ridges that makes it positive definite.
    fn factor(&self) -> (Cholesky, f64) {
        let mean_diagonal = (0..self.window).map(|i| self.at(i, i)).sum::<f64>() / self.window.max(1) as f64;
        let unit = if mean_diagonal > 0.0 { mean_diagonal } else { 1.0 };
        let mut ridge = 0.0;
        loop {
            if let Some(factor) = Cholesky::of(self, ridge * unit) {
                return (factor, ridge);
            }
            // With a ridge as large as the diagonal itself any sum of squares is positive definite; NaN never is.
            if ridge >= 1.0 || unit.is_nan() {
                return (Cholesky { lower: vec![0.0; self.window * self.window], window: self.window }, ridge);
            }
            ridge = if ridge == 0.0 { 1e-12 } else { ridge * 10.0 };
        }
    }
}

/// The lower factor of a symmetric positive definite matrix, row by row.
struct Cholesky {
    lower: Vec<f64>,
    window: usize,
}

impl Cholesky {
    /// `None` where a pivot is lost in rounding errors.
    fn of(moments: &Moments, ridge: f64) -> Option<Self> {
        let n = moments.window;
        let mut lower = vec![0.0; n * n];
        for i in 0..n {
            let (above, rest) = lower.split_at_mut(i * n);
            let row = &mut rest[..n];
            for j in 0..i {
                let other = &above[j * n..][..n];
                let sum: f64 = row[..j].iter().zip(other).map(|(a, b)| a * b).sum();
                row[j] = (moments.at(j, i) - sum) / other[j];
            }
            let diagonal = moments.at(i, i) + ridge;
            let pivot = diagonal - row[..i].iter().map(|a| a * a).sum::<f64>();
            if pivot.is_nan() || pivot <= 1e-14 * n as f64 * diagonal || diagonal <= 0.0 {
                return None;
            }
            row[i] = pivot.sqrt();
        }
        Some(Self { lower, window: n })
    }

    /// Solves for one right-hand side, in place; a factor of zeros, which stands for no solution, gives zeros.
    fn solve(&self, b: &mut [f64]) {
        let n = self.window;
        let over = |sum: f64, pivot: f64| if pivot > 0.0 { sum / pivot } else { 0.0 };
        for i in 0..n {
            let row = &self.lower[i * n..][..n];
            let sum: f64 = row[..i].iter().zip(&*b).map(|(a, x)| a * x).sum();
            b[i] = over(b[i] - sum, row[i]);
        }
        for i in (0..n).rev() {
            let sum: f64 = (i + 1..n).map(|k| self.lower[k * n + i] * b[k]).sum();
            b[i] = over(b[i] - sum, self.lower[i * n + i]);
        }
    }
}
