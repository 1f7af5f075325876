//! What happens when something happens: messages change the model, and ask for effects. Nothing here draws, waits or looks
//! at a clock.

mod appearance;
mod browse;
mod code;
mod control;
mod desk;
mod dialog;
mod events;
mod field;
mod files;
mod findings;
mod keys;
mod mouse;
mod overlay;
mod runs;
mod settings;
mod sweeps;

#[cfg(test)]
use sweeps::start as start_sweep;

#[cfg(test)]
mod tests;

use super::model::{Effect, LabView, Leave, Message, Model, Signal, Tab, Visible, Worker};
use crate::run::{Command, Pace, RunSpec, Severity};
use std::path::PathBuf;
use std::time::Duration;

/// Takes a message in; `now` is the time since the program started.
pub fn update(model: &mut Model, message: Message, now: Duration) -> Vec<Effect> {
    model.now = model.now.max(now);
    if model.notices.expire(model.now) {
        model.show(Visible::Data);
    }
    let is_users = matches!(message, Message::Key(_) | Message::Paste(_) | Message::Mouse(_));
    let mut effects = take(model, message);
    effects.extend(runs::look(model));
    effects.extend(desk::look(model));
    effects.extend(findings::look(model));
    model.note_waiting();
    if is_users {
        await_answer(model, &effects);
    }
    effects
}

fn take(model: &mut Model, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(key) => {
            model.show(Visible::Input);
            keys::key(model, key)
        }
        Message::Paste(text) => {
            model.show(Visible::Input);
            if desk::paste(model, &text) {
                return Vec::new();
            }
            let pasted = super::widgets::text::pasted(&text, super::model::Editing::LONGEST);
            match &mut model.library.editing {
                _ if model.overlay == Some(super::model::Overlay::Sweep) => {
                    model.sweep_draft.iter_mut().for_each(|draft| draft.field.insert(&pasted));
                }
                Some(field) if model.tab == Tab::Runs => {
                    field.insert(&pasted);
                }
                _ if model.tab == Tab::Pipeline && model.vectors.editing.is_some() => {
                    model.vectors.editing.iter_mut().for_each(|field| field.insert(&pasted));
                }
                _ => settings::paste(model, &text),
            }
            Vec::new()
        }
        Message::Mouse(event) => mouse::mouse(model, event),
        Message::Resize(width, height) => {
            model.size = (width, height);
            model.show(Visible::Input);
            Vec::new()
        }
        Message::Run(id, event) => events::run(model, id, &event),
        Message::Opened(id, spec) => events::opened(model, id, spec, Worker::Listening),
        Message::Watched(id, spec) => events::opened(model, id, spec, Worker::Elsewhere),
        Message::RecordedIn(id, path) => {
            if let Some(run) = model.runs.iter_mut().find(|run| run.id == id) {
                run.path = Some(path);
            }
            Vec::new()
        }
        Message::Library(news) => runs::news(model, *news),
        Message::Text(news) => desk::news(model, *news),
        Message::NotOpened(why) => {
            model.show(Visible::Input);
            say(model, Severity::Error, why);
            Vec::new()
        }
        Message::NotKept(why) => {
            let text = crate::tui::words::fill(model.words.screen.choice_not_kept, &[&why]);
            say(model, Severity::Warning, text);
            Vec::new()
        }
        Message::Tick => Vec::new(),
        Message::Signal(Signal::Continue) => {
            model.show(Visible::Input);
            vec![Effect::Resume]
        }
        Message::Signal(signal) => vec![Effect::Quit(Leave::Signal(signal))],
    }
}

/// The answer to what the user asked is shown as soon as a key's own frame would be, not at the pace of data.
fn await_answer(model: &mut Model, effects: &[Effect]) {
    let asked = effects.iter().find_map(|effect| match effect {
        Effect::Send(id, Command::Ask(question)) => Some((*id, question.slot().to_owned())),
        _ => None,
    });
    if asked.is_some() {
        model.awaited = asked;
    }
}

/// What to do at the start: open a run of this spec, which shows its lab's tab.
pub fn start(model: &mut Model, spec: RunSpec, pace: Pace) -> Vec<Effect> {
    if let Some(tab) = Tab::of_lab(&spec.lab) {
        model.tab = tab;
    }
    model.pace = pace;
    [Effect::Open(spec, pace)].into_iter().chain(desk::look(model)).chain(findings::look(model)).collect()
}

/// Says at the start what is wrong in the user's settings and themes.
pub fn warn(model: &mut Model, problems: impl IntoIterator<Item = String>) {
    for problem in problems {
        say(model, Severity::Warning, problem);
    }
}

/// The same as [`start`] over a run that another process may be writing.
pub fn watch(model: &mut Model, spec: RunSpec, path: PathBuf) -> Vec<Effect> {
    if let Some(tab) = Tab::of_lab(&spec.lab) {
        model.tab = tab;
    }
    [Effect::Watch(spec, path)].into_iter().chain(desk::look(model)).chain(findings::look(model)).collect()
}

/// The tab of runs on a sweep that another process may be writing: its row and its chart follow the disk.
pub fn watch_sweep(model: &mut Model, path: PathBuf) -> Vec<Effect> {
    model.tab = Tab::Runs;
    model.library.sought = Some(path);
    runs::look(model).into_iter().collect()
}

/// Says something to the user.
fn say(model: &mut Model, severity: Severity, text: impl Into<String>) {
    model.notices.say(model.now, severity, text);
    model.show(Visible::Input);
}

/// Changes the lab of the open tab, if it is there.
fn with_lab(model: &mut Model, change: impl FnOnce(&mut LabView)) {
    if let Some(lab) = model.lab_mut() {
        change(lab);
    }
}
