//! Watches a run directory that another process may still be writing, here or on a shared disk: what was recorded and what
//! comes is sent on as if the run were ours.

use crate::run::contract::command::Command;
use crate::run::contract::event::{Event, RunId, Severity, Status};
use crate::run::contract::{Digest, Failure, Result};
use crate::run::engine::bus::Outbox;
use crate::run::engine::worker::Handle;
use crate::run::store::catalogue;
use crate::run::store::directory::RunDirectory;
use crate::run::store::sparse::Sparse;
use crate::run::store::writer::presence;
use crate::run::store::{files, frames};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

/// How often it looks.
const EVERY: Duration = Duration::from_millis(250);
/// The end of what was read is kept, to see whether it is still there: a writer that goes on from a checkpoint cuts the log
/// back and may have grown it beyond its old length between two looks.
const KEPT: usize = 256;
/// At most so much is read at a time.
const CHUNK: u64 = 4 << 20;

/// Follows a directory on a thread of its own until it is told to stop.
///
/// # Errors
/// When the system gives no thread.
pub fn spawn(directory: RunDirectory, id: RunId, outbox: Outbox) -> Result<Handle> {
    let (sender, commands) = mpsc::channel();
    let thread = std::thread::Builder::new()
        .name(format!("watch-{id}"))
        .spawn(move || {
            let mut follower = Follower::new(directory, id, outbox);
            loop {
                follower.look(Instant::now());
                match commands.recv_timeout(EVERY) {
                    Ok(Command::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                    Ok(_) | Err(RecvTimeoutError::Timeout) => {}
                }
            }
        })
        .map_err(Failure::work)?;
    Ok(Handle::of(id, sender, Arc::default(), thread))
}

/// Reads on where it stopped reading.
#[derive(Debug)]
pub struct Follower {
    directory: RunDirectory,
    id: RunId,
    outbox: Outbox,
    /// Bytes of the log that were read, and the last of them.
    read: u64,
    kept: Vec<u8>,
    frames: BTreeSet<PathBuf>,
    /// How many frames were last told to be left out.
    left_out: usize,
    digest: Digest,
    /// What was told of how it stands, since its log last said so itself.
    told: Option<Status>,
    /// When the log was seen to grow, and how old it was then.
    grown: Option<(Instant, Duration)>,
    /// A failure to read is told once.
    is_told: bool,
}

impl Follower {
    /// At the beginning of a directory; its events will go to `outbox` under this id.
    pub fn new(directory: RunDirectory, id: RunId, outbox: Outbox) -> Self {
        Self {
            directory,
            id,
            outbox,
            read: 0,
            kept: Vec::new(),
            frames: BTreeSet::new(),
            left_out: 0,
            digest: Digest::default(),
            told: None,
            grown: None,
            is_told: false,
        }
    }

    /// Sends on what has come since the last look.
    pub fn look(&mut self, now: Instant) {
        match self.read_log(now) {
            Ok(()) => self.is_told = false,
            Err(error) if !self.is_told && error.kind() != ErrorKind::NotFound => {
                let text = format!("{}: cannot be read: {error}", self.directory.log_path().display());
                self.send(Event::Note { severity: Severity::Warning, text });
                self.is_told = true;
            }
            Err(_) => {}
        }
        if self.read > 0 {
            self.read_frames();
            self.say_status(now);
            self.say_what_is_left_out();
        }
    }

    fn send(&self, event: Event) {
        self.outbox.send(self.id, event);
    }

    fn read_log(&mut self, now: Instant) -> std::io::Result<()> {
        // Opened anew each time: a network file system looks at the server's state when a file is opened.
        let mut file = files::open(&self.directory.log_path())?;
        let metadata = file.metadata()?;
        if !self.is_where_it_was(&mut file, metadata.len())? {
            self.rewind();
        }
        let age = metadata.modified().ok().and_then(|time| time.elapsed().ok()).unwrap_or_default();
        let before = self.read;
        // What is there already may be of any length: it is told as sparsely as a log is kept.
        let mut backlog = (before == 0).then(Sparse::default);
        loop {
            file.seek(SeekFrom::Start(self.read))?;
            let mut bytes = Vec::new();
            (&mut file).take(CHUNK).read_to_end(&mut bytes)?;
            // What follows the last end of a line is still being written.
            let Some(whole) = bytes.iter().rposition(|byte| *byte == b'\n').map(|at| at + 1) else { break };
            let whole = bytes.get(..whole).unwrap_or_default();
            whole.split_inclusive(|byte| *byte == b'\n').for_each(|line| self.line(line, backlog.as_mut()));
            self.read += whole.len() as u64;
            self.kept.extend_from_slice(whole);
            self.kept.drain(..self.kept.len().saturating_sub(KEPT));
        }
        backlog.into_iter().flat_map(|mut backlog| backlog.rest()).for_each(|event| self.send(event));
        if self.read > before {
            // The age counts for what was there before the first look.
            self.grown = Some((now, if before == 0 { age } else { Duration::ZERO }));
        }
        Ok(())
    }

    fn is_where_it_was(&self, file: &mut File, length: u64) -> std::io::Result<bool> {
        if length < self.read {
            return Ok(false);
        }
        let mut there = vec![0; self.kept.len()];
        file.seek(SeekFrom::Start(self.read - self.kept.len() as u64))?;
        file.read_exact(&mut there)?;
        Ok(there == self.kept)
    }

    /// The log was cut back: all is told again.
    fn rewind(&mut self) {
        let fresh = Self::new(self.directory.clone(), self.id, self.outbox.clone());
        *self = fresh;
        self.send(Event::Rewound);
    }

    fn line(&mut self, line: &[u8], backlog: Option<&mut Sparse>) {
        let Ok(event) = crate::run::store::log::event(line) else {
            let text = format!("{}: a line isn't an event and is left out", self.directory.log_path().display());
            return self.send(Event::Note { severity: Severity::Warning, text });
        };
        self.digest.apply(&event);
        if self.digest.status.is_an_end() {
            self.told = None;
        }
        let Some(backlog) = backlog else { return self.send(event) };
        if let Event::Started { facts, .. } = &event {
            *backlog = Sparse::new(&facts.headline);
        }
        for event in backlog.next(event) {
            backlog.wrote(&event, line.len() as u64);
            self.send(event);
        }
    }

    fn read_frames(&mut self) {
        let Ok(folder) = std::fs::read_dir(self.directory.frames_path()) else { return };
        let is_frame = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "json");
        let mut new: Vec<PathBuf> = folder
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| is_frame(path) && !self.frames.contains(path))
            .collect();
        new.sort();
        for path in new {
            // One that is only half written is read at the next look.
            if let Ok(event) = frames::read(&path) {
                self.send(event);
                self.frames.insert(path);
            }
        }
    }

    /// While somebody writes, a frame that isn't whole may become so.
    fn say_what_is_left_out(&mut self) {
        if self.told.is_some_and(|status| !status.is_an_end()) {
            return;
        }
        let names = frames::look(&self.directory).left_out;
        if names.len() != self.left_out
            && let Some(text) = frames::left_out(&names)
        {
            self.send(Event::Note { severity: Severity::Warning, text });
        }
        self.left_out = names.len();
    }

    /// What the worker does isn't in the log; it is told from who holds the directory and whether the log grows.
    fn say_status(&mut self, now: Instant) {
        let Some((when, age)) = self.grown else { return };
        if self.digest.status.is_an_end() {
            return;
        }
        let quiet = now.saturating_duration_since(when) + age;
        let status = catalogue::seen(self.digest.status, &presence(self.directory.path()), quiet);
        if self.told != Some(status) {
            self.told = Some(status);
            self.send(Event::Phase { status, phase: None, at: self.digest.at });
        }
    }
}

#[cfg(test)]
#[path = "follow_tests.rs"]
mod tests;
