//! From the settings to windows of data.

use super::spec::Spec;
use crate::data::series::{
    Amount, Bundled, DateColumn, GapPolicy, ReadOptions, SeriesError, SineOptions, WindowOptions, Windows, read_path,
};
use crate::figure::number::grouped;
use crate::run::{Failure, Result};
use std::path::Path;

/// Windows, and what the user should know of how they were made.
pub(super) struct OpenedSeries {
    pub(super) windows: Windows,
    pub(super) remarks: Vec<String>,
    /// The column of the file that is forecast.
    pub(super) column: Option<String>,
}

/// Loads or generates what `data` names.
pub(super) fn open(spec: &Spec) -> Result<OpenedSeries> {
    if spec.data == "sine" {
        let (window, horizon, seed) = (spec.window, spec.horizon, spec.training.seed);
        let series = spec.series_count();
        let (train, validation) = (series * 7 / 10, series * 2 / 10);
        let options = SineOptions { window, horizon, train, validation, test: series - train - validation, seed };
        let windows = Windows::sine(&options).map_err(|error| told(&error))?;
        return Ok(OpenedSeries { windows, remarks: Vec::new(), column: None });
    }
    let named = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let date_column = match spec.date_column.as_str() {
        "" => DateColumn::Find,
        "none" => DateColumn::None,
        name => DateColumn::Named(name.to_owned()),
    };
    let series = named(&spec.series).filter(|series| series.parse::<usize>().is_err());
    let options = ReadOptions { column: named(&spec.column), date_column, series, ..ReadOptions::default() };
    let loaded = match Bundled::from_key(&spec.data) {
        Some(bundled) => bundled.read(&options),
        None => read_path(Path::new(&spec.data), &options),
    }
    .map_err(|error| told(&error))?;
    let options = WindowOptions {
        window: spec.window,
        horizon: spec.horizon,
        gaps: spec.gaps,
        validation: (spec.held_out > 0).then_some(Amount::Steps(spec.held_out)),
        test: None,
    };
    let windows = Windows::from_series(&loaded.series, &options).map_err(|error| told(&error))?;
    let mut remarks = loaded.report.lines();
    remarks.extend(gaps(&windows, spec.gaps));
    let column = loaded.report.value;
    let column = column.name.as_deref().map_or_else(|| (column.index + 1).to_string(), crate::data::shown);
    Ok(OpenedSeries { windows, remarks, column: Some(column) })
}

/// Below so many windows a score is a matter of luck.
const FEW: usize = 20;

/// What becomes of gaps, where there are any.
fn gaps(windows: &Windows, policy: GapPolicy) -> Vec<String> {
    let Windows { missing, .. } = *windows;
    if missing == 0 {
        return Vec::new();
    }
    let count = |n: usize, one: &str, many: &str| format!("{} {}", grouped(n as i64), if n == 1 { one } else { many });
    let values = count(missing, "missing value", "missing values");
    let left_out = |why: &str| {
        let windows = count(windows.left_out(), "window", "windows");
        (!windows.starts_with("0 ")).then(|| format!("{windows} left out: {why}"))
    };
    let mut remarks: Vec<String> = match policy {
        GapPolicy::Skip => left_out(&format!("they touch a gap ({values})")).into_iter().collect(),
        GapPolicy::Last | GapPolicy::Interpolate => {
            let seen = match policy {
                GapPolicy::Interpolate => {
                    "in training windows the network sees straight lines over gaps between two known values, else the last \
                     known value before the gap"
                }
                _ => "the network sees the last known value before the gap",
            };
            let filled = format!("{values}: {seen}; what is missing is no target and counts in no score (`gaps`)");
            [filled].into_iter().chain(left_out("nothing known to see, or nothing known to forecast")).collect()
        }
    };
    let held_out = windows.validation.len();
    if windows.validation.left_out() > 0 && held_out < FEW {
        let few = count(held_out, "held-out window is left", "held-out windows are left");
        remarks.push(format!("{few}: a score over so few says little"));
    }
    remarks
}

fn told(error: &SeriesError) -> Failure {
    Failure::input(error)
}

/// The data in a few words.
pub(super) fn words(windows: &Windows) -> String {
    let (train, held_out) = (windows.train.len(), windows.validation.len());
    let [train, held_out] = [train, held_out].map(|count| grouped(count as i64));
    let unit = if windows.unit.is_empty() { String::new() } else { format!(" ({})", windows.unit) };
    let rows = if windows.noise_floor.is_some() { "series" } else { "windows" };
    format!("{}{unit}: {train} {rows} to train, {held_out} held out", windows.name)
}
