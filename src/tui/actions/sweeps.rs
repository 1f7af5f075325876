//! Sweeps: starting one from a tab, and what they say.

use super::{leave_dialog, say, type_into};
use crate::run::knob::{Kind, Knob};
use crate::run::sweep::{Outcome, Stance, SweepEvent, SweepSpec};
use crate::run::{Command, RunId, RunSpec, Severity};
use crate::tui::keys::Action;
use crate::tui::model::{Effect, Intent, Overlay, Run, SettingsRow, Shared, Sweep, SweepDraft, Visible, Worker};
use crate::tui::words::fill;
use crossterm::event::{KeyCode, KeyEvent};

/// Starts a sweep of the open tab's lab over these knobs' values, with so many seeds, from the settings as its pane shows
/// them; what is wrong is said. While it goes, its lab's [`Sweep`] is `model.sweep_of(lab)`, and its chart
/// `tabs::sweep::draw`. A sweep that goes already is not joined by a second one.
pub(in crate::tui) fn start(model: &mut Shared, axes: &[(&str, Vec<String>)], seeds: u32) -> Vec<Effect> {
    let Some(lab) = model.lab() else { return Vec::new() };
    let (entry, settings) = (lab.entry, lab.settings.draft.clone());
    if model.sweep_of(entry.name).is_some_and(Sweep::is_going) {
        say(model, Severity::Info, model.words.screen.sweep_goes_already);
        return Vec::new();
    }
    let mut spec = SweepSpec::new(RunSpec { lab: entry.name.to_owned(), settings, changes: Vec::new() });
    let made = axes
        .iter()
        .try_for_each(|(key, values)| spec.axis(entry.knobs(), key, values))
        .and_then(|()| spec.seeds(entry.knobs(), seeds));
    match made {
        Ok(()) => vec![Effect::Sweep(spec, None)],
        Err(failure) => {
            say(model, Severity::Error, failure.to_string());
            Vec::new()
        }
    }
}

/// Asks which values to sweep: of the setting under the cursor, a number's neighbours by factors of two or all choices;
/// else of what the lab is usually swept over.
pub(in crate::tui) fn ask(model: &mut Shared) {
    let Some(lab) = model.lab() else { return say(model, Severity::Info, model.words.screen.sweep_what) };
    if model.sweep_of(lab.entry.name).is_some_and(Sweep::is_going) {
        return say(model, Severity::Info, model.words.screen.sweep_goes_already);
    }
    let natural = model.tab().sweep;
    let all = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
    let proposed = match (model.settings_row(), natural) {
        (Some(SettingsRow::Knob(knob)), Some((key, values))) if knob.key == key => Some((knob, all(values))),
        (Some(SettingsRow::Knob(knob)), _) => Some((knob, neighbours(knob, lab.settings.draft.get(knob.key)))),
        (_, Some((key, values))) => {
            lab.entry.knobs().iter().find(|knob| knob.key == key).map(|knob| (knob, all(values)))
        }
        (_, None) => None,
    };
    match proposed {
        Some((knob, values)) if values.len() > 1 => {
            model.sweep_draft = Some(SweepDraft::new(knob, &values));
            model.overlay = Some(Overlay::Sweep);
        }
        _ => say(model, Severity::Info, model.words.screen.sweep_what),
    }
}

/// A knob's choices, or the numbers around its present one.
fn neighbours(knob: &Knob, now: Option<&toml::Value>) -> Vec<String> {
    let values: Vec<String> = match (knob.kind, now) {
        (Kind::Choice(choices), _) => choices.iter().map(|choice| choice.value.to_owned()).collect(),
        (Kind::Integer { min, max, .. }, Some(toml::Value::Integer(now))) if knob.key != "seed" => {
            around(*now as f64).map(|x| (x.round() as i64).clamp(min, max).to_string()).into()
        }
        (Kind::Real { min, max, .. }, Some(toml::Value::Float(now))) => {
            around(*now).map(|x| x.clamp(min, max).to_string()).into()
        }
        _ => Vec::new(),
    };
    let mut distinct: Vec<String> = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}

