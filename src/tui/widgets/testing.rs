//! Widgets as text.

use super::Look;
use crate::tui::capabilities::{Background, Capabilities, Charset, ColorLevel, Link};
use crate::tui::finish::finish;
use crate::tui::theme::{Role, Theme};
use crate::tui::words::ENGLISH;
use ratatui::backend::{Backend as _, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What `draw` draws into an area of this size, finished; rows joined by line ends, spaces at their ends cut.
pub(crate) fn shown(
    charset: Charset,
    (width, height): (u16, u16),
    draw: impl FnOnce(Rect, &mut Buffer, &Look<'_>),
) -> String {
    text_of(&buffer(charset, (width, height), draw))
}

/// The same as a buffer.
pub(crate) fn buffer(charset: Charset, size: (u16, u16), draw: impl FnOnce(Rect, &mut Buffer, &Look<'_>)) -> Buffer {
    buffer_in(&Theme::default(), ColorLevel::Ansi256, charset, size, draw)
}

/// The same in any theme and number of colours.
pub(crate) fn buffer_in(
    theme: &Theme,
    color: ColorLevel,
    charset: Charset,
    (width, height): (u16, u16),
    draw: impl FnOnce(Rect, &mut Buffer, &Look<'_>),
) -> Buffer {
    let capabilities = Capabilities { color, charset, link: Link::Local, background: Background::Dark };
    let look = Look { theme, capabilities: &capabilities, words: &ENGLISH };
    // Surrounded, so that drawing outside of the area shows.
    let whole = Rect::new(0, 0, width + 2, height + 2);
    let mut buffer = Buffer::empty(whole);
    buffer.set_style(whole, theme.style(Role::Text));
    let area = Rect::new(1, 1, width, height);
    draw(area, &mut buffer, &look);
    for position in whole.positions().filter(|position| !area.contains(*position)) {
        assert_eq!(buffer[position].symbol(), " ", "drawn outside of the area at {position}");
    }
    finish(&mut buffer, &capabilities);
    let mut inner = Buffer::empty(area);
    for position in area.positions() {
        inner[position] = buffer[position].clone();
    }
    inner
}

/// What a terminal is sent for a buffer, from an empty screen.
pub(crate) fn ansi_of(buffer: &Buffer) -> String {
    crossterm::style::force_color_output(true);
    let mut written = Vec::new();
    let cells = buffer.content.iter().enumerate().map(|(i, cell)| {
        let (x, y) = buffer.pos_of(i);
        (x - buffer.area.x, y - buffer.area.y, cell)
    });
    CrosstermBackend::new(&mut written).draw(cells).unwrap();
    String::from_utf8(written).unwrap()
}

/// Writes what a terminal is sent into a file of the folder that NNLAB_PICTURES names, to be looked at.
pub(crate) fn save_picture(name: &str, buffer: &Buffer) {
    let folder = std::env::var("NNLAB_PICTURES").unwrap();
    std::fs::write(std::path::Path::new(&folder).join(format!("{name}.ansi")), ansi_of(buffer)).unwrap();
}

pub(crate) fn text_of(buffer: &Buffer) -> String {
    let row = |y| -> String { (buffer.area.left()..buffer.area.right()).map(|x| buffer[(x, y)].symbol()).collect() };
    let rows: Vec<String> = (buffer.area.top()..buffer.area.bottom()).map(|y| row(y).trim_end().to_owned()).collect();
    rows.join("\n")
}

/// Draws at every small size in both charsets: nothing may panic or leave the area.
pub(crate) fn holds_at_every_size(draw: impl Fn(Rect, &mut Buffer, &Look<'_>)) {
    for charset in [Charset::Unicode, Charset::Ascii] {
        for width in (0..24).chain([30, 40, 59, 60, 61, 90]) {
            for height in (0..14).chain([30]) {
                buffer(charset, (width, height), &draw);
            }
        }
    }
}
