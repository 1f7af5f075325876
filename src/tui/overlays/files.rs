//! The dialog that opens a text file.

use crate::run::Severity;
use crate::tui::actions::{leave_dialog, say, type_into};
use crate::tui::keys::Action;
use crate::tui::model::{Effect, Listing, Overlay, Picked, Shared, TextTask};
use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

/// Rows of a page.
const PAGE: usize = 10;

/// Opens the dialog on the folder where it was last.
pub(in crate::tui) fn open(model: &mut Shared) -> Vec<Effect> {
    model.picker.leave();
    model.overlay = Some(Overlay::Files);
    vec![Effect::Text(TextTask::List(model.picker.listing.folder.clone()))]
}

/// A key while a name is typed: arrows choose, backspace in an empty field goes to the folder above.
pub(in crate::tui) fn typed(model: &mut Shared, key: KeyEvent) -> Vec<Effect> {
    let picker = &mut model.picker;
    if key.kind == KeyEventKind::Release {
        return Vec::new();
    }
    let last = picker.shown().len().saturating_sub(1);
    let at = picker.cursor.min(last);
    match key.code {
        KeyCode::Up => picker.cursor = at.saturating_sub(1),
        KeyCode::Down => picker.cursor = (at + 1).min(last),
        KeyCode::PageUp => picker.cursor = at.saturating_sub(PAGE),
        KeyCode::PageDown => picker.cursor = (at + PAGE).min(last),
        KeyCode::Backspace if picker.field.text.is_empty() => {
            let parent = picker.parent();
            picker.leave();
            return parent.map(|folder| Effect::Text(TextTask::List(folder))).into_iter().collect();
        }
        _ => {
            type_into(&mut picker.field, key);
            picker.cursor = 0;
        }
    }
    Vec::new()
}

/// Enter opens what is under the cursor or was typed; Esc leaves.
pub(in crate::tui) fn answer(model: &mut Shared, action: Action) -> Vec<Effect> {
    match action {
        Action::Accept | Action::Activate => match model.picker.picked() {
            Some(Picked::Folder(folder)) => {
                model.picker.leave();
                vec![Effect::Text(TextTask::List(folder))]
            }
            Some(Picked::File(file)) => vec![Effect::Text(TextTask::Open(file))],
            None => Vec::new(),
        },
        _ => {
            leave_dialog(model, action);
            Vec::new()
        }
    }
}

/// A folder was listed, or not.
pub(in crate::tui) fn listed(model: &mut Shared, listing: Result<Listing, String>) {
    match listing {
        Ok(listing) => model.picker.listed(listing),
        Err(problem) => told(model, problem),
    }
}

/// In the dialog while it is there, else as a message.
pub(in crate::tui) fn told(model: &mut Shared, problem: String) {
    if model.overlay == Some(Overlay::Files) {
        model.picker.problem = Some(problem);
    } else {
        say(model, Severity::Error, problem);
    }
}
