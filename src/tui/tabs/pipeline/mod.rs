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
mod parts;
mod scores;
mod space;
pub(super) mod stages;
pub(super) mod strip;
pub(super) mod text;
pub(super) mod vectors;

use super::TWO_COLUMNS;
use super::forecaster::split;
use crate::tui::model::{DeskMode, Model, Pane};
use crate::tui::words::fill;
use ratatui::layout::Rect;

/// From this height on the text has a line more.
const TALL: u16 = 34;
/// The least lines of the panes below the stages.
const LOWER: u16 = 4;
/// Lines below the stages that vectors and the strip share, and those that what a switch does and the curves share.
/// Without a run there is nothing to see in the strip and in the curves but how to get one: they wait for more room.
const WITH_STRIP: u16 = 10;
const WITH_CURVES: u16 = 16;
const WITHOUT_RUN: u16 = 4;
/// Lines that the vectors and what a switch does keep for themselves, as far as there are any; those of the strip.
const VECTORS: u16 = 6;
const EFFECT: u16 = 9;
const STRIP: u16 = 5;

/// A pane's title, with a sign if what stands in it is of before the last change and the answer is late.
fn of_before(model: &Model, title: String, waits: bool) -> String {
    if waits && model.is_late { fill(model.words.desk.of_before, &[&title]) } else { title }
}

/// Which panes lie where.
pub(super) fn layout(model: &Model, area: Rect) -> Vec<(Pane, Rect)> {
    let focused = model.focused();
    let is_writing = model.desk.mode == DeskMode::Writing;
    let text = match (is_writing, area.height >= TALL) {
        (true, _) => (area.height / 4).max(5),
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
    // The strip follows what is written.
    let is_read = is_writing && model.shown().is_some();
    if area.width < TWO_COLUMNS {
        places.push((if is_read { Pane::Strip } else { Pane::SwitchEffect }, lower));
        return places;
    }
    let free = if is_upper && is_read { Pane::Strip } else { Pane::Vectors };
    places.extend(columns(model, lower, free));
    places
}

/// The two columns below the stages; where there is no room for the strip, `free` stands in the place of the vectors
/// until another pane is looked at that has no place of its own.
fn columns(model: &Model, area: Rect, free: Pane) -> Vec<(Pane, Rect)> {
    let right = area.width * 2 / 5;
    let left = Rect { width: area.width - right, ..area };
    let right = Rect { x: left.right(), width: right, ..area };
    let room = if model.shown().is_some() { area.height } else { area.height.saturating_sub(WITHOUT_RUN) };
    let has = |pane, least| model.panes().contains(&pane) && room >= least;
    let mut own = vec![Pane::Text, Pane::Stages, Pane::SwitchEffect];
    let mut places = Vec::new();
    let mut share = |place: Rect, below: Pane, least: u16, rows: u16| {
        if !has(below, least) {
            return place;
        }
        let [above, rest] = split(place, place.height.saturating_sub(rows));
        own.push(below);
        places.push((below, rest));
        above
    };
    let main = share(left, Pane::Strip, WITH_STRIP, STRIP.min(area.height.saturating_sub(VECTORS)));
    let effect =
        share(right, Pane::Curves, WITH_CURVES, area.height.div_ceil(2).min(area.height.saturating_sub(EFFECT)));
    let free = if own.contains(&Pane::Strip) { Pane::Vectors } else { free };
    let shown = if own.contains(&model.focused()) { free } else { model.focused() };
    places.extend([(shown, main), (Pane::SwitchEffect, effect)]);
    places
}
