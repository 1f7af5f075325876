//! The ways out of the command line: words and JSON to standard output, words to standard error, the progress bar. Whatever
//! goes out here is harmless to a terminal and to whoever reads it; so no caller needs to think of it.
//!
//! Most commands write and wait, as programs do. A run or a sweep must not wait for a reader, for it must hear signals: after
//! [`start`], what is said waits in a queue, and threads of their own write it.

mod bar;
mod way;

pub(super) use bar::progress_bar;

use super::broken_pipe;
use crate::figure::shown::{shown, shown_json, shown_lines};
use crate::run::{Failure, Result};
use serde_json::{Map, Value};
use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::Notify;
use way::{Target, Way};

/// So many lines that nobody has read hold a run back, ...
const MOST: usize = 1_000;
/// ... and so many bytes, ...
const MOST_BYTES: usize = 1 << 20;
/// ... until no more than this share of either is left.
const LEFT: usize = 4;

/// The queues before both ends, and what tells that something was written.
struct Ways {
    output: Way,
    error: Way,
    news: Arc<Notify>,
}

static WAYS: OnceLock<Ways> = OnceLock::new();

/// From now on nothing that is said here waits for a reader.
///
/// # Errors
/// When the system gives no thread.
pub(super) fn start() -> Result<()> {
    let news = Arc::new(Notify::new());
    let error = Way::start(Arc::clone(&news)).map_err(Failure::work)?;
    // Lines and the bar share a terminal, where their order counts; elsewhere one must not wait for the other.
    let is_shared = io::stdout().is_terminal() && io::stderr().is_terminal();
    let output = if is_shared { error.clone() } else { Way::start(Arc::clone(&news)).map_err(Failure::work)? };
    let _ = WAYS.set(Ways { output, error, news });
    Ok(())
}

/// Completes when something was written since the last time, or cannot be.
pub(super) async fn news() {
    match WAYS.get() {
        Some(ways) => ways.news.notified().await,
        None => std::future::pending().await,
    }
}

/// Whether so much waits that whoever says more should wait as well.
pub(super) fn is_full() -> bool {
    holds(MOST, MOST_BYTES)
}

/// Whether little enough waits to go on.
pub(super) fn has_room() -> bool {
    !holds(MOST / LEFT, MOST_BYTES / LEFT)
}

fn holds(lines: usize, bytes: usize) -> bool {
    WAYS.get().is_some_and(|ways| {
        [&ways.output, &ways.error].into_iter().any(|way| {
            let waiting = way.waiting();
            waiting.0 > lines || waiting.1 > bytes
        })
    })
}

/// Whether all is written, or cannot be.
pub(super) fn is_empty() -> bool {
    WAYS.get().is_none_or(|ways| ways.output.is_idle() && ways.error.is_idle())
}

/// Why standard output takes no more.
pub(super) fn failure() -> Option<io::Error> {
    WAYS.get()?.output.failure()
}

/// Drops what waits for standard output but not what was said of the end: whoever reads that gets it within this time.
pub(super) fn drop_the_rest(time: Duration) {
    if let Some(ways) = WAYS.get() {
        ways.output.drop_output();
        ways.error.is_idle_within(time);
    }
}

/// Writes a line to standard error; a standard error that is gone is no reason to stop.
pub(super) fn say(line: &str) {
    let line = shown(line);
    match WAYS.get() {
        Some(ways) => ways.error.send(Target::Error, format!("{line}\n")),
        None => drop(writeln!(io::stderr().lock(), "{line}")),
    }
}

/// The same of several lines.
pub(super) fn say_lines(text: &str) {
    shown_lines(text).lines().for_each(say);
}

/// Writes a line of words to standard output.
///
/// # Errors
/// When nobody reads any more; those of a queue show in [`failure`].
pub(super) fn word(line: &str) -> io::Result<()> {
    write_line(&shown(line))
}

/// Writes an object on a line to standard output.
///
/// # Errors
/// As [`word`].
pub(super) fn object(object: Map<String, Value>) -> io::Result<()> {
    write_line(&shown_json(&Value::Object(object).to_string()))
}

fn write_line(line: &str) -> io::Result<()> {
    match WAYS.get() {
        Some(ways) => ways.output.send(Target::Output, format!("{line}\n")),
        None => {
            let mut out = io::stdout().lock();
            writeln!(out, "{line}").and_then(|()| out.flush())?;
        }
    }
    Ok(())
}

/// Writes lines of words to standard output and ends; a reader that has left is no error.
///
/// # Errors
/// When they cannot be written.
pub(super) fn words(lines: impl IntoIterator<Item = impl AsRef<str>>) -> Result<ExitCode> {
    all(lines.into_iter().map(|line| shown(line.as_ref()).into_owned()))
}

/// The same of objects.
///
/// # Errors
/// When they cannot be written.
pub(super) fn objects(lines: impl IntoIterator<Item = impl AsRef<str>>) -> Result<ExitCode> {
    all(lines.into_iter().map(|line| shown_json(line.as_ref()).into_owned()))
}

fn all(mut lines: impl Iterator<Item = String>) -> Result<ExitCode> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    broken_pipe::end_of(lines.try_for_each(|line| writeln!(out, "{line}")).and_then(|()| out.flush()))
}
