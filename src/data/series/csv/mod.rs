//! CSV files as users have them: any usual delimiter, decimal point or comma, dates in the usual forms, a header or
//! none.
//!
//! ```text
//! file ─► Table (rows of cells, header) ─► Survey (what columns hold) ─► Choice ─► rows ─► Series, Report
//! ```

mod outliers;
mod report;
mod rows;
mod several;
mod survey;

pub use crate::data::table::number::Mark;
pub use report::{DateColumns, DateReport, Misunderstood, Order, Repeated, Report};

use super::{Series, SeriesError};
use crate::data::dates::Written;
use crate::data::table::{self, Limits, Purpose, Row, Table, TableError, number};
use crate::data::{shown, shown_path};
use std::path::Path;

/// The largest file that is read unless the caller says otherwise, in bytes.
pub const MAX_BYTES: u64 = 256 << 20;

/// The longest line that a table of numbers has, in bytes.
const LONGEST_LINE: u64 = 1 << 20;

/// Which column holds the dates.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum DateColumn {
    /// The first that looks like dates, if any does.
    #[default]
    Find,
    /// None: the rows follow one another as they stand.
    None,
    /// The one of that name, or of that number counted from 1.
    Named(String),
}

/// What to read from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// The column to forecast, by name or by number counted from 1; `None` for the first column of numbers that is
    /// neither dates nor a counter.
    pub column: Option<String>,
    /// The column of dates.
    pub date_column: DateColumn,
    /// Which of several series under one another, as `COLUMN:VALUE` (or several such pairs joined by `+`); `None` where
    /// there is one.
    pub series: Option<String>,
    /// The largest file that is read, in bytes.
    pub max_bytes: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { column: None, date_column: DateColumn::Find, series: None, max_bytes: MAX_BYTES }
    }
}

/// How a column came to be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// By the user.
    Named,
    /// By what it holds.
    ByContent,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its place, from 0.
    pub index: usize,
    /// Its name in the header, if it has one there; as it stands in the file.
    pub name: Option<String>,
    /// How it came to be chosen.
    pub found: Found,
}

impl Column {
    fn new(table: &Table<'_>, index: usize, found: Found) -> Self {
        Self { index, name: table.name(index).map(str::to_owned), found }
    }
}

impl std::fmt::Display for Column {
    /// The name in quotation marks, shown safely, or the number counted from 1.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.name {
            Some(name) => write!(f, "\"{}\"", shown(name)),
            None => write!(f, "{}", self.index + 1),
        }
    }
}

/// A series and how it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The series.
    pub series: Series,
    /// What was found and decided on the way.
    pub report: Report,
}

/// Reads a file. Messages name it as `path` does.
pub fn read_path(path: &Path, options: &ReadOptions) -> Result<Loaded, SeriesError> {
    let bytes = table::load(path, Limits { file: options.max_bytes, line: LONGEST_LINE })?;
    let taken = take(&path.to_string_lossy(), &bytes, options)?;
    drop(bytes);
    Ok(rows::series(taken))
}

/// Reads the bytes of a file; `name` is what messages call it.
pub fn read_bytes(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Loaded, SeriesError> {
    take(name, bytes, options).map(rows::series)
}

fn take(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<rows::Taken, SeriesError> {
    let file = shown_path(name);
    if bytes.len() as u64 > options.max_bytes {
        return Err(TableError::TooLarge { file, limit: options.max_bytes }.into());
    }
    let text = table::text(&file, bytes)?;
    let dates = match &options.date_column {
        DateColumn::Named(name) => Some(name),
        _ => None,
    };
    let key = options.series.as_deref().and_then(|series| series.split_once(':')).map(|(column, _)| column);
    let wanted: Vec<&str> = options.column.iter().chain(dates).map(String::as_str).chain(key).map(str::trim).collect();
    let expected = "rows of numbers, with dates or without";
    if let Some(line) = json_at(&text) {
        return Err(TableError::Json { file, line }.into());
    }
    let mut table = Table::open(&file, &text, &Purpose { wanted: &wanted, is_value, comments: true, expected })?;
    let selected = options.series.as_ref().map(|series| several::select(&mut table, series)).transpose()?;
    let survey = survey::Survey::of(&table)?;
    let choice = survey.choose(&table, options)?;
    if let (Some((_, source)), None) = (&choice.date, &selected) {
        let date = |row: &Row<'_>| several::hash(source.text(|i| row.get(i).unwrap_or_default().trim()));
        let asked = options.column.as_ref().map(|_| choice.value.index);
        several::check(&table, date, &source.columns.iter().copied().chain(asked).collect::<Vec<_>>())?;
    }
    let mut taken = rows::read(&table, &survey, choice)?;
    if let Some(name) = selected {
        taken.form.push(format!("series {name}: {} of the file's rows", survey.rows));
    }
    Ok(taken)
}

/// The line in which JSON begins, if the text is JSON.
fn json_at(text: &str) -> Option<u64> {
    let json = text.trim_start();
    let line = text.get(..text.len() - json.len()).unwrap_or_default().matches('\n').count() as u64 + 1;
    let first = json.lines().next().unwrap_or_default().trim_end();
    let begins = |rest: &str| rest.starts_with(['{', '[', '"']) || json.trim_end().ends_with(']');
    let is_json = json.starts_with("{\"") || first == "{" || first == "[" || json.strip_prefix('[').is_some_and(begins);
    is_json.then_some(line)
}

/// Whether a cell is something that a data row holds: a number, a gap or a date.
fn is_value(cell: &str) -> bool {
    number::is_gap(cell) || number::is_number(cell) || Written::of(cell).is_some_and(|w| w.is_date())
}

#[cfg(test)]
mod date_tests;
#[cfg(test)]
mod error_tests;
#[cfg(test)]
mod tests;
