//! word2vec's binary format: the text format's first line, then for each word its bytes, a space, its numbers as 32-bit
//! floats (least significant byte first), and a line feed (which gensim leaves out).

use super::error::{Result, VectorsError, quoted};
use super::text::{header, rows};
use super::{Builder, WordVectors};
use std::io::{Read, Write};

/// No word is longer, in bytes, and no first line.
const LONGEST_WORD: usize = 4_096;
/// Bytes asked for at once.
const CHUNK: usize = 1 << 18;
/// No number of a vector is larger; letters that are taken for numbers are.
const LARGEST: f32 = 1e15;

/// Reads word2vec's binary format. `file` names it in errors. Memory grows with what is there, not with what the first line
/// says. The format does not say where a word ends, so a space may be one in a word: the first one is taken after which a
/// vector, and then the next word, can stand.
///
/// # Errors
/// Says which word (counting from 1) is cut off, too long, not UTF-8, or has a number that is not finite; that more follows
/// the last.
pub fn read_binary(file: &str, source: impl Read) -> Result<WordVectors> {
    let mut window = Window { source, bytes: Vec::new(), start: 0 };
    let unreadable = |error: std::io::Error| VectorsError::unreadable(file, &error);
    let start = window.ahead(LONGEST_WORD).map_err(unreadable)?;
    let first = start
        .iter()
        .take(LONGEST_WORD)
        .position(|byte| *byte == b'\n')
        .map_or(start.len().min(LONGEST_WORD), |end| end + 1);
    let first = String::from_utf8_lossy(start.get(..first).unwrap_or_default()).into_owned();
    let Some((count, width)) = header(&first) else {
        let expected = "the number of words and the length of a vector";
        return Err(VectorsError::content(format!("{file}, line 1"), expected, quoted(first.trim_end())));
    };
    window.start += first.len();
    let mut builder = Builder::new();
    let size = 4 * width;
    for number in 1..=count {
        let error = |expected: &str, found: String| {
            VectorsError::content(format!("{file}, word {number} of {count}"), expected, found)
        };
        // Line feeds, the word and its space, its numbers, and the same of the next word.
        let bytes = window.ahead(2 * (LONGEST_WORD + 1) + size).map_err(unreadable)?;
        let feeds = bytes.iter().take_while(|byte| **byte == b'\n').count();
        let bytes = bytes.get(feeds..).unwrap_or_default();
        let Some(end) = word_end(bytes, size, number == count) else {
            let found = if bytes.len() < LONGEST_WORD { "the end of the file" } else { "a longer one" };
            return Err(error("a word of at most 4096 bytes and a space", found.to_owned()));
        };
        let word = bytes.get(..end).unwrap_or_default();
        let Ok(word) = std::str::from_utf8(word) else {
            return Err(error("a word in UTF-8", quoted(&String::from_utf8_lossy(word))));
        };
        let row = bytes.get(end + 1..).unwrap_or_default();
        let row = row.get(..size.min(row.len())).unwrap_or_default();
        if row.len() != size {
            return Err(error(&format!("{width} numbers in {size} bytes"), format!("{} bytes", row.len())));
        }
        if let Some(x) = numbers(row).find(|x| !x.is_finite()) {
            return Err(error("finite numbers", x.to_string()));
        }
        builder.values.extend(numbers(row));
        builder.word(word, width);
        window.start += feeds + end + 1 + size;
    }
    loop {
        let rest = window.ahead(1).map_err(unreadable)?;
        if rest.is_empty() {
            return Ok(builder.finish(width));
        }
        if rest.iter().any(|byte| !byte.is_ascii_whitespace()) {
            let expected = format!("the end after {count} words, as the first line says");
            return Err(VectorsError::content(file, expected, "more bytes"));
        }
        window.start += rest.len();
    }
}

/// Where the word ends that begins here; `size` are the bytes of a vector.
fn word_end(bytes: &[u8], size: usize, is_last: bool) -> Option<usize> {
    let spaces = || bytes.iter().take(LONGEST_WORD).enumerate().filter(|(_, byte)| **byte == b' ').map(|(at, _)| at);
    let can_end = |end: &usize| {
        let after = bytes.get(end + 1..).unwrap_or_default();
        after.split_at_checked(size).is_some_and(|(row, rest)| {
            numbers(row).all(|x| x.abs() < LARGEST) && if is_last { is_blank(rest) } else { begins_word(rest) }
        })
    };
    spaces().find(can_end).or_else(|| spaces().next())
}

fn is_blank(rest: &[u8]) -> bool {
    rest.iter().all(u8::is_ascii_whitespace)
}

/// Whether a word and a space can stand here.
fn begins_word(rest: &[u8]) -> bool {
    let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    let word = rest.split(|byte| *byte == b' ').next().unwrap_or_default();
    let is_text = |word: &str| !word.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\u{85}'));
    word.len() < rest.len().min(LONGEST_WORD) && std::str::from_utf8(word).is_ok_and(is_text)
}

fn numbers(row: &[u8]) -> impl Iterator<Item = f32> {
    row.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes))
}

/// A source that can be looked ahead in.
struct Window<R> {
    source: R,
    bytes: Vec<u8>,
    /// Where what is not yet taken begins.
    start: usize,
}

impl<R: Read> Window<R> {
    /// What comes next: so many bytes at least, fewer only before the end.
    fn ahead(&mut self, count: usize) -> std::io::Result<&[u8]> {
        while self.bytes.len() - self.start < count {
            if self.start > CHUNK {
                self.bytes.drain(..self.start);
                self.start = 0;
            }
            if self.source.by_ref().take(CHUNK as u64).read_to_end(&mut self.bytes)? == 0 {
                break;
            }
        }
        Ok(self.bytes.get(self.start..).unwrap_or_default())
    }
}

/// Writes word2vec's binary format.
///
/// # Errors
/// When a word is empty or has white space in it, which the format cannot hold, or the file cannot be written.
pub fn write_binary(vectors: &WordVectors, file: &str, mut to: impl Write) -> Result<()> {
    let failed = |error: std::io::Error| VectorsError::unwritable(file, &error);
    writeln!(to, "{} {}", vectors.len(), vectors.width()).map_err(failed)?;
    let mut bytes = Vec::new();
    for (word, row) in rows(vectors, file)? {
        bytes.clear();
        bytes.extend_from_slice(word.as_bytes());
        bytes.push(b' ');
        bytes.extend(row.iter().flat_map(|x| x.to_le_bytes()));
        bytes.push(b'\n');
        to.write_all(&bytes).map_err(failed)?;
    }
    to.flush().map_err(failed)
}
