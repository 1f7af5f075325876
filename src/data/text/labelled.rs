//! Labelled texts from CSV: one text a row, its label in another column.

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
    #[error("{file}:1: expected a column `{column}`; the header has: {header}")]
    Column {
        /// As it was given.
        file: String,
        /// The column that was asked for.
        column: String,
        /// The columns that are there.
        header: String,
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

/// The named columns of a CSV file with a header, a row at a time, in the order of `columns`.
///
/// # Errors
/// Names the file, and the line and what was expected there; see [`LabelledError`].
pub fn open<const N: usize>(path: &Path, columns: [&str; N]) -> Result<Vec<[String; N]>, LabelledError> {
    let file = shown(&path.display().to_string());
    match std::fs::File::open(path) {
        Ok(source) => read(&file, source, columns),
        Err(error) => Err(LabelledError::File { file, reason: error.to_string() }),
    }
}

/// As [`open`], from any source; `file` only names it in errors.
///
/// # Errors
/// As [`open`].
pub fn read<const N: usize>(
    file: &str,
    source: impl std::io::Read,
    columns: [&str; N],
) -> Result<Vec<[String; N]>, LabelledError> {
    let mut reader = csv::Reader::from_reader(source);
    let header = reader.headers().map_err(|error| row_error(file, &error))?.clone();
    let mut places = [0; N];
    for (place, column) in places.iter_mut().zip(columns) {
        *place = header.iter().position(|name| name.trim() == column).ok_or_else(|| LabelledError::Column {
            file: file.to_owned(),
            column: shown(column),
            header: shown(&header.iter().collect::<Vec<_>>().join(", ")),
        })?;
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| row_error(file, &error))?;
        let line = record.position().map_or(0, csv::Position::line);
        if places.iter().any(|&place| record.get(place).is_none_or(|value| value.trim().is_empty())) {
            let expected = format!("a value in each of the columns {}", columns.join(", "));
            return Err(LabelledError::Row { file: file.to_owned(), line, expected });
        }
        rows.push(places.map(|place| record.get(place).unwrap_or_default().to_owned()));
    }
    Ok(rows)
}

fn row_error(file: &str, error: &csv::Error) -> LabelledError {
    let line = error.position().map_or(0, csv::Position::line);
    let expected = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => format!("{expected_len} fields, found {len}"),
        csv::ErrorKind::Utf8 { .. } => "text in UTF-8".to_owned(),
        _ => format!("a row of CSV ({error})"),
    };
    LabelledError::Row { file: file.to_owned(), line, expected }
}

/// Text from a file or a name, safe to print.
fn shown(text: &str) -> String {
    text.escape_debug().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_name_and_quoted_commas_stay_in_their_field() {
        let source = "label,note,text\npositive,x,\"bueno, bonito y «barato»\"\nnegative,y,malo\n";
        let rows = read("a.csv", source.as_bytes(), ["text", "label"]).unwrap();
        assert_eq!(rows, [["bueno, bonito y «barato»", "positive"], ["malo", "negative"]]);
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_column() {
        let rows = read("a.csv", "\u{feff}text,label\r\nbueno,positive\r\n".as_bytes(), ["text", "label"]).unwrap();
        assert_eq!(rows, [["bueno", "positive"]]);
    }

    #[test]
    fn errors_name_the_file_the_line_and_what_was_expected() {
        let wrong = |source: &[u8]| read("a.csv", source, ["text", "label"]).unwrap_err().to_string();
        assert_eq!(wrong(b"texto,label\na,b\n"), "a.csv:1: expected a column `text`; the header has: texto, label");
        assert_eq!(wrong(b"text,label\na,b\nc\n"), "a.csv:3: expected 2 fields, found 1");
        assert_eq!(wrong(b"text,label\na,b\nc, \n"), "a.csv:3: expected a value in each of the columns text, label");
        assert_eq!(wrong(b"text,label\n\xff,b\n"), "a.csv:2: expected text in UTF-8");
        let missing = open(Path::new("/no/such/file.csv"), ["text", "label"]).unwrap_err().to_string();
        assert!(missing.starts_with("/no/such/file.csv: expected a readable file"), "{missing}");
    }
}
