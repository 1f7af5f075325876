//! Which keys would do something here.

use super::{Model, Pane, Tab};
use crate::figure::Figure;
use crate::tui::keys::Action;

impl Model {
    /// Whether an action would do something in the open tab, with the focus where it is.
    pub fn is_offered(&self, action: Action) -> bool {
        let focused = self.focused();
        match action {
            Action::Toggle => matches!(focused, Pane::Stages | Pane::Settings | Pane::Runs),
            Action::MoveUp | Action::MoveDown => focused == Pane::Stages,
            Action::Sort | Action::Filter | Action::Remove => focused == Pane::Runs,
            Action::NextExample | Action::PreviousExample if self.tab == Tab::Pipeline => {
                self.desk.editor.lines().len() > 1
            }
            _ => self.is_of_tab(action),
        }
    }

    /// Whether an action would do something in the open tab, wherever the focus is.
    pub fn is_of_tab(&self, action: Action) -> bool {
        let has_run = self.shown().is_some();
        let has_rows = self.tab == Tab::Runs && !self.runs_rows().is_empty();
        match action {
            Action::PlayPause | Action::Step | Action::StepPhase | Action::StepEpoch | Action::Pace | Action::Save => {
                has_run || (self.tab == Tab::Runs && !self.runs.is_empty())
            }
            Action::Edit | Action::Open if self.tab == Tab::Pipeline => true,
            Action::NextExample | Action::PreviousExample if self.tab == Tab::Pipeline => true,
            Action::Reset
            | Action::ResetNewSeed
            | Action::NextExample
            | Action::PreviousExample
            | Action::ScrubBack
            | Action::ScrubForward
            | Action::Edit
            | Action::Crosshair => has_run,
            Action::LogScale | Action::Smoothing | Action::Range => has_run || has_rows,
            Action::FocusNext | Action::FocusPrevious | Action::Zoom => self.panes().len() > 1,
            Action::Open => self.lab().is_some() || has_rows,
            Action::Sweep => self.lab().is_some(),
            Action::Measure => self.tab == Tab::Pipeline && has_run,
            Action::PictureView => self.shows_pictures(),
            Action::Toggle => self.tab != Tab::Language,
            Action::MoveUp | Action::MoveDown => self.tab == Tab::Pipeline,
            Action::Sort | Action::Filter | Action::Remove => self.tab == Tab::Runs,
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
