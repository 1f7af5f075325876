//! The tabs: which panes there are, where they lie, what they say.

mod coming;
mod forecaster;
mod pipeline;
mod runs;
mod settings;
pub(super) mod sweep;

use super::model::{Model, Pane, Tab, Zoom};
use super::theme::Focus;
use super::widgets::{Look, pane};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget as _;

/// Draws the open tab.
pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    if model.zoom == Zoom::In {
        return draw_pane(model, model.focused(), area, buffer, look);
    }
    match model.tab {
        Tab::Forecaster => forecaster::draw(model, area, buffer, look),
        Tab::Runs => runs::draw_tab(model, area, buffer, look),
        Tab::Pipeline | Tab::Language | Tab::Autoencoder => {
            draw_pane(model, model.focused(), area, buffer, look);
        }
    }
}

/// Draws a pane with its frame.
fn draw_pane(model: &Model, shown: Pane, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let focus = if model.focused() == shown { Focus::Focused } else { Focus::Unfocused };
    let block = pane(&title(model, shown), focus, look);
    let inner = block.inner(area);
    block.render(area, buffer);
    match shown {
        Pane::Curves => forecaster::curves::draw(model, inner, buffer, look),
        Pane::Forecast => forecaster::forecast::draw(model, inner, buffer, look),
        Pane::Metrics => forecaster::metrics::draw(model, inner, buffer, look),
        Pane::Settings => settings::draw(model, inner, buffer, look),
        Pane::Unrolled => forecaster::unrolled::draw(model, inner, buffer, look),
        Pane::Phases => forecaster::phases::draw(model, inner, buffer, look),
        Pane::Horizons | Pane::Output | Pane::Gradient | Pane::HiddenStates => {
            forecaster::draw_slot(model, shown, inner, buffer, look);
        }
        Pane::About if model.tab == Tab::Pipeline => pipeline::draw(model, inner, buffer, look),
        Pane::About => coming::draw(model, inner, buffer, look),
        Pane::Runs => runs::draw(model, inner, buffer, look),
        Pane::RunCurves => runs::draw_curves(model, inner, buffer, look),
    }
}

fn title(model: &Model, pane: Pane) -> String {
    let words = &model.words.screen;
    match pane {
        Pane::Curves => forecaster::curves::title(model),
        Pane::Forecast => forecaster::forecast::title(model),
        Pane::Metrics => forecaster::metrics::title(model),
        Pane::Settings => settings::title(model),
        Pane::Horizons | Pane::Output | Pane::Gradient | Pane::HiddenStates | Pane::Unrolled => {
            forecaster::slot_title(model, pane)
        }
        Pane::Phases => words.pane(pane).to_owned(),
        Pane::About => words.tab(model.tab).to_owned(),
        Pane::Runs => runs::title(model),
        Pane::RunCurves => runs::curves_title(model),
    }
}

/// "What am I seeing": paragraphs tied to the numbers that are shown.
pub(super) fn explain(model: &Model) -> Vec<String> {
    match model.tab {
        Tab::Forecaster => forecaster::explain::paragraphs(model),
        Tab::Pipeline => pipeline::explain(model),
        Tab::Language | Tab::Autoencoder => coming::paragraphs(model),
        Tab::Runs => model.words.screen.runs_explained.iter().map(|text| (*text).to_owned()).collect(),
    }
}
