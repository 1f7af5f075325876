//! A sweep's grid: a metric's median and range over the seeds at every point of it, whatever its axes are.

use super::curve::Spread;
use crate::run::contract::sweep::Trial;
use crate::run::contract::sweep::TrialResult;
use std::collections::BTreeMap;

/// A point of the grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Its value on each axis but the seed's, in the order of the axes.
    pub at: Vec<(String, String)>,
    /// The metric there.
    pub spread: Spread,
}

impl Point {
    /// Its name: its values, after their keys if there are several.
    pub fn name(&self) -> String {
        match self.at.as_slice() {
            [(_, value)] => value.clone(),
            several => several.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" "),
        }
    }
}

/// The metric at every point of the grid that has a value, in the order of the trials.
pub fn points<'r>(results: impl IntoIterator<Item = (&'r Trial, &'r TrialResult)>, metric: &str) -> Vec<Point> {
    let mut order: Vec<Vec<(String, String)>> = Vec::new();
    let mut values: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for (trial, result) in results {
        let at: Vec<_> = trial.point.iter().filter(|(key, _)| key != "seed").cloned().collect();
        let place = order.iter().position(|known| *known == at).unwrap_or_else(|| {
            order.push(at);
            order.len() - 1
        });
        values.entry(place).or_default().extend(result.number(metric));
    }
    let point = |(place, at)| Some(Point { at, spread: Spread::of(values.get(&place).cloned()?)? });
    order.into_iter().enumerate().filter_map(point).collect()
}
