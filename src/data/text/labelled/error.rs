//! Why labelled texts could not be read.

use crate::data::table::TableError;
use thiserror::Error;

/// Why labelled texts could not be read.
#[derive(Debug, Error)]
pub enum LabelledError {
    /// The file can't be read as rows, or has none.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A named column isn't there.
    #[error("{file}, line {line}: expected a column \"{column}\"; it has {there}")]
    Column {
        /// As it was given.
        file: String,
        /// The header's line, or the object's, from 1.
        line: u64,
        /// The column that was asked for, as shown.
        column: String,
        /// The columns that are there, listed.
        there: String,
    },
    /// A row isn't valid JSON, or lacks a value.
    #[error("{file}, line {line}: expected {expected}")]
    Row {
        /// As it was given.
        file: String,
        /// The line on which the row begins, from 1.
        line: u64,
        /// What should have stood there.
        expected: String,
    },
}
