//! What happens when something happens: messages change the model, and ask for effects. Nothing here draws, waits or looks
//! at a clock.

mod events;
mod keys;
mod mouse;
mod overlay;

#[cfg(test)]
use super::actions::sweeps::start as start_sweep;

#[cfg(test)]
mod tests;

use super::actions::say;
use super::model::{Effect, Leave, Message, Model, Signal, Visible, Worker};
use super::tabs;
use crate::run::{Command, Pace, RunSpec, Severity};
use std::path::PathBuf;
use std::time::Duration;

/// Takes a message in; `now` is the time since the program started.
pub fn update(model: &mut Model, message: Message, now: Duration) -> Vec<Effect> {
    model.now = model.now.max(now);
    let now = model.now;
    if model.notices.expire(now) {
        model.show(Visible::Data);
    }
    let is_users = matches!(message, Message::Key(_) | Message::Paste(_) | Message::Mouse(_));
    let mut effects = take(model, message);
    effects.extend(look(model));
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
            keys::paste(model, &text)
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
        Message::Library(news) => tabs::runs::news(model, *news),
        Message::Text(news) => {
            let Model { shared, open } = model;
            open.iter_mut().flat_map(|tab| tab.news(shared, (*news).clone())).collect()
        }
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

/// What each tab has to find out now.
fn look(model: &mut Model) -> Vec<Effect> {
    let Model { shared, open } = model;
    open.iter_mut().enumerate().flat_map(|(at, tab)| tab.look(shared, at == shared.tab)).collect()
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
    if let Some(tab) = model.tab_of_lab(&spec.lab) {
        model.tab = tab;
    }
    model.pace = pace;
    [Effect::Open(spec, pace)].into_iter().chain(look(model)).collect()
}

/// The same as [`start`] over a run that another process may be writing.
pub fn watch(model: &mut Model, spec: RunSpec, path: PathBuf) -> Vec<Effect> {
    if let Some(tab) = model.tab_of_lab(&spec.lab) {
        model.tab = tab;
    }
    [Effect::Watch(spec, path)].into_iter().chain(look(model)).collect()
}

/// The tab of runs on a sweep that another process may be writing: its row and its chart follow the disk.
pub fn watch_sweep(model: &mut Model, path: PathBuf) -> Vec<Effect> {
    model.tab = model.tabs.iter().position(|tab| tab.id == tabs::runs::TAB.id).unwrap_or(model.tab);
    model.library.sought = Some(path);
    look(model)
}
