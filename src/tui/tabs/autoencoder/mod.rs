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
mod knobs;
mod pictures;
mod sizes;
pub(in crate::tui) mod state;

use super::shared::{TWO_COLUMNS, curves, metrics, settings, slot, split};
use crate::figure::Figure;
use crate::run::{Command, Question};
use crate::tui::keys::Action;
use crate::tui::model::{Effect, LabView, Layout, PaneOf, Shared, TabOf};
use ratatui::layout::Rect;
use state::Model;
use state::{Autoencoder, ModelMut};

/// The tab.
pub(in crate::tui) static TAB: TabOf<Autoencoder> = TabOf {
    lab: Some("autoencoder"),
    says_way_on: true,
    act,
    ask,
    follow: |model| [follow(model), code::ask(model)].concat(),
    sweep: Some(("code", &["1", "2", "4", "8", "16", "32", "64", "128"])),
    ..TabOf::new(
        "autoencoder",
        Autoencoder::default,
        &[
            &pictures::DIGITS,
            &code::PANE,
            &CURVES,
            &METRICS,
            &SETTINGS,
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

/// Curves of the training.
static CURVES: PaneOf<Autoencoder> = curves::pane();
/// The metrics beside their floors and baselines.
static METRICS: PaneOf<Autoencoder> = metrics::pane();
/// The settings of the next run, and of this one as far as they are live.
static SETTINGS: PaneOf<Autoencoder> = settings::pane();

/// What every unit of the code does.
static UNITS: PaneOf<Autoencoder> = slot("units", "units");
/// How units of the code go together.
static CORRELATION: PaneOf<Autoencoder> = slot("correlation", "correlation");
/// Held-out pictures by their codes.
static CODE_MAP: PaneOf<Autoencoder> = slot("code-map", "code-map");
/// The arithmetic of the convolutions' sizes.
static SHAPES: PaneOf<Autoencoder> = slot("shapes", "shapes");
/// Classifiers on the code and on pixels.
static CLASSIFIER: PaneOf<Autoencoder> = slot("classifier", "classifier");
/// What the classifier on the code takes for what.
static CONFUSION: PaneOf<Autoencoder> = slot("confusion", "confusion");

/// Another picture has its own code.
fn act(model: &mut ModelMut<'_>, action: Action) -> Option<Vec<Effect>> {
    if matches!(action, Action::NextExample | Action::PreviousExample) {
        model.own.code.turned = None;
    }
    None
}

/// The slot of the picture that is looked at.
fn digit_slot(lab: &LabView) -> String {
    format!("digit.{}", lab.example)
}

/// Asks for the picture that is looked at.
fn ask(model: &Shared) -> Vec<Effect> {
    let (Some(lab), Some(run)) = (model.lab(), model.shown()) else { return Vec::new() };
    if !run.is_open() {
        return Vec::new();
    }
    let question = Question::Example { slot: digit_slot(lab), index: lab.example };
    vec![Effect::Send(run.id, Command::Ask(question))]
}

/// Asks for what an evaluation has not brought of the example that is looked at: of an image that is shown from first to
/// last it brings all but the feature maps, and these of the first one.
fn follow(model: &Model<'_>) -> Vec<Effect> {
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
fn layout(model: &Model<'_>, area: Rect) -> Layout {
    if area.width >= TWO_COLUMNS { two_columns(model, area) } else { one_column(model, area) }
}

fn one_column(model: &Model<'_>, area: Rect) -> Layout {
    // At 24 lines two rows of pictures fit; a few metrics say how good they are.
    const LINES: u16 = 5;
    let wanted = metrics::rows(model, area.width.saturating_sub(2)) as u16 + 2;
    let height = wanted.min(LINES).min(area.height / 3);
    let [main, strip] = split(area, area.height - height);
    let focused = if model.focused() == &METRICS.info { &pictures::DIGITS.info } else { model.focused() };
    vec![(focused, main), (&METRICS.info, strip)]
}

fn two_columns(model: &Model<'_>, area: Rect) -> Layout {
    let right = (area.width * 2 / 5).clamp(42, 58);
    let left = Rect { width: area.width - right, ..area };
    let right = Rect { x: left.right(), width: right, ..area };
    let focused = model.focused();
    let is_right = [&pictures::DIGITS.info, &CURVES.info, &METRICS.info, &SETTINGS.info].contains(&focused);
    let has_size = area.height >= TALL && model.panes().contains(&&sizes::PANE.info);
    let lower_pane = if is_right || (has_size && focused == &sizes::PANE.info) { &code::PANE.info } else { focused };
    let wanted = area.height - (area.height * 2 / 5).max(LOWER).min(area.height / 2);
    let pictures = if area.height >= PICTURES + LOWER { wanted.max(PICTURES) } else { wanted };
    let [digits, lower] = split(left, pictures);
    let mut places = vec![(&pictures::DIGITS.info, digits), (lower_pane, lower)];

    let [curves, rest] = split(right, area.height * 3 / 10);
    places.push((&CURVES.info, curves));
    let size = if has_size { area.height / 4 } else { 0 };
    let wanted = metrics::rows(model, right.width - 2) as u16 + 2;
    let [numbers, rest] = split(rest, wanted.min((rest.height - size) / 2));
    places.push((&METRICS.info, numbers));
    let [settings, lowest] = split(rest, rest.height - size);
    places.push((&SETTINGS.info, settings));
    if has_size {
        places.push((&sizes::PANE.info, lowest));
    }
    places
}
