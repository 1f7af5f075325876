//! The tabs: which panes there are, where they lie, what they say.

mod autoencoder;
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
use ratatui::layout::{Margin, Rect};
use ratatui::widgets::Widget as _;

pub(super) use settings::draw_field;

/// From this width on a lab's tab has two columns.
const TWO_COLUMNS: u16 = 100;

/// Draws the open tab.
pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    for (pane, place) in layout(model, area) {
        draw_pane(model, pane, place, buffer, look);
    }
    let has_columns = matches!(model.tab, Tab::Forecaster | Tab::Autoencoder | Tab::Pipeline);
    if has_columns && model.zoom == Zoom::Out && area.width < TWO_COLUMNS {
        forecaster::draw_way_on(model, area, buffer, look);
    }
}

/// Which panes lie where.
fn layout(model: &Model, area: Rect) -> Vec<(Pane, Rect)> {
    match (model.zoom, model.tab) {
        (Zoom::Out, Tab::Forecaster) => forecaster::layout(model, area),
        (Zoom::Out, Tab::Autoencoder) => autoencoder::layout(model, area),
        (Zoom::Out, Tab::Runs) => runs::layout(model, area),
        (Zoom::Out, Tab::Pipeline) => pipeline::layout(model, area),
        (Zoom::Out, Tab::Language) | (Zoom::In, _) => vec![(model.focused(), area)],
    }
}

/// The pane at a place of the screen, and the row of its list there.
pub(super) fn pane_at(model: &Model, area: Rect, column: u16, row: u16) -> Option<(Pane, Option<usize>)> {
    let (pane, place) = layout(model, area).into_iter().find(|(_, place)| place.contains((column, row).into()))?;
    let inner = place.inner(Margin::new(1, 1));
    if !inner.contains((column, row).into()) {
        return Some((pane, None));
    }
    let row = match pane {
        Pane::Settings => settings::row_at(model, inner, row),
        Pane::Runs => runs::row_at(model, inner, row),
        Pane::Stages => pipeline::stages::row_at(model, inner, row),
        _ => None,
    };
    Some((pane, row))
}

/// Draws a pane with its frame.
fn draw_pane(model: &Model, shown: Pane, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let focus = if model.focused() == shown { Focus::Focused } else { Focus::Unfocused };
    let inner = pane("", focus, look).inner(area);
    let block = pane(&title(model, shown, inner), focus, look);
    block.render(area, buffer);
    match shown {
        Pane::Curves => forecaster::curves::draw(model, inner, buffer, look),
        Pane::Forecast => forecaster::forecast::draw(model, inner, buffer, look),
        Pane::Metrics => forecaster::metrics::draw(model, inner, buffer, look),
        Pane::Settings => settings::draw(model, inner, buffer, look),
        Pane::Unrolled => forecaster::unrolled::draw(model, inner, buffer, look),
        Pane::Phases => forecaster::phases::draw(model, inner, buffer, look),
        Pane::Gradient => forecaster::gradient::draw(model, inner, buffer, look),
        Pane::Code => autoencoder::code::draw(model, inner, buffer, look),
        Pane::ErrorByCode => autoencoder::sizes::draw(model, inner, buffer, look),
        Pane::Example => autoencoder::pictures::draw_example(model, inner, buffer, look),
        Pane::Digits => autoencoder::pictures::draw_digits(model, inner, buffer, look),
        Pane::Kernels | Pane::FeatureMaps | Pane::Walk => {
            autoencoder::pictures::draw(model, shown.slot().unwrap_or_default(), inner, buffer, look);
        }
        Pane::Horizons
        | Pane::Output
        | Pane::HiddenStates
        | Pane::Units
        | Pane::Correlation
        | Pane::CodeMap
        | Pane::Shapes
        | Pane::Classifier
        | Pane::Classes
        | Pane::Models
        | Pane::Confusion => {
            forecaster::draw_slot(model, shown, inner, buffer, look);
        }
        Pane::Text => pipeline::text::draw(model, inner, buffer, look),
        Pane::Stages => pipeline::stages::draw(model, inner, buffer, look),
        Pane::Vectors => pipeline::vectors::draw(model, inner, buffer, look),
        Pane::SwitchEffect => pipeline::effect::draw(model, inner, buffer, look),
        Pane::Strip => pipeline::strip::draw(model, inner, buffer, look),
        Pane::About => coming::draw(model, inner, buffer, look),
        Pane::Runs => runs::draw(model, inner, buffer, look),
        Pane::RunCurves => runs::draw_curves(model, inner, buffer, look),
    }
}

/// What stands over a pane that has so much room inside.
fn title(model: &Model, pane: Pane, inner: Rect) -> String {
    let words = &model.words.screen;
    match pane {
        Pane::Curves => forecaster::curves::title(model),
        Pane::Forecast => forecaster::forecast::title(model),
        Pane::Metrics => forecaster::metrics::title(model),
        Pane::Settings => settings::title(model),
        Pane::Code => autoencoder::code::title(model),
        Pane::ErrorByCode => autoencoder::sizes::title(model),
        Pane::Digits => autoencoder::pictures::title(model, words.pane(pane), inner),
        Pane::Example => autoencoder::pictures::example_title(model, words.pane(pane)),
        Pane::Horizons
        | Pane::Output
        | Pane::Gradient
        | Pane::HiddenStates
        | Pane::Unrolled
        | Pane::Units
        | Pane::Correlation
        | Pane::CodeMap
        | Pane::Shapes
        | Pane::Classifier
        | Pane::Confusion
        | Pane::Classes
        | Pane::Models => forecaster::slot_title(model, pane),
        Pane::Kernels | Pane::FeatureMaps | Pane::Walk => autoencoder::pictures::slot_title(model, pane, inner),
        Pane::Text => pipeline::text::title(model),
        Pane::Stages => pipeline::stages::title(model),
        Pane::SwitchEffect => pipeline::effect::title(model),
        Pane::Strip => pipeline::strip::title(model),
        Pane::Vectors => pipeline::vectors::title(model),
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
        Tab::Pipeline => pipeline::explain::paragraphs(model),
        Tab::Autoencoder => autoencoder::explain::paragraphs(model),
        Tab::Language => coming::paragraphs(model),
        Tab::Runs => model.words.explain.runs.iter().map(|paragraph| (*paragraph).to_owned()).collect(),
    }
}
