//! The paths within settings.

use super::knob::{self, Kind};
use super::{Entry, Failure, Result, Settings};

/// The setting that is read when a run begins, and never again.
pub(in crate::run) const FIRST_WEIGHTS: &str = "init-from";

/// The settings with every path made absolute, so that the run can be gone on with from any folder.
///
/// # Errors
/// When a setting isn't of its form.
pub fn absolute(entry: &Entry, settings: &Settings) -> Result<Settings> {
    let mut settings = settings.clone();
    each_path(entry, &mut settings, &mut |_, path| {
        // Only an empty path, or one in a folder that is gone, has no absolute form.
        if let Ok(whole) = std::path::absolute(&*path)
            && let Some(text) = whole.to_str()
        {
            text.clone_into(path);
        }
    })?;
    Ok(settings)
}

/// The settings with which a recorded run is opened again: its weights are its own by now.
///
/// # Errors
/// When a setting isn't of its form.
pub fn without_first_weights(entry: &Entry, settings: &Settings) -> Result<Settings> {
    let mut settings = settings.clone();
    if settings.get(FIRST_WEIGHTS).is_some() {
        knob::assign(entry.knobs(), &mut settings, FIRST_WEIGHTS, "").map_err(Failure::input)?;
    }
    Ok(settings)
}

/// Visits every path of the settings, with the setting's key; what the visitor makes of a path is put there.
///
/// # Errors
/// When a setting isn't of its form.
pub(in crate::run) fn each_path(
    entry: &Entry,
    settings: &mut Settings,
    visit: &mut dyn FnMut(&str, &mut String),
) -> Result<()> {
    for knob in entry.knobs() {
        let text = settings.text(knob.key);
        let is_path = match knob.kind {
            Kind::Path => !text.is_empty(),
            Kind::ChoiceOrPath(choices) => !text.is_empty() && !choices.iter().any(|choice| choice.value == text),
            _ => false,
        };
        if is_path {
            let mut path = text;
            visit(knob.key, &mut path);
            knob::assign(entry.knobs(), settings, knob.key, &path).map_err(Failure::input)?;
        }
    }
    entry.paths_within(settings, visit)
}
