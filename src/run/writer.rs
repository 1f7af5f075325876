//! Who writes a directory: a locked file in it that names the process, so that nobody else writes there, and so that a
//! reader can tell a run that goes on from one that died.

use super::{Failure, Result};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;
use std::time::Duration;

/// The file's name.
pub(super) const FILE: &str = "writer.json";
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
        write!(f, "process {} on {}", self.pid, self.host.escape_debug())
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
    _locked: File,
}

impl Writer {
    /// Takes a folder for this process alone.
    ///
    /// # Errors
    /// [`Failure::Input`] naming the process that holds it, [`Failure::Work`] when the folder cannot be written.
    pub fn take(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let told = |error: std::io::Error| Failure::Work(format!("{}: cannot be written: {error}", path.display()));
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = options.map_err(told)?;
        for attempt in 1.. {
            match file.try_lock() {
                Err(TryLockError::WouldBlock) if attempt < TRIES => std::thread::sleep(BETWEEN),
                Err(TryLockError::WouldBlock) => {
                    let who = read(&mut file).map_or_else(|| "another process".to_owned(), |who| who.to_string());
                    return Err(Failure::Input(format!("{}: {who} is training here", folder.display())));
                }
                // A file system without locks is no reason not to write.
                Ok(()) | Err(TryLockError::Error(_)) => break,
            }
        }
        let line = serde_json::to_string(&Process::this()).map_err(Failure::work)?;
        file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{line}")).map_err(told)?;
        Ok(Self { _locked: file })
    }
}

/// Who writes a folder, as far as can be told from here.
pub fn presence(folder: &Path) -> Presence {
    let Ok(mut file) = File::open(folder.join(FILE)) else { return Presence::Unknown };
    // A writer that is just taking the folder has an empty file for an instant.
    let Some(who) = read(&mut file) else { return Presence::Unknown };
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Presence::Writing(who),
        _ => Presence::Left(who),
    }
}

fn read(file: &mut File) -> Option<Process> {
    let mut text = String::new();
    file.rewind().ok()?;
    file.take(4096).read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
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
