//! The settings pane: a cursor over the knobs, and the settings of the run that would be opened next.

use super::{LabView, Shared};
use crate::run::Settings;
use crate::run::knob::{self, Knob, KnobError};
use std::collections::BTreeSet;

/// A text being edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editing {
    /// The knob's key.
    pub key: &'static str,
    /// The text so far.
    pub text: String,
    /// Where the cursor stands: characters before it.
    pub cursor: usize,
}

impl Editing {
    /// The most characters that a field takes.
    pub const LONGEST: usize = 400;

    /// Starts with the value as it is, the cursor at its end.
    pub fn new(key: &'static str, text: String) -> Self {
        let cursor = text.chars().count();
        Self { key, text, cursor }
    }

    /// Puts characters in; control characters are left out, and what is too much.
    pub fn insert(&mut self, text: &str) {
        for c in text.chars().filter(|c| !c.is_control()) {
            if self.text.chars().count() == Self::LONGEST {
                return;
            }
            self.text.insert(self.byte(self.cursor), c);
            self.cursor += 1;
        }
    }

    /// Takes the character before the cursor out.
    pub fn backspace(&mut self) {
        if let Some(before) = self.cursor.checked_sub(1) {
            self.text.remove(self.byte(before));
            self.cursor = before;
        }
    }

    /// Takes the character under the cursor out.
    pub fn delete(&mut self) {
        let at = self.byte(self.cursor);
        if at < self.text.len() {
            self.text.remove(at);
        }
    }

    /// Moves the cursor.
    pub fn move_by(&mut self, by: isize) {
        self.cursor = self.cursor.saturating_add_signed(by).min(self.text.chars().count());
    }

    fn byte(&self, characters: usize) -> usize {
        self.text.char_indices().nth(characters).map_or(self.text.len(), |(at, _)| at)
    }
}

/// A row of the settings pane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SettingsRow {
    /// Chooses settings that belong together.
    Preset,
    /// One setting.
    Knob(&'static Knob),
    /// Opens a run with what is pending.
    Apply,
}

/// The settings pane.
#[derive(Debug, Clone)]
pub struct SettingsPane {
    /// The row under the cursor.
    pub cursor: usize,
    /// The settings of the run that would be opened next.
    pub draft: Settings,
    /// Live settings whose value waits for the next run all the same: a preset put them there.
    pub held: BTreeSet<String>,
    /// The value being edited as text.
    pub editing: Option<Editing>,
}

impl SettingsPane {
    /// Over these settings.
    pub fn new(draft: Settings) -> Self {
        Self { cursor: 0, draft, held: BTreeSet::new(), editing: None }
    }

    /// Starts over from these settings.
    pub fn restart(&mut self, draft: Settings) {
        self.draft = draft;
        self.held.clear();
        self.editing = None;
    }

    /// What the draft has otherwise than the run's settings.
    pub fn pending(&self, run: &Settings) -> Vec<(String, String)> {
        self.draft.differences(run)
    }

    /// Puts a value into the draft.
    ///
    /// # Errors
    /// When the knob doesn't take it; the draft is then unchanged.
    pub fn assign(&mut self, knobs: &[Knob], key: &str, text: &str) -> Result<(), KnobError> {
        knob::assign(knobs, &mut self.draft, key, text)
    }
}

impl Shared {
    /// Settings that the next run would have otherwise than this one.
    pub fn pending(&self) -> Vec<(String, String)> {
        let (Some(lab), Some(run)) = (self.lab(), self.shown()) else { return Vec::new() };
        let waits = |key: &str| !run.is_open() || !lab.is_live(key) || lab.settings.held.contains(key);
        let mut pending = lab.settings.pending(&run.history.settings);
        pending.retain(|(key, _)| waits(key));
        pending
    }

    /// The row under the cursor of the settings pane.
    pub fn settings_row(&self) -> Option<SettingsRow> {
        let pending = self.pending().len();
        let lab = self.lab()?;
        lab.rows(pending).get(lab.settings.cursor).copied()
    }

    /// What a setting of words may be with the data of the run that is shown, as long as the draft has the same data.
    pub fn choices(&self, lab: &LabView, key: &str) -> &[String] {
        let Some(run) = self.shown() else { return &[] };
        let Some(facts) = run.history.facts.as_ref() else { return &[] };
        let has_same_data = run.history.settings.text("data") == lab.settings.draft.text("data");
        let offered = facts.choices.iter().find(|choices| choices.key == key && has_same_data);
        offered.map(|choices| choices.values.as_slice()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editing_goes_by_characters_and_takes_no_control_characters() {
        let mut field = Editing::new("data", "añ".into());
        field.insert("o\u{1b}[x\n");
        assert_eq!(field.text, "año[x");
        field.move_by(-3);
        field.backspace();
        assert_eq!((field.text.as_str(), field.cursor), ("ao[x", 1));
        field.delete();
        field.move_by(100);
        field.delete();
        assert_eq!((field.text.as_str(), field.cursor), ("a[x", 3));
        field.insert(&"y".repeat(1000));
        assert_eq!(field.text.chars().count(), Editing::LONGEST);
    }
}
