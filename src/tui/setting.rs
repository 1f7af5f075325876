//! Reading the user's settings so that a mistake is answered with the file, the line and the key it stands at.

use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What is wrong with a setting, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {key}: {problem}")]
pub struct SettingError {
    /// The file (or the built-in's name), control characters escaped.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The key with the tables it lies in ("styles.title"); of a file that isn't TOML at all, "syntax".
    pub key: String,
    /// What was found and what was expected.
    pub problem: String,
}

/// A TOML text together with its name, for errors that point into it.
pub(crate) struct Source<'t> {
    file: &'t str,
    text: &'t str,
}

impl<'t> Source<'t> {
    pub(crate) fn new(file: &'t str, text: &'t str) -> Self {
        Self { file, text }
    }

    /// The whole text as a table.
    pub(crate) fn parse(&self) -> Result<DeTable<'t>, SettingError> {
        DeTable::parse(self.text).map(Spanned::into_inner).map_err(|error| {
            let problem = error.message().lines().collect::<Vec<_>>().join("; ");
            self.error(error.span().unwrap_or(0..0), "syntax", problem)
        })
    }

    /// The line of a place of the text, counted from 1.
    pub(crate) fn line(&self, at: Range<usize>) -> usize {
        1 + self.text.as_bytes().iter().take(at.start).filter(|byte| **byte == b'\n').count()
    }

    /// An error at a place of the text.
    pub(crate) fn error(&self, at: Range<usize>, key: &str, problem: impl Into<String>) -> SettingError {
        SettingError {
            file: self.file.escape_debug().to_string(),
            line: self.line(at),
            key: key.escape_debug().to_string(),
            problem: problem.into(),
        }
    }

    /// The error for a value of the wrong kind.
    pub(crate) fn expected(&self, value: &Spanned<DeValue<'_>>, key: &str, what: &str) -> SettingError {
        let found = value.get_ref().type_str();
        self.error(value.span(), key, format!("expected {what}, found a value of type {found}"))
    }

    /// The value as a string.
    pub(crate) fn string<'v>(&self, value: &'v Spanned<DeValue<'_>>, key: &str) -> Result<&'v str, SettingError> {
        value.get_ref().as_str().ok_or_else(|| self.expected(value, key, "a string"))
    }

    /// The value as a table.
    pub(crate) fn table<'v>(
        &self,
        value: &'v Spanned<DeValue<'t>>,
        key: &str,
    ) -> Result<&'v DeTable<'t>, SettingError> {
        value.get_ref().as_table().ok_or_else(|| self.expected(value, key, "a table"))
    }

    /// The value as a list of strings, each with its place.
    pub(crate) fn strings(
        &self,
        value: &Spanned<DeValue<'_>>,
        key: &str,
    ) -> Result<Vec<(String, Range<usize>)>, SettingError> {
        let items = value.get_ref().as_array().ok_or_else(|| self.expected(value, key, "a list of strings"))?;
        items.iter().map(|item| Ok((self.string(item, key)?.to_owned(), item.span()))).collect()
    }
}

/// `"a", "b", "c"`, for messages that say what is allowed.
pub(crate) fn list_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ")
}
