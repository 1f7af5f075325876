//! Levels: dotted lines from edge to edge.

use super::Plot;
use super::curve::LEVEL;
use crate::figure::{Reference, ReferenceRole};
use crate::tui::theme::Role;
use crate::tui::widgets::Look;
use crate::tui::widgets::axis::Axis;
use crate::tui::widgets::canvas::{Canvas, Pen, Stroke};
use ratatui::style::Style;

pub(super) fn style(level: &Reference, look: &Look<'_>) -> Style {
    match level.role {
        ReferenceRole::Baseline => look.theme.style(Role::Baseline),
        ReferenceRole::Floor => look.theme.style(Role::Floor),
        ReferenceRole::Other => look.theme.series(&level.label),
    }
}

pub(super) fn draw(plot: &Plot, y: &Axis, canvas: &mut Canvas, look: &Look<'_>) {
    for level in &plot.levels {
        let Some(unit) = y.unit(level.value) else { continue };
        let row = canvas.row(unit).round() as i32;
        let pen = Pen { style: style(level, look), glyph: '-', stroke: Stroke::Dotted, layer: LEVEL };
        for column in 0..canvas.width() {
            canvas.dot(column, row, &pen);
        }
    }
}
