//! Lines of a text file, one at a time, with their numbers.

use super::error::{Result, VectorsError};
use std::io::BufRead;

/// No line of vectors is longer: it would be a file of another kind, and reading on would only fill the memory.
const LONGEST: u64 = 4 << 20;

/// The byte order mark of UTF-8, which editors put before a text and which is no part of it.
pub(super) const MARK: &[u8] = "\u{feff}".as_bytes();

/// Reads lines without their ends (`\n` or `\r\n`), and without a byte order mark.
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
        let line = if self.number == 1 { line.strip_prefix(MARK).unwrap_or(line) } else { line };
        match std::str::from_utf8(line) {
            Ok(line) => Ok(Some(line)),
            Err(error) => {
                let found = format!("a wrong byte in column {}", error.valid_up_to() + 1);
                Err(self.error("text in UTF-8", found))
            }
        }
    }

    /// The number of the line that was read last, from 1.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// An error in the line that was read last.
    pub(super) fn error(&self, expected: impl Into<String>, found: impl Into<String>) -> VectorsError {
        self.error_in(self.number, expected, found)
    }

    /// An error in the line of that number.
    pub(super) fn error_in(&self, number: u64, expected: impl Into<String>, found: impl Into<String>) -> VectorsError {
        let place = if number == 0 { self.file.to_owned() } else { format!("{}, line {number}", self.file) };
        VectorsError::content(place, expected, found)
    }
}

/// Why a line is none of a word and so many numbers.
pub(super) struct Wrong {
    pub(super) expected: String,
    pub(super) found: String,
}

/// Takes a line apart into a word and `width` numbers, which are appended to `values`: the last fields. A word may have
/// blanks and numbers in it ("top 10", ". . ."); but what looks like one more of the row's own numbers is one too many.
pub(super) fn take<'l>(line: &'l str, width: usize, values: &mut Vec<f32>) -> std::result::Result<&'l str, Wrong> {
    let line = line.trim_end_matches([' ', '\t']);
    let start = values.len();
    let taken = take_numbers(line, width, values);
    match taken {
        Ok(_) => {
            if let Some(row) = values.get_mut(start..) {
                row.reverse();
            }
        }
        Err(_) => values.truncate(start),
    }
    taken
}

/// As [`take`], the last number first.
fn take_numbers<'l>(line: &'l str, width: usize, values: &mut Vec<f32>) -> std::result::Result<&'l str, Wrong> {
    let mut rest = line;
    let (mut with_point, mut decimals) = (0, 0);
    for _ in 0..width {
        let Some((before, field)) = rest.rsplit_once([' ', '\t']) else { return Err(wrong_width(line, width)) };
        let number = field.parse::<f32>();
        match number {
            Ok(number) if number.is_finite() => values.push(number),
            // A word among the numbers: too few of them stand after it, or one is misspelt.
            _ if number.is_ok() || fields(line) == width + 1 => {
                return Err(Wrong { expected: "a finite number".into(), found: super::error::quoted(field) });
            }
            _ => return Err(wrong_width(line, width)),
        }
        let own = decimals_of(field);
        (with_point, decimals) = (with_point + usize::from(own > 0), decimals + own);
        rest = before;
    }
    let last = rest.rsplit_once([' ', '\t']).map_or("", |(_, last)| last);
    let is_row_of_decimals = 2 * with_point >= width;
    let own = if last.parse::<f32>().is_ok() { decimals_of(last) } else { 0 };
    let is_one_more = is_row_of_decimals && own > 0 && 2 * own * with_point >= decimals;
    if rest.trim_matches([' ', '\t']).is_empty() || is_one_more { Err(wrong_width(line, width)) } else { Ok(rest) }
}

/// Digits after the point of a number; of one with an exponent as many as make a float.
fn decimals_of(field: &str) -> usize {
    if field.contains(['e', 'E']) { 6 } else { field.split_once('.').map_or(0, |(_, after)| after.len()) }
}

/// How many numbers a line ends with, one field at least being the word.
pub(super) fn trailing_numbers(line: &str) -> usize {
    let fields = || line.trim_end_matches([' ', '\t']).split([' ', '\t']).rev();
    let numbers = fields().take_while(|field| field.parse::<f32>().is_ok()).count();
    numbers.min(fields().count() - 1)
}

fn fields(line: &str) -> usize {
    line.split([' ', '\t']).count()
}

fn wrong_width(line: &str, width: usize) -> Wrong {
    let expected = format!("a word and {width} number{}", if width == 1 { "" } else { "s" });
    let fields = fields(line);
    Wrong { expected, found: format!("{fields} field{}", if fields == 1 { "" } else { "s" }) }
}
