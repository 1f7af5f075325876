//! Whether the first row names the columns, and what their names are.

use super::cells::Row;
use super::number;
use std::collections::HashSet;

/// Whether the first row names the columns: all of its cells are words (or empty) that do not come back as values below,
/// or one of them is a word above a column of mostly values, or it counts the columns.
///
/// `is_value` says of a trimmed cell whether a row of data may hold it: a number, a gap, a date.
pub(super) fn is_header(sample: &[Row<'_>], is_value: fn(&str) -> bool) -> bool {
    let Some((first, rest)) = sample.split_first() else { return false };
    let is_word = |cell: &str| !is_value(cell.trim());
    if first.iter().all(|cell| cell.trim().is_empty() || is_word(cell)) {
        return !comes_back(first, rest);
    }
    let above_values = |(column, _): (usize, &str)| {
        let cells = || rest.iter().filter_map(|row| row.get(column));
        let values = cells().filter(|cell| is_value(cell.trim())).count();
        2 * values > cells().count()
    };
    first.iter().enumerate().filter(|(_, cell)| is_word(cell)).any(above_values)
        || counts_columns(first, rest, is_value)
}

/// Whether a cell of the first row is a value of its column, where values come back: `good,5` above `bad,5`. A header
/// that stands in the file again, whole, is none.
fn comes_back(first: &Row<'_>, rest: &[Row<'_>]) -> bool {
    let cells = |row: &Row<'_>| row.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let header = cells(first);
    let rows: Vec<Vec<String>> = rest.iter().map(cells).filter(|row| *row != header).collect();
    header.iter().enumerate().filter(|(_, name)| !name.is_empty()).any(|(column, name)| {
        let values: Vec<&String> = rows.iter().filter_map(|row| row.get(column)).collect();
        let different = values.iter().collect::<HashSet<_>>().len();
        2 * different <= values.len() + 1 && values.contains(&name)
    })
}

/// Whether the first row counts the columns, as pandas writes frames and series without names: `,0`, `,0,1,2`, `0,1`
/// above words or dates; also a name and years, `country,2019,2020`.
fn counts_columns(first: &Row<'_>, rest: &[Row<'_>], is_value: fn(&str) -> bool) -> bool {
    let count = |cell: &str| cell.trim().parse::<u32>().ok().filter(|n| n.to_string() == cell.trim());
    let follow_one_another = |numbers: &[Option<u32>]| {
        numbers.windows(2).all(|pair| matches!(pair, [Some(a), Some(b)] if a.checked_add(1) == Some(*b)))
    };
    let numbers: Vec<Option<u32>> = first.iter().map(count).collect();
    let corner = first.get(0).unwrap_or_default().trim();
    match numbers.split_first() {
        Some((None, [Some(0)])) => corner.is_empty(),
        Some((None, others)) => {
            others.len() >= 2 && follow_one_another(others) && (corner.is_empty() || !is_value(corner))
        }
        Some((Some(0), others)) if !others.is_empty() => {
            let others_than_numbers = |column: usize| {
                let cells = || rest.iter().filter_map(move |row| row.get(column)).map(str::trim);
                let neither = |cell: &&str| !number::is_gap(cell) && !number::is_number(cell);
                2 * cells().filter(neither).count() > cells().count()
            };
            follow_one_another(&numbers) && (0..first.len()).any(others_than_numbers)
        }
        _ => false,
    }
}

/// What a header that lacks one name becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Short {
    /// It lacks none, or not in all rows.
    No,
    /// All rows end in an empty cell more.
    EmptyEnd,
    /// The rows begin with their numbers, from 1, which have no name (as R writes them).
    RowNumbers,
    /// The rows have a cell more, whose name is not known.
    Unnamed,
}

/// Whether each row below the header has exactly one cell more.
pub(super) fn is_short(sample: &[Row<'_>]) -> Short {
    let Some((first, rest)) = sample.split_first().filter(|(_, rest)| !rest.is_empty()) else { return Short::No };
    if rest.iter().any(|row| row.len() != first.len() + 1) {
        Short::No
    } else if rest.iter().all(|row| row.iter().next_back().is_some_and(|cell| cell.trim().is_empty())) {
        Short::EmptyEnd
    } else if rest.iter().zip(1..).all(|(row, n)| row.get(0).is_some_and(|cell| cell.trim() == format!("{n}"))) {
        Short::RowNumbers
    } else {
        Short::Unnamed
    }
}
