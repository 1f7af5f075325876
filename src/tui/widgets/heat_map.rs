//! Heat-maps: a matrix as shades, with numbers in the cells where they fit.
//!
//! ```text
//!          t=1       25        50
//!   unit 1 ....::::++++oooo####@@@@
//!   unit 2 @@##oo++::..
//!   -1 =-. .+# 1                step
//! ```

use super::list::{Cursor, window};
use super::shade::{self, Means, Scaling};
use super::{Look, number, text, write};
use crate::figure::{HeatMap, Palette};
use crate::tui::capabilities::Charset;
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

/// Least and most columns of a cell with its number in it, the gap after it included.
const NUMBERED: (u16, u16) = (7, 12);
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

struct Matrix<'m> {
    values: &'m [f32],
    columns: usize,
    rows: usize,
}

impl<'m> Matrix<'m> {
    fn of(map: &'m HeatMap) -> Option<Self> {
        let rows = map.values.len().checked_div(map.width)?;
        (rows > 0).then(|| Self { values: &map.values, columns: map.width, rows })
    }

    fn at(&self, row: usize, column: usize) -> f32 {
        self.values.get(row * self.columns + column).copied().unwrap_or(f32::NAN)
    }

    fn clamp(&self, cursor: Cursor) -> Cursor {
        Cursor { row: cursor.row.min(self.rows - 1), column: cursor.column.min(self.columns - 1) }
    }

    /// Of the part `(i, j)` of `rows` by `columns` equal parts, the value furthest from zero.
    fn pooled(&self, (i, rows): (usize, usize), (j, columns): (usize, usize)) -> f32 {
        let part = |k: usize, parts: usize, count: usize| {
            let from = k * count / parts;
            from..((k + 1) * count / parts).max(from + 1)
        };
        let row = part(i, rows, self.rows);
        let values = row.flat_map(|row| part(j, columns, self.columns).map(move |column| self.at(row, column)));
        let furthest = values.filter(|value| !value.is_nan()).max_by(|a, b| a.abs().total_cmp(&b.abs()));
        furthest.unwrap_or(f32::NAN)
    }
}

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

