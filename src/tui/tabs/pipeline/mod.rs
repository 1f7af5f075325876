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
mod effect;
mod explain;
mod matrix;
mod names;
mod page;
mod pages;
mod parts;
mod questions;
mod reading;
mod scores;
mod space;
mod stages;
pub(in crate::tui) mod state;
mod strip;
mod text;
mod vectors;

#[cfg(test)]
pub(in crate::tui) use reading::{reads_otherwise, reset_reads_as_desk};

use super::shared::{TWO_COLUMNS, curves, metrics, settings, slot, split};
use crate::tui::actions::{browse, control};
use crate::tui::keys::Action;
use crate::tui::model::{Effect, Layout, Pane, PaneOf, TabOf, Zoom};
use crate::tui::overlays::files;
use crate::tui::words::fill;
use ratatui::layout::Rect;
use state::{DeskMode, Model, ModelMut, Pipeline};

/// The tab.
pub(in crate::tui) static TAB: TabOf<Pipeline> = TabOf {
    lab: Some("pipeline"),
    says_way_on: true,
    offered,
    act,
    back,
    look: questions::look,
    news: questions::news,
    waits: |model| !model.own.desk.is_current() || model.own.vectors.is_waiting() || model.own.effect.is_waiting(),
    ..TabOf::new(
        "pipeline",
        Pipeline::default,
        &[
            &stages::PANE,
            &text::PANE,
            &vectors::PANE,
            &effect::PANE,
            &strip::PANE,
            &CURVES,
            &METRICS,
            &SETTINGS,
            &MODELS,
            &CLASSES,
            &CONFUSION,
        ],
        layout,
        explain::paragraphs,
    )
};

/// Curves of the training.
static CURVES: PaneOf<Pipeline> = curves::pane();
/// The metrics beside their floors and baselines.
static METRICS: PaneOf<Pipeline> = metrics::pane();
/// The settings of the next run, and of this one as far as they are live.
static SETTINGS: PaneOf<Pipeline> = settings::pane();

/// The model beside the others.
static MODELS: PaneOf<Pipeline> = slot("models", "models");
/// Precision, recall and F1 of each class.
static CLASSES: PaneOf<Pipeline> = slot("classes", "classes");
/// What the model takes for what.
static CONFUSION: PaneOf<Pipeline> = slot("confusion", "confusion");

/// Whether a key does something here: the text is there without a run.
fn offered(model: &Model<'_>, action: Action) -> Option<bool> {
    match action {
        Action::Edit | Action::Open => Some(true),
        Action::NextExample | Action::PreviousExample => Some(model.own.desk.editor.lines().len() > 1),
        Action::Measure => Some(model.shown().is_some()),
        _ => None,
    }
}

/// Keys that act on the text where it has the focus: its lines, its file, itself.
fn act(model: &mut ModelMut<'_>, action: Action) -> Option<Vec<Effect>> {
    match action {
        Action::NextExample => text::line(model, browse::Direction::Forward),
        Action::PreviousExample => text::line(model, browse::Direction::Back),
        Action::Measure => return Some(effect::measure(model)),
        Action::Edit if model.focused() == &vectors::PANE.info && vectors::edit(model) => {}
        Action::Edit if reading::is_at_desk(&model.at()) => text::begin(model),
        Action::Open if reading::is_at_desk(&model.at()) => return Some(files::open(model)),
        Action::Reset | Action::ResetNewSeed => {
            questions::hand_on(model);
            let seed = if action == Action::Reset { control::Seed::Same } else { control::Seed::New };
            return Some(control::reset(model, seed));
        }
        _ => return None,
    }
    Some(Vec::new())
}

/// Out of one layer of the desk; false if there is none.
fn back(model: &mut ModelMut<'_>) -> bool {
    let mode = std::mem::take(&mut model.own.desk.mode);
    if mode == DeskMode::Options {
        model.zoom = Zoom::Out;
    }
    mode != DeskMode::Looking
}

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
fn of_before(model: &Model<'_>, title: String, waits: bool) -> String {
    if waits && model.is_late { fill(model.words.desk.of_before, &[&title]) } else { title }
}

/// Which panes lie where.
fn layout(model: &Model<'_>, area: Rect) -> Layout {
    let focused = model.focused();
    let is_writing = model.own.desk.mode == DeskMode::Writing;
    let lines = match (is_writing, area.height >= TALL) {
        (true, _) => (area.height / 4).max(5),
        (false, true) => 5,
        (false, false) => 4,
    };
    let [upper, rest] = split(area, lines);
    let is_upper = [&text::PANE.info, &stages::PANE.info].contains(&focused);
    if area.width < TWO_COLUMNS && !is_upper {
        // One pane is readable at a time.
        return vec![(&text::PANE.info, upper), (focused, rest)];
    }
    let rows = model.own.desk.rows().len() as u16 + 3;
    let [middle, lower] = split(rest, rows.min(rest.height.saturating_sub(LOWER)));
    let mut places: Layout = vec![(&text::PANE.info, upper), (&stages::PANE.info, middle)];
    // The strip follows what is written.
    let is_read = is_writing && model.shown().is_some();
    if area.width < TWO_COLUMNS {
        places.push((if is_read { &strip::PANE.info } else { &effect::PANE.info }, lower));
        return places;
    }
    let free = if is_upper && is_read { &strip::PANE.info } else { &vectors::PANE.info };
    places.extend(columns(model, lower, free));
    places
}

/// The two columns below the stages; where there is no room for the strip, `free` stands in the place of the vectors
/// until another pane is looked at that has no place of its own.
fn columns(model: &Model<'_>, area: Rect, free: &'static Pane) -> Layout {
    let right = area.width * 2 / 5;
    let left = Rect { width: area.width - right, ..area };
    let right = Rect { x: left.right(), width: right, ..area };
    let room = if model.shown().is_some() { area.height } else { area.height.saturating_sub(WITHOUT_RUN) };
    let has = |pane: &'static Pane, least| model.panes().contains(&pane) && room >= least;
    let mut own: Vec<&'static Pane> = vec![&text::PANE.info, &stages::PANE.info, &effect::PANE.info];
    let mut places: Layout = Vec::new();
    let mut share = |place: Rect, below: &'static Pane, least: u16, rows: u16| {
        if !has(below, least) {
            return place;
        }
        let [above, rest] = split(place, place.height.saturating_sub(rows));
        own.push(below);
        places.push((below, rest));
        above
    };
    let main = share(left, &strip::PANE.info, WITH_STRIP, STRIP.min(area.height.saturating_sub(VECTORS)));
    let lowest =
        share(right, &CURVES.info, WITH_CURVES, area.height.div_ceil(2).min(area.height.saturating_sub(EFFECT)));
    let free = if own.contains(&&strip::PANE.info) { &vectors::PANE.info } else { free };
    let shown = if own.contains(&model.focused()) { free } else { model.focused() };
    places.extend([(shown, main), (&effect::PANE.info, lowest)]);
    places
}
