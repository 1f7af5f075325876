//! The Runs tab: the table's keys, and what the disk says.

use crate::run::{RunId, Severity, Status};
use crate::tui::actions::{say, sweeps, with_lab};
use crate::tui::keys::Action;
use crate::tui::model::{
    Editing, Effect, LOOK, LibraryNews, LibraryTask, Overlay, RowKind, Run, Shared, Visible, Worker,
};
use crate::tui::words::fill;

/// Arrows, Enter and the rest in the table of runs.
pub(super) fn act(model: &mut Shared, action: Action) -> Option<Vec<Effect>> {
    let last = model.runs_rows().len().saturating_sub(1);
    let at = model.runs_cursor.min(last);
    let moved = match action {
        Action::Up => at.saturating_sub(1),
        Action::Down => at + 1,
        Action::PageUp => at.saturating_sub(10),
        Action::PageDown => at + 10,
        Action::Home => 0,
        Action::End => last,
        Action::Activate => return Some(open(model)),
        Action::Toggle => {
            if let Some(key) = model.runs_row().map(|row| row.key)
                && !model.library.marked.remove(&key)
            {
                model.library.marked.insert(key);
            }
            at
        }
        Action::Sort => {
            let key = model.runs_row().map(|row| row.key);
            model.library.sort = model.library.sort.next();
            key.and_then(|key| model.runs_rows().iter().position(|row| row.key == key)).unwrap_or(0)
        }
        Action::Filter => {
            let text = model.library.filter.clone();
            model.library.editing = Some(Editing::new("filter", text));
            at
        }
        Action::Remove => {
            remove(model);
            at
        }
        _ => at,
    };
    model.runs_cursor = moved.min(last);
    Some(Vec::new())
}

