//! What can end a run, told apart by whose turn it is to act.

use rustix::io::Errno;
use std::io::{self, ErrorKind};
use std::path::Path;
use thiserror::Error;

/// Why a run could not start or go on.
#[derive(Debug, Error)]
pub enum Failure {
    /// The user's words or files were wrong; the text names the file, the line or the key, and what was expected.
    #[error("{0}")]
    Input(String),
    /// The work itself failed.
    #[error("{0}")]
    Work(String),
}

/// A result whose error is a [`Failure`].
pub type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// The exit code that belongs to it: 2 for the user's words, 1 for failed work.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Input(_) => 2,
            Self::Work(_) => 1,
        }
    }

    /// A folder that cannot be made: the user's to mend by another name, but where the disk is full or fails.
    pub fn not_made(path: &Path, error: &io::Error) -> Self {
        let told = format!("{}: cannot be made: {error}", path.display());
        let is_of_the_disk = matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
            || error.raw_os_error() == Some(Errno::IO.raw_os_error());
        if is_of_the_disk { Self::Work(told) } else { Self::Input(told) }
    }

    /// Failed work, from any error.
    pub fn work(error: impl std::fmt::Display) -> Self {
        Self::Work(error.to_string())
    }

    /// Wrong words or files, from any error.
    pub fn input(error: impl std::fmt::Display) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<candle_core::Error> for Failure {
    fn from(error: candle_core::Error) -> Self {
        Self::Work(error.to_string())
    }
}
