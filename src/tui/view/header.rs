//! The first row: the program's name and the tabs.

use super::row::Row;
use crate::tui::model::{Model, Tab};
use crate::tui::theme::Role;
use crate::tui::widgets::{Look, text};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The program's name.
const NAME: &str = " nnlab ";

/// The tabs as they are written, from the left: names in full where they fit, else the open tab's alone.
fn labels(model: &Model, width: u16) -> Vec<(usize, String)> {
    let words = &model.words.screen;
    let room = usize::from(width).saturating_sub(text::width(NAME));
    let all: usize = model.tabs.iter().map(|tab| text::width(words.tab(tab)) + 4).sum();
    let label = |(at, tab): (usize, &Tab)| {
        let name = if all > room && at != model.tab { "" } else { words.tab(tab) };
        let label = format!(" {} {name}", at + 1);
        (at, format!("{} ", label.trim_end()))
    };
    model.tabs.iter().enumerate().map(label).collect()
}

/// The tab at this column of the row.
pub(super) fn tab_at(model: &Model, width: u16, column: u16) -> Option<usize> {
    let mut end = text::width(NAME);
    let at = usize::from(column);
    labels(model, width).into_iter().find_map(|(tab, label)| {
        let start = end;
        end += text::width(&label);
        (start..end).contains(&at).then_some(tab)
    })
}

pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let mut row = Row::of(area, 0, buffer);
    row.put(NAME, look.theme.style(Role::Strong));
    for (tab, label) in labels(model, area.width) {
        let role = if tab == model.tab { Role::TabActive } else { Role::Tab };
        row.put(&label, look.theme.style(role));
    }
}
