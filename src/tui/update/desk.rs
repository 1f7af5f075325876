//! The text pipeline's desk: its keys, and what was found out.

use crate::nlp::tokens::{GramsOf, Tokens};
use crate::tui::keys::Action;
use crate::tui::model::{DeskRow, Effect, Model, Tab, TextNews, TextTask, Visible};

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
    }
    if model.tab == Tab::Pipeline {
        // The answer to a key.
        model.show(Visible::Input);
    }
    Vec::new()
}
