//! Files of rows and cells as users have them, for series and for labelled texts alike: any usual delimiter, quotation
//! marks well or badly set, a header or none.
//!
//! ```text
//! file ─► bytes ─► text ─► delimiter ─► rows of cells ─► header ─► Table
//! ```
//!
//! No row is lost without a word: what is broken is refused with its line.

mod cells;
mod delimiter;
mod error;
mod file;
mod header;
pub(crate) mod number;
mod swallowed;
#[cfg(test)]
mod tests;

pub(crate) use cells::Row;
pub use error::TableError;
pub(crate) use file::{Limits, load, text};

use crate::data::shown;
use cells::{Marks, Rows};
use delimiter::WIDEST;
use header::Short;
use std::cell::Cell;
use swallowed::Familiar;

/// What a table is opened for.
pub(crate) struct Purpose<'p> {
    /// Columns that are asked for: a first row that holds one of these names is a header.
    pub(crate) wanted: &'p [&'p str],
    /// Whether a trimmed cell may stand in a row of data: a number, a gap, a date.
    pub(crate) is_value: fn(&str) -> bool,
    /// Whether lines at the top that start with `#` are comments.
    pub(crate) comments: bool,
    /// What is expected of the file, for the message that it is empty.
    pub(crate) expected: &'p str,
}

/// A text of rows and how to take it apart.
pub(crate) struct Table<'a> {
    /// The file's name for messages.
    pub(crate) file: &'a str,
    /// The sign between cells.
    pub(crate) delimiter: u8,
    /// The names of the columns; `None` without a header. Without one the names are numbers.
    pub(crate) header: Option<Vec<String>>,
    /// How many columns.
    pub(crate) width: usize,
    /// The only rows that are visited: those with that cell in that column.
    keep: Vec<(usize, String)>,
    body: &'a str,
    /// The line in which `body` begins.
    body_line: u64,
    /// The line of the first row, header or not.
    first_line: u64,
    short: Short,
    familiar: Familiar,
    /// The first line in which a blank stands before a quotation mark.
    blank_before_mark: Cell<Option<u64>>,
}

impl<'a> Table<'a> {
    /// Finds delimiter and header.
    ///
    /// # Errors
    /// When there is no row, or the header doesn't fit the rows below it.
    pub(crate) fn open(file: &'a str, text: &'a str, purpose: &Purpose<'_>) -> Result<Self, TableError> {
        let body = delimiter::below_the_top(text, purpose.comments);
        let delimiter = body.delimiter.unwrap_or_else(|| delimiter::sniff(file, body.text));
        let sample = delimiter::sample(body.text, delimiter);
        let Some(first) = sample.first() else {
            return Err(TableError::Empty { file: file.to_owned(), expected: purpose.expected.to_owned() });
        };
        let (mut width, first_line) = (first.len(), body.line + first.lines.0 - 1);
        if width > WIDEST {
            return Err(TableError::TooWide { file: file.to_owned(), line: first_line, columns: width, limit: WIDEST });
        }
        let mut names: Vec<String> = first.iter().map(|cell| cell.trim().to_owned()).collect();
        let is_wanted = |w: &&str| !(purpose.is_value)(w) && names.iter().any(|name| name == w);
        let is_header = purpose.wanted.iter().any(is_wanted) || header::is_header(&sample, purpose.is_value);
        let short = if is_header { header::is_short(&sample) } else { Short::No };
        match short {
            Short::RowNumbers => {
                names.insert(0, String::new());
                width += 1;
            }
            Short::Unnamed => {
                let file = file.to_owned();
                return Err(TableError::ShortHeader { file, line: first_line, width, found: width + 1 });
            }
            Short::No | Short::EmptyEnd => {}
        }
        let familiar = Familiar::of(&sample, delimiter, width);
        let header = is_header.then_some(names);
        let (body, body_line, blank_before_mark) = (body.text, body.line, Cell::new(None));
        Ok(Self {
            file,
            delimiter,
            header,
            width,
            keep: Vec::new(),
            body,
            body_line,
            first_line,
            short,
            familiar,
            blank_before_mark,
        })
    }

    /// Passes over all rows that haven't that cell in that column; with several such pairs, in all of them.
    pub(crate) fn keep(&mut self, pairs: Vec<(usize, String)>) {
        self.keep = pairs;
    }

