//! From a key to what it does.

use super::{
    appearance, browse, code, control, desk, field, files, findings, overlay, runs, settings, sweeps, with_lab,
};
use crate::figure::Scale;
use crate::tui::keys::{Action, Mode};
use crate::tui::model::{Effect, Model, Overlay, Pane, QuitChoice, Tab, Zoom};
use crate::tui::words::fill;
use crossterm::event::KeyEvent;

/// Takes a key in.
pub(super) fn key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let mode = model.mode();
    match (model.keys.action(key, mode), mode) {
        (Some(action), _) => act(model, action),
        (None, Mode::Writing) => {
            desk::typed(model, key);
            Vec::new()
        }
        (None, Mode::Editing) if model.overlay == Some(Overlay::Files) => files::typed(model, key),
        (None, Mode::Editing) if model.focused() == Pane::Stages && model.overlay.is_none() => {
            desk::type_option(model, key);
            Vec::new()
        }
        (None, Mode::Editing) => {
            match &mut model.library.editing {
                _ if model.overlay == Some(Overlay::Sweep) => sweeps::typed(model, key),
                Some(field) if model.tab == Tab::Runs => field::type_into(field, key),
                _ if model.tab == Tab::Pipeline && model.vectors.editing.is_some() => findings::typed(model, key),
                _ => settings::typed(model, key),
            }
            Vec::new()
        }
        (None, _) => {
            if let Some(action) = model.keys.action(key, Mode::List).filter(|_| model.overlay.is_none()) {
                nothing_here(model, action);
            }
            Vec::new()
        }
    }
}

/// What looks around or acts on a list, and would otherwise do nothing without a word where there is nothing to look at.
const SILENT: [Action; 17] = [
    Action::NextExample,
    Action::PreviousExample,
    Action::ScrubBack,
    Action::ScrubForward,
    Action::LogScale,
    Action::Smoothing,
    Action::Range,
    Action::Crosshair,
    Action::Edit,
    Action::FocusNext,
    Action::FocusPrevious,
    Action::Zoom,
    Action::Sort,
    Action::Filter,
    Action::Remove,
    Action::MoveUp,
    Action::MoveDown,
];

/// Says that a key does nothing where it was pressed.
fn nothing_here(model: &mut Model, action: Action) {
    let key = model.keys.name(action);
    let text = fill(model.words.screen.nothing_here, &[&key]);
    super::say(model, crate::run::Severity::Info, text);
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Redraw => return vec![Effect::Redraw],
        Action::Suspend => return vec![Effect::Suspend],
        _ => {}
    }
    if let Some(layer) = model.overlay {
        return overlay::act(model, layer, action);
    }
    if SILENT.contains(&action) && !model.is_offered(action) {
        nothing_here(model, action);
        return Vec::new();
    }
    match action {
        Action::Help => model.overlay = Some(Overlay::Help(0)),
        Action::Messages => model.overlay = Some(Overlay::Messages(0)),
        Action::Interrupt => model.overlay = Some(Overlay::Quit(QuitChoice::default())),
        Action::Quit => return overlay::quit(model),
        Action::Back => back(model),
        Action::PlayPause => return control::play_or_pause(model),
        Action::Step => return control::step(model, crate::run::Grain::Batch),
        Action::StepPhase => return control::phase(model),
        Action::StepEpoch => return control::step(model, crate::run::Grain::Epoch),
        Action::Pace => return control::pace(model),
        Action::Reset => return control::reset(model, control::Seed::Same),
        Action::ResetNewSeed => return control::reset(model, control::Seed::New),
        Action::Save => return control::save(model),
        Action::Measure => return findings::measure(model),
        Action::Sweep => sweeps::ask(model),
        Action::ScrubBack => browse::scrub(model, browse::Direction::Back),
        Action::ScrubForward => browse::scrub(model, browse::Direction::Forward),
        Action::NextExample if model.tab == Tab::Pipeline => browse::line(model, browse::Direction::Forward),
        Action::PreviousExample if model.tab == Tab::Pipeline => browse::line(model, browse::Direction::Back),
        Action::NextExample => return browse::example(model, browse::Direction::Forward),
        Action::PreviousExample => return browse::example(model, browse::Direction::Back),
        Action::LogScale => {
            model.plot.scale = match model.plot.scale {
                Scale::Linear => Scale::Log,
                Scale::Log => Scale::Linear,
            }
        }
        Action::Smoothing => model.plot.smoothing = model.plot.smoothing.next(),
        Action::Range => model.plot.range = model.plot.range.next(),
        Action::Crosshair => browse::toggle_crosshair(model),
        Action::FocusNext => focus(model, 1),
        Action::FocusPrevious => focus(model, -1),
        Action::Zoom => model.zoom = model.zoom.toggled(),
        Action::Tab1 => return open_tab(model, Tab::Forecaster),
        Action::Tab2 => return open_tab(model, Tab::Pipeline),
        Action::Tab3 => return open_tab(model, Tab::Language),
        Action::Tab4 => return open_tab(model, Tab::Autoencoder),
        Action::Tab5 => return open_tab(model, Tab::Runs),
        Action::Edit if model.focused() == Pane::Vectors && findings::edit(model) => {}
        Action::Edit if model.is_at_desk() => desk::write(model),
        Action::Edit => settings::edit(model),
        Action::Theme => appearance::open(model),
        Action::Contrast => return appearance::contrast(model),
        Action::Charset => return appearance::charset(model),
        Action::PictureView => appearance::pictures(model),
        Action::Mouse => return appearance::mouse(model),
        Action::Accept if model.focused() == Pane::Stages => desk::accept_option(model),
        Action::Accept if model.tab == Tab::Runs => runs::accept_filter(model),
        Action::Accept if model.focused() == Pane::Vectors => findings::accept(model),
        Action::Accept => return settings::accept(model),
        Action::Open if model.tab == Tab::Runs => return runs::open(model),
        Action::Open if model.is_at_desk() => return files::open(model),
        Action::Open => return open(model),
        Action::Up
        | Action::Down
        | Action::Left
        | Action::Right
        | Action::PageUp
        | Action::PageDown
        | Action::Home
        | Action::End
        | Action::Activate
        | Action::Sort
        | Action::Filter
        | Action::Remove
        | Action::MoveUp
        | Action::MoveDown
        | Action::Toggle => return in_pane(model, action),
        Action::Redraw | Action::Suspend => {}
    }
    Vec::new()
}

