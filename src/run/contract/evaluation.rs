//! What a measurement on held-out data brings.

use crate::figure::number;
use crate::run::contract::position::Moment;
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

impl Metric {
    /// A value under its name.
    pub fn new(name: impl Into<String>, value: f64) -> Self {
        Self { name: name.into(), value }
    }
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

/// The evaluations of a stretch of a long run, of which the log keeps the last one in full.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stretch {
    /// When the first of them was.
    pub first: Moment,
    /// How many there were, the kept one among them.
    pub count: u64,
    /// The best value of the headline metric (the least), and when that was; none where it never was a finite number.
    pub best: Option<Best>,
    /// Each metric's smallest and largest value.
    pub metrics: Vec<MetricRange>,
}

/// The best value of the headline metric.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Best {
    /// When it was measured.
    pub at: Moment,
    /// The value.
    #[serde(with = "number::real")]
    pub value: f64,
}

/// Between what a metric lay; both NaN where it never was a number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MetricRange {
    /// The metric's name.
    pub name: String,
    /// Smallest value.
    #[serde(with = "number::real")]
    pub min: f64,
    /// Largest value.
    #[serde(with = "number::real")]
    pub max: f64,
}

impl Best {
    /// Of one evaluation: the headline metric, where it is a finite number.
    pub fn of(at: Moment, evaluation: &Evaluation, headline: &str) -> Option<Self> {
        let value = evaluation.get(headline).filter(|value| value.is_finite())?;
        Some(Self { at, value })
    }

    /// The better one (the least) of an earlier and a later; of equal ones the earlier.
    pub fn of_two(earlier: Option<Self>, later: Option<Self>) -> Option<Self> {
        match (earlier, later) {
            (Some(known), Some(new)) if new.value < known.value => Some(new),
            (known, new) => known.or(new),
        }
    }
}

impl Stretch {
    /// The stretch of one evaluation.
    pub fn of(at: Moment, evaluation: &Evaluation, headline: &str) -> Self {
        let best = Best::of(at, evaluation, headline);
        let range = |metric: &Metric| MetricRange { name: metric.name.clone(), min: metric.value, max: metric.value };
        Self { first: at, count: 1, best, metrics: evaluation.metrics.iter().map(range).collect() }
    }

    /// Takes in the stretch that follows. Of equal bests the earlier one stays; NaN gives way to a number.
    pub fn extend(&mut self, next: &Self) {
        self.count += next.count;
        self.best = Best::of_two(self.best, next.best);
        for range in &next.metrics {
            match self.metrics.iter_mut().find(|known| known.name == range.name) {
                Some(known) => (known.min, known.max) = (known.min.min(range.min), known.max.max(range.max)),
                None => self.metrics.push(range.clone()),
            }
        }
    }

    /// Between what a metric lay.
    pub fn range(&self, name: &str) -> Option<(f64, f64)> {
        self.metrics.iter().find(|range| range.name == name).map(|range| (range.min, range.max))
    }
}
