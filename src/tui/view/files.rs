//! The dialog that opens a text file.
//!
//! ```text
//!   +- open a text: /home/me --------------------+
//!   |  quij_                                     |
//!   |> Quijote.txt                       2.1 MB  |
//!   +--------------------------------------------+
//! ```

use super::row::{Row, wrap};
use crate::tui::model::Model;
use crate::tui::tabs;
use crate::tui::theme::{Focus, Role, SELECTED, UNSELECTED};
use crate::tui::widgets::{Look, number, pane, text, window};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget as _};

/// Columns of the dialog, where there is room.
const WIDTH: u16 = 76;
/// Columns of a file's size.
const SIZE: usize = 18;

pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let words = &look.words.desk;
    let picker = &model.picker;
    let (width, height) = (WIDTH.min(area.width), area.height.saturating_sub(2).max(1));
    let place = Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 2, width, height);
    Clear.render(place, buffer);
    buffer.set_style(place, look.theme.style(Role::Text));
    let folder = text::printable(&picker.listing.folder.display().to_string()).into_owned();
    let folder = text::cut_beginning(&folder, 50).into_owned();
    let block = pane(&fill(words.open_title, &[&folder]), Focus::Focused, look);
    let inner = block.inner(place);
    block.render(place, buffer);
    let mut row = Row::of(inner, 0, buffer);
    row.put(words.find, look.theme.style(Role::Muted));
    tabs::draw_field(&picker.field, row, look);
    let columns = usize::from(inner.width.saturating_sub(2)).max(1);
    let problem = picker.problem.as_deref().map(|problem| wrap(problem, columns)).unwrap_or_default();
    let shown = picker.shown();
    let room = usize::from(inner.height).saturating_sub(1 + problem.len());
    let seen = window(shown.len(), room, 0, Some(picker.cursor));
    if shown.is_empty() {
        Row::of(inner, 1, buffer).put("  ", Style::new()).put(words.no_such_file, look.theme.style(Role::Muted));
    }
    for (y, at) in seen.enumerate() {
        let Some(entry) = shown.get(at) else { continue };
        let is_chosen = at == picker.cursor.min(shown.len().saturating_sub(1));
        let (mark, role) = if is_chosen { (SELECTED, Role::Selection) } else { (UNSELECTED, Role::Text) };
        let mut row = Row::of(inner, y + 1, buffer);
        let room = row.room().saturating_sub(text::width(mark) + SIZE);
        let (name, size) = match entry.bytes {
            None => (format!("{}/", entry.name), String::new()),
            Some(bytes) => (entry.name.clone(), fill(words.bytes, &[&number::grouped(bytes as i64)])),
        };
        row.put(mark, look.theme.style(role)).left(&name, room, look.theme.style(role));
        row.put(&text::right(&size, SIZE), look.theme.style(if is_chosen { role } else { Role::Muted }));
    }
    let bottom = usize::from(inner.height).saturating_sub(problem.len());
    for (i, line) in problem.iter().enumerate() {
        Row::of(inner, bottom + i, buffer).put(" ", Style::new()).put(line, look.theme.style(Role::Error));
    }
}
