//! An open folder, in which everything is done by name.

use super::{Entry, failpoint};
use rustix::fs::{self, AtFlags, Dir, FileType, Mode, OFlags};
use rustix::io::Errno;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// How the names of files begin that are being written; what a crash leaves of such is nothing that anybody wants.
pub const PARTIAL: &str = ".writing-";

/// What everybody may read and write, as far as the user's mask lets them.
const FILE: Mode = Mode::from_raw_mode(0o666);
const FOLDER: Mode = Mode::from_raw_mode(0o777);

/// An open folder. What its path leads to may change; this stays the same folder.
#[derive(Debug)]
pub struct Folder {
    handle: OwnedFd,
    path: PathBuf,
}

impl Folder {
    /// Opens a folder; the path is its user's, and may lead through links.
    ///
    /// # Errors
    /// As the system words it.
    pub fn open(path: &Path) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Self { handle: fs::open(path, flags, Mode::empty())?, path: path.to_owned() })
    }

    /// The folder in which this path is a name, and that name; a path without one (`.`) is looked up first.
    ///
    /// # Errors
    /// As the system words it.
    pub fn above(path: &Path) -> io::Result<(Self, String)> {
        let whole = match path.components().next_back() {
            // Without a slash at its end, which would follow a link.
            Some(Component::Normal(_)) => path.components().collect(),
            _ => std::fs::canonicalize(path)?,
        };
        let name = whole.file_name().and_then(|name| name.to_str());
        let name = name.ok_or_else(|| io::Error::other("its name isn't text"))?.to_owned();
        let parent = whole.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Ok((Self::open(parent)?, name))
    }

    /// Makes a folder, and those on the way to it, and opens it; says whether it wasn't there before.
    ///
    /// # Errors
    /// As the system words it.
    pub fn make(path: &Path) -> io::Result<(Self, bool)> {
        failpoint::pass_with_room()?;
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let is_new = match std::fs::create_dir(path) {
            Ok(()) => true,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => false,
            Err(error) => return Err(error),
        };
        Ok((Self::open(path)?, is_new))
    }

    /// Its path, for messages.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path of something in it, for messages.
    pub fn path_of(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The names in it, in order.
    ///
    /// # Errors
    /// As the system words it.
    pub fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in Dir::read_from(&self.handle)? {
            // A name that isn't text is none of ours.
            let entry = entry?;
            let Ok(name) = entry.file_name().to_str() else { continue };
            if name != "." && name != ".." {
                names.push(name.to_owned());
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    /// Whether anything is in it, be it without a name that is text.
    ///
    /// # Errors
    /// As the system words it.
    pub fn is_empty(&self) -> io::Result<bool> {
        for entry in Dir::read_from(&self.handle)? {
            if !matches!(entry?.file_name().to_bytes(), b"." | b"..") {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What a name in it stands for, a link not followed; `None` if nothing is there.
    ///
    /// # Errors
    /// As the system words it.
    pub fn entry(&self, name: &str) -> io::Result<Option<Entry>> {
        match fs::statat(&self.handle, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(found) => Ok(Some(FileType::from_raw_mode(found.st_mode).into())),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// A folder in it. A link is none.
    ///
    /// # Errors
    /// As the system words it, or that it is a link.
    pub fn folder(&self, name: &str) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let handle = fs::openat(&self.handle, name, flags, Mode::empty());
        Ok(Self { handle: handle.map_err(|error| self.why(name, error))?, path: self.path_of(name) })
    }

    /// The same, made if nothing is there.
    ///
    /// # Errors
    /// As [`Folder::folder`].
    pub fn make_folder(&self, name: &str) -> io::Result<Self> {
        failpoint::pass_with_room()?;
        match fs::mkdirat(&self.handle, name, FOLDER) {
            Ok(()) | Err(Errno::EXIST) => self.folder(name),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens a file in it for reading and writing, made if nothing is there.
    pub(super) fn file(&self, name: &str, more: OFlags) -> io::Result<File> {
        failpoint::pass_with_room()?;
        self.opened(name, OFlags::RDWR | OFlags::CREATE | more)
    }

    /// Opens a file in it, but no link, for reading.
    pub(super) fn file_to_look_at(&self, name: &str) -> io::Result<File> {
        self.opened(name, OFlags::RDONLY)
    }

    fn opened(&self, name: &str, flags: OFlags) -> io::Result<File> {
        let flags = flags | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let file: File = fs::openat(&self.handle, name, flags, FILE).map_err(|error| self.why(name, error))?.into();
        match Entry::of(file.metadata()?.file_type()) {
            Entry::File => Ok(file),
            other => Err(refused(other)),
        }
    }

    /// Whether an open file is the one of this name.
    pub(super) fn holds(&self, name: &str, file: &File) -> io::Result<bool> {
        let open = fs::fstat(file)?;
        match fs::statat(&self.handle, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(named) => Ok((named.st_dev, named.st_ino) == (open.st_dev, open.st_ino)),
            Err(Errno::NOENT) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Puts a file in place of whatever has its name, whole or not at all; `is_durable` puts it on the disk for good first.
    ///
    /// # Errors
    /// As the system words it; what was there is then still there.
    pub fn replace(&self, name: &str, bytes: &[u8], is_durable: bool) -> io::Result<()> {
        self.put(bytes, is_durable, |partial| {
            failpoint::pass()?;
            Ok(fs::renameat(&self.handle, partial, &self.handle, name)?)
        })?;
        if is_durable { self.sync() } else { Ok(()) }
    }

    /// Puts a file there, whole, unless something has its name.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`], or as the system words it.
    pub fn create(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.put(bytes, true, |partial| {
            failpoint::pass()?;
            // A second name fails where there is one already, on every file system that has such; the first goes then.
            match fs::linkat(&self.handle, partial, &self.handle, name, AtFlags::empty()) {
                Ok(()) => {
                    // One that stays is taken away by the next writer.
                    let _ = self.remove(partial);
                    Ok(())
                }
                Err(Errno::EXIST) => Err(Errno::EXIST.into()),
                Err(_) => self.claim(name, partial),
            }
        })?;
        self.sync()
    }

    /// Where a file cannot have two names: an empty one holds the place until the whole one is put over it.
    fn claim(&self, name: &str, partial: &str) -> io::Result<()> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        drop(fs::openat(&self.handle, name, flags, FILE)?);
        Ok(fs::renameat(&self.handle, partial, &self.handle, name)?)
    }

    fn put(&self, bytes: &[u8], is_durable: bool, place: impl FnOnce(&str) -> io::Result<()>) -> io::Result<()> {
        let (name, file) = self.partial()?;
        let written = failpoint::write(&file, bytes).and_then(|()| {
            if is_durable {
                failpoint::pass()?;
                file.sync_all()?;
            }
            place(&name)
        });
        if written.is_err() {
            let _ = fs::unlinkat(&self.handle, &*name, AtFlags::empty());
        }
        written
    }

    fn partial(&self) -> io::Result<(String, File)> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        failpoint::pass_with_room()?;
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        loop {
            let (process, number) = (std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
            let name = format!("{PARTIAL}{process}-{number}");
            match fs::openat(&self.handle, &*name, flags, FILE) {
                Ok(file) => return Ok((name, file.into())),
                // A crash of a process of the same number left it.
                Err(Errno::EXIST) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Takes away what a crash left of files that were being written; only whoever has the folder to itself may do so.
    pub fn sweep_partial(&self) {
        for name in self.names().unwrap_or_default().iter().filter(|name| name.starts_with(PARTIAL)) {
            // One that stays takes room, no more.
            let _ = self.remove(name);
        }
    }

    /// Takes a name away, unless it is a folder's: a file, or a link, of which what it leads to stays. What isn't there is as
    /// good as taken away.
    ///
    /// # Errors
    /// As the system words it.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        failpoint::pass()?;
        match fs::unlinkat(&self.handle, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes a folder in it away, if it is empty; says whether it is gone.
    ///
    /// # Errors
    /// As the system words it.
    pub fn remove_folder(&self, name: &str) -> io::Result<bool> {
        failpoint::pass()?;
        match fs::unlinkat(&self.handle, name, AtFlags::REMOVEDIR) {
            Ok(()) | Err(Errno::NOENT) => Ok(true),
            Err(Errno::NOTEMPTY | Errno::EXIST) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Puts its names on the disk for good, where the file system can.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn sync(&self) -> io::Result<()> {
        failpoint::pass()?;
        match fs::fsync(self.handle.as_fd()) {
            Err(Errno::IO) => Err(Errno::IO.into()),
            // A file system that cannot sync folders is left alone.
            _ => Ok(()),
        }
    }

    /// Why a name couldn't be opened: by what it is, if that is the reason.
    fn why(&self, name: &str, error: Errno) -> io::Error {
        match self.entry(name) {
            Ok(Some(found @ (Entry::Link | Entry::Odd(_)))) => refused(found),
            _ => error.into(),
        }
    }
}

fn refused(found: Entry) -> io::Error {
    match found {
        Entry::Link => io::Error::other("it is a link: nothing is written through one"),
        other => io::Error::other(format!("it is {}, not a file", other.word())),
    }
}
