//! Keys in the settings: live knobs are turned at once, others wait for the next run.

use super::PANE;
use crate::run::knob::{self, Kind, Knob, Mutability};
use crate::run::{Command, Severity};
use crate::tui::actions::{control, say, with_lab};
use crate::tui::keys::Action;
use crate::tui::model::{Editing, Effect, SettingsRow, Shared};

/// Keys inside the pane.
pub(super) fn act(model: &mut Shared, action: Action) -> Option<Vec<Effect>> {
    let pending = model.pending().len();
    let Some(lab) = model.lab() else { return Some(Vec::new()) };
    let last = lab.rows(pending).len().saturating_sub(1);
    let at = lab.settings.cursor.min(last);
    let moved = match action {
        Action::Up => at.saturating_sub(1),
        Action::Down => at + 1,
        Action::PageUp => at.saturating_sub(8),
        Action::PageDown => at + 8,
        Action::Home => 0,
        Action::End => last,
        Action::Left => return Some(step(model, -1)),
        Action::Right => return Some(step(model, 1)),
        Action::Toggle => return Some(toggle(model)),
        Action::Activate => return Some(activate(model)),
        _ => at,
    };
    with_lab(model, |lab| lab.settings.cursor = moved.min(last));
    Some(Vec::new())
}

fn step(model: &mut Shared, by: i64) -> Vec<Effect> {
    let knob = match model.settings_row() {
        Some(SettingsRow::Knob(knob)) => knob,
        Some(SettingsRow::Preset) => return step_preset(model, by),
        Some(SettingsRow::Apply) | None => return Vec::new(),
    };
    let Some(present) = model.lab().and_then(|lab| lab.settings.draft.get(knob.key)).cloned() else {
        return Vec::new();
    };
    let columns = model.lab().map(|lab| model.choices(lab, knob.key).to_vec()).unwrap_or_default();
    if !columns.is_empty() {
        let now = knob::display(&present);
        let at = columns.iter().position(|column| *column == now);
        let next = at.map_or(if by < 0 { -1 } else { 0 }, |at| at as i64 + by).rem_euclid(columns.len() as i64);
        let Some(value) = columns.get(next as usize).cloned() else { return Vec::new() };
        return set(model, knob, &value);
    }
    let value = knob::stepped(knob, &present, by);
    let is_typed = matches!(knob.kind, Kind::Path | Kind::Text | Kind::Integers { .. } | Kind::Words);
    if is_typed {
        say(model, Severity::Info, model.words.screen.enter_edits);
        return Vec::new();
    }
    if value == knob::display(&present) { Vec::new() } else { set(model, knob, &value) }
}

/// The next preset, or the first one when the settings are nobody's: all of it waits for the next run.
fn step_preset(model: &mut Shared, by: i64) -> Vec<Effect> {
    let run = model.shown().filter(|run| run.is_open()).map(|run| run.history.settings.clone());
    with_lab(model, |lab| {
        let count = lab.entry.presets().len().max(1) as i64;
        let at = lab.preset().map_or(0, |at| (at as i64 + by).rem_euclid(count)) as usize;
        let Some(mut settings) = lab.preset_settings(at) else { return };
        let knobs = lab.entry.knobs();
        // The seed is the user's.
        let _ = knob::assign(knobs, &mut settings, "seed", &lab.settings.draft.text("seed"));
        let changed = run.map(|run| settings.differences(&run)).unwrap_or_default();
        lab.settings.held = changed.into_iter().map(|(key, _)| key).filter(|key| lab.is_live(key)).collect();
        lab.settings.draft = settings;
    });
    Vec::new()
}

/// Space: switches what can be switched.
fn toggle(model: &mut Shared) -> Vec<Effect> {
    match model.settings_row() {
        Some(SettingsRow::Knob(knob)) if matches!(knob.kind, Kind::Switch | Kind::Choice(_)) => step(model, 1),
        Some(SettingsRow::Preset) => step(model, 1),
        _ => Vec::new(),
    }
}

