//! A pair of axes around a canvas.
//!
//! ```text
//!   header ----------------------------------
//!     .10 ┤                        |  gutter
//!         │        canvas          |
//!     .01 ┤                        |
//!         └────┬─────┬──           |
//!              20    40     epoch
//! ```

use super::axis::{Axis, Numbers};
use super::{Look, canvas, text, write};
use crate::tui::capabilities::Charset;
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns for the labels of the vertical axis: fixed, so that the curves don't jump when the range changes.
const LABELS: u16 = 6;

/// Whether there is something to say above the canvas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Header {
    Shown,
    None,
}

/// Where everything goes; what there is no room for is empty.
#[derive(Debug, Clone, Copy)]
pub(super) struct Areas {
    pub(super) header: Rect,
    /// Labels and line of the vertical axis.
    y_axis: Rect,
    pub(super) canvas: Rect,
    x_line: Rect,
    x_labels: Rect,
    pub(super) gutter: Rect,
    /// Dots in a cell of the canvas, across and down.
    grain: (u16, u16),
}

impl Areas {
    /// Divides an area, giving the gutter `gutter` columns of it, and the header a row if it is wanted and there is
    /// room.
    pub(super) fn of(area: Rect, header: Header, gutter: u16, charset: Charset) -> Self {
        let (row, x_line, x_labels) = match area.height {
            0..=3 => (0, 0, 0),
            4..=5 => (1, 0, 0),
            6..=9 => (1, 0, 1),
            _ => (1, 1, 1),
        };
        let header = if header == Header::Shown { row } else { 0 };
        let y_axis = if area.width >= 24 { LABELS + 1 } else { 0 };
        let gutter = gutter.min(area.width - y_axis);
        let width = area.width - y_axis - gutter;
        let height = area.height - header - x_line - x_labels;
        let (left, top) = (area.x + y_axis, area.y + header);
        // The labels of the horizontal axis may reach under those of the vertical one: the first is centred on its
        // edge.
        Self {
            header: Rect { height: header, ..area },
            y_axis: Rect::new(area.x, top, y_axis, height + x_line),
            canvas: Rect::new(left, top, width, height),
            x_line: Rect::new(left, top + height, width, x_line),
            x_labels: Rect::new(area.x, top + height + x_line, y_axis + width, x_labels),
            gutter: Rect::new(left + width, top, gutter, height),
            grain: canvas::grain(charset),
        }
    }

    /// Most tick marks that the vertical axis has room for: no label touches the next.
    pub(super) fn y_ticks(&self) -> usize {
        usize::from(self.canvas.height).div_ceil(2).clamp(2, 6)
    }

    /// Draws the vertical axis with its labels.
    pub(super) fn draw_y(&self, axis: &Axis, buffer: &mut Buffer, look: &Look<'_>) {
        if self.y_axis.width == 0 {
            return;
        }
        let style = look.theme.style(Role::Axis);
        let line = self.y_axis.right() - 1;
        for y in self.canvas.top()..self.canvas.bottom() {
            write(buffer, self.y_axis, line, y, "│", style);
        }
        if self.x_line.height > 0 {
            write(buffer, self.y_axis, line, self.x_line.y, "└", style);
        }
        for tick in axis.ticks(self.y_ticks(), Numbers::Real) {
            let Some(y) = self.row(axis, tick.value) else { continue };
            let label = text::right(&tick.label, usize::from(LABELS));
            write(buffer, self.y_axis, self.y_axis.x, y, &label, style);
            write(buffer, self.y_axis, line, y, "┤", style);
        }
    }

    /// Draws the horizontal axis with its labels and, if it fits, its name at the right end.
    pub(super) fn draw_x(&self, axis: &Axis, numbers: Numbers, name: &str, buffer: &mut Buffer, look: &Look<'_>) {
        let style = look.theme.style(Role::Axis);
        for x in self.x_line.left()..self.x_line.right() {
            write(buffer, self.x_line, x, self.x_line.y, "─", style);
        }
        if self.x_labels.height == 0 {
            return;
        }
        let name = text::printable(name);
        let name_width = text::width(&name) as u16;
        let has_name = name_width + 14 <= self.canvas.width;
        let end = self.x_labels.right() - if has_name { name_width } else { 0 };
        if has_name {
            write(buffer, self.x_labels, end, self.x_labels.y, &name, style);
        }
        let mut free = self.x_labels.x;
        // Few enough that labels as long as the longest don't touch.
        let widest = |count| axis.ticks(count, numbers).iter().map(|tick| tick.label.len()).max().unwrap_or(1);
        let room = usize::from(self.canvas.width);
        let count = (2..=10).rev().find(|count| count * (widest(*count) + 3) <= room).unwrap_or(2);
        for tick in axis.ticks(count, numbers) {
            let Some(x) = self.column(axis, tick.value) else { continue };
            let width = tick.label.len() as u16;
            let start = x.saturating_sub(width / 2).max(self.x_labels.x);
            if start < free || start + width + 1 > end.max(self.x_labels.x + 1) && (has_name || start + width > end) {
                continue;
            }
            write(buffer, self.x_labels, start, self.x_labels.y, &tick.label, style);
            write(buffer, self.x_line, x, self.x_line.y, "┬", style);
            free = start + width + 1;
        }
    }

    /// The row of the screen at a value of the vertical axis, if it lies on the canvas.
    pub(super) fn row(&self, axis: &Axis, value: f64) -> Option<u16> {
        let unit = axis.unit(value).filter(is_on_axis)?;
        Some(self.canvas.y + cell(1.0 - unit, self.canvas.height, self.grain.1)?)
    }

    /// The column of the screen at a value of the horizontal axis, if it lies on the canvas.
    pub(super) fn column(&self, axis: &Axis, value: f64) -> Option<u16> {
        let unit = axis.unit(value).filter(is_on_axis)?;
        Some(self.canvas.x + cell(unit, self.canvas.width, self.grain.0)?)
    }
}

fn is_on_axis(unit: &f64) -> bool {
    (-1e-6..=1.000_001).contains(unit)
}

/// The cell at a place of [0, 1] along `count` cells, rounded to dots as the canvas does.
fn cell(unit: f64, count: u16, grain: u16) -> Option<u16> {
    let dots = f64::from(count.checked_mul(grain)?.checked_sub(1)?);
    let dot = (unit * dots).round().clamp(0.0, dots) as u16;
    Some(dot / grain)
}
