//! The words of the command line, and what is said when they are wrong: clap quotes them, whatever is in them.

use super::out::say_lines;
use crate::figure::shown::shown;
use clap::{ArgMatches, Command};
use std::ffi::OsString;
use std::process::ExitCode;

/// The words as the command line's options; else the exit code, after help or an error was printed.
pub(super) fn parsed(command: &Command, words: impl Iterator<Item = OsString>) -> Result<ArgMatches, ExitCode> {
    let words: Vec<OsString> = words.collect();
    let error = match command.clone().try_get_matches_from(&words) {
        Ok(matches) => return Ok(matches),
        Err(error) => error,
    };
    // Help quotes nothing. An error is told of the same words made harmless, so that it keeps its colours.
    let harmless = words.iter().map(|word| OsString::from(shown(&word.to_string_lossy()).into_owned()));
    let harmless: Vec<OsString> = harmless.collect();
    if !error.use_stderr() || harmless == words {
        let _ = error.print();
    } else {
        match command.clone().try_get_matches_from(&harmless) {
            Err(error) if error.use_stderr() => drop(error.print()),
            _ => say_lines(&error.render().to_string()),
        }
    }
    Err(ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2)))
}
