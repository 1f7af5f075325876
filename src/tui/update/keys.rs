//! From a key to what it does: the layer over the tab, the focused pane, the tab, then what the key does everywhere.

use super::overlay;
use crate::figure::Scale;
use crate::run::{Grain, RunSpec, Severity};
use crate::tui::actions::{appearance, browse, control, nothing_here, say, sweeps, type_into, with_lab};
use crate::tui::keys::{Action, Mode, Scope};
use crate::tui::model::{Editing, Effect, Model, Overlay, QuitChoice, Zoom};
use crate::tui::overlays::files;
use crate::tui::tabs::shared::settings;
use crate::tui::widgets::text;
use crossterm::event::KeyEvent;

/// Takes a key in.
pub(super) fn key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let mode = model.mode();
    match (model.keys.action(key, mode), mode) {
        (Some(action), _) => act(model, action),
        (None, Mode::Writing | Mode::Editing) => typed(model, key, mode),
        (None, _) => {
            if let Some(action) = model.keys.action(key, Mode::List).filter(|_| model.overlay.is_none()) {
                nothing_here(model, action);
            }
            Vec::new()
        }
    }
}

/// A key that is text, for whatever has the keyboard.
fn typed(model: &mut Model, key: KeyEvent, mode: Mode) -> Vec<Effect> {
    match model.overlay {
        Some(Overlay::Files) => return files::typed(model, key),
        Some(Overlay::Sweep) => sweeps::typed(model, key),
        _ => {
            let pane = model.focused();
            let is_text = mode == Mode::Writing;
            let (tab, shared) = model.own_mut();
            if is_text {
                tab.typed(shared, pane, key);
            } else {
                tab.edit(shared, pane, &mut |field| type_into(field, key));
            }
        }
    }
    Vec::new()
}

/// A pasted text, for whatever has the keyboard; nothing takes one while no text is edited.
pub(super) fn paste(model: &mut Model, pasted: &str) -> Vec<Effect> {
    let pane = model.focused();
    let mode = model.mode();
    let line = text::pasted(pasted, Editing::LONGEST);
    let overlay = model.overlay;
    let (tab, shared) = model.own_mut();
    match (mode, overlay) {
        (Mode::Writing, _) => tab.pasted(shared, pane, pasted),
        (Mode::Editing, Some(Overlay::Files)) => shared.picker.field.insert(&line),
        (Mode::Editing, Some(_)) => shared.sweep_draft.iter_mut().for_each(|draft| draft.field.insert(&line)),
        (Mode::Editing, None) => tab.edit(shared, pane, &mut |field| field.insert(&line)),
        _ => {}
    }
    Vec::new()
}

/// Whether a key would otherwise do nothing without a word where there is nothing to look at.
fn is_told(action: Action) -> bool {
    let looks_around = matches!(
        action,
        Action::NextExample
            | Action::PreviousExample
            | Action::ScrubBack
            | Action::ScrubForward
            | Action::LogScale
            | Action::Smoothing
            | Action::Range
            | Action::Crosshair
            | Action::Edit
            | Action::FocusNext
            | Action::FocusPrevious
            | Action::Zoom
    );
    // The space bar plays where it switches nothing.
    looks_around || (action.scope() == Scope::List && action != Action::Toggle)
}

/// Does what a key is for.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Redraw => return vec![Effect::Redraw],
        Action::Suspend => return vec![Effect::Suspend],
        _ => {}
    }
    if let Some(layer) = model.overlay {
        return overlay::act(model, layer, action);
    }
    if is_told(action) && !model.is_offered(action) {
        nothing_here(model, action);
        return Vec::new();
    }
    if matches!(action.scope(), Scope::Pane | Scope::List) {
        return in_pane(model, action);
    }
    let (tab, shared) = model.own_mut();
    if let Some(effects) = tab.act(shared, action) {
        return effects;
    }
    everywhere(model, action)
}

