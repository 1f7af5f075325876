//! What each column holds, from one pass over all rows; and from that, which column is the series and which its dates.

use super::super::SeriesError;
use super::report::{DateColumns, Misunderstood};
use super::{Column, DateColumn, Found, ReadOptions};
use crate::data::dates::{Seen, Source, Tally};
use crate::data::shown;
use crate::data::table::number::{self, Votes};
use crate::data::table::{Table, TableError};

/// What one column holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Contents {
    /// Cells that are no gap.
    filled: usize,
    /// The line of the first of them.
    first_line: u64,
    /// Of those, numbers.
    numbers: usize,
    /// What they say of dates.
    dates: Tally,
    /// How its numbers are written.
    pub(super) votes: Votes,
    last: Option<f64>,
    distance: Option<f64>,
    uneven: bool,
    /// Whether two numbers differ.
    pub(super) varies: bool,
    /// Whether a number is no whole one.
    fractions: bool,
}

impl Contents {
    fn add(&mut self, line: u64, cell: &str) {
        if number::is_gap(cell) {
            return;
        }
        if self.filled == 0 {
            self.first_line = line;
        }
        self.filled += 1;
        self.dates.add(cell);
        if let Some(value) = number::guess(cell, &mut self.votes) {
            self.numbers += 1;
            self.add_number(value);
        }
    }

    fn add_number(&mut self, value: f64) {
        self.fractions |= value.fract() != 0.0;
        if let Some(last) = self.last {
            self.varies |= value != last;
            let distance = value - last;
            let usual = *self.distance.get_or_insert(distance);
            // Also uneven: a distance of 0 or NaN.
            let even = (distance - usual).abs() <= 1e-6 * usual.abs() && usual != 0.0;
            self.uneven |= !even;
        }
        self.last = Some(value);
    }

    /// Mostly numbers: a few cells that aren't are errors of the file, better shown than avoided by taking another
    /// column.
    fn is_numeric(&self) -> bool {
        2 * self.numbers > self.filled
    }

    /// A counter: at least three numbers, equally far apart.
    fn is_index(&self) -> bool {
        self.numbers >= 3 && self.numbers == self.filled && !self.uneven
    }

    /// Whether these may be the numbers of rows of a table that lost some: whole ones.
    fn may_number_rows(&self) -> bool {
        self.numbers == self.filled && !self.fractions
    }
}

/// All columns of a table.
pub(super) struct Survey {
    pub(super) columns: Vec<Contents>,
    /// Rows below the header that aren't blank.
    pub(super) rows: usize,
}

/// The columns that will be read.
pub(super) struct Choice {
    pub(super) value: Column,
    /// The dates, and their columns.
    pub(super) date: Option<(DateColumns, Source)>,
    /// Columns that ought to hold dates, and don't.
    pub(super) misunderstood: Vec<Misunderstood>,
}

impl Survey {
    /// Looks at all cells.
    pub(super) fn of(table: &Table<'_>) -> Result<Self, SeriesError> {
        let mut survey = Self { columns: vec![Contents::default(); table.width], rows: 0 };
        table.rows::<SeriesError>(|line, row| {
            survey.rows += 1;
            for (column, cell) in survey.columns.iter_mut().zip(row.iter()) {
                column.add(line, cell.trim());
            }
            Ok(())
        })?;
        if survey.rows == 0 {
            return Err(TableError::NoRows { file: table.file.to_owned(), line: table.first_line() }.into());
        }
        Ok(survey)
    }

