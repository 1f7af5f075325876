//! Whether a cell in quotation marks has swallowed rows: marks that belong to two texts look like those of one cell of
//! several lines.

use super::cells::{Marks, Row};
use super::number;
use std::collections::{HashMap, HashSet};

/// Columns that are looked at.
const MOST: usize = 64;

/// What the cells of a table look like, by which a line can be told to be a row of it.
#[derive(Debug, Default)]
pub(super) struct Familiar {
    delimiter: u8,
    width: usize,
    columns: Vec<Column>,
}

#[derive(Debug, Default)]
struct Column {
    /// Values that come more than once.
    common: HashSet<String>,
    is_numeric: bool,
}

impl Familiar {
    pub(super) fn of(sample: &[Row<'_>], delimiter: u8, width: usize) -> Self {
        let rows = || sample.iter().filter(|row| row.marks != Marks::OverLines);
        let column = |place: usize| {
            let mut counts = HashMap::<&str, usize>::new();
            let cells = || rows().filter_map(move |row| row.get(place)).map(str::trim).filter(|cell| !cell.is_empty());
            cells().for_each(|cell| *counts.entry(cell).or_default() += 1);
            let common = counts.into_iter().filter(|(_, n)| *n > 1).map(|(cell, _)| cell.to_owned()).collect();
            Column { common, is_numeric: 2 * cells().filter(|cell| number::is_number(cell)).count() > cells().count() }
        };
        Self { delimiter, width, columns: (0..width.min(MOST)).map(column).collect() }
    }

    /// Whether the lines within a row of several lines are rows of their own; `text` is the row as it stands in the
    /// file.
    pub(super) fn rows_within(&self, text: &str) -> bool {
        let lines: Vec<&str> = text.trim_end().split(['\n', '\r']).filter(|line| !line.trim().is_empty()).collect();
        // The ends may hold other cells in marks; what lies between them holds none.
        let inner = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
        let told = if inner.is_empty() { &lines } else { inner };
        self.width > 1 && lines.len() > 1 && told.iter().all(|line| self.is_row(line))
    }

    fn is_row(&self, line: &str) -> bool {
        let cells: Vec<&str> = line.split(char::from(self.delimiter)).map(str::trim).collect();
        let fits = |(column, cell): (&Column, &&str)| {
            column.common.contains(*cell) || (column.is_numeric && number::is_number(cell))
        };
        cells.len() == self.width && self.columns.iter().zip(&cells).any(fits)
    }
}
