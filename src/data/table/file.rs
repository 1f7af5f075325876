//! From a path to the bytes of a file, and from bytes to text that may be a table.

use super::TableError;
use crate::data::shown_path;
use std::borrow::Cow;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// How much is read at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Bytes in the whole file.
    pub(crate) file: u64,
    /// Bytes in a line: one that does not end would fill the memory.
    pub(crate) line: u64,
}

/// First bytes of files that people give for tables, and what to do about them.
const OTHER_KINDS: [(&[u8], &str); 5] = [
    (b"PK\x03\x04", "a spreadsheet (xlsx, ods) or a zip archive: save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet (xls): save the sheet as CSV"),
    (b"\x1f\x8b", "compressed by gzip: unpack it"),
    (b"PAR1", "a Parquet file (pandas: `read_parquet(...).to_csv(...)`)"),
    (b"%PDF", "a PDF"),
];

/// The bytes of a file, read once from start to end: a pipe does as well.
///
/// # Errors
/// Why it can't be read, or that it or a line of it is longer than the limits.
pub(crate) fn load(path: &Path, limits: Limits) -> Result<Vec<u8>, TableError> {
    let file = || shown_path(&path.to_string_lossy());
    let failed = |cause: std::io::Error| match cause.kind() {
        ErrorKind::NotFound => TableError::NotFound { file: file() },
        ErrorKind::PermissionDenied => TableError::Forbidden { file: file() },
        ErrorKind::IsADirectory => TableError::Folder { file: file() },
        _ => TableError::Unreadable { file: file(), cause },
    };
    let meta = std::fs::metadata(path).map_err(failed)?;
    if meta.is_dir() {
        return Err(TableError::Folder { file: file() });
    }
    if meta.len() > limits.file {
        return Err(TableError::TooLarge { file: file(), limit: limits.file });
    }
    let source = File::open(path).map_err(failed)?;
    read(&file(), source, meta.len(), limits)
}

/// The bytes of a source that says it has `expected` of them; it may have more.
pub(super) fn read(file: &str, mut source: impl Read, expected: u64, limits: Limits) -> Result<Vec<u8>, TableError> {
    // One byte more than expected, so that the end is seen without growing.
    let mut bytes = Vec::with_capacity(usize::try_from(expected.min(limits.file)).unwrap_or(0).saturating_add(1));
    let (mut line, mut line_start) = (1, 0);
    loop {
        let before = bytes.len();
        let unreadable = |cause| TableError::Unreadable { file: file.to_owned(), cause };
        if (&mut source).take(1 << 20).read_to_end(&mut bytes).map_err(unreadable)? == 0 {
            return Ok(bytes);
        }
        if bytes.len() as u64 > limits.file {
            return Err(TableError::TooLarge { file: file.to_owned(), limit: limits.file });
        }
        let new = bytes.get(before..).unwrap_or_default();
        for at in new.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| before + i) {
            check_line(file, line, at - line_start, limits)?;
            (line, line_start) = (line + 1, at + 1);
        }
        check_line(file, line, bytes.len() - line_start, limits)?;
    }
}

fn check_line(file: &str, line: u64, length: usize, limits: Limits) -> Result<(), TableError> {
    if length as u64 > limits.line {
        return Err(TableError::LongLine { file: file.to_owned(), line, limit: limits.line });
    }
    Ok(())
}

/// The bytes as text without a byte order mark: UTF-8, or UTF-16 where such a mark says so (as spreadsheets write it).
///
/// # Errors
/// The first byte that is no text, with its line.
pub(crate) fn text<'a>(file: &str, bytes: &'a [u8]) -> Result<Cow<'a, str>, TableError> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => return utf16(file, rest, u16::from_le_bytes).map(Cow::Owned),
        [0xfe, 0xff, rest @ ..] => return utf16(file, rest, u16::from_be_bytes).map(Cow::Owned),
        _ => {}
    }
    if let Some((_, kind)) = OTHER_KINDS.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(TableError::OtherKind { file: file.to_owned(), kind });
    }
    let line_of = |at: usize| bytes.iter().take(at).filter(|b| **b == b'\n').count() as u64 + 1;
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        return Err(TableError::Binary { file: file.to_owned(), line: line_of(at), offset: at + 1 });
    }
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let at = e.valid_up_to();
        let byte = bytes.get(at).copied().unwrap_or_default();
        TableError::NotUtf8 { file: file.to_owned(), line: line_of(at), offset: at + 1, byte }
    })?;
    Ok(Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)))
}

fn utf16(file: &str, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, TableError> {
    let pairs = bytes.chunks(2).map(|pair| match *pair {
        [a, b] => unit([a, b]),
        // Half a unit: as wrong as half a pair.
        _ => 0xd800,
    });
    let mut text = String::with_capacity(bytes.len());
    for character in char::decode_utf16(pairs) {
        match character {
            Ok('\0') | Err(_) => {
                let line = text.matches('\n').count() as u64 + 1;
                return Err(TableError::BrokenUtf16 { file: file.to_owned(), line });
            }
            Ok(character) => text.push(character),
        }
    }
    Ok(text)
}
