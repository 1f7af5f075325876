//! Plain text from a user's file.

use crate::data::shown::shown_path;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use thiserror::Error;

/// Why a text file cannot be taken.
#[derive(Debug, Error)]
pub enum TextFileError {
    /// The system cannot read it.
    #[error("{0}: expected a readable text file ({1})")]
    Read(String, io::Error),
    /// A folder, a pipe, a device.
    #[error("{0}: expected a file, not a folder, pipe or device")]
    NoFile(String),
    /// It is longer than what is asked for.
    #[error("{file}: has {bytes} bytes; at most {most} are taken here (`nnlab pipeline` reads any length)")]
    TooLong {
        /// As it was given, escaped.
        file: String,
        /// Its length, in bytes.
        bytes: u64,
        /// The limit, in bytes.
        most: u64,
    },
    /// Bytes that are not UTF-8.
    #[error("{file}, line {line}: byte {offset} of the file ({byte:#04X}) is not UTF-8; save the file as UTF-8")]
    Encoding {
        /// As it was given, escaped.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The byte's place in the file, from 0.
        offset: usize,
        /// The byte.
        byte: u8,
    },
}

/// Reads a text of at most `most` bytes: without a byte order mark, its lines ending in `\n`.
///
/// # Errors
/// When it is no readable file, too long, or not UTF-8 (the first wrong byte is named).
pub fn read_text(path: &Path, most: u64) -> Result<String, TextFileError> {
    let name = || shown_path(&path.display().to_string());
    let read = |error| TextFileError::Read(name(), error);
    // A pipe that nobody writes to must not be opened: that waits.
    let kind = std::fs::metadata(path).map_err(read)?;
    if !kind.is_file() {
        return Err(TextFileError::NoFile(name()));
    }
    if kind.len() > most {
        return Err(TextFileError::TooLong { file: name(), bytes: kind.len(), most });
    }
    let mut bytes = Vec::new();
    // It may grow while it is read.
    File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)).map_err(read)?;
    decode(name, bytes)
}

/// Reads a whole text of any length from a file, a pipe or standard input (`/dev/stdin`), as [`read_text`] does otherwise.
///
/// # Errors
/// When it cannot be read or is not UTF-8 (the first wrong byte is named).
pub fn read_whole(path: &Path) -> Result<String, TextFileError> {
    let name = || shown_path(&path.display().to_string());
    let bytes = std::fs::read(path).map_err(|error| TextFileError::Read(name(), error))?;
    decode(name, bytes)
}

fn decode(name: impl Fn() -> String, bytes: Vec<u8>) -> Result<String, TextFileError> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let before = bytes.get(..offset).unwrap_or_default();
        TextFileError::Encoding {
            file: name(),
            line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
            offset,
            byte: bytes.get(offset).copied().unwrap_or_default(),
        }
    })?;
    Ok(text.trim_start_matches('\u{feff}').replace("\r\n", "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], most: u64) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        std::fs::write(&path, bytes).unwrap();
        let prefix = folder.path().display().to_string();
        read_text(&path, most).map_err(|error| error.to_string().replace(&format!("{prefix}/"), ""))
    }

    #[test]
    fn a_text_comes_without_byte_order_mark_and_with_plain_line_ends() {
        assert_eq!(read("\u{feff}uno\r\ndos\n".as_bytes(), 99).unwrap(), "uno\ndos\n");
        assert_eq!(read(b"", 99).unwrap(), "");
        assert_eq!(read(b"a\0\x1b[2Jb", 99).unwrap(), "a\0\x1b[2Jb", "what is in it is data");
    }

    #[test]
    fn the_first_byte_that_is_not_utf_8_is_named() {
        assert_eq!(
            read(b"uno\ndos \xf1o", 99).unwrap_err(),
            "a.txt, line 2: byte 8 of the file (0xF1) is not UTF-8; save the file as UTF-8"
        );
    }

    #[test]
    fn what_is_too_long_or_no_file_is_told() {
        assert_eq!(
            read(b"12345", 4).unwrap_err(),
            "a.txt: has 5 bytes; at most 4 are taken here (`nnlab pipeline` reads any length)"
        );
        assert!(matches!(read_text(Path::new("/"), 4), Err(TextFileError::NoFile(_))));
        assert!(matches!(read_text(Path::new("/no/such/file"), 4), Err(TextFileError::Read(..))));
    }
}
