//! Standard output that takes no more.

use crate::run::{Failure, Result};
use std::io::{Error, ErrorKind};
use std::process::ExitCode;

/// How a command ends whose output could not be written: well if the reader has left (`| head`), for there is nothing left
/// to say; else as failed work.
pub(super) fn end(error: &Error) -> Result<ExitCode> {
    match error.kind() {
        ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        _ => Err(Failure::Work(format!("the output cannot be written: {error}"))),
    }
}

/// The end of a command whose output is written, or isn't.
pub(super) fn end_of(written: std::io::Result<()>) -> Result<ExitCode> {
    written.map_or_else(|error| end(&error), |()| Ok(ExitCode::SUCCESS))
}
