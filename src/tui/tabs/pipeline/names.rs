//! What people read for the values of the tab's state.

use super::state::{StageOption, StepsPreset, VectorKind, VectorPage};
use crate::tui::words::{DeskWords, VectorsWords};

impl DeskWords {
    /// An option's name.
    pub(crate) fn option(&self, option: StageOption) -> &'static str {
        self.options.get(option as usize).map_or("", |(name, _)| name)
    }

    /// What an option does.
    pub(crate) fn option_help(&self, option: StageOption) -> &'static str {
        self.options.get(option as usize).map_or("", |(_, help)| help)
    }

    /// The name of steps that belong together.
    pub(crate) fn preset(&self, preset: StepsPreset) -> &'static str {
        self.presets.get(preset as usize).copied().unwrap_or_default()
    }
}

impl VectorsWords {
    /// The name of what texts become.
    pub(crate) fn kind(&self, kind: VectorKind) -> &'static str {
        self.kinds.get(kind as usize).copied().unwrap_or_default()
    }

    /// The name of what is seen of words.
    pub(crate) fn page(&self, page: VectorPage) -> &'static str {
        self.pages.get(page as usize).copied().unwrap_or_default()
    }
}
