//! The memory of early stopping.

use serde::{Deserialize, Serialize};

/// The best metric so far, and for how many epochs nothing was better.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct EarlyStop {
    best: Option<f64>,
    waited: u64,
}

impl EarlyStop {
    /// Takes an epoch's metric (less is better); true if it was the `patience`-th in a row without a better one. 0 waits
    /// for ever. What is not a number is never better.
    pub(super) fn observe(&mut self, metric: f64, patience: u64) -> bool {
        if !metric.is_nan() && self.best.is_none_or(|best| metric < best || best.is_nan()) {
            *self = Self { best: Some(metric), waited: 0 };
            return false;
        }
        self.waited += 1;
        patience > 0 && self.waited >= patience
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_metric_that_is_not_a_number_is_no_best_and_waits() {
        let mut early = EarlyStop::default();
        assert!(!early.observe(f64::NAN, 2));
        assert!(!early.observe(3.0, 2), "the first number is better than none");
        assert!(!early.observe(2.0, 2));
        assert!(!early.observe(f64::NAN, 2));
        assert!(early.observe(2.5, 2));
    }
}
