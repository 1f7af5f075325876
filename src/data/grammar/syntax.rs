//! The grammar file as written: features, and blocks of rules whose symbols still bear `$` variables.

use thiserror::Error;
use unicode_normalization::UnicodeNormalization as _;

/// What is wrong with a grammar file, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}{}: {problem}", at_line(*line))]
pub struct ReadError {
    /// The name under which the file was read.
    pub file: String,
    /// Counted from 1; 0 when the file as a whole is meant.
    pub line: usize,
    /// What was expected; text from the file is shown with control characters escaped.
    pub problem: String,
}

/// The line, unless the file as a whole is meant.
fn at_line(line: usize) -> String {
    if line == 0 { String::new() } else { format!(", line {line}") }
}

impl ReadError {
    pub(super) fn new(file: &str, line: usize, problem: String) -> Self {
        Self { file: file.escape_debug().to_string(), line, problem }
    }
}

/// A feature (`$n = s*3 p*2`) with its values and their shares, which sum to 1.
#[derive(Debug)]
pub(super) struct Feature {
    pub(super) name: String,
    pub(super) values: Vec<(String, f64)>,
}

/// One item of a right side: a word, or a symbol split at its dots (parts beginning with `$` are variables).
#[derive(Debug)]
pub(super) enum Item {
    Word(String),
    Symbol(Vec<String>),
}

/// One rule line: its weight, and for each column its items; `None` is an empty cell.
#[derive(Debug)]
pub(super) struct RuleLine {
    pub(super) line: usize,
    pub(super) weight: f64,
    pub(super) cells: Vec<Option<Vec<Item>>>,
}

/// A symbol and its rules; `columns` holds what a table's columns add to the name (one empty column when it is no
/// table).
#[derive(Debug)]
pub(super) struct Block {
    pub(super) line: usize,
    pub(super) left: Vec<String>,
    pub(super) columns: Vec<Vec<String>>,
    pub(super) rules: Vec<RuleLine>,
}

/// A whole file.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) file: String,
    pub(super) features: Vec<Feature>,
    pub(super) blocks: Vec<Block>,
}

