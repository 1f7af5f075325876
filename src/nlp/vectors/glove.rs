//! GloVe's text: a word and its numbers a line, no header.

use super::error::Result;
use super::lines::{Lines, take, trailing_numbers};
use super::{Builder, WordVectors};
use std::io::BufRead;

/// So many lines, and bytes of them, are looked at to find out how many numbers a word has.
const SAMPLE: usize = 1_000;
const SAMPLE_BYTES: usize = 8 << 20;

/// Reads a text of lines of a word and its numbers; as many numbers as most of the first lines end with, since words may
/// have blanks and numbers in them. `file` names it in errors.
///
/// # Errors
/// Names the line that has another width, is not UTF-8, or has something else than a finite number; an empty file.
pub fn read_glove(file: &str, source: impl BufRead) -> Result<WordVectors> {
    let mut lines = Lines::new(file, source);
    let mut sample = Vec::new();
    let mut bytes = 0;
    // What is wrong in a line is told after what is wrong in those before it.
    let end = loop {
        if sample.len() == SAMPLE || bytes > SAMPLE_BYTES {
            break Ok(());
        }
        match lines.next() {
            Ok(Some(line)) => {
                bytes += line.len();
                sample.push(line.to_owned());
            }
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    let mut builder = Builder::new();
    let width = match (most(sample.iter().map(|line| trailing_numbers(line))), sample.is_empty()) {
        (Some(width), _) => width,
        (None, false) => return Err(lines.error_in(1, "a word and its numbers", "no numbers")),
        (None, true) => {
            end?;
            return Err(lines.error("a word and its numbers", "an empty file"));
        }
    };
    for (number, line) in (1..).zip(&sample) {
        match take(line, width, &mut builder.values) {
            Ok(word) => builder.word(word, width),
            Err(wrong) => return Err(lines.error_in(number, wrong.expected, wrong.found)),
        }
    }
    end?;
    while let Some(line) = lines.next()? {
        match take(line, width, &mut builder.values) {
            Ok(word) => builder.word(word, width),
            Err(wrong) => return Err(lines.error(wrong.expected, wrong.found)),
        }
    }
    Ok(builder.finish(width))
}

/// The number above 0 that comes most often; of equals the one that comes first.
fn most(numbers: impl Iterator<Item = usize>) -> Option<usize> {
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for number in numbers.filter(|number| *number > 0) {
        match counts.iter_mut().find(|(own, _)| *own == number) {
            Some((_, count)) => *count += 1,
            None => counts.push((number, 1)),
        }
    }
    let best = counts.iter().map(|(_, count)| *count).max()?;
    counts.into_iter().find(|(_, count)| *count == best).map(|(number, _)| number)
}
