//! Levels: dotted lines from edge to edge.

use super::curve::LEVEL;
use super::{Level, LevelKind, Plot};
use crate::tui::theme::Role;
use crate::tui::widgets::Look;
use crate::tui::widgets::axis::Axis;
use crate::tui::widgets::canvas::{Canvas, Pen, Stroke};
use ratatui::style::Style;

pub(super) fn style(level: &Level, look: &Look<'_>) -> Style {
    look.theme.style(match level.kind {
        LevelKind::Baseline => Role::Baseline,
        LevelKind::Floor => Role::Floor,
    })
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
