//! Labelled texts: one a row, its label in another column; CSV, TSV, or a JSON object a line.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use thiserror::Error;

/// Why labelled texts could not be read.
#[derive(Debug, Error)]
pub enum LabelledError {
    /// The file could not be opened.
    #[error("{file}: expected a readable file ({reason})")]
    File {
        /// As it was given.
        file: String,
        /// The system's words.
        reason: String,
    },
    /// A named column isn't in the header.
    #[error("{file}:{line}: expected a column `{column}`; there are: {header}")]
    Column {
        /// As it was given.
        file: String,
        /// The header's line, or the object's, from 1.
        line: u64,
        /// The column that was asked for.
        column: String,
        /// The columns that are there.
        header: String,
    },
    /// There is nothing in it.
    #[error("{file}: expected {expected}, found an empty file")]
    Empty {
        /// As it was given.
        file: String,
        /// What should be there.
        expected: String,
    },
    /// A row isn't valid CSV, isn't UTF-8, or lacks a value.
    #[error("{file}:{line}: expected {expected}")]
    Row {
        /// As it was given.
        file: String,
        /// The line on which the row begins, from 1.
        line: u64,
        /// What should have stood there.
        expected: String,
    },
}

/// A line may be so long: one that does not end would fill the memory.
const LONGEST_LINE: u64 = 64 << 20;

/// How rows stand in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A header and rows, fields between commas.
    Csv,
    /// The same between tabs.
    Tsv,
    /// A JSON object a line.
    JsonLines,
}

impl Form {
    /// By the name's ending: `.tsv` and `.tab`; `.jsonl`, `.ndjson` and `.json`; all others are CSV.
    pub fn of(path: &Path) -> Self {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "tsv" | "tab" => Self::Tsv,
            "jsonl" | "ndjson" | "json" => Self::JsonLines,
            _ => Self::Csv,
        }
    }
}

/// The named columns of a file, a row at a time, in the order of `columns`.
///
/// # Errors
/// Names the file, and the line and what was expected there; see [`LabelledError`].
pub fn open<const N: usize>(path: &Path, columns: [&str; N]) -> Result<Vec<[String; N]>, LabelledError> {
    let (file, source) = opened(path)?;
    match Form::of(path) {
        Form::Csv => separated(&file, source, b',', columns),
        Form::Tsv => separated(&file, source, b'\t', columns),
        Form::JsonLines => objects(&file, source, columns),
    }
}

pub(super) fn opened(path: &Path) -> Result<(String, std::fs::File), LabelledError> {
    let file = shown(&path.display().to_string());
    let unreadable = |error: std::io::Error| LabelledError::File { file: file.clone(), reason: error.to_string() };
    let source = std::fs::File::open(path).map_err(unreadable)?;
    Ok((file, source))
}

/// As [`open`] for CSV, from any source; `file` only names it in errors.
///
/// # Errors
/// As [`open`].
pub fn read<const N: usize>(
    file: &str,
    source: impl Read,
    columns: [&str; N],
) -> Result<Vec<[String; N]>, LabelledError> {
    separated(file, source, b',', columns)
}

pub(super) fn reader<R: Read>(source: R, by: u8) -> csv::Reader<Bounded<R>> {
    csv::ReaderBuilder::new().delimiter(by).from_reader(Bounded { source, line: 0 })
}

fn separated<const N: usize>(
    file: &str,
    source: impl Read,
    by: u8,
    columns: [&str; N],
) -> Result<Vec<[String; N]>, LabelledError> {
    let mut reader = reader(source, by);
    let header = reader.headers().map_err(|error| row_error(file, &error))?.clone();
    if header.is_empty() {
        return Err(nothing(file, Form::Csv, &columns));
    }
    let mut places = [0; N];
    for (place, column) in places.iter_mut().zip(columns) {
        *place = header
            .iter()
            .position(|name| name.trim() == column)
            .ok_or_else(|| no_column(file, 1, column, header.iter()))?;
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| row_error(file, &error))?;
        let line = record.position().map_or(0, csv::Position::line);
        if let Some((_, column)) = places
            .iter()
            .zip(columns)
            .find(|(place, _)| record.get(**place).is_none_or(|value| value.trim().is_empty()))
        {
            return Err(missing(file, line, column));
        }
        rows.push(places.map(|place| record.get(place).unwrap_or_default().to_owned()));
    }
    Ok(rows)
}

fn objects<const N: usize>(
    file: &str,
    source: impl Read,
    columns: [&str; N],
) -> Result<Vec<[String; N]>, LabelledError> {
    let mut rows = Vec::new();
    for item in Objects::new(file, source) {
        let (line, object) = item?;
        let mut row = [const { String::new() }; N];
        for (place, column) in row.iter_mut().zip(columns) {
            *place = match object.get(column) {
                Some(serde_json::Value::String(text)) if !text.trim().is_empty() => text.clone(),
                Some(value @ (serde_json::Value::Number(_) | serde_json::Value::Bool(_))) => value.to_string(),
                Some(serde_json::Value::String(_) | serde_json::Value::Null) => {
                    return Err(missing(file, line, column));
                }
                Some(_) => {
                    let expected = format!("`{}` to be a text or a number", shown(column));
                    return Err(LabelledError::Row { file: file.to_owned(), line, expected });
                }
                None => return Err(no_column(file, line, column, object.keys().map(String::as_str))),
            };
        }
        rows.push(row);
    }
    if rows.is_empty() {
        return Err(nothing(file, Form::JsonLines, &columns));
    }
    Ok(rows)
}