struct Layout {
    /// Names of the columns.
    head: Rect,
    /// Names of the rows.
    side: Rect,
    body: Rect,
    footer: Rect,
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
    fn of(map: &HeatMap, matrix: &Matrix<'_>, area: Rect, cursor: Option<Cursor>, look: &Look<'_>) -> Self {
        let footer = u16::from(area.height >= 3);
        let head = u16::from(!map.columns.is_empty() && area.height >= 4);
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

    fn draw_cells(&self, matrix: &Matrix<'_>, scaling: &Scaling, buffer: &mut Buffer, look: &Look<'_>) {
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

    fn mark(&self, cursor: Cursor, buffer: &mut Buffer, look: &Look<'_>) {
        let Some(place) = self.place(cursor) else { return };
        if self.cells != Cells::Numbered {
            write(buffer, place, place.x, place.y, &"X".repeat(place.width.into()), look.theme.style(Role::Text));
        }
        buffer.set_style(place, look.theme.style(Role::Selection));
        // A row's name shows which one it is in where cells are too narrow to stand out.
        let name = Rect { y: place.y, height: 1, ..self.side };
        buffer.set_style(name, Style::new().add_modifier(Modifier::BOLD));
    }

    fn draw_names(&self, map: &HeatMap, buffer: &mut Buffer, look: &Look<'_>) {
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
mod tests {
    use super::*;
    use crate::tui::widgets::testing::{buffer, holds_at_every_size, shown};
    use ratatui::style::Color;

    fn hidden_state() -> HeatMap {
        let value = |unit: usize, t: usize| ((t as f32 + unit as f32 * 4.0) / 8.0).sin() * (1.0 - unit as f32 / 12.0);
        HeatMap {
            x_label: "t".into(),
            y_label: "unit".into(),
            width: 50,
            values: (0..10).flat_map(|unit| (0..50).map(move |t| value(unit, t))).collect(),
            palette: Palette::Diverging,
            ..HeatMap::default()
        }
    }

    fn confusion() -> HeatMap {
        HeatMap {
            x_label: "predicted".into(),
            y_label: "true".into(),
            columns: ["negative", "neutral", "positive"].map(String::from).to_vec(),
            rows: ["negative", "neutral", "positive"].map(String::from).to_vec(),
            width: 3,
            values: vec![52.0, 6.0, 2.0, 9.0, 31.0, 11.0, 1.0, 5.0, 63.0],
            palette: Palette::Sequential,
            ..HeatMap::default()
        }
    }

    fn show(map: &HeatMap, cursor: Option<Cursor>, charset: Charset, size: (u16, u16)) -> String {
        // The glyphs of terminals with few colours.
        let glyphs = |area, buffer: &mut Buffer, look: &Look<'_>| {
            let capabilities = crate::tui::capabilities::Capabilities {
                color: crate::tui::capabilities::ColorLevel::None,
                ..*look.capabilities
            };
            draw(map, cursor, area, buffer, &Look { capabilities: &capabilities, ..*look });
        };
        shown(charset, size, glyphs)
    }

    #[test]
    fn signs_tell_which_way_a_value_goes() {
        insta::assert_snapshot!("hidden_ascii", show(&hidden_state(), None, Charset::Ascii, (60, 11)));
    }

    #[test]
    fn a_small_matrix_shows_its_numbers() {
        let cursor = Some(Cursor { row: 1, column: 2 });
        insta::assert_snapshot!("confusion_ascii", show(&confusion(), None, Charset::Ascii, (44, 5)));
        insta::assert_snapshot!("confusion_cursor_ascii", show(&confusion(), cursor, Charset::Ascii, (44, 5)));
    }

    #[test]
    fn a_matrix_larger_than_its_place_keeps_its_largest_values() {
        let mut values = vec![0.0; 200 * 300];
        values[123 * 300 + 77] = -1.0;
        let map = HeatMap { width: 300, values, palette: Palette::Diverging, ..HeatMap::default() };
        assert_eq!(show(&map, None, Charset::Ascii, (30, 10)).lines().take(9).collect::<String>().trim(), "=");
    }

    #[test]
    fn two_rows_share_a_cell_where_there_are_too_few() {
        let map = HeatMap { width: 1, values: vec![0.0, 1.0, 1.0, 0.0, 1.0], ..HeatMap::default() };
        let buffer = buffer(Charset::Unicode, (4, 3), |area, buffer, look| draw(&map, None, area, buffer, look));
        let (paper, ink) = (Color::Indexed(233), Color::Indexed(255));
        // Five rows in two lines: pooled to four.
        assert_eq!(buffer[(1, 1)].symbol(), "▀");
        assert_eq!((buffer[(1, 1)].fg, buffer[(1, 1)].bg), (paper, ink));
    }

    #[test]
    fn rows_with_names_scroll_to_the_cursor() {
        let map = HeatMap {
            rows: (0..40).map(|i| format!("word {i}")).collect(),
            width: 2,
            values: (0..80).map(|i| i as f32).collect(),
            palette: Palette::Sequential,
            ..HeatMap::default()
        };
        let text = show(&map, Some(Cursor { row: 30, column: 1 }), Charset::Ascii, (40, 8));
        assert!(text.contains("word 30") && text.contains(": 61") && !text.contains("word 1\n"), "{text}");
    }

    #[test]
    fn it_holds_at_every_size() {
        let ragged = HeatMap { width: 7, values: vec![f32::NAN; 10], ..HeatMap::default() };
        let empty = HeatMap { width: 0, values: vec![1.0], ..HeatMap::default() };
        for map in [hidden_state(), confusion(), ragged, empty, HeatMap::default()] {
            for cursor in [None, Some(Cursor { row: 99, column: 99 })] {
                holds_at_every_size(|area, buffer, look| draw(&map, cursor, area, buffer, look));
            }
        }
    }
}
