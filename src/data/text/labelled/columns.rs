//! Which columns of a file are texts and labels, where nobody has said so.

use super::objects::Objects;
use super::{LabelledError, no_objects};
use crate::data::shown;
use crate::data::table::{Row, Table, TableError, listed};
use std::collections::HashSet;

/// Rows that are looked at.
const ROWS: usize = 500;
/// The names that the columns of a file have if it was made for this.
const USUAL: [&str; 2] = ["text", "label"];

/// The columns of a file, and which of them seem to hold texts and labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// Their names, from the left.
    pub names: Vec<String>,
    /// The one named `text`, or else the one with the longest values.
    pub text: String,
    /// The one named `label`, or else, of the others, the one with the fewest different values (but more than one).
    pub label: String,
}

/// The first rows of a file; a value that is missing is empty.
pub(super) struct Sample {
    /// The header's names, or the members of the first object.
    names: Vec<String>,
    /// The line that they stand in.
    line: u64,
    rows: Vec<Vec<String>>,
}

impl Sample {
    /// Which columns hold texts and labels.
    ///
    /// # Errors
    /// When there are fewer than two columns: that `label` is missing.
    pub(super) fn columns(self, file: &str) -> Result<Columns, LabelledError> {
        let Self { names, line, rows } = self;
        let named = |usual: &str| names.iter().position(|name| name == usual);
        let values = |column: usize| rows.iter().filter_map(move |row| row.get(column));
        let length = |column: &usize| values(*column).map(|value| value.chars().count()).sum::<usize>();
        let others = |text: usize| (0..names.len()).filter(move |column| *column != text);
        let taken = named(USUAL[1]);
        let longest = || (0..names.len()).rev().filter(|column| Some(*column) != taken).max_by_key(length);
        let missing = |usual: &str| LabelledError::Column {
            file: file.to_owned(),
            line,
            column: shown(usual),
            there: listed(names.iter().map(String::as_str)),
        };
        let text = named(USUAL[0]).or_else(longest).ok_or_else(|| missing(USUAL[0]))?;
        let different = |column: &usize| values(*column).map(|value| value.trim()).collect::<HashSet<_>>().len();
        let fewest = || others(text).filter(|column| different(column) > 1).min_by_key(different);
        let label = named(USUAL[1]).or_else(fewest).or_else(|| others(text).next()).ok_or_else(|| missing(USUAL[1]))?;
        let name = |column: usize| names.get(column).cloned().unwrap_or_default();
        Ok(Columns { text: name(text), label: name(label), names })
    }
}

/// Why reading a sample ends.
enum Stop {
    Enough,
    Wrong(TableError),
}

impl From<TableError> for Stop {
    fn from(error: TableError) -> Self {
        Self::Wrong(error)
    }
}

pub(super) fn of_table(table: &Table<'_>) -> Result<Sample, LabelledError> {
    let mut rows = Vec::new();
    let read = table.rows(|_, row: &Row<'_>| {
        rows.push(row.iter().map(str::to_owned).collect());
        if rows.len() < ROWS { Ok(()) } else { Err(Stop::Enough) }
    });
    match read {
        Err(Stop::Wrong(error)) => Err(error.into()),
        Ok(()) | Err(Stop::Enough) => Ok(Sample { names: table.names(), line: table.first_line(), rows }),
    }
}

pub(super) fn of_objects(file: &str, text: &str) -> Result<Sample, LabelledError> {
    let mut sample = Sample { names: Vec::new(), line: 1, rows: Vec::new() };
    for item in Objects::new(file, text).take(ROWS) {
        let (line, object) = item?;
        if sample.rows.is_empty() {
            (sample.names, sample.line) = (object.keys().cloned().collect(), line);
        }
        let value = |name: &String| match object.get(name) {
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(serde_json::Value::Null) | None => String::new(),
            Some(other) => other.to_string(),
        };
        sample.rows.push(sample.names.iter().map(value).collect());
    }
    if sample.names.is_empty() { Err(no_objects(file).into()) } else { Ok(sample) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(ending: &str, content: &str) -> Result<Columns, LabelledError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(format!("opiniones.{ending}"));
        std::fs::write(&path, content).unwrap();
        crate::data::text::labelled::Labelled::open(&path)?.columns()
    }

    #[test]
    fn the_longest_values_are_texts_and_the_fewest_different_ones_labels() {
        let csv =
            "id,opinión,estrellas,país\n1,muy buena la comida,5,es\n2,fría y cara,1,es\n3,volveremos pronto,5,es\n";
        let found = of("csv", csv).unwrap();
        assert_eq!((found.text.as_str(), found.label.as_str()), ("opinión", "estrellas"));
        assert_eq!(found.names, ["id", "opinión", "estrellas", "país"]);
        let lines = "{\"nota\": 5, \"reseña\": \"muy buena\"}\n{\"nota\": 1, \"reseña\": \"fría\"}\n";
        let found = of("jsonl", lines).unwrap();
        assert_eq!((found.text.as_str(), found.label.as_str()), ("reseña", "nota"));
    }

    #[test]
    fn columns_with_the_usual_names_are_taken_whatever_they_hold() {
        let found = of("tsv", "label\tcomment\ttext\n1\ta long comment\tok\n2\tanother comment\tno\n").unwrap();
        assert_eq!((found.text.as_str(), found.label.as_str()), ("text", "label"));
    }

    #[test]
    fn a_file_with_one_column_lacks_labels() {
        let error = of("csv", "opinión\nmuy buena\n").unwrap_err().to_string();
        assert!(error.ends_with("opiniones.csv, line 1: expected a column \"label\"; it has \"opinión\""), "{error}");
    }
}
