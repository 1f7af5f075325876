//! The forecaster: curves beside floor and baselines, the forecast on held-out series, metrics, settings, and what the
//! network does inside where the lab shows it.
//!
//! ```text
//!   from 100 columns                      below
//!   +- curves --------++- metrics ---+    +- the focused pane ----------+
//!   |                 ||             |    |                             |
//!   +- forecast ------++- settings --+    |                             |
//!   |                 ||             |    +- metrics -------------------+
//!   +- inside --------++- gradient --+    |                             |
//!   +-----------------++-------------+    +-----------------------------+
//! ```

pub(super) mod curves;
pub(super) mod explain;
pub(super) mod forecast;
pub(super) mod gradient;
pub(super) mod metrics;
pub(super) mod phases;
pub(super) mod unrolled;

use super::TWO_COLUMNS;
use crate::figure::Figure;
use crate::run::{Moment, Status};
use crate::tui::model::{Model, Pane, Run};
use crate::tui::theme::Role;
use crate::tui::view::row::{Row, wrap};
use crate::tui::widgets::figure::{self, FigureView};
use crate::tui::widgets::{Look, write_centered};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// From this height on two columns have room for what is inside the network.
const TALL: u16 = 34;
/// From this height on one column has room for two panes beside the metrics.
const TWO_PANES: u16 = 30;

/// Which panes lie where.
pub(super) fn layout(model: &Model, area: Rect) -> Vec<(Pane, Rect)> {
    if area.width >= TWO_COLUMNS { two_columns(model, area) } else { one_column(model, area) }
}

fn one_column(model: &Model, area: Rect) -> Vec<(Pane, Rect)> {
    let metrics = (metrics::rows(model, area.width.saturating_sub(2)) as u16 + 2).min(area.height / 2);
    let [main, strip] = split(area, area.height - metrics);
    let focused = match model.focused() {
        Pane::Metrics => Pane::Curves,
        pane => pane,
    };
    if main.height < TWO_PANES - 8 {
        return vec![(focused, main), (Pane::Metrics, strip)];
    }
    let other = if focused == Pane::Curves { Pane::Forecast } else { focused };
    let [upper, lower] = split(main, main.height / 2);
    vec![(Pane::Curves, upper), (other, lower), (Pane::Metrics, strip)]
}

fn two_columns(model: &Model, area: Rect) -> Vec<(Pane, Rect)> {
    let right = (area.width * 2 / 5).clamp(46, 58);
    let left = Rect { width: area.width - right, ..area };
    let right = Rect { x: left.right(), width: right, ..area };
    let panes = model.panes();
    let has = |pane| panes.contains(&pane);
    let is_tall = area.height >= TALL;
    let mut places = Vec::new();

    let inside = [Pane::Unrolled, Pane::Phases, Pane::HiddenStates, Pane::Output, Pane::Horizons]
        .into_iter()
        .filter(|pane| has(*pane));
    let focused = model.focused();
    // The focused one of those that share the place, or the first of them.
    let inside = inside.clone().find(|pane| *pane == focused).or_else(|| inside.clone().next());
    let lowest = if is_tall && inside.is_some() { area.height * 3 / 10 } else { 0 };
    let upper = Rect { height: area.height - lowest, ..left };
    let [curves, forecast] = split(upper, upper.height / 2);
    let is_hidden =
        |pane: Pane| pane.slot().is_some() && !(is_tall && (Some(pane) == inside || pane == Pane::Gradient));
    places.push((Pane::Curves, curves));
    places.push((if is_hidden(focused) { focused } else { Pane::Forecast }, forecast));
    if let (Some(pane), true) = (inside, lowest > 0) {
        places.push((pane, Rect { y: left.bottom() - lowest, height: lowest, ..left }));
    }

    let gradient = if is_tall && has(Pane::Gradient) { area.height / 4 } else { 0 };
    let metrics = (metrics::rows(model, right.width - 2) as u16 + 2).min((area.height - gradient) / 2);
    let settings = Rect { y: right.y + metrics, height: area.height - metrics - gradient, ..right };
    places.push((Pane::Metrics, Rect { height: metrics, ..right }));
    places.push((Pane::Settings, settings));
    if gradient > 0 {
        places.push((Pane::Gradient, Rect { y: right.bottom() - gradient, height: gradient, ..right }));
    }
    places
}

/// An area cut in two, the upper one of this height.
pub(super) fn split(area: Rect, height: u16) -> [Rect; 2] {
    let height = height.min(area.height);
    [Rect { height, ..area }, Rect { y: area.y + height, height: area.height - height, ..area }]
}

/// In one column, the upper edge says which panes Tab brings.
pub(super) fn draw_way_on(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let panes: Vec<Pane> = model.panes().into_iter().filter(|pane| *pane != Pane::Metrics).collect();
    let at = panes.iter().position(|pane| *pane == model.focused()).unwrap_or(0);
    let Some(next) = panes.get((at + 1) % panes.len().max(1)) else { return };
    let name = look.words.screen.pane(*next);
    let told = fill(look.words.screen.way_on, &[&(at + 1).to_string(), &panes.len().to_string(), name]);
    let edge = Rect { height: 1, width: area.width.saturating_sub(2), ..area };
    Row::of(edge, 0, buffer).put("", Style::new()).end(&told, look.theme.style(Role::Muted));
}

/// What a slot of the shown run holds, at the moment that is looked at.
pub(super) fn shown_figure<'m>(model: &'m Model, slot: &str) -> Option<&'m (Moment, Figure)> {
    let slot = model.shown()?.history.figures.get(slot)?;
    match model.lab()?.scrub {
        Some(step) => slot.at(step),
        None => slot.latest.as_ref(),
    }
}

/// Why there is nothing to show yet: the run failed, it is being opened, there is none.
pub(super) fn draw_nothing(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
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

/// Draws a pane that shows one slot.
pub(super) fn draw_slot(model: &Model, pane: Pane, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    match pane.slot().and_then(|slot| shown_figure(model, slot)) {
        Some((_, shown)) => figure::draw(shown, &view(model), area, buffer, look),
        None => write_centered(buffer, area, look.words.no_data, look.theme.style(Role::Muted)),
    }
}

/// How the user wants to see figures.
fn view(model: &Model) -> FigureView {
    FigureView { picture_view: model.picture_view, ..FigureView::default() }
}

/// The figure's own title, or the pane's name.
pub(super) fn slot_title(model: &Model, pane: Pane) -> String {
    let own = pane.slot().and_then(|slot| shown_figure(model, slot)).map(|(_, shown)| shown.title().to_owned());
    own.filter(|title| !title.is_empty()).unwrap_or_else(|| model.words.screen.pane(pane).to_owned())
}

/// The value of a curve at the moment that is looked at.
pub(super) fn value(model: &Model, run: &Run, name: &str) -> Option<f64> {
    match model.lab().and_then(|lab| lab.scrub) {
        None => run.history.value(name),
        Some(step) => {
            let samples = run.history.curves.get(name)?.iter();
            samples.take_while(|sample| sample.first <= step).last().map(|sample| sample.stat.last)
        }
    }
}
