//! What the labs' tabs share: curves, metrics, settings, the pane of one slot, the chart of a sweep.

pub(in crate::tui::tabs) mod curves;
pub(in crate::tui::tabs) mod metrics;
pub(in crate::tui) mod settings;
pub(in crate::tui::tabs) mod sweep;
pub(in crate::tui::tabs) mod told;

use crate::figure::Figure;
use crate::run::{Moment, Status};
use crate::tui::model::{Pane, PaneOf, Run, Shared};
use crate::tui::theme::Role;
use crate::tui::view::row::{Row, wrap};
use crate::tui::widgets::figure::{self, FigureView};
use crate::tui::widgets::{Look, write_centered};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// From this width on a lab's tab has two columns.
pub(in crate::tui::tabs) const TWO_COLUMNS: u16 = 100;

/// An area cut in two, the upper one of this height.
pub(in crate::tui::tabs) fn split(area: Rect, height: u16) -> [Rect; 2] {
    let height = height.min(area.height);
    [Rect { height, ..area }, Rect { y: area.y + height, height: area.height - height, ..area }]
}

/// In one column, the upper edge says which panes Tab brings.
pub(in crate::tui::tabs) fn draw_way_on(model: &Shared, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let panes: Vec<_> = model.panes().into_iter().filter(|pane| **pane != metrics::INFO).collect();
    let at = panes.iter().position(|pane| *pane == model.focused()).unwrap_or(0);
    let Some(next) = panes.get((at + 1) % panes.len().max(1)) else { return };
    let name = look.words.screen.pane(next);
    let told = fill(look.words.screen.way_on, &[&(at + 1).to_string(), &panes.len().to_string(), name]);
    let edge = Rect { height: 1, width: area.width.saturating_sub(2), ..area };
    Row::of(edge, 0, buffer).put("", Style::new()).end(&told, look.theme.style(Role::Muted));
}

/// What a slot of the shown run holds, at the moment that is looked at.
pub(in crate::tui::tabs) fn shown_figure<'m>(model: &'m Shared, slot: &str) -> Option<&'m (Moment, Figure)> {
    let slot = model.shown()?.history.figures.get(slot)?;
    match model.lab()?.scrub {
        Some(step) => slot.at(step),
        None => slot.latest.as_ref(),
    }
}

/// Why there is nothing to show yet: the run failed, it is being opened, there is none.
pub(in crate::tui::tabs) fn draw_nothing(model: &Shared, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let words = &look.words.screen;
    let (told, role) = match model.shown() {
        None => (vec![words.no_run], Role::Muted),
        Some(run) => match (&run.history.failure, run.history.status) {
            (Some(failure), _) => (vec![failure.as_str(), words.has_failed], Role::Error),
            (None, Status::Opening) => (vec![words.still_opening], Role::Muted),
            _ => (vec![look.words.no_data], Role::Muted),
        },
    };
    let columns = usize::from(area.width.saturating_sub(4)).max(1);
    let lines: Vec<String> = told.iter().flat_map(|text| wrap(text, columns)).collect();
    let top = usize::from(area.height).saturating_sub(lines.len()) / 2;
    for (i, line) in lines.iter().enumerate() {
        Row::of(area, top + i, buffer).put("  ", Style::new()).put(line, look.theme.style(role));
    }
}

/// A pane that shows a slot as it is, with the figure's own title.
pub(in crate::tui::tabs) const fn slot<S>(id: &'static str, slot: &'static str) -> PaneOf<S> {
    PaneOf {
        title: |model, pane, _| slot_title(model, pane),
        ..PaneOf::new(Pane { slot: Some(slot), ..Pane::new(id) }, |model, pane, area, buffer, look| {
            draw_slot(model, pane, area, buffer, look);
        })
    }
}

/// Draws a pane that shows one slot.
pub(in crate::tui::tabs) fn draw_slot(model: &Shared, pane: &Pane, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    match pane.slot.and_then(|slot| shown_figure(model, slot)) {
        Some((_, shown)) => figure::draw(shown, &view(model), area, buffer, look),
        None => write_centered(buffer, area, look.words.no_data, look.theme.style(Role::Muted)),
    }
}

/// How the user wants to see figures.
fn view(model: &Shared) -> FigureView {
    FigureView { picture_view: model.picture_view, ..FigureView::default() }
}

/// The figure's own title, or the pane's name.
pub(in crate::tui::tabs) fn slot_title(model: &Shared, pane: &Pane) -> String {
    let own = pane.slot.and_then(|slot| shown_figure(model, slot)).map(|(_, shown)| shown.title().to_owned());
    own.filter(|title| !title.is_empty()).unwrap_or_else(|| model.words.screen.pane(pane).to_owned())
}

/// The value of a curve at the moment that is looked at.
pub(in crate::tui::tabs) fn value(model: &Shared, run: &Run, name: &str) -> Option<f64> {
    match model.lab().and_then(|lab| lab.scrub) {
        None => run.history.value(name),
        Some(step) => {
            let samples = run.history.curves.get(name)?.iter();
            samples.take_while(|sample| sample.first <= step).last().map(|sample| sample.stat.last)
        }
    }
}
