//! word2vec's binary format: the text format's first line, then for each word its bytes, a space, its numbers as 32-bit
//! floats (least significant byte first), and a line feed (which gensim leaves out).

use super::error::{Result, VectorsError, quoted};
use super::text::{header, rows};
use super::{Builder, WordVectors};
use std::io::{BufRead, Read, Write};

/// No word is longer, in bytes, and no first line.
const LONGEST_WORD: u64 = 4_096;

/// Reads word2vec's binary format. `file` names it in errors. Memory grows with what is there, not with what the first line
/// says.
///
/// # Errors
/// Says which word (counting from 1) is cut off, too long, not UTF-8, or has a number that is not finite.
pub fn read_binary(file: &str, mut source: impl BufRead) -> Result<WordVectors> {
    let first = until(file, &mut source, b'\n')?;
    let first = String::from_utf8_lossy(&first);
    let Some((count, width)) = header(&first) else {
        let expected = "the number of words and the length of a vector";
        return Err(VectorsError::content(format!("{file}:1"), expected, quoted(first.trim_end())));
    };
    let mut builder = Builder::new();
    let mut row = Vec::new();
    for number in 1..=count {
        let error = |expected: &str, found: String| {
            VectorsError::content(format!("{file}: word {number} of {count}"), expected, found)
        };
        let bytes = until(file, &mut source, b' ')?;
        let Some(bytes) = bytes.strip_suffix(b" ") else {
            let found = if bytes.len() as u64 == LONGEST_WORD { "a longer one" } else { "the end of the file" };
            return Err(error("a word of at most 4096 bytes and a space", found.to_owned()));
        };
        let bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
        let Ok(word) = std::str::from_utf8(bytes) else {
            return Err(error("a word in UTF-8", quoted(&String::from_utf8_lossy(bytes))));
        };
        row.clear();
        let size = 4 * width as u64;
        let read = source.by_ref().take(size).read_to_end(&mut row);
        read.map_err(|error| VectorsError::unreadable(file, &error))?;
        if row.len() as u64 != size {
            return Err(error(&format!("{width} numbers in {size} bytes"), format!("{} bytes", row.len())));
        }
        let numbers = row.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
        if let Some(x) = numbers.clone().find(|x| !x.is_finite()) {
            return Err(error("finite numbers", x.to_string()));
        }
        builder.values.extend(numbers);
        builder.word(word, width);
    }
    Ok(builder.finish(width))
}

/// Bytes up to and with the end, or as many as a word may have, or to the end of the file.
fn until(file: &str, source: &mut impl BufRead, end: u8) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = source.take(LONGEST_WORD).read_until(end, &mut bytes);
    read.map_err(|error| VectorsError::unreadable(file, &error))?;
    Ok(bytes)
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
