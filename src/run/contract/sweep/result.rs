//! What a trial brought.

use super::spec::{Trial, json};
use crate::run::contract::Summary;
use serde_json::{Map, Value};

/// What a trial brought.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TrialResult {
    /// Axis values and everything of the summary that has to do with no clock.
    pub result: Map<String, Value>,
    /// Seconds, speeds, threads.
    pub timing: Map<String, Value>,
}

impl TrialResult {
    /// From a trial's summary. What an axis is called keeps that name (`model` is then the setting, and the summary's
    /// words are `model_description`).
    pub fn of(trial: &Trial, summary: &Summary) -> Self {
        let mut parts = Self::default();
        for (key, value) in &trial.point {
            parts.result.insert(key.clone(), json(value));
        }
        for (key, value) in &summary.0 {
            if is_of_the_clock(key) {
                parts.timing.insert(key.clone(), value.clone());
            } else if !parts.result.contains_key(key) {
                parts.result.insert(key.clone(), value.clone());
            } else if value.is_string() {
                parts.result.insert(format!("{key}_description"), value.clone());
            }
        }
        parts
    }

    /// A number of either part.
    pub fn number(&self, key: &str) -> Option<f64> {
        let value = self.result.get(key).or_else(|| self.timing.get(key))?;
        serde_json::from_value::<crate::figure::number::Real>(value.clone()).ok().map(|real| real.0)
    }

    /// The name of the metric that the lab is judged by.
    pub fn headline(&self) -> Option<&str> {
        self.result.get("headline").and_then(Value::as_str)
    }
}

/// Whether a value of a summary differs from one running of the same trial to the next.
fn is_of_the_clock(key: &str) -> bool {
    key == "threads" || key == "seconds" || key.ends_with("_seconds") || key.ends_with("_per_second")
}