/// A key while the values are edited: up and down change the number of seeds.
pub(in crate::tui) fn typed(model: &mut Shared, key: KeyEvent) {
    let Some(draft) = &mut model.sweep_draft else { return };
    match key.code {
        KeyCode::Up => draft.change_seeds(1),
        KeyCode::Down => draft.change_seeds(-1),
        _ => type_into(&mut draft.field, key),
    }
}

/// The dialog's answer: Enter begins (what is wrong is said, and the dialog stays), Esc leaves.
pub(in crate::tui) fn answer(model: &mut Shared, action: Action) -> Vec<Effect> {
    match action {
        Action::Accept | Action::Activate => {
            let Some(draft) = model.sweep_draft.clone() else { return Vec::new() };
            let effects = start(model, &[(draft.field.key, draft.values())], draft.seeds);
            if !effects.is_empty() {
                model.overlay = None;
                let (values, seeds) = (draft.values().join(", "), draft.seeds.to_string());
                say(model, Severity::Info, fill(model.words.screen.sweep_begins, &[draft.label, &values, &seeds]));
            }
            effects
        }
        _ => {
            leave_dialog(model, action);
            Vec::new()
        }
    }
}

fn around(now: f64) -> [f64; 5] {
    [0.25, 0.5, 1.0, 2.0, 4.0].map(|factor| now * factor)
}

/// A sweep goes on, or waits.
pub(in crate::tui) fn play_or_pause(model: &mut Shared, id: RunId) -> Vec<Effect> {
    let Some(sweep) = model.sweeps.iter_mut().find(|sweep| sweep.id == id) else { return Vec::new() };
    let (intent, command) = match sweep.intent {
        Intent::Rest => (Intent::Play, Command::Play),
        Intent::Play => (Intent::Rest, Command::Pause),
    };
    sweep.intent = intent;
    vec![Effect::Send(id, command)]
}

/// A sweep said something.
pub(in crate::tui) fn moved(model: &mut Shared, id: RunId, event: &SweepEvent) -> Vec<Effect> {
    model.show(Visible::Data);
    let at = model.sweeps.iter().position(|sweep| sweep.id == id).unwrap_or_else(|| {
        model.sweeps.push(Sweep::new(id));
        model.sweeps.len() - 1
    });
    let Some(sweep) = model.sweeps.get_mut(at) else { return Vec::new() };
    sweep.apply(event);
    let trials = sweep.progress.trials.len();
    match event {
        SweepEvent::Began { trial, run } => {
            let spec = sweep.progress.trials.get(*trial).map(|(trial, _)| trial.spec.clone());
            if let Some(spec) = spec {
                let run = Run { worker: Worker::Trial(id), ..Run::new(*run, spec) };
                model.runs.push(run);
            }
        }
        SweepEvent::Ended { trial, outcome } => {
            let label = sweep.progress.trials.get(*trial).map(|(trial, _)| trial.label()).unwrap_or_default();
            let run = id.of_trial(*trial);
            // Its curves are kept, its pictures are on the disk.
            if let Some(run) = model.runs.iter_mut().find(|known| known.id == run) {
                run.worker = Worker::Dismissed;
                run.history.figures.clear();
            }
            if let Outcome::Failed { message, .. } = outcome {
                let text = fill(model.words.screen.trial_failed, &[&label, message]);
                say(model, Severity::Error, text);
            }
        }
        SweepEvent::Over => {
            let done = sweep.progress.done().to_string();
            let text = fill(model.words.screen.sweep_over, &[&done, &trials.to_string()]);
            say(model, Severity::Info, text);
        }
        SweepEvent::Stands(stance) => {
            sweep.intent = if *stance == Stance::Paused { Intent::Rest } else { Intent::Play };
            if *stance == Stance::Waiting {
                say(model, Severity::Info, model.words.screen.sweep_waits);
            }
        }
        SweepEvent::Opened { .. } => {}
    }
    Vec::new()
}
