//! What people read for the model's values: which of a language's words belongs to which.

use super::{Curves, Pane, QuitChoice, RunsSort, Tab};
use crate::tui::widgets::images::PictureView;
use crate::tui::words::ScreenWords;

/// The word of an id; the id itself is a readable fallback (every id has its word: tested).
fn named(words: &[(&'static str, &'static str)], id: &'static str) -> &'static str {
    words.iter().find(|(known, _)| *known == id).map_or(id, |(_, word)| word)
}

impl ScreenWords {
    /// A tab's name.
    pub(crate) fn tab(&self, tab: &Tab) -> &'static str {
        named(self.tabs, tab.id)
    }

    /// What the table of runs is sorted by.
    pub(crate) fn runs_sort(&self, sort: RunsSort) -> &'static str {
        Self::of(&self.runs_sorts, sort as usize)
    }

    /// How pictures are shown.
    pub(crate) fn picture_view(&self, view: PictureView) -> &'static str {
        Self::of(&self.picture_views, view as usize)
    }

    /// A choice of the quit dialog.
    pub(crate) fn quit_choice(&self, choice: QuitChoice) -> &'static str {
        Self::of(&self.quit_choices, choice as usize)
    }

    /// A pane's name.
    pub(crate) fn pane(&self, pane: &Pane) -> &'static str {
        named(self.panes, pane.id)
    }

    /// Which curves.
    pub(crate) fn curves(&self, curves: Curves) -> &'static str {
        Self::of(&self.curve_names, curves as usize)
    }
}
