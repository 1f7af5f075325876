//! Writes a run's events to its directory while it goes on.

use super::checkpoint::{self, State};
use super::directory::{Frame, RunDirectory};
use super::event::Event;
use super::position::Moment;
use super::writer::Writer;
use super::{Failure, Result};
use crate::figure::Figure;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write as _};

/// The open log of a run.
#[derive(Debug)]
pub struct Recorder {
    directory: RunDirectory,
    log: BufWriter<File>,
    bytes: u64,
    _writer: Writer,
}

impl Recorder {
    /// Takes a run's directory for this process alone, and opens its log for appending.
    ///
    /// # Errors
    /// [`Failure::Input`] when another process is writing it, [`Failure::Work`] when it cannot be opened.
    pub fn open(directory: RunDirectory) -> Result<Self> {
        let writer = Writer::take(directory.path())?;
        Self::with(directory, writer)
    }

    /// The same, after what was recorded since a checkpoint was taken away: the log past `log_bytes`, the frames past `step`.
    ///
    /// # Errors
    /// As [`Recorder::open`].
    pub fn reopen(directory: RunDirectory, log_bytes: u64, step: u64) -> Result<Self> {
        let writer = Writer::take(directory.path())?;
        directory.cut_back(log_bytes, step)?;
        Self::with(directory, writer)
    }

    fn with(directory: RunDirectory, writer: Writer) -> Result<Self> {
        let path = directory.log_path();
        let told = |error: std::io::Error| Failure::Work(format!("{}: cannot be written: {error}", path.display()));
        let file = OpenOptions::new().create(true).append(true).open(&path).map_err(told)?;
        let bytes = file.metadata().map_err(told)?.len();
        Ok(Self { directory, log: BufWriter::new(file), bytes, _writer: writer })
    }

    /// The run's directory.
    pub fn directory(&self) -> &RunDirectory {
        &self.directory
    }

    /// Takes the whole run directory away.
    pub fn discard(&self) {
        // What cannot be taken away is an empty run in the list, no more.
        let _ = std::fs::remove_dir_all(self.directory.path());
    }

    /// Bytes of the log so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Appends an event.
    ///
    /// # Errors
    /// [`Failure::Work`] naming the log.
    pub fn event(&mut self, event: &Event) -> Result<()> {
        let mut line = serde_json::to_vec(event).map_err(Failure::work)?;
        line.push(b'\n');
        self.log.write_all(&line).and_then(|()| self.log.flush()).map_err(|error| {
            Failure::Work(format!("{}: cannot be written: {error}", self.directory.log_path().display()))
        })?;
        self.bytes += line.len() as u64;
        Ok(())
    }

    /// Keeps a figure.
    ///
    /// # Errors
    /// [`Failure::Work`] naming the file.
    pub fn frame(&mut self, name: &str, at: Moment, figure: &Figure) -> Result<()> {
        let path = self.directory.frame_path(name, at);
        let frame = Frame { name: name.to_owned(), at, figure: figure.clone() };
        let bytes = serde_json::to_vec(&frame).map_err(Failure::work)?;
        std::fs::write(&path, bytes)
            .map_err(|error| Failure::Work(format!("{}: cannot be written: {error}", path.display())))
    }

    /// Drops a figure that was kept, to make room.
    pub fn drop_frame(&mut self, name: &str, at: Moment) {
        // One that is gone already is as good as dropped.
        let _ = std::fs::remove_file(self.directory.frame_path(name, at));
    }

    /// Puts the log on the disk for good, so that a checkpoint never speaks of lines that a crash took away.
    ///
    /// # Errors
    /// [`Failure::Work`] naming the log.
    pub fn sync(&mut self) -> Result<()> {
        let told = |error: std::io::Error| {
            Failure::Work(format!("{}: cannot be written: {error}", self.directory.log_path().display()))
        };
        self.log.flush().map_err(told)?;
        self.log.get_ref().sync_data().map_err(told)
    }

    /// Writes the latest state.
    ///
    /// # Errors
    /// [`Failure::Work`] naming the file.
    pub fn checkpoint(&self, state: &State) -> Result<()> {
        checkpoint::write(&self.directory.checkpoint_path(), state)
    }

    /// Writes the best state.
    ///
    /// # Errors
    /// [`Failure::Work`] naming the file.
    pub fn best(&self, state: &State) -> Result<()> {
        checkpoint::write(&self.directory.best_path(), state)
    }
}
