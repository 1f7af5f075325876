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

mod code;
mod explain;
mod pictures;
mod sizes;

use super::shared::{TWO_COLUMNS, curves, metrics, settings, slot, split};
use crate::figure::Figure;
use crate::run::{Command, Question};
use crate::tui::model::{Effect, LabView, Model, Pane, Tab};
use ratatui::layout::Rect;

/// The tab.
pub(in crate::tui) static TAB: Tab = Tab {
    lab: Some("autoencoder"),
    says_way_on: true,
    ask,
    follow: |model| [follow(model), code::ask(model)].concat(),
    sweep: Some(("code", &["1", "2", "4", "8", "16", "32", "64", "128"])),
    ..Tab::new(
        "autoencoder",
        &[
            &pictures::DIGITS,
            &code::PANE,
            &curves::PANE,
            &metrics::PANE,
            &settings::PANE,
            &pictures::EXAMPLE,
            &sizes::PANE,
            &UNITS,
            &CORRELATION,
            &CODE_MAP,
            &pictures::KERNELS,
            &pictures::FEATURE_MAPS,
            &SHAPES,
            &CLASSIFIER,
            &CONFUSION,
            &pictures::WALK,
        ],
        layout,
        explain::paragraphs,
    )
};

/// What every unit of the code does.
static UNITS: Pane = slot("units", "units");
/// How units of the code go together.
static CORRELATION: Pane = slot("correlation", "correlation");
/// Held-out pictures by their codes.
static CODE_MAP: Pane = slot("code-map", "code-map");
/// The arithmetic of the convolutions' sizes.
static SHAPES: Pane = slot("shapes", "shapes");
/// Classifiers on the code and on pixels.
static CLASSIFIER: Pane = slot("classifier", "classifier");
/// What the classifier on the code takes for what.
static CONFUSION: Pane = slot("confusion", "confusion");

/// The slot of the picture that is looked at.
fn digit_slot(lab: &LabView) -> String {
    format!("digit.{}", lab.example)
}

/// Asks for the picture that is looked at.
fn ask(model: &Model) -> Vec<Effect> {
    let (Some(lab), Some(run)) = (model.lab(), model.shown()) else { return Vec::new() };
    if !run.is_open() {
        return Vec::new();
    }
    let question = Question::Example { slot: digit_slot(lab), index: lab.example };
    vec![Effect::Send(run.id, Command::Ask(question))]
}

/// Asks for what an evaluation has not brought of the example that is looked at: of an image that is shown from first to
/// last it brings all but the feature maps, and these of the first one.
fn follow(model: &Model) -> Vec<Effect> {
    let (Some(lab), Some(run)) = (model.lab(), model.shown()) else { return Vec::new() };
    let figures = &run.history.figures;
    let has_maps = lab.example == 0 || !figures.contains_key("feature-maps");
    let is_shown_all_along = match figures.get("digits").and_then(|slot| slot.latest.as_ref()) {
        Some((_, Figure::Images(all))) => all.rows.iter().all(|row| row.images.len() > lab.example),
        _ => false,
    };
    if is_shown_all_along && has_maps { Vec::new() } else { ask(model) }
}

/// From this height on the right column has room for the error by code size.
const TALL: u16 = 34;

/// Lines of the pictures' pane in which three rows of thumbnails and their scores fit.
const PICTURES: u16 = 3 * 7 + 1 + 2;
/// The least lines of the pane below it.
const LOWER: u16 = 12;

/// Which panes lie where.
fn layout(model: &Model, area: Rect) -> Vec<(&'static Pane, Rect)> {
    if area.width >= TWO_COLUMNS { two_columns(model, area) } else { one_column(model, area) }
}

fn one_column(model: &Model, area: Rect) -> Vec<(&'static Pane, Rect)> {
    // At 24 lines two rows of pictures fit; a few metrics say how good they are.
    const METRICS: u16 = 5;
    let wanted = metrics::rows(model, area.width.saturating_sub(2)) as u16 + 2;
    let height = wanted.min(METRICS).min(area.height / 3);
    let [main, strip] = split(area, area.height - height);
    let focused = if model.focused() == &metrics::PANE { &pictures::DIGITS } else { model.focused() };
    vec![(focused, main), (&metrics::PANE, strip)]
}

fn two_columns(model: &Model, area: Rect) -> Vec<(&'static Pane, Rect)> {
    let right = (area.width * 2 / 5).clamp(42, 58);
    let left = Rect { width: area.width - right, ..area };
    let right = Rect { x: left.right(), width: right, ..area };
    let focused = model.focused();
    let is_right = [&pictures::DIGITS, &curves::PANE, &metrics::PANE, &settings::PANE].contains(&focused);
    let has_size = area.height >= TALL && model.panes().contains(&&sizes::PANE);
    let lower_pane = if is_right || (has_size && focused == &sizes::PANE) { &code::PANE } else { focused };
    let wanted = area.height - (area.height * 2 / 5).max(LOWER).min(area.height / 2);
    let pictures = if area.height >= PICTURES + LOWER { wanted.max(PICTURES) } else { wanted };
    let [digits, lower] = split(left, pictures);
    let mut places = vec![(&pictures::DIGITS, digits), (lower_pane, lower)];

    let [curves, rest] = split(right, area.height * 3 / 10);
    places.push((&curves::PANE, curves));
    let size = if has_size { area.height / 4 } else { 0 };
    let wanted = metrics::rows(model, right.width - 2) as u16 + 2;
    let [numbers, rest] = split(rest, wanted.min((rest.height - size) / 2));
    places.push((&metrics::PANE, numbers));
    let [settings, lowest] = split(rest, rest.height - size);
    places.push((&settings::PANE, settings));
    if has_size {
        places.push((&sizes::PANE, lowest));
    }
    places
}