/// Enter: applies what is pending on the last row, goes to the next value of a choice, edits anything else.
fn activate(model: &mut Shared) -> Vec<Effect> {
    match model.settings_row() {
        Some(SettingsRow::Apply) => control::reset(model, control::Seed::Same),
        Some(SettingsRow::Knob(knob)) if !matches!(knob.kind, Kind::Switch | Kind::Choice(_)) => {
            edit(model);
            Vec::new()
        }
        _ => toggle(model),
    }
}

/// Opens the text field of the setting under the cursor, or goes to the settings.
pub(in crate::tui) fn edit(model: &mut Shared) {
    if model.lab().is_none() || !model.panes().contains(&&PANE) {
        return;
    }
    if model.focused() != &PANE {
        return model.focus_on(&PANE);
    }
    let Some(SettingsRow::Knob(knob)) = model.settings_row() else { return };
    with_lab(model, |lab| lab.settings.editing = Some(Editing::new(knob.key, lab.settings.draft.text(knob.key))));
}

/// Opens the text field of the setting that takes a file; false if the lab has none.
pub(in crate::tui) fn open_file(model: &mut Shared) -> bool {
    let pending = model.pending().len();
    let Some(lab) = model.lab() else { return false };
    let rows = lab.rows(pending);
    let file = rows.iter().enumerate().find_map(|(at, row)| match row {
        SettingsRow::Knob(knob) if matches!(knob.kind, Kind::ChoiceOrPath(_)) => Some((at, *knob)),
        _ => None,
    });
    let Some((at, knob)) = file else { return false };
    // A word that the lab knows is no beginning of a path.
    let now = lab.settings.draft.text(knob.key);
    let is_word = matches!(knob.kind, Kind::ChoiceOrPath(words) if words.iter().any(|word| word.value == now));
    let text = if is_word { String::new() } else { now };
    model.focus_on(&PANE);
    with_lab(model, |lab| {
        lab.settings.cursor = at;
        lab.settings.editing = Some(Editing::new(knob.key, text));
    });
    true
}

/// Takes the edited text over; a wrong one stays in its field.
pub(super) fn accept(model: &mut Shared) -> Vec<Effect> {
    let Some(field) = model.lab().and_then(|lab| lab.settings.editing.clone()) else { return Vec::new() };
    let Some(knob) = model.lab().and_then(|lab| lab.entry.knobs().iter().find(|knob| knob.key == field.key)) else {
        return Vec::new();
    };
    let before = model.lab().map(|lab| lab.settings.draft.clone());
    if let Some(Err(error)) = model.lab_mut().map(|lab| lab.settings.assign(lab.entry.knobs(), knob.key, &field.text)) {
        say(model, Severity::Error, error.to_string());
        return Vec::new();
    }
    with_lab(model, |lab| lab.settings.editing = None);
    if before.as_ref() == model.lab().map(|lab| &lab.settings.draft) {
        return Vec::new();
    }
    set(model, knob, &field.text)
}

/// Puts a value into the draft, and turns the knob of the run if it is live.
fn set(model: &mut Shared, knob: &'static Knob, value: &str) -> Vec<Effect> {
    if let Some(Err(error)) = model.lab_mut().map(|lab| lab.settings.assign(lab.entry.knobs(), knob.key, value)) {
        say(model, Severity::Error, error.to_string());
        return Vec::new();
    }
    with_lab(model, |lab| {
        lab.settings.held.remove(knob.key);
    });
    match model.shown() {
        Some(run) if run.is_open() && knob.mutability == Mutability::Live => {
            let value = model.lab().and_then(|lab| lab.settings.draft.get(knob.key)).cloned();
            let set = |value| Effect::Send(run.id, Command::Set { key: knob.key.to_owned(), value });
            value.map(set).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// What live knobs really are, after the run refused or made a change.
pub(in crate::tui) fn follow_run(model: &mut Shared) {
    let Some(settings) = model.shown().map(|run| run.history.settings.clone()) else { return };
    with_lab(model, |lab| {
        let held = lab.settings.held.clone();
        let follows = |knob: &&Knob| knob.mutability == Mutability::Live && !held.contains(knob.key);
        for knob in lab.entry.knobs().iter().filter(follows) {
            // The run has it, so the knob takes it.
            let _ = lab.settings.assign(lab.entry.knobs(), knob.key, &settings.text(knob.key));
        }
    });
}
