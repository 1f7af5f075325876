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

mod accordion;
mod explain;
mod forecast;
mod gradient;
mod phases;
pub(in crate::tui) mod state;
mod unrolled;

use super::shared::{TWO_COLUMNS, curves, metrics, settings, slot, split};
use crate::run::{Command, Grain, Question};
use crate::tui::actions::control;
use crate::tui::keys::Action;
use crate::tui::model::{Effect, LabView, Layout, Pane, PaneOf, Shared, TabOf};
use ratatui::layout::Rect;
use state::{Forecaster, Model, ModelMut};

/// The tab.
pub(in crate::tui) static TAB: TabOf<Forecaster> = TabOf {
    lab: Some("forecaster"),
    says_way_on: true,
    act,
    ask,
    follow: |model| ask(model),
    sweep: Some(("units", &["5", "10", "20", "40", "80"])),
    ..TabOf::new(
        "forecaster",
        Forecaster::default,
        &[
            &CURVES,
            &forecast::PANE,
            &METRICS,
            &SETTINGS,
            &HORIZONS,
            &OUTPUT,
            &gradient::PANE,
            &HIDDEN_STATES,
            &unrolled::PANE,
            &phases::PANE,
        ],
        layout,
        explain::paragraphs,
    )
};

/// Curves of the training.
static CURVES: PaneOf<Forecaster> = curves::pane();
/// The metrics beside their floors and baselines.
static METRICS: PaneOf<Forecaster> = metrics::pane();
/// The settings of the next run, and of this one as far as they are live.
static SETTINGS: PaneOf<Forecaster> = settings::pane();

/// The error at each horizon.
static HORIZONS: PaneOf<Forecaster> = slot("horizons", "error-by-horizon");
/// Shape and values of the output.
static OUTPUT: PaneOf<Forecaster> = slot("output", "output");
/// Hidden units over time.
static HIDDEN_STATES: PaneOf<Forecaster> = slot("hidden-states", "hidden-states");

/// Held-out examples whose forecasts come by themselves after every evaluation; others have to be asked for.
const FRAMED: usize = 8;

/// Going on by a phase shows the phases' numbers.
fn act(model: &mut ModelMut<'_>, action: Action) -> Option<Vec<Effect>> {
    if action != Action::StepPhase {
        return None;
    }
    let effects = control::step(model, Grain::Phase);
    if !effects.is_empty() {
        model.focus_on(&phases::PANE.info);
    }
    Some(effects)
}

/// The slot of the forecast on the series that is looked at.
fn forecast_slot(lab: &LabView) -> String {
    format!("forecast.{}", lab.example)
}

/// Asks for the forecast on the series that is looked at, unless it comes by itself.
fn ask(model: &Shared) -> Vec<Effect> {
    let (Some(lab), Some(run)) = (model.lab(), model.shown()) else { return Vec::new() };
    if lab.example < FRAMED || !run.is_open() {
        return Vec::new();
    }
    let question = Question::Example { slot: forecast_slot(lab), index: lab.example };
    vec![Effect::Send(run.id, Command::Ask(question))]
}

/// From this height on two columns have room for what is inside the network.
const TALL: u16 = 34;
/// From this height on one column has room for two panes beside the metrics.
const TWO_PANES: u16 = 30;

/// Which panes lie where.
fn layout(model: &Model<'_>, area: Rect) -> Layout {
    if area.width >= TWO_COLUMNS { two_columns(model, area) } else { one_column(model, area) }
}

fn one_column(model: &Model<'_>, area: Rect) -> Layout {
    let metrics = (metrics::rows(model, area.width.saturating_sub(2)) as u16 + 2).min(area.height / 2);
    let [main, strip] = split(area, area.height - metrics);
    let focused = if model.focused() == &METRICS.info { &CURVES.info } else { model.focused() };
    if main.height < TWO_PANES - 8 {
        return vec![(focused, main), (&METRICS.info, strip)];
    }
    let other = if focused == &CURVES.info { &forecast::PANE.info } else { focused };
    let [upper, lower] = split(main, main.height / 2);
    vec![(&CURVES.info, upper), (other, lower), (&METRICS.info, strip)]
}

fn two_columns(model: &Model<'_>, area: Rect) -> Layout {
    let right = (area.width * 2 / 5).clamp(46, 58);
    let left = Rect { width: area.width - right, ..area };
    let right = Rect { x: left.right(), width: right, ..area };
    let panes = model.panes();
    let has = |pane: &'static Pane| panes.contains(&pane);
    let is_tall = area.height >= TALL;
    let mut places = Vec::new();

    let inside = [&unrolled::PANE.info, &phases::PANE.info, &HIDDEN_STATES.info, &OUTPUT.info, &HORIZONS.info]
        .into_iter()
        .filter(|pane| has(pane));
    let focused = model.focused();
    // The focused one of those that share the place, or the first of them.
    let inside = inside.clone().find(|pane| *pane == focused).or_else(|| inside.clone().next());
    let lowest = if is_tall && inside.is_some() { area.height * 3 / 10 } else { 0 };
    let upper = Rect { height: area.height - lowest, ..left };
    let [curves, forecast] = split(upper, upper.height / 2);
    let is_hidden = |pane: &'static Pane| {
        pane.slot.is_some() && !(is_tall && (Some(pane) == inside || pane == &gradient::PANE.info))
    };
    places.push((&CURVES.info, curves));
    places.push((if is_hidden(focused) { focused } else { &forecast::PANE.info }, forecast));
    if let (Some(pane), true) = (inside, lowest > 0) {
        places.push((pane, Rect { y: left.bottom() - lowest, height: lowest, ..left }));
    }

    let gradient = if is_tall && has(&gradient::PANE.info) { area.height / 4 } else { 0 };
    let metrics = (metrics::rows(model, right.width - 2) as u16 + 2).min((area.height - gradient) / 2);
    let settings = Rect { y: right.y + metrics, height: area.height - metrics - gradient, ..right };
    places.push((&METRICS.info, Rect { height: metrics, ..right }));
    places.push((&SETTINGS.info, settings));
    if gradient > 0 {
        places.push((&gradient::PANE.info, Rect { y: right.bottom() - gradient, height: gradient, ..right }));
    }
    places
}
