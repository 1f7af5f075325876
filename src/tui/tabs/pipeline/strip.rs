//! The probability of the last class after each word of the text.

use crate::tui::keys::Action;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::view::row::Row;
use crate::tui::widgets::Look;
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

pub(in crate::tui::tabs) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let key = model.keys.keys(Action::PlayPause).first().map(ToString::to_string).unwrap_or_default();
    let told = fill(look.words.desk.strip_to_come, &[&key]);
    Row::of(area, 0, buffer).put(" ", Style::new()).put(&told, look.theme.style(Role::Muted));
}
