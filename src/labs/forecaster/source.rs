//! From the settings to windows of data.

use super::spec::Spec;
use crate::data::series::{
    Amount, Bundled, DateColumn, ReadOptions, SeriesError, SineOptions, WindowOptions, Windows, read_path,
};
use crate::figure::number::grouped;
use crate::run::{Failure, Result};
use std::path::Path;

/// Windows, and what the user should know of how they were made.
pub(super) struct Source {
    pub(super) windows: Windows,
    pub(super) remarks: Vec<String>,
}

/// Loads or generates what `data` names.
pub(super) fn open(spec: &Spec) -> Result<Source> {
    if spec.data == "sine" {
        let (window, horizon, seed) = (spec.window, spec.horizon, spec.training.seed);
        let series = spec.series_count();
        let (train, validation) = (series * 7 / 10, series * 2 / 10);
        let options = SineOptions { window, horizon, train, validation, test: series - train - validation, seed };
        let windows = Windows::sine(&options).map_err(|error| told(&error))?;
        return Ok(Source { windows, remarks: Vec::new() });
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
    if windows.interpolated > 0 {
        remarks.push(format!(
            "{} missing values interpolated (`gaps=skip` leaves such windows out)",
            windows.interpolated
        ));
    }
    Ok(Source { windows, remarks })
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