/// What the row under the cursor asks to be opened as.
enum Opened {
    Shown(RunId, String),
    Do(Effect),
    Say(&'static str),
}

/// Shows what is under the cursor in its lab's tab; a recorded run is opened where it stands, or watched if another process
/// writes it; a sweep goes on.
pub(super) fn open(model: &mut Shared) -> Vec<Effect> {
    let words = &model.words.screen;
    let Some(row) = model.runs_row() else { return Vec::new() };
    let opened = match row.kind {
        RowKind::Run(run) => Opened::Shown(run.id, run.spec.lab.clone()),
        RowKind::Sweep(sweep) if sweep.is_going() => match sweep.progress.running() {
            Some((_, run)) => Opened::Shown(run, sweep.lab().to_owned()),
            None => Opened::Say(words.sweep_goes_already),
        },
        RowKind::Sweep(sweep) => match &sweep.progress.spec {
            Some(spec) => Opened::Do(Effect::Sweep(spec.clone(), Some(sweep.progress.path.clone()))),
            None => Opened::Say(words.cannot_be_opened),
        },
        RowKind::Card(card) => match card.state {
            Status::Unreadable => Opened::Say(words.cannot_be_opened),
            status if !status.is_an_end() => Opened::Do(Effect::Watch(card.spec.clone(), card.path.clone())),
            _ => Opened::Do(Effect::Reopen(card.spec.clone(), card.path.clone(), model.pace)),
        },
        RowKind::SweepCard(card) => match (&card.spec, card.state) {
            (Some(spec), Status::Stopped | Status::Finished) => {
                Opened::Do(Effect::Sweep(spec.clone(), Some(card.path.clone())))
            }
            (Some(_), _) => Opened::Say(words.sweep_is_elsewhere),
            (None, _) => Opened::Say(words.cannot_be_opened),
        },
    };
    match opened {
        Opened::Shown(id, lab) => show(model, id, &lab),
        Opened::Do(effect) => return vec![effect],
        Opened::Say(why) => say(model, Severity::Info, why),
    }
    Vec::new()
}

fn show(model: &mut Shared, id: RunId, lab: &str) {
    let (Some(tab), Some(settings)) = (model.tab_of_lab(lab), model.run(id).map(|run| run.history.settings.clone()))
    else {
        return;
    };
    model.tab = tab;
    with_lab(model, |lab| {
        lab.shown = Some(id);
        lab.scrub = None;
        lab.settings.restart(settings);
    });
}

/// Asks whether to end what is open here, and whether to take away what isn't.
fn remove(model: &mut Shared) {
    let words = &model.words.screen;
    let Some(row) = model.runs_row() else { return };
    let target = row.path().map(|path| (path, row.name.clone()));
    match row.kind {
        RowKind::Run(run) if run.worker == Worker::Listening && !run.is_over() => {
            model.library.ending = Some((run.id, row.name.clone()));
            model.overlay = Some(Overlay::End(false));
        }
        RowKind::Sweep(sweep) if sweep.is_going() => {
            model.library.ending = Some((sweep.id, row.name.clone()));
            model.overlay = Some(Overlay::End(false));
        }
        RowKind::Card(card) if !card.state.is_an_end() => {
            say(model, Severity::Info, words.is_elsewhere);
        }
        _ => match target {
            Some(target) => {
                model.library.doomed = Some(target);
                model.overlay = Some(Overlay::Remove(false));
            }
            None => say(model, Severity::Info, words.is_not_recorded),
        },
    }
}

/// Keys of all tabs that act on the row under the cursor: a sweep goes on or pauses, what is recorded is opened first.
pub(super) fn steer(model: &mut Shared, action: Action) -> Option<Vec<Effect>> {
    match (action, model.runs_row().map(|row| row.kind)) {
        (Action::PlayPause, Some(RowKind::Sweep(sweep))) if sweep.is_going() => {
            let id = sweep.id;
            Some(sweeps::play_or_pause(model, id))
        }
        // p then goes on with it.
        (Action::PlayPause, Some(RowKind::Card(_) | RowKind::Sweep(_) | RowKind::SweepCard(_))) => Some(open(model)),
        (Action::Open, _) => Some(open(model)),
        (Action::Reset | Action::ResetNewSeed, _) => {
            say(model, Severity::Info, model.words.screen.reset_in_its_tab);
            Some(Vec::new())
        }
        _ => None,
    }
}

/// The run under the cursor.
pub(super) fn steered(model: &Shared) -> Option<&Run> {
    match model.runs_row()?.kind {
        RowKind::Run(run) => Some(run),
        _ => None,
    }
}

/// The question whether to end it was answered with yes.
pub(in crate::tui) fn end_it(model: &mut Shared) -> Vec<Effect> {
    let Some((id, _)) = model.library.ending.take() else { return Vec::new() };
    say(model, Severity::Info, model.words.screen.ending_it);
    if let Some(run) = model.runs.iter_mut().find(|run| run.id == id) {
        run.worker = Worker::Dismissed;
    }
    vec![Effect::Stop(id), Effect::Library(LibraryTask::Scan)]
}

/// The question whether to take it away was answered with yes.
pub(in crate::tui) fn remove_it(model: &mut Shared) -> Vec<Effect> {
    model.library.doomed.take().map(|(path, _)| Effect::Library(LibraryTask::Remove(path))).into_iter().collect()
}

/// The edited filter is taken over.
pub(super) fn accept_filter(model: &mut Shared) -> Vec<Effect> {
    if let Some(field) = model.library.editing.take() {
        field.text.trim().clone_into(&mut model.library.filter);
        model.runs_cursor = 0;
    }
    Vec::new()
}

/// Whether the disk is to be looked at now: while the tab is open, every few seconds.
pub(super) fn look(model: &mut Shared, is_open: bool) -> Vec<Effect> {
    if !is_open {
        model.library.next_look = None;
        return Vec::new();
    }
    if model.library.next_look.is_some_and(|at| at > model.now) {
        return Vec::new();
    }
    model.library.next_look = Some(model.now + LOOK);
    vec![Effect::Library(LibraryTask::Scan)]
}

/// The disk has answered.
pub(in crate::tui) fn news(model: &mut Shared, news: LibraryNews) -> Vec<Effect> {
    match news {
        LibraryNews::Scanned(catalogue) => {
            if !model.library.is_read || catalogue != model.library.catalogue {
                let key = model.runs_row().map(|row| row.key);
                model.library.is_read = true;
                model.library.catalogue = catalogue;
                // The cursor stays on its row.
                let at = key.and_then(|key| model.runs_rows().iter().position(|row| row.key == key));
                model.runs_cursor = at.unwrap_or(model.runs_cursor);
                let sought = model.library.sought.clone();
                let at = model.runs_rows().iter().position(|row| sought.is_some() && row.path() == sought);
                if let Some(at) = at {
                    (model.runs_cursor, model.library.sought) = (at, None);
                }
                if model.tab().id == super::TAB.id {
                    model.show(Visible::Data);
                }
            }
            Vec::new()
        }
        LibraryNews::Removed(path, None) => {
            model.runs.retain(|run| run.path.as_ref() != Some(&path));
            model.sweeps.retain(|sweep| sweep.progress.path != path);
            model.library.marked.remove(&path.display().to_string());
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let text = fill(model.words.screen.taken_away, &[&name]);
            say(model, Severity::Info, text);
            vec![Effect::Library(LibraryTask::Scan)]
        }
        LibraryNews::Removed(_, Some(why)) => {
            say(model, Severity::Error, why);
            vec![Effect::Library(LibraryTask::Scan)]
        }
    }
}
