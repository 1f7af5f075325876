//! Why a text could not be taken through the pipeline.

use crate::nlp::subwords::SubwordError;
use thiserror::Error;

/// Why a text could not be taken through the pipeline.
#[derive(Debug, Error)]
pub enum StreamError {
    /// A file cannot be read.
    #[error("{file}: expected a readable text file ({reason})")]
    Read {
        /// As it was given, escaped.
        file: String,
        /// The system's words.
        reason: String,
    },
    /// Bytes that are not UTF-8.
    #[error(
        "{file}, line {line}: expected UTF-8, found byte 0x{found:02x} at byte {byte} of the line (byte {offset} of the text, from 0); `--lossy` puts \u{fffd} in its place and goes on"
    )]
    Utf8 {
        /// As it was given, escaped.
        file: String,
        /// From 1.
        line: u64,
        /// The first wrong byte's place in the line, from 1.
        byte: usize,
        /// Its place in the text, from 0.
        offset: u64,
        /// The byte.
        found: u8,
    },
    /// A text that begins as UTF-16 does.
    #[error("{file}: expected UTF-8, found the byte order mark of UTF-16 (convert it: iconv -f UTF-16 -t UTF-8)")]
    Utf16 {
        /// As it was given, escaped.
        file: String,
    },
    /// A text that begins as a packed file does.
    #[error("{file}: expected text in UTF-8, found a file packed by gzip (zcat FILE | nnlab pipeline)")]
    Gzip {
        /// As it was given, escaped.
        file: String,
    },
    /// A line is a document, and this one is too long.
    #[error(
        "{file}, line {line}: expected a document a line, of at most {longest} bytes; this line is longer (`--longest-line` allows more)"
    )]
    LongLine {
        /// As it was given, escaped.
        file: String,
        /// From 1.
        line: u64,
        /// The limit in bytes.
        longest: usize,
    },
    /// Subwords could not be learned.
    #[error(transparent)]
    Subwords(#[from] SubwordError),
    /// The temporary file failed.
    #[error("the temporary file failed: {0}")]
    Temporary(String),
    /// The output could not be written.
    #[error("the output cannot be written: {0}")]
    Write(std::io::Error),
    /// The work itself failed.
    #[error("{0}")]
    Work(String),
}
