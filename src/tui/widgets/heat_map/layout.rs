//! Where names, cells and legend of a heat-map go, and drawing the cells.

use super::DIGITS;
use super::matrix::Matrix;
use crate::figure::HeatMap;
use crate::tui::capabilities::Charset;
use crate::tui::theme::Role;
use crate::tui::widgets::list::window;
use crate::tui::widgets::shade::{self, Means, Scaling};
use crate::tui::widgets::{Cursor, Look, number, text, write};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

/// Least and most columns of a cell with its number in it, the gap after it included.
const NUMBERED: (u16, u16) = (7, 12);

/// How cells of the matrix become cells of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cells {
    /// With their numbers in them.
    Numbered,
    /// A ground or a glyph each.
    Whole,
    /// Two rows of the matrix in one of the screen, by the upper half of a block.
    Halves,
}

/// Where everything goes.
pub(super) struct Layout {
    /// Names of the columns.
    head: Rect,
    /// Names of the rows.
    side: Rect,
    body: Rect,
    pub(super) footer: Rect,
    cells: Cells,
    /// Columns of the screen that a shown column of the matrix takes.
    width: u16,
    /// Rows and columns of the matrix as shown, after pooling; rows of it scroll if they bear names.
    shown: (usize, usize),
    first_row: usize,
    rows: usize,
    columns: usize,
}

impl Layout {
    pub(super) fn of(map: &HeatMap, matrix: &Matrix<'_>, area: Rect, cursor: Option<Cursor>, look: &Look<'_>) -> Self {
        let footer = u16::from(area.height >= 3);
        // A single row leaves room for its columns' names sooner.
        let head = u16::from(!map.columns.is_empty() && usize::from(area.height) >= (matrix.rows + 2).min(4));
        let longest = map.rows.iter().map(|name| text::width(&text::printable(name)) as u16 + 1).max().unwrap_or(0);
        let side = if area.width >= 16 { longest.min(area.width / 4) } else { 0 };
        let body = Rect::new(area.x + side, area.y + head, area.width - side, area.height - head - footer);
        let room = (usize::from(body.height), usize::from(body.width));
        let has_colors = Means::of(look) == Means::Color;
        let cells = if matrix.columns * usize::from(NUMBERED.0) <= room.1 && matrix.rows <= room.0 {
            Cells::Numbered
        } else if matrix.rows > room.0 && has_colors && look.capabilities.charset == Charset::Unicode {
            Cells::Halves
        } else {
            Cells::Whole
        };
        let columns = matrix.columns.min(room.1).max(1);
        let width = match cells {
            Cells::Numbered => ((room.1 / columns) as u16).clamp(NUMBERED.0, NUMBERED.1),
            _ => ((room.1 / columns) as u16).clamp(1, 3),
        };
        let rows = if cells == Cells::Halves { matrix.rows.min(2 * room.0) } else { matrix.rows.min(room.0) };
        // Rows with names aren't pooled: what would the name say?
        let has_names = side > 0 && matrix.rows > rows;
        let seen = window(matrix.rows, rows, 0, cursor.map(|cursor| cursor.row));
        Self {
            head: Rect { x: body.x, width: body.width, height: head, ..area },
            side: Rect { width: side, x: area.x, ..body },
            body,
            footer: Rect { y: area.bottom() - footer, height: footer, ..area },
            cells,
            width,
            shown: (rows, columns),
            first_row: if has_names { seen.start } else { 0 },
            rows: if has_names { rows } else { matrix.rows },
            columns: matrix.columns,
        }
    }

    /// The value of a shown cell.
    fn value(&self, matrix: &Matrix<'_>, row: usize, column: usize) -> f32 {
        if row >= self.shown.0 {
            f32::NAN
        } else if self.rows == self.shown.0 {
            matrix.pooled((self.first_row + row, matrix.rows), (column, self.shown.1))
        } else {
            matrix.pooled((row, self.shown.0), (column, self.shown.1))
        }
    }

