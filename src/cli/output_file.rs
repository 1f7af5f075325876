//! Files that a subcommand writes under a name that the user typed, or that follows from it.
//!
//! What holds for all of them: an output is never one of the inputs, whatever its name is; what would be refused is refused
//! before any work; a file is replaced whole ([`WholeFile`]) or stays as it was; pipes and devices are written to as they
//! are.

use crate::data::shown_path;
use crate::files::{FileId, WholeFile, folder_of, followed};
use crate::run::{Failure, Result};
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};

/// The regular files that a subcommand reads, which no output may fall on.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    files: Vec<(FileId, String)>,
}

impl Inputs {
    /// Files by their paths; what isn't there is told when it is read.
    pub(super) fn of<'p>(paths: impl IntoIterator<Item = &'p Path>) -> Self {
        paths.into_iter().fold(Self::default(), Self::and)
    }

    /// One more file.
    #[must_use]
    pub(super) fn and(mut self, path: impl AsRef<Path>) -> Self {
        let id = path.as_ref().metadata().ok().as_ref().and_then(FileId::of);
        self.files.extend(id.map(|id| (id, shown(path.as_ref()))));
        self
    }

    /// Standard input too.
    #[must_use]
    pub(super) fn and_standard_input(mut self) -> Self {
        self.files.extend(id_of(io::stdin()).map(|id| (id, "standard input".to_owned())));
        self
    }

    /// Refuses a standard output that goes into a file that is read, as in `nnlab pipeline a.txt >> a.txt`.
    ///
    /// # Errors
    /// [`Failure::Input`] naming the file.
    pub(super) fn refuse_standard_output(&self) -> Result<()> {
        match self.name(id_of(io::stdout())) {
            Some(name) => Err(Failure::Input(format!("{name}: is read and is standard output too"))),
            None => Ok(()),
        }
    }

    fn name(&self, id: Option<FileId>) -> Option<&str> {
        let id = id?;
        self.files.iter().find(|(own, _)| *own == id).map(|(_, name)| name.as_str())
    }
}

/// A file to be written, looked at beforehand.
#[derive(Debug)]
pub(super) struct Output {
    /// The option and the path, for messages.
    name: String,
    path: PathBuf,
    /// A pipe, a device, or a name of what is open already (`/dev/stdout`): it is written to as it is.
    is_stream: bool,
}

impl Output {
    /// A file under a name that the user typed as an option's value; a file that is there will be replaced.
    ///
    /// # Errors
    /// [`Failure::Input`] when it is an input, standard output or a folder, when it may not be written, or when there is no
    /// folder to write it in.
    pub(super) fn typed(option: &str, path: &Path, inputs: &Inputs) -> Result<Self> {
        let name = format!("{option}: {}", shown(path));
        let refused = |why: String| Err(Failure::Input(format!("{name}: {why}")));
        let found = match path.metadata() {
            Ok(found) => Some(found),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return refused(format!("cannot be written ({error})")),
        };
        let id = found.as_ref().and_then(FileId::of);
        if let Some(input) = inputs.name(id) {
            return refused(format!("expected another file than those that are read ({input})"));
        }
        let open_already = ["/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/fd", "/proc"];
        let is_open_already = open_already.iter().any(|name| path.starts_with(name));
        match found {
            Some(found) if found.is_dir() => return refused("expected a file, not a folder".into()),
            Some(found) if is_open_already || !found.is_file() => {
                return Ok(Self { name, path: path.to_owned(), is_stream: true });
            }
            // A file that may not be written is not replaced either, though its folder's rights would allow it.
            Some(_) => {
                if let Err(error) = OpenOptions::new().write(true).open(path) {
                    return refused(format!("cannot be written ({error})"));
                }
                if id == id_of(io::stdout()) {
                    return refused("expected another file than standard output".into());
                }
            }
            None if path.as_os_str().as_encoded_bytes().ends_with(b"/") => {
                return refused("expected a file, not a folder".into());
            }
            None => {}
        }
        let output = Self { name, path: path.to_owned(), is_stream: false };
        output.try_folder()?;
        Ok(output)
    }

