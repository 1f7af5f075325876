//! The text pipeline's desk: its keys, and what was found out.

use super::{field, files, say, with_lab};
use crate::run::Severity;
use crate::tui::keys::{Action, Mode};
use crate::tui::model::{
    DeskMode, DeskRow, Editing, Editor, Effect, Model, Motion, Overlay, Pane, StageOption, Tab, TextNews, TextTask,
    Visible, Zoom,
};
use crate::tui::widgets::{number, text};
use crate::tui::words::fill;
use crossterm::event::KeyEvent;

/// Rows of a page.
const PAGE: usize = 5;
/// Words that one key goes on by.
const WORDS: usize = 4;

/// Keys in the list of stages.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let is_close = model.zoom == Zoom::In;
    match (model.desk.mode, action) {
        (DeskMode::Looking, Action::Activate) => open_options(model),
        // What became of each word is a longer list than that of the stages.
        (_, Action::PageUp | Action::PageDown) if is_close => page_fates(model, action),
        (DeskMode::Options, Action::MoveUp | Action::MoveDown) | (DeskMode::Looking | DeskMode::Writing, _) => {
            in_list(model, action);
        }
        (DeskMode::Options, _) => turn_options(model, action),
    }
    Vec::new()
}

fn page_fates(model: &mut Model, action: Action) {
    let desk = &mut model.desk;
    let count = match desk.under_cursor() {
        DeskRow::Step(at) => desk.staged.as_ref().and_then(|staged| staged.step(at)).map_or(0, |s| s.outcomes.len()),
        _ => 0,
    };
    desk.first_fate = match action {
        Action::PageUp => desk.first_fate.saturating_sub(PAGE),
        _ => (desk.first_fate + PAGE).min(count.saturating_sub(1)),
    };
}

/// Keys that go through the list of stages, switch and move them.
fn in_list(model: &mut Model, action: Action) {
    let desk = &mut model.desk;
    let row = desk.under_cursor();
    match (action, row) {
        (Action::Up, _) => desk.look_at(desk.row.saturating_sub(1)),
        (Action::Down, _) => desk.look_at(desk.row + 1),
        (Action::PageUp, _) => desk.look_at(desk.row.saturating_sub(PAGE)),
        (Action::PageDown, _) => desk.look_at(desk.row + PAGE),
        (Action::Home, _) => desk.look_at(0),
        (Action::End, _) => desk.look_at(usize::MAX),
        (Action::Left | Action::Right | Action::Toggle, DeskRow::Preset) => desk.next_preset(),
        (Action::Left, DeskRow::Tokens) => desk.turn(StageOption::Kind, -1),
        (Action::Right | Action::Toggle, DeskRow::Tokens) => desk.turn(StageOption::Kind, 1),
        (Action::Toggle, DeskRow::Step(_)) => desk.toggle(),
        (Action::Left, DeskRow::Step(_)) => desk.first_word = desk.first_word.saturating_sub(WORDS),
        (Action::Right, DeskRow::Step(_)) => {
            let words = desk.staged.as_ref().and_then(|staged| staged.stages.first()).map_or(0, |s| s.words.len());
            desk.first_word = (desk.first_word + WORDS).min(words.saturating_sub(1));
        }
        (Action::MoveUp, _) => desk.move_step(-1),
        (Action::MoveDown, _) => desk.move_step(1),
        _ => {}
    }
}

/// From now on every key is text.
pub(super) fn write(model: &mut Model) {
    if let Some(focus) = model.focus.get_mut(model.tab.index()) {
        *focus = Pane::Text;
    }
    model.desk.mode = DeskMode::Writing;
}

/// A key that is text.
pub(super) fn typed(model: &mut Model, key: KeyEvent) {
    if model.desk.editor.key(key) {
        model.desk.written();
    }
}

/// A pasted text; false if nothing of the desk takes it.
pub(super) fn paste(model: &mut Model, text: &str) -> bool {
    let mode = model.mode();
    let is_choosing = model.overlay == Some(Overlay::Files);
    let field = if is_choosing { Some(&mut model.desk.picker.field) } else { model.desk.field.as_mut() };
    match (mode, field) {
        (Mode::Writing, _) => paste_into_text(model, text),
        (Mode::Editing, Some(field)) if is_choosing || model.tab == Tab::Pipeline => {
            field.insert(&text::pasted(text, Editing::LONGEST));
        }
        _ => return false,
    }
    true
}

fn paste_into_text(model: &mut Model, text: &str) {
    let fits = model.desk.editor.insert(text);
    model.desk.written();
    if !fits {
        let most = number::grouped(Editor::LONGEST as i64);
        let text = fill(model.words.desk.paste_cut, &[&most]);
        say(model, Severity::Warning, text);
    }
}

