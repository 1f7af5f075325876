//! The one pass over the finished screen: whatever widgets drew becomes what the terminal can show. So no widget needs
//! to know how many colours there are or whether a glyph exists, and text that got past every other guard is harmless
//! here.

mod ascii;
mod color;

#[cfg(test)]
pub(super) use color::contrast_of_16;

use super::capabilities::{Capabilities, Charset, ColorLevel};
use crate::figure::shown::is_harmless_piece;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Color;
use unicode_width::UnicodeWidthStr as _;

/// Maps every colour of the buffer to the level and every glyph to the charset. Afterwards no cell holds a character
/// that acts or deceives, and under [`Charset::Ascii`] no byte outside 0x20..=0x7e; a wide glyph that was drawn over by half is gone. A
/// second pass changes nothing.
pub fn finish(buffer: &mut Buffer, capabilities: &Capabilities) {
    for cell in &mut buffer.content {
        finish_glyph(cell, capabilities.charset);
        finish_color(cell, capabilities.color);
    }
    let columns = usize::from(buffer.area.width).max(1);
    buffer.content.chunks_mut(columns).for_each(clear_halves);
}

/// Clears wide glyphs whose second cell shows something else: the terminal would be sent the glyph and not that.
fn clear_halves(row: &mut [Cell]) {
    for at in 0..row.len() {
        let is_covered = row.get(at + 1).is_none_or(|next| !next.symbol().trim().is_empty());
        if is_covered && let Some(cell) = row.get_mut(at).filter(|cell| cell.symbol().width() > 1) {
            cell.set_char(' ');
        }
    }
}

fn finish_glyph(cell: &mut Cell, charset: Charset) {
    let symbol = cell.symbol();
    if let [byte] = symbol.as_bytes()
        && (b' '..=b'~').contains(byte)
    {
        return;
    }
    if charset == Charset::Ascii || symbol.is_empty() || !is_harmless_piece(symbol) {
        let glyph = ascii::of(symbol);
        cell.set_char(glyph);
    }
}

fn finish_color(cell: &mut Cell, level: ColorLevel) {
    let map: fn(Color) -> Color = match level {
        ColorLevel::TrueColor => return,
        ColorLevel::Ansi256 => color::to_256,
        ColorLevel::Ansi16 => color::to_16,
        ColorLevel::None => |_| Color::Reset,
    };
    let were_different = cell.fg != cell.bg;
    if level == ColorLevel::Ansi16 {
        cell.bg = map(cell.bg);
        cell.fg = color::legible_of_16(map(cell.fg), cell.bg, least_contrast(cell.symbol()));
        cell.underline_color = map(cell.underline_color);
        return;
    }
    cell.fg = map(cell.fg);
    cell.bg = map(cell.bg);
    cell.underline_color = map(cell.underline_color);
    // Two colours may have become one. Shades may; text must not vanish.
    let is_text = cell.symbol().chars().any(|c| c.is_alphanumeric() || c.is_ascii_punctuation());
    if were_different && is_text && cell.fg == cell.bg && cell.fg != Color::Reset {
        cell.fg = color::readable_on(cell.bg);
    }
}

/// What a glyph needs among sixteen colours: text and curves are read, frames may be as quiet as dark gray on the black of
/// the Linux console, and two shades of a picture may be one.
fn least_contrast(symbol: &str) -> f64 {
    match symbol.chars().next() {
        None | Some(' ' | '▀') => 0.0,
        Some('\u{2500}'..='\u{259f}') => 2.7,
        Some(_) => 3.0,
    }
}

#[cfg(test)]
mod tests;
