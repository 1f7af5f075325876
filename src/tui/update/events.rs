//! What runs say.

use crate::run::{Event, RunId, RunSpec, Severity};
use crate::tui::actions::{say, sweeps};
use crate::tui::model::{Effect, Model, RowKind, Run, Visible, Worker};
use crate::tui::tabs::shared::settings;
use crate::tui::words::fill;

/// A run was opened: its lab shows it.
pub(super) fn opened(model: &mut Model, id: RunId, spec: RunSpec, worker: Worker) -> Vec<Effect> {
    model.show(Visible::Input);
    if let Some(lab) = model.labs.iter_mut().find(|lab| lab.entry.name == spec.lab) {
        lab.shown = Some(id);
        lab.scrub = None;
        lab.settings.restart(spec.settings.clone());
        lab.settings.cursor = lab.settings.cursor.min(lab.rows(0).len().saturating_sub(1));
    }
    model.plot.crosshair = None;
    if let Some(tab) = model.tab_of_lab(&spec.lab) {
        model.tab = tab;
    }
    model.runs.push(Run { worker, ..Run::new(id, spec) });
    let is_it = |row: &crate::tui::model::RunsRow<'_>| matches!(row.kind, RowKind::Run(run) if run.id == id);
    model.runs_cursor = model.runs_rows().iter().position(is_it).unwrap_or(0);
    Vec::new()
}

/// A run said something.
pub(super) fn run(model: &mut Model, id: RunId, event: &Event) -> Vec<Effect> {
    if let Event::Sweep(event) = event {
        return sweeps::moved(model, id, event);
    }
    let is_shown = model.shown().is_some_and(|run| run.id == id);
    if is_shown || model.tab().lab.is_none() {
        model.show(Visible::Data);
    }
    if let (Event::Figure { name, .. }, Some((awaited, slot))) = (event, &model.awaited)
        && *awaited == id
        && slot == name
    {
        model.awaited = None;
        model.show(Visible::Input);
    }
    let had_pending = is_shown && !model.pending().is_empty();
    let Some(run) = model.runs.iter_mut().find(|run| run.id == id) else {
        if let (Event::Failed { message, .. }, true) = (event, model.sweeps.iter().any(|sweep| sweep.id == id)) {
            say(model, Severity::Error, message.clone());
        }
        return Vec::new();
    };
    run.apply(event);
    if run.sweep().is_some() {
        // What its trials say, the sweep sums up; its chart grows.
        model.show(Visible::Data);
        return Vec::new();
    }
    match event {
        Event::Started { settings, .. } if !had_pending => {
            let settings = settings.clone();
            if let Some(lab) = model.labs.iter_mut().find(|lab| lab.shown == Some(id)) {
                lab.settings.draft = settings;
            }
            // The example that was looked at in the run before.
            return if is_shown { (model.tab().ask)(model) } else { Vec::new() };
        }
        Event::Changed { .. } if is_shown => settings::follow_run(model),
        Event::Evaluated { .. } if is_shown => return model.own().follow(&model.shared),
        Event::Note { severity, text } => {
            let text = by(model, id, text);
            say(model, *severity, text);
            if is_shown && *severity == Severity::Error {
                settings::follow_run(model);
            }
        }
        Event::Finished { at, summary } => {
            let words = &model.words.screen;
            let told = if summary.is_complete() { words.finished_at } else { words.stopped_at };
            let text = by(model, id, &fill(told, &[&at.epoch.to_string()]));
            say(model, Severity::Info, text);
        }
        Event::Failed { message, .. } => {
            let text = by(model, id, message);
            say(model, Severity::Error, text);
        }
        _ => {}
    }
    Vec::new()
}

/// What a run says, after the name of its tab if another is open.
fn by(model: &Model, id: RunId, text: &str) -> String {
    let words = &model.words.screen;
    let tab = model.run(id).and_then(|run| model.tab_of_lab(&run.spec.lab)).filter(|tab| *tab != model.tab);
    tab.map_or_else(|| text.to_owned(), |tab| fill(words.of_run, &[words.tab(&model.tabs[tab]), text]))
}
