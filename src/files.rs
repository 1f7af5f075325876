//! Files that are there whole or not at all: written beside their place under another name, then renamed.

use std::fs::{Metadata, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// So many links lead to a file at most; more are a circle.
const MOST_LINKS: usize = 40;
const BUFFER: usize = 1 << 20;

/// Which file something is, whatever it is called: device and inode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    /// Of a regular file; folders, pipes and devices have none, since writing to them replaces nothing.
    pub fn of(found: &Metadata) -> Option<Self> {
        found.is_file().then(|| Self { device: found.dev(), inode: found.ino() })
    }
}

/// A file that takes its place when it is [committed](Self::commit). Dropped before that, it leaves what was there as it
/// was, and nothing else.
#[derive(Debug)]
pub struct WholeFile {
    file: BufWriter<NamedTempFile>,
    target: PathBuf,
}

impl WholeFile {
    /// A new file for this path. Where the path is a link, the file that it leads to is replaced, there or not, and the link
    /// stays. A new file gets the rights that the umask leaves, one that replaces another the rights of that one.
    ///
    /// # Errors
    /// As the system has them: no such folder, no right to write in it.
    pub fn create(path: &Path) -> io::Result<Self> {
        let target = followed(path)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".nnlab-").permissions(Permissions::from_mode(0o666));
        let file = builder.tempfile_in(folder_of(&target))?;
        if let Ok(old) = target.metadata() {
            file.as_file().set_permissions(Permissions::from_mode(old.permissions().mode() & 0o7777))?;
        }
        Ok(Self { file: BufWriter::with_capacity(BUFFER, file), target })
    }

    /// Writes out what is buffered and gives the file its name.
    ///
    /// # Errors
    /// As the system has them (no space left); the old file is there then as it was.
    pub fn commit(self) -> io::Result<()> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        // Some file systems say only now that there is no space left.
        file.as_file().sync_all()?;
        file.persist(&self.target).map(drop).map_err(|error| error.error)
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The folder that a path lies in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Where a path leads through links, whether something is there or not.
///
/// # Errors
/// When links lead in a circle, or one cannot be read.
pub fn followed(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        match path.symlink_metadata() {
            Ok(found) if found.is_symlink() => path = folder_of(&path).join(std::fs::read_link(&path)?),
            _ => return Ok(path),
        }
    }
    Err(io::Error::other("links lead in a circle"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, text: &str) {
        let mut file = WholeFile::create(path).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.commit().unwrap();
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn a_file_is_as_before_until_it_is_committed_and_nothing_is_left_of_one_that_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "old").unwrap();
        let mut file = WholeFile::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        file.flush().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        drop(file);
        assert_eq!(names(folder.path()), ["a.txt"]);
        write(&path, "new");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names(folder.path()), ["a.txt"]);
    }

    #[test]
    fn a_link_stays_a_link_and_what_it_leads_to_is_replaced_there_or_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("far")).unwrap();
        std::os::unix::fs::symlink("far/a.txt", at("link")).unwrap();
        std::os::unix::fs::symlink("link", at("second")).unwrap();
        for text in ["first", "again"] {
            write(&at("second"), text);
            assert_eq!(std::fs::read_to_string(at("far/a.txt")).unwrap(), text);
            assert!(at("link").is_symlink() && at("second").is_symlink());
        }
        std::os::unix::fs::symlink("circle", at("circle")).unwrap();
        assert!(WholeFile::create(&at("circle")).is_err());
    }

    #[test]
    fn a_hard_links_other_name_keeps_what_it_has() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (folder.path().join("one"), folder.path().join("other"));
        std::fs::write(&one, "old").unwrap();
        std::fs::hard_link(&one, &other).unwrap();
        let id = |path: &Path| FileId::of(&path.metadata().unwrap());
        assert!(id(&one) == id(&other) && id(&one).is_some());
        write(&one, "new");
        assert_eq!(std::fs::read_to_string(&other).unwrap(), "old");
        assert_ne!(id(&one), id(&other));
    }

    #[test]
    fn a_new_file_has_the_rights_of_any_other_and_a_replaced_one_keeps_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        let (new, plain) = (folder.path().join("new"), folder.path().join("plain"));
        write(&new, "");
        std::fs::write(&plain, "").unwrap();
        assert_eq!(mode(&new), mode(&plain));
        std::fs::set_permissions(&new, Permissions::from_mode(0o640)).unwrap();
        write(&new, "again");
        assert_eq!(mode(&new), 0o640);
    }
}