    /// Calls `visit` with the line and cells of each row below the header. Blank rows are passed over.
    ///
    /// # Errors
    /// Those of `visit`; a row with another number of cells, or one that a quotation mark has broken.
    pub(crate) fn rows<E: From<TableError>>(
        &self,
        mut visit: impl FnMut(u64, &Row<'a>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut rows = Rows::new(self.body, self.delimiter, self.body_line);
        let mut row = Row::default();
        let mut header = self.header.is_some();
        while rows.next(&mut row) {
            self.check_marks(&row, rows.at())?;
            if row.is_blank() || std::mem::take(&mut header) {
                continue;
            }
            self.check_width(&row)?;
            let is_kept = |(column, value): &(usize, String)| row.get(*column).is_some_and(|cell| cell.trim() == value);
            if self.keep.iter().all(is_kept) {
                visit(row.lines.0, &row)?;
            }
        }
        Ok(())
    }

    /// `end` is the byte behind the row.
    fn check_marks(&self, row: &Row<'_>, end: usize) -> Result<(), TableError> {
        let (line, last) = row.lines;
        let swallowed = || TableError::Swallowed { file: self.file.to_owned(), line, end: last };
        match row.marks {
            Marks::Plain | Marks::Stray => Ok(()),
            Marks::AfterBlank => {
                self.blank_before_mark.set(self.blank_before_mark.get().or(Some(line)));
                Ok(())
            }
            Marks::Open => Err(TableError::OpenQuote { file: self.file.to_owned(), line }),
            Marks::ClosedWithin => Err(swallowed()),
            Marks::OverLines => {
                let text = self.body.get(row.start..end).unwrap_or_default();
                if self.familiar.rows_within(text) { Err(swallowed()) } else { Ok(()) }
            }
        }
    }

    fn check_width(&self, row: &Row<'_>) -> Result<(), TableError> {
        if row.len() == self.width {
            return Ok(());
        }
        // Spreadsheets pad rows with empty cells.
        let used = row.len() - row.iter().rev().take_while(|cell| cell.trim().is_empty()).count();
        let found = if row.len() > self.width { used.max(self.width) } else { row.len() };
        if found == self.width {
            return Ok(());
        }
        let (file, line, first, width) = (self.file.to_owned(), row.lines.0, self.first_line, self.width);
        Err(TableError::Ragged { file, line, found, first, width, stray: row.marks == Marks::Stray })
    }

    /// The line of the first row, from 1.
    pub(crate) fn first_line(&self) -> u64 {
        self.first_line
    }

    /// The name of a column in the header, if it has one there.
    pub(crate) fn name(&self, column: usize) -> Option<&str> {
        self.header.as_ref()?.get(column).map(String::as_str).filter(|name| !name.is_empty())
    }

    /// The names of all columns: the header's, or numbers from 1 where it has none.
    pub(crate) fn names(&self) -> Vec<String> {
        (0..self.width).map(|i| self.name(i).map_or_else(|| (i + 1).to_string(), str::to_owned)).collect()
    }

    /// The column of that name, else of that name but for capitals, else of that number, counted from 1.
    ///
    /// # Errors
    /// That there is none, and which there are.
    pub(crate) fn find(&self, wanted: &str) -> Result<usize, TableError> {
        self.position(wanted).ok_or_else(|| TableError::NoColumn {
            file: self.file.to_owned(),
            wanted: shown(wanted),
            columns: self.listed(),
        })
    }

    /// As [`find`](Self::find), without a word.
    pub(crate) fn position(&self, wanted: &str) -> Option<usize> {
        let name = wanted.trim();
        let position = |fits: &dyn Fn(&str) -> bool| (0..self.width).find(|i| self.name(*i).is_some_and(fits));
        let numbered = || name.parse().ok().filter(|n| (1..=self.width).contains(n)).map(|n: usize| n - 1);
        position(&|n| n == name).or_else(|| position(&|n| n.to_lowercase() == name.to_lowercase())).or_else(numbered)
    }

    /// The columns' names (at most a dozen), or how many there are if they have none.
    pub(crate) fn listed(&self) -> String {
        let Some(header) = &self.header else {
            return match self.width {
                1 => "1 column, without a name".to_owned(),
                n => format!("{n} columns, without names: give a number from 1 to {n}"),
            };
        };
        listed(header.iter().map(String::as_str))
    }

    /// The delimiter in words.
    pub(crate) fn delimiter_name(&self) -> &'static str {
        delimiter::name(self.delimiter)
    }

    /// What is odd about the form of the file and was read nevertheless, in sentences; complete once the rows were
    /// visited.
    pub(crate) fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.header.is_none() && self.width > 1 {
            let n = self.width;
            remarks
                .push(format!("the first row holds no names: the columns are called 1 to {n}, and it counts as data"));
        }
        let line = self.first_line;
        match self.short {
            Short::No | Short::Unnamed => {}
            Short::EmptyEnd => {
                remarks.push(format!("line {line}: the header is one cell short; the last cell of each row is empty"));
            }
            Short::RowNumbers => remarks.push(format!(
                "line {line}: the header is one cell short; the rows begin with their numbers, which have no name"
            )),
        }
        if let Some(line) = self.blank_before_mark.get() {
            remarks.push(format!("line {line}: a blank before a quotation mark was left out, there and elsewhere"));
        }
        remarks
    }
}

/// Names or values for a message: in quotation marks, escaped, at most a dozen.
pub(crate) fn listed<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> String {
    let more = names.len().saturating_sub(12);
    let names: Vec<String> = names.take(12).map(|name| format!("\"{}\"", shown(name))).collect();
    if more == 0 { names.join(", ") } else { format!("{} and {more} more", names.join(", ")) }
}
