//! Reading a file that may have been put there by anybody.

use super::Entry;
use rustix::fs::OFlags;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// The most that is read of a file that is read whole: far more than any that this program writes.
const MOST: u64 = 1 << 32;

/// Opens a file for reading, through links if need be. It never waits, whatever is there.
///
/// # Errors
/// As the system words it, or that there is no regular file, but what there is.
pub fn open(path: &Path) -> io::Result<File> {
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    let flags = i32::try_from(flags.bits()).map_err(io::Error::other)?;
    let file = match OpenOptions::new().read(true).custom_flags(flags).open(path) {
        Ok(file) => file,
        // A socket cannot be opened at all; its name for what it is says more than the system's.
        Err(error) => return Err(std::fs::metadata(path).map_or(error, |found| regular(Entry::of(found.file_type())))),
    };
    match Entry::of(file.metadata()?.file_type()) {
        Entry::File => Ok(file),
        other => Err(regular(other)),
    }
}

fn regular(found: Entry) -> io::Error {
    match found {
        // It could not be opened for another reason.
        Entry::File => io::ErrorKind::PermissionDenied.into(),
        other => io::Error::other(format!("it is {}, not a file", other.word())),
    }
}

/// A file's bytes.
///
/// # Errors
/// As [`open`], and when it is too long by far.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    if file.metadata()?.len() > MOST {
        return Err(io::Error::other("it is too long"));
    }
    let mut bytes = Vec::new();
    file.take(MOST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file's text.
///
/// # Errors
/// As [`read`], and when it isn't UTF-8.
pub fn read_text(path: &Path) -> io::Result<String> {
    String::from_utf8(read(path)?).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}
