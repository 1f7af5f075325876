//! The autoencoder: the same held-out pictures all along, the code of one of them as knobs, and what the code layer is
//! worth.
//!
//! ```text
//!   from 100 columns                       below
//!   +- digits ----------++- curves -----+    +- the focused pane ----------+
//!   |                   ||              |    |                             |
//!   |                   |+- metrics ----+    |                             |
//!   +- code, or what ---+|              |    |                             |
//!   |  has the focus    |+- settings ---+    +- metrics -------------------+
//!   +-------------------++--------------+    +-----------------------------+
//! ```

pub(super) mod code;
pub(super) mod explain;
pub(super) mod pictures;
pub(super) mod sizes;

use super::TWO_COLUMNS;
use super::forecaster::{metrics, split};
use crate::tui::model::{Model, Pane};
use ratatui::layout::Rect;

/// From this height on the right column has room for the error by code size.
const TALL: u16 = 34;

/// Lines of the pictures' pane in which three rows of thumbnails and their scores fit.
const PICTURES: u16 = 3 * 7 + 1 + 2;
/// The least lines of the pane below it.
const LOWER: u16 = 12;

/// Which panes lie where.
pub(super) fn layout(model: &Model, area: Rect) -> Vec<(Pane, Rect)> {
    if area.width >= TWO_COLUMNS { two_columns(model, area) } else { one_column(model, area) }
}

fn one_column(model: &Model, area: Rect) -> Vec<(Pane, Rect)> {
    // At 24 lines two rows of pictures fit; a few metrics say how good they are.
    const METRICS: u16 = 5;
    let wanted = metrics::rows(model, area.width.saturating_sub(2)) as u16 + 2;
    let height = wanted.min(METRICS).min(area.height / 3);
    let [main, strip] = split(area, area.height - height);
    let focused = match model.focused() {
        Pane::Metrics => Pane::Digits,
        pane => pane,
    };
    vec![(focused, main), (Pane::Metrics, strip)]
}

fn two_columns(model: &Model, area: Rect) -> Vec<(Pane, Rect)> {
    let right = (area.width * 2 / 5).clamp(42, 58);
    let left = Rect { width: area.width - right, ..area };
    let right = Rect { x: left.right(), width: right, ..area };
    let focused = model.focused();
    let is_right = matches!(focused, Pane::Digits | Pane::Curves | Pane::Metrics | Pane::Settings);
    let has_size = area.height >= TALL && model.panes().contains(&Pane::ErrorByCode);
    let lower_pane = if is_right || (has_size && focused == Pane::ErrorByCode) { Pane::Code } else { focused };
    let wanted = area.height - (area.height * 2 / 5).max(LOWER).min(area.height / 2);
    let pictures = if area.height >= PICTURES + LOWER { wanted.max(PICTURES) } else { wanted };
    let [digits, lower] = split(left, pictures);
    let mut places = vec![(Pane::Digits, digits), (lower_pane, lower)];

    let [curves, rest] = split(right, area.height * 3 / 10);
    places.push((Pane::Curves, curves));
    let size = if has_size { area.height / 4 } else { 0 };
    let wanted = metrics::rows(model, right.width - 2) as u16 + 2;
    let [numbers, rest] = split(rest, wanted.min((rest.height - size) / 2));
    places.push((Pane::Metrics, numbers));
    let [settings, lowest] = split(rest, rest.height - size);
    places.push((Pane::Settings, settings));
    if has_size {
        places.push((Pane::ErrorByCode, lowest));
    }
    places
}
