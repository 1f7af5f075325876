//! Sweeps: starting one from a tab, and what they say.

use super::{say, settings};
use crate::run::knob::Kind;
use crate::run::sweep::{Outcome, SweepEvent, SweepSpec};
use crate::run::{Command, RunId, RunSpec, Severity};
use crate::tui::model::{Effect, Intent, Model, Run, SettingsRow, Sweep, Visible, Worker};
use crate::tui::words::fill;

/// Starts a sweep of the open tab's lab over these knobs' values, with so many seeds, from the settings as its pane shows
/// them; what is wrong is said. While it goes, its lab's [`Sweep`] is `model.sweep_of(lab)`, and its chart
/// `tabs::sweep::draw`. A sweep that goes already is not joined by a second one.
pub(in crate::tui) fn start(model: &mut Model, axes: &[(&str, Vec<String>)], seeds: u32) -> Vec<Effect> {
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

/// A sweep over the setting under the cursor: a number's neighbours by factors of two, or all choices.
pub(super) fn of_setting(model: &mut Model) -> Vec<Effect> {
    let (Some(lab), Some(SettingsRow::Knob(knob))) = (model.lab(), settings::under_cursor(model)) else {
        say(model, Severity::Info, model.words.screen.sweep_what);
        return Vec::new();
    };
    let values = match (knob.kind, lab.settings.draft.get(knob.key)) {
        (Kind::Choice(choices), _) => choices.iter().map(|choice| choice.value.to_owned()).collect(),
        (Kind::Integer { min, max, .. }, Some(toml::Value::Integer(now))) if knob.key != "seed" => {
            around(*now as f64).map(|x| (x.round() as i64).clamp(min, max).to_string()).to_vec()
        }
        (Kind::Real { min, max, .. }, Some(toml::Value::Float(now))) => {
            around(*now).map(|x| x.clamp(min, max).to_string()).to_vec()
        }
        _ => Vec::new(),
    };
    let mut distinct: Vec<String> = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    if distinct.len() < 2 {
        say(model, Severity::Info, model.words.screen.sweep_what);
        return Vec::new();
    }
    let told = fill(model.words.screen.sweep_begins, &[knob.label, &distinct.join(", ")]);
    let effects = start(model, &[(knob.key, distinct)], 3);
    if !effects.is_empty() {
        say(model, Severity::Info, told);
    }
    effects
}

fn around(now: f64) -> [f64; 5] {
    [0.25, 0.5, 1.0, 2.0, 4.0].map(|factor| now * factor)
}

/// A sweep goes on, or waits.
pub(super) fn play_or_pause(model: &mut Model, id: RunId) -> Vec<Effect> {
    let Some(sweep) = model.sweeps.iter_mut().find(|sweep| sweep.id == id) else { return Vec::new() };
    let (intent, command) = match sweep.intent {
        Intent::Rest => (Intent::Play, Command::Play),
        Intent::Play => (Intent::Rest, Command::Pause),
    };
    sweep.intent = intent;
    vec![Effect::Send(id, command)]
}

/// A sweep said something.
pub(super) fn moved(model: &mut Model, id: RunId, event: &SweepEvent) -> Vec<Effect> {
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
            let run = RunId(id.0 + 1 + *trial as u64);
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
        SweepEvent::Opened { .. } => {}
    }
    Vec::new()
}
