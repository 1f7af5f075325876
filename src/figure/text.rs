//! Figures made of words: tokens and tables.

use super::number::Real;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What happened to a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenMark {
    /// Nothing.
    #[default]
    Plain,
    /// It was taken out.
    Removed,
    /// It was altered.
    Changed,
    /// It isn't in the vocabulary.
    Unknown,
}

/// One token.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Token {
    /// Its text, as it stands.
    pub text: String,
    /// What happened to it.
    pub mark: TokenMark,
    /// A number that belongs to it (its surprise in bits, a gate's value), if any.
    pub weight: Option<Real>,
    /// Where it stands in the text that it was cut from, in bytes, if that text was the user's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Range<usize>>,
}

/// A text whose tokens are marked or weighted.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Tokens {
    /// The pane's title.
    pub title: String,
    /// What a weight measures.
    pub weight_label: String,
    /// The tokens in order.
    pub tokens: Vec<Token>,
    /// The text that the tokens were cut from, if that was the user's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// A number: aligned right, printed with the digits that the screen has room for.
    Number(Real),
    /// A word.
    Text(String),
}

impl From<f64> for Cell {
    fn from(v: f64) -> Self {
        Self::Number(Real(v))
    }
}

impl From<&str> for Cell {
    fn from(v: &str) -> Self {
        Self::Text(v.to_owned())
    }
}

impl From<String> for Cell {
    fn from(v: String) -> Self {
        Self::Text(v)
    }
}

/// Rows and columns.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Table {
    /// The pane's title.
    pub title: String,
    /// Names of the columns.
    pub header: Vec<String>,
    /// The rows, each as long as the header.
    pub rows: Vec<Vec<Cell>>,
}
