//! word2vec's text format: a line with the number of words and of numbers a word, then a line a word.

use super::error::{Result, VectorsError, quoted};
use super::lines::{Lines, take};
use super::{Builder, WordVectors};
use std::io::{BufRead, Write};

/// Reads word2vec's text format. `file` names it in errors. Memory grows with what is there, not with what the first line
/// says.
///
/// # Errors
/// Names the line that is wrong, or says how many words there are instead of those announced.
pub fn read_text(file: &str, source: impl BufRead) -> Result<WordVectors> {
    let mut lines = Lines::new(file, source);
    let first = lines.next()?.unwrap_or_default();
    let Some((count, width)) = header(first) else {
        let found = quoted(first);
        return Err(lines.error("the number of words and the length of a vector", found));
    };
    let mut builder = Builder::new();
    for read in 0..count {
        let Some(line) = lines.next()? else {
            let expected = format!("{count} words, as the first line says");
            return Err(VectorsError::content(file, expected, format!("{read} before the end of the file")));
        };
        match take(line, width, &mut builder.values) {
            Ok(word) => builder.word(word, width),
            Err(wrong) => return Err(lines.error(wrong.expected, wrong.found)),
        }
    }
    // To the very end, so that a gzip stream's is reached too.
    while let Some(line) = lines.next()? {
        if !line.trim().is_empty() {
            let expected = format!("the end after {count} words, as the first line says");
            return Err(lines.error(expected, "another line"));
        }
    }
    Ok(builder.finish(width))
}

/// Number of words and of numbers a word, both of them above 0 or no word at all.
pub(super) fn header(line: &str) -> Option<(u64, usize)> {
    let mut fields = line.split_ascii_whitespace();
    let (count, width) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    (fields.next().is_none() && (1..=1 << 20).contains(&width)).then_some((count, width))
}

/// Writes word2vec's text format. Numbers are the shortest that read back as the same bits.
///
/// # Errors
/// When a word is empty or has white space in it, which the format cannot hold, or the file cannot be written.
pub fn write_text(vectors: &WordVectors, file: &str, mut to: impl Write) -> Result<()> {
    let failed = |error: std::io::Error| VectorsError::unwritable(file, &error);
    writeln!(to, "{} {}", vectors.len(), vectors.width()).map_err(failed)?;
    write_rows(vectors, file, to)
}

/// A line a word, without a first line: GloVe's format.
pub(super) fn write_rows(vectors: &WordVectors, file: &str, mut to: impl Write) -> Result<()> {
    let failed = |error: std::io::Error| VectorsError::unwritable(file, &error);
    for (word, row) in rows(vectors, file)? {
        write!(to, "{word}").map_err(failed)?;
        for x in row {
            write!(to, " {x}").map_err(failed)?;
        }
        writeln!(to).map_err(failed)?;
    }
    to.flush().map_err(failed)
}

/// Words with their vectors, if the format can hold every word.
pub(super) fn rows<'v>(
    vectors: &'v WordVectors,
    file: &str,
) -> Result<impl Iterator<Item = (&'v String, &'v [f32])> + use<'v>> {
    let words = vectors.vocabulary().tokens();
    if let Some(word) = words.iter().find(|word| word.is_empty() || word.contains(char::is_whitespace)) {
        return Err(VectorsError::content(file, "words without white space", quoted(word)));
    }
    Ok(words.iter().zip(vectors.values().chunks_exact(vectors.width().max(1))))
}
