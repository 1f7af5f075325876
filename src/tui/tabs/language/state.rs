//! What the language model's tab knows: nothing yet.

use crate::tui::model::At;

/// The tab's state.
#[derive(Debug, Default)]
pub(in crate::tui) struct Language;

/// What the tab's panes see.
pub(super) type Model<'m> = At<'m, Language>;
