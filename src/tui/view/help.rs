//! "What am I seeing", and the keys.

use super::row::{Row, wrap};
use crate::tui::keys::{HelpRow, Scope};
use crate::tui::model::Model;
use crate::tui::tabs;
use crate::tui::theme::{Focus, Role};
use crate::tui::widgets::{Look, pane, text};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget as _};

/// A line of a layer that scrolls: pieces of text, each with its look.
pub(super) type Line = Vec<(String, Role)>;

/// The explanation, then the keys, on a screen of so many columns.
pub(super) fn lines(model: &Model, columns: u16) -> Vec<Line> {
    let columns = usize::from(columns.saturating_sub(4)).max(1);
    let mut lines = Vec::new();
    for paragraph in tabs::explain(model) {
        // Lines of words read best when they aren't too long.
        lines.extend(wrap(&paragraph, columns.min(100)).into_iter().map(|text| vec![(text, Role::Text)]));
        lines.push(Line::new());
    }
    lines.extend(keys(model, columns));
    lines
}

pub(super) fn draw(model: &Model, scrolled: usize, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let title = look.words.screen.what_am_i_seeing;
    scrollable(title, &lines(model, area.width), scrolled, area, buffer, look);
}

/// The keys by where they hold, in two columns where there is room.
fn keys(model: &Model, columns: usize) -> Vec<Line> {
    const TWO_COLUMNS: usize = 108;
    let words = &model.words.screen;
    let half = if columns >= TWO_COLUMNS { columns / 2 } else { columns };
    let mut lines = Vec::new();
    let all = model.keys.help(model.words, |action| model.is_of_tab(action));
    for scope in [Scope::Global, Scope::Pane, Scope::List, Scope::Editing, Scope::Always] {
        let rows = all.iter().filter(|row| row.scope == scope);
        let rows: Vec<Line> = rows.flat_map(|row| key_lines(row, half)).collect();
        if rows.is_empty() {
            continue;
        }
        lines.push(vec![(words.scope(scope).to_owned(), Role::Header)]);
        if half < columns {
            let (first, second) = rows.split_at(rows.len().div_ceil(2));
            lines.extend(first.iter().enumerate().map(|(i, left)| {
                let right = second.get(i).cloned().unwrap_or_default();
                left.iter().cloned().chain(right).collect()
            }));
        } else {
            lines.extend(rows);
        }
        lines.push(Line::new());
    }
    lines.pop();
    lines
}

/// One key's lines, in exactly so many columns.
fn key_lines(row: &HelpRow, columns: usize) -> Vec<Line> {
    const KEYS: usize = 14;
    let room = columns.saturating_sub(KEYS + 2).max(1);
    let line = |(i, help): (usize, String)| {
        let keys = if i == 0 { row.keys.as_str() } else { "" };
        let keys = format!(" {} ", text::left(keys, KEYS - 2));
        vec![(keys, Role::HintKey), (text::left(&help, room + 2), Role::HintText)]
    };
    wrap(row.help, room).into_iter().enumerate().map(line).collect()
}

/// Draws a framed layer over the whole area, scrolled by so many lines, with where one is at its lower edge.
pub(super) fn scrollable(
    title: &str,
    lines: &[Line],
    scrolled: usize,
    area: Rect,
    buffer: &mut Buffer,
    look: &Look<'_>,
) {
    Clear.render(area, buffer);
    buffer.set_style(area, look.theme.style(Role::Text));
    let block = pane(title, Focus::Focused, look);
    let inner = block.inner(area);
    block.render(area, buffer);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let height = usize::from(inner.height);
    let first = scrolled.min(lines.len().saturating_sub(height));
    for (y, line) in lines.iter().skip(first).take(height).enumerate() {
        let mut row = Row::of(inner, y, buffer);
        for (words, role) in line {
            row.put(words, look.theme.style(*role));
        }
    }
    if lines.len() > height {
        let last = (first + height).min(lines.len());
        let numbers = [first + 1, last, lines.len()].map(|n| n.to_string());
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let edge = Rect { y: area.bottom().saturating_sub(1), height: 1, width: area.width.saturating_sub(2), ..area };
        let told = format!(" {} ", fill(look.words.rows, &numbers));
        Row::of(edge, 0, buffer).put("", Style::new()).end(&told, look.theme.style(Role::Muted));
    }
}
