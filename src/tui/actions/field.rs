//! Keys while a text field is edited.

use crate::tui::model::Editing;
use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// A key while this text is edited.
pub(in crate::tui) fn type_into(field: &mut Editing, key: KeyEvent) {
    if key.kind == KeyEventKind::Release {
        return;
    }
    match key.code {
        KeyCode::Char('u') if key.modifiers.contains(KeyModifiers::CONTROL) => {
            *field = Editing::new(field.key, String::new());
        }
        KeyCode::Char(c) if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => {
            field.insert(c.encode_utf8(&mut [0; 4]));
        }
        KeyCode::Backspace => field.backspace(),
        KeyCode::Delete => field.delete(),
        KeyCode::Left => field.move_by(-1),
        KeyCode::Right => field.move_by(1),
        KeyCode::Home => field.cursor = 0,
        KeyCode::End => field.move_by(isize::MAX),
        _ => {}
    }
}
