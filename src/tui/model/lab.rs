//! What a tab remembers of its lab.

use super::{SettingsPane, SettingsRow};
use crate::run::{Entry, Mutability, RunId, Settings, knob};

/// A lab in its tab.
#[derive(Debug)]
pub struct LabView {
    /// The lab.
    pub entry: Entry,
    /// The run that is looked at.
    pub shown: Option<RunId>,
    /// The settings of the next run, and of this one as far as they are live.
    pub settings: SettingsPane,
    /// The step that is looked back at; `None`: the present.
    pub scrub: Option<u64>,
    /// The held-out example that is looked at, from 0.
    pub example: usize,
    /// Which curves of the lab's sweep are shown, from 0.
    pub sweep_view: usize,
}

impl LabView {
    /// A lab without a run.
    pub fn new(entry: Entry) -> Self {
        let draft = entry.defaults().unwrap_or_default();
        Self { entry, shown: None, settings: SettingsPane::new(draft), scrub: None, example: 0, sweep_view: 0 }
    }

    /// The rows of the settings pane.
    pub fn rows(&self, pending: usize) -> Vec<SettingsRow> {
        let preset = (self.entry.presets().len() > 1).then_some(SettingsRow::Preset);
        let apply = (pending > 0).then_some(SettingsRow::Apply);
        preset.into_iter().chain(self.entry.knobs().iter().map(SettingsRow::Knob)).chain(apply).collect()
    }

    /// Whether a setting may change while a run trains.
    pub fn is_live(&self, key: &str) -> bool {
        self.entry.knobs().iter().any(|knob| knob.key == key && knob.mutability == Mutability::Live)
    }

    /// The place of the preset that the draft is, whatever its seed.
    pub fn preset(&self) -> Option<usize> {
        let seedless = |mut settings: Settings| {
            // A lab without a seed has none to level.
            let _ = knob::assign(self.entry.knobs(), &mut settings, "seed", "0");
            settings
        };
        let draft = seedless(self.settings.draft.clone());
        (0..self.entry.presets().len()).find(|at| self.preset_settings(*at).map(seedless).as_ref() == Some(&draft))
    }

    /// The settings of a preset.
    pub fn preset_settings(&self, at: usize) -> Option<Settings> {
        self.entry.preset_settings(self.entry.presets().get(at)?).ok()
    }
}
