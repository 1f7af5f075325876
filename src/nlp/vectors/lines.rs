//! Lines of a text file, one at a time, with their numbers.

use super::error::{Result, VectorsError};
use std::io::BufRead;

/// No line of vectors is longer: it would be a file of another kind, and reading on would only fill the memory.
const LONGEST: u64 = 4 << 20;

/// Reads lines without their ends (`\n` or `\r\n`).
pub(super) struct Lines<'a, R> {
    file: &'a str,
    source: R,
    number: u64,
    line: Vec<u8>,
}

impl<'a, R: BufRead> Lines<'a, R> {
    /// `file` names it in errors.
    pub(super) fn new(file: &'a str, source: R) -> Self {
        Self { file, source, number: 0, line: Vec::new() }
    }

    /// The next line; None at the end.
    pub(super) fn next(&mut self) -> Result<Option<&str>> {
        self.line.clear();
        let mut limited = std::io::Read::take(&mut self.source, LONGEST);
        let count = limited.read_until(b'\n', &mut self.line);
        if count.map_err(|error| VectorsError::unreadable(self.file, &error))? == 0 {
            return Ok(None);
        }
        self.number += 1;
        if self.line.len() as u64 == LONGEST && self.line.last() != Some(&b'\n') {
            return Err(self.error("a line of at most 4 MiB", "a longer one"));
        }
        let line = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match std::str::from_utf8(line) {
            Ok(line) => Ok(Some(line)),
            Err(error) => {
                let found = format!("a wrong byte in column {}", error.valid_up_to() + 1);
                Err(VectorsError::content(format!("{}:{}", self.file, self.number), "text in UTF-8", found))
            }
        }
    }

    /// The number of the line that was read last, from 1.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// An error in the line that was read last.
    pub(super) fn error(&self, expected: impl Into<String>, found: impl Into<String>) -> VectorsError {
        VectorsError::content(format!("{}:{}", self.file, self.number), expected, found)
    }
}

/// Why a line is none of a word and so many numbers.
pub(super) struct Wrong {
    pub(super) expected: String,
    pub(super) found: String,
}

/// Takes a line apart into a word and `width` numbers, which are appended to `values`. A word may have spaces in it, as in
/// some of GloVe's files, as long as no part but the first is a number.
pub(super) fn take<'l>(line: &'l str, width: usize, values: &mut Vec<f32>) -> std::result::Result<&'l str, Wrong> {
    let line = line.trim_end_matches([' ', '\t']);
    let start = values.len();
    let mut rest = line;
    for _ in 0..width {
        let Some((before, field)) = rest.rsplit_once([' ', '\t']) else {
            values.truncate(start);
            return Err(wrong_width(line, width));
        };
        match field.parse::<f32>() {
            Ok(number) if number.is_finite() => values.push(number),
            _ => {
                values.truncate(start);
                // A word among the numbers: too few of them stand after it, or one is misspelt.
                let fields = fields(line);
                return Err(if fields == width + 1 {
                    Wrong { expected: "a finite number".into(), found: super::error::quoted(field) }
                } else {
                    wrong_width(line, width)
                });
            }
        }
        rest = before;
    }
    values.get_mut(start..).unwrap_or_default().reverse();
    let is_number = |part: &str| part.parse::<f32>().is_ok();
    if rest.is_empty() || rest.split([' ', '\t']).skip(1).any(is_number) {
        values.truncate(start);
        return Err(wrong_width(line, width));
    }
    Ok(rest)
}

fn fields(line: &str) -> usize {
    line.split([' ', '\t']).count()
}

fn wrong_width(line: &str, width: usize) -> Wrong {
    let expected = format!("a word and {width} number{}", if width == 1 { "" } else { "s" });
    let fields = fields(line);
    Wrong { expected, found: format!("{fields} field{}", if fields == 1 { "" } else { "s" }) }
}
