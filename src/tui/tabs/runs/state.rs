//! What the tab of runs knows: nothing that is not shared.

use crate::tui::model::At;

/// The tab's state.
#[derive(Debug, Default)]
pub(in crate::tui) struct Runs;

/// What the tab's panes see.
pub(super) type Model<'m> = At<'m, Runs>;
