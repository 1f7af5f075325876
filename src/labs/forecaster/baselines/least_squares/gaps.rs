//! The fit where values are missing: the rows whose value is known differ from horizon to horizon, so each has moments of
//! its own. Those of the inputs are added up once over all rows; what a horizon lacks is taken away again, unless more is
//! lacking than there is.

use super::{LeastSquares, Moments};
use crate::data::series::Part;

/// Inputs about their mean over all rows, and the targets.
struct Rows<'a> {
    part: &'a Part,
    mean: Vec<f64>,
}

/// Sums over some rows: their number, the centred inputs, and the products of these (`[window, window]`, of which the part
/// right of the diagonal is kept).
#[derive(Clone)]
struct Sums {
    rows: f64,
    inputs: Vec<f64>,
    products: Vec<f64>,
}

impl Rows<'_> {
    fn input(&self, row: usize) -> Vec<f64> {
        self.part.inputs(row).iter().zip(&self.mean).map(|(x, mean)| f64::from(*x) - mean).collect()
    }

    /// Over the given rows, on top of `sums`, each counted `sign` times.
    fn add(&self, sums: &mut Sums, rows: impl Iterator<Item = usize>, sign: f64) {
        for row in rows {
            let x = self.input(row);
            sums.rows += sign;
            for (i, sums) in sums.products.chunks_exact_mut(x.len().max(1)).enumerate() {
                sums[i..].iter_mut().zip(&x[i..]).for_each(|(sum, y)| *sum += sign * x[i] * y);
            }
            sums.inputs.iter_mut().zip(&x).for_each(|(sum, x)| *sum += sign * x);
        }
    }
}

pub(super) fn fit(train: &Part) -> LeastSquares {
    let window = if train.is_empty() { 0 } else { train.inputs(0).len() };
    let horizon = train.width() - window;
    let mut rows = Rows { part: train, mean: vec![0.0; window] };
    for row in 0..train.len() {
        let share = 1.0 / train.len() as f64;
        rows.mean.iter_mut().zip(train.inputs(row).iter()).for_each(|(mean, x)| *mean += f64::from(*x) * share);
    }
    let none = Sums { rows: 0.0, inputs: vec![0.0; window], products: vec![0.0; window * window] };
    let mut all = none.clone();
    rows.add(&mut all, 0..train.len(), 1.0);
    let mut fitted = LeastSquares { weights: Vec::new(), bias: Vec::new(), window, ridge: 0.0 };
    for h in 0..horizon {
        let is_known = |row: &usize| !train.targets(*row)[h].is_nan();
        let known: Vec<usize> = (0..train.len()).filter(is_known).collect();
        let sums = if 2 * known.len() > train.len() {
            let mut sums = all.clone();
            rows.add(&mut sums, (0..train.len()).filter(|row| !is_known(row)), -1.0);
            sums
        } else {
            let mut sums = none.clone();
            rows.add(&mut sums, known.iter().copied(), 1.0);
            sums
        };
        let (weights, bias, ridge) = at_horizon(&rows, &known, &sums, h);
        fitted.weights.extend(weights);
        fitted.bias.push(bias);
        fitted.ridge = fitted.ridge.max(ridge);
    }
    fitted
}

/// Weights, bias and ridge of one horizon over the rows where it is known, whose sums are given.
fn at_horizon(rows: &Rows<'_>, known: &[usize], sums: &Sums, h: usize) -> (Vec<f64>, f64, f64) {
    let window = rows.mean.len();
    let count = (known.len() as f64).max(1.0);
    let target = |row: usize| f64::from(rows.part.targets(row)[h]);
    let mean_target = known.iter().map(|&row| target(row)).sum::<f64>() / count;
    let mut with_target = vec![0.0; window];
    for &row in known {
        let y = target(row) - mean_target;
        with_target.iter_mut().zip(rows.input(row)).for_each(|(sum, x)| *sum += x * y);
    }
    // About the means over these rows instead of over all. (Centred targets add up to nothing.)
    let width = window + 1;
    let mut moments = Moments { sums: vec![0.0; window * width], window, width };
    for (i, with_target) in with_target.iter().enumerate() {
        for j in i..window {
            let moved = sums.inputs[i] * sums.inputs[j] / count;
            moments.sums[i * width + j] = sums.products[i * window + j] - moved;
        }
        moments.sums[i * width + window] = *with_target;
    }
    let (factor, ridge) = moments.factor();
    let mut weights = with_target;
    factor.solve(&mut weights);
    let mean_input = |i: usize| rows.mean[i] + sums.inputs[i] / count;
    let bias = mean_target - weights.iter().enumerate().map(|(i, w)| w * mean_input(i)).sum::<f64>();
    (weights, bias, ridge)
}
