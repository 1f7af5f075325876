//! The crosshair: an upright line, and a box beside it with the value of every curve there.

use super::curve::Curve;
use super::labels::sample;
use super::{Bucket, Plot};
use crate::tui::theme::Role;
use crate::tui::widgets::axes::Areas;
use crate::tui::widgets::axis::Axis;
use crate::tui::widgets::{Look, number, text, write};
use crate::tui::words::fill;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns of a value.
const VALUE: usize = 7;

/// Draws both; returns the box, empty if there is none.
pub(super) fn draw(
    plot: &Plot,
    curves: &[Curve<'_>],
    areas: &Areas,
    x: &Axis,
    buffer: &mut Buffer,
    look: &Look<'_>,
) -> Rect {
    let column = plot.crosshair.and_then(|at| Some((at, areas.column(x, at)?)));
    let Some((at, column)) = column else { return Rect::ZERO };
    draw_line(areas.canvas, column, buffer, look);
    // Divergence is said in the first row.
    let top = u16::from(plot.diverged.is_some()).min(areas.canvas.height);
    let area = Rect { y: areas.canvas.y + top, height: areas.canvas.height - top, ..areas.canvas };
    draw_box(plot, curves, (at, column), area, buffer, look)
}

fn draw_line(area: Rect, column: u16, buffer: &mut Buffer, look: &Look<'_>) {
    for row in area.top()..area.bottom() {
        let Some(cell) = buffer.cell_mut((column, row)) else { continue };
        // A curve's own glyph shows where it crosses.
        if cell.symbol() == " " || cell.symbol() == "┆" {
            cell.set_symbol("│");
            cell.set_style(look.theme.style(Role::Crosshair));
        }
    }
}

fn draw_box(
    plot: &Plot,
    curves: &[Curve<'_>],
    (at, column): (f64, u16),
    area: Rect,
    buffer: &mut Buffer,
    look: &Look<'_>,
) -> Rect {
    // On the side with more room, which decides how long names may be.
    let (before, after) = (column - area.x, area.right() - column - 1);
    let longest = curves.iter().map(|curve| text::width(curve.name)).max().unwrap_or(0);
    let room = usize::from(before.max(after)).saturating_sub(VALUE + 7);
    let names = longest.max(text::width(&plot.x_label)).min(room);
    let width = (names + VALUE + 6) as u16;
    let rows = usize::from(area.height.min(curves.len() as u16 + 1));
    let left = if before > after { column.saturating_sub(width + 1) } else { column + 2 };
    let place = Rect::new(left.max(area.x), area.y, width, rows as u16).intersection(area);

    let ground = look.theme.style(Role::Field);
    let row = |sample: &str, name: &str, value: &str| {
        format!(" {sample:2} {} {value:>VALUE$} ", text::left(&text::printable(name), names))
    };
    let title = (row("", &plot.x_label, &number::short(at, VALUE)), ground);
    let values = curves.iter().map(|curve| {
        let value = nearest(curve.points, at).map_or_else(|| "-".to_owned(), |value| number::short(value, VALUE));
        let sample = sample(curve.stroke, curve.glyph, look.capabilities.charset);
        (row(&sample, curve.name, &value), ground.patch(curve.style))
    });
    let mut lines: Vec<_> = std::iter::once(title).chain(values).collect();
    if lines.len() > rows && rows > 1 {
        let hidden = lines.len() - rows + 1;
        lines.truncate(rows - 1);
        lines.push((format!(" {}", fill(look.words.more, &[&hidden.to_string()])), ground));
    }
    for (line, (words, style)) in place.rows().zip(lines) {
        write(buffer, line, line.x, line.y, &text::left(&words, usize::from(line.width)), style);
    }
    place
}

/// The mean of the bucket nearest to a place, if the curve reaches it.
fn nearest(points: &[Bucket], at: f64) -> Option<f64> {
    let (first, last) = (points.first()?, points.last()?);
    if at < first.x || at > last.x {
        return None;
    }
    let after = points.partition_point(|point| point.x < at);
    let candidates = [after.checked_sub(1), Some(after)].into_iter().flatten().filter_map(|i| points.get(i));
    candidates.min_by(|a, b| (a.x - at).abs().total_cmp(&(b.x - at).abs())).map(|point| point.mean)
}