/// The objects of a file with their lines; empty lines are passed over.
pub(super) struct Objects<'f, R> {
    file: &'f str,
    source: BufReader<Bounded<R>>,
    line: u64,
    bytes: Vec<u8>,
}

impl<'f, R: Read> Objects<'f, R> {
    pub(super) fn new(file: &'f str, source: R) -> Self {
        Self { file, source: BufReader::new(Bounded { source, line: 0 }), line: 0, bytes: Vec::new() }
    }

    fn expected(&self, expected: impl Into<String>) -> LabelledError {
        LabelledError::Row { file: self.file.to_owned(), line: self.line, expected: expected.into() }
    }

    fn read_object(&mut self) -> Result<Option<serde_json::Map<String, serde_json::Value>>, LabelledError> {
        loop {
            self.bytes.clear();
            self.line += 1;
            match self.source.read_until(b'\n', &mut self.bytes) {
                Ok(0) => return Ok(None),
                Ok(_) => {}
                Err(error) => return Err(self.expected(error.to_string())),
            }
            let text = std::str::from_utf8(&self.bytes).map_err(|error| {
                self.expected(format!("text in UTF-8 (byte {} of the line is not)", error.valid_up_to() + 1))
            })?;
            let text = if self.line == 1 { text.trim_start_matches('\u{feff}') } else { text };
            if !text.trim().is_empty() {
                let found = |error: serde_json::Error| self.expected(format!("a JSON object ({error})"));
                return serde_json::from_str(text).map(Some).map_err(found);
            }
        }
    }
}

impl<R: Read> Iterator for Objects<'_, R> {
    type Item = Result<(u64, serde_json::Map<String, serde_json::Value>), LabelledError>;

    fn next(&mut self) -> Option<Self::Item> {
        let object = self.read_object().transpose()?;
        Some(object.map(|object| (self.line, object)))
    }
}

/// Refuses a line that is longer than [`LONGEST_LINE`].
pub(super) struct Bounded<R> {
    source: R,
    /// Bytes since the last line end.
    line: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.source.read(buffer)?;
        let new = buffer.get(..count).unwrap_or_default();
        self.line = match new.iter().rposition(|byte| *byte == b'\n') {
            Some(end) => (count - end - 1) as u64,
            None => self.line + count as u64,
        };
        if self.line > LONGEST_LINE {
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, "a line of at most 64 MiB"));
        }
        Ok(count)
    }
}

/// That there is nothing where these columns should be.
fn nothing(file: &str, form: Form, columns: &[&str]) -> LabelledError {
    let columns = shown(&columns.join(", "));
    let expected = match form {
        Form::Csv | Form::Tsv => format!("a header with the columns {columns}"),
        Form::JsonLines => format!("a JSON object a line with {columns}"),
    };
    LabelledError::Empty { file: file.to_owned(), expected }
}

impl LabelledError {
    /// That a file with these columns is empty.
    pub(super) fn empty(path: &Path, columns: &[&str]) -> Self {
        nothing(&shown(&path.display().to_string()), Form::of(path), columns)
    }

    /// That a file with these columns has none of that name.
    pub(super) fn missing_column(path: &Path, column: &str, names: &[String]) -> Self {
        no_column(&shown(&path.display().to_string()), 1, column, names.iter().map(String::as_str))
    }
}

fn no_column<'h>(file: &str, line: u64, column: &str, header: impl Iterator<Item = &'h str>) -> LabelledError {
    let header = shown(&header.collect::<Vec<_>>().join(", "));
    LabelledError::Column { file: file.to_owned(), line, column: shown(column), header }
}

fn missing(file: &str, line: u64, column: &str) -> LabelledError {
    let expected = format!("a value in the column `{}`", shown(column));
    LabelledError::Row { file: file.to_owned(), line, expected }
}

pub(super) fn row_error(file: &str, error: &csv::Error) -> LabelledError {
    let line = error.position().map_or(0, csv::Position::line);
    let expected = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => format!("{expected_len} fields, found {len}"),
        csv::ErrorKind::Utf8 { err, .. } => {
            format!("text in UTF-8 (byte {} of field {} is not)", err.valid_up_to() + 1, err.field() + 1)
        }
        csv::ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => error.to_string(),
        _ => format!("a row of CSV ({error})"),
    };
    LabelledError::Row { file: file.to_owned(), line, expected }
}

/// Text from a file or a name, safe to print.
fn shown(text: &str) -> String {
    text.escape_debug().to_string()
}

#[cfg(test)]
#[path = "labelled_tests.rs"]
mod tests;