    pub(super) fn draw_cells(&self, matrix: &Matrix<'_>, scaling: &Scaling, buffer: &mut Buffer, look: &Look<'_>) {
        let means = Means::of(look);
        let per_line = if self.cells == Cells::Halves { 2 } else { 1 };
        for line in 0..self.shown.0.div_ceil(per_line) {
            for column in 0..self.shown.1 {
                let value = self.value(matrix, line * per_line, column);
                let place =
                    Rect::new(self.body.x + column as u16 * self.width, self.body.y + line as u16, self.width, 1)
                        .intersection(self.body);
                let (words, style) = match (self.cells, means) {
                    (Cells::Numbered, _) => numbered(value, scaling, self.width, look),
                    (Cells::Halves, _) if line * 2 + 1 < self.shown.0 => {
                        let lower = self.value(matrix, line * 2 + 1, column);
                        halves(value, lower, scaling, self.width, look)
                    }
                    // An odd last row has nothing below it.
                    (Cells::Halves, _) => {
                        let upper = look.theme.shade(scaling.palette, scaling.shade(value));
                        ("▀".repeat(self.width.into()), Style::new().fg(upper))
                    }
                    (Cells::Whole, Means::Color) if value.is_nan() => {
                        (" ".repeat(self.width.into()), look.theme.style(Role::Muted))
                    }
                    (Cells::Whole, Means::Color) => {
                        (" ".repeat(self.width.into()), look.theme.shaded(scaling.palette, scaling.shade(value)))
                    }
                    (Cells::Whole, Means::Glyph) => {
                        let glyph = shade::glyph(scaling.palette, scaling.shade(value));
                        (glyph.to_string().repeat(self.width.into()), look.theme.style(Role::Text))
                    }
                };
                write(buffer, place, place.x, place.y, &words, style);
            }
        }
    }

    /// The place of a cell of the matrix on the screen, if it is seen.
    fn place(&self, cursor: Cursor) -> Option<Rect> {
        let row = cursor.row.checked_sub(self.first_row)? * self.shown.0 / self.rows.max(1);
        let line = if self.cells == Cells::Halves { row / 2 } else { row };
        let column = cursor.column * self.shown.1 / self.columns.max(1);
        let place = Rect::new(self.body.x + column as u16 * self.width, self.body.y + line as u16, self.width, 1);
        Some(place.intersection(self.body)).filter(|place| !place.is_empty())
    }

    pub(super) fn mark(&self, cursor: Cursor, buffer: &mut Buffer, look: &Look<'_>) {
        let Some(place) = self.place(cursor) else { return };
        if self.cells != Cells::Numbered {
            write(buffer, place, place.x, place.y, &"X".repeat(place.width.into()), look.theme.style(Role::Text));
        }
        buffer.set_style(place, look.theme.style(Role::Selection));
        // A row's name shows which one it is in where cells are too narrow to stand out, and a column's stands out above
        // its numbers.
        let row = Rect { y: place.y, height: 1, ..self.side };
        buffer.set_style(row, Style::new().add_modifier(Modifier::BOLD));
        if self.cells == Cells::Numbered {
            let column = Rect { x: place.x, width: place.width, ..self.head };
            buffer.set_style(column, Style::new().add_modifier(Modifier::BOLD));
        }
    }

    pub(super) fn draw_names(&self, map: &HeatMap, buffer: &mut Buffer, look: &Look<'_>) {
        let style = look.theme.style(Role::Axis);
        let per_line = if self.cells == Cells::Halves { 2 } else { 1 };
        for line in 0..usize::from(self.side.height) {
            let row = line * per_line;
            let name = (row < self.shown.0).then(|| map.rows.get(self.first_row + row)).flatten();
            let words = text::cut(name.map_or("", |name| name), usize::from(self.side.width).saturating_sub(1));
            write(buffer, self.side, self.side.x, self.side.y + line as u16, &words, style);
        }
        // Names that would touch the one before are left out, whole.
        let mut free = self.head.x;
        for (i, name) in map.columns.iter().enumerate() {
            let x = self.head.x + (i * self.shown.1 / self.columns.max(1)) as u16 * self.width;
            let name = text::printable(name);
            let room = if self.cells == Cells::Numbered { usize::from(self.width) - 1 } else { 12 };
            let words = text::cut(&name, room);
            let width = text::width(&words) as u16;
            let x = if self.cells == Cells::Numbered { x + self.width - 1 - width } else { x };
            if x >= free && x + width <= self.head.right() {
                write(buffer, self.head, x, self.head.y, &words, style);
                free = x + width + 1;
            }
        }
    }
}

fn numbered(value: f32, scaling: &Scaling, width: u16, look: &Look<'_>) -> (String, Style) {
    let columns = usize::from(width) - 1;
    let words = text::right(&number::rounded(f64::from(value), usize::from(NUMBERED.0) - 1, DIGITS), columns) + " ";
    let style = match Means::of(look) {
        Means::Color if !value.is_nan() => look.theme.shaded(scaling.palette, scaling.shade(value)),
        _ => look.theme.style(Role::Text),
    };
    (words, style)
}

fn halves(upper: f32, lower: f32, scaling: &Scaling, width: u16, look: &Look<'_>) -> (String, Style) {
    let color = |value| look.theme.shade(scaling.palette, scaling.shade(value));
    ("▀".repeat(width.into()), Style::new().fg(color(upper)).bg(color(lower)))
}