    /// The columns that the options name, else those that suit.
    pub(super) fn choose(&self, table: &Table<'_>, options: &ReadOptions) -> Result<Choice, SeriesError> {
        let named = |wanted: &String| table.find(wanted);
        let value = options.column.as_ref().map(named).transpose()?;
        let seen: Vec<Seen<'_>> = (0..table.width).filter_map(|i| self.seen(table, i)).collect();
        let (found, source) = match &options.date_column {
            DateColumn::Named(wanted) => (Found::Named, Source::named(&seen, table.find(wanted)?, value)),
            DateColumn::Find => (Found::ByContent, Source::find(&seen, value)),
            DateColumn::None => (Found::Named, None),
        };
        let column = |index, found| Column::new(table, index, found);
        let source = source.filter(|_| found == Found::Named || value.is_some() || !self.is_only_numbers(table));
        let used: Vec<usize> = source.iter().flat_map(|s| s.columns.clone()).collect();
        let index = value
            .or_else(|| self.find_value(table, &used))
            .ok_or_else(|| SeriesError::NoNumbers { file: table.file.to_owned(), columns: table.listed() })?;
        let how = if value.is_some() { Found::Named } else { Found::ByContent };
        let alone = source.is_none();
        let misunderstood = |(i, seen): (usize, &Seen<'_>)| {
            let ought = options.date_column != DateColumn::None && i != index && !used.contains(&i);
            let cell = seen.tally.first().filter(|_| ought && seen.is_misunderstood(alone))?;
            let line = self.columns.get(i)?.first_line;
            Some(Misunderstood { column: column(i, Found::ByContent), line, cell: shown(cell) })
        };
        let misunderstood = seen.iter().enumerate().filter_map(misunderstood).collect();
        let dates = |source: Source| (DateColumns(used.iter().map(|i| column(*i, found)).collect()), source);
        Ok(Choice { value: column(index, how), date: source.map(dates), misunderstood })
    }

    fn seen<'s>(&'s self, table: &'s Table<'_>, index: usize) -> Option<Seen<'s>> {
        let contents = self.columns.get(index)?;
        let is_values = contents.is_numeric() && !contents.is_index();
        Some(Seen { name: table.name(index), tally: &contents.dates, is_values })
    }

    /// A lone column of numbers: even if they look like dates, they are the series itself.
    fn is_only_numbers(&self, table: &Table<'_>) -> bool {
        table.width == 1 && self.columns.iter().all(Contents::is_numeric)
    }

    /// The columns of numbers to the left of the chosen one that were passed over because they never change.
    pub(super) fn constants_before(&self, table: &Table<'_>, chosen: usize) -> Vec<String> {
        let before = self.undated(table).take_while(|(index, _)| *index < chosen);
        before.filter(|(_, c)| !c.varies).map(|(i, _)| Column::new(table, i, Found::ByContent).to_string()).collect()
    }

    /// The columns of numbers that change, listed for a message.
    pub(super) fn moving(&self, table: &Table<'_>) -> String {
        let moving = self.undated(table).filter(|(_, c)| c.varies).take(12);
        moving.map(|(i, _)| Column::new(table, i, Found::ByContent).to_string()).collect::<Vec<_>>().join(", ")
    }

    /// The columns of numbers that are no part of dates.
    fn undated<'s>(&'s self, table: &'s Table<'_>) -> impl Iterator<Item = (usize, &'s Contents)> {
        let belongs = |i: usize| self.seen(table, i).is_some_and(|seen| seen.belongs_to_dates());
        self.columns.iter().enumerate().filter(move |(i, c)| c.is_numeric() && !belongs(*i))
    }

    /// The first column of numbers that changes and neither is nor ought to be dates or parts of dates, and no counter;
    /// else a counter; else a constant; else one that has no cell filled.
    fn find_value(&self, table: &Table<'_>, taken: &[usize]) -> Option<usize> {
        let candidates = || self.columns.iter().enumerate().filter(|(i, _)| !taken.contains(i));
        let undated = |(i, c): &(usize, &Contents)| {
            let dated = self.seen(table, *i).is_some_and(|seen| seen.belongs_to_dates());
            c.is_numeric() && (!dated || table.width == 1)
        };
        candidates()
            .filter(undated)
            .find(|(i, c)| c.varies && !c.is_index() && !(is_unnamed(table, *i) && c.may_number_rows()))
            .or_else(|| candidates().filter(undated).find(|(_, c)| c.varies))
            .or_else(|| candidates().find(undated))
            .or_else(|| candidates().find(|(_, c)| c.filled == 0))
            .map(|(i, _)| i)
    }
}

/// Whether a column is the first and has no name beside others that have: where pandas and R write the numbers of rows.
fn is_unnamed(table: &Table<'_>, column: usize) -> bool {
    let is_nameless = |name: &str| name.starts_with("Unnamed:") || name == "index";
    column == 0 && table.width > 1 && table.header.is_some() && table.name(column).is_none_or(is_nameless)
}
