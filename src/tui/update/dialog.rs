//! What keys do in every dialog over the tab.

use crate::tui::keys::Action;
use crate::tui::model::{Model, Overlay, QuitChoice};

/// Keys that leave a dialog over the tab; Ctrl-C asks whether to quit.
pub(super) fn leave(model: &mut Model, action: Action) {
    match action {
        Action::Interrupt => model.overlay = Some(Overlay::Quit(QuitChoice::default())),
        Action::Back | Action::Quit => model.overlay = None,
        _ => {}
    }
}
