//! Heat-maps: a matrix as shades, with numbers in the cells where they fit.
//!
//! ```text
//!          t=1       25        50
//!   unit 1 ....::::++++oooo####@@@@
//!   unit 2 @@##oo++::..
//!   -1 =-. .+# 1                step
//! ```

mod layout;
mod matrix;

use super::shade::{self, Means, Scaling};
use super::{Cursor, Look, number, text, write};
use crate::figure::{HeatMap, Palette};
use crate::tui::theme::Role;
use layout::Layout;
use matrix::Matrix;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Digits of a value that mean something.
const DIGITS: usize = 3;
/// Columns of the strip of shades in the legend.
const STRIP: u16 = 9;

/// Draws the matrix with the names of rows and columns, and a legend below. Where it is larger than the area,
/// neighbouring cells share a place and the one furthest from zero is seen. The cell under the cursor is reversed and
/// read out instead of the legend.
pub fn draw(map: &HeatMap, cursor: Option<Cursor>, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    let Some(matrix) = Matrix::of(map) else {
        super::write_centered(buffer, area, look.words.no_data, look.theme.style(Role::Muted));
        return;
    };
    let scaling = Scaling::of(map.palette, map.values.iter().copied());
    let layout = Layout::of(map, &matrix, area, cursor, look);
    layout.draw_names(map, buffer, look);
    layout.draw_cells(&matrix, &scaling, buffer, look);
    if let Some(cursor) = cursor {
        let cursor = matrix.clamp(cursor);
        layout.mark(cursor, buffer, look);
        draw_value(map, &matrix, cursor, layout.footer, buffer, look);
    } else {
        draw_legend(map, &scaling, layout.footer, buffer, look);
    }
}

/// The shades with the values at their ends, and what rows and columns count.
fn draw_legend(map: &HeatMap, scaling: &Scaling, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let style = look.theme.style(Role::Axis);
    let low = number::rounded(f64::from(scaling.low), 7, DIGITS);
    let high = number::rounded(f64::from(scaling.high), 7, DIGITS);
    let mut x = area.x + write(buffer, area, area.x, area.y, &low, style) + 1;
    for i in 0..STRIP {
        let unit = f32::from(i) / f32::from(STRIP - 1);
        let value = if map.palette == Palette::Diverging { 2.0 * unit - 1.0 } else { unit };
        let (glyph, shade) = match Means::of(look) {
            Means::Color => (' ', look.theme.shaded(map.palette, value)),
            Means::Glyph => (shade::glyph(map.palette, value), look.theme.style(Role::Text)),
        };
        write(buffer, area, x, area.y, &glyph.to_string(), shade);
        x += 1;
    }
    x += 1 + write(buffer, area, x + 1, area.y, &high, style);
    let labels = [&map.y_label, &map.x_label].map(|label| text::printable(label));
    let words = labels.iter().filter(|label| !label.is_empty()).map(AsRef::as_ref).collect::<Vec<&str>>().join(" x ");
    let width = text::width(&words) as u16;
    if x + 2 + width <= area.right() {
        write(buffer, area, area.right() - width, area.y, &words, style);
    }
}

/// What the cursor stands on, in words.
fn draw_value(map: &HeatMap, matrix: &Matrix<'_>, cursor: Cursor, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let name = |names: &[String], label: &str, i: usize| match names.get(i) {
        Some(name) => name.clone(),
        None => format!("{label} {}", i + 1).trim_start().to_owned(),
    };
    let row = name(&map.rows, &map.y_label, cursor.row);
    let column = name(&map.columns, &map.x_label, cursor.column);
    let value = number::short(f64::from(matrix.at(cursor.row, cursor.column)), 8);
    let words = format!("{row}, {column}: {value}");
    write(buffer, area, area.x, area.y, &words, look.theme.style(Role::Crosshair));
}

#[cfg(test)]
mod tests;
