//! The questions: before quitting, before taking a run away.

use super::row::Row;
use crate::tui::model::{Model, QuitChoice};
use crate::tui::theme::{Focus, Role, SELECTED, UNSELECTED};
use crate::tui::widgets::{Look, pane, text};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget as _};

/// Before quitting.
pub(super) fn draw(model: &Model, choice: QuitChoice, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let words = &look.words.screen;
    let question = if model.is_something_running() { words.quit_while_running } else { words.quit_while_idle };
    let choices = QuitChoice::ALL.map(|offered| (words.quit_choice(offered), offered == choice));
    ask(words.quit_title, question, &choices, area, buffer, look);
}

/// Before a recorded run or sweep is taken away.
pub(super) fn draw_remove(model: &Model, yes: bool, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let words = &look.words.screen;
    let name = model.library.doomed.as_ref().map_or("", |(_, name)| name.as_str());
    let question = fill(words.remove_question, &[&text::printable(name)]);
    let [keep, remove] = words.remove_choices;
    ask(words.remove_title, &question, &[(keep, !yes), (remove, yes)], area, buffer, look);
}

/// A question with its choices, one of them under the cursor.
fn ask(title: &str, question: &str, choices: &[(&str, bool)], area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let widest = choices.iter().map(|(words, _)| text::width(words) + 2).max().unwrap_or(0);
    let width = (widest.max(text::width(question)) as u16).saturating_add(6).min(area.width);
    let height = (choices.len() as u16 + 5).min(area.height);
    let place = Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 2, width, height);
    Clear.render(place, buffer);
    buffer.set_style(place, look.theme.style(Role::Text));
    let block = pane(title, Focus::Focused, look);
    let inner = block.inner(place);
    block.render(place, buffer);
    Row::of(inner, 0, buffer).put("  ", Style::new()).put(question, look.theme.style(Role::Text));
    for (i, (words, is_chosen)) in choices.iter().enumerate() {
        let (mark, role) = if *is_chosen { (SELECTED, Role::Selection) } else { (UNSELECTED, Role::Text) };
        let mut row = Row::of(inner, i + 2, buffer);
        let room = usize::from(inner.width.saturating_sub(4));
        row.put("  ", Style::new()).left(&format!("{mark}{words}"), room, look.theme.style(role));
    }
}
