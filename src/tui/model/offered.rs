//! Which keys would do something here.

use super::Model;
use crate::figure::Figure;
use crate::tui::keys::{Action, Scope};

impl Model {
    /// Whether an action would do something in the open tab, with the focus where it is.
    pub fn is_offered(&self, action: Action) -> bool {
        if action.scope() == Scope::List { self.focused().offers.contains(&action) } else { self.is_of_tab(action) }
    }

    /// Whether an action would do something in the open tab, wherever the focus is.
    pub fn is_of_tab(&self, action: Action) -> bool {
        if action.scope() == Scope::List {
            return self.tab().panes.iter().any(|pane| pane.offers.contains(&action));
        }
        self.own().offered(&self.shared, action).unwrap_or_else(|| self.is_of_any_tab(action))
    }

    /// The same, in a tab that has no own mind about it.
    fn is_of_any_tab(&self, action: Action) -> bool {
        let has_run = self.shown().is_some();
        match action {
            Action::PlayPause
            | Action::Step
            | Action::StepPhase
            | Action::StepEpoch
            | Action::Pace
            | Action::Save
            | Action::Reset
            | Action::ResetNewSeed
            | Action::NextExample
            | Action::PreviousExample
            | Action::ScrubBack
            | Action::ScrubForward
            | Action::Edit
            | Action::Crosshair
            | Action::LogScale
            | Action::Smoothing
            | Action::Range => has_run,
            Action::FocusNext | Action::FocusPrevious | Action::Zoom => self.panes().len() > 1,
            Action::Open | Action::Sweep => self.lab().is_some(),
            Action::Measure => false,
            Action::PictureView => self.shows_pictures(),
            _ => true,
        }
    }

    /// Whether the shown run has pictures.
    fn shows_pictures(&self) -> bool {
        self.shown().is_some_and(|run| {
            let latest = run.history.figures.values().filter_map(|slot| slot.latest.as_ref());
            latest.into_iter().any(|(_, figure)| matches!(figure, Figure::Images(_)))
        })
    }
}
