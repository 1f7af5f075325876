//! From the words of the command line to a run's spec.

use crate::run::suggest::suggestion;
use crate::run::{Entry, Failure, Result, RunSpec, knob};
use std::path::Path;

/// The defaults, with a preset's settings and then a file's over them.
pub(super) fn start(entry: &Entry, preset: Option<&str>, file: Option<&Path>) -> Result<RunSpec> {
    let mut spec = RunSpec { lab: entry.name.into(), settings: entry.defaults()?, changes: Vec::new() };
    if let Some(name) = preset {
        let presets = entry.presets();
        let preset = presets.iter().find(|preset| preset.name == name).ok_or_else(|| {
            let known: Vec<&str> = presets.iter().map(|preset| preset.name).collect();
            let (name, meant) = (name.escape_debug(), suggestion(name, known.iter().copied()));
            Failure::Input(format!("there is no preset `{name}`{meant}: expected one of {}", known.join(", ")))
        })?;
        spec.settings = entry.preset_settings(preset)?;
    }
    if let Some(path) = file {
        spec.read(entry.knobs(), path)?;
    }
    Ok(spec)
}

/// The seed, if one was given.
pub(super) fn seed(entry: &Entry, spec: &mut RunSpec, seed: Option<u64>) -> Result<()> {
    let Some(seed) = seed else { return Ok(()) };
    knob::assign(entry.knobs(), &mut spec.settings, "seed", &seed.to_string()).map_err(Failure::input)
}
