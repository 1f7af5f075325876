//! What simple methods reach on the same windows: a network that doesn't beat them has learned nothing worth its cost.
//!
//! All are measured at the last position of a row, over its `horizon` values, in the data's own units.

use crate::data::series::{Part, Windows};

mod least_squares;

pub use least_squares::LeastSquares;

/// A simple way to forecast.
#[derive(Debug, Clone, PartialEq)]
pub enum Baseline {
    /// The last known value, at every horizon (persistence).
    Naive,
    /// The value of the same time in the last season that is known, `period` steps before or a multiple of it.
    SeasonalNaive {
        /// Steps in a season.
        period: usize,
    },
    /// The affine function of the window that fits the training rows best.
    LeastSquares(LeastSquares),
}

/// How well a method forecasts a part.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Mean squared error over the known values of all rows and horizons, in the square of the data's unit.
    pub mse: f64,
    /// The same at each horizon, 1 ahead first; NaN where no value is known.
    pub by_horizon: Vec<f64>,
    /// Rows that the method could forecast.
    pub rows: usize,
}

/// The mean over all known values, from the means at each horizon and the numbers of values that these are means of.
pub(super) fn over_horizons(means: &[f64], counts: &[usize]) -> f64 {
    // By the part of the most: where nothing is missing each is 1, and the sums are those of the means alone.
    let most = counts.iter().max().copied().unwrap_or_default().max(1) as f64;
    let known = || means.iter().zip(counts).filter(|(_, count)| **count > 0).map(|(m, n)| (m, *n as f64 / most));
    known().map(|(mean, part)| mean * part).sum::<f64>() / known().map(|(_, part)| part).sum::<f64>()
}

impl Baseline {
    /// All that these windows allow: naive, seasonal naive if there is a season that the validation part can look back
    /// to, and least squares, fitted here (see [`LeastSquares::fit`] for its cost).
    pub fn all(windows: &Windows) -> Vec<Self> {
        let mut all = vec![Self::Naive];
        if let Some(period) = windows.period {
            let seasonal = Self::SeasonalNaive { period };
            all.extend(seasonal.score(windows, &windows.validation).map(|_| seasonal));
        }
        all.push(Self::LeastSquares(LeastSquares::fit(&windows.train)));
        all
    }

    /// Its key in summaries and legends.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Naive => "naive",
            Self::SeasonalNaive { .. } => "seasonal_naive",
            Self::LeastSquares(_) => "least_squares",
        }
    }

    /// The forecast of row `i`'s last `horizon` values, in the data's own units; `None` where a value that it needs is
    /// missing or from before the start of the series.
    pub fn predict(&self, windows: &Windows, part: &Part, i: usize) -> Option<Vec<f64>> {
        let scaled = self.predict_scaled(part, windows.window, windows.horizon, i)?;
        Some(scaled.into_iter().map(|v| windows.scaler.unscale_f64(v)).collect())
    }

    /// How well it forecasts a part; `None` if it can forecast fewer than half of the rows, or there are none.
    pub fn score(&self, windows: &Windows, part: &Part) -> Option<Score> {
        let (mut sums, mut counts) = (vec![0.0; windows.horizon], vec![0; windows.horizon]);
        let mut rows = 0;
        for i in 0..part.len() {
            let Some(forecast) = self.predict_scaled(part, windows.window, windows.horizon, i) else { continue };
            rows += 1;
            let places = sums.iter_mut().zip(&mut counts);
            for ((place, predicted), truth) in places.zip(forecast).zip(part.targets(i)) {
                if !truth.is_nan() {
                    *place.0 += (predicted - f64::from(*truth)).powi(2);
                    *place.1 += 1;
                }
            }
        }
        if rows == 0 || 2 * rows < part.len() {
            return None;
        }
        let factor = windows.scaler.variance_factor();
        let mean = |(sum, count): (&f64, &usize)| if *count > 0 { sum * (factor / *count as f64) } else { f64::NAN };
        let by_horizon: Vec<f64> = sums.iter().zip(&counts).map(mean).collect();
        Some(Score { mse: over_horizons(&by_horizon, &counts), by_horizon, rows })
    }

    fn predict_scaled(&self, part: &Part, window: usize, horizon: usize, i: usize) -> Option<Vec<f64>> {
        match self {
            Self::Naive => part.inputs(i).last().map(|last| vec![f64::from(*last); horizon]),
            Self::SeasonalNaive { period } => {
                let same_time = |h: usize| {
                    let (first, reach) = (period * (h / period + 1), part.reach(i, window + h));
                    let mut lags = (first..=reach).step_by(*period);
                    lags.find_map(|lag| part.earlier(i, window + h, lag)).map(f64::from)
                };
                if *period == 0 { None } else { (0..horizon).map(same_time).collect() }
            }
            Self::LeastSquares(fit) => Some(fit.predict(&part.inputs(i))),
        }
    }
}

#[cfg(test)]
mod tests;