/// Keys in the text while it isn't written.
pub(super) fn look_around(model: &mut Model, action: Action) {
    let motion = match action {
        Action::Activate => return write(model),
        Action::Up | Action::PageUp => Motion::Up,
        Action::Down | Action::PageDown => Motion::Down,
        Action::Left => Motion::Back,
        Action::Right => Motion::Forward,
        Action::Home => Motion::Top,
        Action::End => Motion::Bottom,
        _ => return,
    };
    let times = if matches!(action, Action::PageUp | Action::PageDown) { PAGE } else { 1 };
    (0..times).for_each(|_| model.desk.editor.go(motion));
}

/// From now on keys turn the options of the row under the cursor, which is seen closely.
fn open_options(model: &mut Model) {
    if model.desk.under_cursor() == DeskRow::Preset {
        return model.desk.next_preset();
    }
    model.desk.option = 0;
    model.desk.mode = DeskMode::Options;
    model.zoom = Zoom::In;
}

/// Keys while options are turned.
fn turn_options(model: &mut Model, action: Action) {
    let desk = &mut model.desk;
    let options = desk.options();
    let last = options.len().saturating_sub(1);
    let at = desk.option.min(last);
    let Some(option) = options.get(at).copied() else { return };
    match action {
        Action::Up => desk.option = at.saturating_sub(1),
        Action::Down => desk.option = (at + 1).min(last),
        Action::Home => desk.option = 0,
        Action::End => desk.option = last,
        Action::Left => desk.turn(option, -1),
        Action::Activate if option.is_written() => desk.field = Some(Editing::new("option", desk.value(option))),
        Action::Right | Action::Toggle | Action::Activate => desk.turn(option, 1),
        _ => {}
    }
}

/// A key while an option's value is written.
pub(super) fn type_option(model: &mut Model, key: KeyEvent) {
    if let Some(field) = &mut model.desk.field {
        field::type_into(field, key);
    }
}

/// The written value is taken over; a wrong one stays in its field.
pub(super) fn accept_option(model: &mut Model) {
    let desk = &mut model.desk;
    let (Some(field), Some(option)) = (desk.field.clone(), desk.options().get(desk.option).copied()) else { return };
    match desk.assign(option, &field.text) {
        Ok(()) => desk.field = None,
        Err(expected) => say(model, Severity::Error, expected),
    }
}

/// Out of one layer of the desk; false if there is none.
pub(super) fn back(model: &mut Model) -> bool {
    if model.tab != Tab::Pipeline {
        return false;
    }
    if model.desk.field.take().is_some() {
        return true;
    }
    let mode = std::mem::take(&mut model.desk.mode);
    if mode == DeskMode::Options {
        model.zoom = Zoom::Out;
    }
    mode != DeskMode::Looking
}

/// What has to be found out now, while the tab is open.
pub(super) fn look(model: &mut Model) -> Option<Effect> {
    if model.tab != Tab::Pipeline {
        return None;
    }
    let (revision, wanted) = model.desk.question()?;
    // The lab's next run goes through the stages as they are here.
    let changed = model.desk.hand_on();
    assign(model, changed);
    Some(Effect::Text(TextTask::Stages(revision, Box::new(wanted))))
}

fn assign(model: &mut Model, values: impl IntoIterator<Item = (&'static str, String)>) {
    with_lab(model, |lab| {
        for (key, value) in values {
            // The lab reads the same notation.
            let _ = lab.settings.assign(lab.entry.knobs(), key, &value);
        }
    });
}

/// Before a run is opened anew at the desk: it reads as the desk does, if the one before did not.
pub(super) fn hand_on(model: &mut Model) {
    if model.reset_reads_as_desk() {
        let values = model.desk.as_settings();
        assign(model, values);
    }
}

/// Something was found out.
pub(super) fn news(model: &mut Model, news: TextNews) -> Vec<Effect> {
    let mut is_measured = false;
    match news {
        TextNews::Stages(revision, steps, answer) => model.desk.answer(revision, &steps, answer),
        TextNews::Listed(listing) => files::listed(model, listing),
        TextNews::Opened(path, text) => files::opened(model, path, text),
        TextNews::Vectors(revision, answer) => model.vectors.answer(revision, answer),
        TextNews::Switch(revision, ask, answer) => model.effect.answer(revision, &ask, answer),
        TextNews::Measured(measurement, measured) => {
            is_measured = model.effect.measured(measurement, measured);
        }
    }
    if model.tab == Tab::Pipeline {
        // The answer to a key.
        model.show(Visible::Input);
    }
    is_measured.then_some(Effect::GoOn).into_iter().collect()
}
