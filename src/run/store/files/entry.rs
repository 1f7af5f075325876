//! What a name in a folder stands for.

use std::fs::FileType;
use std::io;
use std::os::unix::fs::FileTypeExt as _;
use std::path::Path;

/// What a name in a folder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, wherever it leads.
    Link,
    /// A named pipe, a socket or a device.
    Odd(&'static str),
}

impl Entry {
    /// In words.
    pub const fn word(self) -> &'static str {
        match self {
            Self::File => "a file",
            Self::Folder => "a folder",
            Self::Link => "a link",
            Self::Odd(word) => word,
        }
    }

    pub(super) fn of(kind: FileType) -> Self {
        if kind.is_symlink() {
            Self::Link
        } else if kind.is_file() {
            Self::File
        } else if kind.is_dir() {
            Self::Folder
        } else if kind.is_fifo() {
            Self::Odd("a named pipe")
        } else if kind.is_socket() {
            Self::Odd("a socket")
        } else {
            Self::Odd("a device")
        }
    }
}

impl From<rustix::fs::FileType> for Entry {
    fn from(kind: rustix::fs::FileType) -> Self {
        use rustix::fs::FileType as Kind;
        match kind {
            Kind::RegularFile => Self::File,
            Kind::Directory => Self::Folder,
            Kind::Symlink => Self::Link,
            Kind::Fifo => Self::Odd("a named pipe"),
            Kind::Socket => Self::Odd("a socket"),
            _ => Self::Odd("a device"),
        }
    }
}

/// What a path stands for itself, a link not followed; `None` if nothing is there.
///
/// # Errors
/// When that cannot be seen, as in a folder of somebody else's.
pub fn entry(path: &Path) -> io::Result<Option<Entry>> {
    match std::fs::symlink_metadata(path) {
        Ok(found) => Ok(Some(Entry::of(found.file_type()))),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether anything is there under this name, be it a link that leads nowhere; what cannot be seen is taken to be there, so
/// that whoever opens it is told why.
pub fn is_there(path: &Path) -> bool {
    entry(path).map_or(true, |found| found.is_some())
}
