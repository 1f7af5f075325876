//! numpy's array files (format versions 1 to 3) of two axes, with the words in a text file beside them.

use super::error::{Result, VectorsError, quoted};
use super::lines::Lines;
use super::{Builder, WordVectors};
use std::io::{BufRead, Read, Write};

const MAGIC: &[u8] = b"\x93NUMPY";

/// What a header says.
struct Header {
    rows: u64,
    width: usize,
    /// Bytes a number: 4 or 8.
    size: usize,
}

/// Reads an array of 32- or 64-bit floats `[words, width]` and a text with a word a line. The files' names stand in errors.
/// Memory grows with what is there, not with what the header says.
///
/// # Errors
/// Says what in the header is of another kind, at which row the array is cut off, has a number that is not finite or runs
/// on, or which line of words lacks, is empty or is one too many.
pub fn read_npy(file: &str, mut source: impl BufRead, words: &str, words_source: impl BufRead) -> Result<WordVectors> {
    let Header { rows, width, size } = read_header(file, &mut source)?;
    let mut lines = Lines::new(words, words_source);
    let mut builder = Builder::new();
    let mut bytes = Vec::new();
    for row in 0..rows {
        let error = |expected: String, found: String| {
            VectorsError::content(format!("{file}, row {row} of {rows}"), expected, found)
        };
        bytes.clear();
        let wanted = width * size;
        let read = source.by_ref().take(wanted as u64).read_to_end(&mut bytes);
        read.map_err(|error| VectorsError::unreadable(file, &error))?;
        if bytes.len() != wanted {
            return Err(error(format!("{wanted} bytes"), bytes.len().to_string()));
        }
        match size {
            4 => builder.values.extend(bytes.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b))),
            _ => builder.values.extend(bytes.as_chunks().0.iter().map(|b| f64::from_le_bytes(*b) as f32)),
        }
        let own = builder.values.get(row_start(&builder.values, width)..).unwrap_or_default();
        if let Some(x) = own.iter().find(|x| !x.is_finite()) {
            return Err(error("finite numbers".into(), x.to_string()));
        }
        let word = lines.next()?.map(str::to_owned);
        match word.as_deref() {
            Some(word) if !word.is_empty() => builder.word(word, width),
            Some(_) => return Err(lines.error("a word", "an empty line")),
            None => {
                let expected = format!("{rows} words, as many as {file} has rows");
                return Err(VectorsError::content(words, expected, lines.number().to_string()));
            }
        }
    }
    let rest = source.fill_buf().map_err(|error| VectorsError::unreadable(file, &error))?;
    if !rest.is_empty() {
        return Err(VectorsError::content(file, format!("the end after {rows} rows"), "more bytes"));
    }
    if lines.next()?.is_some() {
        return Err(lines.error(format!("the end after {rows} words, as many as {file} has rows"), "another line"));
    }
    Ok(builder.finish(width))
}

fn row_start(values: &[f32], width: usize) -> usize {
    values.len().saturating_sub(width)
}

fn read_header(file: &str, source: &mut impl BufRead) -> Result<Header> {
    let mut short = [0; 8];
    let failed = |error: std::io::Error| VectorsError::unreadable(file, &error);
    source.read_exact(&mut short).map_err(failed)?;
    let [.., version, _] = short;
    if !short.starts_with(MAGIC) || !(1..=3).contains(&version) {
        let found = quoted(&String::from_utf8_lossy(&short));
        return Err(VectorsError::content(file, "a numpy array (.npy, version 1 to 3)", found));
    }
    let mut length = [0; 4];
    let length_bytes = if version == 1 { 2 } else { 4 };
    source.read_exact(length.get_mut(..length_bytes).unwrap_or_default()).map_err(failed)?;
    let length = u32::from_le_bytes(length);
    if length > 1 << 16 {
        return Err(VectorsError::content(file, "a header of at most 64 KiB", format!("{length} bytes")));
    }
    let mut text = Vec::new();
    source.take(u64::from(length)).read_to_end(&mut text).map_err(failed)?;
    parse(file, &String::from_utf8_lossy(&text))
}

/// The header is a Python dictionary: `{'descr': '<f4', 'fortran_order': False, 'shape': (400000, 50), }`.
fn parse(file: &str, text: &str) -> Result<Header> {
    let after = |key: &str| text.split_once(&format!("'{key}':")).map_or("", |(_, rest)| rest.trim_start());
    let wrong = |expected: &str, found: &str| Err(VectorsError::content(file, expected, quoted(found)));
    let kind = after("descr").split(',').next().unwrap_or_default().trim();
    let size = match kind {
        "'<f4'" => 4,
        "'<f8'" => 8,
        other => return wrong("numbers of the type '<f4' or '<f8'", other),
    };
    let order = after("fortran_order").split(',').next().unwrap_or_default().trim();
    if order != "False" {
        return wrong("an array in C order ('fortran_order': False)", order);
    }
    let shape = after("shape").strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or("", |(shape, _)| shape);
    let axes: Vec<Option<u64>> =
        shape.split(',').map(str::trim).filter(|axis| !axis.is_empty()).map(|axis| axis.parse().ok()).collect();
    match *axes {
        [Some(rows), Some(width)] if (1..=1 << 20).contains(&width) => Ok(Header { rows, width: width as usize, size }),
        _ => wrong("an array of two axes, words and numbers", shape),
    }
}

/// Writes the vectors as a numpy array of 32-bit floats and the words a line each.
///
/// # Errors
/// When a word is empty or has a line feed in it, or a file cannot be written.
pub fn write_npy(
    vectors: &WordVectors,
    file: &str,
    mut to: impl Write,
    words: &str,
    mut words_to: impl Write,
) -> Result<()> {
    let failed = |error: std::io::Error| VectorsError::unwritable(file, &error);
    let mut header =
        format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}", vectors.len(), vectors.width());
    // The numbers begin at a multiple of 64 bytes; the header ends with a line feed.
    let before = MAGIC.len() + 4;
    let padding = (before + header.len() + 1).next_multiple_of(64) - before - header.len() - 1;
    header.extend(std::iter::repeat_n(' ', padding).chain(['\n']));
    to.write_all(MAGIC).and_then(|()| to.write_all(&[1, 0])).map_err(failed)?;
    to.write_all(&(header.len() as u16).to_le_bytes()).map_err(failed)?;
    to.write_all(header.as_bytes()).map_err(failed)?;
    for row in vectors.values().chunks(vectors.width().max(1)) {
        let bytes: Vec<u8> = row.iter().flat_map(|x| x.to_le_bytes()).collect();
        to.write_all(&bytes).map_err(failed)?;
    }
    to.flush().map_err(failed)?;
    for word in vectors.vocabulary().tokens() {
        if word.is_empty() || word.contains(['\n', '\r']) {
            return Err(VectorsError::content(words, "words of one line", quoted(word)));
        }
        writeln!(words_to, "{word}").map_err(|error| VectorsError::unwritable(words, &error))?;
    }
    words_to.flush().map_err(|error| VectorsError::unwritable(words, &error))
}
