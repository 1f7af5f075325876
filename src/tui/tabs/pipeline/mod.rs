//! The text pipeline: the text, every stage of it at once, what the vectoriser makes of it, what a switch does.
//!
//! ```text
//!   +- text ------------------------------+
//!   +- stages ----------------------------+
//!   |                                     |
//!   +- vectors --------++- what it did ---+     below 100 columns the focused one of these,
//!   +- after each word ++- curves --------+     on most of the screen
//! ```

mod detail;
pub(super) mod effect;
pub(super) mod explain;
mod matrix;
mod page;
mod pages;
mod space;
pub(super) mod stages;
pub(super) mod strip;
pub(super) mod text;
pub(super) mod vectors;

use super::draw_pane;
use super::forecaster::{draw_way_on, split};
use crate::tui::model::{DeskMode, Model, Pane};
use crate::tui::widgets::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// From this width on there are two columns below the stages.
const TWO_COLUMNS: u16 = 100;
/// From this height on there are two rows of panes below the stages.
const TALL: u16 = 34;
/// The least lines of the panes below the stages.
const LOWER: u16 = 4;
/// Lines of the strip.
const STRIP: u16 = 5;

pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    for (pane, place) in layout(model, area) {
        draw_pane(model, pane, place, buffer, look);
    }
    if area.width < TWO_COLUMNS {
        draw_way_on(model, area, buffer, look);
    }
}

/// Which panes lie where.
pub(super) fn layout(model: &Model, area: Rect) -> Vec<(Pane, Rect)> {
    let focused = model.focused();
    let is_writing = model.desk.mode == DeskMode::Writing;
    let text = match (is_writing, area.height >= TALL) {
        (true, _) => (area.height / 3).max(4),
        (false, true) => 5,
        (false, false) => 4,
    };
    let [text, rest] = split(area, text);
    let is_upper = matches!(focused, Pane::Text | Pane::Stages);
    if area.width < TWO_COLUMNS && !is_upper {
        // One pane is readable at a time.
        return vec![(Pane::Text, text), (focused, rest)];
    }
    let rows = model.desk.rows().len() as u16 + 3;
    let [stages, lower] = split(rest, rows.min(rest.height.saturating_sub(LOWER)));
    let mut places = vec![(Pane::Text, text), (Pane::Stages, stages)];
    if area.width < TWO_COLUMNS {
        places.push((Pane::SwitchEffect, lower));
        return places;
    }
    let right = lower.width * 2 / 5;
    let left = Rect { width: lower.width - right, ..lower };
    let right = Rect { x: left.right(), width: right, ..lower };
    let has_run = area.height >= TALL && model.panes().contains(&Pane::Curves);
    let [effect, curves] = split(right, if has_run { right.height / 2 } else { right.height });
    let [main, strip] = split(left, if has_run { left.height.saturating_sub(STRIP) } else { left.height });
    let has_own_place =
        is_upper || focused == Pane::SwitchEffect || has_run && matches!(focused, Pane::Strip | Pane::Curves);
    places.extend([(if has_own_place { Pane::Vectors } else { focused }, main), (Pane::SwitchEffect, effect)]);
    if has_run {
        places.extend([(Pane::Strip, strip), (Pane::Curves, curves)]);
    }
    places
}
