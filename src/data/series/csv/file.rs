//! From a path or bytes to text that may be a table.

use super::super::SeriesError;
use crate::data::shown_path;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// The largest file that is read unless the caller says otherwise, in bytes.
pub const MAX_BYTES: u64 = 256 << 20;

/// The longest line that a table has, in bytes.
const LONGEST_LINE: usize = 1 << 20;

/// The bytes of a file, at most `limit`.
pub(super) fn load(path: &Path, limit: u64) -> Result<Vec<u8>, SeriesError> {
    let file = || shown_path(&path.to_string_lossy());
    let failed = |cause: std::io::Error| match cause.kind() {
        ErrorKind::NotFound => SeriesError::NotFound { file: file() },
        ErrorKind::PermissionDenied => SeriesError::Forbidden { file: file() },
        ErrorKind::IsADirectory => SeriesError::Folder { file: file() },
        _ => SeriesError::Unreadable { file: file(), cause },
    };
    let meta = std::fs::metadata(path).map_err(failed)?;
    if meta.is_dir() {
        return Err(SeriesError::Folder { file: file() });
    }
    let mut bytes = Vec::new();
    if meta.len() <= limit {
        // A pipe or a growing file may hold more than it said.
        File::open(path).and_then(|f| f.take(limit.saturating_add(1)).read_to_end(&mut bytes)).map_err(failed)?;
    }
    if meta.len() > limit || bytes.len() as u64 > limit {
        return Err(SeriesError::TooLarge { file: file(), limit });
    }
    Ok(bytes)
}

/// The bytes as text without a byte order mark, if they are the text of a table: UTF-8, no NUL, no endless lines.
pub(super) fn text<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str, SeriesError> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(SeriesError::Utf16 { file: file.to_owned() });
    }
    let line_of = |at: usize| bytes.iter().take(at).filter(|b| **b == b'\n').count() as u64 + 1;
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        return Err(SeriesError::Binary { file: file.to_owned(), line: line_of(at), offset: at + 1 });
    }
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let at = e.valid_up_to();
        let byte = bytes.get(at).copied().unwrap_or_default();
        SeriesError::NotUtf8 { file: file.to_owned(), line: line_of(at), offset: at + 1, byte }
    })?;
    for (i, line) in bytes.split(|b| *b == b'\n').enumerate() {
        if line.len() > LONGEST_LINE {
            return Err(SeriesError::LongLine { file: file.to_owned(), line: i as u64 + 1, limit: LONGEST_LINE });
        }
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() { Err(SeriesError::Empty { file: file.to_owned() }) } else { Ok(text) }
}
