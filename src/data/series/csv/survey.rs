//! What each column holds, from one pass over all rows; and from that, which column is the series and which its dates.

use super::super::SeriesError;
use super::date::{Format, Written};
use super::{Column, DateColumn, Found, ReadOptions};
use crate::data::table::number::{self, Votes};
use crate::data::table::{Table, TableError};

/// What one column holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Contents {
    /// Cells that are no gap.
    filled: usize,
    /// Of those, numbers.
    numbers: usize,
    /// Of those, dates, by [`Format::ALL`].
    dates: [usize; Format::ALL.len()],
    /// How its numbers are written.
    pub(super) votes: Votes,
    /// Smallest and largest number.
    range: Option<(f64, f64)>,
    last: Option<f64>,
    distance: Option<f64>,
    uneven: bool,
    rises: bool,
    falls: bool,
}

impl Contents {
    fn add(&mut self, cell: &str) {
        if number::is_gap(cell) {
            return;
        }
        self.filled += 1;
        if let Some(written) = Written::of(cell) {
            for (count, format) in self.dates.iter_mut().zip(Format::ALL) {
                *count += usize::from(written.read(format).is_some());
            }
        }
        if let Some(value) = number::guess(cell, &mut self.votes) {
            self.numbers += 1;
            self.add_number(value);
        }
    }

    fn add_number(&mut self, value: f64) {
        let (low, high) = self.range.unwrap_or((value, value));
        self.range = Some((low.min(value), high.max(value)));
        if let Some(last) = self.last {
            let distance = value - last;
            let usual = *self.distance.get_or_insert(distance);
            // Also uneven: a distance of 0 or NaN.
            let even = (distance - usual).abs() <= 1e-6 * usual.abs() && usual != 0.0;
            self.uneven |= !even;
            self.falls |= distance <= 0.0;
            self.rises |= distance >= 0.0;
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

    /// Each number larger than the one before, or each smaller.
    fn is_monotone(&self) -> bool {
        self.rises != self.falls
    }

    /// The format that fits most cells, if any fits one.
    pub(super) fn format(&self) -> Option<Format> {
        let (best, count) = Format::ALL.into_iter().zip(self.dates).rev().max_by_key(|(_, count)| *count)?;
        (count > 0).then_some(best)
    }

    /// Whether day and month can't be told apart in any cell.
    pub(super) fn is_ambiguous(&self) -> bool {
        let [_, day_first, month_first, ..] = self.dates;
        self.format() == Some(Format::DayMonthYear) && day_first == month_first
    }

    /// Whether these are dates, for want of a word from the user. Dates that are also numbers (2012, 20121231, 2012.25)
    /// must be in order and sensible, or bear the name of a date; and there may not be more of them than moments.
    fn is_dates(&self, name: Option<&str>) -> bool {
        let Some((format, count)) = self.format().and_then(|f| Some((f, *self.dates.iter().max()?))) else {
            return false;
        };
        if !format.is_number() {
            return 2 * count > self.filled;
        }
        let (low, high) = self.range.unwrap_or_default();
        let years = high - low + 1.0;
        let room = match format {
            Format::Year => self.filled as f64 <= years,
            Format::DecimalYear => self.filled as f64 <= 366.0 * years,
            _ => true,
        };
        let named = name.is_some_and(|name| is_one_of(name, &DATE_NAMES));
        let sensible =
            format == Format::Compact || (1500.0..=2200.0).contains(&low) && (1500.0..=2200.0).contains(&high);
        room && count == self.filled && (named || (self.filled >= 2 && self.is_monotone() && sensible))
    }
}

/// Names of columns of dates.
const DATE_NAMES: [&str; 14] = [
    "date",
    "datetime",
    "time",
    "timestamp",
    "day",
    "month",
    "year",
    "yr",
    "period",
    "fecha",
    "año",
    "ano",
    "anio",
    "mes",
];

/// Names of columns that hold a part of a date.
const PART_NAMES: [&str; 14] =
    ["year", "yr", "month", "day", "hour", "minute", "week", "quarter", "año", "ano", "anio", "mes", "dia", "día"];

fn is_one_of(name: &str, names: &[&str]) -> bool {
    let name = name.to_lowercase();
    names.contains(&name.as_str()) || (names == DATE_NAMES && name.starts_with("decimal"))
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
    /// The dates and how they are written.
    pub(super) date: Option<(Column, Format)>,
}

impl Survey {
    /// Looks at all cells.
    pub(super) fn of(table: &Table<'_>) -> Result<Self, SeriesError> {
        let mut survey = Self { columns: vec![Contents::default(); table.width], rows: 0 };
        table.rows::<SeriesError>(|_, row| {
            survey.rows += 1;
            for (column, cell) in survey.columns.iter_mut().zip(row.iter()) {
                column.add(cell.trim());
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
        let column = |index, found| Column::new(table, index, found);
        let date = match &options.date_column {
            DateColumn::Named(wanted) => {
                let index = table.find(wanted)?;
                // A column without one date still gets a format, so that its first cell is the error.
                Some((column(index, Found::Named), self.columns[index].format().unwrap_or(Format::YearMonthDay)))
            }
            DateColumn::Find => {
                self.find_date(table, value).map(|(index, format)| (column(index, Found::ByContent), format))
            }
            DateColumn::None => None,
        };
        if let Some(index) = value {
            return Ok(Choice { value: column(index, Found::Named), date });
        }
        match self.find_value(table, date.as_ref().map(|(c, _)| c.index)) {
            Some(index) => Ok(Choice { value: column(index, Found::ByContent), date }),
            // A lone column of numbers that look like dates is the series itself.
            None => match date {
                Some((dates, format)) if format.is_number() && dates.found == Found::ByContent => {
                    Ok(Choice { value: dates, date: None })
                }
                _ => Err(SeriesError::NoNumbers { file: table.file.to_owned(), columns: table.listed() }),
            },
        }
    }

    fn find_date(&self, table: &Table<'_>, taken: Option<usize>) -> Option<(usize, Format)> {
        let candidates = self.columns.iter().enumerate().filter(|(i, _)| Some(*i) != taken);
        candidates.filter(|(i, c)| c.is_dates(table.name(*i))).find_map(|(i, c)| Some((i, c.format()?)))
    }

    /// The first column of numbers that is neither dates nor a part of dates nor a counter; else a counter; else one
    /// that has no cell filled.
    fn find_value(&self, table: &Table<'_>, taken: Option<usize>) -> Option<usize> {
        let candidates = || self.columns.iter().enumerate().filter(|(i, _)| Some(*i) != taken);
        let undated = |(i, c): &(usize, &Contents)| {
            c.is_numeric() && !c.is_dates(table.name(*i)) && !table.name(*i).is_some_and(|n| is_one_of(n, &PART_NAMES))
        };
        candidates()
            .filter(undated)
            .find(|(_, c)| !c.is_index())
            .or_else(|| candidates().find(undated))
            .or_else(|| candidates().find(|(_, c)| c.filled == 0))
            .map(|(i, _)| i)
    }
}