/// Arrows, Enter and space act inside the focused pane.
pub(super) fn in_pane(model: &mut Model, action: Action) -> Vec<Effect> {
    match model.focused() {
        Pane::Settings => settings::act(model, action),
        Pane::Runs => runs::act(model, action),
        Pane::Stages => desk::act(model, action),
        Pane::Text => {
            desk::look_around(model, action);
            Vec::new()
        }
        Pane::Vectors => {
            findings::vectors(model, action);
            Vec::new()
        }
        Pane::SwitchEffect | Pane::Strip => {
            findings::scroll(model, action);
            Vec::new()
        }
        Pane::Curves => {
            browse::curves(model, action);
            Vec::new()
        }
        Pane::Code => code::act(model, action),
        Pane::ErrorByCode => {
            sweeps::choose_curves(model, action);
            Vec::new()
        }
        Pane::Digits if action == Action::Activate => code::walk(model),
        Pane::Forecast | Pane::Digits | Pane::Example | Pane::Walk => match action {
            Action::Right | Action::Down => browse::example(model, browse::Direction::Forward),
            Action::Left | Action::Up => browse::example(model, browse::Direction::Back),
            _ => Vec::new(),
        },
        Pane::Unrolled => {
            browse::unrolled(model, action);
            Vec::new()
        }
        Pane::Metrics
        | Pane::Phases
        | Pane::Units
        | Pane::Correlation
        | Pane::CodeMap
        | Pane::Kernels
        | Pane::FeatureMaps
        | Pane::Shapes
        | Pane::Classifier
        | Pane::Confusion
        | Pane::Classes
        | Pane::Models
        | Pane::Horizons
        | Pane::Output
        | Pane::Gradient
        | Pane::HiddenStates
        | Pane::RunCurves
        | Pane::About => {
            nothing_here(model, action);
            Vec::new()
        }
    }
}

fn focus(model: &mut Model, by: isize) {
    let panes = model.panes();
    let at = panes.iter().position(|pane| *pane == model.focused()).unwrap_or(0);
    let next = (at as isize + by).rem_euclid(panes.len().max(1) as isize) as usize;
    if let (Some(pane), Some(focus)) = (panes.get(next), model.focus.get_mut(model.tab.index())) {
        *focus = *pane;
    }
}

/// A data file for the lab's next run.
fn open(model: &mut Model) -> Vec<Effect> {
    if !settings::open_file(model) {
        super::say(model, crate::run::Severity::Info, model.words.screen.nothing_to_open);
    }
    Vec::new()
}

/// Opens a tab; a lab that was never looked at gets a run with its defaults, paused at step 0.
pub(super) fn open_tab(model: &mut Model, tab: Tab) -> Vec<Effect> {
    model.tab = tab;
    model.zoom = Zoom::Out;
    let pace = model.pace;
    let has_curves = Pane::of(tab).contains(&Pane::Curves);
    let unseen = model.lab().filter(|lab| lab.shown.is_none() && has_curves);
    let spec = unseen.map(|lab| crate::run::RunSpec {
        lab: lab.entry.name.to_owned(),
        settings: lab.settings.draft.clone(),
        changes: Vec::new(),
    });
    spec.map(|spec| Effect::Open(spec, pace)).into_iter().collect()
}

/// Out of one layer.
fn back(model: &mut Model) {
    if model.tab == Tab::Runs && model.library.editing.take().is_some() {
        return;
    }
    if desk::back(model) {
        return;
    }
    if model.focused() == Pane::Vectors && model.vectors.editing.take().is_some() {
        return;
    }
    if model.lab().is_some_and(|lab| lab.settings.editing.is_some()) {
        with_lab(model, |lab| lab.settings.editing = None);
    } else if model.zoom == Zoom::In {
        model.zoom = Zoom::Out;
    } else if model.lab().is_some_and(|lab| lab.scrub.is_some()) {
        with_lab(model, |lab| lab.scrub = None);
    } else if model.plot.crosshair.is_some() {
        model.plot.crosshair = None;
    } else {
        model.notices.dismiss();
    }
}
