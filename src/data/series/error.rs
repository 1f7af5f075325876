//! What can be wrong with a series: each message names the file, the line where there is one, what was found and what
//! was expected. Text from the file is shown escaped and cut.

use super::csv::{Format, Mark};
use std::fmt;

/// Why a series could not be read or cut into windows.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SeriesError {
    /// There is no such file.
    #[error("{file}: no such file")]
    NotFound {
        /// The file, as shown.
        file: String,
    },
    /// The file may not be read.
    #[error("{file}: no permission to read it")]
    Forbidden {
        /// The file, as shown.
        file: String,
    },
    /// The path names a folder.
    #[error("{file} is a folder; expected a CSV file")]
    Folder {
        /// The folder, as shown.
        file: String,
    },
    /// The system failed to read it.
    #[error("{file}: can't be read ({cause})")]
    Unreadable {
        /// The file, as shown.
        file: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The file is larger than the limit.
    #[error("{file} is larger than {}; expected at most that much CSV text", size(*limit))]
    TooLarge {
        /// The file, as shown.
        file: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// Nothing in the file.
    #[error("{file} is empty; expected rows of numbers, with dates or without")]
    Empty {
        /// The file, as shown.
        file: String,
    },
    /// A header and nothing below it.
    #[error("{file} has a header but no rows below it")]
    NoRows {
        /// The file, as shown.
        file: String,
    },
    /// A NUL byte.
    #[error("{file}, line {line}: byte {offset} of the file is NUL, so it isn't text; expected a CSV file")]
    Binary {
        /// The file, as shown.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The byte's place in the file, from 1.
        offset: usize,
    },
    /// Text in another encoding.
    #[error("{file}, line {line}: byte {offset} of the file ({byte:#04X}) is not UTF-8{}; save the file as UTF-8",
        latin(*byte))]
    NotUtf8 {
        /// The file, as shown.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The byte's place in the file, from 1.
        offset: usize,
        /// The byte.
        byte: u8,
    },
    /// Two bytes a character.
    #[error("{file} is UTF-16 text; save the file as UTF-8")]
    Utf16 {
        /// The file, as shown.
        file: String,
    },
    /// A line that no table would have.
    #[error("{file}, line {line} is longer than {}; expected rows of numbers, one a line", size(*limit as u64))]
    LongLine {
        /// The file, as shown.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The limit in bytes.
        limit: usize,
    },
    /// More columns than are read.
    #[error("{file} has {columns} columns; at most {limit} are read")]
    TooWide {
        /// The file, as shown.
        file: String,
        /// How many there are.
        columns: usize,
        /// How many are read.
        limit: usize,
    },
    /// A row with another number of cells.
    #[error("{file}, line {line} has {}, but line {first} has {width}", cells(*found))]
    Ragged {
        /// The file, as shown.
        file: String,
        /// The line, from 1.
        line: u64,
        /// Cells in that line.
        found: usize,
        /// The first line of the table.
        first: u64,
        /// Cells in the first line.
        width: usize,
    },
    /// A cell that goes on to the end of the file.
    #[error("{file}, line {line}: a quotation mark is opened and never closed")]
    OpenQuote {
        /// The file, as shown.
        file: String,
        /// The line of the row, from 1.
        line: u64,
    },
    /// No column of that name or number.
    #[error("{file} has no column \"{wanted}\"; it has {columns}")]
    NoColumn {
        /// The file, as shown.
        file: String,
        /// The name asked for, as shown.
        wanted: String,
        /// The columns that there are, listed.
        columns: String,
    },
    /// No column holds numbers.
    #[error("{file} has no column of numbers to forecast; it has {columns}")]
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
    /// The same number everywhere.
    #[error("{file}: column {column} holds {value} in every row; expected values that change")]
    Constant {
        /// The file, as shown.
        file: String,
        /// The column's name in quotation marks, or its number.
        column: String,
        /// The number.
        value: f64,
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
         fill the gaps by interpolation, or take a shorter window"
    )]
    AllTouchGaps {
        /// The series' origin.
        file: String,
        /// Window and horizon together.
        width: usize,
        /// `training`, `validation` or `test`.
        part: &'static str,
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
    /// Not a date written like the others (`None`: not like any date).
    NotADate(Option<Format>),
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
            Self::NotADate(Some(format)) => {
                write!(f, "which is not a date like the others (expected {format}, e.g. {})", format.example())
            }
            Self::NotADate(None) => f.write_str("which is not a date (expected e.g. 2012-12-31, 31/12/2012 or 2012)"),
        }
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        b if b >= 1 << 20 && b % (1 << 20) == 0 => format!("{} MiB", b >> 20),
        b if b >= 1 << 10 && b % (1 << 10) == 0 => format!("{} KiB", b >> 10),
        1 => "1 byte".to_owned(),
        b => format!("{b} bytes"),
    }
}

fn cells(n: usize) -> String {
    if n == 1 { "1 cell".to_owned() } else { format!("{n} cells") }
}

/// What the byte would be in Latin-1, the usual culprit.
fn latin(byte: u8) -> String {
    if byte >= 0xa0 { format!(" (in Latin-1 it would be {})", char::from(byte)) } else { String::new() }
}
