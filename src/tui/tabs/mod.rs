//! The tabs, a folder each; in it a file a pane.
//!
//! **A pane** is a `static` [`Pane`]: its id, how it draws, and, where it does more than show something, its title, what its
//! keys do, its list, its text field. Its name is the word of its id. **A tab** is a `static` [`Tab`]: its panes in the order
//! of the focus, where they lie, and what keys of all tabs do otherwise in it. To add a pane: its file, and its row in the
//! tab's list. To add a tab: its folder, and its row in [`ALL`].

mod autoencoder;
mod forecaster;
mod language;
pub(super) mod pipeline;
pub(super) mod runs;
#[cfg(test)]
mod seam_tests;
pub(super) mod shared;

use super::model::{Model, Pane, Tab, Zoom};
use super::theme::Focus;
use super::widgets::{Look, pane};
use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};
use ratatui::widgets::Widget as _;

pub(super) use shared::settings::draw_field;

/// From left to right.
pub(super) static ALL: [&Tab; 5] = [&forecaster::TAB, &pipeline::TAB, &language::TAB, &autoencoder::TAB, &runs::TAB];

/// Draws the open tab.
pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    for (pane, place) in layout(model, area) {
        draw_pane(model, pane, place, buffer, look);
    }
    if model.tab.says_way_on && model.zoom == Zoom::Out && area.width < shared::TWO_COLUMNS {
        shared::draw_way_on(model, area, buffer, look);
    }
}

/// Which panes lie where.
fn layout(model: &Model, area: Rect) -> Vec<(&'static Pane, Rect)> {
    match model.zoom {
        Zoom::Out => (model.tab.layout)(model, area),
        Zoom::In => vec![(model.focused(), area)],
    }
}

/// The pane at a place of the screen, and the row of its list there.
pub(super) fn pane_at(model: &Model, area: Rect, column: u16, row: u16) -> Option<(&'static Pane, Option<usize>)> {
    let (pane, place) = layout(model, area).into_iter().find(|(_, place)| place.contains((column, row).into()))?;
    let inner = place.inner(Margin::new(1, 1));
    let list = pane.list.as_ref().filter(|_| inner.contains((column, row).into()));
    Some((pane, list.and_then(|list| (list.row_at)(model, inner, row))))
}

/// Draws a pane with its frame.
fn draw_pane(model: &Model, shown: &'static Pane, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let focus = if model.focused() == shown { Focus::Focused } else { Focus::Unfocused };
    let inner = pane("", focus, look).inner(area);
    let block = pane(&(shown.title)(model, shown, inner), focus, look);
    block.render(area, buffer);
    (shown.draw)(model, shown, inner, buffer, look);
}

/// "What am I seeing": paragraphs tied to the numbers that are shown.
pub(super) fn explain(model: &Model) -> Vec<String> {
    (model.tab.explain)(model)
}
