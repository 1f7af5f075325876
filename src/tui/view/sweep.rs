//! The dialog of a sweep: its values to be edited, its seeds.
//!
//! ```text
//!   +- sweep over code units ------------------------+
//!   |  values  1,2,4,8,16,32,64,128_                 |
//!   |  seeds   3  (up, down)                         |
//!   |                                                |
//!   |  24 runs of 30 epochs                          |
//!   +------------------------------------------------+
//! ```

use super::row::Row;
use crate::tui::model::{Model, SweepDraft};
use crate::tui::tabs;
use crate::tui::theme::{Focus, Role};
use crate::tui::widgets::{Look, pane};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget as _};

/// Columns and rows of the dialog, where there is room.
const SIZE: (u16, u16) = (66, 7);
/// Columns of what stands before the fields.
const LABEL: usize = 10;

pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let Some(draft) = &model.sweep_draft else { return };
    let words = &look.words.screen;
    let (width, height) = (SIZE.0.min(area.width), SIZE.1.min(area.height));
    let place = Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 2, width, height);
    Clear.render(place, buffer);
    buffer.set_style(place, look.theme.style(Role::Text));
    let block = pane(&fill(words.sweep_title, &[draft.label]), Focus::Focused, look);
    let inner = block.inner(place);
    block.render(place, buffer);
    let mut line = |y: usize, label: &str, draw: &dyn Fn(Row<'_>)| {
        let mut row = Row::of(inner, y, buffer);
        row.put("  ", Style::new()).left(label, LABEL, look.theme.style(Role::Muted));
        draw(row);
    };
    line(0, words.sweep_values, &|row| tabs::draw_field(&draft.field, row, look));
    line(1, words.sweep_seeds, &|mut row| {
        row.put(&draft.seeds.to_string(), look.theme.style(Role::Number));
        row.put(words.sweep_seeds_keys, look.theme.style(Role::Muted));
    });
    line(3, words.sweep_size, &|mut row| {
        row.put(&size(model, draft), look.theme.style(Role::Text));
    });
}

/// How much there is to do.
fn size(model: &Model, draft: &SweepDraft) -> String {
    let runs = draft.values().len() * draft.seeds as usize;
    let epochs = model.lab().map(|lab| lab.settings.draft.text("epochs")).unwrap_or_default();
    fill(model.words.screen.sweep_size_told, &[&runs.to_string(), &epochs])
}