    /// A file under a name that the program makes up from one that the user typed; it replaces nothing, unless `force`.
    ///
    /// # Errors
    /// As [`typed`](Self::typed); also when something has that name.
    pub(super) fn made_up(option: &str, path: &Path, inputs: &Inputs, force: bool) -> Result<Self> {
        let output = Self::typed(option, path, inputs)?;
        if path.symlink_metadata().is_ok() && !force {
            return Err(Failure::Input(format!("{}: is there already (--force replaces it)", output.name)));
        }
        Ok(output)
    }

    /// As messages name it.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is a pipe or a device, whose name tells nothing of what it takes.
    pub(super) fn is_stream(&self) -> bool {
        self.is_stream
    }

    /// Begins to write.
    ///
    /// # Errors
    /// [`Failure::Work`] as the system has it.
    pub(super) fn begin(self) -> Result<Writer> {
        let opened = if self.is_stream {
            // Nothing is cut: what is before the end of a file that standard output goes to was written by us.
            let file = OpenOptions::new().append(true).open(&self.path);
            file.map(|file| Sink::Stream(BufWriter::new(file)))
        } else {
            WholeFile::create(&self.path).map(Sink::Whole)
        };
        match opened {
            Ok(sink) => Ok(Writer { name: self.name, sink, error: None }),
            Err(error) => Err(failed(&self.name, &error)),
        }
    }

    /// That a file can be made where it will lie: by making one.
    fn try_folder(&self) -> Result<()> {
        let refused = |why: String| Err(Failure::Input(format!("{}: {why}", self.name)));
        let target = match followed(&self.path) {
            Ok(target) => target,
            Err(error) => return refused(format!("cannot be written ({error})")),
        };
        let folder = folder_of(&target);
        if !folder.is_dir() {
            return refused(format!("expected a folder `{}` to write it in; there is none", shown(folder)));
        }
        match WholeFile::create(&target) {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == ErrorKind::StorageFull => Err(failed(&self.name, &error)),
            Err(error) => refused(format!("cannot be written ({error})")),
        }
    }
}

#[derive(Debug)]
enum Sink {
    Whole(WholeFile),
    Stream(BufWriter<File>),
}

/// An output that is being written.
#[derive(Debug)]
pub(super) struct Writer {
    name: String,
    sink: Sink,
    /// The first that went wrong, for [`commit`](Self::commit) to tell.
    error: Option<io::Error>,
}

impl Writer {
    /// The end of writing, after which a file is under its name. `done` is what the writing itself came to; a pipe whose
    /// reader has left is no error.
    ///
    /// # Errors
    /// [`Failure::Work`]; a file that was there is there as it was then.
    pub(super) fn commit<E: std::fmt::Display>(self, done: std::result::Result<(), E>) -> Result<()> {
        if let Some(error) = self.error {
            return if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(failed(&self.name, &error)) };
        }
        done.map_err(Failure::work)?;
        let ended = match self.sink {
            Sink::Whole(file) => file.commit(),
            Sink::Stream(mut file) => file.flush(),
        };
        match ended {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(failed(&self.name, &error)),
            _ => Ok(()),
        }
    }

    fn noted<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        done.inspect_err(|error| {
            // Whoever writes goes on after an interruption.
            if error.kind() != ErrorKind::Interrupted && self.error.is_none() {
                self.error = Some(io::Error::new(error.kind(), error.to_string()));
            }
        })
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = match &mut self.sink {
            Sink::Whole(file) => file.write(bytes),
            Sink::Stream(file) => file.write(bytes),
        };
        self.noted(done)
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = match &mut self.sink {
            Sink::Whole(file) => file.flush(),
            Sink::Stream(file) => file.flush(),
        };
        self.noted(done)
    }
}

fn failed(name: &str, error: &io::Error) -> Failure {
    Failure::Work(format!("{name}: cannot be written ({error})"))
}

/// Which file an open stream is, if it is a regular one.
fn id_of(stream: impl AsFd) -> Option<FileId> {
    let file = File::from(stream.as_fd().try_clone_to_owned().ok()?);
    FileId::of(&file.metadata().ok()?)
}

fn shown(path: &Path) -> String {
    shown_path(&path.display().to_string())
}
