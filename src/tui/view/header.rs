//! The first row: the program's name and the tabs.

use super::row::Row;
use crate::tui::model::{Model, Tab};
use crate::tui::theme::Role;
use crate::tui::widgets::{Look, text};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Names in full where they fit, else the open tab's alone.
pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let mut row = Row::of(area, 0, buffer);
    row.put(" nnlab ", look.theme.style(Role::Strong));
    let all: usize = Tab::ALL.iter().map(|tab| text::width(look.words.screen.tab(*tab)) + 4).sum();
    let is_tight = all > row.room();
    for tab in Tab::ALL {
        let is_open = tab == model.tab;
        let name = if is_tight && !is_open { "" } else { look.words.screen.tab(tab) };
        let style = look.theme.style(if is_open { Role::TabActive } else { Role::Tab });
        let label = format!(" {} {name}", tab.index() + 1);
        row.put(&format!("{} ", label.trim_end()), style);
    }
}
