//! The files of runs and sweeps: the one place that opens, locks, writes, renames and takes them away.
//!
//! A run's folder may have come from anybody. What is done in it is done by name relative to an open folder, and nothing
//! is written, cut, locked or taken away through a link: the link goes, what it leads to stays. Reading may follow a link,
//! if there is a regular file at its end. A file is written beside its place and then put there, so it is whole or not
//! there. Every write, rename and sync passes the failpoint, at which tests end the process or fill the disk.

mod entry;
mod failpoint;
mod folder;
mod lock;
mod log;
mod read;
#[cfg(test)]
mod tests;

pub use entry::{Entry, entry, is_there};
pub use folder::{Folder, PARTIAL};
pub use lock::{Lock, Locked};
pub use log::{Found, Log};
pub use read::{open, read, read_text};

use std::fmt::Write as _;

/// SHA-256 as people and other programs write it: 64 hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
