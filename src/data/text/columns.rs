//! Which columns of a file are texts and labels, where nobody has said so.

use super::labelled::{Form, LabelledError, Objects, opened, reader, row_error};
use std::collections::HashSet;
use std::io::Read;
use std::path::Path;

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

/// Looks at a file's first rows.
///
/// # Errors
/// As [`super::labelled::open`]; when there are fewer than two columns, that `label` is missing.
pub fn look(path: &Path) -> Result<Columns, LabelledError> {
    let (names, rows) = sample(path, ROWS)?;
    if names.is_empty() {
        return Err(LabelledError::empty(path, &USUAL));
    }
    let named = |usual: &str| names.iter().position(|name| name == usual);
    let values = |column: usize| rows.iter().filter_map(move |row| row.get(column));
    let length = |column: &usize| values(*column).map(|value| value.chars().count()).sum::<usize>();
    let others = |text: usize| (0..names.len()).filter(move |column| *column != text);
    let taken = named(USUAL[1]);
    let longest = || (0..names.len()).rev().filter(|column| Some(*column) != taken).max_by_key(length);
    let missing = |usual: &str| LabelledError::missing_column(path, usual, &names);
    let text = named(USUAL[0]).or_else(longest).ok_or_else(|| missing(USUAL[0]))?;
    let different = |column: &usize| values(*column).map(|value| value.trim()).collect::<HashSet<_>>().len();
    let fewest = || others(text).filter(|column| different(column) > 1).min_by_key(different);
    let label = named(USUAL[1]).or_else(fewest).or_else(|| others(text).next()).ok_or_else(|| missing(USUAL[1]))?;
    let name = |column: usize| names.get(column).cloned().unwrap_or_default();
    Ok(Columns { text: name(text), label: name(label), names })
}

/// The names of a file's columns (the header's, or the members of the first object), and at most so many rows of all of
/// them; a value that is missing is empty.
///
/// # Errors
/// As [`super::labelled::open`].
fn sample(path: &Path, most: usize) -> Result<(Vec<String>, Vec<Vec<String>>), LabelledError> {
    let (file, source) = opened(path)?;
    let by = match Form::of(path) {
        Form::Csv => b',',
        Form::Tsv => b'\t',
        Form::JsonLines => return sample_objects(&file, source, most),
    };
    let mut reader = reader(source, by);
    let header = reader.headers().map_err(|error| row_error(&file, &error))?;
    let names = header.iter().map(|name| name.trim().to_owned()).collect();
    let mut rows = Vec::new();
    for record in reader.records().take(most) {
        let record = record.map_err(|error| row_error(&file, &error))?;
        rows.push(record.iter().map(str::to_owned).collect());
    }
    Ok((names, rows))
}

fn sample_objects(
    file: &str,
    source: impl Read,
    most: usize,
) -> Result<(Vec<String>, Vec<Vec<String>>), LabelledError> {
    let (mut names, mut rows) = (Vec::new(), Vec::new());
    for item in Objects::new(file, source).take(most) {
        let (_, object) = item?;
        if names.is_empty() {
            names = object.keys().cloned().collect();
        }
        let value = |name: &String| match object.get(name) {
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(serde_json::Value::Null) | None => String::new(),
            Some(other) => other.to_string(),
        };
        rows.push(names.iter().map(value).collect());
    }
    Ok((names, rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(ending: &str, content: &str) -> Result<Columns, LabelledError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(format!("opiniones.{ending}"));
        std::fs::write(&path, content).unwrap();
        look(&path)
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
        assert!(error.contains("expected a column `label`; there are: opinión"), "{error}");
    }
}
