//! What lies over a tab.

/// A layer over the tab; Esc takes it away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlay {
    /// "What am I seeing", and the keys; the number of lines scrolled.
    Help(usize),
    /// All that was said; the number of lines scrolled back from the latest.
    Messages(usize),
    /// Whether to quit.
    Quit(QuitChoice),
    /// The themes.
    Themes(ThemesDialog),
    /// Which values a sweep goes through; they are the model's draft.
    Sweep,
    /// The choice of a text file; it is the desk's picker.
    Files,
    /// Whether to take a recorded run or sweep away; whether the cursor stands on yes.
    Remove(bool),
    /// Whether to save and end a run or sweep that is open here; whether the cursor stands on yes.
    End(bool),
}

/// The list of themes, each shown while the cursor stands on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThemesDialog {
    /// The place of the theme that is shown.
    pub cursor: usize,
    /// The place of the one in force before.
    pub before: usize,
}

/// How to quit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum QuitChoice {
    /// Save what runs, then quit.
    #[default]
    SaveAndQuit,
    /// Quit without saving.
    QuitNow,
    /// Don't.
    Stay,
}

impl QuitChoice {
    /// In the order of the dialog.
    pub const ALL: [Self; 3] = [Self::SaveAndQuit, Self::QuitNow, Self::Stay];

    /// The one `by` places further, not beyond the ends.
    pub fn stepped(self, by: isize) -> Self {
        let place = (self as usize).saturating_add_signed(by).min(Self::ALL.len() - 1);
        Self::ALL.get(place).copied().unwrap_or_default()
    }
}
