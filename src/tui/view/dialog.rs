//! The dialog before quitting.

use super::row::Row;
use crate::tui::model::{Model, QuitChoice};
use crate::tui::theme::{Focus, Role, SELECTED, UNSELECTED};
use crate::tui::widgets::{Look, pane, text};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget as _};

pub(super) fn draw(model: &Model, choice: QuitChoice, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let words = &look.words.screen;
    let question = if model.is_something_running() { words.quit_while_running } else { words.quit_while_idle };
    let widest = QuitChoice::ALL.iter().map(|choice| text::width(words.quit_choice(*choice)) + 2).max().unwrap_or(0);
    let width = (widest.max(text::width(question)) as u16 + 6).min(area.width);
    let height = (QuitChoice::ALL.len() as u16 + 5).min(area.height);
    let place = Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 2, width, height);
    Clear.render(place, buffer);
    buffer.set_style(place, look.theme.style(Role::Text));
    let block = pane(look.words.screen.quit_title, Focus::Focused, look);
    let inner = block.inner(place);
    block.render(place, buffer);
    Row::of(inner, 0, buffer).put("  ", Style::new()).put(question, look.theme.style(Role::Text));
    for (i, offered) in QuitChoice::ALL.into_iter().enumerate() {
        let (mark, role) = if offered == choice { (SELECTED, Role::Selection) } else { (UNSELECTED, Role::Text) };
        let mut row = Row::of(inner, i + 2, buffer);
        row.put("  ", Style::new()).left(
            &format!("{mark}{}", words.quit_choice(offered)),
            usize::from(inner.width.saturating_sub(4)),
            look.theme.style(role),
        );
    }
}
