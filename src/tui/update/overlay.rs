//! Keys while a layer lies over the tab.

use crate::tui::actions::{appearance, sweeps};
use crate::tui::keys::Action;
use crate::tui::model::{Effect, Leave, Model, Overlay, QuitChoice};
use crate::tui::overlays::files;
use crate::tui::tabs::runs;

/// `q`: quits at once when nothing runs (what stands still is saved), else asks.
pub(super) fn quit(model: &mut Model) -> Vec<Effect> {
    if model.is_something_running() {
        model.overlay = Some(Overlay::Quit(QuitChoice::default()));
        return Vec::new();
    }
    vec![Effect::Quit(Leave::Save)]
}

pub(super) fn act(model: &mut Model, layer: Overlay, action: Action) -> Vec<Effect> {
    match layer {
        Overlay::Help(at) => scroll(model, action, Overlay::Help, Action::Help, at),
        Overlay::Messages(at) => scroll(model, action, Overlay::Messages, Action::Messages, at),
        Overlay::Quit(choice) => return dialog(model, choice, action),
        Overlay::Themes(dialog) => return appearance::act(model, dialog, action),
        Overlay::Remove(yes) | Overlay::End(yes) => return question(model, layer, yes, action),
        Overlay::Sweep => return sweeps::answer(model, action),
        Overlay::Files => return files::answer(model, action),
    }
    Vec::new()
}

/// Rows of the screen that a layer's text doesn't have: tabs, status, hints and its frame.
const FRAME: usize = 5;

/// Scrolls a layer of text; its own key and Esc close it, `q` too, which must not quit unseen.
fn scroll(model: &mut Model, action: Action, layer: fn(usize) -> Overlay, own: Action, at: usize) {
    const PAGE: usize = 10;
    let at = match action {
        Action::Down => at + 1,
        Action::Up => at.saturating_sub(1),
        Action::PageDown => at + PAGE,
        Action::PageUp => at.saturating_sub(PAGE),
        Action::Home => 0,
        Action::End => usize::MAX,
        Action::Interrupt => {
            model.overlay = Some(Overlay::Quit(QuitChoice::default()));
            return;
        }
        Action::Help => {
            model.overlay = (own != Action::Help).then_some(Overlay::Help(0));
            return;
        }
        Action::Messages => {
            model.overlay = (own != Action::Messages).then_some(Overlay::Messages(0));
            return;
        }
        Action::Back | Action::Quit | Action::Activate => {
            model.overlay = None;
            return;
        }
        _ => at,
    };
    model.overlay = Some(layer(at.min(furthest(model))));
}

/// How far the layer can be scrolled.
fn furthest(model: &Model) -> usize {
    let (columns, rows) = (model.size.0, usize::from(model.size.1));
    crate::tui::view::lines_of_layer(model, columns).saturating_sub(rows.saturating_sub(FRAME))
}

/// Whether to end something or to take it away, the cursor on yes or no: arrows choose, Enter does it, everything else that
/// leaves means no.
fn question(model: &mut Model, layer: Overlay, yes: bool, action: Action) -> Vec<Effect> {
    let is_end = matches!(layer, Overlay::End(_));
    match action {
        Action::Up | Action::Down | Action::Left | Action::Right | Action::FocusNext | Action::FocusPrevious => {
            model.overlay = Some(if is_end { Overlay::End(!yes) } else { Overlay::Remove(!yes) });
        }
        Action::Interrupt => model.overlay = Some(Overlay::Quit(QuitChoice::default())),
        Action::Activate | Action::Back | Action::Quit => {
            model.overlay = None;
            if action == Action::Activate && yes {
                return if is_end { runs::end_it(model) } else { runs::remove_it(model) };
            }
            (model.library.doomed, model.library.ending) = (None, None);
        }
        _ => {}
    }
    Vec::new()
}

/// The dialog: arrows choose, Enter does it; `q` again saves and quits, Ctrl-C again quits now.
fn dialog(model: &mut Model, choice: QuitChoice, action: Action) -> Vec<Effect> {
    let choose = |choice| match choice {
        QuitChoice::SaveAndQuit => vec![Effect::Quit(Leave::Save)],
        QuitChoice::QuitNow => vec![Effect::Quit(Leave::Now)],
        QuitChoice::Stay => Vec::new(),
    };
    let moved = match action {
        Action::Up | Action::Left | Action::FocusPrevious => choice.stepped(-1),
        Action::Down | Action::Right | Action::FocusNext => choice.stepped(1),
        Action::Activate => {
            model.overlay = None;
            return choose(choice);
        }
        Action::Quit => return choose(QuitChoice::SaveAndQuit),
        Action::Interrupt => return choose(QuitChoice::QuitNow),
        Action::Back => {
            model.overlay = None;
            return Vec::new();
        }
        _ => choice,
    };
    model.overlay = Some(Overlay::Quit(moved));
    Vec::new()
}
