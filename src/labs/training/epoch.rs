//! Sums over the steps of an epoch, from which its means come.

use crate::figure::number::Real;
use serde::{Deserialize, Serialize};

/// Named sums weighted by rows. They are part of a checkpoint, so that an epoch that was cut in two has the same means.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Sums {
    rows: u64,
    sums: Vec<Real>,
    /// How much each sum weighs in all, where that isn't `rows`: some of what a row asks for may be missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    weights: Vec<Real>,
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

    /// Adds means that do not weigh alike: each with its weight in rows. Weights that are `rows` give the bits of
    /// [`add`](Self::add).
    pub fn add_weighted(&mut self, rows: u64, means: &[(f64, f64)]) {
        let count = means.len().max(self.sums.len());
        self.sums.resize(count, Real(0.0));
        self.weights.resize(count, Real(self.rows as f64));
        self.rows += rows;
        for ((sum, total), (mean, weight)) in self.sums.iter_mut().zip(&mut self.weights).zip(means) {
            sum.0 += mean * weight;
            total.0 += weight;
        }
    }

    /// The mean of the sum of that place; NaN before the first batch.
    pub fn mean(&self, place: usize) -> f64 {
        let weight = self.weights.get(place).map_or(self.rows as f64, |weight| weight.0);
        self.sums.get(place).map_or(f64::NAN, |sum| sum.0 / weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_that_weighs_less_counts_for_less_and_equal_weights_give_the_bits_of_rows() {
        let (mut rows, mut weighted) = (Sums::default(), Sums::default());
        for (count, mean) in [(32, 0.1), (32, 0.7), (5, 1.0 / 3.0)] {
            rows.add(count, &[mean]);
            weighted.add_weighted(count, &[(mean, count as f64), (mean, count as f64 / 2.0 * mean)]);
        }
        assert_eq!(weighted.mean(0).to_bits(), rows.mean(0).to_bits());
        let (sum, weight) = [(32.0, 0.1), (32.0, 0.7), (5.0, 1.0 / 3.0)]
            .iter()
            .fold((0.0, 0.0), |(s, w), (n, m): &(f64, f64)| (s + n * m * m, w + n * m));
        assert!((weighted.mean(1) - sum / weight).abs() < 1e-12);
        assert!(Sums::default().mean(0).is_nan());
        let kept: Sums = serde_json::from_str(&serde_json::to_string(&weighted).unwrap()).unwrap();
        assert_eq!(kept, weighted);
    }
}
