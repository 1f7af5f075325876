//! What keys do in every tab: steering runs, looking around, sweeps, how things look. Tabs build on these; nothing here
//! knows a tab by name.

pub(in crate::tui) mod appearance;
pub(in crate::tui) mod browse;
pub(in crate::tui) mod control;
mod field;
pub(in crate::tui) mod sweeps;

pub(in crate::tui) use field::type_into;

use super::keys::Action;
use super::model::{LabView, Overlay, QuitChoice, Shared, Visible};
use super::words::fill;
use crate::run::Severity;

/// Says something to the user.
pub(in crate::tui) fn say(model: &mut Shared, severity: Severity, text: impl Into<String>) {
    model.notices.say(model.now, severity, text);
    model.show(Visible::Input);
}

/// Says at the start what is wrong in the user's settings and themes.
pub(in crate::tui) fn warn(model: &mut Shared, problems: impl IntoIterator<Item = String>) {
    for problem in problems {
        say(model, Severity::Warning, problem);
    }
}

/// Says that a key does nothing where it was pressed.
pub(in crate::tui) fn nothing_here(model: &mut Shared, action: Action) {
    let key = model.keys.name(action);
    let text = fill(model.words.screen.nothing_here, &[&key]);
    say(model, Severity::Info, text);
}

/// Changes the lab of the open tab, if it is there.
pub(in crate::tui) fn with_lab(model: &mut Shared, change: impl FnOnce(&mut LabView)) {
    if let Some(lab) = model.lab_mut() {
        change(lab);
    }
}

/// Keys that leave a dialog over the tab; Ctrl-C asks whether to quit.
pub(in crate::tui) fn leave_dialog(model: &mut Shared, action: Action) {
    match action {
        Action::Interrupt => model.overlay = Some(Overlay::Quit(QuitChoice::default())),
        Action::Back | Action::Quit => model.overlay = None,
        _ => {}
    }
}
