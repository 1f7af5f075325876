//! What the vectoriser makes of the text.

use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::view::row::Row;
use crate::tui::widgets::{Look, number};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

pub(in crate::tui::tabs) fn draw(model: &Model, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let Some(staged) = &model.desk.staged else { return };
    let told = fill(look.words.desk.vectors_words, &[&number::grouped(staged.end.vocabulary as i64)]);
    Row::of(area, 0, buffer).put(" ", Style::new()).put(&told, look.theme.style(Role::Text));
}
