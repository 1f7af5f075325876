//! Labelled texts: one a row, its label in another column; CSV in any usual form, TSV, or JSON objects.

mod columns;
mod error;
mod objects;

pub use columns::Columns;
pub use error::LabelledError;

use crate::data::table::{self, Limits, Purpose, Row, Table, TableError, number};
use crate::data::{shown, shown_path};
use objects::{Object, Objects};
use serde_json::Value;
use std::borrow::Cow;
use std::path::Path;

/// So much is read; a line that does not end would fill the memory.
const LIMITS: Limits = Limits { file: 2 << 30, line: 64 << 20 };

/// How rows stand in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Rows of cells.
    Table,
    /// JSON objects, one a line or in an array.
    Json,
}

/// A file of labelled texts, read once.
#[derive(Debug)]
pub struct Labelled {
    file: String,
    bytes: Vec<u8>,
}

/// The rows of the columns that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows<const N: usize> {
    /// A row at a time, its values in the order of the columns.
    pub rows: Vec<[String; N]>,
    /// What is odd about the file and was read nevertheless, in sentences.
    pub remarks: Vec<String>,
}

impl Labelled {
    /// Reads a file. Whether it holds JSON or a table is told by its ending and by how it begins.
    ///
    /// # Errors
    /// Why it can't be read.
    pub fn open(path: &Path) -> Result<Self, LabelledError> {
        Ok(Self { file: shown_path(&path.display().to_string()), bytes: table::load(path, LIMITS)? })
    }

    fn text(&self) -> Result<(Cow<'_, str>, Form), LabelledError> {
        let text = table::text(&self.file, &self.bytes)?;
        let name = self.file.to_ascii_lowercase();
        let is_named = [".json", ".jsonl", ".ndjson"].iter().any(|ending| name.ends_with(ending));
        let form = if is_named || objects::looks_like_json(&text) { Form::Json } else { Form::Table };
        Ok((text, form))
    }

    /// The columns, and which of them seem to hold texts and labels.
    ///
    /// # Errors
    /// Names the file, and the line and what was expected there.
    pub fn columns(&self) -> Result<Columns, LabelledError> {
        let (text, form) = self.text()?;
        let sample = match form {
            Form::Table => columns::of_table(&table(&self.file, &text, &[])?)?,
            Form::Json => columns::of_objects(&self.file, &text)?,
        };
        sample.columns(&self.file)
    }

    /// The named columns, a row at a time.
    ///
    /// # Errors
    /// Names the file, and the line and what was expected there.
    pub fn rows<const N: usize>(&self, columns: [&str; N]) -> Result<Rows<N>, LabelledError> {
        let (text, form) = self.text()?;
        match form {
            Form::Table => of_table(&table(&self.file, &text, &columns)?, columns),
            Form::Json => of_objects(&self.file, &text, columns),
        }
    }
}

/// The named columns of a table's text, a row at a time; `file` names it in errors.
///
/// # Errors
/// As [`Labelled::rows`].
pub fn read<const N: usize>(file: &str, text: &str, columns: [&str; N]) -> Result<Vec<[String; N]>, LabelledError> {
    of_table(&table(file, text, &columns)?, columns).map(|rows| rows.rows)
}

fn table<'a>(file: &'a str, text: &'a str, wanted: &[&str]) -> Result<Table<'a>, TableError> {
    let is_value = |cell: &str| number::is_gap(cell) || number::is_number(cell);
    let expected = "a header that names the columns of texts and labels, and rows";
    Table::open(file, text, &Purpose { wanted, is_value, comments: false, expected })
}

fn of_table<const N: usize>(table: &Table<'_>, columns: [&str; N]) -> Result<Rows<N>, LabelledError> {
    let mut places = [0; N];
    for (place, column) in places.iter_mut().zip(columns) {
        *place = table.position(column).ok_or_else(|| LabelledError::Column {
            file: table.file.to_owned(),
            line: table.first_line(),
            column: shown(column),
            there: table.listed(),
        })?;
    }
    let mut rows = Vec::new();
    table.rows::<LabelledError>(|line, row: &Row<'_>| {
        let empty = |place: &usize| row.get(*place).is_none_or(|value| value.trim().is_empty());
        if let Some((_, column)) = places.iter().zip(columns).find(|(place, _)| empty(place)) {
            return Err(missing(table.file, line, column));
        }
        rows.push(places.map(|place| row.get(place).unwrap_or_default().to_owned()));
        Ok(())
    })?;
    Ok(Rows { rows, remarks: table.remarks() })
}

fn of_objects<const N: usize>(file: &str, text: &str, columns: [&str; N]) -> Result<Rows<N>, LabelledError> {
    let mut rows = Vec::new();
    for item in Objects::new(file, text) {
        let (line, object) = item?;
        let mut row = [const { String::new() }; N];
        for (place, column) in row.iter_mut().zip(columns) {
            *place = value(file, line, &object, column)?;
        }
        rows.push(row);
    }
    if rows.is_empty() {
        return Err(no_objects(file).into());
    }
    Ok(Rows { rows, remarks: Vec::new() })
}

/// The text or number that an object has by that name.
fn value(file: &str, line: u64, object: &Object, column: &str) -> Result<String, LabelledError> {
    let wrong = |expected: String| LabelledError::Row { file: file.to_owned(), line, expected };
    match object.get(column) {
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(text.clone()),
        Some(value @ (Value::Number(_) | Value::Bool(_))) => Ok(value.to_string()),
        Some(Value::String(_) | Value::Null) => Err(missing(file, line, column)),
        Some(Value::Object(_) | Value::Array(_)) => Err(wrong(format!(
            "`{}` to be a text or a number: one object for each text (pandas: `to_json(orient=\"records\")`)",
            shown(column)
        ))),
        None => Err(LabelledError::Column {
            file: file.to_owned(),
            line,
            column: shown(column),
            there: table::listed(object.keys().map(String::as_str).collect::<Vec<_>>().into_iter()),
        }),
    }
}

fn no_objects(file: &str) -> TableError {
    let expected = "JSON objects with a text and a label, one a line or in an array".to_owned();
    TableError::Empty { file: file.to_owned(), expected }
}

fn missing(file: &str, line: u64, column: &str) -> LabelledError {
    let expected = format!("a value in the column \"{}\"", shown(column));
    LabelledError::Row { file: file.to_owned(), line, expected }
}

#[cfg(test)]
mod tests;
