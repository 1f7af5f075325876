//! Marks: thin upright lines, behind the curves, with a word at the top.

use super::Plot;
use crate::tui::theme::Role;
use crate::tui::widgets::axes::Areas;
use crate::tui::widgets::axis::Axis;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::{Look, text, write};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) fn draw_lines(plot: &Plot, areas: &Areas, x: &Axis, buffer: &mut Buffer, look: &Look<'_>) {
    for mark in &plot.marks {
        let Some(column) = areas.column(x, mark.x) else { continue };
        for row in areas.canvas.top()..areas.canvas.bottom() {
            write(buffer, areas.canvas, column, row, "┆", look.theme.style(Role::Mark));
        }
    }
}

/// Each word to the right or left of its line, in one of the upper rows: where it hides least of the curves and
/// nothing of what is `taken`. What finds no place is left out; the line stays.
pub(super) fn draw_labels(
    plot: &Plot,
    areas: &Areas,
    x: &Axis,
    (canvas, taken): (&Canvas, &mut Vec<Rect>),
    buffer: &mut Buffer,
    look: &Look<'_>,
) {
    let area = areas.canvas;
    for mark in &plot.marks {
        let Some(column) = areas.column(x, mark.x) else { continue };
        let words = text::printable(&mark.label);
        let words = text::cut(&words, 24);
        let width = text::width(&words) as u16;
        let starts = [Some(column + 2), column.checked_sub(width + 1)].into_iter().flatten();
        let rows = area.y..(area.y + area.height.min(4));
        let places = starts.flat_map(|start| rows.clone().map(move |row| Rect::new(start, row, width, 1)));
        let free = places.filter(|place| {
            let is_inside = area.intersection(*place) == *place;
            is_inside && !taken.iter().any(|other| other.intersects(*place))
        });
        let hidden = |place: &Rect| {
            (place.left()..place.right()).filter(|x| canvas.layer(x - area.x, place.y - area.y) > 0).count()
        };
        // The first of the best: at the top, to the right.
        if let Some(place) = free.min_by_key(hidden) {
            write(buffer, area, place.x, place.y, &words, look.theme.style(Role::Mark));
            taken.push(Rect { width: width + 1, ..place });
        }
    }
}
