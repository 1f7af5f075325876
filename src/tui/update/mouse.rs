//! Clicks and the wheel, while the program has the mouse.

use super::{keys, overlay};
use crate::tui::actions::appearance;
use crate::tui::keys::{Action, Mode};
use crate::tui::model::{Effect, Model, Mouse, Overlay, Pane, QuitChoice, Visible};
use crate::tui::view::{Spot, spot};
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

/// Lines of a text that one notch of the wheel is worth.
const NOTCH: usize = 3;

/// Takes the mouse in; what isn't a click of the left button or the wheel does nothing and shows nothing. While text is
/// edited the keyboard alone acts.
pub(super) fn mouse(model: &mut Model, event: MouseEvent) -> Vec<Effect> {
    if model.mouse != Mouse::Program || matches!(model.mode(), Mode::Editing | Mode::Writing) {
        return Vec::new();
    }
    let spot = spot(model, event.column, event.row);
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => {
            model.show(Visible::Input);
            click(model, spot)
        }
        MouseEventKind::ScrollUp => wheel(model, spot, Action::Up),
        MouseEventKind::ScrollDown => wheel(model, spot, Action::Down),
        _ => Vec::new(),
    }
}

fn click(model: &mut Model, spot: Spot) -> Vec<Effect> {
    match spot {
        Spot::Nothing => Vec::new(),
        Spot::Tab(tab) => keys::open_tab(model, tab),
        Spot::Key(action) => keys::act(model, action),
        Spot::Choice(at) => choose(model, at),
        Spot::Pane(pane, row) => {
            let was_focused = model.focused() == pane;
            model.focus_on(pane);
            row.map(|row| click_row(model, pane, row, was_focused)).unwrap_or_default()
        }
    }
}

/// The first click on a row puts the cursor there, the next does what Enter does.
fn click_row(model: &mut Model, pane: &Pane, row: usize, was_focused: bool) -> Vec<Effect> {
    if was_focused && model.own().cursor(&model.shared, pane) == Some(row) {
        return keys::in_pane(model, Action::Activate);
    }
    let (tab, shared) = model.own_mut();
    tab.look_at(shared, pane, row);
    Vec::new()
}

/// A row of a dialog: likewise.
fn choose(model: &mut Model, at: usize) -> Vec<Effect> {
    match model.overlay {
        Some(Overlay::Quit(choice)) => match QuitChoice::ALL.get(at) {
            Some(clicked) if *clicked == choice => return keys::act(model, Action::Activate),
            Some(clicked) => model.overlay = Some(Overlay::Quit(*clicked)),
            None => {}
        },
        Some(Overlay::Remove(yes) | Overlay::End(yes)) if usize::from(yes) == at => {
            return keys::act(model, Action::Activate);
        }
        Some(Overlay::Remove(_)) => model.overlay = Some(Overlay::Remove(at == 1)),
        Some(Overlay::End(_)) => model.overlay = Some(Overlay::End(at == 1)),
        Some(Overlay::Themes(dialog)) if dialog.cursor == at => return keys::act(model, Action::Activate),
        Some(Overlay::Themes(dialog)) if at < model.themes.len() => appearance::show(model, dialog, at),
        _ => {}
    }
    Vec::new()
}

fn wheel(model: &mut Model, spot: Spot, action: Action) -> Vec<Effect> {
    if let Some(layer) = model.overlay {
        model.show(Visible::Input);
        let notch = if matches!(layer, Overlay::Help(_) | Overlay::Messages(_)) { NOTCH } else { 1 };
        for _ in 0..notch {
            if let Some(layer) = model.overlay {
                overlay::act(model, layer, action);
            }
        }
        return Vec::new();
    }
    match spot {
        Spot::Pane(pane, _) if pane.has_wheel => {
            model.show(Visible::Input);
            model.focus_on(pane);
            keys::in_pane(model, action)
        }
        _ => Vec::new(),
    }
}
