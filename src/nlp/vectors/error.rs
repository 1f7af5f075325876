//! What can be wrong with a file of vectors.

use thiserror::Error;

/// Why word vectors could not be read or written. `place` is the file's name and where in it, such as `a.txt, line 17`.
#[derive(Debug, Error)]
pub enum VectorsError {
    /// The file could not be opened, read or written.
    #[error("{place}: expected {expected} ({reason})")]
    File {
        /// The file.
        place: String,
        /// A readable file, or one that can be written.
        expected: &'static str,
        /// The system's words.
        reason: String,
    },
    /// What stands there is not what the format asks for.
    #[error("{place}: expected {expected}, found {found}")]
    Content {
        /// The file, and the line, word or byte.
        place: String,
        /// What should stand there.
        expected: String,
        /// What does.
        found: String,
    },
}

/// The result of this module's functions.
pub type Result<T> = std::result::Result<T, VectorsError>;

impl VectorsError {
    pub(super) fn unreadable(place: impl Into<String>, reason: &std::io::Error) -> Self {
        Self::File { place: place.into(), expected: "a readable file", reason: reason.to_string() }
    }

    pub(super) fn unwritable(place: impl Into<String>, reason: &std::io::Error) -> Self {
        Self::File { place: place.into(), expected: "a file that can be written", reason: reason.to_string() }
    }

    pub(super) fn content(place: impl Into<String>, expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self::Content { place: place.into(), expected: expected.into(), found: found.into() }
    }
}

/// A piece of a user's text as a message may quote it: cut after 40 characters, with everything written out that would move
/// a cursor or turn text around.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut quote: String = text.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    if text.chars().nth(LONGEST).is_some() {
        quote.push('…');
    }
    format!("`{quote}`")
}
