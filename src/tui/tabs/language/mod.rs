//! A tab whose lab is still to come: what will be there.

mod state;

use crate::tui::model::{Pane, PaneOf, TabOf};
use crate::tui::theme::Role;
use crate::tui::view::row::{Row, wrap};
use crate::tui::widgets::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use state::{Language, Model};

/// The tab.
pub(in crate::tui) static TAB: TabOf<Language> = TabOf {
    lab: Some("language"),
    ..TabOf::new("language", Language::default, &[&ABOUT], |_, area| vec![(&ABOUT.info, area)], paragraphs)
};

/// What the tab is about.
static ABOUT: PaneOf<Language> = PaneOf {
    title: |model, _, _| model.words.screen.tab(model.tab()).to_owned(),
    ..PaneOf::new(Pane::new("about"), |model, _, area, buffer, look| {
        draw_paragraphs(&paragraphs(model), 1, area, buffer, look);
    })
};

/// What will be there, a paragraph each.
fn paragraphs(model: &Model<'_>) -> Vec<String> {
    model.words.screen.language_to_come.iter().map(|paragraph| (*paragraph).to_owned()).collect()
}

/// The first paragraph stands out, the others are a list. Returns the row after the last.
fn draw_paragraphs(paragraphs: &[String], top: usize, area: Rect, buffer: &mut Buffer, look: &Look<'_>) -> usize {
    let columns = usize::from(area.width.saturating_sub(6)).clamp(1, 92);
    let mut y = top;
    for (i, paragraph) in paragraphs.iter().enumerate() {
        let (mark, role) = if i == 0 { ("  ", Role::Strong) } else { ("- ", Role::Text) };
        for (j, line) in wrap(paragraph, columns).iter().enumerate() {
            let mark = if j == 0 { mark } else { "  " };
            let mut row = Row::of(area, y, buffer);
            row.put("  ", Style::new()).put(mark, look.theme.style(Role::Muted)).put(line, look.theme.style(role));
            y += 1;
        }
        y += usize::from(i == 0);
    }
    y
}
