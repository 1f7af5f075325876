//! The forecast on a series that the network was never trained on.

use super::super::shared::shown_figure;
use super::forecast_slot;
use super::state::{Forecaster, Model};
use crate::figure::{Figure, Lines, Role as Line};
use crate::tui::actions::browse;
use crate::tui::model::{Pane, PaneOf, Zoom};
use crate::tui::theme::Role;
use crate::tui::view::status::epoch_at;
use crate::tui::widgets::figure::{self, FigureView};
use crate::tui::widgets::{Look, write_centered};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The forecast on a held-out series.
pub(super) static PANE: PaneOf<Forecaster> = PaneOf {
    title: |model, _, _| title(model),
    act: |model, action| browse::arrows(model, action),
    ..PaneOf::new(Pane::new("forecast"), |model, _, area, buffer, look| draw(model, area, buffer, look))
};

/// Which series, and of which epoch if not the present one.
fn title(model: &Model<'_>) -> String {
    let words = &model.words.screen;
    let Some(lab) = model.lab() else { return words.forecast_title.to_owned() };
    let shown = shown_figure(model, &forecast_slot(lab));
    let own = shown.map(|(_, figure)| figure.title().to_owned()).filter(|title| !title.is_empty());
    let title = own.unwrap_or_else(|| fill(words.forecast_on, &[&(lab.example + 1).to_string()]));
    match (shown, model.shown()) {
        (Some((at, _)), Some(run)) if epoch_at(run, at.step) < run.history.at.epoch => {
            fill(words.as_of_epoch, &[&title, &epoch_at(run, at.step).to_string()])
        }
        _ => title,
    }
}

/// Without the early part of what the network was given, which would squeeze the forecast; a zoomed pane shows all.
fn near_the_forecast(lines: &Lines) -> Lines {
    const LEAST: usize = 12;
    let ahead = lines.lines.iter().filter(|line| line.role == Line::Prediction).map(|line| line.values.len()).max();
    let keep = (ahead.unwrap_or(0) * 2).max(LEAST);
    let mut near = lines.clone();
    // What was filled in lies where the network was given it.
    for line in near.lines.iter_mut().filter(|line| line.start < 1.0) {
        let drop = line.values.len().saturating_sub(keep);
        line.start += line.step * drop as f64;
        line.values.drain(..drop);
    }
    near
}

fn draw(model: &Model<'_>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let slot = model.lab().map(forecast_slot).unwrap_or_default();
    match shown_figure(model, &slot) {
        Some((_, Figure::Lines(lines))) if model.zoom == Zoom::Out => {
            let near = Figure::Lines(near_the_forecast(lines));
            figure::draw(&near, &FigureView::default(), area, buffer, look);
        }
        Some((_, shown)) => figure::draw(shown, &FigureView::default(), area, buffer, look),
        None => {
            let is_back = model.lab().is_some_and(|lab| lab.scrub.is_some());
            let words = if is_back { look.words.screen.not_kept } else { look.words.no_data };
            write_centered(buffer, area, words, look.theme.style(Role::Muted));
        }
    }
}
