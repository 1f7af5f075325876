//! What panes are made of. Every widget is a plain function: data, area, buffer, [`Look`]; none keeps state, asks what
//! the terminal can do (save the plot and pictures, which choose glyphs) or holds words of its own. All hold at 1x1.
//!
//! | module | draws |
//! |---|---|
//! | [`figure`] | any figure, by its shape |
//! | [`bars`], [`heat_map`], [`images`], [`scatter`], [`table`], [`tokens`] | one shape each |
//! | [`number`] | numbers of fixed width |
//! | [`plot`] | curves over a common axis |
//! | [`text`] | data text made safe, cut and padded by its width on the screen |

mod axes;
mod axis;
pub mod bars;
mod canvas;
pub mod figure;
pub mod heat_map;
pub mod images;
mod list;
pub mod number;
pub mod plot;
pub mod scatter;
mod shade;
pub mod table;
pub mod text;
pub mod tokens;

pub use list::Cursor;
pub(in crate::tui) use list::window;

#[cfg(test)]
pub(in crate::tui) mod testing;

use super::capabilities::Capabilities;
use super::theme::{Focus, Theme};
use super::words::Words;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Block, BorderType};

/// What a widget needs to know besides its data.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// What roles look like.
    pub theme: &'a Theme,
    /// Which glyphs there are.
    pub capabilities: &'a Capabilities,
    /// What people read.
    pub words: &'a Words,
}

/// The frame of a pane. The focused one is told by a heavy frame as well as by its colour.
pub fn pane<'t>(title: &str, focus: Focus, look: &Look<'_>) -> Block<'t> {
    let border = match focus {
        Focus::Focused => BorderType::Thick,
        Focus::Unfocused => BorderType::Plain,
    };
    let title = ratatui::text::Span::styled(format!(" {} ", text::printable(title)), look.theme.title(focus));
    Block::bordered().border_type(border).border_style(look.theme.border(focus)).title(title)
}

/// Writes text (made safe) into one row of the area, cut to it; returns the columns used. Places outside the area are
/// left alone.
pub fn write(buffer: &mut Buffer, area: Rect, x: u16, y: u16, words: &str, style: Style) -> u16 {
    let area = area.intersection(buffer.area);
    if y < area.top() || y >= area.bottom() || x < area.left() || x >= area.right() {
        return 0;
    }
    let room = usize::from(area.right() - x);
    let shown = text::cut(&text::printable(words), room).into_owned();
    let (end, _) = buffer.set_stringn(x, y, shown, room, style);
    end - x
}

/// Writes one line in the middle of an area.
pub fn write_centered(buffer: &mut Buffer, area: Rect, words: &str, style: Style) {
    let width = text::width(words).min(usize::from(area.width)) as u16;
    let (x, y) = (area.x + (area.width - width) / 2, area.y + area.height.saturating_sub(1) / 2);
    write(buffer, area, x, y, words, style);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::capabilities::Charset;
    use ratatui::widgets::Widget as _;
    use testing::{holds_at_every_size, shown};

    #[test]
    fn the_focused_pane_is_told_without_colours() {
        let show = |focus| {
            shown(Charset::Ascii, (20, 3), |area, buffer, look| pane("loss\x1b[2J", focus, look).render(area, buffer))
        };
        assert_eq!(show(Focus::Focused), "+ loss\\e[2J =======+\n|                  |\n+==================+");
        assert_eq!(show(Focus::Unfocused), "+ loss\\e[2J -------+\n|                  |\n+------------------+");
    }

    #[test]
    fn words_are_cut_to_their_place_and_safe() {
        let show = |words| {
            shown(Charset::Ascii, (8, 1), |area, buffer, _| {
                write(buffer, area, area.x, area.y, words, Style::new());
            })
        };
        assert_eq!(show("validation"), "valida..");
        assert_eq!(show("a\tb"), "a\\tb");
        holds_at_every_size(|area, buffer, _| write_centered(buffer, area, "no data yet", Style::new()));
    }
}
