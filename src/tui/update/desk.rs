//! The text pipeline's desk: its keys, and what was found out.

use super::{files, say};
use crate::nlp::tokens::{GramsOf, Tokens};
use crate::run::Severity;
use crate::tui::keys::Action;
use crate::tui::model::{DeskMode, DeskRow, Editor, Effect, Model, Motion, Pane, Tab, TextNews, TextTask, Visible};
use crate::tui::widgets::number;
use crate::tui::words::fill;
use crossterm::event::KeyEvent;

/// Rows of a page.
const PAGE: usize = 5;
/// Words that one key goes on by.
const WORDS: usize = 4;

/// Keys in the list of stages.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
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
        (Action::Left, DeskRow::Tokens) => desk.set_tokens(another(desk.tokens, -1)),
        (Action::Right | Action::Toggle, DeskRow::Tokens) => desk.set_tokens(another(desk.tokens, 1)),
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
    Vec::new()
}

/// Whether keys for the text, rather than for the lab's run, act now.
pub(super) fn has_focus(model: &Model) -> bool {
    let panes = [Pane::Text, Pane::Stages, Pane::Vectors, Pane::SwitchEffect, Pane::Strip];
    model.tab == Tab::Pipeline && panes.contains(&model.focused())
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

/// A pasted text.
pub(super) fn paste(model: &mut Model, text: &str) {
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

/// The kinds of tokens that one goes through.
const KINDS: [Tokens; 5] = [
    Tokens::Words,
    Tokens::Characters,
    Tokens::NGrams { of: GramsOf::Words, min: 2, max: 2 },
    Tokens::NGrams { of: GramsOf::Characters, min: 3, max: 3 },
    Tokens::Subwords { vocabulary: 1000 },
];

/// The next kind of tokens, or the one before.
fn another(tokens: Tokens, by: isize) -> Tokens {
    let kind = |tokens: &Tokens| match tokens {
        Tokens::Words => 0,
        Tokens::Characters => 1,
        Tokens::NGrams { of: GramsOf::Words, .. } => 2,
        Tokens::NGrams { of: GramsOf::Characters, .. } => 3,
        Tokens::Subwords { .. } => 4,
    };
    let at = (kind(&tokens) + by).rem_euclid(KINDS.len() as isize) as usize;
    KINDS.get(at).copied().unwrap_or_default()
}

/// What has to be found out now, while the tab is open.
pub(super) fn look(model: &mut Model) -> Option<Effect> {
    if model.tab != Tab::Pipeline {
        return None;
    }
    let (revision, wanted) = model.desk.question()?;
    Some(Effect::Text(TextTask::Stages(revision, Box::new(wanted))))
}

/// Something was found out.
pub(super) fn news(model: &mut Model, news: TextNews) -> Vec<Effect> {
    match news {
        TextNews::Stages(revision, steps, answer) => model.desk.answer(revision, &steps, answer),
        TextNews::Listed(listing) => files::listed(model, listing),
        TextNews::Opened(path, text) => files::opened(model, path, text),
    }
    if model.tab == Tab::Pipeline {
        // The answer to a key.
        model.show(Visible::Input);
    }
    Vec::new()
}
