//! What simple methods reach on the same windows: a network that doesn't beat them has learned nothing worth its cost.
//!
//! All are measured at the last position of a row, over its `horizon` values, in the data's own units.

use crate::data::series::{Part, Windows};

mod least_squares;

pub use least_squares::LeastSquares;

/// A simple way to forecast.
#[derive(Debug, Clone, PartialEq)]
pub enum Baseline {
    /// The last value seen, at every horizon (persistence).
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
    /// Mean squared error over all rows and horizons, in the square of the data's unit.
    pub mse: f64,
    /// The same at each horizon, 1 ahead first.
    pub by_horizon: Vec<f64>,
    /// Rows that the method could forecast.
    pub rows: usize,
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
        let mut sums = vec![0.0; windows.horizon];
        let mut rows = 0;
        for i in 0..part.len() {
            let Some(forecast) = self.predict_scaled(part, windows.window, windows.horizon, i) else { continue };
            rows += 1;
            for ((sum, predicted), truth) in sums.iter_mut().zip(forecast).zip(part.targets(i)) {
                *sum += (predicted - f64::from(*truth)).powi(2);
            }
        }
        if rows == 0 || 2 * rows < part.len() {
            return None;
        }
        let factor = windows.scaler.variance_factor() / rows as f64;
        let by_horizon: Vec<f64> = sums.iter().map(|sum| sum * factor).collect();
        Some(Score { mse: by_horizon.iter().sum::<f64>() / by_horizon.len() as f64, by_horizon, rows })
    }

    fn predict_scaled(&self, part: &Part, window: usize, horizon: usize, i: usize) -> Option<Vec<f64>> {
        match self {
            Self::Naive => part.inputs(i).last().map(|last| vec![f64::from(*last); horizon]),
            Self::SeasonalNaive { period } => {
                let same_time = |h: usize| {
                    let lag = period * (h / period + 1);
                    part.earlier(i, window + h, lag).map(f64::from)
                };
                if *period == 0 { None } else { (0..horizon).map(same_time).collect() }
            }
            Self::LeastSquares(fit) => Some(fit.predict(part.inputs(i))),
        }
    }
}

#[cfg(test)]
mod tests;
