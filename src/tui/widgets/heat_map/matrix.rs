//! The matrix behind a heat-map.

use crate::figure::HeatMap;
use crate::tui::widgets::Cursor;

/// The values of a heat-map as rows and columns.
pub(super) struct Matrix<'m> {
    values: &'m [f32],
    pub(super) columns: usize,
    pub(super) rows: usize,
}

impl<'m> Matrix<'m> {
    pub(super) fn of(map: &'m HeatMap) -> Option<Self> {
        let rows = map.values.len().checked_div(map.width)?;
        (rows > 0).then(|| Self { values: &map.values, columns: map.width, rows })
    }

    pub(super) fn at(&self, row: usize, column: usize) -> f32 {
        self.values.get(row * self.columns + column).copied().unwrap_or(f32::NAN)
    }

    pub(super) fn clamp(&self, cursor: Cursor) -> Cursor {
        Cursor { row: cursor.row.min(self.rows - 1), column: cursor.column.min(self.columns - 1) }
    }

    /// Of the part `(i, j)` of `rows` by `columns` equal parts, the value furthest from zero.
    pub(super) fn pooled(&self, (i, rows): (usize, usize), (j, columns): (usize, usize)) -> f32 {
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
