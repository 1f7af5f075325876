//! Who writes a directory: a locked file in it that names the process, so that nobody else writes there, and so that a
//! reader can tell a run that goes on from one that died.

use crate::run::contract::{Failure, Result};
use crate::run::store::files::{Folder, Lock, Locked};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::Duration;

/// The file's name.
pub(in crate::run) const FILE: &str = "writer.json";
/// A reader looks whether the lock is free by taking it for an instant: so often, and with such pauses, it is tried again.
const TRIES: u32 = 10;
const BETWEEN: Duration = Duration::from_millis(10);

/// A process that writes or wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    /// Its id.
    pub pid: u32,
    /// The machine's name: on a shared disk, not every writer is here.
    pub host: String,
    /// When it began to write, in seconds since 1970.
    pub since: i64,
}

impl Process {
    /// This process, from now on.
    pub fn this() -> Self {
        Self { pid: std::process::id(), host: this_host(), since: jiff::Timestamp::now().as_second() }
    }

    /// Whether it is, or was, on this machine.
    pub fn is_here(&self) -> bool {
        self.host == this_host()
    }
}

impl std::fmt::Display for Process {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.pid {
            // It has not yet said who it is.
            0 => f.write_str("another process"),
            pid => write!(f, "process {pid} on {}", self.host.escape_debug()),
        }
    }
}

fn this_host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// What a reader can say of a directory's writer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// Nobody is known to have written here.
    Unknown,
    /// It holds the lock: it is at work.
    Writing(Process),
    /// It doesn't hold the lock. On this machine that means that it has ended; a lock of another machine may not be seen.
    Left(Process),
}

/// The right to write a directory, held as long as this lives.
#[derive(Debug)]
pub struct Writer {
    lock: Lock,
}

impl Writer {
    /// Takes a folder for this process alone, and says so in it.
    ///
    /// # Errors
    /// [`Failure::Input`] naming the process that holds it, or when the lock is a link or no file; [`Failure::Work`] when the
    /// folder cannot be written.
    pub fn take(folder: &Path) -> Result<Self> {
        let open = Folder::open(folder)
            .map_err(|error| Failure::Input(format!("{}: cannot be opened: {error}", folder.display())))?;
        let mut writer = Self::lock(&open)?;
        writer.sign(&open)?;
        Ok(writer)
    }

    /// Takes a folder without a word in it yet.
    ///
    /// # Errors
    /// As [`Writer::take`].
    pub fn lock(folder: &Folder) -> Result<Self> {
        for attempt in 1.. {
            match folder.lock(FILE).map_err(|error| told(folder, &error))? {
                Locked::Ours(lock) => return Ok(Self { lock }),
                Locked::Theirs(_) if attempt < TRIES => std::thread::sleep(BETWEEN),
                Locked::Theirs(words) => {
                    let who = process(&words);
                    return Err(Failure::Input(format!("{}: {who} is training here", folder.path().display())));
                }
            }
        }
        Err(Failure::Work(format!("{}: cannot be locked", folder.path().display())))
    }

    /// Says in the folder who writes it.
    ///
    /// # Errors
    /// [`Failure::Work`] when the folder cannot be written.
    pub fn sign(&mut self, folder: &Folder) -> Result<()> {
        let line = serde_json::to_string(&Process::this()).map_err(Failure::work)?;
        self.lock.sign(&format!("{line}\n")).map_err(|error| told(folder, &error))
    }
}

fn told(folder: &Folder, error: &std::io::Error) -> Failure {
    let text = format!("{}: cannot be written: {error}", folder.path_of(FILE).display());
    // What lies in the lock's place is its user's to mend.
    if error.raw_os_error().is_none() { Failure::Input(text) } else { Failure::Work(text) }
}

/// Who writes a folder, as far as can be told from here.
pub fn presence(folder: &Path) -> Presence {
    let seen = Folder::open(folder).ok().and_then(|folder| folder.look_at_lock(FILE));
    match seen {
        None => Presence::Unknown,
        // A writer that is just taking the folder has said nothing yet.
        Some((words, true)) => Presence::Writing(process(&words)),
        Some((words, false)) => serde_json::from_str(&words).map_or(Presence::Unknown, Presence::Left),
    }
}

fn process(words: &str) -> Process {
    serde_json::from_str(words).unwrap_or_else(|_| Process { pid: 0, host: String::new(), since: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_writer_who_can_be_told_from_one_that_has_left() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(presence(folder.path()), Presence::Unknown);
        let writer = Writer::take(folder.path()).unwrap();
        let Presence::Writing(who) = presence(folder.path()) else { panic!("it is at work") };
        assert!(who.is_here() && who.pid == std::process::id());
        let refused = Writer::take(folder.path()).unwrap_err().to_string();
        assert!(refused.contains(&format!("process {}", who.pid)), "{refused}");
        drop(writer);
        assert_eq!(presence(folder.path()), Presence::Left(who));
        Writer::take(folder.path()).unwrap();
    }
}
