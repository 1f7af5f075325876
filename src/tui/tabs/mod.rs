//! The tabs, a folder each; in it a file a pane.
//!
//! **A pane** is a `static` [`PaneOf`](super::model::PaneOf): its id, how it draws, and, where it does more than show something, its title, what its
//! keys do, its list, its text field. Its name is the word of its id. **A tab** is a `static` [`TabOf`](super::model::TabOf) with a state of its own: its panes in the order
//! of the focus, where they lie, and what keys of all tabs do otherwise in it. To add a pane: its file, and its row in the
//! tab's list. To add a tab: its folder, and its row in [`all`].

pub(super) mod autoencoder;
pub(super) mod forecaster;
mod language;
pub(super) mod pipeline;
pub(super) mod runs;
#[cfg(test)]
mod seam_tests;
pub(super) mod shared;

use super::model::{Layout, Model, OpenTab, Pane, Zoom};
use super::theme::Focus;
use super::widgets::{Look, pane};
use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};
use ratatui::widgets::Widget as _;

pub(super) use shared::settings::draw_field;

/// The tabs from left to right, each with its state at the start.
pub(super) fn all() -> Vec<Box<dyn OpenTab>> {
    vec![forecaster::TAB.open(), pipeline::TAB.open(), language::TAB.open(), autoencoder::TAB.open(), runs::TAB.open()]
}

/// Draws the open tab.
pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    for (pane, place) in layout(model, area) {
        draw_pane(model, pane, place, buffer, look);
    }
    if model.own().says_way_on() && model.zoom == Zoom::Out && area.width < shared::TWO_COLUMNS {
        shared::draw_way_on(model, area, buffer, look);
    }
}

/// Which panes lie where.
fn layout(model: &Model, area: Rect) -> Layout {
    match model.zoom {
        Zoom::Out => model.own().layout(&model.shared, area),
        Zoom::In => vec![(model.focused(), area)],
    }
}

/// The pane at a place of the screen, and the row of its list there.
pub(super) fn pane_at(model: &Model, area: Rect, column: u16, row: u16) -> Option<(&'static Pane, Option<usize>)> {
    let (pane, place) = layout(model, area).into_iter().find(|(_, place)| place.contains((column, row).into()))?;
    let inner = place.inner(Margin::new(1, 1));
    let is_inside = inner.contains((column, row).into());
    Some((pane, is_inside.then(|| model.own().row_at(&model.shared, pane, inner, row)).flatten()))
}

/// Draws a pane with its frame.
fn draw_pane(model: &Model, shown: &'static Pane, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let focus = if model.focused() == shown { Focus::Focused } else { Focus::Unfocused };
    let inner = pane("", focus, look).inner(area);
    let block = pane(&model.own().title(&model.shared, shown, inner), focus, look);
    block.render(area, buffer);
    model.own().draw(&model.shared, shown, inner, buffer, look);
}

/// "What am I seeing": paragraphs tied to the numbers that are shown.
pub(super) fn explain(model: &Model) -> Vec<String> {
    model.own().explain(&model.shared)
}