impl Source {
    pub(super) fn parse(file: &str, text: &str) -> Result<Self, ReadError> {
        let mut source = Self { file: file.to_owned(), features: Vec::new(), blocks: Vec::new() };
        for (index, raw) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = index + 1;
            let content = raw.split('#').next().unwrap_or_default().trim_end();
            if content.is_empty() {
                continue;
            }
            if content.starts_with([' ', '\t']) {
                let rule = source.rule_line(line, content.trim_start())?;
                match source.blocks.last_mut() {
                    Some(block) => block.rules.push(rule),
                    None => return Err(source.error(line, "expected a symbol before its first rule")),
                }
            } else if content.starts_with('$') {
                let feature = source.feature(line, content)?;
                source.features.push(feature);
            } else {
                let block = source.block(line, content)?;
                source.blocks.push(block);
            }
        }
        match source.blocks.iter().find(|block| block.rules.is_empty()) {
            Some(block) => Err(source.error(block.line, "expected at least one indented rule below the symbol")),
            None if source.blocks.is_empty() => Err(source.error(0, "expected at least one symbol with rules")),
            None => Ok(source),
        }
    }

    pub(super) fn error(&self, line: usize, problem: impl Into<String>) -> ReadError {
        ReadError::new(&self.file, line, problem.into())
    }

    pub(super) fn feature_named(&self, name: &str) -> Option<&Feature> {
        self.features.iter().find(|feature| feature.name == name)
    }

    fn feature(&self, line: usize, content: &str) -> Result<Feature, ReadError> {
        let wrong = || self.error(line, "expected a feature such as `$n = s*3 p*2`");
        let (name, values) = content.split_once('=').ok_or_else(wrong)?;
        let name = name.trim();
        if !name.strip_prefix('$').is_some_and(is_value) {
            return Err(wrong());
        }
        if self.feature_named(name).is_some() {
            return Err(self.error(line, format!("expected a new feature, `{name}` was given before")));
        }
        let mut parsed: Vec<(String, f64)> = Vec::new();
        for entry in values.split_whitespace() {
            let (value, weight) = entry.split_once('*').unwrap_or((entry, "1"));
            if !is_value(value) || parsed.iter().any(|(known, _)| known == value) {
                return Err(
                    self.error(line, format!("expected a new value of lower-case letters, not `{}`", show(value)))
                );
            }
            parsed.push((value.to_owned(), self.weight(line, weight)?));
        }
        let sum: f64 = parsed.iter().map(|(_, weight)| weight).sum();
        if parsed.is_empty() || !sum.is_finite() {
            return Err(wrong());
        }
        parsed.iter_mut().for_each(|(_, weight)| *weight /= sum);
        Ok(Feature { name: name.to_owned(), values: parsed })
    }

    fn block(&self, line: usize, content: &str) -> Result<Block, ReadError> {
        let (name, columns) = match content.split_once(".(") {
            None => (content.trim(), vec![Vec::new()]),
            Some((name, group)) => {
                let inside = group.trim_end().strip_suffix(')');
                let inside =
                    inside.ok_or_else(|| self.error(line, "expected `)` at the end of the table's columns"))?;
                let split = |column: &str| column.trim().split('.').map(str::to_owned).collect::<Vec<_>>();
                (name.trim(), inside.split('|').map(split).collect())
            }
        };
        let left = self.symbol(line, name)?;
        for part in columns.iter().flatten() {
            if !is_value(part) {
                return Err(self.error(line, format!("expected a column such as `m.s`, not `{}`", show(part))));
            }
        }
        if columns.iter().enumerate().any(|(i, column)| columns.iter().take(i).any(|before| before == column)) {
            return Err(self.error(line, "expected columns that differ"));
        }
        Ok(Block { line, left, columns, rules: Vec::new() })
    }

    fn rule_line(&self, line: usize, content: &str) -> Result<RuleLine, ReadError> {
        let (weight, rest) = content.split_once(char::is_whitespace).unwrap_or((content, ""));
        let weight = self.weight(line, weight)?;
        let columns = self.blocks.last().map_or(1, |block| block.columns.len());
        let cells: Vec<&str> = rest.split('|').map(str::trim).collect();
        if cells.len() != columns {
            return Err(self.error(line, format!("expected {columns} cell(s) between bars, found {}", cells.len())));
        }
        let cells = cells.into_iter().map(|cell| self.cell(line, cell)).collect::<Result<Vec<_>, _>>()?;
        Ok(RuleLine { line, weight, cells })
    }

    fn cell(&self, line: usize, cell: &str) -> Result<Option<Vec<Item>>, ReadError> {
        if cell == "-" {
            return Ok(None);
        }
        if cell.is_empty() {
            return Err(self.error(line, "expected words or symbols after the weight, or `-` in a table"));
        }
        let item = |token: &str| {
            if token.starts_with(|c: char| c.is_ascii_uppercase()) {
                self.symbol(line, token).map(Item::Symbol)
            } else if token.chars().any(|c| c.is_uppercase() || c.is_control() || c == '$') {
                Err(self.error(line, format!("expected a word in lower case or a symbol, not `{}`", show(token))))
            } else {
                Ok(Item::Word(token.nfc().collect()))
            }
        };
        cell.split_whitespace().map(item).collect::<Result<Vec<_>, _>>().map(Some)
    }

    /// A symbol's parts; its variables must be features given above.
    fn symbol(&self, line: usize, token: &str) -> Result<Vec<String>, ReadError> {
        let parts: Vec<String> = token.split('.').map(str::to_owned).collect();
        let head_is_name = parts.first().is_some_and(|head| {
            head.starts_with(|c: char| c.is_ascii_uppercase()) && head.chars().all(|c| c.is_ascii_alphanumeric())
        });
        for part in parts.iter().skip(1) {
            let known = if part.starts_with('$') { self.feature_named(part).is_some() } else { is_value(part) };
            if !known {
                let problem = format!("expected a value or a feature given above, not `{}`", show(part));
                return Err(self.error(line, problem));
            }
        }
        if head_is_name {
            Ok(parts)
        } else {
            Err(self.error(line, format!("expected a symbol such as `Noun.$g.s`, not `{}`", show(token))))
        }
    }

    fn weight(&self, line: usize, text: &str) -> Result<f64, ReadError> {
        match text.parse::<f64>() {
            Ok(weight) if weight > 0.0 && weight.is_finite() => Ok(weight),
            _ => Err(self.error(line, format!("expected a weight above 0, not `{}`", show(text)))),
        }
    }
}

/// Text from the file, safe to print.
fn show(text: &str) -> String {
    text.chars().take(40).flat_map(char::escape_debug).collect()
}

/// A feature's value or name: ASCII lower-case letters and digits.
fn is_value(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}
