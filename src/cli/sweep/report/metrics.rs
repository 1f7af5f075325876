//! Which of a result's numbers are metrics.

use crate::run::sweep::TrialResult;

/// The most columns of metrics in a table.
const METRICS: usize = 5;
/// What the summary holds beside metrics.
const FACTS: [&str; 13] = [
    "lab",
    "model",
    "data",
    "parameters",
    "trainable_parameters",
    "epochs",
    "steps",
    "seed",
    "kernel_level",
    "headline",
    "complete",
    "threads",
    "model_description",
];

/// The metrics of a result, in its order.
pub(super) fn metrics(result: &TrialResult) -> Vec<&str> {
    let names = result.result.iter().filter(|(_, value)| !value.is_boolean()).map(|(key, _)| key.as_str());
    names.filter(|name| !FACTS.contains(name) && result.number(name).is_some()).collect()
}

/// Those of the table: the one asked for or the headline, then as many as there is room for.
pub(super) fn columns(result: &TrialResult, asked: Option<&str>) -> Vec<String> {
    let first = asked.into_iter().chain(result.headline());
    let mut columns: Vec<String> = Vec::new();
    let axis = |name: &&str| {
        result.result.keys().position(|key| key == name) > result.result.keys().position(|key| key == "lab")
    };
    for name in first.chain(metrics(result).into_iter().filter(axis)) {
        if columns.len() < METRICS && !columns.iter().any(|known| known == name) {
            columns.push(name.to_owned());
        }
    }
    columns
}
