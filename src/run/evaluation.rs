//! What a measurement on held-out data brings.

use crate::figure::number;
use serde::{Deserialize, Serialize};

/// A named number measured on data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// Its name, as in the summary (`val_mse_last_step`).
    pub name: String,
    /// Its value.
    #[serde(with = "number::real")]
    pub value: f64,
}

/// Whether training should go on after an evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Go on.
    Continue,
    /// Nothing was gained for too long.
    StopEarly,
}

/// What an evaluation brought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Metrics by name.
    pub metrics: Vec<Metric>,
    /// Whether to go on.
    pub verdict: Verdict,
}

impl Evaluation {
    /// A metric by its name.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.metrics.iter().find(|metric| metric.name == name).map(|metric| metric.value)
    }
}
