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
    /// for ever.
    pub(super) fn observe(&mut self, metric: f64, patience: u64) -> bool {
        if self.best.is_none_or(|best| metric < best) {
            *self = Self { best: Some(metric), waited: 0 };
            return false;
        }
        self.waited += 1;
        patience > 0 && self.waited >= patience
    }
}
