//! A locked file: who holds it has the folder to itself.

use super::{Folder, failpoint};
use rustix::fs::OFlags;
use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Seek as _};

/// The most that is read of a lock's words.
const WORDS: u64 = 4096;

/// A lock that is held as long as this lives.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

/// What came of trying to take a lock.
#[derive(Debug)]
pub enum Locked {
    /// It is ours.
    Ours(Lock),
    /// Somebody else has it, and left these words.
    Theirs(String),
}

impl Folder {
    /// Tries to take the lock of this name. A file system without locks lets everybody.
    ///
    /// # Errors
    /// As the system words it, or that it is a link, or no file.
    pub fn lock(&self, name: &str) -> io::Result<Locked> {
        loop {
            let mut file = self.file(name, OFlags::CREATE)?;
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => return Ok(Locked::Theirs(words(&mut file))),
                Ok(()) | Err(TryLockError::Error(_)) => {}
            }
            // Who held it before may have taken the file away: then this lock is on nothing.
            if self.holds(name, &file)? {
                return Ok(Locked::Ours(Lock { file }));
            }
        }
    }

    /// The words in a lock, and whether somebody holds it; `None` if there is none.
    pub fn look_at_lock(&self, name: &str) -> Option<(String, bool)> {
        let mut file = self.file_to_look_at(name).ok()?;
        let words = words(&mut file);
        Some((words, matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))))
    }
}

impl Lock {
    /// Writes words in it, for those who look.
    ///
    /// # Errors
    /// As the system words it.
    pub fn sign(&mut self, words: &str) -> io::Result<()> {
        failpoint::pass_with_room()?;
        self.file.set_len(0)?;
        self.file.rewind()?;
        failpoint::write(&self.file, words.as_bytes())
    }
}

fn words(file: &mut File) -> String {
    let mut text = String::new();
    // Words that cannot be read are none.
    let _ = file.rewind().and_then(|()| file.take(WORDS).read_to_string(&mut text));
    text
}
