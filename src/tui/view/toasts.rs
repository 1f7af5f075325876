//! Toasts: what was just said, at the lower right.

use super::row::{Row, wrap};
use crate::run::Severity;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::widgets::{Look, text};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

/// Columns of a toast's text.
const WIDEST: u16 = 60;

/// What a line of this severity looks like, and the mark before it.
pub(super) fn look_of(severity: Severity) -> (Role, &'static str) {
    match severity {
        Severity::Info => (Role::Note, "i"),
        Severity::Warning => (Role::Warning, "!"),
        Severity::Error => (Role::Error, "x"),
    }
}

pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let room = usize::from(WIDEST.min(area.width.saturating_sub(8)));
    let lines = model.notices.toasts().flat_map(|line| {
        let (role, mark) = look_of(line.severity);
        let wrapped = wrap(&line.text, room);
        wrapped.into_iter().take(4).enumerate().map(move |(i, text)| (role, if i == 0 { mark } else { " " }, text))
    });
    let lines: Vec<_> = lines.collect();
    let Some(width) = lines.iter().map(|(_, _, words)| text::width(words) + 4).max() else { return };
    let height = (lines.len() as u16).min(area.height.saturating_sub(2));
    let (x, y) = (area.right().saturating_sub(width as u16 + 2), area.bottom().saturating_sub(height + 1));
    let place = Rect::new(x, y, width as u16, height).intersection(area);
    let field = look.theme.style(Role::Field);
    for (i, (role, mark, words)) in lines.iter().enumerate() {
        let style = field.patch(look.theme.style(*role));
        // Reversed: without colours it is what tells the note from what lies below.
        let badge = if *mark == " " { style } else { style.add_modifier(Modifier::REVERSED) };
        Row::of(place, i, buffer).put(&format!(" {mark} "), badge).left(words, width - 3, style);
    }
}
