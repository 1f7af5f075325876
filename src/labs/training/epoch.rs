//! Sums over the steps of an epoch, from which its means come.

use crate::figure::number::Real;
use serde::{Deserialize, Serialize};

/// Named sums weighted by rows. They are part of a checkpoint, so that an epoch that was cut in two has the same means.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Sums {
    rows: u64,
    sums: Vec<Real>,
}

impl Sums {
    /// Adds the means of a batch of `rows` rows; the order of `means` is the caller's, the same at every call.
    pub fn add(&mut self, rows: u64, means: &[f64]) {
        self.rows += rows;
        self.sums.resize(means.len().max(self.sums.len()), Real(0.0));
        for (sum, mean) in self.sums.iter_mut().zip(means) {
            sum.0 += mean * rows as f64;
        }
    }

    /// The mean of the sum of that place; NaN before the first batch.
    pub fn mean(&self, place: usize) -> f64 {
        self.sums.get(place).map_or(f64::NAN, |sum| sum.0 / self.rows as f64)
    }
}
