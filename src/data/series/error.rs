//! What can be wrong with a series: each message names the file, the line where there is one, what was found and what
//! was expected. Text from the file is shown escaped and cut.

use super::csv::Mark;
use crate::data::dates::Format;
use crate::data::table::TableError;
use std::fmt;

/// Why a series could not be read or cut into windows.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SeriesError {
    /// The file can't be read as rows of cells.
    #[error(transparent)]
    Table(#[from] TableError),
    /// No column holds numbers.
    #[error("{file}: no column of numbers to forecast; it has {columns}")]
    NoNumbers {
        /// The file, as shown.
        file: String,
        /// The columns that there are, listed.
        columns: String,
    },
    /// A cell that can't be what its column holds.
    #[error("{file}, line {line}: column {column} holds \"{found}\", {fault}")]
    Cell {
        /// The file, as shown.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The column's name in quotation marks, or its number.
        column: String,
        /// The cell, as shown.
        found: String,
        /// What is wrong with it.
        fault: CellFault,
    },
    /// Several series under one another.
    #[error(
        "{file}: several series stand under one another, told apart by column {columns}; \
         choose one with series=COLUMN:VALUE, e.g. series={first}"
    )]
    Several {
        /// The file, as shown.
        file: String,
        /// The columns that tell them apart, each with its values.
        columns: String,
        /// The first of them, as it is asked for.
        first: String,
    },
    /// No series of that name.
    #[error("{file}: column {column} holds no \"{wanted}\"; it holds {values}")]
    NoSuchSeries {
        /// The file, as shown.
        file: String,
        /// The column's name in quotation marks, or its number.
        column: String,
        /// The value asked for, as shown.
        wanted: String,
        /// The values that there are, listed.
        values: String,
    },
    /// No choice of a series at all.
    #[error("{file}: one of several series is chosen by series=COLUMN:VALUE, not \"{wanted}\"")]
    SeriesForm {
        /// The file, as shown.
        file: String,
        /// What was asked for, as shown.
        wanted: String,
    },
    /// The same number everywhere.
    #[error("{file}: column {column} holds {value} in every row; expected values that change{}", moving(others))]
    Constant {
        /// The file, as shown.
        file: String,
        /// The column's name in quotation marks, or its number.
        column: String,
        /// The number.
        value: f64,
        /// Columns of numbers that change, listed; may be empty.
        others: String,
    },
    /// No number at all.
    #[error("{file}: column {column} is empty in all of its {rows} rows; expected numbers")]
    AllGaps {
        /// The file, as shown.
        file: String,
        /// The column's name in quotation marks, or its number.
        column: String,
        /// Rows in the file.
        rows: usize,
    },
    /// A window or horizon of zero, or larger than memory.
    #[error(
        "a window of {window} and a horizon of {horizon} can't be used; \
         expected at least 1 each, and fewer than a million steps"
    )]
    Shape {
        /// Steps in, as asked for.
        window: usize,
        /// Steps ahead, as asked for.
        horizon: usize,
    },
    /// Not enough values for one window.
    #[error(
        "{file}: {values} values are too few for a window of {window} and a horizon of {horizon}: \
         the {part} part has {found} and needs at least {needed}"
    )]
    TooShort {
        /// The series' origin.
        file: String,
        /// Values in the whole series.
        values: usize,
        /// Steps in.
        window: usize,
        /// Steps ahead.
        horizon: usize,
        /// `training`, `validation` or `test`.
        part: &'static str,
        /// Values in that part.
        found: usize,
        /// Values that the part needs for one window.
        needed: usize,
    },
    /// All windows of a part touch gaps.
    #[error(
        "{file}: each stretch of {width} values (window and horizon) in the {part} part has a gap; \
         fill the gaps (`gaps=last`), or take a shorter window"
    )]
    AllTouchGaps {
        /// The series' origin.
        file: String,
        /// Window and horizon together.
        width: usize,
        /// `training`, `validation` or `test`.
        part: &'static str,
    },
    /// No window of a part has both something known to see and something known to forecast.
    #[error(
        "{file}: too much is missing in the {part} part: of no window is a value known among the {window} that it \
         sees and another among the {horizon} after them; expected values there, or take a longer window or horizon"
    )]
    NothingKnown {
        /// The series' origin.
        file: String,
        /// Steps in.
        window: usize,
        /// Steps ahead.
        horizon: usize,
        /// `training`, `validation` or `test`.
        part: &'static str,
    },
    /// The same number everywhere before the held-out part.
    #[error(
        "{file}: all known values of the training part, the first {values}, are {value}; \
         expected values that change, or hold out less (`held-out`)"
    )]
    ConstantTraining {
        /// The series' origin.
        file: String,
        /// Values in the training part.
        values: usize,
        /// The number.
        value: f64,
    },
    /// No series to learn from, or more than memory holds.
    #[error(
        "{train} training and {validation} validation series can't be made; \
         expected at least 1 each, and less than 4 GiB of values in all"
    )]
    Counts {
        /// Training series asked for.
        train: usize,
        /// Validation series asked for.
        validation: usize,
    },
}

/// What is wrong with a cell; its text goes on after `column "x" holds "y", `.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CellFault {
    /// Words or other signs where a number should be.
    NotANumber,
    /// An infinity.
    Infinite,
    /// Beyond 1e100.
    TooLarge,
    /// A number whose decimal mark isn't the column's.
    OtherMark(Mark),
    /// A mark that could part thousands as well as decimals, where another number, in that line, speaks against both.
    Undecided {
        /// The line of the other number, from 1.
        line: u64,
    },
    /// Not a date written like the others (`None`: not like any date).
    NotADate(Option<Format>),
    /// Nothing, or a word for nothing: the row has no place in the series.
    NoDate,
    /// A time of day without a time zone, where others have one.
    NoZone,
}

impl fmt::Display for CellFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotANumber => f.write_str("which is not a number (expected e.g. 12.5 or 12,5; empty for a gap)"),
            Self::Infinite => f.write_str("which is not a finite number (expected e.g. 12.5 or 12,5; empty for a gap)"),
            Self::TooLarge => f.write_str("which is too large (expected numbers up to 1e100)"),
            Self::OtherMark(Mark::Dot) => {
                f.write_str("but the other numbers have a decimal point (expected e.g. 12.5; empty for a gap)")
            }
            Self::OtherMark(Mark::Comma) => {
                f.write_str("but the other numbers have a decimal comma (expected e.g. 12,5; empty for a gap)")
            }
            Self::Undecided { line } => write!(
                f,
                "in which the mark may part thousands or decimals, and line {line} has a number that fits neither \
                 reading alone (expected all numbers written alike, e.g. 1010 or 1010.5)"
            ),
            Self::NoDate => f.write_str(
                "which is no date: a row without one has no place in the series (expected a date, or the row taken out)",
            ),
            Self::NotADate(Some(format)) => {
                write!(f, "which is not a date like the others (expected {format}, e.g. {})", format.example())
            }
            Self::NoZone => f.write_str("which has no time zone, while other times have one (expected e.g. +01:00)"),
            Self::NotADate(None) => f.write_str("which is not a date (expected e.g. 2012-12-31, 31/12/2012 or 2012)"),
        }
    }
}

fn moving(others: &str) -> String {
    if others.is_empty() { String::new() } else { format!(", such as in {others}") }
}
