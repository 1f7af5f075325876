//! GloVe's text: a word and its numbers a line, no header.

use super::error::Result;
use super::lines::{Lines, take};
use super::{Builder, WordVectors};
use std::io::BufRead;

/// Reads a text of lines of a word and its numbers; the first line decides how many numbers there are. `file` names it in
/// errors.
///
/// # Errors
/// Names the line that has another width, is not UTF-8, or has something else than a finite number; an empty file.
pub fn read_glove(file: &str, source: impl BufRead) -> Result<WordVectors> {
    let mut lines = Lines::new(file, source);
    let mut builder = Builder::new();
    let mut width = None;
    while let Some(line) = lines.next()? {
        let expected = width.unwrap_or_else(|| first_width(line));
        if expected == 0 {
            return Err(lines.error("a word and its numbers", "no numbers"));
        }
        width = Some(expected);
        match take(line, expected, &mut builder.values) {
            Ok(word) => builder.word(word, expected),
            Err(wrong) => return Err(lines.error(wrong.expected, wrong.found)),
        }
    }
    match width {
        Some(width) => Ok(builder.finish(width)),
        None => Err(lines.error("a word and its numbers", "an empty file")),
    }
}

/// Fields after the first.
fn first_width(line: &str) -> usize {
    line.trim_end_matches([' ', '\t']).split([' ', '\t']).count() - 1
}