/// What a key does where neither pane nor tab have a use of their own for it.
fn everywhere(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Help => model.overlay = Some(Overlay::Help(0)),
        Action::Messages => model.overlay = Some(Overlay::Messages(0)),
        Action::Interrupt => model.overlay = Some(Overlay::Quit(QuitChoice::default())),
        Action::Quit => return overlay::quit(model),
        Action::Back => back(model),
        Action::PlayPause => return control::play_or_pause(model),
        Action::Step => return control::step(model, Grain::Batch),
        Action::StepPhase => return control::step(model, Grain::Phase),
        Action::StepEpoch => return control::step(model, Grain::Epoch),
        Action::Pace => return control::pace(model),
        Action::Reset => return control::reset(model, control::Seed::Same),
        Action::ResetNewSeed => return control::reset(model, control::Seed::New),
        Action::Save => return control::save(model),
        Action::Sweep => sweeps::ask(model),
        Action::ScrubBack => browse::scrub(model, browse::Direction::Back),
        Action::ScrubForward => browse::scrub(model, browse::Direction::Forward),
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
        Action::Tab1 => return open_nth(model, 0),
        Action::Tab2 => return open_nth(model, 1),
        Action::Tab3 => return open_nth(model, 2),
        Action::Tab4 => return open_nth(model, 3),
        Action::Tab5 => return open_nth(model, 4),
        Action::Edit => settings::edit(model),
        Action::Theme => appearance::open(model),
        Action::Contrast => return appearance::contrast(model),
        Action::Charset => return appearance::charset(model),
        Action::PictureView => appearance::pictures(model),
        Action::Mouse => return appearance::mouse(model),
        Action::Accept => {
            let pane = model.focused();
            let (tab, shared) = model.own_mut();
            return tab.accept(shared, pane);
        }
        Action::Open => return open(model),
        // Those of a pane, and those that went before.
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
        | Action::Toggle
        | Action::Measure
        | Action::Redraw
        | Action::Suspend => {}
    }
    Vec::new()
}

/// Arrows, Enter and space act inside the focused pane.
pub(super) fn in_pane(model: &mut Model, action: Action) -> Vec<Effect> {
    let pane = model.focused();
    let (tab, shared) = model.own_mut();
    tab.act_in(shared, pane, action).unwrap_or_else(|| {
        nothing_here(model, action);
        Vec::new()
    })
}

fn focus(model: &mut Model, by: isize) {
    let panes = model.panes();
    let at = panes.iter().position(|pane| *pane == model.focused()).unwrap_or(0);
    let next = (at as isize + by).rem_euclid(panes.len().max(1) as isize) as usize;
    if let Some(pane) = panes.get(next) {
        model.focus_on(pane);
    }
}

/// A data file for the lab's next run.
fn open(model: &mut Model) -> Vec<Effect> {
    if !settings::open_file(model) {
        let why = model.words.screen.nothing_to_open;
        say(model, Severity::Info, why);
    }
    Vec::new()
}

/// Opens the tab at a place from the left.
fn open_nth(model: &mut Model, at: usize) -> Vec<Effect> {
    if at < model.tabs.len() { open_tab(model, at) } else { Vec::new() }
}

/// Opens a tab; a lab that was never looked at gets a run with its defaults, paused at step 0.
pub(super) fn open_tab(model: &mut Model, tab: usize) -> Vec<Effect> {
    model.tab = tab;
    model.zoom = Zoom::Out;
    let pace = model.pace;
    let unseen = model.lab().filter(|lab| lab.shown.is_none() && model.tab().panes.contains(&&settings::INFO));
    let spec = unseen.map(|lab| RunSpec {
        lab: lab.entry.name.to_owned(),
        settings: lab.settings.draft.clone(),
        changes: Vec::new(),
    });
    spec.map(|spec| Effect::Open(spec, pace)).into_iter().collect()
}

/// Out of one layer.
fn back(model: &mut Model) {
    let pane = model.focused();
    let (tab, shared) = model.own_mut();
    if tab.is_edited(shared, pane) {
        return tab.leave(shared, pane);
    }
    if tab.back(shared) {
        return;
    }
    if model.zoom == Zoom::In {
        model.zoom = Zoom::Out;
    } else if model.lab().is_some_and(|lab| lab.scrub.is_some()) {
        with_lab(model, |lab| lab.scrub = None);
    } else if model.plot.crosshair.is_some() {
        model.plot.crosshair = None;
    } else {
        model.notices.dismiss();
    }
}
