//! The log: all that was said, the latest first: nobody scrolls to find out what just happened.

use super::help::{self, Line};
use super::row::wrap;
use super::toasts::look_of;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::widgets::Look;
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The lines on a screen of so many columns.
pub(super) fn lines(model: &Model, columns: u16) -> Vec<Line> {
    let room = usize::from(columns).saturating_sub(14).max(1);
    let mut lines = Vec::new();
    for line in model.notices.log().iter().rev() {
        let (role, mark) = look_of(line.severity);
        let seconds = line.at.as_secs();
        let time = format!("{:>3}:{:02} {mark} ", seconds / 60, seconds % 60);
        for (i, words) in wrap(&line.text, room).into_iter().enumerate() {
            let lead = if i == 0 { time.clone() } else { " ".repeat(time.len()) };
            lines.push(vec![(lead, Role::Muted), (words, role)]);
        }
    }
    if lines.is_empty() {
        lines.push(vec![(model.words.screen.nothing_said.to_owned(), Role::Muted)]);
    }
    if let Some(file) = &model.log_file {
        lines.push(Line::new());
        let told = fill(model.words.screen.log_file, &[file]);
        lines.extend(
            wrap(&told, usize::from(columns).saturating_sub(4).max(1))
                .into_iter()
                .map(|line| vec![(line, Role::Muted)]),
        );
    }
    lines
}

pub(super) fn draw(model: &Model, scrolled: usize, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let title = look.words.screen.messages;
    help::scrollable(title, &lines(model, area.width), scrolled, area, buffer, look);
}
